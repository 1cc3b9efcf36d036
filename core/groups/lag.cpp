// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/lag.h"

#include <algorithm>
#include <limits>

namespace weir {
namespace {

/// Kafka's own markers (-1001 "no offset") are no offsets, wherever they slipped through.
std::optional<std::int64_t> realOffset(std::optional<std::int64_t> offset)
{
    return offset && *offset >= 0 ? offset : std::nullopt;
}

} // namespace

void computeLag(PartitionLag& row)
{
    row.committed = realOffset(row.committed);
    row.logStart = realOffset(row.logStart);
    row.end = realOffset(row.end);
    row.lag.reset();
    row.note = LagNote::None;

    if (!row.committed) {
        // With an error nobody knows whether there is a commit.
        if (!row.error)
            row.note = LagNote::NoCommit;
        return;
    }
    if (row.end && *row.committed > *row.end) {
        row.note = LagNote::BeyondEnd;
        return;
    }
    if (row.logStart && *row.committed < *row.logStart)
        row.note = LagNote::BelowLogStart;
    // Without the log start the clamp is impossible, and end - committed may count records that are long gone.
    if (row.end && row.logStart)
        row.lag = std::max<std::int64_t>(0, *row.end - std::max(*row.committed, *row.logStart));
}

std::optional<std::int64_t> totalLag(const std::vector<PartitionLag>& rows)
{
    std::optional<std::int64_t> sum;
    for (const PartitionLag& row : rows) {
        if (!row.lag)
            continue;
        const std::int64_t sofar = sum.value_or(0);
        const std::int64_t room = std::numeric_limits<std::int64_t>::max() - sofar;
        sum = sofar + std::min(*row.lag, room);
    }
    return sum;
}

} // namespace weir
