// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/deadletters/convention.h"

#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Header names of somebody's own consumers, told by a person: for dead letters of no known framework.
struct CustomConvention {
    struct Rule {
        std::string header;
        FailureField field = FailureField::Nothing;
        HeaderEncoding encoding = HeaderEncoding::Text;
        bool operator==(const Rule&) const = default;
    };
    std::string name;          ///< for people: "billing"
    std::vector<Rule> rules;   ///< the first one's header decides whether the convention is there
    HopOrder order = HopOrder::OldestFirst;
    bool operator==(const CustomConvention&) const = default;
};

/// A convention as JSON text, and back: {"name":…,"newest_first":false,"headers":[{"header":"x-topic","field":"origin_topic",
/// "encoding":"text"}]}. InvalidInput says which word is wrong. Pure.
[[nodiscard]] std::string toJson(const CustomConvention& convention);
[[nodiscard]] Result<CustomConvention> parseCustomConvention(std::string_view json);

/// "origin_topic", "origin_partition", …; "text", "decimal", "int32", "int64", "big_integer".
[[nodiscard]] std::string_view failureFieldCode(FailureField field);
[[nodiscard]] std::string_view headerEncodingCode(HeaderEncoding encoding);

} // namespace weir
