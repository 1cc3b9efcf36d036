// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/admin.h"

#include <optional>
#include <string>
#include <vector>

namespace weir {

/// Why a lag needs a word beside its number.
enum class LagNote {
    None,
    NoCommit,      ///< nothing committed: lag is unknown, not the whole log
    BelowLogStart, ///< the committed offset was deleted by retention; lag counts from the log start
    BeyondEnd,     ///< committed past the end: the topic was re-created or truncated; lag is unknown
};

/// A partition that belongs to nobody, or a member that is not there, as far as the group's state tells.
enum class Ownership {
    Unknown,  ///< members are not visible (KIP-848 groups need librdkafka 2.10), not described yet, or it rebalances
    Assigned, ///< a member has the partition
    Orphaned, ///< the group has members, none of them has the partition: an abandoned topic in a live group
    NoMembers ///< the group has no member
};

/// One partition of one group. Unknown values are nullopt, never 0 or -1.
struct PartitionLag {
    TopicPartition partition;
    std::optional<std::int64_t> committed;
    std::optional<std::int64_t> logStart;
    std::optional<std::int64_t> end;
    /// End for read_committed readers; below `end` while a transaction is open. Asked less often than `end`, so it may
    /// be from an earlier round; unknown until first asked.
    std::optional<std::int64_t> lastStable;
    std::optional<std::int64_t> lag;
    Ownership ownership = Ownership::Unknown;
    LagNote note = LagNote::None;
    std::optional<GroupMember> member; ///< to whom the partition is assigned; its own `assigned` is left empty
    std::optional<Error> error;        ///< why something in this row is unknown
};

/// lag = max(0, end - max(committed, log start)); the clamp avoids phantom lag after retention
/// (redpanda #30624, kafka-lag-exporter #37). Unknown where committed, log start or end is unknown, and where the
/// commit lies beyond the end. Sets `lag` and `note`, and turns negative offsets into unknown ones. Pure.
void computeLag(PartitionLag& row);

/// Sum over the rows with a lag; nullopt when no row has one.
[[nodiscard]] std::optional<std::int64_t> totalLag(const std::vector<PartitionLag>& rows);

} // namespace weir
