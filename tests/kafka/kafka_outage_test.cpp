// SPDX-License-Identifier: GPL-3.0-or-later
// A broker of its own that is killed, started again, and whose log is damaged on disk.
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QElapsedTimer>
#include <QtTest>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

class KafkaOutageTest : public QObject
{
    Q_OBJECT

public:
    explicit KafkaOutageTest(OwnBroker& broker) : m_broker(broker) {}

private Q_SLOTS:
    void init();
    void closingWhileBrokerIsDown();
    void killedMidRead();
    void followSurvivesARestart();
    void sendSurvivesARestart();
    void groupSurvivesARestart();
    void damagedBatch_data();
    void damagedBatch();

private:
    std::string newTopic(std::map<std::string, std::string> configs = {});
    void fill(const std::string& topic, int records);

    OwnBroker& m_broker;
    std::unique_ptr<Cluster> m_cluster;
};

void KafkaOutageTest::init()
{
    m_cluster = open(m_broker.bootstrap());
    QTRY_VERIFY_WITH_TIMEOUT(m_cluster->ping(Call::within(2s)), 30000);
}

std::string KafkaOutageTest::newTopic(std::map<std::string, std::string> configs)
{
    const std::string name = uniqueName("outage");
    const auto created = m_cluster->admin().createTopic({name, 1, -1, std::move(configs)}, Call::within(30s));
    if (!created)
        qFatal("%s", created.error().message.c_str());
    return name;
}

void KafkaOutageTest::fill(const std::string& topic, int records)
{
    std::vector<OutgoingRecord> batch;
    for (int i = 0; i < records; ++i)
        batch.push_back(outgoing(topic, 0, std::to_string(i) + std::string(200, 'x')));
    for (const auto& result : send(*m_cluster, batch, Call::within(30s)))
        QVERIFY2(result, result ? "" : result.error().message.c_str());
}

void KafkaOutageTest::closingWhileBrokerIsDown()
{
    const std::string topic = newTopic();
    fill(topic, 10);
    auto other = open(m_broker.bootstrap());
    auto member = other->joinGroup({uniqueName("group"), "weir", {topic}, OffsetReset::Earliest});
    QVERIFY(member);
    QVERIFY((*member)->poll(1, Call::within(20s)));
    QVERIFY(send(*other, {outgoing(topic, 0, "x")})[0]);
    QVERIFY(m_broker.kill());

    QElapsedTimer timer;
    timer.start();
    const auto ping = m_cluster->ping(Call::within(10s));
    QVERIFY(!ping);
    QCOMPARE(ping.error().kind, ErrorKind::Unreachable);
    QVERIFY2(ping.error().message.starts_with("Could not reach " + m_broker.bootstrap()), ping.error().message.c_str());
    QVERIFY2(timer.elapsed() < 6000, qPrintable(QString::number(timer.elapsed())));

    timer.restart();
    member->reset();
    QVERIFY2(timer.elapsed() < 6500, qPrintable("leave: " + QString::number(timer.elapsed())));
    timer.restart();
    other.reset();
    QVERIFY2(timer.elapsed() < 6000, qPrintable("close: " + QString::number(timer.elapsed())));
    QVERIFY(m_broker.start());
    QTRY_VERIFY_WITH_TIMEOUT(m_cluster->ping(Call::within(2s)), 15000); // the same connection, without a restart
}

void KafkaOutageTest::killedMidRead()
{
    const std::string topic = newTopic();
    fill(topic, 60000);
    std::int64_t next = 0;
    bool gap = false;
    bool killed = false;
    const auto read = m_cluster->reader().read(
        {{{topic, 0}, 0, 60000}},
        [&](const RecordView& view) {
            gap = gap || view.offset != next;
            next = view.offset + 1;
            if (next == 1000 && !std::exchange(killed, true)) {
                m_broker.kill();
                m_broker.start();
            }
            return SinkAnswer::Continue;
        },
        Call::within(90s));
    QVERIFY(killed);
    QVERIFY2(read.complete(), read.complete() ? "" : read.failures[0].error.message.c_str());
    QVERIFY(read.values.at({topic, 0}).finished);
    QVERIFY(!gap);
    QCOMPARE(next, std::int64_t(60000));
}

void KafkaOutageTest::followSurvivesARestart()
{
    const std::string topic = newTopic();
    fill(topic, 1);
    auto tail = m_cluster->newReader(Isolation::ReadUncommitted);
    QVERIFY(tail);
    std::atomic<int> seen = 0;
    std::stop_source stop;
    std::jthread reading([&] {
        (void)(*tail)->read({{{topic, 0}, 0, ReadRange::follow}},
                            [&](const RecordView&) {
                                ++seen;
                                return SinkAnswer::Continue;
                            },
                            Call{Deadline::never(), stop.get_token()});
    });
    QTRY_COMPARE_WITH_TIMEOUT(seen, 1, 5000);
    QVERIFY(m_broker.kill());
    std::this_thread::sleep_for(1s);
    QVERIFY(m_broker.start());
    fill(topic, 1);
    QTRY_COMPARE_WITH_TIMEOUT(seen, 2, 15000);
    stop.request_stop();
}

void KafkaOutageTest::sendSurvivesARestart()
{
    const std::string topic = newTopic();
    fill(topic, 1);
    QVERIFY(m_broker.kill());
    std::jthread starter([&] { m_broker.start(); });
    const auto results = send(*m_cluster, {outgoing(topic, 0, "while it was away")}, Call::within(60s));
    starter.join();
    QVERIFY2(results[0], results[0] ? "" : results[0].error().message.c_str());
    QCOMPARE(results[0]->offset, std::int64_t(1)); // once
}

void KafkaOutageTest::groupSurvivesARestart()
{
    const std::string topic = newTopic();
    fill(topic, 1);
    auto member = m_cluster->joinGroup({uniqueName("group"), "weir", {topic}, OffsetReset::Earliest});
    QVERIFY(member);
    QCOMPARE((*member)->poll(10, Call::within(30s))->size(), std::size_t(1));
    QVERIFY((*member)->commit({{{topic, 0}, 1}}, soon()));
    QVERIFY(m_broker.kill());
    const auto away = (*member)->poll(10, Call::within(500ms));
    QVERIFY(away ? away->empty() : away.error().retriable);
    QVERIFY(m_broker.start());
    fill(topic, 1);
    std::vector<Record> got;
    for (int i = 0; i < 30 && got.empty(); ++i)
        got = (*member)->poll(10, Call::within(2s)).value_or(std::vector<Record>());
    QCOMPARE(got.size(), std::size_t(1));
    QCOMPARE(got[0].offset, std::int64_t(1));
}

void KafkaOutageTest::damagedBatch_data()
{
    QTest::addColumn<bool>("paging");
    QTest::newRow("checksum, page") << true;
    QTest::newRow("decompression, long read") << false;
}

/// One byte of a compressed batch is turned over on disk. The read ends with the partition and the offset.
void KafkaOutageTest::damagedBatch()
{
    QFETCH(bool, paging);
    const std::string topic = newTopic({{"compression.type", "gzip"}});
    for (int i = 0; i < 3; ++i)
        fill(topic, 50); // a batch each
    QVERIFY(m_broker.stop());
    std::filesystem::path log;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(m_broker.folder()))
        if (entry.path().filename() == "00000000000000000000.log" &&
            entry.path().parent_path().filename() == topic + "-0")
            log = entry.path();
    QVERIFY(!log.empty());
    {
        std::fstream file(log, std::ios::in | std::ios::out | std::ios::binary);
        std::array<unsigned char, 4> size{};
        file.seekg(8);
        file.read(reinterpret_cast<char*>(size.data()), 4);
        const std::streamoff first = 12 + (size[0] << 24 | size[1] << 16 | size[2] << 8 | size[3]);
        // Behind the second batch's header (61 bytes), in the header of the compressed data.
        file.seekp(first + 61);
        file.write("\x00\x00\x00", 3);
    }
    QVERIFY(m_broker.start());
    QTRY_VERIFY_WITH_TIMEOUT(m_cluster->ping(Call::within(2s)), 30000);
    auto own = m_cluster->newReader(Isolation::ReadUncommitted);
    QVERIFY(own);
    Reader& reader = paging ? m_cluster->reader() : **own;
    int records = 0;
    QElapsedTimer timer;
    timer.start();
    const auto read = reader.read(
        {{{topic, 0}, 0, 150}},
        [&](const RecordView&) {
            ++records;
            return SinkAnswer::Continue;
        },
        Call::within(20s));
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(records, 50);
    QCOMPARE(read.failures.size(), std::size_t(1));
    QCOMPARE(read.failures[0].subject, topic + "-0");
    QCOMPARE(read.failures[0].error.kind, ErrorKind::Broker);
    QVERIFY2(read.failures[0].error.message.starts_with("Could not read " + topic + "-0 at offset 50: the record batch"),
             read.failures[0].error.message.c_str());
    QVERIFY(!read.values.at({topic, 0}).finished);
    // What lies behind it can be read by those who say so.
    QCOMPARE(readAll(reader, {{{topic, 0}, 100, 150}}).size(), std::size_t(50));
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    OwnBroker broker(std::filesystem::path(WEIR_BINARY_DIR) / "kafka-outage");
    if (broker.bootstrap().empty()) {
        std::cout << "FAIL: packaging/kafka could not start a second broker" << std::endl;
        return 1;
    }
    KafkaOutageTest test(broker);
    return QTest::qExec(&test, argc, argv);
}
#include "kafka_outage_test.moc"
