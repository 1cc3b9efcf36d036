// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/events/import_choice.h"
#include "ui/widgets/table_model.h"

#include <vector>

namespace weir::ui {

[[nodiscard]] QString importRowKey(const ImportRow& row);
/// The records of a preview as they will be sent; a bad one shows its error in place of its value.
[[nodiscard]] std::vector<Column<ImportRow>> importColumns();

} // namespace weir::ui
