// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/groups/history_tiers.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// What the file keeps of one line and one window of time, in both measures.
struct HistoryBlock {
    std::vector<TierBucket> records;
    std::vector<TierBucket> milliseconds;

    bool operator==(const HistoryBlock&) const = default;
};

/// Buckets sorted by slot, slots at or above `firstSlot`, values within 0 … 2^61 - 1. A byte or two for a bucket that
/// stands still, so runs of them are cheap.
[[nodiscard]] std::string encodeBlock(const HistoryBlock& block, std::int64_t firstSlot);

/// Foreign bytes: InvalidInput for what cannot be a block, for slots outside `firstSlot` … `firstSlot` +
/// `slots` and for bytes behind the end. Never allocates more than `slots` buckets a measure.
[[nodiscard]] Result<HistoryBlock> decodeBlock(std::string_view bytes, std::int64_t firstSlot, std::int64_t slots);

} // namespace weir
