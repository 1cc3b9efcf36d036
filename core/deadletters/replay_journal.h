// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_plan.h"
#include "core/store/database.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace weir {

/// What became of one record of a job.
enum class ReplayOutcome : std::uint8_t {
    Pending,
    Committed, ///< in the target; AtLeastOnce: confirmed by the broker
    Gone,      ///< lost before the replay: retention, compaction, deleted topic
    Changed,   ///< another record stands there now
    Skipped,   ///< not ready by the plan
    Failed,    ///< the broker refuses it (too large, not authorised); nothing was written
    Unknown,   ///< AtLeastOnce: may be written, and could not be found out
};
[[nodiscard]] std::string_view outcomeCode(ReplayOutcome outcome);

enum class ReplayState {
    Planned,
    Running,     ///< or interrupted: nobody may be running it (see ReplayLock)
    Paused,
    Canary,      ///< the first records are sent; waits for a person to look
    Cancelled,
    Stopped,     ///< by itself: too many failures, or too much came back
    Done,
};
[[nodiscard]] std::string_view stateCode(ReplayState state);

struct ReplayCounts {
    std::int64_t total = 0;
    std::int64_t pending = 0;
    std::int64_t committed = 0;
    std::int64_t gone = 0;
    std::int64_t changed = 0;
    std::int64_t skipped = 0;
    std::int64_t failed = 0;
    std::int64_t unknown = 0;
    std::int64_t duplicates = 0; ///< AtLeastOnce: copies found beyond the first

    bool operator==(const ReplayCounts&) const = default;
};

struct ReplayJobInfo {
    std::string job;
    std::string title;      ///< for people: "events.orderpaid.dlq, 301 letters"
    std::string cluster;
    std::string targetCluster;
    std::string profile;    ///< connection it was started on
    TimestampMs created = 0;
    std::optional<TimestampMs> ended;
    ReplayState state = ReplayState::Planned;
    std::string reason;     ///< why it stopped, or the last trouble; one sentence
    ReplayDelivery delivery = ReplayDelivery::Transactional;
    std::vector<std::string> targets;
    ReplayCounts counts;
};

/// One record of a job and what became of it.
struct ReplayResult {
    std::int64_t index = 0;
    LetterPlace letter;
    std::string targetTopic;
    std::optional<std::int32_t> targetPartition;
    std::optional<std::int64_t> targetOffset;
    ReplayOutcome outcome = ReplayOutcome::Pending;
    ReplayVerdict verdict = ReplayVerdict::Ready;
    std::string reason;
    std::optional<TimestampMs> time;
};

/// A batch as it is written down before anything of it is sent: items [begin, end) of the plan.
struct ReplayBatch {
    std::int64_t number = 0;
    std::int64_t begin = 0;
    std::int64_t end = 0;
    enum class State { Begun, CommitSent, Committed, Aborted } state = State::Begun;
    /// AtLeastOnce: where the target's partitions ended before it was sent; there the search for copies begins.
    std::map<TopicPartition, std::int64_t> targetEnds{};
    TimestampMs begun = 0; ///< set by the journal
};

/// Every replay job with every record's outcome, in SQLite ($XDG_STATE_HOME/weir/replay.db, 0600) with full
/// synchronisation: what a method wrote survives the machine. Thread-safe; blocks on disk. Several processes may use it.
class ReplayJournal
{
public:
    [[nodiscard]] static Result<std::unique_ptr<ReplayJournal>> open(const std::filesystem::path& path);
    [[nodiscard]] static Result<std::unique_ptr<ReplayJournal>> inMemory();
    [[nodiscard]] static std::filesystem::path defaultPath();
    ~ReplayJournal();

    /// SELECTED: the whole plan, frozen. AlreadyExists for a known job.
    [[nodiscard]] Result<void> begin(const ReplayPlan& plan, const std::string& title, const std::string& profile);
    [[nodiscard]] Result<ReplayPlan> plan(const std::string& job) const; ///< without samples and header summary
    [[nodiscard]] Result<ReplayJobInfo> info(const std::string& job) const;
    /// Newest first.
    [[nodiscard]] Result<std::vector<ReplayJobInfo>> jobs(std::size_t most) const;
    /// A job that has ended (cancelled, done) stays so.
    [[nodiscard]] Result<void> setState(const std::string& job, ReplayState state, const std::string& reason);

    /// A batch that was aborted is begun again under its number. `unsent` are final outcomes of records of the batch that are
    /// not sent (gone, changed, refused by the edit); they stay whatever becomes of the batch.
    [[nodiscard]] Result<void> batchBegun(const std::string& job, const ReplayBatch& batch,
                                          std::span<const ReplayResult> unsent = {});
    [[nodiscard]] Result<void> commitSent(const std::string& job, std::int64_t number, std::span<const Delivery> deliveries,
                                          std::span<const std::int64_t> indexes);
    /// The outcomes of the batch's records and the batch's end in one step; `copies` are added to the duplicates.
    [[nodiscard]] Result<void> settled(const std::string& job, std::int64_t number, ReplayBatch::State state,
                                       std::span<const ReplayResult> results, std::int64_t copies = 0);
    [[nodiscard]] Result<std::optional<ReplayBatch>> lastBatch(const std::string& job) const;
    /// What commitSent() wrote of the last batch: where its records stand if it was committed. Pending, sorted by index.
    [[nodiscard]] Result<std::vector<ReplayResult>> announced(const std::string& job, std::int64_t number) const;
    /// The outcome of every item of the plan.
    [[nodiscard]] Result<std::vector<ReplayOutcome>> outcomes(const std::string& job) const;
    /// Where the dead-letter topics ended when the job began: behind it its own records are looked for. Empty: not set yet.
    [[nodiscard]] Result<void> setWatch(const std::string& job, const OffsetMap& ends);
    [[nodiscard]] Result<OffsetMap> watch(const std::string& job) const;
    [[nodiscard]] Result<std::vector<ReplayResult>> results(const std::string& job, std::int64_t from,
                                                            std::size_t most) const;
    /// Which of these letters an earlier job has put back (or may have), with the newest one's time and job.
    struct Earlier {
        std::string job;
        TimestampMs time = 0;
        ReplayOutcome outcome = ReplayOutcome::Committed;
    };
    [[nodiscard]] Result<std::map<LetterPlace, Earlier>> earlier(const std::string& cluster,
                                                                 const std::vector<LetterPlace>& places) const;
    /// All of a topic; for lists.
    [[nodiscard]] Result<std::map<LetterPlace, Earlier>> earlierOf(const std::string& cluster,
                                                                   const std::string& topic) const;

private:
    struct Parts;
    explicit ReplayJournal(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

/// The receipt: one JSON line for the job, then one per record. Streams; `sink` errors end it.
[[nodiscard]] Result<void> writeReceipt(const ReplayJournal& journal, const std::string& job,
                                        const std::function<Result<void>(std::string_view)>& sink);

} // namespace weir
