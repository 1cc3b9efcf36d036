// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

namespace weir {

/// Whether the low points of a lag rise. Commits come in steps, so a healthy lag is a sawtooth: what counts is how low it
/// gets in each of six spans, each long enough for a commit and for five samples. It rises when
/// - at least four of the five steps from span to span go up, the first span is the lowest and the last the highest,
/// - the rise is at least five records and a quarter of the usual fluctuation within a span (their median), and
/// - the last low point is above that fluctuation: who still gets down to almost nothing keeps up.
/// Pure, not thread-safe.
class LagTrend
{
public:
    static constexpr std::size_t spans = 6;
    static constexpr int fewestInSpan = 5;

    struct Rise {
        std::int64_t from = 0;
        std::int64_t to = 0;
        std::chrono::milliseconds over{0};
    };

    /// `span`: how long the present span lasts at least.
    void add(TimestampMs time, std::int64_t lag, std::chrono::milliseconds span);
    void clear();
    /// nullopt while fewer than six spans are over, and when it does not rise.
    [[nodiscard]] std::optional<Rise> rise() const;

private:
    struct Span {
        TimestampMs begin = 0;
        std::int64_t low = 0;
        std::int64_t high = 0;
        int samples = 0;
    };
    std::array<Span, spans> m_over{}; ///< oldest first
    std::size_t m_count = 0;
    Span m_now;
};

} // namespace weir
