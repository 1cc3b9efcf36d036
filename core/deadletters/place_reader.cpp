// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/place_reader.h"

#include <algorithm>

namespace weir {
namespace {

/// Reading on over so many records that nobody wants is cheaper than beginning another read.
constexpr std::int64_t widestGap = 2'000;

const Error* errorOf(const std::vector<Failure>& failures, const std::string& subject)
{
    const auto found = std::ranges::find(failures, subject, &Failure::subject);
    return found == failures.end() ? nullptr : &found->error;
}

Error openTransaction(const TopicPartition& partition)
{
    return {ErrorKind::TimedOut,
            "The end of " + toString(partition) + " is held by a transaction that has not ended; it is not read yet.", {}, 0,
            true};
}

} // namespace

Error goneError(const TopicPartition& partition, std::int64_t offset)
{
    return {ErrorKind::NotFound,
            "There is no record at " + toString(partition) + "@" + std::to_string(offset) +
                ": retention, compaction or an aborted transaction.",
            {}, 0, false};
}

Result<void> PlaceReader::read(const Wanted& wanted, const Call& call)
{
    auto runs = runsOf(wanted);
    checkBounds(wanted, runs, call);
    while (!runs.empty()) {
        if (call.over())
            return fail(call.stop.stop_requested() ? cancelledError("Reading the dead letters")
                                                   : timedOutError("Reading the dead letters"));
        if (auto round = readRound(wanted, runs, call); !round)
            return round;
        std::erase_if(runs, [](const Run& run) { return run.next == run.last; });
    }
    return {};
}

std::vector<PlaceReader::Run> PlaceReader::runsOf(const Wanted& wanted) const
{
    std::vector<Run> runs;
    Place before;
    for (std::size_t i = 0; i < wanted.count; ++i) {
        const Place place = wanted.at(i);
        if (runs.empty() || place.topic != before.topic || place.partition != before.partition)
            runs.push_back({{wanted.topics[place.topic], place.partition}, i, i, i});
        runs.back().last = i + 1;
        before = place;
    }
    return runs;
}

void PlaceReader::answer(const Wanted& wanted, Run& run, std::size_t until, const Error& error)
{
    for (; run.next < until; ++run.next) {
        if (error.kind == ErrorKind::NotFound)
            wanted.missing(run.next, goneError(run.partition, wanted.at(run.next).offset));
        else
            wanted.missing(run.next, error);
    }
}

void PlaceReader::checkBounds(const Wanted& wanted, std::vector<Run>& runs, const Call& call)
{
    if (runs.empty())
        return;
    std::vector<TopicPartition> partitions;
    for (const Run& run : runs)
        partitions.push_back(run.partition);
    const auto start = m_cluster.admin().offsets(partitions, OffsetPoint::LogStart, call);
    const auto end = m_cluster.admin().offsets(partitions, OffsetPoint::End, call);
    const auto stable = m_cluster.admin().offsets(partitions, OffsetPoint::LastStable, call);
    for (Run& run : runs) {
        const Error* error = nullptr;
        for (const auto* offsets : {&start, &end, &stable})
            if (!offsets->values.contains(run.partition) && error == nullptr)
                error = errorOf(offsets->failures, toString(run.partition));
        const bool known = start.values.contains(run.partition) && end.values.contains(run.partition) &&
                           stable.values.contains(run.partition);
        if (!known) {
            answer(wanted, run, run.last, error != nullptr ? *error : timedOutError("Asking for offsets"));
            continue;
        }
        const auto firstFrom = [&](std::int64_t offset) {
            std::size_t at = run.next;
            while (at < run.last && wanted.at(at).offset < offset)
                ++at;
            return at;
        };
        const Error gone = goneError(run.partition, 0);
        answer(wanted, run, firstFrom(start.values.at(run.partition)), gone);
        // From the far end backwards: beyond the log, then beyond the last stable offset.
        std::size_t last = firstFrom(end.values.at(run.partition));
        for (Run beyond{run.partition, last, run.last, 0}; beyond.next < beyond.last;)
            answer(wanted, beyond, beyond.last, gone);
        run.last = last;
        last = firstFrom(stable.values.at(run.partition));
        for (Run held{run.partition, last, run.last, 0}; held.next < held.last;)
            answer(wanted, held, held.last, openTransaction(run.partition));
        run.last = last;
    }
    std::erase_if(runs, [](const Run& run) { return run.next == run.last; });
}

void PlaceReader::take(const Wanted& wanted, Run& run, const RecordView& record) const
{
    while (run.next < run.rangeLast) {
        const std::int64_t offset = wanted.at(run.next).offset;
        if (offset > record.offset)
            return;
        if (offset == record.offset)
            wanted.found(run.next, record);
        else
            wanted.missing(run.next, goneError(run.partition, offset));
        ++run.next;
    }
}

Result<void> PlaceReader::readRound(const Wanted& wanted, std::vector<Run>& runs, const Call& call)
{
    std::vector<ReadRange> ranges;
    for (Run& run : runs) {
        run.rangeLast = run.next + 1;
        while (run.rangeLast < run.last &&
               wanted.at(run.rangeLast).offset - wanted.at(run.rangeLast - 1).offset <= widestGap)
            ++run.rangeLast;
        ranges.push_back({run.partition, wanted.at(run.next).offset, wanted.at(run.rangeLast - 1).offset + 1});
    }
    Run* latest = nullptr;
    const auto sink = [&](const RecordView& record) {
        if (latest == nullptr || latest->partition.partition != record.partition || latest->partition.topic != record.topic) {
            const auto found = std::ranges::find_if(runs, [&](const Run& run) {
                return run.partition.partition == record.partition && run.partition.topic == record.topic;
            });
            if (found == runs.end())
                return SinkAnswer::Continue;
            latest = &*found;
        }
        take(wanted, *latest, record);
        return SinkAnswer::Continue;
    };
    const auto result = m_reader->read(ranges, sink, call);
    for (Run& run : runs) {
        if (const Error* error = errorOf(result.failures, toString(run.partition)); error != nullptr) {
            if (!call.over())
                handle(wanted, run, *error, call);
            continue;
        }
        const auto progress = result.values.find(run.partition);
        if (progress != result.values.end() && progress->second.finished)
            answer(wanted, run, run.rangeLast, goneError(run.partition, 0));
    }
    return {};
}

void PlaceReader::handle(const Wanted& wanted, Run& run, const Error& error, const Call& call)
{
    if (meansDamage(error))
        skipDamage(wanted, run, error, call);
    else if (error.kind == ErrorKind::InvalidInput)
        skipDeleted(wanted, run, error, call);
    else
        answer(wanted, run, run.last, error);
}

/// Retention may have come between the look at the bounds and the read.
void PlaceReader::skipDeleted(const Wanted& wanted, Run& run, const Error& error, const Call& call)
{
    const std::size_t before = run.next;
    const auto start = m_cluster.admin().offsets({run.partition}, OffsetPoint::LogStart, call);
    if (const auto found = start.values.find(run.partition); found != start.values.end())
        while (run.next < run.last && wanted.at(run.next).offset < found->second)
            answer(wanted, run, run.next + 1, goneError(run.partition, 0));
    if (run.next == before)
        answer(wanted, run, run.last, error);
}

/// Finds the first place behind the damaged batch that can be read: doubling steps, then halving.
void PlaceReader::skipDamage(const Wanted& wanted, Run& run, const Error& error, const Call& call)
{
    const auto readable = [&](std::size_t index) {
        const std::int64_t offset = wanted.at(index).offset;
        const auto probe = m_reader->read({{run.partition, offset, offset + 1, 1}},
                                          [](const RecordView&) { return SinkAnswer::Continue; }, call);
        return probe.failures.empty();
    };
    // The batch may hold only records between two places; the next read begins behind it.
    if (readable(run.next))
        return;
    std::size_t damaged = run.next;
    std::size_t step = 1;
    std::size_t good = run.rangeLast;
    while (damaged + 1 < good) {
        const std::size_t probe = std::min(damaged + step, run.rangeLast - 1);
        if (readable(probe)) {
            good = probe;
            break;
        }
        if (call.over())
            return;
        damaged = probe;
        step *= 2;
    }
    while (damaged + 1 < good) {
        const std::size_t middle = damaged + (good - damaged) / 2;
        (readable(middle) ? good : damaged) = middle;
        if (call.over())
            return;
    }
    answer(wanted, run, good, error);
}

} // namespace weir
