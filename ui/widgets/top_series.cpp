// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/top_series.h"

#include "ui/widgets/plain_text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

namespace weir::ui {
namespace {

constexpr double unknown = -std::numeric_limits<double>::infinity();
/// Grey in the theme's series: what is not one of them.
constexpr int restColor = 7;
/// How much larger another series must be to take a place.
constexpr double clearly = 1.25;

using Points = std::span<const ChartPoint>;

Points inSpan(const std::vector<ChartPoint>& points, double from, double to)
{
    const auto first = std::ranges::lower_bound(points, from, {}, &ChartPoint::seconds);
    const auto end = std::ranges::upper_bound(first, points.end(), to, {}, &ChartPoint::seconds);
    return {first, end};
}

double rankOf(Points points, TopSeries::By by)
{
    double rank = unknown;
    for (auto point = points.rbegin(); point != points.rend(); ++point) {
        if (!std::isfinite(point->value))
            continue;
        if (by == TopSeries::By::Newest)
            return point->value;
        rank = std::max(rank, point->value);
    }
    return rank;
}

bool sameTimes(Points a, Points b)
{
    return std::ranges::equal(a, b, {}, &ChartPoint::seconds, &ChartPoint::seconds);
}

/// Every time at which a member has a point. One sampler asks for all of them, so the times are mostly the same.
std::vector<ChartPoint> timesOf(const std::vector<Points>& members)
{
    std::vector<ChartPoint> times;
    for (const Points& member : members) {
        if (sameTimes(times, member))
            continue;
        std::vector<ChartPoint> both;
        both.reserve(std::max(times.size(), member.size()));
        std::ranges::set_union(times, member, std::back_inserter(both), {}, &ChartPoint::seconds, &ChartPoint::seconds);
        times = std::move(both);
    }
    for (ChartPoint& time : times)
        time.value = 0;
    return times;
}

/// Adds a member to the sum; where it is unknown between its first and its last point, the sum becomes a gap.
void addTo(std::vector<ChartPoint>& sum, Points member)
{
    if (member.empty())
        return;
    auto at = std::ranges::lower_bound(sum, member.front().seconds, {}, &ChartPoint::seconds);
    for (std::size_t i = 0; i < member.size() && at != sum.end(); ++at) {
        if (at->seconds == member[i].seconds)
            at->value += member[i++].value;
        else
            at->value = std::numeric_limits<double>::quiet_NaN();
    }
}

} // namespace

QString SeriesChoice::note() const
{
    if (inRest == 0)
        return {};
    const QString chosen = LineChart::tr("the %1 largest of %2").arg(countText(static_cast<qint64>(all - inRest)), countText(static_cast<qint64>(all)));
    if (restGaps == 0)
        return chosen + LineChart::tr("; the rest is their sum");
    return chosen + LineChart::tr("; the rest is their sum, ")
        + countedText(static_cast<qint64>(restGaps), LineChart::tr("not known at 1 time"), LineChart::tr("not known at %1 times"));
}

void TopSeries::setBy(By by)
{
    if (by != m_by)
        m_slots.clear();
    m_by = by;
}

void TopSeries::chooseSlots(std::span<const ChartSeries> all, const std::vector<double>& ranks)
{
    std::map<QString, double> rankByName;
    for (std::size_t i = 0; i < all.size(); ++i)
        rankByName[all[i].name] = ranks[i];
    std::erase_if(m_slots, [&](const QString& name) { return !rankByName.contains(name); });
    const auto rank = [&](const QString& name) { return rankByName.at(name); };
    while (m_slots.size() > m_most)
        m_slots.erase(std::ranges::min_element(m_slots, {}, rank));
    const std::set<QString> chosen(m_slots.begin(), m_slots.end());
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!chosen.contains(all[i].name))
            others.push_back(i);
    }
    std::ranges::stable_sort(others, std::greater{}, [&](std::size_t i) { return ranks[i]; });
    for (const std::size_t other : others) {
        if (m_slots.size() < m_most) {
            m_slots.push_back(all[other].name);
            continue;
        }
        if (m_slots.empty())
            return;
        const auto least = std::ranges::min_element(m_slots, {}, rank);
        // Also from nothing, where a quarter more is nothing.
        if (!(ranks[other] > rank(*least) * clearly) || ranks[other] <= rank(*least))
            return;
        *least = all[other].name;
    }
}

SeriesChoice TopSeries::choose(std::span<const ChartSeries> all, double from, double to)
{
    SeriesChoice choice;
    choice.all = all.size();
    std::vector<double> ranks;
    std::map<QString, std::size_t> indexes;
    for (std::size_t i = 0; i < all.size(); ++i) {
        ranks.push_back(rankOf(inSpan(all[i].points, from, to), m_by));
        indexes[all[i].name] = i;
    }
    chooseSlots(all, ranks);
    for (std::size_t slot = 0; slot < m_slots.size(); ++slot) {
        const ChartSeries& one = all[indexes.at(m_slots[slot])];
        const Points points = inSpan(one.points, from, to);
        ChartSeries copy{one.name, {points.begin(), points.end()}, one.strong};
        copy.color = static_cast<int>(slot % restColor);
        copy.envelope = one.envelope;
        choice.series.push_back(std::move(copy));
    }
    const std::set<QString> chosen(m_slots.begin(), m_slots.end());
    std::vector<Points> members;
    for (const ChartSeries& one : all) {
        if (!chosen.contains(one.name))
            members.push_back(inSpan(one.points, from, to));
    }
    choice.inRest = members.size();
    if (members.empty())
        return choice;
    ChartSeries rest{m_restName, timesOf(members)};
    rest.color = restColor;
    for (const Points& member : members)
        addTo(rest.points, member);
    choice.restGaps = static_cast<std::size_t>(std::ranges::count_if(rest.points, [](const ChartPoint& p) { return std::isnan(p.value); }));
    choice.series.push_back(std::move(rest));
    return choice;
}

} // namespace weir::ui
