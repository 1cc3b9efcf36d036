// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/place_reader.h"

#include <algorithm>
#include <chrono>
#include <thread>

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

constexpr int askedAgain = 2;
/// After it the bounds are looked at again, and the read goes on.
constexpr std::chrono::milliseconds longestRead = std::chrono::seconds(5);

/// False when the call is over before.
bool waited(const Call& call)
{
    constexpr auto pause = std::chrono::milliseconds(400);
    constexpr auto step = std::chrono::milliseconds(50);
    for (auto left = pause; left.count() > 0; left -= step) {
        if (call.over())
            return false;
        std::this_thread::sleep_for(step);
    }
    return true;
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

std::map<TopicPartition, PlaceReader::Asked> PlaceReader::ask(const std::vector<TopicPartition>& partitions, const Call& call)
{
    const auto start = m_cluster.admin().offsets(partitions, OffsetPoint::LogStart, call);
    const auto end = m_cluster.admin().offsets(partitions, OffsetPoint::End, call);
    const auto stable = m_cluster.admin().offsets(partitions, OffsetPoint::LastStable, call);
    std::map<TopicPartition, Asked> answers;
    for (const TopicPartition& partition : partitions) {
        Asked& answer = answers[partition];
        const auto first = start.values.find(partition);
        const auto last = end.values.find(partition);
        const auto held = stable.values.find(partition);
        if (first != start.values.end() && last != end.values.end() && held != stable.values.end()) {
            answer.bounds = Bounds{first->second, last->second, std::min(held->second, last->second)};
            continue;
        }
        for (const auto* offsets : {&start, &end, &stable})
            if (const Error* error = errorOf(offsets->failures, toString(partition)); error != nullptr && !answer.error)
                answer.error = *error;
        if (!answer.error)
            answer.error = timedOutError("Asking for the offsets of " + toString(partition));
    }
    return answers;
}

/// A leader that was just elected may know less of its end than the one before, and a broker that just started less of the
/// topics: what looks as if it were not there is asked for again before it is called gone.
void PlaceReader::checkBounds(const Wanted& wanted, std::vector<Run>& runs, const Call& call)
{
    std::map<TopicPartition, Asked> answers;
    std::vector<TopicPartition> open;
    for (const Run& run : runs) {
        const auto known = m_bounds.find(run.partition);
        if (known != m_bounds.end() && wanted.at(run.next).offset >= known->second.start &&
            wanted.at(run.last - 1).offset < known->second.stable)
            answers[run.partition].bounds = known->second;
        else
            open.push_back(run.partition);
    }
    const auto isDoubtful = [&](const Run& run) {
        const Asked& asked = answers[run.partition];
        return asked.error ? asked.error->kind == ErrorKind::NotFound
                           : wanted.at(run.last - 1).offset >= asked.bounds->end;
    };
    for (int round = 0; !open.empty() && round <= askedAgain; ++round) {
        if (round > 0 && !waited(call))
            break;
        for (auto& [partition, answer] : ask(open, call))
            answers[partition] = std::move(answer);
        open.clear();
        for (const Run& run : runs)
            if (isDoubtful(run))
                open.push_back(run.partition);
    }
    for (Run& run : runs)
        applyBounds(wanted, run, answers[run.partition]);
    std::erase_if(runs, [](const Run& run) { return run.next == run.last; });
}

void PlaceReader::applyBounds(const Wanted& wanted, Run& run, const Asked& asked)
{
    if (!asked.bounds) {
        m_bounds.erase(run.partition);
        answer(wanted, run, run.last, *asked.error);
        return;
    }
    m_bounds[run.partition] = *asked.bounds;
    const auto firstFrom = [&](std::int64_t offset) {
        std::size_t at = run.next;
        while (at < run.last && wanted.at(at).offset < offset)
            ++at;
        return at;
    };
    const Error gone = goneError(run.partition, 0);
    const auto answerEnd = [&](std::int64_t offset, const Error& error) {
        const std::size_t last = firstFrom(offset);
        Run beyond{run.partition, last, run.last, run.last};
        answer(wanted, beyond, beyond.last, error);
        run.last = last;
    };
    answer(wanted, run, firstFrom(asked.bounds->start), gone);
    answerEnd(asked.bounds->end, gone);
    answerEnd(asked.bounds->stable, openTransaction(run.partition));
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
    const Call some{Deadline::after(std::min(call.deadline.remaining(), longestRead)), call.stop};
    const auto result = m_reader->read(ranges, sink, some);
    for (Run& run : runs) {
        if (const Error* error = errorOf(result.failures, toString(run.partition)); error != nullptr) {
            if (!call.over())
                handle(wanted, run, *error, call);
            continue;
        }
        const auto progress = result.values.find(run.partition);
        if (progress != result.values.end() && progress->second.finished)
            answer(wanted, run, run.rangeLast, goneError(run.partition, 0));
        else
            m_bounds.erase(run.partition);
    }
    // The log may be shorter than it was (deleted and made again): then a read waits at its end.
    std::erase_if(runs, [](const Run& run) { return run.next == run.last; });
    if (some.deadline.expired() && !call.over())
        checkBounds(wanted, runs, call);
    return {};
}

void PlaceReader::handle(const Wanted& wanted, Run& run, const Error& error, const Call& call)
{
    if (meansDamage(error))
        skipDamage(wanted, run, error, call);
    else if (error.kind == ErrorKind::InvalidInput || error.kind == ErrorKind::NotFound)
        lookAgain(wanted, run, error, call);
    else
        answer(wanted, run, run.last, error);
}

/// Retention may have come between the look at the bounds and the read, or the topic was deleted.
void PlaceReader::lookAgain(const Wanted& wanted, Run& run, const Error& error, const Call& call)
{
    m_bounds.erase(run.partition);
    std::vector<Run> alone{run};
    const std::size_t before = run.last - run.next;
    checkBounds(wanted, alone, call);
    if (alone.empty())
        run.next = run.last;
    else
        run = alone.front();
    if (run.last - run.next < before)
        return;
    // Nothing explains it. Whoever asks may try again; it must not be taken for "another record stands there".
    answer(wanted, run, run.last, {ErrorKind::Broker, error.message, error.detail, error.kafkaCode, true});
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
