// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/client_handle.h"
#include "core/kafka/delivery_batch.h"
#include "core/kafka/producer.h"

#include <list>
#include <memory>
#include <string>

namespace weir {

/// Transactions through librdkafka: init, begin, produce all, wait for every confirmation, commit or abort. One thread
/// at a time.
class RealTransactionalProducer final : public TransactionalProducer
{
public:
    RealTransactionalProducer(Properties properties, const TransactionOptions& options);
    ~RealTransactionalProducer() override;

    Result<void> prepare(const Call& call) override;
    TransactionReport sendAtomically(std::span<const OutgoingRecord> records, const TransactionSteps& steps,
                                     const Call& call) override;

private:
    [[nodiscard]] std::optional<Error> refusal(std::span<const OutgoingRecord> records, const Call& call);
    [[nodiscard]] Result<void> openHandle();
    [[nodiscard]] Result<void> begin(const Call& call);
    [[nodiscard]] Result<void> initialize(const Call& call);
    [[nodiscard]] std::optional<Error> produceAll(DeliveryBatch& batch, std::span<const OutgoingRecord> records,
                                                  const Call& call);
    [[nodiscard]] std::optional<Error> confirmAll(DeliveryBatch& batch, const Call& call);
    [[nodiscard]] std::optional<Error> addProgress(const TransactionSteps& steps, const Call& call);
    [[nodiscard]] std::optional<Error> announce(const DeliveryBatch& batch, const TransactionSteps& steps) const;
    void commit(TransactionReport& report, DeliveryBatch& batch, const Call& call);
    void abort(TransactionReport& report, Error why, const Call& call);
    [[nodiscard]] bool broken() const;
    void drop();

    const Properties m_properties;
    const std::string m_id;
    const std::chrono::milliseconds m_timeout;
    std::unique_ptr<ClientHandle> m_handle;                ///< after anything but a commit a fresh one is made
    bool m_initialized = false;
    std::list<std::shared_ptr<DeliveryBatch>> m_batches; ///< outlive the handle: its callbacks know them
};

} // namespace weir
