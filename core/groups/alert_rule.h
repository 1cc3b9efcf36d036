// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_status.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// When a person wants to be told.
struct AlertRule {
    enum class Condition {
        LagAbove,        ///< records > threshold
        TimeLagAbove,    ///< milliseconds > threshold
        /// Each of the last `samples` samples is above the lowest of the `samples` before it: lag rises, and so do the
        /// low points right after commits. Choose more samples than lie between two commits of the group.
        Growing,
        Stalled,         ///< health stalled or stopped
        LosingData,      ///< health losing_data or reset
        /// The end of a dead-letter topic moved. Begins at once; one alert stays while the topic grows and ends when it
        /// was quiet for a minute or `holdsFor`, whichever is longer.
        DeadLetterGrowth
    };
    std::string id;      ///< stable; of the shipped defaults "default-…"
    std::string name;
    bool enabled = true;
    /// Of group names (topic names with DeadLetterGrowth): * and ? as in a shell, \ before a character that stands for
    /// itself; empty: all.
    std::string pattern;
    Condition condition = Condition::TimeLagAbove;
    double threshold = 0;
    std::chrono::milliseconds holdsFor{0}; ///< the condition has to hold so long without a break
    int samples = 10;                      ///< with Growing

    bool operator==(const AlertRule&) const = default;
};

[[nodiscard]] std::string_view conditionCode(AlertRule::Condition condition);
[[nodiscard]] std::optional<AlertRule::Condition> conditionFromCode(std::string_view code);
/// The rules of a new installation.
[[nodiscard]] std::vector<AlertRule> defaultAlertRules();
[[nodiscard]] bool matchesPattern(std::string_view pattern, std::string_view name);
/// The pattern that matches this name only.
[[nodiscard]] std::string patternFor(std::string_view name);

/// An alert that was raised, and perhaps ended.
struct Alert {
    std::int64_t id = 0;         ///< of the store; 0 before it was kept
    std::string rule;            ///< its id
    std::string ruleName;
    std::string subject;         ///< a group, or a topic with DeadLetterGrowth
    TimestampMs raised = 0;
    std::optional<TimestampMs> ended;
    std::optional<TimestampMs> acknowledged;
    bool serious = false;        ///< stalled, losing data
    std::string text;            ///< one sentence with the numbers at the time it was raised

    bool operator==(const Alert&) const = default;
};

} // namespace weir
