// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/skip_record.h"

#include "core/records/scan_pass.h"

#include <algorithm>

namespace weir {
namespace {

constexpr std::size_t keyBytes = 512;

struct Seen {
    std::optional<SkippedRecord> first;
    std::optional<std::int64_t> second;
};

SkippedRecord previewed(const RecordView& record)
{
    SkippedRecord skipped;
    skipped.offset = record.offset;
    skipped.timestamp = record.timestamp;
    if (record.key)
        skipped.key = Bytes(record.key->substr(0, keyBytes));
    skipped.size = record.toRecord().size();
    return skipped;
}

/// Where reading works again behind the damaged batch at `at`.
std::optional<std::int64_t> behindDamage(Cluster& cluster, const StuckPlace& place, std::int64_t at, const Error& damage,
                                         const Call& call)
{
    ScanRequest request;
    request.topic = place.partition.topic;
    request.range[place.partition] = {at, place.end, at, place.end, {}};
    ScanState state = freshScanState(request);
    const auto part = state.partitions.find(place.partition.partition);
    if (part == state.partitions.end())
        return std::nullopt;
    part->second.error = damage;
    part->second.atDamage = true;
    skipDamage(cluster, cluster.reader(), request, place.partition.partition, state, call);
    return part->second.atDamage ? std::nullopt : std::optional(part->second.next);
}

Result<NextPlace> settle(Cluster& cluster, const StuckPlace& place, const Seen& seen, const ReadProgress* progress,
                         const Error* error, const Call& call)
{
    if (seen.first && seen.second)
        return NextPlace{*seen.second, *seen.first};
    if (error != nullptr && meansDamage(*error)) {
        // The record itself was read: what follows it is the damage, and begins right behind as far as anybody knows.
        if (seen.first)
            return NextPlace{seen.first->offset + 1, *seen.first};
        const std::int64_t at = progress != nullptr ? std::max(progress->next, place.begin) : place.begin;
        const auto behind = behindDamage(cluster, place, at, *error, call);
        if (!behind)
            return fail(*error);
        return NextPlace{*behind, {at, std::nullopt, std::nullopt, 0, true}};
    }
    if (error != nullptr)
        return fail(*error);
    if (call.stop.stop_requested())
        return fail(cancelledError("Looking for the record behind " + std::to_string(place.begin)));
    if (progress == nullptr || !progress->finished)
        return fail(timedOutError("Looking for the next record of " + toString(place.partition)));
    if (!seen.first)
        return fail(ErrorKind::InvalidInput,
                    toString(place.partition) + " has no record at or behind offset " + std::to_string(place.begin) +
                        ": there is nothing to skip.");
    return NextPlace{place.end, *seen.first};
}

} // namespace

Partial<std::map<TopicPartition, NextPlace>> placesBehind(Cluster& cluster, const std::vector<StuckPlace>& places,
                                                          const Call& call)
{
    std::map<TopicPartition, Seen> seen;
    std::vector<ReadRange> ranges;
    for (const StuckPlace& place : places)
        if (place.begin < place.end)
            ranges.push_back({place.partition, place.begin, place.end, 2});
    const auto sink = [&](const RecordView& record) {
        Seen& partition = seen[{std::string(record.topic), record.partition}];
        if (!partition.first)
            partition.first = previewed(record);
        else if (!partition.second)
            partition.second = record.offset;
        return SinkAnswer::Continue;
    };
    Partial<std::map<TopicPartition, ReadProgress>> read;
    if (!ranges.empty())
        read = cluster.reader().read(ranges, sink, call);

    const ReadProgress nothing{0, true};
    Partial<std::map<TopicPartition, NextPlace>> answer;
    for (const StuckPlace& place : places) {
        const auto progress = read.values.find(place.partition);
        const auto failure = std::ranges::find(read.failures, toString(place.partition), &Failure::subject);
        const ReadProgress* reached = progress != read.values.end() ? &progress->second : nullptr;
        auto settled = settle(cluster, place, seen[place.partition], place.begin < place.end ? reached : &nothing,
                              failure != read.failures.end() ? &failure->error : nullptr, call);
        if (settled)
            answer.values.emplace(place.partition, std::move(*settled));
        else
            answer.failures.push_back({toString(place.partition), std::move(settled.error())});
    }
    return answer;
}

} // namespace weir
