// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/demo_groups.h"

#include <algorithm>
#include <utility>

namespace weir {

std::string DemoGroups::join(const std::string& group, const std::string& clientId)
{
    const std::lock_guard lock(m_mutex);
    const std::string id = clientId + "-" + std::to_string(++m_joined);
    m_groups[group].emplace(id, Member{clientId, {}});
    return id;
}

void DemoGroups::assigned(const std::string& group, const std::string& memberId,
                          std::vector<TopicPartition> partitions)
{
    std::ranges::sort(partitions);
    const std::lock_guard lock(m_mutex);
    const auto members = m_groups.find(group);
    if (members == m_groups.end())
        return;
    if (const auto member = members->second.find(memberId); member != members->second.end())
        member->second.assigned = std::move(partitions);
}

void DemoGroups::leave(const std::string& group, const std::string& memberId)
{
    const std::lock_guard lock(m_mutex);
    if (const auto members = m_groups.find(group); members != m_groups.end())
        members->second.erase(memberId);
}

std::vector<GroupListing> DemoGroups::listing() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<GroupListing> groups;
    groups.reserve(m_groups.size());
    for (const auto& [id, members] : m_groups)
        groups.push_back({id, stateOf(members), GroupType::Classic, false});
    return groups;
}

std::optional<GroupDescription> DemoGroups::describe(const std::string& group) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_groups.find(group);
    if (found == m_groups.end())
        return std::nullopt;
    GroupDescription description;
    description.id = group;
    description.state = stateOf(found->second);
    description.type = GroupType::Classic;
    for (const auto& [id, member] : found->second)
        description.members.push_back({id, member.clientId, "/127.0.0.1", std::nullopt, member.assigned});
    return description;
}

std::string DemoGroups::stateOf(const Members& members)
{
    if (members.empty())
        return "Empty";
    const bool any = std::ranges::any_of(members, [](const auto& entry) { return !entry.second.assigned.empty(); });
    return any ? "Stable" : "PreparingRebalance";
}

} // namespace weir
