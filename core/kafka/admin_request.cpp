// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/admin_request.h"

#include "core/kafka/error_table.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace weir {

using namespace std::chrono_literals;

AdminRequest::AdminRequest(ClientHandle& handle, rd_kafka_admin_op_t operation, std::string what, const Call& call)
    : m_handle(handle), m_operation(operation), m_what(std::move(what)), m_call(call),
      m_queue(rd_kafka_queue_new(handle.rk()))
{
}

rd_kafka_AdminOptions_t* AdminRequest::options(std::size_t tag, std::chrono::milliseconds limit)
{
    auto time = std::clamp(m_call.deadline.remaining(), 1ms, std::chrono::milliseconds(3600s));
    if (limit > 0ms)
        time = std::min(time, limit);
    m_options.reset(rd_kafka_AdminOptions_new(rk(), m_operation));
    std::array<char, 64> text{};
    rd_kafka_AdminOptions_set_request_timeout(m_options.get(), static_cast<int>(time.count()), text.data(),
                                              text.size());
    rd_kafka_AdminOptions_set_opaque(m_options.get(), std::bit_cast<void*>(tag));
    return m_options.get();
}

Result<rd::Event> AdminRequest::next()
{
    for (;;) {
        if (m_call.stop.stop_requested())
            return fail(stoppedError(m_what));
        // The client's own answer at the deadline says more (which broker) than giving up here, so it gets a moment.
        const bool late = m_call.deadline.expired();
        rd::Event event(rd_kafka_queue_poll(queue(), late ? 200 : 50));
        if (event)
            return event;
        if (m_handle.log().hopeless(m_start))
            return fail(m_handle.log().unreachable(RD_KAFKA_RESP_ERR__TRANSPORT));
        if (late)
            return fail(error(RD_KAFKA_RESP_ERR__TIMED_OUT));
    }
}

Result<rd::Event> AdminRequest::answer()
{
    auto event = next();
    if (!event)
        return event;
    if (const auto code = rd_kafka_event_error(event->get()); code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fail(error(code, rd::text(rd_kafka_event_error_string(event->get()))));
    answered();
    return event;
}

std::size_t AdminRequest::tag(const rd::Event& event)
{
    return std::bit_cast<std::size_t>(rd_kafka_event_opaque(event.get()));
}

} // namespace weir
