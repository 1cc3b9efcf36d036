// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/client_log.h"
#include "core/kafka/producer.h"
#include "core/kafka/rd.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace weir {

/// Private: what became of the records of one send call. librdkafka gives every accepted record back exactly once, on
/// the handle's thread, with the record's ticket; late ones too, so the batch must live until none is pending.
class DeliveryBatch
{
public:
    explicit DeliveryBatch(std::span<const OutgoingRecord> records);

    /// Hands one record to the client. False: the client's queue is full, try again soon. Anything else that goes
    /// wrong is the record's result.
    [[nodiscard]] bool produce(rd_kafka_t* rk, std::size_t index, const OutgoingRecord& record, const ClientLog& log);
    /// Settles a record that was never handed over; its sentence gets "It was not written.".
    void refuse(std::size_t index, Error error);
    /// The same for a record whose turn did not come before the end.
    void refuseUnsent(std::size_t index, const ClientLog& log);
    [[nodiscard]] bool settled(std::size_t index) const;

    /// From the delivery callback.
    static void report(const rd_kafka_message_t& message, ClientLog& log);

    /// True when no record is under way any more; waits up to `time` for that.
    bool wait(std::chrono::milliseconds time);
    [[nodiscard]] std::size_t pending() const;
    [[nodiscard]] bool anyFailed() const;
    /// Of the records that have their result by now.
    [[nodiscard]] std::optional<Error> firstFailure() const;

    /// Records that were refused only because of another one in the same batch may be sent again one by one: the
    /// broker refuses a batch as a whole (too large, or with one invalid record), and librdkafka does not split it.
    /// Only those are named behind which nothing was written to the same partition, so the order stays.
    [[nodiscard]] std::vector<std::size_t> worthSendingAlone() const;
    /// Forgets a record's result before it is produced again.
    void reopen(std::size_t index);

    /// Tells how records that are taken back, or are still under way at the end, came to that.
    enum class End { Late, Stopped };
    void endWith(End end);
    /// The results; records still under way get "It may have been written all the same.".
    [[nodiscard]] std::vector<Result<Delivery>> results(const ClientLog& log) const;

private:
    struct Ticket {
        DeliveryBatch* batch = nullptr;
        std::size_t index = 0;
        std::string what; ///< "Could not send to orders-3"
        std::string topic;
        std::int32_t partition = -1; ///< as the client chose it, known from the delivery report
        std::optional<Result<Delivery>> result;
    };
    [[nodiscard]] Error endOf(const Ticket& ticket, const ClientLog& log) const;
    void settle(Ticket& ticket, Result<Delivery> result, bool wasPending);

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Ticket> m_tickets;
    std::size_t m_pending = 0;
    bool m_anyFailed = false;
    End m_end = End::Late;
};

/// Hands one record to the client, which copies its bytes; `opaque` comes back with the delivery report. Null when it was
/// accepted. With `topic`, the handle of the record's topic, its name is not looked up.
[[nodiscard]] rd::ErrorObject produceRecord(rd_kafka_t* rk, const OutgoingRecord& record, void* opaque,
                                            rd_kafka_topic_t* topic = nullptr);

/// "Could not send to orders-3".
[[nodiscard]] std::string whatOf(const OutgoingRecord& record);
/// The error of a record that no broker was given.
[[nodiscard]] Error notWritten(Error error);
/// What a delivery report says: the delivery, or the error with a sentence on whether the record was written. `ended`: why
/// records were taken back, for those that were.
[[nodiscard]] Result<Delivery> deliveryOf(const rd_kafka_message_t& message, const std::string& what, const Error& ended,
                                          const ClientLog& log);

/// Why a record cannot be sent whatever the cluster says; nullopt when it can.
[[nodiscard]] std::optional<Error> refusalOf(const OutgoingRecord& record);

} // namespace weir
