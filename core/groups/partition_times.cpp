// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/partition_times.h"

#include <algorithm>
#include <cstdlib>

namespace weir {
namespace {

using std::chrono::milliseconds;

/// By how much clocks of producers and brokers may differ from ours.
constexpr TimestampMs skew = 1000;
/// A wider span proves little when a timestamp falls into it.
constexpr TimestampMs narrow = 5000;
/// Newer than this a log end is as good as the record before it.
constexpr TimestampMs oneRound = 2000;
constexpr std::size_t mostGaps = 8;

using Moment = PartitionTimes::Moment;

Moment estimate(TimestampMs time, TimestampMs oneEnd, TimestampMs otherEnd)
{
    return {Moment::Kind::Estimate, time,
            milliseconds(std::max(std::abs(time - oneEnd), std::abs(otherEnd - time)))};
}

Moment exactly(std::optional<TimestampMs> time, TimestampMs now)
{
    if (!time || !plausible(*time, now))
        return {Moment::Kind::NoTimestamp, 0, milliseconds(0)};
    return {Moment::Kind::Exact, *time, milliseconds(0)};
}

} // namespace

bool plausible(TimestampMs timestamp, TimestampMs now)
{
    return timestamp >= 0 && timestamp <= now + PartitionTimes::mostAhead.count();
}

void PartitionTimes::addEnd(std::int64_t end, TimestampMs from, TimestampMs to)
{
    if (!m_ends.empty() && end < m_ends.back().offset)
        *this = PartitionTimes();
    if (!m_ends.empty() && end == m_ends.back().offset) {
        m_ends.back().last = std::max(m_ends.back().last, from);
        return;
    }
    m_ends.push_back({end, to, from});
    if (m_ends.size() > mostEnds)
        thinEnds();
}

void PartitionTimes::addRecord(std::int64_t asked, std::int64_t found, std::optional<TimestampMs> timestamp)
{
    if (timestamp)
        judgeClock(found, *timestamp);
    const auto place = std::ranges::lower_bound(m_records, found, {}, &KnownRecord::offset);
    if (place != m_records.end() && place->offset == found) {
        place->asked = std::min(place->asked, asked);
        place->time = timestamp;
        return;
    }
    m_records.insert(place, {asked, found, timestamp});
    if (m_records.size() > m_mostRecords)
        thinRecords();
}

void PartitionTimes::addGap(std::int64_t begin, std::int64_t end)
{
    if (begin >= end)
        return;
    for (auto& [low, high] : m_gaps) {
        if (begin <= high && low <= end) {
            low = std::min(low, begin);
            high = std::max(high, end);
            return;
        }
    }
    if (m_gaps.size() >= mostGaps)
        m_gaps.erase(std::ranges::min_element(m_gaps));
    m_gaps.emplace_back(begin, end);
}

void PartitionTimes::addNewest(std::int64_t end, std::int64_t found, std::optional<TimestampMs> timestamp)
{
    addRecord(found, found, timestamp);
    addGap(found + 1, end);
    if (m_newest && m_newest->end > end)
        return;
    milliseconds step(0);
    if (m_newest && m_newest->time && timestamp)
        step = m_newest->offset == found ? m_newest->step : milliseconds(std::abs(*timestamp - *m_newest->time));
    m_newest = Newest{end, found, timestamp, step};
}

void PartitionTimes::forgetBelow(std::int64_t offset, std::size_t groups)
{
    m_mostRecords = std::max(mostRecords, 2 * groups);
    // One of each kind stays in front of the offset: interpolation needs a point on both sides.
    const auto spare = [&](auto& points) {
        const auto above = std::ranges::upper_bound(points, offset, {}, [](const auto& point) { return point.offset; });
        if (above - points.begin() > 1)
            points.erase(points.begin(), above - 1);
    };
    spare(m_ends);
    spare(m_records);
    std::erase_if(m_gaps, [&](const auto& gap) { return gap.second <= offset; });
}

std::int64_t PartitionTimes::skipGaps(std::int64_t offset) const
{
    for (bool moved = true; moved;) {
        moved = false;
        for (const auto& [begin, end] : m_gaps) {
            if (begin <= offset && offset < end) {
                offset = end;
                moved = true;
            }
        }
    }
    return offset;
}

Moment PartitionTimes::at(std::int64_t offset, TimestampMs now) const
{
    offset = skipGaps(offset);
    const auto known = std::ranges::lower_bound(m_records, offset, {}, &KnownRecord::offset);
    if (known != m_records.end() && known->asked <= offset)
        return exactly(known->time, now);
    return between(offset, now);
}

/// Linear between the nearest known point on either side. Never beyond the known ones.
Moment PartitionTimes::between(std::int64_t offset, TimestampMs now) const
{
    struct Point {
        std::int64_t offset;
        TimestampMs time;
    };
    std::optional<Point> low;
    std::optional<Point> high;
    const auto nearer = [&](std::int64_t at, TimestampMs lowTime, TimestampMs highTime) {
        if (at <= offset && (!low || at >= low->offset))
            low = Point{at, lowTime};
        if (at > offset && (!high || at < high->offset))
            high = Point{at, highTime};
    };
    auto record = std::ranges::upper_bound(m_records, offset, {}, &KnownRecord::offset);
    // Records without a usable timestamp are no points; a few in a row are stepped over, many mean that none has one.
    constexpr int steps = 8;
    auto below = record;
    for (int i = 0; i < steps && below != m_records.begin(); ++i) {
        --below;
        if (below->time && plausible(*below->time, now)) {
            nearer(below->offset, *below->time, *below->time);
            break;
        }
    }
    for (int i = 0; i < steps && record != m_records.end(); ++i, ++record) {
        if (record->time && plausible(*record->time, now)) {
            nearer(record->offset, *record->time, *record->time);
            break;
        }
    }
    if (m_clock != Clock::Broken) {
        const auto end = std::ranges::upper_bound(m_ends, offset, {}, &End::offset);
        if (end != m_ends.begin())
            nearer((end - 1)->offset, (end - 1)->last, (end - 1)->first);
        if (end != m_ends.end())
            nearer(end->offset, end->last, end->first);
    }
    if (!low || !high)
        return {};
    const double part = static_cast<double>(offset - low->offset) / static_cast<double>(high->offset - low->offset);
    const double span = static_cast<double>(high->time - low->time);
    return estimate(low->time + static_cast<TimestampMs>(part * span), low->time, high->time);
}

Moment PartitionTimes::newest(std::int64_t end, TimestampMs now) const
{
    if (m_newest && m_newest->end == end)
        return exactly(m_newest->time, now);
    if (!m_records.empty() && m_records.back().offset == end - 1)
        return exactly(m_records.back().time, now);
    const auto found = std::ranges::lower_bound(m_ends, end, {}, &End::offset);
    const bool grewHere = found != m_ends.end() && found->offset == end && found != m_ends.begin();
    if (grewHere && m_clock != Clock::Broken) {
        const TimestampMs after = (found - 1)->last;
        const TimestampMs before = found->first;
        // The last of the records that came between two samples.
        const auto records = static_cast<double>(std::max<std::int64_t>(1, end - (found - 1)->offset));
        const auto back = static_cast<TimestampMs>(static_cast<double>(before - after) / (records + 1));
        Moment moment = estimate(before - back, after, before);
        if (m_clock == Clock::Kept && before - after <= oneRound)
            moment.kind = Moment::Kind::Exact;
        return moment;
    }
    // Producers that send old timestamps: the newest record that was read, give or take as much as it moved before.
    if (m_clock == Clock::Broken && m_newest && m_newest->time && plausible(*m_newest->time, now) &&
        m_newest->end <= end)
        return {Moment::Kind::Estimate, *m_newest->time, std::max(milliseconds(skew), m_newest->step)};
    return {};
}

std::optional<std::int64_t> PartitionTimes::lastEnd() const
{
    return m_ends.empty() ? std::nullopt : std::optional(m_ends.back().offset);
}

/// Compares a record's timestamp with the samples between which it was written.
void PartitionTimes::judgeClock(std::int64_t offset, TimestampMs timestamp)
{
    const auto end = std::ranges::upper_bound(m_ends, offset, {}, &End::offset);
    if (end == m_ends.begin() || end == m_ends.end())
        return;
    const TimestampMs after = (end - 1)->last;
    const TimestampMs before = end->first;
    if (timestamp < after - skew || timestamp > before + skew) {
        m_clock = Clock::Broken;
        m_kept = 0;
        return;
    }
    if (before - after > narrow)
        return;
    ++m_kept;
    constexpr int trustedAgain = 5;
    if (m_clock == Clock::NotSeen || m_kept >= trustedAgain)
        m_clock = Clock::Kept;
}

/// Leaves out every second of the older half: what is long past may be coarse, and the range grows with each thinning.
void PartitionTimes::thinEnds()
{
    const std::size_t half = m_ends.size() / 2;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_ends.size(); ++i)
        if (i == 0 || i >= half || i % 2 == 0)
            m_ends[kept++] = m_ends[i];
    m_ends.resize(kept);
}

void PartitionTimes::thinRecords()
{
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_records.size(); ++i)
        if (i == 0 || i + 1 == m_records.size() || i % 2 == 0)
            m_records[kept++] = m_records[i];
    m_records.resize(kept);
}

} // namespace weir
