// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_commits.h"

#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace weir {
namespace {

std::optional<TopicPartition> readTopicPartition(std::string_view text)
{
    const auto dash = text.rfind('-');
    if (dash == std::string_view::npos || dash == 0)
        return std::nullopt;
    const std::string_view digits = text.substr(dash + 1);
    if (digits.empty() || digits.size() > 9 || digits.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    return TopicPartition{std::string(text.substr(0, dash)), std::stoi(std::string(digits))};
}

/// The subject is a group id or "group topic-partition". A topic's name has no spaces, a group's may have.
void keepFailure(GroupCommits& commits, const Failure& failure, const std::set<std::string_view>& ids)
{
    const auto space = failure.subject.rfind(' ');
    if (!ids.contains(failure.subject) && space != std::string::npos) {
        const std::string group = failure.subject.substr(0, space);
        if (auto partition = readTopicPartition(std::string_view(failure.subject).substr(space + 1))) {
            commits.rowErrors[group].insert_or_assign(std::move(*partition), failure.error);
            return;
        }
    }
    commits.errors.insert_or_assign(failure.subject, failure.error);
}

} // namespace

GroupCommits readCommits(Admin& admin, const std::vector<std::string>& ids, const Call& call)
{
    GroupCommits commits;
    auto committed = admin.committedOffsets(ids, call);
    commits.offsets = std::move(committed.values);
    if (!committed.failures.empty()) {
        const std::set<std::string_view> known(ids.begin(), ids.end());
        for (const Failure& failure : committed.failures)
            keepFailure(commits, failure, known);
    }
    return commits;
}

} // namespace weir
