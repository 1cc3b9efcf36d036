// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/alert_rule_dialog.h"

#include "core/groups/lag_check.h"
#include "ui/groups/alert_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

#include <cmath>

namespace weir::ui {
namespace {

using Condition = AlertRule::Condition;

constexpr int longestText = 200;

bool hasThreshold(Condition condition) { return condition == Condition::LagAbove || condition == Condition::TimeLagAbove; }

std::optional<std::int64_t> thresholdFrom(Condition condition, const QString& text)
{
    const std::string typed = text.trimmed().toStdString();
    const auto value = condition == Condition::LagAbove ? parseCount(typed) : parseDuration(typed);
    return value ? std::optional(*value) : std::nullopt;
}

std::optional<std::int64_t> durationFrom(const QString& text)
{
    const auto value = parseDuration(text.trimmed().toStdString());
    return value ? std::optional(*value) : std::nullopt;
}

} // namespace

AlertRuleDialog::AlertRuleDialog(const AlertRule& rule, bool isNew, Rounds round, QWidget* parent)
    : QDialog(parent), m_rule(rule), m_round(std::move(round))
{
    setWindowTitle(isNew ? tr("New alert rule") : tr("Alert rule"));
    setMinimumWidth(520);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(new PlainLabel(windowTitle(), PlainLabel::Look::Title, this));
    m_form = new QFormLayout;
    m_form->setHorizontalSpacing(12);
    m_form->setVerticalSpacing(8);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    layout->addLayout(m_form);
    buildFields();
    m_preview = new PlainLabel({}, PlainLabel::Look::Strong, this);
    m_preview->setWordWrap(true);
    layout->addWidget(m_preview);
    m_problem = new PlainLabel({}, PlainLabel::Look::Text, this);
    m_problem->setTone(Tone::Bad);
    m_problem->setWordWrap(true);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    layout->addWidget(buildButtons(isNew));
    fill(rule);
    m_name->setFocus();
    m_name->selectAll();
}

void AlertRuleDialog::buildFields()
{
    const auto line = [this](const QString& label, const QString& name, const QString& example) {
        auto* edit = new QLineEdit(this);
        edit->setAccessibleName(name);
        edit->setPlaceholderText(example);
        edit->setMaxLength(longestText);
        auto* text = new PlainLabel(label, PlainLabel::Look::Text, this);
        text->setBuddy(edit);
        m_form->addRow(text, edit);
        connect(edit, &QLineEdit::textChanged, this, &AlertRuleDialog::check);
        return edit;
    };
    m_name = line(tr("Name"), tr("Name of the rule"), tr("Payments are late"));
    m_condition = new QComboBox(this);
    m_condition->setAccessibleName(tr("Condition"));
    for (const Condition one : {Condition::TimeLagAbove, Condition::LagAbove, Condition::Growing, Condition::Stalled,
                                Condition::LosingData, Condition::DeadLetterGrowth})
        m_condition->addItem(conditionName(one), static_cast<int>(one));
    m_form->addRow(new PlainLabel(tr("When"), PlainLabel::Look::Text, this), m_condition);
    m_threshold = line(tr("Above"), tr("Threshold"), {});
    m_samples = new QSpinBox(this);
    m_samples->setRange(3, 600);
    m_samples->setAccessibleName(tr("Samples"));
    m_form->addRow(new PlainLabel(tr("Samples"), PlainLabel::Look::Text, this), m_samples);
    m_holds = line(tr("For at least"), tr("For at least"), tr("0, 30s, 2m"));
    m_holdsLabel = qobject_cast<PlainLabel*>(m_form->labelForField(m_holds));
    m_pattern = line(tr("Groups"), tr("Pattern of names"), tr("all"));
    m_patternLabel = qobject_cast<PlainLabel*>(m_form->labelForField(m_pattern));
    auto* hint = new PlainLabel(tr("A name; * stands for any characters, ? for one. Empty: all."), PlainLabel::Look::Caption, this);
    m_form->addRow(new QWidget(this), hint);
    connect(m_condition, &QComboBox::currentIndexChanged, this, &AlertRuleDialog::conditionChanged);
    connect(m_samples, &QSpinBox::valueChanged, this, &AlertRuleDialog::check);
}

QWidget* AlertRuleDialog::buildButtons(bool isNew)
{
    auto* buttons = new QWidget(this);
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addStretch(1);
    auto* cancel = plainButton(tr("Cancel"), buttons);
    m_save = primaryButton(isNew ? tr("Add rule") : tr("Save rule"), buttons);
    m_save->setDefault(true);
    row->addWidget(cancel);
    row->addWidget(m_save);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &QDialog::accept);
    return buttons;
}

void AlertRuleDialog::fill(const AlertRule& rule)
{
    m_filling = true;
    m_name->setText(QString::fromStdString(rule.name));
    m_condition->setCurrentIndex(m_condition->findData(static_cast<int>(rule.condition)));
    m_pattern->setText(QString::fromStdString(rule.pattern));
    const auto threshold = std::llround(rule.threshold);
    if (rule.condition == Condition::LagAbove)
        m_threshold->setText(QString::number(threshold));
    else
        m_threshold->setText(typedDuration(std::chrono::milliseconds(threshold > 0 ? threshold : 300'000)));
    m_holds->setText(typedDuration(rule.holdsFor));
    m_samples->setValue(rule.samples);
    m_filling = false;
    conditionChanged();
}

void AlertRuleDialog::conditionChanged()
{
    const Condition now = condition();
    m_form->setRowVisible(m_threshold, hasThreshold(now));
    m_form->setRowVisible(m_samples, now == Condition::Growing);
    m_threshold->setPlaceholderText(now == Condition::LagAbove ? tr("10000, 10k, 2.5M") : tr("30s, 5m, 1h30m"));
    // "10000" is no duration and "5m" no number: what was typed for one kind is replaced by what the other one means.
    if (hasThreshold(now) && !thresholdFrom(now, m_threshold->text()))
        m_threshold->setText(now == Condition::LagAbove ? QStringLiteral("10000") : QStringLiteral("5m"));
    m_patternLabel->setText(now == Condition::DeadLetterGrowth ? tr("Topics") : tr("Groups"));
    m_holdsLabel->setText(now == Condition::DeadLetterGrowth ? tr("Over after") : tr("For at least"));
    m_holds->setToolTip(now == Condition::DeadLetterGrowth ? tr("The alert ends when the topic was quiet for so long, at least a minute.")
                                                           : tr("The condition has to hold so long without a break."));
    check();
}

Condition AlertRuleDialog::condition() const { return static_cast<Condition>(m_condition->currentData().toInt()); }

QString AlertRuleDialog::problem() const
{
    if (m_name->text().trimmed().isEmpty())
        return tr("The rule needs a name.");
    const auto threshold = thresholdFrom(condition(), m_threshold->text());
    if (condition() == Condition::LagAbove && !threshold)
        return tr("The threshold is a number of records: 10000, 10k, 2.5M.");
    if (condition() == Condition::TimeLagAbove && !threshold)
        return tr("The threshold is a duration: 30s, 5m, 1h30m.");
    if (!durationFrom(m_holds->text()))
        return tr("\"%1\" needs a duration: 0, 30s, 2m.").arg(m_holdsLabel->fullText());
    return {};
}

AlertRule AlertRuleDialog::rule() const
{
    AlertRule rule = m_rule;
    rule.name = m_name->text().trimmed().toStdString();
    rule.condition = condition();
    rule.pattern = m_pattern->text().trimmed().toStdString();
    rule.threshold = hasThreshold(rule.condition) ? static_cast<double>(thresholdFrom(rule.condition, m_threshold->text()).value_or(0)) : 0;
    rule.holdsFor = std::chrono::milliseconds(durationFrom(m_holds->text()).value_or(0));
    rule.samples = m_samples->value();
    return rule;
}

void AlertRuleDialog::check()
{
    if (m_filling || m_save == nullptr)
        return;
    const QString why = problem();
    m_problem->setText(why);
    m_problem->setVisible(!why.isEmpty());
    m_save->setEnabled(why.isEmpty());
    updatePreview();
}

void AlertRuleDialog::updatePreview()
{
    const bool valid = problem().isEmpty();
    m_preview->setVisible(valid);
    if (!valid)
        return;
    const AlertRule typed = rule();
    const auto round = m_round();
    m_preview->setText(previewText(typed, previewOf(typed, round.get())));
}

} // namespace weir::ui
