// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/run_charts.h"

#include "ui/widgets/card.h"
#include "ui/widgets/line_chart.h"
#include "ui/widgets/plain_label.h"

#include <QtWidgets/QBoxLayout>

#include <array>
#include <limits>

namespace weir::ui {
namespace {

constexpr int sideBySide = 640; // pixels; below this two charts beside each other say nothing
constexpr double shownSeconds = 600;
constexpr TimestampMs shortest = 500; // the rest at a run's end is no second, and would be drawn as a fall to nothing
constexpr double keptSeconds = 7'200;

double at(const RunSecond& second)
{
    return static_cast<double>(second.time) / 1000;
}

double milliseconds(std::optional<std::chrono::microseconds> latency)
{
    return latency ? static_cast<double>(latency->count()) / 1000 : std::numeric_limits<double>::quiet_NaN();
}

std::array<double, 3> rates(const RunSecond& second)
{
    return {static_cast<double>(second.sent), static_cast<double>(second.acknowledged), static_cast<double>(second.failed)};
}

std::array<double, 3> latencies(const RunSecond& second)
{
    return {milliseconds(second.p50), milliseconds(second.p95), milliseconds(second.p99)};
}

} // namespace

RunCharts::RunCharts(QWidget* parent)
    : QWidget(parent),
      m_layout(new QBoxLayout(QBoxLayout::LeftToRight, this)),
      m_rates(new LineChart(tr("Records a second"), this)),
      m_latency(new LineChart(tr("Latency of acknowledgements"), this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(Theme::gap);
    m_rates->setUnit(LineChart::Unit::Count);
    m_rates->setEmptyText(tr("Drawn from its first second on."));
    m_latency->setUnit(LineChart::Unit::Milliseconds);
    m_latency->setEmptyText(tr("Nothing was acknowledged yet."));
    m_layout->addWidget(makeCard(tr("Records a second"), m_rates), 1);
    m_layout->addWidget(makeCard(tr("From sending to acknowledgement"), m_latency), 1);
    setSeconds({});
}

QWidget* RunCharts::makeCard(const QString& title, LineChart* chart)
{
    auto* card = new Card(Card::Padding::Normal, this);
    card->body()->setContentsMargins(14, 10, 14, 10);
    card->body()->setSpacing(4);
    card->body()->addWidget(new PlainLabel(title, PlainLabel::Look::Strong, card));
    card->body()->addWidget(chart, 1);
    return card;
}

void RunCharts::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const auto direction = width() >= sideBySide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom;
    if (direction != m_layout->direction())
        m_layout->setDirection(direction);
}

void RunCharts::setSeconds(const std::vector<RunSecond>& seconds)
{
    std::vector<RunSecond> shown;
    shown.reserve(seconds.size());
    for (const RunSecond& second : seconds) {
        if (shown.empty() || second.time - shown.back().time >= shortest)
            shown.push_back(second);
    }
    const auto series = [&](const QString& name, int color, bool strong, auto valueOf, std::size_t index) {
        ChartSeries one{name, {}, strong, color};
        one.points.reserve(shown.size());
        for (const RunSecond& second : shown)
            one.points.push_back({at(second), valueOf(second)[index]});
        return one;
    };
    // Orange-red stays with what failed.
    m_rates->setSeries({series(tr("sent"), 0, false, rates, 0), series(tr("acknowledged"), 2, true, rates, 1),
                        series(tr("failed"), 1, false, rates, 2)});
    m_latency->setSeries({series(tr("p50"), 4, false, latencies, 0), series(tr("p95"), 0, false, latencies, 1),
                          series(tr("p99"), 5, true, latencies, 2)});
    m_first = shown.empty() ? std::nullopt : std::optional(shown.front().time);
    m_last = shown.empty() ? std::nullopt : std::optional(shown.back().time);
    showSpan();
}

void RunCharts::append(const std::vector<RunSecond>& seconds)
{
    for (const RunSecond& second : seconds) {
        if (m_last && second.time - *m_last < shortest)
            continue;
        const double oldest = at(second) - keptSeconds;
        m_rates->append(at(second), rates(second), oldest);
        m_latency->append(at(second), latencies(second), oldest);
        m_first = m_first.value_or(second.time);
        m_last = second.time;
    }
    showSpan();
}

void RunCharts::setWholeShown(bool whole)
{
    m_whole = whole;
    showSpan();
}

void RunCharts::showSpan()
{
    const bool young = !m_first || static_cast<double>(*m_last - *m_first) / 1000 < shownSeconds;
    for (LineChart* chart : {m_rates, m_latency})
        chart->setWindow(m_whole || young ? 0 : shownSeconds);
}

} // namespace weir::ui
