// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/filter_parser.h"

#include "core/base/bytes.h"
#include "core/base/time_text.h"
#include "core/records/filter_lexer.h"
#include "core/records/filter_regex.h"
#include "core/records/filter_text.h"
#include "core/records/json_number.h"

#include <limits>

namespace weir {
namespace {

using filter_text::wrong;
using Kind = FilterToken::Kind;
using Node = std::expected<FilterNode, FilterError>;
using Literal = std::expected<FilterLiteral, FilterError>;

constexpr std::string_view fieldNames = "key, value, header[\"name\"], partition, offset, timestamp or size";
constexpr int deepest = 100;
constexpr int mostRegexes = 50;

bool isNumeric(const FieldPath& field)
{
    return field.part != FieldPath::Part::Key && field.part != FieldPath::Part::Value &&
           field.part != FieldPath::Part::Header;
}

bool startsCondition(Kind kind)
{
    return kind == Kind::Word || kind == Kind::Text || kind == Kind::Field || kind == Kind::Star ||
           kind == Kind::Open || kind == Kind::Not || kind == Kind::Matches || kind == Kind::Contains;
}

FilterNode negated(FilterNode node)
{
    FilterNode out;
    out.kind = FilterNode::Kind::Not;
    out.children.push_back(std::move(node));
    return out;
}

class Parser
{
public:
    Parser(std::string_view source, std::vector<FilterToken> tokens, TimestampMs now)
        : m_source(source), m_tokens(std::move(tokens)), m_now(now)
    {
    }

    Node whole()
    {
        auto node = anyOf(0);
        if (!node || peek().kind == Kind::End)
            return node;
        if (peek().kind == Kind::Close)
            return here("This parenthesis closes nothing.");
        if (peek().kind == Kind::Compare || peek().kind == Kind::In || peek().kind == Kind::Exists)
            return here("An operator follows a field: " + std::string(fieldNames) + ".");
        return here("The next condition is expected, or and, or.");
    }

private:
    [[nodiscard]] const FilterToken& peek(std::size_t ahead = 0) const
    {
        return m_tokens[std::min(m_at + ahead, m_tokens.size() - 1)];
    }
    FilterToken take() { return m_tokens[m_at + 1 < m_tokens.size() ? m_at++ : m_at]; }
    [[nodiscard]] std::unexpected<FilterError> here(std::string message) const
    {
        return wrong(peek().begin, peek().end, std::move(message));
    }

    Node anyOf(int depth)
    {
        return list(FilterNode::Kind::Any, [this, depth] { return allOf(depth); },
                    [this] {
                        const bool more = peek().kind == Kind::Or;
                        if (more)
                            take();
                        return more;
                    });
    }
    Node allOf(int depth)
    {
        return list(FilterNode::Kind::All, [this, depth] { return unary(depth); },
                    [this] {
                        if (peek().kind != Kind::And)
                            return startsCondition(peek().kind); // side by side is `and` too
                        take();
                        return true;
                    });
    }
    template <typename Part, typename More> Node list(FilterNode::Kind kind, Part part, More more)
    {
        Node first = part();
        if (!first || !more())
            return first;
        FilterNode node;
        node.kind = kind;
        node.children.push_back(std::move(*first));
        do {
            Node next = part();
            if (!next)
                return next;
            node.children.push_back(std::move(*next));
        } while (more());
        return node;
    }

    Node unary(int depth)
    {
        if (depth >= deepest)
            return here("A filter nests at most 100 levels.");
        if (peek().kind == Kind::Not) {
            take();
            Node inner = unary(depth + 1);
            return inner ? Node(negated(std::move(*inner))) : inner;
        }
        if (peek().kind != Kind::Open)
            return condition();
        const FilterToken open = take();
        Node inner = anyOf(depth + 1);
        if (!inner)
            return inner;
        if (peek().kind != Kind::Close)
            return wrong(open.begin, peek().end, "The closing parenthesis is missing.");
        take();
        return inner;
    }

    Node condition()
    {
        switch (peek().kind) {
        case Kind::Field: return onField();
        case Kind::Word:
        case Kind::Text:
        case Kind::Star:
        case Kind::Contains:
        case Kind::Matches: return anywhere();
        case Kind::End: return here("A condition is expected, such as value.status == \"PAID\" or a text to look for.");
        case Kind::Exists: return here("exists stands behind the field: value.data exists.");
        case Kind::Close: return here("A condition is expected before this parenthesis.");
        case Kind::And:
        case Kind::Or: return here("A condition is expected before and, or.");
        default: return here("A field is expected before this: " + std::string(fieldNames) + ".");
        }
    }

    Node anywhere()
    {
        const FilterToken first = peek();
        FilterNode node;
        node.kind = FilterNode::Kind::Contains;
        if (first.kind == Kind::Contains || first.kind == Kind::Matches)
            return search(std::move(node));
        if (first.kind == Kind::Star) {
            take();
            node.ignoreCase = true;
        }
        if (peek().kind != Kind::Word && peek().kind != Kind::Text)
            return here("A text is expected behind the star.");
        const FilterToken text = take();
        if (peek().kind == Kind::Compare || peek().kind == Kind::In || peek().kind == Kind::Exists) {
            return wrong(text.begin, text.end, "This is not a field; a field is " + std::string(fieldNames) + ".");
        }
        if (text.text.empty())
            return wrong(text.begin, text.end, "A text to look for cannot be empty.");
        node.literals.push_back({.text = text.text});
        return node;
    }

    Node onField()
    {
        const FilterToken field = take();
        FilterNode node;
        node.field = field.field;
        const bool negate = peek().kind == Kind::Not && (peek(1).kind == Kind::In || peek(1).kind == Kind::Contains ||
                                                         peek(1).kind == Kind::Exists || peek(1).kind == Kind::Matches);
        if (negate)
            take();
        Node made = operation(field, std::move(node));
        return made && negate ? Node(negated(std::move(*made))) : made;
    }

    Node operation(const FilterToken& field, FilterNode node)
    {
        switch (peek().kind) {
        case Kind::Exists:
            take();
            node.kind = FilterNode::Kind::Exists;
            return node;
        case Kind::Contains:
        case Kind::Matches:
            if (isNumeric(field.field))
                return here("This field is a number: compare it with == != < <= > >= or in.");
            return search(std::move(node));
        case Kind::Compare: return comparison(field, std::move(node));
        case Kind::In: return membership(field, std::move(node));
        default:
            return wrong(field.begin, peek().kind == Kind::End ? field.end : peek().end,
                         "An operator is expected behind the field: == != < <= > >= ~ contains in exists; to look for "
                         "the word itself, write it in quotes.");
        }
    }

    /// contains and ~, with the text behind them.
    Node search(FilterNode node)
    {
        const FilterToken sign = take();
        node.kind = sign.kind == Kind::Matches ? FilterNode::Kind::Matches : FilterNode::Kind::Contains;
        node.ignoreCase = sign.star;
        if (peek().kind == Kind::Star)
            return here("The star belongs to the operator: ~* or contains*.");
        if (peek().kind != Kind::Word && peek().kind != Kind::Text)
            return here(sign.kind == Kind::Matches ? "A regular expression in quotes is expected."
                                                   : "A text to look for is expected.");
        const FilterToken text = take();
        if (text.text.empty())
            return wrong(text.begin, text.end, "A text to look for cannot be empty.");
        if (node.kind == FilterNode::Kind::Matches) {
            if (auto checked = checkRegex(text, node.ignoreCase); !checked)
                return std::unexpected(checked.error());
        }
        node.literals.push_back({.text = text.text});
        return node;
    }

    std::expected<void, FilterError> checkRegex(const FilterToken& token, bool ignoreCase)
    {
        if (++m_regexes > mostRegexes)
            return wrong(token.begin, token.end, "A filter has at most 50 regular expressions.");
        if (!isUtf8(token.text))
            return wrong(token.begin, token.end, "A regular expression must be valid UTF-8.");
        const auto problem = FilterRegex(token.text, ignoreCase).problem();
        if (!problem)
            return {};
        FilterError error{token.begin, token.end, "This is no regular expression: " + problem->reason + "."};
        const std::string_view written = m_source.substr(token.begin, token.end - token.begin);
        const std::size_t piece = problem->piece.empty() ? std::string_view::npos : written.find(problem->piece);
        if (piece != std::string_view::npos) {
            error.begin = token.begin + piece;
            error.end = error.begin + problem->piece.size();
        }
        return std::unexpected(std::move(error));
    }

    Node comparison(const FilterToken& field, FilterNode node)
    {
        const FilterToken sign = take();
        node.kind = FilterNode::Kind::Compare;
        node.compare = sign.compare;
        node.ignoreCase = sign.star;
        if (peek().kind == Kind::Star)
            return here("The star belongs to the operator: ==* or !=*.");
        const FilterToken token = peek();
        auto value = literal(field.field, sign.star);
        if (!value)
            return std::unexpected(value.error());
        const bool ordered = sign.compare != FilterCompare::Equal && sign.compare != FilterCompare::NotEqual;
        const bool unordered = value->kind == FilterLiteral::Kind::True || value->kind == FilterLiteral::Kind::False ||
                               value->kind == FilterLiteral::Kind::Null;
        if (ordered && unordered)
            return wrong(token.begin, token.end, "true, false and null are compared with == and != only.");
        node.literals.push_back(std::move(*value));
        return node;
    }

    Node membership(const FilterToken& field, FilterNode node)
    {
        const FilterToken sign = take();
        node.kind = FilterNode::Kind::Compare;
        node.ignoreCase = sign.star;
        if (peek().kind != Kind::Open)
            return here("A list in parentheses is expected: in (\"a\", \"b\").");
        const FilterToken open = take();
        while (true) {
            auto value = literal(field.field, sign.star);
            if (!value)
                return std::unexpected(value.error());
            node.literals.push_back(std::move(*value));
            if (peek().kind == Kind::Close)
                break;
            if (peek().kind == Kind::End)
                return wrong(open.begin, peek().end, "The closing parenthesis of the list is missing.");
            if (peek().kind != Kind::Comma)
                return here("A comma or the closing parenthesis of the list is expected.");
            take();
        }
        take();
        return node;
    }

    Literal literal(const FieldPath& field, bool star)
    {
        const FilterToken token = peek();
        if (token.kind == Kind::Field)
            return here("A field can be compared with a value only; write the word in quotes if it is meant as text.");
        if (token.kind != Kind::Word && token.kind != Kind::Text)
            return here("A value is expected: a text in quotes, a number, a time, true, false or null.");
        auto value = token.kind == Kind::Text ? Literal(FilterLiteral{.text = token.text}) : word(token);
        if (!value)
            return value;
        if (star && value->kind != FilterLiteral::Kind::Text)
            return here("Case can be ignored in text only; write it in quotes.");
        if (auto fits = fit(field, token, *value); !fits)
            return std::unexpected(fits.error());
        take();
        return value;
    }

    /// Fields that are numbers take numbers; the timestamp takes times, also in quotes.
    std::expected<void, FilterError> fit(const FieldPath& field, const FilterToken& token, FilterLiteral& value) const
    {
        if (!isNumeric(field) || value.kind == FilterLiteral::Kind::Number)
            return {};
        if (field.part != FieldPath::Part::Timestamp)
            return wrong(token.begin, token.end, "A number is expected: this field is one.");
        if (value.kind == FilterLiteral::Kind::Text) {
            if (auto time = parseUtc(value.text)) {
                value = {.kind = FilterLiteral::Kind::Time, .time = *time};
                return {};
            }
        }
        if (value.kind == FilterLiteral::Kind::Time)
            return {};
        return wrong(token.begin, token.end,
                     "A time is expected: -15m, -2h, 2026-11-23T14:00:00Z or milliseconds since 1970.");
    }

    /// A word in the place of a value.
    [[nodiscard]] Literal word(const FilterToken& token) const
    {
        const std::string& text = token.text;
        if (text == "true")
            return FilterLiteral{.kind = FilterLiteral::Kind::True};
        if (text == "false")
            return FilterLiteral{.kind = FilterLiteral::Kind::False};
        if (text == "null")
            return FilterLiteral{.kind = FilterLiteral::Kind::Null};
        if (isJsonNumber(text))
            return FilterLiteral{.kind = FilterLiteral::Kind::Number, .text = text};
        if (const auto time = parseUtc(text))
            return FilterLiteral{.kind = FilterLiteral::Kind::Time, .time = *time};
        if (text.starts_with('-')) {
            if (const auto span = parseSpanMs(std::string_view(text).substr(1)))
                return FilterLiteral{.kind = FilterLiteral::Kind::Time, .time = before(*span)};
        }
        const char first = text.front();
        if (filter_text::isDigit(first) || first == '-' || first == '+' || first == '.')
            return wrong(token.begin, token.end,
                         "This is neither a number nor a time; text that begins so is written in quotes.");
        return FilterLiteral{.text = text};
    }

    [[nodiscard]] TimestampMs before(std::int64_t span) const
    {
        constexpr TimestampMs least = std::numeric_limits<TimestampMs>::min();
        return m_now < least + span ? least : m_now - span;
    }

    std::string_view m_source;
    std::vector<FilterToken> m_tokens;
    TimestampMs m_now;
    std::size_t m_at = 0;
    int m_regexes = 0;
};

} // namespace

std::expected<std::optional<FilterNode>, FilterError> parseFilter(std::string_view text, TimestampMs now)
{
    auto tokens = lexFilter(text);
    if (!tokens)
        return std::unexpected(tokens.error());
    if (tokens->size() == 1)
        return std::nullopt;
    auto node = Parser(text, std::move(*tokens), now).whole();
    if (!node)
        return std::unexpected(node.error());
    return std::move(*node);
}

} // namespace weir
