// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_round.h"

#include "core/groups/group_commits.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace weir {
namespace {

/// Whoever may not list groups can still look at those he names.
bool refusesListOnly(const Error& error)
{
    return error.kind == ErrorKind::NotAuthorized || error.kind == ErrorKind::Unsupported;
}

template <typename Value> const Value* lookUp(const std::map<std::string, Value>& map, const std::string& key)
{
    const auto found = map.find(key);
    return found == map.end() ? nullptr : &found->second;
}

} // namespace

Result<RoundAnswer> GroupRoundReader::read(const RoundQuestion& question, const Call& call)
{
    ++m_round;
    m_listingError.reset();
    RoundAnswer answer;
    if (question.listed)
        if (auto listed = list(question, answer, call); !listed)
            return fail(std::move(listed.error()));
    const std::vector<std::string> ids = wantedGroups(question);
    describe(ids, question.closely, call);
    const GroupCommits commits = ids.empty() ? GroupCommits{} : readCommits(m_cluster.admin(), ids, call);
    if (!question.listed && std::ranges::any_of(ids, [&](const auto& id) { return looksUnknown(id, commits); })) {
        // "Dead" is also what a KIP-848 group looks like to an old client; only the list tells them apart. Without
        // the list the other groups are still worth answering.
        (void)list(question, answer, call);
    }
    watch(question.watchedTopics, call);
    wantPartitions(ids, commits);
    askOffsets(call);
    if (call.stop.stop_requested())
        return fail(cancelledError("Reading the lag of consumer groups"));
    assemble(ids, commits, answer);
    sumWatched(question.watchedTopics, answer);
    return answer;
}

Result<void> GroupRoundReader::list(const RoundQuestion& question, RoundAnswer& answer, const Call& call)
{
    auto listed = m_cluster.admin().groups(call);
    if (!listed) {
        m_listingError = listed.error();
        if (question.named.empty() || !refusesListOnly(listed.error()))
            return fail(std::move(listed.error()));
        for (auto& [id, group] : m_groups)
            group.listing.reset();
        if (question.listed)
            answer.groups.failures.push_back({std::string(listingSubject), listed.error()});
        return {};
    }
    if (!listed->complete())
        m_listingError = listed->failures.front().error;
    keepList(*listed);
    std::ranges::move(listed->failures, std::back_inserter(answer.groups.failures));
    return {};
}

void GroupRoundReader::keepList(Partial<std::vector<GroupListing>>& listed)
{
    std::set<std::string> missing;
    for (const auto& [id, group] : m_groups)
        missing.insert(missing.end(), id);
    for (GroupListing& listing : listed.values) {
        missing.erase(listing.id);
        Group& group = m_groups[listing.id];
        if (!group.listing || group.listing->state != listing.state || group.listing->type != listing.type) {
            // Members of another state are not those of this one, even if asking for the new ones fails.
            if (group.listing)
                group.description.reset();
            group.describeDue = m_round;
        }
        group.listing = std::move(listing);
    }
    for (const std::string& id : missing) {
        Group& group = m_groups.at(id);
        // The groups of a coordinator that did not answer are still there; whoever takes over will list them.
        if (listed.complete())
            group.listing.reset();
        group.describeDue = m_round;
    }
}

std::vector<std::string> GroupRoundReader::wantedGroups(const RoundQuestion& question) const
{
    std::vector<std::string> ids;
    std::set<std::string> seen;
    for (const std::string& id : question.named)
        if (seen.insert(id).second)
            ids.push_back(id);
    if (!question.listed)
        return ids;
    for (const auto& [id, group] : m_groups)
        if (group.listing)
            seen.insert(id);
    return {seen.begin(), seen.end()};
}

std::vector<std::string> GroupRoundReader::dueForDescription(const std::vector<std::string>& ids,
                                                             const std::set<std::string>& closely)
{
    std::vector<std::string> due;
    for (const std::string& id : ids) {
        Group& group = m_groups[id];
        // Once this client library could not see the members of a group of the new protocol, it never will; what the
        // list says is all there is, and asking would cost it a second time.
        const bool invisible = group.description && !group.description->membersVisible && group.listing &&
                               group.listing->type == GroupType::Consumer;
        if (!invisible && (group.describeDue <= m_round || closely.contains(id)))
            due.push_back(id);
    }
    return due;
}

void GroupRoundReader::describe(const std::vector<std::string>& ids, const std::set<std::string>& closely,
                                const Call& call)
{
    if (const std::set<std::string_view> wanted(ids.begin(), ids.end()); wanted.size() < m_groups.size())
        std::erase_if(m_groups, [&](const auto& group) { return !wanted.contains(group.first); });
    for (auto& [id, group] : m_groups)
        group.fresh = false;
    const std::vector<std::string> due = dueForDescription(ids, closely);
    if (due.empty())
        return;
    auto described = m_cluster.admin().describeGroups(due, call);
    for (const std::string& id : due) {
        Group& group = m_groups.at(id);
        group.description.reset();
        group.describeError.reset();
        group.describeDue = m_round + slowly - (group.spread ? 0 : m_spread++ % slowly);
        group.spread = true;
    }
    for (GroupDescription& description : described.values) {
        Group& group = m_groups[description.id];
        group.fresh = true;
        // It changed between the two questions: the list will not show that again.
        if (group.listing && description.membersVisible && group.listing->state != description.state)
            group.describeDue = m_round + 1;
        group.description = std::move(description);
    }
    for (Failure& failure : described.failures) {
        Group& group = m_groups[failure.subject];
        if (failure.error.retriable)
            group.describeDue = m_round + 1;
        group.describeError = std::move(failure.error);
    }
}

/// A group nobody knows: brokers describe it as "Dead" without members and without an error.
bool GroupRoundReader::looksUnknown(const std::string& id, const GroupCommits& commits) const
{
    const Group* group = lookUp(m_groups, id);
    const OffsetMap* offsets = lookUp(commits.offsets, id);
    return group != nullptr && group->description && group->description->state == "Dead" &&
           group->description->members.empty() && offsets != nullptr && offsets->empty() &&
           !commits.rowErrors.contains(id);
}

/// Adds the failures of one group; false when nothing at all is known about it.
bool GroupRoundReader::report(const std::string& id, const GroupCommits& commits, std::vector<Failure>& failures) const
{
    const Group* group = lookUp(m_groups, id);
    const bool described = group != nullptr && group->description;
    const Error* describeError = group != nullptr && group->describeError ? &*group->describeError : nullptr;
    const Error* commitError = lookUp(commits.errors, id);
    if (describeError != nullptr)
        failures.push_back({id, *describeError});
    if (commitError != nullptr && (describeError == nullptr || *describeError != *commitError))
        failures.push_back({id, *commitError});
    if (looksUnknown(id, commits) && !group->listing) {
        const Error missing{ErrorKind::NotFound, "There is no consumer group " + id + " on this cluster.", {}, 0, false};
        failures.push_back({id, m_listingError.value_or(missing)});
        return false;
    }
    const OffsetMap* offsets = lookUp(commits.offsets, id);
    return described || (offsets != nullptr && !offsets->empty());
}

void GroupRoundReader::assemble(const std::vector<std::string>& ids, const GroupCommits& commits,
                                RoundAnswer& answer) const
{
    addOffsetFailures(answer.groups.failures);
    const auto facts = [this](const TopicPartition& partition) -> const PartitionFacts* {
        const auto found = m_partitions.find(partition);
        return found == m_partitions.end() ? nullptr : &found->second.facts;
    };
    answer.groups.values.reserve(ids.size());
    for (const std::string& id : ids) {
        if (!report(id, commits, answer.groups.failures))
            continue;
        const Group* group = lookUp(m_groups, id);
        GroupFacts known;
        if (group != nullptr) {
            known.listing = group->listing ? &*group->listing : nullptr;
            known.description = group->description ? &*group->description : nullptr;
            known.describedLast = group->fresh;
        }
        known.committed = lookUp(commits.offsets, id);
        known.commitError = lookUp(commits.errors, id);
        known.rowErrors = lookUp(commits.rowErrors, id);
        answer.groups.values.push_back(assembleGroup(id, known, facts));
    }
}

} // namespace weir
