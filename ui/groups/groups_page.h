// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/groups/group_table.h"
#include "ui/groups/lag_feed.h"
#include "ui/groups/lag_trend.h"
#include "ui/widgets/page.h"

#include <QtCore/QTimer>

#include <memory>

namespace weir::ui {

class DataTable;
class FilterEdit;
class PillLabel;
class PlainLabel;
class SampleState;
class StateView;

/// All consumer groups with their lag, sampled once a second while the page is in front. Enter opens a group.
/// GUI thread. `feed` is shared with the pages of single groups.
class GroupsPage : public Page
{
    Q_OBJECT
public:
    GroupsPage(PageContext context, std::shared_ptr<LagFeed> feed, QWidget* parent = nullptr);
    ~GroupsPage() override;

    void refresh() override;
    bool focusFilter() override;
    [[nodiscard]] bool isSettled() const override;

protected:
    void activated() override;
    void deactivated() override;

private:
    QWidget* makeHeader();
    QWidget* makePace(QWidget* parent);
    QWidget* makeContent();
    void askForPin();
    void showLatest();
    void showGroups(const GroupRound& round);
    void openGroup(const QString& key);

    PageContext m_context;
    std::shared_ptr<LagFeed> m_feed;
    TrendCache m_trends;
    TableModel<GroupRow> m_model;
    PillLabel* m_count = nullptr;
    PillLabel* m_problems = nullptr;
    PillLabel* m_watch = nullptr;
    FilterEdit* m_filter = nullptr;
    PlainLabel* m_noMatch = nullptr;
    DataTable* m_table = nullptr;
    StateView* m_view = nullptr;
    std::unique_ptr<SampleState> m_state;
};

} // namespace weir::ui
