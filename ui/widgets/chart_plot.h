// SPDX-License-Identifier: GPL-3.0-or-later
// Private to ui/widgets: the only header that includes QCustomPlot.
#pragma once

#include "ui/widgets/chart_marks.h"
#include "ui/widgets/line_chart.h"

// Its header needs the words that the rest of Weir is built without.
#define signals Q_SIGNALS
#define slots Q_SLOTS
#define emit
#define foreach(variable, container) for (variable : container)
#include <qcustomplot.h>
#undef signals
#undef slots
#undef emit
#undef foreach

#include <algorithm>
#include <set>

namespace weir::ui {

/// From seconds and values to pixels, far outside cut off: the painter's integers end somewhere.
struct PixelScale {
    double left, from, perSecond, bottom, lowest, perValue;
    [[nodiscard]] double x(double seconds) const { return std::clamp(left + (seconds - from) * perSecond, -1e5, 1e5); }
    [[nodiscard]] double y(double value) const { return std::clamp(bottom - (value - lowest) * perValue, -1e4, 1e4); }
};

/// The drawing inside a LineChart: axes, the span that is shown, what the crosshair points at. QCustomPlot brings axes,
/// layers and buffers; lines, marks, bands and crosshair are layers of our own (chart_layers.h), which draw from `series`
/// without a copy.
class ChartPlot
{
public:
    explicit ChartPlot(QWidget* parent);
    ChartPlot(const ChartPlot&) = delete;
    ChartPlot& operator=(const ChartPlot&) = delete;

    QCustomPlot* widget() const { return m_plot; }

    std::vector<ChartSeries> series;
    std::vector<ChartMark> marks; ///< sorted by time
    std::vector<ChartBand> bands;
    std::set<QString> hidden;
    LineChart::Unit unit = LineChart::Unit::Count;
    double window = 0;
    double earliest = 0;
    bool live = true;

    /// Takes over what changed in the members above, and asks for one replot.
    void rebuild(const Theme& theme);
    void applyTheme(const Theme& theme);
    [[nodiscard]] const Theme& theme() const { return *m_theme; }
    [[nodiscard]] bool isHidden(const QString& name) const { return hidden.contains(name); }
    [[nodiscard]] bool hasPoints() const;
    [[nodiscard]] QColor colorOf(std::size_t index) const;
    /// The newest finite value; NaN when there is none.
    [[nodiscard]] static double newestOf(const ChartSeries& series);
    [[nodiscard]] QString valueText(double value) const;
    /// The same for the axis, without zeros that say nothing.
    [[nodiscard]] QString axisText(double value) const;

    /// The span shown, seconds.
    [[nodiscard]] double from() const { return m_from; }
    [[nodiscard]] double to() const { return m_to; }
    /// The first and last point of all series; first > last when there are none.
    [[nodiscard]] double first() const { return m_first; }
    [[nodiscard]] double last() const { return m_last; }
    /// Sets the span within what is sensible; live is the caller's matter.
    void setSpan(double from, double to);
    /// Asked for every point that is drawn: by way of the axis it costs nothing, by way of the plot a search.
    [[nodiscard]] QRect area() const { return m_plot->xAxis->axisRect()->rect(); }
    [[nodiscard]] double secondsAt(double pixelX) const { return m_plot->xAxis->pixelToCoord(pixelX); }
    [[nodiscard]] double xOf(double seconds) const { return scale().x(seconds); }
    /// Infinite and huge values end just outside of the area.
    [[nodiscard]] double yOf(double value) const { return scale().y(value); }
    /// Both for many points at once.
    [[nodiscard]] PixelScale scale() const;
    /// Where the words of marks and bands go at the present span and width.
    [[nodiscard]] const MarkLayout& markLayout() const;

    /// Shows the crosshair at a pixel, or moves it by points; negative x hides it.
    void pointAt(double pixelX);
    void step(int points);
    /// Seconds of the crosshair; negative: hidden.
    [[nodiscard]] double crosshair() const { return m_at; }
    [[nodiscard]] QString crosshairTime() const;
    /// The point of a series at the crosshair; nullptr when it has none there.
    [[nodiscard]] const ChartPoint* pointAtCrosshair(const ChartSeries& series) const;
    /// What the crosshair says, in words, events included; empty when it is hidden.
    [[nodiscard]] QString readout() const;

private:
    void setRanges();
    void setValueRange();

    QCustomPlot* m_plot; ///< owned by its parent widget
    const Theme* m_theme;
    double m_first = 1, m_last = 0;
    double m_from = 0, m_to = 60;
    double m_at = -1;
    mutable MarkLayout m_layout;
    mutable std::array<double, 3> m_layoutFor{}; ///< from, to, width; a change of marks clears it
};

} // namespace weir::ui
