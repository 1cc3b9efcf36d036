// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/broker_trouble.h"

#include "tests/support/kafka_calls.h"

#include <chrono>

namespace weir::test {

using namespace std::chrono_literals;

void BrokerTrouble::begin(int times)
{
    m_thread = std::jthread([this, times](const std::stop_token& stop) {
        for (int i = 0; i < times && !stop.stop_requested(); ++i)
            bounce(1 + i % 3, i % 2 == 0);
        m_over = true;
    });
}

void BrokerTrouble::stop()
{
    m_thread.request_stop();
    if (m_thread.joinable())
        m_thread.join();
}

void BrokerTrouble::bounce(int id, bool hard)
{
    std::this_thread::sleep_for(std::chrono::milliseconds(m_random() % 1000));
    const bool away = hard ? m_brokers.killBroker(id) : m_brokers.stopBroker(id);
    std::this_thread::sleep_for(std::chrono::milliseconds(m_random() % 1500));
    const bool back = m_brokers.startBroker(id) && waitUntilCaughtUp();
    ++m_bounces;
    if (!away || !back)
        ++m_failures;
}

/// The next one may go only when this one has everything: two in-sync replicas are asked for.
bool BrokerTrouble::waitUntilCaughtUp()
{
    const auto cluster = open(m_brokers.bootstrap());
    for (const Deadline end = Deadline::after(60s); !end.expired(); std::this_thread::sleep_for(200ms)) {
        const auto metadata = cluster->admin().metadata(Call::within(5s));
        if (!metadata || metadata->values.brokers.size() != 3)
            continue;
        bool complete = true;
        for (const TopicMetadata& topic : metadata->values.topics)
            for (const PartitionMetadata& partition : topic.partitions)
                complete = complete && partition.inSync.size() == partition.replicas.size();
        if (complete)
            return true;
    }
    return false;
}

} // namespace weir::test
