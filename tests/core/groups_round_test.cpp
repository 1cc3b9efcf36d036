// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/groups_round_stand.h"

#include <QTest>

using namespace weir;
using namespace weir::test;
using namespace std::string_literals;

class GroupsRoundTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cadence();
    void slowQuestionsAreSpread();
    void changedGroupIsDescribedAtOnce();
    void changesBetweenListAndDescription();
    void closelyWatchedGroups();
    void membersOfAnotherStateDoNotStand();
    void invisibleMembersAreNotAskedAgain();
    void ownership_data();
    void ownership();
    void newPartitionsAtOnce();
    void reCreatedTopic();
    void deletedTopicIsAskedEverLessOften();
    void momentaryFailuresAreAskedAgain();
    void deniedDescriptionStands();
    void failuresStayWhereTheyBelong();
    void pinned_data();
    void pinned();
    void groupsOfASilentCoordinator();
    void goneGroupsAreForgotten();
    void watchedTopics();
};

void GroupsRoundTest::cadence()
{
    Stand stand;
    QList<int> described, starts, stable, ends;
    for (int round = 1; round <= 25; ++round) {
        const auto answer = stand.round();
        QVERIFY(answer.groups.complete());
        QCOMPARE(answer.groups.values.at(0).lag, std::optional<std::int64_t>(6));
        QCOMPARE(answer.groups.values[0].rows.at(0).lastStable, std::optional<std::int64_t>(10));
        QCOMPARE(answer.groups.values[0].members.size(), std::size_t{1});
        if (!stand.cluster.described.empty())
            described << round;
        for (auto [point, list] : {std::pair(OffsetPoint::LogStart, &starts), std::pair(OffsetPoint::LastStable, &stable),
                                   std::pair(OffsetPoint::End, &ends)})
            if (stand.asked(point) > 0)
                *list << round;
        QCOMPARE(stand.cluster.calls(Op::Groups), round);
        QCOMPARE(stand.cluster.calls(Op::Committed), round);
    }
    QCOMPARE(described, (QList<int>{1, 11, 21}));
    QCOMPARE(starts.size(), 3); // the second place among ten was its: the group was the first
    QCOMPARE(starts, stable);
    QCOMPARE(starts.at(2) - starts.at(1), 10);
    QVERIFY(starts.at(1) - starts.at(0) <= 10);
    QCOMPARE(ends.size(), 25);
}

void GroupsRoundTest::slowQuestionsAreSpread()
{
    Stand stand;
    stand.cluster.addTopic("many", 40);
    for (int i = 0; i < 39; ++i) {
        const std::string id = "group-" + std::to_string(i);
        stand.cluster.addGroup(id);
        stand.cluster.commit(id, {"many", i}, 0);
    }
    (void)stand.round();
    QCOMPARE(stand.cluster.described.size(), std::size_t{40});
    for (int tens = 0; tens < 2; ++tens) {
        std::map<std::string, int> described, starts;
        for (int i = 0; i < 10; ++i) {
            (void)stand.round();
            QCOMPARE(stand.cluster.described.size(), std::size_t{4});
            QCOMPARE(stand.asked(OffsetPoint::LogStart), std::size_t{4});
            QCOMPARE(stand.asked(OffsetPoint::End), std::size_t{40});
            for (const auto& id : stand.cluster.described)
                ++described[id];
            for (const auto& partition : stand.cluster.asked[OffsetPoint::LogStart])
                ++starts[partition];
        }
        QCOMPARE(described.size(), std::size_t{40}); // everyone once
        QCOMPARE(starts.size(), std::size_t{40});
    }
}

void GroupsRoundTest::changedGroupIsDescribedAtOnce()
{
    Stand stand;
    stand.cluster.addGroup("other");
    (void)stand.round();
    (void)stand.round();
    stand.group->listing.state = stand.group->description.state = "Empty";
    stand.group->description.members.clear();
    const auto answer = stand.round();
    QCOMPARE(stand.cluster.described, (std::vector{"billing"s}));
    QCOMPARE(answer.groups.values.at(0).state, "Empty"s);
    QVERIFY(answer.groups.values[0].members.empty());
    QCOMPARE(answer.groups.values[0].rows.at(0).ownership, Ownership::NoMembers);
    stand.cluster.addGroup("third");
    (void)stand.round();
    QCOMPARE(stand.cluster.described, (std::vector{"third"s}));
}

void GroupsRoundTest::changesBetweenListAndDescription()
{
    Stand stand;
    stand.group->description.state = "PreparingRebalance"; // the list said Stable a moment earlier
    QCOMPARE(stand.round().groups.values.at(0).state, "PreparingRebalance"s);
    stand.group->description.state = "Stable";
    QCOMPARE(stand.round().groups.values.at(0).state, "Stable"s);
    QCOMPARE(stand.cluster.described.size(), std::size_t{1});
    (void)stand.round();
    QVERIFY(stand.cluster.described.empty());
}

void GroupsRoundTest::closelyWatchedGroups()
{
    Stand stand;
    stand.cluster.addGroup("other");
    (void)stand.round();
    for (int i = 0; i < 3; ++i) {
        (void)stand.round({.closely = {"billing", "nobody"}});
        QCOMPARE(stand.cluster.described, (std::vector{"billing"s}));
    }
}

void GroupsRoundTest::membersOfAnotherStateDoNotStand()
{
    Stand stand;
    (void)stand.round();
    stand.group->listing.state = "Empty";
    stand.cluster.failSubject(Op::DescribeGroups, "billing", moment);
    const auto answer = stand.round();
    const GroupLag& lag = answer.groups.values.at(0);
    QCOMPARE(lag.state, "Empty"s);
    QVERIFY(!lag.membersVisible);
    QVERIFY(lag.members.empty());
    QVERIFY(!lag.rows.at(0).member);
    QCOMPARE(subjects(answer), QStringList{"billing"});
}

void GroupsRoundTest::invisibleMembersAreNotAskedAgain()
{
    Stand stand;
    stand.group->listing.type = GroupType::Consumer;
    stand.group->description.members.clear();
    stand.group->description.membersVisible = false;
    stand.group->description.state = "Dead";
    for (int round = 1; round <= 22; ++round) {
        const auto answer = stand.round({.closely = {"billing"}});
        QCOMPARE(stand.cluster.described.size(), std::size_t(round == 1 ? 1 : 0));
        const GroupLag& lag = answer.groups.values.at(0);
        QCOMPARE(lag.state, "Stable"s);
        QVERIFY(!lag.membersVisible);
        QCOMPARE(lag.type, GroupType::Consumer);
        QCOMPARE(lag.rows.at(0).ownership, Ownership::Unknown);
    }
    stand.group->listing.state = "Empty"; // that much the list tells
    QCOMPARE(stand.round().groups.values.at(0).rows.at(0).ownership, Ownership::NoMembers);
}

void GroupsRoundTest::ownership_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<bool>("visible");
    QTest::addColumn<bool>("described");
    QTest::addColumn<int>("members");
    QTest::addColumn<Ownership>("of0"); ///< assigned to the first member, if there is one
    QTest::addColumn<Ownership>("of1"); ///< committed only
    QTest::newRow("assigned") << "Stable" << true << true << 1 << Ownership::Assigned << Ownership::Orphaned;
    QTest::newRow("two") << "Stable" << true << true << 2 << Ownership::Assigned << Ownership::Orphaned;
    QTest::newRow("empty") << "Empty" << true << true << 0 << Ownership::NoMembers << Ownership::NoMembers;
    QTest::newRow("offsets only") << "Dead" << true << true << 0 << Ownership::NoMembers << Ownership::NoMembers;
    QTest::newRow("rebalance") << "PreparingRebalance" << true << true << 1 << Ownership::Assigned << Ownership::Unknown;
    QTest::newRow("reconciling") << "Reconciling" << true << true << 1 << Ownership::Assigned << Ownership::Unknown;
    QTest::newRow("invisible") << "Stable" << false << true << 0 << Ownership::Unknown << Ownership::Unknown;
    QTest::newRow("invisible, empty") << "Empty" << false << true << 0 << Ownership::NoMembers << Ownership::NoMembers;
    QTest::newRow("not described") << "Stable" << true << false << 1 << Ownership::Unknown << Ownership::Unknown;
    QTest::newRow("not described, empty") << "Empty" << true << false << 0 << Ownership::NoMembers << Ownership::NoMembers;
}

void GroupsRoundTest::ownership()
{
    QFETCH(QString, state);
    QFETCH(bool, visible);
    QFETCH(bool, described);
    QFETCH(int, members);
    Stand stand;
    stand.cluster.commit("billing", {"orders", 1}, 4);
    stand.group->listing.state = stand.group->description.state = state.toStdString();
    stand.group->description.membersVisible = visible;
    stand.group->description.members.clear();
    for (int i = 0; i < members; ++i)
        stand.group->description.members.push_back(
            member("m" + std::to_string(i), i == 0 ? std::vector<TopicPartition>{{"orders", 0}} : std::vector<TopicPartition>{}));
    if (!described)
        stand.cluster.failSubject(Op::DescribeGroups, "billing", denied);
    const auto answer = stand.round();
    const auto& rows = answer.groups.values.at(0).rows;
    QCOMPARE(rows.size(), std::size_t{2});
    QTEST(rows[0].ownership, "of0");
    QTEST(rows[1].ownership, "of1");
}

void GroupsRoundTest::newPartitionsAtOnce()
{
    Stand stand;
    (void)stand.round();
    stand.cluster.commit("billing", {"orders", 2}, 1);
    const auto answer = stand.round();
    QCOMPARE(stand.cluster.asked[OffsetPoint::LogStart], (std::vector{"orders-2"s}));
    QCOMPARE(stand.cluster.asked[OffsetPoint::LastStable], (std::vector{"orders-2"s}));
    QCOMPARE(answer.groups.values.at(0).rows.size(), std::size_t{2});
    QCOMPARE(answer.groups.values[0].lag, std::optional<std::int64_t>(6 + 9));
}

void GroupsRoundTest::reCreatedTopic()
{
    Stand stand;
    stand.cluster.deleteBefore("orders", 0, 8);
    QCOMPARE(stand.round().groups.values.at(0).rows.at(0).note, LagNote::BelowLogStart);
    stand.topic->partitions[0] = FakePartition{};
    stand.topic->partitions[0].end = 6;
    const auto answer = stand.round();
    QCOMPARE(stand.cluster.asked[OffsetPoint::LogStart], (std::vector{"orders-0"s}));
    const PartitionLag& row = answer.groups.values.at(0).rows.at(0);
    QCOMPARE(row.note, LagNote::None); // with the old log start the commit would lie below it
    QCOMPARE(row.logStart, std::optional<std::int64_t>(0));
    QCOMPARE(row.lag, std::optional<std::int64_t>(2));
    (void)stand.round();
    QCOMPARE(stand.asked(OffsetPoint::LogStart), std::size_t{0});
}

void GroupsRoundTest::deletedTopicIsAskedEverLessOften()
{
    Stand stand;
    (void)stand.round();
    stand.cluster.failSubject(Op::Offsets, "orders-0", noTopic);
    QList<int> asked;
    for (int round = 2; round <= 40; ++round) {
        const auto answer = stand.round();
        if (stand.asked(OffsetPoint::End) + stand.asked(OffsetPoint::LogStart) > 0)
            asked << round;
        QVERIFY(stand.asked(OffsetPoint::End) + stand.asked(OffsetPoint::LogStart) <= 1);
        QCOMPARE(subjects(answer), QStringList{"orders-0"});
        const PartitionLag& row = answer.groups.values.at(0).rows.at(0);
        QCOMPARE(row.error, std::optional(noTopic)); // in between, too
        QCOMPARE(row.committed, std::optional<std::int64_t>(4));
        QVERIFY(!row.end && !row.lag && !row.logStart);
    }
    QCOMPARE(asked, (QList<int>{2, 3, 5, 9, 17, 27, 37}));
    stand.cluster.failSubject(Op::Offsets, "orders-0", std::nullopt);
    RoundAnswer answer;
    for (int i = 0; i < 10; ++i)
        answer = stand.round();
    QVERIFY(answer.groups.complete());
    QCOMPARE(answer.groups.values.at(0).lag, std::optional<std::int64_t>(6));
}

void GroupsRoundTest::momentaryFailuresAreAskedAgain()
{
    Stand stand;
    stand.cluster.failSubject(Op::Offsets, "orders-0", moment);
    stand.cluster.failSubject(Op::DescribeGroups, "billing", moment);
    for (int i = 0; i < 3; ++i) {
        const auto answer = stand.round();
        QCOMPARE(subjects(answer), (QStringList{"orders-0", "billing"}));
        QCOMPARE(stand.asked(OffsetPoint::LogStart), std::size_t{1});
        QCOMPARE(stand.asked(OffsetPoint::End), std::size_t{1});
        QCOMPARE(stand.cluster.described.size(), std::size_t{1});
    }
    stand.cluster.failSubject(Op::Offsets, "orders-0", std::nullopt);
    stand.cluster.failSubject(Op::DescribeGroups, "billing", std::nullopt);
    const auto answer = stand.round();
    QVERIFY(answer.groups.complete());
    QCOMPARE(answer.groups.values.at(0).lag, std::optional<std::int64_t>(6));
    QCOMPARE(answer.groups.values[0].rows.at(0).ownership, Ownership::Assigned);
}

void GroupsRoundTest::deniedDescriptionStands()
{
    Stand stand;
    stand.cluster.failSubject(Op::DescribeGroups, "billing", denied);
    int described = 0;
    for (int i = 0; i < 21; ++i) {
        QCOMPARE(subjects(stand.round()), QStringList{"billing"});
        described += static_cast<int>(stand.cluster.described.size());
    }
    QCOMPARE(described, 3);
}

void GroupsRoundTest::failuresStayWhereTheyBelong()
{
    Stand stand;
    for (const char* id : {"a", "b"}) {
        stand.cluster.addGroup(id);
        stand.cluster.commit(id, {"orders", 1}, 1);
    }
    stand.cluster.failSubject(Op::Committed, "a", moment);
    stand.cluster.failSubject(Op::Offsets, "orders-0", moment);
    const auto answer = stand.round();
    QCOMPARE(subjects(answer), (QStringList{"orders-0", "a"}));
    QVERIFY(answer.groups.values.at(0).partial); // a
    QVERIFY(!answer.groups.values.at(0).lag);
    QCOMPARE(answer.groups.values.at(1).lag, std::optional<std::int64_t>(9)); // b is not touched
    QVERIFY(!answer.groups.values[1].partial);
    QCOMPARE(answer.groups.values.at(2).rows.at(0).error, std::optional(moment));
    QCOMPARE(answer.groups.values[2].rows[0].committed, std::optional<std::int64_t>(4));
}

void GroupsRoundTest::pinned_data()
{
    QTest::addColumn<bool>("refused");
    QTest::addColumn<QStringList>("named");
    QTest::addColumn<QStringList>("groups");
    QTest::addColumn<QStringList>("failures");
    QTest::newRow("listed anyway") << false << QStringList{"billing"} << QStringList{"billing", "other"} << QStringList{};
    QTest::newRow("not there") << false << QStringList{"typo"} << QStringList{"billing", "other"} << QStringList{"typo"};
    QTest::newRow("refused") << true << QStringList{"billing"} << QStringList{"billing"} << QStringList{"list of groups"};
    QTest::newRow("refused, twice") << true << QStringList{"other", "billing", "other"} << QStringList{"billing", "other"}
                                    << QStringList{"list of groups"};
    QTest::newRow("refused, not there") << true << QStringList{"typo"} << QStringList{} << QStringList{"list of groups", "typo"};
    QTest::newRow("refused, none") << true << QStringList{} << QStringList{} << QStringList{"the round"};
}

void GroupsRoundTest::pinned()
{
    QFETCH(bool, refused);
    QFETCH(QStringList, named);
    Stand stand;
    stand.cluster.addGroup("other");
    if (refused)
        stand.cluster.fail(Op::Groups, denied);
    RoundQuestion question;
    for (const QString& id : named)
        question.named.push_back(id.toStdString());
    for (int i = 0; i < 2; ++i) {
        const auto answer = stand.round(question);
        QStringList groups;
        for (const GroupLag& lag : answer.groups.values)
            groups << QString::fromStdString(lag.group);
        QTEST(groups, "groups");
        QTEST(subjects(answer), "failures");
    }
    // A cluster that is away is no refusal.
    stand.cluster.fail(Op::Groups, Error{ErrorKind::Unreachable, "Away.", {}, -195, true});
    QCOMPARE(subjects(stand.round(question)), QStringList{"the round"});
}

void GroupsRoundTest::groupsOfASilentCoordinator()
{
    // Its coordinator does not list the group; the group is still there.
    class HalfList : public FakeCluster
    {
    public:
        bool half = false;
        Result<Partial<std::vector<GroupListing>>> groups(const Call& call) override
        {
            auto list = FakeCluster::groups(call);
            if (half) {
                std::erase_if(list->values, [](const auto& group) { return group.id == "billing"; });
                list->failures.push_back({"broker 2", moment});
            }
            return list;
        }
    } cluster;
    cluster.addTopic("orders", 1);
    cluster.append("orders", 0, "k", "v");
    for (const char* id : {"billing", "other"}) {
        cluster.addGroup(id);
        cluster.commit(id, {"orders", 0}, 0);
    }
    GroupRoundReader reader(cluster);
    (void)reader.read({}, Call{});
    cluster.half = true;
    const auto answer = reader.read({}, Call{});
    QVERIFY(answer.has_value());
    QCOMPARE(answer->groups.values.size(), std::size_t{2});
    QCOMPARE(answer->groups.values[0].lag, std::optional<std::int64_t>(1));
    QCOMPARE(answer->groups.failures.size(), std::size_t{1});
    QCOMPARE(answer->groups.failures[0].subject, "broker 2"s);
}

void GroupsRoundTest::goneGroupsAreForgotten()
{
    class Forgetful : public WatchedCluster
    {
    public:
        bool gone = false;
        Result<Partial<std::vector<GroupListing>>> groups(const Call& call) override
        {
            return gone ? Partial<std::vector<GroupListing>>{} : WatchedCluster::groups(call);
        }
    } cluster;
    cluster.addTopic("orders", 1);
    cluster.addGroup("billing");
    cluster.commit("billing", {"orders", 0}, 0);
    GroupRoundReader reader(cluster);
    QCOMPARE(reader.read({}, Call{})->groups.values.size(), std::size_t{1});
    cluster.gone = true;
    cluster.forget();
    const auto answer = reader.read({}, Call{});
    QVERIFY(answer->groups.values.empty() && answer->groups.complete());
    QVERIFY(cluster.described.empty() && cluster.asked.empty());
    cluster.gone = false;
    (void)reader.read({}, Call{});
    QCOMPARE(cluster.described.size(), std::size_t{1}); // as new as it was at first
    QCOMPARE(cluster.asked[OffsetPoint::LogStart].size(), std::size_t{1});
}

void GroupsRoundTest::watchedTopics()
{
    Stand stand;
    FakeTopic& letters = stand.cluster.addTopic("orders.DLT", 2);
    stand.cluster.append("orders.DLT", 0, "k", "v");
    stand.cluster.append("orders.DLT", 1, "k", "v");
    const RoundQuestion question{.watchedTopics = {"orders.DLT", "gone.DLT", "orders"}};
    using Ends = std::map<std::string, std::int64_t>;
    QCOMPARE(stand.round(question).topicEnds, (Ends{{"orders.DLT", 2}, {"orders", 30}}));
    stand.cluster.append("orders.DLT", 1, "k", "v");
    QCOMPARE(stand.round(question).topicEnds, (Ends{{"orders.DLT", 3}, {"orders", 30}}));
    QCOMPARE(stand.cluster.calls(Op::Topic), 3); // of the first round
    // Half a sum is no sum.
    stand.cluster.failSubject(Op::Offsets, "orders.DLT-0", moment);
    QCOMPARE(stand.round(question).topicEnds, (Ends{{"orders", 30}}));
    stand.cluster.failSubject(Op::Offsets, "orders.DLT-0", std::nullopt);
    letters.partitions.emplace_back().end = 5;
    Ends ends;
    for (int i = 0; i < 10; ++i)
        ends = stand.round(question).topicEnds;
    QCOMPARE(ends.at("orders.DLT"), std::int64_t{8});
    QVERIFY(stand.round().topicEnds.empty());
    QCOMPARE(stand.cluster.asked[OffsetPoint::End], (std::vector{"orders-0"s}));
    // Many are asked together.
    RoundQuestion many;
    for (int i = 0; i < 50; ++i)
        stand.cluster.addTopic(many.watchedTopics.emplace_back("dead." + std::to_string(i)), 1);
    const int before = stand.cluster.calls(Op::Topic);
    QCOMPARE(stand.round(many).topicEnds.size(), std::size_t{50});
    QCOMPARE(stand.cluster.calls(Op::Topic), before);
    QCOMPARE(stand.cluster.calls(Op::Metadata), 1);
}

QTEST_APPLESS_MAIN(GroupsRoundTest)
#include "groups_round_test.moc"
