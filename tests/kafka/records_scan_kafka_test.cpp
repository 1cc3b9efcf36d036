// SPDX-License-Identifier: GPL-3.0-or-later
// Scans of a real broker while the topic changes below them. A broker of its own, which is killed and whose log is
// damaged. Every test asserts that each offset of the range is scanned, damaged, deleted or left.
#include "core/records/find_next.h"
#include "core/records/scan_pass.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QElapsedTimer>
#include <QtTest>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

/// One record batch as it lies on disk.
struct BatchOnDisk {
    std::streamoff at = 0;
    std::int64_t begin = 0;
    std::int64_t end = 0;
};

std::int64_t bigEndian(const std::string& bytes, std::size_t at, std::size_t size)
{
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < size; ++i)
        number = number << 8U | static_cast<unsigned char>(bytes.at(at + i));
    return static_cast<std::int64_t>(number);
}

std::vector<BatchOnDisk> batchesOf(const std::filesystem::path& log)
{
    std::ifstream file(log, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    std::vector<BatchOnDisk> batches;
    for (std::size_t at = 0; at + 61 <= bytes.size();) {
        const std::int64_t base = bigEndian(bytes, at, 8);
        const auto length = static_cast<std::size_t>(bigEndian(bytes, at + 8, 4));
        if (length == 0)
            break; // the file is allocated ahead
        batches.push_back({static_cast<std::streamoff>(at), base, base + bigEndian(bytes, at + 23, 4) + 1});
        at += 12 + length;
    }
    return batches;
}

QString untrue(const ScanState& state)
{
    std::int64_t scanned = 0;
    std::int64_t records = 0;
    for (const auto& [partition, part] : state.partitions) {
        const QString where = QString("partition %1: ").arg(partition);
        if (part.scanned() + part.damagedOffsets() + part.deleted + part.remaining() != part.end - part.begin)
            return where + "sum";
        if (part.scanned() < part.records || part.remaining() < 0 || part.deleted < 0)
            return where + "scanned";
        if (part.finished != (part.remaining() == 0))
            return where + "finished";
        scanned += part.scanned();
        records += part.records;
    }
    return scanned == state.offsetsScanned && records == state.records ? QString() : QString("totals");
}

QString why(const ScanState& state)
{
    QString text;
    for (const auto& [partition, part] : state.partitions)
        text += QString("%1: %2 of %3..%4 %5; ")
                    .arg(partition)
                    .arg(part.next)
                    .arg(part.begin)
                    .arg(part.end)
                    .arg(part.error ? QString::fromStdString(part.error->message) : "");
    return text;
}

} // namespace

class RecordsScanKafkaTest : public QObject
{
    Q_OBJECT

public:
    explicit RecordsScanKafkaTest(OwnBroker& broker) : m_broker(broker) {}

private Q_SLOTS:
    void init();
    void wholeTopic();
    void compacted();
    void transactions();
    void openTransaction();
    void beginningDeletedMeanwhile();
    void topicDeletedMeanwhile();
    void partitionAddedMeanwhile();
    void brokerRestartedMeanwhile();
    void stopsQuickly();
    void damaged_data();
    void damaged();

private:
    std::string newTopic(std::int32_t partitions, std::map<std::string, std::string> configs = {});
    void fill(const std::string& topic, std::int32_t partition, int records, std::size_t bytes = 200);
    void fill(Cluster& cluster, const std::string& topic, std::int32_t partition, int records, std::size_t bytes);
    ScanRequest request(const std::string& topic, std::int32_t partitions, const std::string& filter = "");
    ScanState scan(const ScanRequest& request, const RecordSink& onHit = {});
    std::filesystem::path logOf(const std::string& topic) const;

    OwnBroker& m_broker;
    std::shared_ptr<Cluster> m_cluster;
};

void RecordsScanKafkaTest::init()
{
    m_cluster = open(m_broker.bootstrap());
    QTRY_VERIFY_WITH_TIMEOUT(m_cluster->ping(Call::within(2s)), 30000);
}

std::string RecordsScanKafkaTest::newTopic(std::int32_t partitions, std::map<std::string, std::string> configs)
{
    const std::string name = uniqueName("scan");
    const auto created = m_cluster->admin().createTopic({name, partitions, -1, std::move(configs)}, Call::within(30s));
    if (!created)
        qFatal("%s", created.error().message.c_str());
    return name;
}

void RecordsScanKafkaTest::fill(Cluster& cluster, const std::string& topic, std::int32_t partition, int records,
                                std::size_t bytes)
{
    std::vector<OutgoingRecord> batch;
    for (int i = 0; i < records; ++i)
        batch.push_back(outgoing(topic, partition, "n" + std::to_string(i) + Bytes(bytes, 'x')));
    for (const auto& result : send(cluster, batch, Call::within(60s)))
        if (!result)
            qFatal("%s", result.error().message.c_str());
}

void RecordsScanKafkaTest::fill(const std::string& topic, std::int32_t partition, int records, std::size_t bytes)
{
    fill(*m_cluster, topic, partition, records, bytes);
}

ScanRequest RecordsScanKafkaTest::request(const std::string& topic, std::int32_t partitions, const std::string& filter)
{
    ScanRequest request;
    request.topic = topic;
    request.maxHits = 0;
    request.filter = *Filter::parse(filter, nowMs());
    std::vector<TopicPartition> all;
    for (std::int32_t p = 0; p < partitions; ++p)
        all.push_back({topic, p});
    const auto begins = m_cluster->admin().offsets(all, OffsetPoint::LogStart, Call::within(30s));
    for (const auto& [one, end] : m_cluster->admin().offsets(all, OffsetPoint::End, Call::within(30s)).values)
        request.range[one] = {begins.values.at(one), end, begins.values.at(one), end, {}};
    if (request.range.size() != all.size())
        qFatal("the ends of %s are not known", topic.c_str());
    return request;
}

ScanState RecordsScanKafkaTest::scan(const ScanRequest& request, const RecordSink& onHit)
{
    auto reader = m_cluster->newReader(request.isolation);
    ScanState state = freshScanState(request);
    scanRecords(*m_cluster, **reader, request, state, onHit, {}, Call::within(120s));
    return state;
}

std::filesystem::path RecordsScanKafkaTest::logOf(const std::string& topic) const
{
    for (const auto& entry : std::filesystem::recursive_directory_iterator(m_broker.folder()))
        if (entry.path().filename() == "00000000000000000000.log" &&
            entry.path().parent_path().filename() == topic + "-0")
            return entry.path();
    return {};
}

void RecordsScanKafkaTest::wholeTopic()
{
    const std::string topic = newTopic(4);
    for (std::int32_t p = 0; p < 4; ++p)
        fill(topic, p, 5'000 + p);
    for (const bool newest : {false, true}) {
        ScanRequest asked = request(topic, 4, "\"n777x\"");
        asked.newestFirst = newest;
        const ScanState state = scan(asked);
        QVERIFY2(state.end == ScanEnd::Finished, qPrintable(why(state)));
        QCOMPARE(untrue(state), QString());
        QCOMPARE(state.records, std::int64_t(20'006));
        QCOMPARE(state.hits, std::int64_t(4));
        QCOMPARE(state.offsetsScanned, std::int64_t(20'006));
    }
    ScanRequest from = request(topic, 4, "\"n777x\"");
    from.range.at({topic, 2}).begin = 778;
    const FoundNext next = findNext(*m_cluster, m_cluster->reader(), from, Call::within(30s));
    QVERIFY(next.hit && next.certain);
    QCOMPARE(next.hit->offset, std::int64_t(777));
    QCOMPARE(next.hit->partition, 0); // filled first
}

void RecordsScanKafkaTest::compacted()
{
    const std::string topic = newTopic(1, {{"cleanup.policy", "compact"},
                                           {"min.cleanable.dirty.ratio", "0.01"},
                                           {"segment.ms", "200"},
                                           {"max.compaction.lag.ms", "500"}});
    const auto one = [&](const std::string& key) {
        const std::vector<OutgoingRecord> records(20, outgoing(topic, 0, "v", key));
        for (const auto& result : send(*m_cluster, records))
            QVERIFY(result);
    };
    for (int round = 0; round < 5; ++round) {
        one("same key");
        std::this_thread::sleep_for(300ms);
    }
    ScanState state = scan(request(topic, 1));
    for (int i = 0; i < 60 && state.records >= 80; ++i) {
        one("roll");
        std::this_thread::sleep_for(300ms);
        state = scan(request(topic, 1));
    }
    QVERIFY2(state.end == ScanEnd::Finished, qPrintable(why(state)));
    QCOMPARE(untrue(state), QString());
    QVERIFY(state.offsetsScanned >= 100);
    if (state.records >= 80)
        QSKIP("the broker did not compact in time");
    QCOMPARE(state.offsetsScanned, state.offsetsInRange);
    QVERIFY(state.records < state.offsetsScanned);
}

void RecordsScanKafkaTest::transactions()
{
    const std::string topic = newTopic(2, {{"max.message.bytes", "5000"}});
    auto producer = m_cluster->transactionalProducer(uniqueName("tx"));
    QVERIFY(producer);
    const std::vector<OutgoingRecord> good{outgoing(topic, 0, "a"), outgoing(topic, 1, "b"), outgoing(topic, 0, "c")};
    std::vector<OutgoingRecord> bad = good;
    bad.push_back(outgoing(topic, 1, Bytes(9000, 'x'))); // the broker refuses it
    QCOMPARE((*producer)->sendAtomically(good, soon()).outcome, TransactionOutcome::Committed);
    QCOMPARE((*producer)->sendAtomically(bad, soon()).outcome, TransactionOutcome::Aborted);
    QCOMPARE((*producer)->sendAtomically(good, soon()).outcome, TransactionOutcome::Committed);
    ScanRequest asked = request(topic, 2);
    for (const auto& [partition, range] : asked.range)
        QTRY_COMPARE(m_cluster->admin().offsets({partition}, OffsetPoint::LastStable, soon()).values[partition],
                     m_cluster->admin().offsets({partition}, OffsetPoint::End, soon()).values[partition]);
    asked = request(topic, 2);
    for (const bool newest : {false, true}) {
        asked.newestFirst = newest;
        asked.isolation = Isolation::ReadUncommitted;
        const ScanState all = scan(asked);
        QVERIFY2(all.end == ScanEnd::Finished, qPrintable(why(all)));
        QCOMPARE(untrue(all), QString());
        QCOMPARE(all.offsetsScanned, all.offsetsInRange);
        asked.isolation = Isolation::ReadCommitted;
        const ScanState committed = scan(asked);
        QVERIFY2(committed.end == ScanEnd::Finished, qPrintable(why(committed)));
        QCOMPARE(untrue(committed), QString());
        QCOMPARE(committed.offsetsScanned, all.offsetsScanned); // hidden ones are covered too
        QCOMPARE(committed.records, std::int64_t(6));
        QVERIFY(all.records > 6); // the aborted ones
    }
}

/// What read_committed may not see yet is not called scanned.
void RecordsScanKafkaTest::openTransaction()
{
    const std::string topic = newTopic(1);
    fill(topic, 0, 5);
    QProcess process;
    process.start("sh", {"-c", QString("exec timeout 40 '%1/packaging/kafka' tool --dir '%2' kafka-producer-perf-test "
                                       "--topic %3 --num-records 200 --record-size 10 --throughput 10 --producer-props "
                                       "acks=all transactional.id=%3 --transaction-duration-ms 15000 >/dev/null 2>&1")
                                   .arg(WEIR_SOURCE_DIR, QString::fromStdString(m_broker.folder().string()),
                                        QString::fromStdString(topic))});
    QVERIFY(process.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(request(topic, 1).range.begin()->second.end > 8, 35'000);
    ScanRequest asked = request(topic, 1);
    asked.isolation = Isolation::ReadCommitted;
    const ScanState state = scan(asked);
    process.terminate();
    process.waitForFinished(15'000);
    QCOMPARE(state.end, ScanEnd::Failed);
    QCOMPARE(untrue(state), QString());
    QCOMPARE(state.records, std::int64_t(5));
    QCOMPARE(state.partitions.at(0).next, std::int64_t(5));
    QVERIFY2(state.partitions.at(0).error->message.find("transaction") != std::string::npos, qPrintable(why(state)));
}

void RecordsScanKafkaTest::beginningDeletedMeanwhile()
{
    const std::string topic = newTopic(2);
    for (std::int32_t p = 0; p < 2; ++p)
        fill(topic, p, 60'000, 1'000); // more than is fetched ahead
    std::int64_t seen = 0;
    bool deleted = false;
    const ScanState state = scan(request(topic, 2), [&](const RecordView&) {
        if (++seen == 2'000) {
            const auto done = m_cluster->admin().deleteRecordsBefore({{{topic, 0}, 55'000}}, Call::within(30s));
            deleted = done.complete();
        }
        return SinkAnswer::Continue;
    });
    QVERIFY(deleted);
    QVERIFY2(state.end == ScanEnd::Finished, qPrintable(why(state)));
    QCOMPARE(untrue(state), QString());
    QVERIFY(state.partitions.at(0).deleted > 0);
    QCOMPARE(state.partitions.at(0).records + state.partitions.at(0).deleted, std::int64_t(60'000));
    QCOMPARE(state.partitions.at(1).records, std::int64_t(60'000));
    QCOMPARE(state.records, seen);
}

void RecordsScanKafkaTest::topicDeletedMeanwhile()
{
    const std::string topic = newTopic(1);
    fill(topic, 0, 60'000, 1'000);
    std::int64_t seen = 0;
    QElapsedTimer timer;
    const ScanState state = scan(request(topic, 1), [&](const RecordView&) {
        if (++seen == 2'000) {
            (void)m_cluster->admin().deleteTopic(topic, Call::within(30s));
            timer.start();
        }
        return SinkAnswer::Continue;
    });
    QVERIFY2(state.end == ScanEnd::Failed, qPrintable(why(state)));
    QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(untrue(state), QString());
    const ScanCoverage& part = state.partitions.at(0);
    QVERIFY2(part.error->kind == ErrorKind::NotFound, part.error->message.c_str());
    QVERIFY(part.remaining() > 0);
    QCOMPARE(part.records, seen);
    QCOMPARE(part.next, seen);
}

void RecordsScanKafkaTest::partitionAddedMeanwhile()
{
    const std::string topic = newTopic(2);
    for (std::int32_t p = 0; p < 2; ++p)
        fill(topic, p, 40'000, 1'000);
    std::int64_t seen = 0;
    const ScanState state = scan(request(topic, 2), [&](const RecordView&) {
        if (++seen == 2'000)
            (void)m_broker.tool({"kafka-topics", "--alter", "--topic", topic, "--partitions", "3"});
        return SinkAnswer::Continue;
    });
    QVERIFY2(state.end == ScanEnd::Finished, qPrintable(why(state)));
    QCOMPARE(untrue(state), QString());
    QCOMPARE(state.partitions.size(), std::size_t(2)); // those of the range, no more
    QCOMPARE(state.records, std::int64_t(80'000));
    QTRY_COMPARE(m_cluster->admin().topic(topic, soon())->partitions.size(), std::size_t(3));
}

void RecordsScanKafkaTest::brokerRestartedMeanwhile()
{
    const std::string topic = newTopic(2);
    for (std::int32_t p = 0; p < 2; ++p)
        fill(topic, p, 40'000, 1'000);
    std::int64_t seen = 0;
    std::map<std::int32_t, std::int64_t> next;
    bool inOrder = true;
    const ScanState state = scan(request(topic, 2), [&](const RecordView& record) {
        inOrder = inOrder && record.offset == next[record.partition]++;
        if (++seen == 2'000) {
            m_broker.kill();
            m_broker.start();
        }
        return SinkAnswer::Continue;
    });
    QVERIFY2(state.end == ScanEnd::Finished, qPrintable(why(state)));
    QCOMPARE(untrue(state), QString());
    QVERIFY(inOrder);
    QCOMPARE(state.records, std::int64_t(80'000));
}

void RecordsScanKafkaTest::stopsQuickly()
{
    const std::string topic = newTopic(1);
    fill(topic, 0, 60'000, 1'000);
    ScanRequest asked = request(topic, 1);
    asked.range.begin()->second.end = 60'000;
    asked.previewBytes = 20'000; // slow enough to be met at work
    asked.maxHits = 0;
    auto scan = Scan::start(m_cluster, asked, {});
    QTRY_VERIFY(scan->state().records > 0);
    QElapsedTimer timer;
    timer.start();
    scan->stop();
    while (scan->state().end == ScanEnd::Running && timer.elapsed() < 5'000)
        std::this_thread::sleep_for(1ms);
    qInfo("stopped after %lld ms", static_cast<long long>(timer.elapsed()));
    QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(untrue(scan->state()), QString());
    scan->resume();
    QTRY_COMPARE_WITH_TIMEOUT(scan->state().end, ScanEnd::Finished, 30'000);
    QCOMPARE(scan->state().records, std::int64_t(60'000));
    timer.restart();
    scan.reset();
    QVERIFY2(timer.elapsed() < 3'000, qPrintable(QString::number(timer.elapsed())));
}

void RecordsScanKafkaTest::damaged_data()
{
    QTest::addColumn<QString>("codec");
    QTest::addColumn<QByteArray>("bytes"); // written over the beginning of the batch's records
    for (const char* codec : {"gzip", "lz4", "zstd", "snappy"})
        QTest::newRow(codec) << codec << QByteArray("\0\0\0\0\0\0\0\0", 8);
    QTest::newRow("not compressed, endless record") << "none" << QByteArray("\xff\xff\xff\xff\x0f", 5);
}

/// The second and the fourth of five batches are damaged on disk; every one is named with its exact offsets.
void RecordsScanKafkaTest::damaged()
{
    QFETCH(QString, codec);
    QFETCH(QByteArray, bytes);
    const auto cluster = open(m_broker.bootstrap(), {{"compression.codec", codec.toStdString()}});
    const std::string topic = newTopic(1);
    for (int i = 0; i < 5; ++i)
        fill(*cluster, topic, 0, 50, 200);
    const auto log = logOf(topic);
    QVERIFY(!log.empty());
    const auto batches = batchesOf(log);
    QVERIFY(batches.size() >= 5);
    // About damage of the last kind the client says nothing, and the silence takes its time: once is enough.
    const std::vector<BatchOnDisk> broken = codec == "none" ? std::vector{batches[1]} : std::vector{batches[1], batches[3]};
    for (const BatchOnDisk& batch : broken) {
        std::fstream file(log, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(batch.at + 61);
        file.write(bytes.constData(), bytes.size());
    }
    const auto scan = Scan::start(m_cluster, request(topic, 1), {});
    QElapsedTimer timer;
    timer.start();
    for (const BatchOnDisk& batch : broken) {
        QTRY_VERIFY_WITH_TIMEOUT(scan->state().end != ScanEnd::Running, 60'000);
        const ScanState state = scan->state();
        QVERIFY2(state.end == ScanEnd::Failed, qPrintable(why(state)));
        QCOMPARE(untrue(state), QString());
        QVERIFY2(state.partitions.at(0).atDamage, qPrintable(why(state)));
        QCOMPARE(state.partitions.at(0).next, batch.begin);
        QVERIFY2(state.partitions.at(0).error->message.find("at offset " + std::to_string(batch.begin)) !=
                     std::string::npos,
                 qPrintable(why(state)));
        scan->resumePastDamage(0);
    }
    QTRY_VERIFY_WITH_TIMEOUT(scan->state().end != ScanEnd::Running, 60'000);
    const ScanState state = scan->state();
    QVERIFY2(state.end == ScanEnd::Finished, qPrintable(why(state)));
    QCOMPARE(untrue(state), QString());
    const auto& damaged = state.partitions.at(0).damaged;
    QCOMPARE(damaged.size(), broken.size());
    for (std::size_t i = 0; i < broken.size(); ++i) {
        QCOMPARE(damaged[i].begin, broken[i].begin);
        QCOMPARE(damaged[i].end, broken[i].end);
    }
    QCOMPARE(state.records, 250 - state.partitions.at(0).damagedOffsets());
    qInfo("%lld ms", static_cast<long long>(timer.elapsed()));
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    OwnBroker broker(std::filesystem::path(WEIR_BINARY_DIR) / "kafka-scan");
    if (broker.bootstrap().empty()) {
        std::cout << "FAIL: packaging/kafka could not start a second broker" << std::endl;
        return 1;
    }
    RecordsScanKafkaTest test(broker);
    return QTest::qExec(&test, argc, argv);
}
#include "records_scan_kafka_test.moc"
