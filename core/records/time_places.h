// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/topic_pages.h"

#include <map>
#include <mutex>
#include <vector>

namespace weir {

/// Places of a range by time: each partition's first record at or after it. Such a place is a cut through all partitions
/// that does not depend on where reading began. Remembers what it asked for. Blocks; any thread.
class TimePlaces
{
public:
    /// Both must outlive this object.
    TimePlaces(Admin& admin, const ResolvedRange& range);

    /// Where the partitions are at a time, kept inside the range. A partition that cannot be asked is put where the
    /// others are on average; fails when none can.
    [[nodiscard]] Result<TopicPlace> at(TimestampMs time, const Call& call);

    /// The times of the first and the last record in order; near() needs them once.
    void setEnds(TimestampMs oldest, TimestampMs newest);
    [[nodiscard]] bool endsKnown() const;
    /// A place at `position` or a little (about 64) before it, in at most 16 questions and mostly in fewer than six.
    /// Where many records share one time it is exact: by partition, then by offset.
    [[nodiscard]] Result<TopicPlace> near(std::int64_t position, const Call& call);

private:
    struct Sample {
        std::int64_t position = 0;
        TopicPlace place;
    };
    struct Bracket {
        TimestampMs lowTime = 0;
        Sample low;
        TimestampMs highTime = 0;
        Sample high;
        bool highAsked = false;
    };

    [[nodiscard]] std::int64_t positionOf(const TopicPlace& place) const;
    [[nodiscard]] Bracket bracket(std::int64_t position) const;
    [[nodiscard]] static TimestampMs guess(const Bracket& around, std::int64_t position, std::int64_t close, int round);
    /// Inside of one time: partition after partition.
    [[nodiscard]] static TopicPlace fill(const Bracket& around, std::int64_t position);
    /// No time tells these records apart: every partition as far as the others.
    [[nodiscard]] static TopicPlace spread(const Bracket& around, std::int64_t position);

    Admin& m_admin;
    const ResolvedRange& m_range;
    std::vector<TopicPartition> m_partitions;
    Sample m_begin;
    Sample m_end;
    mutable std::mutex m_mutex;
    std::map<TimestampMs, Sample> m_samples;
    std::optional<std::pair<TimestampMs, TimestampMs>> m_ends;
};

} // namespace weir
