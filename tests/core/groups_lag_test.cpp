// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_lag.h"
#include "tests/support/fake_cluster.h"

#include <QElapsedTimer>
#include <QTest>

#include <limits>
#include <thread>

using namespace weir;
using namespace weir::test;
using namespace std::string_literals;

namespace {

constexpr qint64 none = -99; // an offset nobody told
constexpr qint64 biggest = std::numeric_limits<qint64>::max();

std::optional<std::int64_t> maybe(qint64 value)
{
    return value == none ? std::nullopt : std::optional<std::int64_t>(value);
}

const Error brokerError{ErrorKind::Broker, "The leader is away.", {}, 5, true};
const Error denied{ErrorKind::NotAuthorized, "Not allowed.", {}, 30, false};

const PartitionLag* rowOf(const GroupLag& group, const TopicPartition& partition)
{
    for (const PartitionLag& row : group.rows)
        if (row.partition == partition)
            return &row;
    return nullptr;
}

GroupMember member(const std::string& id, std::vector<TopicPartition> assigned)
{
    return {id, "client-" + id, "/10.0.0.1", std::nullopt, std::move(assigned)};
}

/// Notes the order of questions and writes on while they are answered, as a busy cluster does.
class BusyCluster : public FakeCluster
{
public:
    std::vector<std::string> asked;
    Partial<OffsetMap> offsets(const std::vector<TopicPartition>& partitions, OffsetPoint point,
                               const Call& call) override
    {
        asked.push_back(point == OffsetPoint::LogStart ? "log start" : point == OffsetPoint::End ? "end" : "last stable");
        auto answer = FakeCluster::offsets(partitions, point, call);
        grow();
        return answer;
    }
    Partial<std::map<std::string, OffsetMap>> committedOffsets(const std::vector<std::string>& groups,
                                                               const Call& call) override
    {
        asked.push_back("committed");
        auto answer = FakeCluster::committedOffsets(groups, call);
        grow();
        return answer;
    }

private:
    /// The consumer commits up to the end, then more is written.
    void grow()
    {
        for (int i = 0; i < 10; ++i)
            append("orders", 0, "k", "v");
        commit("billing", {"orders", 0}, 10 * static_cast<std::int64_t>(asked.size()));
    }
};

} // namespace

class GroupsLagTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void computes_data();
    void computes();
    void totals();
    void readsAGroup();
    void everyNote();
    void committedIsReadBeforeEnd();
    void errorsStayInTheirRow();
    void failuresOfGroups();
    void unknownGroups();
    void deadButListed();
    void orderAndRepeats();
    void wholeFailures();
    void stops();
    void oddSubjects();
};

void GroupsLagTest::computes_data()
{
    QTest::addColumn<qint64>("committed");
    QTest::addColumn<qint64>("logStart");
    QTest::addColumn<qint64>("end");
    QTest::addColumn<bool>("failed");
    QTest::addColumn<qint64>("lag");
    QTest::addColumn<int>("note");
    const auto row = [](const char* name, qint64 committed, qint64 start, qint64 end, qint64 lag, LagNote note,
                        bool failed = false) {
        QTest::newRow(name) << committed << start << end << failed << lag << static_cast<int>(note);
    };
    row("behind", 70, 0, 100, 30, LagNote::None);
    row("caught up", 100, 0, 100, 0, LagNote::None);
    row("at the log start", 50, 50, 100, 50, LagNote::None);
    row("nothing written", 0, 0, 0, 0, LagNote::None);
    row("deleted by retention", 20, 50, 100, 50, LagNote::BelowLogStart);
    row("deleted, log empty", 20, 100, 100, 0, LagNote::BelowLogStart);
    row("topic re-created", 500, 0, 100, none, LagNote::BeyondEnd);
    row("topic re-created, log start unknown", 500, none, 100, none, LagNote::BeyondEnd);
    row("one past the end", 101, 0, 100, none, LagNote::BeyondEnd);
    row("no commit", none, 0, 100, none, LagNote::NoCommit);
    row("no commit, nothing else known", none, none, none, none, LagNote::NoCommit);
    row("commits not readable", none, 0, 100, none, LagNote::None, true);
    row("end unknown", 70, 0, none, none, LagNote::None, true);
    row("log start unknown: no clamp, no number", 70, none, 100, none, LagNote::None, true);
    row("end unknown, deleted", 20, 50, none, none, LagNote::BelowLogStart, true);
    row("Kafka's no-offset marker", -1001, 0, 100, none, LagNote::NoCommit);
    row("minus one is no end", 70, 0, -1, none, LagNote::None);
    row("end before log start", 10, 50, 40, 0, LagNote::BelowLogStart);
    row("widest", 0, 0, biggest, biggest, LagNote::None);
    row("far end", biggest - 1, 5, biggest, 1, LagNote::None);
}

void GroupsLagTest::computes()
{
    QFETCH(qint64, committed);
    QFETCH(qint64, logStart);
    QFETCH(qint64, end);
    QFETCH(bool, failed);
    QFETCH(qint64, lag);
    QFETCH(int, note);
    PartitionLag row;
    row.committed = maybe(committed);
    row.logStart = maybe(logStart);
    row.end = maybe(end);
    row.lag = 12345; // must be overwritten
    if (failed)
        row.error = brokerError;
    computeLag(row);
    QCOMPARE(row.lag, maybe(lag));
    QCOMPARE(static_cast<int>(row.note), note);
    for (const auto& value : {row.committed, row.logStart, row.end})
        QVERIFY(!value || *value >= 0);
}

void GroupsLagTest::totals()
{
    const auto row = [](qint64 lag) {
        PartitionLag made;
        made.lag = maybe(lag);
        return made;
    };
    QCOMPARE(totalLag({}), std::optional<std::int64_t>());
    QCOMPARE(totalLag({row(none), row(none)}), std::optional<std::int64_t>());
    QCOMPARE(totalLag({row(0)}), std::optional<std::int64_t>(0));
    QCOMPARE(totalLag({row(3), row(none), row(4)}), std::optional<std::int64_t>(7));
    QCOMPARE(totalLag({row(biggest), row(biggest)}), std::optional<std::int64_t>(biggest));
}

void GroupsLagTest::readsAGroup()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 2);
    for (int i = 0; i < 10; ++i)
        cluster.append("orders", i % 2, "k", "v");
    auto& group = cluster.addGroup("billing");
    group.description.members = {member("m1", {{"orders", 0}, {"orders", 1}})};
    cluster.commit("billing", {"orders", 0}, 2);
    cluster.commit("billing", {"orders", 1}, 5);

    const auto result = groupLags(cluster, {"billing"}, Call{});
    QVERIFY(result.has_value());
    QVERIFY(result->complete());
    QCOMPARE(result->values.size(), std::size_t{1});
    const GroupLag& lag = result->values[0];
    QCOMPARE(lag.group, "billing"s);
    QCOMPARE(lag.state, "Stable"s);
    QCOMPARE(lag.assignor, "range"s);
    QCOMPARE(lag.coordinator, std::optional<std::int32_t>(1));
    QCOMPARE(lag.members.size(), std::size_t{1});
    QCOMPARE(lag.members[0].assigned.size(), std::size_t{2});
    QVERIFY(lag.membersVisible);
    QVERIFY(!lag.partial);
    QCOMPARE(lag.rows.size(), std::size_t{2});
    QVERIFY((lag.rows[0].partition == TopicPartition{"orders", 0}));
    QCOMPARE(lag.rows[0].lag, std::optional<std::int64_t>(3));
    QCOMPARE(lag.rows[1].lag, std::optional<std::int64_t>(0));
    QCOMPARE(lag.rows[0].member->id, "m1"s);
    QVERIFY(lag.rows[0].member->assigned.empty());
    QCOMPARE(lag.lag, std::optional<std::int64_t>(3));
}

void GroupsLagTest::everyNote()
{
    FakeCluster cluster;
    cluster.addTopic("t", 4);
    for (int i = 0; i < 40; ++i)
        cluster.append("t", i % 4, {}, "v");
    cluster.deleteBefore("t", 2, 6);
    auto& group = cluster.addGroup("g");
    group.description.members = {member("m", {{"t", 1}})};
    cluster.commit("g", {"t", 0}, 4);
    cluster.commit("g", {"t", 2}, 1);
    cluster.commit("g", {"t", 3}, 500);

    const auto result = groupLags(cluster, {}, Call{});
    QVERIFY(result.has_value() && result->complete());
    const auto& lag = result->values.at(0);
    QCOMPARE(lag.rows.size(), std::size_t{4});
    QCOMPARE(lag.rows[0].note, LagNote::None);
    QCOMPARE(lag.rows[0].lag, std::optional<std::int64_t>(6));
    QCOMPARE(lag.rows[1].note, LagNote::NoCommit);
    QCOMPARE(lag.rows[1].lag, std::optional<std::int64_t>());
    QCOMPARE(lag.rows[1].end, std::optional<std::int64_t>(10));
    QCOMPARE(lag.rows[2].note, LagNote::BelowLogStart);
    QCOMPARE(lag.rows[2].lag, std::optional<std::int64_t>(4));
    QCOMPARE(lag.rows[3].note, LagNote::BeyondEnd);
    QCOMPARE(lag.rows[3].lag, std::optional<std::int64_t>());
    QCOMPARE(lag.lag, std::optional<std::int64_t>(10));
    QVERIFY(!lag.partial);
}

void GroupsLagTest::committedIsReadBeforeEnd()
{
    BusyCluster cluster;
    cluster.addTopic("orders", 1);
    cluster.addGroup("billing");
    cluster.commit("billing", {"orders", 0}, 0);
    const auto result = groupLags(cluster, {"billing"}, Call{});
    QVERIFY(result.has_value());
    QCOMPARE(cluster.asked, (std::vector<std::string>{"committed", "log start", "last stable", "end"}));
    // The group commits up to the end all the time. Read the other way round, the commit would lie beyond the end.
    const auto& row = result->values.at(0).rows.at(0);
    QCOMPARE(row.note, LagNote::None);
    QVERIFY(row.lag && *row.lag >= 0);
}

void GroupsLagTest::errorsStayInTheirRow()
{
    FakeCluster cluster;
    cluster.addTopic("t", 4);
    for (int i = 0; i < 40; ++i)
        cluster.append("t", i % 4, {}, "v");
    auto& group = cluster.addGroup("g");
    group.description.members = {member("m", {{"t", 3}})};
    for (int i = 0; i < 3; ++i)
        cluster.commit("g", {"t", i}, 5);
    cluster.failSubject(Op::Offsets, "t-1", brokerError);
    cluster.failSubject(Op::Offsets, "t-3", denied);
    cluster.failSubject(Op::Committed, "g t-2", denied);

    const auto result = groupLags(cluster, {"g"}, Call{});
    QVERIFY(result.has_value());
    QCOMPARE(result->failures.size(), std::size_t{2});
    QCOMPARE(result->failures[0].subject, "t-1"s);
    const auto& lag = result->values.at(0);
    QVERIFY(lag.partial);
    QCOMPARE(lag.lag, std::optional<std::int64_t>(5));
    QCOMPARE(rowOf(lag, {"t", 0})->lag, std::optional<std::int64_t>(5));
    QVERIFY(!rowOf(lag, {"t", 0})->error);
    QCOMPARE(rowOf(lag, {"t", 1})->error, std::optional(brokerError));
    QCOMPARE(rowOf(lag, {"t", 1})->committed, std::optional<std::int64_t>(5));
    QCOMPARE(rowOf(lag, {"t", 1})->end, std::optional<std::int64_t>());
    // Not "no commit": nobody knows.
    QCOMPARE(rowOf(lag, {"t", 2})->error, std::optional(denied));
    QCOMPARE(rowOf(lag, {"t", 2})->note, LagNote::None);
    QCOMPARE(rowOf(lag, {"t", 2})->lag, std::optional<std::int64_t>());
    // Known to have no commit, although the end is not readable.
    QCOMPARE(rowOf(lag, {"t", 3})->note, LagNote::NoCommit);
    QCOMPARE(rowOf(lag, {"t", 3})->error, std::optional(denied));
}

void GroupsLagTest::failuresOfGroups()
{
    FakeCluster cluster;
    cluster.addTopic("t", 1);
    cluster.append("t", 0, {}, "v");
    for (const char* id : {"a", "b", "c", "d"}) {
        cluster.addGroup(id).description.members = {member("m", {{"t", 0}})};
        cluster.commit(id, {"t", 0}, 0);
    }
    cluster.failSubject(Op::DescribeGroups, "a", denied);
    cluster.failSubject(Op::Committed, "b", brokerError);
    cluster.failSubject(Op::DescribeGroups, "c", denied);
    cluster.failSubject(Op::Committed, "c", denied);

    const auto result = groupLags(cluster, {}, Call{});
    QVERIFY(result.has_value());
    QCOMPARE(result->values.size(), std::size_t{3});
    // Not described: the lag is there, the members are not known (which is not "none").
    const auto& a = result->values[0];
    QCOMPARE(a.group, "a"s);
    QCOMPARE(a.lag, std::optional<std::int64_t>(1));
    QVERIFY(!a.membersVisible);
    QCOMPARE(a.state, "Stable"s);
    // Commits not readable: the assigned partitions say why their lag is unknown.
    const auto& b = result->values[1];
    QVERIFY(b.partial);
    QCOMPARE(b.lag, std::optional<std::int64_t>());
    QCOMPARE(b.rows.size(), std::size_t{1});
    QCOMPARE(b.rows[0].error, std::optional(brokerError));
    QCOMPARE(b.rows[0].note, LagNote::None);
    QCOMPARE(result->values[2].group, "d"s);
    std::vector<std::string> subjects;
    for (const Failure& failure : result->failures)
        subjects.push_back(failure.subject);
    QCOMPARE(subjects, (std::vector<std::string>{"a", "b", "c"}));
}

void GroupsLagTest::unknownGroups()
{
    FakeCluster cluster;
    cluster.addGroup("known", "Empty");
    // A broker describes a group nobody knows as Dead, without an error.
    class DeadTeller : public FakeCluster
    {
    public:
        Partial<std::vector<GroupDescription>> describeGroups(const std::vector<std::string>& ids, const Call&) override
        {
            Partial<std::vector<GroupDescription>> answer;
            for (const std::string& id : ids) {
                answer.values.emplace_back();
                answer.values.back().id = id;
                answer.values.back().state = "Dead";
            }
            return answer;
        }
    } dead;
    const auto typo = groupLags(dead, {"typo"}, Call{});
    QVERIFY(typo.has_value());
    QVERIFY(typo->values.empty());
    QCOMPARE(typo->failures.size(), std::size_t{1});
    QCOMPARE(typo->failures[0].subject, "typo"s);
    QCOMPARE(typo->failures[0].error.kind, ErrorKind::NotFound);

    // When the list cannot be had either, nobody can say that the group does not exist.
    dead.fail(Op::Groups, brokerError);
    const auto unsure = groupLags(dead, {"typo"}, Call{});
    QVERIFY(unsure.has_value());
    QCOMPARE(unsure->failures.at(0).error, brokerError);

    const auto missing = groupLags(cluster, {"known", "typo"}, Call{});
    QVERIFY(missing.has_value());
    QCOMPARE(missing->values.size(), std::size_t{1});
    QCOMPARE(missing->values[0].state, "Empty"s);
    QVERIFY(missing->values[0].rows.empty());
    QCOMPARE(missing->values[0].lag, std::optional<std::int64_t>());
    QCOMPARE(missing->failures.at(0).error.kind, ErrorKind::NotFound);
}

void GroupsLagTest::deadButListed()
{
    // A KIP-848 group as an old client sees it: "Dead" in the description, alive in the list.
    FakeCluster cluster;
    auto& group = cluster.addGroup("modern");
    group.listing.type = GroupType::Consumer;
    group.description.state = "Dead";
    group.description.type = GroupType::Unknown;
    group.description.membersVisible = false;
    for (const auto& ids : {std::vector<std::string>{}, std::vector<std::string>{"modern"}}) {
        const auto result = groupLags(cluster, ids, Call{});
        QVERIFY(result.has_value() && result->complete());
        QCOMPARE(result->values.at(0).state, "Stable"s);
        QCOMPARE(result->values[0].type, GroupType::Consumer);
        QVERIFY(!result->values[0].membersVisible);
    }
}

void GroupsLagTest::orderAndRepeats()
{
    FakeCluster cluster;
    for (const char* id : {"a", "b", "c"})
        cluster.addGroup(id);
    const auto result = groupLags(cluster, {"c", "a", "c"}, Call{});
    QVERIFY(result.has_value());
    QCOMPARE(result->values.size(), std::size_t{2});
    QCOMPARE(result->values[0].group, "c"s);
    QCOMPARE(result->values[1].group, "a"s);
    const auto listed = listGroups(cluster, Call{});
    QVERIFY(listed.has_value());
    QCOMPARE(listed->values.size(), std::size_t{3});
    QCOMPARE(listed->values[0].id, "a"s);
}

void GroupsLagTest::wholeFailures()
{
    FakeCluster cluster;
    cluster.addGroup("a");
    cluster.failSubject(Op::Groups, "broker 1", brokerError);
    const auto partial = groupLags(cluster, {}, Call{});
    QVERIFY(partial.has_value());
    QCOMPARE(partial->failures.at(0).subject, "broker 1"s);
    cluster.fail(Op::Groups, denied);
    const auto none = groupLags(cluster, {}, Call{});
    QVERIFY(!none.has_value());
    QCOMPARE(none.error(), denied);

    FakeCluster empty;
    const auto nothing = groupLags(empty, {}, Call{});
    QVERIFY(nothing.has_value() && nothing->complete() && nothing->values.empty());
    QCOMPARE(empty.calls(Op::Offsets), 0);
    QCOMPARE(empty.calls(Op::DescribeGroups), 0);
}

void GroupsLagTest::stops()
{
    FakeCluster cluster;
    cluster.addGroup("a");
    cluster.delay(Op::Committed, std::chrono::seconds(10));
    std::stop_source source;
    std::jthread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        source.request_stop();
    });
    QElapsedTimer timer;
    timer.start();
    const auto result = groupLags(cluster, {}, Call::within(std::chrono::seconds(10), source.get_token()));
    QVERIFY(!result.has_value());
    QCOMPARE(result.error().kind, ErrorKind::Cancelled);
    QVERIFY2(timer.elapsed() < 250, qPrintable(QString::number(timer.elapsed())));
}

void GroupsLagTest::oddSubjects()
{
    // Group ids are free text: spaces and dashes in them must not be taken for a partition.
    FakeCluster cluster;
    cluster.addTopic("t-1", 1);
    cluster.append("t-1", 0, {}, "v");
    for (const std::string id : {"my group", "my group t-9", ""}) {
        cluster.addGroup(id);
        cluster.commit(id, {"t-1", 0}, 0);
    }
    cluster.failSubject(Op::Committed, "my group t-1-0", denied);
    cluster.failSubject(Op::Committed, "my group t-9", brokerError);
    const auto result = groupLags(cluster, {"my group", "my group t-9", ""}, Call{});
    QVERIFY(result.has_value());
    QCOMPARE(result->values.size(), std::size_t{3});
    QCOMPARE(result->values[0].rows.at(0).error, std::optional(denied));
    QVERIFY(result->values[1].partial);
    QVERIFY(result->values[1].rows.empty());
    QCOMPARE(result->values[2].lag, std::optional<std::int64_t>(1));
}

QTEST_APPLESS_MAIN(GroupsLagTest)
#include "groups_lag_test.moc"
