// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/event_fields.h"

#include "core/records/json_scanner.h"

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <chrono>

namespace weir {
namespace {

using Token = JsonScanner::Token;

/// The text of a string literal. The scanner has checked it already, so almost always this is a copy.
std::optional<std::string> unquote(std::string_view literal)
{
    const std::string_view inside = literal.substr(1, literal.size() - 2);
    if (inside.find('\\') == std::string_view::npos)
        return std::string(inside);
    const auto parsed = nlohmann::json::parse(literal, nullptr, false);
    return parsed.is_string() ? std::optional(parsed.get<std::string>()) : std::nullopt;
}

/// The four members by name; nullptr for others.
struct Members {
    enum Index { Id, Type, OccurredAt, Data };
    std::array<std::optional<std::string_view>, 4> values; ///< the literal; empty for data

    static std::optional<Index> indexOf(std::string_view name)
    {
        constexpr std::array<std::string_view, 4> names{"event_id", "event_type", "occurred_at", "data"};
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (names[i] == name)
                return static_cast<Index>(i);
        }
        return std::nullopt;
    }
};

/// Walks over one value; false when the text stops being JSON.
bool skipValue(JsonScanner& scanner, Token first)
{
    const std::size_t outside = scanner.depth() - 1;
    while (first == Token::Begin && scanner.depth() > outside) {
        if (!scanner.next())
            return false;
    }
    return true;
}

/// One member whose name the scanner stands on; false when the text is no envelope.
bool readMember(JsonScanner& scanner, Members& members)
{
    const auto name = unquote(scanner.text());
    if (!name || !scanner.next())
        return false;
    const auto first = scanner.next();
    if (!first)
        return false;
    if (const auto index = Members::indexOf(*name)) {
        auto& value = members.values[*index];
        if (value || (*index != Members::Data && *first != Token::String))
            return false;
        value = scanner.text();
    }
    return skipValue(scanner, *first);
}

/// Digits only, `count` of them from `at`.
bool number(std::string_view text, std::size_t at, std::size_t count, int& out)
{
    if (at + count > text.size())
        return false;
    const char* end = text.data() + at + count;
    const auto [stop, error] = std::from_chars(text.data() + at, end, out);
    return error == std::errc{} && stop == end && text[at] != '-';
}

/// "Z" or "+hh:mm" as minutes; nullopt for anything else.
std::optional<int> zoneMinutes(std::string_view text)
{
    if (text == "Z" || text == "z")
        return 0;
    int hours = 0;
    int minutes = 0;
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':' || !number(text, 1, 2, hours) ||
        !number(text, 4, 2, minutes) || hours > 23 || minutes > 59)
        return std::nullopt;
    return (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

} // namespace

std::optional<EventFields> readEventFields(std::string_view value)
{
    // Most values of other programs are told apart without parsing them.
    if (value.size() > longestEventValue || value.find("event_type") == std::string_view::npos)
        return std::nullopt;
    JsonScanner scanner(value);
    const auto begin = scanner.next();
    if (!begin || *begin != Token::Begin || scanner.text() != "{")
        return std::nullopt;
    Members members;
    for (;;) {
        const auto token = scanner.next();
        if (!token)
            return std::nullopt;
        if (*token == Token::Done)
            break;
        if (*token == Token::String && !readMember(scanner, members))
            return std::nullopt;
    }
    for (const auto& member : members.values) {
        if (!member)
            return std::nullopt;
    }
    auto id = unquote(*members.values[Members::Id]);
    auto type = unquote(*members.values[Members::Type]);
    auto occurredAt = unquote(*members.values[Members::OccurredAt]);
    if (!id || !type || !occurredAt)
        return std::nullopt;
    return EventFields{std::move(*id), std::move(*type), std::move(*occurredAt)};
}

std::optional<TimestampMs> parseOccurredAt(std::string_view text)
{
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (text.size() < 20 || !number(text, 0, 4, year) || text[4] != '-' || !number(text, 5, 2, month) ||
        text[7] != '-' || !number(text, 8, 2, day) || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') ||
        !number(text, 11, 2, hour) || text[13] != ':' || !number(text, 14, 2, minute) || text[16] != ':' ||
        !number(text, 17, 2, second) || hour > 23 || minute > 59 || second > 60)
        return std::nullopt;
    std::size_t at = 19;
    int millis = 0;
    if (text[at] == '.' || text[at] == ',') {
        const std::size_t digits = ++at;
        for (int scale = 100; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
            millis += scale * (text[at] - '0');
        if (at == digits)
            return std::nullopt;
    }
    const auto zone = zoneMinutes(text.substr(at));
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!zone || !date.ok())
        return std::nullopt;
    const auto days = std::chrono::sys_days(date).time_since_epoch();
    const std::int64_t seconds = std::int64_t{days.count()} * 86'400 + hour * 3'600 + (minute - *zone) * 60 + second;
    return seconds * 1'000 + millis;
}

} // namespace weir
