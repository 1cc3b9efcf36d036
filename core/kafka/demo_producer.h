// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/producer.h"
#include "core/kafka/send_stream.h"

#include <memory>

namespace weir {

/// The producers of the demo cluster: the ordinary ones, with one correction. The mock answers every record with the
/// made-up append time 1234 ms (rdkafka_mock_handlers.c, 2.8) while it stores the record's own; a delivery tells the
/// record's own, or nothing where the client's clock chose it. Same threading as what they wrap.
class DemoProducer : public Producer
{
public:
    explicit DemoProducer(std::shared_ptr<Producer> producer);
    std::vector<Result<Delivery>> send(std::span<const OutgoingRecord> records, const Call& call) override;

private:
    std::shared_ptr<Producer> m_producer;
};

/// The same for streams. The mock's append time is left out of deliveries: the stream does not remember records.
class DemoSendStream : public SendStream
{
public:
    explicit DemoSendStream(std::unique_ptr<SendStream> stream);
    Result<void> push(const OutgoingRecord& record, std::uint64_t ticket, const Call& call) override;
    std::size_t collect(const std::function<void(const SendOutcome&)>& sink, std::chrono::milliseconds wait) override;
    std::size_t underWay() const override;
    void withdraw() override;

private:
    std::unique_ptr<SendStream> m_stream;
};

/// One thread at a time. What it aborts stays visible: the mock knows no isolation.
class DemoTransactionalProducer : public TransactionalProducer
{
public:
    explicit DemoTransactionalProducer(std::unique_ptr<TransactionalProducer> producer);
    Result<void> prepare(const Call& call) override { return m_producer->prepare(call); }
    /// Progress of a group is accepted and dropped: so does the mock.
    TransactionReport sendAtomically(std::span<const OutgoingRecord> records, const TransactionSteps& steps,
                                     const Call& call) override;

private:
    std::unique_ptr<TransactionalProducer> m_producer;
};

} // namespace weir
