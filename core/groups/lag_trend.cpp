// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/lag_trend.h"

#include <algorithm>

namespace weir {

void LagTrend::clear() { *this = LagTrend(); }

void LagTrend::add(TimestampMs time, std::int64_t lag, std::chrono::milliseconds span)
{
    if (m_now.samples >= fewestInSpan && time - m_now.begin >= span.count()) {
        if (m_count == spans) {
            std::shift_left(m_over.begin(), m_over.end(), 1);
            --m_count;
        }
        m_over[m_count++] = m_now;
        m_now = Span();
    }
    if (m_now.samples == 0)
        m_now = {time, lag, lag, 0};
    m_now.low = std::min(m_now.low, lag);
    m_now.high = std::max(m_now.high, lag);
    ++m_now.samples;
}

std::optional<LagTrend::Rise> LagTrend::rise() const
{
    if (m_count < spans)
        return std::nullopt;
    const Span& first = m_over.front();
    const Span& last = m_over.back();
    std::size_t up = 0;
    for (std::size_t i = 1; i < spans; ++i) {
        up += m_over[i].low > m_over[i - 1].low ? 1U : 0U;
        if (m_over[i].low < first.low || m_over[i - 1].low > last.low)
            return std::nullopt;
    }
    std::array<std::int64_t, spans> swing{};
    std::ranges::transform(m_over, swing.begin(), [](const Span& span) { return span.high - span.low; });
    std::ranges::nth_element(swing, swing.begin() + spans / 2);
    const std::int64_t usual = swing[spans / 2];
    constexpr std::int64_t fewestRecords = 5;
    constexpr std::int64_t partOfSwing = 4;
    if (up + 2 < spans || last.low - first.low < std::max(fewestRecords, usual / partOfSwing) || last.low <= usual)
        return std::nullopt;
    return Rise{first.low, last.low, std::chrono::milliseconds(m_now.begin - first.begin)};
}

} // namespace weir
