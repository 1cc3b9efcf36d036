// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_plot.h"

#include "core/base/time.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QDateTime>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace weir::ui {
namespace {

/// The value axis: round steps of the unit, and no fractions of records.
class ValueTicker final : public QCPAxisTicker
{
public:
    ValueTicker(LineChart::Unit unit, const ChartPlot& plot) : m_unit(unit), m_plot(plot) { setTickCount(4); }

protected:
    double getTickStep(const QCPRange& range) override
    {
        const double wanted = range.size() / 4.0;
        if (m_unit == LineChart::Unit::Seconds) {
            static constexpr double steps[] = {0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1800,
                                               3600, 7200, 10800, 21600, 43200, 86400};
            for (const double step : steps) {
                if (step >= wanted)
                    return step;
            }
            return std::ceil(wanted / 86400) * 86400;
        }
        const double power = std::pow(10.0, std::floor(std::log10(std::max(wanted, 1e-9))));
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
                                           43200};
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

QString clockText(double seconds, const QString& format)
{
    return QDateTime::fromMSecsSinceEpoch(std::llround(seconds * 1000)).toString(format);
}

} // namespace

ChartPlot::ChartPlot(QWidget* parent) : m_plot(new QCustomPlot(parent))
{
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->setNoAntialiasingOnDrag(true);
    m_plot->addLayer(QStringLiteral("crosshair"), m_plot->layer(QStringLiteral("main")), QCustomPlot::limAbove);
    // A mouse move then redraws this layer only.
    m_plot->layer(QStringLiteral("crosshair"))->setMode(QCPLayer::lmBuffered);
    m_line = new QCPItemStraightLine(m_plot);
    m_readout = new QCPItemText(m_plot);
    for (QCPAbstractItem* item : {static_cast<QCPAbstractItem*>(m_line), static_cast<QCPAbstractItem*>(m_readout)}) {
        item->setLayer(QStringLiteral("crosshair"));
        item->setVisible(false);
    }
    m_readout->position->setTypeX(QCPItemPosition::ptPlotCoords);
    m_readout->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    m_readout->setPadding(QMargins(8, 6, 8, 6));
    m_readout->setTextAlignment(Qt::AlignLeft);
    m_readout->setClipToAxisRect(false);
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
    while (m_plot->graphCount() > static_cast<int>(series.size()))
        m_plot->removeGraph(m_plot->graphCount() - 1);
    while (m_plot->graphCount() < static_cast<int>(series.size()))
        m_plot->addGraph();
    for (std::size_t i = 0; i < series.size(); ++i) {
        QCPGraph* graph = m_plot->graph(static_cast<int>(i));
        QVector<QCPGraphData> data;
        data.reserve(static_cast<qsizetype>(series[i].points.size()));
        for (const ChartPoint& point : series[i].points)
            data.append(QCPGraphData(point.seconds, point.value));
        graph->data()->set(data, true);
        graph->setVisible(!isHidden(series[i].name));
        // Only pens of width 1 take the fast path of the plot; a wider one needs fast polylines (10-25 times slower without).
        const double width = series[i].strong ? m_strongWidth : 1;
        graph->setPen(QPen(theme.seriesColor(i), width));
        graph->setAntialiased(true);
    }
    const bool anyStrong = std::any_of(series.begin(), series.end(), [](const ChartSeries& s) { return s.strong; });
    m_plot->setPlottingHint(QCP::phFastPolylines, anyStrong);
    m_plot->yAxis->setTicker(QSharedPointer<QCPAxisTicker>(new ValueTicker(unit, *this)));
    setRanges();
    rebuildMarks(theme);
    if (m_at >= 0)
        showCrosshair(m_at, theme);
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
    if (first > last)
        return;
    constexpr double shortest = 60;
    m_first = window > 0 ? std::max(last - window, std::min(first, last - std::min(window, shortest))) : first;
    m_last = std::max(last, m_first + 1);
    double most = 0;
    for (const ChartSeries& one : series) {
        if (isHidden(one.name))
            continue;
        for (const ChartPoint& point : one.points) {
            if (point.seconds >= m_first && std::isfinite(point.value))
                most = std::max(most, point.value);
        }
    }
    m_plot->xAxis->setRange(m_first, m_last);
    m_plot->yAxis->setRange(0, most > 0 ? most * 1.08 : 1);
    auto clock = QSharedPointer<ClockTicker>::create(*m_plot->axisRect());
    clock->setDateTimeFormat(m_last - m_first < 480 ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm"));
    m_plot->xAxis->setTicker(clock);
}

void ChartPlot::rebuildMarks(const Theme& theme)
{
    for (QCPAbstractItem* item : m_markItems)
        m_plot->removeItem(item);
    m_markItems.clear();
    // Words that would overlap take the next line down.
    const QFontMetrics metrics(Theme::captionFont());
    std::array<double, 4> freeFrom{};
    freeFrom.fill(std::numeric_limits<double>::lowest());
    std::ranges::sort(marks, {}, &ChartMark::seconds);
    for (const ChartMark& mark : marks) {
        if (mark.seconds < m_first || mark.seconds > m_last)
            continue;
        auto* line = new QCPItemStraightLine(m_plot);
        line->point1->setCoords(mark.seconds, 0);
        line->point2->setCoords(mark.seconds, 1);
        line->setPen(QPen(theme.textOf(mark.tone), 1, Qt::DashLine));
        m_markItems.push_back(line);
        const double x = m_plot->xAxis->coordToPixel(mark.seconds);
        const double width = metrics.horizontalAdvance(mark.text) + 14;
        const bool leftward = x + width > m_plot->axisRect()->right();
        const double from = leftward ? x - width : x;
        const auto level = std::ranges::find_if(freeFrom, [from](double end) { return from >= end; });
        if (level == freeFrom.end())
            continue;
        auto* words = new QCPItemText(m_plot);
        words->position->setTypeX(QCPItemPosition::ptPlotCoords);
        words->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
        *level = from + width;
        const double height = std::max(1, m_plot->axisRect()->height());
        const auto lineNumber = static_cast<double>(std::distance(freeFrom.begin(), level));
        words->position->setCoords(mark.seconds, lineNumber * (metrics.height() + 2) / height);
        words->setPositionAlignment(Qt::AlignTop | (leftward ? Qt::AlignRight : Qt::AlignLeft));
        words->setPadding(QMargins(6, 2, 6, 2));
        words->setFont(Theme::captionFont());
        words->setColor(theme.textOf(mark.tone));
        words->setText(mark.text);
        m_markItems.push_back(words);
    }
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
    m_line->setPen(QPen(theme.dimText, 1));
    m_readout->setFont(Theme::captionFont());
    m_readout->setColor(theme.text);
    m_readout->setBrush(QBrush(theme.secondPanel));
    m_readout->setPen(QPen(theme.line, 1));
    // Read once in the plot's constructor only; a window may move to another screen.
    m_plot->setBufferDevicePixelRatio(m_plot->devicePixelRatioF());
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
    switch (unit) {
    case LineChart::Unit::Seconds:
        return QString::fromStdString(formatDuration(std::chrono::milliseconds(std::llround(value * 1000))));
    case LineChart::Unit::PerSecond: return QStringLiteral("%1 /s").arg(countText(std::llround(value)));
    case LineChart::Unit::Count: break;
    }
    return value >= 1e6 ? shortCountText(std::llround(value)) : countText(std::llround(value));
}

QString ChartPlot::axisText(double value) const
{
    if (unit != LineChart::Unit::Seconds)
        return valueText(value);
    if (value == 0)
        return QStringLiteral("0");
    // Whole minutes and hours without their "00 s".
    if (std::fmod(value, 3600) == 0)
        return LineChart::tr("%1 h").arg(value / 3600);
    if (std::fmod(value, 60) == 0 && value < 3600)
        return LineChart::tr("%1 min").arg(value / 60);
    return valueText(value);
}

void ChartPlot::pointAt(double pixelX, const Theme& theme)
{
    if (pixelX < 0 || !hasPoints()) {
        m_at = -1;
        m_line->setVisible(false);
        m_readout->setVisible(false);
        m_plot->layer(QStringLiteral("crosshair"))->replot();
        return;
    }
    showCrosshair(std::clamp(m_plot->xAxis->pixelToCoord(pixelX), m_first, m_last), theme);
    m_plot->layer(QStringLiteral("crosshair"))->replot();
}

void ChartPlot::step(int points, const Theme& theme)
{
    const auto longest = std::max_element(series.begin(), series.end(), [](const ChartSeries& a, const ChartSeries& b) {
        return a.points.size() < b.points.size();
    });
    if (longest == series.end() || longest->points.empty())
        return;
    const double from = m_at >= 0 ? m_at : m_last;
    auto at = std::lower_bound(longest->points.begin(), longest->points.end(), from,
                               [](const ChartPoint& point, double seconds) { return point.seconds < seconds; });
    const auto index = std::clamp<std::ptrdiff_t>(std::distance(longest->points.begin(), at) + points, 0,
                                                  static_cast<std::ptrdiff_t>(longest->points.size()) - 1);
    showCrosshair(longest->points[static_cast<std::size_t>(index)].seconds, theme);
    m_plot->layer(QStringLiteral("crosshair"))->replot();
}

void ChartPlot::showCrosshair(double seconds, const Theme&)
{
    m_at = seconds;
    m_line->point1->setCoords(seconds, 0);
    m_line->point2->setCoords(seconds, 1);
    m_line->setVisible(true);
    m_readout->setText(readout());
    m_readout->position->setCoords(seconds, 0.04);
    const bool rightHalf = seconds > (m_first + m_last) / 2;
    m_readout->setPositionAlignment(Qt::AlignTop | (rightHalf ? Qt::AlignRight : Qt::AlignLeft));
    m_readout->setVisible(true);
}

QString ChartPlot::readout() const
{
    if (m_at < 0)
        return {};
    QStringList lines{clockText(m_at, QStringLiteral("HH:mm:ss"))};
    for (const ChartSeries& one : series) {
        if (isHidden(one.name) || one.points.empty())
            continue;
        auto at = std::lower_bound(one.points.begin(), one.points.end(), m_at,
                                   [](const ChartPoint& point, double seconds) { return point.seconds < seconds; });
        if (at == one.points.end())
            --at;
        else if (at != one.points.begin() && m_at - std::prev(at)->seconds < at->seconds - m_at)
            --at;
        if (lines.size() < 16)
            lines << QStringLiteral("%1  %2").arg(one.name, valueText(at->value));
    }
    return lines.join(u'\n');
}

} // namespace weir::ui
