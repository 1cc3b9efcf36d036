// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace weir {

/// How many records a member takes per second. Without a period: as many as there are. With one: two thirds of it
/// slowly, so that lag builds up, then the rest fast, so that it goes away. One thread at a time.
class DemoPace
{
public:
    DemoPace() = default;
    DemoPace(std::chrono::milliseconds period, double slowPerSecond, double fastPerSecond)
        : m_period(period), m_slow(slowPerSecond), m_fast(fastPerSecond)
    {
    }

    /// Records that may be taken now, at most 500. They are only used up by taken().
    [[nodiscard]] std::size_t allowed(std::chrono::steady_clock::time_point now)
    {
        if (m_period.count() == 0)
            return most;
        if (m_begun.time_since_epoch().count() == 0)
            m_begun = m_last = now;
        const bool fast = (now - m_begun) % m_period > m_period * 2 / 3;
        m_credit += std::chrono::duration<double>(now - m_last).count() * (fast ? m_fast : m_slow);
        m_credit = std::min(m_credit, static_cast<double>(most));
        m_last = now;
        return static_cast<std::size_t>(m_credit);
    }
    void taken(std::size_t records) { m_credit = std::max(0.0, m_credit - static_cast<double>(records)); }

private:
    static constexpr std::size_t most = 500;
    std::chrono::milliseconds m_period{0};
    double m_slow = 0;
    double m_fast = 0;
    double m_credit = 1;
    std::chrono::steady_clock::time_point m_begun{};
    std::chrono::steady_clock::time_point m_last{};
};

} // namespace weir
