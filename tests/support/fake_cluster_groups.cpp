// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_cluster.h"

#include <algorithm>

namespace weir::test {
namespace {

Error brokerError(const std::string& message, int code) { return {ErrorKind::Broker, message, {}, code, true}; }

constexpr int unknownMemberId = 25;
constexpr int nonEmptyGroup = 68;
constexpr int groupIdNotFound = 69;
constexpr int groupSubscribedToTopic = 86;

bool active(const FakeGroup& group)
{
    return !group.description.members.empty() || (group.listing.state != "Empty" && group.listing.state != "Dead");
}

bool reads(const FakeGroup& group, const std::string& topic)
{
    return std::ranges::any_of(group.description.members, [&](const GroupMember& member) {
        return std::ranges::any_of(member.assigned, [&](const TopicPartition& p) { return p.topic == topic; });
    });
}

Error noGroup(const std::string& id)
{
    return {ErrorKind::NotFound, "Group " + id + ": the group does not exist.", {}, groupIdNotFound, false};
}

} // namespace

Partial<OffsetMap> FakeCluster::alterCommittedOffsets(const std::string& group, const OffsetMap& offsets,
                                                      const Call& call)
{
    const auto whole = enter(Op::AlterOffsets, call);
    const std::scoped_lock lock(m_mutex);
    if (whole)
        return {{}, {{group, *whole}}};
    auto found = m_groups.find(group);
    if (found != m_groups.end() && active(found->second))
        return {{}, {{group, brokerError("Could not change the committed offsets of group " + group +
                                             ": it has active members.",
                                         unknownMemberId)}}};
    if (found == m_groups.end()) { // brokers make the group with its first commit
        found = m_groups.emplace(group, FakeGroup{}).first;
        found->second.listing = {group, "Empty", GroupType::Classic, true};
        found->second.description.id = group;
        found->second.description.state = "Empty";
        found->second.description.type = GroupType::Classic;
    }
    Partial<OffsetMap> answer;
    for (const auto& [partition, offset] : offsets) {
        auto error = subjectError(Op::AlterOffsets, toString(partition));
        if (!error && !find(partition))
            error = Error{ErrorKind::NotFound, "Partition " + toString(partition) + " does not exist.", {}, 3, false};
        if (error) {
            answer.failures.push_back({toString(partition), *error});
            continue;
        }
        found->second.committed[partition] = offset;
        answer.values[partition] = offset;
    }
    return answer;
}

Partial<std::vector<TopicPartition>>
FakeCluster::deleteCommittedOffsets(const std::string& group, const std::vector<TopicPartition>& partitions,
                                    const Call& call)
{
    const auto whole = enter(Op::DeleteOffsets, call);
    const std::scoped_lock lock(m_mutex);
    const auto found = m_groups.find(group);
    if (whole || found == m_groups.end())
        return {{}, {{group, whole ? *whole : noGroup(group)}}};
    Partial<std::vector<TopicPartition>> answer;
    for (const TopicPartition& partition : partitions) {
        auto error = subjectError(Op::DeleteOffsets, toString(partition));
        if (!error && reads(found->second, partition.topic))
            error = brokerError("Could not delete committed offsets of group " + group + " for " +
                                    toString(partition) + ": the group has active members that read this topic.",
                                groupSubscribedToTopic);
        if (error) {
            answer.failures.push_back({toString(partition), *error});
            continue;
        }
        found->second.committed.erase(partition);
        answer.values.push_back(partition);
    }
    return answer;
}

Partial<std::vector<std::string>> FakeCluster::deleteGroups(const std::vector<std::string>& groups, const Call& call)
{
    const auto whole = enter(Op::DeleteGroups, call);
    const std::scoped_lock lock(m_mutex);
    Partial<std::vector<std::string>> answer;
    for (const std::string& id : groups) {
        const auto found = m_groups.find(id);
        auto error = whole ? whole : subjectError(Op::DeleteGroups, id);
        if (!error && found == m_groups.end())
            error = noGroup(id);
        if (!error && active(found->second))
            error = brokerError("Could not delete consumer group " + id + ": the group has active members.",
                                nonEmptyGroup);
        if (error) {
            answer.failures.push_back({id, *error});
            continue;
        }
        m_groups.erase(found);
        answer.values.push_back(id);
    }
    return answer;
}

} // namespace weir::test
