// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_event.h"
#include "ui/groups/group_words.h"
#include "ui/widgets/line_chart.h"
#include "ui/widgets/table_model.h"

#include <vector>

namespace weir::ui {

/// One event in the list of a group.
struct GroupEventRow {
    GroupEvent event;
    QString key;
};

/// "rebalance", "offsets reset", … with the tone that fits.
[[nodiscard]] Note eventNote(const GroupEvent& event);
/// Newest first.
[[nodiscard]] std::vector<GroupEventRow> eventRows(const std::vector<GroupEvent>& events);
[[nodiscard]] QString eventKey(const GroupEventRow& row);
[[nodiscard]] std::vector<Column<GroupEventRow>> eventColumns();
/// What is drawn on a chart.
[[nodiscard]] std::vector<ChartMark> eventMarks(const std::vector<GroupEvent>& events);

} // namespace weir::ui
