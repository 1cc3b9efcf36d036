// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/alert_rule.h"

#include <array>

namespace weir {
namespace {

using Condition = AlertRule::Condition;

struct Word {
    Condition condition;
    std::string_view code;
};
constexpr std::array words{Word{Condition::LagAbove, "lag_above"},
                           Word{Condition::TimeLagAbove, "time_lag_above"},
                           Word{Condition::Growing, "growing"},
                           Word{Condition::Stalled, "stalled"},
                           Word{Condition::LosingData, "losing_data"},
                           Word{Condition::DeadLetterGrowth, "dead_letter_growth"}};

/// Bytes of the UTF-8 character at the start of the text; 1 for what is none.
std::size_t characterBytes(std::string_view text)
{
    std::size_t count = 1;
    while (count < text.size() && count < 4 && (static_cast<unsigned char>(text[count]) & 0xC0U) == 0x80U)
        ++count;
    return static_cast<unsigned char>(text.front()) < 0x80U ? 1 : count;
}

} // namespace

std::string_view conditionCode(Condition condition)
{
    for (const Word& word : words)
        if (word.condition == condition)
            return word.code;
    return words.front().code;
}

std::optional<Condition> conditionFromCode(std::string_view code)
{
    for (const Word& word : words)
        if (word.code == code)
            return word.condition;
    return std::nullopt;
}

std::vector<AlertRule> defaultAlertRules()
{
    using std::chrono::minutes;
    // Growing is off: a healthy consumer that commits once a minute looks like a growing one between its commits, and
    // whoever really falls behind for long is caught by the time lag.
    return {
        {"default-stalled", "Stalled or stopped", true, {}, Condition::Stalled, 0, {}, 10},
        {"default-losing-data", "Losing data or reset", true, {}, Condition::LosingData, 0, {}, 10},
        {"default-time-lag", "More than 5 min behind", true, {}, Condition::TimeLagAbove, 300'000, minutes(2), 10},
        {"default-growing", "Lag keeps growing", false, {}, Condition::Growing, 0, {}, 60},
        {"default-dead-letters", "Dead letters arrive", true, {}, Condition::DeadLetterGrowth, 0, minutes(5), 10},
    };
}

bool matchesPattern(std::string_view pattern, std::string_view name)
{
    if (pattern.empty())
        return true;
    std::size_t at = 0;
    std::size_t in = 0;
    std::size_t star = std::string_view::npos;
    std::size_t retry = 0;
    while (in < name.size()) {
        const bool escaped = at + 1 < pattern.size() && pattern[at] == '\\';
        if (at < pattern.size() && !escaped && pattern[at] == '*') {
            star = at++;
            retry = in;
        } else if (at < pattern.size() && !escaped && pattern[at] == '?') {
            ++at;
            in += characterBytes(name.substr(in));
        } else if (at < pattern.size() && pattern[at + (escaped ? 1 : 0)] == name[in]) {
            at += escaped ? 2 : 1;
            ++in;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            in = ++retry;
        } else {
            return false;
        }
    }
    while (at < pattern.size() && pattern[at] == '*')
        ++at;
    return at == pattern.size();
}

std::string patternFor(std::string_view name)
{
    std::string pattern;
    for (const char c : name) {
        if (c == '*' || c == '?' || c == '\\')
            pattern += '\\';
        pattern += c;
    }
    return pattern;
}

} // namespace weir
