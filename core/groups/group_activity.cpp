// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_activity.h"

#include "core/base/bytes.h"

#include <algorithm>
#include <charconv>

namespace weir {
namespace {

std::optional<Error> refusal(const GroupDescription& group)
{
    const std::string name = escapeForDisplay(group.id);
    const auto refused = [](std::string message) {
        return Error{ErrorKind::Broker, std::move(message), {}, 0, true};
    };
    if (!group.members.empty()) {
        const std::size_t count = group.members.size();
        return refused(name + " has " + std::to_string(count) + (count == 1 ? " active member" : " active members") +
                       (count == 1 ? ". Stop it, then check again." : ". Stop them, then check again."));
    }
    if (group.state == "Empty" || group.state == "Dead")
        return std::nullopt;
    // Also "Unknown": what librdkafka 2.8 makes of Assigning and Reconciling, which only groups with members are in.
    return refused(name + " is active (state " + escapeForDisplay(group.state) +
                   (group.membersVisible ? "" : "; its members are not visible with this client") +
                   "). Stop its consumers, then check again.");
}

std::optional<TopicPartition> partitionOf(const std::string& subject, const std::string& group)
{
    if (!subject.starts_with(group + " "))
        return std::nullopt;
    const std::string_view text = std::string_view(subject).substr(group.size() + 1);
    const auto dash = text.rfind('-');
    std::int32_t number = 0;
    if (dash == std::string_view::npos || dash == 0)
        return std::nullopt;
    const char* last = text.data() + text.size();
    const auto [end, code] = std::from_chars(text.data() + dash + 1, last, number);
    if (code != std::errc() || end != last)
        return std::nullopt;
    return TopicPartition{std::string(text.substr(0, dash)), number};
}

} // namespace

Result<GroupActivity> groupActivity(Cluster& cluster, const std::string& group, const Call& call)
{
    GroupActivity activity;
    auto committed = cluster.admin().committedOffsets({group}, call);
    for (Failure& failure : committed.failures) {
        if (failure.subject == group)
            return fail(std::move(failure.error));
        if (const auto partition = partitionOf(failure.subject, group))
            activity.commitErrors.emplace(*partition, std::move(failure.error));
    }
    activity.committed = std::move(committed.values[group]);

    auto described = cluster.admin().describeGroups({group}, call);
    if (!described.values.empty()) {
        activity.refused = refusal(described.values.front());
        if (described.values.front().state == "Dead" && activity.committed.empty() && activity.commitErrors.empty())
            return fail(ErrorKind::NotFound, "There is no consumer group " + escapeForDisplay(group) + ".");
        return activity;
    }
    if (described.failures.empty())
        return fail(ErrorKind::Internal, "The cluster said nothing about group " + escapeForDisplay(group) + ".");
    Error error = std::move(described.failures.front().error);
    // Commits without a group: it is there for whoever joins it next.
    if (error.kind == ErrorKind::NotFound && !activity.committed.empty())
        return activity;
    return fail(std::move(error));
}

} // namespace weir
