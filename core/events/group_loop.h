// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/consumer.h"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace weir {

/// The loop under Consumer and RetryingConsumer: joins, hands records out one by one in the order of their partition and the
/// partitions in turn, remembers how far each partition was handled and commits that. While a record waits to be handed out
/// again its partition is paused. Memory stays bounded however slow the handler and however many records wait: here are at
/// most twice ConsumerOptions::mostAtOnce records and one per waiting partition. For one run, on one thread.
class GroupLoop
{
public:
    using Clock = std::function<std::chrono::steady_clock::time_point()>;
    /// Nullopt: the record counts as handled. A time: its partition waits until then and goes on with this very record.
    using Step = std::optional<std::chrono::steady_clock::time_point>;
    /// An error ends the loop with it; the record stays uncommitted.
    using HandOut = std::function<Result<Step>(const Record&)>;
    using Trouble = std::function<void(const Error&)>;

    GroupLoop(Cluster& cluster, const ConsumerOptions& options, Clock clock, Trouble trouble, std::stop_token stop);
    ~GroupLoop();
    GroupLoop(const GroupLoop&) = delete;
    GroupLoop& operator=(const GroupLoop&) = delete;

    /// Until a stop is asked for (good), the hand-out ends it, or what no waiting mends.
    [[nodiscard]] Result<void> run(const HandOut& handOut);

    // --- for a hand-out, while it runs ---
    /// To be called several times a second by one that takes long: the group would take the partitions away from a member
    /// that does not poll.
    void stayInGroup();
    /// Whether the group has not rebalanced since the record at hand was fetched: the partition is still this member's.
    [[nodiscard]] bool sameGeneration() const;

private:
    using RealClock = std::chrono::steady_clock;
    /// A partition that the client has paused because of a record.
    struct Held {
        enum class State {
            Waiting, ///< until the record is due
            Trying,  ///< it and those behind it are queued again
            Leaving, ///< settled; to be resumed
        } state = State::Leaving;
        RealClock::time_point due{};
        std::deque<Record> kept{};  ///< while it waits: the record, and what was fetched behind it
        std::int64_t resumeAt = 0;  ///< the offset behind all that is here
        bool sought = false;        ///< the client will go on there
    };
    [[nodiscard]] Result<void> round(const HandOut& handOut);
    [[nodiscard]] Result<void> poll();
    [[nodiscard]] Result<void> fetch(std::size_t most, std::chrono::milliseconds wait);
    void followGeneration(std::vector<Record>& fetched);
    void queue(Record record);
    [[nodiscard]] Record next();
    void settled(const Record& record);
    void hold(const Record& record, RealClock::time_point due);
    Held& pauseAt(const TopicPartition& partition, std::int64_t resumeAt, std::int64_t unhandled);
    void seek(const TopicPartition& partition, Held& held, std::int64_t unhandled);
    [[nodiscard]] std::size_t keptRecords() const;
    void releaseDue();
    [[nodiscard]] std::chrono::milliseconds idleTime() const;
    [[nodiscard]] Result<void> commitWhenDue();
    [[nodiscard]] Result<void> commit(std::chrono::milliseconds patience);
    [[nodiscard]] Result<void> meet(const Error& error);
    void pauseBriefly() const;

    Cluster& m_cluster;
    const ConsumerOptions m_options;
    const Clock m_clock;
    const Trouble m_trouble;
    const std::stop_token m_stop;
    std::unique_ptr<GroupConsumer> m_consumer;
    std::int32_t m_generation = -1;
    std::map<TopicPartition, std::deque<Record>> m_queued; ///< no empty ones
    TopicPartition m_turn;                                 ///< whose record was handed out last
    std::map<TopicPartition, Held> m_held;
    OffsetMap m_next;      ///< everything before was handled in this generation
    OffsetMap m_committed; ///< the part of it that is confirmed
    std::size_t m_uncommitted = 0;
    RealClock::time_point m_lastCommit{};
    RealClock::time_point m_lastPoll{};
    std::optional<Error> m_ended; ///< met in stayInGroup()
    std::optional<Error> m_told;  ///< the last trouble, so that the same is not told ten times a second
    RealClock::time_point m_toldAt{};
};

/// Calls a handler; what it throws becomes a HandlingError with the exception's class and text.
[[nodiscard]] Handled callHandler(const Consumer::Handler& handler, const Record& record);

} // namespace weir
