// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/transactional_send.h"

#include "core/events/envelope.h"
#include "core/events/transaction_landing.h"

#include <condition_variable>
#include <mutex>

namespace weir {
namespace {

using namespace std::chrono_literals;

/// Waits as long, at most to the end of the call.
void pause(std::chrono::milliseconds time, const Call& call)
{
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any bell;
    bell.wait_for(lock, call.stop, std::min(time, call.deadline.remaining()), [] { return false; });
}

TransactionReport stillUnknown(const TransactionReport& before, Error why)
{
    TransactionReport report = before;
    report.outcome = TransactionOutcome::Unknown;
    report.error = std::move(why);
    return report;
}

Error hidden(const std::string& id)
{
    return {ErrorKind::TimedOut,
            "Whether transaction " + id + " was committed cannot be seen yet: an open transaction before its records holds "
            "the readers of committed records back.",
            {}, 0, true};
}

Error deleted(const std::string& id)
{
    return {ErrorKind::NotFound,
            "Whether transaction " + id + " was committed cannot be seen any more: its records have been deleted since.",
            {}, 0, false};
}

TransactionReport landed(const TransactionReport& before, TransactionLanding landing)
{
    TransactionReport report = before;
    if (landing == TransactionLanding::Committed) {
        report.outcome = TransactionOutcome::Committed;
        report.error.reset();
        return report;
    }
    report.outcome = TransactionOutcome::Aborted;
    report.deliveries.clear();
    constexpr std::string_view doubt = " Whether the records were written is not known: all of them or none.";
    if (!report.error)
        report.error = Error{ErrorKind::Broker, "The commit did not reach the coordinator.", {}, 0, true};
    if (report.error->message.ends_with(doubt))
        report.error->message.resize(report.error->message.size() - doubt.size());
    report.error->message += " It was aborted, nothing of it can be read as committed.";
    return report;
}

} // namespace

TransactionalSend::TransactionalSend(Cluster& cluster, TransactionOptions options)
    : m_cluster(cluster), m_options(std::move(options))
{
    if (m_options.id.empty())
        m_options.id = "weir-" + newUuid();
}

TransactionalSend::~TransactionalSend() = default;

TransactionReport TransactionalSend::send(std::span<const OutgoingRecord> records, const TransactionSteps& steps,
                                          const Call& call)
{
    TransactionReport report;
    report.transactionalId = m_options.id;
    if (!m_producer) {
        auto made = m_cluster.transactionalProducer(m_options);
        if (!made) {
            report.error = made.error();
            return report;
        }
        m_producer = std::move(*made);
    }
    m_topics.clear();
    for (const OutgoingRecord& record : records)
        m_topics.push_back(record.topic);
    // Where the records stand is all that tells later what became of them.
    std::vector<Delivery> confirmed;
    TransactionSteps noted = steps;
    noted.beforeCommit = [&](std::span<const Delivery> deliveries) -> Result<void> {
        confirmed.assign(deliveries.begin(), deliveries.end());
        return steps.beforeCommit ? steps.beforeCommit(deliveries) : Result<void>();
    };
    report = m_producer->sendAtomically(records, noted, call);
    if (report.outcome == TransactionOutcome::Unknown) {
        report.deliveries = std::move(confirmed);
        // A late commit must not end a transaction that this producer would begin next.
        m_producer.reset();
    }
    return report;
}

TransactionReport TransactionalSend::settle(const TransactionReport& unknown, std::span<const std::string> topics,
                                            const Call& call)
{
    if (unknown.outcome != TransactionOutcome::Unknown)
        return unknown;
    if (unknown.deliveries.empty() || unknown.deliveries.size() != topics.size())
        return stillUnknown(unknown, {ErrorKind::InvalidInput,
                                      "What became of transaction " + unknown.transactionalId +
                                          " cannot be found out: where its records stand is not known.",
                                      {}, 0, false});
    // Who fenced it out has ended it already, and must not be fenced out in turn by a question.
    if (!unknown.error || !meansFenced(*unknown.error)) {
        m_producer.reset();
        auto heir = m_cluster.transactionalProducer({unknown.transactionalId, m_options.timeout});
        if (!heir)
            return stillUnknown(unknown, heir.error());
        if (auto ready = (*heir)->prepare(call); !ready)
            return stillUnknown(unknown, ready.error());
        if (unknown.transactionalId == m_options.id)
            m_producer = std::move(*heir);
    }
    std::map<TopicPartition, std::int64_t> places;
    for (std::size_t i = 0; i < topics.size(); ++i)
        places[{topics[i], unknown.deliveries[i].partition}] = unknown.deliveries[i].offset;
    for (;;) {
        const auto landing = transactionLanding(m_cluster, places, call);
        if (!landing && (!landing.error().retriable || call.over()))
            return stillUnknown(unknown, landing.error());
        if (landing && *landing == TransactionLanding::Deleted)
            return stillUnknown(unknown, deleted(unknown.transactionalId));
        if (landing && *landing != TransactionLanding::Hidden)
            return landed(unknown, *landing);
        if (call.over())
            return stillUnknown(unknown, hidden(unknown.transactionalId));
        pause(100ms, call);
    }
}

} // namespace weir
