// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace weir {

/// Offsets by time of the demo cluster, whose brokers cannot search by time. Reads every record once and remembers its
/// timestamp (16 bytes each, of what the mock still keeps), so that a second question costs only what is new.
/// Blocks; any thread, one after another.
class DemoTimes
{
public:
    /// The cluster must outlive this object.
    explicit DemoTimes(Cluster& cluster) : m_cluster(cluster) {}

    /// For each range (one per partition) the first offset at or after `time`; the range's end where there is none.
    /// Failures: subject "topic-partition".
    [[nodiscard]] Partial<OffsetMap> find(const std::vector<ReadRange>& ranges, TimestampMs time, const Call& call);

private:
    struct Times {
        std::int64_t next = 0; ///< everything before it is known
        std::vector<std::pair<std::int64_t, TimestampMs>> stamps; ///< by offset; -1 without a timestamp
    };

    [[nodiscard]] std::vector<Failure> catchUp(const std::vector<ReadRange>& ranges, const Call& call);

    Cluster& m_cluster;
    std::timed_mutex m_turn;
    std::unique_ptr<Reader> m_reader;
    std::map<TopicPartition, Times> m_times;
};

} // namespace weir
