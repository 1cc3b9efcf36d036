// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a LineChart draws and says at a place: crosshair, events, bands, themes, ugly values.
#include "tests/support/heartbeat.h"
#include "tests/support/page_fixture.h"
#include "tests/ui/line_chart_stand.h"
#include "ui/widgets/series_chip.h"
#include "ui/widgets/top_series.h"

#include <QtWidgets/QApplication>

using namespace weir::ui;
using weir::test::endless;
using weir::test::Shown;
using weir::test::start;
using weir::test::wave;

class TestLineChartDrawing : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }
    void crosshairSaysNoMoreThanIsKnown();
    void crosshairHearsEvents();
    void tenThousandEvents();
    void bandsAreDrawn();
    void thousandsOfSeries();
    void themeSwitch();
    void uglyViews_data();
    void uglyViews();
    void pictures();
};

void TestLineChartDrawing::crosshairSaysNoMoreThanIsKnown()
{
    Shown shown(0);
    shown.chart.setSeries({{QStringLiteral("long"), wave(900, 100)}, {QStringLiteral("ended"), wave(300, 100)}});
    QTest::keyClick(&shown.chart, Qt::Key_Left);
    QVERIFY(shown.spoken().contains(QStringLiteral("long")));
    // Its last value is ten minutes old: saying it here would be a lie.
    QVERIFY(!shown.spoken().contains(QStringLiteral("ended")));
    // Another day is said.
    shown.chart.setSeries({{QStringLiteral("long"), wave(900, 100, 0, 600)}});
    shown.chart.setView(start, start + 86400);
    for (int i = 0; i < 40; ++i)
        QTest::keyClick(&shown.chart, Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY2(shown.spoken().startsWith(QStringLiteral("Wed 26 Nov 14:00:00")), qPrintable(shown.spoken()));
}

void TestLineChartDrawing::crosshairHearsEvents()
{
    Shown shown;
    shown.chart.setMarks({{start + 1798, QStringLiteral("rebalance · 3 → 2 members")}, {start, QStringLiteral("long ago")}});
    shown.chart.setBands({{start + 1797, endless, Tone::Bad, QStringLiteral("partition 2 stopped committing")}});
    QTest::keyClick(&shown.chart, Qt::Key_Left);
    QVERIFY(shown.spoken().contains(QStringLiteral("rebalance · 3 → 2 members")));
    QVERIFY(shown.spoken().contains(QStringLiteral("partition 2 stopped committing")));
    QVERIFY(!shown.spoken().contains(QStringLiteral("long ago")));
}

void TestLineChartDrawing::tenThousandEvents()
{
    Shown shown;
    std::vector<ChartMark> marks;
    for (int i = 0; i < 10'000; ++i)
        marks.push_back({start + i * 0.18, QStringLiteral("event number %1").arg(i), i % 7 ? Tone::Neutral : Tone::Bad});
    const double before = weir::test::threadMilliseconds();
    for (int round = 0; round < 5; ++round) {
        shown.chart.setMarks(marks);
        QTest::qWait(20);
    }
    const double each = (weir::test::threadMilliseconds() - before) / 5;
    QVERIFY2(each < 2 * weir::test::Heartbeat::limitMs(), QByteArray::number(each));
    QTest::keyClick(&shown.chart, Qt::Key_Left);
    // A few are said, the others counted.
    QVERIFY(shown.spoken().count(QStringLiteral("event number")) == 3);
    QVERIFY(shown.spoken().contains(QStringLiteral(" more")));
}

void TestLineChartDrawing::bandsAreDrawn()
{
    Shown shown;
    const auto redness = [&](double share) {
        const QImage image = shown.chart.picture().toImage();
        const QColor at = image.pixelColor(static_cast<int>(image.width() * share), 40);
        return at.red() - at.blue();
    };
    QTRY_COMPARE(redness(0.9), 0);
    shown.chart.setBands({{start + 1500, endless, Tone::Bad, {}}});
    QTRY_VERIFY(redness(0.9) > 4);
    QCOMPARE(redness(0.3), 0);
    shown.chart.setBands({{-endless, start + 1200, Tone::Bad, QStringLiteral("before")}, {start - 500, start - 400, Tone::Ok, QStringLiteral("outside")}});
    QTRY_VERIFY(redness(0.3) > 4);
    QCOMPARE(redness(0.9), 0);
}

void TestLineChartDrawing::thousandsOfSeries()
{
    Shown shown(0);
    std::vector<ChartSeries> series;
    for (int i = 0; i < 300; ++i)
        series.push_back({QStringLiteral("partition %1").arg(i), wave(100, i, i)});
    shown.chart.setSeries(series);
    // The legend stays a legend.
    QCOMPARE(shown.chart.findChildren<SeriesChip*>().size(), 24);
    QTest::keyClick(&shown.chart, Qt::Key_Left);
    QVERIFY(shown.spoken().contains(QStringLiteral("and 285 more")));
    shown.chart.setSeries({});
    QVERIFY(shown.chart.findChildren<SeriesChip*>().isEmpty());
}

void TestLineChartDrawing::themeSwitch()
{
    Shown shown;
    QTRY_COMPARE(shown.chart.picture().toImage().pixelColor(2, 2), Theme::light().panel);
    applyTheme(*qApp, Theme::darkTheme());
    QTRY_COMPARE(shown.chart.picture().toImage().pixelColor(2, 2), Theme::darkTheme().panel);
    applyTheme(*qApp, Theme::light());
    QTRY_COMPARE(shown.chart.picture().toImage().pixelColor(2, 2), Theme::light().panel);
}

void TestLineChartDrawing::uglyViews_data()
{
    const double nothing = std::nan("");
    QTest::addColumn<std::vector<ChartPoint>>("points");
    QTest::newRow("none") << std::vector<ChartPoint>{};
    QTest::newRow("one") << std::vector<ChartPoint>{{start, 5}};
    QTest::newRow("gaps only") << std::vector<ChartPoint>{{start, nothing}, {start + 1, nothing}};
    QTest::newRow("point between gaps") << std::vector<ChartPoint>{{start, nothing}, {start + 1, 5}, {start + 2, nothing}};
    QTest::newRow("infinite") << std::vector<ChartPoint>{{start, endless}, {start + 1, -endless}, {start + 2, 1}};
    QTest::newRow("huge") << std::vector<ChartPoint>{{start, 1e300}, {start + 1, 1}};
    QTest::newRow("negative") << std::vector<ChartPoint>{{start, -5}, {start + 1, 5}};
    QTest::newRow("far apart") << std::vector<ChartPoint>{{1, 5}, {start, 5}};
}

void TestLineChartDrawing::uglyViews()
{
    QFETCH(std::vector<ChartPoint>, points);
    Shown shown(0);
    shown.chart.setSeries({{QStringLiteral("x"), points}, {QStringLiteral("y"), points, true, 3, {{start, 1, 9}, {start + 1, 2, std::nan("")}}}});
    shown.chart.setMarks({{start, QString(2'000, u'w')}, {start + 0.5, {}}});
    for (const auto unit : {LineChart::Unit::Count, LineChart::Unit::PerSecond, LineChart::Unit::Seconds}) {
        shown.chart.setUnit(unit);
        for (const auto key : {Qt::Key_Plus, Qt::Key_Minus, Qt::Key_Home, Qt::Key_Left, Qt::Key_Right, Qt::Key_0, Qt::Key_Minus})
            QTest::keyClick(&shown.chart, key);
        shown.chart.setView(std::nan(""), 5);
        shown.chart.setView(7, 5);
        shown.wheel({300, 100}, {0, 120});
        shown.drag({300, 100}, {100, 100});
        QVERIFY(!shown.chart.picture().isNull());
        shown.chart.setTableShown(true);
        QTest::qWait(1);
        shown.chart.setTableShown(false);
        shown.chart.setLive(true);
    }
    // A chart too small to draw in.
    shown.chart.resize(20, 20);
    QTest::qWait(1);
    QVERIFY(!shown.chart.grab().isNull());
}

void TestLineChartDrawing::pictures()
{
    using weir::test::picture;
    if (qEnvironmentVariableIsEmpty("WEIR_TEST_PICTURES"))
        return;
    Shown shown(0, {1100, 260});
    LineChart& chart = shown.chart;
    chart.setUnit(LineChart::Unit::Seconds);
    std::vector<ChartPoint> stuck;
    for (int i = 0; i < 900; ++i)
        stuck.push_back({start + i, i < 380 ? 45 + i % 7 : 45 + (i - 380) * 1.2});
    chart.setSeries({{QStringLiteral("partition 0"), wave(900, 12, 4)},
                     {QStringLiteral("partition 1"), wave(900, 110)},
                     {QStringLiteral("partition 2"), stuck, true}});
    chart.setMarks({{start + 180, QStringLiteral("rebalance · 3 → 2 members")}});
    chart.setBands({{start + 380, endless, Tone::Bad, QStringLiteral("partition 2 stopped committing · 14:06:20")}});
    picture(chart, QStringLiteral("chart-stuck"));
    shown.mouse(QEvent::MouseMove, {1020, 100}, Qt::NoButton);
    picture(chart, QStringLiteral("chart-crosshair-right"));
    shown.mouse(QEvent::MouseMove, {300, 100}, Qt::NoButton);
    picture(chart, QStringLiteral("chart-crosshair"));
    chart.setTableShown(true);
    picture(chart, QStringLiteral("chart-table"));
    chart.setTableShown(false);

    std::vector<ChartMark> marks;
    for (int i = 0; i < 300; ++i)
        marks.push_back({start + 200 + i * 0.9, QStringLiteral("committed offset of partition %1 went back").arg(i % 5), i % 9 ? Tone::Neutral : Tone::Warning});
    marks.push_back({start + 60, QStringLiteral("rebalance")});
    marks.push_back({start + 830, QStringLiteral("offsets reset to the earliest by Weir, and a long sentence about it")});
    marks.push_back({start + 890, QStringLiteral("broker 3 lost"), Tone::Bad});
    chart.setMarks(marks);
    chart.setBands({});
    picture(chart, QStringLiteral("chart-many-events"));

    chart.setMarks({});
    chart.setUnit(LineChart::Unit::Count);
    std::vector<ChartSeries> all;
    for (int i = 0; i < 200; ++i)
        all.push_back({QStringLiteral("orders %1").arg(i), wave(900, 200 + 40 * i, i)});
    TopSeries top;
    chart.setSeries(top.choose(all, start, start + 900).series);
    shown.mouse(QEvent::MouseMove, {500, 100}, Qt::NoButton);
    picture(chart, QStringLiteral("chart-top"));
    chart.setSeries(all);
    picture(chart, QStringLiteral("chart-200"));

    shown.mouse(QEvent::Leave, {0, 0}, Qt::NoButton);
    std::vector<ChartPoint> gaps = wave(300, 900, 0, 60);
    std::vector<ChartExtent> extents;
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        if ((i > 60 && i < 90) || i == 200 || i == 202)
            gaps[i].value = std::nan("");
        extents.push_back({gaps[i].seconds, gaps[i].value * 0.7, gaps[i].value * 1.3});
    }
    chart.setSeries({{QStringLiteral("billing"), gaps, false, -1, extents}});
    chart.setWindow(0);
    picture(chart, QStringLiteral("chart-gaps"));
    chart.resize(340, 200);
    chart.setMarks({{start + 17000, QStringLiteral("rebalance · 3 → 2 members, the group has settled")}});
    picture(chart, QStringLiteral("chart-small"));
}

QTEST_MAIN(TestLineChartDrawing)
#include "test_line_chart_drawing.moc"
