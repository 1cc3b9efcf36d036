// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/audit_trail.h"
#include "ui/widgets/table_model.h"

#include <vector>

namespace weir::ui {

[[nodiscard]] std::vector<Column<AuditEntry>> activityColumns();
[[nodiscard]] QString activityKey(const AuditEntry& entry);
/// How a change ended, in one word: "done", "failed", "not finished", or the outcome's own first word.
[[nodiscard]] PillCell outcomePill(const AuditEntry& entry);
/// The outcome behind that word: "offset 17", "298 committed, 2 gone".
[[nodiscard]] QString outcomeRest(const AuditEntry& entry);

} // namespace weir::ui
