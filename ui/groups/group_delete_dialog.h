// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/async/latest_task.h"
#include "ui/groups/noted_offsets.h"
#include "ui/widgets/page.h"

#include <QtWidgets/QDialog>

#include <optional>

class QLineEdit;
class QPushButton;

namespace weir::ui {

class NoticeBar;
class PlainLabel;
class StateView;

/// Deletes a group with all its committed offsets, or its offsets of one topic. Says first what would go and whether it
/// can; the group's name has to be typed. What is deleted is kept for undo. Shown with open(); deletes itself when closed.
class GroupDeleteDialog : public QDialog
{
    Q_OBJECT
public:
    /// With `topic`: only the group's offsets of that topic.
    GroupDeleteDialog(PageContext context, std::string group, std::optional<std::string> topic = {},
                      QWidget* parent = nullptr);

    void reject() override;

Q_SIGNALS:
    void groupDeleted(const QString& group);
    void offsetsDeleted(const QString& group, const weir::OffsetResult& result);

private:
    struct Doomed {
        OffsetMap offsets;
        std::optional<Error> refused;
    };
    QWidget* makeContent();
    void load();
    void takeDoomed(Result<Doomed> doomed);
    void remove();
    void takeOffsets(const Result<NotedResult>& done);
    void takeGroup(const Result<void>& done);
    void failed(const Error& error);
    void finished(const QString& sentence);
    void updateButtons();
    [[nodiscard]] QString whyNot() const;

    PageContext m_context;
    const std::string m_group;
    const std::optional<std::string> m_topic;
    std::optional<Doomed> m_doomed;
    bool m_deleting = false;
    bool m_done = false;

    StateView* m_view;
    PlainLabel* m_what = nullptr;
    PlainLabel* m_places = nullptr;
    NoticeBar* m_refused = nullptr;
    QLineEdit* m_typedName = nullptr;
    NoticeBar* m_outcome;
    PlainLabel* m_status;
    QPushButton* m_cancel;
    QPushButton* m_confirm;
    LatestTask m_loading;
    LatestTask m_deleteTask;
};

} // namespace weir::ui
