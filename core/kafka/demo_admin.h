// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"
#include "core/kafka/demo_groups.h"
#include "core/kafka/demo_mock.h"
#include "core/kafka/demo_times.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace weir {

/// Admin of the demo cluster. Forwards to the real client only what the mock answers well (metadata of all topics,
/// start and end offsets); everything else is answered here or refused with Unsupported, because on librdkafka 2.8
/// several of those requests hang the client for good or abort the process when a broker does not know them
/// (DescribeConsumerGroups, DeleteGroups, CreateTopics and more).
/// All methods may be called from any thread.
class DemoAdmin : public Admin
{
public:
    /// The mock, the groups and the cluster must outlive this object.
    DemoAdmin(DemoMock& mock, const DemoGroups& groups, Cluster& cluster);

    /// The mock has no controller, so none is named.
    Result<Partial<ClusterMetadata>> metadata(const Call& call) override;
    Result<TopicMetadata> topic(const std::string& name, const Call& call) override;
    /// LastStable equals End: the mock never holds records back. MaxTimestamp is refused.
    Partial<OffsetMap> offsets(const std::vector<TopicPartition>& partitions, OffsetPoint point,
                               const Call& call) override;
    /// Found by reading, as the mock cannot search by time: exact, and the first time as slow as reading everything.
    Partial<OffsetMap> offsetsAtTime(const std::vector<TopicPartition>& partitions, TimestampMs time,
                                     const Call& call) override;
    /// What createTopic was given, and the truth about the rest: records go when a partition exceeds 5 MiB, never
    /// by age. A configuration is remembered and shown, not obeyed.
    Partial<std::map<std::string, std::vector<ConfigEntry>>> topicConfigs(const std::vector<std::string>& topics,
                                                                          const Call& call) override;
    Result<Partial<std::vector<GroupListing>>> groups(const Call& call) override;
    /// NotFound for a group that nobody joined through this cluster.
    Partial<std::vector<GroupDescription>> describeGroups(const std::vector<std::string>& ids,
                                                          const Call& call) override;
    Partial<std::map<std::string, OffsetMap>> committedOffsets(const std::vector<std::string>& groups,
                                                               const Call& call) override;
    /// The mock takes commits from outside only for a group that nobody ever joined; others are refused with the reason.
    Partial<OffsetMap> alterCommittedOffsets(const std::string& group, const OffsetMap& offsets,
                                             const Call& call) override;
    /// Refused: librdkafka 2.8 aborts the process when the mock is asked.
    Partial<std::vector<TopicPartition>> deleteCommittedOffsets(const std::string& group,
                                                                const std::vector<TopicPartition>& partitions,
                                                                const Call& call) override;
    Partial<std::vector<std::string>> deleteGroups(const std::vector<std::string>& groups, const Call& call) override;
    Result<void> createTopic(const NewTopic& topic, const Call& call) override;
    Result<void> deleteTopic(const std::string& name, const Call& call) override;
    Partial<OffsetMap> deleteRecordsBefore(const OffsetMap& offsets, const Call& call) override;

private:
    DemoMock& m_mock;
    const DemoGroups& m_groups;
    Cluster& m_cluster;
    DemoTimes m_times;
    std::mutex m_mutex;
    std::map<std::string, std::map<std::string, std::string>> m_configs; ///< by topic made here
};

} // namespace weir
