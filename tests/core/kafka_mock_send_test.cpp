// SPDX-License-Identifier: GPL-3.0-or-later
// Sending and transactions against librdkafka's mock cluster.
#include "tests/support/kafka_calls.h"
#include "tests/support/mock_broker.h"

#include <QElapsedTimer>
#include <QtTest>

#include <algorithm>
#include <thread>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

class KafkaMockSendTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void uglyBytes();
    void sendErrors_data();
    void sendErrors();
    void sendToNowhere();
    void sendWhenBrokerIsDown();
    void fullQueue();
    void readOnly();
    void transactionCommits();
    void transactionAborts_data();
    void transactionAborts();
    void transactionGoesOnAfterAnAbort();
    void transactionWithUnknownOutcome();
};

void KafkaMockSendTest::uglyBytes()
{
    MockBroker broker;
    broker.createTopic("ugly", 1);
    const auto cluster = open(broker.bootstrap());
    const auto sent = uglyRecords("ugly");
    const auto results = send(*cluster, sent);
    QCOMPARE(results.size(), sent.size());
    for (std::size_t i = 0; i < results.size(); ++i) {
        QVERIFY2(results[i].has_value(), results[i] ? "" : results[i].error().message.c_str());
        QCOMPARE(results[i]->partition, 0);
        QCOMPARE(results[i]->offset, static_cast<std::int64_t>(i));
        QVERIFY(results[i]->latency.count() > 0);
    }
    const auto got = readAll(cluster->reader(), {{{"ugly", 0}, 0, static_cast<std::int64_t>(sent.size())}});
    QCOMPARE(got.size(), sent.size());
    for (std::size_t i = 0; i < sent.size(); ++i) {
        QCOMPARE(QString::fromStdString(difference(sent[i], got[i])), QString());
        QCOMPARE(got[i].timestampType, TimestampType::CreateTime);
        QCOMPARE(got[i].offset, static_cast<std::int64_t>(i));
    }
}

void KafkaMockSendTest::sendErrors_data()
{
    QTest::addColumn<QList<int>>("codes"); // answers of the broker to the produce requests
    QTest::addColumn<bool>("ok");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("message"); // its end
    QTest::newRow("leader moved twice") << QList<int>{6, 6} << true << 0 << "";
    QTest::newRow("too few replicas, then fine") << QList<int>{19} << true << 0 << "";
    QTest::newRow("no permission") << QList<int>{29} << false << static_cast<int>(ErrorKind::NotAuthorized)
                                   << "no permission for this topic. It was not written.";
    QTest::newRow("too large") << QList<int>{10} << false << static_cast<int>(ErrorKind::InvalidInput)
                               << " It was not written.";
    QTest::newRow("bad timestamp") << QList<int>{32} << false << static_cast<int>(ErrorKind::InvalidInput)
                                   << "(too far from its own clock). It was not written.";
}

void KafkaMockSendTest::sendErrors()
{
    QFETCH(QList<int>, codes);
    QFETCH(bool, ok);
    QFETCH(int, kind);
    QFETCH(QString, message);
    MockBroker broker;
    broker.createTopic("t", 1);
    const auto cluster = open(broker.bootstrap());
    broker.failNext(0, {codes.begin(), codes.end()});
    const auto results = send(*cluster, {outgoing("t", 0, "secret value")}, soon());
    QCOMPARE(results.size(), std::size_t(1));
    if (ok) {
        QVERIFY2(results[0], results[0] ? "" : results[0].error().message.c_str());
        return;
    }
    QVERIFY(!results[0]);
    const Error& error = results[0].error();
    QCOMPARE(static_cast<int>(error.kind), kind);
    QVERIFY2(QString::fromStdString(error.message).endsWith(message), error.message.c_str());
    QVERIFY(error.message.starts_with("Could not send to t-0: "));
    QCOMPARE(error.kafkaCode, codes.back());
    // librdkafka's general "error string" of a delivery report is the record's value.
    QVERIFY(error.detail.find("secret value") == std::string::npos);
    // One refused record does not spoil the producer.
    QVERIFY(send(*cluster, {outgoing("t", 0, "next")}, soon())[0]);
}

void KafkaMockSendTest::sendToNowhere()
{
    MockBroker broker;
    broker.createTopic("t", 1);
    const auto cluster = open(broker.bootstrap(), {{"message.max.bytes", "2000"}});
    std::vector<OutgoingRecord> records{outgoing("none", 0, "x"), outgoing("t", 7, "x"), outgoing("t", 0, "fine"),
                                        outgoing("t", -2, "x"),   outgoing("", 0, "x"),  outgoing("t", 0, Bytes(9000, 'x')),
                                        outgoing("t", 0, "x"),    outgoing("t", 0, "x")};
    records[6].timestamp = 0;
    records[7].timestamp = -5;
    QElapsedTimer timer;
    timer.start();
    const auto results = send(*cluster, records, Call::within(20s));
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    const std::vector<std::optional<ErrorKind>> expected{
        ErrorKind::NotFound,     ErrorKind::NotFound,     std::nullopt,            ErrorKind::InvalidInput,
        ErrorKind::InvalidInput, ErrorKind::InvalidInput, ErrorKind::InvalidInput, ErrorKind::InvalidInput};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        QCOMPARE(results[i].has_value(), !expected[i].has_value());
        if (results[i])
            continue;
        QVERIFY2(results[i].error().kind == *expected[i], results[i].error().message.c_str());
        QVERIFY2(results[i].error().message.ends_with(" It was not written."), results[i].error().message.c_str());
    }
}

void KafkaMockSendTest::sendWhenBrokerIsDown()
{
    MockBroker broker;
    broker.createTopic("t", 1);
    const auto cluster = open(broker.bootstrap());
    QVERIFY(send(*cluster, {outgoing("t", 0, "x")}, soon())[0]);
    broker.setDown(1, true);
    QElapsedTimer timer;
    timer.start();
    const auto late = send(*cluster, {outgoing("t", 0, "withdrawn")}, Call::within(1s));
    QVERIFY2(timer.elapsed() < 1700, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(!late[0]);
    QVERIFY2(late[0].error().kind == ErrorKind::Unreachable || late[0].error().kind == ErrorKind::TimedOut,
             late[0].error().message.c_str());
    QVERIFY2(late[0].error().message.ends_with(" It was not written."), late[0].error().message.c_str());
    broker.setDown(1, false);
    QVERIFY(send(*cluster, {outgoing("t", 0, "after")}, soon())[0]);
    // What was reported as not written must not turn up after all.
    std::vector<std::string> got;
    (void)cluster->reader().read(
        {{{"t", 0}, 0, 2}},
        [&](const RecordView& view) {
            got.emplace_back(*view.value);
            return SinkAnswer::Continue;
        },
        soon());
    QCOMPARE(got, (std::vector<std::string>{"x", "after"}));
}

void KafkaMockSendTest::fullQueue()
{
    MockBroker broker;
    broker.createTopic("t", 1);
    const auto cluster = open(broker.bootstrap(), {{"queue.buffering.max.messages", "20"}});
    const std::vector<OutgoingRecord> records(500, outgoing("t", 0, "x"));
    const auto results = send(*cluster, records, soon());
    QVERIFY(std::ranges::all_of(results, [](const auto& result) { return result.has_value(); }));
    QCOMPARE(results.back()->offset, std::int64_t(499));
}

void KafkaMockSendTest::readOnly()
{
    ClusterOptions options;
    options.bootstrapServers = "127.0.0.1:9";
    options.readOnly = true;
    const auto cluster = openRealCluster(options);
    QVERIFY(cluster);
    QVERIFY((*cluster)->readOnly());
    QCOMPARE((*cluster)->producer().error().kind, ErrorKind::NotAuthorized);
    QCOMPARE((*cluster)->transactionalProducer("x").error().kind, ErrorKind::NotAuthorized);
    QCOMPARE((*cluster)->joinGroup({"g", "c", {"t"}, OffsetReset::Earliest}).error().kind, ErrorKind::NotAuthorized);
}

void KafkaMockSendTest::transactionCommits()
{
    MockBroker broker;
    broker.createTopic("t", 2);
    const auto cluster = open(broker.bootstrap());
    auto producer = cluster->transactionalProducer("tx-1");
    QVERIFY(producer);
    for (int round = 0; round < 3; ++round) {
        const std::vector<OutgoingRecord> records{outgoing("t", 0, "a"), outgoing("t", 1, "b"), outgoing("t", 0, "c")};
        const TransactionReport report = (*producer)->sendAtomically(records, soon());
        QVERIFY2(report.outcome == TransactionOutcome::Committed, report.error ? report.error->message.c_str() : "");
        QVERIFY(!report.error);
        QCOMPARE(report.transactionalId, std::string("tx-1"));
        QCOMPARE(report.deliveries.size(), std::size_t(3));
        QCOMPARE(report.deliveries[1].partition, 1);
        QVERIFY(report.deliveries[2].offset > report.deliveries[0].offset);
    }
}

void KafkaMockSendTest::transactionAborts_data()
{
    QTest::addColumn<int>("bad");        // index of the record that is changed
    QTest::addColumn<QString>("change");
    QTest::addColumn<int>("kind");
    QTest::newRow("too large for the client, last") << 3 << "large" << static_cast<int>(ErrorKind::InvalidInput);
    QTest::newRow("too large for the client, first") << 0 << "large" << static_cast<int>(ErrorKind::InvalidInput);
    QTest::newRow("no such topic") << 1 << "topic" << static_cast<int>(ErrorKind::NotFound);
    QTest::newRow("no such partition") << 2 << "partition" << static_cast<int>(ErrorKind::NotFound);
    QTest::newRow("timestamp 0") << 2 << "time" << static_cast<int>(ErrorKind::InvalidInput);
    QTest::newRow("no permission") << 2 << "permission" << static_cast<int>(ErrorKind::NotAuthorized);
}

void KafkaMockSendTest::transactionAborts()
{
    QFETCH(int, bad);
    QFETCH(QString, change);
    QFETCH(int, kind);
    MockBroker broker;
    broker.createTopic("t", 1);
    const auto cluster = open(broker.bootstrap(), {{"message.max.bytes", "5000"}});
    std::vector<OutgoingRecord> records(4, outgoing("t", 0, "x"));
    OutgoingRecord& spoilt = records[static_cast<std::size_t>(bad)];
    if (change == "large")
        spoilt.value = Bytes(20000, 'x');
    else if (change == "topic")
        spoilt.topic = "none";
    else if (change == "partition")
        spoilt.partition = 9;
    else if (change == "time")
        spoilt.timestamp = 0;
    else
        broker.failNext(0, {29});
    auto producer = cluster->transactionalProducer("tx-2");
    QVERIFY(producer);
    const TransactionReport report = (*producer)->sendAtomically(records, soon());
    QCOMPARE(report.outcome, TransactionOutcome::Aborted);
    QVERIFY(report.deliveries.empty());
    QVERIFY(report.error);
    QVERIFY2(static_cast<int>(report.error->kind) == kind, report.error->message.c_str());
    QVERIFY2(report.error->message.find("othing") != std::string::npos, report.error->message.c_str());
}

void KafkaMockSendTest::transactionGoesOnAfterAnAbort()
{
    MockBroker broker;
    broker.createTopic("t", 1);
    const auto cluster = open(broker.bootstrap());
    auto producer = cluster->transactionalProducer("tx-3");
    const std::vector<OutgoingRecord> records{outgoing("t", 0, "x")};
    broker.failNext(0, {29});
    QCOMPARE((*producer)->sendAtomically(records, soon()).outcome, TransactionOutcome::Aborted);
    QCOMPARE((*producer)->sendAtomically(records, soon()).outcome, TransactionOutcome::Committed);
    std::stop_source stopped;
    stopped.request_stop();
    const auto report = (*producer)->sendAtomically(records, Call::within(10s, stopped.get_token()));
    QCOMPARE(report.outcome, TransactionOutcome::Aborted);
    QCOMPARE(report.error->kind, ErrorKind::Cancelled);
    QCOMPARE((*producer)->sendAtomically(records, soon()).outcome, TransactionOutcome::Committed);
}

/// The commit request is on its way and no answer comes: neither "committed" nor "aborted" would be true.
void KafkaMockSendTest::transactionWithUnknownOutcome()
{
    MockBroker broker;
    broker.createTopic("t", 1);
    const auto cluster = open(broker.bootstrap());
    auto producer = cluster->transactionalProducer("tx-4");
    const std::vector<OutgoingRecord> records{outgoing("t", 0, "x")};
    QCOMPARE((*producer)->sendAtomically(records, soon()).outcome, TransactionOutcome::Committed);
    broker.failNext(26, std::vector<int>(200, 15)); // EndTxn: coordinator not available
    const TransactionReport report = (*producer)->sendAtomically(records, Call::within(2s));
    QCOMPARE(report.outcome, TransactionOutcome::Unknown);
    QCOMPARE(report.transactionalId, std::string("tx-4"));
    QVERIFY2(report.error->message.find("not known") != std::string::npos, report.error->message.c_str());
}

QTEST_GUILESS_MAIN(KafkaMockSendTest)
#include "kafka_mock_send_test.moc"
