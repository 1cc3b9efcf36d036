// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/previous_of_key.h"

#include <algorithm>

namespace weir {
namespace {

constexpr std::int64_t firstChunk = 1'000;
constexpr std::int64_t widening = 4;
constexpr std::int64_t largestChunk = 256'000;

Result<std::int64_t> logStartOf(Cluster& cluster, const TopicPartition& partition, const Call& call)
{
    const auto starts = cluster.admin().offsets({partition}, OffsetPoint::LogStart, call);
    const auto start = starts.values.find(partition);
    if (start != starts.values.end())
        return start->second;
    return starts.failures.empty() ? fail(timedOutError("Asking for the log start of " + toString(partition)))
                                   : fail(starts.failures.front().error);
}

/// What one chunk brought. `moved`: retention deleted its beginning before it was read.
struct Chunk {
    std::optional<Record> newest;
    std::int64_t records = 0;
    bool whole = false;
    bool moved = false;
};

Result<Chunk> readChunk(Cluster& cluster, const ReadRange& range, const Bytes& key, const Call& call)
{
    Chunk chunk;
    auto read = cluster.reader().read(
        {range},
        [&](const RecordView& record) {
            ++chunk.records;
            if (record.key == key)
                chunk.newest = record.toRecord();
            return SinkAnswer::Continue;
        },
        call);
    if (!read.failures.empty()) {
        if (read.failures.front().error.kind != ErrorKind::InvalidInput)
            return fail(read.failures.front().error);
        chunk.moved = true;
        return chunk;
    }
    const auto progress = read.values.find(range.partition);
    chunk.whole = progress != read.values.end() && progress->second.finished;
    return chunk;
}

} // namespace

Result<PreviousOfKey> findPreviousOfKey(Cluster& cluster, const TopicPartition& partition, std::int64_t below,
                                        const OptionalBytes& key, const Call& call,
                                        const std::function<void(std::int64_t offset)>& lookedAt)
{
    if (!key)
        return fail(ErrorKind::InvalidInput, "The record has no key (NULL), so there is no previous record of its key.");
    auto start = logStartOf(cluster, partition, call);
    if (!start)
        return fail(start.error());
    PreviousOfKey answer;
    answer.logStart = *start;
    answer.lookedFrom = answer.lookedTo = std::max(below, *start);
    for (std::int64_t width = firstChunk; answer.lookedFrom > answer.logStart;) {
        if (call.over()) {
            answer.interrupted = true;
            return answer;
        }
        const std::int64_t begin = std::max(answer.logStart, answer.lookedFrom - width);
        auto chunk = readChunk(cluster, {partition, begin, answer.lookedFrom}, *key, call);
        if (!chunk)
            return fail(chunk.error());
        if (chunk->moved) {
            start = logStartOf(cluster, partition, call);
            if (!start)
                return fail(start.error());
            if (*start <= answer.logStart)
                return fail(ErrorKind::Broker, "Offset " + std::to_string(begin) + " of " + toString(partition) +
                                                   " could not be read although the log begins before it.");
            answer.logStart = *start;
            continue;
        }
        answer.records += chunk->records;
        if (!chunk->whole) {
            answer.interrupted = true;
            return answer;
        }
        answer.lookedFrom = begin;
        if (lookedAt)
            lookedAt(begin);
        if (chunk->newest) {
            answer.lookedFrom = chunk->newest->offset;
            answer.record = std::move(chunk->newest);
            return answer;
        }
        width = std::min(width * widening, largestChunk);
    }
    return answer;
}

} // namespace weir
