// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_analysis.h"
#include "tests/core/group_samples.h"

#include <QElapsedTimer>
#include <QTest>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

constexpr TimestampMs start = 1'700'000'000'000;
const Error brokerError{ErrorKind::Broker, "The leader is away.", {}, 5, true};

/// "billing" on three partitions: one steady, one that falls behind, one without commits; "idle" on one.
LagSample round(int second)
{
    const std::int64_t end = 1000 + 100LL * second;
    auto billing = groupOf("billing", {rowOf({"orders", 0}, end - 50, end), rowOf({"orders", 1}, 1000 + 50LL * second, end),
                                       rowOf({"orders", 2}, std::nullopt, end)});
    return sampleOf(start + second * 1000, {billing, groupOf("idle", {rowOf({"pay", 0}, 7, 7)})});
}

std::vector<GroupStatus> play(GroupAnalysis& analysis, int from, int to)
{
    std::vector<GroupStatus> last;
    for (int second = from; second <= to; ++second)
        last = analysis.add(round(second));
    return last;
}

} // namespace

class GroupsAnalysisTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneRound();
    void partitionsAndTotals();
    void timesAndRetention();
    void failedRounds();
    void sleep();
    void rareSamples();
    void groupsComeAndGo();
    void rowsComeAndGo();
    void rebalanceIsNotOrphaned();
    void worstPartition();
    void emptyOnes();
    void tenThousandPartitions();
};

void GroupsAnalysisTest::oneRound()
{
    GroupAnalysis analysis;
    const auto statuses = analysis.add(round(0));
    QCOMPARE(statuses.size(), 2U);
    QCOMPARE(statuses[0].group, std::string("billing"));
    QCOMPARE(statuses[0].partitions.size(), 3U);
    QVERIFY(!statuses[0].total.consumed && !statuses[0].total.produced && !statuses[0].total.change);
    QCOMPARE(statuses[0].total.health.health, Health::Unknown);
    QCOMPARE(statuses[0].unknownTimes, 1U);
    QCOMPARE(statuses[0].partitions[2].time.why, TimeLag::Why::NoCommit);
    QCOMPARE(statuses[1].total.time.kind, TimeLag::Kind::CaughtUp);
    QCOMPARE(statuses[1].unknownTimes, 0U);
}

void GroupsAnalysisTest::partitionsAndTotals()
{
    GroupAnalysis analysis;
    const auto statuses = play(analysis, 0, 120);
    const GroupStatus& billing = statuses[0];
    QCOMPARE(billing.partitions[0].health.health, Health::Ok);
    QCOMPARE(billing.partitions[1].health.health, Health::Growing);
    QCOMPARE(billing.partitions[2].health.health, Health::Unknown);
    const LagStatus& total = billing.total;
    QCOMPARE(total.health.health, Health::Growing);
    QCOMPARE(total.health.since, billing.partitions[1].health.since);
    QVERIFY2(total.health.reason.starts_with("orders-1: Lag rose from "), total.health.reason.c_str());
    QVERIFY(std::abs(*total.consumed - 150) < 1);
    QVERIFY(std::abs(*total.produced - 300) < 1); // also where nothing is committed
    QVERIFY(std::abs(*total.change - 50) < 1);
    QCOMPARE(billing.partitions[1].time.kind, TimeLag::Kind::Estimate);
    QVERIFY(total.time == billing.partitions[1].time);
    QVERIFY(std::abs(total.time.behind.count() - 60'000) <= total.time.bound.count());
    QCOMPARE(billing.unknownTimes, 0U);
    QCOMPARE(total.drained.kind, TimeAhead::Kind::Never);
    QCOMPARE(total.overtaken.kind, TimeAhead::Kind::Unknown); // nobody told the retention
    QCOMPARE(statuses[1].total.health.health, Health::Ok);
    QCOMPARE(statuses[1].total.drained.kind, TimeAhead::Kind::Now);
    QCOMPARE(statuses[1].total.overtaken.kind, TimeAhead::Kind::Never);
}

void GroupsAnalysisTest::timesAndRetention()
{
    GroupAnalysis analysis;
    analysis.setRetention("orders", {1h, std::nullopt, false, true});
    play(analysis, 0, 59);
    const auto asked = analysis.times().questions({"billing"}, 10);
    for (const TimeQuestion& question : asked)
        analysis.times().add({question, question.newest ? question.end - 1 : question.offset,
                              start + (question.offset - 1000) * 10, std::nullopt});
    const auto statuses = play(analysis, 60, 60);
    const LagStatus& behind = statuses[0].partitions[1];
    // The next unread record is 30 s old and ages half a second a second.
    QCOMPARE(behind.overtaken.kind, TimeAhead::Kind::In);
    QVERIFY2(std::abs(behind.overtaken.in.count() / 1000 - 7140) < 300, QByteArray::number(qint64(behind.overtaken.in.count())));
    QVERIFY(statuses[0].total.overtaken == behind.overtaken);
}

void GroupsAnalysisTest::failedRounds()
{
    GroupAnalysis analysis;
    play(analysis, 0, 119);
    LagSample failed = sampleOf(start + 120'000, {});
    failed.groups = weir::fail(brokerError);
    QVERIFY(analysis.add(failed).empty());
    const auto statuses = play(analysis, 121, 121);
    QCOMPARE(statuses[0].total.health.health, Health::Unknown);
    QVERIFY(!statuses[0].total.change);
    QCOMPARE(play(analysis, 122, 240)[0].total.health.health, Health::Growing);
}

void GroupsAnalysisTest::sleep()
{
    GroupAnalysis analysis;
    play(analysis, 0, 100);
    QCOMPARE(play(analysis, 100 + 24, 100 + 24)[0].total.health.health, Health::Growing);
    const auto statuses = play(analysis, 160, 160);
    QCOMPARE(statuses[0].total.health.health, Health::Unknown);
    QVERIFY(!statuses[0].total.change);
    // The clock was put back.
    QCOMPARE(play(analysis, 20, 20)[0].total.health.health, Health::Unknown);
}

void GroupsAnalysisTest::rareSamples()
{
    GroupAnalysis analysis;
    std::vector<GroupStatus> statuses;
    for (int second = 0; second <= 600; second += 30) {
        LagSample sample = round(second);
        sample.interval = 30s;
        statuses = analysis.add(sample);
    }
    QCOMPARE(statuses[0].partitions[0].health.health, Health::Ok);
    QVERIFY(std::abs(*statuses[0].partitions[1].change - 50) < 1);
    QCOMPARE(statuses[0].partitions[1].health.health, Health::Lagging);
}

void GroupsAnalysisTest::groupsComeAndGo()
{
    GroupAnalysis analysis;
    play(analysis, 0, 100);
    LagSample without = round(101);
    without.groups->values.erase(without.groups->values.begin());
    QCOMPARE(analysis.add(without).size(), 1U);
    const auto statuses = play(analysis, 102, 102); // its coordinator did not answer once
    QCOMPARE(statuses[0].total.health.health, Health::Growing);
    for (int second = 103; second < 180; ++second) {
        LagSample gone = round(second);
        gone.groups->values.clear();
        QVERIFY(analysis.add(gone).empty());
    }
    QCOMPARE(play(analysis, 180, 180)[0].total.health.health, Health::Unknown);
}

void GroupsAnalysisTest::rowsComeAndGo()
{
    GroupAnalysis analysis;
    play(analysis, 0, 100);
    LagSample fewer = round(101);
    fewer.groups->values[0].rows.erase(fewer.groups->values[0].rows.begin());
    auto statuses = analysis.add(fewer);
    QCOMPARE(statuses[0].partitions.size(), 2U);
    QCOMPARE(statuses[0].partitions[0].health.health, Health::Growing); // still that of orders-1
    LagSample more = round(102);
    more.groups->values[0].rows.insert(more.groups->values[0].rows.begin(), rowOf({"a", 0}, 5, 10));
    statuses = analysis.add(more);
    QCOMPARE(statuses[0].partitions.size(), 4U);
    QCOMPARE(statuses[0].partitions[0].health.health, Health::Unknown);
    QCOMPARE(statuses[0].partitions[2].health.health, Health::Growing);
}

void GroupsAnalysisTest::rebalanceIsNotOrphaned()
{
    for (const bool rebalancing : {true, false}) {
        GroupAnalysis analysis;
        Health health = Health::Unknown;
        for (int second = 0; second < 25; ++second) {
            auto group = groupOf("billing", {rowOf({"orders", 0}, 1000, 2000, 0, Ownership::Orphaned)});
            group.state = rebalancing ? "PreparingRebalance" : "Stable";
            health = analysis.add(sampleOf(start + second * 1000, {group}))[0].total.health.health;
        }
        QCOMPARE(health, rebalancing ? Health::Ok : Health::Stopped);
    }
}

void GroupsAnalysisTest::worstPartition()
{
    GroupAnalysis analysis;
    std::vector<GroupStatus> statuses;
    for (int second = 0; second < 60; ++second) {
        const std::int64_t end = 1000 + 10LL * second;
        statuses = analysis.add(sampleOf(
            start + second * 1000,
            {groupOf("billing", {rowOf({"orders", 0}, 1000, end, 0, Ownership::NoMembers), // stopped
                                 rowOf({"orders", 1}, 1000, end),                          // stalled
                                 rowOf({"orders", 2}, 5000, end),                          // reset
                                 rowOf({"orders", 3}, end, end)}),
             groupOf("well", {rowOf({"pay", 0}, 5, 5), rowOf({"pay", 1}, 5, 5)}),
             groupOf("half known", {rowOf({"pay", 0}, 5, 5), rowOf({"pay", 1}, std::nullopt, 5)})}));
    }
    QCOMPARE(statuses[0].total.health.health, Health::Reset);
    QVERIFY2(statuses[0].total.health.reason.starts_with("orders-2: Committed offset 5,000 lies beyond the end 1,590"),
             statuses[0].total.health.reason.c_str());
    QVERIFY2(statuses[0].total.health.reason.ends_with("2 more partitions in trouble."), statuses[0].total.health.reason.c_str());
    QCOMPARE(statuses[1].total.health.health, Health::Ok);
    QCOMPARE(statuses[1].total.health.reason, std::string("All partitions are well."));
    QCOMPARE(statuses[2].total.health.health, Health::Ok);
}

void GroupsAnalysisTest::emptyOnes()
{
    GroupAnalysis analysis;
    QVERIFY(analysis.add(sampleOf(start, {})).empty());
    const auto statuses = analysis.add(sampleOf(start + 1000, {groupOf("new", {})}));
    QCOMPARE(statuses[0].total.health.health, Health::Unknown);
    QCOMPARE(statuses[0].total.health.reason, std::string("No partitions."));
    QCOMPARE(statuses[0].total.time.kind, TimeLag::Kind::Unknown);
}

/// No assertion of speed; the number is printed.
void GroupsAnalysisTest::tenThousandPartitions()
{
    GroupAnalysis analysis;
    constexpr int rounds = 90;
    qint64 spent = 0;
    qint64 asking = 0;
    qint64 longest = 0;
    std::size_t all = 0;
    for (int second = 0; second < rounds; ++second) {
        std::vector<GroupLag> groups;
        for (int group = 0; group < 1000; ++group) {
            std::vector<PartitionLag> rows;
            for (int i = 0; i < 10; ++i) {
                const std::int64_t end = 1000 + 100LL * second;
                const std::int64_t lag = group % 10 == 0 ? 100LL * second : 300;
                rows.push_back(rowOf({"topic-" + std::to_string(group), i}, end - lag, end));
            }
            groups.push_back(groupOf("group-" + std::to_string(group), std::move(rows)));
        }
        const LagSample sample = sampleOf(start + second * 1000, std::move(groups));
        QElapsedTimer timer;
        timer.start();
        all = analysis.add(sample).size();
        const qint64 took = timer.nsecsElapsed();
        spent += second >= rounds / 2 ? took : 0;
        longest = std::max(longest, took);
        timer.restart();
        QVERIFY(analysis.times().questions({}, 64).size() <= 64);
        asking += second >= rounds / 2 ? timer.nsecsElapsed() : 0;
    }
    QCOMPARE(all, 1000U);
    qInfo("a round of 10,000 partitions: %.1f ms, longest %.1f ms; questions %.1f ms",
          static_cast<double>(spent) / (rounds / 2) / 1e6, static_cast<double>(longest) / 1e6,
          static_cast<double>(asking) / (rounds / 2) / 1e6);
}

QTEST_APPLESS_MAIN(GroupsAnalysisTest)
#include "groups_analysis_test.moc"
