// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"
#include "tests/weirctl/weirctl_program.h"

#include "core/records/record_copy.h"
#include "core/records/record_import.h"

#include <QJsonArray>
#include <QtTest>

#include <csignal>
#include <map>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

QString text(const std::string& s) { return QString::fromStdString(s); }

} // namespace

/// `weirctl read` on a real broker: ranges, filters, formats, counts and following, beside kcat where it is there.
class WeirctlReadTest : public QObject
{
    Q_OBJECT

private:
    WeirctlProgram m_weirctl;
    std::string m_bootstrap;
    std::shared_ptr<Cluster> m_cluster;
    std::string m_topic; ///< 3 partitions, 40 records each, a second apart, {"n":0…119}

    std::string makeTopic(int partitions)
    {
        const std::string name = uniqueName("read");
        const auto made = m_cluster->admin().createTopic({name, partitions, 1, {{"retention.ms", "-1"}}}, soon()); // records of 2023
        if (!made)
            qFatal("%s", made.error().message.c_str());
        return name;
    }
    void sendAll(const std::vector<OutgoingRecord>& records)
    {
        for (const auto& sent : send(*m_cluster, records, Call::within(30s)))
            QVERIFY2(sent, sent ? "" : sent.error().message.c_str());
    }
    [[nodiscard]] Outcome read(QStringList arguments, const std::string& topic)
    {
        return m_weirctl.run(QStringList{"--bootstrap", text(m_bootstrap), "read", text(topic)} + arguments);
    }
    void commit(const std::string& group, const OffsetMap& offsets)
    {
        auto member = m_cluster->joinGroup({group, "weirctl-test", {m_topic}, OffsetReset::Earliest});
        QVERIFY(member);
        QElapsedTimer timer;
        timer.start();
        while ((*member)->assignment().size() < 3 && timer.elapsed() < 30'000)
            (void)(*member)->poll(1, Call::within(200ms));
        QVERIFY((*member)->commit(offsets, soon()));
    }
    [[nodiscard]] static QByteArray kcat(const QStringList& arguments)
    {
        QProcess process;
        process.start("kcat", arguments);
        return process.waitForFinished(60'000) ? process.readAllStandardOutput() : QByteArray();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_bootstrap = *testBootstrap();
        m_cluster = open(m_bootstrap);
        m_topic = makeTopic(3);
        std::vector<OutgoingRecord> records;
        for (int i = 0; i < 120; ++i) {
            records.push_back(outgoing(m_topic, i % 3, "{\"n\":" + std::to_string(i) + "}", "k" + std::to_string(i % 10)));
            records.back().timestamp = 1'700'000'000'000 + i * 1000;
        }
        sendAll(records);
    }
    void cleanupTestCase() { m_cluster.reset(); }

    void ranges_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("records");
        QTest::addColumn<int>("first"); ///< n of the first record; -1: partitions are mixed
        const auto row = [](const QString& arguments, int records, int first) {
            QTest::newRow(qPrintable(arguments)) << arguments.split(' ', Qt::SkipEmptyParts) << records << first;
        };
        row("", 50, 119);
        row("--from newest:5", 5, 119);
        row("--from newest", 50, 119);
        row("--from oldest:5", 5, 0);
        row("--from oldest", 120, 0);
        row("--from oldest --limit 4", 4, 0);
        row("--from offset:38", 6, 114);
        row("--from offset:38 --limit 2", 2, 114);
        row("--from offset:10 --to offset:12", 6, 30);
        row("--from offset:39 --to offset:40 --partition 1", 1, 118);
        row("--to offset:1", 3, 0);
        row("--from time:2023-11-14T22:15:00Z", 20, 100);
        row("--from time:1700000110000 --to time:1700000112000", 2, 110);
        row("--from time:-15m", 0, 0);
        row("--to newest:39", 3, 0);
        row("--from newest:2 --to newest:1", 3, 114);
        row("--to oldest:2 --partition 0 --partition 2", 4, 0);
        row("--isolation read_committed --from newest:5", 5, 119);
        row("--filter value.n>=100", 20, -1);
        row("--filter value.n>=100 --limit 3", 3, -1);
        row("--filter value.n>=0 --from newest:2", 6, -1);
        row("--filter value.n<5 --to offset:1", 3, -1);
    }
    void ranges()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, records);
        QFETCH(int, first);
        const Outcome outcome = read(arguments + QStringList{"--json"}, m_topic);
        QVERIFY2(outcome.status == 0, outcome.err.constData());
        const auto rows = outcome.objects();
        QVERIFY2(rows.size() == records, outcome.err + outcome.out);
        if (records > 0 && first >= 0)
            QCOMPARE(rows.first()["value"].toString(), QString("{\"n\":%1}").arg(first));
        QVERIFY2(outcome.err.startsWith("weirctl: " + QByteArray::number(records) + " record"), outcome.err.constData());
        QVERIFY2(outcome.err.contains(" offsets read"), outcome.err.constData());
    }

    void groups()
    {
        const std::string group = uniqueName("readers");
        commit(group, {{{m_topic, 0}, 38}, {{m_topic, 1}, 40}});
        const Outcome unread = read({"--from", "group:" + text(group), "--json"}, m_topic);
        QVERIFY2(unread.status == 0, unread.err.constData());
        QCOMPARE(unread.objects().size(), 42); // two, none, and all 40 of the partition without a commit
        QVERIFY2(unread.err.contains("no committed offset"), unread.err.constData());
        const Outcome stuck = read({"--from", "stuck:" + text(group), "--partition", "0", "--json"}, m_topic);
        QVERIFY2(stuck.status == 0, stuck.err.constData());
        QCOMPARE(stuck.objects().size(), 1);
        QCOMPARE(stuck.objects().first()["offset"].toInt(), 38);
        const Outcome nobody = read({"--from", "group:" + text(uniqueName("nobody"))}, m_topic);
        QCOMPARE(nobody.status, 1);
        QVERIFY(nobody.out.isEmpty());
    }

    void counts()
    {
        QCOMPARE(read({"--count"}, m_topic).out, QByteArray("120\n"));
        QCOMPARE(read({"--count", "--filter", "key == \"k3\""}, m_topic).out, QByteArray("12\n"));
        const Outcome json = read({"--count", "--filter", "key == \"k3\"", "--from", "offset:10", "--json"}, m_topic);
        QVERIFY2(json.status == 0, json.err.constData());
        const QJsonObject object = json.objects().first();
        QCOMPARE(object["count"].toInt(), 9);
        QCOMPARE(object["records_read"].toInt(), 90);
        QVERIFY(object["complete"].toBool());
        if (QStandardPaths::findExecutable("kcat").isEmpty()) {
            QVERIFY2(!brokersAreRequired(), "kcat is not there");
            QSKIP("kcat is not there");
        }
        const QByteArray lines = kcat({"-b", text(m_bootstrap), "-C", "-t", text(m_topic), "-o", "beginning", "-e", "-q", "-f", "%k\n"});
        QCOMPARE(lines.count('\n'), 120);
        QCOMPARE(lines.split('\n').count("k3"), 12);
    }

    void nothingIsLostInNdjson()
    {
        const std::string topic = makeTopic(1);
        const auto ugly = uglyRecords(topic);
        sendAll(ugly);
        const Outcome outcome = read({"--from", "oldest", "--format", "ndjson"}, topic);
        QVERIFY2(outcome.status == 0, outcome.err.constData());
        std::size_t at = 0;
        for (const QByteArray& line : outcome.out.split('\n')) {
            if (line.isEmpty())
                continue;
            const auto record = parseJsonLine({line.constData(), static_cast<std::size_t>(line.size())});
            QVERIFY2(record, record ? "" : record.error().message.c_str());
            QCOMPARE(difference(ugly.at(at), *record), std::string());
            QCOMPARE(record->offset, std::int64_t(at++));
        }
        QCOMPARE(at, ugly.size());
        const Outcome raw = read({"--from", "oldest", "--filter", "offset == 4", "--format", "raw"}, topic);
        QCOMPARE(raw.out, QByteArray("\xc3\x28\0\n\n", 5));
    }

    void copiedCommandsReadThatRecord()
    {
        for (const std::int64_t offset : {0, 39}) { // the last one too: its end is that of the log
            const std::string command = weirctlCommand({"--bootstrap", m_bootstrap}, {m_topic, 2}, offset);
            QStringList words = text(command).split(' ').mid(1);
            const Outcome outcome = m_weirctl.run(words);
            QVERIFY2(outcome.status == 0, outcome.err.constData());
            QCOMPARE(outcome.objects().size(), 1);
            QCOMPARE(outcome.objects().first()["offset"].toInteger(), qint64(offset));
            QCOMPARE(outcome.objects().first()["partition"].toInt(), 2);
        }
        if (QStandardPaths::findExecutable("kcat").isEmpty()) {
            QVERIFY2(!brokersAreRequired(), "kcat is not there");
            QSKIP("kcat is not there");
        }
        const QByteArray line = kcat(text(kcatCommand(m_bootstrap, {m_topic, 1}, 7)).split(' ').mid(1));
        QVERIFY2(line.contains("\"offset\":7") && line.contains("\"partition\":1") && line.count('\n') == 1, line.constData());
    }

    void largeRangesStream()
    {
        const std::string topic = makeTopic(2);
        std::vector<OutgoingRecord> records;
        for (int i = 0; i < 12'000; ++i)
            records.push_back(outgoing(topic, i % 2, std::to_string(i)));
        sendAll(records);
        const Outcome outcome = read({"--from", "oldest", "--format", "raw"}, topic);
        QVERIFY2(outcome.status == 0, outcome.err.constData());
        QCOMPARE(outcome.out.count('\n'), 12'000);
        QCOMPARE(read({"--count", "--filter", "value ~ \"^1\""}, topic).out, QByteArray("3111\n"));
        // The reader goes away: an end without a word.
        QProcess shell;
        shell.start("/bin/sh", {"-c", "{ \"$0\" --bootstrap \"$1\" read \"$2\" --from oldest; echo \"status $?\" >&2; } | head -c 1 >/dev/null",
                                WeirctlProgram::path(), text(m_bootstrap), text(topic)});
        QVERIFY(shell.waitForFinished(60'000));
        QCOMPARE(shell.readAllStandardError(), QByteArray("status 1\n"));
    }

    void follows()
    {
        const std::string topic = makeTopic(1);
        sendAll({outgoing(topic, 0, "before")});
        const auto process = m_weirctl.start({"--bootstrap", text(m_bootstrap), "read", text(topic), "--follow", "--from", "oldest", "--filter", "not value contains \"hidden\"", "--format", "raw"});
        QByteArray out;
        const auto waitFor = [&](const QByteArray& line) {
            while (!out.contains(line) && process->waitForReadyRead(30'000))
                out += process->readAllStandardOutput();
            return out.contains(line);
        };
        QVERIFY2(waitFor("before\n"), process->readAllStandardError().constData());
        sendAll({outgoing(topic, 0, "hidden"), outgoing(topic, 0, "after")});
        QVERIFY(waitFor("after\n"));
        QCOMPARE(out, QByteArray("before\nafter\n"));
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        QVERIFY(process->waitForFinished(10'000));
        QCOMPARE(process->exitCode(), 0);
        QCOMPARE(process->readAllStandardError(), QByteArray("weirctl: 2 records of 3 that arrived.\n"));
        const Outcome limited = read({"--follow", "--from", "newest:1", "--limit", "1", "--format", "raw"}, topic);
        QCOMPARE(limited.out, QByteArray("after\n"));
        QCOMPARE(limited.status, 0);
        QCOMPARE(read({"--follow"}, uniqueName("nowhere")).status, 1);
    }
};

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication application(argc, argv);
    WeirctlReadTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "weirctl_read_test.moc"
