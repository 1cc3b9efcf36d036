// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <utility>

namespace weir {

/// Records per second over the last moments, from a count that only grows. One thread at a time.
class ArrivalRate
{
public:
    using Time = std::chrono::steady_clock::time_point;
    explicit ArrivalRate(std::chrono::milliseconds window) : m_window(window) {}

    /// The count at a moment; the rate up to it. 0 until there are two moments.
    double after(std::int64_t count, Time now)
    {
        m_samples.emplace_back(now, count);
        // One that is older than the window stays, as the edge to measure from.
        while (m_samples.size() > 2 && now - m_samples[1].first >= m_window)
            m_samples.pop_front();
        const auto& [first, atFirst] = m_samples.front();
        const double seconds = std::chrono::duration<double>(now - first).count();
        return seconds > 0 ? static_cast<double>(count - atFirst) / seconds : 0;
    }

private:
    std::chrono::milliseconds m_window;
    std::deque<std::pair<Time, std::int64_t>> m_samples;
};

} // namespace weir
