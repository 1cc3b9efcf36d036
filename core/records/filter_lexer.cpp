// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/filter_lexer.h"

#include "core/base/bytes.h"
#include "core/records/filter_text.h"

#include <array>

namespace weir {
namespace {

using filter_text::wrong;
using Kind = FilterToken::Kind;
using Token = std::expected<FilterToken, FilterError>;

struct Keyword {
    std::string_view lower;
    std::string_view upper;
    Kind kind;
};
constexpr std::array keywords{
    Keyword{"and", "AND", Kind::And},
    Keyword{"or", "OR", Kind::Or},
    Keyword{"not", "NOT", Kind::Not},
    Keyword{"in", "IN", Kind::In},
    Keyword{"contains", "CONTAINS", Kind::Contains},
    Keyword{"exists", "EXISTS", Kind::Exists},
};

Token lexQuoted(std::string_view text, std::size_t at)
{
    FilterToken token{.kind = Kind::Text, .begin = at};
    auto bytes = filter_text::readQuoted(text, at);
    if (!bytes)
        return std::unexpected(bytes.error());
    token.text = std::move(*bytes);
    token.end = at;
    return token;
}

/// r"…" and hex"…"; `quote` is where the first quote stands.
Token lexPrefixed(std::string_view text, std::size_t begin, std::size_t quote)
{
    const std::size_t close = text.find('"', quote + 1);
    if (close == std::string_view::npos)
        return wrong(begin, text.size(), "The closing quote of this text is missing.");
    FilterToken token{.kind = Kind::Text, .begin = begin, .end = close + 1};
    const std::string_view inside = text.substr(quote + 1, close - quote - 1);
    if (text[begin] == 'r') {
        token.text = inside;
        return token;
    }
    auto bytes = fromHex(inside);
    if (!bytes)
        return wrong(begin, close + 1, "Pairs of hexadecimal digits are expected, such as hex\"00ff\".");
    token.text = std::move(*bytes);
    return token;
}

Token lexWord(std::string_view text, std::size_t begin)
{
    std::size_t end = begin;
    while (end < text.size() && filter_text::isWordByte(text[end]))
        ++end;
    const std::string_view word = text.substr(begin, end - begin);
    if (end < text.size() && text[end] == '"' && (word == "r" || word == "hex"))
        return lexPrefixed(text, begin, end);
    FilterToken token{.kind = Kind::Word, .begin = begin, .end = end, .text = std::string(word)};
    for (const Keyword& keyword : keywords) {
        if (word == keyword.lower || word == keyword.upper)
            token.kind = keyword.kind;
    }
    if ((token.kind == Kind::Contains || token.kind == Kind::In) && end < text.size() && text[end] == '*') {
        token.star = true;
        ++token.end;
    }
    return token;
}

Token lexField(std::string_view text, std::size_t at)
{
    FilterToken token{.kind = Kind::Field, .begin = at};
    auto field = filter_text::readField(text, at);
    if (!field)
        return std::unexpected(field.error());
    token.field = std::move(*field);
    token.end = at;
    return token;
}

Token lexOperator(std::string_view text, std::size_t begin)
{
    struct Sign {
        std::string_view text;
        Kind kind;
        FilterCompare compare;
    };
    static constexpr std::array signs{
        Sign{"==", Kind::Compare, FilterCompare::Equal},      Sign{"!=", Kind::Compare, FilterCompare::NotEqual},
        Sign{"<=", Kind::Compare, FilterCompare::LessEqual},  Sign{">=", Kind::Compare, FilterCompare::GreaterEqual},
        Sign{"<", Kind::Compare, FilterCompare::Less},        Sign{">", Kind::Compare, FilterCompare::Greater},
        Sign{"~", Kind::Matches, FilterCompare::Equal},
    };
    for (const Sign& sign : signs) {
        if (!text.substr(begin).starts_with(sign.text))
            continue;
        FilterToken token{.kind = sign.kind, .begin = begin, .end = begin + sign.text.size(), .compare = sign.compare};
        if (token.end < text.size() && text[token.end] == '*') {
            ++token.end;
            token.star = true;
            const bool equality = sign.compare == FilterCompare::Equal || sign.compare == FilterCompare::NotEqual;
            if (sign.kind == Kind::Compare && !equality)
                return wrong(begin, token.end, "Case is ignored by ==*, !=*, ~*, contains* and in* only.");
        }
        return token;
    }
    if (text[begin] == '=')
        return wrong(begin, begin + 1, "Equality is written ==.");
    return wrong(begin, begin + 1, "Negation is written not; inequality is written !=.");
}

Token lexOne(std::string_view text, std::size_t at)
{
    const auto sign = [at](Kind kind) { return FilterToken{.kind = kind, .begin = at, .end = at + 1}; };
    switch (text[at]) {
    case '(': return sign(Kind::Open);
    case ')': return sign(Kind::Close);
    case ',': return sign(Kind::Comma);
    case '*': return sign(Kind::Star);
    case '"': return lexQuoted(text, at);
    case '\'': return wrong(at, at + 1, "Text is written in double quotes.");
    case '[':
    case ']': return wrong(at, at + 1, "A bracket stands behind a field only; write text with brackets in quotes.");
    case '=':
    case '!':
    case '<':
    case '>':
    case '~': return lexOperator(text, at);
    default: break;
    }
    if (filter_text::partAt(text, at))
        return lexField(text, at);
    if (!filter_text::isWordByte(text[at]))
        return wrong(at, at + 1, "A control character can only be written inside of quotes.");
    return lexWord(text, at);
}

} // namespace

std::expected<std::vector<FilterToken>, FilterError> lexFilter(std::string_view text)
{
    constexpr std::size_t longest = 64U << 10U;
    if (text.size() > longest)
        return wrong(longest, text.size(), "A filter has at most 64 KB.");
    std::vector<FilterToken> tokens;
    std::size_t at = 0;
    while (true) {
        while (at < text.size() && filter_text::isSpace(text[at]))
            ++at;
        if (at == text.size())
            break;
        auto token = lexOne(text, at);
        if (!token)
            return std::unexpected(token.error());
        at = token->end;
        tokens.push_back(std::move(*token));
    }
    tokens.push_back({.kind = Kind::End, .begin = text.size(), .end = text.size()});
    return tokens;
}

} // namespace weir
