// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/timeline.h"
#include "tests/support/fake_cluster.h"

#include <QElapsedTimer>
#include <QtTest>

#include <numeric>
#include <thread>

using namespace weir;
using namespace weir::test;

namespace {

Call soon()
{
    return Call::within(std::chrono::seconds(5));
}

std::int64_t sum(const Timeline& timeline)
{
    return std::accumulate(timeline.buckets.begin(), timeline.buckets.end(), std::int64_t(0),
                           [](std::int64_t all, const TimelineBucket& bucket) { return all + bucket.offsets; });
}

bool even(const Timeline& timeline)
{
    for (std::size_t i = 0; i < timeline.buckets.size(); ++i) {
        const TimelineBucket& bucket = timeline.buckets[i];
        if (bucket.offsets < 0 || bucket.end - bucket.begin != timeline.buckets[0].end - timeline.buckets[0].begin ||
            (i > 0 && bucket.begin != timeline.buckets[i - 1].end))
            return false;
    }
    return true;
}

} // namespace

class RecordsTimelineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void counts_data()
    {
        QTest::addColumn<QString>("shape");
        QTest::addColumn<int>("records");
        for (const char* shape : {"ordered", "backwards", "equal", "some without", "ahead", "one"})
            QTest::newRow(shape) << shape << (QString(shape) == "one" ? 1 : 200);
    }
    void counts()
    {
        QFETCH(QString, shape);
        QFETCH(int, records);
        FakeCluster cluster;
        FakeTopic& topic = cluster.addTopic("t", 2);
        const TimestampMs now = nowMs();
        for (int i = 0; i < records; ++i) {
            const std::int32_t partition = i % 2;
            const auto offset = cluster.append("t", partition, std::nullopt, "v");
            std::optional<TimestampMs> time = now - 1'000'000 + i * 1000;
            if (shape == "backwards")
                time = now - i * 1000;
            if (shape == "equal")
                time = now - 5000;
            if (shape == "some without" && i % 3 == 0)
                time = std::nullopt;
            if (shape == "ahead" && i > 150)
                time = now + 3'600'000;
            topic.partitions[static_cast<std::size_t>(partition)].records[offset].timestamp = time;
        }
        int versions = 0;
        std::size_t before = 0;
        const auto answer = readTimeline(
            cluster, {"t", {}, 96, std::nullopt, std::nullopt},
            [&](const Timeline& coarse) {
                ++versions;
                QVERIFY(even(coarse));
                QCOMPARE(sum(coarse), std::int64_t(records));
                QVERIFY(coarse.buckets.size() > before);
                before = coarse.buckets.size();
            },
            soon());
        QVERIFY(answer && answer->complete());
        const Timeline& timeline = answer->values;
        QCOMPARE(versions, 4);
        QCOMPARE(timeline.buckets.size(), std::size_t(96));
        QVERIFY(even(timeline));
        QCOMPARE(sum(timeline), std::int64_t(records));
        QCOMPARE(timeline.offsets, std::int64_t(records));
        QVERIFY(timeline.buckets.back().end >= now);
        if (shape == "ahead")
            QVERIFY(timeline.buckets.back().offsets > 0);
        QVERIFY(cluster.calls(Op::OffsetsAtTime) <= 100);
        if (shape == "one")
            QVERIFY(cluster.calls(Op::OffsetsAtTime) <= 30);
    }

    void partOfTime()
    {
        FakeCluster cluster;
        cluster.addTopic("t", 1);
        for (int i = 0; i < 1000; ++i)
            cluster.append("t", 0, std::nullopt, "v", {}, 1'000'000 + i * 100);
        const auto answer = readTimeline(cluster, {"t", {}, 10, 1'020'000, 1'030'000}, {}, soon());
        QVERIFY(answer);
        QCOMPARE(answer->values.buckets.size(), std::size_t(10));
        for (const TimelineBucket& bucket : answer->values.buckets)
            QCOMPARE(bucket.offsets, std::int64_t(10));
        QCOMPARE(answer->values.buckets.front().begin, TimestampMs(1'020'000));
        QCOMPARE(answer->values.buckets.back().end, TimestampMs(1'030'000));
    }

    void nothingToShow()
    {
        FakeCluster cluster;
        FakeTopic& topic = cluster.addTopic("t", 2);
        QVERIFY(readTimeline(cluster, {.topic = "t"}, {}, soon())->values.buckets.empty());
        const auto offset = cluster.append("t", 0, std::nullopt, "v");
        topic.partitions[0].records[offset].timestamp.reset();
        QVERIFY(readTimeline(cluster, {.topic = "t"}, {}, soon())->values.buckets.empty());
        QCOMPARE(readTimeline(cluster, {.topic = "none"}, {}, soon()).error().kind, ErrorKind::NotFound);
        QCOMPARE(readTimeline(cluster, {.topic = "t", .partitions = {7}}, {}, soon()).error().kind,
                 ErrorKind::InvalidInput);
    }

    void aLostPartitionIsNamed()
    {
        FakeCluster cluster;
        cluster.addTopic("t", 2);
        for (int i = 0; i < 100; ++i)
            cluster.append("t", i % 2, std::nullopt, "v");
        cluster.failSubject(Op::Read, "t-1", Error{ErrorKind::Broker, "No leader.", {}, 5, false});
        const auto answer = readTimeline(cluster, {.topic = "t"}, {}, soon());
        QVERIFY(answer);
        QCOMPARE(answer->failures.size(), std::size_t(1));
        QCOMPARE(answer->failures.front().subject, std::string("t-1"));
        QCOMPARE(answer->values.offsets, std::int64_t(50));
        cluster.fail(Op::OffsetsAtTime, Error{ErrorKind::Unsupported, "No.", {}, 0, false});
        const auto none = readTimeline(cluster, {.topic = "t"}, {}, soon());
        QVERIFY(none && none->values.buckets.empty() && none->failures.size() == 2U);
    }

    void cancelled()
    {
        FakeCluster cluster;
        cluster.addTopic("t", 1);
        for (int i = 0; i < 100; ++i)
            cluster.append("t", 0, std::nullopt, "v", {}, nowMs() - 100'000 + i * 1000);
        cluster.delay(Op::OffsetsAtTime, std::chrono::milliseconds(100));
        std::stop_source source;
        std::jthread stopper([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            source.request_stop();
        });
        QElapsedTimer timer;
        timer.start();
        const auto answer = readTimeline(cluster, {.topic = "t"}, {}, Call::within(std::chrono::seconds(30), source.get_token()));
        QVERIFY(!answer && answer.error().kind == ErrorKind::Cancelled);
        QVERIFY(timer.elapsed() < 4000);
    }
};

QTEST_GUILESS_MAIN(RecordsTimelineTest)
#include "records_timeline_test.moc"
