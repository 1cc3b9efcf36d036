// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/group_life.h"

#include <QTest>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

class GroupsHealthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wellForTenMinutes_data();
    void wellForTenMinutes();
    void wellWithNoise();
    void speedsUp();
    void tooFewSamples();
    void hangs();
    void hangsUnseen();
    void waitsForATransaction();
    void dies();
    void diesAndComesBack();
    void restartsQuickly();
    void crashLoops();
    void longDead();
    void emptyAndIdle();
    void commitsWithoutMembers();
    void orphaned();
    void fallsBehind_data();
    void fallsBehind();
    void catchesUpAgain();
};

void GroupsHealthTest::wellForTenMinutes_data()
{
    QTest::addColumn<double>("produced");
    QTest::addColumn<double>("consumed");
    QTest::addColumn<int>("commitEvery");
    QTest::addColumn<int>("burstEvery"); ///< seconds; in the first fifth of them comes everything
    const auto row = [](const char* name, double produced, double consumed, int commitEvery, int burstEvery = 0) {
        QTest::newRow(name) << produced << consumed << commitEvery << burstEvery;
    };
    row("idle", 0, 100, 5);
    row("commits each second", 100, 150, 1);
    row("auto commit", 100, 150, 5);
    row("auto commit, just fast enough", 100, 100, 5);
    row("commits each 10 s", 100, 150, 10);
    row("commits each 14 s", 100, 150, 14);
    row("commits each 20 s", 100, 150, 20);
    row("commits each 29 s", 100, 150, 29);
    row("a record in ten seconds", 0.1, 1, 5);
    row("a record in two minutes", 1.0 / 120, 1, 5);
    row("much", 50'000, 80'000, 5);
    row("bursts each 30 s", 100, 1000, 5, 30);
    row("bursts each 100 s", 100, 1000, 5, 100);
    row("long bursts read slowly", 100, 250, 5, 100);
}

void GroupsHealthTest::wellForTenMinutes()
{
    QFETCH(double, produced);
    QFETCH(double, consumed);
    QFETCH(int, commitEvery);
    QFETCH(int, burstEvery);
    Life life;
    life.consumed = consumed;
    life.commitEvery = commitEvery;
    for (int i = 0; i < 600; ++i) {
        life.produced = burstEvery == 0 ? produced : i % burstEvery < burstEvery / 5 ? produced * 5 : 0;
        life.second();
    }
    QVERIFY2(life.onlyOk(), say(life));
    QCOMPARE(life.changes, 0);
}

/// Speeds that wander, commits at odd moments, samples that jitter, in many groups.
void GroupsHealthTest::wellWithNoise()
{
    for (std::uint32_t seed = 0; seed < 300; ++seed) {
        Random random(seed);
        Life life;
        const double mean = 1 + random.upTo(1000);
        for (int i = 0; i < 600; ++i) {
            life.produced = mean * (0.5 + random.upTo(1));
            life.consumed = mean * (0.8 + random.upTo(1.4));
            life.commits = random.upTo(1) < 0.9;
            life.commitEvery = 1 + static_cast<int>(random.upTo(8));
            life.second(800 + static_cast<TimestampMs>(random.upTo(400)));
        }
        QVERIFY2(life.onlyOk(), say(life) + " seed " + QByteArray::number(seed));
    }
}

/// More and more is produced, and the consumer is always a second behind: its low points rise, but it keeps up.
void GroupsHealthTest::speedsUp()
{
    Life life;
    life.reads = false;
    for (int i = 0; i < 600; ++i) {
        life.position = life.end;
        life.produced = 10 + 3.3 * i;
        life.second();
    }
    QVERIFY2(life.onlyOk(), say(life));
}

void GroupsHealthTest::tooFewSamples()
{
    Life life;
    life.run(2);
    QCOMPARE(life.verdict.health, Health::Unknown);
    QCOMPARE(life.verdict.since, 0);
    QVERIFY(reason(life).contains("2 of 3"));
    life.run(1);
    QCOMPARE(life.verdict.health, Health::Ok);
    QCOMPARE(life.verdict.since, life.now);
}

void GroupsHealthTest::hangs()
{
    Life life;
    life.run(120);
    life.reads = life.commits = false;
    const int found = life.until(Health::Stalled, 60);
    QVERIFY2(found > 24 && found <= 31, say(life));
    const TimestampMs since = life.verdict.since;
    QCOMPARE(since, life.now);
    life.run(200);
    QCOMPARE(life.verdict.health, Health::Stalled);
    QCOMPARE(life.verdict.since, since);
    QVERIFY2(reason(life).startsWith("Nothing committed for 3 min") && reason(life).contains(" records wait."), say(life));
    // It goes on: the state is left after twenty seconds, not at the first commit.
    life.reads = life.commits = true;
    life.consumed = 2000;
    life.run(10);
    QCOMPARE(life.verdict.health, Health::Stalled);
    QVERIFY(life.until(Health::Ok, 40) > 0);
    QCOMPARE(life.changes, 2);
}

/// The members of KIP-848 groups are not visible to older clients.
void GroupsHealthTest::hangsUnseen()
{
    Life life;
    life.owner = Ownership::Unknown;
    life.run(60);
    life.reads = life.commits = false;
    QVERIFY(life.until(Health::Stalled, 35) > 0);
    QVERIFY2(reason(life).endsWith("Its members are not visible."), say(life));
}

void GroupsHealthTest::waitsForATransaction()
{
    Life life;
    life.commitEvery = 1;
    life.run(60);
    life.reads = life.commits = false;
    life.committed = life.position;
    life.lastStable = life.committed;
    QVERIFY(life.until(Health::Stalled, 40) > 0);
    QVERIFY2(reason(life).contains("It waits for an open transaction: nothing is stable from offset"), say(life));
}

void GroupsHealthTest::dies()
{
    Life life;
    life.run(60);
    life.reads = life.commits = false;
    life.owner = Ownership::NoMembers;
    const int found = life.until(Health::Stopped, 60);
    QVERIFY2(found >= 15 && found <= 16, say(life));
    life.run(20);
    QVERIFY2(reason(life).startsWith("The group has had no member for 35 s, and "), say(life));
    // A crash that the broker notices late: first it looks like a hang, then it is the truth.
    Life late;
    late.run(60);
    late.reads = late.commits = false;
    QVERIFY(late.until(Health::Stalled, 45) > 0);
    late.run(10);
    late.owner = Ownership::NoMembers;
    const int gone = late.until(Health::Stopped, 60);
    QVERIFY2(gone > 0 && gone <= 17, say(late));
}

void GroupsHealthTest::diesAndComesBack()
{
    Life life;
    life.run(60);
    life.reads = life.commits = false;
    life.owner = Ownership::NoMembers;
    life.run(120);
    QCOMPARE(life.verdict.health, Health::Stopped);
    life.owner = Ownership::Assigned;
    life.reads = life.commits = true;
    life.consumed = 2000;
    life.run(60);
    QCOMPARE(life.verdict.health, Health::Ok);
    QCOMPARE(life.changes, 2); // neither stalled nor anything else in between
}

void GroupsHealthTest::restartsQuickly()
{
    Life life;
    life.consumed = 400;
    life.run(60);
    for (int i = 0; i < 10; ++i) { // deployed again and again
        life.owner = Ownership::NoMembers;
        life.reads = life.commits = false;
        life.run(8);
        life.owner = Ownership::Unknown; // rebalance
        life.run(3);
        life.owner = Ownership::Assigned;
        life.reads = life.commits = true;
        life.run(60);
    }
    QVERIFY2(life.onlyOk(), say(life));
}

/// A poison record: the consumer dies of it, is restarted, reads it again.
void GroupsHealthTest::crashLoops()
{
    Life life;
    life.run(60);
    life.reads = life.commits = false;
    life.run(20);
    for (int i = 0; i < 20; ++i) {
        life.owner = Ownership::NoMembers;
        life.run(6);
        life.owner = Ownership::Assigned;
        life.run(6);
    }
    QCOMPARE(life.verdict.health, Health::Stalled);
    QCOMPARE(life.changes, 1);
}

void GroupsHealthTest::longDead()
{
    Life life;
    life.owner = Ownership::NoMembers;
    life.reads = life.commits = false;
    life.produced = 0;
    life.end = 5000;
    const int found = life.until(Health::Stopped, 30);
    QVERIFY2(found >= 15 && found <= 17, say(life));
    QVERIFY2(reason(life).endsWith("and 4,000 records wait."), say(life));
}

void GroupsHealthTest::emptyAndIdle()
{
    Life life;
    life.owner = Ownership::NoMembers;
    life.produced = 0;
    life.commits = false;
    life.run(600);
    QVERIFY2(life.onlyOk(), say(life));
    QCOMPARE(reason(life), QStringLiteral("No member, and nothing waits."));
}

/// Programs that assign partitions themselves and commit: their groups never have members.
void GroupsHealthTest::commitsWithoutMembers()
{
    Life life;
    life.owner = Ownership::NoMembers;
    life.commitEvery = 10;
    life.run(600);
    QVERIFY2(life.onlyOk(), say(life));
    Life rare = Life();
    rare.owner = Ownership::NoMembers;
    rare.commitEvery = 60;
    rare.run(150);
    rare.changes = 0;
    rare.seen.clear();
    rare.run(600); // how rarely it commits was learned
    QVERIFY2(rare.onlyOk(), say(rare));
}

void GroupsHealthTest::orphaned()
{
    Life life;
    life.owner = Ownership::Orphaned;
    life.reads = life.commits = false;
    life.run(30);
    QCOMPARE(life.verdict.health, Health::Stopped);
    QVERIFY2(reason(life).startsWith("No member reads this topic any more, and "), say(life));
    // A commit that is not behind is nobody's trouble.
    Life done;
    done.owner = Ownership::Orphaned;
    done.produced = 0;
    done.run(60);
    QVERIFY(done.onlyOk());
}

void GroupsHealthTest::fallsBehind_data()
{
    QTest::addColumn<double>("produced");
    QTest::addColumn<double>("consumed");
    QTest::addColumn<int>("commitEvery");
    QTest::addColumn<int>("within");
    QTest::newRow("at half speed") << 100.0 << 50.0 << 5 << 75;
    QTest::newRow("a tenth too slow") << 100.0 << 90.0 << 5 << 100;
    QTest::newRow("a tenth too slow, commits each second") << 100.0 << 90.0 << 1 << 75;
    QTest::newRow("a tenth too slow, commits each 20 s") << 100.0 << 90.0 << 20 << 420;
    QTest::newRow("a twentieth too slow") << 100.0 << 95.0 << 5 << 200;
    QTest::newRow("a hundredth too slow") << 1000.0 << 990.0 << 5 << 900;
    QTest::newRow("a tenth too slow, few records") << 2.0 << 1.8 << 5 << 120;
}

void GroupsHealthTest::fallsBehind()
{
    QFETCH(double, produced);
    QFETCH(double, consumed);
    QFETCH(int, commitEvery);
    QFETCH(int, within);
    Life life;
    life.produced = produced;
    life.consumed = produced * 2;
    life.commitEvery = commitEvery;
    life.run(120);
    QVERIFY(life.onlyOk());
    life.consumed = consumed;
    life.timeLag = 0ms; // Growing is found by the lag alone
    const int found = life.until(Health::Growing, 1200);
    QVERIFY2(found > 0 && found <= within, QByteArray::number(found) + " s, " + say(life));
    life.changes = 0;
    life.run(300);
    QVERIFY2(life.verdict.health == Health::Growing, say(life));
    QCOMPARE(life.changes, 0);
    QVERIFY2(reason(life).startsWith("Lag rose from "), say(life));
}

void GroupsHealthTest::catchesUpAgain()
{
    Life life;
    life.run(60);
    life.consumed = 50;
    life.run(120);
    QCOMPARE(life.verdict.health, Health::Growing);
    life.consumed = 1000;
    QVERIFY(life.until(Health::Ok, 120) > 0);
    QCOMPARE(life.changes, 2);
}

QTEST_APPLESS_MAIN(GroupsHealthTest)
#include "groups_health_test.moc"
