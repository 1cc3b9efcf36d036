// SPDX-License-Identifier: GPL-3.0-or-later
// TransactionalSend and HeldTransaction when answers and requests are lost, producers are killed and others take their id:
// what they say became of a transaction is what readers of committed records see.
#include "core/events/held_transaction.h"
#include "tests/support/committed_reader.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"
#include "tests/support/response_dropper.h"
#include "tests/support/test_run.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QtTest>

#include <sys/prctl.h>

#include <csignal>
#include <iostream>
#include <thread>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

using Loss = ResponseDropper::Loss;
constexpr const char* mark = "--leaves-open";
constexpr int always = 100'000;

std::string sentence(const std::optional<Error>& error) { return error ? error->message : std::string("no error"); }

const char* word(TransactionOutcome outcome)
{
    return outcome == TransactionOutcome::Committed ? "committed" : outcome == TransactionOutcome::Aborted ? "aborted" : "unknown";
}

/// The child: writes into a transaction, says so and never ends it. Arguments: bootstrap, id, time-out in ms, topic.
int leaveOpen(char** words)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const auto cluster = open(words[0]);
    TransactionalSend sender(*cluster, {words[1], std::chrono::milliseconds(std::atoi(words[2]))});
    const std::vector<OutgoingRecord> records{outgoing(words[3], 0, "left open"), outgoing(words[3], 0, "this, too")};
    TransactionSteps steps;
    steps.beforeCommit = [](std::span<const Delivery>) -> Result<void> {
        std::cout << "open" << std::endl;
        std::this_thread::sleep_for(120s);
        return {};
    };
    std::cout << sentence(sender.send(records, steps, Call::within(150s)).error) << std::endl;
    return 1;
}

} // namespace

class EventTransactionFaultsTest : public QObject
{
    Q_OBJECT
public:
    EventTransactionFaultsTest(ResponseDropper& proxy, std::string proxied)
        : m_proxy(proxy), m_proxied(std::move(proxied))
    {
    }
private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void theEndIsLost_data();
    void theEndIsLost();
    void aHeldOneIsSettled();
    void halfOfAHundredAreAborted();
    void aFencedOneSaysSo();
    void aKilledOneIsEndedByTheCoordinator();
    void aKilledOneIsEndedByItsHeir();

private:
    std::string newTopic();
    /// A child of that id has records in an open transaction, and is killed.
    void leaveBehind(const std::string& id, std::chrono::milliseconds timeout, const std::string& topic);
    std::int64_t offset(const std::string& topic, OffsetPoint point);
    /// What a reader of committed records has seen when it has come to the end.
    std::vector<std::string> seen(const std::string& topic);

    ResponseDropper& m_proxy;
    const std::string m_proxied;
    std::shared_ptr<Cluster> m_cluster;
};

void EventTransactionFaultsTest::initTestCase()
{
    m_cluster = open(m_proxied);
    QTRY_VERIFY_WITH_TIMEOUT(m_cluster->ping(Call::within(5s)), 60000);
}

void EventTransactionFaultsTest::cleanup() { m_proxy.loseNothing(); }

std::string EventTransactionFaultsTest::newTopic()
{
    const std::string name = uniqueName("events");
    const auto made = m_cluster->admin().createTopic({name, 1, -1, {}}, Call::within(30s));
    return made ? name : std::string();
}

std::int64_t EventTransactionFaultsTest::offset(const std::string& topic, OffsetPoint point)
{
    const auto answer = m_cluster->admin().offsets({{topic, 0}}, point, Call::within(20s));
    return answer.complete() ? answer.values.at({topic, 0}) : -1;
}

std::vector<std::string> EventTransactionFaultsTest::seen(const std::string& topic)
{
    const auto settled = [&] { return offset(topic, OffsetPoint::LastStable) == offset(topic, OffsetPoint::End); };
    if (!QTest::qWaitFor(settled, 30'000))
        return {"a transaction is still open"};
    const CommittedReader reader(m_proxied, {{topic, 0}});
    if (!reader.waitUntil({{{topic, 0}, offset(topic, OffsetPoint::End)}}, 30s) || !reader.complaints().empty())
        return {"unreadable"};
    std::vector<std::string> values;
    for (const auto& [partition, records] : reader.records())
        for (const Record& record : records)
            values.push_back(record.value.value_or("NULL"));
    return values;
}

void EventTransactionFaultsTest::leaveBehind(const std::string& id, std::chrono::milliseconds timeout, const std::string& topic)
{
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(),
                  {mark, QString::fromStdString(m_proxied), QString::fromStdString(id), QString::number(timeout.count()),
                   QString::fromStdString(topic)});
    QByteArray words;
    QTRY_VERIFY_WITH_TIMEOUT((words += process.readAll()).contains("open\n") || process.state() == QProcess::NotRunning, 30'000);
    QVERIFY2(words.contains("open\n"), words.constData());
    process.kill(); // SIGKILL
    QVERIFY(process.waitForFinished(10'000));
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);
}

void EventTransactionFaultsTest::theEndIsLost_data()
{
    QTest::addColumn<int>("loss");
    QTest::addColumn<int>("times");
    QTest::newRow("one answer") << static_cast<int>(Loss::AnswerThenClosed) << 1;
    QTest::newRow("every answer") << static_cast<int>(Loss::AnswerThenClosed) << always;
    if (longTests())
        QTest::newRow("silence") << static_cast<int>(Loss::AnswerThenSilent) << always;
    QTest::newRow("one request") << static_cast<int>(Loss::RequestThenClosed) << 1;
    QTest::newRow("every request") << static_cast<int>(Loss::RequestThenClosed) << always;
}

void EventTransactionFaultsTest::theEndIsLost()
{
    QFETCH(int, loss);
    QFETCH(int, times);
    const std::string topic = newTopic();
    TransactionalSend sender(*m_cluster, uniqueName("txn"));
    const std::vector<OutgoingRecord> records{outgoing(topic, 0, "one"), outgoing(topic, 0, "two")};
    const std::vector<std::string> all{"one", "two"};
    m_proxy.lose(ResponseDropper::endTransaction, static_cast<Loss>(loss), times);
    const int before = m_proxy.lost();
    QElapsedTimer timer;
    timer.start();
    TransactionReport report = sender.send(records, Call::within(2s));
    std::cout << QTest::currentDataTag() << ": " << word(report.outcome) << " after " << timer.elapsed() << " ms";
    QVERIFY(m_proxy.lost() > before);
    m_proxy.loseNothing();
    if (times == always) {
        QVERIFY2(report.outcome == TransactionOutcome::Unknown, sentence(report.error).c_str());
        QVERIFY(!report.error->message.empty());
        QCOMPARE(report.deliveries.size(), records.size());
        report = sender.settle(report, Call::within(30s));
        std::cout << ", settled as " << word(report.outcome) << " after " << timer.elapsed() << " ms";
    }
    std::cout << std::endl;
    // One that got lost is asked for again, so that only a coordinator who never heard of the commit aborts.
    const bool heard = static_cast<Loss>(loss) != Loss::RequestThenClosed || times == 1;
    QVERIFY2(report.outcome == (heard ? TransactionOutcome::Committed : TransactionOutcome::Aborted), sentence(report.error).c_str());
    QCOMPARE(seen(topic), heard ? all : std::vector<std::string>{});
    // The sender is of use again.
    const std::vector<OutgoingRecord> later{outgoing(topic, 0, "later")};
    const auto next = sender.send(later, Call::within(20s));
    QVERIFY2(next.outcome == TransactionOutcome::Committed, sentence(next.error).c_str());
    QCOMPARE(seen(topic).back(), std::string("later"));
}

void EventTransactionFaultsTest::aHeldOneIsSettled()
{
    const std::string topic = newTopic();
    HeldTransaction::Start start{m_cluster, {outgoing(topic, 0, "held")}, TransactionEnd::LeaveOpen, 60s, uniqueName("txn"), {}};
    start.commitTime = 2s; // not the minute it could have stayed open
    auto held = HeldTransaction::start(std::move(start));
    QVERIFY(held);
    QTRY_COMPARE_WITH_TIMEOUT((*held)->view().phase, TransactionPhase::Open, 20'000);
    m_proxy.lose(ResponseDropper::endTransaction, Loss::AnswerThenClosed, always);
    (*held)->commit();
    QTRY_COMPARE_WITH_TIMEOUT((*held)->view().phase, TransactionPhase::Unknown, 30'000);
    QVERIFY((*held)->view().error);
    m_proxy.loseNothing();
    (*held)->settle();
    QTRY_COMPARE_WITH_TIMEOUT((*held)->view().phase, TransactionPhase::Committed, 40'000);
    QCOMPARE(seen(topic), std::vector<std::string>{"held"});
}

void EventTransactionFaultsTest::halfOfAHundredAreAborted()
{
    const std::string topic = newTopic();
    const CommittedReader reader(m_proxied, {{topic, 0}}); // reads along
    TransactionalSend sender(*m_cluster, uniqueName("txn"));
    std::vector<std::string> expected;
    std::size_t aborted = 0;
    for (int i = 0; i < 100; ++i) {
        const bool commit = i % 2 == 0;
        std::vector<OutgoingRecord> records;
        for (int part = 0; part < 3; ++part)
            records.push_back(outgoing(topic, 0, (commit ? "good " : "never ") + std::to_string(i * 3 + part)));
        TransactionSteps steps;
        steps.beforeCommit = [&](std::span<const Delivery>) -> Result<void> {
            return commit ? Result<void>() : fail(ErrorKind::Cancelled, "Changed one's mind.");
        };
        if (i % 20 == 6) // also while connections break
            m_proxy.lose(ResponseDropper::endTransaction, Loss::AnswerThenClosed, 1);
        const auto report = sender.send(records, steps, Call::within(20s));
        QVERIFY2(report.outcome == (commit ? TransactionOutcome::Committed : TransactionOutcome::Aborted), sentence(report.error).c_str());
        aborted += commit ? 0 : 1;
        for (const OutgoingRecord& record : records)
            if (commit)
                expected.push_back(*record.value);
    }
    QCOMPARE(aborted, std::size_t(50));
    m_proxy.loseNothing();
    QCOMPARE(seen(topic), expected); // a later reader
    QVERIFY(reader.waitUntil({{{topic, 0}, offset(topic, OffsetPoint::End)}}, 30s));
    std::vector<std::string> along;
    const auto read = reader.records();
    for (const Record& record : read.at({topic, 0}))
        along.push_back(record.value.value_or("NULL"));
    QCOMPARE(along, expected);
    QVERIFY(reader.complaints().empty());
    // All of them are there for those who read everything.
    QVERIFY(offset(topic, OffsetPoint::End) >= 300 + 100);
}

void EventTransactionFaultsTest::aFencedOneSaysSo()
{
    const std::string topic = newTopic();
    const std::string id = uniqueName("txn");
    TransactionalSend older(*m_cluster, id);
    TransactionalSend newer(*m_cluster, id);
    const std::vector<OutgoingRecord> old{outgoing(topic, 0, "older")};
    const std::vector<OutgoingRecord> young{outgoing(topic, 0, "newer")};
    TransactionSteps steps;
    TransactionReport inner;
    steps.beforeCommit = [&](std::span<const Delivery>) -> Result<void> {
        inner = newer.send(young, Call::within(20s)); // takes the id over in the middle of the other's transaction
        return {};
    };
    TransactionReport report = older.send(old, steps, Call::within(30s));
    QVERIFY2(inner.outcome == TransactionOutcome::Committed, sentence(inner.error).c_str());
    QVERIFY(report.outcome != TransactionOutcome::Committed);
    QVERIFY2(report.error && meansFenced(*report.error), sentence(report.error).c_str());
    QVERIFY(!transactionAdvice(*report.error).empty());
    if (report.outcome == TransactionOutcome::Unknown)
        report = older.settle(report, Call::within(20s));
    QVERIFY2(report.outcome == TransactionOutcome::Aborted, sentence(report.error).c_str());
    QCOMPARE(newer.send(young, Call::within(20s)).outcome, TransactionOutcome::Committed); // not fenced by the question
    QCOMPARE(seen(topic), (std::vector<std::string>{"newer", "newer"}));
}

void EventTransactionFaultsTest::aKilledOneIsEndedByTheCoordinator()
{
    const std::string topic = newTopic();
    leaveBehind(uniqueName("txn"), 1s, topic);
    if (QTest::currentTestFailed())
        return;
    const auto behind = send(*m_cluster, {outgoing(topic, 0, "behind")});
    QVERIFY(behind.front());
    const CommittedReader reader(m_proxied, {{topic, 0}});
    QElapsedTimer timer;
    timer.start();
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(), std::size_t(1), 40'000); // it looks every 10 s
    std::cout << "the coordinator ended it after " << timer.elapsed() << " ms" << std::endl;
    QCOMPARE(seen(topic), std::vector<std::string>{"behind"});
}

void EventTransactionFaultsTest::aKilledOneIsEndedByItsHeir()
{
    const std::string topic = newTopic();
    const std::string id = uniqueName("txn");
    leaveBehind(id, 60s, topic);
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(offset(topic, OffsetPoint::LastStable), std::int64_t(0)); // readers wait at what it left
    TransactionalSend heir(*m_cluster, id);
    const std::vector<OutgoingRecord> records{outgoing(topic, 0, "heir")};
    const auto report = heir.send(records, Call::within(20s));
    QVERIFY2(report.outcome == TransactionOutcome::Committed, sentence(report.error).c_str());
    QCOMPARE(seen(topic), std::vector<std::string>{"heir"});
}

int main(int argc, char** argv)
{
    if (argc == 6 && std::string(argv[1]) == mark)
        return leaveOpen(argv + 2);
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    const std::uint16_t listens = ResponseDropper::freePort(19'641);
    const std::uint16_t far = ResponseDropper::freePort(static_cast<std::uint16_t>(listens + 1));
    ResponseDropper proxy(far, listens);
    OwnBroker broker(std::filesystem::path(WEIR_BINARY_DIR) / "kafka-lossy",
                     {"--proxied", std::to_string(listens) + ":" + std::to_string(far)});
    if (broker.bootstrap().empty() || !proxy.works()) {
        std::cout << "FAIL: packaging/kafka could not start a broker behind a proxy" << std::endl;
        return 1;
    }
    EventTransactionFaultsTest test(proxy, "127.0.0.1:" + std::to_string(far));
    return QTest::qExec(&test, argc, argv);
}
#include "event_transaction_faults_kafka_test.moc"
