// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace weir::ui {

/// Moments and spans of a timeline in local time, as short as the span allows. ms since 1970; pure.
/// "23 Nov 14:00" within days, "14:00:05" within minutes, "Nov 2026" over years.
[[nodiscard]] QString momentWords(qint64 time, qint64 span);
/// "23 Nov 14:00 – 14:15", with what both ends share said once; [begin, end).
[[nodiscard]] QString timeSpanWords(qint64 begin, qint64 end);
/// How much time one bar is: "15 min", "2 h 05 min", "1 d".
[[nodiscard]] QString barWords(qint64 span);

} // namespace weir::ui
