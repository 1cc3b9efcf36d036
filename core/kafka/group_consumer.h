// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/kafka/admin.h"
#include "core/kafka/reader.h"
#include "core/kafka/record.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace weir {

enum class OffsetReset { Earliest, Latest, None };

struct GroupOptions {
    std::string groupId;
    std::string clientId = "weir";
    std::vector<std::string> topics;
    OffsetReset reset = OffsetReset::Earliest;
    Isolation isolation = Isolation::ReadCommitted;
    /// How long a member that vanished holds its partitions (session.timeout.ms; brokers allow 6 s to 30 min).
    std::chrono::milliseconds sessionTimeout = std::chrono::seconds(10);
    /// How long poll() may not be called before the group takes the partitions away (max.poll.interval.ms).
    std::chrono::milliseconds maxPollInterval = std::chrono::minutes(5);
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
    /// Changes with every rebalance of the group. After one, delivery of every assigned partition goes on at its committed
    /// offset, also for partitions that stayed, and no partition is paused any more. -1 before the first.
    [[nodiscard]] virtual std::int32_t generation() const = 0;
};

} // namespace weir
