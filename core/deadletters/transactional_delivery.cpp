// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/batch_delivery.h"
#include "core/events/transaction_landing.h"

#include <algorithm>
#include <set>

namespace weir {
namespace {

using Kind = BatchEnd::Kind;

class TransactionalDelivery final : public BatchDelivery
{
public:
    explicit TransactionalDelivery(DeliveryDesk desk)
        : m_desk(std::move(desk)), m_id(replayGroup(m_desk.plan.job)), m_place(progressPlace(m_desk.plan))
    {
    }

    BatchEnd takeOver() override;
    BatchEnd settle(std::span<const ReplayOutcome> outcomes) override;
    BatchEnd send(std::int64_t number, const ReplaySlice& slice) override;
    BatchEnd finish() override { return {}; }

private:
    [[nodiscard]] Call call() const { return Call::within(m_desk.patience.batch, m_desk.stop); }
    void reached(ReplayStep step) const
    {
        if (m_desk.atStep)
            m_desk.atStep(step);
    }
    [[nodiscard]] Result<std::optional<std::int64_t>> progress() const;
    [[nodiscard]] Result<TransactionLanding> landing(std::span<const ReplayResult> announced) const;
    [[nodiscard]] BatchEnd settleBatch(const ReplayBatch& batch, std::optional<std::int64_t> progress,
                                       std::span<const ReplayOutcome> outcomes);
    [[nodiscard]] BatchEnd conclude(const ReplayBatch& batch, ReplayOutcome outcome,
                                    std::span<const ReplayResult> announced, std::span<const ReplayOutcome> outcomes);
    [[nodiscard]] BatchEnd passedOver(std::int64_t number, std::int64_t progress,
                                      std::span<const ReplayOutcome> outcomes, BatchEnd end);
    [[nodiscard]] BatchEnd committed(std::int64_t number, const ReplaySlice& slice, const TransactionReport& report);
    [[nodiscard]] BatchEnd aborted(std::int64_t number, const ReplaySlice& slice, Error why, bool journalFailed);
    [[nodiscard]] BatchEnd notPermitted(Error error) const;

    const DeliveryDesk m_desk;
    const std::string m_id; ///< transactional id and progress group
    const std::optional<TopicPartition> m_place;
    std::unique_ptr<TransactionalProducer> m_producer;
    bool m_prepared = false;
};

BatchEnd TransactionalDelivery::notPermitted(Error error) const
{
    const std::string where = m_place ? m_place->topic : std::string("the target");
    const bool unknownHere = error.kind == ErrorKind::Unsupported;
    error.message += unknownHere ? " This cluster offers no transactions."
                                 : " A replay in transactions needs the rights Write and Describe on transactional id " +
                                       m_id + ", Read on group " + m_id + ", and Read and Write on topic " + where + ".";
    error.message += " Without them it can be done \"at least once\": make a new plan with that choice.";
    return endWith(Kind::Stop, std::move(error));
}

/// What was left open by an older producer has ended when this succeeds. A producer whose transaction has an unknown end must
/// not begin another one, a late commit could end that instead: send() has dropped it.
BatchEnd TransactionalDelivery::takeOver()
{
    if (!m_place)
        return {}; // no record goes anywhere
    if (!m_producer) {
        auto made = m_desk.target.transactionalProducer(m_id);
        if (!made)
            return made.error().kind == ErrorKind::Unsupported ? notPermitted(made.error())
                                                               : endWith(Kind::Stop, made.error());
        m_producer = std::move(*made);
    }
    if (auto ready = m_producer->prepare(call()); !ready) {
        if (troubleOf(ready.error()) == DeliveryTrouble::Rights)
            return notPermitted(ready.error());
        if (troubleOf(ready.error()) == DeliveryTrouble::Fenced)
            m_producer.reset();
        return endWith(Kind::Retry, ready.error());
    }
    if (!std::exchange(m_prepared, true))
        reached(ReplayStep::Prepared);
    return {};
}

Result<std::optional<std::int64_t>> TransactionalDelivery::progress() const
{
    const auto answer = m_desk.target.admin().committedOffsets({m_id}, call());
    if (!answer.complete()) {
        if (answer.failures.front().error.kind == ErrorKind::NotFound)
            return std::nullopt;
        return fail(answer.failures.front().error);
    }
    const auto group = answer.values.find(m_id);
    if (group == answer.values.end())
        return std::nullopt;
    const auto offset = group->second.find(*m_place);
    return offset == group->second.end() ? std::nullopt : std::optional(offset->second);
}

BatchEnd TransactionalDelivery::settle(std::span<const ReplayOutcome> outcomes)
{
    if (!m_place)
        return {};
    const auto last = m_desk.journal.lastBatch(m_desk.plan.job);
    if (!last)
        return endWith(Kind::Stop, last.error());
    const auto group = progress();
    if (!group)
        return troubleOf(group.error()) == DeliveryTrouble::Rights ? notPermitted(group.error())
                                                                   : endWith(Kind::Retry, group.error());
    BatchEnd end;
    const bool open = *last && ((*last)->state == ReplayBatch::State::Begun || (*last)->state == ReplayBatch::State::CommitSent);
    if (open)
        end = settleBatch(**last, *group, outcomes);
    if (end.kind != Kind::Settled || !*group)
        return end;
    const std::int64_t known = *last ? (*last)->end : 0;
    return **group > known ? passedOver(*last ? (*last)->number + 1 : 0, **group, outcomes, std::move(end)) : end;
}

BatchEnd TransactionalDelivery::settleBatch(const ReplayBatch& batch, std::optional<std::int64_t> progress,
                                            std::span<const ReplayOutcome> outcomes)
{
    const auto announced = m_desk.journal.announced(m_desk.plan.job, batch.number);
    if (!announced)
        return endWith(Kind::Stop, announced.error());
    if (progress && *progress >= batch.end)
        return conclude(batch, ReplayOutcome::Committed, *announced, outcomes);
    // Without the journal's word the commit was never asked for.
    if (batch.state == ReplayBatch::State::Begun || announced->empty())
        return conclude(batch, ReplayOutcome::Pending, {}, outcomes);
    // The group may be gone (its offsets expire, people delete groups), so the target has a say too.
    const auto landed = landing(*announced);
    if (!landed)
        return endWith(Kind::Retry, landed.error());
    if (*landed == TransactionLanding::Committed)
        return conclude(batch, ReplayOutcome::Committed, *announced, outcomes);
    if (*landed == TransactionLanding::Aborted || progress)
        return conclude(batch, ReplayOutcome::Pending, {}, outcomes);
    if (*landed == TransactionLanding::Deleted)
        return conclude(batch, ReplayOutcome::Unknown, *announced, outcomes);
    return endWith(Kind::Retry, {ErrorKind::TimedOut,
                                 "Whether batch " + std::to_string(batch.number) + " was committed cannot be seen: an open "
                                 "transaction of somebody else holds back the readers of its target.", {}, 0, true});
}

Result<TransactionLanding> TransactionalDelivery::landing(std::span<const ReplayResult> announced) const
{
    std::map<TopicPartition, std::int64_t> places;
    for (const ReplayResult& one : announced) {
        const std::string& topic =
            m_desk.plan.targets[m_desk.plan.items[static_cast<std::size_t>(one.index)].target].topic;
        // The last one of a partition is deleted last.
        places[{topic, one.targetPartition.value_or(0)}] = one.targetOffset.value_or(0);
    }
    return transactionLanding(m_desk.target, places, call());
}

/// Pending: it was aborted, its records wait again.
BatchEnd TransactionalDelivery::conclude(const ReplayBatch& batch, ReplayOutcome outcome,
                                         std::span<const ReplayResult> announced,
                                         std::span<const ReplayOutcome> outcomes)
{
    BatchEnd end;
    end.begun = true;
    if (outcome != ReplayOutcome::Pending) {
        std::map<std::int64_t, const ReplayResult*> places;
        for (const ReplayResult& one : announced)
            places[one.index] = &one;
        for (std::int64_t i = batch.begin; i < batch.end; ++i) {
            if (outcomes[static_cast<std::size_t>(i)] != ReplayOutcome::Pending)
                continue;
            ReplayResult& result = end.results.emplace_back(resultFor(i, outcome));
            if (outcome == ReplayOutcome::Unknown)
                result.reason = "The broker's word about its batch was lost, and its place in the target is deleted.";
            if (const auto place = places.find(i); place != places.end()) {
                result.targetPartition = place->second->targetPartition;
                result.targetOffset = place->second->targetOffset;
            }
        }
    }
    const auto state = outcome == ReplayOutcome::Pending ? ReplayBatch::State::Aborted : ReplayBatch::State::Committed;
    if (auto kept = m_desk.journal.settled(m_desk.plan.job, batch.number, state, end.results); !kept)
        return endWith(Kind::Stop, kept.error());
    return end;
}

/// The group is further than this journal: somebody else has gone on with the job, or the file is an old copy.
BatchEnd TransactionalDelivery::passedOver(std::int64_t number, std::int64_t progress,
                                           std::span<const ReplayOutcome> outcomes, BatchEnd end)
{
    std::vector<ReplayResult> lost;
    std::set<std::int64_t> justSettled;
    for (const ReplayResult& result : end.results)
        justSettled.insert(result.index);
    const auto all = static_cast<std::int64_t>(outcomes.size());
    std::int64_t first = -1;
    for (std::int64_t i = 0; i < std::min(progress, all); ++i) {
        if (outcomes[static_cast<std::size_t>(i)] != ReplayOutcome::Pending || justSettled.contains(i))
            continue;
        first = first < 0 ? i : first;
        lost.push_back(resultFor(i, ReplayOutcome::Unknown,
                                 "The job has passed it by the broker's word, but this journal does not know how."));
    }
    if (lost.empty())
        return end;
    auto kept = m_desk.journal.batchBegun(m_desk.plan.job, {number, first, progress}, lost);
    if (kept)
        kept = m_desk.journal.settled(m_desk.plan.job, number, ReplayBatch::State::Committed, {});
    if (!kept)
        return endWith(Kind::Stop, kept.error());
    end.kind = Kind::Stop;
    end.error = Error{ErrorKind::AlreadyExists,
                      "This job was continued elsewhere: the broker has it further than this journal. Nothing that was passed "
                      "is sent again; going on sends the rest.",
                      {}, 0, false};
    end.results.insert(end.results.end(), lost.begin(), lost.end());
    return end;
}

BatchEnd TransactionalDelivery::send(std::int64_t number, const ReplaySlice& slice)
{
    const std::string& job = m_desk.plan.job;
    if (auto begun = m_desk.journal.batchBegun(job, {number, slice.begin, slice.end}, slice.unsent); !begun)
        return endWith(Kind::Stop, begun.error());
    reached(ReplayStep::BatchBegun);
    bool journalFailed = false;
    const TransactionSteps steps{
        m_id, {{*m_place, slice.end}}, [&](std::span<const Delivery> deliveries) -> Result<void> {
            reached(ReplayStep::Sent);
            if (auto kept = m_desk.journal.commitSent(job, number, deliveries, slice.indexes); !kept) {
                journalFailed = true;
                return kept;
            }
            reached(ReplayStep::CommitSent);
            return {};
        }};
    const TransactionReport report = m_producer->sendAtomically(slice.records, steps, call());
    if (report.outcome == TransactionOutcome::Committed)
        return committed(number, slice, report);
    const Error why = report.error.value_or(Error{ErrorKind::Internal, "The batch was not committed.", {}, 0, false});
    if (report.outcome == TransactionOutcome::Aborted)
        return aborted(number, slice, why, journalFailed);
    m_producer.reset();
    BatchEnd end = endWith(Kind::Unsettled, why);
    end.begun = end.takeOver = true;
    return end;
}

BatchEnd TransactionalDelivery::committed(std::int64_t number, const ReplaySlice& slice, const TransactionReport& report)
{
    reached(ReplayStep::CommittedOnBroker);
    BatchEnd end;
    end.begun = true;
    const TimestampMs now = nowMs();
    end.results.reserve(slice.indexes.size());
    for (std::size_t i = 0; i < slice.indexes.size(); ++i) {
        ReplayResult& result = end.results.emplace_back();
        result.index = slice.indexes[i];
        result.outcome = ReplayOutcome::Committed;
        result.time = now;
        result.targetPartition = report.deliveries[i].partition;
        result.targetOffset = report.deliveries[i].offset;
    }
    auto kept = m_desk.journal.settled(m_desk.plan.job, number, ReplayBatch::State::Committed, end.results);
    if (!kept) {
        // It is committed all the same; the group tells when the job goes on.
        BatchEnd stopped = endWith(Kind::Stop, kept.error());
        stopped.begun = true;
        return stopped;
    }
    reached(ReplayStep::Settled);
    return end;
}

BatchEnd TransactionalDelivery::aborted(std::int64_t number, const ReplaySlice& slice, Error why, bool journalFailed)
{
    const DeliveryTrouble trouble = troubleOf(why);
    BatchEnd end;
    m_producer.reset();
    const auto withMarks = [](BatchEnd marked) {
        marked.begun = marked.takeOver = true;
        return marked;
    };
    if (trouble == DeliveryTrouble::Record && !journalFailed && slice.records.size() == 1)
        end.results.push_back(resultFor(slice.indexes.front(), ReplayOutcome::Failed, why.message));
    auto kept = m_desk.journal.settled(m_desk.plan.job, number, ReplayBatch::State::Aborted, end.results);
    if (!kept)
        return withMarks(endWith(Kind::Stop, kept.error()));
    if (!end.results.empty())
        return withMarks(std::move(end));
    if (trouble == DeliveryTrouble::Rights && !journalFailed)
        return withMarks(notPermitted(std::move(why)));
    const Kind kind = journalFailed                        ? Kind::Stop
                      : trouble == DeliveryTrouble::Record ? Kind::Refused
                      : trouble == DeliveryTrouble::Fenced ? Kind::Unsettled
                                                           : Kind::Retry;
    return withMarks(endWith(kind, std::move(why)));
}

} // namespace

std::unique_ptr<BatchDelivery> makeTransactionalDelivery(DeliveryDesk desk)
{
    return std::make_unique<TransactionalDelivery>(std::move(desk));
}

} // namespace weir
