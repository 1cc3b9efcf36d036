// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/lag_history.h"

#include <algorithm>

namespace weir {
namespace {

constexpr TimestampMs recentMs = 5 * 60 * 1'000;
constexpr TimestampMs bucketMs = 10 * 1'000;

/// A row that is unknown only for now makes the total dip, so the total becomes a gap. What stays unknown (a deleted
/// topic, a topic one may not see) would leave a gap for ever; there the rest is shown.
bool totalIsWhole(const GroupLag& group)
{
    if (!group.lag)
        return false;
    return std::ranges::all_of(group.rows, [](const PartitionLag& row) {
        return !row.error || row.error->kind == ErrorKind::NotFound || row.error->kind == ErrorKind::NotAuthorized;
    });
}

std::optional<double> toNumber(std::optional<std::int64_t> lag)
{
    return lag ? std::optional<double>(static_cast<double>(*lag)) : std::nullopt;
}

/// Keeps the highest point of each ten seconds: peaks are what one looks for. Gaps stay.
void thinInto(std::deque<LagPoint>& thinned, LagPoint point)
{
    if (!thinned.empty() && thinned.back().lag && point.lag &&
        point.time / bucketMs == thinned.back().time / bucketMs) {
        if (*point.lag > *thinned.back().lag)
            thinned.back() = point;
        return;
    }
    thinned.push_back(point);
}

void dropFrom(std::deque<LagPoint>& points, TimestampMs time)
{
    while (!points.empty() && points.back().time >= time)
        points.pop_back();
}

} // namespace

LagHistory::LagHistory(std::chrono::milliseconds span, std::chrono::milliseconds silence)
    : m_span(span), m_silence(silence)
{
}

void LagHistory::append(Series& series, LagPoint point) const
{
    const bool afterGap = series.recent.empty() ? series.thinned.empty() || !series.thinned.back().lag
                                                : !series.recent.back().lag;
    // One point marks a gap, however long it is; and a line does not begin with one.
    if (point.lag || !afterGap)
        series.recent.push_back(point);
    while (!series.recent.empty() && series.recent.front().time < point.time - recentMs) {
        thinInto(series.thinned, series.recent.front());
        series.recent.pop_front();
    }
    for (auto* points : {&series.thinned, &series.recent})
        while (!points->empty() && points->front().time < point.time - m_span.count())
            points->pop_front();
}

void LagHistory::dropLaterThan(TimestampMs time)
{
    const auto drop = [&](Series& series) {
        dropFrom(series.recent, time);
        dropFrom(series.thinned, time);
    };
    for (auto& [id, series] : m_groups)
        drop(series);
    for (auto& [id, partitions] : m_partitions)
        for (auto& [partition, series] : partitions)
            drop(series);
}

void LagHistory::breakLines(TimestampMs time, bool all)
{
    const auto breakLine = [&](Series& series) {
        if (all || series.round != m_round)
            append(series, {time, std::nullopt});
    };
    for (auto& [id, series] : m_groups)
        breakLine(series);
    for (auto& [id, partitions] : m_partitions)
        for (auto& [partition, series] : partitions)
            breakLine(series);
}

void LagHistory::add(const LagSample& sample)
{
    // A clock that was set back would otherwise draw the line backwards.
    if (m_last && sample.time <= *m_last)
        dropLaterThan(sample.time);
    // The break lies right behind the last sample, so that the new point follows it in time order.
    if (m_last && sample.time - *m_last > m_silence.count() + sample.took.count())
        breakLines(*m_last + 1, true);
    m_last = sample.time;
    ++m_round;
    if (sample.groups) {
        for (const GroupLag& group : sample.groups->values) {
            const auto add = [&](Series& series, std::optional<double> lag) {
                series.round = m_round;
                append(series, {sample.time, lag});
            };
            add(m_groups[group.group], totalIsWhole(group) ? toNumber(group.lag) : std::nullopt);
            PartitionSeries& partitions = m_partitions[group.group];
            for (const PartitionLag& row : group.rows)
                add(partitions[row.partition], toNumber(row.lag));
        }
    }
    breakLines(sample.time, false);
    dropEmpty();
}

void LagHistory::dropEmpty()
{
    const auto isEmpty = [](const auto& entry) { return entry.second.recent.empty() && entry.second.thinned.empty(); };
    std::erase_if(m_groups, isEmpty);
    for (auto& [id, partitions] : m_partitions)
        std::erase_if(partitions, isEmpty);
    std::erase_if(m_partitions, [](const auto& entry) { return entry.second.empty(); });
}

std::vector<LagPoint> LagHistory::pointsOf(const Series& series)
{
    std::vector<LagPoint> points(series.thinned.begin(), series.thinned.end());
    points.insert(points.end(), series.recent.begin(), series.recent.end());
    return points;
}

std::vector<LagPoint> LagHistory::group(const std::string& id) const
{
    const auto found = m_groups.find(id);
    return found == m_groups.end() ? std::vector<LagPoint>() : pointsOf(found->second);
}

std::map<TopicPartition, std::vector<LagPoint>> LagHistory::partitions(const std::string& group) const
{
    std::map<TopicPartition, std::vector<LagPoint>> all;
    if (const auto found = m_partitions.find(group); found != m_partitions.end())
        for (const auto& [partition, series] : found->second)
            all.emplace(partition, pointsOf(series));
    return all;
}

} // namespace weir
