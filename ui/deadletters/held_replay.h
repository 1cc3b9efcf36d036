// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/audit_trail.h"
#include "core/deadletters/letter_marks.h"
#include "core/deadletters/replay_job.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace weir::ui {

/// What a connection's replays need on disk, opened. Empty paths: in memory; without a trail nothing is noted.
struct ReplayFiles {
    std::shared_ptr<ReplayJournal> journal;
    std::shared_ptr<LetterMarks> marks;
    std::shared_ptr<AuditTrail> trail;
    std::string clusterId; ///< "": it does not tell
};
/// Opens them and asks the cluster who it is. Blocks; any thread.
[[nodiscard]] Result<ReplayFiles> openReplayFiles(Cluster& cluster, const std::filesystem::path& journal,
                                                  const std::filesystem::path& marks,
                                                  const std::filesystem::path& activity, const Call& call);
/// Jobs whose letters stand on that cluster, newest first. Blocks; any thread.
[[nodiscard]] Result<std::vector<ReplayJobInfo>> replaysOf(const ReplayJournal& journal, const std::string& cluster);

/// A replay job of this process with its entry in the activity: begun before the job was, completed when it is let go. The
/// destructor pauses a running job and may take seconds: never on the GUI thread (see releasedElsewhere).
class HeldReplay
{
public:
    using StartJob = std::function<Result<std::unique_ptr<ReplayJob>>(ReplayJob::Start)>;
    struct Note {
        std::string profile;
        std::string action; ///< "replay", "resume replay"
        std::string target; ///< topics
        std::string detail;
    };

    /// Notes it, starts the job. What could not be noted is not started; what could not be started is noted as failed.
    [[nodiscard]] static Result<std::shared_ptr<HeldReplay>> start(const StartJob& startJob, ReplayJob::Start start,
                                                                   std::shared_ptr<AuditTrail> trail, const Note& note);
    HeldReplay(const HeldReplay&) = delete;
    HeldReplay& operator=(const HeldReplay&) = delete;
    ~HeldReplay();

    [[nodiscard]] ReplayJob& job() const { return *m_job; }

private:
    HeldReplay() = default;
    std::unique_ptr<ReplayJob> m_job;
    std::shared_ptr<ReplayJournal> m_journal;
    std::shared_ptr<AuditTrail> m_trail;
    std::string m_id;
    std::int64_t m_entry = 0;
};

/// What the activity says about how a job stands: "done: 298 committed, 2 gone". Pure.
[[nodiscard]] std::string outcomeLine(const ReplayJobInfo& info);

} // namespace weir::ui
