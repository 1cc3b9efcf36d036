// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <map>

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

} // namespace weir
