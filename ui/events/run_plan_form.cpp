// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/run_plan_form.h"

#include "ui/events/rate_preview.h"
#include "ui/events/run_forecast.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/segmented_tabs.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QStackedWidget>

#include <algorithm>
#include <cmath>
#include <limits>

namespace weir::ui {
namespace {

using std::chrono::milliseconds;

constexpr int mostPerSecond = 1'000'000;
constexpr int narrow = 72; // pixels; a box would take the room of its largest number

int asInt(double value)
{
    return static_cast<int>(std::clamp(std::round(value), 0.0, static_cast<double>(std::numeric_limits<int>::max())));
}

int asInt(std::uint64_t value)
{
    return static_cast<int>(std::min<std::uint64_t>(value, std::numeric_limits<int>::max()));
}

} // namespace

SpanField::SpanField(const QString& accessibleName, milliseconds value, bool millis, QWidget* parent)
    : QWidget(parent), m_number(new QSpinBox(this)), m_unit(new QComboBox(this))
{
    m_number->setAccessibleName(accessibleName);
    m_number->setRange(1, 1'000'000);
    m_number->setGroupSeparatorShown(true);
    m_number->setMinimumWidth(narrow);
    m_unit->setAccessibleName(tr("%1, unit").arg(accessibleName));
    if (millis)
        m_unit->addItem(tr("ms"), 1);
    m_unit->addItem(tr("s"), 1'000);
    m_unit->addItem(tr("min"), 60'000);
    m_unit->addItem(tr("h"), 3'600'000);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_number, 1);
    row->addWidget(m_unit);
    setFocusProxy(m_number);
    setValue(value);
    connect(m_number, &QSpinBox::valueChanged, this, &SpanField::changed);
    connect(m_unit, &QComboBox::currentIndexChanged, this, &SpanField::changed);
}

milliseconds SpanField::value() const
{
    return milliseconds(static_cast<std::int64_t>(m_number->value()) * m_unit->currentData().toInt());
}

void SpanField::setValue(milliseconds value)
{
    int unit = 0;
    while (unit + 1 < m_unit->count() && value.count() % m_unit->itemData(unit + 1).toInt() == 0)
        ++unit;
    m_unit->setCurrentIndex(unit);
    m_number->setValue(asInt(static_cast<double>(value.count()) / m_unit->itemData(unit).toInt()));
}

RunPlanForm::RunPlanForm(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::gap);
    layout->addWidget(makePace());
    layout->addWidget(makeEnd());
    for (QSpinBox* box : {m_rate, m_from, m_to, m_burst, m_events, m_failures})
        connect(box, &QSpinBox::valueChanged, this, &RunPlanForm::showPlan);
    for (SpanField* field : {m_ramp, m_every, m_time, m_latency})
        connect(field, &SpanField::changed, this, &RunPlanForm::showPlan);
    for (QCheckBox* box : {m_byEvents, m_byTime, m_byFailures, m_byLatency})
        connect(box, &QCheckBox::toggled, this, &RunPlanForm::showPlan);
    connect(m_shape, &QTabBar::currentChanged, this, [this](int shape) {
        m_fields->setCurrentIndex(shape);
        showPlan();
    });
    showPlan();
}

QSpinBox* RunPlanForm::number(const QString& name, int least, int most, int value)
{
    auto* box = new QSpinBox(this);
    box->setAccessibleName(name);
    box->setRange(least, most);
    box->setGroupSeparatorShown(true);
    box->setMinimumWidth(narrow);
    box->setValue(value);
    return box;
}

QWidget* RunPlanForm::makeFields(std::initializer_list<std::pair<QString, QWidget*>> fields)
{
    auto* page = new QWidget(this);
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(4);
    int column = 0;
    for (const auto& [caption, field] : fields) {
        auto* label = new PlainLabel(caption, PlainLabel::Look::Caption, page);
        label->setBuddy(field);
        grid->addWidget(label, 0, column);
        grid->addWidget(field, 1, column);
        grid->setColumnStretch(column++, 1);
    }
    if (column == 1)
        grid->setColumnStretch(1, 1);
    return page;
}

QWidget* RunPlanForm::makePace()
{
    auto* card = new Card(Card::Padding::Normal, this);
    card->body()->setSpacing(8);
    card->body()->addWidget(new PlainLabel(tr("Pace"), PlainLabel::Look::Strong, card));
    m_shape = new SegmentedTabs(tr("Pace"), card);
    m_shape->setCompact(true);
    for (const QString& name : {tr("Constant"), tr("Ramp"), tr("Burst"), tr("Fastest")})
        m_shape->addTab(name);
    card->body()->addWidget(m_shape);
    m_rate = number(tr("Records a second"), 1, mostPerSecond, 10);
    m_from = number(tr("Records a second at the start"), 0, mostPerSecond, 10);
    m_to = number(tr("Records a second at the end of the ramp"), 0, mostPerSecond, 100);
    m_ramp = new SpanField(tr("Length of the ramp"), milliseconds(60'000), false, this);
    m_burst = number(tr("Records in a burst"), 1, 10'000'000, 100);
    m_every = new SpanField(tr("Time from burst to burst"), milliseconds(10'000), true, this);
    auto* fastest = new PlainLabel(tr("As fast as the brokers confirm, with a full queue all the time. Think of who shares them."),
                                   PlainLabel::Look::Dim, this);
    fastest->setWordWrap(true);
    m_fields = new QStackedWidget(card);
    m_fields->addWidget(makeFields({{tr("A second"), m_rate}}));
    m_fields->addWidget(makeFields({{tr("From, a second"), m_from}, {tr("To, a second"), m_to}, {tr("During"), m_ramp}}));
    m_fields->addWidget(makeFields({{tr("At once"), m_burst}, {tr("Every"), m_every}}));
    m_fields->addWidget(fastest);
    card->body()->addWidget(m_fields);
    m_preview = new RatePreview(card);
    card->body()->addWidget(m_preview);
    return card;
}

QCheckBox* RunPlanForm::condition(const QString& text, const QString& name, bool on, QWidget* field)
{
    auto* box = new QCheckBox(text, this);
    box->setAccessibleName(name);
    box->setChecked(on);
    field->setEnabled(on);
    connect(box, &QCheckBox::toggled, field, &QWidget::setEnabled);
    return box;
}

QWidget* RunPlanForm::makeEnd()
{
    auto* card = new Card(Card::Padding::Normal, this);
    card->body()->setSpacing(8);
    card->body()->addWidget(new PlainLabel(tr("It ends after"), PlainLabel::Look::Strong, card));
    m_events = number(tr("Events, at most"), 1, std::numeric_limits<int>::max(), 1'000);
    m_time = new SpanField(tr("Time, at most"), milliseconds(60'000), false, this);
    m_failures = number(tr("Failures, at most"), 1, std::numeric_limits<int>::max(), 100);
    m_latency = new SpanField(tr("Latency, at most"), milliseconds(1'000), true, this);
    m_byEvents = condition(tr("Events"), tr("End after a number of events"), true, m_events);
    m_byTime = condition(tr("Time"), tr("End after a time"), false, m_time);
    m_byFailures = condition(tr("Failures"), tr("End after a number of failures"), true, m_failures);
    m_byLatency = condition(tr("Latency, p99 above"), tr("End when the latency is too high"), false, m_latency);
    m_byLatency->setToolTip(plainToolTip(tr("The 99th percentile of the last 10 s, from sending to acknowledgement.")));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(6);
    const auto place = [&](int row, int column, QCheckBox* box, QWidget* field) {
        grid->addWidget(box, row, column);
        grid->addWidget(field, row + 1, column);
        grid->setColumnStretch(column, 1);
    };
    place(0, 0, m_byEvents, m_events);
    place(0, 1, m_byTime, m_time);
    place(2, 0, m_byFailures, m_failures);
    place(2, 1, m_byLatency, m_latency);
    card->body()->addLayout(grid);
    return card;
}

RunPlan RunPlanForm::plan() const
{
    RunPlan plan;
    plan.rate.shape = static_cast<RunRate::Shape>(m_shape->currentIndex());
    plan.rate.perSecond = plan.rate.shape == RunRate::Shape::Ramp ? m_from->value() : m_rate->value();
    plan.rate.toPerSecond = m_to->value();
    plan.rate.rampTime = m_ramp->value();
    plan.rate.burstSize = static_cast<std::uint64_t>(m_burst->value());
    plan.rate.burstEvery = m_every->value();
    if (m_byEvents->isChecked())
        plan.stop.afterEvents = static_cast<std::uint64_t>(m_events->value());
    if (m_byTime->isChecked())
        plan.stop.afterTime = m_time->value();
    if (m_byFailures->isChecked())
        plan.stop.afterFailures = static_cast<std::uint64_t>(m_failures->value());
    if (m_byLatency->isChecked())
        plan.stop.slowerThan = m_latency->value();
    return plan;
}

void RunPlanForm::setPlan(const RunPlan& plan)
{
    m_filling = true;
    m_shape->setCurrentIndex(static_cast<int>(plan.rate.shape));
    m_fields->setCurrentIndex(m_shape->currentIndex());
    (plan.rate.shape == RunRate::Shape::Ramp ? m_from : m_rate)->setValue(asInt(plan.rate.perSecond));
    m_to->setValue(asInt(plan.rate.toPerSecond));
    m_ramp->setValue(plan.rate.rampTime);
    m_burst->setValue(asInt(plan.rate.burstSize));
    m_every->setValue(plan.rate.burstEvery);
    m_byEvents->setChecked(plan.stop.afterEvents.has_value());
    if (plan.stop.afterEvents)
        m_events->setValue(asInt(*plan.stop.afterEvents));
    m_byTime->setChecked(plan.stop.afterTime.has_value());
    if (plan.stop.afterTime)
        m_time->setValue(*plan.stop.afterTime);
    m_byFailures->setChecked(plan.stop.afterFailures.has_value());
    if (plan.stop.afterFailures)
        m_failures->setValue(asInt(*plan.stop.afterFailures));
    m_byLatency->setChecked(plan.stop.slowerThan.has_value());
    if (plan.stop.slowerThan)
        m_latency->setValue(std::chrono::duration_cast<milliseconds>(*plan.stop.slowerThan));
    m_filling = false;
    showPlan();
}

void RunPlanForm::showPlan()
{
    if (m_filling)
        return;
    const RunPlan now = plan();
    m_preview->setPlan(now, forecastRun(now, {}).time);
    Q_EMIT changed();
}

} // namespace weir::ui
