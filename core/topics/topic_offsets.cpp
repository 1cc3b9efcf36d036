// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/topics/topic_offsets.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace weir {

std::optional<std::int64_t> TopicOffsets::records(const TopicPartition& partition) const
{
    const auto from = logStart.find(partition);
    const auto to = end.find(partition);
    if (from == logStart.end() || to == end.end())
        return std::nullopt;
    return std::max<std::int64_t>(0, to->second - from->second);
}

TopicOffsets topicOffsets(Cluster& cluster, const std::vector<TopicPartition>& partitions, const Call& call)
{
    if (partitions.empty())
        return {};
    auto starts = cluster.admin().offsets(partitions, OffsetPoint::LogStart, call);
    auto ends = cluster.admin().offsets(partitions, OffsetPoint::End, call);
    TopicOffsets answer{std::move(starts.values), std::move(ends.values), std::move(starts.failures)};
    std::set<std::string> known;
    for (const Failure& failure : answer.failures)
        known.insert(failure.subject);
    std::ranges::copy_if(ends.failures, std::back_inserter(answer.failures),
                         [&](const Failure& failure) { return !known.contains(failure.subject); });
    return answer;
}

} // namespace weir
