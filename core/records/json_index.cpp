// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/json_index.h"

#include "core/records/json_number.h"
#include "core/records/json_scanner.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cstring>

namespace weir {
namespace {

constexpr std::size_t firstCapacity = 16'384;
/// Above it the buffers are given back after a large text, so that one 20 MB record does not cost 100 MB for ever.
constexpr std::size_t keptCapacity = 4U << 20U;

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::optional<unsigned> hexUnit(std::string_view text)
{
    if (text.size() < 4)
        return std::nullopt;
    unsigned value = 0;
    for (const char c : text.substr(0, 4)) {
        unsigned digit = 0;
        if (c >= '0' && c <= '9')
            digit = static_cast<unsigned>(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = static_cast<unsigned>(c - 'a') + 10;
        else if (c >= 'A' && c <= 'F')
            digit = static_cast<unsigned>(c - 'A') + 10;
        else
            return std::nullopt;
        value = value << 4U | digit;
    }
    return value;
}

void appendUtf8(std::string& out, unsigned code)
{
    const auto add = [&out](unsigned byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80) {
        add(code);
    } else if (code < 0x800) {
        add(0xC0U | code >> 6U);
        add(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        add(0xE0U | code >> 12U);
        add(0x80U | (code >> 6U & 0x3FU));
        add(0x80U | (code & 0x3FU));
    } else {
        add(0xF0U | code >> 18U);
        add(0x80U | (code >> 12U & 0x3FU));
        add(0x80U | (code >> 6U & 0x3FU));
        add(0x80U | (code & 0x3FU));
    }
}

/// `rest` begins behind "\u"; returns how many bytes of it were used, 0 when these are not four digits.
std::size_t appendUnit(std::string& out, std::string_view rest)
{
    const auto unit = hexUnit(rest);
    if (!unit)
        return 0;
    if (*unit < 0xD800 || *unit > 0xDFFF) {
        appendUtf8(out, *unit);
        return 4;
    }
    const bool pair = *unit < 0xDC00 && rest.size() >= 10 && rest[4] == '\\' && rest[5] == 'u';
    const auto low = pair ? hexUnit(rest.substr(6)) : std::nullopt;
    if (low && *low >= 0xDC00 && *low <= 0xDFFF) {
        appendUtf8(out, 0x10000U + ((*unit - 0xD800U) << 10U) + (*low - 0xDC00U));
        return 10;
    }
    appendUtf8(out, 0xFFFD);
    return 4;
}

/// What a token's first byte does to the number of open brackets.
constexpr std::array<signed char, 256> nesting = [] {
    std::array<signed char, 256> change{};
    change['{'] = change['['] = 1;
    change['}'] = change[']'] = -1;
    return change;
}();

bool kindOf(std::string_view token, JsonElement::Kind& kind)
{
    using Kind = JsonElement::Kind;
    switch (token.front()) {
    case '"': kind = Kind::String; return token.size() > 1 && token.back() == '"';
    case '{': kind = Kind::Object; return true;
    case '[': kind = Kind::Array; return true;
    case 't': kind = Kind::True; return token == "true";
    case 'f': kind = Kind::False; return token == "false";
    case 'n': kind = Kind::Null; return token == "null";
    default: kind = Kind::Number; return isJsonNumber(token);
    }
}

} // namespace

void appendJsonString(std::string& out, std::string_view inside)
{
    std::size_t at = 0;
    while (at < inside.size()) {
        const std::size_t escape = std::min(inside.find('\\', at), inside.size());
        out.append(inside, at, escape - at);
        if (escape + 1 >= inside.size()) {
            out.append(inside, escape);
            return;
        }
        at = escape + 2;
        switch (inside[escape + 1]) {
        case '"':
        case '\\':
        case '/': out += inside[escape + 1]; break;
        case 'b': out += '\b'; break;
        case 'f': out += '\f'; break;
        case 'n': out += '\n'; break;
        case 'r': out += '\r'; break;
        case 't': out += '\t'; break;
        case 'u':
            if (const std::size_t used = appendUnit(out, inside.substr(at)); used > 0) {
                at += used;
                break;
            }
            [[fallthrough]];
        default: out.append(inside, escape, 2);
        }
    }
}

struct JsonIndex::Marks {
    std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
};

JsonIndex::JsonIndex() : m_marker(std::make_unique<Marks>()) {}
JsonIndex::~JsonIndex() = default;

bool JsonIndex::index(std::string_view json)
{
    m_count = 0;
    m_text = {};
    m_valid.reset();
    if (json.empty() || json.size() > simdjson::SIMDJSON_MAXSIZE_BYTES - simdjson::SIMDJSON_PADDING) {
        m_valid = false;
        return false;
    }
    const bool tooLarge = m_capacity > keptCapacity && json.size() < keptCapacity;
    if (json.size() > m_capacity || tooLarge) {
        const std::size_t capacity = std::max(firstCapacity, json.size() + json.size() / 4);
        m_capacity = 0;
        if (simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, 1, m_marker->parser) !=
            simdjson::SUCCESS) {
            m_valid = false;
            return false;
        }
        m_buffer = std::make_unique_for_overwrite<char[]>(capacity + simdjson::SIMDJSON_PADDING);
        m_capacity = capacity;
    }
    std::memcpy(m_buffer.get(), json.data(), json.size());
    std::memset(m_buffer.get() + json.size(), ' ', simdjson::SIMDJSON_PADDING);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(m_buffer.get());
    if (m_marker->parser->stage1(bytes, json.size(), simdjson::stage1_mode::regular) != simdjson::SUCCESS) {
        m_valid = false;
        return false;
    }
    m_text = {m_buffer.get(), json.size()};
    m_marks = m_marker->parser->structural_indexes.get();
    m_count = m_marker->parser->n_structural_indexes;
    m_hasEscapes = std::memchr(m_text.data(), '\\', m_text.size()) != nullptr;
    return true;
}

std::string_view JsonIndex::token(std::size_t mark) const
{
    const std::size_t begin = m_marks[mark];
    std::size_t end = mark + 1 < m_count ? m_marks[mark + 1] : m_text.size();
    while (end > begin + 1 && isSpace(m_text[end - 1]))
        --end;
    return m_text.substr(begin, end - begin);
}

std::size_t JsonIndex::skip(std::size_t mark) const
{
    if (mark >= m_count)
        return m_count;
    int open = nesting[static_cast<unsigned char>(at(mark))];
    if (open <= 0)
        return mark + 1;
    while (++mark < m_count) {
        open += nesting[static_cast<unsigned char>(at(mark))];
        if (open == 0)
            return mark + 1;
    }
    return m_count;
}

bool JsonIndex::isNamed(std::size_t mark, const std::string& name)
{
    const std::size_t begin = m_marks[mark];
    const char* inside = m_text.data() + begin + 1;
    // Without an escape in the text, equal names are equal bytes; a name with a backslash then is nowhere.
    const bool same = begin + 1 + name.size() < m_text.size() && inside[name.size()] == '"' &&
                      std::memcmp(inside, name.data(), name.size()) == 0;
    if (!m_hasEscapes)
        return same;
    const std::string_view written = token(mark);
    if (written.size() < 2 || written.back() != '"')
        return false;
    const std::string_view bare = written.substr(1, written.size() - 2);
    if (bare.find('\\') == std::string_view::npos)
        return bare == name;
    m_name.clear();
    appendJsonString(m_name, bare);
    return m_name == name;
}

std::size_t JsonIndex::member(std::size_t mark, const std::string& name)
{
    if (at(mark) != '{')
        return m_count;
    std::size_t next = mark + 1;
    while (next + 2 < m_count && at(next) == '"' && at(next + 1) == ':') {
        if (isNamed(next, name))
            return next + 2;
        next = skip(next + 2);
        if (next >= m_count || at(next) != ',')
            return m_count;
        ++next;
    }
    return m_count;
}

std::size_t JsonIndex::element(std::size_t mark, std::size_t index) const
{
    if (at(mark) != '[' || mark + 1 >= m_count || at(mark + 1) == ']')
        return m_count;
    std::size_t next = mark + 1;
    for (; index > 0; --index) {
        next = skip(next);
        if (next >= m_count || at(next) != ',')
            return m_count;
        ++next;
    }
    return next;
}

std::size_t JsonIndex::anywhere(std::size_t mark, const std::string& name)
{
    const char first = at(mark);
    if (first != '{' && first != '[')
        return m_count;
    std::size_t open = 0;
    for (; mark + 2 < m_count; ++mark) {
        const char c = at(mark);
        if (c == '{' || c == '[')
            ++open;
        else if (c == '}' || c == ']')
            --open;
        else if (c == '"' && at(mark + 1) == ':' && isNamed(mark, name))
            return mark + 2;
        if (open == 0)
            break;
    }
    return m_count;
}

std::optional<JsonElement> JsonIndex::find(const std::vector<FieldPath::Step>& steps)
{
    std::size_t mark = 0;
    for (const FieldPath::Step& step : steps) {
        if (mark >= m_count)
            return std::nullopt;
        switch (step.kind) {
        case FieldPath::Step::Kind::Member: mark = member(mark, step.name); break;
        case FieldPath::Step::Kind::Index: mark = element(mark, step.index); break;
        case FieldPath::Step::Kind::AnyDepth: mark = anywhere(mark, step.name); break;
        }
    }
    if (mark >= m_count)
        return std::nullopt;
    JsonElement found;
    found.bytes = token(mark);
    if (!kindOf(found.bytes, found.kind))
        return std::nullopt;
    if (found.kind == JsonElement::Kind::Object || found.kind == JsonElement::Kind::Array) {
        const std::size_t last = skip(mark) - 1;
        found.bytes = m_text.substr(m_marks[mark], m_marks[last] + 1 - m_marks[mark]);
    }
    return found;
}

bool JsonIndex::isValid()
{
    if (!m_valid)
        m_valid = validate();
    return *m_valid;
}

bool JsonIndex::validString(std::size_t mark) const
{
    const std::string_view written = token(mark);
    if (written.size() < 2 || written.back() != '"')
        return false;
    if (!m_hasEscapes)
        return true;
    const std::string_view inside = written.substr(1, written.size() - 2);
    for (std::size_t at = inside.find('\\'); at != std::string_view::npos; at = inside.find('\\', at)) {
        if (at + 1 >= inside.size())
            return false;
        if (inside[at + 1] == 'u') {
            if (!hexUnit(inside.substr(at + 2)))
                return false;
            at += 6;
        } else if (std::string_view("\"\\/bfnrt").find(inside[at + 1]) != std::string_view::npos) {
            at += 2;
        } else {
            return false;
        }
    }
    return true;
}

inline bool JsonIndex::endsPlainly(std::size_t mark) const
{
    const std::size_t next = mark + 1 < m_count ? m_marks[mark + 1] : m_text.size();
    return !m_hasEscapes && next > m_marks[mark] + std::size_t{1} && m_text[next - 1] == '"';
}

inline bool JsonIndex::validScalar(std::size_t mark) const
{
    if (at(mark) == '"')
        return endsPlainly(mark) || validString(mark);
    JsonElement::Kind kind{};
    return nesting[static_cast<unsigned char>(at(mark))] == 0 && kindOf(token(mark), kind);
}

inline bool JsonIndex::validName(std::size_t& mark) const
{
    if (mark + 1 >= m_count || at(mark) != '"' || at(mark + 1) != ':' || (!endsPlainly(mark) && !validString(mark)))
        return false;
    mark += 2;
    return true;
}

bool JsonIndex::validate() const
{
    std::bitset<JsonScanner::deepest> objects;
    std::size_t depth = 0;
    std::size_t mark = 0;
    while (mark < m_count) { // a value begins here
        const char first = at(mark);
        if (first == '{' || first == '[') {
            if (depth == JsonScanner::deepest)
                return false;
            const bool object = first == '{';
            objects[depth++] = object;
            ++mark;
            const bool empty = mark < m_count && at(mark) == (object ? '}' : ']');
            if (!empty) {
                if (object && !validName(mark))
                    return false;
                continue;
            }
            --depth;
        } else if (!validScalar(mark)) {
            return false;
        }
        ++mark; // behind the value: brackets that close, then a comma or the end
        for (; depth > 0 && mark < m_count && at(mark) == (objects[depth - 1] ? '}' : ']'); ++mark)
            --depth;
        if (depth == 0)
            return mark == m_count;
        if (mark >= m_count || at(mark) != ',')
            return false;
        ++mark;
        if (objects[depth - 1] && !validName(mark))
            return false;
    }
    return false;
}

} // namespace weir
