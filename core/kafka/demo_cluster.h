// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <memory>

namespace weir {

/// A Kafka cluster inside the process, for looking around without a broker: librdkafka's mock cluster with three
/// brokers carries records, offsets and group membership over loopback; what the mock cannot answer (group list and
/// members, topic creation and configuration) is answered from what was set up through this object. Everything else
/// returns Unsupported with "… is not offered by the demo cluster."
/// What differs from a broker: at most 5 MiB are kept per partition and nothing goes by age or compaction; a record
/// sent to an unknown topic creates it with four partitions; a transaction's records are visible at once and stay
/// visible when it is aborted. Starts empty; core/demo brings traffic.
[[nodiscard]] Result<std::unique_ptr<Cluster>> openDemoCluster();

} // namespace weir
