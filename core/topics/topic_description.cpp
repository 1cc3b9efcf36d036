// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/topics/topic_description.h"

#include "core/topics/topic_offsets.h"

#include <algorithm>

namespace weir {
namespace {

std::optional<std::int64_t> offsetOf(const OffsetMap& offsets, const TopicPartition& partition)
{
    const auto found = offsets.find(partition);
    return found == offsets.end() ? std::nullopt : std::optional(found->second);
}

void readConfigs(Cluster& cluster, const Call& call, Partial<TopicDescription>& answer)
{
    TopicDescription& topic = answer.values;
    auto configs = cluster.admin().topicConfigs({topic.name}, call);
    for (Failure& failure : configs.failures)
        answer.failures.push_back({"configuration", std::move(failure.error)});
    const auto found = configs.values.find(topic.name);
    if (found == configs.values.end())
        return;
    topic.configs = std::move(found->second);
    std::ranges::sort(topic.configs, {}, &ConfigEntry::name);
    topic.retention = retentionFrom(topic.configs);
}

} // namespace

std::optional<std::int64_t> PartitionDescription::records() const
{
    if (!logStart || !end)
        return std::nullopt;
    return std::max<std::int64_t>(0, *end - *logStart);
}

Result<Partial<TopicDescription>> describeTopic(Cluster& cluster, const std::string& topic, const Call& call)
{
    const auto metadata = cluster.admin().topic(topic, call);
    if (!metadata)
        return fail(metadata.error());
    std::vector<TopicPartition> partitions;
    for (const PartitionMetadata& partition : metadata->partitions)
        partitions.push_back({topic, partition.id});
    auto offsets = topicOffsets(cluster, partitions, call);
    Partial<TopicDescription> answer;
    answer.values.name = topic;
    answer.values.internal = metadata->internal;
    answer.failures = std::move(offsets.failures);
    for (const PartitionMetadata& partition : metadata->partitions) {
        const TopicPartition id{topic, partition.id};
        answer.values.partitions.push_back({partition.id, partition.leader, partition.replicas, partition.inSync,
                                            offsetOf(offsets.logStart, id), offsetOf(offsets.end, id)});
    }
    std::ranges::sort(answer.values.partitions, {}, &PartitionDescription::id);
    readConfigs(cluster, call, answer);
    return answer;
}

} // namespace weir
