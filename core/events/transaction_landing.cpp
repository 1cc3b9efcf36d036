// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/transaction_landing.h"

#include <algorithm>

namespace weir {
namespace {

/// Committed or Aborted; nullopt when the reader was stopped before it could tell.
Result<std::optional<TransactionLanding>> lookAt(Reader& reader, const TopicPartition& partition, std::int64_t offset,
                                                 const Call& call)
{
    bool seen = false;
    const auto read = reader.read(
        {{partition, offset, offset + 1}},
        [&](const RecordView& record) {
            seen = seen || record.offset == offset;
            return SinkAnswer::Stop;
        },
        call);
    if (seen)
        return TransactionLanding::Committed;
    if (!read.complete())
        return fail(read.failures.front().error);
    const auto progress = read.values.find(partition);
    if (progress == read.values.end() || progress->second.finished)
        return TransactionLanding::Aborted;
    return std::nullopt;
}

} // namespace

Result<TransactionLanding> transactionLanding(Cluster& cluster, const std::map<TopicPartition, std::int64_t>& places,
                                              const Call& call)
{
    std::vector<TopicPartition> partitions;
    for (const auto& [partition, offset] : places)
        partitions.push_back(partition);
    const auto starts = cluster.admin().offsets(partitions, OffsetPoint::LogStart, call);
    const auto stable = cluster.admin().offsets(partitions, OffsetPoint::LastStable, call);
    auto reader = cluster.newReader(Isolation::ReadCommitted);
    if (!reader)
        return fail(reader.error());
    std::optional<Error> trouble;
    TransactionLanding answer = TransactionLanding::Deleted;
    for (const auto& [partition, offset] : places) {
        const auto start = starts.values.find(partition);
        const auto end = stable.values.find(partition);
        if (start == starts.values.end() || end == stable.values.end()) {
            const auto& failed = start == starts.values.end() ? starts : stable;
            trouble = failed.complete() ? timedOutError("Looking at " + toString(partition)) : failed.failures.front().error;
            continue;
        }
        if (offset < start->second)
            continue;
        if (offset >= end->second) {
            answer = TransactionLanding::Hidden;
            continue;
        }
        const auto seen = lookAt(**reader, partition, offset, call);
        if (seen && *seen)
            return **seen;
        trouble = seen ? timedOutError("Looking at " + toString(partition)) : seen.error();
    }
    if (answer == TransactionLanding::Deleted && trouble)
        return fail(*trouble);
    return answer;
}

Partial<std::vector<CommittedReach>> committedReach(Cluster& cluster, const std::vector<TopicPartition>& partitions,
                                                    const Call& call)
{
    const auto stable = cluster.admin().offsets(partitions, OffsetPoint::LastStable, call);
    const auto ends = cluster.admin().offsets(partitions, OffsetPoint::End, call);
    Partial<std::vector<CommittedReach>> answer;
    answer.failures = stable.complete() ? ends.failures : stable.failures;
    for (const auto& [partition, offset] : stable.values)
        if (const auto end = ends.values.find(partition); end != ends.values.end())
            answer.values.push_back({partition, offset, std::max(offset, end->second)});
    return answer;
}

} // namespace weir
