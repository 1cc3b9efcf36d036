// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/partition_for_key.h"

namespace weir {
namespace {

std::uint32_t byteAt(std::string_view key, std::size_t at)
{
    return static_cast<unsigned char>(key[at]);
}

} // namespace

std::int32_t keyHash(std::string_view key)
{
    constexpr std::uint32_t multiplier = 0x5bd1e995;
    // Java counts a length in 32 bits; longer keys do not exist.
    std::uint32_t hash = 0x9747b28cU ^ static_cast<std::uint32_t>(key.size());
    std::size_t at = 0;
    for (; at + 4 <= key.size(); at += 4) {
        std::uint32_t word = byteAt(key, at) | byteAt(key, at + 1) << 8U | byteAt(key, at + 2) << 16U | byteAt(key, at + 3) << 24U;
        word *= multiplier;
        word ^= word >> 24U;
        word *= multiplier;
        hash *= multiplier;
        hash ^= word;
    }
    const std::size_t rest = key.size() - at;
    if (rest >= 3)
        hash ^= byteAt(key, at + 2) << 16U;
    if (rest >= 2)
        hash ^= byteAt(key, at + 1) << 8U;
    if (rest >= 1) {
        hash ^= byteAt(key, at);
        hash *= multiplier;
    }
    hash ^= hash >> 13U;
    hash *= multiplier;
    hash ^= hash >> 15U;
    return static_cast<std::int32_t>(hash);
}

std::optional<std::int32_t> partitionForKey(std::optional<std::string_view> key, int partitions)
{
    if (!key || partitions <= 0)
        return std::nullopt;
    // The sign is cut off, not turned around: Java's toPositive().
    const std::uint32_t positive = static_cast<std::uint32_t>(keyHash(*key)) & 0x7fffffffU;
    return static_cast<std::int32_t>(positive % static_cast<std::uint32_t>(partitions));
}

} // namespace weir
