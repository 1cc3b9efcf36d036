// SPDX-License-Identifier: GPL-3.0-or-later
// Private to ui/widgets.
#pragma once

#include "ui/widgets/chart_plot.h"

namespace weir::ui {

/// A part of the drawing that paints itself from a ChartPlot into the plot area.
class ChartLayer : public QCPLayerable
{
public:
    ChartLayer(const ChartPlot& plot, QCustomPlot* widget, const QString& layer)
        : QCPLayerable(widget, layer), m_chart(plot)
    {
    }

protected:
    /// The library moves a clip one pixel up.
    QRect clipRect() const override { return m_chart.area().adjusted(0, 0, 1, 2); }
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(true); }

    const ChartPlot& m_chart;
};

/// Tinted spans, below the grid.
class ChartBands final : public ChartLayer
{
public:
    using ChartLayer::ChartLayer;

protected:
    void draw(QCPPainter* painter) override;
};

/// The series. Points are brought down to the columns of the picture first: the least and most of each.
class ChartLines final : public ChartLayer
{
public:
    using ChartLayer::ChartLayer;

protected:
    void draw(QCPPainter* painter) override;

private:
    void drawEnvelope(QCPPainter& painter, const ChartSeries& series, const QColor& color);
    void drawSeries(QCPPainter& painter, const ChartSeries& series, const QPen& pen, double columnWidth);
    void flush(QCPPainter& painter, bool thick);

    QPolygonF m_line; ///< kept, so that its memory is
};

/// Upright lines and words of marks and bands.
class ChartMarks final : public ChartLayer
{
public:
    using ChartLayer::ChartLayer;

protected:
    void draw(QCPPainter* painter) override;
};

/// The line under the mouse, a dot on each series, and a box of values that stays inside the plot.
class ChartCrosshair final : public ChartLayer
{
public:
    using ChartLayer::ChartLayer;

protected:
    void draw(QCPPainter* painter) override;

private:
    struct Row {
        QString name;
        QString value;
        QColor color;
        double number;
    };
    [[nodiscard]] std::vector<Row> rows(std::size_t most, std::size_t& left) const;
    void drawBox(QCPPainter& painter, double x, const std::vector<Row>& rows, std::size_t left) const;
};

} // namespace weir::ui
