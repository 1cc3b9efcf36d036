// SPDX-License-Identifier: GPL-3.0-or-later
// A live tail on a broker of its own, which is killed and started again; topics that are deleted, grow and shrink.
#include "core/records/record_export.h"
#include "core/records/record_import.h"
#include "core/records/tail.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <iostream>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

class RecordsTailKafkaTest : public QObject
{
    Q_OBJECT

public:
    explicit RecordsTailKafkaTest(OwnBroker& broker) : m_broker(broker) {}

private Q_SLOTS:
    void initTestCase() { m_cluster = open(m_broker.bootstrap()); }
    void cleanupTestCase() { m_cluster.reset(); }
    void showsWhatArrives();
    void partitionIsAdded();
    void topicIsDeletedAndMadeAgain();
    void brokerIsKilledAndStartedAgain();
    void committedRecordsOnly();
    void exportOfARange();

private:
    void makeTopic(const std::string& name, int partitions)
    {
        const auto made = m_cluster->admin().createTopic({name, partitions, 1, {}}, Call::within(30s));
        QVERIFY2(made, made ? "" : made.error().message.c_str());
    }
    void fill(const std::string& topic, int count, std::int32_t partition = 0)
    {
        std::vector<OutgoingRecord> batch;
        for (int i = 0; i < count; ++i)
            batch.push_back(outgoing(topic, partition, "v" + std::to_string(i)));
        for (const auto& sent : send(*m_cluster, batch, Call::within(30s)))
            QVERIFY2(sent, sent ? "" : sent.error().message.c_str());
    }
    /// A tail that has found the end of the log: it shows what is sent now.
    std::unique_ptr<Tail> start(const std::string& topic, Isolation isolation = Isolation::ReadUncommitted)
    {
        TailRequest request;
        request.topic = topic;
        request.isolation = isolation;
        auto tail = Tail::start(m_cluster, std::move(request), [] {});
        while (tail->state().received == 0 && tail->state().running) {
            fill(topic, 1);
            QTest::qWait(100);
        }
        return tail;
    }
    [[nodiscard]] static std::string messages(const Tail& tail)
    {
        std::string all;
        for (const Failure& failure : tail.state().failures)
            all += failure.subject + ": " + failure.error.message + "\n";
        return all;
    }

    OwnBroker& m_broker;
    std::shared_ptr<Cluster> m_cluster;
};

void RecordsTailKafkaTest::showsWhatArrives()
{
    const std::string topic = uniqueName("tail");
    makeTopic(topic, 3);
    const auto ugly = uglyRecords(topic);
    const auto tail = start(topic);
    const std::int64_t before = tail->state().endSequence;
    for (const auto& sent : send(*m_cluster, ugly, Call::within(30s)))
        QVERIFY(sent);
    const auto sent = std::int64_t(ugly.size());
    QTRY_COMPARE_WITH_TIMEOUT(tail->state().endSequence, before + sent, 10'000);
    for (std::int64_t i = 0; i + 1 < sent; ++i) // the last one is 900 KB, and cut
        QCOMPARE(difference(ugly[std::size_t(i)], tail->at(before + i).value()), std::string());
    QCOMPARE(tail->at(before + sent - 1)->value->size(), std::size_t(64) << 10);
    QCOMPARE(tail->fullSize(before + sent - 1).value(), std::size_t(900 * 1024 + 3));
    fill(topic, 2000, 1);
    fill(topic, 3000, 2);
    QTRY_COMPARE_WITH_TIMEOUT(tail->state().received, before + sent + 5000, 10'000);
    QVERIFY2(tail->state().failures.empty(), messages(*tail).c_str());
}

void RecordsTailKafkaTest::partitionIsAdded()
{
    const std::string topic = uniqueName("tail");
    makeTopic(topic, 1);
    const auto tail = start(topic);
    const std::int64_t before = tail->state().received;
    (void)m_broker.tool({"kafka-topics", "--bootstrap-server", m_broker.bootstrap(), "--alter", "--topic", topic, "--partitions", "3"});
    QTRY_VERIFY_WITH_TIMEOUT(m_cluster->admin().topic(topic, soon())->partitions.size() == 3, 20'000);
    auto other = open(m_broker.bootstrap()); // a client that has not learnt of the topic's two-partition past
    for (const auto& sent : send(*other, {outgoing(topic, 2, "x"), outgoing(topic, 1, "y"), outgoing(topic, 0, "z")}, Call::within(30s)))
        QVERIFY2(sent, sent ? "" : sent.error().message.c_str());
    QTRY_COMPARE_WITH_TIMEOUT(tail->state().received, before + 3, 30'000);
    QVERIFY2(tail->state().failures.empty(), messages(*tail).c_str());
}

void RecordsTailKafkaTest::topicIsDeletedAndMadeAgain()
{
    const std::string topic = uniqueName("tail");
    makeTopic(topic, 2);
    const auto tail = start(topic);
    const std::int64_t before = tail->state().received;
    QVERIFY(m_cluster->admin().deleteTopic(topic, Call::within(30s)));
    QTRY_VERIFY_WITH_TIMEOUT(!tail->state().failures.empty(), 30'000);
    QTRY_VERIFY2_WITH_TIMEOUT(tail->state().failures[0].error.kind == ErrorKind::NotFound, messages(*tail).c_str(), 20'000);
    QVERIFY(tail->at(0)); // what was seen stays
    makeTopic(topic, 2);
    auto other = open(m_broker.bootstrap());
    for (const auto& sent : send(*other, {outgoing(topic, 0, "a"), outgoing(topic, 1, "b")}, Call::within(30s)))
        QVERIFY2(sent, sent ? "" : sent.error().message.c_str());
    QTRY_COMPARE_WITH_TIMEOUT(tail->state().received, before + 2, 30'000);
    QTRY_VERIFY2_WITH_TIMEOUT(tail->state().failures.empty(), messages(*tail).c_str(), 20'000);
}

void RecordsTailKafkaTest::brokerIsKilledAndStartedAgain()
{
    const std::string topic = uniqueName("tail");
    makeTopic(topic, 1);
    const auto tail = start(topic);
    const std::int64_t before = tail->state().received;
    QVERIFY(m_broker.kill());
    QTRY_VERIFY_WITH_TIMEOUT(!tail->state().failures.empty(), 30'000); // an outage is not silence
    QVERIFY2(tail->state().running, messages(*tail).c_str());
    QVERIFY(m_broker.start());
    QTRY_VERIFY_WITH_TIMEOUT(m_cluster->ping(Call::within(2s)), 30'000);
    fill(topic, 5);
    QTRY_COMPARE_WITH_TIMEOUT(tail->state().received, before + 5, 30'000);
    QTRY_VERIFY2_WITH_TIMEOUT(tail->state().failures.empty(), messages(*tail).c_str(), 20'000);
    QCOMPARE(tail->state().missed, std::int64_t(0));
}

void RecordsTailKafkaTest::committedRecordsOnly()
{
    const std::string topic = uniqueName("tail");
    makeTopic(topic, 1);
    const auto committed = start(topic, Isolation::ReadCommitted);
    const auto all = start(topic);
    QTRY_VERIFY(committed->state().received > all->state().received); // it began earlier
    QTest::qWait(1000); // what is still on its way
    const std::int64_t first = committed->state().received;
    const std::int64_t second = all->state().received;
    auto producer = m_cluster->transactionalProducer(uniqueName("tx"));
    QVERIFY(producer);
    const std::vector<OutgoingRecord> good{outgoing(topic, 0, "good"), outgoing(topic, 0, "good")};
    QCOMPARE((*producer)->sendAtomically(good, Call::within(30s)).outcome, TransactionOutcome::Committed);
    const std::vector<OutgoingRecord> bad{outgoing(topic, 0, "bad"), outgoing(topic, 7, "no such partition")};
    QCOMPARE((*producer)->sendAtomically(bad, Call::within(30s)).outcome, TransactionOutcome::Aborted);
    fill(topic, 1);
    QTRY_COMPARE_WITH_TIMEOUT(committed->state().received, first + 3, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(all->state().received >= second + 3, 20'000);
    QVERIFY2(committed->state().failures.empty(), messages(*committed).c_str());
}

void RecordsTailKafkaTest::exportOfARange()
{
    const std::string topic = uniqueName("export");
    makeTopic(topic, 2);
    const auto ugly = uglyRecords(topic);
    for (const auto& sent : send(*m_cluster, ugly, Call::within(30s)))
        QVERIFY(sent);
    fill(topic, 20'000, 1);
    const auto range = resolveRange(*m_cluster, {topic, {}, {}, {RangeEdge::Kind::Newest, 0, {}}}, soon());
    QVERIFY(range && range->complete());
    ExportRange what;
    what.range.topic = topic;
    what.range.range = range->values;
    what.range.maxHits = 0;
    const QTemporaryDir folder;
    const QString path = folder.filePath("out.ndjson");
    const auto report = exportToFile(*m_cluster, {what, {}}, path.toStdString(), {}, Call::within(60s));
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QVERIFY(report->complete());
    QCOMPARE(report->records, std::int64_t(20'000 + ugly.size()));
    QCOMPARE(report->coverage.offsetsScanned, report->coverage.offsetsInRange);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    std::array<std::int64_t, 2> next{};
    while (!file.atEnd()) {
        const auto record = parseJsonLine(file.readLine().toStdString());
        QVERIFY2(record, record ? "" : record.error().message.c_str());
        const auto partition = std::size_t(record->partition);
        QCOMPARE(record->offset, next[partition]);
        if (partition == 0)
            QCOMPARE(difference(ugly[std::size_t(record->offset)], *record), std::string());
        ++next[partition];
    }
    QCOMPARE(next[1], std::int64_t(20'000));
    const auto chosen = exportRecords(*m_cluster, {ExportChosen{topic, {{1, 19'999}, {0, 5}, {1, 3}}, {}}, {}},
                                      [](std::string_view) { return Result<void>(); }, {}, soon());
    QVERIFY(chosen && chosen->complete());
    QCOMPARE(chosen->records, std::int64_t(3));
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    OwnBroker broker(std::filesystem::path(WEIR_BINARY_DIR) / "kafka-tail");
    if (broker.bootstrap().empty()) {
        std::cout << "FAIL: packaging/kafka could not start a second broker" << std::endl;
        return 1;
    }
    RecordsTailKafkaTest test(broker);
    return QTest::qExec(&test, argc, argv);
}
#include "records_tail_kafka_test.moc"
