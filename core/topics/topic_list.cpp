// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/topics/topic_list.h"

#include "core/topics/topic_offsets.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace weir {
namespace {

TopicSummary summarize(const TopicMetadata& topic)
{
    TopicSummary summary;
    summary.name = topic.name;
    summary.internal = topic.internal;
    summary.partitions = static_cast<std::int32_t>(topic.partitions.size());
    if (!topic.partitions.empty())
        summary.replication = static_cast<std::int32_t>(topic.partitions.front().replicas.size());
    for (const PartitionMetadata& partition : topic.partitions) {
        summary.underReplicated += partition.inSync.size() < partition.replicas.size() ? 1 : 0;
        summary.offline += partition.leader ? 0 : 1;
    }
    return summary;
}

const std::string* valueOf(const std::vector<ConfigEntry>& entries, std::string_view name)
{
    const auto found = std::ranges::find(entries, name, &ConfigEntry::name);
    return found != entries.end() && found->value ? &*found->value : nullptr;
}

std::optional<std::int64_t> number(const std::string* text)
{
    if (text == nullptr)
        return std::nullopt;
    std::int64_t value = 0;
    const char* last = text->data() + text->size();
    const auto [end, error] = std::from_chars(text->data(), last, value);
    return error == std::errc{} && end == last ? std::optional(value) : std::nullopt;
}

/// cleanup.policy is a list: "delete", "compact,delete", "compact, delete".
bool lists(std::string_view policies, std::string_view policy)
{
    for (;;) {
        const std::size_t comma = policies.find(',');
        std::string_view one = policies.substr(0, comma);
        while (!one.empty() && one.front() == ' ')
            one.remove_prefix(1);
        while (!one.empty() && one.back() == ' ')
            one.remove_suffix(1);
        if (one == policy)
            return true;
        if (comma == std::string_view::npos)
            return false;
        policies.remove_prefix(comma + 1);
    }
}

std::string roundDuration(std::chrono::milliseconds time)
{
    std::string text = formatDuration(time);
    const std::size_t zero = text.find(" 00 ");
    return zero == std::string::npos ? text : text.substr(0, zero);
}

std::string bytesAPartition(std::int64_t bytes)
{
    constexpr const char* units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    std::size_t unit = 0;
    std::int64_t tenths = 0;
    for (; bytes >= 1024 && unit + 1 < std::size(units); bytes /= 1024, ++unit)
        tenths = bytes % 1024 * 10 / 1024;
    const std::string fraction = unit > 0 && tenths > 0 ? "." + std::to_string(tenths) : "";
    return std::to_string(bytes) + fraction + " " + units[unit] + " a partition";
}

} // namespace

std::optional<Retention> retentionFrom(const std::vector<ConfigEntry>& entries)
{
    const std::string* policies = valueOf(entries, "cleanup.policy");
    const auto time = number(valueOf(entries, "retention.ms"));
    if (policies == nullptr || !time)
        return std::nullopt;
    Retention retention;
    retention.deletes = lists(*policies, "delete");
    retention.compacts = lists(*policies, "compact");
    if (*time >= 0)
        retention.time = std::chrono::milliseconds(*time);
    if (const auto bytes = number(valueOf(entries, "retention.bytes")); bytes && *bytes >= 0)
        retention.bytes = *bytes;
    return retention;
}

std::string describeRetention(const Retention& retention)
{
    std::string limits;
    if (retention.deletes) {
        if (retention.time)
            limits = roundDuration(*retention.time);
        if (retention.bytes)
            limits += (limits.empty() ? "" : " or ") + bytesAPartition(*retention.bytes);
    }
    if (!retention.compacts)
        return limits.empty() ? "forever" : limits;
    return limits.empty() ? "compacted" : "compacted + " + limits;
}

Result<Partial<std::vector<TopicSummary>>> listTopics(Cluster& cluster, const Call& call)
{
    auto metadata = cluster.admin().metadata(call);
    if (!metadata)
        return fail(metadata.error());
    Partial<std::vector<TopicSummary>> answer;
    answer.failures = std::move(metadata->failures);
    std::ranges::transform(metadata->values.topics, std::back_inserter(answer.values), summarize);
    std::ranges::sort(answer.values, {}, &TopicSummary::name);
    return answer;
}

Partial<std::vector<TopicDetails>> topicDetails(Cluster& cluster, const std::vector<TopicSummary>& topics,
                                                const Call& call)
{
    Partial<std::vector<TopicDetails>> answer;
    if (topics.empty())
        return answer;
    std::vector<TopicPartition> partitions;
    std::vector<std::string> names;
    for (const TopicSummary& topic : topics) {
        names.push_back(topic.name);
        for (std::int32_t id = 0; id < topic.partitions; ++id)
            partitions.push_back({topic.name, id});
    }
    auto offsets = topicOffsets(cluster, partitions, call);
    auto configs = cluster.admin().topicConfigs(names, call);
    answer.failures = std::move(offsets.failures);
    std::ranges::move(configs.failures, std::back_inserter(answer.failures));
    for (const TopicSummary& topic : topics) {
        TopicDetails details;
        details.name = topic.name;
        details.records = 0;
        for (std::int32_t id = 0; id < topic.partitions; ++id) {
            const auto records = offsets.records({topic.name, id});
            details.recordsPerPartition.push_back(records);
            details.records = details.records && records ? std::optional(*details.records + *records) : std::nullopt;
        }
        if (const auto found = configs.values.find(topic.name); found != configs.values.end())
            details.retention = retentionFrom(found->second);
        answer.values.push_back(std::move(details));
    }
    return answer;
}

} // namespace weir
