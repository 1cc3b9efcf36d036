// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <bitset>
#include <cstddef>
#include <string_view>

namespace weir {

/// Walks over the tokens of one JSON text (RFC 8259) without changing or converting any of them: numbers beyond
/// every machine type, duplicate members and escapes pass as they are written. Strict: no comments, no byte order
/// mark, nothing after the value; strings must be UTF-8. Refuses to nest deeper than 256, because readers that
/// recurse (also other programs that get the text) would run out of stack. One thread at a time.
class JsonScanner
{
public:
    enum class Token { Begin, End, Colon, Comma, String, Scalar, Done };
    static constexpr std::size_t deepest = 256;

    explicit JsonScanner(std::string_view json) : m_json(json) {}

    /// The next token; Done after the last. InvalidInput with the byte position where the text stops being JSON.
    [[nodiscard]] Result<Token> next();
    /// The bytes of the token that next() returned.
    [[nodiscard]] std::string_view text() const { return m_json.substr(m_start, m_at - m_start); }
    /// Objects and arrays that are open after this token.
    [[nodiscard]] std::size_t depth() const { return m_depth; }

private:
    enum class Expect { Value, ValueOrEnd, NameOrEnd, Name, Colon, CommaOrEnd, Nothing };
    [[nodiscard]] std::unexpected<Error> bad(const char* why) const;
    [[nodiscard]] Result<Token> open(bool object);
    [[nodiscard]] Result<Token> close(bool object);
    [[nodiscard]] Result<Token> separator(char c);
    [[nodiscard]] Result<Token> string();
    [[nodiscard]] Result<Token> scalar();
    [[nodiscard]] bool number();
    [[nodiscard]] bool digits();
    [[nodiscard]] bool valueAllowed() const { return m_expect == Expect::Value || m_expect == Expect::ValueOrEnd; }
    void afterValue() { m_expect = m_depth == 0 ? Expect::Nothing : Expect::CommaOrEnd; }

    std::string_view m_json;
    std::size_t m_start = 0;
    std::size_t m_at = 0;
    std::size_t m_depth = 0;
    std::bitset<deepest> m_objects; ///< per open level: true for an object
    Expect m_expect = Expect::Value;
};

} // namespace weir
