// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/alert_rule.h"
#include "core/groups/group_monitor.h"

#include <QtCore/QString>

namespace weir::ui {

/// What a condition is called in the list of choices: "Time lag is above".
[[nodiscard]] QString conditionName(AlertRule::Condition condition);
/// The whole condition of a rule: "More than 5 min 00 s behind, for 2 min 00 s".
[[nodiscard]] QString conditionText(const AlertRule& rule);
/// Whom a rule watches: "all groups", "shop-*"; safe to show.
[[nodiscard]] QString watchedText(const AlertRule& rule);

/// How many subjects of a round a rule would watch, and of how many its condition holds at this moment.
struct RulePreview {
    int matches = 0;
    std::optional<int> now; ///< nullopt: one round does not tell (growth)
};
/// nullopt when there is no round with an answer.
[[nodiscard]] std::optional<RulePreview> previewOf(const AlertRule& rule, const GroupRound* round);
/// "Would match 12 groups, 2 of them now."
[[nodiscard]] QString previewText(const AlertRule& rule, const std::optional<RulePreview>& preview);

/// A threshold or time as it is typed: "10000", "5m", "1h30m"; parseCount() and parseDuration() read it.
[[nodiscard]] QString typedDuration(std::chrono::milliseconds time);

/// A moment for a table: the time when it is today, with the date otherwise. Local time.
[[nodiscard]] QString momentText(TimestampMs time, TimestampMs now);

} // namespace weir::ui
