// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <memory>

namespace weir {

/// A Kafka cluster inside the process, for looking around without a broker: librdkafka's mock cluster carries the
/// records and offsets over loopback; what the mock cannot answer (group list and members, topic creation and
/// configuration of topics made here) is answered from what was set up through this object. Everything else
/// returns Unsupported with "… is not offered by the demo cluster."
/// Keeps at most 5 MiB per partition (the mock's limit). Starts empty; core/demo brings traffic.
[[nodiscard]] Result<std::unique_ptr<Cluster>> openDemoCluster();

} // namespace weir
