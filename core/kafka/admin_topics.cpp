// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/admin_request.h"
#include "core/kafka/real_admin.h"

#include <algorithm>
#include <array>
#include <span>
#include <thread>

namespace weir {
namespace {

using namespace std::chrono_literals;

/// The outcome of the one topic a request was about.
Result<void> outcome(AdminRequest& request, const rd_kafka_topic_result_t* const* results, std::size_t count)
{
    if (count != 1)
        return fail(request.error(RD_KAFKA_RESP_ERR__INCONSISTENT));
    if (const auto code = rd_kafka_topic_result_error(results[0]); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        Error error = request.error(code, rd::text(rd_kafka_topic_result_error_string(results[0])));
        // The broker says which setting or number it did not like; that belongs into the sentence.
        const std::string said = rd::text(rd_kafka_topic_result_error_string(results[0]));
        if (error.kind == ErrorKind::InvalidInput && !said.empty())
            error.message += " The broker says: " + said;
        return fail(std::move(error));
    }
    return {};
}

/// Creating and deleting are complete when the brokers know of it, not when the controller has noted it down.
void waitOnBroker(rd_kafka_AdminOptions_t* options, const Call& call)
{
    std::array<char, 64> text{};
    const auto time = std::min<std::chrono::milliseconds>(call.deadline.remaining(), 30s);
    rd_kafka_AdminOptions_set_operation_timeout(options, static_cast<int>(time.count()), text.data(), text.size());
}

} // namespace

Result<void> RealAdmin::createTopic(const weir::NewTopic& topic, const Call& call)
{
    AdminRequest request(*m_handle, RD_KAFKA_ADMIN_OP_CREATETOPICS, "Could not create topic " + topic.name, call);
    std::array<char, 256> text{};
    const rd::NewTopic wanted(
        rd_kafka_NewTopic_new(topic.name.c_str(), topic.partitions, topic.replication, text.data(), text.size()));
    if (!wanted)
        return fail(request.error(RD_KAFKA_RESP_ERR__INVALID_ARG, text.data()));
    for (const auto& [name, value] : topic.configs)
        if (const auto code = rd_kafka_NewTopic_set_config(wanted.get(), name.c_str(), value.c_str());
            code != RD_KAFKA_RESP_ERR_NO_ERROR)
            return fail(request.error(code, "setting " + name));
    rd_kafka_NewTopic_t* one = wanted.get();
    rd_kafka_AdminOptions_t* options = request.options();
    waitOnBroker(options, call);
    rd_kafka_CreateTopics(request.rk(), &one, 1, options, request.queue());
    const auto event = request.answer();
    if (!event)
        return fail(event.error());
    std::size_t count = 0;
    const auto* results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event->get()), &count);
    auto created = outcome(request, results, count);
    if (created)
        waitUntilKnown(topic.name, call);
    return created;
}

/// KRaft confirms a new topic a moment before every broker lists it; whoever lists topics next should see it. Creation
/// has succeeded by now, so running out of patience is no error.
void RealAdmin::waitUntilKnown(const std::string& topic, const Call& call)
{
    Call patience = call;
    if (call.deadline.remaining() > 10s)
        patience.deadline = Deadline::after(10s);
    while (!this->topic(topic, patience) && !patience.over())
        std::this_thread::sleep_for(20ms);
}

Result<void> RealAdmin::deleteTopic(const std::string& name, const Call& call)
{
    AdminRequest request(*m_handle, RD_KAFKA_ADMIN_OP_DELETETOPICS, "Could not delete topic " + name, call);
    const rd::DeleteTopic wanted(rd_kafka_DeleteTopic_new(name.c_str()));
    rd_kafka_DeleteTopic_t* one = wanted.get();
    rd_kafka_AdminOptions_t* options = request.options();
    waitOnBroker(options, call);
    rd_kafka_DeleteTopics(request.rk(), &one, 1, options, request.queue());
    const auto event = request.answer();
    if (!event)
        return fail(event.error());
    m_handle->forget(name);
    std::size_t count = 0;
    const auto* results = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event->get()), &count);
    return outcome(request, results, count);
}

Partial<OffsetMap> RealAdmin::deleteRecordsBefore(const OffsetMap& offsets, const Call& call)
{
    Partial<OffsetMap> result;
    if (offsets.empty())
        return result;
    AdminRequest request(*m_handle, RD_KAFKA_ADMIN_OP_DELETERECORDS, "Could not delete records", call);
    const rd::PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size())));
    for (const auto& [partition, offset] : offsets) {
        // -1 means "everything" to the broker; nobody may get that by a slip.
        if (offset < 0)
            result.failures.push_back({toString(partition), request.error(RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)});
        else
            rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition)->offset =
                offset;
    }
    if (list->cnt == 0)
        return result;
    const rd::DeleteRecords wanted(rd_kafka_DeleteRecords_new(list.get()));
    rd_kafka_DeleteRecords_t* one = wanted.get();
    rd_kafka_DeleteRecords(request.rk(), &one, 1, request.options(), request.queue());
    const auto event = request.answer();
    const auto elements = [](const rd_kafka_topic_partition_list_t* from) {
        return std::span(from->elems, static_cast<std::size_t>(from->cnt));
    };
    if (!event) {
        for (const auto& element : elements(list.get()))
            result.failures.push_back({toString({rd::text(element.topic), element.partition}), event.error()});
        return result;
    }
    // The event itself is a success even when every partition failed.
    const auto* answer = rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event->get()));
    for (const auto& element : elements(answer)) {
        const TopicPartition partition{rd::text(element.topic), element.partition};
        if (element.err != RD_KAFKA_RESP_ERR_NO_ERROR)
            result.failures.push_back(
                {toString(partition),
                 request.error(element.err, "Could not delete records of " + toString(partition), {})});
        else
            result.values.emplace(partition, element.offset);
    }
    return result;
}

} // namespace weir
