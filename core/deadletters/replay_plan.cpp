// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_plan.h"

#include "core/deadletters/replay_planner.h"

namespace weir {

Result<ReplayPlan> planReplay(Cluster& letters, Cluster& target, const LetterSelection& selection,
                              const ReplayOptions& options, const ReplayJournal* journal,
                              const std::function<void(std::int64_t)>& progress, const Call& call)
{
    if (auto checked = checkOptions(options); !checked)
        return fail(std::move(checked.error()));
    if (selection.places.empty() == selection.archive.empty())
        return fail(ErrorKind::InvalidInput, selection.archive.empty()
                                                 ? "Nothing is chosen to be replayed."
                                                 : "Either dead letters are chosen or a file, not both.");
    auto lettersMetadata = letters.admin().metadata(call);
    if (!lettersMetadata)
        return fail(std::move(lettersMetadata.error()));
    auto targetMetadata = &letters == &target ? lettersMetadata : target.admin().metadata(call);
    if (!targetMetadata)
        return fail(std::move(targetMetadata.error()));
    return ReplayPlanner({letters, target, selection, options, journal, progress}, std::move(*lettersMetadata),
                         std::move(*targetMetadata), call)
        .make();
}

} // namespace weir
