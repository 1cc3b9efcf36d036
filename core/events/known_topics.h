// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace weir {

/// Remembers for a minute which topics exist. Asked before a producer is: that one would create an unknown topic
/// (librdkafka's allow.auto.create.topics is on for producers), and a typing error must not become a topic. Thread-safe.
class KnownTopics
{
public:
    /// Good when the topic exists; asks the cluster unless it was there within the last minute. NotFound: no such topic.
    [[nodiscard]] Result<void> check(Cluster& cluster, const std::string& topic, const Call& call);

private:
    std::mutex m_mutex;
    std::map<std::string, std::chrono::steady_clock::time_point> m_seen;
};

} // namespace weir
