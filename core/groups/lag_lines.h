// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_status.h"
#include "core/groups/history_point.h"
#include "core/groups/history_tiers.h"
#include "core/groups/lag_sampler.h"
#include "core/groups/lag_series.h"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace weir {

/// Lag of all groups, topics and partitions in memory, every sample of the last hour. The times of the samples are kept
/// once for all. A failed round, a group missing from a round and a silence are gaps. The total of a group or topic is a
/// gap while a partition is unknown for a passing reason, because it would dip otherwise; what stays unknown (a deleted
/// topic, one that may not be seen) is left out of it. When the clock is set back, the points from
/// that time on are forgotten, and the line goes on from there.
/// Thread-safe: add() from one thread at a time, everything else from any. add() locks one group at a time, so a reader
/// waits for one group at most.
class LagLines
{
public:
    explicit LagLines(std::chrono::milliseconds span = std::chrono::hours(1)) : m_span(span) {}

    /// When the clock was set back: the time from which on earlier points were forgotten.
    std::optional<TimestampMs> add(const LagSample& sample, const std::vector<GroupStatus>& statuses);

    /// Points of `from` … `to`, oldest first, gaps as single points, never first.
    [[nodiscard]] std::vector<HistoryPoint> points(const SeriesId& id, LagMeasure measure, TimestampMs from,
                                                   TimestampMs to) const;
    /// The same in buckets; the first and the last may be only partly known.
    [[nodiscard]] std::vector<TierBucket> buckets(const SeriesId& id, LagMeasure measure,
                                                  std::chrono::milliseconds width, TimestampMs from,
                                                  TimestampMs to) const;
    /// The buckets of all series that were alive between `from` and `to` (exclusive), in both measures.
    using Visitor = std::function<void(const SeriesId&, std::vector<TierBucket> records,
                                       std::vector<TierBucket> milliseconds)>;
    void visit(std::chrono::milliseconds width, TimestampMs from, TimestampMs to, const Visitor& visitor) const;

    [[nodiscard]] std::vector<SeriesId> seriesOf(const std::string& group) const;
    /// First and last sample; nullopt before the first.
    struct Span {
        TimestampMs first = 0;
        TimestampMs last = 0;
    };
    [[nodiscard]] std::optional<Span> span() const;
    /// The first sample at or after `time`.
    [[nodiscard]] std::optional<TimestampMs> firstFrom(TimestampMs time) const;
    /// Samples between two times.
    [[nodiscard]] std::size_t samplesBetween(TimestampMs from, TimestampMs to) const;
    [[nodiscard]] std::size_t bytes() const;

private:
    struct Line {
        LagSeries records;
        LagSeries milliseconds;
    };
    struct TopicLines {
        Line total;
        std::vector<std::pair<std::int32_t, Line>> partitions; ///< sorted
    };
    struct GroupLines {
        mutable std::mutex mutex; ///< guards the rest
        Line total;
        std::map<std::string, TopicLines> topics;
    };
    /// Times of the ticks `first`, `first` + 1, …; a forgotten tick has the time `forgotten`.
    struct Ticks {
        Tick first = 0;
        std::vector<TimestampMs> times;
    };
    struct Now {
        Tick tick = 0;
        Tick oldest = 0; ///< what lies before may be dropped
    };
    [[nodiscard]] Ticks ticksBetween(TimestampMs from, TimestampMs to) const;
    [[nodiscard]] std::shared_ptr<GroupLines> find(const std::string& group) const;
    [[nodiscard]] std::shared_ptr<GroupLines> findOrMake(const std::string& group);
    std::optional<TimestampMs> beginRound(const LagSample& sample);
    static void addGroup(GroupLines& lines, const GroupLag& group, const GroupStatus* status, Now now);
    void sweep(Tick oldest);
    template <typename Read> void readLine(const SeriesId& id, LagMeasure measure, const Read& read) const;
    static std::vector<TierBucket> bucketsOf(const LagSeries& series, const Ticks& ticks, TimestampMs from,
                                             std::chrono::milliseconds width);

    std::chrono::milliseconds m_span;
    std::chrono::milliseconds m_interval{0}; ///< of the last sample; add() only
    mutable std::mutex m_mutex;              ///< guards the members below; never held together with a group's
    std::deque<TimestampMs> m_times;
    Tick m_firstTick = 0;
    std::unordered_map<std::string, std::shared_ptr<GroupLines>> m_groups;
};

} // namespace weir
