// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/session.h"

#include "core/groups/lag_check.h"

#include <vector>

namespace weir::cli {

/// The checks of --check; InvalidInput when one is not understood, whose detail is two lines that show where.
[[nodiscard]] Result<std::vector<LagCheck>> readLagChecks(const Arguments& arguments);

/// Evaluates them together: reads records where time lag is asked for, and watches for a while where health is. Prints one
/// line for each. exitDone when all hold, exitFailed when one does not, exitUnknown when one cannot be told.
int runLagChecks(Session& session, const std::vector<LagCheck>& checks);

} // namespace weir::cli
