// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/offset_undo.h"
#include "ui/groups/group_words.h"
#include "ui/widgets/table_model.h"

#include <vector>

namespace weir::ui {

/// One partition of a preview: an offset that would change, or why it cannot; afterwards what became of it.
struct OffsetChangeRow {
    QString subject;          ///< "orders-3"; of a topic that could not be looked at, its name
    TopicPartition partition;
    std::optional<OffsetChange> change; ///< absent where there is no offset to set
    bool forgets = false;     ///< the commit is deleted
    std::optional<Error> error;
    enum class Outcome { Planned, Done, ChangedSince, Failed } outcome = Outcome::Planned;
};

[[nodiscard]] std::vector<OffsetChangeRow> offsetChangeRows(const UndoPlan& plan);
/// The same rows after the plan was applied.
[[nodiscard]] std::vector<OffsetChangeRow> offsetResultRows(const UndoPlan& plan, const OffsetResult& result);

[[nodiscard]] QString offsetChangeKey(const OffsetChangeRow& row);
[[nodiscard]] std::vector<Column<OffsetChangeRow>> offsetChangeColumns();
/// What is to be said about the row beside its numbers.
[[nodiscard]] Note offsetChangeNote(const OffsetChangeRow& row);

/// "12 partitions change: 1,200 records are read again, 40 are skipped. 3 stay as they are."
[[nodiscard]] QString planTotals(const UndoPlan& plan);
/// "offset 5, key order-17, 1.2 KiB, 2026-11-26 14:03:11": the record that is passed over.
[[nodiscard]] QString skippedText(const SkippedRecord& record);

} // namespace weir::ui
