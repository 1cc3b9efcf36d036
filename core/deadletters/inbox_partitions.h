// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/inbox.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace weir {

/// The partitions an inbox looks at, each with a number (its slot) that it keeps for ever, and how far they were looked at.
/// One thread.
class InboxPartitions
{
public:
    struct Slot {
        TopicPartition place;
        InboxCoverage coverage;
        std::int64_t readable = 0; ///< end for readers of committed records
        std::int64_t records = 0;  ///< letters that were looked at
        std::string originByName;  ///< what the dead-letter topic's name tells, for letters whose headers do not
        bool begun = false;        ///< `coverage` has a begin
        bool chosen = true;        ///< its topic is among those that are looked at
    };
    /// By slot; true where what was known is forgotten. Shorter than the slots: the rest is false.
    using Forgotten = std::vector<bool>;

    [[nodiscard]] Forgotten choose(const std::vector<std::string>& topics);
    /// Asks the cluster which partitions there are now, where they begin and end. Partitions that cannot be told have their
    /// error; a topic that does not exist has it at its partition 0. The error of the whole: no metadata.
    [[nodiscard]] Result<Forgotten> survey(Cluster& cluster, const Call& call);
    /// Asks again where one partition begins and ends; false when that cannot be told.
    [[nodiscard]] bool surveyOne(Cluster& cluster, std::uint32_t slot, Forgotten& forgotten, const Call& call);
    /// Topics of which a partition was said to be missing: forgotten if that is true of the topic.
    [[nodiscard]] Forgotten confirmMissing(Cluster& cluster, const Call& call);

    [[nodiscard]] std::vector<Slot>& slots() { return m_slots; }
    [[nodiscard]] const std::vector<Slot>& slots() const { return m_slots; }
    /// The slot of a chosen partition; it must be known.
    [[nodiscard]] std::uint32_t slotOf(const TopicPartition& partition) const { return m_numbers.at(partition); }

private:
    std::uint32_t take(const TopicPartition& partition);
    void drop(std::uint32_t slot, Forgotten& forgotten);
    static void forgetLetters(Slot& slot, std::uint32_t number, Forgotten& forgotten);
    void useTopic(const TopicMetadata& topic, const std::set<std::string>& names, Forgotten& forgotten);
    void missTopic(const std::string& topic, const Error& error, Forgotten& forgotten);
    void failTopic(const std::string& topic, const Error& error);
    void bound(Cluster& cluster, Forgotten& forgotten, const Call& call);
    static void place(Slot& slot, std::uint32_t number, std::int64_t start, std::int64_t end, std::int64_t stable,
                      Forgotten& forgotten);
    [[nodiscard]] std::vector<std::uint32_t> slotsOf(const std::string& topic) const;

    std::vector<std::string> m_topics;
    std::vector<Slot> m_slots;
    std::map<TopicPartition, std::uint32_t> m_numbers;
};

} // namespace weir
