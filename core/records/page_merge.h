// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/topic_pages.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace weir {

/// Offset and timestamp of a record that was seen beside a place, in offset order.
using OffsetStamps = std::vector<std::pair<std::int64_t, std::optional<TimestampMs>>>;

/// So many offsets before a record may hold a later timestamp and still count for its order.
inline constexpr std::int64_t orderWindow = 32;

/// By what records of several partitions are put in order: the latest timestamp among a record and those in the
/// `orderWindow` offsets before it. So timestamps that run backwards a little do not tear a partition's offset order, the
/// key of a record is the same from wherever it was reached, and one wrong date far in the future is soon forgotten.
/// Without a timestamp a record counts as -1. Pure.
[[nodiscard]] std::vector<TimestampMs> orderKeys(const OffsetStamps& stamps);

/// The records of one partition that lie beside a place.
struct MergeInput {
    std::int32_t partition = 0;
    std::vector<std::shared_ptr<const Record>> records; ///< in offset order
    std::vector<TimestampMs> keys;                      ///< of these records
    /// mergeAfter: the offset that follows the records. mergeBefore: that of the next record after the place.
    std::int64_t edge = 0;
    bool complete = false; ///< the range holds no further record of the partition in that direction
};

struct MergedRows {
    std::vector<PlacedRecord> rows; ///< oldest first; position is the sum of the offsets of the place before it
    TopicPlace before;
    TopicPlace after;
    bool exhausted = false;            ///< nothing is left in that direction
    std::vector<std::size_t> starved;  ///< inputs that had to say what comes next and could not; their indices
};

/// The first / last `count` records of the inputs in the order of (key, partition), each partition in offset order.
/// Ends early where an input that is not complete has run out: what it holds next could come first. Pure.
[[nodiscard]] MergedRows mergeAfter(std::span<const MergeInput> inputs, std::size_t count);
[[nodiscard]] MergedRows mergeBefore(std::span<const MergeInput> inputs, std::size_t count);

} // namespace weir
