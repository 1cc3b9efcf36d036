// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/scan.h"
#include "core/records/tail.h"

#include <QtCore/QString>

#include <vector>

namespace weir::ui {

/// What somebody can do about the records shown, at the foot of their table.
enum class FootAction { Stop, Continue, TryAgain, SkipDamage, Pause, Resume, Clear, BackToTopic };

/// What the foot of the record table says, so that nobody takes a part for the whole. A value.
struct FootText {
    QString strong;  ///< "Scanned 1,204,331 of 7,512,908"
    QString rest;    ///< "12 hits · 1.1 M records/s · stopped: 12 hits asked for"
    QString details; ///< a line per partition, for the tooltip
    bool warn = false; ///< `rest` says something to look at
    std::vector<FootAction> actions;

    [[nodiscard]] QString sentence() const; ///< all of it in one line, for screen readers and the status bar
};

[[nodiscard]] QString footActionText(FootAction action);

/// A range that is scrolled through. `failures`: partitions whose offsets or records could not be had. Pure.
[[nodiscard]] FootText describeBrowse(const weir::ResolvedRange& range, const std::vector<weir::Failure>& failures,
                                      bool newestFirst);
/// A search. `unresolved`: partitions of the range that are not searched at all, because their offsets could not be had;
/// `recordsPerSecond` of the moment while it runs, 0 when not known. Pure.
[[nodiscard]] FootText describeSearch(const weir::ScanState& state, const std::vector<weir::Failure>& unresolved,
                                     std::int64_t hitsAskedFor, double recordsPerSecond);
/// A live tail. Pure.
[[nodiscard]] FootText describeTail(const weir::TailState& state, bool filtered);

/// "0–3", "0–3, 7": ascending partition numbers, runs joined.
[[nodiscard]] QString partitionRuns(std::vector<std::int32_t> partitions);

} // namespace weir::ui
