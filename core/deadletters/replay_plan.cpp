// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_plan.h"

namespace weir {

std::string_view verdictCode(ReplayVerdict) { return {}; }
std::string_view verdictText(ReplayVerdict) { return {}; }
std::vector<std::string> planSentences(const ReplayPlan&) { return {}; }
Result<ReplayPlan> planReplay(Cluster&, Cluster&, const LetterSelection&, const ReplayOptions&, const ReplayJournal*,
                              const std::function<void(std::int64_t)>&, const Call&)
{
    return fail(ErrorKind::Unsupported, "Not built yet.");
}
Result<OutgoingRecord> prepareReplay(const ReplayPlan&, const ReplayItem&, const Record&, const Record*)
{
    return fail(ErrorKind::Unsupported, "Not built yet.");
}

} // namespace weir
