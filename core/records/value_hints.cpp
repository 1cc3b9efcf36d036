// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/value_hints.h"

#include "core/base/bytes.h"
#include "core/base/time_text.h"
#include "core/records/payload_text.h"
#include "core/records/unpack.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <ctime>

namespace weir {
namespace {

constexpr std::size_t quoted = 160;
/// Longer ones are contents, not identifiers; looking at each of them on a mouse move would be slow.
constexpr std::size_t longest = 256 * 1024;

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool allDigits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, isDigit); }

std::string localText(TimestampMs time)
{
    const auto seconds = static_cast<std::time_t>(time >= 0 ? time / 1000 : (time - 999) / 1000);
    std::tm parts{};
    std::array<char, 64> text{};
    if (!localtime_r(&seconds, &parts) || std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S %Z", &parts) == 0)
        return formatUtc(time);
    return text.data();
}

std::string agoText(TimestampMs time, TimestampMs now)
{
    const std::int64_t span = now - time;
    if (std::abs(span) < 1000)
        return "now";
    const std::string words = formatDuration(std::chrono::milliseconds(std::abs(span)));
    return span >= 0 ? words + " ago" : "in " + words;
}

std::string timeText(TimestampMs time, TimestampMs now)
{
    std::string utc = formatUtc(time);
    if (utc.ends_with(".000Z"))
        utc.replace(utc.size() - 5, 5, "Z");
    const std::string local = localText(time);
    const bool zoneIsUtc = local.ends_with(" UTC") || local.ends_with(" GMT");
    return utc + (zoneIsUtc ? "" : " · " + local) + " · " + agoText(time, now);
}

std::optional<std::string> epochHint(std::string_view text, TimestampMs now)
{
    struct Unit {
        const char* name;
        std::size_t digits;
        std::int64_t perMs; ///< 0: seconds
    };
    constexpr std::array units{Unit{"Seconds", 10, 0}, Unit{"Milliseconds", 13, 1}, Unit{"Microseconds", 16, 1'000},
                               Unit{"Nanoseconds", 19, 1'000'000}};
    const std::string_view whole = text.substr(0, text.find('.'));
    const bool fraction = whole.size() < text.size();
    if (!allDigits(whole) || (fraction && !allDigits(text.substr(whole.size() + 1))))
        return std::nullopt;
    for (const Unit& unit : units) {
        // 1000000000 is 2001, and nothing before it is taken for a time; 4102444800 is 2100.
        if (whole.size() != unit.digits || whole.front() == '0' || whole.substr(0, 10) > "4102444800")
            continue;
        std::int64_t value = 0;
        if (std::from_chars(whole.data(), whole.data() + whole.size(), value).ec != std::errc())
            continue;
        const TimestampMs ms = unit.perMs == 0 ? value * 1000 : value / unit.perMs;
        return std::string(unit.name) + " since 1970: " + timeText(ms, now);
    }
    return std::nullopt;
}

std::optional<std::string> uuidHint(std::string_view text, TimestampMs now)
{
    if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
        return std::nullopt;
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return c != '-'; });
    const auto bytes = digits.size() == 32 ? fromHex(digits) : std::nullopt;
    if (!bytes)
        return std::nullopt;
    const auto number = [&bytes](std::size_t at, std::size_t size) {
        std::uint64_t value = 0;
        for (const char c : bytes->substr(at, size))
            value = value << 8U | static_cast<unsigned char>(c);
        return value;
    };
    if (number(0, 8) == 0 && number(8, 8) == 0)
        return "UUID of zeros (nil)";
    const auto version = number(6, 1) >> 4U;
    if ((number(8, 1) & 0xc0U) != 0x80)
        return "UUID of an older kind (not RFC 9562)";
    std::string hint = "UUID version " + std::to_string(version);
    // Versions 1 and 6 count 100 ns since the Gregorian calendar began.
    constexpr std::uint64_t gregorian = 0x01b21dd213814000ULL;
    std::optional<std::uint64_t> ticks;
    if (version == 1)
        ticks = (number(6, 2) & 0xfffU) << 48U | number(4, 2) << 32U | number(0, 4);
    if (version == 6)
        ticks = number(0, 4) << 28U | number(4, 2) << 12U | (number(6, 2) & 0xfffU);
    if (ticks && *ticks >= gregorian)
        return hint + ", made " + timeText(static_cast<TimestampMs>((*ticks - gregorian) / 10'000), now);
    if (version == 7)
        return hint + ", made " + timeText(static_cast<TimestampMs>(number(0, 6)), now);
    if (version == 4)
        hint += " (random)";
    return hint;
}

/// base64url without padding, as JSON Web Tokens use it.
std::optional<Bytes> fromBase64Url(std::string_view text)
{
    std::string standard(text);
    std::ranges::replace(standard, '-', '+');
    std::ranges::replace(standard, '_', '/');
    standard.append((4 - standard.size() % 4) % 4, '=');
    return fromBase64(standard);
}

std::optional<std::string> jwtHint(std::string_view text)
{
    const auto first = text.find('.');
    const auto second = first == std::string_view::npos ? first : text.find('.', first + 1);
    if (second == std::string_view::npos || text.find('.', second + 1) != std::string_view::npos || !text.starts_with("ey"))
        return std::nullopt;
    const auto header = fromBase64Url(text.substr(0, first));
    const auto claims = fromBase64Url(text.substr(first + 1, second - first - 1));
    if (!header || !claims || !header->starts_with('{') || whyNotJson(*header))
        return std::nullopt;
    std::string hint = "JSON Web Token (not verified): " + escapeForDisplay(*header, quoted);
    if (claims->starts_with('{') && !whyNotJson(*claims))
        hint += " " + escapeForDisplay(*claims, quoted);
    return hint;
}

std::optional<std::string> isoHint(std::string_view text, TimestampMs now)
{
    // A day alone says nothing that is not seen.
    constexpr std::size_t shortest = std::string_view("2026-11-23T14:07").size();
    const auto time = text.size() >= shortest ? parseUtc(text) : std::nullopt;
    if (!time)
        return std::nullopt;
    const bool zone = text.ends_with('Z') || text.ends_with('z') || text.find_first_of("+", 10) != std::string_view::npos ||
                      text.find('-', 10) != std::string_view::npos;
    return (zone ? "" : "No time zone; as UTC: ") + timeText(*time, now);
}

} // namespace

std::optional<std::string> asJavaScriptShows(std::string_view integer)
{
    const bool negative = integer.starts_with('-');
    const std::string_view digits = integer.substr(negative ? 1 : 0);
    if (!allDigits(digits) || digits.size() < 16 || digits.size() > 300)
        return std::nullopt;
    double value = 0;
    if (std::from_chars(integer.data(), integer.data() + integer.size(), value).ec != std::errc())
        return std::nullopt;
    std::array<char, 64> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific).ptr;
    const std::string scientific(buffer.data(), end);
    const auto e = scientific.find('e');
    const int exponent = std::atoi(scientific.c_str() + e + 1);
    std::string shown = scientific.substr(0, e);
    std::erase(shown, '-');
    if (exponent >= 21) { // from there on JavaScript writes an exponent
        shown += "e+" + std::to_string(exponent);
    } else {
        std::erase(shown, '.');
        const auto length = static_cast<std::size_t>(exponent) + 1;
        shown.resize(std::max(length, shown.size()), '0');
    }
    if (negative)
        shown.insert(0, "-");
    return shown == integer ? std::nullopt : std::optional(shown);
}

std::string base64Hint(std::string_view text)
{
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.remove_suffix(1);
    constexpr std::size_t shortest = 16;
    if (text.size() < shortest || text.size() > longest)
        return {};
    const auto bytes = fromBase64(text);
    if (!bytes)
        return {};
    const char* content = nullptr;
    if (looksLikeGzip(*bytes))
        content = "gzip";
    else if (looksLikeZstd(*bytes))
        content = "zstd";
    else if (bytes->find_first_of("{[\"") == 0 && !whyNotJson(*bytes))
        content = "JSON";
    else if (isPlainText(*bytes))
        content = "text";
    // Long words and hexadecimal numbers are valid base64 too; what they decode to cannot be read.
    if (!content)
        return {};
    return "looks like base64 of " + std::to_string(bytes->size()) + " bytes of " + content;
}

std::vector<std::string> explainScalar(std::string_view text, bool isNumber, TimestampMs now)
{
    std::vector<std::string> hints;
    if (text.empty() || text.size() > longest)
        return hints;
    const auto add = [&hints](std::optional<std::string> hint) {
        if (hint && !hint->empty())
            hints.push_back(std::move(*hint));
    };
    add(epochHint(text, now));
    if (isNumber) {
        if (const auto shown = asJavaScriptShows(text))
            add("Beyond 2^53: JavaScript tools show " + *shown);
        return hints;
    }
    add(isoHint(text, now));
    add(uuidHint(text, now));
    add(jwtHint(text));
    if (std::string base64 = base64Hint(text); !base64.empty()) {
        base64.front() = 'L';
        const auto bytes = fromBase64(text);
        if (bytes && isPlainText(*bytes))
            base64 += ": " + escapeForDisplay(*bytes, quoted);
        add(std::move(base64));
    }
    return hints;
}

} // namespace weir
