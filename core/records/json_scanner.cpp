// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/json_scanner.h"

#include "core/base/bytes.h"

#include <string>

namespace weir {
namespace {

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

} // namespace

std::unexpected<Error> JsonScanner::bad(const char* why) const
{
    return fail(ErrorKind::InvalidInput,
                "The text is not JSON: " + std::string(why) + " at byte " + std::to_string(m_at) + ".");
}

Result<JsonScanner::Token> JsonScanner::next()
{
    while (m_at < m_json.size() && isSpace(m_json[m_at]))
        ++m_at;
    m_start = m_at;
    if (m_at == m_json.size()) {
        if (m_expect != Expect::Nothing)
            return bad("it ends too early");
        return Token::Done;
    }
    if (m_expect == Expect::Nothing)
        return bad("something follows the value");
    switch (m_json[m_at]) {
    case '{': return open(true);
    case '[': return open(false);
    case '}': return close(true);
    case ']': return close(false);
    case ':':
    case ',': return separator(m_json[m_at]);
    case '"': return string();
    default: return scalar();
    }
}

Result<JsonScanner::Token> JsonScanner::open(bool object)
{
    if (!valueAllowed())
        return bad("unexpected bracket");
    if (m_depth == deepest)
        return bad("it nests deeper than 256 levels");
    m_objects[m_depth++] = object;
    m_expect = object ? Expect::NameOrEnd : Expect::ValueOrEnd;
    ++m_at;
    return Token::Begin;
}

Result<JsonScanner::Token> JsonScanner::close(bool object)
{
    const bool here = m_expect == Expect::CommaOrEnd ||
                      m_expect == (object ? Expect::NameOrEnd : Expect::ValueOrEnd);
    if (!here || m_objects[m_depth - 1] != object)
        return bad("unexpected closing bracket");
    --m_depth;
    afterValue();
    ++m_at;
    return Token::End;
}

Result<JsonScanner::Token> JsonScanner::separator(char c)
{
    if (m_expect != (c == ':' ? Expect::Colon : Expect::CommaOrEnd))
        return bad(c == ':' ? "unexpected colon" : "unexpected comma");
    const bool name = c == ',' && m_objects[m_depth - 1];
    m_expect = name ? Expect::Name : Expect::Value;
    ++m_at;
    return c == ':' ? Token::Colon : Token::Comma;
}

Result<JsonScanner::Token> JsonScanner::string()
{
    const bool name = m_expect == Expect::Name || m_expect == Expect::NameOrEnd;
    if (!name && !valueAllowed())
        return bad("unexpected string");
    bool ascii = true;
    for (++m_at; m_at < m_json.size() && m_json[m_at] != '"'; ++m_at) {
        const auto c = static_cast<unsigned char>(m_json[m_at]);
        if (c < 0x20)
            return bad("an unescaped control character");
        ascii = ascii && c < 0x80;
        if (c != '\\')
            continue;
        if (++m_at == m_json.size())
            return bad("a string without end");
        const char escaped = m_json[m_at];
        if (escaped != 'u') {
            if (std::string_view("\"\\/bfnrt").find(escaped) == std::string_view::npos)
                return bad("an unknown escape");
            continue;
        }
        for (int digit = 0; digit < 4; ++digit) {
            if (++m_at >= m_json.size() || !isHex(m_json[m_at]))
                return bad("a \\u escape without four digits");
        }
    }
    if (m_at >= m_json.size())
        return bad("a string without end");
    ++m_at;
    if (!ascii && !isUtf8(text())) {
        m_at = m_start;
        return bad("a string that is not UTF-8");
    }
    if (name)
        m_expect = Expect::Colon;
    else
        afterValue();
    return Token::String;
}

Result<JsonScanner::Token> JsonScanner::scalar()
{
    if (!valueAllowed())
        return bad("an unexpected character");
    const std::string_view rest = m_json.substr(m_at);
    for (const std::string_view word : {"true", "false", "null"}) {
        if (rest.starts_with(word)) {
            m_at += word.size();
            afterValue();
            return Token::Scalar;
        }
    }
    if (!number())
        return bad("an unexpected character");
    afterValue();
    return Token::Scalar;
}

bool JsonScanner::digits()
{
    const std::size_t first = m_at;
    while (m_at < m_json.size() && isDigit(m_json[m_at]))
        ++m_at;
    return m_at > first;
}

bool JsonScanner::number()
{
    const auto here = [this] { return m_at < m_json.size() ? m_json[m_at] : '\0'; };
    if (here() == '-')
        ++m_at;
    if (here() == '0')
        ++m_at; // no digit may follow; if one does, it is reported as following the value
    else if (!digits())
        return false;
    if (here() == '.') {
        ++m_at;
        if (!digits())
            return false;
    }
    if (here() == 'e' || here() == 'E') {
        ++m_at;
        if (here() == '+' || here() == '-')
            ++m_at;
        if (!digits())
            return false;
    }
    return true;
}

} // namespace weir
