// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/line_chart.h"

#include <span>
#include <vector>

namespace weir::ui {

/// One moment of a chart: what each series says there; NaN where it has no point or a gap.
struct ChartRow {
    double seconds = 0;
    std::vector<double> values; ///< in the order of the series
};
struct ChartRows {
    std::vector<ChartRow> rows; ///< newest first
    std::size_t more = 0;       ///< older moments of the span that were left out
};

/// The points from `from` to `to` seconds side by side, at most `most` moments, the newest. Pure.
[[nodiscard]] ChartRows chartRows(std::span<const ChartSeries> series, double from, double to, std::size_t most);

/// "time,series…" with a line per moment, oldest first; times as ISO 8601 UTC, gaps as empty cells. Pure, any thread.
[[nodiscard]] QString chartCsv(std::span<const ChartSeries> series);

} // namespace weir::ui
