// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/base/partial.h"
#include "core/kafka/record.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace weir {

struct Broker {
    std::int32_t id = 0;
    std::string host;
    std::int32_t port = 0;
    std::optional<std::string> rack;
};

struct PartitionMetadata {
    std::int32_t id = 0;
    std::optional<std::int32_t> leader; ///< nullopt: the partition has no leader now
    std::vector<std::int32_t> replicas;
    std::vector<std::int32_t> inSync;
};

struct TopicMetadata {
    std::string name;
    bool internal = false;
    std::vector<PartitionMetadata> partitions;
};

struct ClusterMetadata {
    std::string clusterId; ///< empty when the cluster does not say
    std::optional<std::int32_t> controller;
    std::vector<Broker> brokers;
    std::vector<TopicMetadata> topics; ///< sorted by name, those whose metadata failed left out (see failures)
};

struct ConfigEntry {
    std::string name;
    std::optional<std::string> value; ///< nullopt: sensitive, or not set
    bool isDefault = false;
    bool isSensitive = false;
    bool isReadOnly = false;
    std::string source; ///< "topic", "broker", "cluster default", "static broker", "default", "unknown"
};

enum class OffsetPoint {
    LogStart,
    End,            ///< high watermark: the offset the next record will get
    LastStable,     ///< end for read_committed readers (below the high watermark while a transaction is open)
    MaxTimestamp,   ///< offset of the record with the largest timestamp (KIP-734, broker 3.0)
};

enum class GroupType { Unknown, Classic, Consumer };

struct GroupListing {
    std::string id;
    std::string state;  ///< as the broker says: "Stable", "Empty", "PreparingRebalance", …, "Unknown"
    GroupType type = GroupType::Unknown;
    bool simple = false; ///< offsets only, never had members (kafka-consumer-groups calls it a simple group)
};

struct GroupMember {
    std::string id;
    std::string clientId;
    std::string host;
    std::optional<std::string> instanceId;
    std::vector<TopicPartition> assigned;
};

struct GroupDescription {
    std::string id;
    std::string state;
    GroupType type = GroupType::Unknown;
    std::string assignor; ///< "range", "cooperative-sticky"; empty when there are no members
    std::optional<std::int32_t> coordinator;
    std::vector<GroupMember> members;
    /// False when this librdkafka cannot see members of the group (KIP-848 groups need 2.10): then an empty
    /// member list means nothing (a 2.8 client is told "Dead", no members, no error).
    bool membersVisible = true;
};

struct NewTopic {
    std::string name;
    std::int32_t partitions = 1;
    std::int32_t replication = -1; ///< -1: the broker's default
    std::map<std::string, std::string> configs;
};

using OffsetMap = std::map<TopicPartition, std::int64_t>;

/// Questions about a cluster and the few changes Weir makes to it. Every call blocks until answered, timed out or
/// stopped; may be called from any thread, several at once. Errors are per subject wherever there are several.
class Admin
{
public:
    virtual ~Admin() = default;

    /// Protocol requests sent so far, retries and the client library's own (coordinator lookups) included. 0 where they
    /// cannot be counted.
    [[nodiscard]] virtual std::uint64_t requestsSent() const { return 0; }

    /// Brokers and all topics with their partitions. Failures: subject is a topic name.
    [[nodiscard]] virtual Result<Partial<ClusterMetadata>> metadata(const Call& call) = 0;
    /// One topic; NotFound when it does not exist. Never creates it.
    [[nodiscard]] virtual Result<TopicMetadata> topic(const std::string& name, const Call& call) = 0;

    /// Offsets of many partitions at one point. Subject of a failure: "topic-partition".
    /// Asks in chunks of at most 250 partitions: librdkafka's cost is quadratic in the chunk. A partition without
    /// records has no MaxTimestamp: it is absent, without a failure.
    [[nodiscard]] virtual Partial<OffsetMap> offsets(const std::vector<TopicPartition>& partitions, OffsetPoint point,
                                                     const Call& call) = 0;
    /// First offset whose timestamp is at or after `time`; the end offset where there is none.
    [[nodiscard]] virtual Partial<OffsetMap> offsetsAtTime(const std::vector<TopicPartition>& partitions,
                                                           TimestampMs time, const Call& call) = 0;

    /// Configuration of topics, by topic name; failures by topic name.
    [[nodiscard]] virtual Partial<std::map<std::string, std::vector<ConfigEntry>>>
    topicConfigs(const std::vector<std::string>& topics, const Call& call) = 0;

    /// Subject of a failure: "broker N" (that broker's groups are missing from the list).
    [[nodiscard]] virtual Result<Partial<std::vector<GroupListing>>> groups(const Call& call) = 0;
    /// A group that does not exist fails with NotFound.
    [[nodiscard]] virtual Partial<std::vector<GroupDescription>> describeGroups(const std::vector<std::string>& ids,
                                                                                const Call& call) = 0;
    /// Committed offsets by group; a partition without a commit is absent. Failures: subject is a group id, or
    /// "group topic-partition" when only that partition failed. Requests of different groups overlap.
    [[nodiscard]] virtual Partial<std::map<std::string, OffsetMap>>
    committedOffsets(const std::vector<std::string>& groups, const Call& call) = 0;

    /// Sets the committed offsets of a group without active members; answers those that were taken. Failures: subject is
    /// "topic-partition", or the group when all failed (UNKNOWN_MEMBER_ID: the group is active).
    [[nodiscard]] virtual Partial<OffsetMap> alterCommittedOffsets(const std::string& group, const OffsetMap& offsets,
                                                                   const Call& call) = 0;
    /// Forgets commits (KIP-496, broker 2.4); answers the partitions that were forgotten. A partition of a topic the group
    /// is subscribed to fails.
    [[nodiscard]] virtual Partial<std::vector<TopicPartition>>
    deleteCommittedOffsets(const std::string& group, const std::vector<TopicPartition>& partitions,
                           const Call& call) = 0;
    /// Deletes groups without members; answers the deleted ones. Failures: subject is a group.
    [[nodiscard]] virtual Partial<std::vector<std::string>> deleteGroups(const std::vector<std::string>& groups,
                                                                         const Call& call) = 0;

    /// Returns when the new topic is listed.
    [[nodiscard]] virtual Result<void> createTopic(const NewTopic& topic, const Call& call) = 0;
    [[nodiscard]] virtual Result<void> deleteTopic(const std::string& name, const Call& call) = 0;
    /// Deletes the records before the given offset of each partition (log start moves up).
    [[nodiscard]] virtual Partial<OffsetMap> deleteRecordsBefore(const OffsetMap& offsets, const Call& call) = 0;
};

} // namespace weir
