// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/filter_completion.h"

#include "core/records/byte_search.h"
#include "core/records/filter_lexer.h"
#include "core/records/filter_text.h"

#include <algorithm>
#include <array>

namespace weir {
namespace {

using Kind = FilterToken::Kind;
using Candidate = FilterCandidate;

constexpr std::size_t mostCandidates = 20;
constexpr std::string_view signs = "=!<>~*";

/// What the grammar expects behind some tokens.
struct Expectation {
    enum class What { Condition, Operator, NegatedOperator, List, Value, Joint } what = What::Condition;
    FieldPath field;
    bool hasField = false;
    bool inList = false;

    [[nodiscard]] bool isNumeric() const
    {
        return hasField && field.part != FieldPath::Part::Key && field.part != FieldPath::Part::Value &&
               field.part != FieldPath::Part::Header;
    }
};

using What = Expectation::What;

void step(Expectation& state, const FilterToken& token)
{
    switch (token.kind) {
    case Kind::Field:
        state.what = What::Operator;
        state.field = token.field;
        state.hasField = true;
        break;
    case Kind::Compare:
    case Kind::Matches:
    case Kind::Contains:
        state.hasField = state.hasField && (state.what == What::Operator || state.what == What::NegatedOperator);
        state.what = What::Value;
        break;
    case Kind::In: state.what = What::List; break;
    case Kind::Open:
        state.inList = state.what == What::List;
        state.what = state.inList ? What::Value : What::Condition;
        break;
    case Kind::Comma: state.what = What::Value; break;
    case Kind::Word:
    case Kind::Text:
    case Kind::Exists: state.what = What::Joint; break;
    case Kind::Close:
        state.inList = false;
        state.what = What::Joint;
        break;
    case Kind::Not: state.what = state.what == What::Operator ? What::NegatedOperator : What::Condition; break;
    default: state.what = What::Condition;
    }
}

bool separates(char c)
{
    return filter_text::isSpace(c) || c == '(' || c == ')' || c == ',' || signs.find(c) != std::string_view::npos;
}

/// Where the unfinished word before the cursor begins: behind the last separator outside of quotes. Quotes that hang on
/// a field (header["na) belong to the word.
std::size_t wordBegin(std::string_view before)
{
    std::size_t begin = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < before.size(); ++i) {
        const char c = before[i];
        if (quoted && c == '\\')
            ++i;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && separates(c))
            begin = i + 1;
    }
    return std::min(begin, before.size());
}

bool startsWithIgnoringCase(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size() && equalIgnoringCase(text.substr(0, prefix.size()), prefix);
}

/// 0: begins with the word, 1: the same ignoring case, 2: one of its names does; nullopt: none of it.
std::optional<int> rank(std::string_view text, std::string_view word)
{
    if (text.starts_with(word))
        return 0;
    if (startsWithIgnoringCase(text, word))
        return 1;
    for (std::size_t i = 1; i < text.size(); ++i) {
        const bool begins = text[i - 1] == '.' || text[i - 1] == '"';
        if (begins && startsWithIgnoringCase(text.substr(i), word))
            return 2;
    }
    return std::nullopt;
}

class Offers
{
public:
    explicit Offers(std::string_view word) : m_word(word) {}

    void add(std::string text, Candidate::Kind kind)
    {
        const auto fits = rank(text, m_word);
        if (fits && text != m_word)
            m_ranked[static_cast<std::size_t>(*fits)].push_back({std::move(text), kind});
    }
    std::vector<Candidate> best()
    {
        std::vector<Candidate> out;
        for (auto& group : m_ranked)
            std::ranges::move(group, std::back_inserter(out));
        out.resize(std::min(out.size(), mostCandidates));
        return out;
    }

private:
    std::string_view m_word;
    std::array<std::vector<Candidate>, 3> m_ranked;
};

void offerFields(Offers& offers, const std::vector<std::string>& paths, const std::vector<std::string>& headers)
{
    for (const char* field : {"key", "value", "header[\"", "partition", "offset", "timestamp", "size"})
        offers.add(field, Candidate::Kind::Field);
    for (const std::string& path : paths)
        offers.add(path, Candidate::Kind::Path);
    for (const std::string& name : headers)
        offers.add("header[" + filter_text::quoted(name) + "]", Candidate::Kind::Header);
}

void offerOperators(Offers& offers, const Expectation& state)
{
    if (state.what == What::Operator) {
        for (const char* sign : {"==", "!=", ">", ">=", "<", "<="})
            offers.add(sign, Candidate::Kind::Operator);
        if (!state.isNumeric())
            offers.add("~", Candidate::Kind::Operator);
    }
    if (!state.isNumeric())
        offers.add("contains", Candidate::Kind::Operator);
    offers.add("in", Candidate::Kind::Operator);
    offers.add("exists", Candidate::Kind::Operator);
    if (state.what != What::Operator)
        return;
    offers.add("not", Candidate::Kind::Keyword);
    if (!state.isNumeric()) {
        for (const char* sign : {"==*", "!=*", "~*", "contains*", "in*"})
            offers.add(sign, Candidate::Kind::Operator);
    }
}

void offerValues(Offers& offers, const Expectation& state)
{
    if (!state.hasField)
        return;
    if (state.field.part == FieldPath::Part::Timestamp) {
        for (const char* time : {"-15m", "-1h", "-24h", "-7d"})
            offers.add(time, Candidate::Kind::Value);
    } else if (!state.isNumeric()) {
        for (const char* value : {"true", "false", "null"})
            offers.add(value, Candidate::Kind::Value);
    }
}

void offer(Offers& offers, const Expectation& state, bool nothingTyped, const std::vector<std::string>& paths,
           const std::vector<std::string>& headers)
{
    switch (state.what) {
    case What::Joint:
        if (state.inList)
            return;
        offers.add("and", Candidate::Kind::Keyword);
        offers.add("or", Candidate::Kind::Keyword);
        if (nothingTyped)
            return;
        [[fallthrough]];
    case What::Condition:
        offerFields(offers, paths, headers);
        offers.add("not", Candidate::Kind::Keyword);
        return;
    case What::Operator:
    case What::NegatedOperator: offerOperators(offers, state); return;
    case What::List: offers.add("(", Candidate::Kind::Operator); return;
    case What::Value: offerValues(offers, state); return;
    }
}

/// Behind the cursor, what belongs to the same word and is replaced with it.
std::size_t wordEnd(std::string_view text, std::size_t begin, std::size_t cursor, bool isSign)
{
    std::size_t end = cursor;
    if (isSign) {
        while (end < text.size() && signs.find(text[end]) != std::string_view::npos)
            ++end;
        return end;
    }
    while (end < text.size() && filter_text::isWordByte(text[end]))
        ++end;
    const bool inQuotes = std::ranges::count(text.substr(begin, cursor - begin), '"') % 2 == 1;
    if (inQuotes && text.substr(end).starts_with("\"]"))
        end += 2;
    return end;
}

} // namespace

FilterCompletion completeFilter(std::string_view text, std::size_t cursor, const std::vector<std::string>& seenPaths,
                                const std::vector<std::string>& seenHeaders)
{
    cursor = std::min(cursor, text.size());
    const std::string_view before = text.substr(0, cursor);
    std::size_t begin = wordBegin(before);
    std::size_t signBegin = begin;
    while (begin == cursor && signBegin > 0 && signs.find(text[signBegin - 1]) != std::string_view::npos)
        --signBegin;
    const auto stateAt = [text](std::size_t at) -> std::optional<Expectation> {
        const auto tokens = lexFilter(text.substr(0, at));
        if (!tokens)
            return std::nullopt;
        Expectation state;
        for (const FilterToken& token : *tokens) {
            if (token.kind != Kind::End)
                step(state, token);
        }
        return state;
    };
    auto state = stateAt(signBegin);
    const bool isSign = signBegin < begin && state && state->what == What::Operator;
    if (isSign)
        begin = signBegin;
    else if (signBegin < begin)
        state = stateAt(begin);
    FilterCompletion completion{begin, wordEnd(text, begin, cursor, isSign), {}};
    const std::string_view word = before.substr(begin);
    if (!state || word.starts_with('"'))
        return completion;
    Offers offers(word);
    offer(offers, *state, word.empty(), seenPaths, seenHeaders);
    completion.candidates = offers.best();
    return completion;
}

} // namespace weir
