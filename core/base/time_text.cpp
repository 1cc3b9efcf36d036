// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/time_text.h"

#include <array>

namespace weir {
namespace {

/// Reads forward; a failed read leaves `good` false and everything after it fails too.
class Reader
{
public:
    explicit Reader(std::string_view text) : m_text(text) {}

    int number(std::size_t digits)
    {
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            const char c = peek();
            if (c < '0' || c > '9') {
                m_good = false;
                return 0;
            }
            value = value * 10 + (c - '0');
            ++m_at;
        }
        return value;
    }
    bool take(char wanted)
    {
        if (peek() != wanted)
            return false;
        ++m_at;
        return true;
    }
    void need(char wanted) { m_good = take(wanted) && m_good; }
    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    [[nodiscard]] bool atEnd() const { return m_at == m_text.size(); }
    [[nodiscard]] bool good() const { return m_good; }
    void fail() { m_good = false; }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
    bool m_good = true;
};

int daysInMonth(int year, int month)
{
    constexpr std::array days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

/// Days since 1970-01-01, proleptic Gregorian calendar.
std::int64_t dayNumber(std::int64_t year, int month, int day)
{
    const std::int64_t shifted = month <= 2 ? year - 1 : year;
    const std::int64_t era = (shifted >= 0 ? shifted : shifted - 399) / 400;
    const std::int64_t yearOfEra = shifted - era * 400;
    const std::int64_t dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146'097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719'468;
}

std::int64_t milliseconds(Reader& reader)
{
    std::int64_t ms = 0;
    int digits = 0;
    for (; reader.peek() >= '0' && reader.peek() <= '9'; ++digits) {
        const int digit = reader.number(1);
        if (digits < 3)
            ms = ms * 10 + digit;
    }
    if (digits == 0)
        reader.fail();
    for (; digits < 3; ++digits)
        ms *= 10;
    return ms;
}

/// Minutes east of UTC.
int zone(Reader& reader)
{
    if (reader.take('Z') || reader.take('z') || reader.atEnd())
        return 0;
    const bool west = reader.peek() == '-';
    if (!reader.take('+'))
        reader.need('-');
    const int hours = reader.number(2);
    int minutes = 0;
    if (reader.take(':') || !reader.atEnd())
        minutes = reader.number(2);
    if (hours > 23 || minutes > 59)
        reader.fail();
    return (hours * 60 + minutes) * (west ? -1 : 1);
}

} // namespace

std::optional<TimestampMs> parseUtc(std::string_view text)
{
    Reader reader(text);
    const int year = reader.number(4);
    reader.need('-');
    const int month = reader.number(2);
    reader.need('-');
    const int day = reader.number(2);
    if (!reader.good() || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month))
        return std::nullopt;
    std::int64_t ms = dayNumber(year, month, day) * 86'400'000;
    if (reader.atEnd())
        return ms;
    if (!reader.take('T') && !reader.take('t'))
        reader.need(' ');
    const int hour = reader.number(2);
    reader.need(':');
    const int minute = reader.number(2);
    int second = 0;
    if (reader.take(':')) {
        second = reader.number(2);
        if (reader.take('.') || reader.take(','))
            ms += milliseconds(reader);
    }
    const int east = zone(reader);
    if (!reader.good() || !reader.atEnd() || hour > 23 || minute > 59 || second > 59)
        return std::nullopt;
    return ms + (hour * 60LL + minute - east) * 60'000 + second * 1'000LL;
}

std::optional<std::int64_t> parseSpanMs(std::string_view text)
{
    constexpr std::int64_t most = 10'000LL * 366 * 86'400'000;
    std::size_t digits = 0;
    std::int64_t count = 0;
    for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
        if (count > most / 10)
            return std::nullopt;
        count = count * 10 + (text[digits] - '0');
    }
    struct Unit {
        std::string_view name;
        std::int64_t ms;
    };
    constexpr std::array units{Unit{"ms", 1},          Unit{"s", 1'000},       Unit{"m", 60'000},
                               Unit{"h", 3'600'000},   Unit{"d", 86'400'000},  Unit{"w", 604'800'000}};
    for (const Unit& unit : units) {
        if (digits > 0 && text.substr(digits) == unit.name && count <= most / unit.ms)
            return count * unit.ms;
    }
    return std::nullopt;
}

} // namespace weir
