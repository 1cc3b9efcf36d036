// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/partial.h"
#include "core/groups/group_lag.h"
#include "core/groups/group_status.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A condition on consumer groups for scripts: "billing time_lag < 5m", "'my group' lag <= 10k and health == ok",
/// "shop-* members > 0". One or several comparisons joined by "and"; one without a group is about that before it.
/// Group: a bare word (with * or ? a pattern, and then all groups that match must hold) or in quotes, which is a name.
/// lag and members take numbers (1_000, 10k, 2.5M), time_lag a duration (250ms, 30s, 5m, 2h, 1d, also 1h30m), health a
/// code of healthCode(), compared by severity(). A value.
struct LagCheck {
    enum class Field { Lag, TimeLag, Health, Members };
    enum class Compare { Less, LessOrEqual, Greater, GreaterOrEqual, Equal, NotEqual };
    struct Comparison {
        std::string group;
        bool isPattern = false;
        Field field = Field::Lag;
        Compare compare = Compare::Less;
        std::int64_t value = 0; ///< records, milliseconds or members
        weir::Health health = weir::Health::Ok;

        bool operator==(const Comparison&) const = default;
    };
    std::vector<Comparison> comparisons;

    bool operator==(const LagCheck&) const = default;

    /// InvalidInput with the position (in bytes, from 1) of what was not understood; the error's detail is that position
    /// alone, from 0. At most 64 comparisons.
    [[nodiscard]] static Result<LagCheck> parse(std::string_view text);
    /// The check in its plainest form; parse() of it gives the same check.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] bool uses(Field field) const;
};

/// A number as checks write it: "1000", "1_000", "10k", "2.5M". InvalidInput otherwise.
[[nodiscard]] Result<std::int64_t> parseCount(std::string_view text);
/// Milliseconds of a duration as checks write it: "250ms", "5m", "1h30m", "0".
[[nodiscard]] Result<std::int64_t> parseDuration(std::string_view text);

/// "billing lag < 100"
[[nodiscard]] std::string toString(const LagCheck::Comparison& comparison);

enum class CheckOutcome { True, False, Unknown };

struct CheckResult {
    CheckOutcome outcome = CheckOutcome::Unknown;
    /// One sentence for each comparison and group that decided it: "billing: time lag is 7 min 10 s, not < 5m."
    std::vector<std::string> reasons;
};

/// One group as a check sees it; `status` is null where nothing was derived, and then time lag and health are unknown.
struct CheckedGroup {
    const GroupLag* lag = nullptr;
    const GroupStatus* status = nullptr;
};

/// False as soon as one comparison is certainly false, Unknown when one cannot be decided, True otherwise. What is
/// known in part is used as far as it goes: a group that is at least 10 minutes behind fails "< 5m" however much else was
/// not read. A pattern that matches nothing, and a group nobody knows, are Unknown. Pure.
[[nodiscard]] CheckResult evaluate(const LagCheck& check, const std::vector<CheckedGroup>& groups,
                                   const std::vector<Failure>& failures);

} // namespace weir
