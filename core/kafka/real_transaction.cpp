// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/real_transaction.h"

#include "core/base/time.h"
#include "core/kafka/error_table.h"
#include "core/kafka/real_producer.h"

#include <algorithm>
#include <array>
#include <thread>

namespace weir {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds commitAfterStop = 8s;

int milliseconds(std::chrono::milliseconds time)
{
    return static_cast<int>(std::clamp<std::chrono::milliseconds>(time, 1ms, 3600s).count());
}

} // namespace

RealTransactionalProducer::RealTransactionalProducer(Properties properties, const TransactionOptions& options)
    : m_properties(std::move(properties)), m_id(options.id), m_timeout(options.timeout)
{
}

RealTransactionalProducer::~RealTransactionalProducer()
{
    drop();
}

void RealTransactionalProducer::drop()
{
    m_handle.reset();
    m_initialized = false;
    m_batches.clear();
}

Result<void> RealTransactionalProducer::prepare(const Call& call)
{
    if (auto opened = openHandle(); !opened)
        return opened;
    if (m_initialized)
        return {};
    auto ready = initialize(call);
    if (!ready && broken())
        drop(); // otherwise the next call takes up the initialisation where this one left it
    return ready;
}

TransactionReport RealTransactionalProducer::sendAtomically(std::span<const OutgoingRecord> records,
                                                            const TransactionSteps& steps, const Call& call)
{
    TransactionReport report;
    report.transactionalId = m_id;
    if (auto opened = openHandle(); !opened) {
        report.error = opened.error();
        return report;
    }
    if (auto why = refusal(records, call)) {
        report.error = std::move(why);
        return report;
    }
    if (auto ready = begin(call); !ready) {
        report.error = ready.error();
        if (broken())
            drop(); // otherwise the next call takes up the initialisation where this one left it
        return report;
    }
    const auto batch = m_batches.emplace_back(std::make_shared<DeliveryBatch>(records));
    auto why = produceAll(*batch, records, call);
    if (!why)
        why = confirmAll(*batch, call);
    if (!why)
        why = addProgress(steps, call);
    if (!why)
        why = announce(*batch, steps);
    if (why)
        abort(report, *std::move(why), call);
    else
        commit(report, *batch, call);
    // After an error the client remembers refused topics until its next metadata refresh, and an unfinished
    // transaction cannot be continued: the next batch begins on a fresh handle, which fences this one.
    if (report.outcome != TransactionOutcome::Committed)
        drop();
    else
        m_batches.clear();
    return report;
}

/// Everything that can be known beforehand is refused before a transaction is begun.
std::optional<Error> RealTransactionalProducer::refusal(std::span<const OutgoingRecord> records, const Call& call)
{
    std::optional<Error> why;
    for (const OutgoingRecord& record : records)
        if (!why)
            why = refusalOf(record);
    if (!why)
        if (auto unknown = unknownTopics(*m_handle, records, call); !unknown.empty())
            why = unknown.begin()->second;
    if (why)
        why->message += " Nothing was written.";
    return why;
}

bool RealTransactionalProducer::broken() const
{
    std::array<char, 8> text{};
    return rd_kafka_fatal_error(m_handle->rk(), text.data(), text.size()) != RD_KAFKA_RESP_ERR_NO_ERROR;
}

Result<void> RealTransactionalProducer::openHandle()
{
    if (m_handle)
        return {};
    // The callback needs the handle's log, which exists only after the handle: hence the pointer.
    const auto log = std::make_shared<ClientLog*>(nullptr);
    auto handle = ClientHandle::open(RD_KAFKA_PRODUCER, m_properties, [log](const rd_kafka_message_t& message) {
        DeliveryBatch::report(message, **log);
    });
    if (!handle)
        return fail(handle.error());
    *log = &(*handle)->log();
    m_handle = std::move(*handle);
    return {};
}

Result<void> RealTransactionalProducer::initialize(const Call& call)
{
    const std::string what = "Could not begin a transaction as " + m_id;
    const auto start = Deadline::Clock::now();
    for (;;) {
        // The client goes on in the background and the next call takes up where this one stopped, so these slices do
        // not shorten anything.
        const rd::ErrorObject error(rd_kafka_init_transactions(m_handle->rk(), 80));
        if (!error)
            break;
        const auto code = rd_kafka_error_code(error.get());
        if (call.stop.stop_requested())
            return fail(stoppedError(what));
        if (m_handle->log().hopeless(start))
            return fail(m_handle->log().unreachable(code));
        if (rd_kafka_error_is_retriable(error.get()) == 0 || call.deadline.expired())
            return fail(m_handle->log().explain(code, what, rd::text(rd_kafka_error_string(error.get()))));
        if (code != RD_KAFKA_RESP_ERR__TIMED_OUT)
            std::this_thread::sleep_for(50ms);
    }
    m_handle->log().answered();
    m_initialized = true;
    return {};
}

Result<void> RealTransactionalProducer::begin(const Call& call)
{
    if (!m_initialized)
        if (auto ready = initialize(call); !ready)
            return ready;
    const rd::ErrorObject error(rd_kafka_begin_transaction(m_handle->rk()));
    if (error)
        return fail(m_handle->log().explain(rd_kafka_error_code(error.get()),
                                            "Could not begin a transaction as " + m_id,
                                            rd::text(rd_kafka_error_string(error.get()))));
    return {};
}

std::optional<Error> RealTransactionalProducer::produceAll(DeliveryBatch& batch,
                                                           std::span<const OutgoingRecord> records, const Call& call)
{
    for (std::size_t i = 0; i < records.size(); ++i) {
        while (!batch.produce(m_handle->rk(), i, records[i], m_handle->log())) {
            if (call.over())
                return call.stop.stop_requested()
                           ? stoppedError("Could not send the batch")
                           : kafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, "Could not send the batch");
            std::this_thread::sleep_for(5ms);
        }
        // A record the client refuses (too large, say) does not spoil the transaction for librdkafka: a commit would
        // write the others.
        if (batch.settled(i) || batch.anyFailed())
            break;
    }
    return std::nullopt;
}

/// Waits for all confirmations. The first failed record, a stop or the deadline is the reason to abort.
std::optional<Error> RealTransactionalProducer::confirmAll(DeliveryBatch& batch, const Call& call)
{
    const auto start = Deadline::Clock::now();
    const std::string_view what = "Could not send the batch";
    while (!batch.anyFailed() && !batch.wait(50ms)) {
        if (call.stop.stop_requested())
            return stoppedError(what);
        if (m_handle->log().hopeless(start, 24h))
            return m_handle->log().unreachable(RD_KAFKA_RESP_ERR__TRANSPORT);
        if (call.deadline.expired())
            return m_handle->log().explain(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, what);
    }
    // The last moment at which a stop can still be obeyed.
    if (!batch.anyFailed() && call.stop.stop_requested())
        return stoppedError(what);
    return batch.firstFailure();
}

std::optional<Error> RealTransactionalProducer::addProgress(const TransactionSteps& steps, const Call& call)
{
    if (steps.progressGroup.empty())
        return std::nullopt;
    const rd::PartitionList offsets(rd_kafka_topic_partition_list_new(static_cast<int>(steps.progress.size())));
    for (const auto& [partition, offset] : steps.progress)
        rd_kafka_topic_partition_list_add(offsets.get(), partition.topic.c_str(), partition.partition)->offset = offset;
    const rd::GroupMetadata group(rd_kafka_consumer_group_metadata_new(steps.progressGroup.c_str()));
    for (;;) {
        const auto slice = std::min<std::chrono::milliseconds>(call.deadline.remaining(), 1000ms);
        const rd::ErrorObject error(
            rd_kafka_send_offsets_to_transaction(m_handle->rk(), offsets.get(), group.get(), milliseconds(slice)));
        if (!error)
            return std::nullopt;
        const std::string what = "Could not note the progress of group " + steps.progressGroup;
        if (call.stop.stop_requested())
            return stoppedError(what);
        if (rd_kafka_error_is_retriable(error.get()) == 0 || call.deadline.expired())
            return m_handle->log().explain(rd_kafka_error_code(error.get()), what,
                                           rd::text(rd_kafka_error_string(error.get())));
        std::this_thread::sleep_for(20ms);
    }
}

std::optional<Error> RealTransactionalProducer::announce(const DeliveryBatch& batch, const TransactionSteps& steps) const
{
    if (!steps.beforeCommit)
        return std::nullopt;
    std::vector<Delivery> deliveries;
    for (auto& result : batch.results(m_handle->log()))
        deliveries.push_back(*result);
    if (auto written = steps.beforeCommit(deliveries); !written)
        return std::move(written.error());
    return std::nullopt;
}

void RealTransactionalProducer::commit(TransactionReport& report, DeliveryBatch& batch, const Call& call)
{
    // From here on a stop can no longer undo anything: the commit is waited for, or its outcome is unknown. A stop only
    // shortens the wait, so that whoever closes the program is not held up by brokers that are away.
    auto end = Deadline::after(std::max<std::chrono::milliseconds>(call.deadline.remaining(), 1000ms));
    bool hurried = false;
    for (;;) {
        if (call.stop.stop_requested() && !std::exchange(hurried, true))
            end = Deadline::after(std::min<std::chrono::milliseconds>(end.remaining(), commitAfterStop));
        const auto slice = std::min<std::chrono::milliseconds>(end.remaining(), 1000ms);
        const rd::ErrorObject error(rd_kafka_commit_transaction(m_handle->rk(), milliseconds(slice)));
        if (!error) {
            report.outcome = TransactionOutcome::Committed;
            for (auto& result : batch.results(m_handle->log()))
                report.deliveries.push_back(*result);
            return;
        }
        const auto code = rd_kafka_error_code(error.get());
        Error why = m_handle->log().explain(code, "Could not commit transaction " + m_id,
                                            rd::text(rd_kafka_error_string(error.get())));
        if (rd_kafka_error_txn_requires_abort(error.get()) != 0)
            return abort(report, std::move(why), call);
        // Repeating the same call resumes the commit; aborting now would be refused (_CONFLICT), because nobody knows
        // whether the coordinator has it.
        if (rd_kafka_error_is_retriable(error.get()) != 0 && !end.expired()) {
            std::this_thread::sleep_for(20ms);
            continue;
        }
        report.outcome = TransactionOutcome::Unknown;
        why.message += " Whether the records were written is not known: all of them or none.";
        report.error = std::move(why);
        return;
    }
}

void RealTransactionalProducer::abort(TransactionReport& report, Error why, const Call& call)
{
    report.outcome = TransactionOutcome::Aborted;
    const auto end = Deadline::after(std::clamp<std::chrono::milliseconds>(call.deadline.remaining(), 2000ms, 5000ms));
    bool confirmed = false;
    while (!confirmed && !m_handle->log().hopeless(Deadline::Clock::now() - 1s)) {
        const rd::ErrorObject error(rd_kafka_abort_transaction(m_handle->rk(), milliseconds(end.remaining())));
        confirmed = !error;
        if (error && (rd_kafka_error_is_retriable(error.get()) == 0 || end.expired()))
            break;
    }
    // Without a commit request the cluster can only abort, so "aborted" holds either way.
    why.message += confirmed ? " The transaction was aborted, nothing of it can be read as committed."
                             : " The transaction was given up; the cluster aborts it by itself within " + formatDuration(m_timeout) + ".";
    report.error = std::move(why);
}

} // namespace weir
