// SPDX-License-Identifier: GPL-3.0-or-later
// Streams of records against librdkafka's mock cluster: every record that was taken is answered exactly once.
#include "tests/support/kafka_calls.h"
#include "tests/support/mock_broker.h"

#include <QElapsedTimer>
#include <QtTest>

#include <map>
#include <set>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

std::unique_ptr<SendStream> streamOf(Cluster& cluster, const SendStreamOptions& options = {})
{
    auto stream = cluster.newSendStream(options);
    if (!stream)
        qFatal("%s", stream.error().message.c_str());
    return std::move(*stream);
}

using Outcomes = std::map<std::uint64_t, std::vector<Result<Delivery>>>;

/// Until all is answered.
Outcomes collectAll(SendStream& stream, std::chrono::milliseconds most = 20s)
{
    Outcomes outcomes;
    const Deadline until = Deadline::after(most);
    while (stream.underWay() > 0 && !until.expired())
        stream.collect([&](const SendOutcome& outcome) { outcomes[outcome.ticket].push_back(outcome.delivery); }, 100ms);
    return outcomes;
}

bool eachOnce(const Outcomes& outcomes, std::size_t count)
{
    return outcomes.size() == count &&
           std::ranges::all_of(outcomes, [](const auto& entry) { return entry.second.size() == 1; });
}

} // namespace

class KafkaMockStreamTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void uglyBytes();
    void manyRecords();
    void unknownTopic();
    void refusedAtOnce();
    void fullQueue();
    void withdrawnWhileAway();
    void badBatchIsSentAloneAgain();
    void badBatchIsWithdrawn();
    void noPermission();
    void closedEarly();
    void collectWaitsForSomething();
};

void KafkaMockStreamTest::uglyBytes()
{
    MockBroker broker;
    broker.createTopic("ugly", 1);
    const auto cluster = open(broker.bootstrap());
    const auto sent = uglyRecords("ugly");
    auto stream = streamOf(*cluster);
    for (std::size_t i = 0; i < sent.size(); ++i)
        QVERIFY(stream->push(sent[i], i, soon()));
    QCOMPARE(stream->underWay(), sent.size());
    const auto outcomes = collectAll(*stream);
    QVERIFY(eachOnce(outcomes, sent.size()));
    for (const auto& [ticket, results] : outcomes) {
        QVERIFY2(results[0].has_value(), results[0] ? "" : results[0].error().message.c_str());
        QCOMPARE(results[0]->offset, static_cast<std::int64_t>(ticket));
        QVERIFY(results[0]->latency.count() > 0);
        QVERIFY(results[0]->timestamp);
    }
    const auto got = readAll(cluster->reader(), {{{"ugly", 0}, 0, static_cast<std::int64_t>(sent.size())}});
    QCOMPARE(got.size(), sent.size());
    for (std::size_t i = 0; i < sent.size(); ++i)
        QCOMPARE(QString::fromStdString(difference(sent[i], got[i])), QString());
}

void KafkaMockStreamTest::manyRecords()
{
    constexpr std::uint64_t count = 200'000;
    MockBroker broker;
    broker.createTopic("t", 4);
    const auto cluster = open(broker.bootstrap());
    auto stream = streamOf(*cluster);
    std::vector<unsigned char> answered(count);
    std::uint64_t good = 0;
    const auto take = [&](const SendOutcome& outcome) {
        good += outcome.delivery.has_value() ? 1 : 0;
        ++answered.at(outcome.ticket);
    };
    OutgoingRecord record = outgoing("t", 0, Bytes(20, 'x'));
    for (std::uint64_t i = 0; i < count; ++i) {
        record.partition = static_cast<std::int32_t>(i % 4);
        QVERIFY(stream->push(record, i, Call::within(20s)));
        if (i % 1000 == 0)
            stream->collect(take, 0ms);
        QVERIFY(stream->underWay() <= 100'000 + 100'000); // what waits to be collected counts as under way
    }
    const Deadline until = Deadline::after(20s);
    while (stream->underWay() > 0 && !until.expired())
        stream->collect(take, 100ms);
    QCOMPARE(good, count);
    QVERIFY(std::ranges::all_of(answered, [](unsigned char times) { return times == 1; }));
}

void KafkaMockStreamTest::unknownTopic()
{
    MockBroker broker;
    broker.createTopic("t", 1);
    const auto cluster = open(broker.bootstrap());
    auto stream = streamOf(*cluster);
    QElapsedTimer timer;
    timer.start();
    for (std::uint64_t i = 0; i < 20'000; ++i) {
        const auto taken = stream->push(outgoing("none", 0, "x"), i, soon());
        QVERIFY(!taken);
        QCOMPARE(taken.error().kind, ErrorKind::NotFound);
        QVERIFY2(taken.error().message.ends_with(" It was not written."), taken.error().message.c_str());
    }
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed()))); // not asked for each time
    QCOMPARE(stream->underWay(), std::size_t(0));
    // Made meanwhile.
    broker.createTopic("none", 1);
    bool taken = false;
    QTRY_VERIFY(taken = taken || stream->push(outgoing("none", 0, "x"), 1, soon()).has_value());
    QVERIFY(stream->push(outgoing("t", 0, "x"), 2, soon()));
    const auto outcomes = collectAll(*stream);
    QVERIFY(eachOnce(outcomes, 2));
    QVERIFY(outcomes.at(1)[0] && outcomes.at(2)[0]);
}

void KafkaMockStreamTest::refusedAtOnce()
{
    MockBroker broker;
    broker.createTopic("t", 1);
    const auto cluster = open(broker.bootstrap(), {{"message.max.bytes", "2000"}});
    auto stream = streamOf(*cluster);
    std::vector<OutgoingRecord> records{outgoing("t", 7, "x"), outgoing("t", -2, "x"), outgoing("", 0, "x"),
                                        outgoing("t", 0, Bytes(9000, 'x')), outgoing("t", 0, "x")};
    records[4].timestamp = 0;
    const std::vector<ErrorKind> kinds{ErrorKind::NotFound, ErrorKind::InvalidInput, ErrorKind::InvalidInput,
                                       ErrorKind::InvalidInput, ErrorKind::InvalidInput};
    QVERIFY(stream->push(outgoing("t", 0, "fine"), 99, soon()));
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto taken = stream->push(records[i], i, soon());
        QVERIFY2(!taken, qPrintable(QString::number(i)));
        QVERIFY2(taken.error().kind == kinds[i], taken.error().message.c_str());
        QVERIFY2(taken.error().message.ends_with(" It was not written."), taken.error().message.c_str());
    }
    const auto outcomes = collectAll(*stream);
    QVERIFY(eachOnce(outcomes, 1));
    QVERIFY(outcomes.at(99)[0]);
}

void KafkaMockStreamTest::fullQueue()
{
    MockBroker broker;
    broker.createTopic("t", 1);
    const auto cluster = open(broker.bootstrap());
    auto stream = streamOf(*cluster, {.mostQueued = 20});
    // With room coming all the time.
    for (std::uint64_t i = 0; i < 500; ++i)
        QVERIFY(stream->push(outgoing("t", 0, "x"), i, soon()));
    QVERIFY(eachOnce(collectAll(*stream), 500));
    // And with none.
    broker.setDown(1, true);
    std::uint64_t taken = 0;
    Result<void> last;
    QElapsedTimer timer;
    timer.start();
    while ((last = stream->push(outgoing("t", 0, "x"), taken, Call::within(300ms))).has_value())
        ++taken;
    QCOMPARE(taken, std::uint64_t(20));
    QVERIFY(timer.elapsed() >= 290);
    QCOMPARE(last.error().kind, ErrorKind::TimedOut);
    QVERIFY(!mayBeWritten(last.error()));
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(stream->push(outgoing("t", 0, "x"), 77, Call::within(10s, stop.get_token())).error().kind, ErrorKind::Cancelled);
    broker.setDown(1, false);
    QVERIFY(eachOnce(collectAll(*stream), 20));
}

void KafkaMockStreamTest::withdrawnWhileAway()
{
    MockBroker broker;
    broker.createTopic("t", 2);
    const auto cluster = open(broker.bootstrap());
    auto stream = streamOf(*cluster);
    QVERIFY(stream->push(outgoing("t", 0, "before"), 1000, soon()));
    QVERIFY(collectAll(*stream).at(1000)[0]);
    broker.setDown(1, true);
    for (std::uint64_t i = 0; i < 300; ++i)
        QVERIFY(stream->push(outgoing("t", static_cast<std::int32_t>(i % 2), "x"), i, soon()));
    stream->withdraw();
    const auto outcomes = collectAll(*stream);
    QVERIFY(eachOnce(outcomes, 300));
    std::set<std::string> maybe;
    for (const auto& [ticket, results] : outcomes) {
        QVERIFY(!results[0]);
        QCOMPARE(results[0].error().kind, ErrorKind::Cancelled);
        QVERIFY2(results[0].error().message.ends_with(" It was not written."), results[0].error().message.c_str());
    }
    broker.setDown(1, false);
    QVERIFY(stream->push(outgoing("t", 0, "after"), 1001, soon()));
    QVERIFY(collectAll(*stream).at(1001)[0]);
    // What was reported as not written is not there.
    const auto got = readAll(cluster->reader(), {{{"t", 0}, 0, 2}});
    QCOMPARE(got.size(), std::size_t(2));
    QCOMPARE(*got[0].value, std::string("before"));
    QCOMPARE(*got[1].value, std::string("after"));
}

/// The broker says "too large" of a batch: its records go again, one by one, and each has its own answer.
void KafkaMockStreamTest::badBatchIsSentAloneAgain()
{
    MockBroker broker;
    broker.createTopic("t", 1);
    const auto cluster = open(broker.bootstrap(), {{"linger.ms", "50"}});
    auto stream = streamOf(*cluster);
    QVERIFY(stream->push(outgoing("t", 0, "first"), 0, soon()));
    QVERIFY(collectAll(*stream).at(0)[0]);
    // The batch, and then the first of them alone: that one is the culprit.
    broker.failNext(0, {10, 10});
    auto headed = outgoing("t", 0, "1", "key", {{"h", "v"}, {"h", std::nullopt}});
    headed.timestamp = 1'700'000'000'001;
    for (std::uint64_t i = 1; i <= 5; ++i) {
        headed.value = std::to_string(i);
        QVERIFY(stream->push(headed, i, soon()));
    }
    auto outcomes = collectAll(*stream);
    QVERIFY(eachOnce(outcomes, 5));
    QVERIFY(!outcomes.at(1)[0]);
    QCOMPARE(outcomes.at(1)[0].error().kind, ErrorKind::InvalidInput);
    for (std::uint64_t i = 2; i <= 5; ++i)
        QVERIFY2(outcomes.at(i)[0].has_value(), qPrintable(QString::number(i)));
    const auto got = readAll(cluster->reader(), {{{"t", 0}, 1, 5}});
    QCOMPARE(got.size(), std::size_t(4));
    headed.value = "2";
    headed.timestamp = got[0].timestamp; // the mock answers with a made-up time in its place
    QCOMPARE(QString::fromStdString(difference(headed, got[0])), QString());
    // What is pushed meanwhile waits for them, and is sent.
    broker.failNext(0, {10});
    for (std::uint64_t i = 10; i < 13; ++i)
        QVERIFY(stream->push(outgoing("t", 0, "x"), i, soon()));
    QTest::qWait(150);
    for (std::uint64_t i = 13; i < 16; ++i)
        QVERIFY(stream->push(outgoing("t", 0, "x"), i, soon()));
    outcomes = collectAll(*stream);
    QVERIFY(eachOnce(outcomes, 6));
    QVERIFY(std::ranges::all_of(outcomes, [](const auto& entry) { return entry.second[0].has_value(); }));
}

void KafkaMockStreamTest::badBatchIsWithdrawn()
{
    MockBroker broker;
    broker.createTopic("t", 1);
    const auto cluster = open(broker.bootstrap(), {{"linger.ms", "50"}});
    auto stream = streamOf(*cluster);
    broker.failNext(0, {10});
    for (std::uint64_t i = 0; i < 5; ++i)
        QVERIFY(stream->push(outgoing("t", 0, "x"), i, soon()));
    QTest::qWait(200); // answered by now, nothing collected
    stream->withdraw();
    const auto outcomes = collectAll(*stream);
    QVERIFY(eachOnce(outcomes, 5));
    for (const auto& [ticket, results] : outcomes)
        QVERIFY(results[0] || (results[0].error().kind == ErrorKind::Cancelled && !mayBeWritten(results[0].error())));
}

void KafkaMockStreamTest::noPermission()
{
    MockBroker broker;
    broker.createTopic("t", 1);
    const auto cluster = open(broker.bootstrap());
    auto stream = streamOf(*cluster);
    broker.failNext(0, {29});
    QVERIFY(stream->push(outgoing("t", 0, "secret value"), 1, soon()));
    const auto refused = collectAll(*stream).at(1)[0];
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::NotAuthorized);
    QVERIFY(refused.error().message.starts_with("Could not send to t"));
    QVERIFY(refused.error().detail.find("secret value") == std::string::npos);
    // The right was given meanwhile: the next record finds out.
    QVERIFY(stream->push(outgoing("t", 0, "next"), 2, soon()));
    QVERIFY(collectAll(*stream).at(2)[0]);
}

void KafkaMockStreamTest::closedEarly()
{
    MockBroker broker;
    broker.createTopic("t", 1);
    const auto cluster = open(broker.bootstrap());
    auto stream = streamOf(*cluster);
    QVERIFY(stream->push(outgoing("t", 0, "x"), 1, soon()));
    QVERIFY(eachOnce(collectAll(*stream), 1));
    broker.setDown(1, true);
    for (std::uint64_t i = 0; i < 1000; ++i)
        QVERIFY(stream->push(outgoing("t", 0, "x"), i, soon()));
    QElapsedTimer timer;
    timer.start();
    stream.reset();
    QVERIFY2(timer.elapsed() < 15000, qPrintable(QString::number(timer.elapsed())));
}

void KafkaMockStreamTest::collectWaitsForSomething()
{
    MockBroker broker;
    broker.createTopic("t", 1);
    const auto cluster = open(broker.bootstrap());
    auto stream = streamOf(*cluster);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(stream->collect([](const SendOutcome&) {}, 10s), std::size_t(0)); // nothing is under way
    QVERIFY(timer.elapsed() < 5000);
    QVERIFY(stream->push(outgoing("t", 0, "x"), 1, soon()));
    int answers = 0;
    // The sink may use the stream.
    while (stream->underWay() > 0 && timer.elapsed() < 20'000)
        stream->collect(
            [&](const SendOutcome&) {
                if (++answers < 3)
                    (void)stream->push(outgoing("t", 0, "x"), 1, soon());
            },
            5s);
    QCOMPARE(answers, 3);
}

QTEST_GUILESS_MAIN(KafkaMockStreamTest)
#include "kafka_mock_stream_test.moc"
