// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <cstdint>

// How HistoryStore numbers its rows: tier, then window of time, then series. Rows of one minute's writing lie side by side
// in the file, and the oldest are its beginning.
namespace weir::history_rows {

constexpr std::int64_t slots = 60; ///< buckets in a row
constexpr TimestampMs fineSlot = 10'000;
constexpr TimestampMs coarseSlot = 60'000;
constexpr TimestampMs fineWindow = slots * fineSlot;
constexpr TimestampMs coarseWindow = slots * coarseSlot;
constexpr std::int64_t finePerCoarse = coarseWindow / fineWindow;

constexpr unsigned seriesBits = 28;
constexpr std::int64_t mostSeries = (std::int64_t{1} << seriesBits) - 1;
constexpr std::int64_t mostWindows = std::int64_t{1} << 34;
constexpr std::int64_t coarseBegin = std::int64_t{1} << 62;

constexpr std::int64_t row(bool coarse, std::int64_t window, std::int64_t series)
{
    return (coarse ? coarseBegin : 0) + (window << seriesBits) + series;
}
constexpr std::int64_t windowOf(std::int64_t row) { return (row & (coarseBegin - 1)) >> seriesBits; }
constexpr std::int64_t seriesOf(std::int64_t row) { return row & mostSeries; }

} // namespace weir::history_rows
