// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <functional>
#include <optional>

namespace weir {

/// The record before another one with the same key, and how far was looked for it.
struct PreviousOfKey {
    std::optional<Record> record;
    std::int64_t lookedFrom = 0; ///< offsets [lookedFrom, lookedTo) were looked at; go on with `below` = lookedFrom
    std::int64_t lookedTo = 0;
    std::int64_t records = 0;    ///< that were looked at
    std::int64_t logStart = 0;
    bool interrupted = false;    ///< deadline or stop: what lies before lookedFrom is not known

    [[nodiscard]] bool reachedLogStart() const { return lookedFrom <= logStart; }
};

/// Looks backwards from `below` (exclusive) in one partition for the newest record with that key, in chunks of 1,000, 4,000,
/// 16,000 … up to 256,000 offsets. A key lies in one partition as long as their number and the partitioner stay.
/// `lookedAt` hears after every chunk the offset down to which it was looked; it is called on this thread and may be empty.
/// A chunk that the deadline or a stop interrupts is not counted as looked at: the newest match in it is not known.
/// InvalidInput for a NULL key. Blocks; any thread, but it keeps the shared reader busy one chunk at a time.
[[nodiscard]] Result<PreviousOfKey> findPreviousOfKey(Cluster& cluster, const TopicPartition& partition, std::int64_t below,
                                                      const OptionalBytes& key, const Call& call,
                                                      const std::function<void(std::int64_t offset)>& lookedAt = {});

} // namespace weir
