// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/groups/group_table.h"
#include "ui/groups/lag_feed.h"
#include "ui/groups/lag_trend.h"
#include "ui/widgets/page.h"

#include <memory>
#include <string>

namespace weir::ui {

class DataTable;
class FilterEdit;
class LagChartCard;
class SampleState;
class StateView;

/// Who reads a topic: its consumer groups with their lag on this topic alone, and a chart of it by group. A tab of the
/// topic's page. Enter opens the group. GUI thread.
class TopicConsumersPage : public Page
{
    Q_OBJECT
public:
    TopicConsumersPage(PageContext context, std::shared_ptr<LagFeed> feed, const QString& topic, QWidget* parent = nullptr);
    ~TopicConsumersPage() override;

    void refresh() override;
    bool focusFilter() override;
    [[nodiscard]] bool isSettled() const override;

protected:
    void activated() override;
    void deactivated() override;

private:
    void showLatest();
    void showRound(const GroupRound& round);

    PageContext m_context;
    std::shared_ptr<LagFeed> m_feed;
    std::string m_topic;
    TrendCache m_trends;
    TableModel<GroupRow> m_model;
    std::vector<std::string> m_drawn; ///< groups the chart's lines were made for
    LagChartCard* m_chart;
    FilterEdit* m_filter;
    DataTable* m_table;
    StateView* m_view;
    std::unique_ptr<SampleState> m_state;
};

} // namespace weir::ui
