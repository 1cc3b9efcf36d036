// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

#include <string>
#include <string_view>

namespace weir {

/// Kafka's time: milliseconds since 1970-01-01 UTC. Kafka writes -1 for "no timestamp"; Weir writes nullopt.
using TimestampMs = std::int64_t;

[[nodiscard]] TimestampMs nowMs();

/// "2026-11-23T14:07:31.208Z". Any 64-bit value gives a text, also years far outside four digits.
[[nodiscard]] std::string formatUtc(TimestampMs time);

/// A span for people: "850 ms", "41 s", "11 min 20 s", "3 h 05 min", "6 d 23 h".
[[nodiscard]] std::string formatDuration(std::chrono::milliseconds span);

} // namespace weir
