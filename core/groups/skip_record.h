// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/offset_plan.h"

namespace weir {

/// A partition in which one record is to be passed over.
struct StuckPlace {
    TopicPartition partition;
    std::int64_t begin = 0; ///< where the group reads next; not before the log start
    std::int64_t end = 0;
};

/// Behind the record a group reads next.
struct NextPlace {
    std::int64_t offset = 0; ///< of the following record, or the end
    SkippedRecord skipped;
};

/// Finds, by reading, the record at or behind `begin` and where the next one begins: offsets have gaps (compaction,
/// transaction markers). A batch that cannot be read counts as the record. Failures: "topic-partition"; InvalidInput where
/// no record is left. Records of aborted transactions count as records: a group that reads them may be stuck on one,
/// and more than one record must never be passed over. Blocks; any thread.
[[nodiscard]] Partial<std::map<TopicPartition, NextPlace>> placesBehind(Cluster& cluster,
                                                                        const std::vector<StuckPlace>& places,
                                                                        const Call& call);

} // namespace weir
