// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/base/error.h"
#include "core/kafka/record.h"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
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

/// True for an error of Producer::send after which the record may stand in the log all the same: the request left and its
/// answer never came. False: the broker certainly does not have it, sending again makes no second one.
[[nodiscard]] bool mayBeWritten(const Error& error);

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

/// What else belongs to a transaction besides its records.
struct TransactionSteps {
    /// Offsets of a consumer group that are committed with the records or not at all (TxnOffsetCommit): how far a job
    /// has come stands on the broker itself. Empty group: none.
    std::string progressGroup{};
    std::map<TopicPartition, std::int64_t> progress{};
    /// Called when every record is confirmed and before the commit is asked for; an error aborts with it. Whatever is
    /// written down here is there before the commit can be.
    std::function<Result<void>(std::span<const Delivery>)> beforeCommit{};
};

/// How a transactional producer is made.
struct TransactionOptions {
    // NOLINTNEXTLINE(google-explicit-constructor): an id alone is the usual case
    TransactionOptions(std::string transactionalId, std::chrono::milliseconds transactionTimeout = std::chrono::seconds(30))
        : id(std::move(transactionalId)), timeout(transactionTimeout)
    {
    }
    TransactionOptions(const char* transactionalId) : TransactionOptions(std::string(transactionalId)) {}

    std::string id;
    /// The coordinator aborts a transaction that is open for longer (transaction.timeout.ms); brokers refuse more than
    /// their transaction.max.timeout.ms, 15 minutes unless configured. 1 s at least.
    std::chrono::milliseconds timeout;
};

/// Sends batches atomically: all records or none become visible to read_committed readers. One thread at a time.
class TransactionalProducer
{
public:
    virtual ~TransactionalProducer() = default;

    /// Takes the transactional id over (InitProducerId): older producers of the same id can write nothing from here on,
    /// and a transaction one of them left open has ended, committed if its commit had reached the coordinator, else
    /// aborted. Does nothing when it is done already. sendAtomically() does it by itself.
    [[nodiscard]] virtual Result<void> prepare(const Call& call) = 0;

    /// A cancelled or timed-out call aborts the transaction (which may take up to 5 s more) and says so; once the commit
    /// is on its way it is waited for. Any record that cannot be sent aborts the
    /// whole batch (librdkafka would commit the rest).
    [[nodiscard]] virtual TransactionReport sendAtomically(std::span<const OutgoingRecord> records,
                                                           const TransactionSteps& steps, const Call& call) = 0;
    [[nodiscard]] TransactionReport sendAtomically(std::span<const OutgoingRecord> records, const Call& call)
    {
        return sendAtomically(records, {}, call);
    }
};

} // namespace weir
