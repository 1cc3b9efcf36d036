// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/real_group_consumer.h"

#include "core/kafka/error_table.h"
#include "core/kafka/message_view.h"

#include <algorithm>
#include <span>

namespace weir {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t batchLimit = 1000;

rd::PartitionList listOf(const TopicPartition& partition, std::int64_t offset = RD_KAFKA_OFFSET_INVALID)
{
    rd::PartitionList list(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition)->offset = offset;
    return list;
}

/// The code of the call, or of its one partition.
rd_kafka_resp_err_t outcomeOf(rd_kafka_resp_err_t code, const rd::PartitionList& list)
{
    return code != RD_KAFKA_RESP_ERR_NO_ERROR ? code : list->elems[0].err;
}

} // namespace

Result<std::unique_ptr<GroupConsumer>> RealGroupConsumer::join(const Properties& properties,
                                                               const GroupOptions& options)
{
    const std::string what = "Could not join group " + options.groupId;
    if (options.groupId.empty() || options.topics.empty())
        return fail(kafkaError(RD_KAFKA_RESP_ERR__INVALID_ARG, what, "a group id and at least one topic are needed"));
    auto handle = ClientHandle::open(RD_KAFKA_CONSUMER, properties);
    if (!handle)
        return fail(handle.error());
    const rd::PartitionList topics(rd_kafka_topic_partition_list_new(static_cast<int>(options.topics.size())));
    for (const std::string& topic : options.topics)
        rd_kafka_topic_partition_list_add(topics.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
    if (const auto code = rd_kafka_subscribe((*handle)->rk(), topics.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fail((*handle)->log().explain(code, what));
    return std::unique_ptr<GroupConsumer>(new RealGroupConsumer(std::move(*handle), options.groupId));
}

RealGroupConsumer::RealGroupConsumer(std::unique_ptr<ClientHandle> handle, std::string group)
    : m_handle(std::move(handle)), m_group(std::move(group)), m_queue(rd_kafka_queue_get_consumer(m_handle->rk()))
{
}

RealGroupConsumer::~RealGroupConsumer()
{
    // rd_kafka_consumer_close() waits without limit for a coordinator that is away (#4519); this form only asks, and
    // is watched for a while.
    m_queue.reset();
    const rd::Queue closing(rd_kafka_queue_new(m_handle->rk()));
    const rd::ErrorObject refused(rd_kafka_consumer_close_queue(m_handle->rk(), closing.get()));
    for (const auto end = Deadline::after(5000ms);
         !refused && !end.expired() && rd_kafka_consumer_closed(m_handle->rk()) == 0;)
        const rd::Event event(rd_kafka_queue_poll(closing.get(), 50));
}

std::optional<Error> RealGroupConsumer::failureOf(const rd_kafka_message_t& message) const
{
    if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
        return std::nullopt;
    std::string what = "Could not read as group " + m_group;
    if (message.rkt != nullptr && message.partition >= 0)
        what += " from " + toString(TopicPartition{rd_kafka_topic_name(message.rkt), message.partition});
    else if (message.rkt != nullptr)
        what += " from " + rd::text(rd_kafka_topic_name(message.rkt));
    Error error = m_handle->log().explain(message.err, what, rd::text(rd_kafka_message_errstr(&message)));
    // The client reconnects and rejoins by itself; only what it cannot mend is the caller's business.
    const bool heals = error.retriable && message.err != RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED;
    return heals ? std::nullopt : std::optional(std::move(error));
}

Result<std::vector<Record>> RealGroupConsumer::poll(std::size_t most, const Call& call)
{
    if (m_pendingError)
        return fail(*std::exchange(m_pendingError, std::nullopt));
    endOldPauses();
    const auto start = Deadline::Clock::now();
    std::vector<Record> records;
    std::vector<rd_kafka_message_t*> batch(std::min(std::max<std::size_t>(most, 1), batchLimit), nullptr);
    do {
        // One message is waited for, the rest is what lies there: with a timeout the batch call fills up the batch.
        batch[0] = rd_kafka_consume_queue(m_queue.get(), static_cast<int>(std::min(call.deadline.remaining(), 50ms).count()));
        std::size_t count = batch[0] != nullptr ? 1 : 0;
        if (count == 1 && batch.size() > 1) {
            const auto more = rd_kafka_consume_batch_queue(m_queue.get(), 0, batch.data() + 1, batch.size() - 1);
            count += more > 0 ? static_cast<std::size_t>(more) : 0;
        }
        for (rd_kafka_message_t*& slot : std::span(batch).first(count)) {
            const rd::Message message(std::exchange(slot, nullptr));
            if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
                records.push_back(MessageView(*message, rd_kafka_topic_name(message->rkt)).toRecord());
            else if (auto error = failureOf(*message))
                m_pendingError = std::move(error);
        }
    } while (records.empty() && !m_pendingError && !call.over());
    if (!records.empty()) {
        m_handle->log().answered();
        return records;
    }
    if (m_pendingError)
        return fail(*std::exchange(m_pendingError, std::nullopt));
    if (call.stop.stop_requested())
        return fail(stoppedError("Reading as group " + m_group));
    if (m_handle->log().hopeless(start))
        return fail(m_handle->log().unreachable(RD_KAFKA_RESP_ERR__TRANSPORT));
    return records;
}

Result<void> RealGroupConsumer::commit(const OffsetMap& next, const Call& call)
{
    const std::string what = "Could not commit the offsets of group " + m_group;
    if (next.empty())
        return {};
    const rd::PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(next.size())));
    for (const auto& [partition, offset] : next)
        rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition)->offset = offset;
    // The synchronous commit cannot be stopped; its answer on an own queue can be waited for as long as wanted.
    const rd::Queue answers(rd_kafka_queue_new(m_handle->rk()));
    if (const auto code = rd_kafka_commit_queue(m_handle->rk(), list.get(), answers.get(), nullptr, nullptr);
        code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fail(m_handle->log().explain(code, what));
    rd::Event event;
    while (!event) {
        if (call.stop.stop_requested())
            return fail(stoppedError(what));
        const bool late = call.deadline.expired();
        event.reset(rd_kafka_queue_poll(answers.get(), 50));
        if (!event && late)
            return fail(m_handle->log().explain(RD_KAFKA_RESP_ERR__TIMED_OUT, what));
    }
    if (const auto code = rd_kafka_event_error(event.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fail(m_handle->log().explain(code, what, rd::text(rd_kafka_event_error_string(event.get()))));
    const rd_kafka_topic_partition_list_t* committed = rd_kafka_event_topic_partition_list(event.get());
    if (committed != nullptr)
        for (const auto& element : std::span(committed->elems, static_cast<std::size_t>(committed->cnt)))
            if (element.err != RD_KAFKA_RESP_ERR_NO_ERROR)
                return fail(m_handle->log().explain(
                    element.err, what + " for " + toString(TopicPartition{rd::text(element.topic), element.partition})));
    m_handle->log().answered();
    return {};
}

Result<void> RealGroupConsumer::assigned(const TopicPartition& partition, const std::string& what) const
{
    const std::vector<TopicPartition> mine = assignment();
    if (std::ranges::find(mine, partition) == mine.end())
        return fail(ErrorKind::NotFound, what + ": the partition is not assigned to this member.");
    return {};
}

Result<void> RealGroupConsumer::seek(const TopicPartition& partition, std::int64_t offset, const Call& call)
{
    const std::string what = "Could not go to offset " + std::to_string(offset) + " of " + toString(partition);
    if (offset < 0)
        return fail(kafkaError(RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, what));
    if (auto mine = assigned(partition, what); !mine)
        return mine;
    const rd::PartitionList list = listOf(partition, offset);
    // Done by the client alone, no broker is asked.
    const auto time = std::min<std::chrono::milliseconds>(call.deadline.remaining(), 2000ms);
    const rd::ErrorObject error(
        rd_kafka_seek_partitions(m_handle->rk(), list.get(), static_cast<int>(std::max(time, 1ms).count())));
    const auto code = outcomeOf(error ? rd_kafka_error_code(error.get()) : RD_KAFKA_RESP_ERR_NO_ERROR, list);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fail(kafkaError(code, what));
    return {};
}

Result<void> RealGroupConsumer::pause(const TopicPartition& partition)
{
    const std::string what = "Could not pause " + toString(partition);
    const std::int32_t before = generation();
    if (auto mine = assigned(partition, what); !mine)
        return mine;
    const rd::PartitionList list = listOf(partition);
    const auto code = outcomeOf(rd_kafka_pause_partitions(m_handle->rk(), list.get()), list);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fail(kafkaError(code, what));
    m_paused[partition] = before;
    // Paused after a rebalance in between, it would stay so in the new assignment, where nobody knows of it.
    auto still = assigned(partition, what);
    if (still && generation() != before)
        still = fail(ErrorKind::NotFound, what + ": the group has rebalanced.");
    if (!still) {
        (void)rd_kafka_resume_partitions(m_handle->rk(), list.get());
        m_paused.erase(partition);
    }
    return still;
}

void RealGroupConsumer::endOldPauses()
{
    if (m_paused.empty())
        return;
    const std::int32_t now = generation();
    std::erase_if(m_paused, [&](const auto& entry) {
        if (entry.second == now)
            return false;
        // Also what is not assigned now: the pause would wait there for the day it is assigned again.
        const rd::PartitionList list = listOf(entry.first);
        (void)rd_kafka_resume_partitions(m_handle->rk(), list.get());
        return true;
    });
}

Result<void> RealGroupConsumer::resume(const TopicPartition& partition)
{
    if (auto mine = assigned(partition, "Could not resume " + toString(partition)); !mine)
        return mine;
    const rd::PartitionList list = listOf(partition);
    const auto code = outcomeOf(rd_kafka_resume_partitions(m_handle->rk(), list.get()), list);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fail(kafkaError(code, "Could not resume " + toString(partition)));
    m_paused.erase(partition);
    return {};
}

std::vector<TopicPartition> RealGroupConsumer::assignment() const
{
    rd_kafka_topic_partition_list_t* raw = nullptr;
    std::vector<TopicPartition> partitions;
    if (rd_kafka_assignment(m_handle->rk(), &raw) != RD_KAFKA_RESP_ERR_NO_ERROR || raw == nullptr)
        return partitions;
    const rd::PartitionList list(raw);
    for (const auto& element : std::span(list->elems, static_cast<std::size_t>(list->cnt)))
        partitions.push_back({rd::text(element.topic), element.partition});
    std::ranges::sort(partitions);
    return partitions;
}

std::int32_t RealGroupConsumer::generation() const
{
    const rd::GroupMetadata member(rd_kafka_consumer_group_metadata(m_handle->rk()));
    return member ? rd_kafka_consumer_group_metadata_generation_id(member.get()) : -1;
}

} // namespace weir
