// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/groups/group_words.h"
#include "ui/groups/lag_trend.h"
#include "ui/widgets/table_model.h"

#include <string>
#include <vector>

namespace weir::ui {

/// One partition of a group.
struct PartitionLagRow {
    PartitionLag lag;
    bool membersVisible = true;
    double share = 0; ///< of the largest lag in the group
    TimestampMs sampled = 0;
};

[[nodiscard]] std::vector<PartitionLagRow> partitionLagRows(const GroupLag& group, TimestampMs sampled);
[[nodiscard]] QString partitionLagKey(const PartitionLagRow& row);

/// Columns under the chart; the first is the topic, hidden where a group reads one topic only. The last is a link to the
/// record at the committed offset.
[[nodiscard]] std::vector<Column<PartitionLagRow>> partitionLagColumns(TrendCache& trends);
/// Columns of the Offsets tab: every number there is, no pictures.
[[nodiscard]] std::vector<Column<PartitionLagRow>> partitionOffsetColumns();

/// True when there is a record at the committed offset to look at.
[[nodiscard]] bool hasRecordAtCommitted(const PartitionLag& lag);

} // namespace weir::ui
