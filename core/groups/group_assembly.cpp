// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_assembly.h"

#include <algorithm>
#include <utility>

namespace weir {
namespace {

void describe(GroupLag& lag, const GroupFacts& group)
{
    lag.state = "Unknown";
    if (group.listing != nullptr) {
        lag.state = group.listing->state;
        lag.type = group.listing->type;
    }
    if (group.description == nullptr) {
        // An empty member list would look like a group without members.
        lag.membersVisible = false;
        return;
    }
    const GroupDescription& found = *group.description;
    // The listing knows better than a description that cannot see the group: a client older than librdkafka 2.10 is told
    // "Dead" about every KIP-848 group.
    if (group.listing == nullptr || (found.membersVisible && group.describedLast))
        lag.state = found.state;
    if (found.type != GroupType::Unknown)
        lag.type = found.type;
    lag.assignor = found.assignor;
    lag.coordinator = found.coordinator;
    lag.members = found.members;
    lag.membersVisible = found.membersVisible;
}

Ownership ownershipOf(const GroupLag& lag, const PartitionLag& row)
{
    if (row.member)
        return Ownership::Assigned;
    // A group is empty in the list too, whether its members could be seen or not.
    if (lag.state == "Empty" || (lag.membersVisible && lag.members.empty()))
        return Ownership::NoMembers;
    // While a group rebalances its members have nothing yet: that is no abandoned topic.
    return lag.membersVisible && lag.state == "Stable" ? Ownership::Orphaned : Ownership::Unknown;
}

class Rows
{
public:
    explicit Rows(std::vector<PartitionLag>& rows) : m_rows(rows) {}

    void addCommits(const OffsetMap& committed)
    {
        m_rows.reserve(committed.size());
        for (const auto& [partition, offset] : committed) {
            PartitionLag& row = m_rows.emplace_back();
            row.partition = partition;
            row.committed = offset;
        }
        m_sorted = m_rows.size();
    }

    PartitionLag& of(const TopicPartition& partition)
    {
        const auto begin = m_rows.begin();
        const auto sorted = begin + static_cast<std::ptrdiff_t>(m_sorted);
        const auto at = std::ranges::lower_bound(begin, sorted, partition, {}, &PartitionLag::partition);
        if (at != sorted && at->partition == partition)
            return *at;
        const auto [again, added] = m_added.emplace(partition, m_rows.size());
        if (added)
            m_rows.emplace_back().partition = partition;
        return m_rows[again->second];
    }

    void sort()
    {
        if (!m_added.empty())
            std::ranges::sort(m_rows, {}, &PartitionLag::partition);
    }

private:
    std::vector<PartitionLag>& m_rows;
    std::size_t m_sorted = 0;
    std::map<TopicPartition, std::size_t> m_added;
};

void collectRows(GroupLag& lag, const GroupFacts& group)
{
    Rows rows(lag.rows);
    if (group.committed != nullptr)
        rows.addCommits(*group.committed);
    for (const GroupMember& member : lag.members) {
        for (const TopicPartition& partition : member.assigned) {
            // The copy leaves the assignment out: with it, rows would grow with the square of the partitions.
            rows.of(partition).member = GroupMember{member.id, member.clientId, member.host, member.instanceId, {}};
        }
    }
    if (group.rowErrors != nullptr)
        for (const auto& [partition, error] : *group.rowErrors)
            rows.of(partition).error = error;
    rows.sort();
}

void finish(PartitionLag& row, const GroupLag& lag, const GroupFacts& group, const PartitionFacts* facts)
{
    const bool commitUnknown = row.error.has_value() || group.commitError != nullptr;
    if (!row.error && !row.committed && group.commitError != nullptr)
        row.error = *group.commitError;
    if (facts != nullptr) {
        if (!row.error)
            row.error = facts->error();
        row.logStart = facts->logStart;
        row.end = facts->end;
        row.lastStable = facts->lastStable;
    }
    computeLag(row);
    // That nothing is committed is known from the commits alone; an unreadable end does not change it.
    if (!row.committed && !commitUnknown)
        row.note = LagNote::NoCommit;
    row.ownership = ownershipOf(lag, row);
}

} // namespace

GroupLag assembleGroup(const std::string& id, const GroupFacts& group,
                       const std::function<const PartitionFacts*(const TopicPartition&)>& partition)
{
    GroupLag lag;
    lag.group = id;
    describe(lag, group);
    collectRows(lag, group);
    lag.partial = group.commitError != nullptr;
    for (PartitionLag& row : lag.rows) {
        finish(row, lag, group, partition(row.partition));
        lag.partial = lag.partial || row.error.has_value();
    }
    lag.lag = totalLag(lag.rows);
    return lag;
}

} // namespace weir
