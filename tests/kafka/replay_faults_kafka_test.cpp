// SPDX-License-Identifier: GPL-3.0-or-later
// The test of Kafka's own transaction suite (transactions_test.py), on Weir: three brokers, weirctl replay killed again and
// again, brokers killed and stopped, and a read_committed consumer that must see every letter exactly once.
#include "tests/kafka/replay_run.h"
#include "tests/support/broker_trouble.h"
#include "tests/support/committed_reader.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QElapsedTimer>
#include <QtTest>

#include <array>
#include <filesystem>
#include <iostream>
#include <random>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

std::chrono::seconds patience() { return longTests() ? 1200s : 240s; }

} // namespace

class ReplayFaultsTest : public QObject
{
    Q_OBJECT

public:
    ReplayFaultsTest(OwnBroker& brokers, std::uint64_t seed) : m_brokers(brokers), m_random(seed) {}

private Q_SLOTS:
    void init();
    void cleanup();
    void killedAtRandomMoments();
    void killedAtEveryStep();
    void brokersGoAndComeBack();
    void everythingAtOnce();

private:
    void write(int letters);
    ReplayRun& begin(const QStringList& options);
    /// Kills it at random moments until it has ended by itself; at least `kills` times.
    void killUntilDone(int kills, int mostMs, const BrokerTrouble* trouble = nullptr);
    void judge();
    void say(const std::string& what) const;

    OwnBroker& m_brokers;
    std::mt19937_64 m_random;
    QElapsedTimer m_timer;
    std::unique_ptr<Cluster> m_cluster;
    OddLetters m_letters;
    std::unique_ptr<CommittedReader> m_reader;
    std::unique_ptr<ReplayRun> m_run;
};

void ReplayFaultsTest::init()
{
    m_timer.start();
    m_cluster = open(m_brokers.bootstrap());
    QTRY_VERIFY_WITH_TIMEOUT(m_cluster->ping(Call::within(5s)), 60000);
}

void ReplayFaultsTest::cleanup()
{
    if (QTest::currentTestFailed() && m_run)
        std::cout << "the last run of weirctl said:\n" << m_run->words().right(3000).toStdString() << std::endl;
    m_run.reset();
    m_reader.reset();
    m_cluster.reset();
}

void ReplayFaultsTest::say(const std::string& what) const
{
    std::cout << QTest::currentTestFunction() << ": " << what << ", " << static_cast<double>(m_timer.elapsed()) / 1000 << " s"
              << std::endl;
}

void ReplayFaultsTest::write(int letters)
{
    m_letters = writeOddLetters(*m_cluster, uniqueName("t"), letters, m_random());
    m_reader = std::make_unique<CommittedReader>(m_brokers.bootstrap(), m_letters.targetPartitions());
    say(std::to_string(letters) + " letters written");
}

ReplayRun& ReplayFaultsTest::begin(const QStringList& options)
{
    m_run = std::make_unique<ReplayRun>(QStringList{"--bootstrap", QString::fromStdString(m_brokers.bootstrap())},
                                        m_letters.topics, options);
    return *m_run;
}

void ReplayFaultsTest::killUntilDone(int kills, int mostMs, const BrokerTrouble* trouble)
{
    const Deadline end = Deadline::after(patience());
    for (;;) {
        const bool enough = m_run->kills() >= kills && (trouble == nullptr || trouble->over());
        const auto time = enough ? std::chrono::milliseconds(patience())
                                 : std::chrono::milliseconds(50 + m_random() % static_cast<std::uint64_t>(mostMs));
        const ReplayRun::End ended = m_run->runFor(time);
        QVERIFY2(!end.expired(), "it does not come to an end");
        if (ended.killed)
            continue;
        QVERIFY2(ended.status == 0, m_run->words().right(2000).constData());
        return;
    }
}

void ReplayFaultsTest::judge()
{
    m_cluster = open(m_brokers.bootstrap());
    const OffsetMap ends = settledEnds(*m_cluster, m_letters.targetPartitions());
    QVERIFY2(m_reader->waitUntil(ends, 60s), "the reader does not come to the end");
    const auto seen = m_reader->records();
    CommittedReader later(m_brokers.bootstrap(), m_letters.targetPartitions());
    QVERIFY2(later.waitUntil(ends, 60s), "a later reader does not come to the end");

    std::vector<std::string> complaints = m_reader->complaints();
    const auto add = [&](const std::vector<std::string>& more) { complaints.insert(complaints.end(), more.begin(), more.end()); };
    add(judgeTargets(m_letters, m_run->job(), seen));
    add(judgeJournal(*m_run, m_letters, seen));
    add(judgeReceipt(*m_run, m_letters));
    if (later.records() != seen)
        complaints.emplace_back("a later reader sees something else than the one that read meanwhile");
    for (const std::string& complaint : complaints)
        std::cout << "WRONG: " << complaint << std::endl;
    QVERIFY2(complaints.empty(), complaints.empty() ? "" : complaints.front().c_str());
    std::int64_t offsets = 0;
    for (const auto& [partition, offset] : ends)
        offsets += offset;
    say(std::to_string(m_reader->count()) + " letters exactly once and in order, " + std::to_string(m_run->kills()) +
        " kills, " + std::to_string(offsets - static_cast<std::int64_t>(m_reader->count())) +
        " offsets of the targets are markers or aborted records");
}

void ReplayFaultsTest::killedAtRandomMoments()
{
    write(longTests() ? 20'000 : 1'000);
    begin({"--batch", longTests() ? "100" : "10"});
    killUntilDone(longTests() ? 25 : 6, 1500);
    QVERIFY2(m_run->kills() >= 5, "it was done before it was killed often enough");
    judge();
}

void ReplayFaultsTest::killedAtEveryStep()
{
    write(longTests() ? 5'000 : 700);
    begin({"--batch", "15"});
    // Twice each: a run that takes up what another left is killed at the same step again.
    std::vector<std::string> steps{"selected:1", "prepared:1"};
    for (int round = 0; round < (longTests() ? 8 : 2); ++round)
        for (const char* step : {"batch_begun", "sent", "commit_sent", "committed_on_broker", "settled"})
            steps.push_back(step + std::string(":") + std::to_string(1 + m_random() % 3));
    steps.insert(steps.end(), {"prepared:1", "finished:1"});
    for (const std::string& step : steps) {
        const ReplayRun::End ended = m_run->runUntil(step, patience());
        QVERIFY2(ended.killed, (step + ": " + m_run->words().right(2000).toStdString()).c_str());
        QVERIFY2(ended.seconds < 200, step.c_str());
    }
    QCOMPARE(m_run->info()->state, ReplayState::Done); // finished: it was written down before
    say("killed at " + std::to_string(steps.size()) + " steps");
    judge();
}

void ReplayFaultsTest::brokersGoAndComeBack()
{
    if (!longTests())
        QSKIP("only with WEIR_LONG_TESTS=1: everythingAtOnce has brokers go and come back, too");
    write(10'000);
    begin({"--batch", "5", "--rate", "80"});
    BrokerTrouble trouble(m_brokers, m_random());
    const auto process = m_run->start();
    QTRY_VERIFY_WITH_TIMEOUT(m_reader->count() > 0 || process->state() == QProcess::NotRunning, 30000);
    trouble.begin(6); // each of the three hard and in good order
    QTRY_VERIFY_WITH_TIMEOUT(trouble.bounces() >= 1, 120000);
    QVERIFY2(process->state() == QProcess::Running, "it was done before the brokers went");
    const ReplayRun::End ended = m_run->finish(*process, patience());
    QVERIFY2(ended.status == 0, m_run->words().right(2000).constData());
    trouble.stop();
    say(std::to_string(trouble.bounces()) + " brokers went and came back");
    QCOMPARE(trouble.failures(), 0);
    judge();
}

void ReplayFaultsTest::everythingAtOnce()
{
    write(longTests() ? 50'000 : 1'300);
    begin({"--batch", longTests() ? "200" : "10"});
    BrokerTrouble trouble(m_brokers, m_random());
    trouble.begin(longTests() ? 6 : 2);
    killUntilDone(longTests() ? 20 : 5, longTests() ? 4000 : 2500, &trouble);
    trouble.stop();
    say(std::to_string(trouble.bounces()) + " brokers went and came back");
    QCOMPARE(trouble.failures(), 0);
    QVERIFY2(m_run->kills() >= 5, "it was done before it was killed often enough");
    judge();
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    OwnBroker brokers(std::filesystem::path(WEIR_BINARY_DIR) / "kafka-three", {"--brokers", "3"});
    if (brokers.bootstrap().empty()) {
        std::cout << "FAIL: packaging/kafka could not start three brokers" << std::endl;
        return 1;
    }
    ReplayFaultsTest test(brokers, testSeed());
    return QTest::qExec(&test, argc, argv);
}
#include "replay_faults_kafka_test.moc"
