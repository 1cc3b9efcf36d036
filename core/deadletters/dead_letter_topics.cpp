// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/dead_letter_topics.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace weir {
namespace {

/// Cuts endings of the form <separator><anything> off until a topic of that name exists: "error.<topic>.<group>" and
/// "<topic>__<group>__dlq" carry a group behind the topic, and both may contain the separator.
std::optional<std::string> longestTopicBefore(std::string_view stem, std::string_view separator,
                                              const std::set<std::string>& topics)
{
    for (auto cut = stem.rfind(separator); cut != std::string_view::npos && cut > 0;
         cut = stem.rfind(separator, cut - 1)) {
        std::string candidate(stem.substr(0, cut));
        if (topics.contains(candidate))
            return candidate;
    }
    return std::nullopt;
}

Partial<OffsetMap> countRecords(Cluster& cluster, const std::vector<TopicPartition>& partitions, const Call& call)
{
    Partial<OffsetMap> counts;
    auto start = cluster.admin().offsets(partitions, OffsetPoint::LogStart, call);
    auto end = cluster.admin().offsets(partitions, OffsetPoint::End, call);
    for (const TopicPartition& partition : partitions) {
        const auto from = start.values.find(partition);
        const auto to = end.values.find(partition);
        if (from != start.values.end() && to != end.values.end())
            counts.values[partition] = std::max<std::int64_t>(0, to->second - from->second);
    }
    std::set<std::string> told;
    for (auto* failures : {&start.failures, &end.failures})
        for (Failure& failure : *failures)
            if (told.insert(failure.subject).second)
                counts.failures.push_back(std::move(failure));
    return counts;
}

std::optional<std::int64_t> sumOf(const TopicMetadata& topic, const OffsetMap& counts)
{
    std::int64_t sum = 0;
    for (const PartitionMetadata& partition : topic.partitions) {
        const auto found = counts.find({topic.name, partition.id});
        if (found == counts.end())
            return std::nullopt;
        sum += found->second;
    }
    return sum;
}

} // namespace

std::optional<std::string> originByName(std::string_view topic, const std::set<std::string>& topics)
{
    const auto name = readDeadLetterName(topic);
    if (!name || name->stem.empty())
        return std::nullopt;
    // "orders-retry-1000-dlt" belongs to orders, also where the retry topic exists.
    if (const auto retry = readDeadLetterName(name->stem); retry && retry->kind == DeadLetterKind::Retry)
        if (topics.contains(retry->stem))
            return retry->stem;
    if (topics.contains(name->stem) && name->stem != topic)
        return name->stem;
    if (topic.starts_with("error."))
        return longestTopicBefore(name->stem, ".", topics);
    return longestTopicBefore(name->stem, "__", topics);
}

Result<Partial<std::vector<DeadLetterTopic>>> findDeadLetterTopics(Cluster& cluster, const Call& call)
{
    auto metadata = cluster.admin().metadata(call);
    if (!metadata)
        return fail(std::move(metadata.error()));
    std::set<std::string> names;
    std::vector<const TopicMetadata*> found;
    std::vector<TopicPartition> partitions;
    for (const TopicMetadata& topic : metadata->values.topics) {
        names.insert(topic.name);
        if (topic.internal || !readDeadLetterName(topic.name))
            continue;
        found.push_back(&topic);
        for (const PartitionMetadata& partition : topic.partitions)
            partitions.push_back({topic.name, partition.id});
    }
    auto counts = partitions.empty() ? Partial<OffsetMap>() : countRecords(cluster, partitions, call);
    if (call.stop.stop_requested())
        return fail(cancelledError("Looking for dead-letter topics"));

    Partial<std::vector<DeadLetterTopic>> result;
    for (const TopicMetadata* topic : found)
        result.values.push_back({topic->name, readDeadLetterName(topic->name)->kind,
                                 static_cast<std::int32_t>(topic->partitions.size()), sumOf(*topic, counts.values),
                                 originByName(topic->name, names)});
    std::ranges::sort(result.values, {}, &DeadLetterTopic::name);
    result.failures = std::move(metadata->failures);
    std::ranges::move(counts.failures, std::back_inserter(result.failures));
    return result;
}

} // namespace weir
