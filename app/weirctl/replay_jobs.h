// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/session.h"

#include "core/deadletters/replay_journal.h"

#include <optional>

namespace weir::cli {

/// `weirctl replay --jobs`: the jobs of the journal, newest first. Returns the exit status.
[[nodiscard]] int listJobs(Session& session, const ReplayJournal& journal);

/// `weirctl replay --receipt`: to standard output or into a file that gets its name when it is whole.
[[nodiscard]] int printReceipt(Session& session, const ReplayJournal& journal, const std::string& job,
                               const std::optional<std::string>& output);

} // namespace weir::cli
