// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QtWidgets/QWidget>

#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace weir::ui {

/// `seconds` since 1970-01-01 UTC, strictly increasing within a series; a NaN value breaks the line (broker away).
struct ChartPoint {
    double seconds;
    double value;
};
/// Least and most of a bucket of coarse history, drawn as a pale area behind the line.
struct ChartExtent {
    double seconds;
    double least;
    double most;
};
struct ChartSeries {
    QString name;
    std::vector<ChartPoint> points;
    bool strong = false; ///< drawn thicker: the one that matters
    int color = -1;      ///< index into Theme::series; -1: its place among the series
    std::vector<ChartExtent> envelope{}; ///< as increasing as points; a NaN breaks the area; may be empty
};
/// An event drawn as a dashed upright line with words: "rebalance · 3 → 2 members". Where words would overlap they are
/// collapsed to "12 events", and hovering says all of them.
struct ChartMark {
    double seconds;
    QString text;
    Tone tone = Tone::Neutral;
};
/// A tinted span of time behind the lines with words at its beginning: "partition 2 stopped committing · 14:07:31".
/// A `to` beyond the newest point (infinity, too) reaches to the right edge.
struct ChartBand {
    double from;
    double to;
    Tone tone = Tone::Bad;
    QString text{};
};

/// Values over time with a live legend: a chip per series switches it off and on. It follows the newest point until
/// somebody looks elsewhere. Draws once per tick and only while visible. GUI thread.
///
/// Mouse: hover for the values, wheel zooms, Shift+wheel and dragging move, double click goes back to live.
/// Keyboard: Left/Right move the crosshair (Shift: by ten points), Ctrl+Left/Right move the view, +/- zoom, Home shows
/// the oldest, End or 0 goes back to live, Escape hides the crosshair.
/// Screen readers hear the newest values or those at the crosshair; setTableShown() shows the same values as a table.
class LineChart : public QWidget
{
    Q_OBJECT
public:
    enum class Unit { Count, PerSecond, Seconds, Milliseconds };

    explicit LineChart(const QString& name, QWidget* parent = nullptr);
    ~LineChart() override;

    /// Replaces all series. Colours follow the order unless a series brings its own; hidden series stay hidden by name.
    void setSeries(std::vector<ChartSeries> series);
    /// One more point for each series, in their order; NaN for a gap. Cheaper than setSeries() for a tick.
    /// Does nothing when the count differs or the time is not newer. Points older than `dropBefore` are let go.
    void append(double seconds, std::span<const double> values, double dropBefore = 0);
    /// As the chip of that name does; also before the series is there.
    void setSeriesVisible(const QString& name, bool visible);
    void setMarks(std::vector<ChartMark> marks);
    void setBands(std::vector<ChartBand> bands);
    void setUnit(Unit unit);
    /// Seconds of time the axis shows at most while live, counted back from the newest point; 0 shows everything. While
    /// there are fewer points the axis begins with the first of them, so that a young chart is no empty one.
    void setWindow(double seconds);
    /// Nothing older exists anywhere: moving and zooming end there. 0: unknown, they end 400 days ago.
    void setEarliest(double seconds);
    /// Words in the middle while there are no points.
    void setEmptyText(const QString& text);

    /// True while the right edge follows the newest point, as at the beginning. setLive(false) keeps the view as it is.
    [[nodiscard]] bool isLive() const;
    void setLive(bool live);
    /// Shows that span, in seconds since 1970, and stops following.
    void setView(double fromSeconds, double toSeconds);
    [[nodiscard]] std::pair<double, double> view() const;

    /// The table instead of the drawing: rows of the same view, newest first.
    void setTableShown(bool shown);
    [[nodiscard]] bool isTableShown() const;

    /// The newest value of each visible series in words; also the accessible description.
    [[nodiscard]] QString description() const;
    /// "time,series…" with one line per point in time; empty cells where a series has no value.
    [[nodiscard]] QString csv() const;
    [[nodiscard]] QPixmap picture() const;
    /// What drawing costs at present: milliseconds of a replot, averaged. 0 before the first.
    [[nodiscard]] double drawMilliseconds() const;

    QSize sizeHint() const override { return {600, 260}; }
    /// Below this a curve says nothing.
    QSize minimumSizeHint() const override { return {240, 200}; }

Q_SIGNALS:
    void liveChanged(bool live);
    /// Another span of time is shown than before, by mouse, keyboard, setView() or setLive(); at most every 100 ms, and not
    /// for the steady move of a live chart. The owner may fetch older history and call setSeries().
    void viewChanged(double fromSeconds, double toSeconds);
    void tableShownChanged(bool shown);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Parts;
    void rebuildLegend();
    void redraw();
    void showContent();
    void fillTable();
    void lookAt(double fromSeconds, double toSeconds);
    void zoom(double factor, double anchorSeconds);
    void pan(double seconds);
    void announceView();
    bool plotEvent(QEvent* event);
    bool wheel(QWheelEvent* event);
    bool drag(QMouseEvent* event);
    void showHoverWords(const QPoint& inPlot, const QPoint& onScreen);
    void copyCsv();
    void save(const QString& title, const QString& suffix, bool picture);

    std::unique_ptr<Parts> m_parts;
};

} // namespace weir::ui
