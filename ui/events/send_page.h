// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/async/latest_task.h"
#include "ui/events/send_form.h"
#include "ui/widgets/page.h"

#include <QtCore/QPointer>
#include <QtCore/QTimer>

class QDialog;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace weir::ui {

class EventForm;
class NoticeBar;
class PlainLabel;
class PlayFeed;
class RawForm;
class RunFeed;
class SegmentedTabs;
class SendResults;
class TransactionFeed;

/// What goes on beside the page; null where there is none (tests).
struct SendWork {
    std::shared_ptr<RunFeed> runs{};
    std::shared_ptr<TransactionFeed> transactions{};
    std::shared_ptr<PlayFeed> players{};
};

/// Sends one event or one raw record at a time and shows what the broker answered. Ctrl+Enter sends. Nothing is called
/// sent before its confirmation; one send is under way at a time. GUI thread.
class SendPage : public Page
{
    Q_OBJECT
public:
    SendPage(PageContext context, SendWork work, QWidget* parent = nullptr);

    void refresh() override;
    void open(const Destination& destination) override;
    [[nodiscard]] bool isSettled() const override;

protected:
    void activated() override;
    void deactivated() override;

private:
    QWidget* makeHeader();
    QWidget* makePreview();
    [[nodiscard]] SendForm& form() const;
    [[nodiscard]] QString whyNot() const;
    void loadTopics();
    void showPreview();
    void askToSend();
    void send(OutgoingRecord record);

    PageContext m_context;
    SendWork m_work;
    bool m_sending = false;
    QPointer<QDialog> m_confirm;
    SegmentedTabs* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    EventForm* m_event = nullptr;
    RawForm* m_raw = nullptr;
    NoticeBar* m_topicsNotice = nullptr;
    PlainLabel* m_where = nullptr;
    QPlainTextEdit* m_preview = nullptr;
    PlainLabel* m_reason = nullptr;
    QPushButton* m_send = nullptr;
    SendResults* m_results = nullptr;
    QTimer m_previewDelay;
    LatestTask m_topicsTask;
    LatestTask m_sendTask;
};

} // namespace weir::ui
