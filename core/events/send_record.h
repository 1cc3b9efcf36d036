// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

namespace weir {

/// Sends one record and waits for the broker's confirmation. The topic must exist (NotFound otherwise, it is never
/// created on the way) and have the partition named (InvalidInput). NotAuthorized on a read-only connection.
[[nodiscard]] Result<Delivery> sendRecord(Cluster& cluster, const OutgoingRecord& record, const Call& call);

} // namespace weir
