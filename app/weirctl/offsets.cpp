// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/text_table.h"

#include "core/groups/group_lag.h"
#include "core/groups/offset_undo.h"
#include "core/groups/reset_text.h"

#include <algorithm>
#include <iterator>

namespace weir::cli {
namespace {

/// What is asked for, before anything is asked of the cluster.
struct ResetQuestion {
    ResetTarget target;
    ResetScope scope;
};

Result<ResetQuestion> readQuestion(const Arguments& arguments)
{
    const auto to = arguments.value("to");
    if (!to)
        return fail(ErrorKind::InvalidInput, "Say where to with --to.");
    auto target = parseResetTarget(*to, nowMs());
    if (!target)
        return fail(std::move(target.error()));
    ResetQuestion question{std::move(*target), {}};
    if (question.target.to == ResetTarget::To::Offsets) {
        auto offsets = readOffsetsFile(question.target.group);
        if (!offsets)
            return fail(std::move(offsets.error()));
        question.target.offsets = std::move(*offsets);
    }
    question.scope.topics = arguments.values("topic");
    for (const std::string& each : arguments.values("partition")) {
        auto partitions = parsePartitionList(each);
        if (!partitions)
            return fail(std::move(partitions.error()));
        std::ranges::move(*partitions, std::back_inserter(question.scope.partitions));
    }
    if (!question.scope.topics.empty() && !question.scope.partitions.empty())
        return fail(ErrorKind::InvalidInput, "Give either --topic or --partition.");
    return question;
}

std::string counted(std::size_t count, const std::string& noun)
{
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

Result<std::unique_ptr<OffsetUndo>> openUndo() { return OffsetUndo::open(OffsetUndo::defaultPath()); }

// --- listing ---

std::string jsonOf(const GroupLag& group, const PartitionLag& row)
{
    return JsonLine()
        .text("group", group.group)
        .text("topic", row.partition.topic)
        .number("partition", row.partition.partition)
        .number("committed", row.committed)
        .number("log_start", row.logStart)
        .number("end", row.end)
        .number("lag", row.lag)
        .text("error", row.error ? std::optional(row.error->message) : std::nullopt)
        .str();
}

void printList(Session& session, const GroupLag& group)
{
    using Align = TextTable::Align;
    TextTable table({{"TOPIC"},
                     {"PARTITION", Align::Right},
                     {"COMMITTED", Align::Right},
                     {"LOG-START", Align::Right},
                     {"END", Align::Right},
                     {"LAG", Align::Right}});
    OffsetMap committed;
    for (const PartitionLag& row : group.rows) {
        if (row.committed)
            committed.emplace(row.partition, *row.committed);
        if (session.json())
            session.print(jsonOf(group, row));
        table.addRow({row.partition.topic, std::to_string(row.partition.partition), shownNumber(row.committed),
                      shownNumber(row.logStart), shownNumber(row.end), shownNumber(row.lag)});
    }
    if (session.arguments().has("csv"))
        session.print(offsetsCsv(committed));
    else if (!session.json())
        session.print(shownText(group.group) + ": " + shownText(group.state) + "\n" + (table.empty() ? "" : table.text()));
}

int list(Session& session, Cluster& cluster)
{
    const auto groups = groupLags(cluster, {session.word(0)}, session.call());
    if (!groups)
        return session.failed(groups.error());
    for (const GroupLag& group : groups->values)
        printList(session, group);
    session.complain(groups->failures);
    return session.finish();
}

// --- changes ---

std::string outcomeOf(const OffsetResult& result, const TopicPartition& partition)
{
    if (result.applied.contains(partition))
        return "done";
    if (std::ranges::find(result.changedSince, partition) != result.changedSince.end())
        return "changed since";
    return "failed";
}

std::string jsonOf(const OffsetPlan& plan, const OffsetChange& change, const OffsetResult* result)
{
    JsonLine line;
    line.text("group", plan.group)
        .text("topic", change.partition.topic)
        .number("partition", change.partition.partition)
        .number("before", change.before)
        .number("after", change.after)
        .number("difference", change.difference())
        .flag("moved", change.moved)
        .number("skipped_offset", change.skipped ? std::optional(change.skipped->offset) : std::nullopt)
        .text("outcome", result ? outcomeOf(*result, change.partition) : "planned");
    return line.str();
}

std::string noteOf(const OffsetChange& change, const OffsetResult* result)
{
    if (result)
        return outcomeOf(*result, change.partition);
    if (change.skipped)
        return change.skipped->damaged ? "skips the damaged batch at " + std::to_string(change.skipped->offset)
                                       : "skips offset " + std::to_string(change.skipped->offset) + ", key " +
                                             shownBytes(change.skipped->key, 60);
    return change.moved ? "edge of the log" : "";
}

/// `forgotten`: what is committed now in the partitions whose offset is deleted.
void printPlan(Session& session, const UndoPlan& undo, const OffsetMap& forgotten, const OffsetResult* result)
{
    const OffsetPlan& plan = undo.plan;
    using Align = TextTable::Align;
    TextTable table({{"TOPIC"},
                     {"PARTITION", Align::Right},
                     {"COMMITTED", Align::Right},
                     {"NEW", Align::Right},
                     {"CHANGE", Align::Right},
                     {"NOTE"}});
    for (const OffsetChange& change : plan.changes) {
        if (session.json())
            session.print(jsonOf(plan, change, result));
        table.addRow({change.partition.topic, std::to_string(change.partition.partition), shownNumber(change.before),
                      std::to_string(change.after), shownNumber(change.difference()), noteOf(change, result)});
    }
    for (const TopicPartition& partition : undo.forget) {
        const auto at = forgotten.find(partition);
        const auto before = at != forgotten.end() ? std::optional(at->second) : std::nullopt;
        if (session.json())
            session.print(JsonLine()
                              .text("group", plan.group)
                              .text("topic", partition.topic)
                              .number("partition", partition.partition)
                              .number("before", before)
                              .number("after", std::nullopt)
                              .text("outcome", result ? outcomeOf(*result, partition) : "planned")
                              .str());
        table.addRow({partition.topic, std::to_string(partition.partition), shownNumber(before), "-", "-",
                      result ? outcomeOf(*result, partition) : "offset is deleted"});
    }
    if (session.json())
        return;
    if (!table.empty())
        session.print(table.text());
    const std::size_t there = plan.unchanged.size();
    if (there > 0 && table.empty())
        session.print("nothing to change: " + counted(there, "partition") + (there == 1 ? " is" : " are") + " there already");
    else if (there > 0)
        session.print(counted(there, "other partition") + (there == 1 ? " is" : " are") + " there already");
    if (table.empty() && plan.unchanged.empty() && plan.failures.empty())
        session.print("nothing to change");
}

void complainAbout(Session& session, const OffsetResult& result)
{
    session.complain(result.failures);
    for (const TopicPartition& partition : result.changedSince)
        session.complain(Error{ErrorKind::Broker,
                               toString(partition) + ": the committed offset moved meanwhile, so it was left alone.", {}, 0, true});
}

std::string summaryOf(const OffsetResult& result)
{
    return counted(result.applied.size(), "partition") +
           (result.failures.empty() ? "" : ", " + std::to_string(result.failures.size()) + " failed") +
           (result.changedSince.empty() ? "" : ", " + std::to_string(result.changedSince.size()) + " had changed");
}

/// Prints a plan; with --execute notes it, applies it by `apply` and prints what became of each partition.
template <typename Apply>
int preview(Session& session, const UndoPlan& plan, const OffsetMap& forgotten, const std::string& action,
            const std::string& what, Apply apply)
{
    session.complain(plan.plan.failures);
    const bool nothing = plan.plan.changes.empty() && plan.forget.empty();
    if (!session.arguments().has("execute") || nothing) {
        printPlan(session, plan, forgotten, nullptr);
        if (plan.plan.refused)
            session.note("It could not be done now: " + plan.plan.refused->message);
        if (!nothing)
            session.note("Nothing was changed; --execute changes it.");
        return session.finish();
    }
    if (plan.plan.refused)
        return session.failed(*plan.plan.refused);
    const auto undo = openUndo();
    if (!undo)
        return session.failed(undo.error());
    const auto change = session.beginChange(action, plan.plan.group, what);
    if (!change)
        return session.failed(change.error());
    const Result<OffsetResult> result = apply(**undo);
    session.completeChange(*change, result, result ? summaryOf(*result) : "");
    if (!result)
        return session.failed(result.error());
    printPlan(session, plan, forgotten, &*result);
    complainAbout(session, *result);
    if (!session.json())
        session.print(result->applied.empty() ? "nothing was changed"
                                              : summaryOf(*result) + " changed; weirctl offsets GROUP undo takes it back");
    return session.finish();
}

int reset(Session& session, Cluster& cluster, const ResetQuestion& question)
{
    const std::string what = describe(question.target);
    auto plan = planReset(cluster, session.word(0), question.target, question.scope, session.call());
    if (!plan)
        return session.failed(plan.error());
    const UndoPlan asPlan{std::move(*plan), {}};
    return preview(session, asPlan, {}, "reset offsets", what,
                   [&](OffsetUndo& undo) { return applyKept(cluster, undo, asPlan.plan, what, session.call()); });
}

Result<UndoEntry> chosenEntry(Session& session, Cluster& cluster, OffsetUndo& undo)
{
    const auto id = undoClusterId(cluster, session.call());
    if (!id)
        return fail(id.error());
    auto entries = undo.of(*id, session.word(0));
    if (!entries)
        return fail(entries.error());
    const bool named = session.arguments().words().size() > 2;
    const auto number = named ? readWholeNumber(session.word(2)) : std::nullopt;
    for (UndoEntry& entry : *entries)
        if (!named || (number && entry.id == *number))
            return std::move(entry);
    return fail(ErrorKind::NotFound, named ? "Group " + shownText(session.word(0)) + " has no kept reset " +
                                                 shownText(session.word(2), 40) + " on this cluster."
                                           : "No reset of group " + shownText(session.word(0)) +
                                                 " is kept for this cluster.");
}

int undoReset(Session& session, Cluster& cluster)
{
    const auto undo = openUndo();
    if (!undo)
        return session.failed(undo.error());
    const auto entry = chosenEntry(session, cluster, **undo);
    if (!entry)
        return session.failed(entry.error());
    session.note("Undoing number " + std::to_string(entry->id) + " of " + formatUtc(entry->time) + ": " + entry->what + ".");
    const auto plan = planUndo(cluster, *entry, session.call());
    if (!plan)
        return session.failed(plan.error());
    return preview(session, *plan, entry->after, "undo reset", "undo: " + entry->what, [&](OffsetUndo& kept) {
        return applyUndo(cluster, kept, *plan, *entry, session.call());
    });
}

int history(Session& session, Cluster& cluster)
{
    const auto undo = openUndo();
    if (!undo)
        return session.failed(undo.error());
    const auto id = undoClusterId(cluster, session.call());
    if (!id)
        return session.failed(id.error());
    const auto entries = (*undo)->of(*id, session.word(0));
    if (!entries)
        return session.failed(entries.error());
    TextTable table({{"ID", TextTable::Align::Right}, {"TIME"}, {"PARTITIONS", TextTable::Align::Right}, {"WHAT"}});
    for (const UndoEntry& entry : *entries) {
        const auto count = static_cast<std::int64_t>(entry.before.size() + entry.added.size());
        if (session.json())
            session.print(JsonLine()
                              .number("id", entry.id)
                              .number("time", entry.time)
                              .number("partitions", count)
                              .text("what", entry.what)
                              .str());
        table.addRow({std::to_string(entry.id), formatUtc(entry.time), std::to_string(count), entry.what});
    }
    if (!session.json())
        session.print(table.empty() ? "no reset is kept" : table.text());
    return session.finish();
}

int deleteTopic(Session& session, Cluster& cluster)
{
    const std::string& topic = session.word(2);
    const auto committed = cluster.admin().committedOffsets({session.word(0)}, session.call());
    if (!committed.failures.empty())
        return session.failed(committed.failures.front().error);
    UndoPlan plan;
    plan.plan.group = session.word(0);
    OffsetMap forgotten;
    for (const auto& [group, offsets] : committed.values)
        for (const auto& [partition, offset] : offsets)
            if (partition.topic == topic) {
                plan.forget.push_back(partition);
                forgotten.emplace(partition, offset);
            }
    if (plan.forget.empty())
        return session.failed({ErrorKind::NotFound,
                               "Group " + shownText(session.word(0)) + " has no committed offsets of topic " +
                                   shownText(topic) + ".",
                               {}, 0, false});
    return preview(session, plan, forgotten, "delete offsets", topic, [&](OffsetUndo& undo) {
        return deleteOffsetsKept(cluster, undo, session.word(0), plan.forget, session.call());
    });
}

int removeGroup(Session& session, Cluster& cluster)
{
    const std::string& group = session.word(0);
    if (!session.arguments().has("execute")) {
        const int status = list(session, cluster);
        session.note("Nothing was deleted; --execute deletes the group and these offsets.");
        return status;
    }
    const auto undo = openUndo();
    if (!undo)
        return session.failed(undo.error());
    const auto change = session.beginChange("delete group", group, {});
    if (!change)
        return session.failed(change.error());
    const auto deleted = deleteGroupKept(cluster, **undo, group, session.call());
    session.completeChange(*change, deleted, "deleted");
    if (!deleted)
        return session.failed(deleted.error());
    if (session.json())
        session.print(JsonLine().text("group", group).text("outcome", "deleted").str());
    else
        session.print("deleted " + shownText(group));
    return session.finish();
}

std::optional<std::string> misuse(const Session& session)
{
    const auto& words = session.arguments().words();
    const std::string verb = words.size() > 1 ? words[1] : "";
    const auto between = [&](std::size_t least, std::size_t most) { return words.size() >= least && words.size() <= most; };
    if (session.arguments().has("json") && session.arguments().has("csv"))
        return "Give either --json or --csv.";
    const bool fine = (verb.empty() && between(1, 1)) || (verb == "reset" && between(2, 2)) ||
                      (verb == "undo" && between(2, 3)) || (verb == "history" && between(2, 2)) ||
                      (verb == "delete-topic" && between(3, 3)) || (verb == "delete-group" && between(2, 2));
    if (!fine)
        return "Write: weirctl offsets GROUP [reset | undo [ID] | history | delete-topic TOPIC | delete-group].";
    for (const char* option : {"to", "topic", "partition"})
        if (verb != "reset" && session.arguments().has(option))
            return "Option --" + std::string(option) + " belongs to reset.";
    return std::nullopt;
}

} // namespace

int runOffsets(Session& session)
{
    if (const auto wrong = misuse(session)) {
        Session::remark(*wrong);
        return exitUsage;
    }
    const std::string verb = session.arguments().words().size() > 1 ? session.word(1) : "";
    std::optional<ResetQuestion> question;
    if (verb == "reset") {
        auto read = readQuestion(session.arguments());
        if (!read) {
            Session::remark(read.error().message);
            return exitUsage;
        }
        question = std::move(*read);
    }
    const auto cluster = session.connect(Session::DemoReady::Groups);
    if (!cluster)
        return session.failed(cluster.error());
    if (question)
        return reset(session, **cluster, *question);
    if (verb == "undo")
        return undoReset(session, **cluster);
    if (verb == "history")
        return history(session, **cluster);
    if (verb == "delete-topic")
        return deleteTopic(session, **cluster);
    return verb == "delete-group" ? removeGroup(session, **cluster) : list(session, **cluster);
}

} // namespace weir::cli
