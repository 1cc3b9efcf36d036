// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/lag_sampler.h"

#include <string>
#include <vector>

namespace weir::test {

/// One row as the sampler makes it, lag and note computed.
inline PartitionLag rowOf(const TopicPartition& partition, std::optional<std::int64_t> committed,
                          std::optional<std::int64_t> end, std::int64_t logStart = 0,
                          Ownership ownership = Ownership::Assigned)
{
    PartitionLag row;
    row.partition = partition;
    row.committed = committed;
    row.end = end;
    row.logStart = logStart;
    row.ownership = ownership;
    computeLag(row);
    return row;
}

inline GroupLag groupOf(const std::string& id, std::vector<PartitionLag> rows)
{
    GroupLag group;
    group.group = id;
    group.state = "Stable";
    group.rows = std::move(rows);
    group.lag = totalLag(group.rows);
    return group;
}

inline LagSample sampleOf(TimestampMs time, std::vector<GroupLag> groups)
{
    LagSample sample;
    sample.time = time;
    sample.interval = std::chrono::seconds(1);
    sample.groups = Partial<std::vector<GroupLag>>{std::move(groups), {}};
    return sample;
}

} // namespace weir::test
