// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir::test {

/// librdkafka's mock cluster inside the test process: brokers on loopback ports that misbehave on request. Knows no
/// admin requests besides metadata and offsets, and no isolation. One thread.
class MockBroker
{
public:
    explicit MockBroker(int brokers = 1);
    ~MockBroker();
    MockBroker(const MockBroker&) = delete;
    MockBroker& operator=(const MockBroker&) = delete;

    [[nodiscard]] std::string bootstrap() const;
    void createTopic(const std::string& topic, int partitions, int replication = 1);
    /// nullopt: without leader.
    void setLeader(const std::string& topic, std::int32_t partition, std::optional<std::int32_t> broker);
    void setDown(std::int32_t broker, bool down);
    /// Every answer of this broker takes so long.
    void setRoundTrip(std::int32_t broker, std::chrono::milliseconds time);
    /// The next requests of one kind (Kafka's API key: 0 produce, 1 fetch, 2 list offsets, 9 offset fetch, …) fail
    /// with these codes, one each.
    void failNext(std::int16_t apiKey, const std::vector<int>& codes);
    void setTopicError(const std::string& topic, int code);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir::test
