// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/read_pass.h"

#include "core/kafka/message_view.h"

#include <algorithm>
#include <set>

namespace weir {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds silenceBeforeCheck = 1000ms;
/// A broker that restarts is back by then; one that is not is reported.
constexpr std::chrono::milliseconds longestOutage = 60s;
/// A batch that cannot be taken apart may be met without a word: without checksums the client takes it for one that was
/// cut off, and asks for it again, for ever.
constexpr std::chrono::milliseconds longestSilence = 10s;

std::string whatOf(const TopicPartition& partition)
{
    return "Could not read " + toString(partition);
}

Error badRange(const TopicPartition& partition, std::string_view why)
{
    return {ErrorKind::InvalidInput, whatOf(partition) + ": " + std::string(why) + ".", {}, 0, false};
}

rd::PartitionList listOf(std::size_t size)
{
    return rd::PartitionList(rd_kafka_topic_partition_list_new(static_cast<int>(size)));
}

} // namespace

ReadPass::ReadPass(ClientHandle& handle, const std::vector<ReadRange>& ranges, const RecordSink& sink,
                   const Call& call)
    : m_handle(handle), m_sink(sink), m_call(call), m_queue(rd_kafka_queue_get_consumer(handle.rk())),
      m_batch(batchSize)
{
    std::set<TopicPartition> seen;
    for (const ReadRange& range : ranges) {
        Part part{range.partition, range.end, {range.begin, false}, true, false, std::nullopt, range.mostRecords};
        if (!seen.insert(range.partition).second)
            part.error = badRange(range.partition, "the partition was named twice");
        else if (range.begin < 0 || range.partition.partition < 0 || range.partition.topic.empty())
            part.error = badRange(range.partition, "the range is not valid");
        else if (range.begin >= range.end || range.mostRecords <= 0)
            part.progress.finished = true;
        part.open = !part.error && !part.progress.finished;
        m_open += part.open ? 1U : 0U;
        m_parts.push_back(std::move(part));
    }
}

ReadPass::~ReadPass()
{
    dropBatch();
    if (!m_assigned)
        return;
    // Takes the partitions back and drops what was fetched ahead; messages still under way belong to an older version
    // of the assignment and are thrown away by librdkafka.
    rd_kafka_assign(m_handle.rk(), nullptr);
    while (rd_kafka_consume_batch_queue(m_queue.get(), 0, m_batch.data(), m_batch.size()) > 0)
        dropBatch();
}

void ReadPass::dropBatch()
{
    for (rd_kafka_message_t*& message : m_batch)
        if (message != nullptr)
            rd_kafka_message_destroy(std::exchange(message, nullptr));
}

void ReadPass::run()
{
    if (m_open == 0 || !learnTopics() || !assign())
        return;
    m_nextCheck = Deadline::after(silenceBeforeCheck);
    while (m_open > 0 && !m_stopped && !m_call.over()) {
        const std::size_t count = fetch();
        take(std::span(m_batch).first(count));
        releaseClosed();
        if (count > 0) {
            m_silentSince = Deadline::Clock::now();
            m_nextCheck = Deadline::after(silenceBeforeCheck);
        } else if (m_nextCheck.expired()) {
            examineSilence();
        }
    }
    noteOutage();
}

/// Metadata first: the client then knows the leaders and starts at once, and a topic that does not exist fails now
/// and not after topic.metadata.propagation.max.ms (30 s).
bool ReadPass::learnTopics()
{
    std::set<std::string> names;
    for (const Part& part : m_parts)
        if (part.open)
            names.insert(part.partition.topic);
    for (const auto& [topic, error] : m_handle.learn({names.begin(), names.end()}, m_call))
        for (Part& part : m_parts)
            if (part.open && part.partition.topic == topic) {
                if (error.kind == ErrorKind::Cancelled)
                    return false;
                closeWith(part, error);
            }
    return m_open > 0;
}

bool ReadPass::assign()
{
    const rd::PartitionList list = listOf(m_parts.size());
    for (const Part& part : m_parts)
        if (part.open)
            rd_kafka_topic_partition_list_add(list.get(), part.partition.topic.c_str(), part.partition.partition)
                ->offset = part.progress.next;
    const auto code = rd_kafka_assign(m_handle.rk(), list.get());
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        return m_assigned = true;
    for (Part& part : m_parts)
        if (part.open)
            closeWith(part, m_handle.log().explain(code, whatOf(part.partition)));
    return false;
}

std::size_t ReadPass::fetch()
{
    // With a timeout the batch call waits until the batch is full. While records pour in that is what is wanted: taking
    // every handful as it comes costs a wake-up and a fight for the queue's lock each (a third of the speed at 100 bytes
    // a record). Otherwise only what is there is taken; the wait is for a first message.
    constexpr int gatherMs = 10;
    auto count = rd_kafka_consume_batch_queue(m_queue.get(), m_pouring ? gatherMs : 0, m_batch.data(), m_batch.size());
    m_pouring = count >= pouringFrom;
    if (count > 0)
        return static_cast<std::size_t>(count);
    m_batch[0] = rd_kafka_consume_queue(m_queue.get(), 50);
    return m_batch[0] != nullptr ? 1 : 0;
}

void ReadPass::take(std::span<rd_kafka_message_t*> messages)
{
    if (!messages.empty() && messages.front()->err == RD_KAFKA_RESP_ERR_NO_ERROR)
        m_handle.log().answered();
    for (rd_kafka_message_t*& slot : messages) {
        const rd::Message message(std::exchange(slot, nullptr));
        if (m_stopped || m_call.stop.stop_requested())
            continue;
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
            takeRecord(*message);
        else
            takeError(*message);
    }
}

ReadPass::Part* ReadPass::find(const rd_kafka_message_t& message)
{
    if (message.rkt != m_lastTopic || message.partition != m_lastPartition) {
        m_lastPart = search(message);
        m_lastTopic = message.rkt;
        m_lastPartition = message.partition;
    }
    return m_lastPart;
}

ReadPass::Part* ReadPass::search(const rd_kafka_message_t& message)
{
    if (message.rkt == nullptr || message.partition < 0)
        return nullptr;
    std::vector<Part*>& known = m_byTopic[message.rkt];
    const auto at = static_cast<std::size_t>(message.partition);
    if (at < known.size() && known[at] != nullptr)
        return known[at];
    const std::string_view topic = rd_kafka_topic_name(message.rkt);
    for (Part& part : m_parts)
        if (part.partition.partition == message.partition && part.partition.topic == topic && !part.error) {
            known.resize(std::max(known.size(), at + 1));
            return known[at] = &part;
        }
    return nullptr;
}

void ReadPass::takeRecord(const rd_kafka_message_t& message)
{
    Part* part = find(message);
    // A partition of an earlier assignment, or one that is done, may still have records in the queue.
    if (part == nullptr || !part->open || message.offset < part->progress.next)
        return;
    if (message.offset >= part->end) {
        part->progress.next = part->end;
        part->progress.finished = true;
        return close(*part);
    }
    part->atLogEnd = false;
    const SinkAnswer answer = m_sink(MessageView(message, part->partition.topic));
    part->progress.next = message.offset + 1;
    if (part->progress.next >= part->end || --part->recordsLeft == 0) {
        part->progress.finished = true;
        close(*part);
    }
    m_stopped = answer == SinkAnswer::Stop;
}

void ReadPass::takeError(const rd_kafka_message_t& message)
{
    Part* part = find(message);
    // Errors without a partition are about the connection (the log keeps them) or about the browse group, which is
    // never joined: on clusters with group permissions they mean nothing for reading.
    if (part == nullptr || !part->open)
        return;
    if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        // Offsets at the end may carry no record (compaction, transaction markers); the end is the proof.
        part->atLogEnd = true;
        part->progress.next = std::max(part->progress.next, std::min(message.offset, part->end));
        if (part->progress.next >= part->end) {
            part->progress.finished = true;
            close(*part);
        }
        m_handle.log().answered();
        return;
    }
    const std::string text = rd::text(rd_kafka_message_errstr(&message));
    Error error = m_handle.log().explain(message.err, whatOf(part->partition), text);
    if (message.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || message.err == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC ||
        message.err == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
        m_handle.forget(part->partition.topic);
    else if (error.retriable)
        return; // the client tries again by itself
    // Damaged batches would be fetched and refused for ever, so the partition ends here, with the offset.
    error.message = whatOf(part->partition) + " at offset " + std::to_string(part->progress.next) +
                    error.message.substr(std::min(error.message.size(), whatOf(part->partition).size()));
    closeWith(*part, std::move(error));
}

void ReadPass::close(Part& part)
{
    part.open = false;
    --m_open;
    if (m_assigned)
        m_released.push_back(&part);
}

void ReadPass::closeWith(Part& part, Error error)
{
    // Who follows waits for ever and would not learn of it.
    m_stopped = m_stopped || part.end == ReadRange::follow;
    part.error = std::move(error);
    close(part);
}

void ReadPass::releaseClosed()
{
    if (m_released.empty() || m_open == 0)
        return;
    const rd::PartitionList list = listOf(m_released.size());
    for (const Part* part : m_released)
        rd_kafka_topic_partition_list_add(list.get(), part->partition.topic.c_str(), part->partition.partition);
    const rd::ErrorObject refused(rd_kafka_incremental_unassign(m_handle.rk(), list.get()));
    m_released.clear();
}

/// Nothing has come for a while. The client waits in silence for a leader, and for a topic that was deleted; a look at
/// the metadata tells. One who follows a partition keeps waiting for its leader.
void ReadPass::examineSilence()
{
    std::set<std::string> names;
    for (const Part& part : m_parts)
        if (part.open)
            names.insert(part.partition.topic);
    for (const std::string& name : names) {
        Call quick = m_call;
        if (quick.deadline.remaining() > 3000ms)
            quick.deadline = Deadline::after(3000ms);
        const auto answer =
            m_handle.metadata(ClientHandle::Scope::OneTopic, name, "Could not look up topic " + name, quick);
        if (!answer)
            return giveUpOnOutage();
        const rd_kafka_metadata_topic* topic = findTopic(*answer, name);
        for (Part& part : m_parts)
            if (part.open && part.partition.topic == name)
                judge(part, topic);
    }
    releaseClosed();
    m_nextCheck = Deadline::after(silenceBeforeCheck * 5);
}

void ReadPass::judge(Part& part, const rd_kafka_metadata_topic* topic)
{
    if (topic == nullptr)
        return;
    const std::span known(topic->partitions, static_cast<std::size_t>(topic->partition_cnt));
    const auto at = std::ranges::find(known, part.partition.partition, &rd_kafka_metadata_partition::id);
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
    if (topic->err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) {
        code = topic->err;
        m_handle.forget(part.partition.topic);
    } else if (topic->err == RD_KAFKA_RESP_ERR_NO_ERROR && at == known.end()) {
        code = RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION;
    } else if (at != known.end() && at->leader < 0 && part.end != ReadRange::follow) {
        code = RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE;
    }
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return closeWith(part, m_handle.log().explain(code, whatOf(part.partition)));
    const bool stuck = !part.atLogEnd && part.end != ReadRange::follow &&
                       Deadline::Clock::now() - m_silentSince > longestSilence;
    if (stuck)
        closeWith(part, {ErrorKind::TimedOut,
                         whatOf(part.partition) + " at offset " + std::to_string(part.progress.next) +
                             ": the broker answers, but no record came for " +
                             std::to_string(longestSilence / 1s) + " s.",
                         {}, 0, true});
}

/// The client reconnects by itself; a bounded read does not wait for that for ever.
void ReadPass::giveUpOnOutage()
{
    m_nextCheck = Deadline::after(silenceBeforeCheck);
    if (Deadline::Clock::now() - m_silentSince < longestOutage || !m_handle.log().hopeless(m_silentSince))
        return;
    for (Part& part : m_parts)
        if (part.open && part.end != ReadRange::follow)
            closeWith(part, m_handle.log().unreachable(RD_KAFKA_RESP_ERR__TRANSPORT));
}

/// A range that did not get to its end because nobody could be reached says so; a stopped or late one does not.
void ReadPass::noteOutage()
{
    if (m_stopped || m_call.stop.stop_requested() || !m_handle.log().hopeless(m_start))
        return;
    for (Part& part : m_parts)
        if (part.open && part.end != ReadRange::follow)
            closeWith(part, m_handle.log().unreachable(RD_KAFKA_RESP_ERR__TRANSPORT));
}

bool meansDamage(const Error& error)
{
    return error.kafkaCode == RD_KAFKA_RESP_ERR__BAD_MSG || error.kafkaCode == RD_KAFKA_RESP_ERR__BAD_COMPRESSION ||
           error.kafkaCode == RD_KAFKA_RESP_ERR_INVALID_MSG || error.kafkaCode == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE;
}

Partial<std::map<TopicPartition, ReadProgress>> ReadPass::result() const
{
    Partial<std::map<TopicPartition, ReadProgress>> result;
    for (const Part& part : m_parts) {
        if (part.error)
            result.failures.push_back({toString(part.partition), *part.error});
        result.values.try_emplace(part.partition, part.progress);
    }
    return result;
}

} // namespace weir
