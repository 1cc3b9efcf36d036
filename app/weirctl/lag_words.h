// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/json_line.h"

#include "core/groups/group_lag.h"
#include "core/groups/group_status.h"

#include <optional>
#include <string>

namespace weir::cli {

/// How much `weirctl lag` knows: one look, one look with the timestamps of records, or several looks.
struct LagDetail {
    bool times = false;
    bool rates = false;
    [[nodiscard]] bool any() const { return times || rates; }
};

/// "no_commit", …; nullopt for no note. For JSON.
[[nodiscard]] std::optional<std::string> noteCode(LagNote note);
/// Why something in the row is unknown, for people.
[[nodiscard]] std::string noteText(const PartitionLag& row);
/// "7 min 10 s", "~7 min 10 s" (an estimate), "caught up"; "-" when it is unknown.
[[nodiscard]] std::string shownTimeLag(const TimeLag& time);
/// Why a time lag is unknown; empty when it is known.
[[nodiscard]] std::string whyUnknown(const TimeLag& time);
/// Records per second: "12.5", "1204"; "-" while unknown.
[[nodiscard]] std::string shownRate(const std::optional<double>& rate);
/// The same with its sign, for what grows or falls.
[[nodiscard]] std::string shownChange(const std::optional<double>& change);
/// "now", "never", a duration, or "-".
[[nodiscard]] std::string shownAhead(const TimeAhead& ahead);
/// At most so many characters; "…" stands for what was cut.
[[nodiscard]] std::string shortened(const std::string& text, std::size_t most);

/// Adds the fields about time, rates and health to a line.
void addStatus(JsonLine& line, const LagStatus& status, const LagDetail& detail);

} // namespace weir::cli
