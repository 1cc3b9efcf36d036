// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a LineChart shows of its time: zooming, moving, going back to live, by mouse and keyboard; table and menu.
#include "tests/support/accessible_walk.h"
#include "tests/ui/line_chart_stand.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/series_chip.h"

#include <QtGui/QAccessible>
#include <QtGui/QClipboard>
#include <QtWidgets/QApplication>
#include <QtWidgets/QMenu>

using namespace weir::ui;
using weir::test::Shown;
using weir::test::start;
using weir::test::wave;

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
    void tableTwin();
    void menuCopies();
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
    table = shown.chart.findChild<DataTable*>(); // other series are another table
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

QTEST_MAIN(TestLineChartView)
#include "test_line_chart_view.moc"
