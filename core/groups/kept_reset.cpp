// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bytes.h"
#include "core/groups/group_activity.h"
#include "core/groups/offset_undo.h"

#include <algorithm>

namespace weir {
namespace {

UndoEntry entryOf(const OffsetPlan& plan, std::string cluster, std::string what)
{
    UndoEntry entry;
    entry.time = nowMs();
    entry.cluster = std::move(cluster);
    entry.group = plan.group;
    entry.what = std::move(what);
    for (const OffsetChange& change : plan.changes) {
        if (change.before)
            entry.before.emplace(change.partition, *change.before);
        else
            entry.added.push_back(change.partition);
        entry.after.emplace(change.partition, change.after);
    }
    return entry;
}

Result<std::int64_t> keep(OffsetUndo& undo, const UndoEntry& entry)
{
    auto kept = undo.keep(entry);
    if (!kept)
        return fail(kept.error().kind,
                    "Nothing was changed, because the old offsets could not be kept: " + kept.error().message,
                    kept.error().detail);
    return kept;
}

/// After these the change may have been made all the same. Of the broker's own answers two are like that: its time ran
/// out (7), and not enough copies after it wrote (20).
bool isUncertain(const Error& error)
{
    return error.kind == ErrorKind::TimedOut || error.kind == ErrorKind::Unreachable ||
           error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::Internal || error.kafkaCode == 7 ||
           error.kafkaCode == 20;
}

bool changedNothing(const Result<OffsetResult>& result)
{
    if (!result)
        return !isUncertain(result.error());
    return result->applied.empty() &&
           std::ranges::none_of(result->failures, [](const Failure& failure) { return isUncertain(failure.error); });
}

bool changedNothing(const Result<void>& result) { return !result && !isUncertain(result.error()); }

/// Makes a change that is kept already. What stays in the list after a refusal is harmless.
template <typename Change> auto changed(OffsetUndo& undo, std::int64_t kept, const Change& change)
{
    auto result = change();
    if (changedNothing(result))
        (void)undo.drop(kept);
    return result;
}

Error readOnly(const std::string& group)
{
    return {ErrorKind::NotAuthorized,
            "Group " + escapeForDisplay(group) + " was left as it is: this connection was opened for reading only.",
            {}, 0, false};
}

/// What the group has committed in these partitions (all of them when none are named), as something to bring back.
Result<UndoEntry> entryOfDeleted(Cluster& cluster, const std::string& group,
                                 const std::vector<TopicPartition>& partitions, std::string what, const Call& call)
{
    const auto activity = groupActivity(cluster, group, call);
    if (!activity)
        return fail(activity.error());
    if (!activity->commitErrors.empty())
        return fail(activity->commitErrors.begin()->second);
    auto id = undoClusterId(cluster, call);
    if (!id)
        return fail(id.error());
    UndoEntry entry;
    entry.time = nowMs();
    entry.cluster = std::move(*id);
    entry.group = group;
    entry.what = std::move(what);
    for (const auto& [partition, offset] : activity->committed)
        if (partitions.empty() || std::ranges::find(partitions, partition) != partitions.end())
            entry.before.emplace(partition, offset);
    return entry;
}

} // namespace

Result<std::string> undoClusterId(Cluster& cluster, const Call& call)
{
    auto reply = cluster.ping(call);
    if (!reply)
        return fail(std::move(reply.error()));
    return std::move(reply->clusterId);
}

Result<OffsetResult> applyKept(Cluster& cluster, OffsetUndo& undo, const OffsetPlan& plan, const std::string& what,
                               const Call& call)
{
    if (cluster.readOnly())
        return fail(readOnly(plan.group));
    auto id = undoClusterId(cluster, call);
    if (!id)
        return fail(std::move(id.error()));
    auto kept = keep(undo, entryOf(plan, std::move(*id), what));
    if (!kept)
        return fail(std::move(kept.error()));
    return changed(undo, *kept, [&] { return applyReset(cluster, plan, call); });
}

Result<OffsetResult> deleteOffsetsKept(Cluster& cluster, OffsetUndo& undo, const std::string& group,
                                       const std::vector<TopicPartition>& partitions, const Call& call)
{
    if (cluster.readOnly())
        return fail(readOnly(group));
    if (partitions.empty())
        return OffsetResult{};
    const auto entry = entryOfDeleted(cluster, group, partitions, "deleted offsets", call);
    if (!entry)
        return fail(entry.error());
    auto kept = keep(undo, *entry);
    if (!kept)
        return fail(std::move(kept.error()));
    return changed(undo, *kept, [&] { return deleteOffsets(cluster, group, partitions, call); });
}

Result<void> deleteGroupKept(Cluster& cluster, OffsetUndo& undo, const std::string& group, const Call& call)
{
    if (cluster.readOnly())
        return fail(readOnly(group));
    const auto entry = entryOfDeleted(cluster, group, {}, "deleted the group", call);
    if (!entry)
        return fail(entry.error());
    auto kept = keep(undo, *entry);
    if (!kept)
        return fail(std::move(kept.error()));
    return changed(undo, *kept, [&] { return deleteGroup(cluster, group, call); });
}

Result<UndoPlan> planUndo(Cluster& cluster, const UndoEntry& entry, const Call& call)
{
    UndoPlan undo;
    undo.plan.group = entry.group;
    if (!entry.before.empty()) {
        ResetTarget target;
        target.to = ResetTarget::To::Offsets;
        target.offsets = entry.before;
        ResetScope scope;
        scope.newGroup = true;
        auto plan = planReset(cluster, entry.group, target, scope, call);
        if (!plan)
            return fail(std::move(plan.error()));
        undo.plan = std::move(*plan);
    }
    if (entry.added.empty())
        return undo;
    auto activity = groupActivity(cluster, entry.group, call);
    if (!activity && activity.error().kind == ErrorKind::NotFound)
        activity = GroupActivity{};
    if (!activity)
        return fail(std::move(activity.error()));
    undo.plan.refused = std::move(activity->refused);
    for (const TopicPartition& partition : entry.added) {
        const auto now = activity->committed.find(partition);
        const auto then = entry.after.find(partition);
        if (now != activity->committed.end() && then != entry.after.end() && now->second == then->second)
            undo.forget.push_back(partition);
    }
    return undo;
}

Result<OffsetResult> applyUndo(Cluster& cluster, OffsetUndo& undo, const UndoPlan& plan, const UndoEntry& entry,
                               const Call& call)
{
    OffsetResult result;
    if (!plan.plan.changes.empty()) {
        auto applied = applyKept(cluster, undo, plan.plan, "undo: " + entry.what, call);
        if (!applied)
            return applied;
        result = std::move(*applied);
    }
    if (plan.forget.empty())
        return result;
    auto forgotten = deleteOffsetsKept(cluster, undo, entry.group, plan.forget, call);
    if (!forgotten) {
        for (const TopicPartition& partition : plan.forget)
            result.failures.push_back({toString(partition), forgotten.error()});
        return result;
    }
    result.applied.merge(forgotten->applied);
    std::ranges::move(forgotten->failures, std::back_inserter(result.failures));
    return result;
}

} // namespace weir
