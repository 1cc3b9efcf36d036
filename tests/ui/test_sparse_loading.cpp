// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/sparse_fixture.h"

#include <QtTest/QSignalSpy>

using namespace weir::ui;
using weir::test::FakeRows;
using Stand = weir::test::SparseStand;

class TestSparseLoading : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { weir::test::PageStand stand; }
    void loadingRowsAreSeen();
    void latePagesMoveNothing();
    void guessBecomesTheRow();
    void droppedRowStaysCurrent();
    void rowsInsertedAboveMoveNothing();
    void sourceGoesFirst();
    void resetStartsAgain();
    void paintsOnlyWhatIsThere();
};

void TestSparseLoading::loadingRowsAreSeen()
{
    Stand stand(0, 100'000);
    stand.rows->load(0, 10);
    QTRY_COMPARE(stand.table.shown().rows().back().loaded, false);
    QCOMPARE(static_cast<int>(stand.positions().size()), 20);
    const QImage picture = stand.table.viewport()->grab().toImage();
    const QRect loading = stand.table.cellRect(15, 0);
    bool ink = false;
    for (int x = loading.left(); x < loading.right() && !ink; ++x)
        ink = picture.pixelColor(x, loading.center().y()) != Theme::light().panel;
    QVERIFY(ink);
    QCOMPARE(stand.rows->wrongCells, 0);
    QSignalSpy activated(&stand.table, &SparseTable::activated);
    QTest::mouseDClick(stand.table.viewport(), Qt::LeftButton, {}, stand.at(15));
    stand.key(Qt::Key_Return);
    QCOMPARE(activated.count(), 0);
}

void TestSparseLoading::latePagesMoveNothing()
{
    // Only every 10th position is a row, so guesses about what is not loaded are wrong.
    Stand stand(0, 1'000'000, 10);
    stand.rows->load(500'000, 500'500);
    stand.table.scrollTo(500'000);
    stand.wheel(400);
    const QRect before = stand.table.cellRect(500'000, 0);
    QVERIFY(before.isValid());
    QVERIFY(before.top() > 100);
    QVERIFY(!stand.table.shown().rows().front().loaded);
    stand.rows->load(490'000, 500'500);
    QTRY_VERIFY(stand.table.shown().rows().front().loaded);
    QCOMPARE(stand.table.cellRect(500'000, 0), before);
    QCOMPARE(stand.top() % 10, 0);
    // And below.
    stand.table.scrollTo(500'400);
    const QRect row = stand.table.cellRect(500'490, 0);
    stand.rows->load(490'000, 600'000);
    QTRY_VERIFY(stand.table.shown().rows().back().loaded);
    QCOMPARE(stand.table.cellRect(500'490, 0), row);
}

void TestSparseLoading::guessBecomesTheRow()
{
    Stand stand(0, 1'000'000, 10);
    stand.rows->load(0, 1'000);
    QSignalSpy told(&stand.table, &SparseTable::currentChanged);
    stand.table.setCurrent(500'003);
    QCOMPARE(*stand.table.current(), 500'003);
    QCOMPARE(told.count(), 1);
    stand.rows->load(499'000, 501'000);
    QTRY_COMPARE(*stand.table.current(), 500'010);
    QCOMPARE(told.count(), 2);
    using Range = std::pair<qint64, qint64>;
    QCOMPARE(*stand.table.selection(), Range(500'010, 500'010));
    // The last row, known only when it has come.
    stand.key(Qt::Key_End);
    stand.rows->load(990'000, 1'000'000);
    QTRY_COMPARE(*stand.table.current(), 999'990);
}

void TestSparseLoading::droppedRowStaysCurrent()
{
    Stand stand(0, 1'000'000, 10);
    stand.table.setCurrent(500'000);
    QSignalSpy told(&stand.table, &SparseTable::currentChanged);
    stand.rows->load(0, 1'000);
    stand.table.scrollTo(0);
    QTest::qWait(20);
    QCOMPARE(*stand.table.current(), 500'000);
    stand.rows->load(499'000, 501'000);
    stand.key(Qt::Key_Down);
    QCOMPARE(*stand.table.current(), 500'010);
    QCOMPARE(told.count(), 1);
    QVERIFY(stand.table.shown().rowOf(500'010));
}

void TestSparseLoading::rowsInsertedAboveMoveNothing()
{
    Stand stand(-1'000, 0);
    stand.table.scrollTo(-500);
    stand.rows->from = -2'000;
    stand.rows->load(-2'000, 0);
    QTest::qWait(20);
    QCOMPARE(stand.top(), -500);
    stand.rows->from = -100;
    stand.rows->load(-100, 0);
    QTRY_COMPARE(stand.top(), -100);
}

void TestSparseLoading::sourceGoesFirst()
{
    Stand stand(0, 1000);
    stand.table.setCurrent(50);
    stand.rows.reset();
    QVERIFY(!stand.table.current());
    QVERIFY(stand.table.shown().rows().empty());
    stand.table.grab();
    for (const auto key : {Qt::Key_Down, Qt::Key_End, Qt::Key_Return})
        stand.key(key);
    stand.table.copyRows();
    QTest::qWait(300);
    auto next = std::make_unique<FakeRows>(0, 5);
    stand.table.setRows(next.get());
    QCOMPARE(static_cast<int>(stand.positions().size()), 5);
    next->grow(1);
    next.reset();
    QTest::qWait(20);
    // The other way round: the table goes first.
    FakeRows rows(0, 10);
    {
        SparseTable table(QStringLiteral("Records"), {});
        table.setRows(&rows);
        rows.grow(1);
    }
    rows.grow(1);
    QTest::qWait(20);
}

void TestSparseLoading::resetStartsAgain()
{
    Stand stand(0, 1000);
    stand.table.setCurrent(500);
    QSignalSpy told(&stand.table, &SparseTable::currentChanged);
    stand.rows->from = 5'000;
    stand.rows->to = 6'000;
    stand.rows->loadAll();
    Q_EMIT stand.rows->reset();
    QTRY_COMPARE(stand.top(), 5'000);
    QVERIFY(!stand.table.current());
    QCOMPARE(told.count(), 1);
    QVERIFY(!stand.table.selection());
}

void TestSparseLoading::paintsOnlyWhatIsThere()
{
    Stand stand(0, 1'000'000, 10);
    stand.rows->load(500, 700);
    QTest::qWait(20);
    for (qint64 place = 0; place < 1'500; place += 7) {
        stand.table.scrollTo(place);
        stand.table.viewport()->grab();
    }
    QCOMPARE(stand.rows->wrongCells, 0);
    QVERIFY(stand.rows->cells > 0);
}

QTEST_MAIN(TestSparseLoading)
#include "test_sparse_loading.moc"
