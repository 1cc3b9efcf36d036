// SPDX-License-Identifier: GPL-3.0-or-later
// Streams of records and a run against a real broker.
#include "core/events/event_run.h"
#include "tests/core/run_stand.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QtTest>

#include <map>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

class KafkaStreamTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void manyRecords();
    void tooLargeAlone();
    void badRecordOfABatch();
    void topicDeletedAndMade();
    void runAtARate();

private:
    std::string newTopic(int partitions, std::map<std::string, std::string> configs = {});
    std::unique_ptr<SendStream> newStream();
    std::shared_ptr<Cluster> m_cluster;
};

namespace {

using Outcomes = std::map<std::uint64_t, Result<Delivery>>;

Outcomes collectAll(SendStream& stream)
{
    Outcomes outcomes;
    const Deadline until = Deadline::after(40s);
    while (stream.underWay() > 0 && !until.expired())
        stream.collect([&](const SendOutcome& outcome) { outcomes.emplace(outcome.ticket, outcome.delivery); }, 100ms);
    return outcomes;
}

} // namespace

void KafkaStreamTest::initTestCase() { m_cluster = open(*testBootstrap()); }

std::string KafkaStreamTest::newTopic(int partitions, std::map<std::string, std::string> configs)
{
    const std::string name = uniqueName("stream");
    const auto made = m_cluster->admin().createTopic({name, partitions, 1, std::move(configs)}, soon());
    return made ? name : std::string();
}

std::unique_ptr<SendStream> KafkaStreamTest::newStream()
{
    auto stream = m_cluster->newSendStream({});
    return stream ? std::move(*stream) : nullptr;
}

void KafkaStreamTest::manyRecords()
{
    constexpr std::uint64_t count = 200'000;
    const std::string topic = newTopic(4);
    auto stream = newStream();
    std::vector<unsigned char> answered(count);
    std::map<std::int32_t, std::int64_t> last;
    bool inOrder = true;
    std::uint64_t good = 0;
    const auto take = [&](const SendOutcome& outcome) {
        ++answered.at(outcome.ticket);
        if (!outcome.delivery)
            return;
        ++good;
        const auto [at, isNew] = last.try_emplace(outcome.delivery->partition, -1);
        inOrder = inOrder && outcome.delivery->offset == at->second + 1;
        at->second = outcome.delivery->offset;
    };
    OutgoingRecord record = outgoing(topic, 0, Bytes(100, 'x'));
    record.partition.reset();
    for (std::uint64_t i = 0; i < count; ++i) {
        record.key = "key " + std::to_string(i % 1000);
        QVERIFY(stream->push(record, i, Call::within(30s)));
        if (i % 5000 == 0)
            stream->collect(take, 0ms);
    }
    const Deadline until = Deadline::after(40s);
    while (stream->underWay() > 0 && !until.expired())
        stream->collect(take, 100ms);
    QCOMPARE(good, count);
    QVERIFY(inOrder);
    QVERIFY(std::ranges::all_of(answered, [](unsigned char times) { return times == 1; }));
    std::int64_t ends = 0;
    for (const auto& [partition, offset] : last)
        ends += offset + 1;
    QCOMPARE(ends, static_cast<std::int64_t>(count));
    (void)m_cluster->admin().deleteTopic(topic, soon());
}

/// More than the broker takes, among small ones.
void KafkaStreamTest::tooLargeAlone()
{
    const std::string topic = newTopic(1);
    auto stream = newStream();
    for (std::uint64_t i = 0; i < 300; ++i)
        QVERIFY(stream->push(outgoing(topic, 0, i == 150 ? Bytes(2'000'000, 'x') : Bytes(100, 'x')), i, soon()));
    const Outcomes outcomes = collectAll(*stream);
    QCOMPARE(outcomes.size(), std::size_t(300));
    for (const auto& [ticket, result] : outcomes)
        QVERIFY2(result.has_value() == (ticket != 150), qPrintable(QString::number(ticket)));
    QCOMPARE(outcomes.at(150).error().kind, ErrorKind::InvalidInput);
    QVERIFY(!mayBeWritten(outcomes.at(150).error()));
}

/// A compacted topic takes no record without a key, and refuses the whole batch for one.
void KafkaStreamTest::badRecordOfABatch()
{
    const std::string topic = newTopic(1, {{"cleanup.policy", "compact"}});
    auto stream = newStream();
    for (std::uint64_t i = 0; i < 50; ++i)
        QVERIFY(stream->push(outgoing(topic, 0, "x", i == 20 ? OptionalBytes() : OptionalBytes("key")), i, soon()));
    const Outcomes outcomes = collectAll(*stream);
    QCOMPARE(outcomes.size(), std::size_t(50));
    for (const auto& [ticket, result] : outcomes)
        QVERIFY2(result.has_value() == (ticket != 20),
                 qPrintable(QString::number(ticket) + (result ? QString() : QString::fromStdString(result.error().message))));
    const auto ends = m_cluster->admin().offsets({{topic, 0}}, OffsetPoint::End, soon());
    QCOMPARE(ends.values.at({topic, 0}), std::int64_t(49));
}

void KafkaStreamTest::topicDeletedAndMade()
{
    const std::string topic = newTopic(1);
    auto stream = newStream();
    QVERIFY(stream->push(outgoing(topic, 0, "x"), 1, soon()));
    QVERIFY(collectAll(*stream).at(1));
    QVERIFY(m_cluster->admin().deleteTopic(topic, soon()));
    // Taken or refused: answered either way, and made again by nobody.
    for (std::uint64_t i = 2; i < 12; ++i)
        (void)stream->push(outgoing(topic, 0, "x"), i, soon());
    const std::size_t taken = stream->underWay();
    QTest::qWait(300);
    stream->withdraw();
    QCOMPARE(collectAll(*stream).size(), taken);
    QVERIFY(!m_cluster->admin().topic(topic, soon()));
    bool made = false; // the broker still deletes it
    QTRY_VERIFY_WITH_TIMEOUT(made = made || m_cluster->admin().createTopic({topic, 1, 1, {}}, soon()).has_value(), 10'000);
    auto fresh = newStream();
    QVERIFY(fresh->push(outgoing(topic, 0, "again"), 1, soon()));
    QVERIFY(collectAll(*fresh).at(1));
}

void KafkaStreamTest::runAtARate()
{
    const std::string topic = newTopic(2);
    auto source = std::make_unique<NumberSource>(std::nullopt);
    source->topicOf = [&](std::uint64_t number) { return number % 100 == 50 ? "there-is-no-such-topic" : topic; };
    auto run = EventRun::start({m_cluster, std::move(source), atRate(1000, {.afterTime = 2s})});
    QVERIFY(run);
    const RunProgress end = waitFor(**run);
    QCOMPARE(end.state, RunState::Done);
    QCOMPARE(end.sent, std::uint64_t(2000));
    QCOMPARE(end.acknowledged, std::uint64_t(1980));
    QCOMPARE(end.failed, std::uint64_t(20));
    QCOMPARE(end.failures[0].error.kind, ErrorKind::NotFound);
    QVERIFY(end.p99 && *end.p99 > 0us);
    const auto ends = m_cluster->admin().offsets({{topic, 0}, {topic, 1}}, OffsetPoint::End, soon());
    QCOMPARE(ends.values.at({topic, 0}) + ends.values.at({topic, 1}), std::int64_t(1980));
    const auto missing = m_cluster->admin().topic("there-is-no-such-topic", soon());
    QVERIFY(!missing);
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication program(argc, argv);
    KafkaStreamTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "kafka_stream_test.moc"
