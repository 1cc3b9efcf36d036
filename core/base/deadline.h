// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>

namespace weir {

/// A point in monotonic time until which something may take. A value; use from any thread.
class Deadline
{
public:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] static Deadline after(std::chrono::milliseconds time) { return Deadline(Clock::now() + time); }
    [[nodiscard]] static Deadline never() { return Deadline(Clock::time_point::max()); }

    /// Time left, never negative; capped at one day, so that it fits C interfaces that take int milliseconds.
    [[nodiscard]] std::chrono::milliseconds remaining() const
    {
        constexpr std::chrono::milliseconds most = std::chrono::hours(24);
        if (m_at == Clock::time_point::max())
            return most;
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(m_at - Clock::now());
        return std::clamp(left, std::chrono::milliseconds(0), most);
    }
    [[nodiscard]] bool expired() const { return m_at != Clock::time_point::max() && Clock::now() >= m_at; }

private:
    explicit Deadline(Clock::time_point at) : m_at(at) {}
    Clock::time_point m_at;
};

} // namespace weir
