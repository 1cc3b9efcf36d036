// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/inbox_partitions.h"

#include "core/deadletters/dead_letter_topics.h"

#include <algorithm>

namespace weir {
namespace {

using namespace std::chrono_literals;

/// A question to the cluster within a longer work.
Call question(const Call& call)
{
    return {Deadline::after(std::min<std::chrono::milliseconds>(call.deadline.remaining(), 30s)), call.stop};
}

std::string originOf(const std::string& topic, const std::set<std::string>& names)
{
    if (auto origin = originByName(topic, names))
        return std::move(*origin);
    auto name = readDeadLetterName(topic);
    return name ? std::move(name->stem) : std::string();
}

struct Bounds {
    Partial<OffsetMap> start, end, stable;

    Bounds(Cluster& cluster, const std::vector<TopicPartition>& partitions, const Call& call)
        : start(cluster.admin().offsets(partitions, OffsetPoint::LogStart, question(call))),
          end(cluster.admin().offsets(partitions, OffsetPoint::End, question(call))),
          stable(cluster.admin().offsets(partitions, OffsetPoint::LastStable, question(call)))
    {
    }
    [[nodiscard]] bool know(const TopicPartition& partition) const
    {
        return start.values.contains(partition) && end.values.contains(partition) && stable.values.contains(partition);
    }
};

} // namespace

std::uint32_t InboxPartitions::take(const TopicPartition& partition)
{
    const auto [entry, isNew] = m_numbers.try_emplace(partition, static_cast<std::uint32_t>(m_slots.size()));
    if (isNew)
        m_slots.emplace_back().place = partition;
    return entry->second;
}

void InboxPartitions::forgetLetters(Slot& slot, std::uint32_t number, Forgotten& forgotten)
{
    if (slot.records > 0) {
        forgotten.resize(std::max<std::size_t>(forgotten.size(), number + 1));
        forgotten[number] = true;
    }
    slot.coverage = {};
    slot.readable = slot.records = 0;
    slot.begun = false;
}

void InboxPartitions::drop(std::uint32_t slot, Forgotten& forgotten)
{
    forgetLetters(m_slots[slot], slot, forgotten);
    m_slots[slot].chosen = false;
    m_numbers.erase(m_slots[slot].place);
}

std::vector<std::uint32_t> InboxPartitions::slotsOf(const std::string& topic) const
{
    std::vector<std::uint32_t> found;
    for (auto it = m_numbers.lower_bound({topic, -1}); it != m_numbers.end() && it->first.topic == topic; ++it)
        found.push_back(it->second);
    return found;
}

InboxPartitions::Forgotten InboxPartitions::choose(const std::vector<std::string>& topics)
{
    const std::set<std::string> wanted(topics.begin(), topics.end());
    Forgotten forgotten;
    for (const std::string& topic : m_topics)
        if (!wanted.contains(topic))
            for (const std::uint32_t slot : slotsOf(topic))
                drop(slot, forgotten);
    m_topics.assign(wanted.begin(), wanted.end());
    return forgotten;
}

Result<InboxPartitions::Forgotten> InboxPartitions::survey(Cluster& cluster, const Call& call)
{
    const auto metadata = cluster.admin().metadata(question(call));
    if (!metadata)
        return fail(metadata.error());
    for (Slot& slot : m_slots)
        slot.coverage.error.reset();
    std::set<std::string> names;
    for (const TopicMetadata& topic : metadata->values.topics)
        names.insert(topic.name);
    Forgotten forgotten;
    for (const std::string& name : m_topics) {
        const auto known = std::ranges::find(metadata->values.topics, name, &TopicMetadata::name);
        const auto failure = std::ranges::find(metadata->failures, name, &Failure::subject);
        if (known != metadata->values.topics.end()) {
            useTopic(*known, names, forgotten);
        } else if (failure != metadata->failures.end()) {
            failTopic(name, failure->error);
        } else if (const auto topic = cluster.admin().topic(name, question(call)); topic) {
            // Not in the list may also mean: made a moment ago, or not to be listed.
            useTopic(*topic, names, forgotten);
        } else if (topic.error().kind == ErrorKind::NotFound) {
            missTopic(name, topic.error(), forgotten);
        } else {
            failTopic(name, topic.error());
        }
    }
    bound(cluster, forgotten, call);
    return forgotten;
}

void InboxPartitions::useTopic(const TopicMetadata& topic, const std::set<std::string>& names, Forgotten& forgotten)
{
    for (const std::uint32_t slot : slotsOf(topic.name))
        if (std::ranges::find(topic.partitions, m_slots[slot].place.partition, &PartitionMetadata::id) ==
            topic.partitions.end())
            drop(slot, forgotten); // made again with fewer
    const std::string origin = originOf(topic.name, names);
    for (const PartitionMetadata& partition : topic.partitions)
        m_slots[take({topic.name, partition.id})].originByName = origin;
}

void InboxPartitions::missTopic(const std::string& topic, const Error& error, Forgotten& forgotten)
{
    for (const std::uint32_t slot : slotsOf(topic))
        drop(slot, forgotten);
    failTopic(topic, error);
}

void InboxPartitions::failTopic(const std::string& topic, const Error& error)
{
    if (slotsOf(topic).empty())
        (void)take({topic, 0});
    for (const std::uint32_t slot : slotsOf(topic))
        m_slots[slot].coverage.error = error;
}

void InboxPartitions::bound(Cluster& cluster, Forgotten& forgotten, const Call& call)
{
    std::vector<TopicPartition> open;
    for (const auto& [partition, slot] : m_numbers)
        if (!m_slots[slot].coverage.error)
            open.push_back(partition);
    if (open.empty())
        return;
    const Bounds bounds(cluster, open, call);
    std::map<std::string, const Error*> failures;
    for (const auto* part : {&bounds.stable, &bounds.end, &bounds.start})
        for (const Failure& failure : part->failures)
            failures[failure.subject] = &failure.error;
    for (const TopicPartition& partition : open) {
        const std::uint32_t number = m_numbers.at(partition);
        if (bounds.know(partition)) {
            place(m_slots[number], number, bounds.start.values.at(partition), bounds.end.values.at(partition),
                  bounds.stable.values.at(partition), forgotten);
            continue;
        }
        const auto failure = failures.find(toString(partition));
        m_slots[number].coverage.error = failure != failures.end()
                                             ? *failure->second
                                             : timedOutError("Asking for the offsets of " + toString(partition));
    }
}

void InboxPartitions::place(Slot& slot, std::uint32_t number, std::int64_t start, std::int64_t end, std::int64_t stable,
                            Forgotten& forgotten)
{
    InboxCoverage& coverage = slot.coverage;
    // Ends and beginnings only grow while a topic lives.
    if (slot.begun && (end < coverage.next || start < coverage.begin))
        forgetLetters(slot, number, forgotten);
    if (!slot.begun)
        coverage.begin = coverage.next = start;
    slot.begun = true;
    if (start > coverage.next) {
        coverage.lost += start - coverage.next;
        coverage.next = start;
    }
    coverage.end = std::max(end, coverage.next);
    slot.readable = std::min(stable, coverage.end);
}

bool InboxPartitions::surveyOne(Cluster& cluster, std::uint32_t slot, Forgotten& forgotten, const Call& call)
{
    const TopicPartition& partition = m_slots[slot].place;
    const Bounds bounds(cluster, {partition}, call);
    if (!bounds.know(partition))
        return false;
    place(m_slots[slot], slot, bounds.start.values.at(partition), bounds.end.values.at(partition),
          bounds.stable.values.at(partition), forgotten);
    return true;
}

InboxPartitions::Forgotten InboxPartitions::confirmMissing(Cluster& cluster, const Call& call)
{
    std::map<std::string, Error> suspects;
    for (const auto& [partition, slot] : m_numbers)
        if (m_slots[slot].coverage.error && m_slots[slot].coverage.error->kind == ErrorKind::NotFound && m_slots[slot].begun)
            suspects.try_emplace(partition.topic, *m_slots[slot].coverage.error);
    Forgotten forgotten;
    for (const auto& [topic, error] : suspects)
        if (const auto found = cluster.admin().topic(topic, question(call)); !found && found.error().kind == ErrorKind::NotFound)
            missTopic(topic, found.error(), forgotten);
    return forgotten;
}

} // namespace weir
