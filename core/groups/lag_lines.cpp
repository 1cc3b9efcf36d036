// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/lag_lines.h"

#include "core/groups/sampling_pause.h"

#include <algorithm>
#include <limits>

namespace weir {
namespace {

constexpr TimestampMs forgotten = std::numeric_limits<TimestampMs>::min();
constexpr std::size_t mostTicks = 20'000; // sampling faster than the window offers must not fill the memory
constexpr Tick sweepEvery = 64;

bool isPassing(const PartitionLag& row)
{
    return row.error && row.error->kind != ErrorKind::NotFound && row.error->kind != ErrorKind::NotAuthorized;
}

/// Adds up rows: the sum of their lags, the greatest of their time lags.
struct Total {
    std::optional<std::int64_t> records;
    std::optional<std::int64_t> milliseconds;
    bool whole = true;

    void add(const PartitionLag& row, std::optional<std::int64_t> behind)
    {
        whole = whole && !isPassing(row);
        if (row.lag)
            records = records.value_or(0) + *row.lag;
        if (behind)
            milliseconds = std::max(milliseconds.value_or(0), *behind);
    }
};

std::optional<std::int64_t> behindOf(const TimeLag& time)
{
    return time.kind == TimeLag::Kind::Unknown ? std::nullopt : std::optional(time.behind.count());
}

void append(LagSeries& series, Tick tick, Tick oldest, std::optional<std::int64_t> value)
{
    series.forgetBefore(oldest);
    if (value)
        series.add(tick, *value);
}

} // namespace

std::shared_ptr<LagLines::GroupLines> LagLines::find(const std::string& group) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_groups.find(group);
    return found == m_groups.end() ? nullptr : found->second;
}

std::shared_ptr<LagLines::GroupLines> LagLines::findOrMake(const std::string& group)
{
    const std::scoped_lock lock(m_mutex);
    auto& lines = m_groups[group];
    if (!lines)
        lines = std::make_shared<GroupLines>();
    return lines;
}

std::optional<TimestampMs> LagLines::beginRound(const LagSample& sample)
{
    const std::scoped_lock lock(m_mutex);
    std::optional<TimestampMs> back;
    auto last = std::ranges::find_if(m_times.rbegin(), m_times.rend(), [](TimestampMs t) { return t != forgotten; });
    // A clock that was set back would otherwise draw the line backwards.
    for (; last != m_times.rend() && *last >= sample.time; ++last) {
        if (*last != forgotten)
            back = sample.time;
        *last = forgotten;
    }
    while (last != m_times.rend() && *last == forgotten)
        ++last;
    // The break lies right behind the last sample, so that the new point follows it in time order.
    if (last != m_times.rend() && pauseBefore(sample, *last, m_interval))
        m_times.push_back(*last + 1);
    m_interval = sample.interval;
    while (!m_times.empty() && (m_times.front() < sample.time - m_span.count() || m_times.size() >= mostTicks)) {
        m_times.pop_front();
        ++m_firstTick;
    }
    return back;
}

void LagLines::addGroup(GroupLines& lines, const GroupLag& group, const GroupStatus* status, Now now)
{
    const auto [tick, oldest] = now;
    const std::scoped_lock lock(lines.mutex);
    Total all;
    for (std::size_t i = 0; i < group.rows.size();) {
        const std::string& topic = group.rows[i].partition.topic;
        TopicLines& part = lines.topics[topic];
        Total sum;
        std::size_t hint = 0;
        for (; i < group.rows.size() && group.rows[i].partition.topic == topic; ++i) {
            const PartitionLag& row = group.rows[i];
            const auto behind = status != nullptr ? behindOf(status->partitions[i].time) : std::nullopt;
            sum.add(row, behind);
            all.add(row, behind);
            const std::int32_t number = row.partition.partition;
            // Rows come sorted, so the next line is usually the one behind the last.
            if (hint >= part.partitions.size() || part.partitions[hint].first != number) {
                auto place = std::ranges::lower_bound(part.partitions, number, {}, &std::pair<std::int32_t, Line>::first);
                if (place == part.partitions.end() || place->first != number)
                    place = part.partitions.emplace(place, number, Line{});
                hint = static_cast<std::size_t>(place - part.partitions.begin());
            }
            Line& line = part.partitions[hint++].second;
            append(line.records, tick, oldest, row.lag);
            append(line.milliseconds, tick, oldest, behind);
        }
        append(part.total.records, tick, oldest, sum.whole ? sum.records : std::nullopt);
        append(part.total.milliseconds, tick, oldest, sum.whole ? sum.milliseconds : std::nullopt);
    }
    append(lines.total.records, tick, oldest, all.whole ? group.lag : std::nullopt);
    append(lines.total.milliseconds, tick, oldest,
           all.whole && status != nullptr ? behindOf(status->total.time) : std::nullopt);
}

void LagLines::sweep(Tick oldest)
{
    std::vector<std::pair<std::string, std::shared_ptr<GroupLines>>> groups;
    {
        const std::scoped_lock lock(m_mutex);
        groups.assign(m_groups.begin(), m_groups.end());
    }
    const auto isEmpty = [&](Line& line) {
        line.records.forgetBefore(oldest);
        line.milliseconds.forgetBefore(oldest);
        return line.records.empty() && line.milliseconds.empty();
    };
    for (auto& [name, lines] : groups) {
        bool gone = false;
        {
            const std::scoped_lock lock(lines->mutex);
            for (auto topic = lines->topics.begin(); topic != lines->topics.end();) {
                std::erase_if(topic->second.partitions, [&](auto& entry) { return isEmpty(entry.second); });
                const bool dead = isEmpty(topic->second.total) && topic->second.partitions.empty();
                topic = dead ? lines->topics.erase(topic) : std::next(topic);
            }
            gone = isEmpty(lines->total) && lines->topics.empty();
        }
        if (gone) {
            const std::scoped_lock lock(m_mutex);
            m_groups.erase(name);
        }
    }
}

std::optional<TimestampMs> LagLines::add(const LagSample& sample, const std::vector<GroupStatus>& statuses)
{
    const auto back = beginRound(sample);
    Now now;
    {
        const std::scoped_lock lock(m_mutex);
        now = {m_firstTick + static_cast<Tick>(m_times.size()), m_firstTick};
    }
    if (sample.groups) {
        const auto& groups = sample.groups->values;
        for (std::size_t i = 0; i < groups.size(); ++i) {
            const bool fits = i < statuses.size() && statuses[i].group == groups[i].group &&
                              statuses[i].partitions.size() == groups[i].rows.size();
            addGroup(*findOrMake(groups[i].group), groups[i], fits ? &statuses[i] : nullptr, now);
        }
    }
    if (now.tick % sweepEvery == 0)
        sweep(now.oldest);
    // Only now: a reader must not take a group that was not reached yet for a gap.
    const std::scoped_lock lock(m_mutex);
    m_times.push_back(sample.time);
    return back;
}

LagLines::Ticks LagLines::ticksBetween(TimestampMs from, TimestampMs to) const
{
    const std::scoped_lock lock(m_mutex);
    // Forgotten ticks are not in order: a plain search from both ends.
    auto begin = m_times.begin();
    auto end = m_times.end();
    while (begin != end && *begin < from)
        ++begin;
    while (end != begin && (*std::prev(end) > to || *std::prev(end) == forgotten))
        --end;
    return {m_firstTick + static_cast<Tick>(begin - m_times.begin()), {begin, end}};
}

template <typename Read> void LagLines::readLine(const SeriesId& id, LagMeasure measure, const Read& read) const
{
    const auto group = find(id.group);
    if (!group)
        return;
    const auto choose = [&](const Line& line) { read(measure == LagMeasure::Records ? line.records : line.milliseconds); };
    const std::scoped_lock lock(group->mutex);
    if (id.topic.empty())
        return choose(group->total);
    const auto topic = group->topics.find(id.topic);
    if (topic == group->topics.end())
        return;
    if (id.partition < 0)
        return choose(topic->second.total);
    const auto& lines = topic->second.partitions;
    const auto line = std::ranges::lower_bound(lines, id.partition, {}, &std::pair<std::int32_t, Line>::first);
    if (line != lines.end() && line->first == id.partition)
        choose(line->second);
}

std::vector<HistoryPoint> LagLines::points(const SeriesId& id, LagMeasure measure, TimestampMs from, TimestampMs to) const
{
    const Ticks ticks = ticksBetween(from, to);
    const Tick end = ticks.first + static_cast<Tick>(ticks.times.size());
    std::vector<std::optional<std::int64_t>> values;
    readLine(id, measure, [&](const LagSeries& series) {
        if (!series.empty())
            series.read(ticks.first, end, values);
    });
    std::vector<HistoryPoint> points;
    points.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (ticks.times[i] == forgotten)
            continue;
        if (values[i]) {
            const auto value = static_cast<double>(*values[i]);
            points.push_back({ticks.times[i], value, value, value});
        } else if (!points.empty() && points.back().last) {
            points.push_back({ticks.times[i], std::nullopt, 0, 0});
        }
    }
    return points;
}

std::vector<TierBucket> LagLines::bucketsOf(const LagSeries& series, const Ticks& ticks, TimestampMs from,
                                            std::chrono::milliseconds width)
{
    const Tick end = ticks.first + static_cast<Tick>(ticks.times.size());
    if (series.empty() || series.start() >= end)
        return {};
    const Tick begin = std::max(ticks.first, series.start());
    std::vector<std::optional<std::int64_t>> values;
    series.read(begin, end, values);
    BucketBuilder builder(width, begin == series.start());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const TimestampMs time = ticks.times[begin - ticks.first + i];
        if (time == forgotten)
            continue;
        if (time < from) { // ticks before only tell whether the line was broken
            builder = BucketBuilder(width, !values[i]);
            continue;
        }
        builder.add(time, values[i]);
    }
    return builder.take();
}

std::vector<TierBucket> LagLines::buckets(const SeriesId& id, LagMeasure measure, std::chrono::milliseconds width,
                                          TimestampMs from, TimestampMs to) const
{
    std::vector<TierBucket> all;
    const Ticks ticks = ticksBetween(from, to);
    readLine(id, measure, [&](const LagSeries& series) { all = bucketsOf(series, ticks, from, width); });
    return all;
}

void LagLines::visit(std::chrono::milliseconds width, TimestampMs from, TimestampMs to, const Visitor& visitor) const
{
    std::vector<std::pair<std::string, std::shared_ptr<GroupLines>>> groups;
    {
        const std::scoped_lock lock(m_mutex);
        groups.assign(m_groups.begin(), m_groups.end());
    }
    // Some ticks more in front, to see whether the line was broken before.
    const Ticks ticks = ticksBetween(from - 2 * width.count(), to - 1);
    struct Found {
        SeriesId id;
        std::vector<TierBucket> records;
        std::vector<TierBucket> milliseconds;
    };
    std::vector<Found> found;
    const auto take = [&](SeriesId id, const Line& line) {
        Found entry{std::move(id), bucketsOf(line.records, ticks, from, width),
                    bucketsOf(line.milliseconds, ticks, from, width)};
        if (!entry.records.empty() || !entry.milliseconds.empty())
            found.push_back(std::move(entry));
    };
    const auto hand = [&] {
        for (Found& entry : found)
            visitor(entry.id, std::move(entry.records), std::move(entry.milliseconds));
        found.clear();
    };
    for (const auto& [name, lines] : groups) {
        std::vector<std::string> topics;
        {
            const std::scoped_lock lock(lines->mutex);
            take({name, {}, -1}, lines->total);
            for (const auto& [topic, part] : lines->topics)
                topics.push_back(topic);
        }
        for (const std::string& topic : topics) {
            {
                // One topic at a time, so that nobody waits for the lock of a large group.
                const std::scoped_lock lock(lines->mutex);
                const auto part = lines->topics.find(topic);
                if (part == lines->topics.end())
                    continue;
                take({name, topic, -1}, part->second.total);
                for (const auto& [partition, line] : part->second.partitions)
                    take({name, topic, partition}, line);
            }
            hand();
        }
        hand();
    }
}

std::vector<SeriesId> LagLines::seriesOf(const std::string& group) const
{
    std::vector<SeriesId> ids;
    const auto lines = find(group);
    if (!lines)
        return ids;
    const std::scoped_lock lock(lines->mutex);
    ids.push_back({group, {}, -1});
    for (const auto& [topic, part] : lines->topics) {
        ids.push_back({group, topic, -1});
        for (const auto& entry : part.partitions)
            ids.push_back({group, topic, entry.first});
    }
    return ids;
}

std::optional<LagLines::Span> LagLines::span() const
{
    const std::scoped_lock lock(m_mutex);
    const auto isLive = [](TimestampMs time) { return time != forgotten; };
    const auto first = std::ranges::find_if(m_times, isLive);
    if (first == m_times.end())
        return std::nullopt;
    return Span{*first, *std::ranges::find_if(m_times.rbegin(), m_times.rend(), isLive)};
}

std::optional<TimestampMs> LagLines::firstFrom(TimestampMs time) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = std::ranges::find_if(m_times, [&](TimestampMs at) { return at != forgotten && at >= time; });
    return found == m_times.end() ? std::nullopt : std::optional(*found);
}

std::size_t LagLines::samplesBetween(TimestampMs from, TimestampMs to) const
{
    const std::scoped_lock lock(m_mutex);
    return static_cast<std::size_t>(
        std::ranges::count_if(m_times, [&](TimestampMs time) { return time >= from && time <= to; }));
}

std::size_t LagLines::bytes() const
{
    std::vector<std::shared_ptr<GroupLines>> groups;
    std::size_t all = sizeof *this;
    {
        const std::scoped_lock lock(m_mutex);
        all += m_times.size() * sizeof(TimestampMs);
        for (const auto& [name, lines] : m_groups) {
            all += sizeof(GroupLines) + name.capacity() + 128;
            groups.push_back(lines);
        }
    }
    for (const auto& lines : groups) {
        const std::scoped_lock lock(lines->mutex);
        all += lines->total.records.bytes() + lines->total.milliseconds.bytes();
        for (const auto& [topic, part] : lines->topics) {
            all += sizeof(TopicLines) + topic.capacity() + 64;
            all += part.total.records.bytes() + part.total.milliseconds.bytes();
            all += (part.partitions.capacity() - part.partitions.size()) * sizeof(part.partitions[0]);
            for (const auto& entry : part.partitions)
                all += entry.second.records.bytes() + entry.second.milliseconds.bytes() + 8;
        }
    }
    return all;
}

} // namespace weir
