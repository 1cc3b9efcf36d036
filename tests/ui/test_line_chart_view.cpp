// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a LineChart shows of its time: zooming, moving, going back to live, by mouse and keyboard; events and bands.
#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"
#include "tests/support/page_fixture.h"
#include "ui/widgets/chart_table.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/line_chart.h"
#include "ui/widgets/series_chip.h"
#include "ui/widgets/top_series.h"

#include <QtGui/QAccessible>
#include <QtGui/QClipboard>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QMenu>

#include <cmath>
#include <limits>

using namespace weir::ui;

namespace {

constexpr double start = 1'764'165'600; // 2025-11-26T14:00:00Z
constexpr double endless = std::numeric_limits<double>::infinity();

std::vector<ChartPoint> wave(int count, double height, double phase = 0, double step = 1)
{
    std::vector<ChartPoint> points;
    for (int i = 0; i < count; ++i)
        points.push_back({start + i * step, height * (1.2 + std::sin(i / 90.0 + phase)) + (i * 7919 % 13) * height / 80});
    return points;
}

struct Shown {
    LineChart chart{QStringLiteral("Lag over time")};
    QSignalSpy live{&chart, &LineChart::liveChanged};
    QSignalSpy view{&chart, &LineChart::viewChanged};

    explicit Shown(int points = 1800, QSize size = {700, 300})
    {
        chart.resize(size);
        chart.show();
        chart.setWindow(900);
        if (points > 0)
            chart.setSeries({{QStringLiteral("a"), wave(points, 100)}, {QStringLiteral("b"), wave(points, 30, 2)}});
        QCoreApplication::sendPostedEvents();
        static_cast<void>(QTest::qWaitForWindowExposed(&chart));
    }
    QWidget* plot() const
    {
        for (QWidget* child : chart.findChildren<QWidget*>()) {
            if (child->inherits("QCustomPlot"))
                return child;
        }
        return nullptr;
    }
    void wheel(QPointF at, QPoint delta, Qt::KeyboardModifiers modifiers = {})
    {
        QWheelEvent event(at, plot()->mapToGlobal(at), {}, delta, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(plot(), &event);
    }
    void mouse(QEvent::Type type, QPoint at, Qt::MouseButtons buttons)
    {
        QMouseEvent event(type, at, plot()->mapToGlobal(QPointF(at)), type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton, buttons, {});
        QCoreApplication::sendEvent(plot(), &event);
    }
    void drag(QPoint from, QPoint to)
    {
        mouse(QEvent::MouseButtonPress, from, Qt::LeftButton);
        mouse(QEvent::MouseMove, (from + to) / 2, Qt::LeftButton);
        mouse(QEvent::MouseMove, to, Qt::LeftButton);
        mouse(QEvent::MouseButtonRelease, to, Qt::NoButton);
    }
    double span() const { return chart.view().second - chart.view().first; }
    QString spoken() const { return chart.accessibleDescription(); }
};

} // namespace

class TestLineChartView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }
    void liveFollows();
    void wheelZooms();
    void zoomHasEnds();
    void draggingMoves();
    void clickDoesNotMove();
    void keyboardDoesAll();
    void viewIsToldInTime();
    void valueAxisFollows();
    void appendKeepsUp();
    void crosshairSaysNoMoreThanIsKnown();
    void crosshairHearsEvents();
    void tenThousandEvents();
    void bandsAreDrawn();
    void thousandsOfSeries();
    void tableTwin();
    void menuCopies();
    void themeSwitch();
    void uglyViews_data();
    void uglyViews();
    void pictures();
};

void TestLineChartView::liveFollows()
{
    Shown shown;
    QVERIFY(shown.chart.isLive());
    QCOMPARE(shown.chart.view().second, start + 1799);
    QCOMPARE(shown.span(), 900.0);
    shown.chart.setSeries({{QStringLiteral("a"), wave(1900, 100)}});
    QCOMPARE(shown.chart.view().second, start + 1899);
    shown.chart.setLive(false);
    QCOMPARE(shown.live.size(), 1);
    shown.chart.setSeries({{QStringLiteral("a"), wave(2000, 100)}});
    QCOMPARE(shown.chart.view().second, start + 1899);
    shown.chart.setLive(true);
    QCOMPARE(shown.chart.view().second, start + 1999);
    QCOMPARE(shown.live.size(), 2);
    shown.chart.setLive(true);
    QCOMPARE(shown.live.size(), 2);
    QTRY_COMPARE(shown.view.size(), 1);
}

void TestLineChartView::wheelZooms()
{
    Shown shown;
    const QPointF at(shown.plot()->width() / 2.0, shown.plot()->height() / 2.0);
    const double before = shown.span();
    shown.wheel(at, {0, 120});
    QVERIFY(!shown.chart.isLive());
    QCOMPARE(shown.live.size(), 1);
    QVERIFY(std::abs(shown.span() - before * 0.75) < 1e-6);
    // What is under the mouse stays under it.
    const double left = shown.chart.view().first;
    shown.wheel(at, {0, 120});
    shown.wheel(at, {0, -120});
    QVERIFY(std::abs(shown.chart.view().first - left) < 0.01);
    shown.wheel(at, {0, 120}, Qt::ShiftModifier);
    QVERIFY(shown.chart.view().first < left - 10);
    shown.wheel({2, 2}, {0, 120}); // on the axis: the page around may scroll
    QVERIFY(std::abs(shown.span() - before * 0.75) < 1e-6);
    QTRY_VERIFY(!shown.view.isEmpty());
}

void TestLineChartView::zoomHasEnds()
{
    Shown shown;
    const QPointF at(shown.plot()->width() / 2.0, shown.plot()->height() / 2.0);
    for (int i = 0; i < 60; ++i)
        shown.wheel(at, {0, 120});
    QVERIFY(shown.span() >= 4.9);
    for (int i = 0; i < 200; ++i)
        shown.wheel(at, {0, -120});
    QVERIFY(shown.span() <= 401.0 * 86400);
    shown.chart.setEarliest(start - 3600);
    shown.chart.setView(start - 1e7, start + 100);
    QVERIFY(shown.chart.view().first > start - 3600 - 200);
    // Nothing lies after the newest point.
    shown.chart.setView(start + 1e6, start + 1e6 + 600);
    QVERIFY(shown.chart.view().second < start + 1799 + 60);
    QCOMPARE(shown.span(), 600.0);
}

void TestLineChartView::draggingMoves()
{
    Shown shown;
    const double left = shown.chart.view().first;
    shown.drag({300, 100}, {400, 110});
    QVERIFY(!shown.chart.isLive());
    const double moved = left - shown.chart.view().first;
    QVERIFY2(moved > 120 && moved < 180, QByteArray::number(moved)); // 100 of about 640 pixels are 900 s
    QCOMPARE(shown.span(), 900.0);
    // New points do not move what somebody looks at.
    const auto held = shown.chart.view();
    shown.chart.setSeries({{QStringLiteral("a"), wave(2000, 100)}});
    QCOMPARE(shown.chart.view(), held);
    shown.mouse(QEvent::MouseButtonDblClick, {300, 100}, Qt::LeftButton);
    QVERIFY(shown.chart.isLive());
    QCOMPARE(shown.chart.view().second, start + 1999);
}

void TestLineChartView::clickDoesNotMove()
{
    Shown shown;
    shown.drag({300, 100}, {302, 101});
    QVERIFY(shown.chart.isLive());
    QVERIFY(shown.chart.hasFocus() || !shown.chart.isActiveWindow());
    // The button was let go outside of the window: moving on without it does not drag.
    shown.mouse(QEvent::MouseButtonPress, {300, 100}, Qt::LeftButton);
    shown.mouse(QEvent::MouseMove, {500, 100}, Qt::NoButton);
    QVERIFY(shown.chart.isLive());
}

void TestLineChartView::keyboardDoesAll()
{
    Shown shown;
    LineChart& chart = shown.chart;
    QTest::keyClick(&chart, Qt::Key_Plus);
    QCOMPARE(shown.span(), 675.0);
    QVERIFY(!chart.isLive());
    QCOMPARE(chart.view().second, start + 1799); // live: the newest is what stays
    QTest::keyClick(&chart, Qt::Key_Minus);
    QCOMPARE(std::round(shown.span()), 900.0);
    const double left = chart.view().first;
    QTest::keyClick(&chart, Qt::Key_Left, Qt::ControlModifier);
    QVERIFY(std::abs(left - chart.view().first - 225) < 60);
    QTest::keyClick(&chart, Qt::Key_Right, Qt::ControlModifier);
    QTest::keyClick(&chart, Qt::Key_Home);
    QCOMPARE(chart.view().first, start);
    // The crosshair stays within what is shown.
    QTest::keyClick(&chart, Qt::Key_Right);
    QVERIFY2(shown.spoken().startsWith(QStringLiteral("14:1")), qPrintable(shown.spoken()));
    QTest::keyClick(&chart, Qt::Key_0);
    QVERIFY(chart.isLive());
    QTest::keyClick(&chart, Qt::Key_Plus);
    QTest::keyClick(&chart, Qt::Key_End);
    QVERIFY(chart.isLive());
    QTest::keyClick(&chart, Qt::Key_Escape);
    QCOMPARE(shown.spoken(), chart.description());
    const auto* accessible = QAccessible::queryAccessibleInterface(&chart);
    QVERIFY(!chart.whatsThis().isEmpty());
    QCOMPARE(accessible->role(), QAccessible::Chart);
    QCOMPARE(weir::test::unnamedControls(&chart), QStringList());
}

void TestLineChartView::viewIsToldInTime()
{
    Shown shown;
    QTest::qWait(150);
    shown.view.clear();
    for (int i = 0; i < 20; ++i)
        shown.chart.setView(start + i, start + i + 600);
    QCOMPARE(shown.view.size(), 0);
    QTRY_COMPARE(shown.view.size(), 1);
    QCOMPARE(shown.view[0][0].toDouble(), start + 19);
    QCOMPARE(shown.view[0][1].toDouble(), start + 619);
    // A live chart moves all the time: that is no news.
    shown.chart.setLive(true);
    QTRY_COMPARE(shown.view.size(), 2);
    shown.chart.setSeries({{QStringLiteral("a"), wave(2500, 100)}});
    QTest::qWait(150);
    QCOMPARE(shown.view.size(), 2);
}

void TestLineChartView::valueAxisFollows()
{
    // A peak an hour ago must not press what is looked at to the ground: the line of 5 is drawn in the upper half.
    Shown shown(0);
    std::vector<ChartPoint> points;
    for (int i = 0; i < 3600; ++i)
        points.push_back({start + i, i < 100 ? 1e6 : 5.0});
    shown.chart.setSeries({{QStringLiteral("a"), points}});
    const auto topOfLine = [&] {
        const QImage image = shown.chart.picture().toImage();
        for (int y = 0; y < image.height(); ++y) {
            const QColor at = image.pixelColor(image.width() / 2, y);
            if (at.blue() - at.red() > 60)
                return y * 100 / image.height();
        }
        return 100;
    };
    QTRY_VERIFY(topOfLine() < 50);
    shown.chart.setView(start, start + 3599);
    QTRY_VERIFY(topOfLine() > 70);
}

void TestLineChartView::appendKeepsUp()
{
    Shown shown(100);
    shown.chart.append(start + 100, std::vector<double>{7, 8});
    QCOMPARE(shown.chart.description(), QStringLiteral("a: 7, b: 8"));
    shown.chart.append(start + 100, std::vector<double>{9, 9}); // not newer
    shown.chart.append(start + 101, std::vector<double>{9});    // not as many
    QCOMPARE(shown.chart.description(), QStringLiteral("a: 7, b: 8"));
    shown.chart.append(start + 101, std::vector<double>{std::nan(""), 9}, start + 90);
    QVERIFY(shown.chart.csv().trimmed().endsWith(QStringLiteral(",,9")));
    QCOMPARE(shown.chart.csv().count(u'\n'), 1 + 12);
    QCOMPARE(shown.chart.view().second, start + 101);
}

void TestLineChartView::crosshairSaysNoMoreThanIsKnown()
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

void TestLineChartView::crosshairHearsEvents()
{
    Shown shown;
    shown.chart.setMarks({{start + 1798, QStringLiteral("rebalance · 3 → 2 members")}, {start, QStringLiteral("long ago")}});
    shown.chart.setBands({{start + 1797, endless, Tone::Bad, QStringLiteral("partition 2 stopped committing")}});
    QTest::keyClick(&shown.chart, Qt::Key_Left);
    QVERIFY(shown.spoken().contains(QStringLiteral("rebalance · 3 → 2 members")));
    QVERIFY(shown.spoken().contains(QStringLiteral("partition 2 stopped committing")));
    QVERIFY(!shown.spoken().contains(QStringLiteral("long ago")));
}

void TestLineChartView::tenThousandEvents()
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

void TestLineChartView::bandsAreDrawn()
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

void TestLineChartView::thousandsOfSeries()
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

void TestLineChartView::tableTwin()
{
    Shown shown;
    QSignalSpy told(&shown.chart, &LineChart::tableShownChanged);
    shown.chart.setTableShown(true);
    QCOMPARE(told.size(), 1);
    auto* table = shown.chart.findChild<DataTable*>();
    QVERIFY(table && table->isVisible());
    QVERIFY(!shown.plot()->isVisible());
    // Rows of the view, newest first.
    QCOMPARE(table->model()->rowCount(), 901);
    QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("26 Nov 14:29:59"));
    // The chip hides its column, too.
    QTest::keyClick(shown.chart.findChildren<SeriesChip*>()[0], Qt::Key_Space);
    table = shown.chart.findChild<DataTable*>();
    QCOMPARE(table->model()->columnCount(), 2);
    shown.chart.append(start + 1800, std::vector<double>{1, 2});
    QCOMPARE(table->model()->index(0, 1).data().toString(), QStringLiteral("2"));
    shown.chart.setSeries({});
    QVERIFY(!table->isVisible());
    shown.chart.setTableShown(false);
    QVERIFY(!shown.plot()->isVisible());
}

void TestLineChartView::menuCopies()
{
    Shown shown(50);
    QContextMenuEvent event(QContextMenuEvent::Keyboard, {50, 50}, shown.chart.mapToGlobal(QPoint(50, 50)));
    QCoreApplication::sendEvent(&shown.chart, &event);
    auto* menu = shown.chart.findChild<QMenu*>();
    QVERIFY(menu);
    const auto entry = [&](const QString& text) {
        for (QAction* action : menu->actions()) {
            if (action->text() == text)
                return action;
        }
        return static_cast<QAction*>(nullptr);
    };
    QVERIFY(!entry(QStringLiteral("Back to live"))->isEnabled());
    QVERIFY(entry(QStringLiteral("Save picture…")) && entry(QStringLiteral("Save CSV…")));
    QGuiApplication::clipboard()->clear();
    entry(QStringLiteral("Copy data as CSV"))->trigger();
    QTRY_COMPARE(QGuiApplication::clipboard()->text(), shown.chart.csv());
    entry(QStringLiteral("Copy as picture"))->trigger();
    QVERIFY(!QGuiApplication::clipboard()->pixmap().isNull());
    entry(QStringLiteral("Show as table"))->trigger();
    QVERIFY(shown.chart.isTableShown());
    menu->close();
}

void TestLineChartView::themeSwitch()
{
    Shown shown;
    QTRY_COMPARE(shown.chart.picture().toImage().pixelColor(2, 2), Theme::light().panel);
    applyTheme(*qApp, Theme::darkTheme());
    QTRY_COMPARE(shown.chart.picture().toImage().pixelColor(2, 2), Theme::darkTheme().panel);
    applyTheme(*qApp, Theme::light());
    QTRY_COMPARE(shown.chart.picture().toImage().pixelColor(2, 2), Theme::light().panel);
}

void TestLineChartView::uglyViews_data()
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

void TestLineChartView::uglyViews()
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

void TestLineChartView::pictures()
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

QTEST_MAIN(TestLineChartView)
#include "test_line_chart_view.moc"
