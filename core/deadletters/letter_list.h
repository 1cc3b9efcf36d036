// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <vector>

namespace weir {

/// A dead letter as an inbox keeps it by the million: numbers only, 24 bytes.
struct KeptLetter {
    static constexpr TimestampMs noTime = std::numeric_limits<TimestampMs>::min();

    std::int64_t offset = 0;
    TimestampMs timestamp = noTime;
    std::uint32_t group = 0;
    std::uint32_t slot = 0; ///< the inbox's number for a partition

    /// Oldest first; letters without a timestamp before all others.
    [[nodiscard]] bool operator<(const KeptLetter& other) const
    {
        if (timestamp != other.timestamp)
            return timestamp < other.timestamp;
        return slot != other.slot ? slot < other.slot : offset < other.offset;
    }
    bool operator==(const KeptLetter&) const = default;
};
static_assert(sizeof(KeptLetter) == 24);

/// Letters in the order of time, in a few sorted runs that grow geometrically: adding costs a handful of comparisons a
/// letter, and a page of the newest is read off the ends of the runs.
/// One thread writes (add, settle, forget); newest() and each() may be called by any thread at the same time.
class LetterList
{
public:
    /// Keeps at most so many, and an eighth of that for a moment.
    explicit LetterList(std::size_t most) : m_most(most) {}

    /// Is seen by readers after the next settle(), which comes by itself every `batch` letters.
    void add(const KeptLetter& letter)
    {
        m_fresh.push_back(letter);
        if (m_fresh.size() >= batch)
            settle(false);
    }
    /// Makes what was added visible. `exactly`: also forgets the oldest beyond the limit now, not an eighth later.
    void settle(bool exactly);
    /// Forgets the letters of slots with forgotten[slot] true.
    void forget(const std::vector<bool>& forgotten);

    /// Letters newest first, at most `most` behind the first `skip`; only those with groups[group] true, all when `groups` is
    /// null. About 2 ns a letter that is passed over.
    [[nodiscard]] std::vector<KeptLetter> newest(const std::vector<bool>* groups, std::size_t skip, std::size_t most) const;
    [[nodiscard]] std::size_t size() const;

    /// Every visible letter, in no order.
    template <typename Visit> void each(Visit&& visit) const
    {
        for (const auto& run : runs())
            for (const KeptLetter& letter : *run)
                visit(letter);
    }

private:
    static constexpr std::size_t batch = std::size_t{1} << 16U;
    /// Letters, 12 MB: merging needs as much again for a moment.
    static constexpr std::size_t largestRun = std::size_t{1} << 19U;
    using Run = std::shared_ptr<const std::vector<KeptLetter>>; ///< sorted, never empty

    [[nodiscard]] std::vector<Run> runs() const;
    void put(std::vector<Run> runs);
    static void dropOldest(std::vector<Run>& runs, std::size_t count);

    const std::size_t m_most;
    std::vector<KeptLetter> m_fresh; ///< the writer's own
    mutable std::mutex m_mutex;
    std::vector<Run> m_runs; ///< larger ones first
};

} // namespace weir
