// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/admin.h"
#include "ui/widgets/table_model.h"

#include <string>
#include <vector>

namespace weir::ui {

/// One member of a group.
struct MemberRow {
    GroupMember member;
    std::optional<qint64> lag; ///< of the partitions assigned to it; nullopt when none of them is known
};

[[nodiscard]] QString memberKey(const MemberRow& row);
[[nodiscard]] std::vector<Column<MemberRow>> memberColumns();
/// "events.orderpaid 0, 1, 2 · events.ordershipped 4", safe to show.
[[nodiscard]] QString assignedText(const std::vector<TopicPartition>& assigned);

} // namespace weir::ui
