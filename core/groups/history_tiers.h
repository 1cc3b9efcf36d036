// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/groups/history_point.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace weir {

/// Lowest, highest and last value of a line within one bucket of a tier. Buckets are aligned to the epoch: bucket `slot`
/// of width w covers slot * w up to (slot + 1) * w. A missing bucket says nothing (the sampler may be slower than the
/// tier is fine); a gap is always told: without `last` the bucket holds nothing but a gap, and the line breaks before its
/// value, after it, or both. A gap in the middle of a bucket breaks the line after it.
struct TierBucket {
    std::int64_t slot = 0;
    std::optional<std::int64_t> last;
    std::int64_t least = 0;
    std::int64_t most = 0;
    bool gapBefore = false;
    bool gapAfter = false;

    bool operator==(const TierBucket&) const = default;
};

/// Builds the buckets of a tier from samples in time order.
class BucketBuilder
{
public:
    /// `afterGap`: the line was broken before the first sample.
    BucketBuilder(std::chrono::milliseconds width, bool afterGap);
    /// Times not negative and growing; no value: a gap. Of gaps in a row only the first is kept.
    void add(TimestampMs time, std::optional<std::int64_t> value);
    [[nodiscard]] std::vector<TierBucket> take() { return std::move(m_buckets); }

private:
    std::int64_t m_width;
    bool m_inGap;
    std::vector<TierBucket> m_buckets;
};

/// The same slot seen in an earlier and in a later part.
[[nodiscard]] TierBucket joined(const TierBucket& earlier, const TierBucket& later);

/// Two runs of buckets, sorted by slot, as one. Where both have a slot the later one follows the earlier one; below
/// `knownBefore` the later one is the same run seen once more, now complete: that it began after a gap is no news.
[[nodiscard]] std::vector<TierBucket> merged(const std::vector<TierBucket>& earlier,
                                             const std::vector<TierBucket>& later, std::int64_t knownBefore);

/// Buckets `factor` times as wide.
[[nodiscard]] std::vector<TierBucket> coarser(const std::vector<TierBucket>& buckets, std::int64_t factor);

/// As points for a chart: at the beginning of their bucket, with one point for each gap, never first.
[[nodiscard]] std::vector<HistoryPoint> pointsOf(const std::vector<TierBucket>& buckets,
                                                 std::chrono::milliseconds width);

} // namespace weir
