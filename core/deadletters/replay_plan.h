// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_options.h"
#include "core/kafka/cluster.h"

#include <array>
#include <functional>
#include <memory>
#include <vector>

namespace weir {

class ReplayJournal;

/// What a plan says about one dead letter.
enum class ReplayVerdict : std::uint8_t {
    Ready,
    AlreadyReplayed, ///< an earlier job has committed it (or may have)
    CycleLimit,      ///< put back mostReplays times before, and failed again
    Gone,            ///< not there any more
    Unreadable,      ///< its batch cannot be read, or its partition could not be read now
    NoOrigin,        ///< neither headers nor the topic's name tell where it came from
    TargetMissing,
    TargetForbidden, ///< internal topic, no topic name, or the dead-letter topic itself
    NotAuthorized,   ///< to describe the target
    TooLarge,        ///< for the target's max.message.bytes
    DataMissing,     ///< a share group's dead letter without data whose source is gone
    EditFailed,      ///< the edit does not fit this record
    OverLimit,       ///< beyond `most`
};
inline constexpr std::size_t replayVerdicts = 13;
[[nodiscard]] std::string_view verdictCode(ReplayVerdict verdict); ///< "ready", "already_replayed", …
[[nodiscard]] std::string_view verdictText(ReplayVerdict verdict); ///< "already replayed", for people

using RecordHash = std::array<unsigned char, 32>; ///< SHA-256, see recordDigest()

/// One dead letter of a plan. Small: a plan may have millions.
struct ReplayItem {
    std::uint32_t letterTopic = 0;      ///< index into ReplayPlan::topics; archives: the topic the file names
    std::int32_t letterPartition = 0;
    std::int64_t letterOffset = 0;
    std::int64_t archiveAt = -1;        ///< byte position of its line in the archive
    std::uint32_t target = 0;           ///< index into ReplayPlan::targets
    std::int32_t targetPartition = -1;  ///< -1: the key decides
    ReplayVerdict verdict = ReplayVerdict::Ready;
    RecordHash hash{};                  ///< of the dead letter when the plan was made
};

struct ReplayTarget {
    std::string topic;
    std::int32_t partitions = 0;
    std::int64_t ready = 0;      ///< records that would be sent there
    bool compacted = false;      ///< an older value would replace a newer one
    std::int64_t maxBytes = -1;  ///< max.message.bytes; -1: not known
    bool fromHeaders = false;    ///< only headers name it: they can be forged, let a person look
    std::vector<std::string> warnings;
};

/// What happens to one header name over all records of a plan.
struct HeaderSummary {
    enum class Fate { Kept, Removed, Added };
    std::string name;
    Fate fate = Fate::Kept;
    std::int64_t records = 0;
    std::string reason; ///< why it is removed or added
};

/// A record as it is and as it would be sent.
struct ReplaySample {
    LetterPlace place;
    Record before;
    OutgoingRecord after;
    bool fromSource = false; ///< the data is the source's
};

/// What a replay would do, made without a produce call. Immutable once made.
struct ReplayPlan {
    std::string job;             ///< unique; names the transactional id and the progress group
    std::string cluster;         ///< id of the cluster the dead letters stand on; empty: not told
    std::string targetCluster;
    ReplayOptions options;
    std::filesystem::path archive;
    std::vector<std::string> topics;
    std::vector<ReplayTarget> targets;
    std::vector<ReplayItem> items;  ///< in the order they are sent; those that are not ready too
    std::array<std::int64_t, replayVerdicts> counts{};
    std::vector<HeaderSummary> headers;
    std::vector<ReplaySample> samples; ///< some of the ready ones, the first of each target among them
    std::vector<std::string> warnings; ///< what to think about before
    TimestampMs made = 0;

    [[nodiscard]] std::int64_t ready() const { return counts[static_cast<std::size_t>(ReplayVerdict::Ready)]; }
    [[nodiscard]] LetterPlace placeOf(const ReplayItem& item) const
    {
        return {{topics[item.letterTopic], item.letterPartition}, item.letterOffset};
    }
};

/// A sentence for each group of what will not be sent, and for what to think about: "2 are gone since they were chosen".
[[nodiscard]] std::vector<std::string> planSentences(const ReplayPlan& plan);

/// Reads what is selected once and says what would be sent. No produce call is made, on a read-only connection neither.
/// `journal` (may be null) knows earlier jobs. Errors are for the whole: the cluster cannot be asked, the archive is none,
/// the options contradict. `progress` (may be empty) gets the count of records looked at. Blocks; any thread.
[[nodiscard]] Result<ReplayPlan> planReplay(Cluster& letters, Cluster& target, const LetterSelection& selection,
                                            const ReplayOptions& options, const ReplayJournal* journal,
                                            const std::function<void(std::int64_t)>& progress, const Call& call);

/// The record an item sends, from the dead letter as it was read again: edit, headers, target; for letters without data
/// `source` gives key, value and headers. The same input gives the same bytes, whenever. Pure; any thread.
[[nodiscard]] Result<OutgoingRecord> prepareReplay(const ReplayPlan& plan, const ReplayItem& item, const Record& letter,
                                                   const Record* source = nullptr);

/// Reads the letters of items again, in slices of the plan: from the cluster, or from the archive. One thread at a time.
class LetterSource
{
public:
    virtual ~LetterSource() = default;

    /// One result per item [begin, end) of the plan: NotFound when it is gone, InvalidInput when another record stands
    /// there (hash), otherwise why it could not be read. Items that are not ready are answered with NotFound unread.
    [[nodiscard]] virtual std::vector<Result<Record>> fetch(std::size_t begin, std::size_t end, const Call& call) = 0;
    /// The data of a letter without data.
    [[nodiscard]] virtual Result<Record> fetchData(const Record& letter, const Call& call) = 0;
};
[[nodiscard]] Result<std::unique_ptr<LetterSource>> openLetterSource(std::shared_ptr<Cluster> letters,
                                                                     std::shared_ptr<const ReplayPlan> plan);

} // namespace weir
