// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/groups/lag_chart_card.h"
#include "ui/groups/lag_trend.h"
#include "ui/groups/partition_lag_table.h"
#include "ui/widgets/page.h"

#include <QtWidgets/QSplitter>

#include <memory>
#include <string>

namespace weir::ui {

class DataTable;
class HeatStrip;

/// The chart of a group over its partitions: what is behind, since when, where. GUI thread.
class GroupLagTab : public QSplitter
{
    Q_OBJECT
public:
    GroupLagTab(const PageContext& context, std::shared_ptr<LagFeed> feed, std::string group, QWidget* parent = nullptr);
    ~GroupLagTab() override;

    void showGroup(const GroupLag& group, const GroupStatus* status, TimestampMs sampled);
    void showEvents(const std::vector<GroupEvent>& events);
    /// A round failed: no new numbers, but time goes on.
    void advance();
    [[nodiscard]] LagChartCard* chart() const { return m_chart; }

Q_SIGNALS:
    void linkChosen(const weir::ui::PartitionLagRow& row, weir::ui::PartitionLink link);

private:
    [[nodiscard]] std::vector<HistoryPoint> historyOf(const QString& key) const;
    void showSplits(const GroupLag& group);
    void showHeat(const std::vector<PartitionLagRow>& rows, bool severalTopics);
    void showBands(const GroupLag& group, const GroupStatus* status);

    std::shared_ptr<LagFeed> m_feed;
    std::string m_group;
    QHash<QString, TopicPartition> m_partitionByKey;
    TrendCache m_trends;
    TableModel<PartitionLagRow> m_partitions;
    std::vector<TopicPartition> m_drawn; ///< partitions the splits were made for
    LagChartCard* m_chart;
    HeatStrip* m_heat;
    DataTable* m_table;
};

} // namespace weir::ui
