// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"

#include <string>
#include <string_view>

namespace weir {

/// SHA-256 of key, value and headers (names, values, order, NULL apart from empty), 64 hexadecimal digits. Two records
/// have the same digest exactly when a consumer could not tell their contents apart. Pure; any thread.
[[nodiscard]] std::string recordDigest(const Record& record);

/// A name for "this record replayed", the same whenever and by whomever it is computed, so that consumers can
/// recognise a second replay: 32 hexadecimal digits. Pure.
[[nodiscard]] std::string replayId(std::string_view clusterId, const TopicPartition& source, std::int64_t offset);

} // namespace weir
