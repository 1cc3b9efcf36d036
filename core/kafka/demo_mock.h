// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/admin.h"

#include <memory>
#include <string>
#include <vector>

namespace weir {

/// librdkafka's mock cluster with three brokers on loopback ports, and the two things that only its owner can do:
/// create a topic, and ask for a group's offsets with the partitions named (the mock answers the request "all
/// partitions of the group" with success and nothing, so the ordinary admin call would show no commits).
/// All methods may be called from any thread. Destroying it takes up to a second (the mock's own threads wait that long, 2.8).
class DemoMock
{
public:
    /// Internal when the mock cannot listen on loopback.
    [[nodiscard]] static Result<std::unique_ptr<DemoMock>> start();
    ~DemoMock();
    DemoMock(const DemoMock&) = delete;
    DemoMock& operator=(const DemoMock&) = delete;

    /// "127.0.0.1:41013,127.0.0.1:…": any Kafka client on this machine can connect here.
    [[nodiscard]] std::string bootstrapServers() const;

    /// AlreadyExists when there is such a topic, InvalidInput for a bad name or partition count.
    [[nodiscard]] Result<void> createTopic(const std::string& name, std::int32_t partitions,
                                           std::int32_t replication);

    /// Committed offsets of the group on these partitions; those without a commit are absent.
    /// Failures: subject "group topic-partition".
    [[nodiscard]] Result<Partial<OffsetMap>> committedOffsets(const std::string& group,
                                                              const std::vector<TopicPartition>& partitions,
                                                              const Call& call);

private:
    struct Handles;
    explicit DemoMock(std::unique_ptr<Handles> handles);
    std::unique_ptr<Handles> m_handles;
};

} // namespace weir
