// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/filter_terms.h"

#include "core/records/filter_ast.h"
#include "core/records/filter_text.h"
#include "core/records/json_index.h"
#include "core/records/json_number.h"

namespace weir {
namespace {

constexpr std::size_t longest = 16U << 10U;

bool isWholePayload(const FieldPath& field)
{
    return field.steps.empty() && (field.part == FieldPath::Part::Key || field.part == FieldPath::Part::Value);
}

std::string literalOf(std::string_view bytes)
{
    return isUtf8(bytes) ? filter_text::quoted(bytes) : "hex\"" + toHex(bytes) + '"';
}

/// `!=` asks for a field that is there. Only a whole key or value and the coordinates always are.
std::string equality(const FieldPath& field, const std::string& literal, bool against)
{
    const bool always = isWholePayload(field) || (field.part != FieldPath::Part::Header && field.steps.empty() &&
                                                  field.part != FieldPath::Part::Timestamp);
    if (against && always)
        return field.text() + " != " + literal;
    return (against ? "not " : "") + field.text() + " == " + literal;
}

} // namespace

std::string filterTerm(const FieldPath& field, OptionalBytesView value, bool against)
{
    if (!value)
        return equality(field, "null", against);
    if (value->size() > longest)
        return {};
    const bool payload = field.part == FieldPath::Part::Key || field.part == FieldPath::Part::Value ||
                         field.part == FieldPath::Part::Header;
    return equality(field, !payload && isJsonNumber(*value) ? std::string(*value) : literalOf(*value), against);
}

std::string filterTermForJson(const FieldPath& field, std::string_view token, bool against)
{
    if (token.size() > longest)
        return {};
    if (field.steps.empty())
        return filterTerm(field, token, against);
    if (token.starts_with('{') || token.starts_with('['))
        return field.text() + (against ? " not exists" : " exists");
    if (!token.starts_with('"') || token.size() < 2)
        return equality(field, std::string(token), against);
    std::string text;
    appendJsonString(text, token.substr(1, token.size() - 2));
    return equality(field, literalOf(text), against);
}

std::string andTerm(std::string_view existing, std::string_view term)
{
    while (!existing.empty() && filter_text::isSpace(existing.front()))
        existing.remove_prefix(1);
    while (!existing.empty() && filter_text::isSpace(existing.back()))
        existing.remove_suffix(1);
    const auto filter = Filter::parse(existing, 0);
    if (!filter || filter->matchesEverything())
        return std::string(term);
    std::string out(existing);
    if (filter->root()->kind == FilterNode::Kind::Any)
        out = "(" + out + ")";
    return out.append(" and ").append(term);
}

} // namespace weir
