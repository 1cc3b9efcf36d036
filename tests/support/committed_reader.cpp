// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/committed_reader.h"

#include "core/base/deadline.h"
#include "core/kafka/rd.h"

#include <array>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <thread>

namespace weir::test {

using namespace std::chrono_literals;

namespace {

OptionalBytes bytesOf(const void* data, std::size_t size)
{
    return data == nullptr ? std::nullopt : OptionalBytes(Bytes(static_cast<const char*>(data), size));
}

Record recordOf(const rd_kafka_message_t& message)
{
    Record record;
    record.topic = rd_kafka_topic_name(message.rkt);
    record.partition = message.partition;
    record.offset = message.offset;
    record.key = bytesOf(message.key, message.key_len);
    record.value = bytesOf(message.payload, message.len);
    rd_kafka_headers_t* headers = nullptr;
    if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return record;
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i)
        record.headers.push_back({name, bytesOf(value, size)});
    return record;
}

rd_kafka_t* openConsumer(const std::string& bootstrap)
{
    std::array<char, 512> text{};
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
    const std::array<std::array<const char*, 2>, 9> settings{{{"bootstrap.servers", bootstrap.c_str()},
                                                              {"group.id", "committed-reader"},
                                                              {"isolation.level", "read_committed"},
                                                              {"enable.auto.commit", "false"},
                                                              {"enable.partition.eof", "true"},
                                                              {"auto.offset.reset", "error"},
                                                              {"fetch.wait.max.ms", "100"},
                                                              {"reconnect.backoff.max.ms", "1000"},
                                                              {"topic.metadata.refresh.interval.ms", "2000"}}};
    for (const auto& [name, value] : settings)
        if (rd_kafka_conf_set(conf, name, value, text.data(), text.size()) != RD_KAFKA_CONF_OK)
            std::cerr << "committed reader: " << text.data() << std::endl;
    rd_kafka_t* handle = rd_kafka_new(RD_KAFKA_CONSUMER, conf, text.data(), text.size());
    if (handle == nullptr) {
        std::cerr << "committed reader: " << text.data() << std::endl;
        std::abort();
    }
    rd_kafka_poll_set_consumer(handle);
    return handle;
}

/// Errors after which the client goes on by itself when the brokers are back.
bool passes(rd_kafka_resp_err_t code)
{
    return code != RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET && code != RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE &&
           code != RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED && code != RD_KAFKA_RESP_ERR__BAD_MSG;
}

} // namespace

struct CommittedReader::Parts {
    rd_kafka_t* handle = nullptr;
    mutable std::mutex mutex;
    std::map<TopicPartition, std::vector<Record>> records;
    OffsetMap ends; ///< where there was nothing more to read
    std::vector<std::string> complaints;
    std::size_t count = 0;
    std::jthread thread;

    void take(const rd_kafka_message_t& message);
    void run(const std::stop_token& stop);
};

void CommittedReader::Parts::take(const rd_kafka_message_t& message)
{
    const std::lock_guard lock(mutex);
    if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        ends[{rd_kafka_topic_name(message.rkt), message.partition}] = message.offset;
        return;
    }
    if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        if (!passes(message.err))
            complaints.emplace_back(rd_kafka_message_errstr(&message));
        return;
    }
    Record record = recordOf(message);
    const TopicPartition partition{record.topic, record.partition};
    auto& list = records[partition];
    if (!list.empty() && list.back().offset >= record.offset)
        complaints.push_back(toString(partition) + ": offset " + std::to_string(record.offset) + " came after " +
                             std::to_string(list.back().offset));
    list.push_back(std::move(record));
    ++count;
}

void CommittedReader::Parts::run(const std::stop_token& stop)
{
    while (!stop.stop_requested())
        if (const rd::Message message(rd_kafka_consumer_poll(handle, 100)); message)
            take(*message);
}

CommittedReader::CommittedReader(const std::string& bootstrap, const std::vector<TopicPartition>& partitions)
    : m_parts(std::make_unique<Parts>())
{
    m_parts->handle = openConsumer(bootstrap);
    const rd::PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
    for (const TopicPartition& partition : partitions)
        rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition)->offset = 0;
    rd_kafka_assign(m_parts->handle, list.get());
    m_parts->thread = std::jthread([parts = m_parts.get()](const std::stop_token& stop) { parts->run(stop); });
}

CommittedReader::~CommittedReader()
{
    m_parts->thread.request_stop();
    m_parts->thread.join();
    rd_kafka_destroy_flags(m_parts->handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

bool CommittedReader::waitUntil(const OffsetMap& ends, std::chrono::milliseconds time) const
{
    for (const Deadline end = Deadline::after(time);; std::this_thread::sleep_for(20ms)) {
        {
            const std::lock_guard lock(m_parts->mutex);
            bool there = true;
            for (const auto& [partition, offset] : ends) {
                const auto found = m_parts->ends.find(partition);
                there = there && (offset == 0 || (found != m_parts->ends.end() && found->second >= offset));
            }
            if (there)
                return true;
        }
        if (end.expired())
            return false;
    }
}

std::size_t CommittedReader::count() const
{
    const std::lock_guard lock(m_parts->mutex);
    return m_parts->count;
}

std::map<TopicPartition, std::vector<Record>> CommittedReader::records() const
{
    const std::lock_guard lock(m_parts->mutex);
    return m_parts->records;
}

std::vector<std::string> CommittedReader::complaints() const
{
    const std::lock_guard lock(m_parts->mutex);
    return m_parts->complaints;
}

} // namespace weir::test
