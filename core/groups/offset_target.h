// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/offset_plan.h"

namespace weir {

/// The partitions of a reset as they are now: all maps lack what is not known.
struct ResetGround {
    std::vector<TopicPartition> partitions; ///< those that exist, with log start and end
    OffsetMap committed;
    OffsetMap logStart;
    OffsetMap end;
};

/// What a target wants, before it is moved into the log.
struct WishedOffsets {
    OffsetMap offsets;
    std::map<TopicPartition, SkippedRecord> skipped;
    std::vector<Failure> failures; ///< "topic-partition", once for each partition without a wish
};

/// Where the target lies in each partition of the ground. `wanted` is what To::LikeGroup and To::Offsets copy (unused by
/// the others). Fails as a whole for a senseless target (a negative offset). Blocks; any thread.
[[nodiscard]] Result<WishedOffsets> wishedOffsets(Cluster& cluster, const ResetTarget& target, const ResetGround& ground,
                                                  const OffsetMap& wanted, const Call& call);

} // namespace weir
