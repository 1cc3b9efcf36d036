// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/base/partial.h"
#include "core/kafka/record.h"

#include <limits>
#include <map>
#include <vector>

namespace weir {

enum class Isolation { ReadUncommitted, ReadCommitted };

/// Offsets [begin, end) of one partition. Both are absolute: logical offsets are resolved by Admin first, because
/// assigning BEGINNING or END on a cold handle costs 500 ms.
struct ReadRange {
    TopicPartition partition;
    std::int64_t begin = 0;
    std::int64_t end = 0;

    /// Finished after so many records, as if the range ended there: a page need not know where the gaps are.
    std::int64_t mostRecords = std::numeric_limits<std::int64_t>::max();

    /// As `end`: never finished, new records are waited for until the call is stopped or its deadline ends.
    static constexpr std::int64_t follow = std::numeric_limits<std::int64_t>::max();
};

/// How far a read came in one partition.
struct ReadProgress {
    std::int64_t next = 0;   ///< the offset where reading would go on
    bool finished = false;   ///< everything in the range was seen (offsets may have gaps: compaction, transactions),
                             ///< or as many records as were wanted
};

/// Reads records without joining any group and without committing anything, on one warm client handle.
/// Calls from several threads are served one after another; a sink that answers Stop ends its call at once.
class Reader
{
public:
    virtual ~Reader() = default;

    /// Delivers the records of all ranges to `sink` on the calling thread. Failures: subject "topic-partition".
    /// When the deadline passes or the call is stopped, what was reached is returned, with finished = false: the
    /// caller says so. A range whose begin lies outside the log fails with InvalidInput, it is never moved silently.
    [[nodiscard]] virtual Partial<std::map<TopicPartition, ReadProgress>>
    read(const std::vector<ReadRange>& ranges, const RecordSink& sink, const Call& call) = 0;
};

} // namespace weir
