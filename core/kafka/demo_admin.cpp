// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/demo_admin.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace weir {

namespace {

Error notOffered(const std::string& what)
{
    return {ErrorKind::Unsupported, what + " is not offered by the demo cluster.", {}, 0, false};
}

Error noSuchTopic(const std::string& name)
{
    return {ErrorKind::NotFound, "Topic '" + name + "' does not exist in the demo cluster.", {}, 0, false};
}

std::vector<ConfigEntry> entriesOf(const std::map<std::string, std::string>& chosen)
{
    // The mock's own limits, see its rdkafka_mock.c: 5 MiB a partition, no time limit, no compaction.
    const std::map<std::string, std::string> defaults = {
        {"cleanup.policy", "delete"},
        {"max.message.bytes", "1048588"},
        {"message.timestamp.type", "CreateTime"},
        {"min.insync.replicas", "1"},
        {"retention.bytes", "5242880"},
        {"retention.ms", "-1"},
    };
    auto all = chosen;
    all.insert(defaults.begin(), defaults.end());
    std::vector<ConfigEntry> entries;
    for (const auto& [name, value] : all) {
        const bool isChosen = chosen.contains(name);
        entries.push_back({name, value, !isChosen, false, true, isChosen ? "topic" : "default"});
    }
    return entries;
}

} // namespace

DemoAdmin::DemoAdmin(DemoMock& mock, const DemoGroups& groups, Cluster& cluster)
    : m_mock(mock), m_groups(groups), m_cluster(cluster), m_times(cluster)
{
}

Result<Partial<ClusterMetadata>> DemoAdmin::metadata(const Call& call)
{
    return m_cluster.admin().metadata(call);
}

Result<TopicMetadata> DemoAdmin::topic(const std::string& name, const Call& call)
{
    // Never asked by name: the mock creates what is asked for by name.
    auto all = metadata(call);
    if (!all)
        return fail(all.error());
    const auto found = std::ranges::find(all->values.topics, name, &TopicMetadata::name);
    if (found != all->values.topics.end())
        return std::move(*found);
    const auto failure = std::ranges::find(all->failures, name, &Failure::subject);
    return fail(failure != all->failures.end() ? failure->error : noSuchTopic(name));
}

Partial<OffsetMap> DemoAdmin::offsets(const std::vector<TopicPartition>& partitions, OffsetPoint point,
                                      const Call& call)
{
    if (point == OffsetPoint::MaxTimestamp) {
        Partial<OffsetMap> refused;
        for (const TopicPartition& partition : partitions)
            refused.failures.push_back({toString(partition), notOffered("The offset of the largest timestamp")});
        return refused;
    }
    return m_cluster.admin().offsets(partitions, point == OffsetPoint::LastStable ? OffsetPoint::End : point, call);
}

Partial<OffsetMap> DemoAdmin::offsetsAtTime(const std::vector<TopicPartition>& partitions, TimestampMs time,
                                            const Call& call)
{
    Partial<OffsetMap> begins = offsets(partitions, OffsetPoint::LogStart, call);
    Partial<OffsetMap> answer = offsets(partitions, OffsetPoint::End, call);
    std::vector<ReadRange> ranges;
    for (const auto& [partition, begin] : begins.values) {
        if (const auto end = answer.values.find(partition); end != answer.values.end() && begin < end->second)
            ranges.push_back({partition, begin, end->second});
    }
    Partial<OffsetMap> found = m_times.find(ranges, time, call);
    for (const ReadRange& range : ranges)
        answer.values.erase(range.partition);
    answer.values.merge(found.values);
    std::ranges::move(found.failures, std::back_inserter(answer.failures));
    return answer;
}

Partial<std::map<std::string, std::vector<ConfigEntry>>>
DemoAdmin::topicConfigs(const std::vector<std::string>& topics, const Call& call)
{
    Partial<std::map<std::string, std::vector<ConfigEntry>>> answer;
    std::vector<std::string> others;
    {
        const std::lock_guard lock(m_mutex);
        for (const std::string& name : topics) {
            if (const auto made = m_configs.find(name); made != m_configs.end())
                answer.values[name] = entriesOf(made->second);
            else
                others.push_back(name);
        }
    }
    for (const std::string& name : others) {
        if (const auto found = topic(name, call))
            answer.values[name] = entriesOf({});
        else
            answer.failures.push_back({name, found.error()});
    }
    return answer;
}

Result<Partial<std::vector<GroupListing>>> DemoAdmin::groups(const Call& call)
{
    if (call.stop.stop_requested())
        return fail(cancelledError("Listing the consumer groups"));
    return Partial<std::vector<GroupListing>>{m_groups.listing(), {}};
}

Partial<std::vector<GroupDescription>> DemoAdmin::describeGroups(const std::vector<std::string>& ids,
                                                                 const Call& /*answered at once*/)
{
    Partial<std::vector<GroupDescription>> answer;
    for (const std::string& id : ids) {
        if (auto description = m_groups.describe(id))
            answer.values.push_back(std::move(*description));
        else
            answer.failures.push_back(
                {id, Error{ErrorKind::NotFound, "Group '" + id + "' does not exist in the demo cluster.", {}, 0, false}});
    }
    return answer;
}

Partial<std::map<std::string, OffsetMap>> DemoAdmin::committedOffsets(const std::vector<std::string>& groups,
                                                                      const Call& call)
{
    Partial<std::map<std::string, OffsetMap>> answer;
    const auto all = metadata(call);
    std::vector<TopicPartition> partitions;
    if (all) {
        for (const TopicMetadata& topic : all->values.topics)
            for (const PartitionMetadata& partition : topic.partitions)
                partitions.push_back({topic.name, partition.id});
    }
    for (const std::string& group : groups) {
        auto committed = all ? m_mock.committedOffsets(group, partitions, call) : fail(all.error());
        if (!committed) {
            answer.failures.push_back({group, committed.error()});
            continue;
        }
        answer.values[group] = std::move(committed->values);
        std::ranges::move(committed->failures, std::back_inserter(answer.failures));
    }
    return answer;
}

Partial<OffsetMap> DemoAdmin::alterCommittedOffsets(const std::string& group, const OffsetMap& offsets,
                                                    const Call& call)
{
    const auto known = m_groups.describe(group);
    if (!known)
        return m_cluster.admin().alterCommittedOffsets(group, offsets, call);
    if (!known->members.empty())
        return {{}, {{group, Error{ErrorKind::Broker,
                                   "Could not change the committed offsets of group " + group +
                                       ": the group has active members.",
                                   {}, 25 /* UNKNOWN_MEMBER_ID, what a broker answers */, true}}}};
    return {{}, {{group, notOffered("Changing the offsets of a group that had members")}}};
}

Partial<std::vector<TopicPartition>> DemoAdmin::deleteCommittedOffsets(const std::string& group,
                                                                       const std::vector<TopicPartition>& /*refused*/,
                                                                       const Call& /*refused at once*/)
{
    return {{}, {{group, notOffered("Deleting committed offsets")}}};
}

Partial<std::vector<std::string>> DemoAdmin::deleteGroups(const std::vector<std::string>& groups,
                                                          const Call& /*refused at once*/)
{
    Partial<std::vector<std::string>> refused;
    for (const std::string& group : groups)
        refused.failures.push_back({group, notOffered("Deleting groups")});
    return refused;
}

Result<void> DemoAdmin::createTopic(const NewTopic& topic, const Call& call)
{
    if (call.stop.stop_requested())
        return fail(cancelledError("Creating topic '" + topic.name + "'"));
    auto created = m_mock.createTopic(topic.name, topic.partitions, topic.replication);
    if (created) {
        const std::lock_guard lock(m_mutex);
        m_configs[topic.name] = topic.configs;
    }
    return created;
}

Result<void> DemoAdmin::deleteTopic(const std::string& /*name*/, const Call& /*refused at once*/)
{
    return fail(notOffered("Deleting topics"));
}

Partial<OffsetMap> DemoAdmin::deleteRecordsBefore(const OffsetMap& offsets, const Call& /*refused at once*/)
{
    Partial<OffsetMap> refused;
    for (const auto& [partition, offset] : offsets)
        refused.failures.push_back({toString(partition), notOffered("Deleting records")});
    return refused;
}

} // namespace weir
