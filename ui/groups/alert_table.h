// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/groups/alert_words.h"
#include "ui/widgets/table_model.h"

#include <vector>

namespace weir::ui {

/// One alert in the list.
struct AlertRow {
    Alert alert;
    QString subject; ///< safe to show
    TimestampMs now = 0;
};

/// One rule in its table.
struct RuleRow {
    AlertRule rule;
    std::optional<RulePreview> preview;
};

/// Columns that are links.
inline constexpr int alertSubjectColumn = 2;
inline constexpr int ruleOnColumn = 0;

[[nodiscard]] QString alertKey(const AlertRow& row);
[[nodiscard]] std::vector<Column<AlertRow>> alertColumns();
[[nodiscard]] QString ruleKey(const RuleRow& row);
[[nodiscard]] std::vector<Column<RuleRow>> ruleColumns();

} // namespace weir::ui
