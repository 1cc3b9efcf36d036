// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/alert_rule.h"
#include "core/groups/group_lag.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace weir {

/// Whether a rule's condition holds of a subject at one moment. Unknown is neither: what is not known raises no alert
/// and ends none.
enum class Holds { No, Yes, Unknown };

/// Of a group in one sample; `status` is null where nothing was derived. Growing and DeadLetterGrowth are Unknown here,
/// because they compare samples. A sum with unread parts counts as "at least". Pure.
[[nodiscard]] Holds conditionHolds(const AlertRule& rule, const GroupLag& group, const GroupStatus* status);

/// One sentence about the condition that holds, with the numbers.
[[nodiscard]] std::string conditionSentence(const AlertRule& rule, const GroupLag& group, const GroupStatus* status);


/// The condition Growing, over the samples of one group. A value.
class RisingLag
{
public:
    /// Adds the lag of a sample; `samples` as in AlertRule. Unknown values are passed over.
    void add(std::optional<std::int64_t> lag, int samples);
    [[nodiscard]] Holds holds(int samples) const;
    /// How much lag rose since the present rise began.
    [[nodiscard]] std::int64_t risen() const;
    void forget();

private:
    std::deque<std::int64_t> m_before;
    int m_rises = 0;
    bool m_known = false; ///< the last sample had a value
    std::int64_t m_from = 0;
};

} // namespace weir
