// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/groups/lag_feed.h"
#include "ui/groups/lag_trend.h"
#include "ui/groups/member_table.h"
#include "ui/groups/partition_lag_table.h"
#include "ui/widgets/page.h"

#include <map>
#include <memory>
#include <string>

class QStackedWidget;

namespace weir::ui {

class DataTable;
class KeyFigure;
class LagChartCard;
class PillLabel;
class PlainLabel;
class SampleState;
class SegmentedTabs;
class StateView;

/// One consumer group: key figures, a live chart of its lag, its partitions, members and offsets. GUI thread.
/// `feed` is shared with the list of groups; the page shows its samples and asks nothing itself.
class GroupPage : public Page
{
    Q_OBJECT
public:
    /// `group` is the id as Kafka has it.
    GroupPage(PageContext context, std::shared_ptr<LagFeed> feed, std::string group, QWidget* parent = nullptr);
    ~GroupPage() override;

    void refresh() override;
    [[nodiscard]] bool isSettled() const override;
    [[nodiscard]] const std::string& group() const { return m_group; }

protected:
    void activated() override;
    void deactivated() override;

private:
    QWidget* makeHeader();
    QWidget* makeFigures();
    QWidget* makeLagTab();
    QWidget* makeMembersTab();
    QWidget* makeOffsetsTab();
    void connectTable(DataTable* table, TableModel<PartitionLagRow>& model);

    void showLatest();
    void showGroup(const GroupLag& group, const LagSample& sample);
    void showFigures(const GroupLag& group);
    void showPills(const GroupLag& group);
    void showChart();
    void showMembers(const GroupLag& group);
    void showMissing(const LagSample& sample);
    void openRecord(const PartitionLagRow& row);

    PageContext m_context;
    std::shared_ptr<LagFeed> m_feed;
    std::string m_group;
    std::map<TopicPartition, std::vector<LagPoint>> m_partitionHistory; ///< of the newest round
    std::map<QString, const std::vector<LagPoint>*> m_historyByKey;
    TrendCache m_trends;
    TableModel<PartitionLagRow> m_partitions;
    TableModel<PartitionLagRow> m_offsets;
    TableModel<MemberRow> m_members;

    PillLabel* m_problemPill = nullptr;
    PillLabel* m_statePill = nullptr;
    KeyFigure* m_lag = nullptr;
    KeyFigure* m_change = nullptr;
    KeyFigure* m_memberCount = nullptr;
    KeyFigure* m_partitionCount = nullptr;
    KeyFigure* m_largest = nullptr;
    SegmentedTabs* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    LagChartCard* m_chart = nullptr;
    DataTable* m_partitionTable = nullptr;
    PlainLabel* m_membersNote = nullptr;
    StateView* m_view = nullptr;
    std::unique_ptr<SampleState> m_state;
};

} // namespace weir::ui
