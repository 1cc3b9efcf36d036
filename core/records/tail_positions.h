// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace weir {

/// Where one who follows a topic goes on in each partition of its topic, through partitions that are added, records that retention
/// deletes first, a topic that is deleted and made again, damaged batches and outages. One thread;
/// refresh() and settle() block.
class TailPositions
{
public:
    /// `partitions` empty: all, also those added later. `begin`: where to begin in some of them.
    TailPositions(Cluster& cluster, std::string topic, const std::vector<std::int32_t>& partitions, Isolation isolation,
                  std::map<std::int32_t, std::int64_t> begin);

    /// Learns the topic's partitions. Those that were there at the first time begin at their end, those that came later
    /// at their log start: everything in them is new.
    void refresh(const Call& call);
    /// What to read now, without the partitions that rest after a failure.
    [[nodiscard]] std::vector<ReadRange> ranges() const;
    /// Until when: then another partition can be tried again, or looked for.
    [[nodiscard]] Deadline until() const;
    /// Takes over how far a read came and decides how each failed partition goes on.
    void settle(const Partial<std::map<TopicPartition, ReadProgress>>& read, const Call& call);

    [[nodiscard]] std::size_t known() const { return m_states.size(); }
    /// Offsets that nobody will read here any more.
    [[nodiscard]] std::int64_t missed() const { return m_missed; }
    /// What is wrong now, and records that were lost before (the last few).
    [[nodiscard]] std::vector<Failure> failures() const;

private:
    struct State {
        std::int64_t next = 0;
        std::optional<Error> error;
        std::chrono::milliseconds rest{0};
        Deadline restUntil = Deadline::never();
    };
    using States = std::map<std::int32_t, State>;

    void add(const std::vector<TopicPartition>& partitions, const Call& call);
    void place(const std::vector<TopicPartition>& partitions, OffsetPoint point, const Call& call);
    void forget(const Error& error);
    void rest(State& state, const Error& error);
    void relocate(std::int32_t partition, State& state, const Error& error, const Call& call);
    void skipDamage(std::int32_t partition, State& state, const Error& error, const Call& call);
    void noteLoss(std::int32_t partition, Error error, const std::string& more);
    [[nodiscard]] std::optional<std::int64_t> offset(std::int32_t partition, OffsetPoint point, State& state,
                                                     const Call& call);
    [[nodiscard]] OffsetPoint endPoint() const;

    Cluster& m_cluster;
    const std::string m_topic;
    const std::set<std::int32_t> m_wanted;
    const Isolation m_isolation;
    std::map<std::int32_t, std::int64_t> m_begin; ///< not used yet
    std::optional<std::set<std::int32_t>> m_initial; ///< partitions that were there when the tail began
    States m_states;
    std::map<std::int32_t, Error> m_unplaced; ///< partitions whose offsets are not known yet
    std::optional<Error> m_topicError;
    std::deque<Failure> m_losses;
    std::int64_t m_missed = 0;
};

} // namespace weir
