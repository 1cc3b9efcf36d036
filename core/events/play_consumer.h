// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/retrying_consumer.h"

#include <map>
#include <memory>

namespace weir {

/// What a play consumer does with a record.
struct PlayRule {
    enum class Action {
        Handle,
        Delay,      ///< handles it after `delay`; longer than PlayOptions::pollInterval, the group takes its partitions away
        Fail,       ///< fails at every try: tries, back-off, then dead letter
        FailOnce,   ///< fails at the first try only
        DeadLetter, ///< straight to the dead letters
        Hang,       ///< never comes back to poll, as a stuck consumer: leaves the group after max.poll.interval; until stopped
    };
    std::string eventType{}; ///< of the envelope; empty: any record, also one that is no envelope
    /// Of those that match, 0 to 1; the rest goes on to the next rule. Chosen at random, but a record keeps its choice over
    /// all tries and members of one play consumer: a poison pill stays one.
    double share = 1;
    Action action = Action::Handle;
    std::chrono::milliseconds delay{0};
    std::string message{}; ///< of the failure
};

struct PlayOptions {
    std::string groupId{}; ///< as given by a person; never changed
    std::vector<std::string> topics{};
    OffsetReset reset = OffsetReset::Latest;
    std::vector<PlayRule> rules{}; ///< the first that matches counts; none: Handle
    int members = 1;               ///< 1 to 8, each a member of the group; more of them make rebalances
    int maxTries = 3;
    std::chrono::milliseconds backoff{1'000};
    std::optional<double> perSecond{}; ///< at most so many records a second each, 0.1 to 100,000
    /// One more member joins and, as long after, leaves again, over and over: each time the group rebalances. 0: never.
    std::chrono::milliseconds flapEvery{0};
    /// max.poll.interval.ms: how long a member may be away with one record before the group takes its partitions. 10 s to 1 h.
    std::chrono::milliseconds pollInterval{30'000};
};

struct PlayMember {
    std::string clientId; ///< "weir-play-1": marked as Weir's wherever members are listed
    std::vector<TopicPartition> partitions;
    std::optional<TopicPartition> hangsOn{};
    std::optional<std::int64_t> hangsAt{}; ///< the offset
};

/// One record as it was treated, the newest few.
struct PlayedRecord {
    TimestampMs time = 0;
    TopicPartition partition;
    std::int64_t offset = 0;
    std::string eventType;
    std::string what; ///< "handled", "failed, next try in 2.0 s", "dead letter in orders.dlq-0@17"
    int tone = 0;     ///< 0 neutral, 1 good, 2 look, 3 bad
};

struct PlayProgress {
    bool running = false;
    TimestampMs started = 0;
    std::vector<PlayMember> members;
    std::uint64_t handled = 0;
    std::uint64_t failedTries = 0;
    std::uint64_t deadLetters = 0;
    std::uint64_t rebalances = 0; ///< of the group, since the first assignment
    std::vector<PlayedRecord> newest; ///< newest first, at most 200
    std::optional<Error> trouble;     ///< the newest that has not healed
    std::optional<Error> ended;       ///< why it stopped by itself
};

/// Members of a consumer group that run inside Weir, to make lag, rebalances and dead letters on purpose. Client ids begin
/// with "weir-play", dead letters say "weir.play" as exception class. Methods: any thread. The destructor stops: members
/// commit and leave (some seconds).
class PlayConsumer
{
public:
    /// InvalidInput for options nobody means; NotAuthorized on a read-only connection; AlreadyExists when the group has
    /// members that are not Weir's (it would take partitions away from a real service), unless `joinOthers`. Asks the
    /// cluster: blocks.
    [[nodiscard]] static Result<std::unique_ptr<PlayConsumer>> start(std::shared_ptr<Cluster> cluster, PlayOptions options,
                                                                     bool joinOthers, std::function<void()> changed,
                                                                     const Call& call);
    virtual ~PlayConsumer() = default;

    [[nodiscard]] virtual const PlayOptions& options() const = 0;
    [[nodiscard]] virtual PlayProgress progress() const = 0;
    virtual void setRules(std::vector<PlayRule> rules) = 0;
    virtual void setMembers(int count) = 0;
    /// Asks it to stop; progress().running tells when it has.
    virtual void stop() = 0;
};

/// Which action the rules give a record; `draw` gives numbers from 0 to 1. Pure.
[[nodiscard]] PlayRule ruleFor(const std::vector<PlayRule>& rules, const Record& record, const std::function<double()>& draw);
/// InvalidInput with a sentence for options nobody means.
[[nodiscard]] Result<void> checkPlay(const PlayOptions& options);

} // namespace weir
