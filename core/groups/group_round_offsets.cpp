// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_commits.h"
#include "core/groups/group_round.h"

#include <algorithm>
#include <utility>

namespace weir {

/// Topics nobody consumes: how many partitions they have is asked as seldom as a log start.
void GroupRoundReader::watch(const std::vector<std::string>& topics, const Call& call)
{
    if (topics.empty() && m_watched.empty())
        return;
    const std::set<std::string> wanted(topics.begin(), topics.end());
    std::erase_if(m_watched, [&](const auto& topic) { return !wanted.contains(topic.first); });
    std::vector<std::string> due;
    for (const std::string& topic : wanted)
        if (m_watched[topic].due <= m_round)
            due.push_back(topic);
    const auto keep = [&](const std::string& name, std::optional<std::int32_t> partitions) {
        m_watched[name] = {partitions, m_round + slowly};
    };
    constexpr std::size_t singly = 3; // more are quicker asked together than one after the other
    if (due.size() <= singly) {
        for (const std::string& name : due) {
            const auto topic = m_cluster.admin().topic(name, call);
            keep(name, topic ? std::optional(static_cast<std::int32_t>(topic->partitions.size())) : std::nullopt);
        }
        return;
    }
    for (const std::string& name : due)
        keep(name, std::nullopt);
    if (const auto metadata = m_cluster.admin().metadata(call))
        for (const TopicMetadata& topic : metadata->values.topics)
            if (wanted.contains(topic.name))
                keep(topic.name, static_cast<std::int32_t>(topic.partitions.size()));
}

void GroupRoundReader::want(const TopicPartition& partition)
{
    const auto [at, added] = m_partitions.try_emplace(partition);
    if (added) {
        m_sortedStale = true;
        at->second.edgesDue = m_round;
    }
    at->second.wanted = m_round;
}

void GroupRoundReader::wantPartitions(const std::vector<std::string>& ids, const GroupCommits& commits)
{
    for (const auto& [group, offsets] : commits.offsets)
        for (const auto& [partition, offset] : offsets)
            want(partition);
    for (const auto& [group, errors] : commits.rowErrors)
        for (const auto& [partition, error] : errors)
            want(partition);
    for (const std::string& id : ids) {
        const auto group = m_groups.find(id);
        if (group == m_groups.end() || !group->second.description)
            continue;
        for (const GroupMember& member : group->second.description->members)
            for (const TopicPartition& partition : member.assigned)
                want(partition);
    }
    for (const auto& [topic, watched] : m_watched)
        for (std::int32_t id = 0; id < watched.partitions.value_or(0); ++id)
            want({topic, id});
    dropUnwanted();
}

void GroupRoundReader::dropUnwanted()
{
    const auto dropped = std::erase_if(m_partitions, [&](const Slot& slot) { return slot.second.wanted != m_round; });
    if (dropped == 0 && !m_sortedStale)
        return;
    m_sorted.clear();
    m_sorted.reserve(m_partitions.size());
    for (Slot& slot : m_partitions)
        m_sorted.push_back(&slot);
    std::ranges::sort(m_sorted, {}, [](const Slot* slot) -> const TopicPartition& { return slot->first; });
    m_sortedStale = false;
}

/// Log starts before ends: the log start only grows, so that it never lies beyond an end read later.
void GroupRoundReader::askOffsets(const Call& call)
{
    std::vector<Slot*> due;
    for (Slot* slot : m_sorted)
        if (slot->second.edgesDue <= m_round)
            due.push_back(slot);
    askPoint(due, OffsetPoint::LogStart, call);
    askPoint(due, OffsetPoint::LastStable, call);
    for (Slot* slot : due) {
        Partition& partition = slot->second;
        partition.edgesDue = m_round + slowly - (partition.spread ? 0 : m_spread++ % slowly);
        partition.spread = true;
        if (partition.facts.startError)
            partition.edgesDue = partition.facts.startError->retriable ? m_round + 1 : partition.askDue;
    }
    askPoint(m_sorted, OffsetPoint::End, call);
    std::vector<Slot*> shrunk;
    for (Slot* slot : m_sorted)
        if (std::exchange(slot->second.shrunk, false))
            shrunk.push_back(slot);
    askPoint(shrunk, OffsetPoint::LogStart, call);
    askPoint(shrunk, OffsetPoint::LastStable, call);
}

void GroupRoundReader::askPoint(const std::vector<Slot*>& slots, OffsetPoint point, const Call& call)
{
    std::vector<Slot*> asked;
    std::vector<TopicPartition> partitions;
    asked.reserve(slots.size());
    partitions.reserve(slots.size());
    for (Slot* slot : slots) {
        if (slot->second.askDue > m_round)
            continue;
        asked.push_back(slot);
        partitions.push_back(slot->first);
    }
    if (partitions.empty())
        return;
    const auto found = m_cluster.admin().offsets(partitions, point, call);
    std::map<std::string_view, const Error*> errors;
    for (const Failure& failure : found.failures)
        errors.emplace(failure.subject, &failure.error);
    auto value = found.values.begin();
    for (Slot* slot : asked) { // both are sorted
        while (value != found.values.end() && value->first < slot->first)
            ++value;
        if (value != found.values.end() && value->first == slot->first) {
            keepOffset(*slot, point, value->second, nullptr);
            continue;
        }
        const auto error = errors.empty() ? errors.end() : errors.find(toString(slot->first));
        keepOffset(*slot, point, std::nullopt, error == errors.end() ? nullptr : error->second);
    }
}

void GroupRoundReader::keepOffset(Slot& slot, OffsetPoint point, std::optional<std::int64_t> offset, const Error* error)
{
    Partition& partition = slot.second;
    PartitionFacts& facts = partition.facts;
    const std::optional<Error> why = error == nullptr ? std::nullopt : std::optional(*error);
    switch (point) {
    case OffsetPoint::LogStart:
        facts.logStart = offset;
        facts.startError = why;
        break;
    case OffsetPoint::End:
        // The topic was made anew or truncated: what is known of it is about another log.
        partition.shrunk = offset && ((facts.end && *offset < *facts.end) || (facts.logStart && *offset < *facts.logStart));
        facts.end = offset;
        facts.endError = why;
        if (error && !error->retriable) { // when it comes back it may be another log
            facts.logStart.reset();
            facts.lastStable.reset();
            partition.edgesDue = m_round;
        }
        break;
    default: // rows are whole without it, so that it has no error of its own
        facts.lastStable = offset;
        break;
    }
    if (!error) {
        if (offset)
            partition.refusals = 0;
    } else if (!error->retriable) {
        // Asking in vain costs a pause and fresh metadata each time.
        constexpr unsigned most = 4;
        partition.askDue = m_round + std::min<std::uint64_t>(slowly, std::uint64_t{1} << std::min(partition.refusals, most));
        ++partition.refusals;
    }
}

void GroupRoundReader::addOffsetFailures(std::vector<Failure>& failures) const
{
    for (const Slot* slot : m_sorted)
        if (const auto& error = slot->second.facts.error())
            failures.push_back({toString(slot->first), *error});
}

void GroupRoundReader::sumWatched(const std::vector<std::string>& topics, RoundAnswer& answer) const
{
    for (const std::string& topic : topics) {
        const auto watched = m_watched.find(topic);
        if (watched == m_watched.end() || !watched->second.partitions)
            continue;
        std::optional<std::int64_t> sum = 0;
        for (std::int32_t id = 0; id < *watched->second.partitions; ++id) {
            const auto found = m_partitions.find({topic, id});
            const auto end = found == m_partitions.end() ? std::nullopt : found->second.facts.end;
            sum = sum && end ? std::optional(*sum + *end) : std::nullopt;
        }
        if (sum)
            answer.topicEnds.insert_or_assign(topic, *sum);
    }
}

} // namespace weir
