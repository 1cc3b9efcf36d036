// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QtWidgets/QWidget>

#include <memory>
#include <vector>

namespace weir::ui {

/// `seconds` since 1970-01-01 UTC, strictly increasing within a series; a NaN value breaks the line (broker away).
struct ChartPoint {
    double seconds;
    double value;
};
struct ChartSeries {
    QString name;
    std::vector<ChartPoint> points;
    bool strong = false; ///< drawn thicker: the one that matters
};
/// An event drawn as a dashed upright line with words: "rebalance · 3 → 2 members".
struct ChartMark {
    double seconds;
    QString text;
    Tone tone = Tone::Neutral;
};

/// Values over time with a live legend: a chip per series switches it off and on. Hover or Left/Right moves a crosshair that
/// says the values. Draws once per tick and only while visible.
/// Screen readers hear the newest values. GUI thread.
class LineChart : public QWidget
{
    Q_OBJECT
public:
    enum class Unit { Count, PerSecond, Seconds };

    explicit LineChart(const QString& name, QWidget* parent = nullptr);
    ~LineChart() override;

    /// Replaces all series. Colours follow the order, hidden series stay hidden by name.
    void setSeries(std::vector<ChartSeries> series);
    void setMarks(std::vector<ChartMark> marks);
    void setUnit(Unit unit);
    /// Seconds of time the axis shows at most, counted back from the newest point; 0 shows everything. While there are
    /// fewer points the axis begins with the first of them, so that a young chart is no empty one.
    void setWindow(double seconds);
    /// Words in the middle while there are no points.
    void setEmptyText(const QString& text);

    /// The newest value of each visible series in words; also the accessible description.
    [[nodiscard]] QString description() const;
    /// "time,series…" with one line per point in time; empty cells where a series has no value.
    [[nodiscard]] QString csv() const;
    [[nodiscard]] QPixmap picture() const;

    QSize sizeHint() const override { return {600, 260}; }
    /// Below this a curve says nothing.
    QSize minimumSizeHint() const override { return {240, 200}; }

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void rebuildLegend();
    void setSeriesVisible(const QString& name, bool visible);
    void redraw();

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir::ui
