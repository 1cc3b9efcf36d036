// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/offset_plan.h"
#include "tests/support/fake_cluster.h"

#include <QTest>

#include <limits>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(weir::ResetTarget)
Q_DECLARE_METATYPE(weir::ResetScope)

namespace {

using To = ResetTarget::To;

const Error denied{ErrorKind::NotAuthorized, "Not allowed.", {}, 30, false};
const Error leaderAway{ErrorKind::Broker, "The leader is away.", {}, 5, true};
constexpr TimestampMs firstTime = 1'700'000'000'000; // of the fake cluster's records

Call soon() { return Call::within(5s); }

ResetTarget target(To to, std::int64_t number = 0)
{
    ResetTarget made;
    made.to = to;
    made.number = number;
    made.time = number;
    return made;
}

ResetTarget like(const std::string& group)
{
    ResetTarget made;
    made.to = To::LikeGroup;
    made.group = group;
    return made;
}

ResetTarget from(OffsetMap offsets)
{
    ResetTarget made;
    made.to = To::Offsets;
    made.offsets = std::move(offsets);
    return made;
}

ResetScope topics(std::vector<std::string> names) { return {std::move(names), {}}; }
ResetScope partitions(std::vector<TopicPartition> chosen) { return {{}, std::move(chosen)}; }

/// A cluster with every oddity a group can have:
/// a-0: 10 records, committed 4. a-1: offsets 0-4 deleted, end 10, committed 2 (below the log start).
/// a-2: empty, never committed. b-0: made anew, end 3, committed 50. b-1: records 0, 5, 6 with gaps, end 9, committed 1.
/// b-2: all read, committed 7 of 7. gone-0: the topic does not exist any more.
std::shared_ptr<FakeCluster> oddCluster()
{
    auto cluster = std::make_shared<FakeCluster>();
    cluster->addTopic("a", 3);
    cluster->addTopic("b", 3);
    const auto fill = [&](const std::string& topic, std::int32_t partition, int count) {
        for (int i = 0; i < count; ++i)
            cluster->append(topic, partition, "key-" + std::to_string(i), "value");
    };
    fill("a", 0, 10);
    fill("a", 1, 10);
    cluster->deleteBefore("a", 1, 5);
    fill("b", 0, 3);
    fill("b", 1, 1);
    cluster->gap("b", 1, 4);
    fill("b", 1, 2);
    cluster->gap("b", 1, 2);
    fill("b", 2, 7);
    cluster->addGroup("g", "Empty");
    cluster->commit("g", {"a", 0}, 4);
    cluster->commit("g", {"a", 1}, 2);
    cluster->commit("g", {"b", 0}, 50);
    cluster->commit("g", {"b", 1}, 1);
    cluster->commit("g", {"b", 2}, 7);
    cluster->commit("g", {"gone", 0}, 3);
    cluster->addGroup("other", "Stable");
    cluster->commit("other", {"a", 0}, 9);
    cluster->commit("other", {"b", 1}, 999);
    cluster->addGroup("bare", "Empty");
    return cluster;
}

/// "a-0 4>0 a-1 2>5! a-2 ->0": '!' where it was moved into the log; then the unchanged, then the failed.
QString written(const OffsetPlan& plan)
{
    QStringList words;
    for (const OffsetChange& change : plan.changes)
        words << QStringLiteral("%1 %2>%3%4")
                     .arg(QString::fromStdString(toString(change.partition)),
                          change.before ? QString::number(*change.before) : QStringLiteral("-"),
                          QString::number(change.after), change.moved ? QStringLiteral("!") : QString());
    words << QStringLiteral("=");
    for (const TopicPartition& partition : plan.unchanged)
        words << QString::fromStdString(toString(partition));
    words << QStringLiteral("x");
    QStringList failed;
    for (const Failure& failure : plan.failures)
        failed << QString::fromStdString(failure.subject);
    failed.sort();
    return (words + failed).join(QLatin1Char(' '));
}

const OffsetChange* changeOf(const OffsetPlan& plan, const TopicPartition& partition)
{
    for (const OffsetChange& change : plan.changes)
        if (change.partition == partition)
            return &change;
    return nullptr;
}

} // namespace

class GroupsOffsetPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTarget_data();
    void everyTarget();
    void aPlanChangesNothing();
    void senselessQuestions_data();
    void senselessQuestions();
    void skipTellsTheRecord();
    void skipPassesADamagedBatch();
    void partialFailuresStayWithTheirPartition();
    void activeGroupsAreRefused_data();
    void activeGroupsAreRefused();
    void applies();
    void activeSince();
    void changedSince();
    void movedOutOfTheLogSince();
    void brokerRefusesSome();
    void brokerRefusesAll();
    void manyPartitionsGoInChunks();
    void readOnlyChangesNothing();
    void deletesOffsets();
    void deletesGroups();
    void stops();
};

void GroupsOffsetPlanTest::everyTarget_data()
{
    QTest::addColumn<ResetTarget>("to");
    QTest::addColumn<ResetScope>("scope");
    QTest::addColumn<QString>("plan");
    const auto row = [](const char* name, ResetTarget to, ResetScope scope, const char* plan) {
        QTest::newRow(name) << std::move(to) << std::move(scope) << QString::fromLatin1(plan);
    };
    row("earliest", target(To::Earliest), {}, "a-0 4>0 a-1 2>5 b-0 50>0 b-1 1>0 b-2 7>0 = x gone-0");
    row("latest", target(To::Latest), {}, "a-0 4>10 a-1 2>10 b-0 50>3 b-1 1>9 = b-2 x gone-0");
    row("earliest of a topic, uncommitted partitions too", target(To::Earliest), topics({"a"}),
        "a-0 4>0 a-1 2>5 a-2 ->0 = x");
    row("of a topic that is no more", target(To::Earliest), topics({"gone", "b"}), "b-0 50>0 b-1 1>0 b-2 7>0 = x gone");
    row("offset", target(To::Offset, 7), {}, "a-0 4>7 a-1 2>7 b-0 50>3! b-1 1>7 = b-2 x gone-0");
    row("offset 0", target(To::Offset, 0), topics({"a"}), "a-0 4>0 a-1 2>5! a-2 ->0 = x");
    row("biggest offset", target(To::Offset, std::numeric_limits<std::int64_t>::max()), partitions({{"a", 0}}),
        "a-0 4>10! = x");
    row("time", target(To::Time, firstTime + 6), {}, "a-0 4>6 a-1 2>6 b-0 50>3 b-1 1>6 b-2 7>6 = x gone-0");
    row("time before everything", target(To::Time, 0), partitions({{"a", 1}}), "a-1 2>5 = x");
    row("time beyond the end", target(To::Time, firstTime + 1'000'000), partitions({{"a", 0}, {"a", 2}}),
        "a-0 4>10 a-2 ->0 = x");
    row("shift forward", target(To::ShiftBy, 3), topics({"a", "b"}),
        "a-0 4>7 a-1 2>5 b-0 50>3! b-1 1>4 = b-2 x a-2");
    row("shift back", target(To::ShiftBy, -3), {}, "a-0 4>1 a-1 2>5! b-0 50>3! b-1 1>0! b-2 7>4 = x gone-0");
    row("shift beyond numbers", target(To::ShiftBy, std::numeric_limits<std::int64_t>::max()), partitions({{"a", 0}}),
        "a-0 4>10! = x");
    row("shift below numbers", target(To::ShiftBy, std::numeric_limits<std::int64_t>::min()), partitions({{"a", 0}}),
        "a-0 4>0! = x");
    row("like a group", like("other"), {}, "a-0 4>9 b-1 1>9! = x a-1 b-0 b-2 gone-0");
    row("like itself", like("g"), topics({"a"}), "a-1 2>5! = a-0 x a-2");
    row("from a file", from({{{"a", 0}, 2}, {{"a", 2}, 0}, {{"b", 1}, 77}}), {}, "a-0 4>2 a-2 ->0 b-1 1>9! = x");
    row("from a file, one topic", from({{{"a", 0}, 2}, {{"b", 1}, 7}}), topics({"b"}), "b-1 1>7 = x");
    row("from a file, named partitions", from({{{"a", 0}, 2}}), partitions({{"a", 0}, {"b", 1}}), "a-0 4>2 = x b-1");
    row("from a file, unknown partitions", from({{{"a", 9}, 2}, {{"z", 0}, 2}}), {}, "= x a-9 z-0");
    row("skip", target(To::SkipRecord), {}, "a-0 4>5 a-1 2>6 b-1 1>6 = x b-0 b-2 gone-0");
    row("skip the last", target(To::SkipRecord), partitions({{"a", 2}}), "= x a-2");
    row("a partition twice", target(To::Latest), partitions({{"a", 0}, {"a", 0}}), "a-0 4>10 = x");
    row("unknown partition", target(To::Latest), partitions({{"a", 7}, {"a", -1}, {"nope", 0}}), "= x a--1 a-7 nope-0");
}

void GroupsOffsetPlanTest::everyTarget()
{
    QFETCH(ResetTarget, to);
    QFETCH(ResetScope, scope);
    const auto cluster = oddCluster();
    const auto plan = planReset(*cluster, "g", to, scope, soon());
    QVERIFY2(plan, plan ? "" : plan.error().message.c_str());
    QTEST(written(*plan), "plan");
    QCOMPARE(plan->group, std::string("g"));
    QVERIFY(!plan->refused);
    for (const Failure& failure : plan->failures)
        QVERIFY2(!failure.error.message.empty(), failure.subject.c_str());
    for (const OffsetChange& change : plan->changes) {
        QVERIFY(*change.logStart <= change.after && change.after <= *change.end);
        QCOMPARE(change.difference().has_value(), change.before.has_value());
        QCOMPARE(change.skipped.has_value(), to.to == To::SkipRecord);
    }
}

void GroupsOffsetPlanTest::aPlanChangesNothing()
{
    const auto cluster = oddCluster();
    for (const To to : {To::Earliest, To::Latest, To::SkipRecord})
        QVERIFY(planReset(*cluster, "g", target(to), {}, soon()));
    for (const Op op : {Op::AlterOffsets, Op::DeleteOffsets, Op::DeleteGroups})
        QCOMPARE(cluster->calls(op), 0);
}

void GroupsOffsetPlanTest::senselessQuestions_data()
{
    QTest::addColumn<QString>("group");
    QTest::addColumn<ResetTarget>("to");
    QTest::addColumn<ResetScope>("scope");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const char* group, ResetTarget to, ResetScope scope, ErrorKind kind,
                        const char* says) {
        QTest::newRow(name) << QString::fromLatin1(group) << std::move(to) << std::move(scope)
                            << static_cast<int>(kind) << QString::fromLatin1(says);
    };
    row("unknown group", "nobody", target(To::Latest), {}, ErrorKind::NotFound, "nobody");
    row("nothing committed, no scope", "bare", target(To::Latest), {}, ErrorKind::NotFound, "Name the topics");
    row("negative offset", "g", target(To::Offset, -1), {}, ErrorKind::InvalidInput, "negative");
    row("no offsets", "g", from({}), {}, ErrorKind::InvalidInput, "No offsets");
    row("file without the topic", "g", from({{{"a", 0}, 1}}), topics({"b"}), ErrorKind::NotFound, "no partition");
    row("like a group without commits", "g", like("bare"), {}, ErrorKind::NotFound, "bare");
    row("like nobody", "g", like("nobody"), {}, ErrorKind::NotFound, "nobody");
}

void GroupsOffsetPlanTest::senselessQuestions()
{
    QFETCH(QString, group);
    QFETCH(ResetTarget, to);
    QFETCH(ResetScope, scope);
    QFETCH(QString, says);
    const auto plan = planReset(*oddCluster(), group.toStdString(), to, scope, soon());
    QVERIFY(!plan);
    QTEST(static_cast<int>(plan.error().kind), "kind");
    QVERIFY2(QString::fromStdString(plan.error().message).contains(says), plan.error().message.c_str());
}

void GroupsOffsetPlanTest::skipTellsTheRecord()
{
    const auto cluster = oddCluster();
    auto plan = planReset(*cluster, "g", target(To::SkipRecord), {}, soon());
    QVERIFY(plan);
    const OffsetChange* gaps = changeOf(*plan, {"b", 1});
    QVERIFY(gaps && gaps->skipped);
    QCOMPARE(gaps->skipped->offset, 5);
    QCOMPARE(gaps->skipped->key, OptionalBytes("key-0"));
    QCOMPARE(gaps->skipped->size, std::size_t(10));
    QCOMPARE(gaps->skipped->timestamp, std::optional<TimestampMs>(firstTime + 5));
    QVERIFY(!gaps->skipped->damaged);
    // The commit lies below the log start: what is read next is the first record there is.
    QCOMPARE(changeOf(*plan, {"a", 1})->skipped->offset, 5);

    // Behind the last record only markers remain: the next place is the end.
    cluster->commit("g", {"b", 1}, 6);
    plan = planReset(*cluster, "g", target(To::SkipRecord), partitions({{"b", 1}}), soon());
    QCOMPARE(written(*plan), QStringLiteral("b-1 6>9 = x"));
    cluster->commit("g", {"b", 1}, 7);
    plan = planReset(*cluster, "g", target(To::SkipRecord), partitions({{"b", 1}}), soon());
    QCOMPARE(written(*plan), QStringLiteral("= x b-1"));
    QVERIFY(plan->failures.front().error.message.find("nothing to skip") != std::string::npos);
}

void GroupsOffsetPlanTest::skipPassesADamagedBatch()
{
    const auto cluster = oddCluster();
    cluster->damage("a", 0, 4, 7);
    auto plan = planReset(*cluster, "g", target(To::SkipRecord), partitions({{"a", 0}}), soon());
    QVERIFY(plan);
    QCOMPARE(written(*plan), QStringLiteral("a-0 4>7 = x"));
    QVERIFY(plan->changes.front().skipped->damaged);
    QCOMPARE(plan->changes.front().skipped->offset, 4);
    // Damage behind the record is left for the next time.
    cluster->damage("b", 1, 6, 7);
    plan = planReset(*cluster, "g", target(To::SkipRecord), partitions({{"b", 1}}), soon());
    QCOMPARE(written(*plan), QStringLiteral("b-1 1>6 = x"));
}

void GroupsOffsetPlanTest::partialFailuresStayWithTheirPartition()
{
    const auto cluster = oddCluster();
    cluster->failSubject(Op::Committed, "g b-1", denied);
    cluster->failSubject(Op::Offsets, "a-0", leaderAway);
    const auto plan = planReset(*cluster, "g", target(To::Earliest), {}, soon());
    QVERIFY(plan);
    QCOMPARE(written(*plan), QStringLiteral("a-1 2>5 b-0 50>0 b-2 7>0 = x a-0 b-1 gone-0"));
    for (const Failure& failure : plan->failures) {
        if (failure.subject == "gone-0")
            QCOMPARE(failure.error.kind, ErrorKind::NotFound);
        else
            QCOMPARE(failure.error, failure.subject == "b-1" ? denied : leaderAway);
    }

    cluster->failSubject(Op::Committed, "g", denied);
    const auto whole = planReset(*cluster, "g", target(To::Earliest), {}, soon());
    QVERIFY(!whole);
    QCOMPARE(whole.error(), denied);
}

void GroupsOffsetPlanTest::activeGroupsAreRefused_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<int>("members");
    QTest::addColumn<bool>("visible");
    QTest::addColumn<QString>("says"); // empty: not refused
    QTest::newRow("empty") << "Empty" << 0 << true << "";
    QTest::newRow("one member") << "Stable" << 1 << true << "g has 1 active member. Stop it, then check again.";
    QTest::newRow("two members") << "Stable" << 2 << true << "g has 2 active members. Stop them, then check again.";
    QTest::newRow("joining") << "PreparingRebalance" << 0 << true << "state PreparingRebalance";
    QTest::newRow("new protocol") << "Stable" << 0 << false << "not visible with this client";
    QTest::newRow("new protocol, assigning") << "Unknown" << 0 << false << "g is active";
    QTest::newRow("new protocol, empty") << "Empty" << 0 << false << "";
}

void GroupsOffsetPlanTest::activeGroupsAreRefused()
{
    QFETCH(QString, state);
    QFETCH(int, members);
    QFETCH(bool, visible);
    QFETCH(QString, says);
    const auto cluster = oddCluster();
    FakeGroup& group = cluster->addGroup("g", state.toStdString());
    group.description.membersVisible = visible;
    for (int i = 0; i < members; ++i)
        group.description.members.push_back({"m" + std::to_string(i), "c", "/h", std::nullopt, {{"a", 0}}});
    const auto plan = planReset(*cluster, "g", target(To::Earliest), {}, soon());
    QVERIFY(plan);
    QVERIFY(!plan->changes.empty()); // the preview is there all the same
    QCOMPARE(plan->refused.has_value(), !says.isEmpty());
    const auto applied = applyReset(*cluster, *plan, soon());
    QCOMPARE(applied.has_value(), says.isEmpty());
    if (says.isEmpty())
        return;
    QVERIFY2(QString::fromStdString(plan->refused->message).contains(says), plan->refused->message.c_str());
    QCOMPARE(applied.error(), *plan->refused);
    QCOMPARE(cluster->calls(Op::AlterOffsets), 0);
}

void GroupsOffsetPlanTest::applies()
{
    const auto cluster = oddCluster();
    const auto plan = planReset(*cluster, "g", target(To::Earliest), {}, soon());
    const auto result = applyReset(*cluster, *plan, soon());
    QVERIFY(result);
    QCOMPARE(result->applied, (OffsetMap{{{"a", 0}, 0}, {{"a", 1}, 5}, {{"b", 0}, 0}, {{"b", 1}, 0}, {{"b", 2}, 0}}));
    QVERIFY(result->failures.empty() && result->changedSince.empty());
    const OffsetMap now = cluster->committedOffsets({"g"}, soon()).values.at("g");
    for (const auto& [partition, offset] : result->applied)
        QCOMPARE(now.at(partition), offset);
    QCOMPARE((now.at({"gone", 0})), 3);
}

void GroupsOffsetPlanTest::activeSince()
{
    const auto cluster = oddCluster();
    const auto plan = planReset(*cluster, "g", target(To::Earliest), {}, soon());
    QVERIFY(!plan->refused);
    cluster->addGroup("g", "Stable").description.members.push_back({"m", "c", "/h", std::nullopt, {}});
    const auto result = applyReset(*cluster, *plan, soon());
    QVERIFY(!result);
    QVERIFY(result.error().message.find("1 active member") != std::string::npos);
    QCOMPARE(cluster->calls(Op::AlterOffsets), 0);
}

void GroupsOffsetPlanTest::changedSince()
{
    const auto cluster = oddCluster();
    const auto plan = planReset(*cluster, "g", target(To::Earliest), topics({"a"}), soon());
    cluster->commit("g", {"a", 0}, 5);
    cluster->commit("g", {"a", 2}, 0); // had none
    const auto result = applyReset(*cluster, *plan, soon());
    QVERIFY(result);
    QCOMPARE(result->changedSince, (std::vector<TopicPartition>{{"a", 0}, {"a", 2}}));
    QCOMPARE(result->applied, (OffsetMap{{{"a", 1}, 5}}));
    QCOMPARE((cluster->committedOffsets({"g"}, soon()).values.at("g").at({"a", 0})), 5);
}

void GroupsOffsetPlanTest::movedOutOfTheLogSince()
{
    const auto cluster = oddCluster();
    const auto plan = planReset(*cluster, "g", target(To::Earliest), topics({"a"}), soon());
    cluster->deleteBefore("a", 0, 3);
    const auto result = applyReset(*cluster, *plan, soon());
    QVERIFY(result);
    QCOMPARE(result->failures.size(), 1U);
    QCOMPARE(result->failures.front().subject, std::string("a-0"));
    QVERIFY(result->failures.front().error.message.find("outside the log by now") != std::string::npos);
    QCOMPARE(result->applied.size(), 2U);
}

void GroupsOffsetPlanTest::brokerRefusesSome()
{
    const auto cluster = oddCluster();
    cluster->failSubject(Op::AlterOffsets, "a-1", denied);
    const auto plan = planReset(*cluster, "g", target(To::Earliest), topics({"a"}), soon());
    const auto result = applyReset(*cluster, *plan, soon());
    QVERIFY(result);
    QCOMPARE(result->applied, (OffsetMap{{{"a", 0}, 0}, {{"a", 2}, 0}}));
    QCOMPARE(result->failures, (std::vector<Failure>{{"a-1", denied}}));
    QCOMPARE((cluster->committedOffsets({"g"}, soon()).values.at("g").at({"a", 1})), 2);
}

void GroupsOffsetPlanTest::brokerRefusesAll()
{
    const auto cluster = oddCluster();
    cluster->fail(Op::AlterOffsets, denied);
    const auto plan = planReset(*cluster, "g", target(To::Earliest), topics({"a"}), soon());
    const auto result = applyReset(*cluster, *plan, soon());
    QVERIFY(result);
    QVERIFY(result->applied.empty());
    QCOMPARE(result->failures, (std::vector<Failure>{{"a-0", denied}, {"a-1", denied}, {"a-2", denied}}));
}

void GroupsOffsetPlanTest::manyPartitionsGoInChunks()
{
    FakeCluster cluster;
    cluster.addTopic("big", 2'500);
    for (int i = 0; i < 2'500; ++i)
        cluster.append("big", i, "k", "v");
    cluster.addGroup("g", "Empty");
    cluster.commit("g", {"big", 0}, 0);
    const auto plan = planReset(cluster, "g", target(To::Latest), topics({"big"}), soon());
    QCOMPARE(plan->changes.size(), 2'500U);
    const auto result = applyReset(cluster, *plan, soon());
    QCOMPARE(result->applied.size(), 2'500U);
    QCOMPARE(cluster.calls(Op::AlterOffsets), 3);
}

void GroupsOffsetPlanTest::readOnlyChangesNothing()
{
    const auto cluster = oddCluster();
    cluster->setReadOnly(true);
    const auto plan = planReset(*cluster, "g", target(To::Earliest), {}, soon());
    QVERIFY(plan);
    QCOMPARE(applyReset(*cluster, *plan, soon()).error().kind, ErrorKind::NotAuthorized);
    QCOMPARE(deleteOffsets(*cluster, "g", {{"a", 0}}, soon()).error().kind, ErrorKind::NotAuthorized);
    QCOMPARE(deleteGroup(*cluster, "g", soon()).error().kind, ErrorKind::NotAuthorized);
    for (const Op op : {Op::AlterOffsets, Op::DeleteOffsets, Op::DeleteGroups})
        QCOMPARE(cluster->calls(op), 0);
}

void GroupsOffsetPlanTest::deletesOffsets()
{
    const auto cluster = oddCluster();
    cluster->failSubject(Op::DeleteOffsets, "b-0", denied);
    const auto result = deleteOffsets(*cluster, "g", {{"a", 0}, {"a", 2}, {"b", 0}}, soon());
    QVERIFY(result);
    QCOMPARE(result->applied, (OffsetMap{{{"a", 0}, 4}})); // a-2 had no commit
    QCOMPARE(result->failures, (std::vector<Failure>{{"b-0", denied}}));
    QVERIFY(!(cluster->committedOffsets({"g"}, soon()).values.at("g").contains({"a", 0})));

    cluster->addGroup("g", "Stable").description.members.push_back({"m", "c", "/h", std::nullopt, {{"a", 1}}});
    const auto refused = deleteOffsets(*cluster, "g", {{"a", 1}, {"b", 1}}, soon());
    QVERIFY(refused);
    QCOMPARE(refused->failures.size(), 1U);
    QCOMPARE(refused->applied, (OffsetMap{{{"b", 1}, 1}}));
}

void GroupsOffsetPlanTest::deletesGroups()
{
    const auto cluster = oddCluster();
    const auto active = deleteGroup(*cluster, "other", soon());
    QVERIFY(!active && active.error().message.find("active members") != std::string::npos);
    QVERIFY(deleteGroup(*cluster, "g", soon()));
    QCOMPARE(deleteGroup(*cluster, "g", soon()).error().kind, ErrorKind::NotFound);
}

void GroupsOffsetPlanTest::stops()
{
    const auto cluster = oddCluster();
    std::stop_source stop;
    stop.request_stop();
    for (const Op op : {Op::Committed, Op::DescribeGroups, Op::Metadata, Op::Offsets, Op::Read}) {
        cluster->delay(op, 30s);
        const auto plan = planReset(*cluster, "g", target(To::SkipRecord), {}, Call::within(20s, stop.get_token()));
        QVERIFY(!plan);
        QCOMPARE(plan.error().kind, ErrorKind::Cancelled);
        cluster->delay(op, 0ms);
    }
}

QTEST_GUILESS_MAIN(GroupsOffsetPlanTest)
#include "groups_offset_plan_test.moc"
