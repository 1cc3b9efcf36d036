// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kafka/odd_groups.h"

#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <algorithm>
#include <thread>

namespace weir::test {

using namespace std::chrono_literals;

OddGroups::OddGroups(Cluster& cluster, std::string bootstrap)
    : m_cluster(cluster), m_bootstrap(std::move(bootstrap)), m_unique(uniqueName("odd"))
{
}

/// A member waits for its coordinator when it leaves; all of them at once wait no longer than one. The broker is shared
/// with other tests: nothing stays behind.
OddGroups::~OddGroups()
{
    std::vector<std::jthread> leaving;
    for (auto& member : m_members)
        leaving.emplace_back([&member] { member.reset(); });
    leaving.clear();
    m_open.clear();
    const std::set<std::string> mine = names();
    (void)m_cluster.admin().deleteGroups({mine.begin(), mine.end()}, soon());
    for (const auto& [what, name] : topic)
        (void)m_cluster.admin().deleteTopic(name, soon());
}

std::set<std::string> OddGroups::names() const
{
    std::set<std::string> all;
    for (const auto& [what, name] : group)
        all.insert(name);
    return all;
}

void OddGroups::seed()
{
    makeTopics();
    makeTransactions();
    commitWithoutMembers();
    nameOddly();
    joinMembers();
    joinNewProtocol();
    deleteThings();
    settle();
}

/// Groups of the new protocol go on moving partitions for a while; the tool's answers and Weir's are to be of one state.
void OddGroups::settle()
{
    const std::set<std::string> mine = names();
    int calm = 0;
    for (int i = 0; i < 200 && calm < 5; ++i) {
        for (auto& member : m_members)
            (void)member->poll(10ms);
        const auto listed = m_cluster.admin().groups(soon());
        const bool settled = listed && std::ranges::all_of(listed->values, [&](const GroupListing& one) {
            return !mine.contains(one.id) || one.state == "Stable" || one.state == "Empty";
        });
        calm = settled ? calm + 1 : 0;
    }
    check(calm == 5, "the groups did not settle");
}

void OddGroups::check(bool good, const std::string& fault)
{
    if (!good)
        faults.push_back(fault);
}

std::string& OddGroups::makeTopic(const std::string& what, std::int32_t partitions,
                                  std::map<std::string, std::string> configs)
{
    std::string& name = topic[what];
    if (name.empty()) // else it is made again
        name = m_unique + "." + what;
    const auto created = m_cluster.admin().createTopic({name, partitions, -1, std::move(configs)}, Call::within(30s));
    check(created.has_value(), "topic " + name + (created ? "" : ": " + created.error().message));
    return name;
}

void OddGroups::fill(const std::string& what, std::int32_t partition, int records)
{
    std::vector<OutgoingRecord> batch;
    for (int i = 0; i < records; ++i)
        batch.push_back(outgoing(topic.at(what), partition, "value " + std::to_string(i), "key " + std::to_string(i % 3)));
    for (const auto& result : send(m_cluster, batch, Call::within(30s)))
        check(result.has_value(), "records of " + topic.at(what));
}

const std::string& OddGroups::nameGroup(const std::string& what, const std::string& suffix)
{
    return group[what] = m_unique + suffix;
}

void OddGroups::commit(const std::string& what, const OffsetMap& offsets)
{
    if (!group.contains(what))
        nameGroup(what, "-" + what);
    const std::string failed = commitAsForeigner(m_bootstrap, group.at(what), offsets);
    check(failed.empty(), "commit of " + what + ": " + failed);
}

ForeignMember& OddGroups::join(const std::string& what, const std::vector<std::string>& topics, std::size_t partitions,
                               std::map<std::string, std::string> properties)
{
    if (!group.contains(what))
        nameGroup(what, "-" + what);
    properties.emplace("client.id", "client-of-" + std::to_string(m_members.size()));
    m_members.push_back(std::make_unique<ForeignMember>(m_bootstrap, group.at(what), topics, properties));
    check(m_members.back()->waitForAssignment(partitions, 30s), "assignment of " + what);
    return *m_members.back();
}

void OddGroups::makeTopics()
{
    makeTopic("plain", 3);
    fill("plain", 0, 10);
    fill("plain", 1, 25);
    makeTopic("wide", 60);
    for (std::int32_t i = 0; i < 60; i += 7)
        fill("wide", i, i + 1);
    makeTopic("one-7", 1); // its partition is "one-7-0"
    fill("one-7", 0, 4);
    makeTopic("never_filled", 2);
    makeTopic("trimmed", 2);
    fill("trimmed", 0, 100);
    fill("trimmed", 1, 50);
    const auto trimmed = m_cluster.admin().deleteRecordsBefore(
        {{{topic["trimmed"], 0}, 40}, {{topic["trimmed"], 1}, 50}}, Call::within(30s));
    check(trimmed.complete(), "deleted records");
    makeTopic("compacted", 1,
              {{"cleanup.policy", "compact"}, {"min.cleanable.dirty.ratio", "0.01"}, {"segment.ms", "200"},
               {"min.compaction.lag.ms", "0"}, {"max.compaction.lag.ms", "500"}});
    fill("compacted", 0, 30);
    std::this_thread::sleep_for(300ms); // an old segment is cleaned once a record begins the next
    fill("compacted", 0, 3);
    makeTopic("gone", 2);
    fill("gone", 0, 5);
    makeTopic("recreated", 1);
    fill("recreated", 0, 500);
}

void OddGroups::makeTransactions()
{
    const auto record = [&](const std::string& name) { return std::vector(5, outgoing(name, 0, "in a transaction")); };
    makeTopic("committed", 1);
    check(ForeignTransaction(m_bootstrap, m_unique + "-c", record(topic["committed"])).commit(), "transaction");
    makeTopic("aborted", 1);
    fill("aborted", 0, 2);
    check(ForeignTransaction(m_bootstrap, m_unique + "-a", record(topic["aborted"])).abort(), "aborted transaction");
    makeTopic("open", 1);
    fill("open", 0, 7);
    m_open.push_back(std::make_unique<ForeignTransaction>(m_bootstrap, m_unique + "-o", record(topic["open"])));
}

void OddGroups::commitWithoutMembers()
{
    const std::string& plain = topic["plain"];
    commit("caught up", {{{plain, 0}, 10}, {{plain, 1}, 25}, {{plain, 2}, 0}});
    commit("behind", {{{plain, 0}, 3}, {{plain, 1}, 25}});
    commit("some partitions only", {{{plain, 1}, 1}});
    commit("from the beginning", {{{plain, 0}, 0}, {{plain, 1}, 0}});
    commit("never filled", {{{topic["never_filled"], 0}, 0}});
    commit("several topics", {{{plain, 0}, 9}, {{topic["one-7"], 0}, 2}, {{topic["wide"], 49}, 11}});
    commit("beyond the end", {{{plain, 0}, 11}, {{plain, 1}, 25'000'000'000}});
    commit("below log start", {{{topic["trimmed"], 0}, 10}});
    commit("at log start", {{{topic["trimmed"], 0}, 40}});
    commit("all deleted", {{{topic["trimmed"], 1}, 20}});
    commit("compacted", {{{topic["compacted"], 0}, 3}});
    commit("marker left", {{{topic["committed"], 0}, 5}});
    commit("behind the marker", {{{topic["committed"], 0}, 6}});
    commit("aborted left", {{{topic["aborted"], 0}, 2}});
    commit("before an open transaction", {{{topic["open"], 0}, 7}});
    commit("inside an open transaction", {{{topic["open"], 0}, 9}});
    OffsetMap wide;
    for (std::int32_t i = 0; i < 60; ++i)
        wide[{topic["wide"], i}] = i % 7 == 0 ? i / 2 : 0;
    commit("sixty partitions", wide);
    commit("on a deleted topic", {{{topic["gone"], 0}, 1}});
    commit("deleted topic and another", {{{topic["gone"], 1}, 0}, {{plain, 0}, 5}});
    commit("re-created, not since", {{{topic["recreated"], 0}, 400}});
    commit("commits deleted", {{{plain, 0}, 5}, {{plain, 1}, 6}});
    commit("some commits deleted", {{{plain, 0}, 5}, {{topic["one-7"], 0}, 3}});
}

void OddGroups::nameOddly()
{
    const std::map<std::string, std::string> suffixes{
        {"space", " with  two spaces"},
        {"space in front", " starts"}, // the beginning of the next one
        {"space in front, longer", " starts alike 1 2 3"},
        {"unicode", "-größe-Ω-中文-🚰"},
        {"quotes", "-\"double\" 'single' `back`"},
        {"shell", "-$(id);rm *|a&b>c<d\\e"},
        {"percent", "-%s%n%1$d"},
        {"like a partition", "-topic-0"},
        {"comma", ",a=b;c:d"},
        {"right to left", "-\u202eabc"},
        {"long", std::string(180, 'x')},
    };
    for (const auto& [what, suffix] : suffixes) {
        nameGroup("named: " + what, suffix);
        commit("named: " + what, {{{topic["plain"], 0}, 4}});
    }
}

void OddGroups::joinMembers()
{
    const std::string& plain = topic["plain"];
    check(join("member", {plain}, 3).commit({{{plain, 0}, 8}, {{plain, 1}, 25}, {{plain, 2}, 0}}).empty(), "member");
    join("member, nothing committed", {plain}, 3);
    check(join("member, some committed", {plain}, 3).commit({{{plain, 1}, 2}}).empty(), "member commits some");
    join("member without a partition", {topic["one-7"]}, 1);
    join("member without a partition", {topic["one-7"]}, 0);
    join("subscribed to nothing there", {m_unique + ".not-there"}, 0);
    check(join("orphaned topic", {topic["one-7"]}, 1)
              .commit({{{plain, 0}, 1}, {{plain, 1}, 2}, {{topic["one-7"], 0}, 4}})
              .empty(),
          "commit beside the assignment");
    join("static members", {topic["wide"]}, 60, {{"group.instance.id", "instance-1"}});
    join("static members", {topic["wide"]}, 30, {{"group.instance.id", "instance-2"}});
    check(m_members[m_members.size() - 2]->waitForAssignment(30, 30s), "rebalance of static members");
    join("cooperative", {plain, topic["one-7"]}, 4, {{"partition.assignment.strategy", "cooperative-sticky"}});
    join("round robin by pattern", {"^" + m_unique + "\\.(plain|one-7)$"}, 4,
         {{"partition.assignment.strategy", "roundrobin"}});
    check(join("left", {plain}, 3).commit({{{plain, 0}, 6}}).empty(), "member that leaves");
    m_members.pop_back();
    join("left without commits", {plain}, 3);
    m_members.pop_back();
}

void OddGroups::deleteTopicUnderMember()
{
    makeTopic("pulled_away", 2);
    fill("pulled_away", 0, 5);
    // A member that does not notice for long.
    join("topic deleted under it", {topic["pulled_away"]}, 2, {{"topic.metadata.refresh.interval.ms", "300000"}});
    check(m_members.back()->commit({{{topic["pulled_away"], 0}, 2}}).empty(), "commit before the topic is deleted");
    deleteTopic("pulled_away");
}

void OddGroups::deleteTopic(const std::string& what)
{
    check(m_cluster.admin().deleteTopic(topic[what], Call::within(30s)).has_value(), "deletion of " + what);
    for (int i = 0; i < 100 && m_cluster.admin().topic(topic[what], soon()); ++i)
        std::this_thread::sleep_for(100ms);
}

void OddGroups::joinNewProtocol()
{
    const std::string& plain = topic["plain"];
    const std::map<std::string, std::string> newProtocol{{"group.protocol", "consumer"}};
    check(join("new protocol", {plain}, 3, newProtocol).commit({{{plain, 0}, 7}, {{plain, 1}, 5}}).empty(),
          "commit of the new protocol");
    join("new protocol, nothing committed", {plain}, 3, newProtocol);
    join("new protocol, two members", {topic["one-7"]}, 1, newProtocol);
    join("new protocol, two members", {topic["one-7"]}, 0, newProtocol);
    check(join("new protocol, left", {plain}, 3, newProtocol).commit({{{plain, 1}, 20}}).empty(), "commit, then left");
    m_members.pop_back();
}

void OddGroups::deleteThings()
{
    deleteTopic("gone");
    deleteTopic("recreated");
    makeTopic("recreated", 1);
    fill("recreated", 0, 3);
    // What a consumer does that held on to its old position.
    commit("re-created, committed since", {{{topic["recreated"], 0}, 480}});
    (void)kafkaTool({"kafka-consumer-groups", "--delete-offsets", "--group", group["commits deleted"], "--topic",
                     topic["plain"]});
    (void)kafkaTool({"kafka-consumer-groups", "--delete-offsets", "--group", group["some commits deleted"], "--topic",
                     topic["plain"]});
}

} // namespace weir::test
