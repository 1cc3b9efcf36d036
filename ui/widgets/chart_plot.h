// SPDX-License-Identifier: GPL-3.0-or-later
// Private to ui/widgets: the only header that includes QCustomPlot.
#pragma once

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

#include <set>

namespace weir::ui {

/// The drawing inside a LineChart: one QCPGraph per series, axes, marks, crosshair on a layer of its own.
class ChartPlot
{
public:
    explicit ChartPlot(QWidget* parent);

    QCustomPlot* widget() const { return m_plot; }

    std::vector<ChartSeries> series;
    std::vector<ChartMark> marks;
    std::set<QString> hidden;
    LineChart::Unit unit = LineChart::Unit::Count;
    double window = 0;

    /// Takes over series, marks, unit and theme, and asks for one replot.
    void rebuild(const Theme& theme);
    void applyTheme(const Theme& theme);
    [[nodiscard]] bool isHidden(const QString& name) const { return hidden.contains(name); }
    [[nodiscard]] bool hasPoints() const;
    /// The newest finite value; NaN when there is none.
    [[nodiscard]] static double newestOf(const ChartSeries& series);
    [[nodiscard]] QString valueText(double value) const;
    /// The same for the axis, without zeros that say nothing.
    [[nodiscard]] QString axisText(double value) const;

    /// Shows the crosshair at a pixel, or moves it by points; negative x hides it.
    void pointAt(double pixelX, const Theme& theme);
    void step(int points, const Theme& theme);
    /// What the crosshair says, in words; empty when it is hidden.
    [[nodiscard]] QString readout() const;

private:
    void setRanges();
    void rebuildMarks(const Theme& theme);
    void showCrosshair(double seconds, const Theme& theme);

    QCustomPlot* m_plot; ///< owned by its parent widget
    QCPItemStraightLine* m_line;
    QCPItemText* m_readout;
    std::vector<QCPAbstractItem*> m_markItems;
    double m_first = 0, m_last = 0;
    double m_at = -1;
    double m_strongWidth = 2;
};

} // namespace weir::ui
