// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/republish.h"
#include "ui/async/latest_task.h"
#include "ui/deadletters/failure_table.h"
#include "ui/widgets/page.h"

#include <QtCore/QTimer>
#include <QtWidgets/QDialog>

#include <optional>

class QPushButton;

namespace weir::ui {

class NoticeBar;
class PlainLabel;
class RepublishForm;
class RepublishPreview;

/// Republishes one dead letter: choose, see exactly what will be sent, confirm, read the broker's confirmation.
/// Shown with open(). Until the confirmation came, nothing is called done; while it is awaited the dialog stays open
/// (the wait is bounded by the call's deadline). Where the environment is production, Cancel has the focus.
class RepublishDialog : public QDialog
{
    Q_OBJECT
public:
    /// `stemOrigin`: the topic that the dead-letter topic's name suggests; used when the headers name none.
    RepublishDialog(PageContext context, FailureRow row, const QString& stemOrigin, QWidget* parent = nullptr);

    /// Escape and Cancel; nothing happens while a send is under way.
    void reject() override;

Q_SIGNALS:
    /// The broker confirmed the copy.
    void republished(const QString& topic, int partition, qint64 offset);

private:
    QWidget* makeHead();
    QWidget* makeButtons();
    void loadTopics();
    void makePlan();
    void takePlan(Result<RepublishPlan> plan);
    void send();
    void takeDelivery(const Result<Delivery>& delivery);
    void showDone(const Delivery& delivery);
    void updateConfirm();
    [[nodiscard]] QString whyNot() const;

    PageContext m_context;
    FailureRow m_row;
    std::optional<RepublishPlan> m_plan;
    QString m_problem; ///< why there is no plan
    bool m_sending = false;
    std::optional<Delivery> m_delivery;

    RepublishForm* m_form;
    RepublishPreview* m_preview;
    NoticeBar* m_outcome;
    PlainLabel* m_status = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_confirm = nullptr;
    QPushButton* m_open = nullptr;
    QTimer m_typing;
    LatestTask m_topicsTask;
    LatestTask m_planning;
    LatestTask m_sendTask;
};

} // namespace weir::ui
