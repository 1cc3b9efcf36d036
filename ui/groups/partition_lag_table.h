// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/groups/status_words.h"
#include "ui/groups/lag_trend.h"
#include "ui/widgets/table_model.h"

#include <string>
#include <vector>

namespace weir::ui {

/// One partition of a group.
struct PartitionLagRow {
    PartitionLag lag;
    LagStatus status;
    bool membersVisible = true;
    double share = 0; ///< of the largest lag in the group
    TimestampMs sampled = 0;
};

/// `status` may be null: then nothing is derived yet.
[[nodiscard]] std::vector<PartitionLagRow> partitionLagRows(const GroupLag& group, const GroupStatus* status, TimestampMs sampled);
[[nodiscard]] QString partitionLagKey(const PartitionLagRow& row);

/// What a link in a row leads to.
enum class PartitionLink { None, StuckRecord, Unread, Skip };
[[nodiscard]] PartitionLink partitionLinkOf(const QString& columnId);

/// Columns under the chart; the first is the topic, hidden where a group reads one topic only. The last three are links: the
/// record the partition stands on, what it has not read, skip that record.
[[nodiscard]] std::vector<Column<PartitionLagRow>> partitionLagColumns(TrendCache& trends);
/// Columns of the Offsets tab: every number there is, no pictures.
[[nodiscard]] std::vector<Column<PartitionLagRow>> partitionOffsetColumns();

/// True when there is something between the committed offset (or the log start) and the end.
[[nodiscard]] bool hasUnread(const PartitionLag& lag);
/// True when there is a record at the committed offset to look at.
[[nodiscard]] bool hasRecordAtCommitted(const PartitionLag& lag);

} // namespace weir::ui
