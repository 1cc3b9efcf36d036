// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/filter_text.h"

#include "core/base/bytes.h"

#include <array>
#include <charconv>

namespace weir::filter_text {
namespace {

struct PartName {
    std::string_view name;
    FieldPath::Part part;
};
constexpr std::array partNames{
    PartName{"key", FieldPath::Part::Key},             PartName{"value", FieldPath::Part::Value},
    PartName{"header", FieldPath::Part::Header},       PartName{"partition", FieldPath::Part::Partition},
    PartName{"offset", FieldPath::Part::Offset},       PartName{"timestamp", FieldPath::Part::Timestamp},
    PartName{"size", FieldPath::Part::Size},
};

void appendCode(std::string& out, std::uint32_t code)
{
    const auto add = [&out](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80) {
        add(code);
        return;
    }
    const int tails = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    constexpr std::array<std::uint32_t, 4> leads{0, 0xC0, 0xE0, 0xF0};
    add(leads[static_cast<std::size_t>(tails)] | code >> (6 * tails));
    for (int i = tails - 1; i >= 0; --i)
        add(0x80U | (code >> (6 * i) & 0x3FU));
}

/// Reads `digits` hexadecimal digits.
std::optional<std::uint32_t> hexAt(std::string_view text, std::size_t at, std::size_t digits)
{
    if (digits == 0 || at > text.size() || text.size() - at < digits)
        return std::nullopt;
    std::uint32_t value = 0;
    const char* end = text.data() + at + digits;
    const auto [stop, error] = std::from_chars(text.data() + at, end, value, 16);
    return error == std::errc{} && stop == end ? std::optional(value) : std::nullopt;
}

/// `at` stands on the letter behind the backslash and is moved behind the escape.
bool readEscape(std::string_view text, std::size_t& at, std::string& out)
{
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const char letter = text[at];
    if (const auto known = letters.find(letter); known != std::string_view::npos) {
        out += meanings[known];
        ++at;
        return true;
    }
    if (letter == 'x') {
        const auto byte = hexAt(text, at + 1, 2);
        if (byte)
            out += static_cast<char>(static_cast<unsigned char>(*byte));
        at += 3;
        return byte.has_value();
    }
    if (letter != 'u')
        return false;
    std::optional<std::uint32_t> code;
    if (at + 1 < text.size() && text[at + 1] == '{') {
        const std::size_t close = std::min(text.find('}', at), text.size());
        const std::size_t digits = close - at - 2;
        code = digits <= 6 ? hexAt(text, at + 2, digits) : std::nullopt;
        at = close + 1;
    } else {
        code = hexAt(text, at + 1, 4);
        at += 5;
    }
    if (!code || *code > 0x10FFFF || (*code >= 0xD800 && *code <= 0xDFFF))
        return false;
    appendCode(out, *code);
    return true;
}

std::expected<std::string, FilterError> readName(std::string_view text, std::size_t& at, std::size_t dot)
{
    const std::size_t begin = at;
    while (at < text.size() && isNameByte(text[at]))
        ++at;
    if (at == begin)
        return wrong(dot, std::min(at + 1, text.size()),
                     "A name is expected behind the dot; odd ones are written [\"so\"].");
    return std::string(text.substr(begin, at - begin));
}

std::expected<void, FilterError> expectClose(std::string_view text, std::size_t& at, std::size_t open)
{
    if (at >= text.size() || text[at] != ']')
        return wrong(open, std::min(at + 1, text.size()), "A closing ] is expected.");
    ++at;
    return {};
}

std::expected<FieldPath::Step, FilterError> readBracket(std::string_view text, std::size_t& at)
{
    const std::size_t open = at++;
    FieldPath::Step step;
    if (at < text.size() && text[at] == '"') {
        auto name = readQuoted(text, at);
        if (!name)
            return std::unexpected(name.error());
        step.name = std::move(*name);
    } else {
        step.kind = FieldPath::Step::Kind::Index;
        const char* first = text.data() + at;
        const auto [stop, error] = std::from_chars(first, text.data() + text.size(), step.index);
        if (error == std::errc::result_out_of_range)
            return wrong(open, static_cast<std::size_t>(stop - text.data()), "This index is too large.");
        if (error != std::errc{})
            return wrong(open, std::min(at + 1, text.size()),
                         "An index such as [0] or a name such as [\"name\"] is expected.");
        at += static_cast<std::size_t>(stop - first);
    }
    if (auto closed = expectClose(text, at, open); !closed)
        return std::unexpected(closed.error());
    return step;
}

std::expected<FieldPath::Step, FilterError> readDotted(std::string_view text, std::size_t& at)
{
    const std::size_t dot = at++;
    FieldPath::Step step;
    if (at < text.size() && text[at] == '.') {
        ++at;
        step.kind = FieldPath::Step::Kind::AnyDepth;
        if (at < text.size() && text[at] == '[') {
            auto bracket = readBracket(text, at);
            if (bracket && bracket->kind == FieldPath::Step::Kind::Index)
                return wrong(dot, at, "A name is expected behind the dots.");
            if (bracket)
                bracket->kind = FieldPath::Step::Kind::AnyDepth;
            return bracket;
        }
    }
    auto name = readName(text, at, dot);
    if (!name)
        return std::unexpected(name.error());
    step.name = std::move(*name);
    return step;
}

} // namespace

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isNameByte(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '$' ||
           c == '@' || static_cast<unsigned char>(c) >= 0x80;
}

bool isWordByte(char c)
{
    constexpr std::string_view reserved = "()[],\"'=!<>~* ";
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7F && reserved.find(c) == std::string_view::npos;
}

std::expected<std::string, FilterError> readQuoted(std::string_view text, std::size_t& at)
{
    const std::size_t begin = at++;
    std::string out;
    while (at < text.size() && text[at] != '"') {
        if (text[at] != '\\') {
            out += text[at++];
            continue;
        }
        const std::size_t escape = at++;
        if (at >= text.size())
            break;
        if (!readEscape(text, at, out)) {
            at = std::min(std::max(at, escape + 2), text.size());
            return wrong(escape, at,
                         R"(This escape is unknown: use \" \\ \n \r \t \xHH \uHHHH, or write the text as r"…".)");
        }
    }
    if (at >= text.size())
        return wrong(begin, text.size(), "The closing quote of this text is missing.");
    ++at;
    return out;
}

std::string quoted(std::string_view bytes)
{
    const bool utf8 = isUtf8(bytes);
    std::string out = "\"";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            (out += '\\') += c;
        else if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += "\\t";
        else if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !utf8))
            out += "\\x" + toHex({&c, 1});
        else
            out += c;
    }
    return out + '"';
}

std::optional<FieldPath::Part> partAt(std::string_view text, std::size_t at)
{
    for (const PartName& known : partNames) {
        if (!text.substr(at).starts_with(known.name))
            continue;
        const std::size_t end = at + known.name.size();
        if (end == text.size() || text[end] == '.' || !isWordByte(text[end]))
            return known.part;
    }
    return std::nullopt;
}

std::expected<FieldPath, FilterError> readField(std::string_view text, std::size_t& at)
{
    const std::size_t begin = at;
    FieldPath field;
    field.part = partAt(text, at).value_or(FieldPath::Part::Value);
    for (const PartName& known : partNames) {
        if (known.part == field.part)
            at += known.name.size();
    }
    if (field.part == FieldPath::Part::Header) {
        if (at >= text.size() || text[at] != '[')
            return wrong(begin, at, "A header needs its name: header[\"name\"].");
        const std::size_t open = at;
        auto name = readBracket(text, at);
        if (!name)
            return std::unexpected(name.error());
        if (name->kind != FieldPath::Step::Kind::Member)
            return wrong(open, at, "A header needs its name: header[\"name\"].");
        field.header = std::move(name->name);
    }
    constexpr std::size_t mostSteps = 256;
    while (at < text.size() && (text[at] == '.' || text[at] == '[')) {
        const std::size_t stepBegin = at;
        auto step = text[at] == '.' ? readDotted(text, at) : readBracket(text, at);
        if (!step)
            return std::unexpected(step.error());
        const bool json = field.part == FieldPath::Part::Key || field.part == FieldPath::Part::Value ||
                          field.part == FieldPath::Part::Header;
        if (!json)
            return wrong(stepBegin, at, "Only key, value and headers have fields inside; write other text in quotes.");
        if (field.steps.size() == mostSteps)
            return wrong(begin, at, "A path has at most 256 steps.");
        field.steps.push_back(std::move(*step));
    }
    if (at < text.size() && isWordByte(text[at]))
        return wrong(at, at + 1, "A name with this character is written in brackets and quotes: value[\"odd name\"].");
    return field;
}

} // namespace weir::filter_text
