// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/offset_target.h"

#include "core/base/bytes.h"
#include "core/groups/skip_record.h"

#include <algorithm>
#include <limits>

namespace weir {
namespace {

Error noCommit(const TopicPartition& partition)
{
    return {ErrorKind::InvalidInput,
            toString(partition) + ": nothing is committed there, so there is nothing to count from.", {}, 0, false};
}

/// Sums beyond the type stand for "as far as it goes"; they are moved to the edge of the log afterwards.
std::int64_t added(std::int64_t offset, std::int64_t by)
{
    using Limits = std::numeric_limits<std::int64_t>;
    if (by > 0 && offset > Limits::max() - by)
        return Limits::max();
    if (by < 0 && offset < Limits::min() - by)
        return Limits::min();
    return offset + by;
}

WishedOffsets shifted(const ResetTarget& target, const ResetGround& ground)
{
    WishedOffsets wished;
    for (const TopicPartition& partition : ground.partitions) {
        if (const auto at = ground.committed.find(partition); at != ground.committed.end())
            wished.offsets.emplace(partition, added(at->second, target.number));
        else
            wished.failures.push_back({toString(partition), noCommit(partition)});
    }
    return wished;
}

WishedOffsets copied(const ResetTarget& target, const ResetGround& ground, const OffsetMap& wanted)
{
    WishedOffsets wished;
    for (const TopicPartition& partition : ground.partitions) {
        if (const auto at = wanted.find(partition); at != wanted.end()) {
            wished.offsets.insert(*at);
            continue;
        }
        const std::string why = target.to == ResetTarget::To::LikeGroup
                                    ? "group " + escapeForDisplay(target.group) + " has nothing committed there."
                                    : "the offsets given do not name it.";
        wished.failures.push_back(
            {toString(partition), {ErrorKind::NotFound, toString(partition) + ": " + why, {}, 0, false}});
    }
    return wished;
}

WishedOffsets atTime(Cluster& cluster, TimestampMs time, const ResetGround& ground, const Call& call)
{
    auto found = cluster.admin().offsetsAtTime(ground.partitions, time, call);
    return {std::move(found.values), {}, std::move(found.failures)};
}

WishedOffsets behindRecords(Cluster& cluster, const ResetGround& ground, const Call& call)
{
    WishedOffsets wished;
    std::vector<StuckPlace> places;
    for (const TopicPartition& partition : ground.partitions) {
        const auto at = ground.committed.find(partition);
        const std::int64_t end = ground.end.at(partition);
        if (at == ground.committed.end())
            wished.failures.push_back({toString(partition), noCommit(partition)});
        else if (at->second > end)
            wished.failures.push_back(
                {toString(partition),
                 {ErrorKind::InvalidInput,
                  toString(partition) + ": the committed offset " + std::to_string(at->second) +
                      " lies behind the end " + std::to_string(end) +
                      "; the topic was probably made anew. Reset it to the earliest offset or the end.",
                  {}, 0, false}});
        else
            places.push_back({partition, std::max(at->second, ground.logStart.at(partition)), end});
    }
    auto found = placesBehind(cluster, places, call);
    for (auto& [partition, place] : found.values) {
        wished.offsets.emplace(partition, place.offset);
        wished.skipped.emplace(partition, std::move(place.skipped));
    }
    std::ranges::move(found.failures, std::back_inserter(wished.failures));
    return wished;
}

} // namespace

Result<WishedOffsets> wishedOffsets(Cluster& cluster, const ResetTarget& target, const ResetGround& ground,
                                    const OffsetMap& wanted, const Call& call)
{
    using To = ResetTarget::To;
    switch (target.to) {
    case To::Earliest: return WishedOffsets{ground.logStart, {}, {}};
    case To::Latest: return WishedOffsets{ground.end, {}, {}};
    case To::Offset: {
        if (target.number < 0)
            return fail(ErrorKind::InvalidInput, "An offset cannot be negative: " + std::to_string(target.number) + ".");
        WishedOffsets wished;
        for (const TopicPartition& partition : ground.partitions)
            wished.offsets.emplace(partition, target.number);
        return wished;
    }
    case To::Time: return atTime(cluster, target.time, ground, call);
    case To::ShiftBy: return shifted(target, ground);
    case To::LikeGroup:
    case To::Offsets: return copied(target, ground, wanted);
    case To::SkipRecord: return behindRecords(cluster, ground, call);
    }
    return fail(ErrorKind::Internal, "Unknown target.");
}

} // namespace weir
