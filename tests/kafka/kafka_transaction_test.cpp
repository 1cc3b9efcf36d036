// SPDX-License-Identifier: GPL-3.0-or-later
// What a replay builds on: progress of a group that is committed with the records or not at all, a word before the commit,
// and a producer that takes a transactional id over.
#include "core/kafka/real_cluster.h"
#include "tests/support/foreign_client.h"
#include "tests/support/real_broker.h"

#include <QtTest/QtTest>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

Call soon() { return Call::within(30s); }

} // namespace

class KafkaTransactionTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void progressComesWithTheRecords();
    void aRefusalBeforeTheCommitLeavesNothing();
    void takingOverEndsWhatWasOpen();
    void takingOverWaitsForTheProgress();
    void preparingIsDoneOnce();

private:
    std::string newTopic();
    std::int64_t progress(const std::string& group, const TopicPartition& partition);
    std::vector<std::string> committedValues(const std::string& topic);
    std::shared_ptr<Cluster> m_cluster;
};

void KafkaTransactionTest::initTestCase()
{
    ClusterOptions options;
    options.bootstrapServers = *testBootstrap();
    auto cluster = openRealCluster(options);
    QVERIFY(cluster);
    m_cluster = std::move(*cluster);
}

std::string KafkaTransactionTest::newTopic()
{
    const std::string name = uniqueName("transaction");
    const auto made = m_cluster->admin().createTopic({name, 1, 1, {}}, soon());
    return made ? name : std::string();
}

/// -1: nothing is committed.
std::int64_t KafkaTransactionTest::progress(const std::string& group, const TopicPartition& partition)
{
    const auto all = m_cluster->admin().committedOffsets({group}, soon());
    const auto found = all.values.find(group);
    if (found == all.values.end() || !found->second.contains(partition))
        return -1;
    return found->second.at(partition);
}

std::vector<std::string> KafkaTransactionTest::committedValues(const std::string& topic)
{
    const auto end = m_cluster->admin().offsets({{topic, 0}}, OffsetPoint::LastStable, soon()).values.at({topic, 0});
    const auto reader = m_cluster->newReader(Isolation::ReadCommitted);
    std::vector<std::string> values;
    const auto read = (*reader)->read(
        {{{topic, 0}, 0, end}},
        [&](const RecordView& record) {
            values.emplace_back(*record.value);
            return SinkAnswer::Continue;
        },
        soon());
    return read.complete() ? values : std::vector<std::string>{"unreadable"};
}

void KafkaTransactionTest::progressComesWithTheRecords()
{
    const std::string topic = newTopic();
    const std::string group = uniqueName("progress");
    const auto producer = m_cluster->transactionalProducer(uniqueName("txn"));
    const std::vector<OutgoingRecord> records{{topic, 0, "k", "one", {}, {}}, {topic, 0, "k", "two", {}, {}}};
    std::vector<std::int64_t> announced;
    std::int64_t progressThen = -2;
    const TransactionSteps steps{group, {{{topic, 0}, 42}}, [&](std::span<const Delivery> deliveries) -> Result<void> {
                                     for (const Delivery& one : deliveries)
                                         announced.push_back(one.offset);
                                     progressThen = progress(group, {topic, 0});
                                     return {};
                                 }};
    const auto report = (*producer)->sendAtomically(records, steps, soon());
    QVERIFY2(report.outcome == TransactionOutcome::Committed, report.error ? report.error->message.c_str() : "");
    QCOMPARE(announced, (std::vector<std::int64_t>{0, 1}));
    QCOMPARE(progressThen, std::int64_t(-1)); // not before the commit
    // A commit is confirmed when the coordinator has written it down; its marks reach the partitions a little later.
    QTRY_COMPARE_WITH_TIMEOUT(progress(group, {topic, 0}), std::int64_t(42), 10000);
    QTRY_COMPARE_WITH_TIMEOUT(committedValues(topic), (std::vector<std::string>{"one", "two"}), 10000);
}

void KafkaTransactionTest::aRefusalBeforeTheCommitLeavesNothing()
{
    const std::string topic = newTopic();
    const std::string group = uniqueName("progress");
    const auto producer = m_cluster->transactionalProducer(uniqueName("txn"));
    const std::vector<OutgoingRecord> records{{topic, 0, "k", "never", {}, {}}};
    const TransactionSteps refuse{group, {{{topic, 0}, 7}}, [](std::span<const Delivery>) -> Result<void> {
                                      return fail(ErrorKind::Internal, "The disk is full.");
                                  }};
    const auto report = (*producer)->sendAtomically(records, refuse, soon());
    QCOMPARE(report.outcome, TransactionOutcome::Aborted);
    QVERIFY(report.error && report.error->message.starts_with("The disk is full."));
    QCOMPARE(progress(group, {topic, 0}), std::int64_t(-1));
    QVERIFY(committedValues(topic).empty());
    const std::vector<OutgoingRecord> next{{topic, 0, "k", "then", {}, {}}};
    QCOMPARE((*producer)->sendAtomically(next, {group, {{{topic, 0}, 8}}, {}}, soon()).outcome,
             TransactionOutcome::Committed);
    QTRY_COMPARE_WITH_TIMEOUT(progress(group, {topic, 0}), std::int64_t(8), 10000);
    QTRY_COMPARE_WITH_TIMEOUT(committedValues(topic), std::vector<std::string>{"then"}, 10000);
}

void KafkaTransactionTest::takingOverEndsWhatWasOpen()
{
    const std::string topic = newTopic();
    const std::string id = uniqueName("txn");
    const OutgoingRecord lost{topic, 0, "k", "never", {}, {}};
    const ForeignTransaction open(*testBootstrap(), id, {lost, lost, lost});
    const TopicPartition partition{topic, 0};
    QCOMPARE(m_cluster->admin().offsets({partition}, OffsetPoint::LastStable, soon()).values.at(partition), std::int64_t(0));
    const auto heir = m_cluster->transactionalProducer(id);
    const auto taken = (*heir)->prepare(soon());
    QVERIFY2(taken, taken ? "" : taken.error().message.c_str());
    // Decided when prepare() returns: nobody is held back any more, and nothing of it can be read.
    QVERIFY(m_cluster->admin().offsets({partition}, OffsetPoint::LastStable, soon()).values.at(partition) >= 4);
    QVERIFY(committedValues(topic).empty());
}

/// What a resumed job relies on: once the id is taken over, the group tells how far the old producer came, without waiting.
void KafkaTransactionTest::takingOverWaitsForTheProgress()
{
    const std::string topic = newTopic();
    const std::string id = uniqueName("txn");
    const std::string group = uniqueName("progress");
    const std::vector<OutgoingRecord> one{{topic, 0, "k", "a", {}, {}}};
    for (std::int64_t round = 1; round <= 10; ++round) {
        const auto producer = m_cluster->transactionalProducer(id);
        QCOMPARE((*producer)->sendAtomically(one, {group, {{{topic, 0}, round}}, {}}, soon()).outcome,
                 TransactionOutcome::Committed);
        const auto heir = m_cluster->transactionalProducer(id);
        QVERIFY((*heir)->prepare(soon()));
        QCOMPARE(progress(group, {topic, 0}), round);
        QCOMPARE(committedValues(topic).size(), std::size_t(round));
    }
}

void KafkaTransactionTest::preparingIsDoneOnce()
{
    const std::string topic = newTopic();
    const auto producer = m_cluster->transactionalProducer(uniqueName("txn"));
    QVERIFY((*producer)->prepare(soon()));
    const std::vector<OutgoingRecord> one{{topic, 0, "k", "a", {}, {}}};
    QCOMPARE((*producer)->sendAtomically(one, soon()).outcome, TransactionOutcome::Committed);
    // A second InitProducerId would fence nobody, but it would cost a round trip for each batch.
    const std::uint64_t before = m_cluster->admin().requestsSent();
    QVERIFY((*producer)->prepare(soon()));
    QCOMPARE(m_cluster->admin().requestsSent(), before);
    QCOMPARE((*producer)->sendAtomically(one, soon()).outcome, TransactionOutcome::Committed);
    QTRY_COMPARE_WITH_TIMEOUT(committedValues(topic), (std::vector<std::string>{"a", "a"}), 10000);
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication program(argc, argv);
    KafkaTransactionTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "kafka_transaction_test.moc"
