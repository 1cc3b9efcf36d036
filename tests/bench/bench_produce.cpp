// SPDX-License-Identifier: GPL-3.0-or-later
// How fast a run sends generated events of 1 KB to a real broker, beside a librdkafka loop that sends constant bytes with the
// same settings, Kafka's own kafka-producer-perf-test and kcat; and how well it keeps a rate.
#include "core/events/event_generator.h"
#include "core/events/event_run.h"
#include "core/kafka/client_config.h"
#include "tests/bench/bench_report.h"
#include "tests/bench/bench_stand.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace std::chrono_literals;
using weir::bench::Clock;
using weir::bench::cpuSeconds;
using weir::bench::giveUp;
using weir::bench::percentile;
using weir::bench::Row;
using weir::bench::seconds;
using weir::bench::TemporaryFolder;

namespace {

constexpr int partitions = 4;
constexpr int valueSize = 1'000;

/// A topic for one round; its data goes with it.
struct Topic {
    Topic(weir::Cluster& on, const std::string& prefix) : cluster(on), name(weir::test::uniqueName(prefix))
    {
        if (const auto made = cluster.admin().createTopic({name, partitions, 1, {{"file.delete.delay.ms", "100"}}}, weir::test::soon());
            !made)
            giveUp(made.error().message);
    }
    ~Topic() { (void)cluster.admin().deleteTopic(name, weir::test::soon()); }
    Topic(const Topic&) = delete;
    Topic& operator=(const Topic&) = delete;
    weir::Cluster& cluster;
    const std::string name;
};

struct Measured {
    double perSecond = 0;
    double processor = 0; ///< µs a record, of this process
};

Measured bareLoop(const std::string& bootstrap, const std::string& topic, int count)
{
    char error[256];
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    for (const auto& [name, value] : weir::streamProperties({bootstrap, "bench", "bench", false, {}}, {}))
        rd_kafka_conf_set(conf, name.c_str(), value.c_str(), error, sizeof error);
    static int answered; // by all bare loops, each of which waits for its own
    answered = 0;
    rd_kafka_conf_set_dr_msg_cb(conf, [](rd_kafka_t*, const rd_kafka_message_t* message, void*) { answered += message->err == 0 ? 1 : 0; });
    rd_kafka_t* producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, error, sizeof error);
    if (producer == nullptr)
        giveUp(error);
    rd_kafka_topic_t* handle = rd_kafka_topic_new(producer, topic.c_str(), nullptr);
    const std::string value(valueSize, 'x');
    const std::string key = "0123456789";
    const auto began = Clock::now();
    const double before = cpuSeconds();
    for (int i = 0; i < count;) {
        if (rd_kafka_produce(handle, i % partitions, RD_KAFKA_MSG_F_COPY, const_cast<char*>(value.data()), value.size(), key.data(),
                             key.size(), nullptr) == 0)
            ++i;
        else
            rd_kafka_poll(producer, 5);
        if (i % 1000 == 0)
            rd_kafka_poll(producer, 0);
    }
    rd_kafka_flush(producer, 60'000);
    const Measured measured{count / seconds(Clock::now() - began), (cpuSeconds() - before) / count * 1e6};
    if (answered != count)
        giveUp("the bare loop lost records");
    rd_kafka_topic_destroy(handle);
    rd_kafka_destroy(producer);
    return measured;
}

/// An order of about 1 KB with what templates are used for: ids, times, counters, keys of some aggregates, words, numbers.
weir::EventTemplate orderTemplate(const std::string& topic)
{
    weir::EventTemplate order;
    order.name = "order";
    order.kind = weir::EventTemplate::Kind::Raw;
    order.topic = topic;
    order.key = {weir::PayloadType::Text, "{{key of 1000 customer-}}"};
    order.value = {weir::PayloadType::Json,
                   R"({"event_id":"{{uuid}}","event_type":"order.created","occurred_at":"{{now}}","data":{"number":{{counter}},)"
                   R"("customer":"{{key of 1000 customer-}}","amount":{{decimal 1..1000}},"state":"{{choice NEW PAID SENT}}",)"
                   R"("note":"{{words 60}}","reference":"{{uuid}}","address":")" +
                       std::string(300, 'a') + R"(","tail":")" + std::string(60, 'b') + R"("}})"};
    return order;
}

std::unique_ptr<weir::RecordSource> orders(const std::string& topic)
{
    auto source = weir::generateEvents({{orderTemplate(topic), 1}}, {});
    if (!source)
        giveUp(source.error().message);
    return std::move(*source);
}

std::unique_ptr<weir::EventRun> startRun(const std::shared_ptr<weir::Cluster>& cluster, const std::string& topic, weir::RunPlan plan)
{
    auto run = weir::EventRun::start({cluster, orders(topic), plan});
    if (!run)
        giveUp(run.error().message);
    return std::move(*run);
}

weir::RunProgress endOf(weir::EventRun& run)
{
    if (!run.waitEnd(weir::Call::within(180s)))
        giveUp("the run does not end");
    const auto end = run.progress();
    if (end.state != weir::RunState::Done || end.failed + end.skipped > 0)
        giveUp("the run failed: " + end.why + (end.failures.empty() ? "" : " " + end.failures[0].error.message));
    return end;
}

Measured weirRun(const std::shared_ptr<weir::Cluster>& cluster, const std::string& topic, int count, double& size)
{
    weir::RunPlan plan;
    plan.rate.shape = weir::RunRate::Shape::Fastest;
    plan.stop.afterEvents = count;
    const auto began = Clock::now();
    const double before = cpuSeconds();
    const auto run = startRun(cluster, topic, plan);
    const auto end = endOf(*run);
    size = static_cast<double>(end.bytes) / count;
    return {count / seconds(Clock::now() - began), (cpuSeconds() - before) / count * 1e6};
}

/// How long making the records alone takes, in records a second.
double generatorAlone(int count)
{
    const auto source = orders("nowhere");
    weir::OutgoingRecord record;
    const auto began = Clock::now();
    for (int i = 0; i < count; ++i)
        if (const auto made = source->next(record); !made || !*made)
            giveUp("the generator ended");
    return count / seconds(Clock::now() - began);
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

/// Records a second by its own summary, without its start; 0 when it does not run.
double perfTest(const weir::test::OwnBroker& broker, const std::string& topic, int count)
{
    const std::string told =
        broker.tool({"kafka-producer-perf-test", "--topic", topic, "--num-records", std::to_string(count), "--record-size",
                     std::to_string(valueSize), "--throughput", "-1", "--producer-props", "acks=all", "enable.idempotence=true",
                     "linger.ms=5", "bootstrap.servers=" + broker.bootstrap()});
    // "N records sent, R records/sec (…": the last line of that kind is about all.
    const std::size_t at = told.rfind(" records sent, ");
    return at == std::string::npos ? 0 : std::atof(told.c_str() + at + 15);
}

/// Records a second, reading a file of lines included; 0 when it does not run.
double kcat(const std::string& bootstrap, const std::string& topic, const std::filesystem::path& file, int count)
{
    const auto began = Clock::now();
    const std::string status = outputOf("timeout 180 kcat -P -q -b " + bootstrap + " -t " + topic +
                                        " -X acks=all -X enable.idempotence=true -X linger.ms=5 -l " + file.string() +
                                        " >/dev/null 2>&1; echo $?");
    return status == "0\n" ? count / seconds(Clock::now() - began) : 0;
}

/// Error of the rate, in percent: over all, and of the worst whole second behind the first, in which it connects.
struct RateError {
    double overall = 0;
    double worstSecond = 0;
    double processor = 0; ///< share of a core
};

RateError keepRate(const std::shared_ptr<weir::Cluster>& cluster, double perSecond, std::chrono::seconds time)
{
    const Topic topic(*cluster, "rate");
    weir::RunPlan plan;
    plan.rate.perSecond = perSecond;
    plan.stop.afterTime = time;
    const auto began = Clock::now();
    const double before = cpuSeconds();
    const auto run = startRun(cluster, topic.name, plan);
    const auto end = endOf(*run);
    RateError error;
    error.processor = (cpuSeconds() - before) / seconds(Clock::now() - began);
    const double wanted = perSecond * static_cast<double>(time.count());
    error.overall = std::abs(static_cast<double>(end.sent) - wanted) / wanted * 100;
    const auto all = run->seconds(0);
    for (std::size_t i = 1; i < std::min<std::size_t>(all.size(), static_cast<std::size_t>(time.count())); ++i)
        error.worstSecond = std::max(error.worstSecond, std::abs(static_cast<double>(all[i].sent) - perSecond) / perSecond * 100);
    return error;
}

std::filesystem::path linesFile(const std::filesystem::path& folder, int count)
{
    const auto path = folder / "lines";
    std::ofstream file(path);
    const std::string line(valueSize, 'x');
    for (int i = 0; i < count; ++i)
        file << line << '\n';
    return path;
}

struct Series {
    std::vector<double> bare, run, ratio, bareProcessor, runProcessor, perf, kcat;
};

void add(std::vector<Row>& rows, const std::string& name, const std::vector<double>& values, const std::string& unit,
         const std::string& against = {}, std::optional<double> ratio = {}, double least = 0)
{
    if (values.empty() || percentile(values, 0.5) <= 0)
        return;
    char target[32] = "";
    if (least > 0)
        std::snprintf(target, sizeof target, ">= %.1f", least);
    rows.push_back({name, percentile(values, 0.5), unit, against, ratio, target, least <= 0 || *ratio >= least});
}

} // namespace

int main(int argc, char** argv)
{
    const auto options = weir::bench::readOptions(argc, argv, "Speed and rate of sending generated events to a real broker.");
    static const TemporaryFolder folder;
    static const weir::test::OwnBroker broker(folder.path / "kafka", {"--full-speed", "--heap", "512"});
    if (broker.bootstrap().empty())
        giveUp("packaging/kafka could not start a broker");
    const std::shared_ptr<weir::Cluster> cluster = weir::test::open(broker.bootstrap());
    const int count = options.quick ? 200'000 : 500'000;
    const auto lines = linesFile(folder.path, count);
    double size = 0;
    {
        const Topic warm(*cluster, "warm");
        (void)bareLoop(broker.bootstrap(), warm.name, 100'000);
        (void)weirRun(cluster, warm.name, 100'000, size);
    }
    Series got;
    for (int round = 0; round < (options.quick ? 2 : 5); ++round) {
        const Topic bare(*cluster, "bare");
        const Topic run(*cluster, "run");
        const Measured loop = bareLoop(broker.bootstrap(), bare.name, count);
        const Measured weir = weirRun(cluster, run.name, count, size);
        got.bare.push_back(loop.perSecond);
        got.run.push_back(weir.perSecond);
        got.ratio.push_back(weir.perSecond / loop.perSecond);
        got.bareProcessor.push_back(loop.processor);
        got.runProcessor.push_back(weir.processor);
        if (round >= (options.quick ? 1 : 2))
            continue;
        const Topic others(*cluster, "others");
        got.perf.push_back(perfTest(broker, others.name, count));
        got.kcat.push_back(kcat(broker.bootstrap(), others.name, lines, count));
    }
    std::vector<Row> rows;
    const double run = percentile(got.run, 0.5);
    add(rows, "bare librdkafka loop, constant 1 KB", got.bare, "records/s");
    add(rows, "Weir, generated events", got.run, "records/s", "bare loop", percentile(got.ratio, 0.5), 0.7);
    add(rows, "kafka-producer-perf-test", got.perf, "records/s", "Weir's share of it", run / std::max(1.0, percentile(got.perf, 0.5)));
    add(rows, "kcat -P from a file", got.kcat, "records/s", "Weir's share of it", run / std::max(1.0, percentile(got.kcat, 0.5)));
    rows.push_back({"size of a generated event", size, "bytes", "", {}, "", true});
    rows.push_back({"the generator alone", generatorAlone(count), "records/s", "", {}, "", true});
    add(rows, "processor, bare loop", got.bareProcessor, "us/record");
    add(rows, "processor, Weir", got.runProcessor, "us/record", "bare loop",
        percentile(got.runProcessor, 0.5) / percentile(got.bareProcessor, 0.5));
    const RateError rate = keepRate(cluster, 10'000, options.quick ? 10s : 20s);
    rows.push_back({"10,000 a second, error over all", rate.overall, "%", "", {}, "<= 1 %", rate.overall <= 1});
    rows.push_back({"10,000 a second, error of the worst second", rate.worstSecond, "%", "", {}, "<= 1 %", rate.worstSecond <= 1});
    rows.push_back({"10,000 a second, processor", rate.processor * 100, "% of a core", "", {}, "", true});
    return weir::bench::report(rows, options);
}
