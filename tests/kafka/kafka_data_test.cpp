// SPDX-License-Identifier: GPL-3.0-or-later
// Records, transactions and group membership against a real broker.
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QElapsedTimer>
#include <QtTest>

#include <algorithm>
#include <fstream>
#include <set>
#include <thread>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

class KafkaDataTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void uglyBytes_data();
    void uglyBytes();
    void keysGoWhereJavaPutsThem();
    void sendErrors();
    void logAppendTime();
    void pagesAreQuick();
    void rangesOfSeveralPartitions();
    void compactedGaps();
    void abortedData();
    void openTransactionHoldsReadersBack();
    void newProducerFencesTheOld();
    void groupMember();
    void groupMemberErrors();
    void followAndStop();

private:
    std::string newTopic(std::int32_t partitions, std::map<std::string, std::string> configs = {});
    std::vector<Result<Delivery>> sendAll(const std::vector<OutgoingRecord>& records);
    std::int64_t offset(const TopicPartition& partition, OffsetPoint point);

    std::unique_ptr<Cluster> m_cluster;
};

void KafkaDataTest::initTestCase()
{
    m_cluster = open(*testBootstrap());
}

std::string KafkaDataTest::newTopic(std::int32_t partitions, std::map<std::string, std::string> configs)
{
    const std::string name = uniqueName("data");
    const auto created = m_cluster->admin().createTopic({name, partitions, -1, std::move(configs)}, soon());
    if (!created)
        qFatal("%s", created.error().message.c_str());
    return name;
}

std::vector<Result<Delivery>> KafkaDataTest::sendAll(const std::vector<OutgoingRecord>& records)
{
    auto results = send(*m_cluster, records);
    for (const auto& result : results)
        if (!result)
            qFatal("%s", result.error().message.c_str());
    return results;
}

std::int64_t KafkaDataTest::offset(const TopicPartition& partition, OffsetPoint point)
{
    const auto offsets = m_cluster->admin().offsets({partition}, point, soon());
    return offsets.values.contains(partition) ? offsets.values.at(partition) : -1;
}

void KafkaDataTest::uglyBytes_data()
{
    QTest::addColumn<QString>("codec");
    for (const char* codec : {"none", "gzip", "snappy", "lz4", "zstd"})
        QTest::newRow(codec) << codec;
}

void KafkaDataTest::uglyBytes()
{
    QFETCH(QString, codec);
    const auto cluster = open(*testBootstrap(), {{"compression.codec", codec.toStdString()}});
    const std::string topic = newTopic(1);
    const auto sent = uglyRecords(topic);
    const auto results = send(*cluster, sent);
    for (std::size_t i = 0; i < results.size(); ++i) {
        QVERIFY2(results[i].has_value(), results[i] ? "" : results[i].error().message.c_str());
        QCOMPARE(results[i]->offset, static_cast<std::int64_t>(i));
        QVERIFY(results[i]->timestamp == sent[i].timestamp);
    }
    auto scan = cluster->newReader(Isolation::ReadCommitted);
    QVERIFY(scan);
    for (Reader* reader : {&cluster->reader(), scan->get()}) {
        const auto got = readAll(*reader, {{{topic, 0}, 0, static_cast<std::int64_t>(sent.size())}});
        QCOMPARE(got.size(), sent.size());
        for (std::size_t i = 0; i < sent.size(); ++i)
            QCOMPARE(QString::fromStdString(difference(sent[i], got[i])), QString());
    }
}

/// Kafka's own console producer and ours choose the same partition for the same key.
void KafkaDataTest::keysGoWhereJavaPutsThem()
{
    const std::string topic = newTopic(7);
    const std::vector<std::string> keys{"a", "b", "order-1", "order-2", "ä", "0123456789abcdef", "x y z", "42", "k9"};
    const QString file = QDir::tempPath() + "/" + QString::fromStdString(topic);
    {
        std::ofstream out(file.toStdString());
        for (const std::string& key : keys)
            out << key << "=java\n";
    }
    const std::string command = "exec '" + std::string(WEIR_SOURCE_DIR) + "/packaging/kafka' tool --dir '" +
                                std::string(WEIR_BINARY_DIR) + "/kafka' kafka-console-producer --topic " + topic +
                                " --property parse.key=true --property key.separator== < '" + file.toStdString() + "'";
    QCOMPARE(std::system(("timeout 120 sh -c \"" + command + "\"").c_str()), 0);
    QFile::remove(file);
    std::vector<OutgoingRecord> records;
    for (const std::string& key : keys) {
        OutgoingRecord record = outgoing(topic, 0, "weir", key);
        record.partition.reset();
        records.push_back(std::move(record));
    }
    sendAll(records);
    std::vector<ReadRange> ranges;
    for (std::int32_t i = 0; i < 7; ++i)
        ranges.push_back({{topic, i}, 0, offset({topic, i}, OffsetPoint::End)});
    std::map<std::string, std::set<std::int32_t>> places;
    const auto got = readAll(m_cluster->reader(), ranges);
    QCOMPARE(got.size(), keys.size() * 2);
    for (const Record& record : got)
        places[*record.key].insert(record.partition);
    for (const auto& [key, partitions] : places)
        QVERIFY2(partitions.size() == 1, key.c_str());
}

void KafkaDataTest::sendErrors()
{
    const std::string topic = newTopic(1, {{"max.message.bytes", "5000"}});
    const std::string compacted = newTopic(1, {{"cleanup.policy", "compact"}});
    std::vector<OutgoingRecord> records{outgoing(topic, 0, "fine"), outgoing(topic, 0, Bytes(20000, 'x')),
                                        outgoing(topic, 5, "x"), outgoing(compacted, 0, "no key"),
                                        outgoing(compacted, 0, "with key", "k"), outgoing(topic, 0, "too early")};
    records[5].timestamp = 0;
    QElapsedTimer timer;
    timer.start();
    const auto results = send(*m_cluster, records);
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY2(results[0], results[0] ? "" : results[0].error().message.c_str());
    QVERIFY2(results[4], results[4] ? "" : results[4].error().message.c_str());
    const std::map<std::size_t, ErrorKind> expected{{1, ErrorKind::InvalidInput},
                                                    {2, ErrorKind::NotFound},
                                                    {3, ErrorKind::InvalidInput},
                                                    {5, ErrorKind::InvalidInput}};
    for (const auto& [index, kind] : expected) {
        QVERIFY(!results[index]);
        QVERIFY2(results[index].error().kind == kind, results[index].error().message.c_str());
        QVERIFY2(results[index].error().message.ends_with(" It was not written."),
                 results[index].error().message.c_str());
    }
    QCOMPARE(offset({topic, 0}, OffsetPoint::End), std::int64_t(1));

    // The broker refuses a batch as a whole; those that were only in bad company get through, in order.
    std::vector<OutgoingRecord> many;
    for (int i = 0; i < 30; ++i)
        many.push_back(outgoing(topic, 0, i == 11 ? Bytes(20000, 'x') : Bytes(std::to_string(i))));
    const auto company = send(*m_cluster, many);
    QCOMPARE(std::ranges::count_if(company, [](const auto& result) { return !result; }), 1);
    QVERIFY(!company[11]);
    const auto got = readAll(m_cluster->reader(), {{{topic, 0}, 1, 30}});
    QCOMPARE(got.size(), std::size_t(29));
    for (std::size_t i = 0; i < got.size(); ++i)
        QCOMPARE(*got[i].value, std::to_string(i < 11 ? i : i + 1));
}

void KafkaDataTest::logAppendTime()
{
    const std::string topic = newTopic(1, {{"message.timestamp.type", "LogAppendTime"}});
    std::vector<OutgoingRecord> records{outgoing(topic, 0, "x")};
    records[0].timestamp = nowMs() - 50000;
    const TimestampMs before = nowMs();
    const auto results = sendAll(records);
    QVERIFY(results[0]->timestamp && *results[0]->timestamp >= before);
    const auto got = readAll(m_cluster->reader(), {{{topic, 0}, 0, 1}});
    QCOMPARE(got.size(), std::size_t(1));
    QCOMPARE(got[0].timestampType, TimestampType::LogAppendTime);
    QVERIFY(got[0].timestamp == results[0]->timestamp);
}

/// A page in the middle of a partition: no record before or after it, and no waiting for timers.
void KafkaDataTest::pagesAreQuick()
{
    const std::string topic = newTopic(1);
    std::vector<OutgoingRecord> records;
    for (int i = 0; i < 20000; ++i)
        records.push_back(outgoing(topic, 0, "value " + std::to_string(i)));
    sendAll(records);
    (void)readAll(m_cluster->reader(), {{{topic, 0}, 0, 1}});
    QElapsedTimer timer;
    timer.start();
    for (const std::int64_t begin : {0, 19900, 5000, 5050, 12345}) {
        const auto got = readAll(m_cluster->reader(), {{{topic, 0}, begin, begin + 100}});
        QCOMPARE(got.size(), std::size_t(100));
        QCOMPARE(got.front().offset, begin);
        QCOMPARE(*got.back().value, "value " + std::to_string(begin + 99));
    }
    QVERIFY2(timer.elapsed() < 1500, qPrintable(QString::number(timer.elapsed())));
    qInfo("five pages: %lld ms", static_cast<long long>(timer.elapsed()));
}

void KafkaDataTest::rangesOfSeveralPartitions()
{
    const std::string topic = newTopic(4);
    std::vector<OutgoingRecord> records;
    for (int i = 0; i < 4000; ++i)
        records.push_back(outgoing(topic, i % 4, std::to_string(i)));
    sendAll(records);
    std::map<std::int32_t, std::int64_t> next{{0, 10}, {1, 0}, {2, 990}, {3, 500}};
    std::vector<ReadRange> ranges;
    for (const auto& [partition, begin] : next)
        ranges.push_back({{topic, partition}, begin, begin + 10});
    ranges[1].end = 1000;
    bool inOrder = true;
    const auto read = m_cluster->reader().read(
        ranges,
        [&](const RecordView& view) {
            inOrder = inOrder && view.offset == next.at(view.partition)++;
            return SinkAnswer::Continue;
        },
        soon());
    QVERIFY(read.complete());
    QVERIFY(inOrder);
    QVERIFY((next == std::map<std::int32_t, std::int64_t>{{0, 20}, {1, 1000}, {2, 1000}, {3, 510}}));
    for (const auto& [partition, progress] : read.values) {
        QVERIFY(progress.finished);
        QCOMPARE(progress.next, next.at(partition.partition));
    }
}

/// Compaction leaves offsets without records; the range still ends, and ends quickly.
void KafkaDataTest::compactedGaps()
{
    const std::string topic = newTopic(1, {{"cleanup.policy", "compact"},
                                           {"min.cleanable.dirty.ratio", "0.01"},
                                           {"segment.ms", "200"},
                                           {"max.compaction.lag.ms", "500"},
                                           {"delete.retention.ms", "100"}});
    for (int round = 0; round < 6; ++round) {
        sendAll(std::vector<OutgoingRecord>(20, outgoing(topic, 0, "v" + std::to_string(round), "same key")));
        std::this_thread::sleep_for(300ms);
    }
    const std::int64_t end = offset({topic, 0}, OffsetPoint::End);
    QCOMPARE(end, std::int64_t(120));
    const auto count = [&](std::int64_t begin, std::int64_t to) {
        return readAll(m_cluster->reader(), {{{topic, 0}, begin, to}}).size();
    };
    for (int i = 0; i < 100 && count(0, end) >= 100; ++i) {
        sendAll({outgoing(topic, 0, "roll", "other key")});
        std::this_thread::sleep_for(300ms);
    }
    if (count(0, end) >= 100)
        QSKIP("the broker did not compact in 30 s");
    QElapsedTimer timer;
    timer.start();
    const auto read = m_cluster->reader().read({{{topic, 0}, 0, 60}},
                                               [](const RecordView&) { return SinkAnswer::Continue; }, soon());
    QVERIFY(read.values.at({topic, 0}).finished);
    QCOMPARE(read.values.at({topic, 0}).next, std::int64_t(60));
    QVERIFY2(timer.elapsed() < 1500, qPrintable(QString::number(timer.elapsed())));
}

void KafkaDataTest::abortedData()
{
    const std::string topic = newTopic(2, {{"max.message.bytes", "5000"}});
    auto producer = m_cluster->transactionalProducer(uniqueName("tx"));
    QVERIFY(producer);
    const std::vector<OutgoingRecord> good{outgoing(topic, 0, "a"), outgoing(topic, 1, "b"), outgoing(topic, 0, "c")};
    std::vector<OutgoingRecord> bad = good;
    bad.push_back(outgoing(topic, 1, Bytes(9000, 'x'))); // the broker refuses it
    const auto first = (*producer)->sendAtomically(good, soon());
    QVERIFY2(first.outcome == TransactionOutcome::Committed, first.error ? first.error->message.c_str() : "");
    const auto second = (*producer)->sendAtomically(bad, soon());
    QCOMPARE(second.outcome, TransactionOutcome::Aborted);
    QCOMPARE(second.error->kind, ErrorKind::InvalidInput);
    QVERIFY(second.deliveries.empty());
    const auto third = (*producer)->sendAtomically(good, soon());
    QCOMPARE(third.outcome, TransactionOutcome::Committed);
    QCOMPARE(third.deliveries.size(), std::size_t(3));

    // The end is behind commit markers: offsets without records.
    std::vector<ReadRange> ranges;
    for (const std::int32_t i : {0, 1}) {
        // The coordinator answers a commit before the last marker is written.
        QTRY_COMPARE(offset({topic, i}, OffsetPoint::LastStable), offset({topic, i}, OffsetPoint::End));
        ranges.push_back({{topic, i}, 0, offset({topic, i}, OffsetPoint::End)});
    }
    auto committed = m_cluster->newReader(Isolation::ReadCommitted);
    QVERIFY(committed);
    QElapsedTimer timer;
    timer.start();
    std::vector<std::string> values;
    const auto read = (*committed)->read(
        ranges,
        [&](const RecordView& view) {
            values.emplace_back(*view.value);
            return SinkAnswer::Continue;
        },
        soon());
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    for (const ReadRange& range : ranges) {
        QVERIFY(read.values.at(range.partition).finished);
        QCOMPARE(read.values.at(range.partition).next, range.end);
    }
    std::ranges::sort(values);
    QCOMPARE(values, (std::vector<std::string>{"a", "a", "b", "b", "c", "c"}));
    QVERIFY(readAll(m_cluster->reader(), ranges).size() >= 6);
}

/// A transaction that nobody ends keeps read_committed readers at the last stable offset.
void KafkaDataTest::openTransactionHoldsReadersBack()
{
    const std::string topic = newTopic(1);
    sendAll({outgoing(topic, 0, "before")});
    // Java's tool writes in one transaction and waits a minute before it commits.
    const std::string tool = "'" + std::string(WEIR_SOURCE_DIR) + "/packaging/kafka' tool --dir '" +
                             std::string(WEIR_BINARY_DIR) + "/kafka' kafka-producer-perf-test";
    QProcess process;
    process.start("sh", {"-c", QString::fromStdString("exec timeout 30 " + tool + " --topic " + topic +
                                                      " --num-records 200 --record-size 10 --throughput 10"
                                                      " --producer-props acks=all transactional.id=" + topic +
                                                      " --transaction-duration-ms 15000 >/dev/null 2>&1")});
    QVERIFY(process.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(offset({topic, 0}, OffsetPoint::End) > 5, 25000);
    QCOMPARE(offset({topic, 0}, OffsetPoint::LastStable), std::int64_t(1));
    const std::int64_t end = offset({topic, 0}, OffsetPoint::End);
    auto committed = m_cluster->newReader(Isolation::ReadCommitted);
    std::size_t seen = 0;
    const auto read = (*committed)->read(
        {{{topic, 0}, 0, end}},
        [&](const RecordView&) {
            ++seen;
            return SinkAnswer::Continue;
        },
        Call::within(1500ms));
    QCOMPARE(seen, std::size_t(1));
    QVERIFY(!read.values.at({topic, 0}).finished); // honest: the rest is not decided yet
    QVERIFY(readAll(m_cluster->reader(), {{{topic, 0}, 0, end}}).size() > 5);
    process.terminate();
    process.waitForFinished(15000);
}

void KafkaDataTest::newProducerFencesTheOld()
{
    const std::string topic = newTopic(1);
    const std::string id = uniqueName("fence");
    auto old = m_cluster->transactionalProducer(id);
    const std::vector<OutgoingRecord> records{outgoing(topic, 0, "x")};
    QCOMPARE((*old)->sendAtomically(records, soon()).outcome, TransactionOutcome::Committed);
    auto young = m_cluster->transactionalProducer(id);
    QCOMPARE((*young)->sendAtomically(records, soon()).outcome, TransactionOutcome::Committed);
    const auto report = (*old)->sendAtomically(records, soon());
    QVERIFY(report.outcome != TransactionOutcome::Committed);
    QVERIFY2(report.error->message.find("took over") != std::string::npos ||
                 report.error->detail.find("fenced") != std::string::npos,
             (report.error->message + " | " + report.error->detail).c_str());
}

void KafkaDataTest::groupMember()
{
    const std::string topic = newTopic(1);
    const std::string group = uniqueName("group");
    std::vector<OutgoingRecord> records;
    for (int i = 0; i < 10; ++i)
        records.push_back(outgoing(topic, 0, std::to_string(i)));
    sendAll(records);
    const TopicPartition partition{topic, 0};
    const auto poll = [&](GroupConsumer& member, std::size_t most) {
        const auto got = member.poll(most, Call::within(20s));
        if (!got)
            qWarning("%s", got.error().message.c_str());
        return got ? *got : std::vector<Record>();
    };
    {
        auto member = m_cluster->joinGroup({group, "weir", {topic}, OffsetReset::Earliest});
        QVERIFY(member);
        const auto first = poll(**member, 4);
        QVERIFY(!first.empty() && first.size() <= 4);
        QCOMPARE(*first.front().value, std::string("0"));
        QCOMPARE((*member)->assignment(), std::vector<TopicPartition>{partition});
        QVERIFY((*member)->seek(partition, 7, soon()));
        const auto later = poll(**member, 1);
        QCOMPARE(later.size(), std::size_t(1));
        QCOMPARE(later[0].offset, std::int64_t(7));
        QVERIFY((*member)->pause(partition));
        const auto none = (*member)->poll(10, Call::within(700ms));
        QVERIFY(none);
        QVERIFY(none->empty());
        QVERIFY((*member)->resume(partition));
        QCOMPARE(poll(**member, 1).at(0).offset, std::int64_t(8)); // nothing skipped, nothing twice
        const auto committed = (*member)->commit({{partition, 5}}, soon());
        QVERIFY2(committed, committed ? "" : committed.error().message.c_str());
        QVERIFY(!(*member)->seek({topic, 99}, 0, soon()));
        QVERIFY(!(*member)->pause({topic, 99}));
        std::stop_source stopped;
        stopped.request_stop();
        QCOMPARE((*member)->commit({{partition, 6}}, Call::within(10s, stopped.get_token())).error().kind,
                 ErrorKind::Cancelled);
        QElapsedTimer timer;
        timer.start();
        member->reset();
        QVERIFY2(timer.elapsed() < 5500, qPrintable(QString::number(timer.elapsed())));
    }
    auto again = m_cluster->joinGroup({group, "weir", {topic}, OffsetReset::Latest});
    const auto resumed = poll(**again, 1);
    QVERIFY(!resumed.empty());
    // Where the commit said (the stopped one may have got through).
    QVERIFY2(resumed[0].offset == 5 || resumed[0].offset == 6, std::to_string(resumed[0].offset).c_str());
}

void KafkaDataTest::groupMemberErrors()
{
    QCOMPARE(m_cluster->joinGroup({"", "weir", {"t"}, OffsetReset::Earliest}).error().kind, ErrorKind::InvalidInput);
    QCOMPARE(m_cluster->joinGroup({"g", "weir", {}, OffsetReset::Earliest}).error().kind, ErrorKind::InvalidInput);
    auto nowhere = m_cluster->joinGroup({uniqueName("group"), "weir", {uniqueName("missing")}, OffsetReset::Earliest});
    QVERIFY(nowhere);
    const auto polled = (*nowhere)->poll(1, Call::within(20s));
    QVERIFY(!polled);
    QVERIFY2(polled.error().kind == ErrorKind::NotFound, polled.error().message.c_str());

    const std::string topic = newTopic(1);
    sendAll({outgoing(topic, 0, "x")});
    auto strict = m_cluster->joinGroup({uniqueName("group"), "weir", {topic}, OffsetReset::None});
    const auto without = (*strict)->poll(1, Call::within(20s));
    QVERIFY(!without);
    QVERIFY2(without.error().kind == ErrorKind::InvalidInput, without.error().message.c_str());
}

void KafkaDataTest::followAndStop()
{
    const std::string topic = newTopic(2);
    auto tail = m_cluster->newReader(Isolation::ReadUncommitted);
    QVERIFY(tail);
    std::stop_source stop;
    std::atomic<int> seen = 0;
    std::jthread reading([&] {
        (void)(*tail)->read({{{topic, 0}, 0, ReadRange::follow}, {{topic, 1}, 0, ReadRange::follow}},
                            [&](const RecordView&) {
                                ++seen;
                                return SinkAnswer::Continue;
                            },
                            Call::within(60s, stop.get_token()));
    });
    for (int i = 1; i <= 5; ++i) {
        sendAll({outgoing(topic, i % 2, "x")});
        QTRY_VERIFY_WITH_TIMEOUT(seen == i, 3000);
    }
    QElapsedTimer timer;
    timer.start();
    stop.request_stop();
    reading.join();
    QVERIFY2(timer.elapsed() <= 150, qPrintable(QString::number(timer.elapsed())));
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    KafkaDataTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "kafka_data_test.moc"
