// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <compare>
#include <optional>
#include <string>

namespace weir {

enum class LagMeasure { Records, Milliseconds };

/// A line over time: a group as a whole (no topic), one of its topics (partition -1), or one partition of it.
struct SeriesId {
    std::string group;
    std::string topic;
    std::int32_t partition = -1;

    auto operator<=>(const SeriesId&) const = default;
};

/// One point; without `last` it is a gap: charts break the line there. At full resolution least = most = last.
struct HistoryPoint {
    TimestampMs time = 0;
    std::optional<double> last;
    double least = 0;
    double most = 0;

    bool operator==(const HistoryPoint&) const = default;
};

} // namespace weir
