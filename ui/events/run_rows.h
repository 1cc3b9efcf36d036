// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/event_run.h"
#include "ui/events/run_words.h"
#include "ui/widgets/table_model.h"

#include <vector>

namespace weir::ui {

/// One run in the list of this session.
struct RunRow {
    QString id;
    QString title;
    TimestampMs started = 0;
    QString state;
    Tone tone = Tone::Neutral;
    std::uint64_t acknowledged = 0;
    std::uint64_t failed = 0; ///< those that could not be made, too
    double perSecond = 0;     ///< over the whole run
    std::optional<std::chrono::microseconds> p99{};

    bool operator==(const RunRow&) const = default;
};
[[nodiscard]] std::vector<RunRow> runRows(const std::vector<RunView>& runs);
[[nodiscard]] QString runRowKey(const RunRow& row);
[[nodiscard]] std::vector<Column<RunRow>> runColumns();

/// One kind of failure of a run.
struct RunFailureRow {
    QString key;
    std::uint64_t count = 0;
    QString what;
    QString detail;
    QString first;

    bool operator==(const RunFailureRow&) const = default;
};
/// Most frequent first.
[[nodiscard]] std::vector<RunFailureRow> runFailureRows(const std::vector<RunFailure>& failures);
[[nodiscard]] QString runFailureKey(const RunFailureRow& row);
[[nodiscard]] std::vector<Column<RunFailureRow>> runFailureColumns();

} // namespace weir::ui
