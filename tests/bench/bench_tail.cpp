// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a topic that gets 100,000 records a second does to the window that shows its live tail: frame times, stalls of the
// event loop, memory, and whether every record arrived. Broker, producer and window are three processes.
#include "core/kafka/real_cluster.h"
#include "core/records/tail.h"
#include "tests/bench/bench_report.h"
#include "tests/support/real_broker.h"
#include "ui/records/tail_rows.h"
#include "ui/widgets/sparse_table.h"
#include "ui/widgets/theme.h"

#include <librdkafka/rdkafka.h>

#include <QtCore/QElapsedTimer>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtCore/QTimer>
#include <QtWidgets/QApplication>
#include <QtWidgets/QMainWindow>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>

using namespace std::chrono_literals;
using weir::bench::Row;

namespace {

using Clock = std::chrono::steady_clock;

constexpr int partitions = 4;
constexpr int rate = 100'000;
constexpr int valueBytes = 200;
constexpr std::size_t cap = std::size_t{128} << 20U;

double milliseconds(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

// --- the producer: a process of its own, bare librdkafka, paced; prints how many records were confirmed

std::int64_t confirmed = 0;

void onDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void*)
{
    confirmed += message->err == RD_KAFKA_RESP_ERR_NO_ERROR ? 1 : 0;
}

int produce(const char* bootstrap, const char* topic, int seconds)
{
    char error[256];
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    for (const auto& [name, value] : {std::pair("bootstrap.servers", bootstrap), std::pair("linger.ms", "20"),
                                      std::pair("acks", "1"), std::pair("compression.type", "lz4"),
                                      std::pair("queue.buffering.max.messages", "1000000")})
        rd_kafka_conf_set(conf, name, value, error, sizeof error);
    rd_kafka_conf_set_dr_msg_cb(conf, onDelivery);
    rd_kafka_t* producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, error, sizeof error);
    rd_kafka_topic_t* handle = rd_kafka_topic_new(producer, topic, nullptr);
    std::string value = R"({"event_id":"00000000-0000","event_type":"OrderPaid","data":{"n":0000000000,"text":")";
    const std::size_t digits = value.find("0000000000");
    value += std::string(static_cast<std::size_t>(valueBytes) - value.size() - 3, 'x') + "\"}}";
    const auto began = Clock::now();
    std::int64_t sent = 0;
    while (Clock::now() - began < std::chrono::seconds(seconds)) {
        const auto due = static_cast<std::int64_t>(std::chrono::duration<double>(Clock::now() - began).count() * rate);
        for (; sent < due; ++sent) {
            char number[11];
            std::snprintf(number, sizeof number, "%010lld", static_cast<long long>(sent));
            value.replace(digits, 10, number);
            while (rd_kafka_produce(handle, static_cast<std::int32_t>(sent % partitions), RD_KAFKA_MSG_F_COPY, value.data(),
                                    value.size(), number, 10, nullptr) != 0)
                rd_kafka_poll(producer, 10); // the queue is full
        }
        rd_kafka_poll(producer, 0);
        std::this_thread::sleep_for(2ms);
    }
    rd_kafka_flush(producer, 30'000);
    rd_kafka_topic_destroy(handle);
    rd_kafka_destroy(producer);
    std::printf("%lld\n", static_cast<long long>(confirmed));
    return 0;
}

// --- the window

double threadMilliseconds()
{
    timespec now = {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

/// Times every turn of the event loop, and those that lay out and paint.
class TimedApplication : public QApplication
{
public:
    using QApplication::QApplication;
    bool notify(QObject* receiver, QEvent* event) override
    {
        if (!m_measuring || m_depth > 0)
            return QApplication::notify(receiver, event);
        const bool frame = event->type() == QEvent::UpdateRequest;
        ++m_depth;
        const auto began = Clock::now();
        const double cpu = threadMilliseconds();
        const bool answer = QApplication::notify(receiver, event);
        const double took = milliseconds(Clock::now() - began);
        --m_depth;
        if (frame) {
            frames.push_back(took);
            work.push_back(threadMilliseconds() - cpu);
        }
        longestTurn = std::max(longestTurn, took);
        return answer;
    }
    void setMeasuring(bool on) { m_measuring = on; }

    std::vector<double> frames; ///< ms by the clock
    std::vector<double> work;   ///< ms of processor time
    double longestTurn = 0;

private:
    bool m_measuring = false;
    int m_depth = 0;
};

double residentMb()
{
    std::ifstream statm("/proc/self/statm");
    long total = 0;
    long resident = 0;
    statm >> total >> resident;
    return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1024 * 1024);
}

double cpuSeconds()
{
    rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Measured {
    std::vector<double> gaps;   ///< ms between two heartbeats
    std::vector<double> memory; ///< MB, once a second from when the cap was reached
    double idleMemory = 0;
    double longestTurn = 0;
    std::size_t mostBytes = 0;
    double cpuShare = 0;
    std::int64_t produced = 0;
    weir::TailState state;
};

Measured watch(TimedApplication& app, const std::shared_ptr<weir::Cluster>& cluster, const QString& bootstrap,
               const std::string& topic, int seconds)
{
    Measured measured;
    QMainWindow window;
    auto* rows = new weir::ui::TailRows(&window);
    auto* table = new weir::ui::SparseTable(QStringLiteral("Records"), QString(), &window);
    table->setRows(rows);
    table->setFollowEdge(weir::ui::SparseTable::Edge::End);
    table->setFollow(true);
    window.setCentralWidget(table);
    window.resize(1440, 900);
    window.show();

    weir::TailRequest request;
    request.topic = topic;
    request.maxRecords = 10'000'000; // so that the cap in bytes is the one that counts
    request.maxBytes = cap;
    rows->setTail(weir::Tail::start(cluster, request, rows->changedSink()));

    QProcess producer;
    producer.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    QElapsedTimer beat;
    QTimer heart;
    heart.setTimerType(Qt::PreciseTimer);
    heart.setInterval(10);
    QObject::connect(&heart, &QTimer::timeout, [&] { measured.gaps.push_back(static_cast<double>(beat.nsecsElapsed()) * 1e-6); beat.restart(); });
    QTimer look;
    look.setInterval(1000);
    QObject::connect(&look, &QTimer::timeout, [&] {
        measured.mostBytes = std::max(measured.mostBytes, rows->state().bytes);
        if (rows->state().dropped > 0)
            measured.memory.push_back(residentMb());
    });
    double cpu = 0;
    QTimer::singleShot(2000, [&] { // the tail stands at the end of the log by now
        measured.idleMemory = residentMb();
        producer.start(QStringLiteral("nice"), {QStringLiteral("-n"), QStringLiteral("10"), QCoreApplication::applicationFilePath(), QStringLiteral("--produce"), bootstrap, QString::fromStdString(topic), QString::number(seconds)});
        cpu = cpuSeconds();
        app.frames.clear();
        app.work.clear();
        app.setMeasuring(true);
        beat.start();
        heart.start();
        look.start();
    });
    QObject::connect(&producer, &QProcess::finished, [&] {
        measured.cpuShare = (cpuSeconds() - cpu) / seconds;
        measured.produced = producer.readAllStandardOutput().trimmed().toLongLong();
        heart.stop();
        app.setMeasuring(false);
        QTimer::singleShot(2000, &app, &QCoreApplication::quit); // what is still on its way
    });
    QApplication::exec();
    measured.state = rows->tail()->state();
    measured.longestTurn = app.longestTurn;
    rows->setTail(nullptr);
    return measured;
}

std::vector<Row> rowsOf(const Measured& measured, const TimedApplication& app, int seconds)
{
    using weir::bench::percentile;
    const std::vector<double>& frames = app.frames;
    std::vector<Row> rows;
    const auto add = [&](const char* name, double value, const char* unit, const char* target = "", bool ok = true) {
        rows.push_back({name, value, unit, "", {}, target, ok});
    };
    const auto produced = static_cast<double>(measured.produced);
    add("records produced per second", produced / seconds, "1/s");
    const double share = static_cast<double>(measured.state.received + measured.state.missed) / produced;
    rows.push_back({"records received per second", static_cast<double>(measured.state.received) / seconds, "1/s",
                    "records produced", static_cast<double>(measured.state.received) / produced, "all", share >= 1 && measured.state.missed == 0});
    add("frames", static_cast<double>(frames.size()), "");
    add("frame time, median", percentile(frames, 0.5), "ms");
    const double p99 = percentile(frames, 0.99);
    add("frame time, p99", p99, "ms", "<= 16 ms", p99 <= 16);
    add("processor time of a frame, p99", percentile(app.work, 0.99), "ms");
    add("longest turn of the event loop", measured.longestTurn, "ms", "<= 50 ms", measured.longestTurn <= 50);
    const double gap = percentile(measured.gaps, 1) - 10;
    add("heartbeat late by, worst", gap, "ms", "<= 50 ms", gap <= 50);
    add("heartbeat late by, p99", percentile(measured.gaps, 0.99) - 10, "ms");
    add("kept by the tail", static_cast<double>(measured.mostBytes) / (1 << 20), "MB", "<= 128 MB", measured.mostBytes <= cap);
    add("memory before", measured.idleMemory, "MB");
    if (measured.memory.size() >= 2) {
        const double first = measured.memory.front();
        const double last = percentile(measured.memory, 1);
        add("memory when the cap was reached", first, "MB");
        add("growth after that", last - first, "MB", "<= 16 MB", last - first <= 16);
    } else {
        add("memory when the cap was reached", 0, "MB", "cap reached", false);
    }
    add("processor, share of one core", measured.cpuShare, "", "< 1", measured.cpuShare < 1);
    return rows;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc == 5 && std::string_view(argv[1]) == "--produce")
        return produce(argv[2], argv[3], std::atoi(argv[4]));
    const auto options = weir::bench::readOptions(argc, argv, "A live tail at 100,000 records a second.");
    if (!qEnvironmentVariableIsSet("DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    TimedApplication app(argc, argv);
    weir::ui::applyTheme(app, weir::ui::Theme::light());
    const int seconds = options.quick ? 12 : 60;
    const QTemporaryDir folder;
    // Broker and producer are elsewhere in life. Here they share the processors with the window, so they stand back.
    std::optional<weir::test::OwnBroker> broker;
    std::thread([&] {
        ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 10); // of this thread, and of what it starts
        broker.emplace(folder.filePath(QStringLiteral("kafka")).toStdString(), std::vector<std::string>{"--full-speed"});
    }).join();
    if (broker->bootstrap().empty()) {
        std::fprintf(stderr, "bench_tail: packaging/kafka could not start a broker\n");
        return 1;
    }
    auto opened = weir::openRealCluster({broker->bootstrap(), "bench", "bench", false, {}});
    const std::shared_ptr<weir::Cluster> cluster = std::move(*opened);
    const std::string topic = "bench.tail";
    // Half a gigabyte at most stays on the disk of whoever runs this.
    const auto made = cluster->admin().createTopic({topic, partitions, 1, {{"retention.bytes", "134217728"}, {"segment.bytes", "33554432"}}},
                                                   weir::Call::within(30s));
    if (!made) {
        std::fprintf(stderr, "bench_tail: %s\n", made.error().message.c_str());
        return 1;
    }
    const Measured measured = watch(app, cluster, QString::fromStdString(broker->bootstrap()), topic, seconds);
    if (app.frames.empty() || measured.produced == 0 || measured.gaps.empty()) {
        std::fprintf(stderr, "bench_tail: nothing was shown or nothing was produced\n");
        return 1;
    }
    return weir::bench::report(rowsOf(measured, app, seconds), options);
}
