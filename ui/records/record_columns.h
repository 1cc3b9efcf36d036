// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/records/record_row.h"
#include "ui/widgets/table_model.h"

#include <vector>

namespace weir::ui {

namespace RecordColumn {
enum Index { Time, Partition, Offset, Key, EventType, Value, Size };
}

/// The columns of the record table, in the order of RecordColumn. Texts are made from the bytes when they are painted:
/// at most 512 bytes of a key or value are looked at. NULL and empty are pills, so that nobody takes them for text.
[[nodiscard]] std::vector<Column<RecordRow>> recordColumns();

} // namespace weir::ui
