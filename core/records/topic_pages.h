// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/record_range.h"

#include <map>
#include <memory>
#include <vector>

namespace weir {

/// A place between two records of a topic: for each partition the offset of the next record.
using TopicPlace = std::map<std::int32_t, std::int64_t>;

/// One record and where it lies in the topic (see TopicPages).
struct PlacedRecord {
    std::int64_t position = 0;
    std::shared_ptr<const Record> record;
};

/// Neighbouring records, oldest first.
struct TopicPage {
    std::vector<PlacedRecord> rows;
    TopicPlace before; ///< the place before the first row
    TopicPlace after;  ///< the place after the last row
    bool atBegin = false; ///< nothing lies before `before`
    bool atEnd = false;   ///< nothing lay after `after` when it was read
    std::vector<Failure> failures; ///< "topic-partition": that partition's records are missing here
};

/// A range of a topic as one endless table: all its partitions merged by timestamp (records of one partition always in
/// offset order), read a page at a time and never kept. The position of a place is the number of offsets before it in
/// the range, summed over partitions: 64 bits, growing from record to record, with gaps where compaction or transactions
/// left gaps. So a scroll bar over [0, size) reaches any place at once, and neighbours are found by key, not by ordinal.
/// Blocks; any thread, several at once (the reader serves them one after another).
class TopicPages
{
public:
    /// `isolation` ReadCommitted makes a reader of its own.
    [[nodiscard]] static Result<std::unique_ptr<TopicPages>> open(std::shared_ptr<Cluster> cluster, ResolvedRange range,
                                                                  Isolation isolation);
    virtual ~TopicPages() = default;

    [[nodiscard]] virtual const ResolvedRange& range() const = 0;
    /// Offsets in the range, summed.
    [[nodiscard]] virtual std::int64_t size() const = 0;
    [[nodiscard]] virtual std::int64_t positionOf(const TopicPlace& place) const = 0;
    [[nodiscard]] virtual TopicPlace begin() const = 0;
    [[nodiscard]] virtual TopicPlace end() const = 0;

    /// A consistent place (by time) near that position. Exact for one partition.
    [[nodiscard]] virtual Result<TopicPlace> placeNear(std::int64_t position, const Call& call) = 0;
    [[nodiscard]] virtual Result<TopicPlace> placeAtTime(TimestampMs time, const Call& call) = 0;
    /// The place just before that record.
    [[nodiscard]] virtual Result<TopicPlace> placeOf(std::int32_t partition, std::int64_t offset, const Call& call) = 0;

    /// At most `count` records after / before a place. after(p).after and before(p).before chain without loss or
    /// repetition, whatever gaps there are.
    [[nodiscard]] virtual Result<TopicPage> after(const TopicPlace& place, std::size_t count, const Call& call) = 0;
    [[nodiscard]] virtual Result<TopicPage> before(const TopicPlace& place, std::size_t count, const Call& call) = 0;
};

} // namespace weir
