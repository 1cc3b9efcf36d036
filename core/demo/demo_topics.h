// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <map>
#include <string>
#include <vector>

namespace weir {

/// The shop's topics as they are on a cluster.
struct DemoTopics {
    std::map<std::string, std::int32_t> partitions; ///< by topic; a topic that could not be made is absent
    OffsetMap empty;               ///< end offset of every partition of the topics that hold no records
    std::vector<Failure> failures; ///< subject: the topic that could not be made or looked at

    [[nodiscard]] bool usable(const std::string& topic) const { return partitions.contains(topic); }
    [[nodiscard]] bool isEmpty(const std::string& topic) const { return empty.contains({topic, 0}); }
};

/// Makes the topics that are missing and waits until every partition has a leader. Existing topics stay as they are.
/// An error when the cluster does not answer or none of the topics is there in the end.
[[nodiscard]] Result<DemoTopics> prepareDemoTopics(Cluster& cluster, const Call& call);

} // namespace weir
