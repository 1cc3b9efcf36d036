// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/play_rule_editor.h"

#include "ui/events/play_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDoubleSpinBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace weir::ui {
namespace {

using Action = PlayRule::Action;

bool hasMessage(int action)
{
    const auto chosen = static_cast<Action>(action);
    return chosen == Action::Fail || chosen == Action::FailOnce || chosen == Action::DeadLetter;
}

} // namespace

PlayRuleEditor::PlayRuleEditor(QWidget* parent) : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(6);
    auto* head = new QHBoxLayout;
    head->addWidget(new PlainLabel(tr("Rules, the first that matches counts"), PlainLabel::Look::Caption, this));
    head->addStretch(1);
    auto* more = linkButton(tr("Add rule"), this);
    head->addWidget(more);
    m_layout->addLayout(head);
    m_none = new PlainLabel(tr("None: every record is handled."), PlainLabel::Look::Dim, this);
    m_layout->addWidget(m_none);
    connect(more, &QPushButton::clicked, this, [this] {
        add({"", 1, Action::Fail, std::chrono::milliseconds(0), {}});
        m_lines.back().type->setFocus();
        Q_EMIT changed();
    });
}

void PlayRuleEditor::setRules(const std::vector<PlayRule>& rules)
{
    while (!m_lines.empty())
        remove(m_lines.back().widget);
    for (const PlayRule& rule : rules)
        add(rule);
    Q_EMIT changed();
}

std::vector<PlayRule> PlayRuleEditor::rules() const
{
    std::vector<PlayRule> rules;
    for (const Line& line : m_lines) {
        PlayRule rule;
        rule.eventType = line.type->text().trimmed().toStdString();
        rule.share = line.share->value() / 100;
        rule.action = static_cast<Action>(line.action->currentIndex());
        rule.delay = std::chrono::milliseconds(rule.action == Action::Delay ? qRound(line.delay->value() * 1000) : 0);
        if (hasMessage(line.action->currentIndex()))
            rule.message = line.message->text().toStdString();
        rules.push_back(std::move(rule));
    }
    return rules;
}

void PlayRuleEditor::showFields(const Line& line)
{
    const int action = line.action->currentIndex();
    line.delay->setVisible(static_cast<Action>(action) == Action::Delay);
    line.message->setVisible(hasMessage(action));
}

void PlayRuleEditor::add(const PlayRule& rule)
{
    Line line;
    line.widget = new QWidget(this);
    auto* row = new QHBoxLayout(line.widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    line.type = new QLineEdit(QString::fromStdString(rule.eventType), line.widget);
    line.type->setPlaceholderText(tr("any event"));
    line.type->setAccessibleName(tr("Event type of the rule"));
    line.share = new QDoubleSpinBox(line.widget);
    line.share->setRange(0, 100);
    line.share->setDecimals(1);
    line.share->setSuffix(tr(" %"));
    line.share->setValue(rule.share * 100);
    line.share->setAccessibleName(tr("Share of the matching records, in percent"));
    line.action = new QComboBox(line.widget);
    line.action->addItems(actionWords());
    line.action->setCurrentIndex(static_cast<int>(rule.action));
    line.action->setAccessibleName(tr("What the rule does"));
    line.delay = new QDoubleSpinBox(line.widget);
    line.delay->setRange(0, 600);
    line.delay->setDecimals(2);
    line.delay->setSuffix(tr(" s"));
    line.delay->setValue(rule.action == Action::Delay ? static_cast<double>(rule.delay.count()) / 1000 : 1);
    line.delay->setAccessibleName(tr("Delay in seconds"));
    line.message = new QLineEdit(QString::fromStdString(rule.message), line.widget);
    line.message->setPlaceholderText(tr("message"));
    line.message->setAccessibleName(tr("Message of the failure"));
    line.share->setFixedWidth(82);
    line.delay->setFixedWidth(84);
    line.type->setMinimumWidth(60);
    line.message->setMinimumWidth(50);
    line.message->setCursorPosition(0);
    auto* away = linkButton(tr("Remove"), line.widget);
    row->addWidget(line.type, 3);
    row->addWidget(line.share);
    row->addWidget(line.action);
    row->addWidget(line.delay);
    row->addWidget(line.message, 2);
    row->addWidget(away);
    m_layout->addWidget(line.widget);
    m_lines.push_back(line);
    m_none->hide();
    showFields(line);
    connect(line.type, &QLineEdit::textChanged, this, &PlayRuleEditor::changed);
    connect(line.message, &QLineEdit::textChanged, this, &PlayRuleEditor::changed);
    connect(line.share, &QDoubleSpinBox::valueChanged, this, &PlayRuleEditor::changed);
    connect(line.delay, &QDoubleSpinBox::valueChanged, this, &PlayRuleEditor::changed);
    connect(line.action, &QComboBox::currentIndexChanged, this, [this, line] {
        showFields(line);
        Q_EMIT changed();
    });
    connect(away, &QPushButton::clicked, this, [this, widget = line.widget] {
        remove(widget);
        Q_EMIT changed();
    });
}

void PlayRuleEditor::remove(const QWidget* widget)
{
    const auto found = std::ranges::find(m_lines, widget, &Line::widget);
    if (found == m_lines.end())
        return;
    found->widget->hide();
    found->widget->deleteLater();
    m_lines.erase(found);
    m_none->setVisible(m_lines.empty());
}

} // namespace weir::ui
