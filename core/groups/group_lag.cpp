// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_lag.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace weir {
namespace {

using ErrorMap = std::map<std::string, Error>;

/// The answers of the cluster before they are put together. Failures of Admin are looked up by subject.
struct Answers {
    std::map<std::string, GroupListing> listings;
    std::map<std::string, GroupDescription> descriptions;
    std::map<std::string, OffsetMap> committed;
    OffsetMap logStart;
    OffsetMap end;
    ErrorMap describeErrors;                                        ///< by group
    ErrorMap commitErrors;                                          ///< by group
    std::map<std::string, std::map<TopicPartition, Error>> commitRowErrors; ///< by group and partition
    ErrorMap offsetErrors;                                          ///< by "topic-partition"
    std::optional<Error> listingError;                              ///< why the list of groups is not whole
    std::vector<Failure> failures;
};

std::optional<TopicPartition> readTopicPartition(std::string_view text)
{
    const auto dash = text.rfind('-');
    if (dash == std::string_view::npos || dash == 0)
        return std::nullopt;
    const std::string_view digits = text.substr(dash + 1);
    if (digits.empty() || digits.size() > 9 || digits.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    return TopicPartition{std::string(text.substr(0, dash)), std::stoi(std::string(digits))};
}

/// The subject is a group id or "group topic-partition". A topic's name has no spaces, a group's may have.
void keepCommitFailure(Answers& answers, const Failure& failure, const std::set<std::string>& ids)
{
    const auto space = failure.subject.rfind(' ');
    if (!ids.contains(failure.subject) && space != std::string::npos) {
        const std::string group = failure.subject.substr(0, space);
        if (auto partition = readTopicPartition(std::string_view(failure.subject).substr(space + 1))) {
            answers.commitRowErrors[group].insert_or_assign(std::move(*partition), failure.error);
            return;
        }
    }
    answers.commitErrors.insert_or_assign(failure.subject, failure.error);
}

void askGroups(Cluster& cluster, const std::vector<std::string>& ids, Answers& answers, const Call& call)
{
    Admin& admin = cluster.admin();
    auto described = admin.describeGroups(ids, call);
    for (GroupDescription& group : described.values) {
        std::string id = group.id;
        answers.descriptions.insert_or_assign(std::move(id), std::move(group));
    }
    for (Failure& failure : described.failures)
        answers.describeErrors.insert_or_assign(failure.subject, std::move(failure.error));

    auto committed = admin.committedOffsets(ids, call);
    answers.committed = std::move(committed.values);
    const std::set<std::string> known(ids.begin(), ids.end());
    for (const Failure& failure : committed.failures)
        keepCommitFailure(answers, failure, known);
}

std::vector<TopicPartition> partitionsOf(const Answers& answers)
{
    std::set<TopicPartition> all;
    for (const auto& [group, offsets] : answers.committed)
        for (const auto& [partition, offset] : offsets)
            all.insert(partition);
    for (const auto& [group, errors] : answers.commitRowErrors)
        for (const auto& [partition, error] : errors)
            all.insert(partition);
    for (const auto& [id, group] : answers.descriptions)
        for (const GroupMember& member : group.members)
            all.insert(member.assigned.begin(), member.assigned.end());
    return {all.begin(), all.end()};
}

/// Log starts before ends: the log start only grows, so that it never lies beyond an end read later.
void askOffsets(Cluster& cluster, Answers& answers, const Call& call)
{
    const auto partitions = partitionsOf(answers);
    if (partitions.empty())
        return;
    for (const OffsetPoint point : {OffsetPoint::LogStart, OffsetPoint::End}) {
        auto found = cluster.admin().offsets(partitions, point, call);
        (point == OffsetPoint::LogStart ? answers.logStart : answers.end) = std::move(found.values);
        for (Failure& failure : found.failures) {
            if (answers.offsetErrors.emplace(failure.subject, failure.error).second)
                answers.failures.push_back(std::move(failure));
        }
    }
}

template <typename Key, typename Value>
std::optional<Value> lookUp(const std::map<Key, Value>& map, const Key& key)
{
    const auto found = map.find(key);
    return found == map.end() ? std::nullopt : std::optional<Value>(found->second);
}

class GroupAssembly
{
public:
    GroupAssembly(const Answers& answers, const std::string& id) : m_answers(answers), m_id(id) {}

    GroupLag build()
    {
        GroupLag lag;
        lag.group = m_id;
        describe(lag);
        collectRows(lag);
        for (auto& [partition, row] : m_rows) {
            finish(row);
            lag.partial = lag.partial || row.error.has_value();
            lag.rows.push_back(std::move(row));
        }
        lag.partial = lag.partial || m_answers.commitErrors.contains(m_id);
        lag.lag = totalLag(lag.rows);
        return lag;
    }

private:
    void describe(GroupLag& lag) const
    {
        lag.state = "Unknown";
        const auto listing = lookUp(m_answers.listings, m_id);
        if (listing) {
            lag.state = listing->state;
            lag.type = listing->type;
        }
        const auto found = m_answers.descriptions.find(m_id);
        if (found == m_answers.descriptions.end()) {
            // An empty member list would look like a group without members.
            lag.membersVisible = false;
            return;
        }
        const GroupDescription& group = found->second;
        // The listing knows better than a description that cannot see the group: a client older than librdkafka 2.10
        // is told "Dead" about every KIP-848 group.
        if (group.membersVisible || !listing)
            lag.state = group.state;
        if (group.type != GroupType::Unknown)
            lag.type = group.type;
        lag.assignor = group.assignor;
        lag.coordinator = group.coordinator;
        lag.members = group.members;
        lag.membersVisible = group.membersVisible;
    }

    PartitionLag& rowOf(const TopicPartition& partition)
    {
        PartitionLag& row = m_rows[partition];
        row.partition = partition;
        return row;
    }

    void collectRows(const GroupLag& lag)
    {
        if (const auto found = m_answers.committed.find(m_id); found != m_answers.committed.end())
            for (const auto& [partition, offset] : found->second)
                rowOf(partition).committed = offset;
        for (const GroupMember& member : lag.members) {
            for (const TopicPartition& partition : member.assigned) {
                // The copy leaves the assignment out: with it, rows would grow with the square of the partitions.
                rowOf(partition).member = GroupMember{member.id, member.clientId, member.host, member.instanceId, {}};
            }
        }
        if (const auto found = m_answers.commitRowErrors.find(m_id); found != m_answers.commitRowErrors.end())
            for (const auto& [partition, error] : found->second)
                rowOf(partition).error = error;
    }

    void finish(PartitionLag& row) const
    {
        if (!row.error && !row.committed)
            row.error = lookUp(m_answers.commitErrors, m_id);
        if (!row.error)
            row.error = lookUp(m_answers.offsetErrors, toString(row.partition));
        row.logStart = lookUp(m_answers.logStart, row.partition);
        row.end = lookUp(m_answers.end, row.partition);
        computeLag(row);
        // That nothing is committed is known from the commits alone; an unreadable end does not change it.
        if (!row.committed && !m_answers.commitErrors.contains(m_id) && !commitFailed(row.partition))
            row.note = LagNote::NoCommit;
    }

    bool commitFailed(const TopicPartition& partition) const
    {
        const auto found = m_answers.commitRowErrors.find(m_id);
        return found != m_answers.commitRowErrors.end() && found->second.contains(partition);
    }

    const Answers& m_answers;
    const std::string& m_id;
    std::map<TopicPartition, PartitionLag> m_rows;
};

/// A group nobody knows: brokers describe it as "Dead" without members and without an error.
bool looksUnknown(const Answers& answers, const std::string& id)
{
    const auto group = answers.descriptions.find(id);
    const auto commits = answers.committed.find(id);
    return group != answers.descriptions.end() && group->second.state == "Dead" && group->second.members.empty() &&
           commits != answers.committed.end() && commits->second.empty() && !answers.commitRowErrors.contains(id);
}

/// Adds the failures of one group; false when nothing at all is known about it.
bool reportGroup(Answers& answers, const std::string& id)
{
    const auto describeError = lookUp(answers.describeErrors, id);
    const auto commitError = lookUp(answers.commitErrors, id);
    if (describeError)
        answers.failures.push_back({id, *describeError});
    if (commitError && (!describeError || *describeError != *commitError))
        answers.failures.push_back({id, *commitError});
    if (looksUnknown(answers, id) && !answers.listings.contains(id)) {
        const Error missing{ErrorKind::NotFound, "There is no consumer group " + id + " on this cluster.", {}, 0, false};
        answers.failures.push_back({id, answers.listingError.value_or(missing)});
        return false;
    }
    const auto commits = answers.committed.find(id);
    const bool hasCommits = commits != answers.committed.end() && !commits->second.empty();
    return answers.descriptions.contains(id) || hasCommits;
}

Result<void> keepListing(Cluster& cluster, Answers& answers, const Call& call)
{
    auto listed = cluster.admin().groups(call);
    if (!listed) {
        answers.listingError = listed.error();
        return fail(std::move(listed.error()));
    }
    for (GroupListing& listing : listed->values) {
        std::string id = listing.id;
        answers.listings.insert_or_assign(std::move(id), std::move(listing));
    }
    if (!listed->failures.empty())
        answers.listingError = listed->failures.front().error;
    std::ranges::move(listed->failures, std::back_inserter(answers.failures));
    return {};
}

} // namespace

Result<Partial<std::vector<GroupListing>>> listGroups(Cluster& cluster, const Call& call)
{
    auto listed = cluster.admin().groups(call);
    if (listed)
        std::ranges::sort(listed->values, {}, &GroupListing::id);
    return listed;
}

Result<Partial<std::vector<GroupLag>>> groupLags(Cluster& cluster, const std::vector<std::string>& ids,
                                                 const Call& call)
{
    Answers answers;
    std::vector<std::string> wanted;
    for (const std::string& id : ids)
        if (std::ranges::find(wanted, id) == wanted.end())
            wanted.push_back(id);
    if (ids.empty()) {
        if (auto listed = keepListing(cluster, answers, call); !listed)
            return fail(std::move(listed.error()));
        for (const auto& [id, listing] : answers.listings)
            wanted.push_back(id);
    }
    if (!wanted.empty())
        askGroups(cluster, wanted, answers, call);
    if (!ids.empty() && std::ranges::any_of(wanted, [&](const auto& id) { return looksUnknown(answers, id); })) {
        // "Dead" is also what a KIP-848 group looks like to an old client; only the list tells them apart. Without
        // the list the other groups are still worth answering.
        (void)keepListing(cluster, answers, call);
    }
    askOffsets(cluster, answers, call);
    if (call.stop.stop_requested())
        return fail(cancelledError("Reading the lag of consumer groups"));

    Partial<std::vector<GroupLag>> result;
    for (const std::string& id : wanted)
        if (reportGroup(answers, id))
            result.values.push_back(GroupAssembly(answers, id).build());
    result.failures = std::move(answers.failures);
    return result;
}

} // namespace weir
