// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/reset_text.h"

#include "core/base/bytes.h"
#include "core/base/time_text.h"

#include <algorithm>
#include <charconv>

namespace weir {
namespace {

using To = ResetTarget::To;

constexpr std::size_t mostPartitions = 100'000;

template <typename Number> std::optional<Number> wholeNumber(std::string_view text)
{
    // A sign is written by people who shift forward.
    if (text.starts_with('+') && text.size() > 1 && text[1] != '-')
        text.remove_prefix(1);
    Number number = 0;
    const char* last = text.data() + text.size();
    const auto [end, code] = std::from_chars(text.data(), last, number);
    return code == std::errc() && end == last && !text.empty() ? std::optional(number) : std::nullopt;
}

std::unexpected<Error> badTarget(std::string_view text)
{
    return fail(ErrorKind::InvalidInput,
                "'" + escapeForDisplay(text, 100) +
                    "' is no target; write earliest, latest, offset:N, time:2026-11-23T14:00Z, time:-15m, shift:N, "
                    "group:NAME, file:PATH or skip.");
}

std::optional<TimestampMs> readTime(std::string_view text, TimestampMs now)
{
    if (text.starts_with('-')) {
        const auto span = parseSpanMs(text.substr(1));
        return span ? std::optional(now - *span) : std::nullopt;
    }
    return parseUtc(text);
}

std::vector<std::string_view> words(std::string_view text, std::string_view separators)
{
    std::vector<std::string_view> found;
    for (std::size_t at = text.find_first_not_of(separators); at != std::string_view::npos;
         at = text.find_first_not_of(separators, at)) {
        const std::size_t end = std::min(text.find_first_of(separators, at), text.size());
        found.push_back(text.substr(at, end - at));
        at = end;
    }
    return found;
}

/// "0-3" or "7"; false when it is neither, or too many.
bool addRun(const std::string& topic, std::string_view run, std::vector<TopicPartition>& into)
{
    const auto dash = run.find('-');
    const auto first = wholeNumber<std::int32_t>(run.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : wholeNumber<std::int32_t>(run.substr(dash + 1));
    if (!first || !last || *first < 0 || *last < *first ||
        static_cast<std::size_t>(*last - *first) >= mostPartitions - into.size())
        return false;
    for (std::int32_t partition = *first; partition <= *last; ++partition)
        into.push_back({topic, partition});
    return true;
}

} // namespace

Result<ResetTarget> parseResetTarget(std::string_view text, TimestampMs now)
{
    ResetTarget target;
    const auto colon = text.find(':');
    const std::string_view word = text.substr(0, colon);
    const std::string_view value = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    const bool plain = colon == std::string_view::npos;
    if (plain && (word == "earliest" || word == "latest" || word == "skip")) {
        target.to = word == "earliest" ? To::Earliest : word == "latest" ? To::Latest : To::SkipRecord;
        return target;
    }
    if (word == "offset" || word == "shift") {
        const auto number = wholeNumber<std::int64_t>(value);
        if (!number || (word == "offset" && *number < 0))
            return badTarget(text);
        target.to = word == "offset" ? To::Offset : To::ShiftBy;
        target.number = *number;
        return target;
    }
    if (word == "time") {
        const auto time = readTime(value, now);
        if (!time)
            return badTarget(text);
        target.to = To::Time;
        target.time = *time;
        return target;
    }
    if ((word == "group" || word == "file") && !value.empty()) {
        target.to = word == "group" ? To::LikeGroup : To::Offsets;
        target.group = value;
        return target;
    }
    return badTarget(text);
}

Result<std::vector<TopicPartition>> parsePartitionList(std::string_view text)
{
    std::vector<TopicPartition> partitions;
    for (const std::string_view entry : words(text, " \t\r\n;")) {
        const auto colon = entry.rfind(':');
        const auto runs = colon == std::string_view::npos ? std::vector<std::string_view>()
                                                           : words(entry.substr(colon + 1), ",");
        bool good = !runs.empty() && colon > 0;
        for (const std::string_view run : runs)
            good = good && addRun(std::string(entry.substr(0, colon)), run, partitions);
        if (!good)
            return fail(ErrorKind::InvalidInput, "'" + escapeForDisplay(entry, 300) +
                                                     "' names no partitions; write topic:0-3,7.");
    }
    if (partitions.empty())
        return fail(ErrorKind::InvalidInput, "Name partitions as topic:0-3,7.");
    std::ranges::sort(partitions);
    const auto repeated = std::ranges::unique(partitions);
    partitions.erase(repeated.begin(), repeated.end());
    return partitions;
}

Result<std::vector<std::string>> parseTopicList(std::string_view text)
{
    std::vector<std::string> topics;
    for (const std::string_view word : words(text, " \t\r\n;,"))
        if (std::ranges::find(topics, word) == topics.end())
            topics.emplace_back(word);
    if (topics.empty())
        return fail(ErrorKind::InvalidInput, "Name at least one topic.");
    return topics;
}

} // namespace weir
