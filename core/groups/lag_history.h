// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/lag_sampler.h"

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace weir {

struct LagPoint {
    TimestampMs time = 0;
    std::optional<double> lag; ///< nullopt: a gap; charts break the line there
};

/// Lag over time in memory, per group and per partition of a group, as far back as `span`: every sample of the last
/// five minutes, before that the highest of each ten seconds. A failed round, a group missing from a round, a total
/// that lacks a partition because of a passing error, and a silence (sleep, pause) leave a gap, never a straight line.
/// Not thread-safe: one owner.
class LagHistory
{
public:
    /// `silence`: when more than this, plus the time the round took, lies between two samples, the line breaks.
    explicit LagHistory(std::chrono::milliseconds span = std::chrono::minutes(60),
                        std::chrono::milliseconds silence = std::chrono::seconds(10));

    void add(const LagSample& sample);
    /// Oldest first; empty for a group never seen. Total over the partitions whose lag is known.
    [[nodiscard]] std::vector<LagPoint> group(const std::string& id) const;
    [[nodiscard]] std::map<TopicPartition, std::vector<LagPoint>> partitions(const std::string& group) const;

private:
    struct Series {
        std::deque<LagPoint> thinned;
        std::deque<LagPoint> recent;
        std::uint64_t round = 0; ///< when it last got a point of its own
    };
    using PartitionSeries = std::map<TopicPartition, Series>;
    void append(Series& series, LagPoint point) const;
    /// Breaks the lines that got no point in this round, or all.
    void breakLines(TimestampMs time, bool all);
    void dropLaterThan(TimestampMs time);
    void dropEmpty();
    static std::vector<LagPoint> pointsOf(const Series& series);

    std::chrono::milliseconds m_span;
    std::chrono::milliseconds m_silence;
    std::uint64_t m_round = 0;
    std::optional<TimestampMs> m_last; ///< time of the newest sample
    std::map<std::string, Series> m_groups;
    std::map<std::string, PartitionSeries> m_partitions;
};

} // namespace weir
