// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/demo_groups.h"
#include "core/kafka/demo_mock.h"
#include "core/kafka/group_consumer.h"

#include <memory>
#include <string>
#include <vector>

namespace weir {

/// A member of a group of the demo cluster: the ordinary one, which also tells DemoGroups what it is assigned.
/// Same threading as GroupConsumer. It keeps the mock alive, so that leaving never waits for a broker that is gone.
class DemoGroupConsumer : public GroupConsumer
{
public:
    DemoGroupConsumer(std::shared_ptr<DemoMock> mock, std::shared_ptr<DemoGroups> groups,
                      std::unique_ptr<GroupConsumer> consumer, const GroupOptions& options);
    ~DemoGroupConsumer() override;

    Result<std::vector<Record>> poll(std::size_t most, const Call& call) override;
    Result<void> commit(const OffsetMap& next, const Call& call) override;
    Result<void> seek(const TopicPartition& partition, std::int64_t offset, const Call& call) override;
    Result<void> pause(const TopicPartition& partition) override;
    Result<void> resume(const TopicPartition& partition) override;
    std::vector<TopicPartition> assignment() const override;
    std::int32_t generation() const override { return m_consumer->generation(); }

private:
    std::shared_ptr<DemoMock> m_mock;
    std::shared_ptr<DemoGroups> m_groups;
    std::unique_ptr<GroupConsumer> m_consumer;
    std::string m_group;
    std::string m_memberId;
    std::vector<TopicPartition> m_reported;
};

} // namespace weir
