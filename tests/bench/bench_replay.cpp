// SPDX-License-Identifier: GPL-3.0-or-later
// How fast a replay puts records back, beside a librdkafka loop that only produces records of the same size in transactions
// of the same size. Weir reads the letters again, checks their hashes, keeps its journal on the disk and its progress on the
// broker meanwhile.
#include "core/deadletters/replay_job.h"
#include "core/kafka/client_config.h"
#include "tests/bench/bench_report.h"
#include "tests/bench/bench_stand.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

using namespace std::chrono_literals;
using weir::bench::Clock;
using weir::bench::giveUp;
using weir::bench::percentile;
using weir::bench::Row;
using weir::bench::seconds;
using weir::bench::TemporaryFolder;

namespace {

constexpr int partitions = 4;

std::string newTopic(weir::Cluster& cluster, const std::string& prefix)
{
    const std::string name = weir::test::uniqueName(prefix);
    if (const auto made = cluster.admin().createTopic({name, partitions, 1, {}}, weir::test::soon()); !made)
        giveUp(made.error().message);
    return name;
}

std::string valueOf(int i)
{
    std::string value = "{\"number\":" + std::to_string(i) + ",\"text\":\"";
    for (unsigned state = static_cast<unsigned>(i) * 2'654'435'761U; value.size() < 1'000;) {
        state = state * 1'664'525U + 1'013'904'223U;
        value += static_cast<char>('a' + (state >> 24) % 26);
    }
    return value + "\"}";
}

std::vector<weir::LetterPlace> makeLetters(weir::Cluster& cluster, const std::string& letters, const std::string& target, int count)
{
    std::vector<weir::LetterPlace> places;
    for (int i = 0; i < count;) {
        std::vector<weir::OutgoingRecord> records;
        for (; records.size() < 5'000 && i < count; ++i)
            records.push_back(weir::test::outgoing(letters, i % partitions, valueOf(i), "key " + std::to_string(i),
                                                   {{"__connect.errors.topic", target},
                                                    {"__connect.errors.partition", std::to_string(i % partitions)},
                                                    {"__connect.errors.offset", std::to_string(i / partitions)}}));
        for (const auto& delivery : weir::test::send(cluster, records, weir::Call::within(60s))) {
            if (!delivery)
                giveUp(delivery.error().message);
            places.push_back({{letters, delivery->partition}, delivery->offset});
        }
    }
    return places;
}

/// Records a second.
double bareLoop(const std::string& bootstrap, const std::string& topic, const std::vector<std::string>& values, int batch)
{
    char error[256];
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    const weir::ClusterOptions options{bootstrap, "bench", "bench", false, {}};
    for (const auto& [name, value] : weir::transactionProperties(options, weir::test::uniqueName("bare")))
        rd_kafka_conf_set(conf, name.c_str(), value.c_str(), error, sizeof error);
    rd_kafka_t* producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, error, sizeof error);
    if (producer == nullptr || rd_kafka_init_transactions(producer, 20'000) != nullptr)
        giveUp("the bare loop cannot begin");
    rd_kafka_topic_t* handle = rd_kafka_topic_new(producer, topic.c_str(), nullptr);
    const auto began = Clock::now();
    for (std::size_t i = 0; i < values.size();) {
        if (rd_kafka_begin_transaction(producer) != nullptr)
            giveUp("the bare loop cannot begin a transaction");
        for (int k = 0; k < batch && i < values.size(); ++k, ++i) {
            const std::string key = "key " + std::to_string(i);
            if (rd_kafka_produce(handle, static_cast<std::int32_t>(i % partitions), RD_KAFKA_MSG_F_COPY,
                                 const_cast<char*>(values[i].data()), values[i].size(), key.data(), key.size(), nullptr) != 0)
                giveUp("the bare loop cannot produce");
        }
        if (rd_kafka_commit_transaction(producer, 20'000) != nullptr)
            giveUp("the bare loop cannot commit");
    }
    const double took = seconds(Clock::now() - began);
    rd_kafka_topic_destroy(handle);
    rd_kafka_destroy(producer);
    return static_cast<double>(values.size()) / took;
}

double weirReplay(const std::shared_ptr<weir::Cluster>& cluster, const std::vector<weir::LetterPlace>& places,
                  const std::string& target, int batch, const std::filesystem::path& folder)
{
    weir::ReplayOptions options;
    options.target = target;
    options.batch = batch;
    const auto journal = std::shared_ptr<weir::ReplayJournal>(
        std::move(*weir::ReplayJournal::open(folder / (weir::test::uniqueName("journal") + ".db"))));
    auto plan = weir::planReplay(*cluster, *cluster, {places, {}}, options, nullptr, {}, weir::Call::within(120s));
    if (!plan)
        giveUp(plan.error().message);
    if (const auto begun = journal->begin(*plan, "bench", "bench"); !begun)
        giveUp(begun.error().message);
    weir::ReplayJob::Start start{cluster, cluster, journal, plan->job};
    start.locks = folder / "locks";
    // As of the bare loop, the time without the beginning: taking over the id, and at the end deleting the group.
    auto began = Clock::now();
    auto ended = began;
    bool first = true;
    start.atStep = [&](weir::ReplayStep step) {
        if (step == weir::ReplayStep::BatchBegun && std::exchange(first, false))
            began = Clock::now();
        if (step == weir::ReplayStep::Settled)
            ended = Clock::now();
    };
    auto job = weir::ReplayJob::start(std::move(start));
    if (!job)
        giveUp(job.error().message);
    if (!(*job)->waitIdle(weir::Call::within(300s)))
        giveUp("the replay does not end");
    const auto progress = (*job)->progress();
    if (progress.info.counts.committed != static_cast<std::int64_t>(places.size()))
        giveUp("the replay committed " + std::to_string(progress.info.counts.committed) + ": " + progress.info.reason);
    return static_cast<double>(places.size()) / seconds(ended - began);
}

void measure(const std::shared_ptr<weir::Cluster>& cluster, const std::string& bootstrap,
             const std::vector<weir::LetterPlace>& places, int batch, int rounds, const std::filesystem::path& folder,
             std::vector<Row>& rows)
{
    std::vector<std::string> values;
    for (std::size_t i = 0; i < places.size(); ++i)
        values.push_back(valueOf(static_cast<int>(i)));
    std::vector<double> bare;
    std::vector<double> replay;
    std::vector<double> ratios;
    for (int round = 0; round < rounds; ++round) {
        bare.push_back(bareLoop(bootstrap, newTopic(*cluster, "bare"), values, batch));
        replay.push_back(weirReplay(cluster, places, newTopic(*cluster, "replayed"), batch, folder));
        ratios.push_back(replay.back() / bare.back());
    }
    using weir::bench::percentile;
    const std::string what = std::to_string(batch) + " a batch, ";
    rows.push_back({what + "bare transactional loop", percentile(bare, 0.5), "records/s", "", {}, "", true});
    const double ratio = percentile(ratios, 0.5);
    const bool judged = batch == 500;
    rows.push_back({what + "Weir", percentile(replay, 0.5), "records/s", "bare loop", ratio, judged ? ">= 0.7" : "",
                    !judged || ratio >= 0.7});
}

} // namespace

int main(int argc, char** argv)
{
    const auto options = weir::bench::readOptions(argc, argv, "Speed of a replay against a real broker.");
    static const TemporaryFolder folder;
    static const weir::test::OwnBroker broker(folder.path / "kafka", {"--full-speed", "--heap", "512"});
    if (broker.bootstrap().empty())
        giveUp("packaging/kafka could not start a broker");
    const std::shared_ptr<weir::Cluster> cluster = weir::test::open(broker.bootstrap());
    const std::string letters = newTopic(*cluster, "letters");
    const auto places = makeLetters(*cluster, letters, "origin", options.quick ? 20'000 : 100'000);
    std::vector<Row> rows;
    const int rounds = 3; // of the size that is judged; the others are for comparison
    const std::vector<int> batches = options.quick ? std::vector{500} : std::vector{500, 100, 1'000, 5'000};
    measure(cluster, broker.bootstrap(), {places.begin(), places.begin() + 5'000}, 500, 1, folder.path, rows); // warm for both
    rows.clear();
    for (const int batch : batches)
        measure(cluster, broker.bootstrap(), places, batch, batch == 500 ? rounds : 1, folder.path, rows);
    return weir::bench::report(rows, options);
}
