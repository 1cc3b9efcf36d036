// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/record_range.h"

#include "core/base/bytes.h"
#include "core/base/time_text.h"
#include "core/records/browse_range.h"
#include "core/records/partition_choice.h"
#include "core/topics/topic_offsets.h"

#include <algorithm>
#include <charconv>

namespace weir {
namespace {

using Kind = RangeEdge::Kind;

constexpr TimestampMs year10000 = 253'402'300'800'000;

std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    std::int64_t value = 0;
    const char* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    return error == std::errc{} && end == last && value >= 0 ? std::optional(value) : std::nullopt;
}

std::optional<TimestampMs> timeOf(std::string_view text, TimestampMs now)
{
    if (text == "now")
        return now;
    if (const auto number = wholeNumber(text))
        return number;
    if (text.starts_with('-')) {
        const auto span = parseSpanMs(text.substr(1));
        return span ? std::optional(now - *span) : std::nullopt;
    }
    return parseUtc(text);
}

bool ofGroup(const RangeEdge& edge)
{
    return edge.kind == Kind::Group || edge.kind == Kind::Stuck;
}

/// One resolution, from the questions to the last remark.
class Resolution
{
public:
    Resolution(Cluster& cluster, const RangeRequest& request, const Call& call)
        : m_cluster(cluster), m_request(request), m_call(call)
    {
    }

    [[nodiscard]] Result<Partial<ResolvedRange>> run();

private:
    struct Placed {
        std::int64_t offset = 0;
        std::string remark{};
    };

    [[nodiscard]] Result<void> checkOffset(const RangeEdge& edge) const;
    [[nodiscard]] Result<void> askGroup(const std::string& group);
    void askTime(TimestampMs time);
    void drop(const std::string& subject, Error error);
    void place(const TopicPartition& partition, ResolvedPartition& part) const;
    [[nodiscard]] Placed from(const TopicPartition& partition, const ResolvedPartition& part) const;
    [[nodiscard]] std::int64_t to(const TopicPartition& partition, const ResolvedPartition& part) const;
    [[nodiscard]] Placed committed(const TopicPartition& partition, const ResolvedPartition& part) const;
    void findStuck();

    Cluster& m_cluster;
    const RangeRequest& m_request;
    const Call& m_call;
    std::vector<TopicPartition> m_partitions;
    std::map<std::string, OffsetMap> m_committed;  ///< by group
    std::map<TimestampMs, OffsetMap> m_atTime;
    Partial<ResolvedRange> m_answer;
};

void Resolution::drop(const std::string& subject, Error error)
{
    const auto lost = std::ranges::find(m_partitions, subject, [](const TopicPartition& one) { return toString(one); });
    if (lost == m_partitions.end() || !m_answer.values.contains(*lost))
        return;
    m_answer.values.erase(*lost);
    m_answer.failures.push_back({subject, std::move(error)});
}

/// An offset that not one partition has is a mistake; where some have it, the others begin at their edge.
Result<void> Resolution::checkOffset(const RangeEdge& edge) const
{
    if (edge.kind != Kind::Offset)
        return {};
    std::map<TopicPartition, OffsetSpan> spans;
    for (const auto& [partition, part] : m_answer.values)
        spans[partition] = {part.logStart, part.logEnd};
    if (spans.empty())
        return {};
    const auto plan = planBrowse({BrowseFrom::Kind::Offset, edge.value}, spans, 1);
    return plan ? Result<void>{} : fail(plan.error());
}

Result<void> Resolution::askGroup(const std::string& group)
{
    if (m_committed.contains(group))
        return {};
    auto answer = m_cluster.admin().committedOffsets({group}, m_call);
    for (Failure& failure : answer.failures) {
        if (failure.subject == group)
            return fail(std::move(failure.error));
        drop(failure.subject.substr(std::min(failure.subject.size(), group.size() + 1)), std::move(failure.error));
    }
    OffsetMap& offsets = m_committed[group] = std::move(answer.values[group]);
    if (!offsets.empty() || !answer.failures.empty())
        return {};
    // A group that never was has no commits either: brokers answer both alike.
    for (const Failure& failure : m_cluster.admin().describeGroups({group}, m_call).failures)
        if (failure.error.kind == ErrorKind::NotFound)
            return fail(failure.error);
    return {};
}

void Resolution::askTime(TimestampMs time)
{
    if (m_atTime.contains(time))
        return;
    std::vector<TopicPartition> open;
    for (const auto& [partition, part] : m_answer.values)
        open.push_back(partition);
    auto answer = m_cluster.admin().offsetsAtTime(open, time, m_call);
    for (Failure& failure : answer.failures)
        drop(failure.subject, std::move(failure.error));
    for (const TopicPartition& partition : open)
        if (!answer.values.contains(partition))
            drop(toString(partition), timedOutError("Looking up " + formatUtc(time) + " in " + toString(partition)));
    m_atTime[time] = std::move(answer.values);
}

Resolution::Placed Resolution::committed(const TopicPartition& partition, const ResolvedPartition& part) const
{
    const std::string& group = m_request.from.group;
    const OffsetMap& offsets = m_committed.at(group);
    const auto found = offsets.find(partition);
    if (found == offsets.end())
        return {part.logStart,
                "group " + escapeForDisplay(group) + " has no committed offset here; everything is unread"};
    const std::string number = std::to_string(found->second);
    if (found->second < part.logStart)
        return {part.logStart, "the committed offset " + number + " was deleted by retention; begins at " +
                                   std::to_string(part.logStart)};
    if (found->second > part.logEnd)
        return {part.logEnd, "the committed offset " + number + " lies beyond the end " + std::to_string(part.logEnd) +
                                 ": the topic was made again, or records were lost"};
    return {found->second};
}

Resolution::Placed Resolution::from(const TopicPartition& partition, const ResolvedPartition& part) const
{
    const RangeEdge& edge = m_request.from;
    switch (edge.kind) {
    case Kind::Oldest: return {part.logStart};
    case Kind::Newest: return {part.logEnd};
    case Kind::Time: return {m_atTime.at(edge.value).at(partition)};
    case Kind::Group:
    case Kind::Stuck: return committed(partition, part);
    case Kind::Offset: break;
    }
    const std::string number = std::to_string(edge.value);
    if (edge.value < part.logStart)
        return {part.logStart, "offset " + number + " was deleted; begins at " + std::to_string(part.logStart)};
    if (edge.value > part.logEnd)
        return {part.logEnd, "ends at " + std::to_string(part.logEnd) + ", before offset " + number};
    return {edge.value};
}

std::int64_t Resolution::to(const TopicPartition& partition, const ResolvedPartition& part) const
{
    const RangeEdge& edge = m_request.to;
    switch (edge.kind) {
    case Kind::Oldest: return part.logStart;
    case Kind::Newest: return part.logEnd;
    case Kind::Offset: return edge.value;
    case Kind::Time: return m_atTime.at(edge.value).at(partition);
    case Kind::Group:
    case Kind::Stuck: break;
    }
    const OffsetMap& offsets = m_committed.at(edge.group);
    const auto found = offsets.find(partition);
    return found == offsets.end() ? part.logStart : found->second;
}

void Resolution::place(const TopicPartition& partition, ResolvedPartition& part) const
{
    Placed begin = from(partition, part);
    part.begin = std::clamp(begin.offset, part.logStart, part.logEnd);
    part.end = std::max(part.begin, std::clamp(to(partition, part), part.logStart, part.logEnd));
    part.remark = std::move(begin.remark);
}

/// The record a consumer gets next is not always at the committed offset: compaction and transaction markers leave
/// offsets without one.
void Resolution::findStuck()
{
    std::vector<ReadRange> ranges;
    for (const auto& [partition, part] : m_answer.values)
        if (part.begin < part.end)
            ranges.push_back({partition, part.begin, part.end, 1});
    OffsetMap next;
    auto read = m_cluster.reader().read(
        ranges,
        [&next](const RecordView& record) {
            next.try_emplace({std::string(record.topic), record.partition}, record.offset);
            return SinkAnswer::Continue;
        },
        m_call);
    for (const ReadRange& range : ranges) {
        ResolvedPartition& part = m_answer.values.at(range.partition);
        const auto found = next.find(range.partition);
        const auto progress = read.values.find(range.partition);
        if (found != next.end()) {
            if (found->second > part.begin && part.remark.empty())
                part.remark = "offset " + std::to_string(part.begin) + " holds no record; the next one is at " +
                              std::to_string(found->second);
            part.begin = found->second;
            part.end = found->second + 1;
        } else if (progress != read.values.end() && progress->second.finished) {
            part.remark = "no record follows the committed offset " + std::to_string(part.begin);
            part.begin = part.end;
        } else {
            const auto failure = std::ranges::find(read.failures, toString(range.partition), &Failure::subject);
            const std::string what = "Looking for the next record of " + toString(range.partition);
            drop(toString(range.partition), failure != read.failures.end()    ? failure->error
                                            : m_call.stop.stop_requested() ? cancelledError(what)
                                                                           : timedOutError(what));
        }
    }
}

Result<Partial<ResolvedRange>> Resolution::run()
{
    if (m_request.to.kind == Kind::Stuck)
        return fail(ErrorKind::InvalidInput, "A range can begin at the record a group is stuck on, not end there.");
    const auto topic = m_cluster.admin().topic(m_request.topic, m_call);
    if (!topic)
        return fail(topic.error());
    auto partitions = choosePartitions(*topic, m_request.partitions);
    if (!partitions)
        return fail(partitions.error());
    m_partitions = std::move(*partitions);

    TopicOffsets offsets = topicOffsets(m_cluster, m_partitions, m_call);
    m_answer.failures = std::move(offsets.failures);
    for (const auto& [partition, start] : offsets.logStart)
        if (const auto end = offsets.end.find(partition); end != offsets.end.end())
            m_answer.values[partition] = {start, std::max(start, end->second), start, std::max(start, end->second), {}};
    if (const auto fine = checkOffset(m_request.from); !fine)
        return fail(fine.error());
    for (const RangeEdge* edge : {&m_request.from, &m_request.to}) {
        if (ofGroup(*edge))
            if (const auto asked = askGroup(edge->group); !asked)
                return fail(asked.error());
        if (edge->kind == Kind::Time)
            askTime(edge->value);
    }
    for (auto& [partition, part] : m_answer.values)
        place(partition, part);
    if (m_request.from.kind == Kind::Stuck)
        findStuck();
    return std::move(m_answer);
}

} // namespace

Result<RangeEdge> parseRangeEdge(std::string_view text, TimestampMs now)
{
    const std::size_t colon = text.find(':');
    const std::string_view word = text.substr(0, colon);
    const std::string_view rest = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
    if (text == "oldest")
        return RangeEdge{Kind::Oldest, 0, {}};
    if (text == "newest")
        return RangeEdge{Kind::Newest, 0, {}};
    if (word == "offset")
        if (const auto offset = wholeNumber(rest))
            return RangeEdge{Kind::Offset, *offset, {}};
    if (word == "time")
        if (const auto time = timeOf(rest, now))
            return RangeEdge{Kind::Time, *time, {}};
    if ((word == "group" || word == "stuck") && !rest.empty())
        return RangeEdge{word == "group" ? Kind::Group : Kind::Stuck, 0, std::string(rest)};
    return fail(ErrorKind::InvalidInput,
                "'" + escapeForDisplay(text, 100) +
                    "' is no edge of a range; write oldest, newest, offset:1877046, time:2026-11-23T14:00:00Z, "
                    "time:-15m, group:NAME or stuck:NAME.");
}

std::string toString(const RangeEdge& edge)
{
    switch (edge.kind) {
    case Kind::Oldest: return "oldest";
    case Kind::Newest: return "newest";
    case Kind::Offset: return "offset:" + std::to_string(edge.value);
    case Kind::Group: return "group:" + edge.group;
    case Kind::Stuck: return "stuck:" + edge.group;
    case Kind::Time: break;
    }
    return "time:" + (edge.value >= 0 && edge.value < year10000 ? formatUtc(edge.value) : std::to_string(edge.value));
}

Result<Partial<ResolvedRange>> resolveRange(Cluster& cluster, const RangeRequest& request, const Call& call)
{
    return Resolution(cluster, request, call).run();
}

} // namespace weir
