// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/history_tiers.h"

#include <algorithm>

namespace weir {

TierBucket joined(const TierBucket& earlier, const TierBucket& later)
{
    if (!earlier.last) {
        TierBucket all = later;
        all.gapBefore = true;
        return all;
    }
    TierBucket all = earlier;
    all.gapAfter = earlier.gapAfter || later.gapAfter || later.gapBefore || !later.last;
    if (later.last) {
        all.last = later.last;
        all.least = std::min(earlier.least, later.least);
        all.most = std::max(earlier.most, later.most);
    }
    return all;
}

BucketBuilder::BucketBuilder(std::chrono::milliseconds width, bool afterGap)
    : m_width(std::max<std::int64_t>(width.count(), 1)), m_inGap(afterGap)
{
}

void BucketBuilder::add(TimestampMs time, std::optional<std::int64_t> value)
{
    if (!value && m_inGap)
        return;
    TierBucket bucket{time / m_width, value, value.value_or(0), value.value_or(0), m_inGap && value, false};
    m_inGap = !value;
    if (!m_buckets.empty() && m_buckets.back().slot == bucket.slot)
        m_buckets.back() = joined(m_buckets.back(), bucket);
    else
        m_buckets.push_back(bucket);
}

std::vector<TierBucket> merged(const std::vector<TierBucket>& earlier, const std::vector<TierBucket>& later,
                               std::int64_t knownBefore)
{
    std::vector<TierBucket> all;
    all.reserve(earlier.size() + later.size());
    auto first = earlier.begin();
    for (TierBucket bucket : later) {
        for (; first != earlier.end() && first->slot < bucket.slot; ++first)
            all.push_back(*first);
        if (first != earlier.end() && first->slot == bucket.slot) {
            if (first->last && bucket.slot < knownBefore)
                bucket.gapBefore = false;
            bucket = joined(*first, bucket);
            ++first;
        }
        all.push_back(bucket);
    }
    all.insert(all.end(), first, earlier.end());
    return all;
}

std::vector<TierBucket> coarser(const std::vector<TierBucket>& buckets, std::int64_t factor)
{
    std::vector<TierBucket> all;
    for (TierBucket bucket : buckets) {
        bucket.slot /= std::max<std::int64_t>(factor, 1);
        if (!all.empty() && all.back().slot == bucket.slot)
            all.back() = joined(all.back(), bucket);
        else
            all.push_back(bucket);
    }
    return all;
}

std::vector<HistoryPoint> pointsOf(const std::vector<TierBucket>& buckets, std::chrono::milliseconds width)
{
    std::vector<HistoryPoint> points;
    points.reserve(buckets.size() + 8);
    const auto addGap = [&](TimestampMs time) {
        if (!points.empty() && points.back().last && time > points.back().time)
            points.push_back({time, std::nullopt, 0, 0});
    };
    for (const TierBucket& bucket : buckets) {
        const TimestampMs begin = bucket.slot * width.count();
        if (!bucket.last) {
            addGap(begin);
            continue;
        }
        if (bucket.gapBefore)
            addGap(begin - 1);
        points.push_back({begin, static_cast<double>(*bucket.last), static_cast<double>(bucket.least),
                          static_cast<double>(bucket.most)});
        if (bucket.gapAfter)
            addGap(begin + width.count() - 1);
    }
    return points;
}

} // namespace weir
