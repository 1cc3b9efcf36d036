// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/run_pace.h"

#include <algorithm>
#include <limits>

namespace weir {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

RunPace::RunPace(const RunRate& rate) : m_rate(rate) {}

std::uint64_t RunPace::due(nanoseconds elapsed) const
{
    const std::uint64_t due = recordsDue(m_rate, elapsed - m_since);
    if (due == std::numeric_limits<std::uint64_t>::max())
        return due;
    const std::uint64_t all = m_before + due;
    return all - std::min(all, m_leftOut);
}

std::uint64_t RunPace::behind(nanoseconds elapsed, std::uint64_t handed) const
{
    if (m_rate.shape == RunRate::Shape::Fastest)
        return 0;
    const std::uint64_t now = due(elapsed);
    return now - std::min(now, handed);
}

void RunPace::leaveOut(nanoseconds elapsed, std::uint64_t handed)
{
    if (m_rate.shape == RunRate::Shape::Fastest)
        return;
    const nanoseconds here = elapsed - m_since;
    std::uint64_t most = recordsDue(m_rate, here) - recordsDue(m_rate, here - 1s);
    if (m_rate.shape == RunRate::Shape::Burst)
        most = std::max(most, m_rate.burstSize);
    most = std::max<std::uint64_t>(most, 1);
    const std::uint64_t missing = behind(elapsed, handed);
    if (missing > most)
        m_leftOut += missing - most;
}

nanoseconds RunPace::next(nanoseconds elapsed, std::uint64_t handed, nanoseconds until) const
{
    if (due(elapsed) > handed)
        return elapsed;
    if (due(until) <= handed)
        return until;
    // Any shape, without solving it for the time: half of what is left, thirty times.
    nanoseconds early = elapsed;
    nanoseconds late = until;
    while (late - early > 1us) {
        const nanoseconds middle = early + (late - early) / 2;
        (due(middle) > handed ? late : early) = middle;
    }
    return late;
}

void RunPace::setRate(double perSecond, nanoseconds elapsed)
{
    if (m_rate.shape != RunRate::Shape::Constant || !(perSecond > 0))
        return;
    const nanoseconds here = elapsed - m_since;
    const std::uint64_t passed = recordsDue(m_rate, here);
    // The part of the pause before the next record that is still to come.
    double rest = static_cast<double>(passed) - std::chrono::duration<double>(here).count() * m_rate.perSecond;
    rest = std::clamp(rest, 0.0, 1.0);
    m_before += passed;
    m_since = elapsed + nanoseconds(static_cast<std::int64_t>(std::min(rest / perSecond, 1e6) * 1e9));
    m_rate.perSecond = perSecond;
    m_changed = true;
}

} // namespace weir
