// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// What one metadata answer tells of a topic: known for every topic at once, cheaply.
struct TopicSummary {
    std::string name;
    bool internal = false;
    std::int32_t partitions = 0;
    std::int32_t replication = 0;     ///< replicas of the first partition
    std::int32_t underReplicated = 0; ///< partitions with fewer in-sync replicas than replicas
    std::int32_t offline = 0;         ///< partitions without a leader

    bool operator==(const TopicSummary&) const = default;
};

/// How long a topic keeps its records.
struct Retention {
    bool deletes = true;    ///< cleanup.policy contains "delete"
    bool compacts = false;  ///< cleanup.policy contains "compact"
    std::optional<std::chrono::milliseconds> time; ///< nullopt: no limit (retention.ms = -1)
    std::optional<std::int64_t> bytes;             ///< nullopt: no limit; per partition

    bool operator==(const Retention&) const = default;
};
/// From topic configuration entries; nullopt when cleanup.policy and retention.ms are not among them.
[[nodiscard]] std::optional<Retention> retentionFrom(const std::vector<ConfigEntry>& entries);
/// "7 d", "forever", "compacted", "compacted + 7 d".
[[nodiscard]] std::string describeRetention(const Retention& retention);

/// What costs one question more per topic: asked for the rows on screen.
struct TopicDetails {
    std::string name;
    /// End minus log start, summed; an estimate (compaction and transactions leave gaps). nullopt when a partition
    /// failed: a sum of some partitions would look like the whole.
    std::optional<std::int64_t> records;
    std::vector<std::optional<std::int64_t>> recordsPerPartition;
    std::optional<Retention> retention;
};

/// All topics, sorted by name. Blocks; any thread.
[[nodiscard]] Result<Partial<std::vector<TopicSummary>>> listTopics(Cluster& cluster, const Call& call);

/// Details of some topics, in the order of `topics`. Failures: subject is "topic" (configuration) or "topic-partition".
[[nodiscard]] Partial<std::vector<TopicDetails>> topicDetails(Cluster& cluster,
                                                              const std::vector<TopicSummary>& topics,
                                                              const Call& call);

} // namespace weir
