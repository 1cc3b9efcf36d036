// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_job.h"
#include "ui/widgets/table_model.h"

#include <vector>

namespace weir::ui {

class ReplayFeed;

/// A replay job in the list.
struct ReplayJobRow {
    ReplayProgress progress;
    bool here = false;
    bool starting = false;
};
[[nodiscard]] std::vector<ReplayJobRow> replayJobRows(const ReplayFeed& feed);
[[nodiscard]] std::vector<Column<ReplayJobRow>> replayJobColumns();
[[nodiscard]] QString replayJobKey(const ReplayJobRow& row);
/// "14:22:31" today, else with the date; "–" for none.
[[nodiscard]] QString replayTimeText(std::optional<TimestampMs> time);

} // namespace weir::ui
