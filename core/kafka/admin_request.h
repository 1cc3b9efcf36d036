// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/client_handle.h"

#include <chrono>
#include <string>
#include <utility>

namespace weir {

/// Requests of one admin call: a queue of their own, on which the answers are waited for. Stopping is noticed between
/// polls of 50 ms; a request itself is never shortened, because one that is shorter than the broker's round trip
/// never succeeds. An abandoned request's answer is dropped by librdkafka together with the queue. One thread.
class AdminRequest
{
public:
    /// `what` begins the sentence of errors: "Could not list the consumer groups".
    AdminRequest(ClientHandle& handle, rd_kafka_admin_op_t operation, std::string what, const Call& call);

    [[nodiscard]] rd_kafka_t* rk() const { return m_handle.rk(); }
    [[nodiscard]] rd_kafka_queue_t* queue() const { return m_queue.get(); }
    [[nodiscard]] const std::string& what() const { return m_what; }
    /// Options for the next request; `tag` comes back with its event. Without `limit` it may take as long as the call.
    [[nodiscard]] rd_kafka_AdminOptions_t* options(std::size_t tag = 0, std::chrono::milliseconds limit = {});

    /// The next answer. Fails when the call is stopped or over, or when no broker can be reached.
    [[nodiscard]] Result<rd::Event> next();
    /// The answer of a single request, its own error included.
    [[nodiscard]] Result<rd::Event> answer();

    [[nodiscard]] static std::size_t tag(const rd::Event& event);
    [[nodiscard]] Error error(int code, const std::string& text = {}) const
    {
        return m_handle.log().explain(code, m_what, text);
    }
    [[nodiscard]] Error error(int code, std::string_view what, const std::string& text) const
    {
        return m_handle.log().explain(code, what, text);
    }
    void answered() { m_handle.log().answered(); }

private:
    ClientHandle& m_handle;
    const rd_kafka_admin_op_t m_operation;
    const std::string m_what;
    const Call m_call;
    const Deadline::Clock::time_point m_start = Deadline::Clock::now();
    rd::Queue m_queue;
    rd::AdminOptions m_options;
};

} // namespace weir
