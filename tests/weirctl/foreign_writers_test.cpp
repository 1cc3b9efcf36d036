// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/real_broker.h"
#include "tests/weirctl/weirctl_program.h"

#include "core/kafka/real_cluster.h"

#include <QDir>
#include <QJsonArray>
#include <QStandardPaths>
#include <QtTest>

using namespace weir;
using namespace weir::test;

namespace {

QString text(const std::string& s) { return QString::fromStdString(s); }

struct Ended {
    bool good = false;
    QByteArray output; ///< both streams
};

Ended run(const QString& program, const QStringList& arguments, int seconds, const QByteArray& input = {})
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    const bool ended = process.waitForStarted() && process.waitForFinished(seconds * 1'000);
    if (!ended) {
        process.kill();
        process.waitForFinished(5'000);
    }
    return {ended && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0, process.readAll()};
}

QByteArray bytesOf(const QJsonObject& object, const QString& name)
{
    if (object.contains(name + "_base64"))
        return QByteArray::fromBase64(object[name + "_base64"].toString().toLatin1());
    return object[name].toString().toUtf8();
}

/// "trace=61 id=00fffe empty= gone=NULL", values in hexadecimal.
QString headersOf(const QJsonObject& record)
{
    QStringList parts;
    for (const QJsonValue& value : record["headers"].toArray()) {
        const QJsonObject header = value.toObject();
        const bool null = header.contains("value") && header["value"].isNull();
        parts << header["name"].toString() + "=" + (null ? "NULL" : QString(bytesOf(header, "value").toHex()));
    }
    return parts.join(' ');
}

} // namespace

/// Records that other programs wrote, read by weirctl: byte for byte what was written.
class ForeignWritersTest : public QObject
{
    Q_OBJECT

private:
    WeirctlProgram m_weirctl;
    std::string m_bootstrap;

    std::string makeTopic()
    {
        ClusterOptions options;
        options.bootstrapServers = m_bootstrap;
        const auto cluster = openRealCluster(options);
        const std::string topic = uniqueName("foreign");
        if (!cluster || !(*cluster)->admin().createTopic({topic, 1, 1, {}}, Call::within(std::chrono::seconds(20))))
            qWarning("topic %s could not be made", topic.c_str());
        return topic;
    }

    QList<QJsonObject> readAll(const std::string& topic)
    {
        const Outcome outcome = m_weirctl.run(
            {"--bootstrap", text(m_bootstrap), "read", text(topic), "--from", "oldest:1000", "--json"});
        if (outcome.status != 0)
            qWarning("%s", outcome.err.constData());
        return outcome.objects();
    }

private Q_SLOTS:
    void initTestCase() { m_bootstrap = *testBootstrap(); }

    void aiokafka()
    {
        const std::string topic = makeTopic();
        const PythonRun written = runPython("tests/weirctl/foreign_writer.py", {m_bootstrap, topic});
        if (written.missing && !brokersAreRequired())
            QSKIP("aiokafka could not be installed (packaging/kafka python says why)");
        QVERIFY2(written.good, written.output.c_str());
        const auto records = readAll(topic);
        QCOMPARE(records.size(), 8);
        for (int i = 0; i < records.size(); ++i)
            QCOMPARE(records[i]["offset"].toInt(), i);

        QCOMPARE(records[0]["key"].toString(), QString("order-42"));
        QCOMPARE(records[0]["value"].toString().toUtf8(),
                 QByteArray("{\"event_id\": \"0d5c8f0e-2f39-4d1c-8a53-0f2f4a7f6f10\", \"event_type\": \"OrderPaid\", "
                            "\"occurred_at\": \"2026-11-23T14:07:31.208000+00:00\", \"data\": {\"order\": "
                            "\"Gr\\u00f6\\u00dfe \\u202e \\ud83d\\ude00\", \"total\": 1.1, \"largest\": "
                            "9223372036854775807, \"smallest\": -9223372036854775808, \"unsigned\": "
                            "18446744073709551615, \"beyond_double\": 9007199254740993, \"nothing\": null}}"));
        QVERIFY(records[1]["key"].isNull());
        QCOMPARE(records[1]["value"].toString(), QString("with headers"));
        QCOMPARE(records[1]["timestamp"].toInteger(), 1700000000123);
        QCOMPARE(headersOf(records[1]), QString("trace=61 id=00fffe trace=62 empty= größe=c3bc"));
        QVERIFY(records[2].contains("value") && records[2]["value"].isNull());
        QCOMPARE(records[2]["key"].toString(), QString("gone"));
        QVERIFY(records[3]["value"].isString() && records[3]["value"].toString().isEmpty());
        QVERIFY(records[3]["key"].isString() && records[3]["key"].toString().isEmpty());
        QByteArray all;
        for (int i = 0; i < 256; ++i)
            all += static_cast<char>(i);
        QCOMPARE(bytesOf(records[4], "value"), all);
        QCOMPARE(bytesOf(records[4], "key"), QByteArray("\xff\xfe\x00\xc3", 4));
        QByteArray large = "{\"filler\":\"";
        for (int i = 0; i < 900'000; ++i)
            large += static_cast<char>(33 + static_cast<qint64>(i) * 7 % 90);
        large.replace('\\', '/');
        const qsizetype from = 11;
        for (qsizetype i = from; i < large.size(); ++i) {
            if (large[i] == '"')
                large[i] = '\'';
        }
        large += "\"}";
        QVERIFY(bytesOf(records[5], "value") == large); // not QCOMPARE: it would print 900 KB
        QCOMPARE(records[6]["value"].toString().toUtf8(),
                 QByteArray("{ \"a\" : 1.10, \"a\":2,\n\t\"b\":\"\\u00e9\\/\" }\n"));
        QCOMPARE(records[7]["value"].toString(),
                 QString("[1.1, 1e+22, -0.0, 9223372036854775808, 18446744073709551615]"));
    }

    void kcat()
    {
        const QString program = QStandardPaths::findExecutable("kcat");
        if (program.isEmpty())
            QSKIP("there is no kcat");
        const std::string topic = makeTopic();
        QTemporaryDir folder;
        QByteArray bytes;
        for (int i = 0; i < 900 * 1024; ++i)
            bytes += static_cast<char>(i * 31 % 256);
        QFile file(folder.filePath("value"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        file.close();
        const QStringList base{"-P", "-b", text(m_bootstrap), "-t", text(topic), "-X", "message.max.bytes=1000000"};
        const auto write = [&](const QStringList& more, const QByteArray& input = {}) {
            const Ended written = run(program, base + more, 30, input);
            QVERIFY2(written.good, written.output.constData());
        };
        write({"-k", "large", "-H", "h=1", "-H", "other=\x1b", "-H", "h=2", "-H", "none", file.fileName()});
        write({"-K", ":", "-Z"}, "tombstone:\n"); // -Z: empty becomes NULL
        write({"-K", ":"}, "empty:\n");
        const auto records = readAll(topic);
        QCOMPARE(records.size(), 3);
        QCOMPARE(records[0]["key"].toString(), QString("large"));
        QVERIFY(bytesOf(records[0], "value") == bytes);
        QCOMPARE(headersOf(records[0]), QString("h=31 other=1b h=32 none=NULL"));
        QVERIFY(records[1]["value"].isNull());
        QCOMPARE(records[1]["key"].toString(), QString("tombstone"));
        QVERIFY(records[2]["value"].isString() && records[2]["value"].toString().isEmpty());
        QCOMPARE(records[2]["key"].toString(), QString("empty"));
    }

    void whatWeirctlSendsComesBack()
    {
        const std::string topic = makeTopic();
        QByteArray bytes;
        for (int i = 0; i < 900'000; ++i)
            bytes += static_cast<char>(i * 17 % 251);
        const auto send = [&](const QStringList& more, const QByteArray& input = {}) {
            return m_weirctl.run(QStringList{"--bootstrap", text(m_bootstrap), "send", text(topic)} + more, input).status;
        };
        QCOMPARE(send({"--value", "-"}, bytes), 0);
        QCOMPARE(send({"--null-value", "--key", ""}), 0);
        QCOMPARE(send({"--value", "", "--header", "h=", "--header", "h", "--header", "h=2"}), 0);
        QCOMPARE(send({"--value", "-"}, QByteArray(2'000'000, 'x')), 1); // more than the broker takes
        const auto records = readAll(topic);
        QCOMPARE(records.size(), 3);
        QVERIFY(bytesOf(records[0], "value") == bytes);
        QVERIFY(records[1]["value"].isNull() && records[1]["key"].isString());
        QVERIFY(records[2]["value"].isString() && records[2]["key"].isNull());
        QCOMPARE(headersOf(records[2]), QString("h= h=NULL h=32"));
    }
};

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication application(argc, argv);
    ForeignWritersTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "foreign_writers_test.moc"
