// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/demo_producer.h"

#include <utility>

namespace weir {

DemoProducer::DemoProducer(std::shared_ptr<Producer> producer) : m_producer(std::move(producer)) {}

std::vector<Result<Delivery>> DemoProducer::send(std::span<const OutgoingRecord> records, const Call& call)
{
    auto results = m_producer->send(records, call);
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (results[i])
            results[i]->timestamp = records[i].timestamp;
    }
    return results;
}

DemoSendStream::DemoSendStream(std::unique_ptr<SendStream> stream) : m_stream(std::move(stream)) {}

Result<void> DemoSendStream::push(const OutgoingRecord& record, std::uint64_t ticket, const Call& call)
{
    return m_stream->push(record, ticket, call);
}

std::size_t DemoSendStream::collect(const std::function<void(const SendOutcome&)>& sink, std::chrono::milliseconds wait)
{
    return m_stream->collect(
        [&](SendOutcome outcome) {
            if (outcome.delivery)
                outcome.delivery->timestamp.reset();
            sink(outcome);
        },
        wait);
}

std::size_t DemoSendStream::underWay() const { return m_stream->underWay(); }

void DemoSendStream::withdraw() { m_stream->withdraw(); }

DemoTransactionalProducer::DemoTransactionalProducer(std::unique_ptr<TransactionalProducer> producer)
    : m_producer(std::move(producer))
{
}

TransactionReport DemoTransactionalProducer::sendAtomically(std::span<const OutgoingRecord> records,
                                                            const TransactionSteps& steps, const Call& call)
{
    auto report = m_producer->sendAtomically(records, steps, call);
    for (std::size_t i = 0; i < report.deliveries.size() && i < records.size(); ++i)
        report.deliveries[i].timestamp = records[i].timestamp;
    return report;
}

} // namespace weir
