// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace weir {

/// The hash by which Java's client, and ours, spreads keys over partitions: murmur2 with seed 0x9747b28c, as
/// org.apache.kafka.common.utils.Utils.murmur2. Pure; any thread.
[[nodiscard]] std::int32_t keyHash(std::string_view key);

/// The partition in which a record with that key lands when it names none: keyHash() without its sign, modulo the number
/// of partitions. An empty key is a key. nullopt: without a key (any partition), or when there are no partitions.
/// Pure; any thread.
[[nodiscard]] std::optional<std::int32_t> partitionForKey(std::optional<std::string_view> key, int partitions);

} // namespace weir
