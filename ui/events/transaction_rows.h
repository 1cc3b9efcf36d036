// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/held_transaction.h"
#include "ui/widgets/table_model.h"

namespace weir::ui {

/// Transactions as a table.
[[nodiscard]] std::vector<Column<TransactionView>> transactionColumns();
[[nodiscard]] QString transactionKey(const TransactionView& view);
/// Without the older ones of an id that was used again.
[[nodiscard]] std::vector<TransactionView> uniqueTransactions(const std::vector<TransactionView>& views);

} // namespace weir::ui
