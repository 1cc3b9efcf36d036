// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/replay_plan_printer.h"

#include "app/weirctl/json_line.h"
#include "app/weirctl/text_table.h"

#include "core/records/record_diff.h"
#include "core/records/record_json.h"

#include <algorithm>
#include <map>

namespace weir::cli {
namespace {

using Align = TextTable::Align;

std::string fateName(HeaderSummary::Fate fate)
{
    switch (fate) {
    case HeaderSummary::Fate::Kept: return "kept";
    case HeaderSummary::Fate::Removed: return "removed";
    case HeaderSummary::Fate::Added: return "added";
    }
    return "kept";
}

/// Records that would be sent, by target and partition; -1: the key decides.
std::map<std::pair<std::uint32_t, std::int32_t>, std::int64_t> readyByPartition(const ReplayPlan& plan)
{
    std::map<std::pair<std::uint32_t, std::int32_t>, std::int64_t> counts;
    for (const ReplayItem& item : plan.items)
        if (item.verdict == ReplayVerdict::Ready)
            ++counts[{item.target, item.targetPartition}];
    return counts;
}

std::int64_t countOf(const ReplayPlan& plan, ReplayVerdict verdict) { return plan.counts[static_cast<std::size_t>(verdict)]; }

std::string jsonTexts(const std::vector<std::string>& texts)
{
    return jsonArray(texts, [](const std::string& text) { return jsonString(isUtf8(text) ? text : escapeForDisplay(text)); });
}

// --- JSON ---

std::string jsonOf(const ReplayPlan& plan, std::uint32_t index)
{
    const ReplayTarget& target = plan.targets[index];
    JsonLine partitions;
    for (const auto& [where, count] : readyByPartition(plan))
        if (where.first == index)
            partitions.number(where.second < 0 ? "key" : std::to_string(where.second), count);
    return JsonLine()
        .text("topic", target.topic)
        .number("partitions", target.partitions)
        .number("ready", target.ready)
        .raw("by_partition", partitions.str())
        .flag("compacted", target.compacted)
        .number("max_bytes", target.maxBytes < 0 ? std::nullopt : std::optional(target.maxBytes))
        .flag("named_by_headers_only", target.fromHeaders)
        .raw("warnings", jsonTexts(target.warnings))
        .str();
}

std::string jsonOf(const HeaderSummary& header)
{
    return JsonLine()
        .text("name", header.name)
        .text("fate", fateName(header.fate))
        .number("records", header.records)
        .text("reason", header.reason.empty() ? std::nullopt : std::optional(header.reason))
        .str();
}

std::string jsonOf(const OutgoingRecord& record)
{
    return JsonLine()
        .text("topic", record.topic)
        .number("partition", record.partition)
        .text("key", record.key)
        .text("value", record.value)
        .raw("headers", headersJson(record.headers))
        .str();
}

std::string jsonOf(const ReplayPlan& plan)
{
    JsonLine verdicts;
    for (std::size_t i = 0; i < plan.counts.size(); ++i)
        if (plan.counts[i] > 0)
            verdicts.number(verdictCode(static_cast<ReplayVerdict>(i)), plan.counts[i]);
    std::vector<std::uint32_t> targets(plan.targets.size());
    for (std::uint32_t i = 0; i < targets.size(); ++i)
        targets[i] = i;
    return JsonLine()
        .text("event", "plan")
        .text("job", plan.job)
        .text("cluster", plan.cluster)
        .text("target_cluster", plan.targetCluster)
        .number("selected", static_cast<std::int64_t>(plan.items.size()))
        .number("ready", plan.ready())
        .raw("verdicts", verdicts.str())
        .raw("targets", jsonArray(targets, [&](std::uint32_t index) { return jsonOf(plan, index); }))
        .raw("headers", jsonArray(plan.headers, [](const HeaderSummary& header) { return jsonOf(header); }))
        .raw("warnings", jsonTexts(planSentences(plan)))
        .str();
}

std::string jsonOf(const ReplaySample& sample)
{
    std::string before = toJsonLine(sample.before);
    while (!before.empty() && before.back() == '\n')
        before.pop_back();
    return JsonLine()
        .text("event", "sample")
        .text("letter", placeText(sample.place))
        .raw("before", before)
        .raw("after", jsonOf(sample.after))
        .flag("data_of_source", sample.fromSource)
        .str();
}

std::string jsonOf(const ReplayPlan& plan, const ReplayItem& item)
{
    const bool hasTarget = item.target < plan.targets.size() && item.verdict != ReplayVerdict::NoOrigin;
    return JsonLine()
        .text("event", "letter")
        .text("letter", placeText(plan.placeOf(item)))
        .text("target", hasTarget ? std::optional(plan.targets[item.target].topic) : std::nullopt)
        .number("partition", item.targetPartition < 0 ? std::nullopt : std::optional<std::int64_t>(item.targetPartition))
        .text("verdict", std::string(verdictCode(item.verdict)))
        .str();
}

// --- text ---

void printTargets(Session& session, const ReplayPlan& plan)
{
    TextTable table({{"TARGET"}, {"PARTITION", Align::Right}, {"RECORDS", Align::Right}, {"NOTE"}});
    std::string before;
    for (const auto& [where, count] : readyByPartition(plan)) {
        const ReplayTarget& target = plan.targets[where.first];
        std::string note;
        if (target.topic != std::exchange(before, target.topic)) {
            note = target.fromHeaders ? "only headers name it" : "";
            for (const std::string& warning : target.warnings)
                note += (note.empty() ? "" : "; ") + warning;
        }
        table.addRow({target.topic, where.second < 0 ? "by key" : std::to_string(where.second), std::to_string(count), note});
    }
    if (!table.empty())
        session.print("\n" + table.text());
}

void printHeaders(Session& session, const ReplayPlan& plan)
{
    TextTable table({{"HEADER"}, {"FATE"}, {"RECORDS", Align::Right}, {"WHY"}});
    for (const HeaderSummary& header : plan.headers)
        table.addRow({header.name, fateName(header.fate), std::to_string(header.records), header.reason});
    if (!table.empty())
        session.print("\n" + table.text());
}

void printSample(Session& session, const ReplaySample& sample)
{
    session.print("\n" + shownText(placeText(sample.place)) + (sample.fromSource ? ", with the data of its source" : ""));
    Record after;
    after.topic = sample.after.topic;
    after.partition = sample.after.partition.value_or(sample.before.partition);
    after.timestamp = sample.before.timestamp;
    after.timestampType = sample.before.timestampType;
    after.key = sample.after.key;
    after.value = sample.after.value;
    after.headers = sample.after.headers;
    TextTable table({{"  FIELD"}, {"CHANGE"}, {"BEFORE"}, {"AFTER"}});
    for (const FieldDifference& field : diffRecords(sample.before, after).fields)
        table.addRow({"  " + field.field, std::string(fieldChangeName(field.change)),
                      field.left ? shownBytes(field.left, 60) : "-", field.right ? shownBytes(field.right, 60) : "-"});
    session.print(table.text());
    session.print("  key   " + shownBytes(sample.after.key) + "\n  value " + shownBytes(sample.after.value));
}

void printList(Session& session, const ReplayPlan& plan)
{
    TextTable table({{"LETTER"}, {"VERDICT"}, {"TARGET"}, {"PARTITION", Align::Right}});
    for (const ReplayItem& item : plan.items) {
        const bool hasTarget = item.target < plan.targets.size() && item.verdict != ReplayVerdict::NoOrigin;
        table.addRow({placeText(plan.placeOf(item)), std::string(verdictText(item.verdict)),
                      hasTarget ? plan.targets[item.target].topic : "-",
                      item.targetPartition < 0 ? "by key" : std::to_string(item.targetPartition)});
    }
    if (!table.empty())
        session.print("\n" + table.text());
}

void printText(Session& session, const ReplayPlan& plan)
{
    std::string topics;
    for (const std::string& topic : plan.topics)
        topics += (topics.empty() ? "" : ", ") + shownText(topic);
    const std::string from = plan.archive.empty() ? topics : shownText(plan.archive.string()) + (topics.empty() ? "" : " (" + topics + ")");
    session.print("from  " + (from.empty() ? "-" : from) + "\nsends " + std::to_string(plan.ready()) + " of " +
                  std::to_string(plan.items.size()) + (plan.items.size() == 1 ? " record" : " records"));
    for (std::size_t i = 0; i < plan.counts.size(); ++i)
        if (const auto verdict = static_cast<ReplayVerdict>(i); verdict != ReplayVerdict::Ready && plan.counts[i] > 0)
            session.print("      " + std::to_string(plan.counts[i]) + " " + std::string(verdictText(verdict)));
    printTargets(session, plan);
    printHeaders(session, plan);
}

} // namespace

void printPlan(Session& session, const ReplayPlan& plan, const ReplayRequest& request)
{
    const std::size_t samples = std::min(request.samples, plan.samples.size());
    if (session.json()) {
        session.print(jsonOf(plan));
        for (std::size_t i = 0; i < samples; ++i)
            session.print(jsonOf(plan.samples[i]));
        if (request.list)
            for (const ReplayItem& item : plan.items)
                session.print(jsonOf(plan, item));
        return session.flush();
    }
    printText(session, plan);
    if (request.list)
        printList(session, plan);
    for (std::size_t i = 0; i < samples; ++i)
        printSample(session, plan.samples[i]);
    const auto sentences = planSentences(plan);
    if (!sentences.empty())
        session.print("\n");
    for (const std::string& sentence : sentences)
        session.print("note: " + shownText(sentence, sentence.size()));
    session.flush();
}

bool lostAny(const ReplayPlan& plan)
{
    return countOf(plan, ReplayVerdict::Gone) > 0 || countOf(plan, ReplayVerdict::Unreadable) > 0;
}

} // namespace weir::cli
