// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// A decimal number kept exactly: `units` / 10^digits.
struct DecimalNumber {
    std::int64_t units = 0;
    unsigned digits = 0; ///< behind the point

    bool operator==(const DecimalNumber&) const = default;
};
inline constexpr unsigned mostDecimalDigits = 18;

/// "12", "-0.50", "+3.25". nullopt for anything else and beyond 64 bits.
[[nodiscard]] std::optional<DecimalNumber> parseDecimal(std::string_view text);
/// The same number with more digits; nullopt when it has fewer or 64 bits are not enough.
[[nodiscard]] std::optional<std::int64_t> unitsWithDigits(const DecimalNumber& number, unsigned digits);
void appendDecimal(std::string& out, std::int64_t units, unsigned digits);
void appendInteger(std::string& out, std::int64_t number);
[[nodiscard]] std::optional<std::int64_t> parseInteger(std::string_view text);

} // namespace weir
