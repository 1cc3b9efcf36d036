// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/admin.h"

#include <cstdint>
#include <vector>

namespace weir {

/// The partitions of a topic that were asked for, by number; all of them when none was named. InvalidInput for one the
/// topic does not have. Pure.
[[nodiscard]] Result<std::vector<TopicPartition>> choosePartitions(const TopicMetadata& topic,
                                                                   const std::vector<std::int32_t>& wanted);

} // namespace weir
