// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/filter.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A part of a record by name, in the notation of the filter language: `key`, `value`, `header["name"]`, `partition`,
/// `offset`, `timestamp`, `size`, `value.data.items[0].sku`, `value..id` (any depth, the first one), `key.id`.
/// An immutable value; any thread.
class FieldPath
{
public:
    struct Step {
        enum class Kind { Member, Index, AnyDepth };
        Kind kind = Kind::Member;
        std::string name;        ///< Member, AnyDepth
        std::size_t index = 0;   ///< Index
        bool operator==(const Step&) const = default;
    };
    enum class Part { Key, Value, Header, Partition, Offset, Timestamp, Size };

    [[nodiscard]] static std::expected<FieldPath, FilterError> parse(std::string_view text);
    /// The notation that parse() reads back, quoted where a name needs it.
    [[nodiscard]] std::string text() const;

    /// The field of a record as text for a cell: strings without quotes and unescaped, other JSON as it is written (numbers
    /// untouched). nullopt: not there, or the payload is no JSON.
    [[nodiscard]] std::optional<std::string> extract(const Record& record) const;
    /// The same from JSON bytes alone, for paths into key or value.
    [[nodiscard]] std::optional<std::string> extractFrom(std::string_view json) const;

    Part part = Part::Value;
    std::string header;      ///< Part::Header
    std::vector<Step> steps; ///< into the JSON of key, value or header
    bool operator==(const FieldPath&) const = default;
};

} // namespace weir
