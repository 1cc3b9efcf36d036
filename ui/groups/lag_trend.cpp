// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/lag_trend.h"

#include <algorithm>
#include <limits>

namespace weir::ui {

std::optional<double> lagChangePerMinute(const std::vector<LagPoint>& points)
{
    constexpr TimestampMs window = 60'000;
    constexpr TimestampMs least = 10'000;
    if (points.empty() || !points.back().lag)
        return std::nullopt;
    const LagPoint& newest = points.back();
    const auto first = std::ranges::find_if(
        points, [&](const LagPoint& point) { return point.lag && point.time >= newest.time - window; });
    const TimestampMs span = newest.time - first->time;
    if (span < least)
        return std::nullopt;
    return (*newest.lag - *first->lag) * static_cast<double>(window) / static_cast<double>(span);
}

std::vector<double> trendValues(const std::vector<LagPoint>& points, TimestampMs now, std::chrono::milliseconds span,
                                std::size_t slots, std::chrono::milliseconds hold)
{
    std::vector<double> values(slots, std::numeric_limits<double>::quiet_NaN());
    if (!points.empty()) {
        const std::chrono::milliseconds known(now - points.front().time);
        span = std::min(span, std::max(known, std::chrono::milliseconds(std::chrono::minutes(1))));
    }
    auto next = points.begin();
    const LagPoint* standing = nullptr;
    for (std::size_t i = 0; i < slots; ++i) {
        const auto age = span.count() * static_cast<TimestampMs>(slots - 1 - i) / static_cast<TimestampMs>(slots);
        const TimestampMs at = now - age;
        for (; next != points.end() && next->time <= at; ++next)
            standing = &*next;
        if (standing && standing->lag && at - standing->time <= hold.count())
            values[i] = *standing->lag;
    }
    return values;
}

void TrendCache::advance(TimestampMs now)
{
    m_now = now;
    m_values.clear();
}

const std::vector<double>& TrendCache::values(const QString& key)
{
    auto found = m_values.find(key);
    if (found == m_values.end())
        found = m_values.insert(key, trendValues(m_source(key), m_now));
    return *found;
}

} // namespace weir::ui
