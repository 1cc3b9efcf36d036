// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/topics/topic_list.h"

#include <optional>
#include <string>
#include <vector>

namespace weir {

struct PartitionDescription {
    std::int32_t id = 0;
    std::optional<std::int32_t> leader;
    std::vector<std::int32_t> replicas;
    std::vector<std::int32_t> inSync;
    std::optional<std::int64_t> logStart;
    std::optional<std::int64_t> end; ///< high watermark

    /// End minus log start; an upper bound of the records that can be read.
    [[nodiscard]] std::optional<std::int64_t> records() const;
};

struct TopicDescription {
    std::string name;
    bool internal = false;
    std::vector<PartitionDescription> partitions;
    std::vector<ConfigEntry> configs; ///< sorted by name; empty when they could not be read (see failures)
    std::optional<Retention> retention;
};

/// Everything about one topic. NotFound when it does not exist; offsets or configuration that could not be had are
/// failures with subject "topic-partition" or "configuration".
[[nodiscard]] Result<Partial<TopicDescription>> describeTopic(Cluster& cluster, const std::string& topic,
                                                              const Call& call);

} // namespace weir
