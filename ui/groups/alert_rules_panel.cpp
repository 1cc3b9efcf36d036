// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/alert_rules_panel.h"

#include "ui/groups/alert_rule_dialog.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QUuid>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace weir::ui {
namespace {

std::string freshId() { return "rule-" + QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString(); }

QString nameOf(const AlertRule& rule) { return displayText(std::string_view(rule.name)); }

} // namespace

AlertRulesPanel::AlertRulesPanel(std::shared_ptr<AlertFeed> feed, QWidget* parent)
    : QWidget(parent), m_feed(std::move(feed)), m_model(ruleColumns(), ruleKey), m_notice(new NoticeBar(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(makeButtons());
    m_notice->hide();
    layout->addWidget(m_notice);
    auto* card = new Card(Card::Padding::None, this);
    m_table = new DataTable(&m_model, tr("Alert rules"), QStringLiteral("alert-rules"), card);
    card->body()->addWidget(m_table);
    layout->addWidget(card, 1);
    connect(m_notice, &NoticeBar::actionRequested, this, &AlertRulesPanel::undo);
    connect(m_feed.get(), &AlertFeed::refused, this, [this] {
        // What the notice says did not happen.
        m_before.reset();
        m_notice->hide();
    });
    connect(m_table, &DataTable::currentKeyChanged, this, &AlertRulesPanel::updateButtons);
    connect(m_table, &DataTable::linkActivated, this, [this](const QString& key, int column) {
        if (column == ruleOnColumn)
            toggle(key);
    });
    connect(m_table, &DataTable::rowActivated, this, [this] {
        if (const auto* rule = current())
            edit(*rule, false);
    });
    showRules();
}

AlertRulesPanel::~AlertRulesPanel()
{
    delete m_table; // before the model it shows, which is a member
}

QWidget* AlertRulesPanel::makeButtons()
{
    auto* buttons = new QWidget(this);
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto* add = primaryButton(tr("Add &rule…"), buttons);
    m_edit = plainButton(tr("&Edit…"), buttons);
    m_toggle = plainButton(tr("&Switch off"), buttons);
    m_duplicate = plainButton(tr("D&uplicate"), buttons);
    m_delete = plainButton(tr("&Delete"), buttons);
    auto* defaults = linkButton(tr("Restore the defaults"), buttons);
    for (QPushButton* button : {add, m_edit, m_toggle, m_duplicate, m_delete})
        row->addWidget(button);
    row->addStretch(1);
    row->addWidget(defaults);
    connect(add, &QPushButton::clicked, this, [this] { beginRule(); });
    connect(m_edit, &QPushButton::clicked, this, [this] {
        if (const auto* rule = current())
            edit(*rule, false);
    });
    connect(m_toggle, &QPushButton::clicked, this, [this] { toggle(m_table->currentKey()); });
    connect(m_duplicate, &QPushButton::clicked, this, &AlertRulesPanel::duplicate);
    connect(m_delete, &QPushButton::clicked, this, &AlertRulesPanel::remove);
    connect(defaults, &QPushButton::clicked, this, &AlertRulesPanel::restore);
    return buttons;
}

void AlertRulesPanel::showRules()
{
    std::vector<RuleRow> rows;
    const auto round = m_feed->round();
    for (const AlertRule& rule : m_feed->rules())
        rows.push_back({rule, previewOf(rule, round.get())});
    m_model.setRows(std::move(rows));
    updateButtons();
    if (m_dialog)
        m_dialog->updatePreview();
}

const AlertRule* AlertRulesPanel::current() const
{
    const auto* row = m_model.find(m_table->currentKey());
    return row ? &row->rule : nullptr;
}

void AlertRulesPanel::updateButtons()
{
    const AlertRule* rule = current();
    for (QPushButton* button : {m_edit, m_toggle, m_duplicate, m_delete})
        button->setEnabled(rule != nullptr);
    m_toggle->setText(rule == nullptr || rule->enabled ? tr("&Switch off") : tr("&Switch on"));
}

void AlertRulesPanel::beginRule(const QString& group)
{
    AlertRule rule;
    rule.id = freshId();
    rule.condition = AlertRule::Condition::TimeLagAbove;
    rule.threshold = 300'000;
    rule.holdsFor = std::chrono::minutes(2);
    rule.pattern = patternFor(group.toStdString());
    rule.name = (group.isEmpty() ? tr("New rule") : tr("%1 is late").arg(group)).toStdString();
    edit(rule, true);
}

void AlertRulesPanel::edit(const AlertRule& rule, bool isNew)
{
    if (m_dialog)
        m_dialog->close();
    m_dialog = new AlertRuleDialog(rule, isNew, [feed = m_feed] { return feed->round(); }, this);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &QDialog::accepted, this, [this, dialog = m_dialog.data()] { put(dialog->rule()); });
    m_dialog->open();
}

void AlertRulesPanel::put(const AlertRule& rule)
{
    std::vector<AlertRule> rules = m_feed->rules();
    const auto same = std::ranges::find(rules, rule.id, &AlertRule::id);
    if (same != rules.end())
        *same = rule;
    else
        rules.push_back(rule);
    m_notice->hide();
    m_feed->saveRules(rules);
}

void AlertRulesPanel::toggle(const QString& key)
{
    const auto* row = m_model.find(key);
    if (!row)
        return;
    AlertRule rule = row->rule;
    rule.enabled = !rule.enabled;
    put(rule);
}

void AlertRulesPanel::duplicate()
{
    if (const auto* rule = current()) {
        AlertRule copy = *rule;
        copy.id = freshId();
        copy.name = tr("%1 (copy)").arg(QString::fromStdString(rule->name)).toStdString();
        edit(copy, true);
    }
}

void AlertRulesPanel::remove()
{
    const auto* rule = current();
    if (!rule)
        return;
    std::vector<AlertRule> rules = m_feed->rules();
    std::erase_if(rules, [&](const AlertRule& one) { return one.id == rule->id; });
    saveWithUndo(std::move(rules), tr("\"%1\" was deleted, and its open alerts end.").arg(nameOf(*rule)));
}

void AlertRulesPanel::restore()
{
    saveWithUndo(weir::defaultAlertRules(), tr("The rules are those of a new installation again."));
}

void AlertRulesPanel::saveWithUndo(std::vector<AlertRule> rules, const QString& sentence)
{
    m_before = m_feed->rules();
    m_notice->setNotice(Tone::Accent, sentence, tr("Undo"), {});
    m_notice->show();
    m_feed->saveRules(rules);
}

void AlertRulesPanel::undo()
{
    if (!m_before)
        return;
    m_feed->saveRules(*std::exchange(m_before, std::nullopt));
    m_notice->hide();
}

} // namespace weir::ui
