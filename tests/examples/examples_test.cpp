// SPDX-License-Identifier: GPL-3.0-or-later
// The programs that the documentation shows, run against a mock broker; and the documentation shows these very programs.
#include "core/events/envelope.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/mock_broker.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <sstream>

using namespace weir;
using namespace weir::test;

namespace {

std::string textOf(const std::string& file)
{
    std::ifstream stream(std::string(WEIR_SOURCE_DIR) + "/" + file);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

/// A program that runs beside the test; ended with it.
class Program
{
public:
    Program(const QString& name, const MockBroker& broker, const QStringList& more = {})
    {
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(QStringLiteral(WEIR_EXAMPLES_DIR "/example_") + name,
                        QStringList{QString::fromStdString(broker.bootstrap())} + more);
    }
    ~Program()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    /// What it has said so far.
    const QString& said()
    {
        m_said += QString::fromUtf8(m_process.readAll());
        return m_said;
    }
    bool ended() { return m_process.state() == QProcess::NotRunning && !said().isNull(); }
    int status() const { return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1; }
    void terminate() { m_process.terminate(); }

private:
    QProcess m_process;
    QString m_said{QLatin1String("")};
};

Bytes paidEvent(const char* data) { return encodeEnvelope(*makeEnvelope("OrderPaid", data, nowMs())); }

} // namespace

class ExamplesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void publishes();
    void consumes();
    void retries();
    void sendsATransaction();
    void theDocumentationShowsThem_data();
    void theDocumentationShowsThem();
};

void ExamplesTest::publishes()
{
    MockBroker broker;
    broker.createTopic("events.orderpaid", 4);
    broker.createTopic("prices", 1);
    Program program(QStringLiteral("publish_events"), broker);
    QTRY_VERIFY_WITH_TIMEOUT(program.ended(), 20000);
    QVERIFY2(program.status() == 0, qPrintable(program.said()));
    QCOMPARE(program.said(), QStringLiteral("published to events.orderpaid at offset 0\nsent to partition 0\n"));
    const auto cluster = open(broker.bootstrap());
    QCOMPARE(readAll(cluster->reader(), {{{"prices", 0}, 0, 1}}).at(0).key, OptionalBytes("X1"));
}

void ExamplesTest::consumes()
{
    MockBroker broker;
    broker.createTopic("events.orderpaid", 1);
    const auto cluster = open(broker.bootstrap());
    (void)send(*cluster, {outgoing("events.orderpaid", 0, paidEvent(R"({"n": 1})"), "A-1"), outgoing("events.orderpaid", 0, "no event"),
                          outgoing("events.orderpaid", 0, paidEvent(R"({"n": 2})"), "A-2")});
    Program program(QStringLiteral("consume_events"), broker);
    QTRY_VERIFY_WITH_TIMEOUT(program.said().contains(QLatin1String("paid: A-2")), 30000);
    QVERIFY(program.said().startsWith(QLatin1String("paid: A-1 {\"n\": 1}\noffset 1: The record is no event in the envelope: ")));
    program.terminate();
    QTRY_VERIFY_WITH_TIMEOUT(program.ended(), 20000);
    QVERIFY2(program.status() == 0, qPrintable(program.said()));
    const auto committed = cluster->admin().committedOffsets({"billing"}, soon());
    if (const auto group = committed.values.find("billing"); group != committed.values.end() && !group->second.empty())
        QCOMPARE(group->second.at({"events.orderpaid", 0}), std::int64_t(3));
}

void ExamplesTest::retries()
{
    MockBroker broker;
    broker.createTopic("events.orderpaid", 1);
    broker.createTopic("events.orderpaid.dlq", 1);
    const auto cluster = open(broker.bootstrap());
    const Bytes once = paidEvent(R"({"n": 1})");
    (void)send(*cluster, {outgoing("events.orderpaid", 0, once), outgoing("events.orderpaid", 0, paidEvent(R"({"n": "declined"})")),
                          outgoing("events.orderpaid", 0, "no event"), outgoing("events.orderpaid", 0, once)});
    const QTemporaryDir dir;
    Program program(QStringLiteral("retry_events"), broker, {dir.filePath(QStringLiteral("ids.sqlite")), QStringLiteral("20")});
    QTRY_VERIFY_WITH_TIMEOUT(program.said().contains(QLatin1String("seen before")), 30000);
    const QString& said = program.said();
    QCOMPARE(said.count(QLatin1String("charged for")), 1);
    QVERIFY2(said.contains(QLatin1String("offset 1, try 2: The card was declined.\n")), qPrintable(said));
    QVERIFY2(said.contains(QLatin1String("offset 1, try 3: The card was declined. Now a dead letter.")), qPrintable(said));
    QVERIFY2(said.contains(QLatin1String("offset 2, try 1: ")), qPrintable(said));
    program.terminate();
    QTRY_VERIFY_WITH_TIMEOUT(program.ended(), 20000);
    QVERIFY2(program.status() == 0, qPrintable(program.said()));
    QCOMPARE(readAll(cluster->reader(), {{{"events.orderpaid.dlq", 0}, 0, 2}}).size(), std::size_t(2));
}

void ExamplesTest::sendsATransaction()
{
    MockBroker broker;
    broker.createTopic("orders", 1);
    broker.createTopic("stock", 1);
    Program program(QStringLiteral("send_transaction"), broker);
    QTRY_VERIFY_WITH_TIMEOUT(program.ended(), 30000);
    QCOMPARE(program.said(), QStringLiteral("committed 2 records\n"));
}

void ExamplesTest::theDocumentationShowsThem_data()
{
    QTest::addColumn<QString>("example");
    for (const char* name : {"publish_events", "consume_events", "retry_events", "send_transaction"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void ExamplesTest::theDocumentationShowsThem()
{
    QFETCH(QString, example);
    const std::string code = textOf("tests/examples/" + example.toStdString() + ".cpp");
    QVERIFY(!code.empty());
    const std::string body = code.substr(code.find('\n') + 1); // without the licence line
    QVERIFY2(textOf("resources/help/event-library.md").find("```cpp\n" + body + "```\n") != std::string::npos,
             "the code in resources/help/event-library.md differs from the example");
}

QTEST_GUILESS_MAIN(ExamplesTest)
#include "examples_test.moc"
