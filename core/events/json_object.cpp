// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/json_object.h"

#include "core/base/bytes.h"
#include "core/records/json_scanner.h"

#include <nlohmann/json.hpp>

namespace weir {
namespace {

using Token = JsonScanner::Token;

const char* endOf(std::string_view text) { return text.data() + text.size(); }

/// Reads the value whose first token the scanner stands on.
Result<std::string_view> wholeValue(JsonScanner& scanner, Token first)
{
    const char* begin = scanner.text().data();
    const std::size_t outside = scanner.depth() - 1;
    while (first == Token::Begin && scanner.depth() > outside)
        if (const auto token = scanner.next(); !token)
            return fail(token.error());
    return std::string_view(begin, static_cast<std::size_t>(endOf(scanner.text()) - begin));
}

} // namespace

Result<void> checkJson(std::string_view text)
{
    JsonScanner scanner(text);
    for (;;) {
        const auto token = scanner.next();
        if (!token)
            return fail(token.error());
        if (*token == Token::Done)
            return {};
    }
}

Result<std::vector<JsonMember>> readJsonObject(std::string_view text)
{
    JsonScanner scanner(text);
    const auto begin = scanner.next();
    if (!begin)
        return fail(begin.error());
    if (*begin != Token::Begin || scanner.text() != "{")
        return fail(ErrorKind::InvalidInput, "This is JSON, but no object.");
    std::vector<JsonMember> members;
    for (;;) {
        const auto token = scanner.next();
        if (!token)
            return fail(token.error());
        if (*token == Token::Done)
            return members;
        if (*token != Token::String)
            continue; // the comma before a name, or the end of the object
        auto name = readJsonString(scanner.text());
        if (!name)
            return fail(name.error());
        if (const auto colon = scanner.next(); !colon)
            return fail(colon.error());
        const auto first = scanner.next();
        if (!first)
            return fail(first.error());
        const auto value = wholeValue(scanner, *first);
        if (!value)
            return fail(value.error());
        members.push_back({std::move(*name), *value});
    }
}

Result<std::string> readJsonString(std::string_view literal)
{
    const auto parsed = nlohmann::json::parse(literal, nullptr, false);
    if (!parsed.is_string())
        return fail(ErrorKind::InvalidInput, escapeForDisplay(literal, 80) + " is not a JSON string.");
    return parsed.get<std::string>();
}

std::string writeJsonString(std::string_view text)
{
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace weir
