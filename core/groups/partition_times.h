// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/groups/group_status.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace weir {

/// What is known about offsets and times of one partition: records that were read, and where the log ended at each
/// sample. A record at or behind an end was written after that end was last seen, one before it was written before the
/// end was first seen. Bounded: at most `mostEnds` ends and `mostRecords` records. Pure, not thread-safe.
class PartitionTimes
{
public:
    static constexpr std::size_t mostEnds = 60;
    static constexpr std::size_t mostRecords = 120; ///< or twice the number of groups that read the partition
    /// A timestamp further ahead of now than this cannot be true.
    static constexpr std::chrono::milliseconds mostAhead = std::chrono::hours(1);

    /// When a record was written, as far as known: the truth lies within `time` ± `bound`.
    struct Moment {
        enum class Kind { Unknown, NoTimestamp, Exact, Estimate };
        Kind kind = Kind::Unknown;
        TimestampMs time = 0;
        std::chrono::milliseconds bound{0};
    };
    /// Whether the timestamps of the partition's records follow the clock, so that the time at which the log grew tells
    /// them; producers may send old ones.
    enum class Clock { NotSeen, Kept, Broken };

    /// The log ended at `end` at some moment in [from, to]. An end that went back means another log: all is forgotten.
    void addEnd(std::int64_t end, TimestampMs from, TimestampMs to);
    /// The first record at or after `asked` is at `found`; its timestamp is absent when it has none.
    void addRecord(std::int64_t asked, std::int64_t found, std::optional<TimestampMs> timestamp);
    /// No record lies in [begin, end).
    void addGap(std::int64_t begin, std::int64_t end);
    /// The last record before `end` is at `found`.
    void addNewest(std::int64_t end, std::int64_t found, std::optional<TimestampMs> timestamp);
    /// Nobody of `groups` readers will ask for offsets below: what lies there is kept for interpolation only, as far as
    /// needed.
    void forgetBelow(std::int64_t offset, std::size_t groups);

    /// The first offset at or after `offset` that may hold a record.
    [[nodiscard]] std::int64_t skipGaps(std::int64_t offset) const;
    /// Of the first record at or after `offset`.
    [[nodiscard]] Moment at(std::int64_t offset, TimestampMs now) const;
    /// Of the last record before `end`.
    [[nodiscard]] Moment newest(std::int64_t end, TimestampMs now) const;
    [[nodiscard]] Clock clock() const { return m_clock; }
    /// Where the log ended when last sampled; nullopt before the first sample.
    [[nodiscard]] std::optional<std::int64_t> lastEnd() const;

private:
    struct End {
        std::int64_t offset = 0;
        TimestampMs first = 0; ///< the log ended there or beyond by then
        TimestampMs last = 0;  ///< the log did not end beyond there yet
    };
    struct KnownRecord {
        std::int64_t asked = 0;
        std::int64_t offset = 0;
        std::optional<TimestampMs> time;
    };
    struct Newest {
        std::int64_t end = 0;
        std::int64_t offset = 0;
        std::optional<TimestampMs> time;
        std::chrono::milliseconds step{0}; ///< from the newest record known before
    };

    void judgeClock(std::int64_t offset, TimestampMs timestamp);
    void thinEnds();
    void thinRecords();
    [[nodiscard]] Moment between(std::int64_t offset, TimestampMs now) const;

    std::vector<End> m_ends;            // by offset
    std::vector<KnownRecord> m_records; // by offset
    std::vector<std::pair<std::int64_t, std::int64_t>> m_gaps;
    std::optional<Newest> m_newest;
    Clock m_clock = Clock::NotSeen;
    std::size_t m_mostRecords = mostRecords;
    int m_kept = 0; ///< records in a row whose timestamps agreed with the clock
};

/// False for timestamps that cannot be: negative, or too far ahead.
[[nodiscard]] bool plausible(TimestampMs timestamp, TimestampMs now);

} // namespace weir
