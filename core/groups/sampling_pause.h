// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/lag_sampler.h"

namespace weir {

/// When nothing was sampled between two rounds for longer than their pace explains (sleep, pause), for how long. More
/// than two and a half intervals plus the time the round took, and at least ten seconds; nullopt otherwise. `interval` is
/// the one the earlier round announced. Pure.
[[nodiscard]] inline std::optional<std::chrono::milliseconds>
pauseBefore(const LagSample& sample, TimestampMs earlier, std::chrono::milliseconds interval)
{
    const std::chrono::milliseconds between(sample.time - earlier);
    const auto usual = std::max(interval, sample.interval) * 5 / 2 + sample.took;
    const auto longest = std::max<std::chrono::milliseconds>(usual, std::chrono::seconds(10));
    return between > longest ? std::optional(between) : std::nullopt;
}

} // namespace weir
