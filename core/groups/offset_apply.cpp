// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_activity.h"
#include "core/groups/offset_plan.h"

#include "core/base/bytes.h"

#include <algorithm>

namespace weir {
namespace {

/// One commit request becomes one batch of the broker's offsets topic, which has a size limit (1 MiB by default).
constexpr std::size_t committedAtOnce = 1'000;

std::optional<std::int64_t> lookUp(const OffsetMap& offsets, const TopicPartition& partition)
{
    const auto found = offsets.find(partition);
    return found == offsets.end() ? std::nullopt : std::optional(found->second);
}

/// Whole-group failures are said for each partition, so that a list of results has a line for every one.
void spread(std::vector<Failure> failures, const std::string& group, const std::vector<TopicPartition>& asked,
            std::vector<Failure>& into)
{
    for (Failure& failure : failures) {
        if (failure.subject != group) {
            into.push_back(std::move(failure));
            continue;
        }
        for (const TopicPartition& partition : asked)
            into.push_back({toString(partition), failure.error});
    }
}

/// The log moves on between preview and applying. A commit outside of it makes consumers jump (auto.offset.reset).
void dropOutsideLog(Cluster& cluster, OffsetMap& wanted, OffsetResult& result, const Call& call)
{
    std::vector<TopicPartition> partitions;
    for (const auto& [partition, offset] : wanted)
        partitions.push_back(partition);
    if (partitions.empty())
        return;
    auto starts = cluster.admin().offsets(partitions, OffsetPoint::LogStart, call);
    auto ends = cluster.admin().offsets(partitions, OffsetPoint::End, call);
    for (const TopicPartition& partition : partitions) {
        const auto start = lookUp(starts.values, partition);
        const auto end = lookUp(ends.values, partition);
        const std::int64_t offset = wanted.at(partition);
        if (start && end && offset >= *start && offset <= *end)
            continue;
        wanted.erase(partition);
        const std::string subject = toString(partition);
        if (start && end) {
            result.failures.push_back(
                {subject,
                 {ErrorKind::InvalidInput,
                  subject + ": offset " + std::to_string(offset) + " is outside the log by now (" +
                      std::to_string(*start) + " to " + std::to_string(*end) + "). Preview again.",
                  {}, 0, true}});
            continue;
        }
        auto& failures = start ? ends.failures : starts.failures;
        const auto failure = std::ranges::find(failures, subject, &Failure::subject);
        result.failures.push_back({subject, failure != failures.end() ? failure->error
                                                                      : timedOutError("Reading the ends of " + subject)});
    }
}

void commit(Cluster& cluster, const std::string& group, const OffsetMap& wanted, OffsetResult& result, const Call& call)
{
    for (auto at = wanted.begin(); at != wanted.end();) {
        OffsetMap chunk;
        std::vector<TopicPartition> asked;
        for (; at != wanted.end() && chunk.size() < committedAtOnce; ++at) {
            chunk.insert(*at);
            asked.push_back(at->first);
        }
        if (call.stop.stop_requested()) {
            spread({{group, cancelledError("Changing the committed offsets")}}, group, asked, result.failures);
            continue;
        }
        auto done = cluster.admin().alterCommittedOffsets(group, chunk, call);
        result.applied.merge(done.values);
        spread(std::move(done.failures), group, asked, result.failures);
    }
}

} // namespace

Result<OffsetResult> applyReset(Cluster& cluster, const OffsetPlan& plan, const Call& call)
{
    OffsetResult result;
    if (plan.changes.empty())
        return result;
    // Asked here too, so that a read-only connection is told before anything else.
    if (cluster.readOnly())
        return fail(ErrorKind::NotAuthorized,
                    "The offsets were not changed: this connection was opened for reading only.");
    auto activity = groupActivity(cluster, plan.group, call);
    // A group that is gone has nothing committed, which is compared below like everything else.
    if (!activity && activity.error().kind == ErrorKind::NotFound)
        activity = GroupActivity{};
    if (!activity)
        return fail(std::move(activity.error()));
    if (activity->refused)
        return fail(std::move(*activity->refused));
    OffsetMap wanted;
    for (const OffsetChange& change : plan.changes) {
        if (const auto error = activity->commitErrors.find(change.partition); error != activity->commitErrors.end())
            result.failures.push_back({toString(change.partition), error->second});
        else if (lookUp(activity->committed, change.partition) != change.before)
            result.changedSince.push_back(change.partition);
        else
            wanted.emplace(change.partition, change.after);
    }
    dropOutsideLog(cluster, wanted, result, call);
    commit(cluster, plan.group, wanted, result, call);
    return result;
}

Result<OffsetResult> deleteOffsets(Cluster& cluster, const std::string& group,
                                   const std::vector<TopicPartition>& partitions, const Call& call)
{
    if (cluster.readOnly())
        return fail(ErrorKind::NotAuthorized,
                    "No offsets were deleted: this connection was opened for reading only.");
    OffsetResult result;
    if (partitions.empty())
        return result;
    // What is forgotten must be known, or nobody could put it back.
    auto activity = groupActivity(cluster, group, call);
    if (!activity)
        return fail(std::move(activity.error()));
    auto deleted = cluster.admin().deleteCommittedOffsets(group, partitions, call);
    for (const TopicPartition& partition : deleted.values)
        if (const auto before = lookUp(activity->committed, partition))
            result.applied.emplace(partition, *before);
    spread(std::move(deleted.failures), group, partitions, result.failures);
    return result;
}

Result<void> deleteGroup(Cluster& cluster, const std::string& group, const Call& call)
{
    if (cluster.readOnly())
        return fail(ErrorKind::NotAuthorized, "Group " + escapeForDisplay(group) +
                                                  " was not deleted: this connection was opened for reading only.");
    auto deleted = cluster.admin().deleteGroups({group}, call);
    if (!deleted.failures.empty())
        return fail(std::move(deleted.failures.front().error));
    if (deleted.values.empty())
        return fail(ErrorKind::Internal, "The cluster did not say whether it deleted group " + escapeForDisplay(group) + ".");
    return {};
}

} // namespace weir
