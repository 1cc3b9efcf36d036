// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace weir {

/// True when the bytes are exactly one number as JSON writes it (RFC 8259, section 6).
[[nodiscard]] bool isJsonNumber(std::string_view text);

/// Compares two JSON numbers by value and exactly, whatever their size: 1.10 equals 1.1 and 110e-2, -0 equals 0, and
/// 9007199254740993 differs from 9007199254740992. Exponents count up to 10^17 either way. Both must be JSON numbers.
[[nodiscard]] std::strong_ordering compareJsonNumbers(std::string_view a, std::string_view b);

/// The value of an integer of at most 18 digits, written without fraction and exponent; nullopt for every other text.
[[nodiscard]] std::optional<std::int64_t> smallJsonInteger(std::string_view text);

} // namespace weir
