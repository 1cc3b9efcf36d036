// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_walk.h"
#include "tests/ui/page_stand.h"
#include "tests/ui/sparse_fixture.h"
#include "ui/widgets/sparse_table.h"
#include "ui/widgets/sparse_table_header.h"

#include <QtCore/QSettings>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QMenu>
#include <QtWidgets/QScrollBar>

using namespace weir::ui;
using weir::test::FakeRows;

namespace {

constexpr qint64 twoBillion = 2'000'000'000;

struct Stand {
    explicit Stand(std::unique_ptr<FakeRows> source, const QString& key = {}) : rows(std::move(source)), table(QStringLiteral("Records"), key)
    {
        table.resize(900, 30 + 20 * Theme::rowHeight);
        table.setRows(rows.get());
        table.show();
        table.setFocus();
        // Bars find their place in the next turn of the event loop.
        QCoreApplication::sendPostedEvents();
    }
    Stand(qint64 first, qint64 last, qint64 step = 1) : Stand(std::make_unique<FakeRows>(first, last, step)) {}
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&table, key, modifiers); }
    QList<qint64> positions()
    {
        QList<qint64> result;
        for (const auto& row : table.shown().rows())
            result << row.position;
        return result;
    }
    qint64 top() { return table.shown().rows().empty() ? -1 : table.shown().rows().front().position; }
    qint64 bottom() { return table.shown().rows().empty() ? -1 : table.shown().rows().back().position; }
    QPoint at(qint64 position, int column = 0) { return table.cellRect(position, column).center(); }
    void click(qint64 position, Qt::KeyboardModifiers modifiers = {}, int column = 0)
    {
        QTest::mouseClick(table.viewport(), Qt::LeftButton, modifiers, at(position, column));
    }
    void wheel(int angle, Qt::KeyboardModifiers modifiers = {})
    {
        QWheelEvent event({50, 100}, table.viewport()->mapToGlobal(QPointF(50, 100)), {}, {0, angle}, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(table.viewport(), &event);
    }
    std::unique_ptr<FakeRows> rows;
    SparseTable table;
};

} // namespace

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
    void loadingRowsAreSeen();
    void latePagesMoveNothing();
    void guessBecomesTheRow();
    void droppedRowStaysCurrent();
    void rowsInsertedAboveMoveNothing();
    void followStays();
    void followAtTheBegin();
    void resizeMoveAndHide();
    void columnsComeAndGo();
    void columnKeys();
    void copies();
    void contextMenus();
    void sourceGoesFirst();
    void resetStartsAgain();
    void screenReader();
    void paintsOnlyWhatIsThere();
    void twoBillionRows();
    void pictures();
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

void TestSparseTable::loadingRowsAreSeen()
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

void TestSparseTable::latePagesMoveNothing()
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

void TestSparseTable::guessBecomesTheRow()
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

void TestSparseTable::droppedRowStaysCurrent()
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

void TestSparseTable::rowsInsertedAboveMoveNothing()
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

void TestSparseTable::resizeMoveAndHide()
{
    const QString key = QStringLiteral("sparse-test");
    QSettings().clear();
    {
        Stand stand(std::make_unique<FakeRows>(0, 1000), key);
        auto* header = stand.table.header();
        QSignalSpy laidOut(header, &SparseTableHeader::layoutChanged);
        // The edge of a column, dragged.
        const QPoint edge(header->sectionViewportPosition(0) + header->sectionSize(0) - 1, 10);
        QTest::mousePress(header->viewport(), Qt::LeftButton, {}, edge);
        QMouseEvent move(QEvent::MouseMove, edge + QPoint(48, 0), header->viewport()->mapToGlobal(edge + QPoint(48, 0)),
                         Qt::NoButton, Qt::LeftButton, {});
        QCoreApplication::sendEvent(header->viewport(), &move);
        QTest::mouseRelease(header->viewport(), Qt::LeftButton, {}, edge + QPoint(48, 0));
        QCOMPARE(header->sectionSize(0), 200);
        QVERIFY(laidOut.count() > 0);
        // The elastic column takes what is left.
        QCOMPARE(header->length(), stand.table.viewport()->width());
        header->moveSection(header->visualIndex(3), 0);
        header->setColumnShown(4, false);
        QCOMPARE(header->shownColumns(), (std::vector<int>{3, 0, 1, 2, 5, 6}));
        QCOMPARE(header->length(), stand.table.viewport()->width());
        QSignalSpy clicked(&stand.table, &SparseTable::headerClicked);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(header->sectionViewportPosition(1) + 20, 10));
        QCOMPARE(clicked.last().first().toInt(), 1);
    }
    Stand again(std::make_unique<FakeRows>(0, 1000), key);
    QCOMPARE(again.table.header()->shownColumns(), (std::vector<int>{3, 0, 1, 2, 5, 6}));
    QCOMPARE(again.table.header()->sectionSize(0), 200);
    again.table.header()->restoreDefaults();
    QCOMPARE(again.table.header()->shownColumns(), (std::vector<int>{0, 1, 2, 3, 4, 5, 6}));
    QCOMPARE(again.table.header()->sectionSize(0), 152);
    // The last one cannot be hidden.
    for (int column = 0; column < 7; ++column)
        again.table.header()->setColumnShown(column, false);
    QCOMPARE(again.table.header()->shownColumns().size(), std::size_t{1});
    QSettings().clear();
}

void TestSparseTable::columnsComeAndGo()
{
    Stand stand(0, 1000);
    auto* header = stand.table.header();
    header->resizeSection(3, 180);
    auto columns = stand.rows->shownColumns;
    columns.insert(columns.begin() + 4, {QStringLiteral("field:value.data.amount"), QStringLiteral("value.data.amount"), 90});
    stand.rows->setColumns(columns);
    QCOMPARE(header->count(), 8);
    QCOMPARE(header->sectionSize(3), 180);
    QCOMPARE(header->sectionSize(4), 90);
    columns.erase(columns.begin(), columns.begin() + 2);
    stand.rows->setColumns(columns);
    QCOMPARE(header->sectionSize(1), 180);
    stand.rows->setColumns({});
    stand.key(Qt::Key_Down);
    stand.table.copyCell();
    QCOMPARE(stand.table.currentColumn(), -1);
}

void TestSparseTable::columnKeys()
{
    Stand stand(0, 1000);
    auto* header = stand.table.header();
    stand.key(Qt::Key_Down);
    QCOMPARE(stand.table.currentColumn(), 0);
    stand.key(Qt::Key_Right);
    QCOMPARE(stand.table.currentColumn(), 1);
    stand.key(Qt::Key_Left);
    stand.key(Qt::Key_Left);
    QCOMPARE(stand.table.currentColumn(), 0);
    stand.key(Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(header->sectionSize(0), 168);
    stand.key(Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(header->visualIndex(0), 1);
    QCOMPARE(stand.table.currentColumn(), 0);
    stand.table.resize(300, 400);
    for (int i = 0; i < 8; ++i)
        stand.key(Qt::Key_Right);
    QCOMPARE(stand.table.currentColumn(), 6);
    QVERIFY(stand.table.horizontalScrollBar()->value() > 0);
    stand.key(Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
    auto* menu = stand.table.findChild<QMenu*>();
    QVERIFY(menu);
    menu->actions()[1]->trigger();
    QVERIFY(header->isSectionHidden(header->logicalIndex(1)));
    menu->close();
}

void TestSparseTable::copies()
{
    Stand stand(0, 100'000, 10);
    stand.table.setCurrent(20);
    stand.key(Qt::Key_Right);
    stand.key(Qt::Key_Right);
    stand.key(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("20"));
    for (const int column : {0, 3, 4, 5})
        stand.table.header()->setColumnShown(column, false);
    stand.key(Qt::Key_Down, Qt::ShiftModifier);
    QSignalSpy copied(&stand.table, &SparseTable::copied);
    stand.key(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("0\t20\t220 B\n2\t30\t230 B"));
    QCOMPARE(copied.last(), (QVariantList{qint64{2}, qint64{0}, false}));
    // The cap, said.
    Stand many(0, 50'000);
    many.key(Qt::Key_A, Qt::ControlModifier);
    QSignalSpy manyCopied(&many.table, &SparseTable::copied);
    many.table.copyRows();
    QCOMPARE(manyCopied.last(), (QVariantList{qint64{10'000}, qint64{40'000}, false}));
    QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), 9'999);
    // What is not loaded, said.
    many.rows->load(0, 10);
    many.table.copyRows();
    QCOMPARE(manyCopied.last(), (QVariantList{qint64{10}, qint64{0}, true}));
}

void TestSparseTable::contextMenus()
{
    Stand stand(0, 1000);
    QContextMenuEvent none(QContextMenuEvent::Keyboard, QPoint(10, 10), QPoint(10, 10));
    QCoreApplication::sendEvent(stand.table.viewport(), &none);
    QVERIFY(!stand.table.findChild<QMenu*>());
    stand.click(3, {}, 2);
    stand.click(6, Qt::ShiftModifier, 2);
    QTest::mousePress(stand.table.viewport(), Qt::RightButton, {}, stand.at(4, 3));
    QCOMPARE(stand.table.selection()->first, 3);
    QSignalSpy asked(&stand.table, &SparseTable::contextMenuRequested);
    QContextMenuEvent mouse(QContextMenuEvent::Mouse, stand.at(4, 3), stand.table.viewport()->mapToGlobal(stand.at(4, 3)));
    QCoreApplication::sendEvent(stand.table.viewport(), &mouse);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.last()[1].toInt(), 3);
    QTest::mousePress(stand.table.viewport(), Qt::RightButton, {}, stand.at(9, 1));
    QCOMPARE(*stand.table.current(), 9);
    // Nobody listens: the table has a menu of its own.
    Stand alone(0, 1000);
    alone.click(3);
    QContextMenuEvent keyboard(QContextMenuEvent::Keyboard, QPoint(10, 10), QPoint(10, 10));
    QCoreApplication::sendEvent(alone.table.viewport(), &keyboard);
    auto* menu = alone.table.findChild<QMenu*>();
    QVERIFY(menu);
    QCOMPARE(menu->actions().size(), 2);
    menu->close();
}

void TestSparseTable::sourceGoesFirst()
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

void TestSparseTable::resetStartsAgain()
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

void TestSparseTable::screenReader()
{
    Stand stand(0, twoBillion, 10);
    stand.table.setCurrent(1'000'000'000);
    QCOMPARE(weir::test::unnamedControls(&stand.table), QStringList());
    QAccessibleInterface* root = QAccessible::queryAccessibleInterface(&stand.table);
    QVERIFY(root);
    QCOMPARE(root->role(), QAccessible::Table);
    QCOMPARE(root->text(QAccessible::Name), QStringLiteral("Records"));
    QAccessibleTableInterface* table = root->tableInterface();
    QVERIFY(table);
    QCOMPARE(table->columnCount(), 7);
    QCOMPARE(table->rowCount(), static_cast<int>(stand.positions().size()));
    QCOMPARE(table->columnDescription(2), QStringLiteral("Offset"));
    QCOMPARE(root->childCount(), 7 * (table->rowCount() + 1));
    QCOMPARE(root->child(2)->text(QAccessible::Name), QStringLiteral("Offset"));
    QCOMPARE(root->child(2)->role(), QAccessible::ColumnHeader);
    QAccessibleInterface* focus = root->focusChild();
    QVERIFY(focus);
    QCOMPARE(focus->tableCellInterface()->columnIndex(), 0);
    const int row = focus->tableCellInterface()->rowIndex();
    QAccessibleInterface* offset = table->cellAt(row, 2);
    QCOMPARE(offset->text(QAccessible::Name), QStringLiteral("1,000,000,000"));
    QVERIFY(offset->state().selected);
    QCOMPARE(root->child(root->indexOfChild(offset)), offset);
    QCOMPARE(table->selectedRows(), QList<int>{row});
    QCOMPARE(offset->rect().size(), stand.table.cellRect(1'000'000'000, 2).size());
    QCOMPARE(root->childAt(offset->rect().center().x(), offset->rect().center().y()), offset);
    QCOMPARE(offset->parent(), root);
    QVERIFY(table->selectRow(0));
    QCOMPARE(*stand.table.current(), stand.top());
    // A hidden column is not there.
    stand.table.header()->setColumnShown(0, false);
    QCOMPARE(table->columnCount(), 6);
    QCOMPARE(table->columnDescription(0), QStringLiteral("P"));
    // Far away later: the old cell says nothing wrong, and nothing dangles.
    stand.table.scrollTo(0);
    QCOMPARE(offset->text(QAccessible::Name), QString());
    QVERIFY(offset->state().invalid);
    for (qint64 place = 0; place < 4'000'000; place += 10'000) {
        stand.table.scrollTo(place);
        for (int r = 0; r < table->rowCount(); ++r)
            QVERIFY(table->cellAt(r, 1));
    }
    stand.rows->load(0, 10);
    stand.table.scrollTo(2'000'000);
    QTRY_COMPARE(table->cellAt(0, 1)->text(QAccessible::Name), QStringLiteral("loading…"));
}

void TestSparseTable::paintsOnlyWhatIsThere()
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

void TestSparseTable::twoBillionRows()
{
    Stand stand(0, twoBillion);
    QByteArray report;
    stand.rows->lookups = 0;
    QVERIFY2(weir::test::keepsMoving(
                 [&] {
                     for (int i = 0; i < 40; ++i) {
                         stand.table.verticalScrollBar()->setSliderPosition(i * 20'000'000);
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

void TestSparseTable::pictures()
{
    const QString folder = qEnvironmentVariable("WEIR_TEST_SCREENSHOTS");
    if (folder.isEmpty())
        QSKIP("WEIR_TEST_SCREENSHOTS names no folder");
    for (const bool dark : {false, true}) {
        weir::test::PageStand::useTheme(dark);
        Stand stand(0, twoBillion, 1);
        stand.rows->load(0, 1'000'000'014);
        stand.table.setCurrent(1'000'000'005);
        stand.table.scrollTo(1'000'000'000);
        stand.table.setSortIndicator(2, Qt::AscendingOrder);
        stand.key(Qt::Key_Right);
        QMouseEvent move(QEvent::MouseMove, stand.at(1'000'000'009), stand.table.viewport()->mapToGlobal(stand.at(1'000'000'009)),
                         Qt::NoButton, Qt::NoButton, {});
        QCoreApplication::sendEvent(stand.table.viewport(), &move);
        QTest::qWait(50);
        stand.table.grab().save(QStringLiteral("%1/sparse%2.png").arg(folder, dark ? QStringLiteral("-dark") : QString()));
    }
    weir::test::PageStand::useTheme(false);
}

QTEST_MAIN(TestSparseTable)
#include "test_sparse_table.moc"
