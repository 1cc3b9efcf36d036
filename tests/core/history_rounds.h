// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/history_tiers.h"
#include "tests/core/history_samples.h"

#include <QTest>

#include <random>

namespace weir::test {

using Points = std::vector<std::pair<TimestampMs, std::optional<std::int64_t>>>;

/// What a chart of these points shows at a width.
inline std::vector<HistoryPoint> expected(const Points& points, std::chrono::milliseconds width)
{
    BucketBuilder builder(width, true);
    for (const auto& [time, value] : points)
        builder.add(time, value);
    return pointsOf(builder.take(), width);
}

/// Rounds of one group with one partition; every second, with an odd phase.
class Rounds
{
public:
    void run(GroupHistory& history, TimestampMs from, TimestampMs to, TimestampMs step = 1'000)
    {
        for (TimestampMs time = from; time < to; time += step) {
            if (m_random() % 500 == 0) {
                history.add(failedSample(time), {});
                points.emplace_back(time, std::nullopt);
                continue;
            }
            m_value = std::max<std::int64_t>(0, m_value + static_cast<std::int64_t>(m_random() % 201) - 100);
            history.add(lagSample(time, {lagGroup("g", {lagRow(0, m_value)})}), {lagStatus("g", {m_value * 2})});
            points.emplace_back(time, m_value);
            if ((time / 60'000) != (time - step) / 60'000)
                QVERIFY(history.flush());
        }
    }
    Points points;

private:
    std::mt19937 m_random{42};
    std::int64_t m_value = 100'000;
};

inline HistoryAnswer ask(const GroupHistory& history, const SeriesId& id, TimestampMs from, TimestampMs to, std::size_t most = 100'000,
                  LagMeasure measure = LagMeasure::Records)
{
    auto answer = history.read({{id}, measure, from, to, most}, {});
    return answer ? *answer : HistoryAnswer{};
}

} // namespace weir::test
