// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"
#include "ui/widgets/line_chart.h"
#include "ui/widgets/series_chip.h"
#include "ui/widgets/theme.h"

#include <QtGui/QAccessible>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>

#include <cmath>
#include <limits>

using namespace weir::ui;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::vector<ChartSeries> twoSeries()
{
    return {{QStringLiteral("billing"), {{1000, 1}, {1001, 2}, {1002, missing}, {1003, 1204}}},
            {QStringLiteral("a,b"), {{1001, 7}}}};
}

QString descriptionOf(QWidget* widget)
{
    return QAccessible::queryAccessibleInterface(widget)->text(QAccessible::Description);
}

/// Pixels of the first series, whose blue nothing else in the picture has; antialiasing only pales it.
int bluePixels(const LineChart& chart)
{
    const QImage image = chart.picture().toImage();
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor at = image.pixelColor(x, y);
            count += at.blue() - at.red() > 60 ? 1 : 0;
        }
    }
    return count;
}

} // namespace

class TestLineChart : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }
    void speaks();
    void csvKeepsGaps();
    void units_data();
    void units();
    void legendHidesSeries();
    void gapsAreNotBridged();
    void youngChartIsNotEmpty();
    void keyboardCrosshair();
    void uglySeries_data();
    void uglySeries();
    void manyPointsStayQuick();
};

void TestLineChart::speaks()
{
    LineChart chart(QStringLiteral("Consumer lag"));
    chart.setEmptyText(QStringLiteral("Waiting for the first sample"));
    chart.setSeries({});
    QCOMPARE(descriptionOf(&chart), QStringLiteral("Waiting for the first sample"));
    chart.setSeries(twoSeries());
    QCOMPARE(descriptionOf(&chart), QStringLiteral("billing: 1,204, a,b: 7"));
    const QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(&chart);
    QCOMPARE(accessible->role(), QAccessible::Chart);
    QCOMPARE(accessible->text(QAccessible::Name), QStringLiteral("Consumer lag"));
    QCOMPARE(weir::test::unnamedControls(&chart), QStringList());
}

void TestLineChart::csvKeepsGaps()
{
    LineChart chart(QStringLiteral("Lag"));
    chart.setSeries(twoSeries());
    QCOMPARE(chart.csv(), QStringLiteral("time,billing,\"a,b\"\n"
                                         "1970-01-01T00:16:40.000Z,1,\n"
                                         "1970-01-01T00:16:41.000Z,2,7\n"
                                         "1970-01-01T00:16:42.000Z,,\n"
                                         "1970-01-01T00:16:43.000Z,1204,\n"));
}

void TestLineChart::units_data()
{
    QTest::addColumn<LineChart::Unit>("unit");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("words");
    QTest::newRow("count") << LineChart::Unit::Count << 59662.0 << "x: 59,662";
    QTest::newRow("millions") << LineChart::Unit::Count << 7512908.0 << "x: 7.5 M";
    QTest::newRow("rate") << LineChart::Unit::PerSecond << 1283.4 << "x: 1,283 /s";
    QTest::newRow("seconds") << LineChart::Unit::Seconds << 680.0 << "x: 11 min 20 s";
}

void TestLineChart::units()
{
    QFETCH(LineChart::Unit, unit);
    QFETCH(double, value);
    LineChart chart(QStringLiteral("Lag"));
    chart.setUnit(unit);
    chart.setSeries({{QStringLiteral("x"), {{1, 0}, {2, value}}}});
    QTEST(chart.description(), "words");
}

void TestLineChart::legendHidesSeries()
{
    LineChart chart(QStringLiteral("Lag"));
    chart.resize(500, 300);
    chart.show();
    chart.setSeries({{QStringLiteral("a"), {{1, 5}, {100, 5}}}, {QStringLiteral("b"), {{1, 9}, {100, 9}}}});
    QTRY_VERIFY(bluePixels(chart) > 100);
    const auto chips = chart.findChildren<SeriesChip*>();
    QCOMPARE(chips.size(), 2);
    QTest::keyClick(chips[0], Qt::Key_Space);
    QCOMPARE(chart.description(), QStringLiteral("b: 9"));
    QTRY_COMPARE(bluePixels(chart), 0);
    // A hidden series stays hidden when its values are replaced.
    chart.setSeries({{QStringLiteral("a"), {{1, 5}, {200, 6}}}, {QStringLiteral("b"), {{1, 9}, {200, 9}}}});
    QCOMPARE(chart.description(), QStringLiteral("b: 9"));
    QTest::keyClick(chart.findChildren<SeriesChip*>()[0], Qt::Key_Space);
    QTRY_VERIFY(bluePixels(chart) > 100);
}

void TestLineChart::gapsAreNotBridged()
{
    LineChart chart(QStringLiteral("Lag"));
    chart.resize(500, 300);
    chart.show();
    std::vector<ChartPoint> points;
    for (int i = 0; i < 300; ++i)
        points.push_back({1000.0 + i, i > 100 && i < 200 ? missing : 5.0});
    chart.setSeries({{QStringLiteral("a"), points}});
    QTRY_VERIFY(bluePixels(chart) > 50);
    const int withGap = bluePixels(chart);
    for (ChartPoint& point : points)
        point.value = 5;
    chart.setSeries({{QStringLiteral("a"), points}});
    QTRY_VERIFY(bluePixels(chart) > withGap + 80);
}

void TestLineChart::youngChartIsNotEmpty()
{
    // Two minutes of points in a window of an hour: drawn over the width, not in its last corner.
    LineChart chart(QStringLiteral("Lag"));
    chart.resize(600, 300);
    chart.show();
    chart.setWindow(3600);
    std::vector<ChartPoint> points;
    for (int i = 0; i < 120; ++i)
        points.push_back({1000.0 + i, 5.0 + i % 3});
    chart.setSeries({{QStringLiteral("a"), points}});
    QTRY_VERIFY2(bluePixels(chart) > 300, QByteArray::number(bluePixels(chart)));
    // And an old one is cut to its window.
    for (int i = 120; i < 7200; ++i)
        points.push_back({1000.0 + i, 5.0 + i % 3});
    chart.setWindow(60);
    chart.setSeries({{QStringLiteral("a"), points}});
    QTRY_VERIFY(bluePixels(chart) > 300);
}

void TestLineChart::keyboardCrosshair()
{
    LineChart chart(QStringLiteral("Lag"));
    chart.resize(500, 300);
    chart.show();
    chart.setSeries(twoSeries());
    QTest::keyClick(&chart, Qt::Key_Left);
    const QString first = descriptionOf(&chart);
    QVERIFY2(first.startsWith(QStringLiteral("00:16:42\nbilling  –")), qPrintable(first));
    QTest::keyClick(&chart, Qt::Key_Left);
    QVERIFY2(descriptionOf(&chart).startsWith(QStringLiteral("00:16:41\nbilling  2\na,b  7")), qPrintable(descriptionOf(&chart)));
    for (int i = 0; i < 10; ++i)
        QTest::keyClick(&chart, Qt::Key_Left);
    QVERIFY(descriptionOf(&chart).startsWith(QStringLiteral("00:16:40")));
    QTest::keyClick(&chart, Qt::Key_Escape);
    QCOMPARE(descriptionOf(&chart), chart.description());
}

void TestLineChart::uglySeries_data()
{
    QTest::addColumn<std::vector<ChartPoint>>("points");
    QTest::newRow("none") << std::vector<ChartPoint>{};
    QTest::newRow("one point") << std::vector<ChartPoint>{{1000, 5}};
    QTest::newRow("only gaps") << std::vector<ChartPoint>{{1000, missing}, {1001, missing}};
    QTest::newRow("all zero") << std::vector<ChartPoint>{{1000, 0}, {1001, 0}};
    QTest::newRow("huge") << std::vector<ChartPoint>{{1000, 9.2e18}, {1001, 1}};
    QTest::newRow("infinite") << std::vector<ChartPoint>{{1000, std::numeric_limits<double>::infinity()}, {1001, 1}};
    QTest::newRow("tiny") << std::vector<ChartPoint>{{1000, 1e-12}, {1001, 1e-13}};
}

void TestLineChart::uglySeries()
{
    QFETCH(std::vector<ChartPoint>, points);
    LineChart chart(QStringLiteral("Lag"));
    chart.resize(400, 250);
    chart.show();
    for (const auto unit : {LineChart::Unit::Count, LineChart::Unit::PerSecond, LineChart::Unit::Seconds}) {
        chart.setUnit(unit);
        chart.setSeries({{QStringLiteral("x"), points}});
        chart.setMarks({{1000.5, QStringLiteral("rebalance"), Tone::Bad}, {5, QStringLiteral("long ago"), Tone::Ok}});
        QTest::keyClick(&chart, Qt::Key_Left);
        QVERIFY(!chart.picture().isNull());
        QVERIFY(!chart.description().isEmpty());
    }
}

void TestLineChart::manyPointsStayQuick()
{
    LineChart chart(QStringLiteral("Lag"));
    chart.resize(1200, 400);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    std::vector<ChartSeries> series;
    for (int s = 0; s < 8; ++s) {
        ChartSeries one{QStringLiteral("partition %1").arg(s), {}};
        for (int i = 0; i < 3600; ++i)
            one.points.push_back({1000.0 + i, 100 + 50 * std::sin(i / 40.0 + s)});
        series.push_back(std::move(one));
    }
    const double before = weir::test::threadMilliseconds();
    for (int round = 0; round < 5; ++round) {
        chart.setSeries(series);
        QTest::qWait(30);
    }
    const double each = (weir::test::threadMilliseconds() - before) / 5;
    QVERIFY2(each < 2 * weir::test::Heartbeat::limitMs(), QByteArray::number(each));
}

QTEST_MAIN(TestLineChart)
#include "test_line_chart.moc"
