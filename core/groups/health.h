// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_status.h"
#include "core/groups/lag_trend.h"

#include <chrono>
#include <optional>

namespace weir {

/// The numbers of the rules. Times, not counts of samples, because the pace of the sampler changes; beside every time
/// stands how many samples it takes at one a second. Nothing bad is said before `fewestSamples`.
struct HealthRules {
    std::chrono::milliseconds silence = std::chrono::seconds(25); ///< a longer pause starts the window anew
    std::chrono::milliseconds window = std::chrono::seconds(60);  ///< 60 samples, in six spans of 10
    std::chrono::milliseconds stalledAfter = std::chrono::seconds(30);   ///< 30 samples
    std::chrono::milliseconds stoppedAfter = std::chrono::seconds(15);   ///< 15 samples
    std::chrono::milliseconds laggingAbove = std::chrono::minutes(1);    ///< of time lag
    std::chrono::milliseconds lastingFor = std::chrono::seconds(15);     ///< 15 samples: Lagging, LosingData ahead
    std::chrono::milliseconds overtakenWithin = std::chrono::hours(24);
    int fewestSamples = 3;
    int cleanToClear = 2; ///< spans (sixths of the window: 10 samples) without the condition until a bad state is left

    bool operator==(const HealthRules&) const = default;
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

/// The health of one partition of a group, decided from its samples with hysteresis. Pure: the same inputs give the same
/// verdicts. Bounded: keeps no samples. The rules, in the order they are tried; the first that holds decides:
/// 1. LosingData: the commit lies below the log start for `fewestSamples`, records wait, and a member has the partition (or
///    members are not visible), or the log start was seen to move up within ten minutes. Or retention will overtake the
///    group within `overtakenWithin`, sooner than the next unread record is old (half of the retention is used up), for
///    `lastingFor`.
/// 2. Reset: committed beyond the end for `fewestSamples`; or the end went back, stayed back for `fewestSamples`, and
///    nothing was committed since.
/// 3. Stalled: records wait in every sample, nothing is committed for `stalledAfter` or twice the longest pause between its
///    commits so far (at most five minutes), whichever is longer, and a member has the partition (or members are not
///    visible). After a time without members it starts to count anew.
/// 4. Rewound: the committed offset went back and has not reached its old place again after `fewestSamples`.
/// 5. Stopped: records wait, nothing is committed and no member has the partition for `stoppedAfter` or twice the longest
///    pause between commits.
/// 6. Growing: the low points of lag rise over `window`, or over six minutes in spans of a minute; see LagTrend. With
///    rare commits a span is as long as the pause between commits (at most a minute).
/// 7. Lagging: time lag above `laggingAbove` for `lastingFor`; an estimate counts less its bound.
/// 8. Ok.
/// Unknown: fewer than `fewestSamples` since the start or a silence; nothing committed; nothing readable for `silence`.
/// A worse state is entered at once, a better one when the rule of the state in force has not held for `cleanToClear`
/// spans; Lagging is left below four fifths of its limit. At once are left: Rewound (its old place is reached), and Stalled
/// for Stopped (its member is gone).
class HealthTracker
{
public:
    HealthTracker() = default;
    [[nodiscard]] HealthVerdict add(const HealthInput& input, const HealthRules& rules);

private:
    void observe(const HealthInput& input, const HealthRules& rules);
    void observeCommit(const HealthInput& input);
    void observeLog(const HealthInput& input);
    void observeLag(const HealthInput& input, const HealthRules& rules);
    void observeOwner(const HealthInput& input, const HealthRules& rules);
    [[nodiscard]] Health judge(const HealthInput& input, const HealthRules& rules) const;
    [[nodiscard]] bool holds(Health health, const HealthInput& input, const HealthRules& rules) const;
    [[nodiscard]] bool losesData(const HealthInput& input, const HealthRules& rules) const;
    [[nodiscard]] bool stands(const HealthInput& input, std::chrono::milliseconds least, TimestampMs since) const;
    [[nodiscard]] bool late(const TimeLag& lag, std::chrono::milliseconds limit) const;
    void enter(Health health, TimestampMs time);
    void settle(const HealthInput& input, const HealthRules& rules);
    void forgetAll(TimestampMs time, Health health, std::string reason);
    [[nodiscard]] std::string reasonFor(Health health, const HealthInput& input) const;

    HealthVerdict m_verdict;
    int m_samples = 0;         ///< with a known lag or a note, since the start or a silence
    TimestampMs m_last = 0;    ///< of the last sample, known or not
    TimestampMs m_lastKnown = 0;
    std::optional<TimestampMs> m_cleanSince; ///< the rule of the state in force has not held since

    std::optional<std::int64_t> m_committed;
    TimestampMs m_movedAt = 0;          ///< the commit stands still since
    std::chrono::milliseconds m_pause{0}; ///< the longest between commits while records waited, slowly forgotten
    std::optional<std::int64_t> m_rewoundFrom;
    std::int64_t m_rewoundTo = 0;
    int m_rewoundSamples = 0;

    std::optional<std::int64_t> m_end;
    std::optional<std::int64_t> m_logStart;
    std::optional<std::int64_t> m_droppedFrom; ///< the end before it went back
    std::int64_t m_droppedTo = 0;
    int m_droppedSamples = 0;
    int m_beyondSamples = 0;
    int m_belowSamples = 0;
    std::optional<TimestampMs> m_lostAt;    ///< when the log start was seen to move, the commit being below it

    std::optional<TimestampMs> m_waitingSince;  ///< records wait in every sample since
    std::optional<TimestampMs> m_lateSince;
    std::optional<TimestampMs> m_overtakenSince;
    std::optional<TimestampMs> m_alone;         ///< no member has the partition since
    TimestampMs m_backAt = 0;                   ///< a member has it again since, after a time without
    LagTrend m_minute;
    LagTrend m_sixMinutes;
};

} // namespace weir
