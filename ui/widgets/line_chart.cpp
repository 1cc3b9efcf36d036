// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/line_chart.h"

#include "ui/widgets/chart_plot.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/series_chip.h"

#include <QtGui/QAccessible>
#include <QtGui/QClipboard>
#include <QtWidgets/QAccessibleWidget>
#include <QtWidgets/QMenu>

#include <cmath>
#include <map>

namespace weir::ui {
namespace {

/// Without this a screen reader would meet a nameless pane: the plot library has no accessible code.
QAccessibleInterface* chartInterface(const QString& className, QObject* object)
{
    auto* chart = className == QLatin1String("weir::ui::LineChart") ? qobject_cast<LineChart*>(object) : nullptr;
    return chart ? new QAccessibleWidget(chart, QAccessible::Chart, chart->accessibleName()) : nullptr;
}

QString csvCell(QString text)
{
    if (!text.contains(u',') && !text.contains(u'"') && !text.contains(u'\n'))
        return text;
    return u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

} // namespace

struct LineChart::Parts {
    explicit Parts(QWidget* parent) : plot(parent) {}
    ChartPlot plot;
    QWidget* legend = nullptr;
    FlowLayout* legendLayout = nullptr;
    std::map<QString, SeriesChip*> chips;
    PlainLabel* empty = nullptr;
    bool pending = false;
};

LineChart::LineChart(const QString& name, QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>(this))
{
    [[maybe_unused]] static const bool installed = [] {
        QAccessible::installFactory(chartInterface);
        return true;
    }();
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    m_parts->legend = new QWidget(this);
    m_parts->legendLayout = new FlowLayout(8, 2, m_parts->legend);
    m_parts->empty = new PlainLabel(tr("No data yet"), PlainLabel::Look::Dim, this);
    m_parts->empty->setAlignment(Qt::AlignCenter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_parts->legend);
    layout->addWidget(m_parts->plot.widget(), 1);
    layout->addWidget(m_parts->empty, 1);
    m_parts->plot.widget()->hide();
    m_parts->plot.widget()->installEventFilter(this);
    m_parts->plot.widget()->setMouseTracking(true);
    m_parts->plot.applyTheme(themeOf(this));
}

LineChart::~LineChart() = default;

void LineChart::setSeries(std::vector<ChartSeries> series)
{
    m_parts->plot.series = std::move(series);
    m_parts->plot.widget()->setVisible(m_parts->plot.hasPoints());
    m_parts->empty->setVisible(!m_parts->plot.hasPoints());
    rebuildLegend();
    redraw();
    setAccessibleDescription(description());
}

void LineChart::setMarks(std::vector<ChartMark> marks)
{
    m_parts->plot.marks = std::move(marks);
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

void LineChart::setEmptyText(const QString& text)
{
    m_parts->empty->setText(text);
}

void LineChart::redraw()
{
    // Hidden charts draw nothing; they catch up when they are shown.
    m_parts->pending = !isVisible();
    if (!m_parts->pending)
        m_parts->plot.rebuild(themeOf(this));
}

void LineChart::rebuildLegend()
{
    auto& chips = m_parts->chips;
    const auto& series = m_parts->plot.series;
    bool same = chips.size() == series.size();
    for (const ChartSeries& one : series)
        same = same && chips.contains(one.name);
    if (same)
        return;
    for (const auto& [name, chip] : chips)
        delete chip;
    chips.clear();
    for (std::size_t i = 0; i < series.size(); ++i) {
        auto* chip = new SeriesChip(series[i].name, themeOf(this).seriesColor(i), m_parts->legend);
        chip->setChecked(!m_parts->plot.isHidden(series[i].name));
        connect(chip, &QAbstractButton::toggled, this,
                [this, name = series[i].name](bool on) { setSeriesVisible(name, on); });
        m_parts->legendLayout->addWidget(chip);
        chip->show();
        chips[series[i].name] = chip;
    }
    m_parts->legend->setVisible(!series.empty());
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
        const double newest = ChartPlot::newestOf(one);
        if (!m_parts->plot.isHidden(one.name) && std::isfinite(newest) && parts.size() < 12)
            parts << QStringLiteral("%1: %2").arg(one.name, m_parts->plot.valueText(newest));
    }
    return parts.isEmpty() ? m_parts->empty->fullText() : parts.join(QStringLiteral(", "));
}

QString LineChart::csv() const
{
    std::map<double, std::vector<double>> table;
    const auto& series = m_parts->plot.series;
    QStringList head{QStringLiteral("time")};
    for (std::size_t i = 0; i < series.size(); ++i) {
        head << csvCell(series[i].name);
        for (const ChartPoint& point : series[i].points)
            table.try_emplace(point.seconds, series.size(), std::nan("")).first->second[i] = point.value;
    }
    QStringList lines{head.join(u',')};
    for (const auto& [seconds, values] : table) {
        QStringList cells{QDateTime::fromMSecsSinceEpoch(std::llround(seconds * 1000)).toUTC().toString(Qt::ISODateWithMs)};
        for (const double value : values)
            cells << (std::isfinite(value) ? QString::number(value, 'g', 15) : QString());
        lines << cells.join(u',');
    }
    return lines.join(u'\n') + u'\n';
}

QPixmap LineChart::picture() const
{
    return m_parts->plot.widget()->grab();
}

void LineChart::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || !m_parts)
        return;
    const Theme& theme = themeOf(this);
    for (std::size_t i = 0; i < m_parts->plot.series.size(); ++i) {
        if (const auto chip = m_parts->chips.find(m_parts->plot.series[i].name); chip != m_parts->chips.end())
            chip->second->setColor(theme.seriesColor(i));
    }
    m_parts->plot.applyTheme(theme);
}

void LineChart::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_parts->plot.applyTheme(themeOf(this));
    m_parts->pending = false;
}

void LineChart::keyPressEvent(QKeyEvent* event)
{
    const int points = event->modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1;
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
        m_parts->plot.step(event->key() == Qt::Key_Left ? -points : points, themeOf(this));
        setAccessibleDescription(m_parts->plot.readout());
    } else if (event->key() == Qt::Key_Escape) {
        m_parts->plot.pointAt(-1, themeOf(this));
        setAccessibleDescription(description());
    } else {
        QWidget::keyPressEvent(event);
    }
}

void LineChart::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Copy as picture")), &QAction::triggered, this,
            [this] { QGuiApplication::clipboard()->setPixmap(picture()); });
    connect(menu->addAction(tr("Copy data as CSV")), &QAction::triggered, this, [this] { copyText(csv()); });
    menu->popup(event->globalPos());
}

bool LineChart::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::MouseMove)
        m_parts->plot.pointAt(static_cast<QMouseEvent*>(event)->position().x(), themeOf(this));
    else if (event->type() == QEvent::Leave)
        m_parts->plot.pointAt(-1, themeOf(this));
    return QWidget::eventFilter(watched, event);
}

} // namespace weir::ui
