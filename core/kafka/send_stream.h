// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/producer.h"

#include <cstdint>
#include <functional>

namespace weir {

struct SendStreamOptions {
    std::size_t mostQueued = 100'000; ///< records handed over and not answered yet; push() waits beyond
};

/// What became of one record of a stream. `error` says in its last sentence whether it may have been written
/// (mayBeWritten()).
struct SendOutcome {
    std::uint64_t ticket = 0;
    Result<Delivery> delivery;
};

/// Sends very many records without waiting for each: hand over with push(), hear of every one with collect(). acks=all and
/// idempotent as Producer. One thread at a time. Every record that push() took is reported exactly once, by collect().
/// The destructor takes back what no broker was given and waits at most a few seconds for the rest.
class SendStream
{
public:
    virtual ~SendStream() = default;

    /// Copies the record and hands it over. Waits for room while the queue is full, up to the call's end: TimedOut or
    /// Cancelled, then the record was not taken. InvalidInput: it cannot be sent whatever the cluster says. NotFound: no
    /// such topic (never created on the way; asked at the topic's first record).
    [[nodiscard]] virtual Result<void> push(const OutgoingRecord& record, std::uint64_t ticket, const Call& call) = 0;
    /// Hands out what was answered since the last call, in the order of the answers, on the calling thread; waits up to
    /// `wait` for something. The number handed out.
    virtual std::size_t collect(const std::function<void(const SendOutcome&)>& sink, std::chrono::milliseconds wait) = 0;
    /// Records taken and not reported yet.
    [[nodiscard]] virtual std::size_t underWay() const = 0;
    /// Takes back what no broker was given yet: reported as Cancelled and not written.
    virtual void withdraw() = 0;
};

} // namespace weir
