// SPDX-License-Identifier: GPL-3.0-or-later
// How fast Weir looks through a topic of a real broker, beside a librdkafka loop that only counts, kcat | grep, and
// Kafka's own ConsumerPerformance. All of them read the same topics in the same run, in turn.
#include "core/kafka/client_config.h"
#include "core/records/scan.h"
#include "tests/bench/bench_report.h"
#include "tests/bench/bench_stand.h"
#include "tests/bench/scan_data.h"
#include "tests/support/real_broker.h"

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <sstream>

using weir::bench::Clock;
using weir::bench::cpuSeconds;
using weir::bench::giveUp;
using weir::bench::percentile;
using weir::bench::Row;
using weir::bench::ScanData;
using weir::bench::seconds;
using weir::bench::TemporaryFolder;

namespace {

struct Measured {
    double wall = 0; ///< s; from nothing to the last record, connecting included
    double cpu = 0;  ///< s
};

/// The yardstick: as little as a program can do with librdkafka, with the client properties of Weir's scan.
Measured bareLoop(const std::string& bootstrap, const ScanData& data)
{
    const auto began = Clock::now();
    const double cpu = cpuSeconds();
    char error[256];
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    const weir::ClusterOptions options{bootstrap, "bench", "bench", false, {}};
    for (const auto& [name, value] : weir::readerProperties(options, weir::Isolation::ReadUncommitted, false))
        rd_kafka_conf_set(conf, name.c_str(), value.c_str(), error, sizeof error);
    rd_kafka_t* consumer = rd_kafka_new(RD_KAFKA_CONSUMER, conf, error, sizeof error);
    const struct rd_kafka_metadata* metadata = nullptr;
    rd_kafka_topic_t* topic = rd_kafka_topic_new(consumer, data.topic.c_str(), nullptr);
    if (rd_kafka_metadata(consumer, 0, topic, &metadata, 10'000) == RD_KAFKA_RESP_ERR_NO_ERROR)
        rd_kafka_metadata_destroy(metadata);
    rd_kafka_topic_partition_list_t* list = rd_kafka_topic_partition_list_new(4);
    for (std::size_t partition = 0; partition < data.ends.size(); ++partition)
        rd_kafka_topic_partition_list_add(list, data.topic.c_str(), static_cast<std::int32_t>(partition))->offset = 0;
    rd_kafka_assign(consumer, list);
    rd_kafka_queue_t* queue = rd_kafka_queue_get_consumer(consumer);
    std::vector<rd_kafka_message_t*> batch(10'000);
    std::int64_t records = 0;
    std::int64_t bytes = 0;
    while (records < data.records && Clock::now() - began < std::chrono::minutes(2)) {
        // Without a timeout it takes what is there; with one it would wait for the batch to fill.
        auto count = rd_kafka_consume_batch_queue(queue, 0, batch.data(), batch.size());
        if (count <= 0) {
            batch[0] = rd_kafka_consume_queue(queue, 50);
            count = batch[0] != nullptr ? 1 : 0;
        }
        for (ssize_t i = 0; i < count; ++i) {
            rd_kafka_message_t* message = batch[static_cast<std::size_t>(i)];
            if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
                ++records;
                bytes += static_cast<std::int64_t>(message->len);
            }
            rd_kafka_message_destroy(message);
        }
    }
    const Measured measured{seconds(Clock::now() - began), cpuSeconds() - cpu};
    rd_kafka_topic_partition_list_destroy(list);
    rd_kafka_topic_destroy(topic);
    rd_kafka_queue_destroy(queue);
    rd_kafka_destroy(consumer);
    if (records != data.records || bytes != data.bytes)
        giveUp("the bare loop did not read all records");
    return measured;
}

Measured weirScan(const std::string& bootstrap, const ScanData& data, const std::string& filter, std::int64_t hits)
{
    std::shared_ptr<weir::Cluster> cluster =
        std::move(*weir::openRealCluster({bootstrap, "bench", "bench", false, {}}));
    // A window is connected before somebody searches; the scan's own client connects inside the measured time.
    if (!cluster->ping(weir::Call::within(std::chrono::seconds(10))))
        giveUp("the broker does not answer");
    weir::ScanRequest request;
    request.topic = data.topic;
    request.maxHits = 0;
    for (std::size_t partition = 0; partition < data.ends.size(); ++partition)
        request.range[{data.topic, static_cast<std::int32_t>(partition)}] = {0, data.ends[partition], 0,
                                                                            data.ends[partition], {}};
    if (!filter.empty()) {
        auto parsed = weir::Filter::parse(filter, weir::nowMs());
        if (!parsed)
            giveUp(parsed.error().message);
        request.filter = *parsed;
    }
    std::mutex mutex;
    std::condition_variable ended;
    int changes = 0;
    const auto began = Clock::now();
    const double cpu = cpuSeconds();
    const auto scan = weir::Scan::start(cluster, request, [&] {
        const std::scoped_lock lock(mutex);
        ++changes;
        ended.notify_all();
    });
    std::unique_lock lock(mutex);
    std::int64_t taken = 0;
    weir::ScanState state;
    do {
        ended.wait_for(lock, std::chrono::seconds(1), [&] { return changes > 0; });
        changes = 0;
        state = scan->state();
        taken += static_cast<std::int64_t>(scan->takeHits().size());
    } while (state.end == weir::ScanEnd::Running);
    const Measured measured{seconds(Clock::now() - began), cpuSeconds() - cpu};
    lock.unlock();
    taken += static_cast<std::int64_t>(scan->takeHits().size());
    if (state.end != weir::ScanEnd::Finished || state.records != data.records || state.bytes != data.bytes ||
        state.hits != hits || taken != hits)
        giveUp("the scan for " + filter + " found " + std::to_string(taken) + " of " + std::to_string(hits) +
               " hits in " + std::to_string(state.records) + " records");
    return measured;
}

std::string outputOf(const std::string& command)
{
    std::string output;
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr)
        return output;
    char part[4096];
    for (std::size_t n = 0; (n = std::fread(part, 1, sizeof part, pipe)) > 0;)
        output.append(part, n);
    pclose(pipe);
    return output;
}

Measured kcatAndGrep(const std::string& bootstrap, const ScanData& data)
{
    const auto began = Clock::now();
    const std::string found = outputOf("timeout 180 kcat -C -q -e -o beginning -b " + bootstrap + " -t " + data.topic +
                                       " 2>/dev/null | grep -c '\"FAILED\"'");
    const Measured measured{seconds(Clock::now() - began), 0};
    return std::atoll(found.c_str()) == data.marked ? measured : Measured{};
}

/// Its own figure without joining the group: records a second while fetching. 0 when it does not run.
double consumerPerformance(const weir::test::OwnBroker& broker, const ScanData& data)
{
    std::istringstream lines(broker.tool({"kafka-consumer-perf-test", "--topic", data.topic, "--num-records",
                                          std::to_string(data.records), "--hide-header", "--timeout", "20000"}));
    double rate = 0;
    for (std::string line; std::getline(lines, line);) {
        std::vector<std::string> fields;
        std::istringstream cells(line);
        for (std::string cell; std::getline(cells, cell, ',');)
            fields.push_back(cell);
        if (fields.size() == 10)
            rate = std::atof(fields[9].c_str());
    }
    return rate;
}

struct Series {
    std::vector<double> bare, everything, literal, path, kcat, kafka; ///< MB/s
    std::vector<double> bareCpu, literalCpu, pathCpu;                 ///< s a GB
};

double ratio(const std::vector<double>& values, const std::vector<double>& references)
{
    std::vector<double> ratios;
    for (std::size_t i = 0; i < values.size(); ++i)
        ratios.push_back(values[i] / references[i]);
    return weir::bench::percentile(std::move(ratios), 0.5);
}

void measure(const weir::test::OwnBroker& broker, const ScanData& data, int rounds, bool slowOnes, std::vector<Row>& rows)
{
    const double mb = static_cast<double>(data.bytes) / 1e6;
    Series got;
    (void)bareLoop(broker.bootstrap(), data); // the page cache and the broker's compiler are warm for everybody
    for (int round = 0; round < rounds; ++round) {
        const Measured bare = bareLoop(broker.bootstrap(), data);
        got.bare.push_back(mb / bare.wall);
        got.bareCpu.push_back(bare.cpu / mb * 1e3);
        got.everything.push_back(mb / weirScan(broker.bootstrap(), data, "", data.records).wall);
        const Measured literal = weirScan(broker.bootstrap(), data, R"("\"FAILED\"")", data.marked);
        got.literal.push_back(mb / literal.wall);
        got.literalCpu.push_back(literal.cpu / mb * 1e3);
        const Measured path = weirScan(broker.bootstrap(), data, "value.data.amount > 990", data.expensive);
        got.path.push_back(mb / path.wall);
        got.pathCpu.push_back(path.cpu / mb * 1e3);
        if (const Measured kcat = kcatAndGrep(broker.bootstrap(), data); kcat.wall > 0)
            got.kcat.push_back(mb / kcat.wall);
        if (slowOnes && round == 0)
            if (const double rate = consumerPerformance(broker, data); rate > 0)
                got.kafka.push_back(rate / static_cast<double>(data.records) * mb);
    }
    using weir::bench::percentile;
    const auto add = [&](const std::string& name, const std::vector<double>& values, const std::vector<double>& against,
                         const std::string& other, double target) {
        if (values.empty() || (!other.empty() && against.size() != values.size()))
            return;
        Row row{data.what + " " + name, percentile(values, 0.5), "MB/s", other, {}, "", true};
        if (!other.empty())
            row.ratio = ratio(values, against);
        if (target > 0) {
            char text[32];
            std::snprintf(text, sizeof text, ">= %.1f", target);
            row.target = text;
            row.ok = *row.ratio >= target;
        }
        rows.push_back(row);
    };
    const bool json = data.what == "1 KB";
    add("bare librdkafka loop", got.bare, {}, "", 0);
    add("Weir, every record a hit", got.everything, got.bare, "bare librdkafka", 0);
    add("Weir, literal", got.literal, got.bare, "bare librdkafka", 0.9);
    add("Weir, value.data.amount > 990", got.path, got.bare, "bare librdkafka", 0.7);
    add("kcat | grep -c", got.kcat, got.bare, "bare librdkafka", 0);
    add("Weir, literal", got.literal, got.kcat, "kcat | grep -c", json ? 3 : 0);
    if (!got.kafka.empty())
        add("ConsumerPerformance", got.kafka, {got.bare.front()}, "bare librdkafka", 0);
    const auto cpu = [&](const char* name, const std::vector<double>& values, bool compared) {
        Row row{data.what + " CPU, " + name, percentile(values, 0.5), "s/GB", "", {}, "", true};
        if (compared) {
            row.against = "bare librdkafka";
            row.ratio = ratio(values, got.bareCpu);
        }
        rows.push_back(row);
    };
    cpu("bare librdkafka loop", got.bareCpu, false);
    cpu("Weir, literal", got.literalCpu, true);
    cpu("Weir, value.data.amount", got.pathCpu, true);
}

} // namespace

int main(int argc, char** argv)
{
    const auto options = weir::bench::readOptions(argc, argv, "Speed of searching a topic of a real broker.");
    // Static, so that giving up stops the broker too.
    static const TemporaryFolder folder;
    static const weir::test::OwnBroker broker(folder.path, {"--full-speed", "--heap", "512"});
    if (broker.bootstrap().empty())
        giveUp("packaging/kafka could not start a broker");
    std::vector<Row> rows;
    const int rounds = options.quick ? 3 : 5;
    const ScanData json = weir::bench::makeJsonTopic(broker.bootstrap(), options.quick ? 200'000'000 : 2'000'000'000);
    measure(broker, json, rounds, !options.quick, rows);
    const ScanData small = weir::bench::makeSmallTopic(broker.bootstrap(), options.quick ? 500'000 : 5'000'000);
    measure(broker, small, rounds, !options.quick, rows);
    return weir::bench::report(rows, options);
}
