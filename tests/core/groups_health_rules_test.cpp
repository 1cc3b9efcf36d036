// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/health_reason.h"
#include "tests/core/group_life.h"

#include <QTest>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

class GroupsHealthRulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lags();
    void lagsAroundTheLimit();
    void estimatesCountLessTheirBound();
    void rewound();
    void rewoundForAMoment();
    void rewoundWithoutMembers();
    void recreated();
    void recreatedAndRefilled();
    void truncatedForAMoment();
    void losesData();
    void lostWhileDead();
    void emptiedLog();
    void willBeOvertaken();
    void shortRetentionIsNoDanger();
    void silence();
    void failedSamples();
    void noCommit();
    void rareSamples();
    void pure();
    void words();
};

void GroupsHealthRulesTest::lags()
{
    Life life;
    life.consumed = 100;
    life.position = life.committed = 0;
    life.end = 9000; // ninety seconds
    const int found = life.until(Health::Lagging, 60);
    QVERIFY2(found >= 15 && found <= 17, say(life));
    life.run(300);
    QCOMPARE(life.verdict.health, Health::Lagging);
    QVERIFY2(reason(life).startsWith("1 min 3"), say(life));
    QCOMPARE(life.changes, 1);
}

void GroupsHealthRulesTest::lagsAroundTheLimit()
{
    Life life;
    life.consumed = 100;
    life.position = life.committed = 0;
    life.end = 6000;
    Random random(3);
    for (int i = 0; i < 600; ++i) {
        life.timeLag = std::chrono::milliseconds(55'000 + static_cast<int>(random.upTo(10'000)));
        life.second();
    }
    QVERIFY2(life.changes <= 1, say(life));
    life.timeLag = 63s;
    life.run(30);
    QCOMPARE(life.verdict.health, Health::Lagging);
    life.timeLag = 50s;
    life.run(60);
    QCOMPARE(life.verdict.health, Health::Lagging);
    life.timeLag = 47s;
    const int left = life.until(Health::Ok, 60);
    QVERIFY2(left >= 20 && left <= 22, say(life));
}

void GroupsHealthRulesTest::estimatesCountLessTheirBound()
{
    for (const auto bound : {29s, 30s}) {
        Life life;
        life.consumed = 100;
        life.commitEvery = 1;
        life.end = 6000;
        for (int i = 0; i < 60; ++i) {
            life.step(1000);
            HealthInput input = life.input();
            input.timeLag = {TimeLag::Kind::Estimate, TimeLag::Why::None, 90s, bound, std::nullopt};
            life.add(input);
        }
        QCOMPARE(life.verdict.health, bound == 29s ? Health::Lagging : Health::Ok);
        QCOMPARE(reason(life).startsWith("About 1 min 30 s behind; "), bound == 29s);
    }
}

void GroupsHealthRulesTest::rewound()
{
    Life life;
    life.run(60);
    const double before = life.committed;
    life.committed = life.position = 500;
    life.timeLag = 0ms;
    const int found = life.until(Health::Rewound, 10);
    QVERIFY2(found >= 2 && found <= 4, say(life));
    QVERIFY2(reason(life).startsWith("The committed offset went back from ") && reason(life).contains(" to 500; "), say(life));
    life.consumed = 300;
    while (life.committed < before) {
        QCOMPARE(life.verdict.health, Health::Rewound);
        life.second();
    }
    QVERIFY2(life.verdict.health != Health::Rewound, say(life)); // at once
}

/// After a rebalance the new owner may commit an older place for a moment.
void GroupsHealthRulesTest::rewoundForAMoment()
{
    Life life;
    life.run(61);
    const double was = life.committed;
    life.committed = was - 50;
    life.commits = false;
    life.run(1);
    life.committed = was + 100;
    life.commits = true;
    life.run(60);
    QVERIFY2(life.onlyOk(), say(life));
}

void GroupsHealthRulesTest::rewoundWithoutMembers()
{
    Life life;
    life.owner = Ownership::NoMembers;
    life.produced = 0;
    life.commits = false;
    life.run(30);
    life.committed = 0;
    life.run(60);
    QCOMPARE(life.verdict.health, Health::Rewound);
    QVERIFY2(reason(life).endsWith("1,000 records to read again, and no member reads."), say(life));
}

void GroupsHealthRulesTest::recreated()
{
    Life life;
    life.run(60);
    life.end = 0;
    life.reads = life.commits = false;
    const int found = life.until(Health::Reset, 10);
    QVERIFY2(found >= 2 && found <= 4, say(life));
    QVERIFY2(reason(life).contains("lies beyond the end"), say(life));
    life.run(1000); // the new log has grown beyond the commit, which still means nothing in it
    QVERIFY2(life.verdict.health == Health::Reset || life.verdict.health == Health::LosingData, say(life));
    life.position = life.end - 100;
    life.reads = life.commits = true;
    QVERIFY2(life.until(Health::Ok, 40) > 0, say(life));
}

void GroupsHealthRulesTest::recreatedAndRefilled()
{
    Life life;
    life.run(60);
    life.committed = 1000;
    life.commits = life.reads = false;
    life.end = 2000; // less than before, more than is committed
    QVERIFY2(life.until(Health::Reset, 10) > 0, say(life));
    QVERIFY2(reason(life).contains("went back from"), say(life));
}

void GroupsHealthRulesTest::truncatedForAMoment()
{
    Life life;
    life.consumed = 80; // never quite at the end
    life.end = 3000;
    life.timeLag = 0ms;
    life.commitEvery = 1;
    life.run(30);
    life.end -= 150; // the new leader does not know yet how far the old one was
    life.run(1);
    life.end += 400;
    life.run(20);
    QVERIFY2(!life.seen.contains(Health::Reset), say(life));
}

void GroupsHealthRulesTest::losesData()
{
    Life life;
    life.run(60);
    life.reads = life.commits = false;
    life.logStart = life.committed + 300;
    life.end += 1000;
    const int found = life.until(Health::LosingData, 10);
    QVERIFY2(found >= 2 && found <= 4, say(life));
    QVERIFY2(reason(life).startsWith("Retention deleted 300 records the group had not read; "), say(life));
    // Its member goes on at the log start.
    life.position = life.logStart;
    life.reads = life.commits = true;
    life.consumed = 5000;
    const int left = life.until(Health::Ok, 60);
    QVERIFY2(left > 15, say(life));
}

void GroupsHealthRulesTest::lostWhileDead()
{
    Life life;
    life.owner = Ownership::NoMembers;
    life.reads = life.commits = false;
    life.produced = 0;
    life.committed = 100;
    life.logStart = 500;
    life.end = 900;
    life.run(60); // an old commit somewhere in the cluster: that was long ago
    QVERIFY2(life.verdict.health == Health::Stopped, say(life));
    QVERIFY2(reason(life).endsWith("Retention has deleted 400 records it had not read."), say(life));
    life.logStart = 600; // now it is happening
    life.run(2);
    QVERIFY2(life.verdict.health == Health::LosingData, say(life));
    life.run(700);
    QVERIFY2(life.verdict.health == Health::Stopped, say(life));
}

void GroupsHealthRulesTest::emptiedLog()
{
    Life life;
    life.produced = 0;
    life.commits = life.reads = false;
    life.committed = 99;
    life.logStart = life.end = 100; // a transaction marker was the last one
    life.run(60);
    QVERIFY2(life.onlyOk(), say(life));
}

void GroupsHealthRulesTest::willBeOvertaken()
{
    Life life;
    life.consumed = 100;
    life.commitEvery = 1;
    life.end = 9'000'000;
    life.timeLag = 25h;
    life.overtaken = {TimeAhead::Kind::In, 23h};
    const int found = life.until(Health::LosingData, 30);
    QVERIFY2(found >= 15 && found <= 17, say(life));
    QCOMPARE(reason(life), QStringLiteral("Retention will delete unread records in 23 h 00 min at the present rates."));
    life.overtaken = {TimeAhead::Kind::In, 25h};
    life.run(15);
    QCOMPARE(life.verdict.health, Health::LosingData);
    life.run(15);
    QCOMPARE(life.verdict.health, Health::Lagging);
    life.overtaken = {TimeAhead::Kind::Now, 0ms};
    life.run(20);
    QCOMPARE(life.verdict.health, Health::LosingData);
}

void GroupsHealthRulesTest::shortRetentionIsNoDanger()
{
    Life life;
    life.consumed = 100;
    life.end = 3000;
    life.overtaken = {TimeAhead::Kind::In, 59min}; // a retention of an hour, twenty seconds behind
    life.run(60);
    QVERIFY2(life.onlyOk(), say(life));
}

void GroupsHealthRulesTest::silence()
{
    Life life;
    life.run(60);
    life.reads = life.commits = false;
    life.run(20);
    life.now += 3'600'000; // the computer slept
    life.end += 360'000;
    life.second();
    QCOMPARE(life.verdict.health, Health::Unknown);
    life.run(29); // less than it takes to say stalled, had it begun before
    QCOMPARE(life.verdict.health, Health::Lagging);
    QVERIFY(life.until(Health::Stalled, 5) > 0);
}

void GroupsHealthRulesTest::failedSamples()
{
    Life life;
    life.run(60);
    HealthInput failed;
    for (int i = 0; i < 20; ++i) {
        failed.time = life.now += 1000;
        life.add(failed);
        QCOMPARE(life.verdict.health, Health::Ok);
    }
    for (int i = 0; i < 10; ++i) {
        failed.time = life.now += 1000;
        life.add(failed);
    }
    QCOMPARE(life.verdict.health, Health::Unknown);
    QVERIFY(reason(life).contains("could not be read"));
    life.run(3);
    QCOMPARE(life.verdict.health, Health::Ok);
}

void GroupsHealthRulesTest::noCommit()
{
    Life life;
    life.run(60);
    HealthInput none;
    none.note = LagNote::NoCommit;
    none.end = 100;
    none.time = life.now += 1000;
    life.add(none); // expired
    QCOMPARE(life.verdict.health, Health::Unknown);
    QCOMPARE(reason(life), QStringLiteral("Nothing is committed."));
}

/// A hidden cluster is sampled once in ten seconds.
void GroupsHealthRulesTest::rareSamples()
{
    Life life;
    life.commitEvery = 5;
    for (int i = 0; i < 120; ++i)
        life.second(10'000);
    QVERIFY2(life.onlyOk(), say(life));
    life.reads = life.commits = false;
    for (int i = 0; i < 4; ++i)
        life.second(10'000);
    QCOMPARE(life.verdict.health, Health::Stalled);
}

void GroupsHealthRulesTest::pure()
{
    for (std::uint32_t seed = 1; seed < 40; ++seed) {
        Random random(seed);
        std::vector<HealthInput> inputs;
        Life life;
        for (int i = 0; i < 300; ++i) {
            if (random.upTo(1) < 0.03)
                life.commits = life.reads = !life.reads;
            if (random.upTo(1) < 0.02)
                life.owner = static_cast<Ownership>(static_cast<int>(random.upTo(4)));
            if (random.upTo(1) < 0.01)
                life.end = random.upTo(life.end);
            if (random.upTo(1) < 0.01)
                life.logStart = random.upTo(life.end);
            if (random.upTo(1) < 0.01)
                life.committed = life.position = random.upTo(life.end);
            life.second(500 + static_cast<TimestampMs>(random.upTo(3000)));
            inputs.push_back(life.input());
        }
        HealthTracker one;
        HealthTracker two;
        TimestampMs before = 0;
        for (const HealthInput& input : inputs) {
            const HealthVerdict verdict = one.add(input, {});
            QVERIFY(verdict == two.add(input, {}));
            QCOMPARE(verdict.since == 0, verdict.health == Health::Unknown);
            QVERIFY(verdict.since <= input.time && (verdict.since == 0 || verdict.since >= before));
            QVERIFY(!verdict.reason.empty());
            before = verdict.since;
        }
    }
}

void GroupsHealthRulesTest::words()
{
    QCOMPARE(groupedNumber(0), std::string("0"));
    QCOMPARE(groupedNumber(999), std::string("999"));
    QCOMPARE(groupedNumber(1000), std::string("1,000"));
    QCOMPARE(groupedNumber(-1234567), std::string("-1,234,567"));
    QCOMPARE(groupedNumber(-123), std::string("-123"));
    QCOMPARE(recordsWait(1), std::string("1 record waits"));
    QCOMPARE(recordsWait(5231), std::string("5,231 records wait"));
}

QTEST_APPLESS_MAIN(GroupsHealthRulesTest)
#include "groups_health_rules_test.moc"
