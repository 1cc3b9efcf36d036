// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/lag_check.h"

#include "core/groups/health_reason.h"

#include "core/base/bytes.h"
#include "core/groups/alert_condition.h"
#include "core/groups/alert_rule.h"

#include <algorithm>
#include <limits>

namespace weir {
namespace {

using Field = LagCheck::Field;
using Compare = LagCheck::Compare;

/// What a number can be at least and at most; `shown` says it in words.
struct Bounds {
    std::int64_t least = 0;
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
    std::string shown{};
    bool known = true;
};

constexpr std::int64_t endless = std::numeric_limits<std::int64_t>::max();

/// Partitions whose lag is missing. One without a commit has none to miss; one beyond the end, or unread, has.
std::size_t unknownParts(const CheckedGroup& group)
{
    const auto count = std::ranges::count_if(
        group.lag->rows, [](const PartitionLag& row) { return !row.lag && row.note != LagNote::NoCommit; });
    return static_cast<std::size_t>(count);
}

Bounds lagOf(const CheckedGroup& group)
{
    if (!group.lag->lag)
        return {0, endless, "lag is unknown", false};
    const std::int64_t lag = *group.lag->lag;
    const bool some = unknownParts(group) > 0;
    return {lag, some ? endless : lag, "lag is " + std::string(some ? "at least " : "") + groupedNumber(lag), true};
}

Bounds timeLagOf(const CheckedGroup& group)
{
    const TimeLag time = group.status != nullptr ? group.status->total.time : TimeLag{};
    if (time.kind == TimeLag::Kind::Unknown)
        return {0, endless, "time lag is unknown", false};
    if (const std::size_t parts = group.status->unknownTimes + unknownParts(group); parts > 0)
        return {std::max<std::int64_t>(0, (time.behind - time.bound).count()), endless,
                "time lag is at least " + formatDuration(time.behind) + ", and unknown in " +
                    std::to_string(parts) + (parts == 1 ? " partition" : " partitions"),
                true};
    if (time.kind == TimeLag::Kind::CaughtUp)
        return {0, 0, "it is caught up", true};
    const bool exact = time.kind == TimeLag::Kind::Exact;
    const auto bound = exact ? std::chrono::milliseconds(0) : time.bound;
    return {std::max<std::int64_t>(0, (time.behind - bound).count()), (time.behind + bound).count(),
            "time lag is " + formatDuration(time.behind) + (exact ? "" : " ± " + formatDuration(bound)), true};
}

Bounds healthOf(const CheckedGroup& group)
{
    const Health health = group.status != nullptr ? group.status->total.health.health : Health::Unknown;
    if (health == Health::Unknown)
        return {0, endless, "health is unknown", false};
    return {severity(health), severity(health), "health is " + std::string(healthCode(health)), true};
}

Bounds membersOf(const CheckedGroup& group)
{
    if (!group.lag->membersVisible)
        return {0, endless, "its members are not visible with this client", false};
    const auto count = static_cast<std::int64_t>(group.lag->members.size());
    return {count, count, "members: " + std::to_string(count), true};
}

Bounds boundsOf(Field field, const CheckedGroup& group)
{
    switch (field) {
    case Field::Lag: return lagOf(group);
    case Field::TimeLag: return timeLagOf(group);
    case Field::Health: return healthOf(group);
    case Field::Members: break;
    }
    return membersOf(group);
}

CheckOutcome between(bool surely, bool never)
{
    return surely ? CheckOutcome::True : never ? CheckOutcome::False : CheckOutcome::Unknown;
}

CheckOutcome compared(const Bounds& bounds, Compare compare, std::int64_t value)
{
    if (!bounds.known)
        return CheckOutcome::Unknown;
    const auto [least, most] = std::pair(bounds.least, bounds.most);
    const bool same = least == value && most == value;
    const bool other = value < least || value > most;
    switch (compare) {
    case Compare::Less: return between(most < value, least >= value);
    case Compare::LessOrEqual: return between(most <= value, least > value);
    case Compare::Greater: return between(least > value, most <= value);
    case Compare::GreaterOrEqual: return between(least >= value, most < value);
    case Compare::Equal: return between(same, other);
    case Compare::NotEqual: break;
    }
    return between(other, same);
}

void note(CheckResult& result, CheckOutcome outcome, std::string reason)
{
    const auto rank = [](CheckOutcome one) {
        return one == CheckOutcome::False ? 2 : one == CheckOutcome::Unknown ? 1 : 0;
    };
    if (rank(outcome) > rank(result.outcome)) {
        result.outcome = outcome;
        result.reasons.clear();
    }
    if (outcome == result.outcome && std::ranges::find(result.reasons, reason) == result.reasons.end())
        result.reasons.push_back(std::move(reason));
}

std::string conditionOf(const LagCheck::Comparison& one)
{
    LagCheck::Comparison bare = one;
    bare.group = "x";
    bare.isPattern = false;
    std::string text = toString(bare).substr(2);
    if (one.field == Field::TimeLag)
        text = text.substr(0, text.rfind(' ') + 1) + formatDuration(std::chrono::milliseconds(one.value));
    return text;
}

} // namespace

CheckResult evaluate(const LagCheck& check, const std::vector<CheckedGroup>& groups,
                     const std::vector<Failure>& failures)
{
    CheckResult result{CheckOutcome::True, {}};
    for (const LagCheck::Comparison& one : check.comparisons) {
        const auto concerns = [&](std::string_view name) {
            return one.isPattern ? matchesPattern(one.group, name) : one.group == name;
        };
        bool met = false;
        for (const CheckedGroup& group : groups) {
            if (!concerns(group.lag->group))
                continue;
            met = true;
            const Bounds bounds = boundsOf(one.field, group);
            const std::int64_t value = one.field == Field::Health ? severity(one.health) : one.value;
            const CheckOutcome outcome = compared(bounds, one.compare, value);
            const std::string verdict = outcome == CheckOutcome::True    ? " holds: "
                                        : outcome == CheckOutcome::False ? " does not hold: "
                                                                         : " cannot be told: ";
            note(result, outcome,
                 escapeForDisplay(group.lag->group) + ": " + conditionOf(one) + verdict + bounds.shown + ".");
        }
        for (const Failure& failure : failures) {
            if (!concerns(failure.subject))
                continue;
            met = true;
            const bool named = failure.error.message.find(failure.subject) != std::string::npos;
            note(result, CheckOutcome::Unknown,
                 (named ? std::string() : escapeForDisplay(failure.subject) + ": ") + failure.error.message);
        }
        // Groups that were not listed might be among those meant.
        if (one.isPattern)
            for (const Failure& failure : failures)
                if (failure.subject.starts_with("broker ") || failure.subject == "list of groups")
                    note(result, CheckOutcome::Unknown,
                         "Not all groups could be listed: " + failure.subject + ": " + failure.error.message);
        if (!met)
            note(result, CheckOutcome::Unknown,
                 one.isPattern ? "No group matches " + escapeForDisplay(one.group) + "."
                               : "There is no group " + escapeForDisplay(one.group) + ".");
    }
    return result;
}

} // namespace weir
