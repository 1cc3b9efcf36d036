// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace weir {

/// "1,234,567".
[[nodiscard]] std::string groupedDigits(std::uint64_t number);
/// A latency for people: "850 µs", "4.1 ms", "213 ms", "2.5 s", "41 s".
[[nodiscard]] std::string latencyText(std::chrono::microseconds latency);

} // namespace weir
