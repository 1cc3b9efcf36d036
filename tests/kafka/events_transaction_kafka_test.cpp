// SPDX-License-Identifier: GPL-3.0-or-later
// What readers see of a transaction that Weir holds open, and how it ends, on a real broker.
#include "core/events/held_transaction.h"
#include "core/kafka/real_cluster.h"
#include "tests/support/committed_reader.h"
#include "tests/support/foreign_client.h"
#include "tests/support/real_broker.h"

#include <QtTest/QtTest>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

using Phase = TransactionPhase;

Call soon() { return Call::within(30s); }

} // namespace

class EventsTransactionKafkaTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void readersWaitUntilTheCommit();
    void readersNeverSeeWhatWasAborted();
    void theCountdownAborts();
    void aSecondProducerOfTheIdShutsItOut();
    void theCoordinatorEndsWhatIsForgotten();
    void theCoordinatorKnowsTheTime();
    void anUnknownEndIsFoundOut_data();
    void anUnknownEndIsFoundOut();
    void aTopicThatIsMissingIsSaid();

private:
    std::string newTopic(int partitions = 1);
    std::int64_t offset(const TopicPartition& partition, OffsetPoint point);
    std::vector<std::string> values(const std::string& topic, Isolation isolation);
    HeldTransaction::Start start(std::vector<OutgoingRecord> records, std::chrono::milliseconds openFor = 60s);
    bool reaches(const HeldTransaction& held, Phase phase);
    std::shared_ptr<Cluster> m_cluster;
};

void EventsTransactionKafkaTest::initTestCase()
{
    ClusterOptions options;
    options.bootstrapServers = *testBootstrap();
    auto cluster = openRealCluster(options);
    QVERIFY(cluster);
    m_cluster = std::move(*cluster);
}

std::string EventsTransactionKafkaTest::newTopic(int partitions)
{
    const std::string name = uniqueName("held");
    const auto made = m_cluster->admin().createTopic({name, partitions, 1, {}}, soon());
    return made ? name : std::string();
}

std::int64_t EventsTransactionKafkaTest::offset(const TopicPartition& partition, OffsetPoint point)
{
    const auto answer = m_cluster->admin().offsets({partition}, point, soon());
    return answer.complete() ? answer.values.at(partition) : -1;
}

/// What stands there up to the end, for readers of that kind.
std::vector<std::string> EventsTransactionKafkaTest::values(const std::string& topic, Isolation isolation)
{
    const auto point = isolation == Isolation::ReadCommitted ? OffsetPoint::LastStable : OffsetPoint::End;
    const auto reader = m_cluster->newReader(isolation);
    std::vector<std::string> found;
    const auto read = (*reader)->read(
        {{{topic, 0}, 0, offset({topic, 0}, point)}},
        [&](const RecordView& record) {
            found.emplace_back(*record.value);
            return SinkAnswer::Continue;
        },
        soon());
    return read.complete() ? found : std::vector<std::string>{"unreadable"};
}

HeldTransaction::Start EventsTransactionKafkaTest::start(std::vector<OutgoingRecord> records,
                                                         std::chrono::milliseconds openFor)
{
    return {m_cluster, std::move(records), TransactionEnd::LeaveOpen, openFor, uniqueName("txn"), {}};
}

bool EventsTransactionKafkaTest::reaches(const HeldTransaction& held, Phase phase)
{
    return QTest::qWaitFor([&] { return held.view().phase == phase; }, 30000);
}

void EventsTransactionKafkaTest::readersWaitUntilTheCommit()
{
    const std::string orders = newTopic();
    const std::string payments = newTopic();
    auto held = HeldTransaction::start(start({{orders, 0, "k", "one", {}, {}}, {payments, 0, "k", "two", {}, {}}}));
    QVERIFY(held);
    QVERIFY(reaches(**held, Phase::Open));
    QCOMPARE((*held)->view().deliveries.size(), std::size_t(2));
    // Somebody's plain record behind it has to wait as well.
    const auto producer = m_cluster->producer();
    const std::vector<OutgoingRecord> behind{{orders, 0, "k", "behind", {}, {}}};
    QVERIFY((*producer)->send(behind, soon()).front());
    CommittedReader reader(*testBootstrap(), {{orders, 0}, {payments, 0}});
    QCOMPARE(values(orders, Isolation::ReadUncommitted), (std::vector<std::string>{"one", "behind"}));
    QVERIFY(values(orders, Isolation::ReadCommitted).empty());
    QCOMPARE(offset({orders, 0}, OffsetPoint::LastStable), std::int64_t(0));
    QVERIFY(!reader.waitUntil({{{orders, 0}, 1}}, 300ms));
    QCOMPARE(reader.count(), std::size_t(0));
    (*held)->commit();
    QVERIFY((*held)->waitEnd(soon()));
    QVERIFY2((*held)->view().phase == Phase::Committed, (*held)->view().error ? (*held)->view().error->message.c_str() : "");
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(), std::size_t(3), 20000);
    QVERIFY(reader.complaints().empty());
}

void EventsTransactionKafkaTest::readersNeverSeeWhatWasAborted()
{
    const std::string topic = newTopic();
    CommittedReader reader(*testBootstrap(), {{topic, 0}});
    auto held = HeldTransaction::start(start({{topic, 0, "k", "never", {}, {}}}));
    QVERIFY(reaches(**held, Phase::Open));
    (*held)->abort();
    QVERIFY((*held)->waitEnd(soon()));
    QCOMPARE((*held)->view().phase, Phase::Aborted);
    QVERIFY2(!(*held)->view().error, (*held)->view().error ? (*held)->view().error->message.c_str() : "");
    const auto producer = m_cluster->producer();
    const std::vector<OutgoingRecord> behind{{topic, 0, "k", "behind", {}, {}}};
    QVERIFY((*producer)->send(behind, soon()).front());
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(), std::size_t(1), 20000);
    QCOMPARE(*reader.records().at({topic, 0}).front().value, Bytes("behind"));
    QCOMPARE(values(topic, Isolation::ReadUncommitted), (std::vector<std::string>{"never", "behind"}));
}

void EventsTransactionKafkaTest::theCountdownAborts()
{
    const std::string topic = newTopic();
    auto held = HeldTransaction::start(start({{topic, 0, "k", "never", {}, {}}}, 1s));
    QVERIFY((*held)->waitEnd(soon()));
    const auto view = (*held)->view();
    QCOMPARE(view.phase, Phase::Aborted);
    QVERIFY(view.error && view.error->kind == ErrorKind::TimedOut);
    QTRY_VERIFY_WITH_TIMEOUT(offset({topic, 0}, OffsetPoint::LastStable) == 2, 10000); // the record and the marker
    QVERIFY(values(topic, Isolation::ReadCommitted).empty());
}

void EventsTransactionKafkaTest::aSecondProducerOfTheIdShutsItOut()
{
    const std::string topic = newTopic();
    auto held = HeldTransaction::start(start({{topic, 0, "k", "never", {}, {}}}));
    QVERIFY(reaches(**held, Phase::Open));
    TransactionalSend other(*m_cluster, (*held)->view().id);
    const std::vector<OutgoingRecord> records{{topic, 0, "k", "newer", {}, {}}};
    const auto report = other.send(records, soon());
    QVERIFY2(report.outcome == TransactionOutcome::Committed, report.error ? report.error->message.c_str() : "");
    (*held)->commit();
    QVERIFY(reaches(**held, Phase::Aborted));
    const auto view = (*held)->view();
    qInfo("%s (%d)", view.error->message.c_str(), view.error->kafkaCode);
    QVERIFY(meansFenced(*view.error));
    QVERIFY(!transactionAdvice(*view.error).empty());
    // The question what became of it has not shut out the other one.
    QCOMPARE(other.send(records, soon()).outcome, TransactionOutcome::Committed);
    QTRY_COMPARE_WITH_TIMEOUT(values(topic, Isolation::ReadCommitted), (std::vector<std::string>{"newer", "newer"}), 10000);
}

/// A process that was killed or hangs: the coordinator ends what it left open, and the late commit is refused.
void EventsTransactionKafkaTest::theCoordinatorEndsWhatIsForgotten()
{
    const std::string topic = newTopic();
    TransactionalSend forgetful(*m_cluster, {uniqueName("txn"), 1s});
    const std::vector<OutgoingRecord> records{{topic, 0, "k", "never", {}, {}}};
    const TransactionSteps steps{{}, {}, [&](std::span<const Delivery>) -> Result<void> {
                                     const Deadline end = Deadline::after(25s); // it looks every 10 s
                                     while (offset({topic, 0}, OffsetPoint::LastStable) == 0 && !end.expired())
                                         QTest::qSleep(100);
                                     return {};
                                 }};
    const auto late = forgetful.send(records, steps, Call::within(60s));
    QCOMPARE(late.outcome, TransactionOutcome::Unknown);
    qInfo("%s (%d)", late.error->message.c_str(), late.error->kafkaCode);
    QVERIFY(!transactionAdvice(*late.error).empty());
    QCOMPARE(forgetful.settle(late, soon()).outcome, TransactionOutcome::Aborted);
    QVERIFY(values(topic, Isolation::ReadCommitted).empty());
    QCOMPARE(forgetful.send(records, soon()).outcome, TransactionOutcome::Committed);
}

/// The wait must be the one that was asked for.
void EventsTransactionKafkaTest::theCoordinatorKnowsTheTime()
{
    const std::string topic = newTopic();
    auto held = HeldTransaction::start(start({{topic, 0, "k", "never", {}, {}}}, 20s));
    QVERIFY(reaches(**held, Phase::Open));
    const QString told = QString::fromStdString(
        kafkaTool({"kafka-transactions", "--bootstrap-server", *testBootstrap(), "describe", "--transactional-id", (*held)->view().id}));
    QVERIFY2(told.contains("Ongoing") && told.contains("55000"), qPrintable(told)); // 30 s to send, 5 s to end
}

void EventsTransactionKafkaTest::anUnknownEndIsFoundOut_data()
{
    QTest::addColumn<bool>("committed");
    QTest::newRow("committed") << true;
    QTest::newRow("aborted") << false;
}

void EventsTransactionKafkaTest::anUnknownEndIsFoundOut()
{
    QFETCH(bool, committed);
    const std::string topic = newTopic();
    TransactionReport unknown;
    unknown.outcome = TransactionOutcome::Unknown;
    unknown.transactionalId = uniqueName("txn");
    unknown.error = Error{ErrorKind::TimedOut, "No answer.", {}, -185, true};
    unknown.deliveries = {{0, 0, {}, {}}};
    ForeignTransaction lost(*testBootstrap(), unknown.transactionalId, {{topic, 0, "k", "value", {}, {}}});
    if (committed)
        QVERIFY(lost.commit());
    const std::vector<std::string> topics{topic};
    const auto settled = TransactionalSend(*m_cluster, "another").settle(unknown, topics, soon());
    QCOMPARE(settled.outcome, committed ? TransactionOutcome::Committed : TransactionOutcome::Aborted);
    QCOMPARE(values(topic, Isolation::ReadCommitted).size(), std::size_t(committed ? 1 : 0));
}

void EventsTransactionKafkaTest::aTopicThatIsMissingIsSaid()
{
    const std::string topic = newTopic();
    const std::string missing = uniqueName("missing");
    auto held = HeldTransaction::start(start({{topic, 0, "k", "x", {}, {}}, {missing, {}, "k", "x", {}, {}}}));
    QVERIFY((*held)->waitEnd(soon()));
    const auto view = (*held)->view();
    QCOMPARE(view.phase, Phase::Aborted);
    QCOMPARE(view.error->kind, ErrorKind::NotFound);
    QVERIFY(view.error->message.ends_with("Nothing was written."));
    QCOMPARE(offset({topic, 0}, OffsetPoint::End), std::int64_t(0));
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication program(argc, argv);
    EventsTransactionKafkaTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "events_transaction_kafka_test.moc"
