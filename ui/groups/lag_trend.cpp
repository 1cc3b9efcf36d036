// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/lag_trend.h"

#include <algorithm>
#include <limits>

namespace weir::ui {

std::vector<double> trendValues(const std::vector<HistoryPoint>& points, TimestampMs now, std::chrono::milliseconds span,
                                std::size_t slots, std::chrono::milliseconds hold)
{
    std::vector<double> values(slots, std::numeric_limits<double>::quiet_NaN());
    if (!points.empty()) {
        const std::chrono::milliseconds known(now - points.front().time);
        span = std::min(span, std::max(known, std::chrono::milliseconds(std::chrono::minutes(1))));
    }
    auto next = points.begin();
    const HistoryPoint* standing = nullptr;
    for (std::size_t i = 0; i < slots; ++i) {
        const auto age = span.count() * static_cast<TimestampMs>(slots - 1 - i) / static_cast<TimestampMs>(slots);
        const TimestampMs at = now - age;
        for (; next != points.end() && next->time <= at; ++next)
            standing = &*next;
        if (standing && standing->last && at - standing->time <= hold.count())
            values[i] = *standing->last;
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
