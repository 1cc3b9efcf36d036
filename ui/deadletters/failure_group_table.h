// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/inbox.h"
#include "ui/deadletters/letter_states.h"
#include "ui/widgets/table_model.h"

#include <vector>

namespace weir::ui {

/// One kind of failure, as its two-line row shows it.
struct FailureGroupRow {
    FailureGroup group;
    std::int64_t open = 0;
    double share = 0; ///< of all open letters that are listed, 0 to 1
    GroupTally tally{};
    std::string note{}; ///< a person's, about the group
};

[[nodiscard]] QString failureGroupKey(const FailureGroupRow& row);
/// Failure over pattern, origin over stage, the last 24 hours, open letters, share, last seen.
[[nodiscard]] std::vector<Column<FailureGroupRow>> failureGroupColumns();
inline constexpr int failureCountColumn = 3;
/// Not shown, but searched by the filter.
inline constexpr int failureTopicsColumn = 6;

} // namespace weir::ui
