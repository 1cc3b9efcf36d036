// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"

#include <array>
#include <string>
#include <string_view>

namespace weir {

/// SHA-256 of key, value and headers (names, values, order, NULL apart from empty), 64 hexadecimal digits. Two records
/// have the same digest exactly when a consumer could not tell their contents apart. Pure; any thread.
[[nodiscard]] std::string recordDigest(const Record& record);

/// The same as 32 bytes.
[[nodiscard]] std::array<unsigned char, 32> recordHash(const Record& record);

/// A name for "this record replayed", the same whenever and by whomever it is computed, so that consumers can
/// recognise a second replay: 32 hexadecimal digits. A record that was edited is another one: `editHash` tells which
/// (see editHash(); empty: not edited). Pure.
[[nodiscard]] std::string replayId(std::string_view clusterId, const TopicPartition& source, std::int64_t offset,
                                   std::string_view editHash = {});

/// The first `digits` (at most 64) hexadecimal digits of the SHA-256 of some text. Pure.
[[nodiscard]] std::string textHash(std::string_view text, std::size_t digits);

} // namespace weir
