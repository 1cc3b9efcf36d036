// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/records/field_path.h"

#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A string, number, true, false or null inside a JSON text.
struct JsonLeaf {
    std::vector<FieldPath::Step> steps; ///< how it is reached from the whole
    std::size_t begin = 0;              ///< in the text, in bytes; quotes included
    std::size_t end = 0;
    bool isString = false;
};

/// All of them, in their order. InvalidInput as checkJson(). Pure; any thread.
[[nodiscard]] Result<std::vector<JsonLeaf>> jsonLeaves(std::string_view json);
/// "customer.items[0].sku".
[[nodiscard]] std::string pathText(const std::vector<FieldPath::Step>& steps);

} // namespace weir
