// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/reading.h"
#include "app/weirctl/text_table.h"

#include "core/deadletters/dead_letter_topics.h"
#include "core/deadletters/failure_report.h"
#include "core/records/record_json.h"

namespace weir::cli {
namespace {

using Align = TextTable::Align;

std::string kindName(DeadLetterKind kind) { return kind == DeadLetterKind::Retry ? "retry" : "dead letters"; }

int listTopicsOfDeadLetters(Session& session, Cluster& cluster)
{
    const auto found = findDeadLetterTopics(cluster, session.call());
    if (!found)
        return session.failed(found.error());
    TextTable table({{"TOPIC"}, {"KIND"}, {"PARTITIONS", Align::Right}, {"RECORDS", Align::Right}, {"ORIGIN"}});
    for (const DeadLetterTopic& topic : found->values) {
        if (session.json())
            session.print(JsonLine()
                              .text("topic", topic.name)
                              .text("kind", topic.kind == DeadLetterKind::Retry ? "retry" : "dead_letter")
                              .number("partitions", topic.partitions)
                              .number("records", topic.records)
                              .text("origin", topic.origin)
                              .str());
        else
            table.addRow({topic.name, kindName(topic.kind), std::to_string(topic.partitions),
                          shownNumber(topic.records), topic.origin.value_or("-")});
    }
    if (!session.json())
        session.print(table.empty() ? "No topic looks like dead letters by its name." : table.text());
    session.complain(found->failures);
    return session.finish();
}

std::string jsonOf(const FailureReport& report)
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
        .raw("undecodable", jsonArray(report.undecodable, [](const std::string& text) { return jsonString(text); }))
        .str();
}

/// The record as `read` prints it, and the failure in it.
std::string jsonOf(const Record& record)
{
    std::string line = toJsonLine(record);
    line.pop_back();
    return line + ",\"failure\":" + jsonOf(readFailure(record.headers)) + "}";
}

std::string originOf(const FailureReport& report)
{
    if (!report.originTopic)
        return "-";
    std::string text = *report.originTopic;
    if (report.originPartition)
        text += "-" + std::to_string(*report.originPartition);
    if (report.originOffset)
        text += "@" + std::to_string(*report.originOffset);
    return text;
}

void addRow(TextTable& table, const Record& record)
{
    const FailureReport report = readFailure(record.headers);
    table.addRow({std::to_string(record.partition), std::to_string(record.offset),
                  record.timestamp ? formatUtc(*record.timestamp) : "-",
                  report.convention.empty() ? "-" : report.convention, originOf(report), shownNumber(report.attempts),
                  shownText(report.exceptionClass.value_or(report.stage.value_or("-")), 100),
                  shownText(report.message.value_or("-"), 200)});
}

int listDeadLetters(Session& session, Cluster& cluster, const BrowseRequest& request)
{
    const auto answer = browse(cluster, request, session.call());
    if (!answer)
        return session.failed(answer.error());
    TextTable table({{"PARTITION", Align::Right},
                     {"OFFSET", Align::Right},
                     {"TIME"},
                     {"CONVENTION"},
                     {"ORIGIN"},
                     {"ATTEMPTS", Align::Right},
                     {"EXCEPTION"},
                     {"MESSAGE"}});
    for (const Record& record : answer->values.records) {
        if (session.json())
            session.print(jsonOf(record));
        else
            addRow(table, record);
    }
    if (!session.json())
        session.print((table.empty() ? "" : table.text()) + coverageText(answer->values));
    complainAboutCoverage(session, request, *answer);
    return session.finish();
}

} // namespace

int runDeadLetters(Session& session)
{
    const bool one = !session.arguments().words().empty();
    const auto request = browseRequest(session.arguments(), one ? session.word(0) : "");
    if (!request) {
        Session::remark(request.error().message);
        return exitUsage;
    }
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    return one ? listDeadLetters(session, **cluster, *request) : listTopicsOfDeadLetters(session, **cluster);
}

} // namespace weir::cli
