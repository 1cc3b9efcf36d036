// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/page_stand.h"
#include "tests/ui/topic_pages_fixture.h"
#include "ui/records/topic_rows.h"
#include "ui/widgets/sparse_table.h"

#include <QtCore/QDeadlineTimer>
#include <QtTest/QSignalSpy>

using namespace weir::ui;
using namespace std::chrono_literals;
using weir::test::FakePages;

namespace {

struct Stand {
    explicit Stand(std::shared_ptr<FakePages> source, TopicRows::Order order = TopicRows::Order::OldestFirst)
        : pages(std::move(source)), rows(std::make_unique<TopicRows>(pool))
    {
        table.resize(900, 30 + 20 * Theme::rowHeight);
        rows->setPages(pages, order);
        table.setRows(rows.get());
        table.show();
    }
    /// No row in view is loading, and nothing is on its way.
    bool settled()
    {
        const auto& shown = table.shown().rows();
        return !rows->loading() && !shown.empty() && std::ranges::all_of(shown, &SparseWindow::Row::loaded);
    }
    /// As QTRY_VERIFY(settled()), which sleeps 50 ms between two looks.
    bool settle()
    {
        const QDeadlineTimer deadline(10'000);
        while (!settled() && !deadline.hasExpired())
            QCoreApplication::processEvents(QEventLoop::AllEvents, 2);
        return settled();
    }
    QString cell(qint64 position, RecordField field) { return rows->cell(position, rows->cells().columnOf(field)).text; }
    qint64 top() { return table.shown().rows().front().position; }
    qint64 bottom() { return table.shown().rows().back().position; }

    std::shared_ptr<TaskPool> pool = TaskPool::create(2);
    std::shared_ptr<FakePages> pages;
    std::unique_ptr<TopicRows> rows;
    SparseTable table{QStringLiteral("Records"), {}};
};

} // namespace

class TestTopicRows : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { weir::test::PageStand stand; }
    void everyRowIsThere_data();
    void everyRowIsThere();
    void jumpsAnywhere_data();
    void jumpsAnywhere();
    void goesToPlaces();
    void budgetIsKept();
    void largeRecordsComeInSmallPages();
    void lateAnswersAreDropped();
    void failureAndRetry();
    void partitionsThatFail();
    void emptyRanges();
    void orderFlips();
    void closedEarly();
    void windowKeepsMoving();
};

void TestTopicRows::everyRowIsThere_data()
{
    QTest::addColumn<int>("offsets");
    QTest::addColumn<int>("step");
    QTest::addColumn<bool>("newest");
    for (const bool newest : {false, true}) {
        const auto name = [&](const char* what) { return QByteArray(what) + (newest ? ", newest first" : ", oldest first"); };
        QTest::newRow(name("one") .constData()) << 1 << 1 << newest;
        QTest::newRow(name("dense").constData()) << 700 << 1 << newest;
        QTest::newRow(name("gaps").constData()) << 15'000 << 37 << newest;
        QTest::newRow(name("gaps larger than the view").constData()) << 300'000 << 7'919 << newest;
    }
}

void TestTopicRows::everyRowIsThere()
{
    QFETCH(int, offsets);
    QFETCH(int, step);
    QFETCH(bool, newest);
    Stand stand(std::make_shared<FakePages>(offsets, step), newest ? TopicRows::Order::NewestFirst : TopicRows::Order::OldestFirst);
    QVERIFY(stand.settle());
    stand.table.setFocus();
    QList<qint64> seen;
    QTest::keyClick(&stand.table, Qt::Key_Home);
    QVERIFY(stand.settle());
    for (int i = 0; i < 2'000; ++i) {
        seen << stand.rows->recordAt(*stand.table.current())->offset;
        const auto before = stand.table.current();
        QTest::keyClick(&stand.table, Qt::Key_Down);
        QVERIFY(stand.settle());
        if (stand.table.current() == before)
            break;
    }
    QList<qint64> expected;
    for (qint64 offset = 0; offset < offsets; offset += step)
        newest ? expected.prepend(offset) : expected.append(offset);
    QCOMPARE(seen, expected);
    QTest::keyClick(&stand.table, Qt::Key_End);
    QVERIFY(stand.settle());
    QCOMPARE(stand.rows->recordAt(*stand.table.current())->offset, expected.last());
    for (qsizetype i = expected.size(); i-- > 0;) {
        QCOMPARE(stand.rows->recordAt(*stand.table.current())->offset, expected[i]);
        QTest::keyClick(&stand.table, Qt::Key_Up);
        QVERIFY(stand.settle());
    }
}

void TestTopicRows::jumpsAnywhere_data()
{
    QTest::addColumn<qint64>("displacement");
    QTest::addColumn<bool>("newest");
    for (const bool newest : {false, true}) {
        QTest::addRow("exact %d", newest) << qint64{0} << newest;
        QTest::addRow("a little late %d", newest) << qint64{150} << newest;
        QTest::addRow("a little early %d", newest) << qint64{-150} << newest;
        QTest::addRow("far too late %d", newest) << qint64{90'000} << newest;
        QTest::addRow("far too early %d", newest) << qint64{-90'000} << newest;
    }
}

void TestTopicRows::jumpsAnywhere()
{
    QFETCH(qint64, displacement);
    QFETCH(bool, newest);
    auto pages = std::make_shared<FakePages>(2'000'000'000, 3);
    pages->displacement = displacement;
    Stand stand(pages, newest ? TopicRows::Order::NewestFirst : TopicRows::Order::OldestFirst);
    QVERIFY(stand.settle());
    for (const qint64 where : {1'000'000'000LL, 5'000LL, 1'999'000'000LL, 1'999'999'990LL, 0LL, 700'000'000LL}) {
        stand.table.scrollTo(newest ? where - 2'000'000'000LL : where);
        QVERIFY(stand.settle());
        const qint64 top = newest ? stand.top() + 2'000'000'000LL : stand.top();
        QVERIFY2(std::abs(top - where) < 400 + 2 * std::abs(displacement), qPrintable(QString::number(top)));
    }
    stand.table.scrollTo(stand.rows->end());
    QVERIFY(stand.settle());
    QCOMPARE(stand.rows->recordAt(stand.bottom())->offset, newest ? 0 : 1'999'999'998);
    stand.table.scrollTo(stand.rows->begin());
    QVERIFY(stand.settle());
    QCOMPARE(stand.rows->recordAt(stand.top())->offset, newest ? 1'999'999'998 : 0);
}

void TestTopicRows::goesToPlaces()
{
    for (const auto order : {TopicRows::Order::OldestFirst, TopicRows::Order::NewestFirst}) {
        Stand stand(std::make_shared<FakePages>(1'000'000, 10), order);
        QSignalSpy went(stand.rows.get(), &TopicRows::wentTo);
        QSignalSpy failed(stand.rows.get(), &TopicRows::failed);
        connect(stand.rows.get(), &TopicRows::wentTo, &stand.table, &SparseTable::setCurrent);
        stand.rows->goToTime(500'003);
        QTRY_COMPARE(went.count(), 1);
        QVERIFY(stand.table.current());
        QCOMPARE(stand.rows->recordAt(*stand.table.current())->offset, 500'010);
        QVERIFY(stand.settle());
        stand.rows->goToRecord(0, 42);
        QTRY_COMPARE(went.count(), 2);
        QCOMPARE(stand.rows->recordAt(*stand.table.current())->offset, 50);
        // Later than everything: the last record there is.
        stand.rows->goToTime(5'000'000);
        QTRY_COMPARE(went.count(), 3);
        QCOMPARE(stand.rows->recordAt(*stand.table.current())->offset, 999'990);
        QVERIFY(stand.settle());
        stand.rows->goToPlace({{0, 700'000}});
        QTRY_COMPARE(went.count(), 4);
        QCOMPARE(stand.rows->recordAt(*stand.table.current())->offset, 700'000);
        QCOMPARE(failed.count(), 0);
        stand.rows->goToRecord(7, 1);
        QTRY_COMPARE(failed.count(), 1);
        // What is in view stays, and goes on loading.
        QVERIFY(stand.settle());
        QCOMPARE(stand.rows->recordAt(*stand.table.current())->offset, 700'000);
        // The newer wish wins.
        stand.pages->setDelay(20ms);
        stand.rows->goToTime(1'000);
        stand.rows->goToTime(2'000);
        QTRY_COMPARE(went.count(), 5);
        QCOMPARE(stand.rows->recordAt(*stand.table.current())->offset, 2'000);
    }
}

void TestTopicRows::budgetIsKept()
{
    Stand stand(std::make_shared<FakePages>(1'000'000, 1, 2'000));
    stand.rows->setBudget(1'000'000);
    QVERIFY(stand.settle());
    for (int i = 0; i < 60; ++i) {
        for (int page = 0; page < 3; ++page)
            QTest::keyClick(&stand.table, i < 40 ? Qt::Key_PageDown : Qt::Key_PageUp);
        QVERIFY(stand.settle());
        QVERIFY2(stand.rows->bytes() <= 1'000'000, qPrintable(QString::number(stand.rows->bytes())));
    }
    QVERIFY(stand.rows->loadedRows() > 100);
    // At rest nothing is fetched.
    const int reads = stand.pages->reads;
    QTest::qWait(150);
    QCOMPARE(stand.pages->reads.load(), reads);
}

void TestTopicRows::largeRecordsComeInSmallPages()
{
    Stand stand(std::make_shared<FakePages>(10'000, 1, 1'000'000));
    stand.rows->setBudget(4'000'000);
    QTRY_VERIFY_WITH_TIMEOUT(stand.settled(), 20'000);
    QTest::keyClick(&stand.table, Qt::Key_End);
    QTRY_VERIFY_WITH_TIMEOUT(stand.settled(), 20'000);
    // What is in view is always kept, and little more.
    QVERIFY2(stand.rows->loadedRows() <= 80, qPrintable(QString::number(stand.rows->loadedRows())));
}

void TestTopicRows::lateAnswersAreDropped()
{
    Stand stand(std::make_shared<FakePages>(1'000'000));
    QVERIFY(stand.settle());
    stand.pages->setDelay(400ms);
    stand.table.scrollTo(300'000);
    QTest::qWait(150);
    QVERIFY(!stand.settled());
    const int before = stand.pages->cancelled;
    stand.table.scrollTo(600'000);
    QTRY_VERIFY(stand.pages->cancelled > before);
    stand.pages->setDelay(0ms);
    QVERIFY(stand.settle());
    QCOMPARE(stand.top(), 600'000);
    QVERIFY(!stand.rows->recordAt(300'000));
    // A scroll bar that is dragged asks for the last place, not for all of them.
    const int searches = stand.pages->searches;
    stand.pages->setDelay(30ms);
    for (int i = 0; i < 50; ++i) {
        stand.table.scrollTo(i * 10'000);
        QTest::qWait(1);
    }
    stand.pages->setDelay(0ms);
    QVERIFY(stand.settle());
    QCOMPARE(stand.top(), 490'000);
    QVERIFY2(stand.pages->searches - searches < 25, qPrintable(QString::number(stand.pages->searches - searches)));
}

void TestTopicRows::failureAndRetry()
{
    auto pages = std::make_shared<FakePages>(1'000'000);
    pages->fail(weir::test::unreachable());
    Stand stand(pages);
    QSignalSpy failed(stand.rows.get(), &TopicRows::failed);
    QSignalSpy recovered(stand.rows.get(), &TopicRows::recovered);
    QTRY_COMPARE(failed.count(), 1);
    QTest::qWait(60);
    // No storm of questions at a broker that does not answer.
    QVERIFY(pages->reads <= 2);
    QCOMPARE(failed.count(), 1);
    stand.rows->retry();
    QTRY_COMPARE(failed.count(), 2);
    stand.table.scrollTo(500'000);
    QTRY_COMPARE(failed.count(), 3);
    pages->fail(std::nullopt);
    stand.rows->retry();
    QVERIFY(stand.settle());
    QCOMPARE(recovered.count(), 1);
    QCOMPARE(stand.top(), 500'000);
}

void TestTopicRows::partitionsThatFail()
{
    auto pages = std::make_shared<FakePages>(1'000);
    pages->failures = {{"orders-1", weir::test::notAuthorized()}};
    Stand stand(pages);
    QSignalSpy incomplete(stand.rows.get(), &TopicRows::incomplete);
    QTRY_VERIFY(incomplete.count() > 0);
    QCOMPARE(incomplete.first().first().value<std::vector<weir::Failure>>().front().subject, "orders-1");
    QVERIFY(stand.settle());
}

void TestTopicRows::emptyRanges()
{
    Stand none(std::make_shared<FakePages>(0));
    QVERIFY(none.rows->knownEmpty());
    QVERIFY(none.table.shown().rows().empty());
    // Offsets, but not one record: all were compacted away.
    auto pages = std::make_shared<FakePages>(50, 1'000'000);
    pages->displacement = 1;
    Stand gaps(pages);
    gaps.rows->setOrder(TopicRows::Order::NewestFirst);
    QTRY_VERIFY(gaps.rows->loadedRows() == 1);
    Stand bare(std::make_shared<FakePages>(1'000, 1'000));
    QTRY_VERIFY(bare.settled());
    QCOMPARE(static_cast<int>(bare.table.shown().rows().size()), 1);
    TopicRows nothing(none.pool);
    SparseTable table(QStringLiteral("Records"), {});
    table.setRows(&nothing);
    nothing.goToTime(5);
    nothing.retry();
    nothing.setPages(nullptr, TopicRows::Order::OldestFirst);
    QVERIFY(table.shown().rows().empty());
    QVERIFY(nothing.knownEmpty());
}

void TestTopicRows::orderFlips()
{
    Stand stand(std::make_shared<FakePages>(1'000));
    QVERIFY(stand.settle());
    QCOMPARE(stand.cell(stand.top(), RecordField::Offset), QStringLiteral("0"));
    stand.rows->setOrder(TopicRows::Order::NewestFirst);
    QVERIFY(stand.settle());
    QCOMPARE(stand.cell(stand.top(), RecordField::Offset), QStringLiteral("999"));
    QCOMPARE(stand.rows->begin(), -1'000);
    QCOMPARE(stand.rows->end(), 0);
    stand.rows->setPages(std::make_shared<FakePages>(2'000), TopicRows::Order::NewestFirst);
    QVERIFY(stand.settle());
    QCOMPARE(stand.cell(stand.top(), RecordField::Offset), QStringLiteral("1,999"));
}

void TestTopicRows::closedEarly()
{
    FakePages::gone = 0;
    {
        auto pages = std::make_shared<FakePages>(1'000'000);
        pages->setDelay(300ms);
        Stand stand(std::move(pages));
        stand.pages.reset();
        stand.rows->goToTime(70);
        QTest::qWait(20);
    }
    // Nothing waits, and the reader is closed by whoever is last.
    QTRY_COMPARE(FakePages::gone.load(), 1);
    Stand stand(std::make_shared<FakePages>(1'000'000));
    stand.rows.reset();
    QTest::qWait(20);
    QVERIFY(stand.table.shown().rows().empty());
}

void TestTopicRows::windowKeepsMoving()
{
    Stand stand(std::make_shared<FakePages>(2'000'000'000, 1, 1'000));
    stand.pages->setDelay(15ms);
    QVERIFY(stand.settle());
    QByteArray report;
    QVERIFY2(weir::test::keepsMoving(
                 [&] {
                     for (int i = 0; i < 40; ++i) {
                         if (i % 8 == 0)
                             stand.table.scrollTo(i * 40'000'000);
                         QTest::keyClick(&stand.table, Qt::Key_PageDown);
                         QTest::qWait(5);
                     }
                 },
                 report),
             report);
    QVERIFY(stand.settle());
}

QTEST_MAIN(TestTopicRows)
#include "test_topic_rows.moc"
