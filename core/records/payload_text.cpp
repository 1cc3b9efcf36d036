// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/payload_text.h"

#include "core/records/json_scanner.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace weir {
namespace {

using Token = JsonScanner::Token;

/// Control characters that occur in text. Others, above all NUL, mean a binary encoding that happens to be UTF-8
/// (a big-endian 5 is 00 00 00 05).
bool isTextControl(char c) { return c == '\t' || c == '\n' || c == '\v' || c == '\f' || c == '\r' || c == '\x1b'; }

void newLine(std::string& out, std::size_t depth)
{
    out += '\n';
    out.append(depth * 2, ' ');
}

void appendHexLine(std::string& out, std::string_view bytes, std::size_t at)
{
    constexpr std::size_t width = 16;
    const std::string_view row = bytes.substr(at, width);
    std::array<char, 32> address{};
    std::snprintf(address.data(), address.size(), "%08zx ", at);
    out += address.data();
    const std::string hex = toHex(row);
    for (std::size_t i = 0; i < width; ++i)
        out += i < row.size() ? " " + hex.substr(i * 2, 2) : "   ";
    out += "  |";
    for (const char c : row)
        out += c >= 0x20 && c < 0x7f ? c : '.';
    out += '|';
}

} // namespace

std::optional<std::string> whyNotJson(std::string_view bytes)
{
    constexpr std::string_view before = "The text is not JSON: ";
    JsonScanner scanner(bytes);
    for (;;) {
        const auto token = scanner.next();
        if (!token) {
            std::string why = token.error().message;
            if (why.starts_with(before))
                why.erase(0, before.size());
            if (why.ends_with('.'))
                why.pop_back();
            return why;
        }
        if (*token == Token::Done)
            return std::nullopt;
    }
}

bool isPlainText(std::string_view bytes)
{
    const bool control = std::ranges::any_of(
        bytes, [](char c) { return static_cast<unsigned char>(c) < 0x20 && !isTextControl(c); });
    return !control && isUtf8(bytes);
}

PayloadKind classifyPayload(OptionalBytesView payload)
{
    if (!payload)
        return PayloadKind::Null;
    if (payload->empty())
        return PayloadKind::Empty;
    if (!whyNotJson(*payload))
        return PayloadKind::Json;
    return isPlainText(*payload) ? PayloadKind::Text : PayloadKind::Binary;
}

std::string_view payloadKindName(PayloadKind kind)
{
    switch (kind) {
    case PayloadKind::Null: return "NULL";
    case PayloadKind::Empty: return "empty";
    case PayloadKind::Json: return "JSON";
    case PayloadKind::Text: return "text";
    case PayloadKind::Binary: return "binary";
    }
    return "binary";
}

Result<std::string> prettyJson(std::string_view json)
{
    std::string out;
    out.reserve(json.size() + json.size() / 4);
    JsonScanner scanner(json);
    bool justOpened = false; // an empty object or array stays on its line
    for (;;) {
        const auto token = scanner.next();
        if (!token)
            return fail(token.error());
        if (*token == Token::Done)
            return out;
        if (justOpened && *token != Token::End)
            newLine(out, scanner.depth() - (*token == Token::Begin ? 1 : 0));
        if (!justOpened && *token == Token::End)
            newLine(out, scanner.depth());
        out += scanner.text();
        if (*token == Token::Colon)
            out += ' ';
        if (*token == Token::Comma)
            newLine(out, scanner.depth());
        justOpened = *token == Token::Begin;
    }
}

Result<std::string> compactJson(std::string_view json)
{
    std::string out;
    out.reserve(json.size());
    JsonScanner scanner(json);
    for (;;) {
        const auto token = scanner.next();
        if (!token)
            return fail(token.error());
        if (*token == Token::Done)
            return out;
        out += scanner.text();
    }
}

std::string hexDump(std::string_view bytes, std::size_t maxBytes)
{
    const std::string_view shown = bytes.substr(0, std::min(bytes.size(), maxBytes));
    std::string out;
    out.reserve(shown.size() * 5 + 100);
    for (std::size_t at = 0; at < shown.size(); at += 16) {
        if (at > 0)
            out += '\n';
        appendHexLine(out, shown, at);
    }
    if (shown.size() < bytes.size())
        out += (out.empty() ? "… " : "\n… ") + std::to_string(bytes.size() - shown.size()) + " more bytes";
    return out;
}

} // namespace weir
