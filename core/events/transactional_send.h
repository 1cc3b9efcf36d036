// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <string>
#include <vector>

namespace weir {

/// Sends records to several topics so that readers of committed records see all of them or none. For services and for Weir
/// itself. One thread at a time.
class TransactionalSend
{
public:
    /// Empty id: "weir-" and a random one. A service gives each of its instances a lasting id of its own: a new process with
    /// the same id fences the old one out (KIP-98), and ends what it left open.
    explicit TransactionalSend(Cluster& cluster, TransactionOptions options = {std::string()});
    ~TransactionalSend();

    [[nodiscard]] const std::string& id() const { return m_options.id; }
    /// Waits for the outcome; see TransactionalProducer::sendAtomically(). `steps` may hold the commit back or refuse it.
    /// The report has the deliveries also when the outcome is Unknown and every record was confirmed.
    [[nodiscard]] TransactionReport send(std::span<const OutgoingRecord> records, const TransactionSteps& steps,
                                         const Call& call);
    [[nodiscard]] TransactionReport send(std::span<const OutgoingRecord> records, const Call& call)
    {
        return send(records, {}, call);
    }
    /// What became of a transaction whose outcome was Unknown: takes the id over, which ends it, and looks whether a reader
    /// of committed records sees its records. Committed or Aborted; Unknown again, with the reason, when the cluster cannot
    /// be reached, the records have been deleted since, or somebody else's open transaction hides them until the call ends.
    /// Where another producer has taken the id over already, it only looks and does not fence that one. `unknown` is what
    /// send() reported of the last batch of this object.
    [[nodiscard]] TransactionReport settle(const TransactionReport& unknown, const Call& call)
    {
        return settle(unknown, m_topics, call);
    }
    /// The same in another process: `topics` are those of the records, in the order they were sent, one for each delivery.
    [[nodiscard]] TransactionReport settle(const TransactionReport& unknown, std::span<const std::string> topics,
                                           const Call& call);

private:
    Cluster& m_cluster;
    TransactionOptions m_options;
    std::unique_ptr<TransactionalProducer> m_producer;
    std::vector<std::string> m_topics; ///< of the last batch, one for each record
};

/// Why a transaction failed and what to do, for people: fenced by another producer of the id, timed out on the coordinator,
/// no right to the id or to a topic, a record too large. Empty when the error speaks for itself.
[[nodiscard]] std::string transactionAdvice(const Error& error);
/// True: a newer producer of the same transactional id has taken over, or the coordinator ended the transaction by its
/// time-out (librdkafka and older brokers do not tell these apart).
[[nodiscard]] bool meansFenced(const Error& error);

} // namespace weir
