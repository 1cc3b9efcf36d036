// SPDX-License-Identifier: GPL-3.0-or-later
// Groups of every odd kind on a real broker: Weir's numbers beside those of kafka-consumer-groups. Where the two differ
// on purpose, the test says what each of them shows.
#include "tests/kafka/odd_groups.h"
#include "tests/support/group_tool.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include "core/groups/group_lag.h"
#include "core/groups/lag_sampler.h"

#include <QVersionNumber>
#include <QtTest>

#include <algorithm>
#include <future>
#include <sstream>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

using Rows = std::map<std::pair<std::string, std::int32_t>, const PartitionLag*>;

std::string shown(const std::optional<std::int64_t>& number)
{
    return number ? std::to_string(*number) : "-";
}

bool newProtocolIsVisible()
{
    return QVersionNumber::fromString(QString::fromStdString(clientLibraryVersion())) >= QVersionNumber(2, 10);
}

} // namespace

class GroupsAgainstToolTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void enoughOfThem();
    void nothingIsMissing();
    void rowsAreTheSame();
    void membersAreTheSame();
    void statesAreTheSame();
    void differencesOnPurpose();
    void transactions();
    void noCommitIsNotLag();
    void deletedTopics();
    void ownership();
    void samplerSaysTheSame();
    void oneBrokenGroupHidesNoOther();
    void groupsVanishWhileSampled();

private:
    const GroupLag* weirs(const std::string& what) const;
    const PartitionLag* row(const std::string& what, const std::string& topic, std::int32_t partition) const;
    const ToolRow* toolRow(const std::string& what, const std::string& topic, std::int32_t partition) const;
    std::vector<std::string> compare(const GroupLag& weir, const ToolGroup& tool) const;
    std::vector<std::string> compareMembers(const GroupLag& weir, const ToolGroup& tool) const;
    static QByteArray text(const std::vector<std::string>& lines);

    std::shared_ptr<Cluster> m_cluster;
    std::unique_ptr<OddGroups> m_odd;
    Partial<std::vector<GroupLag>> m_weir;
    ToolAnswer m_tool;
};

QByteArray GroupsAgainstToolTest::text(const std::vector<std::string>& lines)
{
    std::string all;
    for (const std::string& line : lines)
        all += "\n" + line;
    return QByteArray::fromStdString(all);
}

void GroupsAgainstToolTest::initTestCase()
{
    m_cluster = open(*testBootstrap());
    m_odd = std::make_unique<OddGroups>(*m_cluster, *testBootstrap());
    m_odd->seed();
    QVERIFY2(m_odd->faults.empty(), text(m_odd->faults).constData());

    const std::vector<std::string> describe{"kafka-consumer-groups", "--describe", "--all-groups", "--timeout", "60000"};
    const auto with = [&](const char* more) {
        std::vector<std::string> words = describe;
        words.emplace_back(more);
        return kafkaTool(words);
    };
    const std::string offsets = with("--offsets");
    const std::string members = with("--members");
    const std::string state = with("--state");
    if (qEnvironmentVariableIsSet("WEIR_SHOW_TOOL"))
        qInfo("%s%s%s", offsets.c_str(), members.c_str(), state.c_str());
    m_tool = readToolOutput(m_odd->names(), offsets, members, state);
    QVERIFY2(m_tool.strange.empty(), text(m_tool.strange).constData());

    auto read = groupLags(*m_cluster, {}, Call::within(30s));
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    m_weir = std::move(*read);
}

const GroupLag* GroupsAgainstToolTest::weirs(const std::string& what) const
{
    const auto at = std::ranges::find(m_weir.values, m_odd->group.at(what), &GroupLag::group);
    return at == m_weir.values.end() ? nullptr : &*at;
}

const PartitionLag* GroupsAgainstToolTest::row(const std::string& what, const std::string& topic,
                                               std::int32_t partition) const
{
    const GroupLag* group = weirs(what);
    if (group == nullptr)
        return nullptr;
    const auto at =
        std::ranges::find(group->rows, TopicPartition{m_odd->topic.at(topic), partition}, &PartitionLag::partition);
    return at == group->rows.end() ? nullptr : &*at;
}

const ToolRow* GroupsAgainstToolTest::toolRow(const std::string& what, const std::string& topic,
                                              std::int32_t partition) const
{
    const auto group = m_tool.groups.find(m_odd->group.at(what));
    if (group == m_tool.groups.end())
        return nullptr;
    const auto at = group->second.rows.find({m_odd->topic.at(topic), partition});
    return at == group->second.rows.end() ? nullptr : &at->second;
}

void GroupsAgainstToolTest::enoughOfThem()
{
    const std::size_t seeded = m_odd->names().size();
    QVERIFY2(seeded >= 45, QByteArray::number(static_cast<int>(seeded)).constData());
    QVERIFY(m_tool.groups.size() >= 40); // the tool prints nothing for groups without commits and members
}

/// Whatever the tool lists, Weir lists, and no group is a failure.
void GroupsAgainstToolTest::nothingIsMissing()
{
    std::vector<std::string> missing;
    for (const auto& [name, group] : m_tool.groups)
        if (std::ranges::find(m_weir.values, name, &GroupLag::group) == m_weir.values.end())
            missing.push_back(name);
    for (const Failure& failure : m_weir.failures)
        for (const std::string& name : m_odd->names())
            if (failure.subject == name)
                missing.push_back(name + ": " + failure.error.message);
    QVERIFY2(missing.empty(), text(missing).constData());
}

/// The differences between one group's rows, those on purpose left out.
std::vector<std::string> GroupsAgainstToolTest::compare(const GroupLag& weir, const ToolGroup& tool) const
{
    std::vector<std::string> differences;
    Rows rows;
    for (const PartitionLag& row : weir.rows)
        rows[{row.partition.topic, row.partition.partition}] = &row;
    const auto differ = [&](const std::string& where, const std::string& what) {
        differences.push_back(weir.group + " " + where + ": " + what);
    };
    for (const auto& [key, told] : tool.rows) {
        const std::string where = key.first + "-" + std::to_string(key.second);
        const auto at = rows.find(key);
        if (at == rows.end()) {
            // Members that librdkafka cannot see leave only the commits.
            if (weir.membersVisible || told.committed)
                differ(where, "not in Weir");
            continue;
        }
        const PartitionLag& row = *at->second;
        rows.erase(at);
        if (row.committed != told.committed)
            differ(where, "committed " + shown(row.committed) + ", the tool " + shown(told.committed));
        if (row.end != told.end)
            differ(where, "end " + shown(row.end) + ", the tool " + shown(told.end));
        if (row.note == LagNote::None && row.lag != told.lag)
            differ(where, "lag " + shown(row.lag) + ", the tool " + shown(told.lag));
        if (!weir.membersVisible)
            continue;
        const GroupMember nobody{"-", "-", "-", {}, {}};
        const GroupMember& member = row.member ? *row.member : nobody;
        if (member.id != told.consumerId || member.clientId != told.clientId || member.host != told.host)
            differ(where, "member " + member.id + " " + member.clientId + " " + member.host + ", the tool " +
                              told.consumerId + " " + told.clientId + " " + told.host);
    }
    for (const auto& [key, row] : rows)
        differ(toString(row->partition), "not in the tool's answer");
    return differences;
}

void GroupsAgainstToolTest::rowsAreTheSame()
{
    std::vector<std::string> differences;
    std::size_t rows = 0;
    for (const std::string& name : m_odd->names()) {
        const auto weir = std::ranges::find(m_weir.values, name, &GroupLag::group);
        if (weir == m_weir.values.end())
            continue;
        const ToolGroup& tool = m_tool.groups[name];
        rows += tool.rows.size();
        std::ranges::move(compare(*weir, tool), std::back_inserter(differences));
    }
    QVERIFY2(differences.empty(), text(differences).constData());
    QVERIFY(rows >= 180);
}

std::vector<std::string> GroupsAgainstToolTest::compareMembers(const GroupLag& weir, const ToolGroup& tool) const
{
    const auto line = [&](const std::string& id, const std::string& instance, const std::string& client,
                          const std::string& host, std::size_t partitions) {
        return id + " " + instance + " " + client + " " + host + " " + std::to_string(partitions);
    };
    std::set<std::string> ours;
    std::set<std::string> theirs;
    for (const GroupMember& member : weir.members)
        ours.insert(line(member.id, member.instanceId.value_or("-"), member.clientId, member.host, member.assigned.size()));
    for (const ToolMember& member : tool.members)
        theirs.insert(line(member.consumerId, member.instanceId.empty() ? "-" : member.instanceId, member.clientId,
                           member.host, static_cast<std::size_t>(member.partitions)));
    std::vector<std::string> differences;
    for (const std::string& member : ours)
        if (!theirs.contains(member))
            differences.push_back(weir.group + ": only Weir: " + member);
    for (const std::string& member : theirs)
        if (!ours.contains(member))
            differences.push_back(weir.group + ": only the tool: " + member);
    return differences;
}

void GroupsAgainstToolTest::membersAreTheSame()
{
    std::vector<std::string> differences;
    std::size_t members = 0;
    std::size_t unseen = 0;
    for (const std::string& name : m_odd->names()) {
        const auto weir = std::ranges::find(m_weir.values, name, &GroupLag::group);
        if (weir == m_weir.values.end())
            continue;
        const ToolGroup& tool = m_tool.groups[name];
        if (!weir->membersVisible) {
            QVERIFY2(weir->type == GroupType::Consumer && !newProtocolIsVisible(), name.c_str());
            unseen += tool.members.size();
            continue;
        }
        members += tool.members.size();
        std::ranges::move(compareMembers(*weir, tool), std::back_inserter(differences));
    }
    QVERIFY2(differences.empty(), text(differences).constData());
    QVERIFY(members >= 10);
    QCOMPARE(unseen, std::size_t(newProtocolIsVisible() ? 0 : 4));
    const GroupLag* fixed = weirs("static members");
    QVERIFY(fixed != nullptr && fixed->members.size() == 2);
    QVERIFY(std::ranges::all_of(fixed->members, [](const GroupMember& member) { return member.instanceId.has_value(); }));
}

void GroupsAgainstToolTest::statesAreTheSame()
{
    std::vector<std::string> differences;
    std::size_t compared = 0;
    for (const std::string& name : m_odd->names()) {
        const auto weir = std::ranges::find(m_weir.values, name, &GroupLag::group);
        const auto& told = m_tool.groups[name].state;
        if (weir == m_weir.values.end() || !told)
            continue;
        ++compared;
        if (weir->state != told->state)
            differences.push_back(name + ": " + weir->state + ", the tool " + told->state);
        if (!weir->membersVisible)
            continue;
        if (weir->assignor != told->assignor && told->assignor != "-")
            differences.push_back(name + ": assignor " + weir->assignor + ", the tool " + told->assignor);
        const std::string id = "(" + (weir->coordinator ? std::to_string(*weir->coordinator) : "?") + ")";
        if (!told->coordinator.ends_with(id))
            differences.push_back(name + ": coordinator " + id + ", the tool " + told->coordinator);
        if (weir->members.size() != static_cast<std::size_t>(told->members))
            differences.push_back(name + ": " + std::to_string(weir->members.size()) + " members");
    }
    QVERIFY2(differences.empty(), text(differences).constData());
    QVERIFY(compared >= 45);
}

/// The tool subtracts, whatever the numbers are. Weir counts only records that exist.
void GroupsAgainstToolTest::differencesOnPurpose()
{
    const auto check = [&](const char* what, const char* topic, std::int32_t partition, LagNote note,
                           std::optional<std::int64_t> lag, std::int64_t toolLag) {
        const PartitionLag* weir = row(what, topic, partition);
        const ToolRow* tool = toolRow(what, topic, partition);
        QVERIFY2(weir != nullptr && tool != nullptr, what);
        QVERIFY2(weir->note == note, what);
        QVERIFY2(weir->lag == lag, (std::string(what) + ": " + shown(weir->lag)).c_str());
        QVERIFY2(tool->lag == toolLag, (std::string(what) + ": the tool " + shown(tool->lag)).c_str());
    };
    check("below log start", "trimmed", 0, LagNote::BelowLogStart, 60, 90);
    check("at log start", "trimmed", 0, LagNote::None, 60, 60);
    check("all deleted", "trimmed", 1, LagNote::BelowLogStart, 0, 30);
    check("beyond the end", "plain", 0, LagNote::BeyondEnd, {}, -1);
    check("beyond the end", "plain", 1, LagNote::BeyondEnd, {}, 25 - 25'000'000'000);
    check("re-created, committed since", "recreated", 0, LagNote::BeyondEnd, {}, 3 - 480);
}

/// Markers count as offsets for both; that nobody can read them is shown by the time lag.
void GroupsAgainstToolTest::transactions()
{
    const auto lag = [&](const char* what, const char* topic) { return row(what, topic, 0)->lag; };
    QCOMPARE(lag("marker left", "committed"), std::optional<std::int64_t>(1));
    QCOMPARE(lag("behind the marker", "committed"), std::optional<std::int64_t>(0));
    QCOMPARE(lag("aborted left", "aborted"), std::optional<std::int64_t>(6));
    QCOMPARE(lag("before an open transaction", "open"), std::optional<std::int64_t>(5));
    QCOMPARE(row("inside an open transaction", "open", 0)->end, std::optional<std::int64_t>(12));
}

void GroupsAgainstToolTest::noCommitIsNotLag()
{
    for (const char* what : {"member, nothing committed", "left without commits"}) {
        const GroupLag* group = weirs(what);
        if (group == nullptr) // a group that has nothing any more may be forgotten by the broker
            continue;
        QVERIFY2(!group->lag, what);
        for (const PartitionLag& row : group->rows)
            QVERIFY2(row.note == LagNote::NoCommit && !row.lag && row.end, what);
    }
    const GroupLag* some = weirs("member, some committed");
    QVERIFY(some != nullptr && some->rows.size() == 3);
    QCOMPARE(some->lag, std::optional<std::int64_t>(23));
    const ToolRow* tool = toolRow("member, some committed", "plain", 0);
    QVERIFY(tool != nullptr && !tool->lag && tool->end == 10);
    const GroupLag* left = weirs("some commits deleted");
    QVERIFY(left != nullptr);
    QCOMPARE(left->rows.size(), std::size_t(1));
    const GroupLag* none = weirs("commits deleted");
    QVERIFY(none == nullptr || none->rows.empty());
}

/// The broker deletes the commits with the topic, and a group that has nothing left with them.
void GroupsAgainstToolTest::deletedTopics()
{
    QVERIFY(row("deleted topic and another", "gone", 1) == nullptr);
    QCOMPARE(row("deleted topic and another", "plain", 0)->lag, std::optional<std::int64_t>(5));
    for (const char* what : {"on a deleted topic", "re-created, not since"}) {
        const GroupLag* group = weirs(what);
        QVERIFY2(group == nullptr || group->rows.empty(), what);
    }
}

/// Ownership is what the sampler or groupLags() say about rows of groups with members.
void GroupsAgainstToolTest::ownership()
{
    QVERIFY(row("orphaned topic", "one-7", 0)->member.has_value());
    QVERIFY(!row("orphaned topic", "plain", 0)->member.has_value());
    QVERIFY(!weirs("orphaned topic")->members.empty());
    const ToolRow* tool = toolRow("orphaned topic", "plain", 0);
    QCOMPARE(tool->consumerId, std::string("-"));
}

/// The second round of a sampler: what stands from the first one is still true.
void GroupsAgainstToolTest::samplerSaysTheSame()
{
    std::mutex mutex;
    std::vector<std::shared_ptr<const LagSample>> samples;
    SamplerWishes wishes;
    wishes.interval = 500ms;
    LagSampler sampler(m_cluster, wishes, [&](std::shared_ptr<const LagSample> sample) {
        const std::lock_guard lock(mutex);
        samples.push_back(std::move(sample));
    });
    const auto second = [&]() -> std::shared_ptr<const LagSample> {
        const std::lock_guard lock(mutex);
        return samples.size() > 1 ? samples[1] : nullptr;
    };
    QTRY_VERIFY_WITH_TIMEOUT(second() != nullptr, 20000);
    const auto sample = second();
    QVERIFY2(sample->groups, sample->groups ? "" : sample->groups.error().message.c_str());
    std::vector<std::string> differences;
    std::size_t compared = 0;
    for (const std::string& name : m_odd->names()) {
        const auto weir = std::ranges::find(sample->groups->values, name, &GroupLag::group);
        if (weir == sample->groups->values.end()) {
            if (const ToolGroup& tool = m_tool.groups[name]; !tool.rows.empty() || tool.state)
                differences.push_back(name + ": not sampled");
            continue;
        }
        ++compared;
        const ToolGroup& tool = m_tool.groups[name];
        std::ranges::move(compare(*weir, tool), std::back_inserter(differences));
        if (tool.state && tool.state->state != weir->state)
            differences.push_back(name + ": " + weir->state + ", the tool " + tool.state->state);
    }
    QVERIFY2(differences.empty(), text(differences).constData());
    QVERIFY(compared >= 45);
    const auto find = [&](const char* what, const char* topic) {
        const auto at = std::ranges::find(sample->groups->values, m_odd->group.at(what), &GroupLag::group);
        return *std::ranges::find(at->rows, TopicPartition{m_odd->topic.at(topic), 0}, &PartitionLag::partition);
    };
    QVERIFY(find("orphaned topic", "plain").ownership == Ownership::Orphaned);
    QVERIFY(find("orphaned topic", "one-7").ownership == Ownership::Assigned);
    QVERIFY(find("behind", "plain").ownership == Ownership::NoMembers);
    if (!newProtocolIsVisible())
        QVERIFY(find("new protocol", "plain").ownership == Ownership::Unknown);
    QCOMPARE(find("before an open transaction", "open").lastStable, std::optional<std::int64_t>(7));
    QCOMPARE(find("marker left", "committed").lastStable, std::optional<std::int64_t>(6));
}

/// kafka-consumer-groups 4.3.1 ends with UnknownTopicOrPartitionException and shows no group at all.
void GroupsAgainstToolTest::oneBrokenGroupHidesNoOther()
{
    // Other tests' groups come and go on the same broker, and it forgets those that have neither commits nor members.
    std::set<std::string> lasting;
    for (const std::string& name : m_odd->names()) {
        const auto group = std::ranges::find(m_weir.values, name, &GroupLag::group);
        if (group != m_weir.values.end() && !(group->rows.empty() && group->members.empty()))
            lasting.insert(name);
    }
    QVERIFY2(lasting.size() >= 40, QByteArray::number(static_cast<int>(lasting.size())).constData());
    m_odd->deleteTopicUnderMember();
    QVERIFY2(m_odd->faults.empty(), text(m_odd->faults).constData());
    auto read = groupLags(*m_cluster, {}, Call::within(30s));
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    m_weir = std::move(*read);
    std::vector<std::string> hidden;
    std::ranges::copy_if(lasting, std::back_inserter(hidden), [&](const std::string& name) {
        return std::ranges::find(m_weir.values, name, &GroupLag::group) == m_weir.values.end();
    });
    QVERIFY2(hidden.empty(), text(hidden).constData());
    const GroupLag* group = weirs("topic deleted under it");
    QVERIFY(group != nullptr);
    QCOMPARE(group->members.size(), std::size_t(1));
    for (const PartitionLag& row : group->rows) {
        QVERIFY(!row.end && !row.lag && row.error);
        QCOMPARE(row.error->kind, ErrorKind::NotFound);
    }
    QCOMPARE(row("behind", "plain", 0)->lag, std::optional<std::int64_t>(7));
}

/// Groups that are listed and gone a moment later, again and again.
void GroupsAgainstToolTest::groupsVanishWhileSampled()
{
    std::atomic<int> rounds = 0;
    std::atomic<int> failed = 0;
    SamplerWishes wishes;
    wishes.interval = 50ms;
    LagSampler sampler(m_cluster, wishes, [&](const std::shared_ptr<const LagSample>& sample) {
        ++rounds;
        failed += sample->groups ? 0 : 1;
    });
    const std::string prefix = uniqueName("vanishing");
    for (int turn = 0; turn < 6; ++turn) {
        std::vector<std::string> groups;
        for (int i = 0; i < 40; ++i) {
            groups.push_back(prefix + "-" + std::to_string(i));
            const auto made = m_cluster->admin().alterCommittedOffsets(groups.back(), {{{m_odd->topic["plain"], 0}, i % 11}}, soon());
            QVERIFY2(made.complete(), made.complete() ? "" : made.failures[0].error.message.c_str());
        }
        const int seen = rounds;
        QTRY_VERIFY_WITH_TIMEOUT(rounds > seen, 20000);
        const auto deleted = m_cluster->admin().deleteGroups(groups, soon());
        QVERIFY2(deleted.complete(), deleted.complete() ? "" : deleted.failures[0].error.message.c_str());
    }
    const int seen = rounds;
    QTRY_VERIFY_WITH_TIMEOUT(rounds > seen + 1, 20000);
    QCOMPARE(failed.load(), 0);
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    GroupsAgainstToolTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "groups_against_tool_test.moc"
