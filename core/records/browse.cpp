// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/browse.h"

#include "core/records/kept_records.h"
#include "core/records/partition_choice.h"
#include "core/topics/topic_offsets.h"

#include <algorithm>
#include <iterator>

namespace weir {
namespace {

/// Each further pass looks at so many times more offsets than the one before.
constexpr std::int64_t widening = 4;

/// One browse from the first plan to the last pass. Offsets have gaps (compaction, transaction markers), so a pass
/// may bring fewer records than it covered offsets; then the next one continues beside it, wider.
class Browse
{
public:
    Browse(Cluster& cluster, const BrowseRequest& request, const Call& call, KeptRecords::Order order)
        : m_cluster(cluster), m_call(call), m_from(request.from),
          m_backwards(request.from.kind == BrowseFrom::Kind::Newest), m_want(wanted(request)),
          m_kept(m_backwards ? KeptRecords::Prefer::Newest : KeptRecords::Prefer::Oldest, order, m_want,
                 request.maxBytes)
    {
    }

    [[nodiscard]] Result<Partial<BrowseResult>> run(TopicOffsets offsets)
    {
        m_answer.failures = std::move(offsets.failures);
        for (const auto& [partition, end] : offsets.end) {
            const auto start = offsets.logStart.find(partition);
            if (start != offsets.logStart.end())
                m_answer.values.spans[partition] = {start->second, std::max(start->second, end)};
        }
        if (m_answer.values.spans.empty())
            return std::move(m_answer);
        auto ranges = planBrowse(m_from, m_answer.values.spans, static_cast<std::int64_t>(m_want));
        if (!ranges)
            return fail(ranges.error());
        m_width = static_cast<std::int64_t>(m_want);
        while (!ranges->empty()) {
            pass(*ranges);
            m_width = m_width > std::numeric_limits<std::int64_t>::max() / widening ? m_width : m_width * widening;
            *ranges = nextRanges();
        }
        return finish();
    }

private:
    struct Reached {
        std::int64_t begin = 0; ///< offsets [begin, end) are covered
        std::int64_t end = 0;
        std::size_t found = 0;
        bool over = false; ///< failed or interrupted: no further pass
        bool startMoved = false;
    };

    static std::size_t wanted(const BrowseRequest& request)
    {
        const bool counts = request.from.kind != BrowseFrom::Kind::Offset && request.from.value > 0;
        return counts ? std::min(request.limit, static_cast<std::size_t>(request.from.value)) : request.limit;
    }

    void pass(const std::vector<ReadRange>& ranges)
    {
        for (const ReadRange& range : ranges) {
            const std::int64_t edge = m_backwards ? range.end : range.begin;
            m_reached.try_emplace(range.partition, Reached{edge, edge});
        }
        auto read = m_cluster.reader().read(
            ranges,
            [this](const RecordView& record) {
                ++m_reached[{std::string(record.topic), record.partition}].found;
                m_kept.offer(record);
                return SinkAnswer::Continue;
            },
            m_call);
        for (const ReadRange& range : ranges) {
            const auto progress = read.values.find(range.partition);
            if (progress != read.values.end())
                cover(range, progress->second);
        }
        for (Failure& failure : read.failures)
            failed(ranges, std::move(failure));
    }

    void cover(const ReadRange& range, const ReadProgress& progress)
    {
        Reached& reached = m_reached[range.partition];
        const std::int64_t upTo = progress.finished ? range.end : std::clamp(progress.next, range.begin, range.end);
        m_answer.values.offsetsScanned += upTo - range.begin;
        if (m_backwards)
            reached.begin = range.begin;
        else
            reached.end = upTo;
        if (!progress.finished) {
            reached.over = true;
            m_answer.values.interrupted = true;
        }
    }

    void failed(const std::vector<ReadRange>& ranges, Failure failure)
    {
        const auto range = std::ranges::find_if(
            ranges, [&](const ReadRange& one) { return toString(one.partition) == failure.subject; });
        if (range != ranges.end()) {
            if (failure.error.kind == ErrorKind::InvalidInput && followLogStart(*range))
                return;
            m_reached[range->partition].over = true;
        }
        const ErrorKind kind = failure.error.kind;
        if (m_call.over() && (kind == ErrorKind::Cancelled || kind == ErrorKind::TimedOut))
            m_answer.values.interrupted = true;
        m_answer.failures.push_back(std::move(failure));
    }

    /// Retention may delete the first records between asking for the log start and reading. Then the read begins
    /// where the log begins now, once.
    bool followLogStart(const ReadRange& range)
    {
        Reached& reached = m_reached[range.partition];
        const auto now = m_cluster.admin().offsets({range.partition}, OffsetPoint::LogStart, m_call);
        const auto start = now.values.find(range.partition);
        if (reached.startMoved || m_from.kind == BrowseFrom::Kind::Offset || start == now.values.end() ||
            start->second <= range.begin)
            return false;
        OffsetSpan& span = m_answer.values.spans[range.partition];
        span.logStart = start->second;
        span.end = std::max(span.end, span.logStart);
        reached.startMoved = true;
        reached.begin = m_backwards ? std::max(range.end, span.logStart) : span.logStart;
        reached.end = m_backwards ? std::max(reached.end, span.logStart) : span.logStart;
        return true;
    }

    [[nodiscard]] bool covered(const TopicPartition& partition, const Reached& reached) const
    {
        const OffsetSpan& span = m_answer.values.spans.at(partition);
        return m_backwards ? reached.begin <= span.logStart : reached.end >= span.end;
    }

    [[nodiscard]] std::vector<ReadRange> nextRanges()
    {
        std::vector<ReadRange> ranges;
        if (m_kept.outOfBytes())
            return ranges;
        for (const auto& [partition, reached] : m_reached) {
            if (reached.over || reached.found >= m_want || covered(partition, reached))
                continue;
            const OffsetSpan& span = m_answer.values.spans.at(partition);
            ReadRange range{partition, reached.end, span.end};
            if (m_backwards)
                range = {partition, std::max(span.logStart, reached.begin - m_width), reached.begin};
            else if (span.end - reached.end > m_width)
                range.end = reached.end + m_width;
            ranges.push_back(std::move(range));
        }
        if (m_call.over() && !ranges.empty()) {
            m_answer.values.interrupted = true;
            ranges.clear();
        }
        return ranges;
    }

    [[nodiscard]] Partial<BrowseResult> finish()
    {
        BrowseResult& result = m_answer.values;
        for (const auto& [partition, span] : result.spans)
            result.offsetsInRange += span.end - span.logStart;
        result.limitReached = m_kept.dropped() || std::ranges::any_of(m_reached, [this](const auto& entry) {
            return entry.second.found >= m_want && !covered(entry.first, entry.second);
        });
        result.records = m_kept.take();
        return std::move(m_answer);
    }

    Cluster& m_cluster;
    const Call& m_call;
    BrowseFrom m_from;
    bool m_backwards;
    std::size_t m_want;
    KeptRecords m_kept;
    std::int64_t m_width = 0;
    std::map<TopicPartition, Reached> m_reached;
    Partial<BrowseResult> m_answer;
};

/// Why there is no record at this offset.
Error noRecord(const TopicPartition& partition, std::int64_t offset, const OffsetSpan& span)
{
    std::string message = "There is no record at offset " + std::to_string(offset) + " of " + toString(partition) + ": ";
    if (offset < span.logStart)
        message += "it was deleted, the log begins at " + std::to_string(span.logStart) + " now.";
    else if (offset >= span.end)
        message += "the log ends before it, the next record gets " + std::to_string(span.end) + ".";
    else
        message += "compaction removed it, or it belongs to a transaction (a marker, or aborted).";
    return {ErrorKind::NotFound, std::move(message), {}, 0, false};
}

} // namespace

Result<Partial<BrowseResult>> browse(Cluster& cluster, const BrowseRequest& request, const Call& call)
{
    const auto topic = cluster.admin().topic(request.topic, call);
    if (!topic)
        return fail(topic.error());
    const auto partitions = choosePartitions(*topic, request.partitions);
    if (!partitions)
        return fail(partitions.error());
    const auto order = partitions->size() == 1 ? KeptRecords::Order::ByOffset : KeptRecords::Order::ByTime;
    Browse work(cluster, request, call, order);
    return work.run(topicOffsets(cluster, *partitions, call));
}

Result<Record> fetchRecord(Cluster& cluster, const TopicPartition& partition, std::int64_t offset, const Call& call)
{
    const auto offsets = topicOffsets(cluster, {partition}, call);
    if (!offsets.failures.empty())
        return fail(offsets.failures.front().error);
    const OffsetSpan span{offsets.logStart.at(partition), offsets.end.at(partition)};
    if (offset < span.logStart || offset >= span.end)
        return fail(noRecord(partition, offset, span));
    std::optional<Record> found;
    const auto read = cluster.reader().read(
        {{partition, offset, offset + 1}},
        [&](const RecordView& record) {
            if (record.offset == offset)
                found = record.toRecord();
            return SinkAnswer::Stop;
        },
        call);
    if (found)
        return std::move(*found);
    if (!read.failures.empty())
        return fail(read.failures.front().error);
    const std::string what = "Reading offset " + std::to_string(offset) + " of " + toString(partition);
    const auto progress = read.values.find(partition);
    if (progress == read.values.end() || !progress->second.finished)
        return fail(call.stop.stop_requested() ? cancelledError(what) : timedOutError(what));
    return fail(noRecord(partition, offset, span));
}

} // namespace weir
