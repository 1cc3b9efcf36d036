// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/play_consumer.h"
#include "core/records/event_fields.h"

#include <cmath>
#include <set>

namespace weir {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t mostRules = 50;
constexpr std::size_t mostTopics = 100;

std::optional<std::string> problemOf(const PlayRule& rule)
{
    if (!(rule.share >= 0 && rule.share <= 1)) // NaN is neither
        return "The share of a rule lies between 0 and 100 %.";
    if (rule.delay < 0ms || rule.delay > 10min)
        return "The delay of a rule lies between 0 and 10 minutes.";
    return std::nullopt;
}

std::optional<std::string> problemOfTopics(const std::vector<std::string>& topics)
{
    if (topics.empty())
        return "A play consumer needs at least one topic.";
    if (topics.size() > mostTopics)
        return "A play consumer reads at most " + std::to_string(mostTopics) + " topics.";
    std::set<std::string> known;
    for (const std::string& topic : topics) {
        // The client would take it for a regular expression.
        if (topic.empty() || topic.front() == '^')
            return "The topics are names, not patterns.";
        if (!known.insert(topic).second)
            return "The topic " + topic + " is there twice.";
    }
    return std::nullopt;
}

std::optional<std::string> problemOf(const PlayOptions& options)
{
    if (options.groupId.empty())
        return "A play consumer needs the name of a group.";
    if (auto problem = problemOfTopics(options.topics))
        return problem;
    if (options.members < 1 || options.members > 8)
        return "A play consumer has 1 to 8 members.";
    if (options.maxTries < 1 || options.maxTries > 100)
        return "A record is tried 1 to 100 times.";
    if (options.backoff < 0ms || options.backoff > 1h)
        return "The first pause between tries lies between 0 and 1 hour.";
    if (options.perSecond && !(*options.perSecond >= 0.1 && *options.perSecond <= 100'000))
        return "The rate lies between 0.1 and 100,000 records a second.";
    if (options.pollInterval < 10s || options.pollInterval > 1h)
        return "max.poll.interval.ms lies between 10 seconds and 1 hour.";
    if (options.flapEvery != 0ms && (options.flapEvery < 1s || options.flapEvery > 1h))
        return "A member comes and goes every 1 second to 1 hour.";
    if (options.flapEvery != 0ms && options.members > 7)
        return "With a member that comes and goes, at most 7 others stay.";
    return std::nullopt;
}

} // namespace

PlayRule ruleFor(const std::vector<PlayRule>& rules, const Record& record, const std::function<double()>& draw)
{
    std::optional<std::string> type; // read only when a rule asks for it
    for (const PlayRule& rule : rules) {
        if (!rule.eventType.empty()) {
            if (!type) {
                const auto fields = record.value ? readEventFields(*record.value) : std::nullopt;
                type = fields ? fields->type : std::string();
            }
            if (*type != rule.eventType)
                continue;
        }
        if (rule.share >= 1 || (rule.share > 0 && draw() < rule.share))
            return rule;
    }
    return {};
}

Result<void> checkPlay(const PlayOptions& options)
{
    auto problem = problemOf(options);
    if (!problem && options.rules.size() > mostRules)
        problem = "A play consumer has at most " + std::to_string(mostRules) + " rules.";
    for (std::size_t i = 0; i < options.rules.size() && !problem; ++i)
        problem = problemOf(options.rules[i]);
    if (problem)
        return fail(ErrorKind::InvalidInput, *problem);
    return {};
}

} // namespace weir
