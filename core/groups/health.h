// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_status.h"

#include <chrono>
#include <deque>
#include <optional>

namespace weir {

/// The numbers of the rules. Times, not counts of samples, because the pace of the sampler changes; beside every time
/// stands how many samples it needs at least.
struct HealthRules {
    std::chrono::milliseconds silence = std::chrono::seconds(25); ///< a longer pause starts the window anew
    std::chrono::milliseconds window = std::chrono::seconds(60);
    std::chrono::milliseconds stalledAfter = std::chrono::seconds(30);
    std::chrono::milliseconds stoppedAfter = std::chrono::seconds(15);
    std::chrono::milliseconds laggingAbove = std::chrono::minutes(1); ///< of time lag
    std::chrono::milliseconds overtakenWithin = std::chrono::hours(24);
    int fewestSamples = 3;
    int cleanToClear = 2; ///< windows without the condition until a bad state is left
};

/// What one sample says about one partition of a group.
struct HealthInput {
    TimestampMs time = 0;
    std::optional<std::int64_t> committed;
    std::optional<std::int64_t> logStart;
    std::optional<std::int64_t> end;
    std::optional<std::int64_t> lastStable;
    std::optional<std::int64_t> lag;
    LagNote note = LagNote::None;
    Ownership ownership = Ownership::Unknown;
    TimeLag timeLag;
    TimeAhead overtaken;
};

/// The health of one partition, decided from a window of samples with hysteresis: a bad state is entered when its rule
/// holds, and left after HealthRules::cleanToClear windows in which it did not. Pure: the same inputs give the same
/// verdicts. The rules, in the order they are tried: …
class HealthTracker
{
public:
    HealthTracker() = default;
    [[nodiscard]] HealthVerdict add(const HealthInput& input, const HealthRules& rules);

private:
    std::deque<HealthInput> m_window;
};

} // namespace weir
