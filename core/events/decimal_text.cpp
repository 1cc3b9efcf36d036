// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/decimal_text.h"

#include <array>
#include <charconv>

namespace weir {

std::optional<std::int64_t> parseInteger(std::string_view text)
{
    if (text.size() > 1 && text.front() == '+' && text[1] != '-')
        text.remove_prefix(1);
    std::int64_t number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || stop != text.data() + text.size())
        return std::nullopt;
    return number;
}

std::optional<DecimalNumber> parseDecimal(std::string_view text)
{
    const std::size_t point = text.find('.');
    if (point == std::string_view::npos) {
        const auto whole = parseInteger(text);
        return whole ? std::optional(DecimalNumber{*whole, 0}) : std::nullopt;
    }
    const std::string_view behind = text.substr(point + 1);
    if (behind.empty() || behind.size() > mostDecimalDigits || point == 0 || text[point - 1] < '0' || text[point - 1] > '9' ||
        behind.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    const auto units = parseInteger(std::string(text.substr(0, point)).append(behind));
    return units ? std::optional(DecimalNumber{*units, static_cast<unsigned>(behind.size())}) : std::nullopt;
}

std::optional<std::int64_t> unitsWithDigits(const DecimalNumber& number, unsigned digits)
{
    if (digits < number.digits)
        return std::nullopt;
    std::int64_t units = number.units;
    for (unsigned i = number.digits; i < digits; ++i)
        if (__builtin_mul_overflow(units, 10, &units))
            return std::nullopt;
    return units;
}

void appendInteger(std::string& out, std::int64_t number)
{
    std::array<char, 24> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    out.append(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
}

void appendDecimal(std::string& out, std::int64_t units, unsigned digits)
{
    if (digits == 0)
        return appendInteger(out, units);
    std::array<char, 24> buffer{};
    const std::uint64_t size = units < 0 ? 0 - static_cast<std::uint64_t>(units) : static_cast<std::uint64_t>(units);
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), size).ptr;
    const auto count = static_cast<std::size_t>(end - buffer.data());
    if (units < 0)
        out += '-';
    if (count <= digits) {
        out += "0.";
        out.append(digits - count, '0').append(buffer.data(), count);
        return;
    }
    out.append(buffer.data(), count - digits);
    out += '.';
    out.append(buffer.data() + (count - digits), digits);
}

} // namespace weir
