// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/real_send_stream.h"

#include "core/kafka/delivery_batch.h"
#include "core/kafka/error_table.h"

namespace weir {

using namespace std::chrono_literals;

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
}

void RealSendStream::take(const rd_kafka_message_t& message)
{
    SendOutcome outcome;
    outcome.ticket = reinterpret_cast<std::uintptr_t>(message._private);
    if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        m_handle->log().answered();
        outcome.delivery = deliveryOf(message, {}, {}, m_handle->log());
    } else {
        const std::string what = "Could not send to " + rd::text(rd_kafka_topic_name(message.rkt));
        outcome.delivery = deliveryOf(message, what, stoppedError(what), m_handle->log());
    }
    const std::scoped_lock lock(m_mutex);
    m_outcomes.push_back(std::move(outcome));
    m_answered.notify_all();
}

Result<void> RealSendStream::push(const OutgoingRecord& record, std::uint64_t ticket, const Call& call)
{
    if (auto error = refusalOf(record))
        return fail(notWritten(*std::move(error)));
    if (!m_known.contains(record.topic)) {
        if (auto unknown = m_handle->learn({record.topic}, call); !unknown.empty())
            return fail(notWritten(std::move(unknown.front().second)));
        m_known.insert(record.topic);
    }
    {
        const std::scoped_lock lock(m_mutex);
        ++m_underWay;
    }
    for (;;) {
        const rd::ErrorObject error(produceRecord(m_handle->rk(), record, reinterpret_cast<void*>(ticket)));
        if (!error)
            return {};
        const auto code = rd_kafka_error_code(error.get());
        std::unique_lock lock(m_mutex);
        if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL && !call.over()) {
            m_answered.wait_for(lock, 5ms);
            continue;
        }
        --m_underWay;
        lock.unlock();
        if (call.stop.stop_requested())
            return fail(notWritten(stoppedError(whatOf(record))));
        return fail(notWritten(m_handle->log().explain(code, whatOf(record), rd::text(rd_kafka_error_string(error.get())))));
    }
}

std::size_t RealSendStream::collect(const std::function<void(const SendOutcome&)>& sink, std::chrono::milliseconds wait)
{
    std::vector<SendOutcome> outcomes;
    {
        std::unique_lock lock(m_mutex);
        m_answered.wait_for(lock, wait, [&] { return !m_outcomes.empty() || m_underWay == 0; });
        outcomes.swap(m_outcomes);
        m_underWay -= outcomes.size();
    }
    for (const SendOutcome& outcome : outcomes)
        sink(outcome);
    return outcomes.size();
}

std::size_t RealSendStream::underWay() const
{
    const std::scoped_lock lock(m_mutex);
    return m_underWay;
}

void RealSendStream::withdraw()
{
    rd_kafka_purge(m_handle->rk(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_NON_BLOCKING);
}

} // namespace weir
