// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/client_handle.h"
#include "core/kafka/group_consumer.h"

#include <map>
#include <memory>

namespace weir {

/// Group member through librdkafka. One thread at a time; destroying it leaves the group within about 5 s.
class RealGroupConsumer final : public GroupConsumer
{
public:
    [[nodiscard]] static Result<std::unique_ptr<GroupConsumer>> join(const Properties& properties,
                                                                     const GroupOptions& options);
    ~RealGroupConsumer() override;

    Result<std::vector<Record>> poll(std::size_t most, const Call& call) override;
    Result<void> commit(const OffsetMap& next, const Call& call) override;
    Result<void> seek(const TopicPartition& partition, std::int64_t offset, const Call& call) override;
    Result<void> pause(const TopicPartition& partition) override;
    Result<void> resume(const TopicPartition& partition) override;
    std::vector<TopicPartition> assignment() const override;
    std::int32_t generation() const override;

private:
    RealGroupConsumer(std::unique_ptr<ClientHandle> handle, std::string group);
    /// The client accepts any partition and forgets it again; so it is checked here.
    [[nodiscard]] Result<void> assigned(const TopicPartition& partition, const std::string& what) const;
    /// Nullopt: an error the client gets over by itself.
    [[nodiscard]] std::optional<Error> failureOf(const rd_kafka_message_t& message) const;

    /// The client keeps a pause over a rebalance; here it ends with it.
    void endOldPauses();

    std::unique_ptr<ClientHandle> m_handle;
    const std::string m_group;
    rd::Queue m_queue;
    std::map<TopicPartition, std::int32_t> m_paused; ///< in which generation
    std::optional<Error> m_pendingError; ///< met after records of the same poll, told at the next one
};

} // namespace weir
