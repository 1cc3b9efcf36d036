// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/line_chart.h"

#include "ui/widgets/chart_rows.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/line_chart_parts.h"
#include "ui/widgets/plain_text.h"

#include <QtGui/QAccessible>
#include <QtWidgets/QAccessibleWidget>

#include <algorithm>
#include <cmath>
#include <utility>

namespace weir::ui {
namespace {

/// More chips than this are a wall, not a legend.
constexpr std::size_t mostChips = 24;

/// Without this a screen reader would meet a nameless pane: the plot library has no accessible code.
QAccessibleInterface* chartInterface(const QString& className, QObject* object)
{
    auto* chart = className == QLatin1String("weir::ui::LineChart") ? qobject_cast<LineChart*>(object) : nullptr;
    return chart ? new QAccessibleWidget(chart, QAccessible::Chart, chart->accessibleName()) : nullptr;
}

} // namespace

LineChart::LineChart(const QString& name, QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>(this))
{
    [[maybe_unused]] static const bool installed = [] {
        QAccessible::installFactory(chartInterface);
        return true;
    }();
    setAccessibleName(name);
    setWhatsThis(tr("Left and Right move the crosshair, with Shift by ten points. Ctrl+Left and Ctrl+Right move the time shown, "
                    "plus and minus zoom, Home shows the oldest, End or 0 goes back to live, Escape hides the crosshair."));
    setFocusPolicy(Qt::StrongFocus);
    Parts& parts = *m_parts;
    parts.legend = new QWidget(this);
    parts.legendLayout = new FlowLayout(8, 2, parts.legend);
    parts.legendRest = new PlainLabel({}, PlainLabel::Look::Caption, parts.legend);
    parts.legendRest->hide();
    parts.empty = new PlainLabel(tr("No data yet"), PlainLabel::Look::Dim, this);
    parts.empty->setAlignment(Qt::AlignCenter);
    parts.problem = new PlainLabel({}, PlainLabel::Look::Caption, this);
    parts.problem->hide();
    parts.layout = new QVBoxLayout(this);
    parts.layout->setContentsMargins(0, 0, 0, 0);
    parts.layout->setSpacing(4);
    parts.layout->addWidget(parts.legend);
    parts.layout->addWidget(parts.plot.widget(), 1);
    parts.layout->addWidget(parts.empty, 1);
    parts.layout->addWidget(parts.problem);
    parts.plot.widget()->hide();
    parts.plot.widget()->installEventFilter(this);
    parts.plot.widget()->setMouseTracking(true);
    parts.viewTimer.setSingleShot(true);
    parts.viewTimer.setInterval(100);
    connect(&parts.viewTimer, &QTimer::timeout, this, [this] { Q_EMIT viewChanged(view().first, view().second); });
    parts.plot.applyTheme(themeOf(this));
}

LineChart::~LineChart() = default;

void LineChart::setSeries(std::vector<ChartSeries> series)
{
    m_parts->plot.series = std::move(series);
    showContent();
    rebuildLegend();
    redraw();
    setAccessibleDescription(description());
}

void LineChart::append(double seconds, std::span<const double> values, double dropBefore)
{
    auto& series = m_parts->plot.series;
    const bool newer = std::ranges::all_of(series, [seconds](const ChartSeries& one) {
        return one.points.empty() || one.points.back().seconds < seconds;
    });
    if (values.size() != series.size() || !newer)
        return;
    for (std::size_t i = 0; i < series.size(); ++i) {
        auto& points = series[i].points;
        // A tenth at a time: moving a long list for each point would cost more than drawing it.
        const auto old = std::ranges::lower_bound(points, dropBefore, {}, &ChartPoint::seconds) - points.begin();
        if (old > 64 && old > std::ssize(points) / 10)
            points.erase(points.begin(), points.begin() + old);
        points.push_back({seconds, values[i]});
    }
    showContent();
    redraw();
    setAccessibleDescription(description());
}

void LineChart::setMarks(std::vector<ChartMark> marks)
{
    std::ranges::stable_sort(marks, {}, &ChartMark::seconds);
    m_parts->plot.marks = std::move(marks);
    redraw();
}

void LineChart::setBands(std::vector<ChartBand> bands)
{
    m_parts->plot.bands = std::move(bands);
    redraw();
}

void LineChart::setUnit(Unit unit)
{
    m_parts->plot.unit = unit;
    redraw();
}

void LineChart::setWindow(double seconds)
{
    m_parts->plot.window = seconds;
    redraw();
}

void LineChart::setEarliest(double seconds)
{
    m_parts->plot.earliest = seconds;
}

void LineChart::setEmptyText(const QString& text)
{
    m_parts->empty->setText(text);
}

bool LineChart::isLive() const
{
    return m_parts->plot.live;
}

void LineChart::setLive(bool live)
{
    if (m_parts->plot.live == live)
        return;
    m_parts->plot.live = live;
    redraw();
    Q_EMIT liveChanged(live);
    if (live)
        announceView();
}

void LineChart::setView(double fromSeconds, double toSeconds)
{
    lookAt(fromSeconds, toSeconds);
}

std::pair<double, double> LineChart::view() const
{
    return {m_parts->plot.from(), m_parts->plot.to()};
}

void LineChart::lookAt(double fromSeconds, double toSeconds)
{
    if (!(toSeconds > fromSeconds))
        return;
    const bool wasLive = std::exchange(m_parts->plot.live, false);
    m_parts->plot.setSpan(fromSeconds, toSeconds);
    redraw();
    if (wasLive)
        Q_EMIT liveChanged(false);
    announceView();
}

void LineChart::announceView()
{
    // Not restarted: during a long drag the owner hears of it ten times a second.
    if (!m_parts->viewTimer.isActive())
        m_parts->viewTimer.start();
}

void LineChart::setTableShown(bool shown)
{
    if (m_parts->tableShown == shown)
        return;
    m_parts->tableShown = shown;
    if (shown && !m_parts->table) {
        m_parts->table = new ChartTable(tr("%1 as a table").arg(accessibleName()), this);
        m_parts->layout->insertWidget(1, m_parts->table, 1);
    }
    showContent();
    redraw();
    Q_EMIT tableShownChanged(shown);
}

bool LineChart::isTableShown() const
{
    return m_parts->tableShown;
}

void LineChart::showContent()
{
    const bool points = m_parts->plot.hasPoints();
    m_parts->plot.widget()->setVisible(points && !m_parts->tableShown);
    m_parts->empty->setVisible(!points);
    if (m_parts->table)
        m_parts->table->setVisible(points && m_parts->tableShown);
}

void LineChart::fillTable()
{
    const ChartPlot& plot = m_parts->plot;
    std::vector<ChartSeries> visible;
    for (const ChartSeries& one : plot.series) {
        if (!plot.isHidden(one.name))
            visible.push_back(one);
    }
    m_parts->table->setData(visible, plot.from(), plot.to(), [this](double value) { return m_parts->plot.valueText(value); });
}

void LineChart::redraw()
{
    // Hidden charts draw nothing; they catch up when they are shown.
    m_parts->pending = !isVisible();
    if (m_parts->pending)
        return;
    m_parts->plot.rebuild(themeOf(this));
    if (m_parts->tableShown)
        fillTable();
}

void LineChart::rebuildLegend()
{
    Parts& parts = *m_parts;
    const auto& series = parts.plot.series;
    std::vector<QString> names;
    for (const ChartSeries& one : series) {
        if (names.size() < mostChips && std::ranges::find(names, one.name) == names.end())
            names.push_back(one.name);
    }
    if (names != parts.legendNames) {
        parts.legendNames = names;
        while (QLayoutItem* item = parts.legendLayout->takeAt(0))
            delete item;
        std::map<QString, SeriesChip*> chips;
        for (const QString& name : names) {
            // A chip that stays keeps the keyboard.
            const auto known = parts.chips.find(name);
            auto* chip = known == parts.chips.end() ? new SeriesChip(name, {}, parts.legend) : known->second;
            if (known == parts.chips.end()) {
                chip->setChecked(!parts.plot.isHidden(name));
                connect(chip, &QAbstractButton::toggled, this, [this, name](bool on) { setSeriesVisible(name, on); });
            } else {
                parts.chips.erase(known);
            }
            parts.legendLayout->addWidget(chip);
            chip->show();
            chips[name] = chip;
        }
        for (const auto& [name, chip] : parts.chips)
            delete chip;
        parts.chips = std::move(chips);
        parts.legendLayout->addWidget(parts.legendRest);
    }
    const auto rest = static_cast<qint64>(series.size() - std::min(series.size(), names.size()));
    parts.legendRest->setText(rest > 0 ? countedText(rest, tr("and 1 more line"), tr("and %1 more lines")) : QString());
    parts.legendRest->setVisible(rest > 0);
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (const auto chip = parts.chips.find(series[i].name); chip != parts.chips.end())
            chip->second->setColor(themeOf(this).seriesColor(series[i].color >= 0 ? static_cast<std::size_t>(series[i].color) : i));
    }
    parts.legend->setVisible(!series.empty());
}

void LineChart::setSeriesVisible(const QString& name, bool visible)
{
    if (visible)
        m_parts->plot.hidden.erase(name);
    else
        m_parts->plot.hidden.insert(name);
    redraw();
    setAccessibleDescription(description());
}

QString LineChart::description() const
{
    QStringList parts;
    for (const ChartSeries& one : m_parts->plot.series) {
        if (parts.size() >= 12)
            break;
        const double newest = m_parts->plot.isHidden(one.name) ? std::nan("") : ChartPlot::newestOf(one);
        if (std::isfinite(newest))
            parts << QStringLiteral("%1: %2").arg(one.name, m_parts->plot.valueText(newest));
    }
    return parts.isEmpty() ? m_parts->empty->fullText() : parts.join(QStringLiteral(", "));
}

QString LineChart::csv() const
{
    return chartCsv(m_parts->plot.series);
}

QPixmap LineChart::picture() const
{
    return m_parts->plot.widget()->grab();
}

double LineChart::drawMilliseconds() const
{
    return m_parts->plot.widget()->replotTime(true);
}

void LineChart::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || !m_parts)
        return;
    rebuildLegend();
    m_parts->plot.applyTheme(themeOf(this));
}

void LineChart::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_parts->plot.applyTheme(themeOf(this));
    m_parts->pending = false;
    if (m_parts->tableShown)
        fillTable();
}

} // namespace weir::ui
