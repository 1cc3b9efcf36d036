// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_job.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace weir::cli {

/// For tests: WEIR_TEST_KILL_AT="batch_begun:3" lets the process die by SIGKILL the third time a job reaches that step.
struct KillPoint {
    ReplayStep step = ReplayStep::Selected;
    int turn = 1;

    bool operator==(const KillPoint&) const = default;
};
inline constexpr const char* killVariable = "WEIR_TEST_KILL_AT";

/// "selected", "prepared", "batch_begun", "sent", "commit_sent", "committed_on_broker", "settled", "finished".
[[nodiscard]] std::string_view stepName(ReplayStep step);
/// InvalidInput names the steps. Pure.
[[nodiscard]] Result<KillPoint> parseKillPoint(std::string_view text);
/// What the environment asks for; an empty function when it asks for nothing.
[[nodiscard]] Result<std::function<void(ReplayStep)>> killHook();

} // namespace weir::cli
