// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long until Weir's window is painted, until it shows rows, and what it weighs when idle, beside a bare Qt window
// started in the same run; and how long the first 50 records of a topic take, beside a bare librdkafka loop.
#include "app/weir/start_report.h"
#include "core/kafka/real_cluster.h"
#include "core/records/browse.h"
#include "tests/bench/bench_report.h"
#include "tests/support/mock_broker.h"

#include <librdkafka/rdkafka.h>

#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtCore/QThread>
#include <QtWidgets/QApplication>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QTableWidget>
#include <QtWidgets/QTreeWidget>

#include <chrono>
#include <cstdio>

using namespace std::chrono_literals;
using weir::bench::Row;

namespace {

using Clock = std::chrono::steady_clock;

constexpr int topics = 50;
constexpr int records = 10'000;

double milliseconds(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

/// The yardstick: a window with a tree and a table, as small as Qt makes it.
int bareWindow(int argc, char** argv)
{
    QApplication app(argc, argv);
    StartReport::installIfAsked(&app);
    QMainWindow window;
    auto* splitter = new QSplitter(&window);
    splitter->addWidget(new QTreeWidget);
    auto* table = new QTableWidget(topics, 6);
    for (int row = 0; row < topics; ++row)
        for (int column = 0; column < 6; ++column)
            table->setItem(row, column, new QTableWidgetItem(QStringLiteral("cell")));
    splitter->addWidget(table);
    window.setCentralWidget(splitter);
    window.resize(1440, 900);
    window.show();
    return QApplication::exec();
}

struct Start {
    double firstPaint = -1; ///< ms from the start of the process
    double firstRows = -1;
    double residentMb = -1; ///< three seconds after the rows
};

double residentMb(qint64 pid)
{
    QFile status(QStringLiteral("/proc/%1/status").arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray& line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.mid(6).simplified().split(' ').value(0).toDouble() / 1024;
    }
    return -1;
}

Start measureStart(const QString& program, const QStringList& arguments)
{
    QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("report"));
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("WEIR_START_REPORT"), path);
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), dir.path());
    environment.insert(QStringLiteral("XDG_STATE_HOME"), dir.path());
    if (!environment.contains(QStringLiteral("DISPLAY")))
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    const auto began = Clock::now();
    process.start(program, arguments);
    Start start;
    while (start.firstRows < 0 && Clock::now() - began < 20s && process.state() != QProcess::NotRunning) {
        process.waitForFinished(20);
        QFile report(path);
        if (!report.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray& line : report.readAll().split('\n')) {
            const auto words = line.split(' ');
            if (words.size() != 2)
                continue;
            const auto at = Clock::time_point(std::chrono::nanoseconds(words[1].toLongLong()));
            (words[0] == "first_paint" ? start.firstPaint : start.firstRows) = milliseconds(at - began);
        }
    }
    if (start.firstRows >= 0) {
        process.waitForFinished(3'000);
        start.residentMb = residentMb(process.processId());
    }
    process.terminate();
    if (!process.waitForFinished(10'000))
        process.kill();
    process.waitForFinished(2'000);
    return start;
}

struct Starts {
    std::vector<double> paint, rows, memory;
};

bool measureStarts(const QString& program, const QStringList& arguments, int rounds, Starts& into)
{
    for (int round = 0; round < rounds; ++round) {
        const Start start = measureStart(program, arguments);
        if (start.firstPaint < 0 || start.firstRows < 0 || start.residentMb < 0) {
            std::fprintf(stderr, "bench_start: %s did not show rows within 20 s\n", qPrintable(program));
            return false;
        }
        into.paint.push_back(start.firstPaint);
        into.rows.push_back(start.firstRows);
        into.memory.push_back(start.residentMb);
    }
    return true;
}

std::string topicName(int index) { return "bench.topic-" + std::to_string(index); }

bool fill(const std::string& bootstrap)
{
    auto cluster = weir::openRealCluster({bootstrap, "bench", "bench", false, {}});
    auto producer = (*cluster)->producer();
    std::vector<weir::OutgoingRecord> batch;
    for (int i = 0; i < records; ++i)
        batch.push_back({topicName(0), i % 4, "key-" + std::to_string(i), std::string(300, 'v'), {}, std::nullopt});
    for (const auto& result : (*producer)->send(batch, weir::Call::within(30s))) {
        if (!result) {
            std::fprintf(stderr, "bench_start: %s\n", result.error().message.c_str());
            return false;
        }
    }
    return true;
}

/// What a program without Weir would do: a fresh consumer, the newest records of four partitions.
double bareFirstRecords(const std::string& bootstrap)
{
    const auto began = Clock::now();
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    char error[256];
    rd_kafka_conf_set(conf, "bootstrap.servers", bootstrap.c_str(), error, sizeof error);
    rd_kafka_conf_set(conf, "group.id", "bench", error, sizeof error);
    rd_kafka_conf_set(conf, "enable.auto.commit", "false", error, sizeof error);
    rd_kafka_t* consumer = rd_kafka_new(RD_KAFKA_CONSUMER, conf, error, sizeof error);
    rd_kafka_poll_set_consumer(consumer);
    rd_kafka_topic_partition_list_t* list = rd_kafka_topic_partition_list_new(4);
    for (int partition = 0; partition < 4; ++partition)
        rd_kafka_topic_partition_list_add(list, topicName(0).c_str(), partition)->offset = RD_KAFKA_OFFSET_TAIL(50);
    rd_kafka_assign(consumer, list);
    int seen = 0;
    while (seen < 200 && Clock::now() - began < 10s) {
        if (rd_kafka_message_t* message = rd_kafka_consumer_poll(consumer, 100)) {
            seen += message->err == RD_KAFKA_RESP_ERR_NO_ERROR ? 1 : 0;
            rd_kafka_message_destroy(message);
        }
    }
    const double took = milliseconds(Clock::now() - began);
    rd_kafka_topic_partition_list_destroy(list);
    rd_kafka_destroy(consumer);
    return took;
}

bool measureRecords(const std::string& bootstrap, int rounds, std::vector<Row>& rows)
{
    std::vector<double> bare, cold, warm;
    weir::BrowseRequest request;
    request.topic = topicName(0);
    for (int round = 0; round < rounds; ++round) {
        bare.push_back(bareFirstRecords(bootstrap));
        auto cluster = weir::openRealCluster({bootstrap, "bench", "bench", false, {}});
        for (std::vector<double>* into : {&cold, &warm}) {
            const auto began = Clock::now();
            const auto result = weir::browse(**cluster, request, weir::Call::within(10s));
            if (!result || !result->complete() || result->values.records.size() != 50) {
                std::fprintf(stderr, "bench_start: browsing did not bring 50 records\n");
                return false;
            }
            into->push_back(milliseconds(Clock::now() - began));
        }
    }
    using weir::bench::percentile;
    const double reference = percentile(bare, 0.5);
    const std::string against = "bare librdkafka, fresh consumer";
    const double first = percentile(cold, 0.5);
    const double next = percentile(warm, 0.5);
    rows.push_back({"newest 50, bare librdkafka", reference, "ms", "", {}, "", true});
    rows.push_back({"newest 50, first time", first, "ms", against, first / reference, "<= 300 ms", first <= 300});
    rows.push_back({"newest 50, warm", next, "ms", against, next / reference, "<= 50 ms", next <= 50});
    return true;
}

bool measureWindow(const std::string& bootstrap, int rounds, std::vector<Row>& rows)
{
    const QString folder = QCoreApplication::applicationDirPath();
    Starts bare, weir;
    if (!measureStarts(folder + QStringLiteral("/bench_start"), {QStringLiteral("--bare-window")}, rounds, bare) ||
        !measureStarts(folder + QStringLiteral("/weir"), {QStringLiteral("--bootstrap"), QString::fromStdString(bootstrap)},
                       rounds, weir))
        return false;
    const auto add = [&](const char* name, std::vector<double> Starts::*what, const char* unit, double target) {
        const double reference = weir::bench::percentile(bare.*what, 0.5);
        const double value = weir::bench::percentile(weir.*what, 0.5);
        char text[32] = "";
        if (target > 0)
            std::snprintf(text, sizeof text, "<= %.0f %s", target, unit);
        rows.push_back({std::string(name) + ", bare Qt window", reference, unit, "", {}, "", true});
        rows.push_back({name, value, unit, "bare Qt window", value / reference, text, target <= 0 || value <= target});
    };
    add("start to first paint", &Starts::paint, "ms", 300);
    add("start to first rows", &Starts::rows, "ms", 0);
    add("idle memory", &Starts::memory, "MB", 100);
    return true;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc == 2 && std::string_view(argv[1]) == "--bare-window")
        return bareWindow(argc, argv);
    const auto options = weir::bench::readOptions(argc, argv, "Start-up, idle memory and first records of Weir.");
    QCoreApplication app(argc, argv);
    const int rounds = options.quick ? 3 : 9;

    weir::test::MockBroker broker(1);
    for (int topic = 0; topic < topics; ++topic)
        broker.createTopic(topicName(topic), 4);
    const std::string bootstrap = broker.bootstrap();
    std::vector<Row> rows;
    if (!fill(bootstrap) || !measureWindow(bootstrap, rounds, rows) || !measureRecords(bootstrap, rounds * 2, rows))
        return 1;
    return weir::bench::report(rows, options);
}
