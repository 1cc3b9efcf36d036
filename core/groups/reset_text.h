// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/offset_plan.h"

#include <string_view>

namespace weir {

/// "earliest", "latest", "offset:N", "time:2026-11-23T14:00Z", "time:-15m" (before `now`), "shift:-10", "group:billing",
/// "file:PATH" (To::Offsets; the path comes back in `group`, reading it is the caller's), "skip". InvalidInput tells the
/// forms. Pure.
[[nodiscard]] Result<ResetTarget> parseResetTarget(std::string_view text, TimestampMs now);

/// Partitions as people write them: "orders:0-3,7 payments:2"; entries are separated by spaces or semicolons. At most
/// 100,000 partitions. InvalidInput names the entry. Pure.
[[nodiscard]] Result<std::vector<TopicPartition>> parsePartitionList(std::string_view text);

/// Topics separated by spaces, commas or semicolons, each once. InvalidInput when there is none. Pure.
[[nodiscard]] Result<std::vector<std::string>> parseTopicList(std::string_view text);

} // namespace weir
