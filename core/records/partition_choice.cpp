// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/partition_choice.h"

#include <set>

namespace weir {

Result<std::vector<TopicPartition>> choosePartitions(const TopicMetadata& topic,
                                                     const std::vector<std::int32_t>& wanted)
{
    std::set<std::int32_t> known;
    for (const PartitionMetadata& partition : topic.partitions)
        known.insert(partition.id);
    std::vector<TopicPartition> chosen;
    for (const std::int32_t id : wanted.empty() ? known : std::set<std::int32_t>(wanted.begin(), wanted.end())) {
        if (!known.contains(id))
            return fail(ErrorKind::InvalidInput, "Topic " + topic.name + " has no partition " + std::to_string(id) +
                                                     "; it has " + std::to_string(known.size()) + " from 0.");
        chosen.push_back({topic.name, id});
    }
    return chosen;
}

} // namespace weir
