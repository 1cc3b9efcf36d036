// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/replay_request.h"
#include "app/weirctl/session.h"

#include "core/deadletters/replay_plan.h"

namespace weir::cli {

/// A plan for a person, or with --json a line of the event "plan", then those of "sample" and "letter".
void printPlan(Session& session, const ReplayPlan& plan, const ReplayRequest& request);

/// True when records that were meant are not there any more or cannot be read: not a choice, a loss.
[[nodiscard]] bool lostAny(const ReplayPlan& plan);

} // namespace weir::cli
