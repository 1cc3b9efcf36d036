// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/topics/topic_list.h"
#include "ui/async/latest_task.h"
#include "ui/topics/topic_groups.h"
#include "ui/widgets/page.h"

#include <QtCore/QDateTime>
#include <QtCore/QTimer>

#include <chrono>
#include <utility>
#include <vector>

class QPushButton;
class QStackedLayout;

namespace weir::ui {

class Chip;
class DataTable;
class FilterEdit;
class PillLabel;
class PlainLabel;
class StateView;
class TopicPanel;
class TopicsModel;

/// All topics of the cluster. Names first, in one question; then details for the rows on screen, a bounded batch at a
/// time. Repeats both every few seconds while it is in front. GUI thread.
class TopicsPage : public Page
{
    Q_OBJECT
public:
    explicit TopicsPage(const PageContext& context, QWidget* parent = nullptr);

    void refresh() override;
    bool focusFilter() override;
    [[nodiscard]] bool isSettled() const override { return m_settled; }
    [[nodiscard]] DataTable* table() const { return m_table; }
    [[nodiscard]] TopicsModel* model() const { return m_model; }

    /// How long an answer counts as fresh, and the pause between two rounds.
    static constexpr std::chrono::milliseconds period{5000};
    static constexpr std::size_t detailsBatch = 40;

protected:
    void activated() override;
    void deactivated() override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] QWidget* buildHeader();
    [[nodiscard]] QWidget* buildFilterRow();
    [[nodiscard]] QWidget* buildContent();
    void connectTable();
    struct Answer {
        weir::Result<weir::Partial<std::vector<weir::TopicSummary>>> topics;
        std::vector<TopicGroup> groups; ///< of each topic
    };
    void showTopics(Answer answer);
    void askDetails();
    void showSelected();
    void showCounts();
    void spanHeadings();
    bool foldByKey(int key);
    [[nodiscard]] std::pair<int, int> visibleRows() const;

    PageContext m_context;
    TopicsModel* m_model;
    StateView* m_state = nullptr;
    DataTable* m_table = nullptr;
    TopicPanel* m_panel = nullptr;
    PillLabel* m_count = nullptr;
    FilterEdit* m_filter = nullptr;
    Chip* m_problems = nullptr;
    Chip* m_internal = nullptr;
    QPushButton* m_grouping = nullptr;
    QStackedLayout* m_tableOrHint = nullptr;
    PlainLabel* m_hint = nullptr;
    QTimer m_poll;
    QTimer m_scrolled; ///< details are asked a moment after scrolling rests
    QDateTime m_since;
    std::vector<int> m_headings; ///< rows that are headings, drawn across all columns
    bool m_settled = false;
    LatestTask m_topicsTask;
    LatestTask m_detailsTask;
};

} // namespace weir::ui
