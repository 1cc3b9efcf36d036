// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"
#include "ui/widgets/table_model.h"

#include <vector>

namespace weir::ui {

/// One header of a record; `index` keeps repeated names apart and in order.
struct HeaderRow {
    int index = 0;
    Header header;
    bool failure = false; ///< belongs to a failure or retry convention
};

[[nodiscard]] std::vector<HeaderRow> headerRows(const Headers& headers);
[[nodiscard]] QString headerKey(const HeaderRow& row);
[[nodiscard]] std::vector<Column<HeaderRow>> headerColumns();
/// A header value in one line: NULL, "empty", text, a big-endian number with its bytes, or hexadecimal.
[[nodiscard]] QString headerValueText(const OptionalBytes& value);

} // namespace weir::ui
