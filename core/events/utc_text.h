// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <string>
#include <string_view>

namespace weir {

/// Writes times as formatUtc() does, but remembers the day: a run writes millions of times of the same day. One thread at
/// a time.
class UtcText
{
public:
    /// "2026-11-23T14:07:31.208Z".
    void appendIso(std::string& out, TimestampMs time);
    /// A letter of a time pattern (time_maker.cpp) or, for 0, the literal.
    void append(std::string& out, TimestampMs time, char letter, std::string_view literal);

private:
    void setTime(TimestampMs time);

    std::int64_t m_day = INT64_MIN;
    std::int64_t m_msOfDay = 0;
    std::string m_date; ///< of m_day, "2026-11-23"
};

} // namespace weir
