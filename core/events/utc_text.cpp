// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/utc_text.h"

#include "core/events/decimal_text.h"

#include <array>

namespace weir {
namespace {

constexpr std::int64_t dayMs = 86'400'000;

char digit(std::int64_t value) { return static_cast<char>('0' + value % 10); }

void appendTwo(std::string& out, std::int64_t value)
{
    const std::array<char, 2> two{digit(value / 10), digit(value)};
    out.append(two.data(), two.size());
}

void appendClock(std::string& out, std::int64_t ms)
{
    const std::array<char, 8> clock{digit(ms / 36'000'000), digit(ms / 3'600'000 % 24 % 10), ':',
                                    digit(ms / 60'000 % 60 / 10), digit(ms / 60'000 % 60), ':',
                                    digit(ms / 1'000 % 60 / 10), digit(ms / 1'000 % 60)};
    out.append(clock.data(), clock.size());
}

void appendMs(std::string& out, std::int64_t ms)
{
    const std::array<char, 3> three{digit(ms / 100), digit(ms / 10), digit(ms)};
    out.append(three.data(), three.size());
}

} // namespace

void UtcText::setTime(TimestampMs time)
{
    std::int64_t day = time / dayMs;
    m_msOfDay = time % dayMs;
    if (m_msOfDay < 0) {
        m_msOfDay += dayMs;
        --day;
    }
    if (day == m_day)
        return;
    m_day = day;
    m_date = formatUtc(time);
    m_date.resize(m_date.find('T'));
}

void UtcText::appendIso(std::string& out, TimestampMs time)
{
    setTime(time);
    out += m_date;
    out += 'T';
    appendClock(out, m_msOfDay);
    out += '.';
    appendMs(out, m_msOfDay % 1'000);
    out += 'Z';
}

void UtcText::append(std::string& out, TimestampMs time, char letter, std::string_view literal)
{
    setTime(time);
    const std::string_view date = m_date;
    switch (letter) {
    case 'I': return appendIso(out, time);
    case 'Q': return appendInteger(out, time);
    case 's': return appendInteger(out, m_day * 86'400 + m_msOfDay / 1'000);
    case 'F': out += date; return;
    case 'T': return appendClock(out, m_msOfDay);
    case 'Y': out += date.substr(0, date.size() - 6); return;
    case 'm': out += date.substr(date.size() - 5, 2); return;
    case 'd': out += date.substr(date.size() - 2); return;
    case 'H': return appendTwo(out, m_msOfDay / 3'600'000);
    case 'M': return appendTwo(out, m_msOfDay / 60'000 % 60);
    case 'S': return appendTwo(out, m_msOfDay / 1'000 % 60);
    case 'L': return appendMs(out, m_msOfDay % 1'000);
    default: out += literal; return;
    }
}

} // namespace weir
