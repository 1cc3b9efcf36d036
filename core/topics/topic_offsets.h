// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <vector>

namespace weir {

/// Log start and end offsets of some partitions, asked for one after the other.
struct TopicOffsets {
    OffsetMap logStart;
    OffsetMap end;
    std::vector<Failure> failures; ///< one per partition that lacks either, subject "topic-partition"

    /// End minus log start; nullopt when either is unknown. Never negative, although the two were not read at once.
    [[nodiscard]] std::optional<std::int64_t> records(const TopicPartition& partition) const;
};

/// Blocks; any thread.
[[nodiscard]] TopicOffsets topicOffsets(Cluster& cluster, const std::vector<TopicPartition>& partitions,
                                        const Call& call);

} // namespace weir
