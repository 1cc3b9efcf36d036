// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_history.h"
#include "ui/groups/lag_feed.h"
#include "ui/widgets/card.h"
#include "ui/widgets/line_chart.h"
#include "ui/widgets/top_series.h"

#include <memory>
#include <vector>

class QButtonGroup;
class QComboBox;

namespace weir::ui {

class Chip;
class LatestTask;
class PlainLabel;
class TaskPool;

/// A line the chart can draw.
struct LagLine {
    SeriesId id;
    QString name; ///< safe to show, unique within its split
};
/// One way to take lag apart: "Total", "Topic", "Partition", "Group".
struct LagSplit {
    QString name;
    QString words; ///< for screen readers: "Lag by partition"
    std::vector<LagLine> lines;
};

/// The chart of lag: in records or in time, taken apart in one of several ways, over the last minutes, hours or days; live
/// until somebody moves or zooms it, then it fetches what that span needs. At most `mostLines` lines and the rest as one
/// more; it says so. Asks the history on a worker. GUI thread.
class LagChartCard : public Card
{
    Q_OBJECT
public:
    static constexpr std::size_t mostLines = 8;

    LagChartCard(std::shared_ptr<LagFeed> feed, std::shared_ptr<TaskPool> tasks, QWidget* parent = nullptr);
    ~LagChartCard() override;

    /// The ways to take the lag apart; the chosen one stays chosen by its place.
    void setSplits(std::vector<LagSplit> splits);
    /// A round ended: asks again, unless the last question is still under way or the chart does not follow.
    void advance();
    void setMarks(std::vector<ChartMark> marks);
    void setBands(std::vector<ChartBand> bands);
    [[nodiscard]] LineChart* chart() const { return m_chart; }
    [[nodiscard]] LagMeasure measure() const;

private:
    QLayout* makeControls();
    void anew();
    void ask();
    void show(const HistoryAnswer& answer);
    [[nodiscard]] const LagSplit* split() const;
    [[nodiscard]] std::chrono::seconds window() const;

    std::shared_ptr<LagFeed> m_feed;
    std::shared_ptr<TaskPool> m_tasks;
    LatestTask* m_task;
    std::vector<LagSplit> m_splits;
    TopSeries m_top{mostLines};
    QButtonGroup* m_measures;
    QButtonGroup* m_splitChips;
    QComboBox* m_window;
    Chip* m_live;
    Chip* m_table;
    PlainLabel* m_note;
    LineChart* m_chart;
};

} // namespace weir::ui
