// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/groups/alert_feed.h"
#include "ui/groups/alert_table.h"
#include "ui/widgets/page.h"

#include <QtCore/QTimer>

#include <memory>

class QPushButton;
class QStackedWidget;

namespace weir::ui {

class AlertActionsPanel;
class AlertRulesPanel;
class DataTable;
class FilterEdit;
class NoticeBar;
class PillLabel;
class PlainLabel;
class SegmentedTabs;
class StateView;

/// The alerts of a connection, open ones first, with their rules and what happens when one begins. Serves OpenAlerts.
/// `feed` is shared with whoever samples. GUI thread.
class AlertsPage : public Page
{
    Q_OBJECT
public:
    AlertsPage(PageContext context, std::shared_ptr<AlertFeed> feed, QWidget* parent = nullptr);
    ~AlertsPage() override;

    void refresh() override;
    void open(const Destination& destination) override;
    bool focusFilter() override;
    [[nodiscard]] bool isSettled() const override;

protected:
    void activated() override;
    void deactivated() override;

private:
    QWidget* makeHeader();
    QWidget* makeContent();
    QWidget* makeList();
    void showFeed();
    void showAlerts();
    void showStoreTrouble();
    void beginWaitingRule();
    void updateButtons();
    void goTo(const QString& key);

    PageContext m_context;
    std::shared_ptr<AlertFeed> m_feed;
    TableModel<AlertRow> m_model;
    QTimer m_clock; ///< "Lasts" goes on while the page is in front
    QDateTime m_loadedAt;
    std::optional<QString> m_newRuleFor; ///< a destination that came before the rules were there
    bool m_openOnly = false;
    PillLabel* m_count = nullptr;
    FilterEdit* m_filter = nullptr;
    SegmentedTabs* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    NoticeBar* m_refused = nullptr;
    NoticeBar* m_notKept = nullptr;
    DataTable* m_table = nullptr;
    PlainLabel* m_noMatch = nullptr;
    QPushButton* m_acknowledge = nullptr;
    QPushButton* m_acknowledgeAll = nullptr;
    StateView* m_list = nullptr;
    AlertRulesPanel* m_rules = nullptr;
    AlertActionsPanel* m_actions = nullptr;
    StateView* m_view = nullptr;
};

} // namespace weir::ui
