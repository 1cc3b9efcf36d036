// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/sparse_fixture.h"
#include "ui/widgets/sparse_table_header.h"

#include <QtTest/QSignalSpy>
#include <QtWidgets/QScrollBar>

using namespace weir::ui;
using weir::test::FakeRows;
using Stand = weir::test::SparseStand;
using weir::test::twoBillion;

class TestSparseTable : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { weir::test::PageStand stand; }
    void windowShows_data();
    void windowShows();
    void keysMove_data();
    void keysMove();
    void keysSelect();
    void gapsAreSkipped();
    void noRowsNoTrouble();
    void mouseSelectsAndOpens();
    void dragSelectsBeyondTheEdge();
    void wheelScrolls();
    void barReachesEveryPlace_data();
    void barReachesEveryPlace();
    void barStepsAreRows();
    void followStays();
    void followAtTheBegin();
    void twoBillionRows();
};

void TestSparseTable::windowShows_data()
{
    QTest::addColumn<qint64>("first");
    QTest::addColumn<qint64>("last");
    QTest::addColumn<qint64>("step");
    QTest::addColumn<qint64>("to");     // scrollTo
    QTest::addColumn<qint64>("top");
    QTest::addColumn<int>("count");
    const auto row = [](const char* name, qint64 first, qint64 last, qint64 step, qint64 to, qint64 top, int count) {
        QTest::newRow(name) << first << last << step << to << top << count;
    };
    row("begin", 0, 1000, 1, 0, 0, 20);
    row("middle", 0, 1000, 1, 500, 500, 20);
    row("end", 0, 1000, 1, 999, 980, 20);
    row("beyond the end", 0, 1000, 1, 5000, 980, 20);
    row("before the begin", 0, 1000, 1, -5000, 0, 20);
    row("one row", 7, 8, 1, 0, 7, 1);
    row("fewer than fit, from the end", 0, 5, 1, 4, 0, 5);
    row("exactly what fits", 0, 20, 1, 19, 0, 20);
    row("in a gap", 0, 100'000, 1000, 1500, 2000, 20);
    row("gaps at the end", 0, 100'000, 1000, 99'999, 80'000, 20);
    row("negative positions, as of newest first", -1000, 0, 1, -500, -500, 20);
    row("beyond 32 bits", 0, qint64{1} << 60U, 1, (qint64{1} << 60U) - 3, (qint64{1} << 60U) - 20, 20);
}

void TestSparseTable::windowShows()
{
    QFETCH(qint64, first);
    QFETCH(qint64, last);
    QFETCH(qint64, step);
    QFETCH(qint64, to);
    Stand stand(first, last, step);
    stand.table.scrollTo(to);
    QTEST(stand.top(), "top");
    QTEST(static_cast<int>(stand.positions().size()), "count");
    QTRY_COMPARE(stand.rows->visible.first, stand.top());
    QCOMPARE(stand.rows->visible.second, stand.bottom());
    QCOMPARE(stand.rows->wrongCells, 0);
    // Few rows begin at the top, without a hole above them.
    QVERIFY(stand.table.shown().rows().front().y <= 0);
}

void TestSparseTable::keysMove_data()
{
    QTest::addColumn<QList<int>>("keys");
    QTest::addColumn<qint64>("current");
    QTest::addColumn<bool>("visible");
    using Keys = QList<int>;
    QTest::newRow("first key takes the first row") << Keys{Qt::Key_Down} << qint64{0} << true;
    QTest::newRow("down") << Keys{Qt::Key_Down, Qt::Key_Down, Qt::Key_Down} << qint64{2} << true;
    QTest::newRow("up at the top") << Keys{Qt::Key_Down, Qt::Key_Up, Qt::Key_Up} << qint64{0} << true;
    QTest::newRow("page down") << Keys{Qt::Key_Down, Qt::Key_PageDown} << qint64{19} << true;
    QTest::newRow("two pages down, one up") << Keys{Qt::Key_Down, Qt::Key_PageDown, Qt::Key_PageDown, Qt::Key_PageUp} << qint64{19} << true;
    QTest::newRow("end") << Keys{Qt::Key_End} << qint64{9'999} << true;
    QTest::newRow("page down at the end") << Keys{Qt::Key_End, Qt::Key_PageDown, Qt::Key_Down} << qint64{9'999} << true;
    QTest::newRow("end and home") << Keys{Qt::Key_End, Qt::Key_Home} << qint64{0} << true;
    QTest::newRow("end and page up") << Keys{Qt::Key_End, Qt::Key_PageUp} << qint64{9'980} << true;
}

void TestSparseTable::keysMove()
{
    QFETCH(QList<int>, keys);
    Stand stand(0, 10'000);
    QSignalSpy told(&stand.table, &SparseTable::currentChanged);
    for (const int key : keys)
        stand.key(static_cast<Qt::Key>(key));
    QVERIFY(stand.table.current());
    QTEST(*stand.table.current(), "current");
    QCOMPARE(told.last().first().value<std::optional<qint64>>(), stand.table.current());
    const auto* row = stand.table.shown().rowOf(*stand.table.current());
    QVERIFY(row);
    QVERIFY(row->y >= 0 && row->y + Theme::rowHeight <= stand.table.viewport()->height());
}

void TestSparseTable::keysSelect()
{
    Stand stand(0, 10'000);
    using Range = std::pair<qint64, qint64>;
    stand.table.setCurrent(100);
    stand.key(Qt::Key_Down, Qt::ShiftModifier);
    stand.key(Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(*stand.table.selection(), Range(100, 102));
    stand.key(Qt::Key_PageUp, Qt::ShiftModifier);
    QCOMPARE(*stand.table.selection(), Range(83, 100));
    stand.key(Qt::Key_Home, Qt::ShiftModifier);
    QCOMPARE(*stand.table.selection(), Range(0, 100));
    stand.key(Qt::Key_End, Qt::ShiftModifier | Qt::ControlModifier);
    QCOMPARE(*stand.table.selection(), Range(100, 9'999));
    stand.key(Qt::Key_Up);
    QCOMPARE(*stand.table.selection(), Range(9'998, 9'998));
    stand.key(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(*stand.table.selection(), Range(0, 9'999));
    // The view stays: Ctrl+A is for copying.
    QCOMPARE(stand.bottom(), 9'999);
    QSignalSpy activated(&stand.table, &SparseTable::activated);
    stand.key(Qt::Key_Return);
    QCOMPARE(activated.last().first().toLongLong(), 9'999);
    Stand vast(0, twoBillion);
    vast.table.setCurrent(5);
    vast.key(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(*vast.table.selection(), Range(5, 5));
}

void TestSparseTable::gapsAreSkipped()
{
    Stand stand(0, 1'000'000, 977);
    stand.key(Qt::Key_Down);
    for (int i = 0; i < 30; ++i)
        stand.key(Qt::Key_Down);
    QCOMPARE(*stand.table.current(), 30 * 977);
    stand.key(Qt::Key_End);
    QCOMPARE(*stand.table.current(), 999'471);
    stand.key(Qt::Key_Up);
    QCOMPARE(*stand.table.current(), 999'471 - 977);
    QCOMPARE(stand.rows->wrongCells, 0);
}

void TestSparseTable::noRowsNoTrouble()
{
    SparseTable bare(QStringLiteral("Records"), {});
    bare.resize(400, 300);
    bare.show();
    for (const auto key : {Qt::Key_Down, Qt::Key_End, Qt::Key_PageUp, Qt::Key_Return, Qt::Key_Left})
        QTest::keyClick(&bare, key);
    bare.setCurrent(5);
    QVERIFY(!bare.current());
    bare.copyRows();
    Stand stand(0, 0);
    for (const auto key : {Qt::Key_Down, Qt::Key_End, Qt::Key_PageUp, Qt::Key_Return, Qt::Key_A})
        stand.key(key, key == Qt::Key_A ? Qt::ControlModifier : Qt::NoModifier);
    stand.wheel(-120);
    QVERIFY(!stand.table.current());
    QCOMPARE(stand.table.verticalScrollBar()->maximum(), 0);
    stand.rows->grow(3);
    QTRY_COMPARE(stand.positions(), (QList<qint64>{0, 1, 2}));
    stand.table.resize(900, 20);
    QVERIFY(stand.table.shown().rows().size() <= 1);
}

void TestSparseTable::mouseSelectsAndOpens()
{
    Stand stand(0, 10'000);
    using Range = std::pair<qint64, qint64>;
    stand.click(3, {}, 2);
    QCOMPARE(*stand.table.current(), 3);
    QCOMPARE(stand.table.currentColumn(), 2);
    stand.click(9, Qt::ShiftModifier);
    QCOMPARE(*stand.table.selection(), Range(3, 9));
    stand.click(1, Qt::ShiftModifier);
    QCOMPARE(*stand.table.selection(), Range(1, 3));
    QTest::mousePress(stand.table.viewport(), Qt::LeftButton, {}, stand.at(5));
    QTest::mouseMove(stand.table.viewport(), stand.at(8));
    QMouseEvent move(QEvent::MouseMove, stand.at(8), stand.table.viewport()->mapToGlobal(stand.at(8)), Qt::NoButton,
                     Qt::LeftButton, {});
    QCoreApplication::sendEvent(stand.table.viewport(), &move);
    QTest::mouseRelease(stand.table.viewport(), Qt::LeftButton, {}, stand.at(8));
    QCOMPARE(*stand.table.selection(), Range(5, 8));
    QSignalSpy activated(&stand.table, &SparseTable::activated);
    QTest::mouseDClick(stand.table.viewport(), Qt::LeftButton, {}, stand.at(4));
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().first().toLongLong(), 4);
}

void TestSparseTable::dragSelectsBeyondTheEdge()
{
    Stand stand(0, 10'000);
    QTest::mousePress(stand.table.viewport(), Qt::LeftButton, {}, stand.at(5));
    const QPoint below(40, stand.table.viewport()->height() + 60);
    QMouseEvent move(QEvent::MouseMove, below, stand.table.viewport()->mapToGlobal(below), Qt::NoButton, Qt::LeftButton, {});
    QCoreApplication::sendEvent(stand.table.viewport(), &move);
    QTRY_VERIFY(stand.table.selection()->second > 40);
    QTest::mouseRelease(stand.table.viewport(), Qt::LeftButton, {}, below);
    QCOMPARE(stand.table.selection()->first, 5);
    const qint64 where = stand.table.selection()->second;
    QTest::qWait(100);
    QCOMPARE(stand.table.selection()->second, where);
}

void TestSparseTable::wheelScrolls()
{
    Stand stand(0, twoBillion);
    stand.wheel(-120);
    QCOMPARE(stand.top(), 3);
    stand.wheel(-40);
    QCOMPARE(stand.top(), 4);
    stand.wheel(40);
    stand.wheel(120);
    QCOMPARE(stand.top(), 0);
    stand.wheel(1200);
    QCOMPARE(stand.top(), 0);
    stand.table.scrollTo(1'000'000'000);
    stand.wheel(-120);
    QCOMPARE(stand.top(), 1'000'000'003);
    // Sideways, when the columns do not fit.
    stand.table.resize(400, 400);
    stand.wheel(-120, Qt::ShiftModifier);
    QCOMPARE(stand.top(), 1'000'000'003);
    QVERIFY(stand.table.horizontalScrollBar()->value() > 0);
    QCOMPARE(stand.table.header()->offset(), stand.table.horizontalScrollBar()->value());
}

void TestSparseTable::barReachesEveryPlace_data()
{
    QTest::addColumn<qint64>("first");
    QTest::addColumn<qint64>("last");
    QTest::addColumn<qint64>("step");
    QTest::newRow("a thousand") << qint64{0} << qint64{1000} << qint64{1};
    QTest::newRow("with gaps") << qint64{0} << qint64{1'000'000} << qint64{977};
    QTest::newRow("two billion") << qint64{0} << twoBillion << qint64{1};
    QTest::newRow("newest first") << -twoBillion << qint64{0} << qint64{1};
    QTest::newRow("2^62") << qint64{0} << (qint64{1} << 62U) << qint64{1};
}

void TestSparseTable::barReachesEveryPlace()
{
    QFETCH(qint64, first);
    QFETCH(qint64, last);
    QFETCH(qint64, step);
    Stand stand(first, last, step);
    QScrollBar* bar = stand.table.verticalScrollBar();
    QVERIFY(bar->maximum() > 0);
    QCOMPARE(bar->value(), 0);
    stand.table.scrollTo(last);
    QCOMPARE(bar->value(), bar->maximum());
    const qint64 lastTop = stand.top();
    bar->setSliderDown(true);
    for (const double share : {0.5, 0.25, 0.999, 0.001}) {
        bar->setSliderPosition(static_cast<int>(share * bar->maximum()));
        const double where = static_cast<double>(stand.top() - first) / static_cast<double>(last - first);
        QVERIFY2(std::abs(where - share) < 0.03, qPrintable(QString::number(where)));
        QCOMPARE(bar->value(), static_cast<int>(share * bar->maximum()));
    }
    bar->setSliderPosition(bar->maximum());
    QCOMPARE(stand.top(), lastTop);
    bar->setSliderPosition(0);
    QCOMPARE(stand.top(), first);
    bar->setSliderDown(false);
    // A row off the edge is never shown as the edge.
    stand.key(Qt::Key_Down);
    for (int i = 0; i < 20; ++i)
        stand.key(Qt::Key_Down);
    QVERIFY(bar->value() > 0);
    QCOMPARE(stand.rows->wrongCells, 0);
}

void TestSparseTable::barStepsAreRows()
{
    Stand stand(0, twoBillion);
    stand.table.scrollTo(1'000'000);
    stand.table.verticalScrollBar()->triggerAction(QAbstractSlider::SliderSingleStepAdd);
    QCOMPARE(stand.top(), 1'000'001);
    stand.table.verticalScrollBar()->triggerAction(QAbstractSlider::SliderPageStepAdd);
    QCOMPARE(stand.top(), 1'000'001 + 19);
    stand.table.verticalScrollBar()->triggerAction(QAbstractSlider::SliderPageStepSub);
    stand.table.verticalScrollBar()->triggerAction(QAbstractSlider::SliderSingleStepSub);
    QCOMPARE(stand.top(), 1'000'000);
}

void TestSparseTable::followStays()
{
    Stand stand(0, 100);
    QSignalSpy told(&stand.table, &SparseTable::followChanged);
    stand.table.setFollow(true);
    QCOMPARE(stand.bottom(), 99);
    stand.rows->grow(50);
    QTRY_COMPARE(stand.bottom(), 149);
    QVERIFY(stand.table.following());
    stand.wheel(120);
    QVERIFY(!stand.table.following());
    QCOMPARE(told.count(), 2);
    const qint64 top = stand.top();
    stand.rows->grow(50);
    QTest::qWait(20);
    QCOMPARE(stand.top(), top);
    stand.key(Qt::Key_End);
    QVERIFY(stand.table.following());
    QCOMPARE(stand.bottom(), 199);
    stand.rows->grow(1);
    QTRY_COMPARE(stand.bottom(), 200);
    // A click on a row in view does not leave the edge; dragging the bar does.
    stand.click(195);
    QVERIFY(stand.table.following());
    stand.table.verticalScrollBar()->setSliderPosition(10);
    QVERIFY(!stand.table.following());
    // Sixty rows may be dropped at the other end meanwhile.
    stand.table.setFollow(true);
    stand.rows->from = 150;
    stand.rows->load(150, stand.rows->to);
    QTRY_COMPARE(stand.bottom(), 200);
    // Without an edge, End is only End.
    Stand plain(0, 100);
    plain.key(Qt::Key_End);
    QVERIFY(!plain.table.following());
}

void TestSparseTable::followAtTheBegin()
{
    Stand stand(-100, 0);
    stand.table.setFollowEdge(SparseTable::Edge::Begin);
    stand.key(Qt::Key_Home);
    QVERIFY(stand.table.following());
    stand.rows->from = -130;
    stand.rows->load(-130, 0);
    QTRY_COMPARE(stand.top(), -130);
    stand.key(Qt::Key_End);
    QVERIFY(!stand.table.following());
}

void TestSparseTable::twoBillionRows()
{
    Stand stand(0, twoBillion);
    QByteArray report;
    stand.rows->lookups = 0;
    QVERIFY2(weir::test::keepsMoving(
                 [&] {
                     for (int i = 0; i < 12; ++i) {
                         stand.table.verticalScrollBar()->setSliderPosition(i * 70'000'000);
                         stand.key(Qt::Key_PageDown);
                         stand.wheel(-360);
                         stand.rows->grow(1'000);
                         QTest::qWait(2);
                     }
                     stand.key(Qt::Key_End);
                 },
                 report),
             report);
    QCOMPARE(stand.bottom(), stand.rows->end() - 1);
    // What is looked at depends on the height of the view, not on the rows.
    stand.rows->lookups = 0;
    stand.table.scrollTo(1'234'567'890);
    QVERIFY2(stand.rows->lookups < 100, qPrintable(QString::number(stand.rows->lookups)));
}

QTEST_MAIN(TestSparseTable)
#include "test_sparse_table.moc"
