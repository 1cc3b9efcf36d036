// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/lag_history.h"
#include "ui/widgets/card.h"
#include "ui/widgets/line_chart.h"

#include <map>
#include <vector>

class QButtonGroup;

namespace weir::ui {

class PlainLabel;

/// The live chart of one group's lag: total or by partition, over the last 5, 15 or 60 minutes. GUI thread.
/// By partition it draws at most eight, those with the largest lag, and says so.
class LagChartCard : public Card
{
    Q_OBJECT
public:
    static constexpr std::size_t mostLines = 8;

    explicit LagChartCard(QWidget* parent = nullptr);

    [[nodiscard]] bool byPartition() const;
    [[nodiscard]] std::chrono::seconds window() const;
    void setTotal(const std::vector<LagPoint>& points);
    /// `now`: the newest lag by partition, to choose the lines.
    void setPartitions(const std::map<TopicPartition, std::vector<LagPoint>>& history,
                       const std::map<TopicPartition, std::int64_t>& now);
    [[nodiscard]] LineChart* chart() const { return m_chart; }

Q_SIGNALS:
    /// Another split or window was chosen: set the points again.
    void choiceChanged();

private:
    void setSeries(std::vector<ChartSeries> series);
    [[nodiscard]] std::vector<ChartPoint> inWindow(const std::vector<LagPoint>& points) const;
    void chooseLines(const std::map<TopicPartition, std::int64_t>& now);

    QButtonGroup* m_split;
    QButtonGroup* m_windows;
    PlainLabel* m_note;
    LineChart* m_chart;
    std::vector<TopicPartition> m_lines;
};

} // namespace weir::ui
