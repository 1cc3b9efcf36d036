// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/groups/alert_feed.h"
#include "ui/groups/alert_table.h"

#include <QtCore/QPointer>
#include <QtWidgets/QWidget>

#include <memory>

class QPushButton;

namespace weir::ui {

class AlertRuleDialog;
class DataTable;
class NoticeBar;

/// The rules of a connection: switched on and off, made, changed, copied and deleted. Each change is saved at once; what
/// was deleted or replaced comes back with Undo. GUI thread.
class AlertRulesPanel : public QWidget
{
    Q_OBJECT
public:
    explicit AlertRulesPanel(std::shared_ptr<AlertFeed> feed, QWidget* parent = nullptr);
    ~AlertRulesPanel() override;

    /// Shows what the feed knows; the previews are of its newest round.
    void showRules();
    void setFilter(const QString& text) { m_model.setFilter(text); }
    /// Begins a new rule; with a group, for it alone.
    void beginRule(const QString& group = {});

private:
    QWidget* makeButtons();
    void edit(const AlertRule& rule, bool isNew);
    void put(const AlertRule& rule);
    void toggle(const QString& key);
    void duplicate();
    void remove();
    void restore();
    void undo();
    void saveWithUndo(std::vector<AlertRule> rules, const QString& sentence);
    void updateButtons();
    [[nodiscard]] const AlertRule* current() const;

    std::shared_ptr<AlertFeed> m_feed;
    TableModel<RuleRow> m_model;
    std::optional<std::vector<AlertRule>> m_before; ///< what Undo brings back
    NoticeBar* m_notice;
    DataTable* m_table;
    QPushButton* m_edit = nullptr;
    QPushButton* m_toggle = nullptr;
    QPushButton* m_duplicate = nullptr;
    QPushButton* m_delete = nullptr;
    QPointer<AlertRuleDialog> m_dialog;
};

} // namespace weir::ui
