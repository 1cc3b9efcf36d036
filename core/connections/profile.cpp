// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/profile.h"

#include "core/base/bytes.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace weir {
namespace {

constexpr std::size_t longestName = 100;

constexpr std::array<std::pair<std::string_view, OffsetReset>, 3> offsetResets{{
    {"earliest", OffsetReset::Earliest},
    {"latest", OffsetReset::Latest},
    {"none", OffsetReset::None},
}};
constexpr std::array<std::pair<std::string_view, Environment>, 3> environments{{
    {"development", Environment::Development},
    {"test", Environment::Test},
    {"production", Environment::Production},
}};

std::string lower(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::string quoted(std::string_view text) { return "'" + escapeForDisplay(text, 100) + "'"; }

/// No control, invisible or bidirectional characters and no invalid bytes: exactly what is shown unescaped.
bool isPlainText(std::string_view text) { return escapeForDisplay(text, text.size()) == text; }

std::unexpected<Error> invalid(std::string message) { return fail(ErrorKind::InvalidInput, std::move(message)); }

Result<void> checkText(std::string_view field, std::string_view text)
{
    if (text.empty())
        return invalid("The " + std::string(field) + " is empty.");
    if (!isPlainText(text))
        return invalid("The " + std::string(field) + " " + quoted(text) + " has control or invisible characters.");
    if (text.front() == ' ' || text.back() == ' ')
        return invalid("The " + std::string(field) + " " + quoted(text) + " begins or ends with a space.");
    return {};
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

bool isHostCharacter(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80; // internationalised names are the resolver's business
}

Result<void> checkServer(std::string_view entry)
{
    const std::string shown = "The bootstrap server " + quoted(entry);
    if (entry.empty())
        return invalid("The bootstrap servers have an empty entry; write host:port,host:port.");
    if (entry.find("://") != std::string_view::npos)
        return invalid(shown + " has a scheme; write only host:port.");
    const std::size_t colon = entry.rfind(':');
    const bool bracketed = entry.front() == '[';
    if (colon == std::string_view::npos || (bracketed && colon < entry.find(']')))
        return invalid(shown + " has no port; write it as host:9092.");
    std::string_view host = entry.substr(0, colon);
    const std::string_view port = entry.substr(colon + 1);
    bool good = false;
    if (bracketed) {
        good = host.size() > 2 && host.back() == ']';
        host = good ? host.substr(1, host.size() - 2) : host;
        good = good && std::ranges::all_of(host, [](char c) {
            return std::isxdigit(static_cast<unsigned char>(c)) != 0 || c == ':' || c == '.';
        });
    } else if (host.find(':') != std::string_view::npos) {
        return invalid(shown + " has more than one colon; write an IPv6 address as [address]:port.");
    } else {
        good = !host.empty() && std::ranges::all_of(host, isHostCharacter);
    }
    if (!good)
        return invalid(shown + " has no valid host; write it as host:9092.");
    unsigned number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (error != std::errc{} || end != port.data() + port.size() || number == 0 || number > 65'535)
        return invalid(shown + " has a bad port; a port is a number from 1 to 65535.");
    return {};
}

Result<void> checkServers(std::string_view servers)
{
    if (trimmed(servers).empty())
        return invalid("The bootstrap servers are empty; write host:port,host:port.");
    if (!isPlainText(servers))
        return invalid("The bootstrap servers " + quoted(servers) + " have control or invisible characters.");
    for (;;) {
        const std::size_t comma = servers.find(',');
        if (auto good = checkServer(trimmed(servers.substr(0, comma))); !good)
            return good;
        if (comma == std::string_view::npos)
            return {};
        servers.remove_prefix(comma + 1);
    }
}

} // namespace

Result<void> checkProfile(const Profile& profile)
{
    if (auto good = checkText("name of the connection", profile.name); !good)
        return good;
    if (profile.name.size() > longestName)
        return invalid("The name of the connection is longer than " + std::to_string(longestName) + " bytes.");
    if (auto good = checkText("group id", profile.groupId); !good)
        return good;
    if (profile.demo)
        return {};
    return checkServers(profile.bootstrapServers);
}

Result<OffsetReset> parseOffsetReset(std::string_view text)
{
    for (const auto& [name, value] : offsetResets) {
        if (name == lower(text))
            return value;
    }
    return invalid("The offset reset " + quoted(text) + " is unknown; it is earliest, latest or none.");
}

std::string_view offsetResetName(OffsetReset reset)
{
    return std::ranges::find(offsetResets, reset, [](const auto& row) { return row.second; })->first;
}

Result<Environment> parseEnvironment(std::string_view text)
{
    for (const auto& [name, value] : environments) {
        if (name == lower(text))
            return value;
    }
    return invalid("The environment " + quoted(text) + " is unknown; it is development, test or production.");
}

std::string_view environmentName(Environment environment)
{
    return std::ranges::find(environments, environment, [](const auto& row) { return row.second; })->first;
}

Profile demoProfile()
{
    Profile profile;
    profile.name = "demo";
    profile.demo = true;
    return profile;
}

} // namespace weir
