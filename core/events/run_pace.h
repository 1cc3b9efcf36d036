// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/run_plan.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace weir {

/// When the next record of a run is due, with what was missed: of that, one second's worth is sent late at most, the rest is
/// left out. Times are those of the run, pauses taken off. A value; one thread at a time.
class RunPace
{
public:
    explicit RunPace(const RunRate& rate);

    /// Records that may have been handed over by now, what was left out taken off.
    [[nodiscard]] std::uint64_t due(std::chrono::nanoseconds elapsed) const;
    /// How many of them are missing when `handed` were handed over.
    [[nodiscard]] std::uint64_t behind(std::chrono::nanoseconds elapsed, std::uint64_t handed) const;
    /// Leaves out what is more than one second's worth (of bursts: one burst) behind.
    void leaveOut(std::chrono::nanoseconds elapsed, std::uint64_t handed);
    [[nodiscard]] std::uint64_t leftOut() const { return m_leftOut; }
    /// When one more than `handed` is due, if that is before `until`; at once when it is due already.
    [[nodiscard]] std::chrono::nanoseconds next(std::chrono::nanoseconds elapsed, std::uint64_t handed,
                                                std::chrono::nanoseconds until) const;
    /// Another constant rate from now on; the record that is next comes sooner or later by as much.
    void setRate(double perSecond, std::chrono::nanoseconds elapsed);
    [[nodiscard]] bool changed() const { return m_changed; }

private:
    RunRate m_rate;
    std::uint64_t m_before = 0;            ///< due before the rate was changed
    std::chrono::nanoseconds m_since{0};   ///< when the rate began
    std::uint64_t m_leftOut = 0;
    bool m_changed = false;
};

} // namespace weir
