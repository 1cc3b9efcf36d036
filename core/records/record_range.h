// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// One edge of a range of records, as a person says it.
struct RangeEdge {
    enum class Kind {
        Oldest, ///< log start
        Newest, ///< end of the log
        Offset, ///< that offset, in every partition that has it
        Time,   ///< the first record at or after that time
        Group,  ///< the committed offset of a consumer group: what it has not read yet begins here
        Stuck,  ///< only as `from`: exactly the record at the committed offset, one for each partition with lag
    };
    Kind kind = Kind::Oldest;
    std::int64_t value = 0; ///< an offset, or a time in ms since 1970
    std::string group;

    bool operator==(const RangeEdge&) const = default;
};

/// "oldest", "newest", "offset:1877046", "time:2026-11-23T14:00:00Z", "time:-15m" (before `now`), "group:billing",
/// "stuck:billing". InvalidInput tells the forms.
[[nodiscard]] Result<RangeEdge> parseRangeEdge(std::string_view text, TimestampMs now);
[[nodiscard]] std::string toString(const RangeEdge& edge);

/// Which records: partitions (empty: all) of a topic between two edges; `to` is exclusive.
struct RangeRequest {
    std::string topic;
    std::vector<std::int32_t> partitions;
    RangeEdge from;
    RangeEdge to{RangeEdge::Kind::Newest, 0, {}};

    bool operator==(const RangeRequest&) const = default;
};

/// Offsets [begin, end) of one partition, and the log around them as it was when the range was resolved.
struct ResolvedPartition {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::int64_t logStart = 0;
    std::int64_t logEnd = 0; ///< high watermark
    /// Something to say about this partition: "group billing has no committed offset here; everything is unread",
    /// "the committed offset 12 was deleted by retention; begins at 40".
    std::string remark;

    [[nodiscard]] std::int64_t size() const { return end > begin ? end - begin : 0; }
};
using ResolvedRange = std::map<TopicPartition, ResolvedPartition>;

/// Asks the cluster what the edges mean now. NotFound for an unknown topic or group; InvalidInput for a partition the
/// topic has not. Failures: subject "topic-partition". Blocks; any thread.
[[nodiscard]] Result<Partial<ResolvedRange>> resolveRange(Cluster& cluster, const RangeRequest& request,
                                                          const Call& call);

} // namespace weir
