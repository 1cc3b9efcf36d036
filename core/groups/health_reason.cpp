// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/health_reason.h"

#include "core/groups/health.h"

#include <algorithm>

namespace weir {

std::string groupedNumber(std::int64_t number)
{
    std::string digits = std::to_string(number);
    constexpr std::size_t group = 3;
    const std::size_t sign = number < 0 ? 1 : 0;
    for (std::size_t at = digits.size(); at > sign + group;) {
        at -= group;
        digits.insert(at, ",");
    }
    return digits;
}

std::string recordCount(std::int64_t records)
{
    return groupedNumber(records) + (records == 1 ? " record" : " records");
}

std::string recordsWait(std::int64_t records) { return recordCount(records) + (records == 1 ? " waits" : " wait"); }

namespace {

std::string since(TimestampMs begin, TimestampMs now)
{
    return formatDuration(std::chrono::milliseconds(std::max<TimestampMs>(0, now - begin)));
}

std::string okReason(const HealthInput& input)
{
    if (input.lag.value_or(0) == 0) {
        if (input.note == LagNote::BelowLogStart)
            return "Nothing waits; the log was emptied before the group had read it.";
        return input.ownership == Ownership::NoMembers ? "No member, and nothing waits." : "Everything is read.";
    }
    if (input.timeLag.kind == TimeLag::Kind::CaughtUp)
        return "Everything is read: only transaction markers and removed records remain.";
    return "Keeps up: " + recordsWait(*input.lag) + ".";
}

std::string aheadReason(const HealthInput& input)
{
    if (input.overtaken.kind == TimeAhead::Kind::Now)
        return "Retention may delete unread records at any moment: the next one has reached the limit.";
    return "Retention will delete unread records in " + formatDuration(input.overtaken.in) + " at the present rates.";
}

std::string stoppedReason(const HealthInput& input, const std::string& aloneFor)
{
    const std::string wait = recordsWait(input.lag.value_or(0));
    std::string reason = input.ownership == Ownership::Orphaned
                             ? "No member reads this topic any more, and " + wait + "."
                             : "The group has had no member for " + aloneFor + ", and " + wait + ".";
    if (input.note == LagNote::BelowLogStart && input.logStart && input.committed)
        reason += " Retention has deleted " + recordCount(*input.logStart - *input.committed) + " it had not read.";
    return reason;
}

std::string standing(const HealthInput& input)
{
    if (input.lastStable && input.end && input.committed && *input.committed == *input.lastStable &&
        *input.lastStable < *input.end)
        return " It waits for an open transaction: nothing is stable from offset " + groupedNumber(*input.lastStable) + " on.";
    if (input.ownership == Ownership::Unknown)
        return " Its members are not visible.";
    return {};
}

} // namespace

std::string HealthTracker::reasonFor(Health health, const HealthInput& input) const
{
    const std::int64_t lag = input.lag.value_or(0);
    switch (health) {
    case Health::LosingData:
        if (input.note == LagNote::BelowLogStart && input.logStart && input.committed)
            return "Retention deleted " + recordCount(*input.logStart - *input.committed) + " the group had not read; " +
                   recordsWait(lag) + ".";
        return aheadReason(input);
    case Health::Reset:
        if (input.note == LagNote::BeyondEnd)
            return "Committed offset " + groupedNumber(input.committed.value_or(0)) + " lies beyond the end " +
                   groupedNumber(input.end.value_or(0)) + ": the topic was re-created or truncated.";
        return "The end of the log went back from " + groupedNumber(m_droppedFrom.value_or(0)) +
               ": the topic was re-created or truncated, and nothing has been committed since.";
    case Health::Stalled:
        return "Nothing committed for " + since(std::max(m_movedAt, m_waitingSince.value_or(0)), input.time) + " while " +
               recordsWait(lag) + "." + standing(input);
    case Health::Rewound:
        return "The committed offset went back from " + groupedNumber(m_rewoundFrom.value_or(0)) + " to " +
               groupedNumber(m_rewoundTo) + "; " +
               recordCount(m_rewoundFrom.value_or(0) - input.committed.value_or(0)) + " to read again" +
               (m_alone ? ", and no member reads." : ".");
    case Health::Stopped:
        return stoppedReason(input, since(m_alone.value_or(input.time), input.time));
    case Health::Growing: {
        const auto rise = m_minute.rise() ? m_minute.rise() : m_sixMinutes.rise();
        if (!rise)
            return recordsWait(lag) + ", more and more.";
        return "Lag rose from " + groupedNumber(rise->from) + " to " + groupedNumber(rise->to) + " records within " +
               formatDuration(rise->over) + ", at its lowest points.";
    }
    case Health::Lagging: {
        const std::string about = input.timeLag.kind == TimeLag::Kind::Estimate ? "About " : "";
        return about + formatDuration(input.timeLag.behind) + " behind; " + recordsWait(lag) + ".";
    }
    case Health::Ok: return okReason(input);
    case Health::Unknown: break;
    }
    return {};
}

} // namespace weir
