// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/async/latest_task.h"
#include "ui/deadletters/inbox_feed.h"
#include "ui/deadletters/letter_choice.h"
#include "ui/deadletters/replay_feed.h"
#include "ui/widgets/page.h"

#include <QtCore/QPointer>

#include <memory>

class QDialog;
class QPushButton;
class QStackedWidget;

namespace weir::ui {

class Chip;
class FailuresTab;
class FilterEdit;
class HandledTab;
class NoticeBar;
class PillLabel;
class ReplaysTab;
class SegmentedTabs;
class TopicsTab;

/// The inbox of what failed: failures and their letters, the topics they stand in, what was handled, and the replays.
/// Nothing is read while another page is in front. GUI thread. `replays` may be null: then nothing can be marked or replayed.
class DeadLettersPage : public Page
{
    Q_OBJECT
public:
    enum Tab { Failures, Topics, Handled, Replays };

    explicit DeadLettersPage(PageContext context, std::shared_ptr<ReplayFeed> replays = nullptr, QWidget* parent = nullptr);
    DeadLettersPage(PageContext context, std::shared_ptr<ReplayFeed> replays, InboxFeed::Pace pace, QWidget* parent);
    ~DeadLettersPage() override;

    void refresh() override;
    void open(const Destination& destination) override;
    bool focusFilter() override;
    [[nodiscard]] bool isSettled() const override;

    [[nodiscard]] InboxFeed& inbox() const { return *m_feed; }
    [[nodiscard]] FailuresTab& failures() const { return *m_failures; }

protected:
    void activated() override;
    void deactivated() override;

private:
    QWidget* makeHeader();
    QWidget* makeTabs();
    void connectParts();
    void showTab(int tab);
    void showCounts();
    void showChoice();
    void openTopic(const QString& topic);

    /// Gathers what is chosen on a worker, then hands it to `use`.
    void gather(const LetterChoice& choice, std::function<void(std::vector<LetterPlace>)> use);
    void planChosen();
    void planOne(const LetterPlace& place, bool edit);
    void openPlan(LetterSelection selection, const QString& title, ReplayOptions options);
    void archiveChosen();
    void chooseArchive();

    PageContext m_context;
    std::shared_ptr<ReplayFeed> m_replays;
    std::unique_ptr<InboxFeed> m_feed;
    QPointer<QDialog> m_dialog;
    LatestTask m_gatherTask;

    PillLabel* m_open = nullptr;
    PillLabel* m_topicCount = nullptr;
    FilterEdit* m_filter = nullptr;
    Chip* m_closed = nullptr;
    QPushButton* m_fromFile = nullptr;
    QPushButton* m_archive = nullptr;
    QPushButton* m_plan = nullptr;
    NoticeBar* m_notice = nullptr;
    SegmentedTabs* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    FailuresTab* m_failures = nullptr;
    TopicsTab* m_topics = nullptr;
    HandledTab* m_handled = nullptr;
    ReplaysTab* m_replaysTab = nullptr;
};

} // namespace weir::ui
