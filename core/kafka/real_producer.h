// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/client_handle.h"
#include "core/kafka/delivery_batch.h"
#include "core/kafka/producer.h"

#include <list>
#include <memory>
#include <mutex>

namespace weir {

/// Producer through librdkafka. Any thread, several at once.
class RealProducer final : public Producer
{
public:
    [[nodiscard]] static Result<std::shared_ptr<RealProducer>> open(const Properties& properties);
    ~RealProducer() override;

    std::vector<Result<Delivery>> send(std::span<const OutgoingRecord> records, const Call& call) override;

    /// True after an error the idempotent producer cannot go on from; a new one is needed.
    [[nodiscard]] bool broken() const;

private:
    explicit RealProducer(std::unique_ptr<ClientHandle> handle);
    [[nodiscard]] std::shared_ptr<DeliveryBatch> begin(std::span<const OutgoingRecord> records);
    void refuseUnknownTopics(DeliveryBatch& batch, std::span<const OutgoingRecord> records, const Call& call);
    void produceOne(DeliveryBatch& batch, std::size_t index, const OutgoingRecord& record, const Call& call);
    [[nodiscard]] bool settle(DeliveryBatch& batch, const Call& call, Deadline::Clock::time_point start);
    void produceAll(DeliveryBatch& batch, std::span<const OutgoingRecord> records, const Call& call);
    [[nodiscard]] bool givenUp(const Call& call, Deadline::Clock::time_point start) const;
    [[nodiscard]] static DeliveryBatch::End endOf(const Call& call);
    void withdraw(DeliveryBatch& batch);

    std::unique_ptr<ClientHandle> m_handle;
    std::mutex m_mutex;
    std::list<std::shared_ptr<DeliveryBatch>> m_live; ///< with records that may still come back
};

/// The topics among `records` that do not exist or cannot be looked up, with the reason. Asked on the producer's own
/// handle, because its first record for a topic it has not heard of waits for a timer of 1 s (librdkafka #5032).
[[nodiscard]] std::map<std::string, Error> unknownTopics(ClientHandle& handle, std::span<const OutgoingRecord> records,
                                                         const Call& call);

} // namespace weir
