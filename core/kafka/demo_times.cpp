// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/demo_times.h"

#include <algorithm>

namespace weir {
namespace {

using namespace std::chrono_literals;

Error notFinished(const TopicPartition& partition, const Call& call)
{
    const std::string what = "Searching " + toString(partition) + " by time";
    return call.stop.stop_requested() ? cancelledError(what) : timedOutError(what);
}

} // namespace

std::vector<Failure> DemoTimes::catchUp(const std::vector<ReadRange>& ranges, const Call& call)
{
    std::vector<ReadRange> missing;
    for (const ReadRange& range : ranges) {
        Times& times = m_times[range.partition];
        times.next = std::max(times.next, range.begin);
        // The mock throws its oldest records away; so does this.
        const auto gone = std::ranges::find_if(
            times.stamps, [&](const auto& stamp) { return stamp.first >= range.begin; });
        times.stamps.erase(times.stamps.begin(), gone);
        if (times.next < range.end)
            missing.push_back({range.partition, times.next, range.end});
    }
    if (missing.empty())
        return {};
    if (!m_reader) {
        auto reader = m_cluster.newReader(Isolation::ReadUncommitted);
        if (!reader) {
            std::vector<Failure> failures;
            for (const ReadRange& range : missing)
                failures.push_back({toString(range.partition), reader.error()});
            return failures;
        }
        m_reader = std::move(*reader);
    }
    auto read = m_reader->read(
        missing,
        [this](const RecordView& record) {
            m_times[{std::string(record.topic), record.partition}].stamps.emplace_back(record.offset,
                                                                                       record.timestamp.value_or(-1));
            return SinkAnswer::Continue;
        },
        call);
    for (const ReadRange& range : missing) {
        const auto progress = read.values.find(range.partition);
        const bool finished = progress != read.values.end() && progress->second.finished;
        if (progress != read.values.end())
            m_times[range.partition].next = progress->second.next;
        if (!finished && std::ranges::find(read.failures, toString(range.partition), &Failure::subject) ==
                             read.failures.end())
            read.failures.push_back({toString(range.partition), notFinished(range.partition, call)});
    }
    return std::move(read.failures);
}

Partial<OffsetMap> DemoTimes::find(const std::vector<ReadRange>& ranges, TimestampMs time, const Call& call)
{
    Partial<OffsetMap> answer;
    std::unique_lock turn(m_turn, std::defer_lock);
    while (!turn.try_lock_for(50ms))
        if (call.over()) {
            for (const ReadRange& range : ranges)
                answer.failures.push_back({toString(range.partition), notFinished(range.partition, call)});
            return answer;
        }
    answer.failures = catchUp(ranges, call);
    for (const ReadRange& range : ranges) {
        const auto& stamps = m_times[range.partition].stamps;
        const auto found =
            std::ranges::find_if(stamps, [time](const auto& stamp) { return stamp.second >= time; });
        // What was found is right even when the end could not be reached.
        const bool inside = found != stamps.end() && found->first < range.end;
        const bool failed = std::ranges::find(answer.failures, toString(range.partition), &Failure::subject) !=
                            answer.failures.end();
        if (inside)
            std::erase_if(answer.failures,
                          [&](const Failure& one) { return one.subject == toString(range.partition); });
        if (inside || !failed)
            answer.values[range.partition] = inside ? found->first : range.end;
    }
    return answer;
}

} // namespace weir
