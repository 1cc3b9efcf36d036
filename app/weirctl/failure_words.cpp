// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/failure_words.h"

#include "app/weirctl/json_line.h"

#include "core/base/bytes.h"
#include "core/records/record_json.h"

namespace weir::cli {
namespace {

std::string jsonOf(const FailureHop& hop)
{
    return JsonLine()
        .text("convention", hop.convention)
        .text("topic", hop.topic)
        .number("partition", hop.partition)
        .number("offset", hop.offset)
        .number("timestamp", hop.timestamp)
        .text("consumer_group", hop.consumerGroup)
        .text("exception", hop.exceptionClass)
        .str();
}

/// Header text may be anything.
std::string jsonOf(const std::string& text) { return jsonString(isUtf8(text) ? text : escapeForDisplay(text, text.size())); }

std::string jsonTexts(const std::vector<std::string>& texts)
{
    return jsonArray(texts, [](const std::string& text) { return jsonOf(text); });
}

} // namespace

std::string failureJson(const FailureReport& report)
{
    return JsonLine()
        .text("convention", report.convention.empty() ? std::nullopt : std::optional(report.convention))
        .text("origin_topic", report.originTopic)
        .number("origin_partition", report.originPartition)
        .number("origin_offset", report.originOffset)
        .number("origin_timestamp", report.originTimestamp)
        .text("consumer_group", report.consumerGroup)
        .number("attempts", report.attempts)
        .text("stage", report.stage)
        .text("exception", report.exceptionClass)
        .text("message", report.message)
        .text("stack_trace", report.stackTrace)
        .raw("undecodable", jsonTexts(report.undecodable))
        .raw("other_conventions", jsonTexts(report.otherConventions))
        .raw("hops", jsonArray(report.hops, [](const FailureHop& hop) { return jsonOf(hop); }))
        .str();
}

std::string openJsonOf(const Record& record)
{
    std::string line = toJsonLine(record);
    while (!line.empty() && line.back() != '}')
        line.pop_back();
    line.pop_back();
    return line;
}

std::string placeOf(const std::optional<std::string>& topic, const std::optional<std::int32_t>& partition,
                    const std::optional<std::int64_t>& offset)
{
    if (!topic)
        return "-";
    std::string text = *topic;
    if (partition)
        text += "-" + std::to_string(*partition);
    if (offset)
        text += "@" + std::to_string(*offset);
    return text;
}

std::string originOf(const FailureReport& report)
{
    return placeOf(report.originTopic, report.originPartition, report.originOffset);
}

} // namespace weir::cli
