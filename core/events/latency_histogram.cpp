// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/latency_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace weir {
namespace {

// Below 64 µs a bucket for each microsecond; above, each doubling is cut into 36 equal pieces, 1/36 of its begin wide.
constexpr std::uint64_t exact = 64;
constexpr std::uint64_t pieces = 36;
constexpr std::uint64_t mostMicroseconds = 3'600'000'000;
constexpr std::uint32_t fullBucket = std::numeric_limits<std::uint32_t>::max();

std::size_t bucketOf(std::uint64_t value)
{
    if (value < exact)
        return static_cast<std::size_t>(value);
    const auto doubling = static_cast<std::uint64_t>(std::bit_width(value) - 1);
    const std::uint64_t begin = std::uint64_t(1) << doubling;
    return static_cast<std::size_t>(exact + (doubling - 6) * pieces + (((value - begin) * pieces) >> doubling));
}

/// The largest value of the bucket.
std::uint64_t endOf(std::size_t bucket)
{
    if (bucket < exact)
        return bucket;
    const std::uint64_t doubling = (bucket - exact) / pieces + 6;
    const std::uint64_t next = (bucket - exact) % pieces + 1;
    const std::uint64_t begin = std::uint64_t(1) << doubling;
    return begin + (next * begin + pieces - 1) / pieces - 1;
}

static_assert(exact + (std::bit_width(mostMicroseconds) - 6) * pieces <= 1024);

} // namespace

void LatencyHistogram::add(std::chrono::microseconds latency)
{
    latency = std::max(latency, std::chrono::microseconds(0));
    m_longest = std::max(m_longest, latency);
    ++m_count;
    std::uint32_t& bucket = m_buckets[bucketOf(std::min(static_cast<std::uint64_t>(latency.count()), mostMicroseconds))];
    if (bucket == fullBucket)
        halve();
    ++bucket;
}

void LatencyHistogram::add(const LatencyHistogram& other)
{
    const LatencyHistogram copy = other; // may be this one
    m_longest = std::max(m_longest, copy.m_longest);
    m_count += copy.m_count;
    for (std::size_t i = 0; i < buckets; ++i) {
        const std::uint64_t sum = std::uint64_t(m_buckets[i]) + copy.m_buckets[i];
        m_buckets[i] = static_cast<std::uint32_t>(std::min<std::uint64_t>(sum, fullBucket));
    }
}

void LatencyHistogram::clear() { *this = {}; }

/// Hours of a fast run fill a bucket; the shares stay what they are when all are halved.
void LatencyHistogram::halve()
{
    for (std::uint32_t& bucket : m_buckets)
        bucket = bucket / 2 + bucket % 2;
}

std::optional<std::chrono::microseconds> LatencyHistogram::percentile(double share) const
{
    std::uint64_t all = 0;
    for (const std::uint32_t bucket : m_buckets)
        all += bucket;
    if (all == 0)
        return std::nullopt;
    const double wanted = std::isnan(share) ? 0 : std::clamp(share, 0.0, 1.0);
    const double place = std::ceil(wanted * static_cast<double>(all) - 1e-9); // 0.07 * 100 is a little more than 7
    const auto rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::max(place, 1.0)), 1, all);
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < buckets; ++i) {
        before += m_buckets[i];
        if (before >= rank)
            return std::min(std::chrono::microseconds(endOf(i)), m_longest);
    }
    return m_longest;
}

} // namespace weir
