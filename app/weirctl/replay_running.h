// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/json_line.h"
#include "app/weirctl/session.h"

#include "core/deadletters/replay_job.h"

#include <optional>

namespace weir::cli {

/// Where a job reads and writes.
struct ReplayEnds {
    std::shared_ptr<Cluster> letters;
    std::shared_ptr<Cluster> target;
    Profile targetProfile;
    std::string toProfile; ///< as --to-profile named it; empty: the same cluster
};
/// `letters` is the session's cluster. Does not touch the network.
[[nodiscard]] Result<ReplayEnds> openEnds(Session& session, const std::optional<std::string>& toProfile);

enum class JobWish { Run, Cancel };

/// Starts or resumes a job of the journal and waits until it is idle, with its progress on standard error (with --json: lines
/// on standard output). A stop pauses it and settles what is in flight. Noted in the activity. Returns the exit status.
[[nodiscard]] int runJob(Session& session, const ReplayEnds& ends, const std::shared_ptr<ReplayJournal>& journal,
                         const std::string& job, JobWish wish, std::optional<double> rate);

/// "1204 of 5000 committed, 3 failed, 2 pending".
[[nodiscard]] std::string countsText(const ReplayCounts& counts);
/// The same as members of an object of JSON.
void addCounts(JsonLine& line, const ReplayCounts& counts);

} // namespace weir::cli
