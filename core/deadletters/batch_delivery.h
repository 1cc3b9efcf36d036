// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/replay_job.h"
#include "core/deadletters/replay_slice.h"

#include <stop_token>

namespace weir {

/// How a step of a job ended. `results` are outcomes that are in the journal already.
struct BatchEnd {
    enum class Kind {
        Settled,   ///< what became of the batch is known and in the journal; items it leaves pending were not sent
        Refused,   ///< nothing was written, because of a record that is among several
        Retry,     ///< nothing was written; the same may work after a pause
        Unsettled, ///< settle() has to find out what became of the batch
        Stop,      ///< a person has to do something
    };
    Kind kind = Kind::Settled;
    std::vector<ReplayResult> results{};
    std::int64_t copies = 0;
    std::optional<Error> error{};
    bool begun = false; ///< the batch and the slice's unsent records are in the journal
    /// The producer is gone: before the next batch the id is taken over anew, and the journal and the group are asked, as
    /// somebody else may have gone on with the job meanwhile. A producer that did it by itself would not ask.
    bool takeOver = false;
};

/// What the ways of delivering share; all of it outlives them.
struct DeliveryDesk {
    const ReplayPlan& plan;
    ReplayJournal& journal;
    Cluster& target;
    const ReplayPatience& patience;
    std::function<void(ReplayStep)> atStep;
    std::stop_token stop; ///< end at once, as far as that leaves things settled
};

/// Sends the batches of one job, one at a time. One thread at a time; blocks.
class BatchDelivery
{
public:
    virtual ~BatchDelivery() = default;

    /// Before settle(): from here on nobody who sent for this job before can write anything. Settled, Retry or Stop.
    [[nodiscard]] virtual BatchEnd takeOver() = 0;
    /// Before the first batch and after Unsettled: finds out what became of the last batch. `outcomes` are the journal's, read
    /// after takeOver(). Settled, Retry, Unsettled or Stop.
    [[nodiscard]] virtual BatchEnd settle(std::span<const ReplayOutcome> outcomes) = 0;
    /// Sends a slice with at least one record. A record that is refused alone gets its outcome here.
    [[nodiscard]] virtual BatchEnd send(std::int64_t number, const ReplaySlice& slice) = 0;
    /// After the last batch. Settled or Retry.
    [[nodiscard]] virtual BatchEnd finish() = 0;
};

[[nodiscard]] std::unique_ptr<BatchDelivery> makeTransactionalDelivery(DeliveryDesk desk);
[[nodiscard]] std::unique_ptr<BatchDelivery> makeAtLeastOnceDelivery(DeliveryDesk desk);

/// The transactional id and the group that holds the progress.
[[nodiscard]] std::string replayGroup(const std::string& job);
/// Where the progress stands: the first topic by name that records go to, partition 0. nullopt: nothing is to be sent.
[[nodiscard]] std::optional<TopicPartition> progressPlace(const ReplayPlan& plan);

/// What an error of a batch means for the job.
enum class DeliveryTrouble {
    Record,    ///< a record is refused, whatever is done: too large, no timestamp Kafka takes, no right to its topic
    Rights,    ///< transactions are not permitted or not known here
    Fenced,    ///< somebody took the transactional id over, or the broker gave the transaction up
    Passing,   ///< may be over later
};
[[nodiscard]] DeliveryTrouble troubleOf(const Error& error);

[[nodiscard]] BatchEnd endWith(BatchEnd::Kind kind, Error error);
[[nodiscard]] ReplayResult resultFor(std::int64_t index, ReplayOutcome outcome, std::string reason = {});

} // namespace weir
