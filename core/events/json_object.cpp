// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/json_object.h"

#include "core/base/bytes.h"

#include <nlohmann/json.hpp>

#include <cctype>

namespace weir {
namespace {

constexpr int deepest = 256;

/// Walks over JSON text without converting it. nlohmann's own checker is not used for this: it refuses 1e400, and it
/// tells neither where a value begins nor where it ends.
class Scanner
{
public:
    explicit Scanner(std::string_view text) : m_text(text) {}

    bool whole()
    {
        skipSpace();
        if (!value(0))
            return false;
        skipSpace();
        return m_at == m_text.size() || stop("nothing more is expected");
    }

    bool object(std::vector<JsonMember>& members)
    {
        skipSpace();
        if (peek() != '{')
            return stop("an object is expected");
        m_members = &members;
        return whole();
    }

    [[nodiscard]] Error error() const
    {
        return {ErrorKind::InvalidInput,
                "This is not valid JSON: at byte " + std::to_string(m_at) + " " + m_why + ".",
                {},
                0,
                false};
    }

private:
    bool stop(const char* why)
    {
        if (m_why.empty())
            m_why = why;
        return false;
    }
    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    void skipSpace()
    {
        while (m_at < m_text.size() && std::string_view(" \t\r\n").find(m_text[m_at]) != std::string_view::npos)
            ++m_at;
    }
    bool digit() const { return m_at < m_text.size() && m_text[m_at] >= '0' && m_text[m_at] <= '9'; }

    bool value(int depth)
    {
        if (depth > deepest)
            return stop("it nests deeper than 256 levels");
        switch (peek()) {
        case '{': return container(depth, '}', true);
        case '[': return container(depth, ']', false);
        case '"': return string();
        case 't': return word("true");
        case 'f': return word("false");
        case 'n': return word("null");
        default: return number();
        }
    }

    bool container(int depth, char close, bool named)
    {
        ++m_at;
        skipSpace();
        if (peek() == close && m_at < m_text.size()) {
            ++m_at;
            return true;
        }
        for (;;) {
            skipSpace();
            if (!(named ? member(depth) : value(depth + 1)))
                return false;
            skipSpace();
            const char next = peek();
            if (next != ',' && next != close)
                return stop(named ? "a comma or } is expected" : "a comma or ] is expected");
            ++m_at;
            if (next == close)
                return true;
        }
    }

    bool member(int depth)
    {
        const std::size_t nameAt = m_at;
        if (peek() != '"')
            return stop("a name in quotes is expected");
        if (!string())
            return false;
        const std::string_view name = m_text.substr(nameAt, m_at - nameAt);
        skipSpace();
        if (peek() != ':')
            return stop("a colon is expected");
        ++m_at;
        skipSpace();
        const std::size_t valueAt = m_at;
        if (!value(depth + 1))
            return false;
        if (depth == 0 && m_members != nullptr) {
            auto text = readJsonString(name);
            if (!text) {
                m_at = nameAt;
                return stop("the name is no valid text");
            }
            m_members->push_back({std::move(*text), m_text.substr(valueAt, m_at - valueAt)});
        }
        return true;
    }

    bool string()
    {
        for (++m_at; m_at < m_text.size(); ++m_at) {
            const auto c = static_cast<unsigned char>(m_text[m_at]);
            if (c == '"') {
                ++m_at;
                return true;
            }
            if (c < 0x20)
                return stop("a control character stands in a string");
            if (c == '\\' && !escape())
                return false;
        }
        return stop("the text ends inside a string");
    }

    /// Leaves m_at on the last character of the escape.
    bool escape()
    {
        ++m_at;
        const char kind = peek();
        if (kind != 'u')
            return (kind != '\0' && std::string_view("\"\\/bfnrt").find(kind) != std::string_view::npos) ||
                   stop("an unknown escape stands in a string");
        for (int i = 0; i < 4; ++i) {
            ++m_at;
            if (m_at >= m_text.size() || std::isxdigit(static_cast<unsigned char>(m_text[m_at])) == 0)
                return stop("four hexadecimal digits are expected");
        }
        return true;
    }

    bool word(std::string_view expected)
    {
        if (m_text.substr(m_at, expected.size()) != expected)
            return stop("a value is expected");
        m_at += expected.size();
        return true;
    }

    bool digits()
    {
        if (!digit())
            return stop("a digit is expected");
        while (digit())
            ++m_at;
        return true;
    }

    bool number()
    {
        if (peek() == '-')
            ++m_at;
        else if (!digit())
            return stop(m_at == m_text.size() ? "the text ends where a value is expected" : "a value is expected");
        if (peek() == '0' && digit())
            ++m_at; // no further digit may follow: 007 is no JSON number
        else if (!digits())
            return false;
        if (peek() == '.') {
            ++m_at;
            if (!digits())
                return false;
        }
        if (peek() == 'e' || peek() == 'E') {
            ++m_at;
            if (peek() == '+' || peek() == '-')
                ++m_at;
            return digits();
        }
        return true;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_why;
    std::vector<JsonMember>* m_members = nullptr;
};

Result<void> checkUtf8(std::string_view text)
{
    if (!isUtf8(text))
        return fail(ErrorKind::InvalidInput, "This is not valid JSON: it is not UTF-8 text.");
    return {};
}

} // namespace

Result<void> checkJson(std::string_view text)
{
    if (auto utf8 = checkUtf8(text); !utf8)
        return utf8;
    Scanner scanner(text);
    if (!scanner.whole())
        return fail(scanner.error());
    return {};
}

Result<std::vector<JsonMember>> readJsonObject(std::string_view text)
{
    if (auto utf8 = checkUtf8(text); !utf8)
        return fail(utf8.error());
    std::vector<JsonMember> members;
    Scanner scanner(text);
    if (!scanner.object(members))
        return fail(scanner.error());
    return members;
}

Result<std::string> readJsonString(std::string_view literal)
{
    const auto parsed = nlohmann::json::parse(literal, nullptr, false);
    if (!parsed.is_string())
        return fail(ErrorKind::InvalidInput, "This is not a JSON string.");
    return parsed.get<std::string>();
}

std::string writeJsonString(std::string_view text)
{
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace weir
