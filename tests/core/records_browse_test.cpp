// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/browse.h"
#include "tests/support/fake_cluster.h"

#include <QtTest>

#include <thread>

using namespace weir;
using namespace weir::test;
using Kind = BrowseFrom::Kind;

namespace {

Call soon() { return Call::within(std::chrono::seconds(5)); }

BrowseRequest request(BrowseFrom from, std::vector<std::int32_t> partitions = {}, std::size_t limit = 500)
{
    return {"t", std::move(partitions), from, limit, std::size_t{64} << 20U};
}

/// "0@3 1@7": partition and offset of each record.
QString show(const std::vector<Record>& records)
{
    QStringList parts;
    for (const Record& record : records)
        parts << QString("%1@%2").arg(record.partition).arg(record.offset);
    return parts.join(' ');
}

/// A topic "t" whose records lie where `offsets` says ("0,1,5 | 3"), between log start 0 and `end`.
void fill(FakeCluster& cluster, const std::vector<std::vector<std::int64_t>>& offsets, std::int64_t end)
{
    cluster.addTopic("t", static_cast<int>(offsets.size()));
    for (std::size_t p = 0; p < offsets.size(); ++p) {
        const auto partition = static_cast<std::int32_t>(p);
        std::int64_t next = 0;
        for (const std::int64_t offset : offsets[p]) {
            cluster.gap("t", partition, offset - next);
            cluster.append("t", partition, std::nullopt, "v");
            next = offset + 1;
        }
        cluster.gap("t", partition, end - next);
    }
}

std::vector<std::int64_t> sequence(std::int64_t from, std::int64_t to, std::int64_t step = 1)
{
    std::vector<std::int64_t> numbers;
    for (; from < to; from += step)
        numbers.push_back(from);
    return numbers;
}

} // namespace

class RecordsBrowseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void newestOfOnePartition()
    {
        FakeCluster cluster;
        fill(cluster, {sequence(0, 100)}, 100);
        const auto found = browse(cluster, request({Kind::Newest, 3}), soon());
        QVERIFY(found && found->complete());
        const BrowseResult& result = found->values;
        QCOMPARE(show(result.records), QString("0@99 0@98 0@97"));
        QCOMPARE(result.offsetsScanned, 3);
        QCOMPARE(result.offsetsInRange, 100);
        QVERIFY(result.limitReached && !result.interrupted);
        QCOMPARE(result.spans.at({"t", 0}).end, 100);
    }

    void wholeTopicHasNoMore()
    {
        FakeCluster cluster;
        fill(cluster, {sequence(0, 3), {}}, 3);
        for (const Kind kind : {Kind::Newest, Kind::Oldest}) {
            const auto result = browse(cluster, request({kind, 50}), soon())->values;
            QCOMPARE(result.records.size(), 3U);
            QVERIFY(!result.limitReached && !result.interrupted);
            QCOMPARE(result.offsetsScanned, result.offsetsInRange);
        }
    }

    void newestWidensOverGaps()
    {
        FakeCluster cluster; // 3 records at the start, then a compacted desert
        fill(cluster, {{0, 1, 2}}, 1'000'000);
        const auto result = browse(cluster, request({Kind::Newest, 2}), soon())->values;
        QCOMPARE(show(result.records), QString("0@2 0@1"));
        QVERIFY(result.limitReached); // offset 0 is not shown
        QVERIFY(cluster.calls(Op::Read) <= 12);
        const auto all = browse(cluster, request({Kind::Newest, 5}), soon())->values;
        QCOMPARE(show(all.records), QString("0@2 0@1 0@0"));
        QVERIFY(!all.limitReached);
        QCOMPARE(all.offsetsScanned, 1'000'000);
    }

    void newestKeepsNoMoreThanAsked()
    {
        FakeCluster cluster; // the widened pass finds far more than is missing
        auto offsets = sequence(0, 90);
        offsets.push_back(98);
        fill(cluster, {offsets}, 100);
        const auto result = browse(cluster, request({Kind::Newest, 6}), soon())->values;
        QCOMPARE(show(result.records), QString("0@98 0@89 0@88 0@87 0@86 0@85"));
        QVERIFY(result.limitReached);
    }

    void oldestWidensForward()
    {
        FakeCluster cluster;
        fill(cluster, {{500'000, 500'001, 700'000}}, 1'000'000);
        const auto result = browse(cluster, request({Kind::Oldest, 3}), soon())->values;
        QCOMPARE(show(result.records), QString("0@500000 0@500001 0@700000"));
        const auto first = browse(cluster, request({Kind::Oldest, 1}), soon())->values;
        QCOMPARE(show(first.records), QString("0@500000"));
        QVERIFY(first.limitReached);
    }

    void fromAnOffset()
    {
        FakeCluster cluster;
        fill(cluster, {sequence(0, 100, 2)}, 100);
        const auto result = browse(cluster, request({Kind::Offset, 41}, {}, 3), soon())->values;
        QCOMPARE(show(result.records), QString("0@42 0@44 0@46"));
        QVERIFY(result.limitReached);
        QVERIFY(browse(cluster, request({Kind::Offset, 100}), soon())->values.records.empty());
        QCOMPARE(browse(cluster, request({Kind::Offset, 101}), soon()).error().kind, ErrorKind::InvalidInput);
    }

    void severalPartitionsByTime()
    {
        FakeCluster cluster;
        cluster.addTopic("t", 3);
        const auto at = [&](std::int32_t partition, TimestampMs time) {
            cluster.append("t", partition, std::nullopt, "v", {}, time);
        };
        at(0, 10), at(0, 40), at(0, 70);
        at(1, 20), at(1, 50), at(1, 50); // the same moment: partition, then offset
        at(2, 50), at(2, 5);             // runs backwards
        const auto newest = browse(cluster, request({Kind::Newest, 5}), soon())->values;
        QCOMPARE(show(newest.records), QString("0@2 2@0 1@2 1@1 0@1"));
        const auto oldest = browse(cluster, request({Kind::Oldest, 4}), soon())->values;
        QCOMPARE(show(oldest.records), QString("2@1 0@0 1@0 0@1"));
        const auto chosen = browse(cluster, request({Kind::Newest, 2}, {1, 1}), soon())->values;
        QCOMPARE(show(chosen.records), QString("1@2 1@1"));
        QCOMPARE(chosen.spans.size(), 1U);
        const auto backwards = browse(cluster, request({Kind::Newest, 2}, {2}), soon())->values;
        QCOMPARE(show(backwards.records), QString("2@1 2@0")); // one partition: by offset, whatever the clock said
    }

    void bytesAreBounded()
    {
        FakeCluster cluster;
        cluster.addTopic("t", 1);
        for (int i = 0; i < 100; ++i)
            cluster.append("t", 0, std::nullopt, std::string(1000, 'x'));
        BrowseRequest asked = request({Kind::Newest, 100});
        asked.maxBytes = 5'500;
        const auto newest = browse(cluster, asked, soon())->values;
        QCOMPARE(show(newest.records), QString("0@99 0@98 0@97 0@96 0@95"));
        QVERIFY(newest.limitReached);
        asked.from.kind = Kind::Oldest;
        QCOMPARE(show(browse(cluster, asked, soon())->values.records), QString("0@0 0@1 0@2 0@3 0@4"));
        asked.maxBytes = 10; // one record is shown, however large
        QCOMPARE(show(browse(cluster, asked, soon())->values.records), QString("0@0"));
    }

    void bytesStopTheWidening()
    {
        FakeCluster cluster; // half of the offsets are gaps, so that a first pass does not find the count
        fill(cluster, {sequence(0, 100'000, 2)}, 100'000);
        BrowseRequest asked = request({Kind::Newest, 1000}, {}, 1000);
        asked.maxBytes = 10;
        const auto result = browse(cluster, asked, soon())->values;
        QCOMPARE(result.records.size(), 10U);
        QVERIFY(result.limitReached);
        QCOMPARE(cluster.calls(Op::Read), 1);
    }

    void partialFailures()
    {
        FakeCluster cluster;
        fill(cluster, {sequence(0, 10), sequence(0, 10), sequence(0, 10)}, 10);
        const Error denied{ErrorKind::NotAuthorized, "Not allowed.", {}, 29, false};
        cluster.failSubject(Op::Offsets, "t-0", denied);
        cluster.failSubject(Op::Read, "t-1", denied);
        const auto found = browse(cluster, request({Kind::Newest, 50}), soon());
        QVERIFY(found);
        QCOMPARE(found->failures.size(), 2U);
        QCOMPARE(found->failures[0].subject, std::string("t-0"));
        QCOMPARE(found->failures[1].subject, std::string("t-1"));
        QVERIFY(found->failures[1].error == denied);
        QCOMPARE(found->values.records.size(), 10U);
        QCOMPARE(found->values.spans.size(), 2U);
        QVERIFY(!found->values.interrupted);
        cluster.fail(Op::Offsets, denied);
        const auto none = browse(cluster, request({Kind::Offset, 99}), soon());
        QVERIFY(none); // not "outside": nothing is known about the log
        QCOMPARE(none->failures.size(), 3U);
    }

    void badQuestions()
    {
        FakeCluster cluster;
        fill(cluster, {sequence(0, 10)}, 10);
        BrowseRequest asked = request({Kind::Newest, 5}, {0, 1});
        QCOMPARE(browse(cluster, asked, soon()).error().kind, ErrorKind::InvalidInput);
        asked.partitions = {-1};
        QCOMPARE(browse(cluster, asked, soon()).error().kind, ErrorKind::InvalidInput);
        asked = request({Kind::Newest, 5}, {}, 0);
        QCOMPARE(browse(cluster, asked, soon()).error().kind, ErrorKind::InvalidInput);
        asked.topic = "missing";
        QCOMPARE(browse(cluster, asked, soon()).error().kind, ErrorKind::NotFound);
    }

    void tellsWhenTimeRanOut()
    {
        FakeCluster cluster;
        fill(cluster, {sequence(0, 10)}, 10);
        cluster.delay(Op::Read, std::chrono::seconds(30));
        QElapsedTimer timer;
        timer.start();
        const auto late = browse(cluster, request({Kind::Newest, 5}), Call::within(std::chrono::milliseconds(50)));
        QVERIFY(late);
        QVERIFY(late->values.interrupted);
        QCOMPARE(late->values.offsetsScanned, 0);
        std::stop_source stop;
        const std::jthread stopper([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            stop.request_stop();
        });
        const auto stopped =
            browse(cluster, request({Kind::Newest, 5}), Call::within(std::chrono::seconds(60), stop.get_token()));
        QVERIFY(stopped);
        QVERIFY(stopped->values.interrupted);
        QVERIFY(timer.elapsed() < 2000);
    }

    void stopsBetweenPasses()
    {
        FakeCluster cluster; // every pass is slow; the desert would need many
        fill(cluster, {{0}}, 1'000'000'000);
        cluster.delay(Op::Read, std::chrono::milliseconds(40));
        const auto late = browse(cluster, request({Kind::Newest, 1}), Call::within(std::chrono::milliseconds(100)));
        QVERIFY(late && late->values.interrupted);
        QVERIFY(late->values.offsetsScanned > 0);
        QVERIFY(late->values.offsetsScanned < late->values.offsetsInRange);
        QVERIFY(!late->values.limitReached);
    }

    void followsRetention()
    {
        // Retention removes the beginning between the plan and the read.
        class Shrinking : public FakeCluster
        {
        public:
            Partial<std::map<TopicPartition, ReadProgress>> read(const std::vector<ReadRange>& ranges,
                                                                 const RecordSink& sink, const Call& call) override
            {
                deleteBefore("t", 0, 40);
                return FakeCluster::read(ranges, sink, call);
            }
        };
        Shrinking oldest;
        fill(oldest, {sequence(0, 100)}, 100);
        const auto found = browse(oldest, request({Kind::Oldest, 3}), soon());
        QVERIFY(found && found->complete());
        QCOMPARE(show(found->values.records), QString("0@40 0@41 0@42"));
        QCOMPARE(found->values.spans.at({"t", 0}).logStart, 40);
        Shrinking newest;
        fill(newest, {sequence(0, 100)}, 100);
        QCOMPARE(browse(newest, request({Kind::Newest, 80}), soon())->values.records.size(), 60U);
        Shrinking offset;
        fill(offset, {sequence(0, 100)}, 100);
        const auto moved = browse(offset, request({Kind::Offset, 10}), soon());
        QVERIFY(moved); // an offset that was named is not moved silently
        QCOMPARE(moved->failures.size(), 1U);
        QVERIFY(moved->values.records.empty());
    }

    void fetchesOneRecord()
    {
        FakeCluster cluster;
        fill(cluster, {{3, 5}}, 10);
        cluster.deleteBefore("t", 0, 2);
        const auto why = [&](std::int64_t offset) {
            const auto record = fetchRecord(cluster, {"t", 0}, offset, soon());
            return record ? std::string("found ") + std::to_string(record->offset)
                          : std::string(errorKindName(record.error().kind)) + ": " + record.error().message;
        };
        QCOMPARE(why(5), std::string("found 5"));
        QCOMPARE(why(3), std::string("found 3"));
        QVERIFY2(why(1).find("begins at 2") != std::string::npos, why(1).c_str());
        QVERIFY2(why(10).find("log ends") != std::string::npos, why(10).c_str());
        QVERIFY2(why(4).find("compaction") != std::string::npos, why(4).c_str());
        for (const std::int64_t offset : {-1, 1, 4, 10, 11})
            QVERIFY(why(offset).starts_with("not_found"));
        QVERIFY(!fetchRecord(cluster, {"t", 7}, 0, soon()));
        QVERIFY(!fetchRecord(cluster, {"missing", 0}, 0, soon()));
        cluster.delay(Op::Read, std::chrono::seconds(30));
        QCOMPARE(fetchRecord(cluster, {"t", 0}, 3, Call::within(std::chrono::milliseconds(30))).error().kind,
                 ErrorKind::TimedOut);
    }
};

QTEST_GUILESS_MAIN(RecordsBrowseTest)
#include "records_browse_test.moc"
