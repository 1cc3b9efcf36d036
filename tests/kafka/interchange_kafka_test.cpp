// SPDX-License-Identifier: GPL-3.0-or-later
// Records between Weir and other programs on a real broker, both ways: byte for byte, and key to partition. The others are
// aiokafka (the Python library of the guide) and Kafka's own client in Java, each started once. For kcat see interchange_kcat_kafka_test.
#include "tests/kafka/interchange_rows.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include "core/events/consumer.h"
#include "core/events/envelope.h"
#include "core/events/event_publisher.h"
#include "core/events/payload_type.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

const std::vector<std::string> codecs{"none", "gzip", "snappy", "lz4", "zstd"};

/// A record of 900 KB is no help in a message.
std::string shortened(const std::string& line) { return line.size() > 400 ? line.substr(0, 400) + "..." : line; }

/// aiokafka refuses a record without key and value, although Kafka has them and it can read them.
bool canSend(const std::string& who, const OutgoingRecord& row) { return who != "python" || row.key || row.value; }

std::string bytesOf(const std::string& word) { return fromBase64(word).value_or("no base64"); }

} // namespace

class InterchangeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void pythonReadsWhatWeirWrote();
    void weirReadsWhatPythonWrote();
    void weirReadsEventsOfPython();
    void pythonReadsEventsOfWeir();
    void javaReadsWhatWeirWrote();
    void weirReadsWhatJavaWrote();
    void numbersAreJavas();
    void keysWithNegativeHashes();
    void consumerReadsTheSame();

private:
    void writeWithProducer();
    void writeWithSendStream();
    void publishEvents();
    /// Commands of the foreign program that make it read Weir's topics and write the rows with each codec.
    std::vector<std::string> orders(const std::string& who);
    const PythonRun& python();
    const JavaRun& java();
    void checkReads(const std::string& output);
    void checkWrites(const std::string& who, const std::string& output);

    QTemporaryDir m_folder;
    std::unique_ptr<Cluster> m_cluster;
    std::vector<OutgoingRecord> m_rows;
    std::vector<OutgoingRecord> m_foreignRows; ///< and one that only others can send: from the first millisecond of 1970
    std::map<std::string, std::vector<Record>> m_written; ///< by Weir; per topic as they should be read
    std::string m_eventTopic;
    std::vector<PublishedEvent> m_events;
    std::map<std::string, std::string> m_topics; ///< of the others: "python-gzip"
    std::optional<PythonRun> m_python;
    std::optional<JavaRun> m_java;
};

void InterchangeTest::initTestCase()
{
    m_cluster = open(*testBootstrap());
    m_rows = interchangeRows();
    m_foreignRows = m_rows;
    m_foreignRows.push_back(m_rows.back());
    m_foreignRows.back().timestamp = 0;
    for (const char* who : {"java", "python"}) {
        std::ofstream file(m_folder.filePath(who).toStdString());
        for (std::size_t i = 0; i < m_foreignRows.size(); ++i)
            if (canSend(who, m_foreignRows[i]))
                file << rowLine(i, m_foreignRows[i]);
    }
    writeWithProducer();
    writeWithSendStream();
    publishEvents();
}

void InterchangeTest::writeWithProducer()
{
    const std::string topic = newTopic(*m_cluster, "interchange-producer");
    auto rows = m_rows;
    for (OutgoingRecord& row : rows)
        row.topic = topic;
    const auto results = send(*m_cluster, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        QVERIFY2(results[i], results[i] ? "" : results[i].error().message.c_str());
        m_written[topic].push_back(keptRecord(rows[i], topic, results[i]->partition, results[i]->offset));
    }
}

void InterchangeTest::writeWithSendStream()
{
    const std::string topic = newTopic(*m_cluster, "interchange-stream");
    auto stream = m_cluster->newSendStream({});
    QVERIFY2(stream, stream ? "" : stream.error().message.c_str());
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        OutgoingRecord row = m_rows[i];
        row.topic = topic;
        const auto pushed = (*stream)->push(row, i, soon());
        QVERIFY2(pushed, pushed ? "" : pushed.error().message.c_str());
    }
    std::string failed;
    const auto keep = [&](const SendOutcome& outcome) {
        if (!outcome.delivery)
            failed = outcome.delivery.error().message;
        else
            m_written[topic].push_back(
                keptRecord(m_rows[outcome.ticket], topic, outcome.delivery->partition, outcome.delivery->offset));
    };
    for (const Deadline end = Deadline::after(20s); (*stream)->underWay() > 0 && !end.expired();)
        (*stream)->collect(keep, 100ms);
    QVERIFY2(failed.empty(), failed.c_str());
    QCOMPARE(m_written[topic].size(), m_rows.size());
}

void InterchangeTest::publishEvents()
{
    // Its topic is the type in lower case.
    const std::string type = uniqueName("OrderPaid");
    m_eventTopic = *topicForEventType(type);
    QVERIFY(m_cluster->admin().createTopic({m_eventTopic, partitionCount, -1, {}}, soon()));
    EventPublisher publisher(*m_cluster);
    const std::vector<std::pair<std::string, std::optional<std::string>>> events{
        {"{\"order\":\"Gr\xc3\xb6\xc3\x9f" "e\",\"total\":1.10,\"note\":null}", "order-1"},
        {" { \"largest\" : 9223372036854775807, \"beyond\":18446744073709551616 }\n", "\xf0\x9f\x98\x80"},
        {"[\"\\u202e\",true]", std::nullopt},
    };
    for (const auto& [data, key] : events) {
        const auto published = publisher.publish(type, data, key, {}, soon());
        QVERIFY2(published, published ? "" : published.error().message.c_str());
        m_events.push_back(*published);
    }
}

std::vector<std::string> InterchangeTest::orders(const std::string& who)
{
    std::vector<std::string> words{*testBootstrap()};
    for (const auto& [topic, records] : m_written)
        words.push_back("read=" + topic + "," + std::to_string(records.size()));
    for (const std::string& codec : codecs) {
        const std::string topic = newTopic(*m_cluster, "interchange-" + who + "-" + codec);
        m_topics[who + "-" + codec] = topic;
        words.push_back("write=" + topic + "," + codec + "," + m_folder.filePath(QString::fromStdString(who)).toStdString());
    }
    return words;
}

const PythonRun& InterchangeTest::python()
{
    if (m_python)
        return *m_python;
    auto words = orders("python");
    m_topics["python events"] = newTopic(*m_cluster, "interchange-python-events", 1);
    words.push_back("publish=" + m_topics["python events"]);
    words.push_back("events=" + m_eventTopic + "," + std::to_string(m_events.size()));
    m_python = runPython("tests/kafka/python/interchange.py", words);
    return *m_python;
}

const JavaRun& InterchangeTest::java()
{
    if (m_java)
        return *m_java;
    auto words = orders("java");
    words.push_back("hash=" + m_folder.filePath("java").toStdString());
    for (const char* number : {"0", "-1", "2147483647", "-2147483648", "9223372036854775807", "-9223372036854775808"})
        words.push_back("number=" + std::string(number));
    m_java = runJava("Interchange", words);
    return *m_java;
}

#define NEED_PYTHON()                                                                                                       \
    if (python().missing && !brokersAreRequired())                                                                          \
        QSKIP("aiokafka could not be installed (packaging/kafka python says why)");                                         \
    QVERIFY2(python().good, "the Python program failed")

#define NEED_JAVA()                                                                                                         \
    if (!java().good && !brokersAreRequired())                                                                              \
        QSKIP("no Java development kit, or its jars could not be fetched (packaging/kafka java says why)");                 \
    QVERIFY2(java().good, "the Java program failed")

/// Every record that Weir wrote was read by the other program as it was sent, once.
void InterchangeTest::checkReads(const std::string& output)
{
    std::multiset<std::string> got;
    for (std::string& line : linesOf(output, "read"))
        got.insert(std::move(line));
    std::size_t expected = 0;
    for (const auto& [topic, records] : m_written) {
        for (const Record& record : records)
            QVERIFY2(got.contains(readLine(record)), shortened("not read as it was written: " + readLine(record)).c_str());
        expected += records.size();
    }
    QCOMPARE(got.size(), expected);
}

/// Weir reads every record as the other program sent it, and the key chose the same partition as in Weir.
void InterchangeTest::checkWrites(const std::string& who, const std::string& output)
{
    std::map<std::string, std::map<TopicPartition, std::map<std::int64_t, std::size_t>>> rowsAt;
    for (const std::string& line : linesOf(output, "wrote")) {
        const auto words = wordsOf(line);
        QCOMPARE(words.size(), std::size_t(4));
        rowsAt[words[0]][{words[0], std::stoi(words[2])}][std::stoll(words[3])] = std::stoul(words[1]);
    }
    std::map<std::string, std::int32_t> placeOfKey;
    for (const auto& [topic, records] : m_written)
        for (const Record& record : records)
            if (record.key)
                placeOfKey[*record.key] = record.partition;
    for (const std::string& codec : codecs) {
        const std::string topic = m_topics[who + "-" + codec];
        const auto got = readTopic(*m_cluster, topic);
        const auto sent = std::ranges::count_if(m_foreignRows, [&](const OutgoingRecord& row) { return canSend(who, row); });
        QCOMPARE(got.size(), static_cast<std::size_t>(sent));
        std::set<std::size_t> seen;
        for (const Record& record : got) {
            const auto& rows = rowsAt[topic][{topic, record.partition}];
            QVERIFY2(rows.contains(record.offset), shortened(readLine(record)).c_str());
            const std::size_t row = rows.at(record.offset);
            const Record expected = keptRecord(m_foreignRows[row], topic, record.partition, record.offset);
            QVERIFY2(record == expected, shortened(codec + ": " + readLine(record) + "\nwas sent: " + readLine(expected)).c_str());
            if (record.key)
                QVERIFY2(placeOfKey.at(*record.key) == record.partition, escapeForDisplay(*record.key).c_str());
            seen.insert(row);
        }
        QCOMPARE(seen.size(), got.size());
    }
}

void InterchangeTest::pythonReadsWhatWeirWrote()
{
    NEED_PYTHON();
    checkReads(python().output);
}

void InterchangeTest::weirReadsWhatPythonWrote()
{
    NEED_PYTHON();
    checkWrites("python", python().output);
}

void InterchangeTest::javaReadsWhatWeirWrote()
{
    NEED_JAVA();
    checkReads(java().output);
}

void InterchangeTest::weirReadsWhatJavaWrote()
{
    NEED_JAVA();
    checkWrites("java", java().output);
}

/// json.dumps puts blanks behind colons, escapes what is not ASCII, and writes +00:00 for Z: all of it is an envelope.
void InterchangeTest::weirReadsEventsOfPython()
{
    NEED_PYTHON();
    const auto got = readTopic(*m_cluster, m_topics["python events"]);
    const auto data = linesOf(python().output, "data");
    QCOMPARE(got.size(), std::size_t(3));
    QCOMPARE(data.size(), std::size_t(3));
    for (std::size_t i = 0; i < got.size(); ++i) {
        const auto event = decodeEnvelope(*got[i].value);
        QVERIFY2(event, event ? "" : event.error().message.c_str());
        QCOMPARE(event->eventId, "0d5c8f0e-2f39-4d1c-8a53-0f2f4a7f6f1" + std::to_string(i));
        QCOMPARE(event->eventType, std::string("OrderPaid"));
        QCOMPARE(event->occurredAt, std::string("2026-11-23T14:07:31.208000+00:00"));
        // Indented JSON is indented deeper inside of the envelope.
        if (i != 1)
            QCOMPARE(event->data, bytesOf(data[i]));
    }
    const auto indented = decodeEnvelope(*got[1].value);
    QVERIFY(indented->data.find("\"largest\": 9223372036854775807") != std::string::npos);
    QVERIFY(indented->data.find("18446744073709551615") != std::string::npos);
    QCOMPARE(got[0].key, OptionalBytes("order-1"));
    QCOMPARE(got[2].key, OptionalBytes());
}

void InterchangeTest::pythonReadsEventsOfWeir()
{
    NEED_PYTHON();
    const std::vector<std::string> data{
        R"({"note": null, "order": "Gr\u00f6\u00dfe", "total": 1.1})",
        R"({"beyond": 18446744073709551616, "largest": 9223372036854775807})",
        R"(["\u202e", true])",
    };
    std::map<std::string, std::vector<std::string>> byId;
    for (const std::string& line : linesOf(python().output, "event")) {
        const auto words = wordsOf(line);
        QCOMPARE(words.size(), std::size_t(8));
        byId[words[3]] = words;
    }
    QCOMPARE(byId.size(), m_events.size());
    for (std::size_t i = 0; i < m_events.size(); ++i) {
        const PublishedEvent& event = m_events[i];
        const auto words = byId[event.envelope.eventId];
        QCOMPARE(words.size(), std::size_t(8));
        QCOMPARE(std::stoi(words[0]), event.delivery.partition);
        QCOMPARE(std::stoll(words[1]), event.delivery.offset);
        QCOMPARE(words[2] == "-", i == 2);
        QCOMPARE(words[4], event.envelope.eventType);
        QCOMPARE(formatUtc(std::stoll(words[5])), event.envelope.occurredAt);
        QCOMPARE(words[6], std::string("event_id,event_type,occurred_at,data"));
        QCOMPARE(bytesOf(words[7]), data[i]);
    }
}

/// Kafka masks the sign of the hash away; a client that takes the absolute value instead goes elsewhere with half of the keys.
void InterchangeTest::keysWithNegativeHashes()
{
    NEED_JAVA();
    std::map<Bytes, std::int32_t> placeOfKey;
    for (const Record& record : m_written.begin()->second)
        if (record.key)
            placeOfKey[*record.key] = record.partition;
    int negative = 0;
    for (const std::string& line : linesOf(java().output, "hash")) {
        const auto words = wordsOf(line);
        const Bytes& key = *m_foreignRows[std::stoul(words[0])].key;
        const std::int32_t hash = std::stoi(words[1]);
        negative += hash < 0 ? 1 : 0;
        const auto positive = static_cast<std::int32_t>(static_cast<std::uint32_t>(hash) & 0x7fffffffU);
        QVERIFY2(placeOfKey.at(key) == positive % partitionCount, escapeForDisplay(key).c_str());
    }
    QVERIFY2(negative >= 10, std::to_string(negative).c_str());
    QVERIFY(placeOfKey.contains("")); // the empty key has a place of its own too, as in Java
}

void InterchangeTest::numbersAreJavas()
{
    NEED_JAVA();
    const auto lines = linesOf(java().output, "number");
    QCOMPARE(lines.size(), std::size_t(6));
    for (const std::string& line : lines) {
        const auto words = wordsOf(line);
        const auto wide = payloadBytes(PayloadType::Int64, words[0]);
        QVERIFY2(wide, wide ? "" : wide.error().message.c_str());
        QCOMPARE(toBase64(**wide), words[1]);
        const auto narrow = payloadBytes(PayloadType::Int32, words[0]);
        QCOMPARE(narrow.has_value(), words[2] != "-");
        if (narrow)
            QCOMPARE(toBase64(**narrow), words[2]);
    }
}

/// A member of a group gets the very records that the browsing reader sees, of any writer.
void InterchangeTest::consumerReadsTheSame()
{
    std::vector<Record> expected;
    ConsumerOptions options;
    options.group.groupId = uniqueName("interchange");
    std::vector<std::string> topics;
    for (const auto& [topic, records] : m_written)
        topics.push_back(topic);
    for (const auto& [name, topic] : m_topics)
        if (name.ends_with("-lz4") || name.ends_with("-zstd"))
            topics.push_back(topic);
    for (const std::string& topic : topics)
        for (Record& record : readTopic(*m_cluster, topic))
            expected.push_back(std::move(record));
    options.group.topics = topics;
    Consumer consumer(*m_cluster, options);
    std::vector<Record> got;
    std::stop_source stop;
    const Deadline end = Deadline::after(30s);
    const auto handler = [&](const Record& record) -> Handled {
        got.push_back(record);
        if (got.size() == expected.size() || end.expired())
            stop.request_stop();
        return {};
    };
    const auto ended = consumer.run(handler, {}, stop.get_token());
    QVERIFY2(ended, ended ? "" : ended.error().message.c_str());
    const auto place = [](const Record& record) { return std::tie(record.topic, record.partition, record.offset); };
    std::ranges::sort(got, {}, place);
    std::ranges::sort(expected, {}, place);
    QCOMPARE(got.size(), expected.size());
    QVERIFY(got == expected);
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    InterchangeTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "interchange_kafka_test.moc"
