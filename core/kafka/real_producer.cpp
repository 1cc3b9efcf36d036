// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/real_producer.h"

#include <algorithm>
#include <array>
#include <set>
#include <thread>

namespace weir {

using namespace std::chrono_literals;

std::map<std::string, Error> unknownTopics(ClientHandle& handle, std::span<const OutgoingRecord> records,
                                           const Call& call)
{
    std::set<std::string> names;
    for (const OutgoingRecord& record : records)
        if (!refusalOf(record))
            names.insert(record.topic);
    std::map<std::string, Error> unknown;
    for (auto& [topic, error] : handle.learn({names.begin(), names.end()}, call))
        unknown.emplace(topic, std::move(error));
    return unknown;
}

Result<std::shared_ptr<RealProducer>> RealProducer::open(const Properties& properties)
{
    // The callback needs the handle's log, which exists only after the handle: hence the pointer.
    const auto log = std::make_shared<ClientLog*>(nullptr);
    auto handle = ClientHandle::open(RD_KAFKA_PRODUCER, properties, [log](const rd_kafka_message_t& message) {
        DeliveryBatch::report(message, **log);
    });
    if (!handle)
        return fail(handle.error());
    *log = &(*handle)->log();
    return std::shared_ptr<RealProducer>(new RealProducer(std::move(*handle)));
}

RealProducer::RealProducer(std::unique_ptr<ClientHandle> handle) : m_handle(std::move(handle)) {}

RealProducer::~RealProducer()
{
    // Records nobody waits for any more are withdrawn; destroying the client with them would drop them silently too,
    // but without waiting for those that are being written.
    rd_kafka_purge(m_handle->rk(), RD_KAFKA_PURGE_F_QUEUE);
    rd_kafka_flush(m_handle->rk(), 1000);
    m_handle.reset(); // no callback after this, so the batches may go
}

bool RealProducer::broken() const
{
    std::array<char, 8> text{};
    return rd_kafka_fatal_error(m_handle->rk(), text.data(), text.size()) != RD_KAFKA_RESP_ERR_NO_ERROR;
}

std::shared_ptr<DeliveryBatch> RealProducer::begin(std::span<const OutgoingRecord> records)
{
    auto batch = std::make_shared<DeliveryBatch>(records);
    const std::scoped_lock lock(m_mutex);
    std::erase_if(m_live, [](const auto& old) { return old.use_count() == 1 && old->pending() == 0; });
    m_live.push_back(batch);
    return batch;
}

std::vector<Result<Delivery>> RealProducer::send(std::span<const OutgoingRecord> records, const Call& call)
{
    const auto start = Deadline::Clock::now();
    const auto batch = begin(records);
    for (std::size_t i = 0; i < records.size(); ++i)
        if (auto error = refusalOf(records[i]))
            batch->refuse(i, *std::move(error));
    refuseUnknownTopics(*batch, records, call);
    produceAll(*batch, records, call);
    if (settle(*batch, call, start))
        for (const std::size_t index : batch->worthSendingAlone()) {
            batch->reopen(index);
            produceOne(*batch, index, records[index], call);
            if (!settle(*batch, call, start))
                break;
        }
    auto results = batch->results(m_handle->log());
    // After a refusal the client keeps refusing the topic until it sees fresh metadata; so does the next send.
    for (std::size_t i = 0; i < results.size(); ++i)
        if (!results[i])
            m_handle->forget(records[i].topic);
    return results;
}

/// False when the end came before all answers.
bool RealProducer::settle(DeliveryBatch& batch, const Call& call, Deadline::Clock::time_point start)
{
    while (!batch.wait(50ms))
        if (givenUp(call, start)) {
            batch.endWith(endOf(call));
            withdraw(batch);
            return false;
        }
    return true;
}

/// Without this a record for a topic that does not exist would wait for the whole message timeout.
void RealProducer::refuseUnknownTopics(DeliveryBatch& batch, std::span<const OutgoingRecord> records, const Call& call)
{
    const auto unknown = unknownTopics(*m_handle, records, call);
    if (unknown.empty())
        return;
    for (std::size_t i = 0; i < records.size(); ++i)
        if (const auto at = unknown.find(records[i].topic); at != unknown.end() && !batch.settled(i))
            batch.refuse(i, at->second);
}

void RealProducer::produceAll(DeliveryBatch& batch, std::span<const OutgoingRecord> records, const Call& call)
{
    for (std::size_t i = 0; i < records.size(); ++i)
        if (!batch.settled(i))
            produceOne(batch, i, records[i], call);
}

void RealProducer::produceOne(DeliveryBatch& batch, std::size_t index, const OutgoingRecord& record, const Call& call)
{
    bool accepted = false;
    while (!call.over() && !accepted) {
        accepted = batch.produce(m_handle->rk(), index, record, m_handle->log());
        if (!accepted)
            std::this_thread::sleep_for(5ms); // the queue is full: room comes with the next confirmations
    }
    if (accepted)
        return;
    batch.endWith(endOf(call));
    batch.refuseUnsent(index, m_handle->log());
}

bool RealProducer::givenUp(const Call& call, Deadline::Clock::time_point start) const
{
    // While a broker restarts the caller's deadline decides; only a cluster never reached is given up early.
    return call.over() || broken() || m_handle->log().hopeless(start, 24h);
}

DeliveryBatch::End RealProducer::endOf(const Call& call)
{
    return call.stop.stop_requested() ? DeliveryBatch::End::Stopped : DeliveryBatch::End::Late;
}

/// Takes back what has not been handed to a broker yet, so that it is not written after the caller was told
/// otherwise. Possible only while nobody else's records lie in the same queue; what is on the wire stays there.
void RealProducer::withdraw(DeliveryBatch& batch)
{
    {
        const std::scoped_lock lock(m_mutex);
        const auto others = std::ranges::count_if(
            m_live, [&](const auto& other) { return other.get() != &batch && other->pending() > 0; });
        if (others > 0)
            return;
        rd_kafka_purge(m_handle->rk(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_NON_BLOCKING);
    }
    batch.wait(100ms);
}

} // namespace weir
