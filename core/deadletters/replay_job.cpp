// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_job.h"

namespace weir {

Result<std::unique_ptr<ReplayJob>> ReplayJob::start(Start) { return fail(ErrorKind::Unsupported, "Not built yet."); }

} // namespace weir
