// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/lag_rates.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace weir {
namespace {

using std::chrono::milliseconds;

constexpr double msPerSecond = 1000.0;
/// More than this is not worth a number, and would overflow one.
constexpr double longestSeconds = 100.0 * 365 * 86'400;

TimeAhead ahead(double seconds)
{
    if (!(seconds > 0))
        return {TimeAhead::Kind::Now, milliseconds(0)};
    if (seconds > longestSeconds)
        return {TimeAhead::Kind::Never, milliseconds(0)};
    return {TimeAhead::Kind::In, milliseconds(static_cast<std::int64_t>(seconds * msPerSecond))};
}

TimeAhead never() { return {TimeAhead::Kind::Never, milliseconds(0)}; }

/// How soon, as a number to compare.
int rank(TimeAhead::Kind kind)
{
    switch (kind) {
    case TimeAhead::Kind::Now: return 0;
    case TimeAhead::Kind::In: return 1;
    case TimeAhead::Kind::Unknown: return 2;
    case TimeAhead::Kind::Never: return 3;
    }
    return 2;
}

} // namespace

TimeAhead sooner(const TimeAhead& one, const TimeAhead& other)
{
    const int first = rank(one.kind);
    const int second = rank(other.kind);
    if (first != second)
        return first < second ? one : other;
    return one.in <= other.in ? one : other;
}

TimeAhead later(const TimeAhead& one, const TimeAhead& other)
{
    return sooner(one, other) == one ? other : one;
}

bool RateWindow::Slope::beyondNoise() const { return std::abs(perSecond) * span > noise; }

template <typename Value> std::optional<RateWindow::Slope> RateWindow::slope(const Value& value) const
{
    double count = 0;
    double sumX = 0;
    double sumY = 0;
    double sumXX = 0;
    double sumXY = 0;
    double sumYY = 0;
    std::optional<std::int64_t> origin;
    TimestampMs first = 0;
    TimestampMs last = 0;
    for (const Sample& sample : std::span(m_samples).subspan(m_begin)) {
        const std::int64_t found = value(sample);
        if (found < 0)
            continue;
        if (!origin) {
            origin = found;
            first = sample.time;
        }
        last = sample.time;
        const double x = static_cast<double>(sample.time - first) / msPerSecond;
        const auto y = static_cast<double>(found - *origin);
        count += 1;
        sumX += x;
        sumY += y;
        sumXX += x * x;
        sumXY += x * y;
        sumYY += y * y;
    }
    constexpr double fewest = 3;
    if (count < fewest || last - first < shortest.count())
        return std::nullopt;
    const double spreadX = sumXX - sumX * sumX / count;
    if (spreadX <= 0)
        return std::nullopt;
    const double both = sumXY - sumX * sumY / count;
    const double spreadY = sumYY - sumY * sumY / count;
    Slope slope;
    slope.perSecond = both / spreadX;
    slope.span = static_cast<double>(last - first) / msPerSecond;
    slope.noise = std::sqrt(std::max(0.0, spreadY - both * both / spreadX) / count);
    return slope;
}

void RateWindow::clear() { *this = RateWindow(); }

void RateWindow::add(const RateInput& input, milliseconds window)
{
    if (!m_samples.empty() && input.time <= m_samples.back().time) {
        if (input.time == m_samples.back().time)
            return;
        clear(); // the clock was put back
    }
    // Nothing is concluded across a gap.
    if (!m_samples.empty() && input.time - m_samples.back().time > (window / 2).count())
        clear();
    Sample sample{input.time, input.committed.value_or(-1), input.end.value_or(-1), input.lag.value_or(-1),
                  input.timeLag.nextUnread.value_or(-1)};
    const auto wentBack = [&](auto member) {
        for (auto at = m_samples.rbegin(); at != m_samples.rend(); ++at)
            if ((*at).*member >= 0)
                return sample.*member >= 0 && sample.*member < (*at).*member;
        return false;
    };
    const auto forget = [&](auto member) {
        for (Sample& old : m_samples)
            old.*member = -1;
    };
    if (wentBack(&Sample::end)) {
        clear(); // another log
    } else if (wentBack(&Sample::committed)) {
        forget(&Sample::committed);
        forget(&Sample::lag);
        forget(&Sample::nextUnread);
    }
    dropOld(input.time, window);
    m_samples.push_back(sample);
    m_kind = input.timeLag.kind;
    noteLogStart(input);
    measure();
}

void RateWindow::dropOld(TimestampMs time, milliseconds window)
{
    while (m_begin < m_samples.size() && (time - m_samples[m_begin].time > window.count() ||
                                          m_samples.size() - m_begin >= mostSamples))
        ++m_begin;
    // Seldom, so that not every sample moves all others.
    constexpr std::size_t worthMoving = 32;
    if (m_begin >= worthMoving) {
        m_samples.erase(m_samples.begin(), m_samples.begin() + static_cast<std::ptrdiff_t>(m_begin));
        m_begin = 0;
    }
}

void RateWindow::measure()
{
    m_consumed = slope([](const Sample& sample) { return sample.committed; });
    m_produced = slope([](const Sample& sample) { return sample.end; });
    m_change = slope([](const Sample& sample) { return sample.lag; });
    m_ageing = slope([](const Sample& sample) {
        return sample.nextUnread < 0 ? std::int64_t{-1} : std::max<std::int64_t>(0, sample.time - sample.nextUnread);
    });
}

void RateWindow::noteLogStart(const RateInput& input)
{
    if (!input.logStart)
        return;
    if (m_logStart >= 0 && *input.logStart > m_logStart) {
        if (m_firstMove < 0) {
            m_firstMove = *input.logStart;
            m_firstMoveTime = input.time;
        }
        m_lastMove = *input.logStart;
        m_lastMoveTime = input.time;
    }
    m_logStart = *input.logStart;
}

std::optional<double> RateWindow::consumed() const
{
    return m_consumed ? std::optional(m_consumed->perSecond) : std::nullopt;
}

std::optional<double> RateWindow::produced() const
{
    return m_produced ? std::optional(m_produced->perSecond) : std::nullopt;
}

std::optional<double> RateWindow::change() const
{
    return m_change ? std::optional(m_change->perSecond) : std::nullopt;
}

TimeAhead RateWindow::drained() const
{
    if (m_samples.empty() || m_samples.back().lag < 0)
        return {};
    if (m_samples.back().lag == 0 || m_kind == TimeLag::Kind::CaughtUp)
        return {TimeAhead::Kind::Now, milliseconds(0)};
    if (!m_change)
        return {};
    if (m_change->perSecond >= 0 || !m_change->beyondNoise())
        return never();
    return ahead(static_cast<double>(m_samples.back().lag) / -m_change->perSecond);
}

TimeAhead RateWindow::overtaken(const std::optional<TopicRetention>& retention) const
{
    if (m_samples.empty() || m_samples.back().lag < 0)
        return {};
    if (m_samples.back().lag == 0 || m_kind == TimeLag::Kind::CaughtUp)
        return never();
    if (!retention)
        return {};
    TimeAhead soonest = never();
    if (retention->deletes && retention->time)
        soonest = overtakenByAge(*retention->time);
    // Also where nothing expires by the configuration: somebody may delete records by hand again and again.
    return sooner(soonest, overtakenBySize(retention->deletes && retention->bytes));
}

TimeAhead RateWindow::overtakenByAge(milliseconds retention) const
{
    const Sample& last = m_samples.back();
    if (last.nextUnread < 0)
        return {};
    const double left = static_cast<double>(retention.count() - (last.time - last.nextUnread)) / msPerSecond;
    if (!m_ageing)
        return {};
    // Seconds of age gained in a second. Below a hundredth it keeps up.
    const double gained = m_ageing->perSecond / msPerSecond;
    constexpr double least = 0.01;
    if (gained < least || !m_ageing->beyondNoise())
        return never();
    return ahead(left / gained);
}

TimeAhead RateWindow::overtakenBySize(bool limited) const
{
    const Sample& last = m_samples.back();
    if (last.committed < 0 || m_logStart < 0)
        return {};
    const double between = static_cast<double>(last.committed - m_logStart);
    if (between < 0)
        return {TimeAhead::Kind::Now, milliseconds(0)};
    if (!m_consumed || !m_change)
        return {};
    constexpr TimestampMs longEnough = 60'000;
    double speed = 0;
    if (m_firstMove >= 0 && m_lastMoveTime - m_firstMoveTime >= longEnough)
        speed = static_cast<double>(m_lastMove - m_firstMove) /
                (static_cast<double>(m_lastMoveTime - m_firstMoveTime) / msPerSecond);
    else if (limited && m_logStart > 0)
        speed = produced().value_or(0); // a log that is full gives up as much as it gets
    const double closing = speed - m_consumed->perSecond;
    if (m_change->perSecond <= 0 || !m_change->beyondNoise())
        return never();
    if (speed <= 0) // not full yet, or nothing was deleted so far: only a limit can make it happen
        return limited ? TimeAhead{} : never();
    return closing <= 0 ? never() : ahead(between / closing);
}

} // namespace weir
