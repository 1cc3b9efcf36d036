// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_monitor.h"
#include "ui/groups/status_words.h"
#include "ui/groups/lag_trend.h"
#include "ui/widgets/table_model.h"

#include <QtCore/QString>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace weir::ui {

/// One consumer group in the list: its numbers, and the round they come from. Words are made when a row is painted, since a
/// thousand rows change every second and thirty are seen.
struct GroupRow {
    std::string id;
    QString name; ///< safe to show
    std::shared_ptr<const GroupLag> lag; ///< kept alive by the round, or a part of one of its groups
    LagStatus status;
    double share = 0; ///< of the largest lag in the list
    TimestampMs sampled = 0;

    [[nodiscard]] Note health() const { return healthNote(status); }
    [[nodiscard]] Note note() const { return groupNote(*lag); }
    /// The more serious of both.
    [[nodiscard]] Tone tone() const { return std::max(healthTone(status.health.health), groupTone(*lag)); }
};

/// The rows of one round, in the order of the round.
[[nodiscard]] std::vector<GroupRow> groupRows(const std::shared_ptr<const GroupRound>& round);
/// The groups that have commits for a topic or read it, with what concerns that topic only: lag, rates, health of its
/// partitions.
[[nodiscard]] std::vector<GroupRow> groupRowsOfTopic(const GroupRound& round, const std::string& topic);
/// `trends` is asked by group id while cells are painted; it outlives the model.
[[nodiscard]] std::vector<Column<GroupRow>> groupColumns(TrendCache& trends);
/// The key of a row.
[[nodiscard]] QString groupKey(const GroupRow& row);

} // namespace weir::ui
