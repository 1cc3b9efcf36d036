// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_status.h"
#include "ui/groups/group_words.h"
#include "ui/widgets/cell.h"

#include <QtCore/QString>

namespace weir::ui {

/// "OK", "catching up", "stalled", … with the reason and since when; no word while health is unknown.
[[nodiscard]] Note healthNote(const LagStatus& status);
/// The colour alone.
[[nodiscard]] Tone healthTone(Health health);
/// The word alone, as in sentences and rules: "stalled".
[[nodiscard]] QString healthWord(Health health);

/// "1 min 42 s", "≈ 3 min", "0 s", "–" with why, how exact, and how long the next record has been waiting.
[[nodiscard]] Note timeLagNote(const TimeLag& time, TimestampMs now);
[[nodiscard]] SortKey timeLagKey(const TimeLag& time);
/// For how long the next unread record has been waiting; nullopt while unknown or when nothing is unread.
[[nodiscard]] std::optional<std::chrono::milliseconds> waitingFor(const TimeLag& time, TimestampMs now);

/// "1,204 /s", "0.3 /s", "–".
[[nodiscard]] QString rateText(const std::optional<double>& perSecond);
[[nodiscard]] SortKey rateKey(const std::optional<double>& perSecond);

/// "4 min 10 s", "never", "done", "–"; "steady" where lag stays as it is and the group is healthy.
[[nodiscard]] Note drainNote(const LagStatus& status);
[[nodiscard]] Note overtakeNote(const TimeAhead& ahead);
/// Never sorts behind every time.
[[nodiscard]] SortKey aheadKey(const TimeAhead& ahead);

} // namespace weir::ui
