// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/time.h"

#include <cstdio>

namespace weir {
namespace {

std::string pair(std::int64_t big, const char* bigUnit, std::int64_t small, const char* smallUnit)
{
    char text[64];
    std::snprintf(text, sizeof text, "%lld %s %02lld %s", static_cast<long long>(big), bigUnit,
                  static_cast<long long>(small), smallUnit);
    return text;
}

} // namespace

TimestampMs nowMs()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::string formatUtc(TimestampMs time)
{
    // Days and the rest are split by hand: std::chrono's calendar would overflow for foreign timestamps
    // such as INT64_MAX, which occur in real topics.
    std::int64_t days = time / 86'400'000;
    std::int64_t rest = time % 86'400'000;
    if (rest < 0) {
        rest += 86'400'000;
        --days;
    }
    // Civil date from a day count, proleptic Gregorian calendar, 400-year eras that start on 1 March.
    const std::int64_t z = days + 719'468;
    const std::int64_t era = (z >= 0 ? z : z - 146'096) / 146'097;
    const std::int64_t dayOfEra = z - era * 146'097;
    const std::int64_t yearOfEra =
        (dayOfEra - dayOfEra / 1'460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
    const std::int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const std::int64_t shifted = (5 * dayOfYear + 2) / 153;
    const std::int64_t day = dayOfYear - (153 * shifted + 2) / 5 + 1;
    const std::int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    const std::int64_t year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    char text[64];
    std::snprintf(text, sizeof text, "%04lld-%02lld-%02lldT%02lld:%02lld:%02lld.%03lldZ",
                  static_cast<long long>(year), static_cast<long long>(month), static_cast<long long>(day),
                  static_cast<long long>(rest / 3'600'000), static_cast<long long>(rest / 60'000 % 60),
                  static_cast<long long>(rest / 1'000 % 60), static_cast<long long>(rest % 1'000));
    return text;
}

std::string formatDuration(std::chrono::milliseconds span)
{
    const std::int64_t ms = span.count();
    if (ms < 0)
        return "-" + formatDuration(std::chrono::milliseconds(ms == INT64_MIN ? INT64_MAX : -ms));
    if (ms < 1'000)
        return std::to_string(ms) + " ms";
    const std::int64_t s = ms / 1'000;
    if (s < 60)
        return std::to_string(s) + " s";
    if (s < 3'600)
        return pair(s / 60, "min", s % 60, "s");
    if (s < 86'400)
        return pair(s / 3'600, "h", s / 60 % 60, "min");
    return pair(s / 86'400, "d", s / 3'600 % 24, "h");
}

} // namespace weir
