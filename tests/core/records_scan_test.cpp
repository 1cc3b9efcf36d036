// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/find_next.h"
#include "core/records/scan_pass.h"
#include "tests/support/fake_cluster.h"

#include <QElapsedTimer>
#include <QtTest>

#include <atomic>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

Call soon() { return Call::within(5s); }

const TimestampMs start = 1'700'000'000'000;

/// Topic "t": `count` records in each partition, "hit" in every tenth.
std::shared_ptr<FakeCluster> filled(int partitions, int count)
{
    auto cluster = std::make_shared<FakeCluster>();
    cluster->addTopic("t", partitions);
    for (int i = 0; i < count; ++i)
        for (std::int32_t p = 0; p < partitions; ++p)
            cluster->append("t", p, "k" + std::to_string(i), i % 10 == 3 ? "a hit" : "nothing", {{"h", "12345"}},
                            start + i * 1000 + p);
    return cluster;
}

ScanRequest request(FakeCluster& cluster, const std::string& filter = "hit")
{
    ScanRequest request;
    request.topic = "t";
    request.filter = *Filter::parse(filter, start);
    for (std::int32_t p = 0;; ++p) {
        const TopicPartition one{"t", p};
        const auto end = cluster.offsets({one}, OffsetPoint::End, soon());
        const auto begin = cluster.offsets({one}, OffsetPoint::LogStart, soon());
        if (!end.complete())
            return request;
        request.range[one] = {begin.values.at(one), end.values.at(one), begin.values.at(one), end.values.at(one), {}};
    }
}

/// The promise of ScanCoverage, and that the totals are the sums.
QString untrue(const ScanState& state)
{
    std::int64_t range = 0;
    std::int64_t scanned = 0;
    std::int64_t records = 0;
    std::int64_t hits = 0;
    for (const auto& [partition, part] : state.partitions) {
        const QString where = QString("partition %1: ").arg(partition);
        if (part.scanned() + part.damagedOffsets() + part.deleted + part.remaining() != part.end - part.begin)
            return where + "sum";
        if (part.scanned() < 0 || part.remaining() < 0 || part.deleted < 0)
            return where + "negative";
        if (part.scanned() + part.notScanned() != part.end - part.begin)
            return where + "not scanned";
        if (part.finished != (part.remaining() == 0))
            return where + "finished";
        if (part.records > part.scanned())
            return where + "more records than offsets";
        range += part.end - part.begin;
        scanned += part.scanned();
        records += part.records;
        hits += part.hits;
    }
    if (range != state.offsetsInRange || scanned != state.offsetsScanned || records != state.records || hits != state.hits)
        return "totals";
    return {};
}

struct Ran {
    ScanState state;
    std::vector<ScanHit> hits;
};

Ran run(FakeCluster& cluster, const ScanRequest& request, std::optional<ScanState> from = {}, const Call& call = soon())
{
    Ran ran{from ? *from : freshScanState(request), {}};
    scanRecords(
        cluster, cluster, request, ran.state,
        [&](const RecordView& record) {
            ran.hits.push_back(previewOf(record, request.previewBytes));
            return SinkAnswer::Continue;
        },
        {}, call);
    return ran;
}

} // namespace

class RecordsScanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void coverage_data();
    void coverage();
    void hitLimitAndOn_data();
    void hitLimitAndOn();
    void newestFirst();
    void previews();
    void onePartitionFails();
    void damage_data();
    void damage();
    void deletedBeginning_data();
    void deletedBeginning();
    void openTransaction();
    void sinkStops();
    void thread();
    void threadStops();
    void threadResumesPastDamage();
    void noReader();
    void closedEarly();
    void findNext_data();
    void findNext();
};

void RecordsScanTest::coverage_data()
{
    QTest::addColumn<int>("partitions");
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("gap"); // offsets without records at the end
    QTest::addColumn<bool>("newest");
    for (const bool newest : {false, true}) {
        const QByteArray how = newest ? "newest first, " : "";
        QTest::newRow(how + "empty") << 2 << 0 << 0 << newest;
        QTest::newRow(how + "one") << 1 << 1 << 0 << newest;
        QTest::newRow(how + "gap only") << 1 << 0 << 7 << newest;
        QTest::newRow(how + "ends in a gap") << 2 << 100 << 5 << newest;
        QTest::newRow(how + "several chunks") << 3 << 9'000 << 1 << newest;
        QTest::newRow(how + "exactly a chunk") << 1 << 2'000 << 0 << newest;
        QTest::newRow(how + "a chunk and one") << 1 << 2'001 << 0 << newest;
    }
}

void RecordsScanTest::coverage()
{
    QFETCH(int, partitions);
    QFETCH(int, count);
    QFETCH(int, gap);
    QFETCH(bool, newest);
    auto cluster = filled(partitions, count);
    for (std::int32_t p = 0; p < partitions; ++p)
        cluster->gap("t", p, gap);
    ScanRequest asked = request(*cluster);
    asked.newestFirst = newest;
    asked.maxHits = 0;
    QCOMPARE(untrue(freshScanState(asked)), QString());
    const Ran ran = run(*cluster, asked);
    QCOMPARE(untrue(ran.state), QString());
    QCOMPARE(ran.state.end, ScanEnd::Finished);
    QCOMPARE(ran.state.offsetsScanned, std::int64_t(partitions) * (count + gap));
    QCOMPARE(ran.state.records, std::int64_t(partitions) * count);
    QCOMPARE(ran.hits.size(), std::size_t(partitions * ((count + 6) / 10)));
    std::set<std::pair<std::int32_t, std::int64_t>> places;
    for (const ScanHit& hit : ran.hits)
        places.insert({hit.partition, hit.offset});
    QCOMPARE(places.size(), ran.hits.size()); // none twice
}

void RecordsScanTest::hitLimitAndOn_data()
{
    QTest::addColumn<bool>("newest");
    QTest::newRow("oldest first") << false;
    QTest::newRow("newest first") << true;
}

/// Seven hits at a time, until all were found once.
void RecordsScanTest::hitLimitAndOn()
{
    QFETCH(bool, newest);
    auto cluster = filled(2, 3'000);
    ScanRequest asked = request(*cluster);
    asked.maxHits = 7;
    asked.newestFirst = newest;
    std::set<std::pair<std::int32_t, std::int64_t>> places;
    std::optional<ScanState> state;
    int rounds = 0;
    do {
        Ran ran = run(*cluster, asked, state);
        QCOMPARE(untrue(ran.state), QString());
        QVERIFY(ran.state.end == ScanEnd::HitLimit ? ran.hits.size() == 7 : ran.hits.size() < 7);
        for (const ScanHit& hit : ran.hits)
            QVERIFY(places.insert({hit.partition, hit.offset}).second);
        state = std::move(ran.state);
        QVERIFY(++rounds < 200);
    } while (state->end == ScanEnd::HitLimit);
    QCOMPARE(state->end, ScanEnd::Finished);
    QCOMPARE(places.size(), std::size_t(600));
    QCOMPARE(state->records, std::int64_t(6'000)); // none was looked at twice
}

void RecordsScanTest::newestFirst()
{
    auto cluster = filled(1, 100'000);
    ScanRequest asked = request(*cluster);
    asked.newestFirst = true;
    asked.maxHits = 50;
    const Ran ran = run(*cluster, asked);
    QCOMPARE(ran.state.end, ScanEnd::HitLimit);
    QVERIFY(ran.state.records <= 2'000);
    QVERIFY(ran.hits.front().offset >= 98'000);
    QCOMPARE(untrue(ran.state), QString());
    // One record more than the first chunk: the last of all is looked at, too.
    auto small = filled(1, 2'001);
    ScanRequest whole = request(*small, "");
    whole.newestFirst = true;
    whole.maxHits = 0;
    QCOMPARE(run(*small, whole).state.records, 2'001);
}

void RecordsScanTest::previews()
{
    FakeCluster cluster;
    cluster.addTopic("t");
    cluster.append("t", 0, std::nullopt, std::nullopt);
    cluster.append("t", 0, "", "");
    cluster.append("t", 0, Bytes(1'000, 'k'), Bytes("\0\xff", 2) + Bytes(5'000, 'v'), {{"a", "123"}, {"b", std::nullopt}});
    ScanRequest asked = request(cluster, "");
    asked.previewBytes = 10;
    const Ran ran = run(cluster, asked);
    QCOMPARE(ran.hits.size(), std::size_t(3));
    QVERIFY(ran.hits[0].keyNull && ran.hits[0].valueNull && !ran.hits[1].keyNull && !ran.hits[1].valueNull);
    QCOMPARE(ran.hits[2].key, Bytes(10, 'k'));
    QCOMPARE(ran.hits[2].value, Bytes("\0\xff", 2) + Bytes(8, 'v'));
    QCOMPARE(ran.hits[2].keySize, 1'000U);
    QCOMPARE(ran.hits[2].valueSize, 5'002U);
    QCOMPARE(ran.hits[2].totalSize, 6'007U);
}

void RecordsScanTest::onePartitionFails()
{
    auto cluster = filled(3, 100);
    const ScanRequest asked = request(*cluster);
    const Error refused{ErrorKind::NotAuthorized, "You may not read that.", {}, 29, false};
    cluster->failSubject(Op::Read, "t-1", refused);
    Ran ran = run(*cluster, asked);
    QCOMPARE(ran.state.end, ScanEnd::Failed);
    QCOMPARE(untrue(ran.state), QString());
    QVERIFY(ran.state.partitions.at(1).error == refused);
    QVERIFY(!ran.state.partitions.at(1).atDamage);
    QCOMPARE(ran.state.partitions.at(1).remaining(), std::int64_t(100));
    QVERIFY(ran.state.partitions.at(0).finished && ran.state.partitions.at(2).finished);

    cluster->failSubject(Op::Read, "t-1", std::nullopt);
    ran = run(*cluster, asked, ran.state);
    QCOMPARE(ran.state.end, ScanEnd::Finished);
    QCOMPARE(ran.hits.size(), std::size_t(10)); // only the third that was missing
    QCOMPARE(untrue(ran.state), QString());
}

void RecordsScanTest::damage_data()
{
    QTest::addColumn<int>("begin");
    QTest::addColumn<int>("end");
    QTest::addColumn<bool>("newest");
    for (const bool newest : {false, true})
        for (const auto& [begin, end] : {std::pair(0, 1), {0, 100}, {50, 51}, {50, 99}, {50, 100}, {99, 100}, {17, 81}})
            QTest::addRow("%d to %d%s", begin, end, newest ? ", newest first" : "") << begin << end << newest;
}

void RecordsScanTest::damage()
{
    QFETCH(int, begin);
    QFETCH(int, end);
    QFETCH(bool, newest);
    auto cluster = filled(2, 100);
    cluster->damage("t", 1, begin, end);
    ScanRequest asked = request(*cluster);
    asked.newestFirst = newest;
    Ran ran = run(*cluster, asked);
    QCOMPARE(ran.state.end, ScanEnd::Failed);
    const ScanCoverage& part = ran.state.partitions.at(1);
    QVERIFY(part.atDamage);
    QCOMPARE(part.next, std::int64_t(begin));
    QCOMPARE(part.remaining(), std::int64_t(100 - begin));

    skipDamage(*cluster, *cluster, asked, 0, ran.state, soon()); // that one is fine
    QCOMPARE(ran.state.partitions.at(0).damaged.size(), std::size_t(0));
    const int calls = cluster->calls(Op::Read);
    skipDamage(*cluster, *cluster, asked, 1, ran.state, soon());
    QVERIFY(cluster->calls(Op::Read) - calls <= 16);
    QCOMPARE(untrue(ran.state), QString());
    QCOMPARE(part.damaged.size(), std::size_t(1));
    QCOMPARE(part.damaged[0].begin, std::int64_t(begin));
    QCOMPARE(part.damaged[0].end, std::int64_t(end));
    QVERIFY(meansDamage(part.damaged[0].error));

    ran = run(*cluster, asked, ran.state);
    QCOMPARE(ran.state.end, ScanEnd::Finished);
    QCOMPARE(untrue(ran.state), QString());
    QCOMPARE(ran.state.offsetsScanned, std::int64_t(200 - (end - begin)));
    QCOMPARE(ran.state.records, std::int64_t(200 - (end - begin)));
}

void RecordsScanTest::deletedBeginning_data()
{
    QTest::addColumn<int>("logStart");
    QTest::addColumn<bool>("newest");
    for (const bool newest : {false, true})
        for (const int logStart : {1, 4'000, 7'999, 9'999, 10'000})
            QTest::addRow("to %d%s", logStart, newest ? ", newest first" : "") << logStart << newest;
}

void RecordsScanTest::deletedBeginning()
{
    QFETCH(int, logStart);
    QFETCH(bool, newest);
    auto cluster = filled(1, 10'000);
    ScanRequest asked = request(*cluster);
    asked.newestFirst = newest;
    asked.maxHits = 0;
    cluster->deleteBefore("t", 0, logStart);
    const Ran ran = run(*cluster, asked);
    QCOMPARE(ran.state.end, ScanEnd::Finished);
    QCOMPARE(untrue(ran.state), QString());
    QCOMPARE(ran.state.partitions.at(0).deleted, std::int64_t(logStart));
    QCOMPARE(ran.state.records, std::int64_t(10'000 - logStart));
    QCOMPARE(ran.state.partitions.at(0).notScanned(), std::int64_t(logStart));

    // And when it happens between two runs.
    auto other = filled(1, 10'000);
    asked.maxHits = 3;
    Ran two = run(*other, asked);
    other->deleteBefore("t", 0, logStart);
    asked.maxHits = 0;
    two = run(*other, asked, two.state);
    QCOMPARE(two.state.end, ScanEnd::Finished);
    QCOMPARE(untrue(two.state), QString());
    QCOMPARE(two.state.records + two.state.partitions.at(0).deleted, std::int64_t(10'000));
}

/// The end that read_committed may see lies before that of the range.
void RecordsScanTest::openTransaction()
{
    auto cluster = filled(1, 100);
    for (const bool newest : {false, true}) {
        ScanRequest asked = request(*cluster);
        asked.isolation = Isolation::ReadCommitted;
        asked.newestFirst = newest;
        asked.range.begin()->second.end = 130; // the fake has one end only
        Ran ran = run(*cluster, asked);
        QCOMPARE(ran.state.end, ScanEnd::Failed);
        QCOMPARE(untrue(ran.state), QString());
        QCOMPARE(ran.state.records, std::int64_t(100));
        QCOMPARE(ran.state.partitions.at(0).remaining(), std::int64_t(30));
        QVERIFY(ran.state.partitions.at(0).error->message.find("transaction") != std::string::npos);
        QVERIFY(!ran.state.partitions.at(0).atDamage);
    }
}

void RecordsScanTest::sinkStops()
{
    auto cluster = filled(2, 100);
    const ScanRequest asked = request(*cluster);
    ScanState state = freshScanState(asked);
    int seen = 0;
    scanRecords(*cluster, *cluster, asked, state,
                [&](const RecordView&) { return ++seen == 3 ? SinkAnswer::Stop : SinkAnswer::Continue; }, {}, soon());
    QCOMPARE(state.end, ScanEnd::Stopped);
    QCOMPARE(seen, 3);
    QCOMPARE(state.hits, std::int64_t(3));
    QCOMPARE(state.partitions.at(0).next, std::int64_t(24));
    QCOMPARE(untrue(state), QString());
}

void RecordsScanTest::thread()
{
    auto cluster = filled(2, 5'000);
    ScanRequest asked = request(*cluster);
    asked.maxHits = 600;
    std::atomic<int> changes = 0;
    const auto scan = Scan::start(cluster, asked, [&] { ++changes; });
    QTRY_COMPARE(scan->state().end, ScanEnd::HitLimit);
    QCOMPARE(scan->takeHits().size(), std::size_t(600));
    QVERIFY(scan->takeHits().empty());
    QVERIFY(changes >= 1);
    const auto first = scan->state().elapsed;
    scan->resume();
    QTRY_COMPARE(scan->state().end, ScanEnd::Finished);
    QCOMPARE(scan->takeHits().size(), std::size_t(400));
    QVERIFY(scan->state().elapsed >= first);
    QCOMPARE(untrue(scan->state()), QString());
    scan->resume(); // nothing is left
    QCOMPARE(scan->state().end, ScanEnd::Finished);
}

void RecordsScanTest::threadStops()
{
    auto cluster = filled(1, 10);
    cluster->delay(Op::Read, 30s);
    const auto scan = Scan::start(cluster, request(*cluster), {});
    QTRY_VERIFY(cluster->calls(Op::Read) > 0);
    QCOMPARE(scan->state().end, ScanEnd::Running);
    QElapsedTimer timer;
    timer.start();
    scan->stop();
    QTRY_COMPARE(scan->state().end, ScanEnd::Stopped);
    QVERIFY2(timer.elapsed() < 2'000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(untrue(scan->state()), QString());
    cluster->delay(Op::Read, 0s);
    scan->resume();
    QTRY_COMPARE(scan->state().end, ScanEnd::Finished);
    QCOMPARE(scan->takeHits().size(), std::size_t(1));
}

void RecordsScanTest::threadResumesPastDamage()
{
    auto cluster = filled(2, 100);
    cluster->damage("t", 0, 30, 40);
    cluster->damage("t", 0, 70, 80);
    const auto scan = Scan::start(cluster, request(*cluster), {});
    QTRY_COMPARE(scan->state().end, ScanEnd::Failed);
    scan->resume(); // the same batch is in the way again
    QTRY_COMPARE(scan->state().end, ScanEnd::Failed);
    QCOMPARE(scan->state().partitions.at(0).next, std::int64_t(30));
    scan->resumePastDamage(0);
    QTRY_VERIFY(scan->state().end == ScanEnd::Failed && scan->state().partitions.at(0).next == 70);
    scan->resumePastDamage(0);
    QTRY_COMPARE(scan->state().end, ScanEnd::Finished);
    QCOMPARE(untrue(scan->state()), QString());
    QCOMPARE(scan->state().partitions.at(0).damagedOffsets(), std::int64_t(20));
    QCOMPARE(scan->takeHits().size(), std::size_t(18));
}

void RecordsScanTest::noReader()
{
    auto cluster = filled(2, 10);
    const Error down{ErrorKind::Unreachable, "Nobody there.", {}, -195, true};
    cluster->fail(Op::Read, down);
    cluster->fail(Op::Offsets, down);
    ScanRequest asked;
    asked.topic = "t";
    asked.range = {{{"t", 0}, {0, 10, 0, 10, {}}}, {{"t", 1}, {0, 10, 0, 10, {}}}};
    const auto scan = Scan::start(cluster, asked, {});
    QTRY_COMPARE(scan->state().end, ScanEnd::Failed);
    QVERIFY(scan->state().partitions.at(1).error == down);
    QCOMPARE(untrue(scan->state()), QString());
}

void RecordsScanTest::closedEarly()
{
    auto cluster = filled(1, 10);
    cluster->delay(Op::Read, 30s);
    std::atomic<int> changes = 0;
    QElapsedTimer timer;
    timer.start();
    for (const auto wait : {0ms, 1ms, 50ms}) {
        auto scan = Scan::start(cluster, request(*cluster), [&] { ++changes; });
        QTest::qWait(static_cast<int>(wait.count()));
        scan.reset();
    }
    QVERIFY2(timer.elapsed() < 3'000, qPrintable(QString::number(timer.elapsed())));
    const int before = changes;
    QTest::qWait(50);
    QCOMPARE(changes.load(), before);
}

void RecordsScanTest::findNext_data()
{
    QTest::addColumn<int>("from0"); // where to begin in partition 0 and 1
    QTest::addColumn<int>("from1");
    QTest::addColumn<QString>("found"); // "partition@offset"
    QTest::newRow("from the beginning") << 0 << 0 << "0@3";
    QTest::newRow("at a hit") << 3 << 4 << "0@3";
    QTest::newRow("behind a hit") << 4 << 4 << "0@13";
    QTest::newRow("the earlier one is in the other partition") << 14 << 4 << "1@13";
    QTest::newRow("only one is left") << 100 << 91 << "1@93";
    QTest::newRow("none") << 94 << 94 << "";
    QTest::newRow("nothing to look at") << 100 << 100 << "";
}

void RecordsScanTest::findNext()
{
    QFETCH(int, from0);
    QFETCH(int, from1);
    QFETCH(QString, found);
    auto cluster = filled(2, 100);
    ScanRequest asked = request(*cluster);
    asked.range.at({"t", 0}).begin = from0;
    asked.range.at({"t", 1}).begin = from1;
    const FoundNext next = weir::findNext(*cluster, *cluster, asked, soon());
    QCOMPARE(next.hit ? QString("%1@%2").arg(next.hit->partition).arg(next.hit->offset) : QString(), found);
    QVERIFY(next.failures.empty());
    QCOMPARE(next.certain, true);
}

QTEST_GUILESS_MAIN(RecordsScanTest)
#include "records_scan_test.moc"
