// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/byte_search.h"
#include "core/records/filter_ast.h"
#include "core/records/filter_regex.h"
#include "core/records/json_index.h"

#include <optional>
#include <string>
#include <vector>

namespace weir {

/// Private to the plan of a filter: one condition, asked about one thing at a time. A thing that is not there is never
/// asked about: every condition on it is false. One thread at a time.
class FilterPredicate
{
public:
    /// `node`: Compare, Contains, Matches or Exists.
    explicit FilterPredicate(const FilterNode& node);

    /// A whole key, value or header; nullopt is Kafka's NULL.
    [[nodiscard]] bool onPayload(OptionalBytesView bytes) const;
    [[nodiscard]] bool onJson(const JsonElement& element);
    /// partition, offset, timestamp, size
    [[nodiscard]] bool onInteger(std::int64_t value) const;
    /// Contains and Matches
    [[nodiscard]] bool onText(std::string_view bytes) const;

    [[nodiscard]] bool asksForText() const
    {
        return m_kind == FilterNode::Kind::Contains || m_kind == FilterNode::Kind::Matches;
    }
    /// True when no JSON without escapes that lacks all of the texts looked for can fulfil this: see mayBeIn().
    [[nodiscard]] bool hasNeedles() const { return !m_needles.empty(); }
    [[nodiscard]] bool mayBeIn(std::string_view json) const;

private:
    [[nodiscard]] bool textFits(std::string_view bytes, const FilterLiteral& literal) const;
    [[nodiscard]] bool numberFits(std::string_view number, const FilterLiteral& literal) const;
    [[nodiscard]] bool ordered(std::strong_ordering order) const;
    [[nodiscard]] bool negates() const { return m_compare == FilterCompare::NotEqual; }
    template <typename Fits> [[nodiscard]] bool anyLiteral(Fits fits) const;

    FilterNode::Kind m_kind;
    FilterCompare m_compare;
    bool m_ignoreCase;
    std::vector<FilterLiteral> m_literals;
    std::vector<std::string> m_sorted; ///< the texts of a long `in` list, when nothing else is in it
    std::optional<ByteSearch> m_search;
    std::optional<FilterRegex> m_regex;
    std::vector<ByteSearch> m_needles;
    std::string m_unescaped;
};

} // namespace weir
