// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/failure_scanner.h"
#include "core/deadletters/inbox.h"
#include "core/deadletters/letter_list.h"

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace weir {

/// Counts dead letters by what their failures have in common. A group keeps its number for ever, also when all its letters
/// are forgotten. Memory is bounded by the number of groups and of slots; counting allocates nothing for a failure that
/// was seen before. One thread.
class FailureTally
{
public:
    explicit FailureTally(std::size_t mostGroups);

    /// Counts one letter; `failure` is what its headers tell, with the origin filled in. Returns the group's number; the
    /// letter's own is ignored.
    std::uint32_t count(const ScannedFailure& failure, const KeptLetter& letter);
    /// Moves the sparklines so that they end behind `now`.
    void advance(TimestampMs now);
    /// Takes back what the slots with forgotten[slot] true brought. `rest`: the letters that remain; times and sparklines
    /// are counted anew from them.
    void forget(const std::vector<bool>& forgotten, const LetterList& rest);

    /// Groups with letters, most first. `places`: partitions by slot.
    [[nodiscard]] std::vector<FailureGroup> groups(const std::vector<TopicPartition>& places) const;
    /// Ids by number.
    [[nodiscard]] const std::vector<std::string>& ids() const { return m_ids; }
    [[nodiscard]] TimestampMs sparklineEnd() const { return m_sparklineEnd; }
    /// Kinds of failure that found no room, as far as they could be told apart.
    [[nodiscard]] std::int64_t folded() const { return static_cast<std::int64_t>(m_folded.size()); }

private:
    struct Group {
        FailureKey key;
        std::int64_t count = 0;
        TimestampMs first = KeptLetter::noTime;
        TimestampMs last = KeptLetter::noTime;
        std::array<std::uint32_t, FailureGroup::buckets> sparkline{};
        std::uint32_t exampleSlot = 0;
        std::int64_t exampleOffset = -1;
        std::string exampleMessage;
        std::string convention;
        std::vector<std::pair<std::uint32_t, std::int64_t>> slots; ///< slot and count
        std::size_t lastSlot = 0;                                  ///< index into `slots`
    };
    /// One place of the cache: the bytes of a failure, their ids levelled, and the group they led to.
    struct Known {
        std::string raw;
        std::uint32_t group = 0;
    };

    std::uint32_t groupOf(const ScannedFailure& failure);
    std::uint32_t groupByPattern(const ScannedFailure& failure);
    std::uint32_t newGroup(FailureKey key);
    std::uint32_t fold(std::size_t hash);
    void addTo(Group& group, const ScannedFailure& failure, const KeptLetter& letter);
    void addTime(Group& group, TimestampMs timestamp);
    static void addSlot(Group& group, std::uint32_t slot);
    static FailureGroup shownGroup(const Group& group, const std::string& id, const std::vector<TopicPartition>& places);

    const std::size_t m_mostGroups;
    std::vector<std::unique_ptr<Group>> m_groups; ///< null: had letters once
    std::vector<std::string> m_ids;
    std::unordered_map<std::string, std::uint32_t> m_byKey;
    std::size_t m_live = 0;
    std::uint32_t m_other = noGroup; ///< where kinds beyond the limit are counted
    std::unordered_set<std::size_t> m_folded;
    std::vector<Known> m_cache;
    std::string m_raw;     ///< scratch
    std::string m_keyText; ///< scratch
    TimestampMs m_sparklineEnd = 0;
    static constexpr std::uint32_t noGroup = ~std::uint32_t{0};
};

} // namespace weir
