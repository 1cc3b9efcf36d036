// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/alert_condition.h"

#include "core/groups/health_reason.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace weir {
namespace {

using Condition = AlertRule::Condition;

std::array<Health, 2> badStates(Condition condition)
{
    return condition == Condition::Stalled ? std::array{Health::Stalled, Health::Stopped}
                                           : std::array{Health::LosingData, Health::Reset};
}

/// A group shows only the worst state of its partitions, so a stalled partition may hide behind one that loses data.
const HealthVerdict* verdictOf(Condition condition, const GroupStatus& status)
{
    const auto wanted = badStates(condition);
    const auto isBad = [&](const LagStatus& one) {
        return std::ranges::find(wanted, one.health.health) != wanted.end();
    };
    const auto found = std::ranges::find_if(status.partitions, isBad);
    if (found != status.partitions.end())
        return &found->health;
    return isBad(status.total) ? &status.total.health : nullptr;
}

Holds lagHolds(const AlertRule& rule, const GroupLag& group)
{
    if (group.lag && static_cast<double>(*group.lag) > rule.threshold)
        return Holds::Yes;
    return group.lag && !group.partial ? Holds::No : Holds::Unknown;
}

Holds timeLagHolds(const AlertRule& rule, const GroupStatus* status)
{
    if (status == nullptr)
        return Holds::Unknown;
    const TimeLag& time = status->total.time;
    if (time.kind != TimeLag::Kind::Unknown && static_cast<double>(time.behind.count()) > rule.threshold)
        return Holds::Yes;
    return time.kind == TimeLag::Kind::Unknown || status->unknownTimes > 0 ? Holds::Unknown : Holds::No;
}

Holds healthHolds(const AlertRule& rule, const GroupLag& group, const GroupStatus* status)
{
    if (status == nullptr)
        return Holds::Unknown;
    if (verdictOf(rule.condition, *status) != nullptr)
        return Holds::Yes;
    return group.partial || status->total.health.health == Health::Unknown ? Holds::Unknown : Holds::No;
}

} // namespace

Holds conditionHolds(const AlertRule& rule, const GroupLag& group, const GroupStatus* status)
{
    switch (rule.condition) {
    case Condition::LagAbove: return lagHolds(rule, group);
    case Condition::TimeLagAbove: return timeLagHolds(rule, status);
    case Condition::Stalled:
    case Condition::LosingData: return healthHolds(rule, group, status);
    case Condition::Growing:
    case Condition::DeadLetterGrowth: break;
    }
    return Holds::Unknown;
}

std::string conditionSentence(const AlertRule& rule, const GroupLag& group, const GroupStatus* status)
{
    const std::string records = group.lag ? groupedNumber(*group.lag) : "an unknown number of";
    switch (rule.condition) {
    case Condition::LagAbove:
        return records + " records behind, more than " + groupedNumber(std::llround(rule.threshold)) + ".";
    case Condition::TimeLagAbove: {
        const auto limit = formatDuration(std::chrono::milliseconds(std::llround(rule.threshold)));
        const auto behind = status != nullptr ? status->total.time.behind : std::chrono::milliseconds(0);
        const bool about = status != nullptr && status->total.time.kind == TimeLag::Kind::Estimate;
        return (about ? "About " : "") + formatDuration(behind) + " behind (" + records + " records), more than " +
               limit + ".";
    }
    case Condition::Stalled:
    case Condition::LosingData:
        if (const auto* verdict = status != nullptr ? verdictOf(rule.condition, *status) : nullptr) {
            if (!verdict->reason.empty())
                return verdict->reason;
            return "The group is " + std::string(healthCode(verdict->health)) + ", " + records + " records wait.";
        }
        break;
    case Condition::Growing:
    case Condition::DeadLetterGrowth: break;
    }
    return records + " records behind.";
}

void RisingLag::add(std::optional<std::int64_t> lag, int samples)
{
    m_known = lag.has_value();
    if (!lag)
        return;
    if (!m_before.empty()) {
        const std::int64_t low = *std::ranges::min_element(m_before);
        if (m_rises == 0)
            m_from = low;
        m_rises = *lag > low ? std::min(m_rises + 1, samples) : 0;
    }
    m_before.push_back(*lag);
    while (m_before.size() > static_cast<std::size_t>(std::max(1, samples)))
        m_before.pop_front();
}

Holds RisingLag::holds(int samples) const
{
    if (!m_known || m_before.size() < 2)
        return Holds::Unknown;
    return m_rises >= std::max(1, samples) ? Holds::Yes : Holds::No;
}

std::int64_t RisingLag::risen() const { return m_before.empty() ? 0 : m_before.back() - m_from; }

void RisingLag::forget() { *this = {}; }

} // namespace weir
