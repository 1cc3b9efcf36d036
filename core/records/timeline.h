// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <functional>
#include <vector>

namespace weir {

/// Offsets written in [begin, end) of time; gaps count, so it is an upper bound of the records.
struct TimelineBucket {
    TimestampMs begin = 0;
    TimestampMs end = 0;
    std::int64_t offsets = 0;
};

struct Timeline {
    std::vector<TimelineBucket> buckets; ///< of equal length, oldest first; empty when nothing has a timestamp
    std::int64_t offsets = 0;            ///< sum
};

struct TimelineRequest {
    std::string topic;
    std::vector<std::int32_t> partitions{}; ///< empty: all
    std::size_t buckets = 96;
    std::optional<TimestampMs> from{}; ///< absent: the oldest record's time
    std::optional<TimestampMs> to{};   ///< absent: now, or the newest record's time when that is later
};

/// How many records a topic got over time, from the offsets of times (one question a bucket edge, whatever the topic's
/// size); coarse first: `progress` gets better and better versions on the calling thread. Failures: "topic-partition",
/// whose records are not counted. Cancelled within 100 ms. Blocks; any thread.
[[nodiscard]] Result<Partial<Timeline>> readTimeline(Cluster& cluster, const TimelineRequest& request,
                                                     const std::function<void(const Timeline&)>& progress,
                                                     const Call& call);

} // namespace weir
