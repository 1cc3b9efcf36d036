// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/event_run.h"

namespace weir {

bool hasEnded(RunState state) { return state == RunState::Done || state == RunState::Cancelled || state == RunState::Stopped; }
Result<std::unique_ptr<EventRun>> EventRun::start(Start) { return fail(ErrorKind::Unsupported, "Runs are missing."); }
std::string runSummary(const RunProgress&) { return {}; }

} // namespace weir
