// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/template_lines.h"

#include "core/events/planned_text.h"

#include <algorithm>
#include <charconv>

namespace weir::lines {
namespace {

constexpr std::string_view quotedSuffix = "-quoted";

std::unexpected<Error> wrong(std::string message) { return fail(ErrorKind::InvalidInput, std::move(message)); }
std::string shown(std::string_view text) { return "\"" + escapeForDisplay(text, 60) + "\""; }
bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool isControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// Comes back when it is written as it is.
bool standsAlone(std::string_view value)
{
    return trimmed(value).size() == value.size() && std::ranges::none_of(value, isControl);
}

std::string quoted(std::string_view value)
{
    std::string out = "\"";
    appendJsonEscaped(out, value);
    return out + '"';
}

std::optional<char32_t> hexCode(std::string_view text, std::size_t at)
{
    unsigned code = 0;
    if (at + 4 > text.size())
        return std::nullopt;
    const auto [stop, error] = std::from_chars(text.data() + at, text.data() + at + 4, code, 16);
    if (error != std::errc{} || stop != text.data() + at + 4)
        return std::nullopt;
    return code;
}

void appendUtf8(std::string& out, char32_t code)
{
    const auto put = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80)
        return put(code);
    if (code < 0x800)
        put(0xC0 | code >> 6);
    else if (code < 0x10000)
        put(0xE0 | code >> 12);
    else {
        put(0xF0 | code >> 18);
        put(0x80 | (code >> 12 & 0x3F));
    }
    if (code >= 0x800)
        put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
}

/// \uXXXX behind its backslash at `at`, two of them for what lies beyond U+FFFF; false when there is none.
bool readCode(std::string_view text, std::size_t& at, std::string& out)
{
    auto code = hexCode(text, at + 2);
    if (!code)
        return false;
    at += 6;
    if (*code >= 0xD800 && *code <= 0xDBFF) {
        const auto low = text.substr(at).starts_with("\\u") ? hexCode(text, at + 2) : std::nullopt;
        if (!low || *low < 0xDC00 || *low > 0xDFFF)
            return false;
        at += 6;
        code = 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00);
    } else if (*code >= 0xDC00 && *code <= 0xDFFF) {
        return false;
    }
    appendUtf8(out, *code);
    return true;
}

/// A JSON string at the beginning of `written`, taken away from it. Bytes that are not UTF-8 pass: a template keeps them.
Result<std::string> takeQuoted(std::string_view& written)
{
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    std::string out;
    for (std::size_t at = 1; at < written.size();) {
        const char c = written[at];
        if (c == '"') {
            written.remove_prefix(at + 1);
            return out;
        }
        if (c != '\\') {
            out += c;
            ++at;
            continue;
        }
        const std::size_t letter = at + 1 < written.size() ? letters.find(written[at + 1]) : std::string_view::npos;
        if (letter != std::string_view::npos) {
            out += meant[letter];
            at += 2;
        } else if (at + 1 >= written.size() || written[at + 1] != 'u' || !readCode(written, at, out)) {
            return wrong("There is an escape that JSON does not have in " + shown(written) + ".");
        }
    }
    return wrong("The quote is not closed in " + shown(written) + ".");
}

Result<std::string> readQuoted(std::string_view written)
{
    std::string_view rest = written;
    auto text = takeQuoted(rest);
    if (text && !rest.empty())
        return wrong("There is more behind the closing quote: " + shown(rest) + ".");
    return text;
}

} // namespace

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string text(std::string_view value)
{
    return standsAlone(value) && !value.starts_with('"') ? std::string(value) : quoted(value);
}

Result<std::string> readText(std::string_view written)
{
    return written.starts_with('"') ? readQuoted(written) : Result<std::string>(written);
}

std::string payload(const TemplatePayload& value)
{
    std::string out(payloadTypeName(value.type));
    if (value.text.empty())
        return out;
    if (value.type != PayloadType::Json)
        return out + " " + text(value.text);
    if (standsAlone(value.text))
        return out + " " + value.text;
    return out.append(quotedSuffix).append(" ").append(quoted(value.text));
}

Result<TemplatePayload> readPayload(std::string_view written)
{
    const std::size_t end = std::min(written.find_first_of(" \t"), written.size());
    std::string_view word = written.substr(0, end);
    const std::string_view rest = trimmed(written.substr(end));
    const bool marked = word == "json-quoted";
    if (marked)
        word.remove_suffix(quotedSuffix.size());
    const auto type = payloadTypeNamed(word);
    if (!type)
        return wrong(shown(word) + " is no type; a payload begins with text, json, hex, base64, int32, int64, null or empty.");
    if (marked && !rest.starts_with('"'))
        return wrong("json-quoted is followed by a JSON string.");
    auto read = *type == PayloadType::Json && !marked ? Result<std::string>(rest) : readText(rest);
    if (!read)
        return fail(std::move(read.error()));
    return TemplatePayload{*type, std::move(*read)};
}

std::string headerName(std::string_view name)
{
    const bool plain = !name.empty() && standsAlone(name) && !name.starts_with('"') && name.find('=') == std::string_view::npos;
    return plain ? std::string(name) : quoted(name);
}

Result<std::string> readHeaderName(std::string_view& written)
{
    const auto missing = [&] { return wrong("A header is written name = type text, not " + shown(written) + "."); };
    if (written.starts_with('"')) {
        auto name = takeQuoted(written);
        if (!name)
            return name;
        written = trimmed(written);
        if (!written.starts_with('='))
            return missing();
        written = trimmed(written.substr(1));
        return name;
    }
    const std::size_t equals = written.find('=');
    if (equals == std::string_view::npos || trimmed(written.substr(0, equals)).empty())
        return missing();
    std::string name(trimmed(written.substr(0, equals)));
    written = trimmed(written.substr(equals + 1));
    return name;
}

} // namespace weir::lines
