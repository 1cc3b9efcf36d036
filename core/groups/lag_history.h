// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/lag_sampler.h"

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

/// Lag over time in memory, per group and per partition of a group, as long as `span` reaches back. A failed round or
/// a group missing from a round leaves a gap, never a straight line. Not thread-safe: one owner.
class LagHistory
{
public:
    explicit LagHistory(std::chrono::milliseconds span = std::chrono::minutes(60));

    void add(const LagSample& sample);
    [[nodiscard]] std::vector<LagPoint> group(const std::string& id) const;
    [[nodiscard]] std::map<TopicPartition, std::vector<LagPoint>> partitions(const std::string& group) const;

private:
    struct Series {
        std::deque<LagPoint> points;
    };
    void append(Series& series, LagPoint point) const;
    std::chrono::milliseconds m_span;
    std::map<std::string, Series> m_groups;
    std::map<std::string, std::map<TopicPartition, Series>> m_partitions;
};

} // namespace weir
