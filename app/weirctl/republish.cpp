// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/sending.h"
#include "app/weirctl/text_table.h"

#include "core/base/bytes.h"
#include "core/deadletters/republish.h"
#include "core/records/browse.h"
#include "core/records/record_json.h"

#include <limits>

namespace weir::cli {
namespace {

struct Question {
    TopicPartition source;
    std::int64_t offset = 0;
    RepublishOptions options;
};

Result<HeaderChoice> readHeaderChoice(const std::string& text)
{
    if (text == "remove-failure")
        return HeaderChoice::RemoveFailure;
    if (text == "keep-all")
        return HeaderChoice::KeepAll;
    if (text == "remove-all")
        return HeaderChoice::RemoveAll;
    return fail(ErrorKind::InvalidInput, "Option --headers is remove-failure, keep-all or remove-all, not '" +
                                             escapeForDisplay(text, 100) + "'.");
}

Result<Question> readQuestion(const Session& session)
{
    Question question;
    const std::string& where = session.word(0);
    const std::size_t dash = where.rfind('-');
    const auto partition = dash == std::string::npos ? std::nullopt : readWholeNumber(where.substr(dash + 1));
    if (!partition || dash == 0 || *partition < 0 || *partition > std::numeric_limits<std::int32_t>::max())
        return fail(ErrorKind::InvalidInput, "'" + escapeForDisplay(where, 300) +
                                                 "' is no partition; write it as orders.dlq-0.");
    const auto offset = readWholeNumber(session.word(1));
    if (!offset || *offset < 0)
        return fail(ErrorKind::InvalidInput,
                    "'" + escapeForDisplay(session.word(1), 100) + "' is no offset; write a whole number.");
    question.source = {where.substr(0, dash), static_cast<std::int32_t>(*partition)};
    question.offset = *offset;
    question.options.target = session.arguments().value("to");
    if (session.arguments().has("by-key"))
        question.options.partition = PartitionChoice::ByKey;
    const auto headers = readHeaderChoice(session.arguments().value("headers").value_or("remove-failure"));
    if (!headers)
        return fail(headers.error());
    question.options.headers = *headers;
    return question;
}

std::string fateName(HeaderFate fate)
{
    switch (fate) {
    case HeaderFate::Kept: return "kept";
    case HeaderFate::Removed: return "removed";
    case HeaderFate::Added: return "added";
    }
    return "kept";
}

std::string jsonOf(const HeaderDecision& decision)
{
    return JsonLine()
        .text("name", decision.header.name)
        .text("value", decision.header.value)
        .text("fate", fateName(decision.fate))
        .text("reason", decision.reason)
        .str();
}

std::string jsonOf(const RepublishPlan& plan, const std::optional<Delivery>& delivery)
{
    JsonLine line;
    line.text("source_topic", plan.source.topic)
        .number("source_partition", plan.source.partition)
        .number("source_offset", plan.sourceOffset)
        .text("target_topic", plan.record.topic)
        .number("target_partition", plan.record.partition)
        .text("key", plan.record.key)
        .text("value", plan.record.value)
        .raw("headers", jsonArray(plan.headers, [](const HeaderDecision& decision) { return jsonOf(decision); }))
        .raw("warnings", jsonArray(plan.warnings, [](const std::string& text) { return jsonString(text); }))
        .flag("sent", delivery.has_value());
    line.number("partition", delivery ? std::optional<std::int64_t>(delivery->partition) : std::nullopt);
    line.number("offset", delivery ? std::optional(delivery->offset) : std::nullopt);
    return line.str();
}

std::string nameOf(const RepublishPlan& plan)
{
    return toString(plan.source) + " offset " + std::to_string(plan.sourceOffset);
}

void printText(Session& session, const RepublishPlan& plan)
{
    const std::string partition =
        plan.record.partition ? "partition " + std::to_string(*plan.record.partition) : "the partition its key decides";
    session.print("from  " + nameOf(plan) + "\nto    " + shownText(plan.record.topic) + ", " + partition + "\nkey   " +
                  shownBytes(plan.record.key) + "\nvalue " + shownBytes(plan.record.value));
    TextTable table({{"HEADER"}, {"FATE"}, {"WHY"}, {"VALUE"}});
    for (const HeaderDecision& decision : plan.headers)
        table.addRow({decision.header.name, fateName(decision.fate), decision.reason,
                      shownBytes(decision.header.value, 80)});
    if (!table.empty())
        session.print("\n" + table.text());
    for (const std::string& warning : plan.warnings)
        session.print("warning: " + shownText(warning));
}

int sendPlan(Session& session, Cluster& cluster, const RepublishPlan& plan)
{
    const auto change = session.beginChange("republish", plan.record.topic,
                                            nameOf(plan) + ", " +
                                                describeForActivity(plan.record.key, plan.record.value,
                                                                    plan.record.headers));
    if (!change)
        return session.failed(change.error());
    const auto delivery = republish(cluster, plan, session.call());
    std::string where;
    if (delivery)
        where = toString(TopicPartition{plan.record.topic, delivery->partition}) + " offset " +
                std::to_string(delivery->offset);
    session.completeChange(*change, delivery, where);
    if (!delivery)
        return session.failed(delivery.error());
    if (session.json())
        session.print(jsonOf(plan, *delivery));
    else
        session.print("\nsent to " + where + "; the dead letter stays where it is");
    return session.finish();
}

} // namespace

int runRepublish(Session& session)
{
    const auto question = readQuestion(session);
    if (!question) {
        Session::remark(question.error().message);
        return exitUsage;
    }
    const auto cluster = session.connect();
    if (!cluster)
        return session.failed(cluster.error());
    const auto letter = fetchRecord(**cluster, question->source, question->offset, session.call());
    if (!letter)
        return session.failed(letter.error());
    const auto plan = planRepublish(**cluster, *letter, question->options, session.call());
    if (!plan)
        return session.failed(plan.error());
    if (!session.json())
        printText(session, *plan);
    if (session.arguments().has("yes"))
        return sendPlan(session, **cluster, *plan);
    if (session.json())
        session.print(jsonOf(*plan, std::nullopt));
    else
        session.print("\nnothing was sent; --yes sends it");
    return session.finish();
}

} // namespace weir::cli
