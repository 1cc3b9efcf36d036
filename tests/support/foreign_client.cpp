// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/foreign_client.h"

#include "core/base/deadline.h"
#include "core/kafka/rd.h"

#include <array>
#include <cstdlib>
#include <iostream>
#include <span>

namespace weir::test {

using namespace std::chrono_literals;

namespace {

using Settings = std::map<std::string, std::string>;

constexpr int patience = 30'000;

[[noreturn]] void giveUp(const std::string& why)
{
    std::cerr << "foreign client: " << why << std::endl;
    std::abort();
}

rd_kafka_t* openHandle(rd_kafka_type_t type, const Settings& settings)
{
    std::array<char, 512> text{};
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
    for (const auto& [name, value] : settings)
        if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), text.data(), text.size()) != RD_KAFKA_CONF_OK)
            giveUp(text.data());
    rd_kafka_t* handle = rd_kafka_new(type, conf, text.data(), text.size());
    if (handle == nullptr)
        giveUp(text.data());
    return handle;
}

rd::PartitionList listOf(const OffsetMap& offsets)
{
    rd::PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size())));
    for (const auto& [partition, offset] : offsets)
        rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition)->offset = offset;
    return list;
}

std::string commitWith(rd_kafka_t* handle, const OffsetMap& offsets)
{
    const rd::PartitionList list = listOf(offsets);
    const rd_kafka_resp_err_t code = rd_kafka_commit(handle, list.get(), 0);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return rd_kafka_err2str(code);
    for (const auto& element : std::span(list->elems, static_cast<std::size_t>(list->cnt)))
        if (element.err != RD_KAFKA_RESP_ERR_NO_ERROR)
            return rd_kafka_err2str(element.err);
    return {};
}

void demand(rd_kafka_error_t* raw, const std::string& what)
{
    const rd::ErrorObject error(raw);
    if (error)
        giveUp(what + ": " + rd_kafka_error_string(error.get()));
}

std::string produce(rd_kafka_t* handle, const OutgoingRecord& record)
{
    Bytes value = record.value.value_or(Bytes());
    std::array<rd_kafka_vu_t, 5> parts{};
    parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
    parts[0].u.cstr = record.topic.c_str();
    parts[1].vtype = RD_KAFKA_VTYPE_PARTITION;
    parts[1].u.i32 = record.partition.value_or(0);
    parts[2].vtype = RD_KAFKA_VTYPE_VALUE;
    parts[2].u.mem = {value.data(), value.size()};
    parts[3].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    parts[3].u.i = RD_KAFKA_MSG_F_COPY;
    parts[4].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
    parts[4].u.i64 = record.timestamp.value_or(0);
    const rd::ErrorObject error(rd_kafka_produceva(handle, parts.data(), parts.size()));
    return error ? rd_kafka_error_string(error.get()) : std::string();
}

} // namespace

struct ForeignMember::Parts {
    rd_kafka_t* handle = nullptr;
};

ForeignMember::ForeignMember(const std::string& bootstrap, const std::string& group,
                             const std::vector<std::string>& topics, const Settings& properties)
    : m_parts(std::make_unique<Parts>())
{
    Settings settings{{"bootstrap.servers", bootstrap},       {"group.id", group},
                      {"auto.offset.reset", "earliest"},      {"enable.auto.commit", "false"},
                      {"fetch.wait.max.ms", "100"},           {"fetch.error.backoff.ms", "100"},
                      {"topic.metadata.refresh.interval.ms", "2000"}};
    const auto protocol = properties.find("group.protocol");
    if (protocol == properties.end() || protocol->second == "classic") // the new protocol leaves it to the broker
        settings["session.timeout.ms"] = "6000";
    for (const auto& [name, value] : properties)
        settings[name] = value;
    m_parts->handle = openHandle(RD_KAFKA_CONSUMER, settings);
    rd_kafka_poll_set_consumer(m_parts->handle);
    const rd::PartitionList wanted(rd_kafka_topic_partition_list_new(static_cast<int>(topics.size())));
    for (const std::string& topic : topics)
        rd_kafka_topic_partition_list_add(wanted.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
    if (const auto code = rd_kafka_subscribe(m_parts->handle, wanted.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR)
        giveUp(rd_kafka_err2str(code));
}

ForeignMember::~ForeignMember()
{
    if (m_parts->handle == nullptr)
        return;
    rd_kafka_consumer_close(m_parts->handle);
    rd_kafka_destroy(m_parts->handle);
}

void ForeignMember::vanish()
{
    if (m_parts->handle != nullptr)
        rd_kafka_destroy_flags(std::exchange(m_parts->handle, nullptr), RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

std::optional<ForeignRecord> ForeignMember::poll(std::chrono::milliseconds time)
{
    const rd::Message message(rd_kafka_consumer_poll(m_parts->handle, static_cast<int>(time.count())));
    if (!message || message->err != RD_KAFKA_RESP_ERR_NO_ERROR)
        return std::nullopt;
    return ForeignRecord{{rd_kafka_topic_name(message->rkt), message->partition}, message->offset};
}

std::string ForeignMember::commit(const OffsetMap& next)
{
    return commitWith(m_parts->handle, next);
}

void ForeignMember::seek(const TopicPartition& partition, std::int64_t offset)
{
    const rd::PartitionList list = listOf({{partition, offset}});
    demand(rd_kafka_seek_partitions(m_parts->handle, list.get(), patience), "seek");
}

std::vector<TopicPartition> ForeignMember::assignment() const
{
    rd_kafka_topic_partition_list_t* raw = nullptr;
    std::vector<TopicPartition> partitions;
    if (rd_kafka_assignment(m_parts->handle, &raw) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return partitions;
    const rd::PartitionList list(raw);
    for (const auto& element : std::span(list->elems, static_cast<std::size_t>(list->cnt)))
        partitions.push_back({element.topic, element.partition});
    return partitions;
}

bool ForeignMember::waitForAssignment(std::size_t partitions, std::chrono::milliseconds time)
{
    for (const Deadline end = Deadline::after(time); !end.expired();) {
        if (assignment().size() == partitions)
            return true;
        (void)poll(50ms);
    }
    return false;
}

std::string commitAsForeigner(const std::string& bootstrap, const std::string& group, const OffsetMap& offsets)
{
    rd_kafka_t* handle = openHandle(RD_KAFKA_CONSUMER, {{"bootstrap.servers", bootstrap},
                                                        {"group.id", group},
                                                        {"enable.auto.commit", "false"}});
    const std::string failed = commitWith(handle, offsets);
    rd_kafka_destroy(handle);
    return failed;
}

struct ForeignTransaction::Parts {
    rd_kafka_t* handle = nullptr;
    bool open = false;
};

ForeignTransaction::ForeignTransaction(const std::string& bootstrap, const std::string& transactionalId,
                                       const std::vector<OutgoingRecord>& records)
    : m_parts(std::make_unique<Parts>())
{
    m_parts->handle = openHandle(RD_KAFKA_PRODUCER, {{"bootstrap.servers", bootstrap},
                                                     {"transactional.id", transactionalId},
                                                     {"transaction.timeout.ms", "600000"}});
    demand(rd_kafka_init_transactions(m_parts->handle, patience), "init");
    demand(rd_kafka_begin_transaction(m_parts->handle), "begin");
    m_parts->open = true;
    for (const OutgoingRecord& record : records) {
        if (const std::string failed = produce(m_parts->handle, record); !failed.empty())
            giveUp(failed);
    }
    if (const auto code = rd_kafka_flush(m_parts->handle, patience); code != RD_KAFKA_RESP_ERR_NO_ERROR)
        giveUp(rd_kafka_err2str(code));
}

ForeignTransaction::~ForeignTransaction()
{
    if (m_parts->open)
        (void)abort();
    rd_kafka_destroy(m_parts->handle);
}

bool ForeignTransaction::commit()
{
    m_parts->open = false;
    return rd::ErrorObject(rd_kafka_commit_transaction(m_parts->handle, patience)) == nullptr;
}

bool ForeignTransaction::abort()
{
    m_parts->open = false;
    return rd::ErrorObject(rd_kafka_abort_transaction(m_parts->handle, patience)) == nullptr;
}

} // namespace weir::test
