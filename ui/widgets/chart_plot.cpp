// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_plot.h"

#include "core/base/time.h"
#include "ui/widgets/chart_layers.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QDateTime>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace weir::ui {
namespace {

/// Milliseconds with as many digits as tell two of them apart: "0.25 ms", "4.1 ms", "813 ms", "1.2 s".
QString latencyText(double milliseconds)
{
    const bool inSeconds = std::abs(milliseconds) >= 1000;
    const double value = inSeconds ? milliseconds / 1000 : milliseconds;
    const int digits = std::abs(value) < 1 ? 2 : std::abs(value) < 10 ? 1 : 0;
    QString text = QLocale().toString(value, 'f', digits);
    return (inSeconds ? LineChart::tr("%1 s") : LineChart::tr("%1 ms")).arg(text);
}

/// The value axis: round steps of the unit, and no fractions of records.
class ValueTicker final : public QCPAxisTicker
{
public:
    ValueTicker(LineChart::Unit unit, const ChartPlot& plot) : m_unit(unit), m_plot(plot) { setTickCount(4); }

protected:
    double getTickStep(const QCPRange& range) override
    {
        const double wanted = range.size() / 4.6;
        if (m_unit == LineChart::Unit::Seconds) {
            static constexpr double steps[] = {0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1800,
                                               3600, 7200, 10800, 21600, 43200, 86400};
            for (const double step : steps) {
                if (step >= wanted)
                    return step;
            }
            return std::ceil(wanted / 86400) * 86400;
        }
        const double power = std::pow(10.0, std::floor(std::log10(std::max(wanted, 1e-15))));
        for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0}) {
            const double step = factor * power;
            if (step >= wanted)
                return m_unit == LineChart::Unit::Count ? std::max(1.0, std::ceil(step)) : step;
        }
        return wanted;
    }
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override { return m_plot.axisText(tick); }

private:
    LineChart::Unit m_unit;
    const ChartPlot& m_plot;
};

/// The time axis: steps that read as clock times (the plot's own 2.5 minutes do not).
class ClockTicker final : public QCPAxisTickerDateTime
{
public:
    explicit ClockTicker(const QCPAxisRect& area) : m_area(area) {}

protected:
    int getSubTickCount(double) override { return 0; }
    double getTickStep(const QCPRange& range) override
    {
        static constexpr double steps[] = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600,
                                           43200, 86400, 172800, 604800};
        // As many as fit side by side at the width the plot has now.
        const double wanted = range.size() / std::clamp(m_area.width() / 90.0, 2.0, 12.0);
        for (const double step : steps) {
            if (step >= wanted)
                return step;
        }
        return QCPAxisTickerDateTime::getTickStep(range);
    }

private:
    const QCPAxisRect& m_area;
};

QDateTime momentOf(double seconds)
{
    return QDateTime::fromMSecsSinceEpoch(std::llround(seconds * 1000));
}

constexpr double shortestSpan = 5;
constexpr double longestSpan = 400.0 * 86400;
/// Seconds a chart of the very first points spans.
constexpr double youngSpan = 60;

} // namespace

ChartPlot::ChartPlot(QWidget* parent) : m_plot(new QCustomPlot(parent)), m_theme(&Theme::light())
{
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->addLayer(QStringLiteral("crosshair"), m_plot->layer(QStringLiteral("axes")), QCustomPlot::limAbove);
    // A mouse move then redraws this layer only.
    m_plot->layer(QStringLiteral("crosshair"))->setMode(QCPLayer::lmBuffered);
    // Owned by the plot, drawn in the order they are made.
    new ChartBands(*this, m_plot, QStringLiteral("background"));
    new ChartLines(*this, m_plot, QStringLiteral("main"));
    new ChartMarks(*this, m_plot, QStringLiteral("main"));
    new ChartCrosshair(*this, m_plot, QStringLiteral("crosshair"));
    auto* area = m_plot->axisRect();
    area->setAutoMargins(QCP::msLeft | QCP::msBottom);
    area->setMargins(QMargins(0, 8, 12, 0));
    area->setMinimumMargins(QMargins(44, 8, 12, 20));
    m_plot->xAxis->grid()->setVisible(false);
    m_plot->yAxis->grid()->setZeroLinePen(Qt::NoPen);
    for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setTickLength(0, 0);
        axis->setSubTickLength(0, 0);
        axis->setTickLabelPadding(8);
        axis->setTickPen(Qt::NoPen);
        axis->setSubTickPen(Qt::NoPen);
    }
    m_plot->yAxis->setBasePen(Qt::NoPen);
}

void ChartPlot::rebuild(const Theme& theme)
{
    m_theme = &theme;
    // Read once in the plot's constructor only; a window may move to another screen.
    if (!qFuzzyCompare(m_plot->bufferDevicePixelRatio(), m_plot->devicePixelRatioF()))
        m_plot->setBufferDevicePixelRatio(m_plot->devicePixelRatioF());
    m_layoutFor = {};
    m_plot->yAxis->setTicker(QSharedPointer<QCPAxisTicker>(new ValueTicker(unit, *this)));
    setRanges();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartPlot::setRanges()
{
    double first = std::numeric_limits<double>::max();
    double last = std::numeric_limits<double>::lowest();
    for (const ChartSeries& one : series) {
        if (!one.points.empty()) {
            first = std::min(first, one.points.front().seconds);
            last = std::max(last, one.points.back().seconds);
        }
    }
    m_first = first;
    m_last = last;
    if (live && first <= last) {
        m_from = window > 0 ? std::max(last - window, std::min(first, last - std::min(window, youngSpan))) : first;
        m_to = std::max(last, m_from + 1);
    }
    m_plot->xAxis->setRange(m_from, m_to);
    const double span = m_to - m_from;
    auto clock = QSharedPointer<ClockTicker>::create(*m_plot->axisRect());
    clock->setDateTimeFormat(span < 480           ? QStringLiteral("HH:mm:ss")
                             : span < 86400       ? QStringLiteral("HH:mm")
                             : span < 4.0 * 86400 ? QStringLiteral("d MMM HH:mm")
                                                  : QStringLiteral("d MMM"));
    m_plot->xAxis->setTicker(clock);
    setValueRange();
}

void ChartPlot::setValueRange()
{
    double least = 0;
    double most = 0;
    const auto take = [&](double value) {
        if (std::isfinite(value)) {
            least = std::min(least, value);
            most = std::max(most, value);
        }
    };
    for (const ChartSeries& one : series) {
        if (isHidden(one.name))
            continue;
        for (auto point = std::ranges::lower_bound(one.points, m_from, {}, &ChartPoint::seconds);
             point != one.points.end() && point->seconds <= m_to; ++point)
            take(point->value);
        for (auto extent = std::ranges::lower_bound(one.envelope, m_from, {}, &ChartExtent::seconds);
             extent != one.envelope.end() && extent->seconds <= m_to; ++extent)
            take(extent->most);
    }
    if (most <= least)
        most = least + 1;
    // Words of events have their own lines above the curves.
    const double height = std::max(60, area().height());
    const double words = markLayout().levels > 0 ? markLayout().levels * 15.0 + 4 : 0;
    const double headroom = std::clamp(height / std::max(1.0, height - words), 1.0, 2.0);
    m_plot->yAxis->setRange(least * 1.05, std::max(most * 1.08, least + (most - least) * headroom * 1.02));
}

void ChartPlot::setSpan(double from, double to)
{
    if (!std::isfinite(from) || !std::isfinite(to))
        return;
    const double newest = m_first <= m_last ? m_last : to;
    const double oldest = earliest > 0 ? earliest : newest - longestSpan;
    const double longest = std::max(shortestSpan, std::min(longestSpan, newest - oldest));
    const double span = std::clamp(to - from, shortestSpan, longest);
    // Both edges, the newest points first: a little air after them shows that there is nothing more.
    const double middle = (from + to) / 2;
    double left = middle - span / 2;
    left = std::max(left, oldest - span * 0.02);
    left = std::min(left, newest + span * 0.05 - span);
    m_from = left;
    m_to = left + span;
}

QColor ChartPlot::colorOf(std::size_t index) const
{
    const int own = series[index].color;
    return m_theme->seriesColor(own >= 0 ? static_cast<std::size_t>(own) : index);
}

PixelScale ChartPlot::scale() const
{
    const QRect inner = area();
    const QCPRange range = m_plot->yAxis->range();
    // The lowest value lies on the axis, not under it: a lag of nothing is a line, too.
    return {static_cast<double>(inner.left()),   m_from,      inner.width() / (m_to - m_from),
            static_cast<double>(inner.bottom()), range.lower, (inner.height() - 1) / range.size()};
}

const MarkLayout& ChartPlot::markLayout() const
{
    const std::array<double, 3> wanted{m_from, m_to, static_cast<double>(area().width())};
    if (m_layoutFor != wanted) {
        const QFontMetrics metrics(Theme::captionFont());
        m_layout = placeMarks(marks, bands, m_from, m_to, area().width(),
                              [&metrics](const QString& text) { return metrics.horizontalAdvance(text.left(200)); });
        m_layoutFor = wanted;
    }
    return m_layout;
}

void ChartPlot::applyTheme(const Theme& theme)
{
    // QCustomPlot does not look at palettes.
    m_plot->setBackground(QBrush(theme.panel));
    for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setTickLabelColor(theme.dimText);
        axis->setTickLabelFont(Theme::captionFont());
        axis->grid()->setPen(QPen(theme.line, 1));
    }
    m_plot->xAxis->setBasePen(QPen(theme.line, 1));
    rebuild(theme);
}

bool ChartPlot::hasPoints() const
{
    return std::any_of(series.begin(), series.end(), [](const ChartSeries& one) { return !one.points.empty(); });
}

double ChartPlot::newestOf(const ChartSeries& series)
{
    for (auto point = series.points.rbegin(); point != series.points.rend(); ++point) {
        if (std::isfinite(point->value))
            return point->value;
    }
    return std::numeric_limits<double>::quiet_NaN();
}

QString ChartPlot::valueText(double value) const
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    // No count has so many digits, and none of them would be read.
    if (std::abs(value) >= 1e15)
        return QString::number(value, 'g', 3);
    switch (unit) {
    case LineChart::Unit::Seconds:
        return QString::fromStdString(formatDuration(std::chrono::milliseconds(std::llround(value * 1000))));
    case LineChart::Unit::Milliseconds: return latencyText(value);
    case LineChart::Unit::PerSecond: return QStringLiteral("%1 /s").arg(countText(std::llround(value)));
    case LineChart::Unit::Count: break;
    }
    return value >= 1e6 ? shortCountText(std::llround(value)) : countText(std::llround(value));
}

QString ChartPlot::axisText(double value) const
{
    if (unit == LineChart::Unit::Count && value >= 1e6 && value < 1e9 && std::fmod(value, 1e6) == 0)
        return QStringLiteral("%1 M").arg(value / 1e6);
    if (unit == LineChart::Unit::Count && value >= 1e4 && value < 1e6 && std::fmod(value, 1e3) == 0)
        return QStringLiteral("%1 k").arg(value / 1e3);
    if (unit == LineChart::Unit::Milliseconds && value == 0)
        return QStringLiteral("0");
    if (unit != LineChart::Unit::Seconds)
        return valueText(value);
    if (value == 0)
        return QStringLiteral("0");
    // Whole days, hours and minutes without their "00 s".
    if (std::fmod(value, 86400) == 0)
        return LineChart::tr("%1 d").arg(value / 86400);
    if (std::fmod(value, 3600) == 0 && value < 86400)
        return LineChart::tr("%1 h").arg(value / 3600);
    if (std::fmod(value, 60) == 0 && value < 3600)
        return LineChart::tr("%1 min").arg(value / 60);
    return valueText(value);
}

void ChartPlot::pointAt(double pixelX)
{
    if (pixelX < 0 || !hasPoints())
        m_at = -1;
    else
        m_at = std::clamp(secondsAt(pixelX), m_from, m_to);
    m_plot->layer(QStringLiteral("crosshair"))->replot();
}

void ChartPlot::step(int points)
{
    const auto longest = std::max_element(series.begin(), series.end(), [](const ChartSeries& a, const ChartSeries& b) {
        return a.points.size() < b.points.size();
    });
    if (longest == series.end() || longest->points.empty())
        return;
    const auto& all = longest->points;
    const auto indexOf = [&](double seconds) {
        return std::distance(all.begin(), std::ranges::lower_bound(all, seconds, {}, &ChartPoint::seconds));
    };
    // Within what is shown; Ctrl+arrows move that.
    const auto least = std::min(indexOf(m_from), std::ssize(all) - 1);
    const auto most = std::clamp<std::ptrdiff_t>(std::ranges::upper_bound(all, m_to, {}, &ChartPoint::seconds) - all.begin() - 1,
                                                 least, std::ssize(all) - 1);
    const auto from = m_at >= 0 ? indexOf(m_at) : indexOf(std::min(m_to, all.back().seconds));
    m_at = all[static_cast<std::size_t>(std::clamp(from + points, least, most))].seconds;
    m_plot->layer(QStringLiteral("crosshair"))->replot();
}

QString ChartPlot::crosshairTime() const
{
    const QDateTime at = momentOf(m_at);
    const bool sameDay = m_first > m_last || at.date() == momentOf(m_last).date();
    return at.toString(sameDay ? QStringLiteral("HH:mm:ss") : QStringLiteral("ddd d MMM HH:mm:ss"));
}

const ChartPoint* ChartPlot::pointAtCrosshair(const ChartSeries& one) const
{
    if (m_at < 0 || one.points.empty() || isHidden(one.name))
        return nullptr;
    const auto after = std::ranges::lower_bound(one.points, m_at, {}, &ChartPoint::seconds);
    // Beside the line's end there is no value, however near the newest one lies in the list.
    const double reach = std::max(1.0, (m_to - m_from) / std::max(1, area().width()) * 8);
    const ChartPoint* nearest = nullptr;
    if (after == one.points.end() || after == one.points.begin()) {
        nearest = after == one.points.end() ? &one.points.back() : &one.points.front();
        return std::abs(nearest->seconds - m_at) <= reach ? nearest : nullptr;
    }
    const auto before = std::prev(after);
    return m_at - before->seconds < after->seconds - m_at ? &*before : &*after;
}

QString ChartPlot::readout() const
{
    if (m_at < 0)
        return {};
    QStringList lines{crosshairTime()};
    int more = 0;
    for (const ChartSeries& one : series) {
        const ChartPoint* point = pointAtCrosshair(one);
        if (!point)
            continue;
        if (lines.size() > 15)
            ++more;
        else
            lines << QStringLiteral("%1  %2").arg(one.name, valueText(point->value));
    }
    if (more > 0)
        lines << LineChart::tr("and %1 more").arg(countText(more));
    lines << markWords(marks, bands, m_at, (m_to - m_from) / std::max(1, area().width()) * 4, 3);
    return lines.join(u'\n');
}

} // namespace weir::ui
