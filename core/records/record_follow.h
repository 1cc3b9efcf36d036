// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace weir {

struct FollowRequest {
    std::string topic;
    std::vector<std::int32_t> partitions; ///< empty: all, also those added later
    Isolation isolation = Isolation::ReadUncommitted;
    /// Where to begin; partitions that are not named begin at their end, those added later at their log start.
    std::map<std::int32_t, std::int64_t> begin;
};

struct FollowState {
    std::int64_t missed = 0; ///< offsets that were deleted before they were read, or lie in a damaged batch
    /// What is wrong now ("topic" or "topic-partition"), and what was lost before (the last few).
    std::vector<Failure> failures;

    bool operator==(const FollowState&) const = default;
};

/// The engine below Tail and `weirctl read --follow`: delivers records as they arrive, in offset order within a partition,
/// until it is stopped or `sink` answers Stop. Goes on by itself after outages, when retention was quicker, when the
/// topic is deleted and made again, and past damaged batches; `changed` is told (from two threads, one at a time).
/// A sink that takes its time holds up the reading, nothing is lost by that. Blocks; an error only when no client can be
/// made.
[[nodiscard]] Result<void> followRecords(Cluster& cluster, const FollowRequest& request, const RecordSink& sink,
                                         const std::function<void(const FollowState&)>& changed,
                                         const std::stop_token& stop);

} // namespace weir
