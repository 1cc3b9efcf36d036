// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/base/error.h"
#include "core/kafka/record.h"

#include <chrono>
#include <optional>
#include <span>
#include <vector>

namespace weir {

/// A record on its way to a topic. Without a partition the key decides (murmur2, the same partition as Java's
/// client); without key and partition it is random. Without a timestamp the client's clock is used; Kafka's
/// client cannot send the timestamp 0 (1970-01-01T00:00:00.000Z), it would mean "now".
struct OutgoingRecord {
    std::string topic;
    std::optional<std::int32_t> partition;
    OptionalBytes key;
    OptionalBytes value;
    Headers headers;
    std::optional<TimestampMs> timestamp;
};

/// The broker's confirmation of one record.
struct Delivery {
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    std::optional<TimestampMs> timestamp;
    std::chrono::microseconds latency{0}; ///< from the send call to the acknowledgement
};

/// Sends records with acks=all and idempotence; nothing is reported as done before the broker confirmed it.
/// May be used from several threads.
class Producer
{
public:
    virtual ~Producer() = default;

    /// One result per record, in the order given. A record that got no answer in time is reported with TimedOut and
    /// a sentence that says whether it may have been written all the same. Order within a partition is kept among
    /// the records that were written.
    [[nodiscard]] virtual std::vector<Result<Delivery>> send(std::span<const OutgoingRecord> records,
                                                             const Call& call) = 0;
};

enum class TransactionOutcome {
    Committed,
    Aborted,
    Unknown, ///< the commit was sent and its answer never came; readers see all of it or nothing
};

struct TransactionReport {
    TransactionOutcome outcome = TransactionOutcome::Aborted;
    std::string transactionalId;
    std::vector<Delivery> deliveries; ///< per record when committed
    std::optional<Error> error;       ///< why it was aborted or is unknown
};

/// Sends batches atomically: all records or none become visible to read_committed readers. One thread at a time.
class TransactionalProducer
{
public:
    virtual ~TransactionalProducer() = default;

    /// A cancelled or timed-out call aborts the transaction (which may take up to 5 s more) and says so; once the commit
    /// is on its way it is waited for. Any record that cannot be sent aborts the
    /// whole batch (librdkafka would commit the rest).
    [[nodiscard]] virtual TransactionReport sendAtomically(std::span<const OutgoingRecord> records,
                                                           const Call& call) = 0;
};

} // namespace weir
