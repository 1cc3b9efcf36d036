// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/groups/group_events_table.h"
#include "ui/groups/lag_feed.h"
#include "ui/groups/member_table.h"
#include "ui/groups/partition_lag_table.h"
#include "ui/widgets/page.h"

#include <QtCore/QTimer>

#include <memory>
#include <string>

class QStackedWidget;

namespace weir::ui {

class DataTable;
class GroupActions;
class GroupFigures;
class GroupLagTab;
class LatestTask;
class PillLabel;
class PlainLabel;
class SampleState;
class SegmentedTabs;
class StateView;

/// One consumer group: key figures, a live chart of its lag, its partitions, members, offsets and events; reset, skip and
/// delete. GUI thread. `feed` is shared with the list of groups; the page shows its rounds and asks nothing itself.
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
    QWidget* makeContent();
    QWidget* makeMembersTab();
    QWidget* makeOffsetsTab();
    QWidget* makeEventsTab();

    void showLatest();
    void showGroup(const GroupLag& group, const GroupRound& round);
    void showPills(const GroupLag& group, const GroupStatus* status);
    void showMembers(const GroupLag& group);
    void showMissing(const LagSample& sample);
    void askEvents();
    void showEvents(const std::vector<GroupEvent>& events);
    void follow(const PartitionLagRow& row, PartitionLink link);

    PageContext m_context;
    std::shared_ptr<LagFeed> m_feed;
    std::string m_group;
    TableModel<PartitionLagRow> m_offsets;
    TableModel<MemberRow> m_members;
    TableModel<GroupEventRow> m_events;
    LatestTask* m_eventTask;
    QTimer m_eventTimer;

    GroupActions* m_actions = nullptr;
    PillLabel* m_healthPill = nullptr;
    PillLabel* m_notePill = nullptr;
    PillLabel* m_statePill = nullptr;
    GroupFigures* m_figures = nullptr;
    SegmentedTabs* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    GroupLagTab* m_lagTab = nullptr;
    PlainLabel* m_membersNote = nullptr;
    StateView* m_view = nullptr;
    std::unique_ptr<SampleState> m_state;
};

} // namespace weir::ui
