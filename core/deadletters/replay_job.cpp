// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/replay_job.h"

#include "core/deadletters/running_job.h"

#include <set>

namespace weir {
namespace {

using namespace std::chrono_literals;

/// The job first, so that a second start of the same job is told so and not that its topics are taken.
Result<ReplayLock> lockFor(const ReplayJob::Start& start, const ReplayPlan& plan)
{
    std::set<std::string> topics;
    for (const ReplayItem& item : plan.items)
        if (item.verdict == ReplayVerdict::Ready)
            topics.insert(plan.targets[item.target].topic);
    std::vector<std::string> names{"job " + plan.job};
    for (const std::string& topic : topics)
        names.push_back("topic " + topic);
    return ReplayLock::take(start.locks.empty() ? ReplayLock::defaultFolder() : start.locks, plan.targetCluster, names);
}

} // namespace

Result<std::unique_ptr<ReplayJob>> ReplayJob::start(Start start)
{
    if (!start.target || !start.journal)
        return fail(ErrorKind::InvalidInput, "A replay needs a target cluster and a journal.");
    if (start.target->readOnly())
        return fail(ErrorKind::NotAuthorized, "Could not start the replay: this connection was opened for reading only.");
    auto info = start.journal->info(start.job);
    if (!info)
        return fail(info.error());
    if (info->ended)
        return fail(ErrorKind::InvalidInput, "The replay " + start.job + " has ended (" + std::string(stateCode(info->state)) + ").");
    auto stored = start.journal->plan(start.job);
    if (!stored)
        return fail(stored.error());
    const auto plan = std::make_shared<const ReplayPlan>(std::move(*stored));
    if (!start.letters) {
        if (plan->archive.empty())
            return fail(ErrorKind::InvalidInput, "A replay needs the cluster its dead letters stand on.");
        start.letters = start.target; // only letters without data ask a cluster then
    }
    bool checked = plan->targetCluster.empty();
    if (!checked)
        if (const auto reply = start.target->ping(Call::within(5s)); reply && !reply->clusterId.empty()) {
            if (reply->clusterId != plan->targetCluster)
                return fail(ErrorKind::InvalidInput, "The plan of replay " + start.job + " was made for another cluster (" +
                                                         plan->targetCluster + ", this one is " + reply->clusterId + ").");
            checked = true;
        }
    auto lock = lockFor(start, *plan);
    if (!lock)
        return fail(lock.error());
    // Under the lock: another process may have gone on with the job a moment ago.
    info = start.journal->info(start.job);
    if (!info)
        return fail(info.error());
    if (info->ended)
        return fail(ErrorKind::InvalidInput, "The replay " + start.job + " has ended (" + std::string(stateCode(info->state)) + ").");
    auto source = start.source ? start.source(plan) : openLetterSource(start.letters, plan);
    if (!source)
        return fail(source.error());
    return std::make_unique<RunningJob>(RunningJob::Parts{std::move(start), std::move(*lock), plan, std::move(*info),
                                                          std::move(*source), checked});
}

} // namespace weir
