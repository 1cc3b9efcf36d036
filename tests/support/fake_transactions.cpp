// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_transactions.h"

#include "tests/support/fake_cluster.h"

#include <algorithm>

namespace weir::test {
namespace {

Error fenced() { return {ErrorKind::Broker, "Could not commit: a newer client with the same id took over.", {}, 90, false}; }
Error noAnswer() { return {ErrorKind::TimedOut, "Could not commit: no answer came in time.", {}, -185, true}; }

class FakeTransactionalProducer final : public TransactionalProducer
{
public:
    FakeTransactionalProducer(FakeTransactions& all, std::string id) : m_all(all), m_id(std::move(id)) {}

    Result<void> prepare(const Call&) override
    {
        if (m_epoch)
            return {};
        auto epoch = m_all.takeOver(m_id);
        if (!epoch)
            return weir::fail(epoch.error());
        m_epoch = *epoch;
        return {};
    }
    TransactionReport sendAtomically(std::span<const OutgoingRecord> records, const TransactionSteps& steps,
                                     const Call& call) override
    {
        TransactionReport report;
        report.transactionalId = m_id;
        if (auto ready = prepare(call); !ready) {
            report.error = ready.error();
            return report;
        }
        report = m_all.send(m_id, *m_epoch, records, steps);
        // As the real one does: after anything but a commit a fresh handle is made.
        if (report.outcome != TransactionOutcome::Committed)
            m_epoch.reset();
        return report;
    }

private:
    FakeTransactions& m_all;
    const std::string m_id;
    std::optional<int> m_epoch;
};

} // namespace

Error brokersAway() { return {ErrorKind::Unreachable, "No broker can be reached.", {}, -187, true}; }
Error tooLarge() { return {ErrorKind::InvalidInput, "Could not send: the record is too large.", {}, 10, false}; }
Error noRightToTransactions()
{
    return {ErrorKind::NotAuthorized, "Could not begin a transaction: not permitted.", {}, 53, false};
}

void FakeTransactions::script(std::vector<Fate> fates)
{
    const std::scoped_lock lock(m_mutex);
    m_fates.assign(fates.begin(), fates.end());
}

void FakeTransactions::scriptPlain(std::vector<PlainFate> fates)
{
    const std::scoped_lock lock(m_mutex);
    m_plainFates.assign(fates.begin(), fates.end());
}

void FakeTransactions::refuse(std::function<std::optional<Error>(const OutgoingRecord&)> refusal)
{
    const std::scoped_lock lock(m_mutex);
    m_refusal = std::move(refusal);
}

void FakeTransactions::forbid(std::optional<Error> error)
{
    const std::scoped_lock lock(m_mutex);
    m_forbidden = std::move(error);
}

void FakeTransactions::away(std::optional<Error> error)
{
    const std::scoped_lock lock(m_mutex);
    m_away = std::move(error);
}

void FakeTransactions::commitArrives(const std::string& id)
{
    const std::scoped_lock lock(m_mutex);
    if (const auto open = m_open.find(id); open != m_open.end())
        open->second.commitArrived = true;
}

std::vector<std::size_t> FakeTransactions::commits() const
{
    const std::scoped_lock lock(m_mutex);
    return m_commits;
}

int FakeTransactions::aborts() const
{
    const std::scoped_lock lock(m_mutex);
    return m_aborts;
}

bool FakeTransactions::isOpen(const std::string& id) const
{
    const std::scoped_lock lock(m_mutex);
    return m_open.contains(id);
}

std::size_t FakeTransactions::largestBatch() const
{
    const std::scoped_lock lock(m_mutex);
    return m_largest;
}

std::unique_ptr<TransactionalProducer> FakeTransactions::newProducer(const std::string& id)
{
    return std::make_unique<FakeTransactionalProducer>(*this, id);
}

Result<int> FakeTransactions::takeOver(const std::string& id)
{
    const std::scoped_lock lock(m_mutex);
    if (m_away)
        return weir::fail(*m_away);
    if (m_forbidden)
        return weir::fail(*m_forbidden);
    if (const auto open = m_open.find(id); open != m_open.end()) {
        if (open->second.commitArrived)
            commit(id);
        else
            abort(id);
    }
    return ++m_epochs[id];
}

/// Gives every record its offset; nothing can be read there yet.
std::optional<Error> FakeTransactions::place(const std::string& id, Open& open, std::span<const OutgoingRecord> records)
{
    for (const OutgoingRecord& record : records)
        if (m_refusal)
            if (auto error = m_refusal(record))
                return error;
    const std::scoped_lock lock(m_cluster.m_mutex);
    for (const OutgoingRecord& record : records) {
        const std::int32_t partition = record.partition.value_or(0);
        FakePartition* found = m_cluster.find({record.topic, partition});
        if (found == nullptr)
            return Error{ErrorKind::NotFound, "Could not send to " + record.topic + ": the topic does not exist.", {}, 3, false};
        if (!found->lastStable)
            found->lastStable = found->end;
        open.records.push_back({record, {partition, found->end++, record.timestamp, std::chrono::microseconds(500)}});
    }
    m_open[id] = open;
    return std::nullopt;
}

TransactionReport FakeTransactions::send(const std::string& id, int epoch, std::span<const OutgoingRecord> records,
                                         const TransactionSteps& steps)
{
    TransactionReport report;
    report.transactionalId = id;
    const auto end = [&](TransactionOutcome outcome, Error error) {
        report.outcome = outcome;
        report.error = std::move(error);
        return report;
    };
    std::vector<Delivery> deliveries;
    {
        const std::scoped_lock lock(m_mutex);
        m_largest = std::max(m_largest, records.size());
        if (m_away)
            return end(TransactionOutcome::Aborted, *m_away);
        if (m_epochs[id] != epoch)
            return end(TransactionOutcome::Aborted, fenced());
        Open open{epoch, {}, steps.progressGroup, steps.progress, false};
        if (auto error = place(id, open, records)) {
            m_open.emplace(id, open);
            abort(id);
            return end(TransactionOutcome::Aborted, *error);
        }
        for (const auto& [record, delivery] : open.records)
            deliveries.push_back(delivery);
    }
    // Without the lock: others may take the id over while this client thinks.
    const Result<void> announced = steps.beforeCommit ? steps.beforeCommit(deliveries) : Result<void>();
    const std::scoped_lock lock(m_mutex);
    if (m_epochs[id] != epoch || !m_open.contains(id))
        return end(TransactionOutcome::Unknown, fenced());
    if (!announced) {
        abort(id);
        return end(TransactionOutcome::Aborted, announced.error());
    }
    Fate fate = Fate::Commit;
    if (!m_fates.empty()) {
        fate = m_fates.front();
        m_fates.pop_front();
    }
    switch (fate) {
    case Fate::Commit: break;
    case Fate::Abort: abort(id); return end(TransactionOutcome::Aborted, brokersAway());
    case Fate::UnknownCommitted: commit(id); return end(TransactionOutcome::Unknown, noAnswer());
    case Fate::UnknownAborted: return end(TransactionOutcome::Unknown, noAnswer());
    case Fate::UnknownLate: m_open[id].commitArrived = true; return end(TransactionOutcome::Unknown, noAnswer());
    }
    commit(id);
    report.outcome = TransactionOutcome::Committed;
    report.deliveries = std::move(deliveries);
    return report;
}

void FakeTransactions::commit(const std::string& id)
{
    const Open open = std::exchange(m_open[id], {});
    m_open.erase(id);
    m_commits.push_back(open.records.size());
    {
        const std::scoped_lock lock(m_cluster.m_mutex);
        for (const auto& [record, delivery] : open.records) {
            FakePartition* found = m_cluster.find({record.topic, delivery.partition});
            if (found == nullptr)
                continue;
            found->records[delivery.offset] = Record{record.topic, delivery.partition, delivery.offset,
                                                     TimestampType::CreateTime, nowMs(), record.key, record.value, record.headers};
            m_cluster.m_produced.push_back(record);
        }
        if (!open.group.empty()) {
            FakeGroup& group = m_cluster.m_groups[open.group];
            group.listing = {open.group, "Empty", GroupType::Classic, true};
            group.description.id = open.group;
            group.description.state = "Empty";
            for (const auto& [partition, offset] : open.progress)
                group.committed[partition] = offset;
        }
    }
    close(open);
}

void FakeTransactions::abort(const std::string& id)
{
    const Open open = std::exchange(m_open[id], {});
    m_open.erase(id);
    ++m_aborts;
    close(open);
}

/// Every partition gets a marker.
void FakeTransactions::close(const Open& open)
{
    const std::scoped_lock lock(m_cluster.m_mutex);
    for (const auto& [record, delivery] : open.records) {
        FakePartition* found = m_cluster.find({record.topic, delivery.partition});
        if (found != nullptr && found->lastStable) {
            ++found->end;
            found->lastStable.reset();
        }
    }
}

std::optional<Error> FakeTransactions::plainFate(const OutgoingRecord& record)
{
    const std::scoped_lock lock(m_mutex);
    if (m_refusal)
        if (auto error = m_refusal(record)) {
            error->message += " It was not written.";
            return error;
        }
    if (m_away) {
        Error error = *m_away;
        error.message += " It was not written.";
        return error;
    }
    if (m_plainFates.empty())
        return std::nullopt;
    const PlainFate fate = m_plainFates.front();
    m_plainFates.pop_front();
    if (fate == PlainFate::Written)
        return std::nullopt;
    Error error = brokersAway();
    if (fate == PlainFate::NotWritten) {
        error.message += " It was not written.";
        return error;
    }
    for (int i = 0; i < (fate == PlainFate::Twice ? 2 : fate == PlainFate::MaybeWritten ? 1 : 0); ++i)
        (void)m_cluster.append(record);
    error.message += " It may have been written all the same.";
    return error;
}

} // namespace weir::test
