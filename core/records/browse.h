// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"
#include "core/records/browse_range.h"

#include <string>
#include <vector>

namespace weir {

struct BrowseRequest {
    std::string topic;
    std::vector<std::int32_t> partitions; ///< empty: all
    BrowseFrom from;
    std::size_t limit = 500;                        ///< records kept at most
    std::size_t maxBytes = std::size_t{64} << 20U;  ///< of keys, values and headers kept at most
};

/// What was looked at, so that the reader can be told the truth about it.
struct BrowseResult {
    /// Newest first for Newest, else oldest first. Records of one partition are ordered by offset, those of several
    /// by timestamp, then partition, then offset.
    std::vector<Record> records;
    std::map<TopicPartition, OffsetSpan> spans;  ///< as they were when the read began
    std::int64_t offsetsScanned = 0;             ///< offsets covered, gaps included
    std::int64_t offsetsInRange = 0;             ///< offsets there were between log start and end
    bool limitReached = false; ///< there is more: stopped at the count asked for, at `limit` or at `maxBytes`
    bool interrupted = false;  ///< deadline or stop: not everything asked for was read
};

/// Reads records without joining a group. The count of Newest and Oldest is that of all partitions together ("the
/// newest 50 of the topic"); Offset reads on from that offset in every partition that has it, up to `limit`. NotFound for an unknown topic; InvalidInput for a partition it does not
/// have. Failures: subject "topic-partition". For Newest the range is widened geometrically where compaction or
/// transactions left fewer records than asked. Blocks; any thread.
[[nodiscard]] Result<Partial<BrowseResult>> browse(Cluster& cluster, const BrowseRequest& request, const Call& call);

/// One record by its coordinates; NotFound when retention, compaction or a transaction removed it.
[[nodiscard]] Result<Record> fetchRecord(Cluster& cluster, const TopicPartition& partition, std::int64_t offset,
                                         const Call& call);

} // namespace weir
