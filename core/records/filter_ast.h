// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/field_path.h"

#include <optional>
#include <string>
#include <vector>

namespace weir {

enum class FilterCompare { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual };

/// What a field is compared with.
struct FilterLiteral {
    enum class Kind { Text, Number, Time, True, False, Null };
    Kind kind = Kind::Text;
    std::string text{};    ///< Text: the bytes meant; Number: as written, a JSON number
    TimestampMs time = 0;  ///< Time

    bool operator==(const FilterLiteral&) const = default;
};

/// The parsed form of a filter: a tree of conditions. What each of them means is told in
/// resources/help/filter-language.md. A plain value.
struct FilterNode {
    enum class Kind {
        All,      ///< and
        Any,      ///< or
        Not,      ///< one child
        Compare,  ///< Equal with several literals is `in`
        Contains, ///< one Text literal
        Matches,  ///< one Text literal, the regular expression
        Exists,
    };
    Kind kind = Kind::All;
    std::vector<FilterNode> children;  ///< All, Any, Not
    std::optional<FieldPath> field;    ///< nullopt: text anywhere (Contains, Matches)
    FilterCompare compare = FilterCompare::Equal;
    bool ignoreCase = false;           ///< of ASCII letters; of all letters in Matches
    std::vector<FilterLiteral> literals;
};

} // namespace weir
