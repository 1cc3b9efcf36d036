// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_rate.h"

#include <algorithm>

namespace weir {
namespace {

constexpr auto window = std::chrono::seconds(10);

std::chrono::steady_clock::duration toDuration(double seconds)
{
    return std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(seconds));
}

} // namespace

void ReplayRate::set(double perSecond, Time now)
{
    m_perSecond = perSecond;
    m_next = now;
}

std::size_t ReplayRate::batch(std::size_t most) const
{
    if (m_perSecond <= 0)
        return most;
    return std::clamp<std::size_t>(static_cast<std::size_t>(std::min(m_perSecond / 2, 1e9)), 1, most);
}

std::chrono::milliseconds ReplayRate::wait(Time now) const
{
    if (m_perSecond <= 0 || m_next <= now)
        return std::chrono::milliseconds(0);
    return std::chrono::ceil<std::chrono::milliseconds>(m_next - now);
}

void ReplayRate::sent(std::size_t records, Time now)
{
    if (m_perSecond <= 0)
        return;
    // A batch that took longer than its share does not earn the next ones a burst.
    m_next = std::max(m_next, now - std::chrono::seconds(1)) + toDuration(static_cast<double>(records) / m_perSecond);
}

void ReplaySpeed::sent(std::int64_t records, Time now)
{
    if (m_samples.empty() || m_samples.back().time < now - window)
        m_began = now;
    m_samples.push_back({now, records});
    while (m_samples.front().time < now - window)
        m_samples.pop_front();
}

double ReplaySpeed::perSecond(Time now) const
{
    std::int64_t sum = 0;
    for (const Sample& sample : m_samples)
        if (sample.time >= now - window)
            sum += sample.records;
    const auto span = std::clamp<std::chrono::steady_clock::duration>(now - m_began, std::chrono::milliseconds(500), window);
    return static_cast<double>(sum) / std::chrono::duration<double>(span).count();
}

} // namespace weir
