// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a chart of 200 series of one hour at one point a second costs: a replot, a tick, a switch to the largest few and back;
// beside it the same lines as graphs of the plotting library. And how long a heat strip of 2,000 squares and a table of
// sparklines take each second.
#include "tests/bench/bench_report.h"
#include "tests/support/heartbeat.h"
#include "ui/widgets/chart_plot.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/heat_strip.h"
#include "ui/widgets/line_chart.h"
#include "ui/widgets/table_model.h"
#include "ui/widgets/top_series.h"

#include <QtCore/QTimer>
#include <QtWidgets/QApplication>

#include <chrono>
#include <cmath>
#include <random>

using weir::bench::Options;
using weir::bench::percentile;
using weir::bench::Row;
using namespace weir::ui;

namespace {

using Clock = std::chrono::steady_clock;

constexpr int seriesCount = 200;
constexpr int pointCount = 3'600;
constexpr double start = 1'764'165'600;
constexpr QSize chartSize(1'200, 400);

double since(Clock::time_point began) { return std::chrono::duration<double, std::milli>(Clock::now() - began).count(); }

/// Sees that a widget was painted: the end of what somebody waits for.
class Painted : public QObject
{
public:
    explicit Painted(QWidget* widget) { widget->installEventFilter(this); }
    /// Runs the event loop until the next paint is done.
    void wait()
    {
        m_painted = false;
        const auto began = Clock::now();
        while (!m_painted && since(began) < 2'000)
            QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        QCoreApplication::processEvents();
    }

protected:
    bool eventFilter(QObject*, QEvent* event) override
    {
        // The paint itself comes after the filter; processEvents() returns when it is done.
        m_painted = m_painted || event->type() == QEvent::Paint;
        return false;
    }

private:

    bool m_painted = false;
};

/// Lag as it is: a sawtooth of batches, a slow wave, some noise. `wild`: nothing but noise, the worst to draw.
std::vector<ChartSeries> makeSeries(bool wild)
{
    std::mt19937 random(7);
    std::uniform_real_distribution<double> noise(0, 1);
    std::vector<ChartSeries> all;
    for (int s = 0; s < seriesCount; ++s) {
        ChartSeries one{QStringLiteral("orders %1").arg(s), {}};
        one.points.reserve(pointCount);
        const double size = 100 + 20.0 * s;
        for (int i = 0; i < pointCount; ++i) {
            const double calm = size * (1.5 + std::sin(i / 300.0 + s)) + (i + s * 7) % 30 * size / 100 + noise(random) * size / 50;
            one.points.push_back({start + i, wild ? noise(random) * 5'000 : calm});
        }
        all.push_back(std::move(one));
    }
    return all;
}

/// Milliseconds until it was seen, and of processor this thread had meanwhile: others want the processor, too.
struct Times {
    std::vector<double> all;
    std::vector<double> busy;

    template <typename Work> void take(Work work)
    {
        const auto began = Clock::now();
        const double processor = weir::test::threadMilliseconds();
        work();
        busy.push_back(weir::test::threadMilliseconds() - processor);
        all.push_back(since(began));
    }
    void addRows(const std::string& name, double target, std::vector<Row>& rows) const
    {
        const double p99 = percentile(all, 0.99);
        const std::string words = "<= " + std::to_string(static_cast<int>(target)) + " ms";
        rows.push_back({name + ", p50", percentile(all, 0.5), "ms", "", {}, target > 0 ? words : "", target <= 0 || percentile(all, 0.5) <= target});
        rows.push_back({name + ", processor p99", percentile(busy, 0.99), "ms", "", {}, "", true});
        rows.push_back({name + ", p99", p99, "ms", "", {}, target > 0 ? words : "", target <= 0 || p99 <= target});
    }
};

struct Window {
    LineChart chart{QStringLiteral("Lag")};
    QWidget* plot = nullptr;

    Window()
    {
        chart.resize(chartSize);
        chart.setSeries({{QStringLiteral("x"), {{start, 1}, {start + 1, 2}}}});
        chart.show();
        plot = chart.findChild<QCustomPlot*>();
        Painted(plot).wait();
    }
    QCustomPlot& library() const { return *static_cast<QCustomPlot*>(plot); }
};

/// Milliseconds of nothing but drawing, at once.
Times replots(QCustomPlot& plot, int rounds)
{
    Times times;
    for (int i = 0; i < rounds; ++i) {
        times.take([&] { plot.replot(QCustomPlot::rpImmediateRefresh); });
    }
    return times;
}

void measureChart(const std::vector<ChartSeries>& all, const std::string& name, double target, const Options& options, std::vector<Row>& rows)
{
    const int rounds = (options.quick ? 60 : 300) / (target > 0 ? 1 : 10);
    Window window;
    Painted painted(window.plot);
    window.chart.setSeries(all);
    painted.wait();
    const Times own = replots(window.library(), rounds);

    // The same as the library's own graphs, hairlines, without antialiasing, its sampling on.
    QCustomPlot peer;
    peer.resize(window.plot->size());
    for (const ChartSeries& one : all) {
        QCPGraph* graph = peer.addGraph();
        QVector<QCPGraphData> data;
        for (const ChartPoint& point : one.points)
            data.append(QCPGraphData(point.seconds, point.value));
        graph->data()->set(data, true);
        graph->setPen(QPen(Theme::light().seriesColor(0), 1));
        graph->setAntialiased(false);
    }
    peer.rescaleAxes();
    peer.show();
    QCoreApplication::processEvents();
    const Times theirs = replots(peer, std::max(5, rounds / 3));
    own.addRows(name + ", replot", target, rows);
    rows.back().against = "QCPGraph, p99";
    rows.back().ratio = percentile(own.all, 0.99) / percentile(theirs.all, 0.99);
    rows.push_back({name + ", replot, processor p50", percentile(own.busy, 0.5), "ms", "QCPGraph, processor p50",
                    percentile(own.busy, 0.5) / percentile(theirs.busy, 0.5), "", true});
}

void measurePaths(const std::vector<ChartSeries>& all, const Options& options, std::vector<Row>& rows)
{
    const int rounds = options.quick ? 30 : 120;
    Window window;
    Painted painted(window.plot);
    window.chart.setSeries(all);
    painted.wait();

    Times ticks;
    std::vector<double> values(seriesCount);
    for (int i = 0; i < rounds; ++i) {
        for (std::size_t s = 0; s < values.size(); ++s)
            values[s] = 1'000 + 10.0 * static_cast<double>(s) + i % 7;
        ticks.take([&] {
            window.chart.append(start + pointCount + i, values, start + i);
            painted.wait();
        });
    }
    ticks.addRows("200 series, a tick until it is painted", 50, rows);

    Times zooms;
    for (int i = 0; i < rounds; ++i) {
        zooms.take([&] {
            window.chart.setView(start + i, start + pointCount / 2.0 + i);
            painted.wait();
        });
    }
    zooms.addRows("200 series, a step of a drag", 50, rows);

    Times switches;
    TopSeries top;
    window.chart.setLive(true);
    for (int i = 0; i < rounds; ++i) {
        top.setMost(i % 2 ? 7 : 20);
        top.forget();
        switches.take([&] {
            window.chart.setSeries(top.choose(all, start, start + pointCount).series);
            painted.wait();
        });
    }
    switches.addRows("top-N switch, data to paint", 50, rows);

    Times back;
    for (int i = 0; i < rounds / 3; ++i) {
        window.chart.setSeries(top.choose(all, start, start + pointCount).series);
        painted.wait();
        back.take([&] {
            window.chart.setSeries(all);
            painted.wait();
        });
    }
    back.addRows("from top N to all 200, data to paint", 50, rows);
}

void measureMarks(const Options& options, std::vector<Row>& rows)
{
    Window window;
    Painted painted(window.plot);
    window.chart.setSeries({{QStringLiteral("a"), makeSeries(false)[0].points}});
    std::vector<ChartMark> marks;
    for (int i = 0; i < 10'000; ++i)
        marks.push_back({start + i * 0.36, QStringLiteral("event number %1").arg(i), Tone::Neutral});
    painted.wait();
    Times times;
    for (int i = 0; i < (options.quick ? 30 : 120); ++i) {
        times.take([&] {
            window.chart.setMarks(marks);
            painted.wait();
        });
    }
    times.addRows("10,000 events, data to paint", 50, rows);
}

void measureHeat(const Options& options, std::vector<Row>& rows)
{
    HeatStrip strip(QStringLiteral("Partitions"));
    strip.resize(1'100, strip.heightForWidth(1'100));
    strip.resize(1'100, 240);
    strip.show();
    Painted painted(&strip);
    std::mt19937 random(3);
    std::uniform_real_distribution<double> share(0, 1);
    Times times;
    for (int i = 0; i < (options.quick ? 30 : 120); ++i) {
        std::vector<HeatCell> cells;
        for (int c = 0; c < 2'000; ++c)
            cells.push_back({QString::number(c), share(random), c % 97 ? Tone::Ok : Tone::Bad, c % 97 ? QStringLiteral("OK") : QStringLiteral("stalled"),
                             QStringLiteral("orders %1").arg(c)});
        times.take([&] {
            strip.setCells(std::move(cells));
            painted.wait();
        });
    }
    times.addRows("2,000 squares, all new, data to paint", 16, rows);
}

void measureSparklines(const Options& options, std::vector<Row>& rows)
{
    struct Line {
        int number;
        int tick;
    };
    std::vector<Column<Line>> columns;
    columns.push_back({.title = QStringLiteral("Group"), .text = [](const Line& line) { return QStringLiteral("group %1").arg(line.number); }});
    columns.push_back({.title = QStringLiteral("15 min"),
                       .text = [](const Line&) { return QStringLiteral("trend"); },
                       .width = 140,
                       .mark = [](const Line& line) -> CellMark {
                           SparklineCell cell;
                           for (int i = 0; i < 90; ++i)
                               cell.values.push_back(std::sin((i + line.tick) / 9.0 + line.number) * 50 + (i * 31 + line.number) % 17);
                           cell.tone = line.number % 5 ? Tone::Accent : Tone::Bad;
                           return cell;
                       }});
    TableModel<Line> model(std::move(columns), [](const Line& line) { return QString::number(line.number); });
    DataTable table(&model, QStringLiteral("Groups"), {});
    table.resize(600, 60 * Theme::rowHeight + 32);
    table.show();
    Painted painted(table.viewport());
    Times times;
    for (int i = 0; i < (options.quick ? 30 : 120); ++i) {
        std::vector<Line> lines;
        for (int n = 0; n < 1'000; ++n)
            lines.push_back({n, i});
        times.take([&] {
            model.setRows(std::move(lines));
            painted.wait();
        });
    }
    times.addRows("1,000 groups, 60 sparklines visible, data to paint", 16, rows);
}

} // namespace

int main(int argc, char** argv)
{
    const Options options = weir::bench::readOptions(argc, argv, "Charts of 200 series, a heat strip and sparklines.");
    if (!qEnvironmentVariableIsSet("DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    applyTheme(app, Theme::light());
    std::vector<Row> rows;
    const auto calm = makeSeries(false);
    measureChart(calm, "200 x 3,600, lag", 16, options, rows);
    measureChart(makeSeries(true), "200 x 3,600, noise", 0, options, rows);
    measurePaths(calm, options, rows);
    measureMarks(options, rows);
    measureHeat(options, rows);
    measureSparklines(options, rows);
    return weir::bench::report(rows, options);
}
