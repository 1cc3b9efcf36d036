// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/noted_offsets.h"

#include "core/base/bytes.h"
#include "core/connections/audit_trail.h"
#include "core/groups/group_activity.h"
#include "core/records/export_file.h"


namespace weir::ui {
namespace {

std::string summary(const OffsetResult& result)
{
    std::string text = "done: " + std::to_string(result.applied.size()) + " partitions";
    if (!result.failures.empty())
        text += ", " + std::to_string(result.failures.size()) + " failed: " + result.failures.front().error.message;
    if (!result.changedSince.empty())
        text += ", " + std::to_string(result.changedSince.size()) + " had changed";
    return text;
}

template <typename Work, typename Words>
auto noted(AuditEntry entry, const Work& work, const Words& words) -> decltype(work(std::declval<OffsetUndo&>()))
{
    const auto trail = AuditTrail::open(AuditTrail::defaultPath());
    if (!trail)
        return fail(trail.error().kind,
                    "Nothing was changed, because it could not be noted in the activity: " + trail.error().message);
    const auto undo = OffsetUndo::open(OffsetUndo::defaultPath());
    if (!undo)
        return fail(undo.error().kind,
                    "Nothing was changed, because the old offsets could not be kept: " + undo.error().message);
    entry.time = nowMs();
    const auto id = (*trail)->begin(entry);
    if (!id)
        return fail(id.error());
    auto result = work(**undo);
    // The change itself is over by now, however well its outcome can be noted.
    (void)(*trail)->complete(*id, result ? words(*result) : "failed: " + result.error().message);
    return result;
}

std::optional<UndoEntry> newestOf(Cluster& cluster, OffsetUndo& undo, const std::string& group, const Call& call)
{
    const auto id = undoClusterId(cluster, call);
    if (!id)
        return std::nullopt;
    auto entries = undo.of(*id, group);
    if (!entries || entries->empty())
        return std::nullopt;
    return std::move(entries->front());
}

} // namespace

Result<UndoPlan> askPlan(Cluster& cluster, const OffsetQuestion& question, const Call& call)
{
    if (question.undoOf)
        return planUndo(cluster, *question.undoOf, call);
    ResetTarget target = question.target;
    if (target.to == ResetTarget::To::Offsets && !question.file.empty()) {
        auto offsets = readOffsetsFile(question.file);
        if (!offsets)
            return fail(std::move(offsets.error()));
        target.offsets = std::move(*offsets);
    }
    auto plan = planReset(cluster, question.group, target, question.scope, call);
    if (!plan)
        return fail(std::move(plan.error()));
    return UndoPlan{std::move(*plan), {}};
}

Result<NotedResult> applyNoted(Cluster& cluster, const std::string& profile, const UndoPlan& plan,
                               const OffsetQuestion& question, const Call& call)
{
    const std::string what =
        question.undoOf ? "undo: " + question.undoOf->what : describe(question.target);
    AuditEntry entry;
    entry.profile = profile;
    entry.action = question.undoOf ? "undo reset" : "reset offsets";
    entry.target = plan.plan.group;
    entry.detail = what + ", " + std::to_string(plan.plan.changes.size() + plan.forget.size()) + " partitions";
    const auto work = [&](OffsetUndo& undo) -> Result<NotedResult> {
        auto result = question.undoOf ? applyUndo(cluster, undo, plan, *question.undoOf, call)
                                      : applyKept(cluster, undo, plan.plan, what, call);
        if (!result)
            return fail(std::move(result.error()));
        auto way = result->applied.empty() ? std::nullopt : newestOf(cluster, undo, plan.plan.group, call);
        return NotedResult{std::move(*result), std::move(way)};
    };
    return noted(std::move(entry), work, [](const NotedResult& done) { return summary(done.result); });
}

Result<NotedResult> deleteOffsetsNoted(Cluster& cluster, const std::string& profile, const std::string& group,
                                       const std::vector<TopicPartition>& partitions, const Call& call)
{
    AuditEntry entry;
    entry.profile = profile;
    entry.action = "delete offsets";
    entry.target = group;
    entry.detail = std::to_string(partitions.size()) + " partitions" +
                   (partitions.empty() ? "" : " of " + partitions.front().topic);
    const auto work = [&](OffsetUndo& undo) -> Result<NotedResult> {
        auto result = deleteOffsetsKept(cluster, undo, group, partitions, call);
        if (!result)
            return fail(std::move(result.error()));
        auto way = result->applied.empty() ? std::nullopt : newestOf(cluster, undo, group, call);
        return NotedResult{std::move(*result), std::move(way)};
    };
    return noted(std::move(entry), work, [](const NotedResult& done) { return summary(done.result); });
}

Result<void> deleteGroupNoted(Cluster& cluster, const std::string& profile, const std::string& group, const Call& call)
{
    struct Nothing {};
    AuditEntry entry;
    entry.profile = profile;
    entry.action = "delete group";
    entry.target = group;
    const auto work = [&](OffsetUndo& undo) -> Result<Nothing> {
        auto deleted = deleteGroupKept(cluster, undo, group, call);
        if (!deleted)
            return fail(std::move(deleted.error()));
        return Nothing{};
    };
    const auto done = noted(std::move(entry), work, [](const Nothing&) { return std::string("done"); });
    if (!done)
        return fail(done.error());
    return {};
}

Result<std::vector<UndoEntry>> earlierResets(Cluster& cluster, const std::string& group, const Call& call)
{
    const auto undo = OffsetUndo::open(OffsetUndo::defaultPath());
    if (!undo)
        return fail(undo.error());
    const auto id = undoClusterId(cluster, call);
    if (!id)
        return fail(id.error());
    return (*undo)->of(*id, group);
}

Result<std::size_t> saveOffsets(Cluster& cluster, const std::string& group, const std::string& file, const Call& call)
{
    const auto activity = groupActivity(cluster, group, call);
    if (!activity)
        return fail(activity.error());
    // A file that looks whole but is not would be a trap for whoever resets from it.
    if (!activity->commitErrors.empty())
        return fail(activity->commitErrors.begin()->second);
    if (activity->committed.empty())
        return fail(ErrorKind::NotFound, "Group " + escapeForDisplay(group) + " has no committed offsets to save.");
    const auto out = ExportFile::create(file);
    if (!out)
        return fail(out.error());
    if (auto written = (*out)->write(offsetsCsv(activity->committed)); !written)
        return fail(std::move(written.error()));
    if (auto kept = (*out)->keep(); !kept)
        return fail(std::move(kept.error()));
    return activity->committed.size();
}

} // namespace weir::ui
