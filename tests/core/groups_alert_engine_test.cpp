// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/alert_condition.h"
#include "core/groups/alert_engine.h"

#include <QElapsedTimer>
#include <QTest>

using namespace weir;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

using Condition = AlertRule::Condition;

AlertRule ruleOf(Condition condition, double threshold = 0, std::chrono::milliseconds holds = 0ms)
{
    return {"r", "The rule", true, {}, condition, threshold, holds, 3};
}

/// A cluster of groups and a clock, and the engine that looks at it once a second.
struct World {
    AlertEngine engine;
    TimestampMs now = 1'000'000;
    std::chrono::milliseconds interval = 1s;
    std::vector<GroupLag> groups;
    std::vector<GroupStatus> statuses;
    std::vector<Failure> failures;
    std::map<std::string, std::int64_t> topics;
    bool failed = false;
    std::vector<AlertChange> changes; ///< all so far

    explicit World(std::vector<AlertRule> rules = {}) { engine.setRules(std::move(rules)); }

    std::size_t add(const std::string& name, std::optional<std::int64_t> lag = 0)
    {
        GroupLag group;
        group.group = name;
        group.lag = lag;
        groups.push_back(group);
        GroupStatus status;
        status.group = name;
        status.total.health.health = Health::Ok;
        status.total.time.kind = TimeLag::Kind::CaughtUp;
        status.partitions.resize(1);
        statuses.push_back(status);
        return groups.size() - 1;
    }
    void health(Health health, const std::string& reason = {})
    {
        statuses[0].total.health.health = health;
        statuses[0].partitions[0].health.health = health;
        statuses[0].partitions[0].health.reason = reason;
    }
    void behind(std::chrono::milliseconds time)
    {
        statuses[0].total.time.kind = TimeLag::Kind::Exact;
        statuses[0].total.time.behind = time;
    }
    std::vector<AlertChange> round()
    {
        now += interval.count();
        LagSample sample{now, 10ms, Partial<std::vector<GroupLag>>{groups, failures}};
        sample.interval = interval;
        sample.topicEnds = topics;
        if (failed)
            sample.groups = fail(ErrorKind::Unreachable, "nobody answers");
        auto some = engine.add(sample, failed ? std::vector<GroupStatus>{} : statuses);
        changes.insert(changes.end(), some.begin(), some.end());
        return some;
    }
    void rounds(int count)
    {
        for (int i = 0; i < count; ++i)
            round();
    }
    [[nodiscard]] int began() const
    {
        return static_cast<int>(std::ranges::count_if(changes, [](const auto& one) { return one.began; }));
    }
    [[nodiscard]] int ended() const { return static_cast<int>(changes.size()) - began(); }
};

} // namespace

class GroupsAlertEngineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Each character is one sample: x the condition holds, . it does not, ? nobody knows, ! the round failed, _ a silence
    /// of a minute, 0 the group is not there. A number after them is how often the whole is repeated.
    void jitter_data()
    {
        QTest::addColumn<QString>("samples");
        QTest::addColumn<int>("repeat");
        QTest::addColumn<int>("holdsSeconds");
        QTest::addColumn<int>("began");
        QTest::addColumn<int>("ended");
        const auto row = [](const char* name, const char* samples, int repeat, int holds, int began, int ended) {
            QTest::newRow(name) << QString::fromLatin1(samples) << repeat << holds << began << ended;
        };
        row("never", ".", 200, 0, 0, 0);
        row("once", ".x.", 50, 0, 0, 0);
        row("two in a row", "xx.", 50, 0, 0, 0);
        row("three in a row", "xxx", 1, 0, 1, 0);
        row("stays one", "x", 500, 0, 1, 0);
        row("on and off for ever is one alert", "xxx...", 100, 0, 1, 0);
        row("mostly off is one alert", "xxx.............................", 20, 0, 1, 0);
        row("off for 59 s is not over", "xxx...........................................................", 1, 0, 1, 0);
        row("off for a minute is over", "xxx..............................................................", 1, 0, 1, 1);
        row("held too short", "xxxxxxxxx.", 20, 10, 0, 0);
        row("held long enough", "xxxxxxxxxxxx", 1, 10, 1, 0);
        row("a failed round is no break", "xxxxx!xxxxxx", 1, 10, 1, 0);
        row("only failed rounds", "xx!!!!!!!!!!", 5, 0, 1, 0);
        row("unknown raises nothing", "xx????????", 1, 0, 0, 0);
        row("unknown ends nothing", "xxx????????????????????????????????????????????????????????????????????????", 1, 0, 1, 0);
        row("a silence starts anew", "xx_xx_xx_xx_", 1, 0, 0, 0);
        row("a silence ends nothing", "xxx._._._._", 1, 0, 1, 0);
        row("gone for a moment", "xxx00000x", 1, 0, 1, 0);
        row("gone", "xxx00000000000000000000000000000000000000000000000000000000000000", 1, 0, 1, 1);
        row("gone before it began", "xx0x0x0", 10, 0, 0, 0);
    }
    void jitter()
    {
        QFETCH(QString, samples);
        QFETCH(int, repeat);
        QFETCH(int, holdsSeconds);
        World world({ruleOf(Condition::LagAbove, 100, std::chrono::seconds(holdsSeconds))});
        world.add("g");
        const auto kept = std::pair(world.groups, world.statuses);
        for (int i = 0; i < repeat; ++i) {
            for (const QChar c : samples) {
                std::tie(world.groups, world.statuses) = kept;
                world.failed = c == u'!';
                if (c == u'_') {
                    world.now += 60'000;
                    continue;
                }
                if (c == u'0') {
                    world.groups.clear();
                    world.statuses.clear();
                } else {
                    world.groups[0].lag = c == u'?' ? std::nullopt : std::optional<std::int64_t>(c == u'x' ? 101 : 100);
                }
                world.round();
            }
        }
        QTEST(world.began(), "began");
        QTEST(world.ended(), "ended");
    }

    void conditions_data()
    {
        QTest::addColumn<int>("condition");
        QTest::addColumn<QString>("health");
        QTest::addColumn<int>("timeKind");
        QTest::addColumn<qint64>("behindMs");
        QTest::addColumn<bool>("partial");
        QTest::addColumn<int>("holds");
        const auto row = [](const char* name, Condition condition, const char* health, TimeLag::Kind kind, qint64 behind,
                            bool partial, Holds holds) {
            QTest::newRow(name) << static_cast<int>(condition) << QString::fromLatin1(health) << static_cast<int>(kind)
                                << behind << partial << static_cast<int>(holds);
        };
        using Kind = TimeLag::Kind;
        row("stalled", Condition::Stalled, "stalled", Kind::Exact, 0, false, Holds::Yes);
        row("stopped", Condition::Stalled, "stopped", Kind::Exact, 0, false, Holds::Yes);
        row("stalled hides behind losing data", Condition::Stalled, "stalled+losing_data", Kind::Exact, 0, false, Holds::Yes);
        row("ok", Condition::Stalled, "ok", Kind::Exact, 0, false, Holds::No);
        row("growing is not stalled", Condition::Stalled, "growing", Kind::Exact, 0, false, Holds::No);
        row("health unknown", Condition::Stalled, "unknown", Kind::Exact, 0, false, Holds::Unknown);
        row("ok as far as it was read", Condition::Stalled, "ok", Kind::Exact, 0, true, Holds::Unknown);
        row("losing", Condition::LosingData, "losing_data", Kind::Exact, 0, false, Holds::Yes);
        row("reset", Condition::LosingData, "reset", Kind::Exact, 0, false, Holds::Yes);
        row("rewound is no loss", Condition::LosingData, "rewound", Kind::Exact, 0, false, Holds::No);
        row("time above", Condition::TimeLagAbove, "ok", Kind::Exact, 1'001, false, Holds::Yes);
        row("time equal", Condition::TimeLagAbove, "ok", Kind::Exact, 1'000, false, Holds::No);
        row("time estimate above", Condition::TimeLagAbove, "ok", Kind::Estimate, 5'000, false, Holds::Yes);
        row("time unknown", Condition::TimeLagAbove, "ok", Kind::Unknown, 9'000, false, Holds::Unknown);
        row("time caught up", Condition::TimeLagAbove, "ok", Kind::CaughtUp, 0, false, Holds::No);
    }
    void conditions()
    {
        QFETCH(int, condition);
        QFETCH(QString, health);
        QFETCH(int, timeKind);
        QFETCH(qint64, behindMs);
        QFETCH(bool, partial);
        World world;
        world.add("g", 5);
        const auto codes = health.split(u'+');
        world.statuses[0].partitions.resize(static_cast<std::size_t>(codes.size()));
        for (qsizetype i = 0; i < codes.size(); ++i)
            world.statuses[0].partitions[static_cast<std::size_t>(i)].health.health =
                healthFromCode(codes[i].toStdString()).value();
        world.statuses[0].total.health.health = healthFromCode(codes.back().toStdString()).value();
        world.statuses[0].total.time.kind = static_cast<TimeLag::Kind>(timeKind);
        world.statuses[0].total.time.behind = std::chrono::milliseconds(behindMs);
        world.groups[0].partial = partial;
        const AlertRule rule = ruleOf(static_cast<Condition>(condition), 1'000);
        QTEST(static_cast<int>(conditionHolds(rule, world.groups[0], &world.statuses[0])), "holds");
    }

    void growingCountsLowPoints_data()
    {
        QTest::addColumn<QList<qint64>>("lags");
        QTest::addColumn<bool>("alert");
        QTest::newRow("rises") << QList<qint64>{1, 2, 3, 4, 5, 6, 7, 8} << true;
        QTest::newRow("stands") << QList<qint64>{5, 5, 5, 5, 5, 5, 5, 5, 5} << false;
        QTest::newRow("falls") << QList<qint64>{9, 8, 7, 6, 5, 4, 3, 2, 1} << false;
        QTest::newRow("saw that comes back to zero") << QList<qint64>{0, 10, 20, 0, 10, 20, 0, 10, 20, 0, 10, 20} << false;
        QTest::newRow("saw whose low points rise") << QList<qint64>{0, 10, 20, 5, 15, 25, 10, 20, 30, 15, 25, 35} << true;
        QTest::newRow("one fall to the bottom") << QList<qint64>{1, 2, 3, 1, 2, 3, 4, 0, 1, 2, 3} << false;
    }
    void growingCountsLowPoints()
    {
        QFETCH(QList<qint64>, lags);
        QFETCH(bool, alert);
        World world({ruleOf(Condition::Growing)});
        world.add("g");
        for (const qint64 lag : lags) {
            world.groups[0].lag = lag;
            world.round();
        }
        QCOMPARE(world.began(), alert ? 1 : 0);
    }

    void deadLettersAreOneAlertWhileTheyGrow()
    {
        World world({ruleOf(Condition::DeadLetterGrowth)});
        world.topics = {{"orders.dlq", 10}, {"quiet.dlq", 3}};
        world.rounds(5);
        QCOMPARE(world.began(), 0); // what was there before is no news
        for (int i = 0; i < 20; ++i) {
            world.topics["orders.dlq"] += i % 4 == 0 ? 2 : 0;
            world.round();
        }
        QCOMPARE(world.began(), 1);
        QCOMPARE(world.changes[0].alert.subject, "orders.dlq"s);
        QVERIFY2(world.changes[0].alert.text.find("2 records were added") != std::string::npos,
                 world.changes[0].alert.text.c_str());
        world.rounds(55);
        QCOMPARE(world.ended(), 0);
        world.rounds(10);
        QCOMPARE(world.ended(), 1);
        world.topics["orders.dlq"] += 1;
        world.round();
        QCOMPARE(world.began(), 2);
        // A topic that cannot be read, or was made anew, is no growth.
        world.topics.erase("orders.dlq");
        world.rounds(3);
        world.topics["orders.dlq"] = 1;
        world.rounds(3);
        QCOMPARE(world.began(), 2);
    }

    void growthDuringASilenceIsTold()
    {
        World world({ruleOf(Condition::DeadLetterGrowth)});
        world.topics = {{"orders.dlq", 10}};
        world.rounds(2);
        world.now += 3'600'000;
        world.topics["orders.dlq"] = 15;
        world.round();
        QCOMPARE(world.began(), 1);
    }

    void restartRaisesNothingTwice()
    {
        World before({ruleOf(Condition::LagAbove, 100)});
        before.add("g", 500);
        before.rounds(5);
        QCOMPARE(before.began(), 1);
        Alert open = before.changes[0].alert;
        open.id = 17;
        World after({ruleOf(Condition::LagAbove, 100)});
        after.engine.resume({open});
        after.add("g", 500);
        after.rounds(10);
        QCOMPARE(after.began(), 0);
        after.groups[0].lag = 0;
        after.rounds(70);
        QCOMPARE(after.ended(), 1);
        QCOMPARE(after.changes[0].alert.id, 17);
        QVERIFY(after.changes[0].alert.ended.has_value());
        // An alert of a rule that is not there any more ends at once.
        World without;
        without.engine.resume({open});
        without.round();
        QCOMPARE(without.ended(), 1);
    }

    void changedRulesEndTheirAlerts_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<int>("ended");
        QTest::addColumn<int>("beganAfter");
        QTest::newRow("same again") << 0 << 0 << 0;
        QTest::newRow("renamed") << 1 << 0 << 0;
        QTest::newRow("threshold changed") << 2 << 1 << 1;
        QTest::newRow("switched off") << 3 << 1 << 0;
        QTest::newRow("deleted") << 4 << 1 << 0;
        QTest::newRow("pattern changed away") << 5 << 1 << 0;
    }
    void changedRulesEndTheirAlerts()
    {
        QFETCH(int, what);
        AlertRule rule = ruleOf(Condition::LagAbove, 100);
        World world({rule});
        world.add("g", 500);
        world.rounds(5);
        QCOMPARE(world.began(), 1);
        if (what == 1)
            rule.name = "Another name";
        if (what == 2)
            rule.threshold = 50;
        if (what == 3)
            rule.enabled = false;
        if (what == 5)
            rule.pattern = "h*";
        world.engine.setRules(what == 4 ? std::vector<AlertRule>{} : std::vector{rule});
        world.changes.clear();
        world.rounds(10);
        QTEST(world.ended(), "ended");
        QTEST(world.began(), "beganAfter");
        if (world.ended() > 0)
            QVERIFY(world.changes[0].alert.text.find("the rule was") != std::string::npos);
    }

    void aGroupThatWasNotReadIsNotGone()
    {
        World world({ruleOf(Condition::LagAbove, 100)});
        world.add("g", 500);
        world.rounds(5);
        world.groups.clear();
        world.statuses.clear();
        const Error error{ErrorKind::Unreachable, "The broker is away.", {}, 0, true};
        for (const char* subject : {"g", "broker 2"}) {
            world.failures = {{subject, error}};
            world.rounds(120);
            QCOMPARE(world.ended(), 0);
        }
        world.failures = {{"g", {ErrorKind::NotFound, "Nobody knows it.", {}, 0, false}}};
        world.rounds(70);
        QCOMPARE(world.ended(), 1);
        QVERIFY(world.changes.back().alert.text.ends_with("the group is gone."));
    }

    void unknownForLongEndsIt()
    {
        World world({ruleOf(Condition::LagAbove, 100)});
        world.add("g", 500);
        world.rounds(5);
        world.groups[0].lag.reset();
        world.rounds(1'700);
        QCOMPARE(world.ended(), 0);
        world.rounds(200);
        QCOMPARE(world.ended(), 1);
    }

    void slowSamplingIsNoSilence()
    {
        World world({ruleOf(Condition::LagAbove, 100)});
        world.interval = 20s;
        world.add("g", 500);
        world.rounds(3);
        QCOMPARE(world.began(), 1);
    }

    void healthyGroupsRaiseNothingWithTheDefaults()
    {
        World world(defaultAlertRules());
        for (int i = 0; i < 30; ++i)
            world.add("g" + std::to_string(i));
        world.topics = {{"orders.dlq", 4}};
        for (int second = 0; second < 600; ++second) {
            for (std::size_t i = 0; i < world.groups.size(); ++i) {
                world.groups[i].lag = static_cast<std::int64_t>((static_cast<std::size_t>(second) % (5 + i)) * 100);
                world.statuses[i].total.time.kind = TimeLag::Kind::Exact;
                world.statuses[i].total.time.behind = std::chrono::seconds(second % 40);
            }
            world.round();
        }
        QCOMPARE(world.changes.size(), std::size_t{0});
        QVERIFY(std::ranges::any_of(defaultAlertRules(), &AlertRule::enabled));
    }

    void seriousAndWorded()
    {
        World world(defaultAlertRules());
        world.add("g", 5'231);
        world.health(Health::Stalled, "Nothing committed for 4 min 10 s while 5,231 records wait.");
        world.behind(7min);
        world.rounds(130);
        QCOMPARE(world.began(), 2);
        QVERIFY(world.changes[0].alert.serious);
        QCOMPARE(world.changes[0].alert.text, "Nothing committed for 4 min 10 s while 5,231 records wait."s);
        QVERIFY(!world.changes[1].alert.serious);
        QCOMPARE(world.changes[1].alert.text, "7 min 00 s behind (5,231 records), more than 5 min 00 s."s);
    }

    void thousandsOfGroupsAreCheap()
    {
        World world(defaultAlertRules());
        for (int i = 0; i < 5'000; ++i)
            world.add("group-" + std::to_string(i), i);
        world.rounds(2);
        QElapsedTimer clock;
        clock.start();
        world.rounds(20);
        // Building the sample is most of it; a pass over all groups must stay far below a round's interval.
        QVERIFY2(clock.elapsed() < 20 * 500, qPrintable(QString::number(clock.elapsed())));
        qInfo("%lld us for each round of 5,000 groups, copying the sample included", clock.nsecsElapsed() / 20'000);
    }

    void patterns_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("matches");
        const auto row = [](const char* pattern, const char* name, bool matches) {
            QTest::newRow((pattern + " | "s + name).c_str()) << QString::fromUtf8(pattern) << QString::fromUtf8(name) << matches;
        };
        row("", "anything", true);
        row("", "", true);
        row("*", "", true);
        row("a", "a", true);
        row("a", "A", false);
        row("a", "ab", false);
        row("a*", "abc", true);
        row("*c", "abc", true);
        row("*b*", "abc", true);
        row("a*c*e", "abcde", true);
        row("a*c*f", "abcde", false);
        row("a?c", "abc", true);
        row("a?c", "ac", false);
        row("a?c", "a\xC3\xA4" "c", true);
        row("??", "\xC3\xA4", false);
        row("a\\*", "a*", true);
        row("a\\*", "ab", false);
        row("a\\", "a\\", true);
        row("*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false);
    }
    void patterns()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, name);
        QTEST(matchesPattern(pattern.toStdString(), name.toStdString()), "matches");
        QVERIFY(name.isEmpty() || matchesPattern(patternFor(name.toStdString()), name.toStdString()));
    }

    void codesComeBack()
    {
        for (const Condition one : {Condition::LagAbove, Condition::TimeLagAbove, Condition::Growing, Condition::Stalled,
                                    Condition::LosingData, Condition::DeadLetterGrowth})
            QCOMPARE(conditionFromCode(conditionCode(one)).value(), one);
        QVERIFY(!conditionFromCode("no such thing"));
    }
};

QTEST_GUILESS_MAIN(GroupsAlertEngineTest)
#include "groups_alert_engine_test.moc"
