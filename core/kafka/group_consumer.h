// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/kafka/admin.h"
#include "core/kafka/record.h"

#include <string>
#include <vector>

namespace weir {

enum class OffsetReset { Earliest, Latest, None };

struct GroupOptions {
    std::string groupId;
    std::string clientId = "weir";
    std::vector<std::string> topics;
    OffsetReset reset = OffsetReset::Earliest;
};

/// A real member of a consumer group: it joins, is assigned partitions and commits. Browsing never uses it, because
/// joining disturbs the group. One thread at a time; destruction leaves the group within a bounded time.
class GroupConsumer
{
public:
    virtual ~GroupConsumer() = default;

    /// Waits up to the call's deadline for at least one record, returns at most `most`; empty when none came.
    [[nodiscard]] virtual Result<std::vector<Record>> poll(std::size_t most, const Call& call) = 0;
    /// Commits the offsets to read next (last handled + 1) and waits for the confirmation.
    [[nodiscard]] virtual Result<void> commit(const OffsetMap& next, const Call& call) = 0;
    /// Goes back (or on) to an offset of an assigned partition.
    [[nodiscard]] virtual Result<void> seek(const TopicPartition& partition, std::int64_t offset,
                                            const Call& call) = 0;
    /// Stops or resumes delivery of one partition without leaving the group.
    [[nodiscard]] virtual Result<void> pause(const TopicPartition& partition) = 0;
    [[nodiscard]] virtual Result<void> resume(const TopicPartition& partition) = 0;
    [[nodiscard]] virtual std::vector<TopicPartition> assignment() const = 0;
};

} // namespace weir
