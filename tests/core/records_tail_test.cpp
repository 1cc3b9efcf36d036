// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/arrival_rate.h"
#include "core/records/record_ring.h"
#include "core/records/tail.h"
#include "tests/support/fake_cluster.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <random>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

Error broken(ErrorKind kind, bool retriable = false) { return {kind, "It is broken.", {}, 0, retriable}; }

class View final : public RecordView
{
public:
    explicit View(const Record& record) : m_record(record)
    {
        partition = record.partition;
        offset = record.offset;
        timestampType = record.timestampType;
        timestamp = record.timestamp;
        if (record.key)
            key = *record.key;
        if (record.value)
            value = *record.value;
    }
    [[nodiscard]] Headers headers() const override { return m_record.headers; }

private:
    const Record& m_record;
};

Record record(std::int64_t offset, OptionalBytes value, OptionalBytes key = std::nullopt, Headers headers = {})
{
    return {"t", 3, offset, TimestampType::CreateTime, 1'700'000'000'000 + offset, std::move(key), std::move(value),
            std::move(headers)};
}

TailRequest request(std::vector<std::int32_t> partitions = {})
{
    TailRequest made;
    made.topic = "t";
    made.partitions = std::move(partitions);
    return made;
}

} // namespace

class RecordsTailTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void ringGivesBackWhatItGot();
    void ringKeepsTheNewest_data();
    void ringKeepsTheNewest();
    void ringCutsWhatIsLong();
    void ringAgainstADeque();
    void rateOverTwoSeconds();
    void showsWhatArrives();
    void filters();
    void pausedGoesOnCounting();
    void clears();
    void caps();
    void tellsRarely();
    void partitionsAddedLater();
    void onlyChosenPartitions();
    void retentionIsQuicker();
    void damagedBatchIsPassedOver();
    void onePartitionFailsTheOthersGoOn();
    void deletedAndMadeAgain();
    void outageIsToldAndEnds();
    void topicThatIsNotThere();
    void stopsQuickly();
    void nothingIsToldAfterwards();

private:
    std::unique_ptr<Tail> start(TailRequest request)
    {
        auto tail = Tail::start(m_cluster, std::move(request), [this] { ++m_changes; });
        m_tail = tail.get();
        return tail;
    }
    /// A read is running: what arrives from now on is seen.
    void waitForRead(int reads = 1) { QTRY_VERIFY_WITH_TIMEOUT(m_cluster->calls(Op::Read) >= reads, 10'000); }
    void append(int count, std::int32_t partition = 0)
    {
        for (int i = 0; i < count; ++i)
            m_cluster->append("t", partition, "k", "v" + std::to_string(i));
    }
    [[nodiscard]] std::string messages() const
    {
        std::string all;
        for (const Failure& failure : m_tail->state().failures)
            all += failure.subject + ": " + failure.error.message + "\n";
        return all;
    }

    std::shared_ptr<FakeCluster> m_cluster;
    std::atomic<int> m_changes = 0;
    Tail* m_tail = nullptr;
};

void RecordsTailTest::init()
{
    m_cluster = std::make_shared<FakeCluster>();
    m_cluster->addTopic("t", 2);
    append(5);
    m_changes = 0;
}

void RecordsTailTest::ringGivesBackWhatItGot()
{
    std::vector<Record> records{
        record(0, std::nullopt),
        record(1, "", ""),
        record(2, "v", std::nullopt, {{"a", "1"}, {"a", std::nullopt}, {"", ""}, {Bytes("\0\xff", 2), Bytes("\xc3\x28", 2)}}),
        record(9'000'000'000'000, Bytes("\0\x01\xff", 3), Bytes(2000, 'k')),
    };
    records.push_back(records.front());
    records.back().timestamp.reset();
    records.back().timestampType = TimestampType::None;
    RecordRing ring("t", {});
    for (const Record& one : records)
        ring.add(View(one));
    QCOMPARE(ring.first(), std::int64_t(0));
    QCOMPARE(ring.end(), std::int64_t(records.size()));
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto got = ring.at(static_cast<std::int64_t>(i));
        QVERIFY(got);
        QVERIFY2(*got == records[i], qPrintable(QString::number(i)));
        QCOMPARE(ring.fullSize(static_cast<std::int64_t>(i)).value(), records[i].size());
    }
    QVERIFY(!ring.at(-1) && !ring.at(ring.end()));
}

void RecordsTailTest::ringKeepsTheNewest_data()
{
    QTest::addColumn<std::size_t>("maxRecords");
    QTest::addColumn<std::size_t>("maxBytes");
    QTest::addColumn<bool>("byCount");
    QTest::newRow("by count") << std::size_t(100) << (std::size_t(8) << 20) << true;
    QTest::newRow("by bytes") << std::size_t(1'000'000) << std::size_t(100'000) << false;
    QTest::newRow("one record") << std::size_t(1) << (std::size_t(8) << 20) << true;
    QTest::newRow("no room at all") << std::size_t(1'000'000) << std::size_t(0) << false;
}

void RecordsTailTest::ringKeepsTheNewest()
{
    QFETCH(std::size_t, maxRecords);
    QFETCH(std::size_t, maxBytes);
    QFETCH(bool, byCount);
    RecordRing ring("t", {maxRecords, maxBytes, std::size_t(64) << 10});
    std::size_t most = 0;
    for (int i = 0; i < 5000; ++i) {
        ring.add(View(record(i, std::string(200, 'x'))));
        most = std::max(most, ring.bytes());
        QCOMPARE(ring.dropped(), ring.first());
    }
    QVERIFY2(most <= std::max<std::size_t>(maxBytes, 8192), qPrintable(QString::number(most)));
    QCOMPARE(ring.fill(), 1.0);
    QCOMPARE(ring.end(), std::int64_t(5000));
    QCOMPARE(ring.at(4999)->offset, std::int64_t(4999));
    QVERIFY(!ring.at(ring.first() - 1));
    QCOMPARE(ring.at(ring.first())->offset, ring.first());
    if (byCount)
        QCOMPARE(ring.end() - ring.first(), std::int64_t(maxRecords));
    else
        QVERIFY(most >= maxBytes * 9 / 10);
    ring.clear();
    QCOMPARE(ring.first(), std::int64_t(5000));
    QVERIFY(!ring.at(4999));
    QCOMPARE(ring.fill(), 0.0);
    QCOMPARE(ring.bytes(), std::size_t(0));
}

void RecordsTailTest::ringCutsWhatIsLong()
{
    RecordRing ring("t", {100, std::size_t(1) << 20, 1000});
    const Record whole = record(7, std::string(50'000, 'v'), std::string(1500, 'k'),
                                {{"a", std::string(900, 'h')}, {"b", std::string(900, 'h')}});
    ring.add(View(whole));
    const auto got = ring.at(0);
    QCOMPARE(got->value, OptionalBytes(std::string(1000, 'v')));
    QCOMPARE(got->key, OptionalBytes(std::string(1000, 'k')));
    QCOMPARE(got->headers.size(), std::size_t(1));
    QCOMPARE(ring.fullSize(0).value(), whole.size());
}

/// Random sizes against a plain list.
void RecordsTailTest::ringAgainstADeque()
{
    std::mt19937 random(42);
    RecordRing ring("t", {300, 60'000, 3'000});
    std::vector<Record> all;
    for (int i = 0; i < 3000; ++i) {
        Headers headers;
        for (unsigned h = random() % 3; h > 0; --h)
            headers.push_back({std::string(random() % 5, 'n'), random() % 2 ? OptionalBytes("x") : std::nullopt});
        const std::size_t size = random() % 20 == 0 ? random() % 1'200 : random() % 50;
        all.push_back(record(i, random() % 9 ? OptionalBytes(std::string(size, char('a' + i % 26))) : std::nullopt,
                             random() % 3 ? OptionalBytes(std::to_string(i)) : std::nullopt, headers));
        ring.add(View(all.back()));
        if (i == 1500)
            ring.clear();
        for (const std::int64_t sequence : {ring.first(), (ring.first() + ring.end()) / 2, ring.end() - 1})
            if (sequence >= ring.first() && sequence < ring.end())
                QVERIFY(ring.at(sequence).value() == all[static_cast<std::size_t>(sequence)]);
        QVERIFY(ring.bytes() <= 60'000 && ring.end() - ring.first() <= 300);
    }
}

void RecordsTailTest::rateOverTwoSeconds()
{
    ArrivalRate rate(2s);
    const ArrivalRate::Time t0{};
    QCOMPARE(rate.after(0, t0), 0.0);
    QCOMPARE(rate.after(500, t0 + 500ms), 1000.0);
    QCOMPARE(rate.after(2000, t0 + 2s), 1000.0);
    QCOMPARE(rate.after(2000, t0 + 4s), 0.0);
    QCOMPARE(rate.after(2000, t0 + 100s), 0.0);
    QCOMPARE(rate.after(2200, t0 + 200s), 100.0); // the long silence before is not averaged in
}

void RecordsTailTest::showsWhatArrives()
{
    const auto tail = start(request());
    waitForRead();
    append(3);
    append(2, 1);
    QTRY_COMPARE(tail->state().endSequence, std::int64_t(5));
    const TailState state = tail->state();
    QCOMPARE(state.received, std::int64_t(5)); // and not what was there before
    QCOMPARE(state.matched, std::int64_t(5));
    QCOMPARE(state.firstSequence, std::int64_t(0));
    QVERIFY(state.running && state.failures.empty() && state.missed == 0 && !state.paused);
    QCOMPARE(tail->at(0)->offset, std::int64_t(5));
    QCOMPARE(tail->at(0)->topic, std::string("t"));
    QCOMPARE(tail->fullSize(0).value(), tail->at(0)->size());
    QTRY_VERIFY(m_changes > 0);
    QTRY_VERIFY_WITH_TIMEOUT(tail->state().recordsPerSecond > 0, 5000);
    QTRY_COMPARE_WITH_TIMEOUT(tail->state().recordsPerSecond, 0.0, 10'000); // it falls without anything arriving
}

void RecordsTailTest::filters()
{
    TailRequest wanted = request();
    wanted.filter = Filter::parse("\"v2\"", nowMs()).value();
    const auto tail = start(std::move(wanted));
    waitForRead();
    append(4);
    QTRY_COMPARE(tail->state().received, std::int64_t(4));
    QCOMPARE(tail->state().matched, std::int64_t(1));
    QCOMPARE(tail->at(0)->value, OptionalBytes("v2"));
}

void RecordsTailTest::pausedGoesOnCounting()
{
    TailRequest small = request();
    small.maxRecords = 10;
    const auto tail = start(std::move(small));
    waitForRead();
    append(4);
    QTRY_COMPARE(tail->state().endSequence, std::int64_t(4));
    tail->setPaused(true);
    append(4);
    QTRY_COMPARE(tail->state().endSequence, std::int64_t(8));
    QVERIFY(tail->state().paused);
    QCOMPARE(tail->state().pausedAt, std::int64_t(4));
    QCOMPARE(tail->state().fill, 0.8);
    append(6);
    QTRY_COMPARE(tail->state().endSequence, std::int64_t(14));
    QCOMPARE(tail->state().fill, 1.0);
    QCOMPARE(tail->state().firstSequence, std::int64_t(4));
    QCOMPARE(tail->state().dropped, std::int64_t(4));
    tail->setPaused(false);
    QVERIFY(!tail->state().paused);
}

void RecordsTailTest::clears()
{
    const auto tail = start(request());
    waitForRead();
    append(4);
    QTRY_COMPARE(tail->state().endSequence, std::int64_t(4));
    tail->clear();
    QCOMPARE(tail->state().firstSequence, std::int64_t(4));
    QCOMPARE(tail->state().bytes, std::size_t(0));
    QVERIFY(!tail->at(3));
    append(1);
    QTRY_VERIFY(tail->at(4));
    QCOMPARE(tail->at(4)->offset, std::int64_t(9));
}

void RecordsTailTest::caps()
{
    TailRequest small = request();
    small.maxBytes = 64 << 10;
    const auto tail = start(std::move(small));
    waitForRead();
    for (int i = 0; i < 1000; ++i)
        m_cluster->append("t", 0, "k", std::string(300, 'x'));
    QTRY_COMPARE(tail->state().received, std::int64_t(1000));
    const TailState state = tail->state();
    QVERIFY(state.bytes <= 64 << 10);
    QVERIFY(state.dropped > 0);
    QCOMPARE(state.dropped, state.firstSequence);
    QCOMPARE(tail->at(999)->offset, std::int64_t(1004));
}

void RecordsTailTest::tellsRarely()
{
    const auto tail = start(request());
    waitForRead();
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 1000) {
        append(20);
        QTest::qWait(1);
    }
    const int told = m_changes;
    QVERIFY2(told >= 2 && told <= 22, qPrintable(QString::number(told)));
    QTRY_COMPARE(tail->state().endSequence, tail->state().received);
}

void RecordsTailTest::partitionsAddedLater()
{
    const auto tail = start(request());
    waitForRead();
    m_cluster->addTopic("t", 3);
    append(2, 2); // before anybody noticed: they are new all the same
    QTRY_COMPARE_WITH_TIMEOUT(tail->state().received, std::int64_t(2), 15'000);
    append(1, 0);
    QTRY_COMPARE(tail->state().received, std::int64_t(3));
    QVERIFY2(tail->state().failures.empty(), messages().c_str());
}

void RecordsTailTest::onlyChosenPartitions()
{
    const auto tail = start(request({1, 7}));
    waitForRead();
    append(2, 0);
    append(3, 1);
    QTRY_COMPARE(tail->state().received, std::int64_t(3));
    QCOMPARE(tail->state().failures.size(), std::size_t(1));
    QCOMPARE(tail->state().failures[0].subject, std::string("t-7"));
    QCOMPARE(tail->state().failures[0].error.kind, ErrorKind::InvalidInput);
}

void RecordsTailTest::retentionIsQuicker()
{
    m_cluster->failSubject(Op::Read, "t-0", broken(ErrorKind::Unreachable, true));
    const auto tail = start(request());
    waitForRead();
    append(10); // offsets 5 to 14
    m_cluster->deleteBefore("t", 0, 12);
    m_cluster->failSubject(Op::Read, "t-0", std::nullopt);
    QTRY_COMPARE_WITH_TIMEOUT(tail->state().received, std::int64_t(3), 10'000);
    QCOMPARE(tail->state().missed, std::int64_t(7));
    QCOMPARE(tail->at(0)->offset, std::int64_t(12));
    QTRY_VERIFY2(tail->state().failures.empty(), messages().c_str());
}

void RecordsTailTest::damagedBatchIsPassedOver()
{
    const auto tail = start(request());
    waitForRead();
    m_cluster->damage("t", 0, 7, 10);
    append(5); // offsets 5 to 9: nobody can read the last three
    QTRY_VERIFY_WITH_TIMEOUT(tail->state().missed >= 1, 10'000);
    append(2);
    QTRY_COMPARE_WITH_TIMEOUT(tail->state().received + tail->state().missed, std::int64_t(7), 10'000);
    QCOMPARE(tail->at(1)->offset, std::int64_t(6));
    QVERIFY2(messages().find("t-0: Could not read: the record batch is damaged. The tail passes over ") == 0,
             messages().c_str());
    append(1, 1);
    QTRY_COMPARE(tail->state().received, std::int64_t(5));
}

void RecordsTailTest::onePartitionFailsTheOthersGoOn()
{
    m_cluster->failSubject(Op::Read, "t-0", broken(ErrorKind::NotAuthorized));
    const auto tail = start(request());
    waitForRead(2);
    append(3, 1);
    QTRY_COMPARE_WITH_TIMEOUT(tail->state().received, std::int64_t(3), 10'000);
    QTRY_COMPARE(tail->state().failures.size(), std::size_t(1));
    QCOMPARE(tail->state().failures[0].subject, std::string("t-0"));
    append(2, 0);
    m_cluster->failSubject(Op::Read, "t-0", std::nullopt);
    QTRY_COMPARE_WITH_TIMEOUT(tail->state().received, std::int64_t(5), 10'000);
    QTRY_VERIFY2_WITH_TIMEOUT(tail->state().failures.empty(), messages().c_str(), 10'000);
}

void RecordsTailTest::deletedAndMadeAgain()
{
    const auto tail = start(request());
    waitForRead();
    append(1);
    QTRY_COMPARE(tail->state().received, std::int64_t(1));
    QVERIFY(m_cluster->deleteTopic("t", {}));
    QTRY_COMPARE_WITH_TIMEOUT(tail->state().failures.size(), std::size_t(1), 10'000);
    QCOMPARE(tail->state().failures[0].subject, std::string("t"));
    QCOMPARE(tail->state().failures[0].error.kind, ErrorKind::NotFound);
    QVERIFY(tail->state().running);
    QCOMPARE(tail->at(0)->offset, std::int64_t(5)); // what was seen stays
    m_cluster->addTopic("t", 1);
    append(2);
    QTRY_COMPARE_WITH_TIMEOUT(tail->state().received, std::int64_t(3), 10'000);
    QCOMPARE(tail->at(1)->offset, std::int64_t(0));
    QTRY_VERIFY2(tail->state().failures.empty(), messages().c_str());
}

void RecordsTailTest::outageIsToldAndEnds()
{
    const auto tail = start(request());
    waitForRead();
    m_cluster->fail(Op::Topic, broken(ErrorKind::Unreachable, true));
    QTRY_COMPARE_WITH_TIMEOUT(tail->state().failures.size(), std::size_t(1), 15'000);
    QCOMPARE(tail->state().failures[0].subject, std::string("t"));
    QCOMPARE(tail->state().failures[0].error.kind, ErrorKind::Unreachable);
    m_cluster->fail(Op::Topic, std::nullopt);
    QTRY_VERIFY_WITH_TIMEOUT(tail->state().failures.empty(), 15'000);
    append(1);
    QTRY_COMPARE(tail->state().received, std::int64_t(1));
}

void RecordsTailTest::topicThatIsNotThere()
{
    TailRequest wanted = request();
    wanted.topic = "later";
    const auto tail = start(std::move(wanted));
    QTRY_COMPARE(tail->state().failures.size(), std::size_t(1));
    QCOMPARE(tail->state().failures[0].error.kind, ErrorKind::NotFound);
    m_cluster->addTopic("later", 1);
    m_cluster->append("later", 0, "k", "v");
    QTRY_COMPARE_WITH_TIMEOUT(tail->state().received, std::int64_t(1), 10'000);
}

void RecordsTailTest::stopsQuickly()
{
    for (const Op slow : {Op::Topic, Op::Offsets, Op::Read, Op::Count}) {
        init();
        if (slow != Op::Count)
            m_cluster->delay(slow, 30s);
        auto tail = start(request());
        QTest::qWait(50);
        QElapsedTimer timer;
        timer.start();
        tail.reset();
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    }
}

void RecordsTailTest::nothingIsToldAfterwards()
{
    auto tail = start(request());
    waitForRead();
    append(100);
    QTRY_VERIFY(m_changes > 0);
    tail.reset();
    const int told = m_changes;
    append(100);
    QTest::qWait(150);
    QCOMPARE(m_changes.load(), told);
}

QTEST_GUILESS_MAIN(RecordsTailTest)
#include "records_tail_test.moc"
