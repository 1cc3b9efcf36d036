// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/async/latest_task.h"
#include "ui/widgets/page.h"

class QPushButton;
class QStackedWidget;

namespace weir::ui {

class Composer;
class HistoryTab;
class NoticeBar;
class PlayFeed;
class PlayTab;
class RunFeed;
class RunTab;
class SegmentedTabs;
class SentHistory;
class TemplateBar;
class TemplateLibrary;
class TransactionFeed;
class TransactionTab;

/// What goes on beside the page; null where there is none (tests), then its tab is left out.
struct SendWork {
    std::shared_ptr<RunFeed> runs{};
    std::shared_ptr<TransactionFeed> transactions{};
    std::shared_ptr<PlayFeed> players{};
};

/// Sends events: one at a time, many in a run, several as one transaction; consumes them by rules; and remembers what was
/// sent. Ctrl+Enter sends one, Ctrl+S saves the open template. GUI thread.
class SendPage : public Page
{
    Q_OBJECT
public:
    SendPage(PageContext context, SendWork work, QWidget* parent = nullptr);

    void refresh() override;
    void open(const Destination& destination) override;
    bool focusFilter() override;
    [[nodiscard]] bool isSettled() const override;

protected:
    void activated() override;
    void deactivated() override;

private:
    enum class Tab { Event, Raw, Run, Transaction, Consumer, History };
    QWidget* makeHeader();
    void makeTabs();
    void makeWorkTabs();
    void addShortcuts();
    [[nodiscard]] Tab tab() const;
    [[nodiscard]] int indexOf(Tab tab) const;
    void addTab(Tab tab, const QString& title, QWidget* content);
    void select(Tab tab);
    void tabChanged();
    void showActive(bool active);
    void loadTopics();
    void showLibrary();
    void showStatus();

    PageContext m_context;
    SendWork m_work;
    TemplateLibrary* m_library;
    SentHistory* m_history;
    SegmentedTabs* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    NoticeBar* m_topicsNotice = nullptr;
    TemplateBar* m_templates = nullptr;
    QPushButton* m_import = nullptr;
    Composer* m_composer = nullptr;
    RunTab* m_run = nullptr;
    TransactionTab* m_transaction = nullptr;
    PlayTab* m_play = nullptr;
    HistoryTab* m_historyTab = nullptr;
    LatestTask m_topicsTask;
};

} // namespace weir::ui
