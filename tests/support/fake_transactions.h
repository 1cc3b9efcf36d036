// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/producer.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace weir::test {

class FakeCluster;

/// Transactions of the fake cluster: atomic, with the progress of a group, fenced by the transactional id as a coordinator
/// does it; records get their offsets when they are sent and stand there only after the commit. Thread-safe.
class FakeTransactions
{
public:
    /// What becomes of a batch whose commit is asked for.
    enum class Fate {
        Commit,
        Abort,            ///< refused before the commit, for no reason of a record
        UnknownCommitted, ///< committed, and the answer never comes
        UnknownAborted,   ///< the request never arrives; open until somebody takes the id over
        UnknownLate,      ///< the request lies in a queue; it is carried out when somebody takes the id over
    };
    /// What becomes of one record of the plain producer.
    enum class PlainFate {
        Written,
        NotWritten,    ///< a passing error, certainly not written
        MaybeWritten,  ///< written, and the answer never comes
        MaybeNot,      ///< not written, and the answer never comes
        Twice,         ///< written two times, and the answer never comes
    };

    explicit FakeTransactions(FakeCluster& cluster) : m_cluster(cluster) {}

    /// For the next batches, one each; then all commit.
    void script(std::vector<Fate> fates);
    /// For the next records of the plain producer; then all are written.
    void scriptPlain(std::vector<PlainFate> fates);
    /// Records that brokers refuse, of both producers.
    void refuse(std::function<std::optional<Error>(const OutgoingRecord&)> refusal);
    /// prepare() is refused.
    void forbid(std::optional<Error> error);
    /// Nothing of a transaction can be done, nor of the plain producer.
    void away(std::optional<Error> error);
    /// The commit of the open transaction has reached the coordinator; its client will never hear of it.
    void commitArrives(const std::string& id);
    /// What was committed in transactions, a count of records each, in order.
    [[nodiscard]] std::vector<std::size_t> commits() const;
    [[nodiscard]] int aborts() const;
    [[nodiscard]] bool isOpen(const std::string& id) const;
    [[nodiscard]] std::size_t largestBatch() const;

    // --- for the producers ---
    [[nodiscard]] std::unique_ptr<TransactionalProducer> newProducer(const std::string& id);
    [[nodiscard]] Result<int> takeOver(const std::string& id);
    [[nodiscard]] TransactionReport send(const std::string& id, int epoch, std::span<const OutgoingRecord> records,
                                         const TransactionSteps& steps);
    /// The error the plain producer answers with for this record, if any.
    [[nodiscard]] std::optional<Error> plainFate(const OutgoingRecord& record);

private:
    struct Open {
        int epoch = 0;
        std::vector<std::pair<OutgoingRecord, Delivery>> records;
        std::string group;
        std::map<TopicPartition, std::int64_t> progress;
        bool commitArrived = false;
    };
    [[nodiscard]] std::optional<Error> place(const std::string& id, Open& open, std::span<const OutgoingRecord> records);
    void commit(const std::string& id);
    void abort(const std::string& id);
    void close(const Open& open);

    FakeCluster& m_cluster;
    mutable std::recursive_mutex m_mutex;
    std::map<std::string, int> m_epochs;
    std::map<std::string, Open> m_open;
    std::deque<Fate> m_fates;
    std::deque<PlainFate> m_plainFates;
    std::function<std::optional<Error>(const OutgoingRecord&)> m_refusal;
    std::optional<Error> m_forbidden;
    std::optional<Error> m_away;
    std::vector<std::size_t> m_commits;
    int m_aborts = 0;
    std::size_t m_largest = 0;
};

/// Errors as the real producers give them.
[[nodiscard]] Error brokersAway();
[[nodiscard]] Error tooLarge();
[[nodiscard]] Error noRightToTransactions();

} // namespace weir::test
