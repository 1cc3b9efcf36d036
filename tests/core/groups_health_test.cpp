// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/health.h"
#include "core/groups/health_reason.h"

#include <QTest>

#include <map>

using namespace weir;
using namespace std::chrono_literals;

namespace {

constexpr TimestampMs start = 1'700'000'000'000;

/// A partition and the group that reads it, second by second, with everything that may happen to them.
class Life
{
public:
    double produced = 100; ///< records a second
    double consumed = 150; ///< as fast as it can
    int commitEvery = 5;   ///< seconds
    bool commits = true;
    bool reads = true;
    double end = 1000;
    double position = 1000;
    double committed = 1000;
    double logStart = 0;
    std::optional<double> lastStable;
    Ownership owner = Ownership::Assigned;
    LagNote note = LagNote::None;
    std::optional<std::chrono::milliseconds> timeLag; ///< else from the rates
    TimeAhead overtaken;
    HealthRules rules;
    TimestampMs now = start;
    HealthVerdict verdict;
    std::map<Health, int> seen; ///< seconds in each state
    int changes = 0;            ///< of state, the first one not counted

    HealthInput input() const
    {
        HealthInput input;
        input.time = now;
        input.committed = static_cast<std::int64_t>(committed);
        input.end = static_cast<std::int64_t>(end);
        input.logStart = static_cast<std::int64_t>(logStart);
        if (lastStable)
            input.lastStable = static_cast<std::int64_t>(*lastStable);
        input.ownership = owner;
        input.note = committed > end ? LagNote::BeyondEnd : committed < logStart ? LagNote::BelowLogStart : LagNote::None;
        if (input.note != LagNote::BeyondEnd)
            input.lag = *input.end - std::max(*input.committed, *input.logStart);
        input.timeLag.kind = input.lag.value_or(0) == 0 ? TimeLag::Kind::CaughtUp : TimeLag::Kind::Exact;
        if (timeLag)
            input.timeLag.behind = *timeLag;
        else if (produced > 0)
            input.timeLag.behind = std::chrono::milliseconds(static_cast<std::int64_t>(1000.0 * static_cast<double>(input.lag.value_or(0)) / produced));
        input.timeLag.nextUnread = now - input.timeLag.behind.count();
        input.overtaken = overtaken;
        return input;
    }
    void step(TimestampMs time)
    {
        now += time;
        end += produced * static_cast<double>(time) / 1000;
        if (reads)
            position = std::min(end, position + consumed * static_cast<double>(time) / 1000);
        const TimestampMs passed = (now - start) / 1000;
        if (commits && passed % commitEvery == 0)
            committed = position;
    }
    void second(TimestampMs time = 1000)
    {
        step(time);
        add(input());
    }
    void add(const HealthInput& input)
    {
        const Health before = verdict.health;
        verdict = tracker.add(input, rules);
        ++seen[verdict.health];
        changes += before != verdict.health && before != Health::Unknown ? 1 : 0;
    }
    void run(int seconds)
    {
        for (int i = 0; i < seconds; ++i)
            second();
    }
    /// Seconds until that health, at most `most`; -1: not within.
    int until(Health health, int most)
    {
        for (int i = 1; i <= most; ++i) {
            second();
            if (verdict.health == health)
                return i;
        }
        return -1;
    }
    bool onlyOk() const
    {
        for (const auto& [health, count] : seen)
            if (health != Health::Ok && health != Health::Unknown)
                return false;
        return seen.contains(Health::Ok);
    }

private:
    HealthTracker tracker;
};

class Random
{
public:
    explicit Random(std::uint32_t seed) : m_state(seed * 2654435761U + 1) {}
    double upTo(double most)
    {
        m_state = m_state * 1664525U + 1013904223U;
        return most * static_cast<double>(m_state >> 8U) / static_cast<double>(1U << 24U);
    }

private:
    std::uint32_t m_state;
};

QByteArray say(const Life& life)
{
    QByteArray text = QByteArray::fromStdString(std::string(healthCode(life.verdict.health)) + ": " + life.verdict.reason);
    for (const auto& [health, count] : life.seen)
        text += " [" + QByteArray::fromStdString(std::string(healthCode(health))) + " " + QByteArray::number(count) + " s]";
    return text;
}

QString reason(const Life& life) { return QString::fromStdString(life.verdict.reason); }

} // namespace

class GroupsHealthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wellForTenMinutes_data();
    void wellForTenMinutes();
    void wellWithNoise();
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

void GroupsHealthTest::lags()
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

void GroupsHealthTest::lagsAroundTheLimit()
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

void GroupsHealthTest::estimatesCountLessTheirBound()
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

void GroupsHealthTest::rewound()
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
void GroupsHealthTest::rewoundForAMoment()
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

void GroupsHealthTest::rewoundWithoutMembers()
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

void GroupsHealthTest::recreated()
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

void GroupsHealthTest::recreatedAndRefilled()
{
    Life life;
    life.run(60);
    life.committed = 1000;
    life.commits = life.reads = false;
    life.end = 2000; // less than before, more than is committed
    QVERIFY2(life.until(Health::Reset, 10) > 0, say(life));
    QVERIFY2(reason(life).contains("went back from"), say(life));
}

void GroupsHealthTest::truncatedForAMoment()
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

void GroupsHealthTest::losesData()
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

void GroupsHealthTest::lostWhileDead()
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

void GroupsHealthTest::emptiedLog()
{
    Life life;
    life.produced = 0;
    life.commits = life.reads = false;
    life.committed = 99;
    life.logStart = life.end = 100; // a transaction marker was the last one
    life.run(60);
    QVERIFY2(life.onlyOk(), say(life));
}

void GroupsHealthTest::willBeOvertaken()
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

void GroupsHealthTest::shortRetentionIsNoDanger()
{
    Life life;
    life.consumed = 100;
    life.end = 3000;
    life.overtaken = {TimeAhead::Kind::In, 59min}; // a retention of an hour, twenty seconds behind
    life.run(60);
    QVERIFY2(life.onlyOk(), say(life));
}

void GroupsHealthTest::silence()
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

void GroupsHealthTest::failedSamples()
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

void GroupsHealthTest::noCommit()
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
void GroupsHealthTest::rareSamples()
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

void GroupsHealthTest::pure()
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

void GroupsHealthTest::words()
{
    QCOMPARE(groupedNumber(0), std::string("0"));
    QCOMPARE(groupedNumber(999), std::string("999"));
    QCOMPARE(groupedNumber(1000), std::string("1,000"));
    QCOMPARE(groupedNumber(-1234567), std::string("-1,234,567"));
    QCOMPARE(groupedNumber(-123), std::string("-123"));
    QCOMPARE(recordsWait(1), std::string("1 record waits"));
    QCOMPARE(recordsWait(5231), std::string("5,231 records wait"));
}

QTEST_APPLESS_MAIN(GroupsHealthTest)
#include "groups_health_test.moc"
