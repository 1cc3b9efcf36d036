// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/mock_broker.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <thread>

namespace weir::test {

struct MockBroker::Parts {
    rd_kafka_t* client = nullptr;
    rd_kafka_mock_cluster_t* cluster = nullptr;
};

namespace {

/// Management calls made back to back can miss each other's wake-up and stall for a second each
/// (rdkafka_mock.c serves operations before it drains the pipe); a short pause between them avoids it.
void settle()
{
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

} // namespace

MockBroker::MockBroker(int brokers) : m_parts(std::make_unique<Parts>())
{
    std::array<char, 256> text{};
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
    m_parts->client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text.data(), text.size());
    m_parts->cluster = m_parts->client != nullptr ? rd_kafka_mock_cluster_new(m_parts->client, brokers) : nullptr;
    if (m_parts->cluster == nullptr) {
        std::cerr << "mock cluster: " << text.data() << std::endl;
        std::abort();
    }
}

MockBroker::~MockBroker()
{
    settle();
    rd_kafka_mock_cluster_destroy(m_parts->cluster);
    settle();
    rd_kafka_destroy(m_parts->client);
}

std::string MockBroker::bootstrap() const
{
    return rd_kafka_mock_cluster_bootstraps(m_parts->cluster);
}

void MockBroker::createTopic(const std::string& topic, int partitions, int replication)
{
    rd_kafka_mock_topic_create(m_parts->cluster, topic.c_str(), partitions, replication);
    settle();
}

void MockBroker::setLeader(const std::string& topic, std::int32_t partition, std::optional<std::int32_t> broker)
{
    rd_kafka_mock_partition_set_leader(m_parts->cluster, topic.c_str(), partition, broker.value_or(-1));
    settle();
}

void MockBroker::setDown(std::int32_t broker, bool down)
{
    if (down)
        rd_kafka_mock_broker_set_down(m_parts->cluster, broker);
    else
        rd_kafka_mock_broker_set_up(m_parts->cluster, broker);
    settle();
}

void MockBroker::setRoundTrip(std::int32_t broker, std::chrono::milliseconds time)
{
    rd_kafka_mock_broker_set_rtt(m_parts->cluster, broker, static_cast<int>(time.count()));
    settle();
}

void MockBroker::failNext(std::int16_t apiKey, const std::vector<int>& codes)
{
    std::vector<rd_kafka_resp_err_t> errors;
    for (const int code : codes)
        errors.push_back(static_cast<rd_kafka_resp_err_t>(code));
    rd_kafka_mock_push_request_errors_array(m_parts->cluster, apiKey, errors.size(), errors.data());
    settle();
}

void MockBroker::setTopicError(const std::string& topic, int code)
{
    rd_kafka_mock_topic_set_error(m_parts->cluster, topic.c_str(), static_cast<rd_kafka_resp_err_t>(code));
    settle();
}

} // namespace weir::test
