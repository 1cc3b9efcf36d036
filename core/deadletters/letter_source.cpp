// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_plan.h"

namespace weir {

Result<std::unique_ptr<LetterSource>> openLetterSource(std::shared_ptr<Cluster>, std::shared_ptr<const ReplayPlan>)
{
    return fail(ErrorKind::Unsupported, "Not built yet.");
}

} // namespace weir
