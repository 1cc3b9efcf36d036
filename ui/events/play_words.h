// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/play_consumer.h"
#include "ui/widgets/running_work.h"
#include "ui/widgets/table_model.h"

namespace weir::ui {

struct PlayView;

/// "Handle", "Delay"..., in the order of PlayRule::Action.
[[nodiscard]] QStringList actionWords();
[[nodiscard]] WorkItem workItem(const PlayView& view);
/// What the activity says about its end.
[[nodiscard]] std::string outcomeLine(const PlayProgress& progress);
/// "orders-0, 1, 4", "orders-0; payments-2", "none yet".
[[nodiscard]] QString partitionsText(const std::vector<TopicPartition>& partitions);

/// Ways to misbehave that are one click away.
struct PlayPreset {
    QString name;
    QString about;
    std::vector<PlayRule> rules{};
    int members = 1;
    std::chrono::milliseconds flapEvery{0};
};
[[nodiscard]] std::vector<PlayPreset> playPresets();

[[nodiscard]] std::vector<Column<PlayMember>> playMemberColumns();
[[nodiscard]] QString playMemberKey(const PlayMember& member);

struct PlayedRow {
    quint64 number = 0; ///< newest first
    PlayedRecord record;
};
[[nodiscard]] std::vector<Column<PlayedRow>> playedColumns();
[[nodiscard]] QString playedKey(const PlayedRow& row);
[[nodiscard]] std::vector<PlayedRow> playedRows(const std::vector<PlayedRecord>& newest);

} // namespace weir::ui
