// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/demo_topics.h"

#include "core/demo/demo_domain.h"
#include "core/demo/demo_wait.h"

#include <algorithm>
#include <utility>

namespace weir {

namespace {

using Partitions = std::map<std::string, std::int32_t>;

/// Those of the wanted topics that are there, all partitions with a leader.
Result<Partitions> readyTopics(Cluster& cluster, const std::vector<NewTopic>& wanted, const Call& call)
{
    const auto metadata = cluster.admin().metadata(call);
    if (!metadata)
        return fail(metadata.error());
    Partitions ready;
    for (const TopicMetadata& topic : metadata->values.topics) {
        const bool isWanted = std::ranges::find(wanted, topic.name, &NewTopic::name) != wanted.end();
        const bool led = std::ranges::all_of(topic.partitions, [](const auto& p) { return p.leader.has_value(); });
        if (isWanted && led && !topic.partitions.empty())
            ready[topic.name] = static_cast<std::int32_t>(topic.partitions.size());
    }
    return ready;
}

/// Partitions of topics without records, and where their ends are. A topic with an unanswered partition counts as
/// full: nothing is written into the past of a topic that may be in use.
OffsetMap emptyPartitions(Cluster& cluster, const Partitions& topics, const Call& call)
{
    std::vector<TopicPartition> all;
    for (const auto& [name, count] : topics)
        for (std::int32_t i = 0; i < count; ++i)
            all.push_back({name, i});
    const auto starts = cluster.admin().offsets(all, OffsetPoint::LogStart, call);
    auto ends = cluster.admin().offsets(all, OffsetPoint::End, call);
    for (const TopicPartition& partition : all) {
        const auto start = starts.values.find(partition);
        const auto end = ends.values.find(partition);
        if (start != starts.values.end() && end != ends.values.end() && start->second == end->second)
            continue;
        std::erase_if(ends.values, [&](const auto& entry) { return entry.first.topic == partition.topic; });
    }
    // Erased topics lost all partitions at the first one that was not empty; later ones find nothing to erase.
    return ends.values;
}

} // namespace

Result<DemoTopics> prepareDemoTopics(Cluster& cluster, const Call& call)
{
    const auto wanted = demoTopics();
    auto ready = readyTopics(cluster, wanted, call);
    if (!ready)
        return fail(ready.error());
    DemoTopics topics;
    std::size_t expected = 0;
    for (const NewTopic& topic : wanted) {
        if (!ready->contains(topic.name)) {
            const auto made = cluster.admin().createTopic(topic, call);
            if (!made && made.error().kind != ErrorKind::AlreadyExists) {
                topics.failures.push_back({topic.name, made.error()});
                continue;
            }
        }
        ++expected;
    }
    // A fresh topic takes a moment to show on every broker.
    while (ready->size() < expected && !call.over()) {
        waitOrStop(std::chrono::milliseconds(100), call.stop);
        ready = readyTopics(cluster, wanted, call);
        if (!ready)
            return fail(ready.error());
    }
    if (call.stop.stop_requested())
        return fail(cancelledError("Making the demo topics"));
    if (ready->empty())
        return fail(topics.failures.empty() ? timedOutError("Making the demo topics") : topics.failures.front().error);
    topics.partitions = std::move(*ready);
    topics.empty = emptyPartitions(cluster, topics.partitions, call);
    return topics;
}

} // namespace weir
