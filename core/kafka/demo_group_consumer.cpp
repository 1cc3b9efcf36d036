// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/demo_group_consumer.h"

#include <utility>

namespace weir {

DemoGroupConsumer::DemoGroupConsumer(std::shared_ptr<DemoMock> mock, std::shared_ptr<DemoGroups> groups,
                                     std::unique_ptr<GroupConsumer> consumer, const GroupOptions& options)
    : m_mock(std::move(mock)), m_groups(std::move(groups)), m_consumer(std::move(consumer)),
      m_group(options.groupId), m_memberId(m_groups->join(options.groupId, options.clientId))
{
}

DemoGroupConsumer::~DemoGroupConsumer()
{
    m_groups->leave(m_group, m_memberId);
    m_consumer.reset(); // before the mock
}

Result<std::vector<Record>> DemoGroupConsumer::poll(std::size_t most, const Call& call)
{
    auto records = m_consumer->poll(most, call);
    // The client's own thread rebalances at any time; whoever polls several times a second reports it soon enough.
    if (auto now = m_consumer->assignment(); now != m_reported) {
        m_reported = now;
        m_groups->assigned(m_group, m_memberId, std::move(now));
    }
    return records;
}

Result<void> DemoGroupConsumer::commit(const OffsetMap& next, const Call& call)
{
    return m_consumer->commit(next, call);
}

Result<void> DemoGroupConsumer::seek(const TopicPartition& partition, std::int64_t offset, const Call& call)
{
    return m_consumer->seek(partition, offset, call);
}

Result<void> DemoGroupConsumer::pause(const TopicPartition& partition)
{
    return m_consumer->pause(partition);
}

Result<void> DemoGroupConsumer::resume(const TopicPartition& partition)
{
    return m_consumer->resume(partition);
}

std::vector<TopicPartition> DemoGroupConsumer::assignment() const
{
    return m_consumer->assignment();
}

} // namespace weir
