// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/health.h"

#include <algorithm>

namespace weir {
namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

constexpr milliseconds longestPause = 5min;
constexpr milliseconds lossRemembered = 10min;
constexpr milliseconds longestSpan = 1min;

bool ownedOrHidden(Ownership ownership)
{
    return ownership == Ownership::Assigned || ownership == Ownership::Unknown;
}

bool lasts(const std::optional<TimestampMs>& since, TimestampMs now, milliseconds least)
{
    return since && now - *since >= least.count();
}

void remember(std::optional<TimestampMs>& since, bool holds, TimestampMs now)
{
    if (!holds)
        since.reset();
    else if (!since)
        since = now;
}

bool overtakenSoon(const HealthInput& input, const HealthRules& rules)
{
    if (input.overtaken.kind == TimeAhead::Kind::Now)
        return true;
    if (input.overtaken.kind != TimeAhead::Kind::In || input.overtaken.in > rules.overtakenWithin)
        return false;
    // A short retention alone is no danger: half of it must be used up.
    return !input.timeLag.nextUnread || input.overtaken.in.count() <= input.time - *input.timeLag.nextUnread;
}

} // namespace

HealthVerdict HealthTracker::add(const HealthInput& input, const HealthRules& rules)
{
    if (m_last != 0 && input.time == m_last)
        return m_verdict;
    if (m_last != 0 && (input.time < m_last || input.time - m_last > rules.silence.count()))
        *this = HealthTracker();
    m_last = input.time;
    if (input.note == LagNote::NoCommit) {
        forgetAll(input.time, Health::Unknown, "Nothing is committed.");
        return m_verdict;
    }
    if (!input.lag && input.note != LagNote::BeyondEnd) {
        // One error is no news; what was known stands until it is too old.
        if (m_lastKnown == 0 || input.time - m_lastKnown > rules.silence.count())
            forgetAll(input.time, Health::Unknown, "Its offsets could not be read.");
        return m_verdict;
    }
    m_lastKnown = input.time;
    observe(input, rules);
    settle(input, rules);
    return m_verdict;
}

void HealthTracker::forgetAll(TimestampMs time, Health health, std::string reason)
{
    *this = HealthTracker();
    m_last = time;
    m_verdict = {health, 0, std::move(reason)};
}

void HealthTracker::observe(const HealthInput& input, const HealthRules& rules)
{
    if (m_samples == 0)
        m_movedAt = input.time;
    m_samples = std::min(m_samples + 1, 1'000'000);
    observeLog(input);
    observeCommit(input);
    observeLag(input, rules);
    observeOwner(input, rules);
    m_committed = input.committed ? input.committed : m_committed;
    m_end = input.end ? input.end : m_end;
    m_logStart = input.logStart ? input.logStart : m_logStart;
}

void HealthTracker::observeLog(const HealthInput& input)
{
    if (m_end && input.end && *input.end < *m_end) {
        m_droppedFrom = std::max(*m_end, m_droppedFrom.value_or(0));
        m_droppedTo = *input.end;
        m_droppedSamples = 0;
        m_rewoundFrom.reset(); // those offsets mean other records now
        m_minute.clear();
        m_sixMinutes.clear();
    }
    // A new leader may show the end a little late for a moment; a new topic begins at 0.
    constexpr int transient = 3;
    if (m_droppedFrom && input.end && *input.end >= *m_droppedFrom && m_droppedSamples <= transient &&
        m_droppedTo >= *m_droppedFrom / 2)
        m_droppedFrom.reset();
    if (m_droppedFrom)
        ++m_droppedSamples;
    m_beyondSamples = input.note == LagNote::BeyondEnd ? m_beyondSamples + 1 : 0;
    m_belowSamples = input.note == LagNote::BelowLogStart ? m_belowSamples + 1 : 0;
    if (m_belowSamples > 1 && m_logStart && input.logStart && *input.logStart > *m_logStart)
        m_lostAt = input.time;
}

void HealthTracker::observeCommit(const HealthInput& input)
{
    if (!m_committed || !input.committed || *input.committed == *m_committed) {
        if (m_rewoundFrom)
            ++m_rewoundSamples;
        return;
    }
    if (m_waitingSince) {
        constexpr int forgotten = 10; // a tenth with each commit
        const milliseconds pause(input.time - std::max(m_movedAt, *m_waitingSince));
        m_pause = std::min(longestPause, std::max(pause, m_pause - m_pause / forgotten));
    }
    m_movedAt = input.time;
    if (*input.committed < *m_committed && !m_droppedFrom) {
        if (!m_rewoundFrom)
            m_rewoundSamples = 0;
        m_rewoundFrom = std::max(*m_committed, m_rewoundFrom.value_or(0));
        m_rewoundTo = *input.committed;
    }
    if (m_rewoundFrom) {
        ++m_rewoundSamples;
        if (*input.committed >= *m_rewoundFrom)
            m_rewoundFrom.reset();
    }
    if (m_droppedSamples > 1 && input.note == LagNote::None)
        m_droppedFrom.reset();
}

void HealthTracker::observeLag(const HealthInput& input, const HealthRules& rules)
{
    const bool waits = input.lag.value_or(0) > 0 && input.timeLag.kind != TimeLag::Kind::CaughtUp;
    remember(m_waitingSince, waits, input.time);
    const bool inForce = m_verdict.health == Health::Lagging;
    constexpr int fifths = 5;
    const milliseconds limit = inForce ? rules.laggingAbove - rules.laggingAbove / fifths : rules.laggingAbove;
    remember(m_lateSince, waits && late(input.timeLag, limit), input.time);
    remember(m_overtakenSince, waits && overtakenSoon(input, rules), input.time);
    if (!input.lag)
        return;
    const milliseconds span = rules.window / static_cast<int>(LagTrend::spans);
    const milliseconds needed = std::min(longestSpan, m_pause + m_pause / fifths);
    m_minute.add(input.time, *input.lag, std::max(span, needed));
    m_sixMinutes.add(input.time, *input.lag, longestSpan);
}

void HealthTracker::observeOwner(const HealthInput& input, const HealthRules& rules)
{
    const bool alone = !ownedOrHidden(input.ownership);
    if (!alone && lasts(m_alone, input.time, rules.stoppedAfter))
        m_backAt = input.time;
    remember(m_alone, alone, input.time);
}

bool HealthTracker::late(const TimeLag& lag, milliseconds limit) const
{
    if (lag.kind == TimeLag::Kind::Exact)
        return lag.behind > limit;
    return lag.kind == TimeLag::Kind::Estimate && lag.behind - lag.bound > limit;
}

/// Records wait and the commit stands still, for longer than it used to.
bool HealthTracker::stands(const HealthInput& input, milliseconds least, TimestampMs since) const
{
    if (!m_waitingSince)
        return false;
    const milliseconds enough = std::max(least, std::min(longestPause, 2 * m_pause));
    return input.time - std::max({m_movedAt, *m_waitingSince, since}) >= enough.count();
}

bool HealthTracker::losesData(const HealthInput& input, const HealthRules& rules) const
{
    if (input.lag.value_or(0) == 0)
        return false;
    const bool stillLosing = m_lostAt && input.time - *m_lostAt <= lossRemembered.count();
    if (m_belowSamples >= rules.fewestSamples && (ownedOrHidden(input.ownership) || stillLosing))
        return true;
    return lasts(m_overtakenSince, input.time, rules.lastingFor);
}

bool HealthTracker::holds(Health health, const HealthInput& input, const HealthRules& rules) const
{
    switch (health) {
    case Health::LosingData: return losesData(input, rules);
    case Health::Reset:
        return m_beyondSamples >= rules.fewestSamples ||
               (m_droppedFrom && m_droppedSamples >= rules.fewestSamples);
    case Health::Stalled: return !m_alone && stands(input, rules.stalledAfter, m_backAt);
    case Health::Rewound: return m_rewoundFrom && m_rewoundSamples >= rules.fewestSamples;
    case Health::Stopped: return m_alone && stands(input, rules.stoppedAfter, *m_alone);
    case Health::Growing: return m_waitingSince && (m_minute.rise() || m_sixMinutes.rise());
    case Health::Lagging: return lasts(m_lateSince, input.time, m_verdict.health == Health::Lagging ? 0ms : rules.lastingFor);
    case Health::Ok:
    case Health::Unknown: break;
    }
    return true;
}

Health HealthTracker::judge(const HealthInput& input, const HealthRules& rules) const
{
    for (const Health health : {Health::LosingData, Health::Reset, Health::Stalled, Health::Rewound, Health::Stopped,
                                Health::Growing, Health::Lagging})
        if (holds(health, input, rules))
            return health;
    return Health::Ok;
}

void HealthTracker::enter(Health health, TimestampMs time)
{
    m_cleanSince.reset();
    if (m_verdict.health == health)
        return;
    m_verdict.health = health;
    m_verdict.since = time;
}

/// Weighs the rule that holds now against the state in force.
void HealthTracker::settle(const HealthInput& input, const HealthRules& rules)
{
    if (m_samples < rules.fewestSamples) {
        m_verdict = {Health::Unknown, 0,
                     "Too few samples yet: " + std::to_string(m_samples) + " of " +
                         std::to_string(rules.fewestSamples) + "."};
        return;
    }
    const Health found = judge(input, rules);
    const Health before = m_verdict.health;
    const bool leavesAtOnce = (before == Health::Rewound && !m_rewoundFrom) ||
                              (before == Health::Stalled && found == Health::Stopped);
    if (severity(found) >= severity(before) || leavesAtOnce) {
        enter(found, input.time);
        m_verdict.reason = reasonFor(found, input);
        return;
    }
    if (!m_cleanSince)
        m_cleanSince = input.time;
    const milliseconds span = rules.window / static_cast<int>(LagTrend::spans);
    if (input.time - *m_cleanSince < rules.cleanToClear * span.count())
        return; // the reason stays as it was when the rule last held
    enter(found, input.time);
    m_verdict.reason = reasonFor(found, input);
}

} // namespace weir
