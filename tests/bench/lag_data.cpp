// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/lag_data.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

namespace weir::bench {
namespace {

constexpr int partitionsOfAGroup = 10;
constexpr int records = 3;

[[noreturn]] void giveUp(const std::string& why)
{
    std::fprintf(stderr, "bench_lag: %s\n", why.c_str());
    std::exit(1);
}

Call longCall() { return Call::within(std::chrono::minutes(2)); }

std::string topicName(int topic)
{
    char name[32];
    std::snprintf(name, sizeof name, "shop.orders.%03d", topic);
    return name;
}

std::string groupName(int group)
{
    char name[32];
    std::snprintf(name, sizeof name, "billing-service-%04d", group);
    return name;
}

void makeTopics(Cluster& cluster, const LagData& data)
{
    for (int topic = 0; topic < data.topics; ++topic)
        if (const auto made = cluster.admin().createTopic({topicName(topic), data.partitions, 1, {}}, longCall()); !made)
            giveUp(made.error().message);
}

void fill(Cluster& cluster, const LagData& data)
{
    const auto producer = cluster.producer();
    if (!producer)
        giveUp(producer.error().message);
    for (int topic = 0; topic < data.topics; ++topic) {
        std::vector<OutgoingRecord> batch;
        for (int i = 0; i < records * data.partitions; ++i)
            batch.push_back({topicName(topic), i % data.partitions, std::nullopt, "{}", {}, std::nullopt});
        for (const auto& sent : (*producer)->send(batch, longCall()))
            if (!sent)
                giveUp(sent.error().message);
    }
}

/// Several at a time: a commit waits for the broker's disk.
std::int64_t commit(Cluster& cluster, const LagData& data)
{
    std::atomic<int> next = 0;
    std::atomic<std::int64_t> lag = 0;
    const auto work = [&] {
        for (int group = next++; group < data.groups; group = next++) {
            OffsetMap offsets;
            for (int i = 0; i < partitionsOfAGroup; ++i) {
                const int number = group * partitionsOfAGroup + i;
                const std::int64_t offset = number % (records + 1);
                offsets[{topicName(number / data.partitions), number % data.partitions}] = offset;
                lag += records - offset;
            }
            const auto taken = cluster.admin().alterCommittedOffsets(groupName(group), offsets, longCall());
            if (!taken.complete())
                giveUp(taken.failures.front().error.message);
        }
    };
    std::vector<std::jthread> workers;
    for (int i = 0; i < 8; ++i)
        workers.emplace_back(work);
    workers.clear();
    return lag;
}

} // namespace

void fillLagData(Cluster& cluster, LagData& data)
{
    makeTopics(cluster, data);
    fill(cluster, data);
    data.lag = commit(cluster, data);
}

} // namespace weir::bench
