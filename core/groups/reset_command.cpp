// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/offset_plan.h"

#include <map>

namespace weir {
namespace {

using To = ResetTarget::To;

std::string quoted(std::string_view text)
{
    constexpr std::string_view harmless =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-:,/@+";
    if (!text.empty() && text.find_first_not_of(harmless) == std::string_view::npos)
        return std::string(text);
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'')
            out += "'\\''";
        else
            out += c;
    }
    return out + "'";
}

/// "--group=-x" where a value would look like an option.
std::string option(const std::string& name, const std::string& value)
{
    return value.starts_with('-') ? " --" + name + "=" + quoted(value) : " --" + name + " " + quoted(value);
}

std::string scopeOptions(const ResetScope& scope)
{
    if (!scope.partitions.empty()) {
        std::map<std::string, std::string> topics;
        for (const TopicPartition& partition : scope.partitions) {
            std::string& list = topics[partition.topic];
            list += (list.empty() ? "" : ",") + std::to_string(partition.partition);
        }
        std::string options;
        for (const auto& [topic, list] : topics)
            options += option("topic", topic + ":" + list);
        return options;
    }
    if (scope.topics.empty())
        return " --all-topics";
    std::string options;
    for (const std::string& topic : scope.topics)
        options += option("topic", topic);
    return options;
}

/// nullopt: only a file can say it.
std::optional<std::string> targetOption(const ResetTarget& target)
{
    switch (target.to) {
    case To::Earliest: return " --to-earliest";
    case To::Latest: return " --to-latest";
    case To::Offset: return " --to-offset " + std::to_string(target.number);
    case To::Time: return " --to-datetime " + quoted(formatUtc(target.time));
    case To::ShiftBy: return option("shift-by", std::to_string(target.number));
    case To::LikeGroup:
    case To::Offsets:
    case To::SkipRecord: break;
    }
    return std::nullopt;
}

} // namespace

std::string resetCommand(const std::string& bootstrap, const std::string& group, const ResetTarget& target,
                         const ResetScope& scope, const OffsetPlan& plan)
{
    std::string command = "kafka-consumer-groups.sh" + option("bootstrap-server", bootstrap) + option("group", group) +
                          " --reset-offsets";
    if (const auto named = targetOption(target))
        return command + scopeOptions(scope) + *named + " --execute";
    OffsetMap offsets;
    for (const OffsetChange& change : plan.changes)
        offsets.emplace(change.partition, change.after);
    // The tool finds nothing in /dev/stdin, so the offsets go through a file.
    return "offsets=$(mktemp) && cat > \"$offsets\" <<'OFFSETS' &&\n" + offsetsCsv(offsets) + "OFFSETS\n" + command +
           " --from-file \"$offsets\" --execute";
}

} // namespace weir
