// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/real_send_stream.h"

#include "core/kafka/delivery_batch.h"
#include "core/kafka/error_table.h"
#include "core/kafka/message_view.h"

#include <algorithm>
#include <utility>

namespace weir {

using namespace std::chrono_literals;

namespace {

/// How long it is believed that a topic does not exist. A question takes a round trip, and a run may have a thousand
/// records a second for it.
constexpr auto missingFor = 1s;

/// What brokers say to all records of a batch because of one of them.
bool isAboutTheBatch(rd_kafka_resp_err_t code)
{
    return code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE || code == RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE ||
           code == RD_KAFKA_RESP_ERR__INVALID_DIFFERENT_RECORD || code == RD_KAFKA_RESP_ERR_INVALID_RECORD;
}

/// What may be otherwise once the topic was asked for again.
bool isAboutTheTopic(rd_kafka_resp_err_t code)
{
    return code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC || code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
           code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED;
}

OutgoingRecord copyOf(const rd_kafka_message_t& message)
{
    const std::string topic = rd::text(rd_kafka_topic_name(message.rkt));
    const Record record = MessageView(message, topic).toRecord();
    OutgoingRecord copy{record.topic, std::nullopt, record.key, record.value, record.headers, std::nullopt};
    if (record.partition >= 0)
        copy.partition = record.partition;
    // A broker's own time, should its refusal hold one, is not the record's.
    if (record.timestampType == TimestampType::CreateTime && record.timestamp && *record.timestamp > 0)
        copy.timestamp = record.timestamp;
    return copy;
}

} // namespace

Result<std::unique_ptr<SendStream>> RealSendStream::open(const Properties& properties, const SendStreamOptions&)
{
    std::unique_ptr<RealSendStream> stream(new RealSendStream);
    auto handle = ClientHandle::open(RD_KAFKA_PRODUCER, properties,
                                     [self = stream.get()](const rd_kafka_message_t& message) { self->take(message); });
    if (!handle)
        return fail(handle.error());
    stream->m_handle = std::move(*handle);
    return stream;
}

RealSendStream::~RealSendStream()
{
    if (m_handle == nullptr)
        return;
    rd_kafka_purge(m_handle->rk(), RD_KAFKA_PURGE_F_QUEUE);
    rd_kafka_flush(m_handle->rk(), 1000);
    m_topics.clear(); // handles of topics go before their client
}

void RealSendStream::take(const rd_kafka_message_t& message)
{
    Answer answer;
    answer.ticket = reinterpret_cast<std::uintptr_t>(message._private);
    answer.partition = message.partition;
    if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        answer.offset = message.offset;
        rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
        if (const auto time = rd_kafka_message_timestamp(&message, &type); type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE)
            answer.timestamp = time;
        answer.latency = rd_kafka_message_latency(&message);
    }
    bool firstGood = false;
    {
        const std::scoped_lock lock(m_mutex);
        ++m_reported;
        if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            firstGood = m_answers.list.empty() || !m_answers.failures.empty();
            m_answers.list.push_back(answer);
        } else if (!takeForAgainLocked(message, answer.ticket)) {
            takeFailureLocked(message, answer);
        }
        if (m_alone == answer.ticket)
            m_alone.reset();
        m_againCount.store(m_again.size() + (m_alone ? 1 : 0));
        if (std::exchange(m_waiting, false))
            m_answered.notify_all();
    }
    // Once per collection is often enough to know that earlier trouble is over; it costs as much as all of the above.
    if (firstGood)
        m_handle->log().answered();
}

void RealSendStream::takeFailureLocked(const rd_kafka_message_t& message, Answer answer)
{
    const auto status = rd_kafka_message_status(&message);
    const char* topic = rd_kafka_topic_name(message.rkt);
    auto& failures = m_answers.failures;
    if (failures.empty() || failures.back().code != message.err || failures.back().status != status ||
        failures.back().topic != topic) {
        const std::string what = "Could not send to " + rd::text(topic);
        auto delivery = deliveryOf(message, what, stoppedError(what), m_handle->log());
        failures.push_back({std::move(delivery).error(), rd::text(topic), message.err, status});
    }
    answer.failure = static_cast<std::uint32_t>(failures.size());
    m_answers.list.push_back(answer);
}

bool RealSendStream::takeForAgainLocked(const rd_kafka_message_t& message, std::uint64_t ticket)
{
    if (!isAboutTheBatch(message.err) || m_alone == ticket)
        return false;
    m_again.push_back({copyOf(message), ticket});
    return true;
}

/// Gives the client one of the records that are to go alone, when nothing else is with it.
void RealSendStream::sendNextAgain()
{
    if (m_againCount.load() == 0)
        return;
    Again next;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_again.empty() || m_reported != m_produced)
            return;
        next = std::move(m_again.front());
        m_again.pop_front();
        m_alone = next.ticket;
    }
    const rd::ErrorObject error(produceRecord(m_handle->rk(), next.record, reinterpret_cast<void*>(next.ticket)));
    if (!error) {
        ++m_produced;
        return;
    }
    auto why = m_handle->log().explain(rd_kafka_error_code(error.get()), whatOf(next.record),
                                       rd::text(rd_kafka_error_string(error.get())));
    const std::scoped_lock lock(m_mutex);
    m_alone.reset();
    m_againCount.store(m_again.size());
    settleAgainLocked(next, notWritten(std::move(why)));
}

void RealSendStream::settleAgainLocked(const Again& again, Error error)
{
    m_answers.failures.push_back(
        {std::move(error), again.record.topic, RD_KAFKA_RESP_ERR_NO_ERROR, RD_KAFKA_MSG_STATUS_NOT_PERSISTED});
    m_answers.list.push_back({again.ticket, 0, -1, 0, 0, static_cast<std::uint32_t>(m_answers.failures.size())});
}

/// The topic as the client knows it, so that it need not look its name up under the client's lock for each record.
Result<rd_kafka_topic_t*> RealSendStream::topicOf(const std::string& name, const Call& call)
{
    if (m_lastTopic != nullptr && m_lastTopic->first == name && m_lastTopic->second.handle)
        return m_lastTopic->second.handle.get();
    const auto known = m_topics.find(std::string_view(name));
    if (known != m_topics.end() && (known->second.handle || !known->second.until->expired())) {
        if (!known->second.handle)
            return fail(*known->second.error);
        m_lastTopic = &*known;
        return known->second.handle.get();
    }
    m_lastTopic = nullptr;
    if (auto unknown = m_handle->learn({name}, call); !unknown.empty()) {
        Error error = notWritten(std::move(unknown.front().second));
        // What says nothing about the topic is asked again at once.
        const ErrorKind kind = error.kind;
        if (kind == ErrorKind::NotFound || kind == ErrorKind::NotAuthorized || kind == ErrorKind::InvalidInput)
            m_topics.insert_or_assign(name, Topic{nullptr, error, Deadline::after(missingFor)});
        return fail(std::move(error));
    }
    rd::Topic handle(rd_kafka_topic_new(m_handle->rk(), name.c_str(), nullptr));
    if (!handle)
        return fail(ErrorKind::InvalidInput,
                    "Could not send to " + name + ": the name of the topic is not valid. It was not written.");
    const auto at = m_topics.insert_or_assign(name, Topic{std::move(handle), std::nullopt, std::nullopt}).first;
    m_lastTopic = &*at;
    return at->second.handle.get();
}

/// The next record for it asks for the topic again.
void RealSendStream::forget(const std::string& topic)
{
    m_handle->forget(topic);
    m_lastTopic = nullptr;
    m_topics.erase(topic);
}

/// Until an answer came, for a moment at most; false when the call is over.
bool RealSendStream::waitForRoom(const Call& call)
{
    if (call.over())
        return false;
    std::unique_lock lock(m_mutex);
    m_waiting = true;
    m_answered.wait_for(lock, std::clamp(call.deadline.remaining(), 1ms, 10ms), [&] { return !m_waiting; });
    m_waiting = false;
    return true;
}

Error RealSendStream::noRoom(const OutgoingRecord& record, const Call& call) const
{
    if (call.stop.stop_requested())
        return stoppedError(whatOf(record));
    return {ErrorKind::TimedOut,
            whatOf(record) + ": records before it wait for their confirmation, and no more of them fit.", {}, 0, true};
}

Result<void> RealSendStream::push(const OutgoingRecord& record, std::uint64_t ticket, const Call& call)
{
    if (auto error = refusalOf(record))
        return fail(notWritten(*std::move(error)));
    const auto topic = topicOf(record.topic, call);
    if (!topic)
        return fail(topic.error());
    for (;;) {
        bool full = m_againCount.load() > 0;
        if (full) {
            sendNextAgain();
        } else {
            const rd::ErrorObject error(produceRecord(m_handle->rk(), record, reinterpret_cast<void*>(ticket), *topic));
            if (!error) {
                ++m_produced;
                ++m_taken;
                return {};
            }
            const auto code = rd_kafka_error_code(error.get());
            full = code == RD_KAFKA_RESP_ERR__QUEUE_FULL;
            if (!full) {
                if (code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
                    forget(record.topic);
                const std::string text = rd::text(rd_kafka_error_string(error.get()));
                return fail(notWritten(m_handle->log().explain(code, whatOf(record), text)));
            }
        }
        if (!waitForRoom(call))
            return fail(notWritten(noRoom(record, call)));
    }
}

std::size_t RealSendStream::collect(const std::function<void(const SendOutcome&)>& sink, std::chrono::milliseconds wait)
{
    const auto until = Deadline::Clock::now() + wait;
    // Taken away while it is walked, so that the sink may call the stream.
    Answers answers = std::move(m_spare);
    for (;;) {
        sendNextAgain();
        std::unique_lock lock(m_mutex);
        if (!m_answers.list.empty() || underWay() == 0 || Deadline::Clock::now() >= until) {
            std::swap(m_answers, answers);
            break;
        }
        m_waiting = true;
        m_answered.wait_until(lock, until, [&] { return !m_waiting; });
        m_waiting = false;
    }
    m_handedOut += answers.list.size();
    for (const Failure& failure : answers.failures)
        if (isAboutTheTopic(failure.code))
            forget(failure.topic);
    SendOutcome outcome;
    for (const Answer& answer : answers.list) {
        outcome.ticket = answer.ticket;
        if (answer.failure != 0) {
            outcome.delivery = fail(answers.failures[answer.failure - 1].error);
        } else {
            Delivery delivery{answer.partition, answer.offset, std::nullopt, std::chrono::microseconds(answer.latency)};
            if (answer.timestamp >= 0)
                delivery.timestamp = answer.timestamp;
            outcome.delivery = delivery;
        }
        sink(outcome);
    }
    const std::size_t count = answers.list.size();
    answers.list.clear();
    answers.failures.clear();
    m_spare = std::move(answers);
    return count;
}

std::size_t RealSendStream::underWay() const { return static_cast<std::size_t>(m_taken - m_handedOut); }

void RealSendStream::withdraw()
{
    rd_kafka_purge(m_handle->rk(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_NON_BLOCKING);
    const std::scoped_lock lock(m_mutex);
    for (const Again& again : m_again)
        settleAgainLocked(again, notWritten(stoppedError(whatOf(again.record))));
    m_again.clear();
    m_againCount.store(m_alone ? 1 : 0);
}

} // namespace weir
