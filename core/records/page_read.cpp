// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/page_read.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace weir {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds lostFor = 3000ms;
constexpr std::int64_t widening = 4;
constexpr std::int64_t widest = 1 << 20;
constexpr int mostRounds = 64;
constexpr std::size_t largeRecord = std::size_t{64} << 10U;
constexpr std::int64_t windowOfLargeRecords = 4;

template <typename T> void prepend(std::vector<T>& into, std::vector<T>&& front)
{
    front.insert(front.end(), std::make_move_iterator(into.begin()), std::make_move_iterator(into.end()));
    into = std::move(front);
}

template <typename T> void append(std::vector<T>& into, std::vector<T>&& back)
{
    into.insert(into.end(), std::make_move_iterator(back.begin()), std::make_move_iterator(back.end()));
}

} // namespace

PageKnowledge::PageKnowledge(const ResolvedRange& range)
{
    for (const auto& [partition, part] : range)
        m_logStarts[partition.partition] = part.logStart;
}

std::int64_t PageKnowledge::logStart(std::int32_t partition) const
{
    const std::scoped_lock lock(m_mutex);
    return m_logStarts.at(partition);
}

void PageKnowledge::raiseLogStart(std::int32_t partition, std::int64_t offset)
{
    const std::scoped_lock lock(m_mutex);
    std::int64_t& known = m_logStarts.at(partition);
    known = std::max(known, offset);
}

std::optional<Error> PageKnowledge::lost(std::int32_t partition) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_lost.find(partition);
    return found == m_lost.end() || found->second.second.expired() ? std::nullopt : std::optional(found->second.first);
}

void PageKnowledge::setLost(std::int32_t partition, Error error)
{
    const std::scoped_lock lock(m_mutex);
    m_lost.insert_or_assign(partition, std::pair(std::move(error), Deadline::after(lostFor)));
}

std::optional<std::size_t> PageKnowledge::recordBytes() const
{
    const std::scoped_lock lock(m_mutex);
    return m_records == 0 ? std::nullopt : std::optional(m_bytes / m_records);
}

void PageKnowledge::addRecords(std::size_t records, std::size_t bytes)
{
    const std::scoped_lock lock(m_mutex);
    m_records += records;
    m_bytes += bytes;
}

PageRead::PageRead(Admin& admin, Reader& reader, PageKnowledge& knowledge, const ResolvedRange& range, const Call& call)
    : m_admin(admin), m_reader(reader), m_knowledge(knowledge), m_range(range), m_call(call)
{
}

Result<TopicPage> PageRead::after(const TopicPlace& place, std::size_t count)
{
    return run(place, count, Direction::After);
}

Result<TopicPage> PageRead::before(const TopicPlace& place, std::size_t count)
{
    return run(place, count, Direction::Before);
}

void PageRead::prepare(const TopicPlace& place, Direction direction)
{
    for (const auto& [partition, resolved] : m_range) {
        Part part;
        part.partition = partition;
        part.logStart = m_knowledge.logStart(partition.partition);
        part.begin = std::max(resolved.begin, part.logStart);
        part.end = std::max(part.begin, resolved.end);
        const auto named = place.find(partition.partition);
        const std::int64_t missing = direction == Direction::After ? part.begin : part.end;
        part.place = std::clamp(named == place.end() ? missing : named->second, part.begin, part.end);
        part.low = part.high = part.place;
        part.atEnd = part.place >= part.end;
        part.error = m_knowledge.lost(partition.partition);
        m_parts.push_back(std::move(part));
    }
}

/// Nobody knows how large the records are before the first page; a hundred large ones would keep it waiting.
void PageRead::measure()
{
    if (!m_knowledge.recordBytes()) {
        const auto some = std::ranges::find_if(
            m_parts, [](const Part& part) { return !part.error && part.begin < part.end; });
        if (some != m_parts.end())
            (void)m_reader.read({{some->partition, std::clamp(some->place, some->begin, some->end - 1), some->end, 1}},
                                [this](const RecordView& record) {
                                    m_knowledge.addRecords(1, record.toRecord().size());
                                    return SinkAnswer::Stop;
                                },
                                m_call);
    }
    if (m_knowledge.recordBytes().value_or(0) > largeRecord)
        m_window = windowOfLargeRecords;
}

/// How much of each partition a page of `count` needs at first, if their records alternate.
std::int64_t PageRead::share(std::size_t count) const
{
    const auto active =
        std::max<std::ptrdiff_t>(1, std::ranges::count_if(m_parts, [](const Part& part) { return !part.error; }));
    const auto wanted = static_cast<std::int64_t>(std::min<std::size_t>(count, widest));
    const std::int64_t even = active == 1 ? wanted + 1 : wanted * 2 / active + 8;
    const std::size_t each = std::max<std::size_t>(1, m_knowledge.recordBytes().value_or(1));
    const auto affordable = static_cast<std::int64_t>(maxBytes / 2 / each) / active;
    return std::clamp<std::int64_t>(even, 1, std::max<std::int64_t>(1, affordable));
}

PageRead::Request PageRead::first(std::size_t index, std::int64_t width, Direction direction) const
{
    const Part& part = m_parts[index];
    if (direction == Direction::After) {
        const std::int64_t from = std::max(part.logStart, part.place - m_window);
        return {index, {part.partition, from, part.end, width + (part.place - from)}, part.place, part.place};
    }
    const std::int64_t low = std::max(part.begin, part.place - width);
    const std::int64_t from = low == part.place ? low : std::max(part.logStart, low - m_window);
    // One record more than there are offsets before the place: whatever the gaps, it is the next one after the place.
    // Alone in its topic, a partition does not need it.
    ReadRange range{part.partition, from, m_parts.size() > 1 ? part.end : part.place};
    range.mostRecords = part.place - from + 1;
    return {index, std::move(range), low, part.place};
}

PageRead::Request PageRead::next(std::size_t index, std::int64_t width, Direction direction) const
{
    const Part& part = m_parts[index];
    if (direction == Direction::After)
        return {index, {part.partition, part.high, part.end, width}, part.high, part.place};
    const std::int64_t low = std::max(part.begin, part.low - width);
    return {index, {part.partition, std::max(part.logStart, low - m_window), part.low}, low, part.place};
}

std::vector<PageRead::Request> PageRead::firsts(std::int64_t width, Direction direction) const
{
    std::vector<Request> requests;
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        const Part& part = m_parts[i];
        const bool neighbour = direction == Direction::After ? part.place < part.end : part.place > part.begin;
        const bool follower = m_parts.size() > 1 && part.place < part.end;
        if (!part.error && (neighbour || follower))
            requests.push_back(first(i, width, direction));
    }
    return requests;
}

void PageRead::take(Request& request, const RecordView& record, Direction direction)
{
    ++request.seen;
    if (request.full)
        return;
    if (direction == Direction::Before && record.offset >= request.place) {
        std::optional<std::int64_t>& next = m_parts[request.part].next;
        next = std::min(next.value_or(record.offset), record.offset);
        return;
    }
    request.stamps.emplace_back(record.offset, record.timestamp);
    if (record.offset < request.low)
        return;
    request.records.push_back(std::make_shared<const Record>(record.toRecord()));
    m_bytes += request.records.back()->size();
    if (direction == Direction::After) {
        request.full = m_bytes > maxBytes;
        return;
    }
    while (m_bytes > maxBytes && request.records.size() > 1) {
        m_bytes -= request.records.front()->size();
        request.low = request.records.front()->offset + 1;
        request.records.erase(request.records.begin());
    }
}

void PageRead::load(std::vector<Request> requests, Direction direction)
{
    if (requests.empty())
        return;
    std::vector<ReadRange> ranges;
    std::map<std::int32_t, Request*> byPartition;
    for (Request& request : requests) {
        ranges.push_back(request.range);
        byPartition[request.range.partition.partition] = &request;
    }
    const auto read = m_reader.read(
        ranges,
        [&](const RecordView& record) {
            Request& request = *byPartition.at(record.partition);
            take(request, record, direction);
            return request.full && std::ranges::all_of(requests, &Request::full) ? SinkAnswer::Stop
                                                                                 : SinkAnswer::Continue;
        },
        m_call);
    if (m_call.over())
        return;
    for (Request& request : requests) {
        const TopicPartition& partition = request.range.partition;
        const auto failure = std::ranges::find(read.failures, toString(partition), &Failure::subject);
        const auto progress = read.values.find(partition);
        if (failure != read.failures.end())
            failed(request, failure->error);
        else if (progress == read.values.end() ||
                 (direction == Direction::Before && !progress->second.finished))
            failed(request, timedOutError("Reading " + toString(partition)));
        else
            keep(request, progress->second, direction);
    }
}

void PageRead::keep(Request& request, const ReadProgress& progress, Direction direction)
{
    Part& part = m_parts[request.part];
    std::size_t bytes = 0;
    for (const auto& record : request.records)
        bytes += record->size();
    m_knowledge.addRecords(request.records.size(), bytes);
    if (direction == Direction::After) {
        part.high = request.full ? request.records.back()->offset + 1 : std::max(part.high, progress.next);
        part.atEnd = part.high >= part.end ||
                     (!request.full && progress.finished && request.seen < request.range.mostRecords);
        append(part.records, std::move(request.records));
        append(part.stamps, std::move(request.stamps));
        return;
    }
    part.low = request.low;
    if (!part.next && request.range.end == part.end)
        part.next = part.end;
    std::erase_if(part.stamps, [&](const auto& stamp) { return stamp.first < request.range.end; });
    prepend(part.stamps, std::move(request.stamps));
    prepend(part.records, std::move(request.records));
}

/// Retention may delete records between two pages: then the partition begins where its log begins now.
void PageRead::failed(const Request& request, Error error)
{
    Part& part = m_parts[request.part];
    if (error.kind == ErrorKind::InvalidInput && !part.moved) {
        part.moved = true;
        const auto now = m_admin.offsets({part.partition}, OffsetPoint::LogStart, m_call);
        const auto start = now.values.find(part.partition);
        if (start != now.values.end() && start->second > part.logStart) {
            m_knowledge.raiseLogStart(part.partition.partition, start->second);
            part.logStart = start->second;
            part.begin = std::max(part.begin, part.logStart);
            part.end = std::max(part.begin, part.end);
            part.place = std::max(part.place, part.begin);
            part.low = std::max(part.low, part.begin);
            part.high = std::max(part.high, part.begin);
            part.atEnd = part.high >= part.end;
            return;
        }
    }
    m_knowledge.setLost(part.partition.partition, error);
    part.error = std::move(error);
}

std::vector<MergeInput> PageRead::inputs(Direction direction) const
{
    std::vector<MergeInput> inputs;
    for (const Part& part : m_parts) {
        if (part.error)
            continue;
        MergeInput input;
        input.partition = part.partition.partition;
        input.records = part.records;
        const std::vector<TimestampMs> keys = orderKeys(part.stamps);
        std::size_t at = 0;
        for (const auto& record : part.records) {
            while (part.stamps[at].first < record->offset)
                ++at;
            input.keys.push_back(keys[at]);
        }
        if (direction == Direction::After) {
            input.edge = part.atEnd ? part.end : part.high;
            input.complete = part.atEnd;
        } else {
            input.edge = part.next.value_or(part.place);
            input.complete = part.low <= part.begin;
        }
        inputs.push_back(std::move(input));
    }
    return inputs;
}

Result<TopicPage> PageRead::run(const TopicPlace& place, std::size_t count, Direction direction)
{
    prepare(place, direction);
    measure();
    std::int64_t width = share(count);
    std::vector<Request> requests = firsts(width, direction);
    MergedRows merged;
    for (int round = 1;; ++round) {
        load(std::move(requests), direction);
        if (m_call.over())
            return fail(m_call.stop.stop_requested() ? cancelledError("Reading a page of records")
                                                     : timedOutError("Reading a page of records"));
        const std::vector<MergeInput> all = inputs(direction);
        merged = direction == Direction::After ? mergeAfter(all, count) : mergeBefore(all, count);
        const bool enough = merged.rows.size() >= count || (round > 1 && merged.rows.size() * 2 >= count) ||
                            (m_bytes > maxBytes && !merged.rows.empty());
        if (enough || merged.starved.empty() || round == mostRounds)
            break;
        width = std::min(width * widening, widest);
        requests.clear();
        for (const std::size_t starved : merged.starved) {
            const auto part = std::ranges::find_if(m_parts, [&](const Part& one) {
                return one.partition.partition == all[starved].partition;
            });
            requests.push_back(next(static_cast<std::size_t>(part - m_parts.begin()), width, direction));
        }
    }
    return finish(std::move(merged), direction);
}

Result<TopicPage> PageRead::finish(MergedRows merged, Direction direction) const
{
    TopicPage page;
    page.rows = std::move(merged.rows);
    page.before = std::move(merged.before);
    page.after = std::move(merged.after);
    page.atBegin = page.atEnd = true;
    std::int64_t aside = 0;
    for (const Part& part : m_parts) {
        const std::int32_t id = part.partition.partition;
        if (part.error) {
            page.failures.push_back({toString(part.partition), *part.error});
            page.before[id] = page.after[id] = part.place;
            aside += part.place;
        } else {
            page.atBegin = page.atBegin && part.place <= part.begin;
            page.atEnd = page.atEnd && page.after.at(id) >= part.end;
        }
    }
    if (!m_parts.empty() && page.failures.size() == m_parts.size())
        return fail(page.failures.front().error);
    (direction == Direction::After ? page.atEnd : page.atBegin) = merged.exhausted;
    for (PlacedRecord& row : page.rows)
        row.position += aside;
    return page;
}

} // namespace weir
