// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <map>
#include <optional>
#include <string>

namespace weir {

/// Whether a group's offsets can be changed now, and what they are.
struct GroupActivity {
    /// The group has members, or is in a state that only groups with members have: a broker would refuse every change
    /// (UNKNOWN_MEMBER_ID, NON_EMPTY_GROUP). Says what to do.
    std::optional<Error> refused;
    OffsetMap committed;
    std::map<TopicPartition, Error> commitErrors; ///< whose committed offset could not be read
};

/// NotFound for a group that nobody knows and that has no commits. Blocks; any thread.
[[nodiscard]] Result<GroupActivity> groupActivity(Cluster& cluster, const std::string& group, const Call& call);

} // namespace weir
