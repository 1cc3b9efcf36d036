// SPDX-License-Identifier: GPL-3.0-or-later
// How fast the inbox groups the failures of a million dead letters of a real broker, beside librdkafka loops that only read
// them, with and without a walk over the headers of each; all of them in the same run, in turn. And what it costs in
// memory, and how quickly a page of letters is there.
#include "core/deadletters/inbox.h"
#include "core/kafka/client_config.h"
#include "core/kafka/real_cluster.h"
#include "tests/bench/bench_report.h"
#include "tests/bench/bench_stand.h"
#include "tests/bench/letter_data.h"
#include "tests/support/real_broker.h"

#include <librdkafka/rdkafka.h>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>

using weir::bench::Clock;
using weir::bench::cpuSeconds;
using weir::bench::giveUp;
using weir::bench::LetterData;
using weir::bench::percentile;
using weir::bench::residentMegabytes;
using weir::bench::Row;
using weir::bench::seconds;
using weir::bench::TemporaryFolder;

namespace {

using namespace std::chrono_literals;

struct Measured {
    double wall = 0; ///< s; from nothing to the last letter, connecting included
    double cpu = 0;  ///< s
};

/// Looks at every header of a message once; their bytes, so that nothing is optimised away.
std::size_t walkHeaders(const rd_kafka_message_t* message)
{
    rd_kafka_headers_t* list = nullptr;
    if (rd_kafka_message_headers(message, &list) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return 0;
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    std::size_t sum = 0;
    for (std::size_t i = 0; rd_kafka_header_get_all(list, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i)
        sum += size + static_cast<std::size_t>(name[0] != '\0');
    return sum;
}

/// The yardstick: as little as a program can do with librdkafka, with the client properties of the inbox's reader.
Measured bareLoop(const std::string& bootstrap, const LetterData& data, bool headers)
{
    const auto began = Clock::now();
    const double cpu = cpuSeconds();
    std::array<char, 256> error{};
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    const weir::ClusterOptions options{bootstrap, "bench", "bench", false, {}};
    for (const auto& [name, value] : weir::readerProperties(options, weir::Isolation::ReadCommitted, false))
        rd_kafka_conf_set(conf, name.c_str(), value.c_str(), error.data(), error.size());
    rd_kafka_t* consumer = rd_kafka_new(RD_KAFKA_CONSUMER, conf, error.data(), error.size());
    rd_kafka_topic_partition_list_t* list = rd_kafka_topic_partition_list_new(8);
    std::vector<rd_kafka_topic_t*> topics;
    for (const std::string& name : data.topics) {
        const struct rd_kafka_metadata* metadata = nullptr;
        topics.push_back(rd_kafka_topic_new(consumer, name.c_str(), nullptr));
        if (rd_kafka_metadata(consumer, 0, topics.back(), &metadata, 10'000) == RD_KAFKA_RESP_ERR_NO_ERROR)
            rd_kafka_metadata_destroy(metadata);
        for (std::int32_t partition = 0; partition < LetterData::partitions; ++partition)
            rd_kafka_topic_partition_list_add(list, name.c_str(), partition)->offset = 0;
    }
    rd_kafka_assign(consumer, list);
    rd_kafka_queue_t* queue = rd_kafka_queue_get_consumer(consumer);
    std::vector<rd_kafka_message_t*> batch(10'000);
    std::int64_t records = 0;
    std::size_t headerBytes = 0;
    while (records < data.letters && Clock::now() - began < std::chrono::minutes(2)) {
        auto count = rd_kafka_consume_batch_queue(queue, 0, batch.data(), batch.size());
        if (count <= 0) {
            batch[0] = rd_kafka_consume_queue(queue, 50);
            count = batch[0] != nullptr ? 1 : 0;
        }
        for (ssize_t i = 0; i < count; ++i) {
            rd_kafka_message_t* message = batch[static_cast<std::size_t>(i)];
            if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
                ++records;
                if (headers)
                    headerBytes += walkHeaders(message);
            }
            rd_kafka_message_destroy(message);
        }
    }
    const Measured measured{seconds(Clock::now() - began), cpuSeconds() - cpu};
    rd_kafka_topic_partition_list_destroy(list);
    for (rd_kafka_topic_t* topic : topics)
        rd_kafka_topic_destroy(topic);
    rd_kafka_queue_destroy(queue);
    rd_kafka_destroy(consumer);
    if (records != data.letters || (headers && headerBytes == 0))
        giveUp("the bare loop did not read all letters");
    return measured;
}

/// An inbox that is looked at, and its wait for the end.
class Looked
{
public:
    explicit Looked(std::shared_ptr<weir::Cluster> cluster)
        : m_inbox(std::make_unique<weir::Inbox>(std::move(cluster), weir::Inbox::Options{}, [this] {
              m_largest = std::max(m_largest, residentMegabytes());
              ++m_changes;
              const std::scoped_lock lock(m_mutex);
              m_ended.notify_all();
          }))
    {
    }
    Measured look(const std::vector<std::string>& topics)
    {
        const auto began = Clock::now();
        const double cpu = cpuSeconds();
        m_inbox->setTopics(topics);
        m_inbox->refresh();
        std::unique_lock lock(m_mutex);
        while (m_inbox->state()->running)
            m_ended.wait_for(lock, 100ms);
        return {seconds(Clock::now() - began), cpuSeconds() - cpu};
    }
    [[nodiscard]] const weir::Inbox& inbox() const { return *m_inbox; }
    [[nodiscard]] double largest() const { return m_largest; }
    [[nodiscard]] int changes() const { return m_changes; }

private:
    std::mutex m_mutex;
    std::condition_variable m_ended;
    double m_largest = 0; ///< MB resident, at any change
    std::atomic<int> m_changes = 0;
    std::unique_ptr<weir::Inbox> m_inbox; ///< last: it calls
};

std::shared_ptr<weir::Cluster> connected(const std::string& bootstrap)
{
    std::shared_ptr<weir::Cluster> cluster = std::move(*weir::openRealCluster({bootstrap, "bench", "bench", false, {}}));
    // A window is connected before somebody looks; the inbox's own client connects inside the measured time.
    if (!cluster->ping(weir::Call::within(10s)))
        giveUp("the broker does not answer");
    return cluster;
}

void checkAll(const weir::InboxState& state, const LetterData& data)
{
    std::int64_t counted = 0;
    for (const weir::FailureGroup& group : state.groups)
        counted += group.count;
    if (state.error || state.letters != data.letters || counted != data.letters || state.lettersForgotten != 0 ||
        state.groups.size() != 2 * LetterData::kinds)
        giveUp("the inbox has " + std::to_string(state.letters) + " letters in " + std::to_string(state.groups.size()) +
               " groups");
}

/// ms for the pages of 200 that `page` asks for.
std::vector<double> times(int count, const std::function<std::size_t(int)>& page)
{
    std::vector<double> found;
    for (int i = 0; i < count; ++i) {
        const auto began = Clock::now();
        if (page(i) != 200)
            giveUp("a page of letters is short");
        found.push_back(seconds(Clock::now() - began) * 1e3);
    }
    return found;
}

void measurePages(const weir::Inbox& inbox, const LetterData& data, std::vector<Row>& rows)
{
    using weir::bench::percentile;
    const auto state = inbox.state();
    const auto add = [&](const char* name, const std::vector<double>& values, bool target) {
        const double value = percentile(values, 0.99);
        rows.push_back({name, value, "ms", "", {}, target ? "<= 5 ms" : "", !target || value <= 5});
    };
    add("newest 200 of all, p99", times(100, [&](int) { return inbox.letters({}, 0, 200).size(); }), true);
    add("newest 200 of one group, p99", times(100, [&](int i) {
            return inbox.letters({state->groups[static_cast<std::size_t>(i)].id}, 0, 200).size();
        }), true);
    const auto deep = static_cast<std::size_t>(data.letters - 300);
    add("oldest 200 of all, p99", times(20, [&](int) { return inbox.letters({}, deep, 200).size(); }), false);
}

void measure(const std::string& bootstrap, const LetterData& data, int rounds, std::vector<Row>& rows)
{
    // Memory first: what the loops leave behind would count as idle.
    {
        const auto cluster = connected(bootstrap);
        const double idle = residentMegabytes();
        Looked looked(cluster);
        (void)looked.look(data.topics);
        const double after = residentMegabytes();
        checkAll(*looked.inbox().state(), data);
        const double grown = std::max(looked.largest(), after) - idle;
        rows.push_back({"memory over idle, at most", grown, "MB", "", {}, "<= 300 MB", grown <= 300});
        measurePages(looked.inbox(), data, rows);
    }
    std::vector<double> bare, walked, inbox, ofBare, ofWalked, cpuOfWalked;
    (void)bareLoop(bootstrap, data, false); // the page cache and the broker's compiler are warm for everybody
    const double million = static_cast<double>(data.letters) / 1e6;
    for (int round = 0; round < rounds; ++round) {
        const Measured plain = bareLoop(bootstrap, data, false);
        const Measured headers = bareLoop(bootstrap, data, true);
        Looked looked(connected(bootstrap));
        const Measured own = looked.look(data.topics);
        checkAll(*looked.inbox().state(), data);
        bare.push_back(million / plain.wall);
        walked.push_back(million / headers.wall);
        inbox.push_back(million / own.wall);
        ofBare.push_back(plain.wall / own.wall);
        ofWalked.push_back(headers.wall / own.wall);
        cpuOfWalked.push_back(own.cpu / headers.cpu);
    }
    using weir::bench::percentile;
    rows.push_back({"bare librdkafka loop", percentile(bare, 0.5), "M letters/s", "", {}, "", true});
    rows.push_back({"bare loop that walks headers", percentile(walked, 0.5), "M letters/s", "", {}, "", true});
    const double ratio = percentile(ofWalked, 0.5);
    rows.push_back({"inbox, groups of all letters", percentile(inbox, 0.5), "M letters/s", "bare loop that walks headers",
                    ratio, ">= 0.7", ratio >= 0.7});
    rows.push_back({"inbox, groups of all letters", percentile(inbox, 0.5), "M letters/s", "bare librdkafka loop",
                    percentile(ofBare, 0.5), "", true});
    rows.push_back({"inbox, processor", percentile(cpuOfWalked, 0.5), "times", "bare loop that walks headers",
                    percentile(cpuOfWalked, 0.5), "", true});
}

} // namespace

int main(int argc, char** argv)
{
    const auto options = weir::bench::readOptions(argc, argv, "Speed and memory of grouping a million dead letters.");
    // Static, so that giving up stops the broker too.
    static const TemporaryFolder folder;
    static const weir::test::OwnBroker broker(folder.path, {"--full-speed", "--heap", "512"});
    if (broker.bootstrap().empty())
        giveUp("packaging/kafka could not start a broker");
    const LetterData data = weir::bench::planLetters(options.quick ? 200'000 : 1'000'000);
    // In a process of its own, so that the producer's memory is not taken for idle.
    const pid_t writer = fork();
    if (writer == 0) {
        weir::bench::writeLetters(broker.bootstrap(), data);
        _exit(0);
    }
    int status = -1;
    if (writer < 0 || waitpid(writer, &status, 0) != writer || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        giveUp("the letters could not be written");
    std::vector<Row> rows;
    measure(broker.bootstrap(), data, options.quick ? 3 : 5, rows);
    return weir::bench::report(rows, options);
}
