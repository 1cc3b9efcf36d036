// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/delivery_batch.h"

#include "core/kafka/error_table.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

namespace weir {
namespace {

constexpr std::string_view maybeWritten = " It may have been written all the same.";

rd::Headers toHeaders(const Headers& from)
{
    rd::Headers headers(rd_kafka_headers_new(from.size()));
    for (const Header& header : from)
        rd_kafka_header_add(headers.get(), header.name.data(), static_cast<ssize_t>(header.name.size()),
                            header.value ? header.value->data() : nullptr,
                            header.value ? static_cast<ssize_t>(header.value->size()) : 0);
    return headers;
}

void setBytes(rd_kafka_vu_t& argument, rd_kafka_vtype_t type, const OptionalBytes& bytes)
{
    argument.vtype = type;
    // The client does not write through these pointers (values are copied, RD_KAFKA_MSG_F_COPY); C just has no const.
    argument.u.mem.ptr = bytes ? const_cast<char*>(bytes->data()) : nullptr;
    argument.u.mem.size = bytes ? bytes->size() : 0;
}

} // namespace

std::string whatOf(const OutgoingRecord& record)
{
    return "Could not send to " +
           (record.partition ? toString(TopicPartition{record.topic, *record.partition}) : record.topic);
}

Error notWritten(Error error)
{
    error.message += " It was not written.";
    return error;
}

/// The array form of the call: the RD_KAFKA_V_… macros do not put their arguments in parentheses.
rd::ErrorObject produceRecord(rd_kafka_t* rk, const OutgoingRecord& record, void* opaque, rd_kafka_topic_t* topic)
{
    rd::Headers headers = record.headers.empty() ? rd::Headers() : toHeaders(record.headers);
    std::array<rd_kafka_vu_t, 8> arguments{};
    std::size_t count = 0;
    const auto next = [&](rd_kafka_vtype_t type) -> rd_kafka_vu_t& {
        arguments[count].vtype = type;
        return arguments[count++];
    };
    if (topic != nullptr)
        next(RD_KAFKA_VTYPE_RKT).u.rkt = topic;
    else
        next(RD_KAFKA_VTYPE_TOPIC).u.cstr = record.topic.c_str();
    next(RD_KAFKA_VTYPE_PARTITION).u.i32 = record.partition.value_or(RD_KAFKA_PARTITION_UA);
    setBytes(next(RD_KAFKA_VTYPE_VALUE), RD_KAFKA_VTYPE_VALUE, record.value);
    setBytes(next(RD_KAFKA_VTYPE_KEY), RD_KAFKA_VTYPE_KEY, record.key);
    next(RD_KAFKA_VTYPE_MSGFLAGS).u.i = RD_KAFKA_MSG_F_COPY;
    next(RD_KAFKA_VTYPE_OPAQUE).u.ptr = opaque;
    if (record.timestamp)
        next(RD_KAFKA_VTYPE_TIMESTAMP).u.i64 = *record.timestamp;
    if (headers)
        next(RD_KAFKA_VTYPE_HEADERS).u.headers = headers.get();
    rd::ErrorObject error(rd_kafka_produceva(rk, arguments.data(), count));
    if (!error)
        (void)headers.release(); // owned by the client when it accepted the record, and only then
    return error;
}

Result<Delivery> deliveryOf(const rd_kafka_message_t& message, const std::string& what, const Error& ended,
                            const ClientLog& log)
{
    if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        Delivery delivery{message.partition, message.offset, std::nullopt, std::chrono::microseconds(0)};
        rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
        const std::int64_t time = rd_kafka_message_timestamp(&message, &type);
        if (type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE && time >= 0)
            delivery.timestamp = time;
        delivery.latency = std::chrono::microseconds(rd_kafka_message_latency(&message));
        return delivery;
    }
    Error error = message.err == RD_KAFKA_RESP_ERR__PURGE_QUEUE || message.err == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT
                      ? ended
                      // Not rd_kafka_message_errstr(): for delivery reports that is the record's value.
                      : log.explain(message.err, what, rd::text(rd_kafka_message_produce_errstr(&message)));
    switch (rd_kafka_message_status(&message)) {
    case RD_KAFKA_MSG_STATUS_NOT_PERSISTED: error = notWritten(std::move(error)); break;
    case RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED: error.message += maybeWritten; break;
    case RD_KAFKA_MSG_STATUS_PERSISTED: error.message += " It was written."; break;
    }
    return fail(std::move(error));
}

bool mayBeWritten(const Error& error) { return error.message.ends_with(maybeWritten); }

std::optional<Error> refusalOf(const OutgoingRecord& record)
{
    const auto refuse = [&](std::string_view why) {
        return Error{ErrorKind::InvalidInput, whatOf(record) + ": " + std::string(why) + ".", {}, 0, false};
    };
    if (record.topic.empty() || record.topic.find('\0') != std::string::npos)
        return refuse("the name of the topic is not valid");
    if (record.partition && *record.partition < 0)
        return refuse("the partition number is negative");
    if (record.timestamp && *record.timestamp == 0)
        return refuse("the timestamp 0 (1970-01-01T00:00:00Z) cannot be sent, the client would replace it by the "
                      "current time");
    if (record.timestamp && *record.timestamp < 0)
        return refuse("the timestamp is negative");
    return std::nullopt;
}

DeliveryBatch::DeliveryBatch(std::span<const OutgoingRecord> records)
{
    m_tickets.reserve(records.size());
    for (const OutgoingRecord& record : records)
        m_tickets.push_back({this, m_tickets.size(), whatOf(record), record.topic, -1, std::nullopt});
}

bool DeliveryBatch::produce(rd_kafka_t* rk, std::size_t index, const OutgoingRecord& record, const ClientLog& log)
{
    Ticket& ticket = m_tickets[index];
    {
        const std::scoped_lock lock(m_mutex);
        ++m_pending;
    }
    const rd::ErrorObject error = produceRecord(rk, record, &ticket);
    if (!error)
        return true;
    const auto code = rd_kafka_error_code(error.get());
    {
        const std::scoped_lock lock(m_mutex);
        --m_pending;
    }
    if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL)
        return false;
    refuse(index, log.explain(code, ticket.what, rd::text(rd_kafka_error_string(error.get()))));
    return true;
}

void DeliveryBatch::refuse(std::size_t index, Error error)
{
    settle(m_tickets[index], fail(notWritten(std::move(error))), false);
}

void DeliveryBatch::refuseUnsent(std::size_t index, const ClientLog& log)
{
    refuse(index, endOf(m_tickets[index], log));
}

bool DeliveryBatch::settled(std::size_t index) const
{
    const std::scoped_lock lock(m_mutex);
    return m_tickets[index].result.has_value();
}

void DeliveryBatch::settle(Ticket& ticket, Result<Delivery> result, bool wasPending)
{
    const std::scoped_lock lock(m_mutex);
    m_anyFailed = m_anyFailed || !result;
    ticket.result = std::move(result);
    if (wasPending)
        --m_pending;
    m_changed.notify_all();
}

void DeliveryBatch::report(const rd_kafka_message_t& message, ClientLog& log)
{
    auto* ticket = static_cast<Ticket*>(message._private);
    if (ticket == nullptr)
        return;
    ticket->partition = message.partition;
    const bool good = message.err == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (good)
        log.answered();
    const Error ended = good ? Error() : ticket->batch->endOf(*ticket, log);
    ticket->batch->settle(*ticket, deliveryOf(message, ticket->what, ended, log), true);
}

bool DeliveryBatch::wait(std::chrono::milliseconds time)
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, time, [&] { return m_pending == 0; });
}

std::size_t DeliveryBatch::pending() const
{
    const std::scoped_lock lock(m_mutex);
    return m_pending;
}

bool DeliveryBatch::anyFailed() const
{
    const std::scoped_lock lock(m_mutex);
    return m_anyFailed;
}

std::optional<Error> DeliveryBatch::firstFailure() const
{
    const std::scoped_lock lock(m_mutex);
    for (const Ticket& ticket : m_tickets)
        if (ticket.result && !*ticket.result)
            return ticket.result->error();
    return std::nullopt;
}

std::vector<std::size_t> DeliveryBatch::worthSendingAlone() const
{
    constexpr auto batchCodes =
        std::to_array<int>({RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE,
                            RD_KAFKA_RESP_ERR__INVALID_DIFFERENT_RECORD, RD_KAFKA_RESP_ERR_INVALID_RECORD});
    std::vector<std::size_t> alone;
    std::set<std::pair<std::string_view, std::int32_t>> closed;
    std::map<std::pair<std::string_view, std::int32_t>, std::size_t> refused;
    const std::scoped_lock lock(m_mutex);
    for (std::size_t i = m_tickets.size(); i-- > 0;) {
        const Ticket& ticket = m_tickets[i];
        if (ticket.partition < 0 || !ticket.result)
            continue; // refused before it was sent, or still under way
        const auto place = std::pair(std::string_view(ticket.topic), ticket.partition);
        if (*ticket.result)
            closed.insert(place);
        else if (!closed.contains(place) &&
                 std::ranges::find(batchCodes, ticket.result->error().kafkaCode) != batchCodes.end()) {
            alone.push_back(i);
            ++refused[place];
        }
    }
    // One that was alone already has got its answer.
    std::erase_if(alone, [&](std::size_t i) {
        return refused[std::pair(std::string_view(m_tickets[i].topic), m_tickets[i].partition)] < 2;
    });
    std::ranges::reverse(alone);
    return alone;
}

void DeliveryBatch::reopen(std::size_t index)
{
    const std::scoped_lock lock(m_mutex);
    m_tickets[index].result.reset();
}

void DeliveryBatch::endWith(End end)
{
    const std::scoped_lock lock(m_mutex);
    m_end = end;
}

Error DeliveryBatch::endOf(const Ticket& ticket, const ClientLog& log) const
{
    return m_end == End::Stopped ? stoppedError(ticket.what) : log.explain(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, ticket.what);
}

std::vector<Result<Delivery>> DeliveryBatch::results(const ClientLog& log) const
{
    std::vector<Result<Delivery>> all;
    const std::scoped_lock lock(m_mutex);
    all.reserve(m_tickets.size());
    for (const Ticket& ticket : m_tickets) {
        if (ticket.result) {
            all.push_back(*ticket.result);
            continue;
        }
        Error error = endOf(ticket, log);
        error.message += maybeWritten;
        all.push_back(fail(std::move(error)));
    }
    return all;
}

} // namespace weir
