// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/json_number.h"

#include <algorithm>

namespace weir {
namespace {

constexpr std::int64_t mostExponent = 100'000'000'000'000'000;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

std::size_t digitsAt(std::string_view text, std::size_t at)
{
    std::size_t end = at;
    while (end < text.size() && isDigit(text[end]))
        ++end;
    return end;
}

/// A number taken apart: 0.d1 d2 d3 … times 10^power, where d1 is not zero; no digits at all is zero.
struct Decimal {
    bool negative = false;
    std::string_view whole;
    std::string_view fraction;
    std::int64_t power = 0;

    [[nodiscard]] std::size_t size() const { return whole.size() + fraction.size(); }
    [[nodiscard]] char digit(std::size_t i) const
    {
        if (i < whole.size())
            return whole[i];
        i -= whole.size();
        return i < fraction.size() ? fraction[i] : '0';
    }
};

std::int64_t exponentOf(std::string_view text)
{
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+'))
        text.remove_prefix(1);
    std::int64_t value = 0;
    for (const char c : text)
        value = std::min(value * 10 + (c - '0'), mostExponent);
    return negative ? -value : value;
}

Decimal takeApart(std::string_view text)
{
    Decimal number;
    std::size_t at = 0;
    number.negative = text.starts_with('-');
    if (number.negative)
        ++at;
    std::size_t end = digitsAt(text, at);
    number.whole = text.substr(at, end - at);
    if (end < text.size() && text[end] == '.') {
        at = end + 1;
        end = digitsAt(text, at);
        number.fraction = text.substr(at, end - at);
    }
    if (end < text.size())
        number.power = exponentOf(text.substr(end + 1));
    while (number.whole.starts_with('0'))
        number.whole.remove_prefix(1);
    number.power += static_cast<std::int64_t>(number.whole.size());
    if (number.whole.empty()) {
        while (number.fraction.starts_with('0')) {
            number.fraction.remove_prefix(1);
            --number.power;
        }
    }
    return number;
}

std::strong_ordering compareMagnitude(const Decimal& a, const Decimal& b)
{
    if (a.size() == 0 || b.size() == 0)
        return a.size() <=> b.size(); // nothing but zero has no digits
    if (a.power != b.power)
        return a.power <=> b.power;
    const std::size_t most = std::max(a.size(), b.size());
    for (std::size_t i = 0; i < most; ++i) {
        if (a.digit(i) != b.digit(i))
            return a.digit(i) <=> b.digit(i);
    }
    return std::strong_ordering::equal;
}

} // namespace

bool isJsonNumber(std::string_view text)
{
    std::size_t at = text.starts_with('-') ? 1 : 0;
    std::size_t end = digitsAt(text, at);
    if (end == at || (text[at] == '0' && end > at + 1))
        return false;
    if (end < text.size() && text[end] == '.') {
        at = end + 1;
        end = digitsAt(text, at);
        if (end == at)
            return false;
    }
    if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
        at = end + 1;
        if (at < text.size() && (text[at] == '+' || text[at] == '-'))
            ++at;
        end = digitsAt(text, at);
        if (end == at)
            return false;
    }
    return end == text.size();
}

std::optional<std::int64_t> smallJsonInteger(std::string_view text)
{
    const bool negative = text.starts_with('-');
    if (negative)
        text.remove_prefix(1);
    if (text.empty() || text.size() > 18)
        return std::nullopt;
    std::int64_t value = 0;
    for (const char c : text) {
        if (!isDigit(c))
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return negative ? -value : value;
}

std::strong_ordering compareJsonNumbers(std::string_view a, std::string_view b)
{
    const auto small = smallJsonInteger(a);
    const auto other = small ? smallJsonInteger(b) : std::nullopt;
    if (small && other)
        return *small <=> *other;
    const Decimal left = takeApart(a);
    const Decimal right = takeApart(b);
    const bool leftNegative = left.negative && left.size() > 0;
    const bool rightNegative = right.negative && right.size() > 0;
    if (leftNegative != rightNegative)
        return leftNegative ? std::strong_ordering::less : std::strong_ordering::greater;
    return leftNegative ? compareMagnitude(right, left) : compareMagnitude(left, right);
}

} // namespace weir
