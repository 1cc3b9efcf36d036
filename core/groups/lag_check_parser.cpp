// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/lag_check.h"

#include "core/base/bytes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace weir {
namespace {

using Field = LagCheck::Field;
using Compare = LagCheck::Compare;

constexpr std::size_t mostComparisons = 64;

template <typename T> struct Word {
    std::string_view text;
    T value;
};
constexpr std::array fields{Word{std::string_view("lag"), Field::Lag}, Word{std::string_view("time_lag"), Field::TimeLag},
                            Word{std::string_view("health"), Field::Health},
                            Word{std::string_view("members"), Field::Members}};
constexpr std::array compares{
    Word{std::string_view("<="), Compare::LessOrEqual}, Word{std::string_view(">="), Compare::GreaterOrEqual},
    Word{std::string_view("=="), Compare::Equal},       Word{std::string_view("!="), Compare::NotEqual},
    Word{std::string_view("<"), Compare::Less},         Word{std::string_view(">"), Compare::Greater}};
constexpr std::array<Word<double>, 5> spans{{{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};

struct Token {
    enum class Kind { End, Bare, Quoted, Operator } kind = Kind::End;
    std::string text{};
    std::size_t at = 0;
    Compare compare = Compare::Less;
};

std::unexpected<Error> wrong(std::size_t at, const std::string& what)
{
    return fail(ErrorKind::InvalidInput, "The check is not understood at position " + std::to_string(at + 1) + ": " +
                                             what,
                std::to_string(at));
}

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool endsWord(char c) { return isBlank(c) || c == '<' || c == '>' || c == '=' || c == '!' || c == '"' || c == '\''; }

Result<Token> readQuoted(std::string_view text, std::size_t& at)
{
    Token token{Token::Kind::Quoted, {}, at, {}};
    const char quote = text[at++];
    for (; at < text.size() && text[at] != quote; ++at) {
        if (text[at] == '\\' && at + 1 < text.size())
            ++at;
        token.text += text[at];
    }
    if (at >= text.size())
        return wrong(token.at, "the quotation mark is never closed.");
    ++at;
    return token;
}

Result<std::vector<Token>> tokensOf(std::string_view text)
{
    std::vector<Token> tokens;
    for (std::size_t at = 0; at < text.size();) {
        if (isBlank(text[at])) {
            ++at;
            continue;
        }
        if (text[at] == '"' || text[at] == '\'') {
            auto quoted = readQuoted(text, at);
            if (!quoted)
                return fail(quoted.error());
            tokens.push_back(std::move(*quoted));
            continue;
        }
        const std::size_t begin = at;
        if (endsWord(text[at])) {
            const auto found = std::ranges::find_if(
                compares, [&](const auto& word) { return text.substr(at).starts_with(word.text); });
            if (found == compares.end())
                return wrong(at, "'" + escapeForDisplay(text.substr(at, 1)) +
                                     "' is no comparison; there are <, <=, >, >=, == and !=.");
            at += found->text.size();
            tokens.push_back({Token::Kind::Operator, std::string(found->text), begin, found->value});
            continue;
        }
        while (at < text.size() && !endsWord(text[at]))
            ++at;
        tokens.push_back({Token::Kind::Bare, std::string(text.substr(begin, at - begin)), begin, {}});
    }
    tokens.push_back({Token::Kind::End, {}, text.size(), {}});
    return tokens;
}

/// Digits with a point at most and underscores between digits; what follows stays in `text`.
std::optional<double> takeNumber(std::string_view& text)
{
    double number = 0;
    double place = 0; // 0 before the point
    bool digits = false;
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c >= '0' && c <= '9') {
            number = place == 0 ? number * 10 + (c - '0') : number + (c - '0') * place;
            place /= place == 0 ? 1 : 10;
            digits = true;
        } else if (c == '.' && place == 0 && digits) {
            place = 0.1;
        } else if (c != '_' || !digits || at + 1 >= text.size() || text[at + 1] < '0' || text[at + 1] > '9') {
            break;
        }
    }
    text.remove_prefix(at);
    return digits ? std::optional(number) : std::nullopt;
}

Result<std::int64_t> whole(double value, const Token& token)
{
    if (!(value < 9.0e15)) // beyond that a double skips whole numbers
        return wrong(token.at, "the number is too large.");
    return std::llround(value);
}

Result<std::int64_t> countFrom(const Token& token)
{
    std::string_view rest = token.text;
    const auto number = takeNumber(rest);
    double factor = 1;
    if (rest == "k" || rest == "K")
        factor = 1'000;
    else if (rest == "M")
        factor = 1'000'000;
    else if (!rest.empty() || !number)
        return wrong(token.at, "'" + escapeForDisplay(token.text, 60) +
                                   "' is no number; write 1000, 1_000, 10k or 2.5M.");
    const double value = *number * factor;
    if (value != std::floor(value))
        return wrong(token.at, "records and members are whole numbers.");
    return whole(value, token);
}

Result<std::int64_t> durationFrom(const Token& token)
{
    std::string_view rest = token.text;
    double total = 0;
    if (rest == "0")
        return 0;
    if (rest.empty())
        return wrong(token.at, "a duration is expected.");
    while (!rest.empty()) {
        const auto number = takeNumber(rest);
        const auto unit = std::ranges::find_if(spans, [&](const auto& one) {
            const bool minutes = one.text == "m" && rest.starts_with("ms");
            return rest.starts_with(one.text) && !minutes;
        });
        if (!number || unit == spans.end())
            return wrong(token.at, "'" + escapeForDisplay(token.text, 60) +
                                       "' is no duration; write 250ms, 30s, 5m, 2h, 1d or 1h30m.");
        total += *number * unit->value;
        rest.remove_prefix(unit->text.size());
    }
    return whole(total, token);
}

class Parser
{
public:
    explicit Parser(std::vector<Token> tokens) : m_tokens(std::move(tokens)) {}

    Result<LagCheck> read()
    {
        LagCheck check;
        for (;;) {
            auto one = comparison(check.comparisons.empty() ? nullptr : &check.comparisons.back());
            if (!one)
                return fail(one.error());
            check.comparisons.push_back(std::move(*one));
            if (now().kind == Token::Kind::End)
                return check;
            if (now().kind != Token::Kind::Bare || now().text != "and")
                return wrong(now().at, "another comparison follows after \"and\", nothing else does.");
            ++m_at;
            if (check.comparisons.size() == mostComparisons)
                return wrong(now().at, "these are more than " + std::to_string(mostComparisons) + " comparisons.");
        }
    }

private:
    [[nodiscard]] const Token& now() const { return m_tokens[m_at]; }
    [[nodiscard]] bool isFieldNow() const
    {
        return now().kind == Token::Kind::Bare && m_at + 1 < m_tokens.size() &&
               m_tokens[m_at + 1].kind == Token::Kind::Operator;
    }

    Result<LagCheck::Comparison> comparison(const LagCheck::Comparison* before)
    {
        LagCheck::Comparison one;
        if (before != nullptr && isFieldNow()) {
            one.group = before->group;
            one.isPattern = before->isPattern;
        } else {
            if (isFieldNow() || (now().kind != Token::Kind::Bare && now().kind != Token::Kind::Quoted))
                return wrong(now().at, "a check begins with the name of a group, as in 'billing lag < 100'.");
            one.group = now().text;
            one.isPattern = now().kind == Token::Kind::Bare && one.group.find_first_of("*?") != std::string::npos;
            if (one.group.empty())
                return wrong(now().at, "the name of the group is empty.");
            ++m_at;
        }
        const auto field = std::ranges::find_if(fields, [&](const auto& word) { return word.text == now().text; });
        if (now().kind != Token::Kind::Bare || field == fields.end())
            return wrong(now().at, "after the group comes lag, time_lag, health or members.");
        one.field = field->value;
        ++m_at;
        if (now().kind != Token::Kind::Operator)
            return wrong(now().at, "a comparison is expected: <, <=, >, >=, == or !=.");
        one.compare = now().compare;
        ++m_at;
        if (auto done = takeValue(one); !done)
            return fail(done.error());
        return one;
    }

    Result<void> takeValue(LagCheck::Comparison& one)
    {
        const Token& token = now();
        if (token.kind != Token::Kind::Bare)
            return wrong(token.at, "a value is expected.");
        ++m_at;
        if (one.field == Field::Health) {
            const auto health = healthFromCode(token.text);
            if (!health || *health == Health::Unknown)
                return wrong(token.at, "'" + escapeForDisplay(token.text, 60) +
                                           "' is no health; there are ok, lagging, growing, stopped, rewound, stalled, "
                                           "reset and losing_data.");
            one.health = *health;
            return {};
        }
        const auto value = one.field == Field::TimeLag ? durationFrom(token) : countFrom(token);
        if (!value)
            return fail(value.error());
        one.value = *value;
        return {};
    }

    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
};

std::string quoted(const std::string& name)
{
    std::string text = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\')
            text += '\\';
        text += c;
    }
    return text + '"';
}

} // namespace

Result<std::int64_t> parseCount(std::string_view text)
{
    return countFrom({Token::Kind::Bare, std::string(text), 0, {}});
}

Result<std::int64_t> parseDuration(std::string_view text)
{
    return durationFrom({Token::Kind::Bare, std::string(text), 0, {}});
}

Result<LagCheck> LagCheck::parse(std::string_view text)
{
    auto tokens = tokensOf(text);
    return tokens ? Parser(std::move(*tokens)).read() : fail(tokens.error());
}

std::string toString(const LagCheck::Comparison& one)
{
    const bool bare = one.isPattern || std::ranges::none_of(one.group, [](char c) {
                          return endsWord(c) || c == '*' || c == '?' || c == '\\';
                      });
    std::string text = bare ? one.group : quoted(one.group);
    for (const auto& field : fields)
        if (field.value == one.field)
            text += " " + std::string(field.text);
    for (const auto& compare : compares)
        if (compare.value == one.compare)
            text += " " + std::string(compare.text) + " ";
    if (one.field == Field::Health)
        return text + std::string(healthCode(one.health));
    return text + std::to_string(one.value) + (one.field == Field::TimeLag ? "ms" : "");
}

std::string LagCheck::text() const
{
    std::string text;
    for (const Comparison& one : comparisons)
        text += (text.empty() ? "" : " and ") + toString(one);
    return text;
}

bool LagCheck::uses(Field field) const
{
    return std::ranges::any_of(comparisons, [&](const Comparison& one) { return one.field == field; });
}

} // namespace weir
