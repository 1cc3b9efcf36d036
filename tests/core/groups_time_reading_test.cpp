// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/lag_once.h"
#include "core/groups/partition_times.h"
#include "tests/support/fake_cluster.h"

#include <QTest>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;
using Kind = TimeLag::Kind;
using Why = TimeLag::Why;

namespace {

const TopicPartition orders{"orders", 0};
constexpr TimestampMs start = 1'700'000'000'000;
const Error refused{ErrorKind::NotAuthorized, "Not allowed.", {}, 29, false};

qint64 ms(std::chrono::milliseconds time) { return time.count(); }

} // namespace

class GroupsTimeReadingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads();
    void readsBackOverMarkers();
    void readErrors();
    void readStops();
    void once();
    void onceFails();
    void bounded();
};

void GroupsTimeReadingTest::reads()
{
    FakeCluster cluster;
    FakeTopic& topic = cluster.addTopic("orders", 3);
    for (int i = 0; i < 10; ++i)
        cluster.append("orders", i % 2, "k", "v", {}, start + i * 1000);
    cluster.append("orders", 2, "k", "v");
    topic.partitions[2].records[0].timestamp.reset();
    const std::vector<TimeQuestion> questions{
        {{"orders", 0}, 2, 5, false}, {{"orders", 0}, 2, 5, true}, {{"orders", 1}, 0, 3, true},
        {{"orders", 2}, 0, 1, false}, {{"orders", 0}, 5, 5, false}, {{"orders", 0}, 3, 5, false}};
    const auto answers = readTimes(cluster, questions, Call::within(5s));
    QCOMPARE(answers.size(), questions.size());
    const auto check = [&](std::size_t at, std::optional<std::int64_t> found, std::optional<TimestampMs> time) {
        QVERIFY(!answers[at].error);
        QCOMPARE(answers[at].found, found);
        QCOMPARE(answers[at].timestamp, time);
        QCOMPARE(answers[at].question.offset, questions[at].offset);
    };
    check(0, 2, start + 4000);
    check(1, 4, start + 8000);
    check(2, 2, start + 5000); // the third record of the partition: what lies at the asked end is not it
    check(3, 0, std::nullopt);
    check(4, std::nullopt, std::nullopt);
    check(5, 3, start + 6000);
    QVERIFY(cluster.calls(Op::Read) <= 4); // as many as one partition has questions, not as there are questions
}

void GroupsTimeReadingTest::readsBackOverMarkers()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 2);
    cluster.append("orders", 0, "k", "v", {}, start);
    cluster.append("orders", 0, "k", "v", {}, start + 1);
    cluster.gap("orders", 0, 500);
    cluster.gap("orders", 1, 20);
    const auto answers = readTimes(cluster,
                                   {{{"orders", 0}, 0, 502, true}, {{"orders", 0}, 2, 502, true},
                                    {{"orders", 0}, 2, 502, false}, {{"orders", 1}, 0, 20, true}},
                                   Call::within(5s));
    QCOMPARE(answers[0].found, std::optional<std::int64_t>(1));
    QCOMPARE(answers[0].timestamp, std::optional<TimestampMs>(start + 1));
    for (const std::size_t none : {1U, 2U, 3U}) {
        QVERIFY(!answers[none].error);
        QVERIFY(!answers[none].found);
    }
    cluster.gap("orders", 1, 100'000);
    QVERIFY(readTimes(cluster, {{{"orders", 1}, 0, 100'020, true}}, Call::within(5s))[0].error);
}

void GroupsTimeReadingTest::readErrors()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 2);
    cluster.append("orders", 0, "k", "v", {}, start);
    cluster.append("orders", 1, "k", "v", {}, start);
    cluster.failSubject(Op::Read, "orders-1", refused);
    auto answers = readTimes(cluster, {{{"orders", 0}, 0, 1, false}, {{"orders", 1}, 0, 1, false}, {{"gone", 0}, 0, 1, true}},
                             Call::within(5s));
    QVERIFY(!answers[0].error && answers[0].found);
    QCOMPARE(answers[1].error, std::optional<Error>(refused));
    QVERIFY(!answers[1].found);
    QCOMPARE(answers[2].error->kind, ErrorKind::NotFound);
    cluster.deleteBefore("orders", 0, 1); // retention was quicker than the question
    answers = readTimes(cluster, {{{"orders", 0}, 0, 1, false}}, Call::within(5s));
    QCOMPARE(answers[0].error->kind, ErrorKind::InvalidInput);
}

void GroupsTimeReadingTest::readStops()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    cluster.append("orders", 0, "k", "v", {}, start);
    std::stop_source source;
    source.request_stop();
    auto answers = readTimes(cluster, {{orders, 0, 1, false}, {orders, 0, 1, true}}, Call::within(5s, source.get_token()));
    for (const TimeAnswer& answer : answers)
        QVERIFY(answer.error && !answer.found);
    answers = readTimes(cluster, {{orders, 0, 1, false}}, Call::within(0ms));
    QVERIFY(answers[0].error);
    QVERIFY(readTimes(cluster, {}, Call::within(5s)).empty());
}

void GroupsTimeReadingTest::once()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 2);
    for (int i = 0; i < 100; ++i)
        cluster.append("orders", 0, "k", "v", {}, start + i * 1000);
    cluster.append("orders", 1, "k", "v", {}, start);
    cluster.addGroup("billing");
    cluster.commit("billing", {"orders", 0}, 30);
    cluster.commit("billing", {"orders", 1}, 1);
    cluster.addGroup("shipping");
    cluster.commit("shipping", {"orders", 0}, 99);
    cluster.addGroup("idle");
    const auto groups = groupLags(cluster, {"billing", "idle", "shipping"}, Call::within(5s));
    QVERIFY(groups);
    const auto statuses = readTimeLags(cluster, groups->values, Call::within(5s));
    QCOMPARE(statuses.size(), groups->values.size());
    QCOMPARE(statuses[0].group, std::string("billing"));
    QCOMPARE(statuses[0].total.time.kind, Kind::Exact);
    QCOMPARE(ms(statuses[0].total.time.behind), 69'000);
    QCOMPARE(statuses[0].partitions.size(), 2U);
    QCOMPARE(statuses[0].partitions[1].time.kind, Kind::CaughtUp);
    QCOMPARE(statuses[0].unknownTimes, 0U);
    QCOMPARE(ms(statuses.back().total.time.behind), 0);
    QCOMPARE(statuses.back().total.time.kind, Kind::Exact);
}

void GroupsTimeReadingTest::onceFails()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 50);
    cluster.addGroup("billing");
    for (int i = 0; i < 50; ++i) {
        cluster.append("orders", i, "k", "v", {}, start);
        cluster.commit("billing", {"orders", i}, 0);
    }
    cluster.fail(Op::Read, refused);
    const auto groups = groupLags(cluster, {"billing"}, Call::within(5s));
    const auto statuses = readTimeLags(cluster, groups->values, Call::within(5s));
    QCOMPARE(statuses[0].unknownTimes, 50U);
    QCOMPARE(statuses[0].total.time.kind, Kind::Unknown);
    QCOMPARE(statuses[0].total.time.why, Why::ReadFailed);
    QVERIFY(readTimeLags(cluster, {}, Call::within(5s)).empty());
    // One partition that is known to be read to its end does not speak for the others.
    cluster.commit("billing", {"orders", 0}, 1);
    const auto mixed = groupLags(cluster, {"billing"}, Call::within(5s));
    const auto partly = readTimeLags(cluster, mixed->values, Call::within(5s));
    QCOMPARE(partly[0].unknownTimes, 49U);
    QCOMPARE(partly[0].partitions[0].time.kind, Kind::CaughtUp);
    QCOMPARE(partly[0].total.time.kind, Kind::Unknown);
}

void GroupsTimeReadingTest::bounded()
{
    PartitionTimes times;
    for (int i = 0; i < 100'000; ++i) {
        times.addEnd(i * 10, start + i * 1000LL, start + i * 1000LL);
        times.addRecord(i * 10, i * 10, start + i * 1000LL);
        times.addGap(i * 10 + 5, i * 10 + 7);
    }
    const TimestampMs now = start + 100'000'000LL;
    // What is kept still covers the whole range, finely at its end.
    QCOMPARE(times.at(15, now).kind, PartitionTimes::Moment::Kind::Estimate);
    const auto late = times.at(999'935, now);
    QCOMPARE(late.kind, PartitionTimes::Moment::Kind::Estimate);
    QVERIFY(late.bound <= 20s);
    times.forgetBelow(999'000, 1);
    QCOMPARE(times.at(15, now).kind, PartitionTimes::Moment::Kind::Unknown);
    QVERIFY(times.at(999'000, now).kind != PartitionTimes::Moment::Kind::Unknown);
}

QTEST_APPLESS_MAIN(GroupsTimeReadingTest)
#include "groups_time_reading_test.moc"
