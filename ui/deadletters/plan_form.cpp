// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deadletters/plan_form.h"

#include "ui/deadletters/replay_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/help_dialog.h"
#include "ui/widgets/plain_label.h"

#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

#include <algorithm>
#include <cmath>
#include <limits>

namespace weir::ui {
namespace {

enum Where { Origin, OneTopic };

int clamped(std::int64_t value)
{
    return static_cast<int>(std::clamp<std::int64_t>(value, 0, std::numeric_limits<int>::max()));
}

} // namespace

PlanForm::PlanForm(const ReplayOptions& from, QWidget* parent) : QWidget(parent), m_from(from)
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(6);
    grid->setColumnMinimumWidth(0, 128);
    grid->setColumnStretch(1, 1);
    makeTarget(grid);
    makeDelivery(grid);
    makeRecordChoices(grid);
    makeLimits(grid);
    grid->setRowStretch(grid->rowCount(), 1);
    explain();
    for (QComboBox* box : {m_where, m_partition, m_headers, m_order, m_delivery})
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            explain();
            Q_EMIT changed();
        });
    connect(m_topic, &QComboBox::editTextChanged, this, &PlanForm::changed);
    for (QCheckBox* box : {m_addWeir, m_again})
        connect(box, &QCheckBox::toggled, this, &PlanForm::changed);
    for (QSpinBox* box : {m_batch, m_rate, m_canary, m_most, m_failures, m_returning, m_replays})
        connect(box, &QSpinBox::valueChanged, this, &PlanForm::changed);
}

QComboBox* PlanForm::choice(const QString& name, const QList<std::pair<QString, int>>& items, int current)
{
    auto* box = new QComboBox(this);
    box->setAccessibleName(name);
    for (const auto& [text, value] : items)
        box->addItem(text, value);
    box->setCurrentIndex(std::max(0, box->findData(current)));
    return box;
}

QSpinBox* PlanForm::number(const QString& name, int least, int most, int value, const QString& atLeast, const QString& suffix)
{
    auto* box = new QSpinBox(this);
    box->setAccessibleName(name);
    box->setRange(least, most);
    box->setGroupSeparatorShown(true);
    // A plan for every digit of a number would be a plan too many.
    box->setKeyboardTracking(false);
    if (!atLeast.isEmpty())
        box->setSpecialValueText(atLeast);
    box->setSuffix(suffix);
    box->setValue(value);
    return box;
}

void PlanForm::addHeading(QGridLayout* grid, const QString& text)
{
    const int row = grid->rowCount();
    if (row > 1)
        grid->setRowMinimumHeight(row, 10);
    grid->addWidget(new PlainLabel(text, PlainLabel::Look::Strong, this), row + 1, 0, 1, 2);
}

void PlanForm::addRow(QGridLayout* grid, const QString& caption, QWidget* field)
{
    const int row = grid->rowCount();
    auto* label = new PlainLabel(caption, PlainLabel::Look::Dim, this);
    label->setBuddy(field);
    grid->addWidget(label, row, 0);
    grid->addWidget(field, row, 1);
}

PlainLabel* PlanForm::addHint(QGridLayout* grid, const QString& text)
{
    auto* hint = new PlainLabel(text, PlainLabel::Look::Caption, this);
    hint->setWordWrap(true);
    grid->addWidget(hint, grid->rowCount(), 1);
    return hint;
}

void PlanForm::makeTarget(QGridLayout* grid)
{
    addHeading(grid, tr("Where to"));
    m_where = choice(tr("Target"), {{tr("Origin of each letter"), Origin}, {tr("One topic"), OneTopic}},
                     m_from.target ? OneTopic : Origin);
    addRow(grid, tr("Target"), m_where);
    m_topic = new QComboBox(this);
    m_topic->setEditable(true);
    m_topic->setInsertPolicy(QComboBox::NoInsert);
    m_topic->setAccessibleName(tr("Target topic"));
    m_topic->lineEdit()->setAccessibleName(tr("Target topic"));
    m_topic->lineEdit()->setPlaceholderText(tr("Name the target topic"));
    m_topic->setFont(Theme::monoFont());
    m_topic->setEditText(QString::fromStdString(m_from.target.value_or(std::string())));
    grid->addWidget(m_topic, grid->rowCount(), 1);
    m_whereHint = addHint(grid, {});
    m_partition = choice(tr("Partition"),
                         {{tr("Original partition"), static_cast<int>(ReplayPartition::Original)},
                          {tr("By key, as Java's client does"), static_cast<int>(ReplayPartition::ByKey)}},
                         static_cast<int>(m_from.partition));
    addRow(grid, tr("Partition"), m_partition);
}

void PlanForm::makeRecordChoices(QGridLayout* grid)
{
    addHeading(grid, tr("What of each record"));
    m_headers = choice(tr("Headers"),
                       {{tr("Remove failure and retry headers"), static_cast<int>(HeaderPolicy::RemoveFailure)},
                        {tr("Keep all"), static_cast<int>(HeaderPolicy::KeepAll)},
                        {tr("Remove all"), static_cast<int>(HeaderPolicy::RemoveAll)}},
                       static_cast<int>(m_from.headers));
    addRow(grid, tr("Headers"), m_headers);
    m_headersHint = addHint(grid, {});
    m_addWeir = new QCheckBox(tr("Add weir-replay headers"), this);
    m_addWeir->setAccessibleName(m_addWeir->text());
    m_addWeir->setChecked(m_from.addWeirHeaders);
    grid->addWidget(m_addWeir, grid->rowCount(), 1);
    addHint(grid, tr("Without them consumers cannot recognise a repeat, and Weir cannot stop loops."));
    m_order = choice(tr("Order"),
                     {{tr("As they stand in the dead-letter topic"), static_cast<int>(ReplayOrder::ByLetter)},
                      {tr("As they stood in the origin"), static_cast<int>(ReplayOrder::ByOrigin)}},
                     static_cast<int>(m_from.order));
    addRow(grid, tr("Order"), m_order);
    m_orderHint = addHint(grid, {});
    m_again = new QCheckBox(tr("Also those already replayed"), this);
    m_again->setAccessibleName(m_again->text());
    m_again->setChecked(m_from.againIfReplayed);
    grid->addWidget(m_again, grid->rowCount(), 1);
    m_replays = number(tr("Replays of one record at most"), 0, 1000, m_from.mostReplays, tr("no limit"), {});
    addRow(grid, tr("Replays at most"), m_replays);
    addHint(grid, tr("A record that was put back so often and failed again is left out."));
    m_most = number(tr("Records at most"), 0, std::numeric_limits<int>::max(), clamped(m_from.most), tr("all"), {});
    addRow(grid, tr("Records at most"), m_most);
}

void PlanForm::makeDelivery(QGridLayout* grid)
{
    addHeading(grid, tr("How they are sent"));
    m_delivery = choice(tr("Delivery"),
                        {{tr("Exactly once (transactions)"), static_cast<int>(ReplayDelivery::Transactional)},
                         {tr("At least once"), static_cast<int>(ReplayDelivery::AtLeastOnce)}},
                        static_cast<int>(m_from.delivery));
    addRow(grid, tr("Delivery"), m_delivery);
    m_deliveryHint = addHint(grid, {});
    auto* promise = linkButton(tr("What a replay promises"), this);
    connect(promise, &QPushButton::clicked, this, [this] {
        auto* help = new HelpDialog(tr("Putting dead letters back"), QStringLiteral("replay-of-dead-letters.md"), this);
        help->setAttribute(Qt::WA_DeleteOnClose);
        help->show();
    });
    grid->addWidget(promise, grid->rowCount(), 1, Qt::AlignLeft);
    m_rate = number(tr("Records a second"), 0, 1'000'000, static_cast<int>(std::lround(m_from.perSecond)),
                    tr("as fast as possible"), tr(" records a second"));
    addRow(grid, tr("Rate"), m_rate);
    m_canary = number(tr("Canary"), 0, 1'000'000, clamped(m_from.canary), tr("none"), tr(" first, then a pause"));
    addRow(grid, tr("Canary"), m_canary);
    m_batch = number(tr("Records in a batch"), 1, 10'000, clamped(m_from.batch), {}, tr(" records"));
    addRow(grid, tr("Batch"), m_batch);
}

void PlanForm::makeLimits(QGridLayout* grid)
{
    addHeading(grid, tr("When it stops by itself"));
    m_failures = number(tr("Stop after failures"), 0, 1'000'000, clamped(m_from.mostFailures), tr("never"), tr(" failures"));
    addRow(grid, tr("Stop after"), m_failures);
    m_returning = number(tr("Stop when so many came back"), 0, 100, static_cast<int>(std::lround(m_from.mostReturning * 100)),
                         tr("never"), tr(" % came back"));
    addRow(grid, tr("Stop when"), m_returning);
    addHint(grid, tr("Weir watches the dead-letter topics for records of this replay that failed again."));
}

void PlanForm::explain()
{
    const bool one = m_where->currentData().toInt() == OneTopic;
    m_topic->setVisible(one);
    m_whereHint->setText(one ? tr("All groups that read it get the records.")
                             : tr("As headers and topic names propose it; look at the plan before you trust it."));
    switch (static_cast<HeaderPolicy>(m_headers->currentData().toInt())) {
    case HeaderPolicy::RemoveFailure:
        m_headersHint->setText(tr("They belong to the failure: kept, frameworks count them as attempts and send the record "
                                  "straight back."));
        break;
    case HeaderPolicy::KeepAll:
        m_headersHint->setText(tr("Spring and others may send the record straight back when they see its retry headers."));
        break;
    case HeaderPolicy::RemoveAll: m_headersHint->setText(tr("Trace and business headers go too.")); break;
    }
    const bool byOrigin = static_cast<ReplayOrder>(m_order->currentData().toInt()) == ReplayOrder::ByOrigin;
    m_orderHint->setText(byOrigin ? tr("Per target partition by the offset they had there; unknown origins last.")
                                  : tr("Per dead-letter partition by offset."));
    m_deliveryHint->setText(deliverySentence(static_cast<ReplayDelivery>(m_delivery->currentData().toInt())));
}

void PlanForm::setTopics(const QStringList& topics)
{
    const QString typed = m_topic->currentText();
    const QSignalBlocker quiet(m_topic);
    m_topic->clear();
    m_topic->addItems(topics);
    m_topic->setCurrentIndex(-1);
    m_topic->setEditText(typed);
    m_topic->completer()->setFilterMode(Qt::MatchContains);
    m_topic->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_topic->completer()->setCaseSensitivity(Qt::CaseInsensitive);
}

QString PlanForm::problem() const
{
    const bool one = m_where->currentData().toInt() == OneTopic;
    return one && m_topic->currentText().trimmed().isEmpty() ? tr("Name the topic to send to.") : QString();
}

ReplayOptions PlanForm::options() const
{
    ReplayOptions options = m_from;
    options.target.reset();
    if (m_where->currentData().toInt() == OneTopic)
        options.target = m_topic->currentText().trimmed().toStdString();
    options.partition = static_cast<ReplayPartition>(m_partition->currentData().toInt());
    options.headers = static_cast<HeaderPolicy>(m_headers->currentData().toInt());
    options.addWeirHeaders = m_addWeir->isChecked();
    options.order = static_cast<ReplayOrder>(m_order->currentData().toInt());
    options.delivery = static_cast<ReplayDelivery>(m_delivery->currentData().toInt());
    options.batch = m_batch->value();
    options.canary = m_canary->value();
    options.most = m_most->value();
    options.mostFailures = m_failures->value();
    options.mostReplays = m_replays->value();
    options.againIfReplayed = m_again->isChecked();
    // What the fields cannot show exactly stays as it was until somebody changes it.
    if (m_rate->value() != std::lround(m_from.perSecond))
        options.perSecond = m_rate->value();
    if (m_returning->value() != std::lround(m_from.mostReturning * 100))
        options.mostReturning = m_returning->value() / 100.0;
    return options;
}

void PlanForm::setLocked(bool locked) { setEnabled(!locked); }

} // namespace weir::ui
