// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/time_lag.h"

#include <vector>

namespace weir {

/// The time lag of groups that were read once (groupLags), from the timestamps of two records a partition. In the order of
/// the groups and their rows; `total.time` is that of the worst partition and `unknownTimes` counts those with lag and
/// without an answer (TimeLag::why says why, ReadFailed also when the call was over). Rates and health need more than one
/// sample and stay unknown. Blocks; any thread.
[[nodiscard]] std::vector<GroupStatus> readTimeLags(Cluster& cluster, const std::vector<GroupLag>& groups,
                                                    const Call& call);

} // namespace weir
