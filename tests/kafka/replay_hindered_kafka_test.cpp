// SPDX-License-Identifier: GPL-3.0-or-later
// Replay where answers get lost between the broker and Weir, and where transactions are not permitted.
#include "tests/kafka/replay_child.h"
#include "tests/kafka/replay_run.h"
#include "tests/support/committed_reader.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"
#include "tests/support/response_dropper.h"

#include <QElapsedTimer>
#include <QtTest>

#include <array>
#include <filesystem>
#include <iostream>
#include <random>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

using Loss = ResponseDropper::Loss;

class ReplayHinderedTest : public QObject
{
    Q_OBJECT

public:
    ReplayHinderedTest(OwnBroker& broker, ResponseDropper& proxy, std::string proxied, std::uint64_t seed)
        : m_broker(broker), m_proxy(proxy), m_proxied(std::move(proxied)), m_random(seed)
    {
    }

private Q_SLOTS:
    void init();
    void cleanup();
    void producerSaysWhich_data();
    void producerSaysWhich();
    void lostAnswers_data();
    void lostAnswers();
    void killedBeforeTheAnswer_data();
    void killedBeforeTheAnswer();
    void transactionsForbidden();
    void atLeastOnceUnderKills();
    void atLeastOnceCountsCopies();

private:
    void write(int letters);
    /// What the user "reader" may do: read the letters, write and read the targets.
    void permit();
    std::map<TopicPartition, std::vector<Record>> seen();
    void judge(ReplayRun& run);

    OwnBroker& m_broker;
    ResponseDropper& m_proxy;
    const std::string m_proxied;
    std::mt19937_64 m_random;
    std::unique_ptr<Cluster> m_cluster;
    OddLetters m_letters;
};

void ReplayHinderedTest::init()
{
    m_proxy.loseNothing();
    m_cluster = open(m_proxied);
    QTRY_VERIFY_WITH_TIMEOUT(m_cluster->ping(Call::within(5s)), 60000);
}

void ReplayHinderedTest::cleanup()
{
    m_proxy.loseNothing();
    m_cluster.reset();
}

void ReplayHinderedTest::write(int letters)
{
    m_letters = writeOddLetters(*m_cluster, uniqueName("h"), letters, m_random());
}

std::map<TopicPartition, std::vector<Record>> ReplayHinderedTest::seen()
{
    m_proxy.loseNothing();
    const OffsetMap ends = settledEnds(*m_cluster, m_letters.targetPartitions());
    const CommittedReader reader(m_proxied, m_letters.targetPartitions());
    if (!reader.waitUntil(ends, 60s))
        qFatal("the reader does not come to the end");
    return reader.records();
}

void ReplayHinderedTest::judge(ReplayRun& run)
{
    const auto records = seen();
    std::vector<std::string> complaints = judgeTargets(m_letters, run.job(), records);
    for (const auto& more : {judgeJournal(run, m_letters, records), judgeReceipt(run, m_letters)})
        complaints.insert(complaints.end(), more.begin(), more.end());
    for (const std::string& complaint : complaints)
        std::cout << "WRONG: " << complaint << std::endl;
    QVERIFY2(complaints.empty(), complaints.empty() ? "" : complaints.front().c_str());
}

void ReplayHinderedTest::producerSaysWhich_data()
{
    QTest::addColumn<int>("apiKey");
    QTest::addColumn<int>("loss");
    for (const auto& [name, apiKey] : {std::pair("records", ResponseDropper::produce),
                                       std::pair("progress", ResponseDropper::commitOffsetsInTransaction),
                                       std::pair("commit", ResponseDropper::endTransaction)}) {
        QTest::addRow("%s: answer lost", name) << static_cast<int>(apiKey) << static_cast<int>(Loss::AnswerThenClosed);
        QTest::addRow("%s: request lost", name) << static_cast<int>(apiKey) << static_cast<int>(Loss::RequestThenClosed);
        // librdkafka waits for the answer about the progress for half a minute, whatever its caller says.
        if (apiKey != ResponseDropper::commitOffsetsInTransaction || longTests())
            QTest::addRow("%s: silence", name) << static_cast<int>(apiKey) << static_cast<int>(Loss::AnswerThenSilent);
    }
}

/// What every replay stands on: committed means that all of it is there, aborted that nothing is, and after "unknown" whoever
/// takes the id over finds one of the two, with the progress of the group on the same side.
void ReplayHinderedTest::producerSaysWhich()
{
    QFETCH(int, apiKey);
    QFETCH(int, loss);
    const std::string topic = uniqueName("says");
    QVERIFY(m_cluster->admin().createTopic({topic, 1, -1, {}}, Call::within(30s)));
    const std::string id = uniqueName("id");
    std::vector<OutgoingRecord> records;
    for (int i = 0; i < 20; ++i)
        records.push_back(outgoing(topic, 0, std::to_string(i)));
    TransactionSteps steps;
    steps.progressGroup = id;
    steps.progress = {{{topic, 0}, 20}};
    m_proxy.lose(static_cast<std::int16_t>(apiKey), static_cast<Loss>(loss), 1);
    const int before = m_proxy.lost();
    auto producer = m_cluster->transactionalProducer(id);
    QVERIFY(producer);
    QElapsedTimer timer;
    timer.start();
    const TransactionReport report = (*producer)->sendAtomically(records, steps, Call::within(4s));
    const auto reported = timer.elapsed();
    QCOMPARE(m_proxy.lost(), before + 1);
    m_proxy.loseNothing();
    auto heir = m_cluster->transactionalProducer(id);
    QTRY_VERIFY_WITH_TIMEOUT((*heir)->prepare(Call::within(10s)).has_value(), 60000);
    const auto prepared = timer.elapsed();
    const OffsetMap ends = settledEnds(*m_cluster, {{topic, 0}});
    const CommittedReader reader(m_proxied, {{topic, 0}});
    QVERIFY(reader.waitUntil(ends, 30s));
    const auto progress = m_cluster->admin().committedOffsets({id}, soon());
    QVERIFY(progress.complete());
    const bool noted = progress.values.contains(id) && progress.values.at(id).contains({topic, 0});
    std::cout << QTest::currentDataTag() << ": "
              << std::array{"committed", "aborted", "unknown"}[static_cast<std::size_t>(report.outcome)] << ", " << reader.count()
              << " records" << (noted ? ", progress noted" : "") << (report.error ? ", " + report.error->message : "")
              << " (" << reported << " ms, taken over after " << prepared << " ms, read after " << timer.elapsed() << " ms)"
              << std::endl;
    QVERIFY(reader.count() == (noted ? 20 : 0));
    if (report.outcome != TransactionOutcome::Unknown)
        QCOMPARE(noted, report.outcome == TransactionOutcome::Committed);
}

void ReplayHinderedTest::lostAnswers_data()
{
    QTest::addColumn<int>("apiKey");
    QTest::addColumn<int>("loss");
    QTest::addColumn<int>("times");
    const auto row = [](const char* name, std::int16_t apiKey, Loss loss, int times) {
        QTest::newRow(name) << static_cast<int>(apiKey) << static_cast<int>(loss) << times;
    };
    row("commit done, answer lost", ResponseDropper::endTransaction, Loss::AnswerThenClosed, 3);
    row("commit lost", ResponseDropper::endTransaction, Loss::RequestThenClosed, 3);
    row("written, answer lost", ResponseDropper::produce, Loss::AnswerThenClosed, 3);
    row("records lost", ResponseDropper::produce, Loss::RequestThenClosed, 3);
    row("progress noted, answer lost", ResponseDropper::commitOffsetsInTransaction, Loss::AnswerThenClosed, 3);
    row("progress lost", ResponseDropper::commitOffsetsInTransaction, Loss::RequestThenClosed, 3);
    row("id taken over, answer lost", ResponseDropper::initProducerId, Loss::AnswerThenClosed, 1);
    if (longTests()) {
        row("commit done, silence", ResponseDropper::endTransaction, Loss::AnswerThenSilent, 2);
        row("written, silence", ResponseDropper::produce, Loss::AnswerThenSilent, 2);
        row("progress noted, silence", ResponseDropper::commitOffsetsInTransaction, Loss::AnswerThenSilent, 2);
    }
}

void ReplayHinderedTest::lostAnswers()
{
    QFETCH(int, apiKey);
    QFETCH(int, loss);
    QFETCH(int, times);
    write(200);
    ReplayRun run({"--bootstrap", QString::fromStdString(m_proxied)}, m_letters.topics, {"--batch", "20"});
    const int before = m_proxy.lost();
    m_proxy.lose(static_cast<std::int16_t>(apiKey), static_cast<Loss>(loss), times,
                 apiKey == ResponseDropper::initProducerId ? 0 : static_cast<int>(m_random() % 3));
    const ReplayRun::End ended = run.runUntil({}, 300s);
    QVERIFY2(ended.status == 0, run.words().right(2000).constData());
    QVERIFY(m_proxy.lost() > before);
    std::cout << QTest::currentDataTag() << ": " << m_proxy.lost() - before << " lost, " << ended.seconds << " s" << std::endl;
    judge(run);
}

void ReplayHinderedTest::killedBeforeTheAnswer_data()
{
    QTest::addColumn<int>("apiKey");
    QTest::addColumn<int>("loss");
    QTest::newRow("commit done") << int(ResponseDropper::endTransaction) << static_cast<int>(Loss::AnswerThenSilent);
    QTest::newRow("commit never came") << int(ResponseDropper::endTransaction) << static_cast<int>(Loss::RequestThenClosed);
    QTest::newRow("written") << int(ResponseDropper::produce) << static_cast<int>(Loss::AnswerThenSilent);
    QTest::newRow("progress noted") << int(ResponseDropper::commitOffsetsInTransaction)
                                    << static_cast<int>(Loss::AnswerThenSilent);
}

/// The broker has done it, Weir never learns it and dies: the next run has to find out.
void ReplayHinderedTest::killedBeforeTheAnswer()
{
    QFETCH(int, apiKey);
    QFETCH(int, loss);
    write(200);
    ReplayRun run({"--bootstrap", QString::fromStdString(m_proxied)}, m_letters.topics, {"--batch", "20"});
    for (int round = 0; round < 3; ++round) {
        const int before = m_proxy.lost();
        m_proxy.lose(static_cast<std::int16_t>(apiKey), static_cast<Loss>(loss), 1, static_cast<int>(m_random() % 2));
        const auto process = run.start();
        QTRY_VERIFY_WITH_TIMEOUT(m_proxy.lost() > before, 30000);
        QVERIFY(process->state() == QProcess::Running);
        process->kill();
        QVERIFY(run.finish(*process, 10s).killed);
    }
    m_proxy.loseNothing();
    const ReplayRun::End ended = run.runUntil({}, 120s);
    QVERIFY2(ended.status == 0, run.words().right(2000).constData());
    judge(run);
}

void ReplayHinderedTest::permit()
{
    const auto allow = [&](const std::string& topic, const std::vector<std::string>& operations) {
        std::vector<std::string> words{"kafka-acls", "--add", "--allow-principal", "User:reader", "--topic", topic,
                                       "--resource-pattern-type", "prefixed"};
        for (const std::string& operation : operations)
            words.insert(words.end(), {"--operation", operation});
        (void)m_broker.tool(words);
    };
    // One call of the tool is a second of Java; the topics of one test have their beginning in common.
    const std::string name = m_letters.topics.front().substr(0, m_letters.topics.front().find("-billing"));
    allow(name, {"Read", "Write", "Describe", "DescribeConfigs"});
}

void ReplayHinderedTest::transactionsForbidden()
{
    write(60);
    permit();
    const OffsetMap before = settledEnds(*m_cluster, m_letters.targetPartitions());
    ReplayChild child(m_broker.bootstrap(), m_letters.topics, {});
    QVERIFY2(child.run(60s) == ReplayChild::End::Exited, child.words().constData());
    const QByteArray words = child.words();
    QVERIFY2(words.contains("transaction") || words.contains("Transaction"), words.constData());
    QVERIFY2(words.contains("permission") || words.contains("uthori") || words.contains("ermitted"), words.constData());
    QVERIFY2(words.contains("at least once") || words.contains("t-least-once"), words.constData());
    std::cout << "it says: " << words.trimmed().toStdString() << std::endl;
    QCOMPARE(settledEnds(*m_cluster, m_letters.targetPartitions()), before);
    const auto info = child.info();
    QVERIFY(info);
    QCOMPARE(info->counts.committed, std::int64_t(0));
    QVERIFY(info->state != ReplayState::Done);
}

void ReplayHinderedTest::atLeastOnceUnderKills()
{
    write(longTests() ? 2'000 : 400);
    permit();
    ReplayOptions options;
    options.delivery = ReplayDelivery::AtLeastOnce;
    options.batch = 10;
    ReplayChild child(m_broker.bootstrap(), m_letters.topics, options);
    for (const ReplayStep step : {ReplayStep::Selected, ReplayStep::BatchBegun, ReplayStep::Sent, ReplayStep::Settled})
        if (child.run(60s, step, step == ReplayStep::Selected ? 1 : 1 + static_cast<int>(m_random() % 2)) ==
            ReplayChild::End::Exited)
            QFAIL(child.words().constData());
    for (int kills = 0; kills < 4; ++kills)
        (void)child.run(std::chrono::milliseconds(100 + m_random() % 900));
    QVERIFY2(child.run(120s) == ReplayChild::End::Exited, child.words().constData());
    std::int64_t copies = 0;
    const auto complaints = judgeTargets(m_letters, child.job(), seen(), &copies);
    for (const std::string& complaint : complaints)
        std::cout << "WRONG: " << complaint << std::endl;
    QVERIFY(complaints.empty());
    const auto info = child.info();
    QVERIFY(info);
    std::cout << child.kills() << " kills, " << copies << " copies, " << info->counts.duplicates << " reported" << std::endl;
    QCOMPARE(info->state, ReplayState::Done);
    QCOMPARE(info->counts.committed, info->counts.total);
    QCOMPARE(info->counts.duplicates, copies);
}

/// The search after a crash finds two of some letters: somebody's retry got through as well.
void ReplayHinderedTest::atLeastOnceCountsCopies()
{
    write(80);
    permit();
    ReplayOptions options;
    options.delivery = ReplayDelivery::AtLeastOnce;
    options.batch = 40;
    ReplayChild child(m_broker.bootstrap(), m_letters.topics, options);
    QVERIFY(child.run(60s, ReplayStep::Sent, 1) == ReplayChild::End::Killed);
    std::vector<OutgoingRecord> again;
    for (const auto& [partition, records] : seen())
        for (const Record& record : records)
            if (again.size() < 3)
                again.push_back({record.topic, record.partition, record.key, record.value, record.headers, std::nullopt});
    QCOMPARE(again.size(), std::size_t(3));
    for (const auto& sent : send(*m_cluster, again, Call::within(30s)))
        QVERIFY(sent);
    QVERIFY2(child.run(120s) == ReplayChild::End::Exited, child.words().constData());
    std::int64_t copies = 0;
    const auto complaints = judgeTargets(m_letters, child.job(), seen(), &copies);
    QVERIFY2(complaints.empty(), complaints.empty() ? "" : complaints.front().c_str());
    QCOMPARE(copies, std::int64_t(3));
    QCOMPARE(child.info()->counts.duplicates, copies);
}

int main(int argc, char** argv)
{
    if (ReplayChild::isChild(argc, argv))
        return ReplayChild::main(argc, argv);
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    const std::uint16_t listens = ResponseDropper::freePort(19'100);
    const std::uint16_t far = ResponseDropper::freePort(static_cast<std::uint16_t>(listens + 1));
    ResponseDropper proxy(far, listens);
    OwnBroker broker(std::filesystem::path(WEIR_BINARY_DIR) / "kafka-hindered",
                     {"--sasl", "--proxied", std::to_string(listens) + ":" + std::to_string(far)});
    if (broker.bootstrap().empty() || !proxy.works()) {
        std::cout << "FAIL: packaging/kafka could not start a broker with logins behind a proxy" << std::endl;
        return 1;
    }
    ReplayHinderedTest test(broker, proxy, "127.0.0.1:" + std::to_string(far), testSeed());
    return QTest::qExec(&test, argc, argv);
}
#include "replay_hindered_kafka_test.moc"
