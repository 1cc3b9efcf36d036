// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_status.h"
#include "core/groups/time_lag.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace weir {

/// What one sample adds to the rates of a partition of a group.
struct RateInput {
    TimestampMs time = 0;
    std::optional<std::int64_t> committed;
    std::optional<std::int64_t> logStart;
    std::optional<std::int64_t> end;
    std::optional<std::int64_t> lag;
    TimeLag timeLag;
};

/// The samples of the last minute of one partition of a group, and what their slopes say. Slopes are least squares; while
/// less than `shortest` is known there are none. Bounded: at most `mostSamples`. Pure, not thread-safe.
class RateWindow
{
public:
    static constexpr std::chrono::milliseconds length = std::chrono::seconds(60);
    static constexpr std::chrono::milliseconds shortest = std::chrono::seconds(10);
    static constexpr std::size_t mostSamples = 61;

    /// `window`: longer than `length` when samples are rare.
    void add(const RateInput& input, std::chrono::milliseconds window = length);
    void clear();

    /// Records per second. A commit or an end that went back starts its own slope anew.
    [[nodiscard]] std::optional<double> consumed() const;
    [[nodiscard]] std::optional<double> produced() const;
    [[nodiscard]] std::optional<double> change() const;
    /// Until lag is zero at the present change; Never when it does not shrink by more than it fluctuates.
    [[nodiscard]] TimeAhead drained() const;
    /// Until retention deletes records the group has not read, the sooner of two: by age, when the next unread record gets
    /// older faster than it is read; by size or as observed, when the log start comes nearer to the commit. `retention`
    /// is nullopt while nobody has read it.
    [[nodiscard]] TimeAhead overtaken(const std::optional<TopicRetention>& retention) const;

private:
    struct Sample {
        TimestampMs time = 0;
        std::int64_t committed = -1; ///< below 0: unknown, here and in the next ones
        std::int64_t end = -1;
        std::int64_t lag = -1;
        TimestampMs nextUnread = -1;
    };
    struct Slope {
        double perSecond = 0;
        double span = 0;  ///< seconds
        double noise = 0; ///< how far the values lie from the line, standard deviation

        [[nodiscard]] bool beyondNoise() const;
    };
    template <typename Value> [[nodiscard]] std::optional<Slope> slope(const Value& value) const;
    void dropOld(TimestampMs time, std::chrono::milliseconds window);
    void measure();
    [[nodiscard]] TimeAhead overtakenByAge(std::chrono::milliseconds retention) const;
    [[nodiscard]] TimeAhead overtakenBySize(bool limited) const;
    void noteLogStart(const RateInput& input);

    std::vector<Sample> m_samples; ///< oldest first, in use from m_begin on
    std::size_t m_begin = 0;
    std::optional<Slope> m_consumed;
    std::optional<Slope> m_produced;
    std::optional<Slope> m_change;
    std::optional<Slope> m_ageing; ///< milliseconds of age of the next unread record gained in a second
    TimeLag::Kind m_kind = TimeLag::Kind::Unknown;
    std::int64_t m_logStart = -1;
    /// Two moves of the log start tell its speed; the first that was seen says nothing of when the last one was.
    std::int64_t m_firstMove = -1; ///< the log start after the first move
    TimestampMs m_firstMoveTime = 0;
    std::int64_t m_lastMove = -1;
    TimestampMs m_lastMoveTime = 0;
};

/// The sooner of two: Now, then In, then Unknown, then Never.
[[nodiscard]] TimeAhead sooner(const TimeAhead& one, const TimeAhead& other);
/// The later: Never, then Unknown, then In, then Now.
[[nodiscard]] TimeAhead later(const TimeAhead& one, const TimeAhead& other);

} // namespace weir
