// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/history_samples.h"

#include <QTest>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

using Kind = GroupEvent::Kind;

/// "kind group place: text" a line each.
QString text(const std::vector<GroupEvent>& events)
{
    QStringList lines;
    for (const GroupEvent& event : events) {
        QString place = event.partition ? QString::fromStdString(event.partition->topic) + "/" +
                                              QString::number(event.partition->partition)
                                        : QString("-");
        lines << QString("%1 %2 %3: %4").arg(QString::fromStdString(std::string(eventCode(event.kind))),
                                             event.group.empty() ? QString("-") : QString::fromStdString(event.group), place,
                                             QString::fromStdString(event.text));
    }
    return lines.join('\n');
}

PartitionLag place(std::int32_t partition, std::optional<std::int64_t> start, std::optional<std::int64_t> committed,
                   std::optional<std::int64_t> end, const std::string& topic = "payments")
{
    PartitionLag row;
    row.partition = {topic, partition};
    row.logStart = start;
    row.committed = committed;
    row.end = end;
    return row;
}

GroupMember member(const std::string& id, std::vector<TopicPartition> assigned = {})
{
    GroupMember member;
    member.id = id;
    member.assigned = std::move(assigned);
    return member;
}

GroupLag group(std::vector<GroupMember> members, std::string state = "Stable")
{
    GroupLag group = lagGroup("g", {});
    group.members = std::move(members);
    group.state = std::move(state);
    return group;
}

GroupStatus health(Health health, std::string reason = {})
{
    GroupStatus status;
    status.group = "g";
    status.total.health = {health, 0, std::move(reason)};
    return status;
}

/// Rounds a second apart.
class Rounds
{
public:
    QString add(GroupLag group, std::vector<GroupStatus> statuses = {})
    {
        return add(lagSample(m_time, {std::move(group)}), statuses);
    }
    QString add(LagSample sample, const std::vector<GroupStatus>& statuses = {})
    {
        sample.time = m_time;
        m_time += 1'000;
        return text(m_detector.add(sample, statuses));
    }
    QString add(std::vector<Failure> failures)
    {
        LagSample sample = lagSample(0, {});
        sample.groups->failures = std::move(failures);
        return add(std::move(sample));
    }
    void wait(std::chrono::milliseconds time) { m_time += time.count(); }

private:
    EventDetector m_detector;
    TimestampMs m_time = 1'700'000'000'000;
};

const Error away{ErrorKind::Unreachable, "Connecting failed.", {}, 0, true};

} // namespace

class GroupsEventsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void codes();
    void offsets_data();
    void offsets();
    void members_data();
    void members();
    void aRebalanceIsToldOnce();
    void aGroupThatFailedIsNoChange();
    void unknownCommitsInBetween();
    void health_data();
    void health();
    void brokers();
    void wholeRounds();
    void pauses();
    void manyPartitions();
    void atMostTwenty();
    void goneAndBack();
    void uglyNames();
};

void GroupsEventsTest::codes()
{
    for (int i = 0; i <= static_cast<int>(Kind::SamplingPaused); ++i)
        QCOMPARE(eventKindFromCode(eventCode(static_cast<Kind>(i))), std::optional(static_cast<Kind>(i)));
    QVERIFY(!eventKindFromCode("") && !eventKindFromCode("Rebalance"));
}

using Row = std::vector<std::optional<std::int64_t>>; // log start, committed, end

void GroupsEventsTest::offsets_data()
{
    const std::optional<std::int64_t> none;
    QTest::addColumn<Row>("before");
    QTest::addColumn<Row>("now");
    QTest::addColumn<QString>("expected");
    QTest::newRow("forward") << Row{0, 900, 1'200} << Row{0, 1'000, 1'300} << "";
    QTest::newRow("still") << Row{0, 900, 1'200} << Row{0, 900, 1'200} << "";
    QTest::newRow("went back") << Row{0, 1'200, 1'500} << Row{0, 900, 1'500}
                               << "rewound g payments/2: Partition payments-2 went back from 1,200 to 900";
    QTest::newRow("to the beginning") << Row{0, 1'234'567, 1'500'000} << Row{0, 0, 1'500'000}
                                      << "rewound g payments/2: Partition payments-2 went back from 1,234,567 to 0";
    QTest::newRow("first commit") << Row{0, none, 10} << Row{0, 5, 10} << "";
    QTest::newRow("commit expired") << Row{0, 5, 10} << Row{0, none, 10} << "";
    QTest::newRow("end went back") << Row{0, 900, 5'000} << Row{0, 900, 3}
                                   << "topic_recreated g payments/2: The end of payments-2 went back from 5,000 to 3: the topic was created anew or truncated";
    QTest::newRow("both went back: one event") << Row{0, 900, 5'000} << Row{0, 0, 3}
                                               << "topic_recreated g payments/2: The end of payments-2 went back from 5,000 to 3: the topic was created anew or truncated";
    QTest::newRow("end unknown") << Row{0, 900, 5'000} << Row{0, 900, none} << "";
    QTest::newRow("retention overtakes") << Row{0, 900, 5'000} << Row{2'400, 900, 5'000}
                                         << "data_lost g payments/2: 1,500 records of payments-2 were deleted before the group read them";
    QTest::newRow("one record") << Row{0, 900, 5'000} << Row{901, 900, 5'000}
                                << "data_lost g payments/2: 1 record of payments-2 was deleted before the group read it";
    QTest::newRow("retention up to the commit") << Row{0, 900, 5'000} << Row{900, 900, 5'000} << "";
    QTest::newRow("more of what was lost already") << Row{1'000, 900, 5'000} << Row{2'000, 900, 5'000} << "";
    QTest::newRow("nothing known") << Row{none, none, none} << Row{none, none, none} << "";
}

void GroupsEventsTest::offsets()
{
    QFETCH(Row, before);
    QFETCH(Row, now);
    QFETCH(QString, expected);
    Rounds rounds;
    const auto round = [](const Row& row) {
        GroupLag group = lagGroup("g", {place(2, row[0], row[1], row[2])});
        return group;
    };
    QCOMPARE(rounds.add(round(before)), QString()); // what is first seen is no change
    QCOMPARE(rounds.add(round(now)), expected);
    QCOMPARE(rounds.add(round(now)), QString());
}

void GroupsEventsTest::members_data()
{
    QTest::addColumn<QString>("before"); // "STATE a=0,1 b=2"
    QTest::addColumn<QString>("now");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing") << "Stable a=0,1 b=2" << "Stable b=2 a=1,0" << "";
    QTest::newRow("one left") << "Stable a=0 b=1 c=2" << "Stable a=0,2 b=1" << "rebalance g -: 3 → 2 members";
    QTest::newRow("down to one") << "Stable a=0 b=1" << "Stable a=0,1" << "rebalance g -: 2 → 1 member";
    QTest::newRow("one came") << "Stable a=0" << "Stable a= b=0" << "rebalance g -: 1 → 2 members";
    QTest::newRow("one replaced") << "Stable a=0 b=1" << "Stable a=0 c=1" << "rebalance g -: 2 members, 1 replaced";
    QTest::newRow("assigned anew") << "Stable a=0 b=1" << "Stable a=1 b=0" << "rebalance g -: Partitions were assigned anew among 2 members";
    QTest::newRow("all left") << "Stable a=0" << "Empty" << "state_changed g -: Stable → Empty\nrebalance g -: 1 → 0 members";
    QTest::newRow("under way") << "Stable a=0 b=1" << "PreparingRebalance a= b=" << "state_changed g -: Stable → PreparingRebalance";
    QTest::newRow("state unknown") << "Stable a=0" << "Unknown" << "";
    QTest::newRow("no state") << "Stable a=0" << "" << "";
    QTest::newRow("an ugly state") << "Stable" << "Sta\x1b[2J" << "state_changed g -: Stable → Sta\\x1b[2J";
}

void GroupsEventsTest::members()
{
    QFETCH(QString, before);
    QFETCH(QString, now);
    QFETCH(QString, expected);
    const auto read = [](const QString& line) {
        const QStringList parts = line.split(' ');
        std::vector<GroupMember> members;
        for (const QString& part : parts.mid(1)) {
            const QStringList pair = part.split('=');
            std::vector<TopicPartition> assigned;
            for (const QString& partition : pair[1].split(',', Qt::SkipEmptyParts))
                assigned.push_back({"t", partition.toInt()});
            members.push_back(member(pair[0].toStdString(), std::move(assigned)));
        }
        return group(std::move(members), parts[0].toStdString());
    };
    Rounds rounds;
    QCOMPARE(rounds.add(read(before)), QString());
    QCOMPARE(rounds.add(read(now)), expected);
    // Members that cannot be seen are no members that left.
    Rounds hidden;
    GroupLag first = read(before);
    GroupLag second = read("Stable");
    first.state = "Stable";
    second.membersVisible = false;
    QCOMPARE(hidden.add(first), QString());
    QCOMPARE(hidden.add(second), QString());
    QCOMPARE(hidden.add(first), QString());
}

void GroupsEventsTest::aRebalanceIsToldOnce()
{
    Rounds rounds;
    QCOMPARE(rounds.add(group({member("a", {{"t", 0}}), member("b", {{"t", 1}})})), QString());
    QCOMPARE(rounds.add(group({member("a"), member("b")}, "PreparingRebalance")), QString("state_changed g -: Stable → PreparingRebalance"));
    QCOMPARE(rounds.add(group({member("a")}, "CompletingRebalance")), QString("state_changed g -: PreparingRebalance → CompletingRebalance"));
    QCOMPARE(rounds.add(group({member("a", {{"t", 0}, {"t", 1}})})),
             QString("state_changed g -: CompletingRebalance → Stable\nrebalance g -: 2 → 1 member"));
    // A rebalance that changed nothing leaves only the states.
    QCOMPARE(rounds.add(group({member("a")}, "PreparingRebalance")), QString("state_changed g -: Stable → PreparingRebalance"));
    QCOMPARE(rounds.add(group({member("a", {{"t", 1}, {"t", 0}})})), QString("state_changed g -: PreparingRebalance → Stable"));
}

void GroupsEventsTest::aGroupThatFailedIsNoChange()
{
    Rounds rounds;
    const auto whole = group({member("a", {{"t", 0}})});
    QCOMPARE(rounds.add(whole), QString());
    LagSample broken = lagSample(0, {group({}, "Empty")});
    broken.groups->failures.push_back({"g", away});
    QCOMPARE(rounds.add(broken), QString());
    QCOMPARE(rounds.add(whole), QString());
}

void GroupsEventsTest::unknownCommitsInBetween()
{
    Rounds rounds;
    PartitionLag unknown = place(0, std::nullopt, std::nullopt, std::nullopt);
    unknown.error = away;
    QCOMPARE(rounds.add(lagGroup("g", {place(0, 0, 1'000, 2'000)})), QString());
    QCOMPARE(rounds.add(lagGroup("g", {unknown})), QString());
    QCOMPARE(rounds.add(lagGroup("g", {place(0, 0, 400, 2'000)})),
             QString("rewound g payments/0: Partition payments-0 went back from 1,000 to 400"));
    // A commit that was deleted is forgotten: a new one is a beginning.
    QCOMPARE(rounds.add(lagGroup("g", {place(0, 0, std::nullopt, 2'000)})), QString());
    QCOMPARE(rounds.add(lagGroup("g", {place(0, 0, 10, 2'000)})), QString());
}

void GroupsEventsTest::health_data()
{
    QTest::addColumn<QList<int>>("states");
    QTest::addColumn<QString>("last"); // of the last round
    const auto code = [](Health health) { return static_cast<int>(health); };
    QTest::newRow("good from the start") << QList{code(Health::Unknown), code(Health::Ok)} << "";
    QTest::newRow("bad from the start") << QList{code(Health::LosingData)} << "health_changed g -: Health: losing data. Why.";
    QTest::newRow("worse") << QList{code(Health::Ok), code(Health::Stalled)} << "health_changed g -: Health: ok → stalled. Why.";
    QTest::newRow("better") << QList{code(Health::Growing), code(Health::Ok)} << "health_changed g -: Health: growing → ok. Why.";
    QTest::newRow("the same") << QList{code(Health::Growing), code(Health::Growing)} << "";
    QTest::newRow("unknown") << QList{code(Health::Growing), code(Health::Unknown)} << "";
    QTest::newRow("unknown in between") << QList{code(Health::Growing), code(Health::Unknown), code(Health::Growing)} << "";
    QTest::newRow("unknown before another") << QList{code(Health::Growing), code(Health::Unknown), code(Health::Ok)}
                                            << "health_changed g -: Health: growing → ok. Why.";
}

void GroupsEventsTest::health()
{
    QFETCH(QList<int>, states);
    QFETCH(QString, last);
    Rounds rounds;
    QString told;
    for (const int state : states)
        told = rounds.add(lagGroup("g", {}), {::health(static_cast<Health>(state), "Why.")});
    QCOMPARE(told, last);
    EventDetector detector;
    const auto events = detector.add(lagSample(1'000, {lagGroup("g", {})}), {::health(Health::Stalled)});
    QCOMPARE(events.at(0).health, Health::Stalled);
    QCOMPARE(events.at(0).text, std::string("Health: stalled"));
    QVERIFY(detector.add(lagSample(2'000, {lagGroup("h", {})}), {::health(Health::Ok)}).empty()); // of another group
}

void GroupsEventsTest::brokers()
{
    Rounds rounds;
    QCOMPARE(rounds.add(std::vector<Failure>{}), QString());
    QCOMPARE(rounds.add({{"broker 2", away}, {"broker 2", away}, {"broker x", away}, {"broker ", away}, {"broker 2 ", away}, {"g", away}}),
             QString("broker_lost - -: Broker 2 does not answer: Connecting failed."));
    QCOMPARE(rounds.add({{"broker 2", away}}), QString());
    QCOMPARE(rounds.add({{"broker 3", away}}),
             QString("broker_lost - -: Broker 3 does not answer: Connecting failed.\n"
                     "broker_back - -: Broker 2 answers again after 2.0 s").replace("2.0 s", QString::fromStdString(formatDuration(2s))));
    QCOMPARE(rounds.add(std::vector<Failure>{}),
             "broker_back - -: Broker 3 answers again after " + QString::fromStdString(formatDuration(1s)));
}

void GroupsEventsTest::wholeRounds()
{
    Rounds rounds;
    QCOMPARE(rounds.add(failedSample(0)), QString("broker_lost - -: The cluster does not answer: No broker answers."));
    QCOMPARE(rounds.add(failedSample(0)), QString());
    QCOMPARE(rounds.add(lagGroup("g", {})), "broker_back - -: The cluster answers again after " + QString::fromStdString(formatDuration(2s)));
    LagSample stopped = failedSample(0);
    stopped.groups = fail(ErrorKind::Cancelled, "Stopped.");
    QCOMPARE(rounds.add(stopped), QString());
    // A broker that was away stays so while whole rounds fail.
    QVERIFY(!rounds.add({{"broker 1", away}}).isEmpty());
    QVERIFY(rounds.add(failedSample(0)).contains("cluster does not"));
    QVERIFY(!rounds.add({{"broker 1", away}}).contains("Broker 1"));
}

void GroupsEventsTest::pauses()
{
    Rounds rounds;
    QCOMPARE(rounds.add(lagGroup("g", {})), QString());
    rounds.wait(5s);
    QCOMPARE(rounds.add(lagGroup("g", {})), QString());
    rounds.wait(3min);
    QCOMPARE(rounds.add(lagGroup("g", {})), "sampling_paused - -: Nothing was sampled for " + QString::fromStdString(formatDuration(181s)));
    rounds.wait(-1h); // a clock set back is no pause
    QCOMPARE(rounds.add(lagGroup("g", {})), QString());
}

void GroupsEventsTest::manyPartitions()
{
    const auto round = [](std::int64_t committed, std::int64_t logStart, std::int64_t end, int partitions) {
        std::vector<PartitionLag> rows;
        for (std::int32_t p = 0; p < partitions; ++p)
            rows.push_back(place(p, logStart, committed, end));
        return lagGroup("g", std::move(rows));
    };
    Rounds rounds;
    QCOMPARE(rounds.add(round(500, 0, 1'000, 40)), QString());
    QCOMPARE(rounds.add(round(100, 0, 1'000, 40)),
             QString("rewound g payments/-1: The group went back in 40 partitions of payments (payments-0 from 500 to 100, …)"));
    QCOMPARE(rounds.add(round(100, 150, 1'000, 40)),
             QString("data_lost g payments/-1: 2,000 records of 40 partitions of payments were deleted before the group read them"));
    QCOMPARE(rounds.add(round(100, 150, 7, 40)),
             QString("topic_recreated g payments/-1: The ends of 40 partitions of payments went back (payments-0 from 1,000 to 7, …): "
                     "the topic was created anew or truncated"));
    QCOMPARE(rounds.add(round(50, 150, 7, 3)).count('\n'), 2); // three are told one by one
}

void GroupsEventsTest::atMostTwenty()
{
    const auto round = [](std::int64_t committed) {
        std::vector<PartitionLag> rows;
        for (int t = 0; t < 30; ++t)
            rows.push_back(place(0, 0, committed, 1'000, "topic" + std::to_string(t)));
        return lagGroup("g", std::move(rows));
    };
    Rounds rounds;
    (void)rounds.add(round(500));
    const QString told = rounds.add(round(100));
    QCOMPARE(told.count('\n'), 19);
    QVERIFY2(told.endsWith("rewound g -: and 11 more changes in the same round"), qPrintable(told));
}

void GroupsEventsTest::goneAndBack()
{
    Rounds rounds;
    QCOMPARE(rounds.add(lagGroup("g", {place(0, 0, 500, 1'000)})), QString());
    QCOMPARE(rounds.add({{"broker 1", away}}).count('\n'), 0); // not in a list that is short
    QVERIFY(rounds.add(lagGroup("g", {place(0, 0, 400, 1'000)})).contains("rewound"));
    QCOMPARE(rounds.add(lagSample(0, {})), QString()); // deleted
    QCOMPARE(rounds.add(lagGroup("g", {place(0, 0, 10, 1'000)})), QString()); // another one of that name
}

void GroupsEventsTest::uglyNames()
{
    Rounds rounds;
    const std::string ugly = "a\xe2\x80\xae\x1b[2J\n<b>";
    (void)rounds.add(lagGroup("g", {place(0, 0, 500, 1'000, ugly), place(1, 0, 500, 1'000, std::string(5'000, 'x'))}));
    EventDetector detector;
    (void)detector.add(lagSample(1'000, {lagGroup("g", {place(0, 0, 500, 1'000, ugly)})}), {});
    const auto events = detector.add(lagSample(2'000, {lagGroup("g", {place(0, 0, 400, 1'000, ugly)})}), {});
    QCOMPARE(events.at(0).text, std::string("Partition a\\u{202e}\\x1b[2J\\n<b>-0 went back from 500 to 400"));
    QCOMPARE(events.at(0).partition->topic, ugly); // the name itself is kept as it is
    const QString told = rounds.add(lagGroup("g", {place(0, 0, 500, 1'000, ugly), place(1, 0, 400, 1'000, std::string(5'000, 'x'))}));
    QVERIFY(told.contains("went back") && told.section(": ", 1).size() < 200);
}

QTEST_APPLESS_MAIN(GroupsEventsTest)
#include "groups_events_test.moc"
