// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/browse.h"

#include <QtCore/QString>

#include <vector>

namespace weir::ui {

/// What the foot of the record table says, so that nobody takes a part for the whole.
struct Coverage {
    QString shown;   ///< "Showing 50 of about 1,204"
    QString where;   ///< "offsets 12–61 of partition 2", "partitions 0–3"
    QString reason;  ///< why it ends there: "limit reached", "stopped before everything was read", "everything there is"
    QString details; ///< one line per partition for the tooltip
    bool warn = false; ///< the reason is one to look at: interrupted or failed partitions
    bool more = false; ///< there are offsets that were not looked at

    [[nodiscard]] QString sentence() const; ///< all of it, for screen readers
};

/// Pure; any thread. `failed` is the number of partitions that could not be read.
[[nodiscard]] Coverage describeCoverage(const weir::BrowseRequest& request, const weir::BrowseResult& result,
                                        std::size_t failed);

/// "0–3", "0–3, 7": ascending partition numbers, runs joined.
[[nodiscard]] QString partitionRuns(std::vector<std::int32_t> partitions);

} // namespace weir::ui
