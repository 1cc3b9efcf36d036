// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_lag.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace weir {

/// Where committed offsets shall go.
struct ResetTarget {
    enum class To {
        Earliest,
        Latest,
        Offset,    ///< `number`
        Time,      ///< the first record at or after `time`
        ShiftBy,   ///< committed + `number`
        LikeGroup, ///< what `group` has committed
        Offsets,   ///< `offsets`: from a file or from an undo
        SkipRecord ///< behind the record the partition is stuck on: the next record's offset, gaps considered
    };
    To to = To::Latest;
    std::int64_t number = 0;
    TimestampMs time = 0;
    std::string group{};
    OffsetMap offsets{};
};

/// "to the earliest offset", "by -10", "like group billing-old": one line about a target.
[[nodiscard]] std::string describe(const ResetTarget& target);

/// For which partitions: all the group has commits for, some topics, or some partitions. A topic that is named stands for
/// all its partitions, those without a commit too (as for Kafka's own tool); with To::Offsets for those that are among
/// the offsets. Where a group without commits is set LikeGroup or from Offsets, their partitions are meant.
struct ResetScope {
    std::vector<std::string> topics;            ///< empty: every topic
    std::vector<TopicPartition> partitions;     ///< when not empty, only these
    /// The group need not exist: its first commit makes it. For bringing back a deleted group.
    bool newGroup = false;
};

/// What To::SkipRecord would pass over in one partition.
struct SkippedRecord {
    std::int64_t offset = 0;
    std::optional<TimestampMs> timestamp;
    OptionalBytes key;     ///< its first 512 bytes
    std::size_t size = 0;  ///< of key, value and headers
    /// No record, but a batch that cannot be decompressed or taken apart; it is passed over as a whole.
    bool damaged = false;
};

/// One line of the preview.
struct OffsetChange {
    TopicPartition partition;
    std::optional<std::int64_t> before;  ///< nullopt: nothing was committed
    std::int64_t after = 0;
    std::optional<std::int64_t> logStart;
    std::optional<std::int64_t> end;
    /// The wished offset lay outside the log and was moved to its edge, which is said.
    bool moved = false;
    std::optional<SkippedRecord> skipped{}; ///< with To::SkipRecord
    /// Records that are skipped (positive) or read again (negative), in offsets; nullopt while `before` is unknown.
    [[nodiscard]] std::optional<std::int64_t> difference() const;
};

struct OffsetPlan {
    std::string group;
    std::vector<OffsetChange> changes;          ///< sorted by partition; those that would not change are left out
    std::vector<TopicPartition> unchanged;
    std::vector<Failure> failures;              ///< partitions for which no offset could be found; not applied
    /// Why the plan cannot be applied now: the group is active. In words that say what to do.
    std::optional<Error> refused{};
};

/// Works out a reset and changes nothing. Fails as a whole when the group is unknown or nothing of the scope is there.
/// Blocks; any thread.
[[nodiscard]] Result<OffsetPlan> planReset(Cluster& cluster, const std::string& group, const ResetTarget& target,
                                           const ResetScope& scope, const Call& call);

/// What applying a plan did. Failures: "topic-partition", whose offsets are as they were.
struct OffsetResult {
    OffsetMap applied;
    std::vector<Failure> failures;
    std::vector<TopicPartition> changedSince; ///< committed offset moved since the plan was made: not applied
};

/// Applies a plan: asks again whether the group is inactive and the old offsets are still those of the plan, then
/// commits. Refused while the group is active (the broker would answer UNKNOWN_MEMBER_ID). Blocks; any thread.
[[nodiscard]] Result<OffsetResult> applyReset(Cluster& cluster, const OffsetPlan& plan, const Call& call);

/// Forgets the commits of a group for the partitions of topics. The group must not be subscribed to them (KIP-496).
/// `applied` are the offsets that were forgotten; a partition without a commit is neither there nor a failure.
[[nodiscard]] Result<OffsetResult> deleteOffsets(Cluster& cluster, const std::string& group,
                                                 const std::vector<TopicPartition>& partitions, const Call& call);
/// Deletes a group without members, with its commits.
[[nodiscard]] Result<void> deleteGroup(Cluster& cluster, const std::string& group, const Call& call);

/// "topic,partition,offset" lines, the format kafka-consumer-groups --from-file reads; quoted where a name needs it.
[[nodiscard]] std::string offsetsCsv(const OffsetMap& offsets);
/// Reads them back, also Weir's JSON lines; InvalidInput names the line.
[[nodiscard]] Result<OffsetMap> parseOffsets(std::string_view text);
/// The same from a file of at most 64 MB; InvalidInput names the file. Blocks; any thread.
[[nodiscard]] Result<OffsetMap> readOffsetsFile(const std::string& path);
/// The kafka-consumer-groups command that does the same, with --execute, quoted for a POSIX shell. Where only a file can
/// say it (LikeGroup, Offsets, SkipRecord) the lines before it write the plan's new offsets to a temporary file.
[[nodiscard]] std::string resetCommand(const std::string& bootstrap, const std::string& group, const ResetTarget& target,
                                       const ResetScope& scope, const OffsetPlan& plan);

} // namespace weir
