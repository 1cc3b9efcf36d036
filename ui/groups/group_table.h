// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_monitor.h"
#include "ui/groups/group_words.h"
#include "ui/groups/lag_trend.h"
#include "ui/widgets/table_model.h"

#include <QtCore/QString>

#include <string>
#include <vector>

namespace weir::ui {

/// One consumer group in the list. Unknown numbers are nullopt.
struct GroupRow {
    std::string id;
    QString name; ///< safe to show
    Note state;
    QString type;
    std::optional<qint64> members; ///< nullopt: this client cannot see them
    std::optional<qint64> lag;
    QString lagReason;  ///< why lag is unknown
    double share = 0;   ///< of the largest lag in the list
    LagStatus status;
    Note health;
    Note note;
    TimestampMs sampled = 0;
};

/// The rows of one round, in the order of the round.
[[nodiscard]] std::vector<GroupRow> groupRows(const GroupRound& round);
/// The groups that have commits for a topic or read it, with what concerns that topic only: lag, rates, health of its
/// partitions.
[[nodiscard]] std::vector<GroupRow> groupRowsOfTopic(const GroupRound& round, const std::string& topic);
/// `trends` is asked by group id while cells are painted; it outlives the model.
[[nodiscard]] std::vector<Column<GroupRow>> groupColumns(TrendCache& trends);
/// The key of a row.
[[nodiscard]] QString groupKey(const GroupRow& row);

} // namespace weir::ui
