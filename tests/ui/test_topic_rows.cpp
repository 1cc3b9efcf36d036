// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/page_stand.h"
#include "ui/records/hit_rows.h"
#include "ui/records/tail_rows.h"
#include "ui/records/topic_rows.h"
#include "ui/widgets/sparse_table.h"

#include <QtTest/QSignalSpy>

#include <atomic>
#include <condition_variable>
#include <mutex>

using namespace weir::ui;
using namespace std::chrono_literals;

namespace {

/// One partition of `size` offsets with a record at every `step`-th, or places that are found `error` positions too late.
class FakePages : public weir::TopicPages
{
public:
    explicit FakePages(std::int64_t offsets, std::int64_t gap = 1, std::size_t bytes = 60) : length(offsets), step(gap), valueBytes(bytes) {}
    ~FakePages() override { ++gone; }

    const weir::ResolvedRange& range() const override { return m_range; }
    std::int64_t size() const override { return length; }
    std::int64_t positionOf(const weir::TopicPlace& place) const override { return place.at(0); }
    weir::TopicPlace begin() const override { return {{0, 0}}; }
    weir::TopicPlace end() const override { return {{0, length}}; }
    weir::Result<weir::TopicPlace> placeNear(std::int64_t position, const weir::Call& call) override
    {
        ++searches;
        if (auto error = obstacle(call))
            return weir::fail(*error);
        return weir::TopicPlace{{0, std::clamp<std::int64_t>(position + displacement, 0, length)}};
    }
    weir::Result<weir::TopicPlace> placeAtTime(weir::TimestampMs time, const weir::Call& call) override { return placeNear(time, call); }
    weir::Result<weir::TopicPlace> placeOf(std::int32_t partition, std::int64_t offset, const weir::Call& call) override
    {
        if (partition != 0)
            return weir::fail(weir::ErrorKind::NotFound, "There is no such partition.");
        return placeNear(offset, call);
    }
    weir::Result<weir::TopicPage> after(const weir::TopicPlace& place, std::size_t count, const weir::Call& call) override
    {
        if (auto error = obstacle(call))
            return weir::fail(*error);
        weir::TopicPage page;
        std::int64_t at = place.at(0);
        page.before = place;
        for (std::int64_t row = (at + step - 1) / step * step; row < length && page.rows.size() < count; row += step) {
            page.rows.push_back({row, record(row)});
            at = row + 1;
        }
        if (page.rows.size() < count)
            at = length;
        page.after = {{0, at}};
        page.atBegin = place.at(0) == 0;
        page.atEnd = at == length;
        page.failures = failures;
        return page;
    }
    weir::Result<weir::TopicPage> before(const weir::TopicPlace& place, std::size_t count, const weir::Call& call) override
    {
        if (auto error = obstacle(call))
            return weir::fail(*error);
        weir::TopicPage page;
        std::int64_t at = place.at(0);
        page.after = place;
        for (std::int64_t row = (at - 1) / step * step; at > 0 && row >= 0 && page.rows.size() < count; row -= step) {
            page.rows.insert(page.rows.begin(), {row, record(row)});
            at = row;
        }
        if (page.rows.size() < count)
            at = 0;
        page.before = {{0, at}};
        page.atBegin = at == 0;
        page.atEnd = place.at(0) == length;
        page.failures = failures;
        return page;
    }

    void setDelay(std::chrono::milliseconds time) { delay = time.count(); }
    void fail(std::optional<weir::Error> error)
    {
        const std::lock_guard lock(mutex);
        failure = std::move(error);
    }

    const std::int64_t length;
    const std::int64_t step;
    const std::size_t valueBytes;
    std::int64_t displacement = 0;
    std::vector<weir::Failure> failures;
    std::atomic<int> reads = 0;
    std::atomic<int> searches = 0;
    std::atomic<int> cancelled = 0;
    static inline std::atomic<int> gone = 0;

private:
    std::shared_ptr<const weir::Record> record(std::int64_t offset) const
    {
        weir::Record record;
        record.topic = "orders";
        record.offset = offset;
        record.timestamp = 1'700'000'000'000 + offset;
        record.key = "k" + std::to_string(offset);
        record.value = std::string(valueBytes, 'v');
        return std::make_shared<const weir::Record>(std::move(record));
    }
    std::optional<weir::Error> obstacle(const weir::Call& call)
    {
        ++reads;
        std::unique_lock lock(mutex);
        std::condition_variable_any never;
        never.wait_for(lock, call.stop, std::chrono::milliseconds(delay), [] { return false; });
        if (call.stop.stop_requested()) {
            ++cancelled;
            return weir::cancelledError("Reading");
        }
        return failure;
    }

    weir::ResolvedRange m_range;
    std::mutex mutex;
    std::atomic<std::int64_t> delay = 0;
    std::optional<weir::Error> failure;
};

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
    QString cell(qint64 position, RecordField field) { return rows->cell(position, rows->cells().columnOf(field)).text; }
    qint64 top() { return table.shown().rows().front().position; }
    qint64 bottom() { return table.shown().rows().back().position; }

    std::shared_ptr<TaskPool> pool = TaskPool::create(2);
    std::shared_ptr<FakePages> pages;
    std::unique_ptr<TopicRows> rows;
    SparseTable table{QStringLiteral("Records"), {}};
};

class FakeTail : public weir::Tail
{
public:
    weir::TailState state() const override { return now; }
    std::optional<weir::Record> at(std::int64_t sequence) const override
    {
        ++asked;
        if (sequence < now.firstSequence || sequence >= now.endSequence)
            return std::nullopt;
        weir::Record record;
        record.offset = sequence;
        record.value = "{\"event_id\":\"1\",\"event_type\":\"OrderPaid\",\"occurred_at\":\"2026-11-23T14:07:31Z\",\"data\":{}}";
        return record;
    }
    void setPaused(bool paused) override
    {
        now.paused = paused;
        now.pausedAt = now.endSequence;
    }
    void clear() override { now.firstSequence = now.endSequence; }
    weir::TailState now;
    mutable int asked = 0;
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
    void cellsSayWhatIs();
    void hits();
    void tail();
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
        QTest::newRow(name("dense").constData()) << 1'500 << 1 << newest;
        QTest::newRow(name("gaps").constData()) << 30'000 << 37 << newest;
        QTest::newRow(name("gaps larger than the view").constData()) << 300'000 << 7'919 << newest;
    }
}

void TestTopicRows::everyRowIsThere()
{
    QFETCH(int, offsets);
    QFETCH(int, step);
    QFETCH(bool, newest);
    Stand stand(std::make_shared<FakePages>(offsets, step), newest ? TopicRows::Order::NewestFirst : TopicRows::Order::OldestFirst);
    QTRY_VERIFY(stand.settled());
    stand.table.setFocus();
    QList<qint64> seen;
    QTest::keyClick(&stand.table, Qt::Key_Home);
    QTRY_VERIFY(stand.settled());
    for (int i = 0; i < 2'000; ++i) {
        seen << stand.rows->recordAt(*stand.table.current())->offset;
        const auto before = stand.table.current();
        QTest::keyClick(&stand.table, Qt::Key_Down);
        QTRY_VERIFY(stand.settled());
        if (stand.table.current() == before)
            break;
    }
    QList<qint64> expected;
    for (qint64 offset = 0; offset < offsets; offset += step)
        newest ? expected.prepend(offset) : expected.append(offset);
    QCOMPARE(seen, expected);
    QTest::keyClick(&stand.table, Qt::Key_End);
    QTRY_VERIFY(stand.settled());
    QCOMPARE(stand.rows->recordAt(*stand.table.current())->offset, expected.last());
    for (qsizetype i = expected.size(); i-- > 0;) {
        QCOMPARE(stand.rows->recordAt(*stand.table.current())->offset, expected[i]);
        QTest::keyClick(&stand.table, Qt::Key_Up);
        QTRY_VERIFY(stand.settled());
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
    QTRY_VERIFY(stand.settled());
    for (const qint64 where : {1'000'000'000LL, 5'000LL, 1'999'000'000LL, 1'999'999'990LL, 0LL, 700'000'000LL}) {
        stand.table.scrollTo(newest ? where - 2'000'000'000LL : where);
        QTRY_VERIFY(stand.settled());
        const qint64 top = newest ? stand.top() + 2'000'000'000LL : stand.top();
        QVERIFY2(std::abs(top - where) < 400 + 2 * std::abs(displacement), qPrintable(QString::number(top)));
    }
    stand.table.scrollTo(stand.rows->end());
    QTRY_VERIFY(stand.settled());
    QCOMPARE(stand.rows->recordAt(stand.bottom())->offset, newest ? 0 : 1'999'999'998);
    stand.table.scrollTo(stand.rows->begin());
    QTRY_VERIFY(stand.settled());
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
        QTRY_VERIFY(stand.settled());
        stand.rows->goToRecord(0, 42);
        QTRY_COMPARE(went.count(), 2);
        QCOMPARE(stand.rows->recordAt(*stand.table.current())->offset, 50);
        // Later than everything: the last record there is.
        stand.rows->goToTime(5'000'000);
        QTRY_COMPARE(went.count(), 3);
        QCOMPARE(stand.rows->recordAt(*stand.table.current())->offset, 999'990);
        QTRY_VERIFY(stand.settled());
        stand.rows->goToPlace({{0, 700'000}});
        QTRY_COMPARE(went.count(), 4);
        QCOMPARE(stand.rows->recordAt(*stand.table.current())->offset, 700'000);
        QCOMPARE(failed.count(), 0);
        stand.rows->goToRecord(7, 1);
        QTRY_COMPARE(failed.count(), 1);
        // What is in view stays, and goes on loading.
        QTRY_VERIFY(stand.settled());
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
    QTRY_VERIFY(stand.settled());
    for (int i = 0; i < 60; ++i) {
        for (int page = 0; page < 3; ++page)
            QTest::keyClick(&stand.table, i < 40 ? Qt::Key_PageDown : Qt::Key_PageUp);
        QTRY_VERIFY(stand.settled());
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
    QTRY_VERIFY(stand.settled());
    stand.pages->setDelay(400ms);
    stand.table.scrollTo(300'000);
    QTest::qWait(150);
    QVERIFY(!stand.settled());
    const int before = stand.pages->cancelled;
    stand.table.scrollTo(600'000);
    QTRY_VERIFY(stand.pages->cancelled > before);
    stand.pages->setDelay(0ms);
    QTRY_VERIFY(stand.settled());
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
    QTRY_VERIFY(stand.settled());
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
    QTRY_VERIFY(stand.settled());
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
    QTRY_VERIFY(stand.settled());
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
    QTRY_VERIFY(stand.settled());
    QCOMPARE(stand.cell(stand.top(), RecordField::Offset), QStringLiteral("0"));
    stand.rows->setOrder(TopicRows::Order::NewestFirst);
    QTRY_VERIFY(stand.settled());
    QCOMPARE(stand.cell(stand.top(), RecordField::Offset), QStringLiteral("999"));
    QCOMPARE(stand.rows->begin(), -1'000);
    QCOMPARE(stand.rows->end(), 0);
    stand.rows->setPages(std::make_shared<FakePages>(2'000), TopicRows::Order::NewestFirst);
    QTRY_VERIFY(stand.settled());
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

void TestTopicRows::cellsSayWhatIs()
{
    RecordCells cells({{QStringLiteral("field:value.a"), QStringLiteral("value.a"),
                        [](const weir::Record& record) -> std::optional<std::string> {
                            return record.offset == 1 ? std::nullopt : std::optional<std::string>("a\x1b" "b");
                        }}});
    weir::Record record;
    record.partition = 3;
    record.offset = 1'877'046;
    record.timestamp = 1'700'000'000'000;
    record.value = "";
    const auto text = [&](RecordField field) { return cells.cell(lineOf(record, {}), cells.columnOf(field), 5, &record); };
    QCOMPARE(cells.columns().size(), std::size_t{8});
    QCOMPARE(cells.columnOf(RecordField::Value), 6);
    QVERIFY(!cells.field(5));
    QCOMPARE(text(RecordField::Offset).text, QStringLiteral("1,877,046"));
    QVERIFY(std::holds_alternative<PillCell>(text(RecordField::Key).mark));
    QCOMPARE(text(RecordField::Key).text, QStringLiteral("NULL"));
    QCOMPARE(text(RecordField::Value).text, QStringLiteral("empty"));
    QCOMPARE(cells.cell(lineOf(record, {}), 5, 5, &record).text, QStringLiteral("a\\x1bb"));
    QCOMPARE(cells.cell(lineOf(record, {}), 5, 5, nullptr).text, QStringLiteral("…"));
    QCOMPARE(cells.fullText(lineOf(record, {}), 2, 5, &record), QStringLiteral("1877046"));
    QCOMPARE(cells.fullText(lineOf(record, {}), 0, 5, &record), QStringLiteral("2023-11-14T22:13:20.000Z"));
    record.timestamp.reset();
    QCOMPARE(text(RecordField::Time).text, QStringLiteral("–"));
    record.offset = 1;
    QCOMPARE(cells.cell(lineOf(record, {}), 5, 6, &record).text, QString());
    record.value = std::string(100'000, 'x');
    QVERIFY(text(RecordField::Value).text.size() < 600);
    QVERIFY(text(RecordField::Value).text.endsWith(u'…'));
}

void TestTopicRows::hits()
{
    HitRows rows;
    SparseTable table(QStringLiteral("Hits"), {});
    table.resize(900, 600);
    table.setRows(&rows);
    std::vector<weir::ScanHit> batch;
    for (int i = 0; i < 3; ++i) {
        weir::ScanHit hit;
        hit.offset = 100 + i;
        hit.valueNull = false;
        hit.value = R"({"event_id":"1","event_type" : "OrderPaid","data":{"order)";
        hit.valueSize = 5'000;
        hit.totalSize = 5'000;
        batch.push_back(hit);
    }
    batch[1].valueSize = static_cast<std::uint32_t>(batch[1].value.size());
    batch[2].valueNull = true;
    batch[2].valueSize = 0;
    batch[2].value.clear();
    rows.append(batch);
    QTRY_COMPARE(static_cast<int>(table.shown().rows().size()), 3);
    table.setCurrent(0);
    const auto text = [&](qint64 at, RecordField field) { return rows.cell(at, rows.cells().columnOf(field)).text; };
    QCOMPARE(text(0, RecordField::EventType), QStringLiteral("OrderPaid"));
    QVERIFY(text(0, RecordField::Value).endsWith(u'…'));
    // Whole, and no envelope.
    QCOMPARE(text(1, RecordField::EventType), QString());
    QVERIFY(!text(1, RecordField::Value).endsWith(u'…'));
    QCOMPARE(text(2, RecordField::Value), QStringLiteral("NULL"));
    QCOMPARE(rows.hitAt(2)->offset, 102);
    QVERIFY(!rows.hitAt(3));
    rows.append(batch);
    QTRY_COMPARE(static_cast<int>(table.shown().rows().size()), 6);
    QCOMPARE(*table.current(), 0);
    rows.clear();
    QVERIFY(table.shown().rows().empty());
}

void TestTopicRows::tail()
{
    auto rows = std::make_unique<TailRows>();
    SparseTable table(QStringLiteral("Tail"), {});
    table.resize(900, 30 + 20 * Theme::rowHeight);
    table.setRows(rows.get());
    table.show();
    const auto last = [&] { return table.shown().rows().empty() ? -1 : table.shown().rows().back().position; };
    auto tail = std::make_shared<FakeTail>();
    auto sink = rows->changedSink();
    rows->setTail(tail);
    table.setFollow(true);
    QSignalSpy told(rows.get(), &TailRows::stateChanged);
    tail->now.endSequence = 5'000;
    // Many calls before the window turns to them are one.
    for (int i = 0; i < 100; ++i)
        sink();
    QTRY_COMPARE(last(), 4'999);
    QCOMPARE(told.count(), 1);
    QCOMPARE(rows->cell(4'999, rows->cells().columnOf(RecordField::EventType)).text, QStringLiteral("OrderPaid"));
    table.viewport()->grab();
    tail->asked = 0;
    table.viewport()->grab();
    QCOMPARE(tail->asked, 0);
    // Paused: it goes on counting, the rows stand still.
    rows->setPaused(true);
    tail->now.endSequence = 9'000;
    sink();
    QTRY_COMPARE(rows->state().endSequence, 9'000);
    QCOMPARE(rows->end(), 5'000);
    QCOMPARE(last(), 4'999);
    // The rows in view are pushed out.
    tail->now.firstSequence = 8'000;
    sink();
    QTRY_VERIFY(table.shown().rows().empty());
    QVERIFY(!rows->recordAt(4'000));
    rows->setPaused(false);
    QTRY_COMPARE(last(), 8'999);
    rows->clear();
    QTRY_VERIFY(table.shown().rows().empty());
    rows.reset();
    sink();
    QTest::qWait(10);
}

void TestTopicRows::windowKeepsMoving()
{
    Stand stand(std::make_shared<FakePages>(2'000'000'000, 1, 1'000));
    stand.pages->setDelay(15ms);
    QTRY_VERIFY(stand.settled());
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
    QTRY_VERIFY(stand.settled());
}

QTEST_MAIN(TestTopicRows)
#include "test_topic_rows.moc"
