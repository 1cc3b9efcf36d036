// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/lag.h"
#include "core/kafka/cluster.h"

#include <string>
#include <vector>

namespace weir {

/// A group at one moment.
struct GroupLag {
    std::string group;
    std::string state;
    GroupType type = GroupType::Unknown;
    std::string assignor;
    std::optional<std::int32_t> coordinator;
    std::vector<GroupMember> members;
    bool membersVisible = true;
    std::vector<PartitionLag> rows; ///< every partition with a commit or an assigned member, sorted
    std::optional<std::int64_t> lag; ///< sum of the known rows
    bool partial = false;            ///< a row is unknown because of an error
};

/// All groups of the cluster, with state and type only (one question per broker).
[[nodiscard]] Result<Partial<std::vector<GroupListing>>> listGroups(Cluster& cluster, const Call& call);

/// Members, commits and lag of the groups named, in that order; all groups when `ids` is empty. Committed offsets are
/// read before end offsets, so that lag is never understated. Failures: subject is a group, a "topic-partition" or
/// "broker N"; a group that could not be read at all is only there (NotFound when nobody knows it). Blocks; any thread.
[[nodiscard]] Result<Partial<std::vector<GroupLag>>> groupLags(Cluster& cluster, const std::vector<std::string>& ids,
                                                               const Call& call);

} // namespace weir
