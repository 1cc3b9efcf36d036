// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/timeline.h"

#include "core/records/partition_choice.h"
#include "core/topics/topic_offsets.h"

#include <algorithm>
#include <limits>

namespace weir {
namespace {

constexpr std::size_t mostBuckets = 96;
constexpr std::size_t coarsest = 16; ///< the first version has a sixteenth of the buckets
constexpr TimestampMs latest = std::numeric_limits<TimestampMs>::max() / 4;

/// One timeline, from the ends of the log to the finest buckets.
class TimelineWork
{
public:
    TimelineWork(Cluster& cluster, const TimelineRequest& request, const Call& call)
        : m_cluster(cluster), m_request(request), m_call(call)
    {
    }

    [[nodiscard]] Result<Partial<Timeline>> run(const std::function<void(const Timeline&)>& progress);

private:
    struct Span {
        std::int64_t begin = 0;
        std::int64_t end = 0;
    };

    [[nodiscard]] Result<void> findPartitions();
    void drop(const TopicPartition& partition, Error error);
    [[nodiscard]] std::vector<TopicPartition> partitions() const;
    /// Asks for a time; partitions that fail leave the timeline.
    [[nodiscard]] OffsetMap at(TimestampMs time);
    /// Earliest or latest timestamp of the records at these offsets; nullopt when they have none.
    [[nodiscard]] std::optional<TimestampMs> timeOf(const OffsetMap& offsets, bool earliest);
    [[nodiscard]] std::optional<TimestampMs> oldest();
    [[nodiscard]] TimestampMs newest(TimestampMs now);
    void cut(TimestampMs from, TimestampMs to, std::size_t buckets);
    void ask(std::size_t edge, std::size_t step);
    [[nodiscard]] Timeline made(std::size_t step) const;
    [[nodiscard]] Error over() const
    {
        return m_call.stop.stop_requested() ? cancelledError("Reading the timeline of " + m_request.topic)
                                            : timedOutError("Reading the timeline of " + m_request.topic);
    }

    Cluster& m_cluster;
    const TimelineRequest& m_request;
    const Call& m_call;
    std::map<TopicPartition, Span> m_spans;
    std::vector<Failure> m_failures;
    TimestampMs m_from = 0;
    TimestampMs m_length = 1;              ///< of a bucket
    std::vector<OffsetMap> m_edges;        ///< edge i lies at m_from + i * m_length; empty: not asked for yet
};

Result<void> TimelineWork::findPartitions()
{
    const auto topic = m_cluster.admin().topic(m_request.topic, m_call);
    if (!topic)
        return fail(topic.error());
    const auto chosen = choosePartitions(*topic, m_request.partitions);
    if (!chosen)
        return fail(chosen.error());
    TopicOffsets offsets = topicOffsets(m_cluster, *chosen, m_call);
    m_failures = std::move(offsets.failures);
    for (const auto& [partition, start] : offsets.logStart)
        if (const auto end = offsets.end.find(partition); end != offsets.end.end())
            m_spans[partition] = {start, std::max(start, end->second)};
    return {};
}

void TimelineWork::drop(const TopicPartition& partition, Error error)
{
    if (m_spans.erase(partition) > 0)
        m_failures.push_back({toString(partition), std::move(error)});
}

std::vector<TopicPartition> TimelineWork::partitions() const
{
    std::vector<TopicPartition> open;
    for (const auto& [partition, span] : m_spans)
        if (span.begin < span.end)
            open.push_back(partition);
    return open;
}

OffsetMap TimelineWork::at(TimestampMs time)
{
    const auto open = partitions();
    if (open.empty())
        return {};
    auto answer = m_cluster.admin().offsetsAtTime(open, time, m_call);
    if (m_call.over())
        return {};
    for (const TopicPartition& partition : open) {
        const auto found = answer.values.find(partition);
        const auto failure = std::ranges::find(answer.failures, toString(partition), &Failure::subject);
        if (found != answer.values.end())
            found->second = std::clamp(found->second, m_spans.at(partition).begin, m_spans.at(partition).end);
        else
            drop(partition, failure != answer.failures.end() ? failure->error : over());
    }
    return std::move(answer.values);
}

std::optional<TimestampMs> TimelineWork::timeOf(const OffsetMap& offsets, bool earliest)
{
    std::vector<ReadRange> ranges;
    for (const auto& [partition, offset] : offsets)
        if (const auto span = m_spans.find(partition); span != m_spans.end() && offset < span->second.end)
            ranges.push_back({partition, offset, span->second.end, 1});
    std::optional<TimestampMs> time;
    const auto read = m_cluster.reader().read(
        ranges,
        [&](const RecordView& record) {
            if (record.timestamp)
                time = !time ? record.timestamp
                             : (earliest ? std::min(time, record.timestamp) : std::max(time, record.timestamp));
            return SinkAnswer::Continue;
        },
        m_call);
    for (const ReadRange& range : ranges)
        if (const auto failure = std::ranges::find(read.failures, toString(range.partition), &Failure::subject);
            failure != read.failures.end() && !m_call.over())
            drop(range.partition, failure->error);
    return time;
}

/// By the first record that has a time: records of old formats have none.
std::optional<TimestampMs> TimelineWork::oldest()
{
    return timeOf(at(0), true);
}

TimestampMs TimelineWork::newest(TimestampMs now)
{
    // Only when a clock ran ahead is there anything at or after the present.
    const OffsetMap present = at(now);
    OffsetMap ahead;
    for (const auto& [partition, offset] : present)
        if (const auto span = m_spans.find(partition); span != m_spans.end() && offset < span->second.end)
            ahead.emplace(partition, offset);
    if (ahead.empty())
        return now;
    std::vector<TopicPartition> ask;
    for (const auto& [partition, offset] : ahead)
        ask.push_back(partition);
    for (const auto& [partition, offset] : m_cluster.admin().offsets(ask, OffsetPoint::MaxTimestamp, m_call).values)
        ahead[partition] = std::clamp(offset, ahead.at(partition), m_spans.at(partition).end - 1);
    return std::max(now, timeOf(ahead, false).value_or(now));
}

void TimelineWork::cut(TimestampMs from, TimestampMs to, std::size_t buckets)
{
    m_from = std::clamp<TimestampMs>(from, 0, latest);
    const TimestampMs span = std::max<TimestampMs>(1, std::min(to, latest) - m_from);
    const auto count = static_cast<TimestampMs>(buckets);
    m_length = (span + count - 1) / count;
    m_edges.assign(buckets + 1, {});
}

/// Between two edges with the same offsets nothing was written, so there is nothing to ask.
void TimelineWork::ask(std::size_t edge, std::size_t step)
{
    if (!m_edges[edge].empty())
        return;
    if (edge >= step && edge + step < m_edges.size() && !m_edges[edge - step].empty() &&
        m_edges[edge - step] == m_edges[edge + step])
        m_edges[edge] = m_edges[edge - step];
    else
        m_edges[edge] = at(m_from + m_length * static_cast<TimestampMs>(edge));
}

Timeline TimelineWork::made(std::size_t step) const
{
    Timeline timeline;
    for (std::size_t edge = step; edge < m_edges.size(); edge += step)
        timeline.buckets.push_back({m_from + m_length * static_cast<TimestampMs>(edge - step),
                                    m_from + m_length * static_cast<TimestampMs>(edge), 0});
    for (const auto& [partition, span] : m_spans) {
        if (span.begin == span.end)
            continue;
        // Between two questions retention may delete and clocks may be put back; a count never gets negative by that.
        std::int64_t reached = m_edges.front().at(partition);
        std::size_t bucket = 0;
        for (std::size_t edge = step; edge < m_edges.size(); edge += step, ++bucket) {
            const std::int64_t upTo = std::max(reached, m_edges[edge].at(partition));
            timeline.buckets[bucket].offsets += upTo - reached;
            timeline.offsets += upTo - reached;
            reached = upTo;
        }
    }
    return timeline;
}

Result<Partial<Timeline>> TimelineWork::run(const std::function<void(const Timeline&)>& progress)
{
    if (const auto found = findPartitions(); !found)
        return fail(found.error());
    const TimestampMs now = nowMs();
    const auto from = m_request.from ? m_request.from : oldest();
    const TimestampMs to = m_request.to ? *m_request.to : newest(now) + 1;
    if (m_call.over())
        return fail(over());
    if (!from || partitions().empty())
        return Partial<Timeline>{{}, std::move(m_failures)};

    cut(*from, to, std::clamp<std::size_t>(m_request.buckets, 1, mostBuckets));
    std::size_t step = coarsest;
    while ((m_edges.size() - 1) % step != 0)
        step /= 2;
    // The ends of the log need no question, and what has no time or a wrong one is counted at them.
    for (const auto& [partition, span] : m_spans) {
        if (!m_request.from && span.begin < span.end)
            m_edges.front()[partition] = span.begin;
        if (!m_request.to && span.begin < span.end)
            m_edges.back()[partition] = span.end;
    }
    for (std::size_t previous = step; step >= 1; previous = step, step /= 2) {
        for (std::size_t edge = 0; edge < m_edges.size(); edge += step) {
            ask(edge, previous == step ? m_edges.size() : step);
            if (m_call.over())
                return fail(over());
            if (partitions().empty())
                return Partial<Timeline>{{}, std::move(m_failures)};
        }
        Timeline timeline = made(step);
        if (step == 1)
            return Partial<Timeline>{std::move(timeline), std::move(m_failures)};
        if (progress)
            progress(timeline);
    }
    return Partial<Timeline>{{}, std::move(m_failures)};
}

} // namespace

Result<Partial<Timeline>> readTimeline(Cluster& cluster, const TimelineRequest& request,
                                       const std::function<void(const Timeline&)>& progress, const Call& call)
{
    return TimelineWork(cluster, request, call).run(progress);
}

} // namespace weir
