// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace weir::test {

/// A topic of one partition whose every record's timestamp is known here, so that the truth about a time lag is.
/// Any thread.
class TimedTopic
{
public:
    TimedTopic(Cluster& cluster, std::string name, std::map<std::string, std::string> configs = {});

    [[nodiscard]] const std::string& name() const { return m_name; }
    [[nodiscard]] TopicPartition partition() const { return {m_name, 0}; }

    /// Records with these timestamps; false when one was refused. On a topic with LogAppendTime the broker's are kept.
    [[nodiscard]] bool send(const std::vector<TimestampMs>& timestamps);
    /// `count` records, the first at `from`, `step` apart.
    [[nodiscard]] bool sendEvenly(TimestampMs from, std::chrono::milliseconds step, int count);
    /// A record of now every `step`, until the object is destroyed or stopLive() is called.
    void startLive(std::chrono::milliseconds step);
    void stopLive();

    [[nodiscard]] std::int64_t end() const;
    /// The first offset whose timestamp is at or after `time`, for topics sent in order of time.
    [[nodiscard]] std::int64_t offsetAt(TimestampMs time) const;
    /// Of the last record before `end` minus that of the first at or after `committed`; nullopt when there is none.
    [[nodiscard]] std::optional<std::chrono::milliseconds> behind(std::int64_t committed, std::int64_t end) const;

private:
    Cluster& m_cluster;
    const std::string m_name;
    mutable std::mutex m_mutex;
    std::vector<std::pair<std::int64_t, TimestampMs>> m_records; // by offset
    std::jthread m_live;
};

} // namespace weir::test
