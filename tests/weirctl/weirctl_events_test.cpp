// SPDX-License-Identifier: GPL-3.0-or-later
// send, event, generate, transaction and consume against a real broker, as a program.
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"
#include "tests/weirctl/weirctl_program.h"

#include <QFile>
#include <QJsonArray>
#include <QtTest>

#include <csignal>

using namespace weir;
using namespace weir::test;

namespace {

QString text(const std::string& s) { return QString::fromStdString(s); }

} // namespace

class WeirctlEventsTest : public QObject
{
    Q_OBJECT

private:
    WeirctlProgram m_weirctl;
    std::unique_ptr<Cluster> m_cluster;
    QTemporaryDir m_folder;

    QString makeTopic(int partitions = 3)
    {
        const std::string name = uniqueName("events");
        if (const auto made = m_cluster->admin().createTopic({name, partitions, 1, {}}, soon()); !made)
            qFatal("%s", made.error().message.c_str());
        return text(name);
    }
    [[nodiscard]] QStringList with(const QStringList& words) const
    {
        return QStringList{"--bootstrap", text(*testBootstrap())} + words;
    }
    [[nodiscard]] Outcome weirctl(const QStringList& words, const QByteArray& input = {})
    {
        return m_weirctl.run(with(words), input);
    }
    QList<QJsonObject> all(const QString& topic) { return weirctl({"read", topic, "--from", "oldest:1000", "--json"}).objects(); }
    QString makeTemplate(const QString& name, const QString& topic)
    {
        const QString path = m_folder.filePath(name + ".event");
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) ||
            file.write("topic: " + topic.toUtf8() + "\nkey: text " + name.toUtf8() + "-{{int 1..9}}\n\n---\n{\"n\":{{counter}}}") < 0)
            qFatal("no template");
        return path;
    }

private Q_SLOTS:
    void initTestCase() { m_cluster = open(*testBootstrap()); }
    void cleanupTestCase() { m_cluster.reset(); }

    void linesAreSentAsTheyCome()
    {
        const QString topic = makeTopic();
        const auto process = m_weirctl.start(with({"send", topic, "--lines", "--key-delimiter", ":", "--value-type", "int32", "--json"}));
        process->write("a:1\n");
        // The pipe stays open, and the first line is confirmed all the same.
        QVERIFY(process->waitForReadyRead(20'000));
        process->write("b:x\nc:-3");
        process->closeWriteChannel();
        QVERIFY(process->waitForFinished(30'000));
        const Outcome outcome{process->exitCode(), process->readAllStandardOutput(), process->readAllStandardError()};
        QCOMPARE(outcome.status, 1);
        QVERIFY2(outcome.err.contains("line 2: "), outcome.err.constData());
        const auto lines = outcome.objects();
        QCOMPARE(lines.size(), 4);
        QCOMPARE(lines.last()["event"].toString(), QString("end"));
        QCOMPARE(lines.last()["sent"].toInt(), 2);
        QCOMPARE(lines.last()["failed"].toInt(), 1);
        QMap<QString, QByteArray> values;
        for (const QJsonObject& record : all(topic))
            values[record["key"].toString()] = record.contains("value_base64")
                                                   ? QByteArray::fromBase64(record["value_base64"].toString().toLatin1())
                                                   : record["value"].toString().toUtf8();
        QCOMPARE(values, (QMap<QString, QByteArray>{{"a", QByteArray("\0\0\0\1", 4)}, {"c", QByteArray("\xff\xff\xff\xfd", 4)}}));
    }

    void jsonLinesComeBackTheSame()
    {
        const QString from = makeTopic();
        const QString to = makeTopic();
        QCOMPARE(weirctl({"send", from, "--value", "v", "--key", "7", "--key-type", "int64", "--header", "a:hex=00ff", "--header",
                          "b", "--header", "a:empty", "--timestamp", "1700000000123"}).status, 0);
        QCOMPARE(weirctl({"send", from, "--null-value", "--partition", "2"}).status, 0);
        const Outcome exported = weirctl({"read", from, "--from", "oldest", "--json"});
        const Outcome sent = weirctl({"send", to, "--json-lines", "--keep-partition", "--keep-timestamp"}, exported.out);
        QVERIFY2(sent.status == 0, sent.err.constData());
        QByteArray again = weirctl({"read", to, "--from", "oldest", "--json"}).out;
        QCOMPARE(again.replace(to.toUtf8(), from.toUtf8()), exported.out);
        QCOMPARE(all(from).first()["timestamp"].toInteger(), 1'700'000'000'123);
        QCOMPARE(weirctl({"send", "--json-lines"}, "{\"value\":\"no topic\"}\n").status, 1);
        QCOMPARE(weirctl({"send", to, "--lines", "--value", "x"}).status, 2);
        QCOMPARE(weirctl({"send", text(uniqueName("missing")), "--lines"}, "x\n").status, 1);
    }

    void eventLines()
    {
        const std::string type = uniqueName("LinePaid");
        const QString topic = QStringLiteral("events.") + text(type).toLower();
        QVERIFY(m_cluster->admin().createTopic({topic.toStdString(), 1, 1, {}}, soon()));
        const Outcome sent = weirctl({"event", text(type), "--lines", "--key-delimiter", ";"}, "o-1;{\"n\":1.10}\no-2;{\n");
        QCOMPARE(sent.status, 1);
        QVERIFY2(sent.err.contains("line 2: "), sent.err.constData());
        const auto records = all(topic);
        QCOMPARE(records.size(), 1);
        QCOMPARE(records[0]["key"].toString(), QString("o-1"));
        QVERIFY(records[0]["value"].toString().endsWith(",\"data\":{\"n\":1.10}}"));
    }

    void generatesACount()
    {
        const QString topic = makeTopic();
        const QString file = makeTemplate("one", topic);
        QCOMPARE(weirctl({"generate", file, "--preview", "2", "--seed", "5", "--json"}).objects().size(), 2);
        QVERIFY(all(topic).isEmpty()); // a preview sends nothing
        const Outcome run = weirctl({"generate", file, "--count", "200", "--fastest", "--seed", "5", "--json"});
        QVERIFY2(run.status == 0, run.err.constData());
        const QJsonObject end = run.objects().last();
        QCOMPARE(end["event"].toString(), QString("end"));
        QCOMPARE(end["state"].toString(), QString("done"));
        QCOMPARE(end["acknowledged"].toInt(), 200);
        QCOMPARE(all(topic).size(), 200);
        for (const QStringList& bad : QList<QStringList>{{"generate"}, {"generate", file, "--rate", "1", "--fastest"},
                                                         {"generate", file, "--weight", "two=1"}, {"generate", file, "--ramp", "5"}})
            QCOMPARE(weirctl(bad).status, 2);
        QCOMPARE(weirctl({"generate", "no-such-template", "--count", "1"}).status, 1);
        QCOMPARE(weirctl({"--read-only", "generate", file, "--count", "1"}).status, 1);
    }

    void interruptEndsARunWithItsSummary()
    {
        const QString topic = makeTopic();
        const auto process = m_weirctl.start(with({"generate", makeTemplate("long", topic), "--rate", "50", "--json"}));
        QVERIFY(process->waitForReadyRead(20'000)); // the first second is over
        QVERIFY(::kill(static_cast<pid_t>(process->processId()), SIGINT) == 0);
        QVERIFY(process->waitForFinished(30'000));
        QCOMPARE(process->exitCode(), 0); // it had no other end
        const Outcome outcome{0, process->readAllStandardOutput(), {}};
        const QJsonObject end = outcome.objects().last();
        QCOMPARE(end["state"].toString(), QString("cancelled"));
        QVERIFY(end["acknowledged"].toInt() > 0);
        QCOMPARE(all(topic).size(), end["acknowledged"].toInt());
    }

    void transactions()
    {
        const QString topic = makeTopic(1);
        const QString other = makeTopic(1);
        const QStringList files{makeTemplate("first", topic), makeTemplate("second", other)};
        const Outcome aborted = weirctl(QStringList{"transaction"} + files + QStringList{"--abort", "--json"});
        QCOMPARE(aborted.status, 0); // it was meant to
        QCOMPARE(aborted.objects().last()["outcome"].toString(), QString("aborted"));
        const Outcome committed = weirctl(QStringList{"transaction"} + files + QStringList{"--leave-open", "1", "--json"});
        QVERIFY2(committed.status == 0, committed.err.constData());
        const auto lines = committed.objects();
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines[0]["event"].toString(), QString("open"));
        QCOMPARE(lines[1]["outcome"].toString(), QString("committed"));
        QCOMPARE(lines[1]["records"].toArray().size(), 2);
        const auto committedOf = [&](const QString& name) {
            return weirctl({"read", name, "--from", "oldest", "--isolation", "read_committed", "--json"}).objects().size();
        };
        QTRY_COMPARE(committedOf(topic), 1);
        QTRY_COMPARE(committedOf(other), 1);
        const QString place = other + "-0@" + QString::number(lines[1]["records"].toArray()[1].toObject()["offset"].toInteger());
        const Outcome settled = weirctl({"transaction", "--settle", lines[1]["id"].toString(), "--at", place});
        QVERIFY2(settled.status == 0 && settled.out.startsWith("committed"), settled.err.constData());
        const Outcome gone = weirctl({"transaction", "--settle", aborted.objects().last()["id"].toString(), "--at", topic + "-0@0"});
        QVERIFY2(gone.status == 1 && gone.out.startsWith("aborted"), gone.err.constData());
        const Outcome bad = weirctl({"transaction", "--topic", topic}, "{\"value\":\"a\"}\nnonsense\n");
        QCOMPARE(bad.status, 1);
        QCOMPARE(committedOf(topic), 1); // all or none
        QCOMPARE(weirctl({"transaction", "--settle", "x"}).status, 2);
    }

    void consumesAndCommitsWhatWasPrinted()
    {
        const QString topic = makeTopic(2);
        const QString group = text(uniqueName("consume"));
        QByteArray lines;
        for (int i = 0; i < 12; ++i)
            lines += QByteArray::number(i) + "\n";
        QCOMPARE(weirctl({"send", topic, "--lines"}, lines).status, 0);
        const QStringList consume{"consume", topic, "--group", group, "--from", "earliest", "--json"};
        const Outcome some = weirctl(consume + QStringList{"--max", "5"});
        QVERIFY2(some.status == 0, some.err.constData());
        const Outcome rest = weirctl(consume + QStringList{"--idle", "1"});
        QCOMPARE(rest.status, 0);
        QSet<QString> values;
        for (const Outcome& outcome : {some, rest})
            for (const QJsonObject& record : outcome.objects())
                values << record["value"].toString();
        QCOMPARE(some.objects().size(), 5);
        QCOMPARE(rest.objects().size(), 7); // none twice: the first five were committed, and no more
        QCOMPARE(values.size(), 12);
        QByteArray read = weirctl({"read", topic, "--from", "oldest", "--json"}).out;
        for (const QByteArray& line : some.out.split('\n'))
            QVERIFY(read.contains(line)); // the very same lines
        QCOMPARE(weirctl(QStringList{"--read-only"} + consume).status, 1);
        QCOMPARE(weirctl({"consume", topic}).status, 2);
    }

    void brokenPipeCommitsNothing()
    {
        const QString topic = makeTopic(1);
        const QString group = text(uniqueName("broken"));
        QCOMPARE(weirctl({"send", topic, "--lines"}, "1\n2\n").status, 0);
        QProcess shell;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("XDG_STATE_HOME", m_weirctl.home() + "/state");
        shell.setProcessEnvironment(environment);
        shell.start("sh", QStringList{"-c", "\"$0\" \"$@\" | true", WeirctlProgram::path()} +
                              with({"consume", topic, "--group", group, "--from", "earliest", "--idle", "20", "--json"}));
        QVERIFY(shell.waitForFinished(40'000));
        const Outcome again = weirctl({"consume", topic, "--group", group, "--from", "earliest", "--idle", "1", "--json"});
        QCOMPARE(again.objects().size(), 2);
    }
};

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication application(argc, argv);
    WeirctlEventsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "weirctl_events_test.moc"
