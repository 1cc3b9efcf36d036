// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <memory>

namespace weir {

/// The same cluster without the ways to change it: producers, joining groups and the changes of Admin are refused with
/// NotAuthorized. For clusters that somebody else may change, such as the demo cluster with its traffic; a real
/// read-only connection has no producing client and refuses the same changes by itself (real_cluster.h,
/// read_only_admin.h). Any thread.
[[nodiscard]] std::unique_ptr<Cluster> readOnlyView(std::shared_ptr<Cluster> cluster);

} // namespace weir
