// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/time_places.h"

#include <algorithm>
#include <limits>

namespace weir {
namespace {

constexpr std::int64_t nearEnough = 64;
/// In a long topic a twenty-thousandth of it is less than the scroll bar can say, and saves questions to the brokers.
constexpr std::int64_t finest = 20'000;
constexpr int mostQuestions = 16;
constexpr std::size_t mostRemembered = 2000;
constexpr TimestampMs latest = std::numeric_limits<TimestampMs>::max() / 2; ///< so that spans of time fit

/// value * part / whole without overflow.
std::int64_t scaled(std::int64_t value, std::int64_t part, std::int64_t whole)
{
    return whole <= 0 ? 0
                      : static_cast<std::int64_t>(static_cast<long double>(value) * static_cast<long double>(part) /
                                                  static_cast<long double>(whole));
}

} // namespace

TimePlaces::TimePlaces(Admin& admin, const ResolvedRange& range) : m_admin(admin), m_range(range)
{
    for (const auto& [partition, part] : range) {
        m_partitions.push_back(partition);
        m_begin.place[partition.partition] = part.begin;
        m_end.place[partition.partition] = part.begin + part.size();
        m_end.position += part.size();
    }
}

std::int64_t TimePlaces::positionOf(const TopicPlace& place) const
{
    std::int64_t position = 0;
    for (const auto& [partition, offset] : place)
        position += offset - m_begin.place.at(partition);
    return position;
}

Result<TopicPlace> TimePlaces::at(TimestampMs time, const Call& call)
{
    if (time < 0)
        return m_begin.place; // records without a timestamp come first
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto known = m_samples.find(time); known != m_samples.end())
            return known->second.place;
    }
    const auto answer = m_admin.offsetsAtTime(m_partitions, time, call);
    if (answer.values.empty() && !m_partitions.empty())
        return fail(answer.failures.empty() ? timedOutError("Looking up offsets by time") : answer.failures.front().error);
    TopicPlace place;
    std::int64_t passed = 0;
    std::int64_t asked = 0;
    for (const auto& [partition, offset] : answer.values) {
        const std::int32_t id = partition.partition;
        place[id] = std::clamp(offset, m_begin.place.at(id), m_end.place.at(id));
        passed += place[id] - m_begin.place.at(id);
        asked += m_end.place.at(id) - m_begin.place.at(id);
    }
    for (const TopicPartition& partition : m_partitions) {
        const std::int32_t id = partition.partition;
        const std::int64_t begin = m_begin.place.at(id);
        place.try_emplace(id, begin + scaled(m_end.place.at(id) - begin, passed, asked));
    }
    if (answer.failures.empty()) {
        const std::scoped_lock lock(m_mutex);
        if (m_samples.size() >= mostRemembered)
            m_samples.clear();
        m_samples[time] = {positionOf(place), place};
    }
    return place;
}

void TimePlaces::setEnds(TimestampMs oldest, TimestampMs newest)
{
    const std::scoped_lock lock(m_mutex);
    const TimestampMs first = std::clamp<TimestampMs>(oldest, 0, latest);
    m_ends = {first, std::clamp<TimestampMs>(newest, first, latest)};
}

bool TimePlaces::endsKnown() const
{
    const std::scoped_lock lock(m_mutex);
    return m_ends.has_value();
}

TimePlaces::Bracket TimePlaces::bracket(std::int64_t position) const
{
    const std::scoped_lock lock(m_mutex);
    const auto [oldest, newest] = m_ends.value_or(std::pair<TimestampMs, TimestampMs>(0, nowMs()));
    Bracket around{oldest, m_begin, newest + 1, m_end, false};
    for (const auto& [time, sample] : m_samples) {
        if (sample.position <= position && time >= around.lowTime && time < around.highTime) {
            around.lowTime = time;
            around.low = sample;
        } else if (sample.position > position && time > around.lowTime) {
            around.highTime = std::min(around.highTime, time);
            around.high = sample;
            around.highAsked = true;
            break;
        }
    }
    return around;
}

/// Mostly by the slope between the two ends; every third time the middle, for topics whose rate jumps.
TimestampMs TimePlaces::guess(const Bracket& around, std::int64_t position, std::int64_t close, int round)
{
    const TimestampMs span = around.highTime - around.lowTime;
    const std::int64_t wanted = std::max<std::int64_t>(0, position - around.low.position - close / 2);
    const TimestampMs step =
        round % 3 == 2 ? span / 2 : scaled(span, wanted, around.high.position - around.low.position);
    return around.lowTime + std::clamp<TimestampMs>(step, 1, span - 1);
}

TopicPlace TimePlaces::fill(const Bracket& around, std::int64_t position)
{
    TopicPlace place = around.low.place;
    std::int64_t left = position - around.low.position;
    for (auto& [partition, offset] : place) {
        const std::int64_t step = std::clamp<std::int64_t>(around.high.place.at(partition) - offset, 0, left);
        offset += step;
        left -= step;
    }
    return place;
}

TopicPlace TimePlaces::spread(const Bracket& around, std::int64_t position)
{
    TopicPlace place = around.low.place;
    const std::int64_t whole = around.high.position - around.low.position;
    for (auto& [partition, offset] : place) {
        const std::int64_t room = std::max<std::int64_t>(0, around.high.place.at(partition) - offset);
        offset += scaled(room, position - around.low.position, whole);
    }
    return place;
}

Result<TopicPlace> TimePlaces::near(std::int64_t position, const Call& call)
{
    if (position <= 0)
        return m_begin.place;
    if (position >= m_end.position)
        return m_end.place;
    Bracket around = bracket(position);
    if (m_partitions.size() == 1)
        return fill({0, m_begin, 0, m_end, true}, position);
    const std::int64_t close = std::max(nearEnough, m_end.position / finest);
    for (int round = 0; round < mostQuestions; ++round) {
        if (position - around.low.position <= close)
            return around.low.place;
        // The end of the last moment was assumed, not asked for: what lies beyond it has lost its order by time, behind
        // records dated far ahead.
        const bool oneMoment = around.highTime - around.lowTime <= 1;
        if (oneMoment && around.highAsked)
            return fill(around, position);
        const TimestampMs time = oneMoment ? around.highTime : guess(around, position, close, round);
        const auto place = at(time, call);
        if (call.over())
            return fail(call.stop.stop_requested() ? cancelledError("Finding a place in the topic")
                                                   : timedOutError("Finding a place in the topic"));
        if (!place) // no search by time here: the partitions' lengths are all there is
            break;
        const Sample sample{positionOf(*place), *place};
        const bool before = sample.position <= position;
        (before ? around.low : around.high) = sample;
        if (oneMoment && before)
            break;
        (before ? around.lowTime : around.highTime) = time;
        around.highAsked = around.highAsked || !before;
    }
    return spread(around, position);
}

} // namespace weir
