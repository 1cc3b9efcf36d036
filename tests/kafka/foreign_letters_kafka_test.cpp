// SPDX-License-Identifier: GPL-3.0-or-later
// Dead letters as others write them: by Kafka Connect's own reporter, by a Kafka Streams application with its own dead-letter
// queue, and by a program with spring-kafka's headers. Read back, understood, found by discovery, and planned for replay.
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include "core/deadletters/dead_letter_topics.h"
#include "core/deadletters/replay_plan.h"
#include "core/deadletters/source_record.h"

#include <QtTest>

#include <algorithm>
#include <iostream>
#include <sstream>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

/// A source record as a program reported it.
struct Origin {
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    TimestampMs timestamp = 0;
};

std::string attempts(const FailureReport& report)
{
    return report.attempts ? std::to_string(*report.attempts) : "unknown";
}

} // namespace

class ForeignLettersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connect();
    void streams();
    void spring();

private:
    /// Runs the program on two new topics of two partitions and reads what it wrote.
    void write(const std::string& program, const std::string& deadLetterTopic);
    /// The dead letter of the n-th source record, whose report is in m_report.
    const Record& letter(std::size_t n);
    void checkOrigin(std::size_t n);
    /// What discovery says of the topic, and that a replay would put the source's bytes back.
    void checkAround(DeadLetterSign sign);

    std::unique_ptr<Cluster> m_cluster;
    std::string m_source;
    std::string m_topic;
    std::vector<Origin> m_origins;
    std::vector<Record> m_letters;
    FailureReport m_report;
};

void ForeignLettersTest::write(const std::string& program, const std::string& deadLetterTopic)
{
    m_cluster = open(*testBootstrap());
    m_topic = uniqueName("foreign") + deadLetterTopic;
    m_source = uniqueName("foreign") + "-orders";
    m_origins.clear();
    for (const std::string& topic : {m_source, m_topic})
        QVERIFY(m_cluster->admin().createTopic({topic, 2, -1, {}}, Call::within(30s)));
    const JavaRun run = runJava(program, {*testBootstrap(), m_source, m_topic});
    if (!run.good && !brokersAreRequired()) {
        std::cout << "SKIP: the Java program " << program << " could not run (packaging/kafka java says why)" << std::endl;
        QSKIP("no Java development kit, or its jars could not be fetched");
    }
    QVERIFY2(run.good, run.output.c_str());
    std::istringstream lines(run.output);
    for (Origin origin; lines >> origin.partition >> origin.offset >> origin.timestamp;)
        m_origins.push_back(origin);
    QCOMPARE(m_origins.size(), std::size_t(3));
    const auto ends = m_cluster->admin().offsets({{m_topic, 0}, {m_topic, 1}}, OffsetPoint::End, soon());
    QVERIFY(ends.complete());
    std::vector<ReadRange> ranges;
    for (const auto& [partition, end] : ends.values)
        ranges.push_back({partition, 0, end});
    m_letters = readAll(m_cluster->reader(), ranges);
    QCOMPARE(m_letters.size(), std::size_t(3));
}

/// Programs send in their own order; the newest hop names the source record in all of them but Spring's second letter, which
/// went on to the dead-letter topic.
const Record& ForeignLettersTest::letter(std::size_t n)
{
    const Origin& origin = m_origins[n];
    for (const Record& record : m_letters) {
        m_report = readFailure(record.headers);
        for (const FailureHop& hop : m_report.hops)
            if (hop.topic == m_source && hop.partition == origin.partition && hop.offset == origin.offset)
                return record;
    }
    m_report = {};
    static const Record none;
    return none;
}

void ForeignLettersTest::checkOrigin(std::size_t n)
{
    QCOMPARE(m_report.originTopic.value_or(""), m_source);
    QCOMPARE(m_report.originPartition.value_or(-1), m_origins[n].partition);
    QCOMPARE(m_report.originOffset.value_or(-1), m_origins[n].offset);
    QVERIFY2(m_report.undecodable.empty(), m_report.undecodable.empty() ? "" : m_report.undecodable.front().c_str());
    QVERIFY(m_report.otherConventions.empty());
}

void ForeignLettersTest::checkAround(DeadLetterSign sign)
{
    DiscoveryWishes wishes;
    wishes.sampledTopics = 1000;
    const auto found = discoverDeadLetters(*m_cluster, wishes, Call::within(60s));
    QVERIFY2(found.has_value(), found ? "" : found.error().message.c_str());
    const auto topic = std::ranges::find(found->values.topics, m_topic, &DeadLetterTopic::name);
    QVERIFY(topic != found->values.topics.end());
    QCOMPARE(topic->kind, DeadLetterKind::DeadLetter);
    QCOMPARE(topic->sign, sign);
    QCOMPARE(topic->records.value_or(-1), std::int64_t(3));
    QVERIFY(std::ranges::find(topic->origins, m_source) != topic->origins.end());
    QVERIFY(topic->oldest.has_value());

    LetterSelection selection;
    for (const Record& record : m_letters)
        selection.places.push_back({{record.topic, record.partition}, record.offset});
    ReplayOptions options;
    options.target = m_source; // some say that they came from elsewhere before
    const auto plan = planReplay(*m_cluster, *m_cluster, selection, options, nullptr, {}, Call::within(60s));
    QVERIFY2(plan.has_value(), plan ? "" : plan.error().message.c_str());
    QCOMPARE(plan->ready(), std::int64_t(3));
    int same = 0;
    for (std::size_t i = 0; i < plan->items.size(); ++i) {
        const ReplayItem& item = plan->items[i];
        const auto record = std::ranges::find_if(m_letters, [&](const Record& one) {
            return one.partition == item.letterPartition && one.offset == item.letterOffset;
        });
        QVERIFY(record != m_letters.end());
        const FailureReport report = readFailure(record->headers);
        const SourceRecord source = findSource(*m_cluster, *record, report, soon());
        const auto sent = prepareReplay(*plan, item, *record);
        QVERIFY2(sent.has_value(), sent ? "" : sent.error().message.c_str());
        if (report.originTopic != m_source)
            continue;
        QVERIFY2(source.state == SourceRecord::State::Identical, source.sentence.c_str());
        Headers own;
        std::ranges::copy_if(sent->headers, std::back_inserter(own),
                             [](const Header& header) { return !header.name.starts_with("weir-replay-"); });
        QVERIFY(sent->key == source.record->key && sent->value == source.record->value);
        QVERIFY(own == source.record->headers);
        QCOMPARE(sent->partition.value_or(-1), source.record->partition);
        ++same;
    }
    QVERIFY(same >= 2);
}

void ForeignLettersTest::connect()
{
    write("ConnectDeadLetters", "-of-the-warehouse"); // its name says nothing
    if (QTest::currentTestFailed() || m_letters.size() != 3)
        return;
    QCOMPARE(letter(0).value, OptionalBytes("{\"price\":"));
    checkOrigin(0);
    QCOMPARE(m_report.convention, std::string("Kafka Connect"));
    QCOMPARE(m_report.stage.value_or(""), std::string("VALUE_CONVERTER"));
    QCOMPARE(m_report.exceptionClass.value_or(""), std::string("org.apache.kafka.connect.errors.DataException"));
    QVERIFY(m_report.message.value_or("").ends_with("line 1, column 9"));
    QVERIFY(m_report.stackTrace.value_or("").starts_with("org.apache.kafka.connect.errors.DataException: "));
    QCOMPARE(letter(0).timestamp.value_or(0), m_origins[0].timestamp);

    QVERIFY(!letter(1).value && !letter(1).key);
    checkOrigin(1);
    QCOMPARE(m_report.stage.value_or(""), std::string("TASK_PUT"));
    QVERIFY(!m_report.message);

    // It failed twice: the first hop is the origin, the exception is the newest.
    QCOMPARE(letter(2).key, OptionalBytes("k3"));
    QCOMPARE(m_report.originTopic.value_or(""), std::string("raw.orders"));
    QCOMPARE(m_report.originPartition.value_or(-1), 7);
    QCOMPARE(m_report.originOffset.value_or(-1), std::int64_t(9007199254740993));
    QCOMPARE(m_report.exceptionClass.value_or(""), std::string("java.lang.ClassCastException"));
    QCOMPARE(m_report.message.value_or(""), std::string("not a map"));
    QCOMPARE(m_report.hops.size(), std::size_t(2));
    QCOMPARE(m_report.hops[0].exceptionClass.value_or(""), std::string("java.net.ConnectException"));
    QCOMPARE(m_report.hops[1].topic.value_or(""), m_source);
    QCOMPARE(m_report.hops[1].offset.value_or(-1), m_origins[2].offset);
    checkAround(DeadLetterSign::FailureHeaders);
}

void ForeignLettersTest::streams()
{
    write("StreamsDeadLetters", "-streams-dlq");
    if (QTest::currentTestFailed() || m_letters.size() != 3)
        return;
    QCOMPARE(letter(0).value, OptionalBytes("abc"));
    QCOMPARE(letter(0).headers[0], (Header{"trace", "t-1"}));
    QCOMPARE(letter(0).headers[1], (Header{"trace", std::nullopt}));
    checkOrigin(0);
    QCOMPARE(m_report.convention, std::string("Kafka Streams"));
    QCOMPARE(m_report.exceptionClass.value_or(""), std::string("org.apache.kafka.common.errors.SerializationException"));
    QVERIFY(m_report.message.value_or("").find("IntegerDeserializer") != std::string::npos);
    QCOMPARE(letter(0).timestamp.value_or(0), m_origins[0].timestamp);

    QCOMPARE(letter(1).value, OptionalBytes(Bytes("\0\0\0\x2a", 4)));
    checkOrigin(1);
    QCOMPARE(m_report.message.value_or(""), std::string("no price for 42"));
    QVERIFY(m_report.stackTrace.value_or("").find("StreamsDeadLetters") != std::string::npos);

    QVERIFY(!letter(2).key);
    checkOrigin(2);
    QCOMPARE(m_report.exceptionClass.value_or(""), std::string("java.lang.UnsupportedOperationException"));
    QVERIFY(!m_report.message);
    checkAround(DeadLetterSign::Name);
}

void ForeignLettersTest::spring()
{
    write("SpringDeadLetters", "-dlt");
    if (QTest::currentTestFailed() || m_letters.size() != 3)
        return;
    QCOMPARE(letter(0).key, OptionalBytes("k1"));
    checkOrigin(0);
    QCOMPARE(m_report.convention, std::string("Spring Kafka"));
    QCOMPARE(m_report.originTimestamp.value_or(0), m_origins[0].timestamp);
    QCOMPARE(m_report.consumerGroup.value_or(""), std::string("billing"));
    QCOMPARE(m_report.exceptionClass.value_or(""), std::string("java.lang.IllegalStateException"));
    QCOMPARE(m_report.message.value_or(""), std::string("no price for order 7"));
    QVERIFY(m_report.stackTrace.value_or("").find("Billing.java:41") != std::string::npos);

    QCOMPARE(letter(1).value, OptionalBytes("twice"));
    checkOrigin(1);
    QCOMPARE(m_report.hops.size(), std::size_t(2));
    QCOMPARE(m_report.hops[1].topic.value_or(""), m_topic);
    QCOMPARE(m_report.hops[1].partition.value_or(-1), 1);
    QCOMPARE(m_report.hops[1].offset.value_or(-1), std::int64_t(7));
    QCOMPARE(m_report.exceptionClass.value_or(""), std::string("java.net.SocketTimeoutException"));

    QVERIFY(!letter(2).value);
    checkOrigin(2);
    QCOMPARE(m_report.convention, std::string("Spring Kafka retry"));
    QCOMPARE(attempts(m_report), std::string("4"));
    QCOMPARE(m_report.originTimestamp.value_or(0), m_origins[2].timestamp);
    QCOMPARE(m_report.exceptionClass.value_or(""), std::string("shop.OutOfStock"));
    QCOMPARE(m_report.message, std::optional<std::string>(""));
    checkAround(DeadLetterSign::Name);
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    ForeignLettersTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "foreign_letters_kafka_test.moc"
