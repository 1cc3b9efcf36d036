// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/filter_predicate.h"

#include "core/base/time_text.h"
#include "core/records/json_number.h"

#include <algorithm>

namespace weir {
namespace {

using Literal = FilterLiteral::Kind;

constexpr std::size_t longList = 8;
/// More needles than this cost more than the parse they save.
constexpr std::size_t mostNeedles = 4;

bool isText(const FilterLiteral& literal) { return literal.kind == Literal::Text; }

std::string folded(std::string_view text, bool ignoreCase)
{
    std::string out(text);
    if (ignoreCase)
        std::ranges::transform(out, out.begin(), asciiLower);
    return out;
}

} // namespace

FilterPredicate::FilterPredicate(const FilterNode& node)
    : m_kind(node.kind), m_compare(node.compare), m_ignoreCase(node.ignoreCase), m_literals(node.literals)
{
    const bool texts = !m_literals.empty() && std::ranges::all_of(m_literals, isText);
    if (m_kind == FilterNode::Kind::Contains)
        m_search.emplace(m_literals.front().text, m_ignoreCase);
    if (m_kind == FilterNode::Kind::Matches)
        m_regex.emplace(m_literals.front().text, m_ignoreCase);
    if (m_kind == FilterNode::Kind::Compare && texts && m_literals.size() >= longList) {
        for (const FilterLiteral& literal : m_literals)
            m_sorted.push_back(folded(literal.text, m_ignoreCase));
        std::ranges::sort(m_sorted);
    }
    const bool literal = m_kind == FilterNode::Kind::Contains ||
                         (m_kind == FilterNode::Kind::Compare && m_compare == FilterCompare::Equal);
    if (literal && texts && m_literals.size() <= mostNeedles) {
        for (const FilterLiteral& wanted : m_literals)
            m_needles.emplace_back(wanted.text, m_ignoreCase);
    }
}

bool FilterPredicate::mayBeIn(std::string_view json) const
{
    return std::ranges::any_of(m_needles, [json](const ByteSearch& needle) { return needle.isIn(json); });
}

bool FilterPredicate::ordered(std::strong_ordering order) const
{
    switch (m_compare) {
    case FilterCompare::Equal:
    case FilterCompare::NotEqual: return order == 0; // turned round by the caller, after all literals
    case FilterCompare::Less: return order < 0;
    case FilterCompare::LessEqual: return order <= 0;
    case FilterCompare::Greater: return order > 0;
    case FilterCompare::GreaterEqual: return order >= 0;
    }
    return false;
}

template <typename Fits> bool FilterPredicate::anyLiteral(Fits fits) const
{
    return std::ranges::any_of(m_literals, fits) != negates();
}

bool FilterPredicate::textFits(std::string_view bytes, const FilterLiteral& literal) const
{
    if (literal.kind == Literal::Text) {
        if (m_ignoreCase)
            return equalIgnoringCase(bytes, literal.text);
        return ordered(bytes <=> std::string_view(literal.text));
    }
    if (literal.kind != Literal::Time)
        return false;
    const auto time = parseUtc(bytes);
    return time && ordered(*time <=> literal.time);
}

bool FilterPredicate::numberFits(std::string_view number, const FilterLiteral& literal) const
{
    return literal.kind == Literal::Number && ordered(compareJsonNumbers(number, literal.text));
}

bool FilterPredicate::onText(std::string_view bytes) const
{
    return m_search ? m_search->isIn(bytes) : m_regex && m_regex->matches(bytes);
}

bool FilterPredicate::onPayload(OptionalBytesView bytes) const
{
    if (m_kind == FilterNode::Kind::Exists)
        return bytes.has_value();
    if (asksForText())
        return bytes && onText(*bytes);
    if (!m_sorted.empty())
        return bytes && std::ranges::binary_search(m_sorted, folded(*bytes, m_ignoreCase));
    return anyLiteral([&](const FilterLiteral& literal) {
        if (!bytes || literal.kind == Literal::Null)
            return !bytes && literal.kind == Literal::Null;
        switch (literal.kind) {
        case Literal::Number: return isJsonNumber(*bytes) && numberFits(*bytes, literal);
        case Literal::True: return *bytes == "true";
        case Literal::False: return *bytes == "false";
        default: return textFits(*bytes, literal);
        }
    });
}

bool FilterPredicate::onJson(const JsonElement& element)
{
    using Kind = JsonElement::Kind;
    if (m_kind == FilterNode::Kind::Exists)
        return true;
    std::string_view bytes = element.bytes;
    if (element.kind == Kind::String) {
        bytes = bytes.substr(1, bytes.size() - 2);
        if (bytes.find('\\') != std::string_view::npos) {
            m_unescaped.clear();
            appendJsonString(m_unescaped, bytes);
            bytes = m_unescaped;
        }
    }
    if (asksForText())
        return element.kind != Kind::Null && onText(bytes);
    if (!m_sorted.empty())
        return element.kind == Kind::String && std::ranges::binary_search(m_sorted, folded(bytes, m_ignoreCase));
    return anyLiteral([&](const FilterLiteral& literal) {
        switch (element.kind) {
        case Kind::String: return textFits(bytes, literal);
        case Kind::Number: return numberFits(bytes, literal);
        case Kind::True: return literal.kind == Literal::True;
        case Kind::False: return literal.kind == Literal::False;
        case Kind::Null: return literal.kind == Literal::Null;
        default: return false;
        }
    });
}

bool FilterPredicate::onInteger(std::int64_t value) const
{
    if (m_kind == FilterNode::Kind::Exists)
        return true;
    return anyLiteral([&](const FilterLiteral& literal) {
        if (literal.kind == Literal::Time)
            return ordered(value <=> literal.time);
        const auto number = smallJsonInteger(literal.text);
        return number ? ordered(value <=> *number) : numberFits(std::to_string(value), literal);
    });
}

} // namespace weir
