// SPDX-License-Identifier: GPL-3.0-or-later
//
// What it costs to know the lag of a thousand consumer groups once a second: time, requests and processor of a round on a
// real broker, beside Kafka's own kafka-consumer-groups on the same cluster; the same over a network that is 20 ms away;
// and the memory that an hour of it takes.
#include "core/groups/group_history.h"
#include "core/groups/lag_sampler.h"
#include "core/kafka/real_cluster.h"
#include "tests/bench/bench_report.h"
#include "tests/bench/bench_stand.h"
#include "tests/bench/delay_proxy.h"
#include "tests/bench/lag_data.h"
#include "tests/support/real_broker.h"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>

using namespace std::chrono_literals;
using weir::LagSample;
using weir::bench::Clock;
using weir::bench::cpuSeconds;
using weir::bench::DelayProxy;
using weir::bench::giveUp;
using weir::bench::LagData;
using weir::bench::residentMegabytes;
using weir::bench::Row;
using weir::bench::seconds;
using weir::bench::TemporaryFolder;
using Samples = std::vector<std::shared_ptr<const LagSample>>;

namespace {

std::shared_ptr<weir::Cluster> connect(const std::string& bootstrap)
{
    auto cluster = weir::openRealCluster({.bootstrapServers = bootstrap, .readOnly = true, .properties = {}});
    if (!cluster)
        giveUp(cluster.error().message);
    return std::move(*cluster);
}

/// Samples until there are `count` rounds. A round that failed, or that is not whole, ends the program.
Samples sample(const std::string& bootstrap, std::size_t count, std::chrono::milliseconds interval, double* cpuShare = nullptr)
{
    std::mutex mutex;
    std::condition_variable arrived;
    Samples samples;
    double cpu = 0;
    Clock::time_point began;
    {
        const weir::LagSampler sampler(connect(bootstrap), {.interval = interval}, [&](auto round) {
            if (!round->groups || !round->groups->complete())
                giveUp(round->groups ? round->groups->failures.front().error.message : round->groups.error().message);
            const std::scoped_lock lock(mutex);
            samples.push_back(std::move(round));
            if (samples.size() == 1) { // connecting, and the first look at everything, are counted apart
                cpu = cpuSeconds();
                began = Clock::now();
            }
            arrived.notify_all();
        });
        std::unique_lock lock(mutex);
        if (!arrived.wait_for(lock, 5min, [&] { return samples.size() >= count; }))
            giveUp("the rounds took longer than five minutes");
        if (cpuShare != nullptr)
            *cpuShare = (cpuSeconds() - cpu) / seconds(Clock::now() - began);
    }
    return samples;
}

std::int64_t lagOf(const LagSample& sample)
{
    std::int64_t lag = 0;
    for (const weir::GroupLag& group : sample.groups->values)
        lag += group.lag.value_or(0);
    return lag;
}

template <typename Value> std::vector<double> collect(const Samples& samples, Value value)
{
    std::vector<double> values;
    for (std::size_t i = 1; i < samples.size(); ++i) // the first one asks everything
        values.push_back(static_cast<double>(value(*samples[i])));
    return values;
}

std::vector<double> times(const Samples& samples)
{
    return collect(samples, [](const LagSample& sample) { return sample.took.count(); });
}

/// Kafka's own tool; s. Its lag must be the same as Weir's.
double measureTool(const weir::test::OwnBroker& broker, const LagData& data)
{
    const auto began = Clock::now();
    const std::string output = broker.tool({"kafka-consumer-groups", "--describe", "--all-groups", "--timeout", "60000"});
    const double took = seconds(Clock::now() - began);
    std::int64_t lag = 0;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line); // group, topic, partition, committed, end, lag
        std::string word;
        for (int i = 0; i < 6 && words >> word;)
            ++i;
        std::int64_t one = 0;
        if (std::from_chars(word.data(), word.data() + word.size(), one).ec == std::errc())
            lag += one;
    }
    if (lag != data.lag)
        giveUp("kafka-consumer-groups says " + std::to_string(lag) + " records of lag, it is " + std::to_string(data.lag));
    return took;
}

/// Lets an hour pass in the history: every series changes in most rounds, as those of a busy cluster do.
void measureHistory(int groups, int rounds, std::vector<Row>& rows)
{
    weir::GroupHistory history({}, {});
    LagSample sample{.time = 1'790'000'000'000, .groups = weir::Partial<std::vector<weir::GroupLag>>{}};
    std::vector<weir::GroupStatus> statuses;
    for (int group = 0; group < groups; ++group) {
        weir::GroupLag& made = sample.groups->values.emplace_back();
        made.group = "billing-service-" + std::to_string(10'000 + group);
        for (std::int32_t partition = 0; partition < 10; ++partition)
            made.rows.emplace_back().partition = {"shop.orders." + std::to_string(100 + group / 10), group % 10 * 10 + partition};
        statuses.push_back({.group = made.group, .total = {}, .partitions = {}});
        statuses.back().partitions.resize(made.rows.size());
    }
    const double before = residentMegabytes();
    std::size_t series = 0;
    std::uint64_t random = 1;
    double cpu = 0;
    for (int round = 0; round < rounds; ++round) {
        sample.time += 1000;
        series = 0;
        std::size_t at = 0;
        for (weir::GroupLag& group : sample.groups->values) {
            std::int64_t sum = 0;
            std::size_t row = 0;
            for (weir::PartitionLag& partition : group.rows) {
                random = random * 6364136223846793005ULL + 1442695040888963407ULL;
                const auto step = static_cast<std::int64_t>(random >> 58U) - 30;
                partition.lag = std::max<std::int64_t>(0, partition.lag.value_or(0) + step);
                sum += *partition.lag;
                statuses[at].partitions[row].time.kind = weir::TimeLag::Kind::Exact;
                statuses[at].partitions[row++].time.behind = std::chrono::milliseconds(*partition.lag * 17);
            }
            series += row;
            group.lag = sum;
            statuses[at].total.time.kind = weir::TimeLag::Kind::Exact;
            statuses[at++].total.time.behind = std::chrono::milliseconds(sum * 17);
        }
        const double began = cpuSeconds();
        history.add(sample, statuses);
        cpu += cpuSeconds() - began;
    }
    const double kept = static_cast<double>(history.bytesInMemory()) / 1e6;
    if (kept == 0) {
        std::fprintf(stderr, "bench_lag: the history keeps nothing, so that there is nothing to measure\n");
        return;
    }
    const std::string name = "history, " + std::to_string(rounds / 60) + " min of " + std::to_string(series);
    rows.push_back({name + ", records and ms", kept, "MB", {}, {}, "<= 150 MB", kept <= 150});
    rows.push_back({name + ", process", residentMegabytes() - before, "MB", {}, {}, {}});
    rows.push_back({"history, adding a round", cpu * 1000 / rounds, "ms", {}, {}, {}});
    std::fprintf(stderr, "bench_lag: %s: %.1f MB kept\n", name.c_str(), kept);
}

struct Plan {
    std::size_t rounds = 60;
    std::size_t seconds = 30;
    std::size_t farRounds = 30;
    int historyRounds = 3600;
};

void measureRounds(const weir::test::OwnBroker& broker, const LagData& data, const Plan& plan, std::vector<Row>& rows)
{
    (void)sample(broker.bootstrap(), plan.rounds, 1ms); // the broker's own compiler needs some rounds to get going
    const Samples samples = sample(broker.bootstrap(), plan.rounds + 1, 1ms);
    if (lagOf(*samples.back()) != data.lag)
        giveUp("the sampler says " + std::to_string(lagOf(*samples.back())) + " records of lag, it is " + std::to_string(data.lag));
    const double tool = measureTool(broker, data);
    const double half = weir::bench::percentile(times(samples), 0.5);
    const double most = weir::bench::percentile(times(samples), 0.99);
    const auto requests = collect(samples, [](const LagSample& one) { return one.cost.requests; });
    const auto cpu = collect(samples, [](const LagSample& one) { return static_cast<double>(one.cost.cpu.count()) / 1000; });
    rows.push_back({"round, p50", half, "ms", "kafka-consumer-groups", half / 1000 / tool, "<= 250 ms", half <= 250});
    rows.push_back({"round, p99", most, "ms", {}, {}, "<= 250 ms", most <= 250});
    rows.push_back({"round, first (connecting)", static_cast<double>(samples.front()->took.count()), "ms", {}, {}, {}});
    rows.push_back({"round, requests", weir::bench::percentile(requests, 0.5), "", {}, {}, {}});
    rows.push_back({"round, processor of its thread", weir::bench::percentile(cpu, 0.5), "ms", {}, {}, {}});
    rows.push_back({"kafka-consumer-groups", tool * 1000, "ms", {}, {}, {}});
}

void measureOnceASecond(const weir::test::OwnBroker& broker, const Plan& plan, std::vector<Row>& rows)
{
    double share = 0;
    const double before = residentMegabytes();
    const Samples samples = sample(broker.bootstrap(), plan.seconds + 1, 1s, &share);
    const double most = weir::bench::percentile(times(samples), 0.99);
    const bool slowed = std::ranges::any_of(samples, [](const auto& one) { return one->slowed; });
    rows.push_back({"once a second, processor", share * 100, "%", {}, {}, "<= 15 %", share <= 0.15});
    rows.push_back({"once a second, round p99", most, "ms", {}, {}, "<= 250 ms", most <= 250 && !slowed});
    rows.push_back({"once a second, memory", residentMegabytes() - before, "MB", {}, {}, {}});
}

} // namespace

int main(int argc, char** argv)
{
    const auto options = weir::bench::readOptions(argc, argv, "Time, requests, processor and memory of sampling the lag of all groups.");
    LagData data;
    Plan plan;
    if (options.quick) {
        data = {.groups = 200, .topics = 20, .partitions = 100};
        plan = {.rounds = 30, .seconds = 5, .farRounds = 12, .historyRounds = 600};
    }
    std::vector<Row> rows;
    measureHistory(data.groups, plan.historyRounds, rows); // first: the process is still small
    const std::uint16_t far = DelayProxy::freePort();
    const std::uint16_t listens = static_cast<std::uint16_t>(far + 1);
    const TemporaryFolder folder;
    const weir::test::OwnBroker broker(
        folder.path, {"--full-speed", "--heap", "1024", "--proxied", std::to_string(listens) + ":" + std::to_string(far)});
    if (broker.bootstrap().empty())
        giveUp("there is no broker");
    const auto began = Clock::now();
    {
        const auto cluster = weir::openRealCluster({.bootstrapServers = broker.bootstrap(), .properties = {}});
        if (!cluster)
            giveUp(cluster.error().message);
        weir::bench::fillLagData(**cluster, data);
    }
    std::fprintf(stderr, "bench_lag: %d groups on %d partitions, made in %.0f s\n", data.groups, data.topics * data.partitions,
                 seconds(Clock::now() - began));

    measureRounds(broker, data, plan, rows);
    measureOnceASecond(broker, plan, rows);
    Samples samples;
    {
        const DelayProxy proxy(far, listens, 20ms);
        if (!proxy.works())
            giveUp("the proxy has no port");
        samples = sample("127.0.0.1:" + std::to_string(far), plan.farRounds + 1, 1s);
    }
    const double half = weir::bench::percentile(times(samples), 0.5);
    const double most = std::ranges::max(times(samples));
    const auto first = static_cast<double>(samples.front()->took.count());
    rows.push_back({"20 ms away, round p50", half, "ms", {}, {}, "<= 2000 ms", half <= 2000});
    rows.push_back({"20 ms away, longest round", most, "ms", {}, {}, "<= 2000 ms", most <= 2000});
    rows.push_back({"20 ms away, first (connecting)", first, "ms", {}, {}, "<= 2000 ms", first <= 2000});
    return weir::bench::report(rows, options);
}
