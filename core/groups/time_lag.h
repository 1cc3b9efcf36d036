// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_status.h"
#include "core/groups/lag_sampler.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// How a topic forgets.
struct TopicRetention {
    std::optional<std::chrono::milliseconds> time; ///< retention.ms; nullopt: no limit, or records are not deleted by age
    std::optional<std::int64_t> bytes;             ///< retention.bytes per partition
    bool compacted = false;                        ///< cleanup.policy has compact
    bool deletes = true;                           ///< cleanup.policy has delete
};

/// One record whose timestamp would help: the first at or after `offset`, not at or beyond `end`.
struct TimeQuestion {
    TopicPartition partition;
    std::int64_t offset = 0;
    std::int64_t end = 0;
    bool newest = false; ///< asks for the last record before `end` instead
};

/// What was found. Without `found` there is no record in [offset, end): only markers and compacted offsets.
struct TimeAnswer {
    TimeQuestion question;
    std::optional<std::int64_t> found;
    std::optional<TimestampMs> timestamp;
    std::optional<Error> error;
};

/// What is known about offsets and times of partitions: timestamps of records that were read (exact), and at which
/// sample the log ended where (for interpolation, as kafka-lag-exporter does). Bounded per partition. Pure, not
/// thread-safe. Between known points only, never beyond them: there a time is unknown. While a log grows, its newest record
/// lies between two samples; that counts as exact, with that span as bound, where a record that was read showed that the
/// timestamps of the partition follow the clock and the span is at most two seconds.
class TimeLagBook
{
public:
    TimeLagBook();
    ~TimeLagBook();

    void add(const LagSample& sample);
    void add(const TimeAnswer& answer);
    [[nodiscard]] TimeLag lagOf(const PartitionLag& row, TimestampMs now) const;
    /// At most `most` questions whose answers the last sample lacks: groups in `closely` first, then the partitions whose
    /// estimate has the widest bound.
    [[nodiscard]] std::vector<TimeQuestion> questions(const std::set<std::string>& closely, std::size_t most) const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// True when the first is the worse of two: known before unknown, behind before caught up, then by how far. The lag of a
/// group is its worst.
[[nodiscard]] bool worse(const TimeLag& one, const TimeLag& other);

/// Answers questions by reading one record each, with a page reader of the cluster. Blocks; any thread. A question that
/// cannot be answered before the call is over has an error.
[[nodiscard]] std::vector<TimeAnswer> readTimes(Reader& reader, const std::vector<TimeQuestion>& questions,
                                                const Call& call);

} // namespace weir
