// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

namespace weir {

/// Counts latencies from 1 µs to an hour in buckets at most 3 % wide, in fixed memory. Longer ones count as an hour in
/// percentiles. A value; one thread at a time.
class LatencyHistogram
{
public:
    void add(std::chrono::microseconds latency);
    void add(const LatencyHistogram& other);
    void clear();
    [[nodiscard]] std::uint64_t count() const { return m_count; }
    /// The latency below which `share` (0 to 1) of all are; the upper end of its bucket, and never above the longest seen.
    [[nodiscard]] std::optional<std::chrono::microseconds> percentile(double share) const;
    [[nodiscard]] std::chrono::microseconds longest() const { return m_longest; }

private:
    static constexpr std::size_t buckets = 1024;
    void halve();

    std::array<std::uint32_t, buckets> m_buckets{};
    std::uint64_t m_count = 0;
    std::chrono::microseconds m_longest{0};
};

} // namespace weir
