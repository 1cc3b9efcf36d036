// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/admin.h"
#include "core/kafka/client_handle.h"

#include <memory>
#include <mutex>

namespace weir {

/// Admin through librdkafka. All requests go through one consumer-type handle that never joins its group: on producer
/// handles ListConsumerGroupOffsets crashes the process (librdkafka #5040). The definitions are spread over
/// admin_*.cpp by theme. Any thread.
class RealAdmin final : public Admin
{
public:
    explicit RealAdmin(std::unique_ptr<ClientHandle> handle);

    std::uint64_t requestsSent() const override { return m_handle->requestsSent(); }

    // admin_metadata.cpp
    Result<Partial<ClusterMetadata>> metadata(const Call& call) override;
    Result<TopicMetadata> topic(const std::string& name, const Call& call) override;
    /// Brokers, cluster id and controller, without topics.
    [[nodiscard]] Result<ClusterMetadata> brokers(const Call& call);

    // admin_offsets.cpp
    Partial<OffsetMap> offsets(const std::vector<TopicPartition>& partitions, OffsetPoint point,
                               const Call& call) override;
    Partial<OffsetMap> offsetsAtTime(const std::vector<TopicPartition>& partitions, TimestampMs time,
                                     const Call& call) override;

    // admin_configs.cpp
    Partial<std::map<std::string, std::vector<ConfigEntry>>> topicConfigs(const std::vector<std::string>& topics,
                                                                          const Call& call) override;

    // admin_groups.cpp
    Result<Partial<std::vector<GroupListing>>> groups(const Call& call) override;
    Partial<std::vector<GroupDescription>> describeGroups(const std::vector<std::string>& ids,
                                                          const Call& call) override;
    Partial<std::map<std::string, OffsetMap>> committedOffsets(const std::vector<std::string>& groups,
                                                               const Call& call) override;

    // admin_group_changes.cpp
    Partial<OffsetMap> alterCommittedOffsets(const std::string& group, const OffsetMap& offsets,
                                             const Call& call) override;
    Partial<std::vector<TopicPartition>> deleteCommittedOffsets(const std::string& group,
                                                                const std::vector<TopicPartition>& partitions,
                                                                const Call& call) override;
    Partial<std::vector<std::string>> deleteGroups(const std::vector<std::string>& groups, const Call& call) override;

    // admin_topics.cpp
    Result<void> createTopic(const NewTopic& topic, const Call& call) override;
    Result<void> deleteTopic(const std::string& name, const Call& call) override;
    Partial<OffsetMap> deleteRecordsBefore(const OffsetMap& offsets, const Call& call) override;

private:
    void fillRacks(ClusterMetadata& cluster, const Call& call);
    [[nodiscard]] std::map<std::int32_t, std::string> askRacks(const Call& call);
    void settleDeadGroups(Partial<std::vector<GroupDescription>>& result, const Call& call);
    void waitUntilKnown(const std::string& topic, const Call& call);
    void takeOffsets(const std::string& group, const rd::Event& event,
                     Partial<std::map<std::string, OffsetMap>>& result);

    const std::unique_ptr<ClientHandle> m_handle;
    std::mutex m_mutex;
    std::map<std::int32_t, std::optional<std::string>> m_racks; ///< by broker id, asked once per broker
};

} // namespace weir
