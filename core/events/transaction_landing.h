// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <map>
#include <vector>

namespace weir {

/// What readers of committed records see of a transaction whose end nobody told.
enum class TransactionLanding {
    Committed,
    Aborted,
    Hidden,  ///< readers do not come that far yet: an open transaction, this one or somebody else's, stands before it
    Deleted, ///< the places are gone (retention, deleted records), so nothing tells any more
};

/// Looks at the places where the transaction's records were confirmed, one offset for each partition: one that can be read
/// tells for all. An error: no place could be looked at. Blocks; any thread.
[[nodiscard]] Result<TransactionLanding> transactionLanding(Cluster& cluster,
                                                            const std::map<TopicPartition, std::int64_t>& places,
                                                            const Call& call);

/// How far readers of a partition come now: of committed records up to `stable`, of all up to `end`. Offsets between them are
/// hidden from readers of committed records; they also count markers and records of others.
struct CommittedReach {
    TopicPartition partition;
    std::int64_t stable = 0;
    std::int64_t end = 0;
};
/// For each partition that could be asked. Blocks; any thread.
[[nodiscard]] Partial<std::vector<CommittedReach>> committedReach(Cluster& cluster,
                                                                  const std::vector<TopicPartition>& partitions,
                                                                  const Call& call);

} // namespace weir
