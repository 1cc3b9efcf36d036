// SPDX-License-Identifier: GPL-3.0-or-later
// Questions and reading against librdkafka's mock cluster: what a broker does wrong is told here, on request.
#include "tests/support/kafka_calls.h"
#include "tests/support/mock_broker.h"

#include <QElapsedTimer>
#include <QtTest>

#include <algorithm>
#include <thread>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

constexpr qint64 cancelLimit = 150; ///< ms until a stopped call has returned

/// Stops a call after 200 ms and tells how long it then took to come back.
template <typename Function> qint64 timeToStop(Function call)
{
    std::stop_source source;
    QElapsedTimer timer;
    std::atomic<qint64> stoppedAt = 0;
    timer.start();
    std::jthread stopper([&] {
        std::this_thread::sleep_for(200ms);
        stoppedAt = timer.elapsed();
        source.request_stop();
    });
    call(Call::within(30s, source.get_token()));
    const qint64 end = timer.elapsed();
    stopper.join();
    return end - stoppedAt;
}

} // namespace

class KafkaMockTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void options_data();
    void options();
    void pingAndMetadata();
    void manyPartitions();
    void leaderless();
    void staleLeader();
    void oneBrokerDown();
    void unreachable_data();
    void unreachable();
    void silentHost();
    void slowBrokerTimesOut();
    void everythingCanBeStopped();
    void beginOutsideTheLog();
    void badRanges();
    void sinkStops();
    void followWaitsForMore();
};

void KafkaMockTest::options_data()
{
    QTest::addColumn<QString>("bootstrap");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("message"); // part of it
    QTest::newRow("no servers") << "" << "" << "" << "No bootstrap servers";
    QTest::newRow("unknown property") << "127.0.0.1:9" << "no.such.thing" << "1" << "no.such.thing is not valid";
    QTest::newRow("bad value") << "127.0.0.1:9" << "socket.timeout.ms" << "soon" << "socket.timeout.ms is not valid";
    QTest::newRow("out of range") << "127.0.0.1:9" << "socket.timeout.ms" << "1" << "socket.timeout.ms is not valid";
    QTest::newRow("contradiction") << "127.0.0.1:9" << "security.protocol" << "gopher" << "security.protocol";
    QTest::newRow("missing CA file") << "127.0.0.1:9" << "ssl.ca.location" << "/nonexistent/ca.pem" << "";
}

void KafkaMockTest::options()
{
    QFETCH(QString, bootstrap);
    QFETCH(QString, name);
    QFETCH(QString, value);
    QFETCH(QString, message);
    ClusterOptions options;
    options.bootstrapServers = bootstrap.toStdString();
    if (!name.isEmpty())
        options.properties[name.toStdString()] = value.toStdString();
    const auto cluster = openRealCluster(options);
    if (message.isEmpty()) {
        QVERIFY(cluster); // not used without TLS
        return;
    }
    QVERIFY(!cluster);
    QCOMPARE(cluster.error().kind, ErrorKind::InvalidInput);
    QVERIFY2(QString::fromStdString(cluster.error().message).contains(message), cluster.error().message.c_str());
}

void KafkaMockTest::pingAndMetadata()
{
    MockBroker broker(3);
    broker.createTopic("a", 3, 3);
    const auto cluster = open(broker.bootstrap());
    const auto ping = cluster->ping(soon());
    QVERIFY2(ping, ping ? "" : ping.error().message.c_str());
    QCOMPARE(ping->brokers.size(), std::size_t(3));
    QVERIFY(ping->roundTrip > 0us && ping->roundTrip < 1s);
    const auto all = cluster->admin().metadata(soon());
    QVERIFY(all);
    QVERIFY(all->complete());
    QCOMPARE(all->values.topics.size(), std::size_t(1));
    QCOMPARE(all->values.topics[0].partitions.size(), std::size_t(3));
    QCOMPARE(all->values.topics[0].partitions[2].replicas.size(), std::size_t(3));
    QVERIFY(all->values.topics[0].partitions[0].leader.has_value());
    QVERIFY(!all->values.topics[0].internal);

    // Asking for a topic must not create it.
    const auto missing = cluster->admin().topic("missing", soon());
    QVERIFY(!missing);
    QCOMPARE(missing.error().kind, ErrorKind::NotFound);
    QVERIFY(missing.error().message.find("missing") != std::string::npos);
    QCOMPARE(cluster->admin().metadata(soon())->values.topics.size(), std::size_t(1));
}

void KafkaMockTest::manyPartitions()
{
    MockBroker broker(3);
    broker.createTopic("wide", 700); // three chunks
    const auto cluster = open(broker.bootstrap());
    QVERIFY(send(*cluster, {outgoing("wide", 5, "x"), outgoing("wide", 699, "y")}, soon())[1]);
    std::vector<TopicPartition> partitions;
    for (std::int32_t i = 0; i < 700; ++i)
        partitions.push_back({"wide", i});
    partitions.push_back({"wide", 5}); // named twice
    const auto before = cluster->admin().requestsSent();
    const auto ends = cluster->admin().offsets(partitions, OffsetPoint::End, soon());
    QVERIFY(ends.complete());
    // Each chunk goes to each of the three leaders.
    QVERIFY(cluster->admin().requestsSent() >= before + 9);
    QVERIFY(cluster->admin().requestsSent() < before + 40);
    QCOMPARE(ends.values.size(), std::size_t(700));
    QCOMPARE(ends.values.at({"wide", 5}), std::int64_t(1));
    QCOMPARE(ends.values.at({"wide", 6}), std::int64_t(0));
    QCOMPARE(ends.values.at({"wide", 699}), std::int64_t(1));
}

void KafkaMockTest::leaderless()
{
    MockBroker broker;
    broker.createTopic("half", 2);
    broker.setLeader("half", 1, std::nullopt);
    const auto cluster = open(broker.bootstrap());
    QVERIFY(!cluster->admin().topic("half", soon())->partitions[1].leader.has_value());
    QElapsedTimer timer;
    timer.start();
    const auto ends = cluster->admin().offsets({{"half", 0}, {"half", 1}, {"half", 7}, {"none", 0}},
                                               OffsetPoint::End, soon());
    QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(ends.values.size(), std::size_t(1));
    QCOMPARE(ends.values.at({"half", 0}), std::int64_t(0));
    std::map<std::string, Error> errors;
    for (const Failure& failure : ends.failures)
        errors[failure.subject] = failure.error;
    QCOMPARE(errors.size(), std::size_t(3));
    QCOMPARE(errors["half-1"].kind, ErrorKind::Broker);
    QVERIFY(errors["half-1"].message.find("has no leader") != std::string::npos);
    QVERIFY(errors["half-1"].retriable);
    QCOMPARE(errors["half-7"].kind, ErrorKind::NotFound);
    QCOMPARE(errors["none-0"].kind, ErrorKind::NotFound);

    timer.restart();
    const auto read = cluster->reader().read({{{"half", 1}, 0, 5}},
                                             [](const RecordView&) { return SinkAnswer::Continue; }, soon());
    QVERIFY(timer.elapsed() < 5000);
    QCOMPARE(read.failures.size(), std::size_t(1));
    QVERIFY(read.failures[0].error.message.find("has no leader") != std::string::npos);

    broker.setLeader("half", 1, 1);
    QVERIFY(cluster->admin().offsets({{"half", 1}}, OffsetPoint::End, soon()).complete());
}

void KafkaMockTest::staleLeader()
{
    MockBroker broker(2);
    broker.createTopic("moves", 1, 2);
    broker.setLeader("moves", 0, 1);
    const auto cluster = open(broker.bootstrap());
    QVERIFY(send(*cluster, {outgoing("moves", 0, "x")}, soon())[0]);
    QVERIFY(cluster->admin().offsets({{"moves", 0}}, OffsetPoint::End, soon()).complete());
    broker.setLeader("moves", 0, 2);
    const auto ends = cluster->admin().offsets({{"moves", 0}}, OffsetPoint::End, soon());
    QVERIFY2(ends.complete(), ends.complete() ? "" : ends.failures[0].error.message.c_str());
    QCOMPARE(ends.values.at({"moves", 0}), std::int64_t(1));
}

/// A dead leader fails its own partitions only, although its metadata still names it.
void KafkaMockTest::oneBrokerDown()
{
    MockBroker broker(2);
    broker.createTopic("two", 2, 1);
    broker.setLeader("two", 0, 1);
    broker.setLeader("two", 1, 2);
    const auto cluster = open(broker.bootstrap());
    QVERIFY(cluster->admin().offsets({{"two", 0}, {"two", 1}}, OffsetPoint::End, soon()).complete());
    broker.setDown(2, true);
    const auto ends =
        cluster->admin().offsets({{"two", 0}, {"two", 1}}, OffsetPoint::End, Call::within(4s));
    QCOMPARE(ends.values.size(), std::size_t(1));
    QVERIFY(ends.values.contains({"two", 0}));
    QCOMPARE(ends.failures.size(), std::size_t(1));
    QCOMPARE(ends.failures[0].subject, std::string("two-1"));
    QVERIFY2(ends.failures[0].error.kind == ErrorKind::Unreachable ||
                 ends.failures[0].error.kind == ErrorKind::TimedOut,
             ends.failures[0].error.message.c_str());
    broker.setDown(2, false);
    QVERIFY(cluster->admin().offsets({{"two", 0}, {"two", 1}}, OffsetPoint::End, soon()).complete());
}

void KafkaMockTest::unreachable_data()
{
    QTest::addColumn<QString>("bootstrap");
    QTest::addColumn<QString>("message");
    QTest::newRow("refused") << "127.0.0.1:9"
                             << "Could not reach 127.0.0.1:9: connection refused. Check the address and that the "
                                "broker runs.";
    QTest::newRow("unknown host") << "no-such-host.invalid:9092"
                                  << "Could not reach no-such-host.invalid:9092: the host name could not be resolved. "
                                     "Check the address.";
}

void KafkaMockTest::unreachable()
{
    QFETCH(QString, bootstrap);
    QFETCH(QString, message);
    const auto cluster = open(bootstrap.toStdString());
    QElapsedTimer timer;
    timer.start();
    const auto check = [&](const Error& error) {
        QCOMPARE(error.kind, ErrorKind::Unreachable);
        QCOMPARE(QString::fromStdString(error.message), message);
        QVERIFY(error.retriable);
        QVERIFY(!error.detail.empty());
    };
    check(cluster->ping(soon()).error());
    check(cluster->admin().metadata(soon()).error());
    check(cluster->admin().topic("t", soon()).error());
    check(cluster->admin().groups(soon()).error());
    check(cluster->admin().createTopic({"t", 1, 1, {}}, soon()).error());
    check(cluster->admin().offsets({{"t", 0}}, OffsetPoint::End, soon()).failures.at(0).error);
    check(cluster->admin().topicConfigs({"t"}, soon()).failures.at(0).error);
    check(cluster->admin().committedOffsets({"g"}, soon()).failures.at(0).error);
    check(cluster->admin().describeGroups({"g"}, soon()).failures.at(0).error);
    check(cluster->reader()
              .read({{{"t", 0}, 0, 5}}, [](const RecordView&) { return SinkAnswer::Continue; }, soon())
              .failures.at(0)
              .error);
    // Nobody waits ten times for ten seconds to hear that a port is closed.
    QVERIFY2(timer.elapsed() < 9000, qPrintable(QString::number(timer.elapsed())));
    Error refused = send(*cluster, {outgoing("t", 0, "x")}, soon()).at(0).error();
    QVERIFY(refused.message.ends_with(" It was not written."));
    refused.message.resize(refused.message.size() - std::string_view(" It was not written.").size());
    check(refused);
}

void KafkaMockTest::silentHost()
{
    MockBroker broker;
    broker.setRoundTrip(1, 60s);
    const auto cluster = open(broker.bootstrap());
    QElapsedTimer timer;
    timer.start();
    const auto ping = cluster->ping(Call::within(1500ms));
    QVERIFY(!ping);
    QVERIFY(timer.elapsed() >= 1400 && timer.elapsed() < 2200);
    QCOMPARE(ping.error().kind, ErrorKind::Unreachable);
    QVERIFY2(ping.error().message.find("no answer came in time") != std::string::npos, ping.error().message.c_str());
}

void KafkaMockTest::slowBrokerTimesOut()
{
    MockBroker broker;
    broker.createTopic("slow", 1);
    const auto cluster = open(broker.bootstrap());
    QVERIFY(cluster->ping(soon()));
    broker.setRoundTrip(1, 600ms);
    // Slower than any polling interval, and still in time: requests are not cut into slices.
    QVERIFY(cluster->ping(soon()));
    QVERIFY(cluster->admin().offsets({{"slow", 0}}, OffsetPoint::End, soon()).complete());
    broker.setRoundTrip(1, 60s);
    QElapsedTimer timer;
    timer.start();
    const auto ends = cluster->admin().offsets({{"slow", 0}}, OffsetPoint::End, Call::within(1s));
    QVERIFY2(timer.elapsed() < 1700, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(ends.failures.size(), std::size_t(1));
    QVERIFY2(ends.failures[0].error.kind == ErrorKind::TimedOut, ends.failures[0].error.message.c_str());
}

void KafkaMockTest::everythingCanBeStopped()
{
    MockBroker broker;
    broker.createTopic("slow", 1);
    const auto cluster = open(broker.bootstrap());
    QVERIFY(cluster->ping(soon()));
    QVERIFY(send(*cluster, {outgoing("slow", 0, "x")}, soon())[0]);
    broker.setRoundTrip(1, 4s);
    const auto check = [&](const char* name, auto call) {
        const qint64 time = timeToStop(call);
        QVERIFY2(time >= 0 && time <= cancelLimit, qPrintable(QString("%1: %2 ms").arg(name).arg(time)));
    };
    const auto cancelled = [](const Error& error) { QCOMPARE(error.kind, ErrorKind::Cancelled); };
    check("ping", [&](const Call& call) { cancelled(cluster->ping(call).error()); });
    check("metadata", [&](const Call& call) { cancelled(cluster->admin().metadata(call).error()); });
    check("offsets", [&](const Call& call) {
        cancelled(cluster->admin().offsets({{"slow", 0}}, OffsetPoint::End, call).failures.at(0).error);
    });
    check("configs",
          [&](const Call& call) { cancelled(cluster->admin().topicConfigs({"slow"}, call).failures.at(0).error); });
    check("create topic", [&](const Call& call) {
        cancelled(cluster->admin().createTopic({"new", 1, 1, {}}, call).error());
    });
    check("read", [&](const Call& call) {
        const auto read = cluster->reader().read({{{"slow", 0}, 1, ReadRange::follow}},
                                                 [](const RecordView&) { return SinkAnswer::Continue; }, call);
        QVERIFY(read.complete());
        QVERIFY(!read.values.at({"slow", 0}).finished);
    });
    check("send", [&](const Call& call) {
        const Error error = send(*cluster, {outgoing("slow", 0, "y")}, call).at(0).error();
        cancelled(error);
        QVERIFY2(error.message.find("written") != std::string::npos, error.message.c_str());
    });
    auto producer = cluster->transactionalProducer("tx");
    check("transaction", [&](const Call& call) {
        const std::vector<OutgoingRecord> records{outgoing("slow", 0, "z")};
        const TransactionReport report = (*producer)->sendAtomically(records, call);
        QCOMPARE(report.outcome, TransactionOutcome::Aborted);
        cancelled(*report.error);
    });
}

void KafkaMockTest::beginOutsideTheLog()
{
    MockBroker broker;
    broker.createTopic("short", 1);
    const auto cluster = open(broker.bootstrap());
    QVERIFY(send(*cluster, {outgoing("short", 0, "x")}, soon())[0]);
    int records = 0;
    const auto read = cluster->reader().read(
        {{{"short", 0}, 500, 510}},
        [&](const RecordView&) {
            ++records;
            return SinkAnswer::Continue;
        },
        soon());
    QCOMPARE(records, 0); // never moved to another offset silently
    QCOMPARE(read.failures.size(), std::size_t(1));
    QCOMPARE(read.failures[0].error.kind, ErrorKind::InvalidInput);
    QVERIFY2(read.failures[0].error.message.starts_with("Could not read short-0 at offset 500: the offset lies"),
             read.failures[0].error.message.c_str());
}

void KafkaMockTest::badRanges()
{
    MockBroker broker;
    broker.createTopic("t", 1);
    const auto cluster = open(broker.bootstrap());
    const auto read = cluster->reader().read(
        {{{"t", 0}, 5, 5}, {{"t", 0}, 0, 5}, {{"t", -1}, 0, 5}, {{"u", 0}, -3, 5}, {{"", 0}, 0, 5}, {{"t", 9}, 0, 5}},
        [](const RecordView&) { return SinkAnswer::Continue; }, soon());
    std::map<std::string, ErrorKind> kinds;
    for (const Failure& failure : read.failures)
        kinds[failure.subject] = failure.error.kind;
    QCOMPARE(kinds.size(), std::size_t(5));
    QCOMPARE(kinds.at("t-0"), ErrorKind::InvalidInput); // named twice
    QCOMPARE(kinds.at("t--1"), ErrorKind::InvalidInput);
    QCOMPARE(kinds.at("u-0"), ErrorKind::InvalidInput);
    QCOMPARE(kinds.at("-0"), ErrorKind::InvalidInput);
    QCOMPARE(kinds.at("t-9"), ErrorKind::NotFound);
    QVERIFY(read.values.at({"t", 0}).finished); // the empty range
}

void KafkaMockTest::sinkStops()
{
    MockBroker broker;
    broker.createTopic("t", 1);
    const auto cluster = open(broker.bootstrap());
    std::vector<OutgoingRecord> records;
    for (int i = 0; i < 50; ++i)
        records.push_back(outgoing("t", 0, std::to_string(i)));
    QVERIFY(send(*cluster, records, soon()).back());
    for (const std::int64_t begin : {0, 20, 0, 41}) {
        std::vector<std::string> got;
        const auto read = cluster->reader().read(
            {{{"t", 0}, begin, 50}},
            [&](const RecordView& view) {
                got.emplace_back(*view.value);
                return got.size() == 3 ? SinkAnswer::Stop : SinkAnswer::Continue;
            },
            soon());
        QCOMPARE(got.size(), std::size_t(3));
        QCOMPARE(got[0], std::to_string(begin)); // nothing left over from the read before
        QCOMPARE(got[2], std::to_string(begin + 2));
        QCOMPARE(read.values.at({"t", 0}).next, begin + 3);
        QVERIFY(!read.values.at({"t", 0}).finished);
    }
}

void KafkaMockTest::followWaitsForMore()
{
    MockBroker broker;
    broker.createTopic("t", 1);
    const auto cluster = open(broker.bootstrap());
    std::jthread later([&] {
        std::this_thread::sleep_for(400ms);
        (void)send(*cluster, {outgoing("t", 0, "late")}, soon());
    });
    std::string got;
    auto reader = cluster->newReader(Isolation::ReadUncommitted);
    QVERIFY(reader);
    const auto read = (*reader)->read(
        {{{"t", 0}, 0, ReadRange::follow}},
        [&](const RecordView& view) {
            got = *view.value;
            return SinkAnswer::Stop;
        },
        soon());
    QCOMPARE(got, std::string("late"));
    QVERIFY(!read.values.at({"t", 0}).finished);
    QCOMPARE(read.values.at({"t", 0}).next, std::int64_t(1));
}

QTEST_GUILESS_MAIN(KafkaMockTest)
#include "kafka_mock_test.moc"
