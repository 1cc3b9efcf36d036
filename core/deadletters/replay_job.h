// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_journal.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>

namespace weir {

/// The steps of a job at which a test kills the process, in the order of one batch.
enum class ReplayStep {
    Selected,         ///< the plan is in the journal
    Prepared,         ///< the transactional id is ours
    BatchBegun,       ///< the batch is in the journal, nothing is sent
    Sent,             ///< every record is confirmed, the transaction is open
    CommitSent,       ///< the journal says so, the broker was not asked yet
    CommittedOnBroker,///< the journal does not know yet
    Settled,          ///< the journal knows
    Finished,         ///< DONE is in the journal
};

struct ReplayProgress {
    ReplayJobInfo info;
    double perSecond = 0;          ///< over the last ten seconds
    std::int64_t returned = 0;     ///< records of this job found again in the dead-letter topics
    bool busy = false;             ///< its thread is at work (settling counts)
    bool readsStillHeld = false;   ///< an open transaction may hold read_committed readers of the targets
    std::optional<Error> trouble;  ///< being retried now
};

/// How long a job waits for what; other values are for tests.
struct ReplayPatience {
    std::chrono::milliseconds firstPause{200};   ///< after trouble; doubled each time
    std::chrono::milliseconds longestPause{10'000};
    std::chrono::milliseconds batch{15'000};     ///< for one batch; one that takes longer is aborted and halved
    std::chrono::milliseconds grace{35'000};     ///< AtLeastOnce: until an unanswered request can no longer be written
    std::chrono::milliseconds watch{2'000};      ///< between two looks for records that came back
};

/// Puts the records of a plan into their targets, on a thread of its own. See DESIGN.md and the contract in CONTRIBUTING.md:
/// each record is committed to the target at most once and none is skipped, as seen by read_committed readers.
///
/// Before a batch is sent it is in the journal; its progress (index of the next item) is committed in the same transaction
/// as offset of the group weir-replay-<job>; which of the two is further decides when a job is resumed. After an outcome
/// that is not known a fresh producer takes the transactional id over, which settles the old transaction, before the group
/// is asked. Waits for brokers that are away, with growing pauses, as long as nobody says pause or cancel.
/// Methods: any thread. The destructor pauses: settles what is in flight (within about ten seconds) and joins.
class ReplayJob
{
public:
    struct Start {
        std::shared_ptr<Cluster> letters;
        std::shared_ptr<Cluster> target;
        std::shared_ptr<ReplayJournal> journal;
        std::string job;                                 ///< in the journal
        std::function<void()> changed{};                 ///< on the job's thread; must only post
        std::function<void(ReplayStep)> atStep{};        ///< for tests
        std::filesystem::path locks{};                   ///< empty: ReplayLock::defaultFolder()
        /// Empty: openLetterSource(letters, plan).
        std::function<Result<std::unique_ptr<LetterSource>>(std::shared_ptr<const ReplayPlan>)> source{};
        ReplayPatience patience{};
    };
    /// Starts or resumes; a job that waits after its canary waits on until resume(). AlreadyExists when another process (or job) has this job or one of its targets;
    /// InvalidInput when the target cluster is not the one of the plan, or the job has ended; NotAuthorized on a read-only
    /// connection. Blocks for a question to the cluster; brokers that are away are waited for by the job itself.
    [[nodiscard]] static Result<std::unique_ptr<ReplayJob>> start(Start start);
    virtual ~ReplayJob() = default;

    [[nodiscard]] virtual ReplayProgress progress() const = 0;
    virtual void pause() = 0;
    /// After pause(), after the canary, after it stopped by itself.
    virtual void resume() = 0;
    /// Settles what is in flight and ends for good. What was committed stays.
    virtual void cancel() = 0;
    virtual void setRate(double perSecond) = 0;
    /// Waits until its thread is idle (paused, canary, ended). False when the call is over before.
    [[nodiscard]] virtual bool waitIdle(const Call& call) const = 0;
};

/// Holds the targets of a job on one cluster for this process (flock on files named after cluster and topic, in
/// $XDG_STATE_HOME/weir/replay-locks); free again when the process ends, however it ends.
class ReplayLock
{
public:
    [[nodiscard]] static std::filesystem::path defaultFolder();
    /// AlreadyExists names the topic that is taken.
    [[nodiscard]] static Result<ReplayLock> take(const std::filesystem::path& folder, const std::string& cluster,
                                                 const std::vector<std::string>& names);
    ReplayLock() = default;
    ReplayLock(ReplayLock&&) noexcept;
    ReplayLock& operator=(ReplayLock&&) noexcept;
    ~ReplayLock();

private:
    std::vector<int> m_files;
};

} // namespace weir
