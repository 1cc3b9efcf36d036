// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/session.h"

#include "core/deadletters/letter_marks.h"
#include "core/deadletters/replay_journal.h"

#include <memory>
#include <string>

namespace weir::cli {

/// What this computer keeps about dead letters: marks, words about topics, replay jobs. Those of the demo cluster are gone
/// with it: every run has a new one, whose offsets mean something else.
[[nodiscard]] Result<std::unique_ptr<LetterMarks>> openMarks(const Session& session);
[[nodiscard]] Result<std::shared_ptr<ReplayJournal>> openJournal(const Session& session);

/// The id under which they are kept. Blocks.
[[nodiscard]] Result<std::string> clusterIdOf(Cluster& cluster, const Call& call);

} // namespace weir::cli
