// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace weir {

/// How fast a run sends.
struct RunRate {
    enum class Shape {
        Constant, ///< `perSecond`
        Ramp,     ///< from `perSecond` to `toPerSecond` in `rampTime`, evenly; then it stays there
        Burst,    ///< `burstSize` at once, every `burstEvery`
        Fastest,  ///< as fast as the brokers confirm
    };
    Shape shape = Shape::Constant;
    double perSecond = 10;
    double toPerSecond = 100;
    std::chrono::milliseconds rampTime{60'000};
    std::uint64_t burstSize = 100;
    std::chrono::milliseconds burstEvery{10'000};
};

/// How many records are due `elapsed` after the start (pauses taken off). The first is due at once, of n a second the next
/// one 1/n s later: counted are those whose time lies in [0, elapsed), so that n a second for t seconds are n·t. Fastest: all
/// there can be. Pure.
[[nodiscard]] std::uint64_t recordsDue(const RunRate& rate, std::chrono::nanoseconds elapsed);

/// When a run ends by itself, whatever comes first; also when its source has no more.
struct RunStop {
    std::optional<std::uint64_t> afterEvents{};
    std::optional<std::chrono::milliseconds> afterTime{};   ///< pauses are not counted
    std::optional<std::uint64_t> afterFailures{};           ///< failed records in all
    std::optional<std::chrono::microseconds> slowerThan{};  ///< the 99th percentile of the last 10 s
};

struct RunPlan {
    RunRate rate{};
    RunStop stop{};
};
/// InvalidInput with a sentence for a plan nobody means: a rate of 0, a negative time, no end and Fastest.
[[nodiscard]] Result<void> checkPlan(const RunPlan& plan, bool endlessSource);

} // namespace weir
