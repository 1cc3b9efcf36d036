// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>

namespace weir {

/// When the next batch may go out and how large it may be, so that a rate is kept; 0: no limit. A value with a clock given
/// from outside; not thread-safe.
class ReplayRate
{
public:
    using Time = std::chrono::steady_clock::time_point;

    /// What was sent before counts no more: the new rate holds from `now` on.
    void set(double perSecond, Time now);
    /// Half a second's worth, so that a slow replay does not come in bursts; at least 1, at most `most`.
    [[nodiscard]] std::size_t batch(std::size_t most) const;
    /// How long to wait before the next batch.
    [[nodiscard]] std::chrono::milliseconds wait(Time now) const;
    void sent(std::size_t records, Time now);

private:
    double m_perSecond = 0;
    Time m_next{};
};

/// Records a second over the last ten seconds. Not thread-safe.
class ReplaySpeed
{
public:
    using Time = std::chrono::steady_clock::time_point;

    void sent(std::int64_t records, Time now);
    [[nodiscard]] double perSecond(Time now) const;

private:
    struct Sample {
        Time time;
        std::int64_t records;
    };
    std::deque<Sample> m_samples;
    Time m_began{};
};

} // namespace weir
