// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

namespace weir::bench {

/// A cluster full of consumer groups: every group has committed in ten partitions of its own.
struct LagData {
    int groups = 1000;
    int topics = 100;
    int partitions = 100; ///< of each topic; groups * 10 = topics * partitions
    std::int64_t lag = 0; ///< of all groups together
};

/// Makes topics, three records in every partition, and the commits. Ends the program when that fails.
void fillLagData(Cluster& cluster, LagData& data);

} // namespace weir::bench
