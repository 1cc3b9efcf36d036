// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/filter_ast.h"

namespace weir {

/// The tree of a filter; nullopt for white space alone. `now` is what relative times count from. Never deeper than 100
/// parentheses and negations together, and with at most 50 regular expressions; those were tried, so that they compile.
[[nodiscard]] std::expected<std::optional<FilterNode>, FilterError> parseFilter(std::string_view text, TimestampMs now);

} // namespace weir
