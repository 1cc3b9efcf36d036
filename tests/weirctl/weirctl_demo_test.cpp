// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/weirctl/weirctl_program.h"

#include "core/connections/audit_trail.h"

#include <QJsonArray>
#include <QtTest>

#include <csignal>

using namespace weir::test;

namespace {

/// Of standard error: one sentence.
bool isOneSentence(const QByteArray& err)
{
    return err.startsWith("weirctl: ") && err.count('\n') == 1 && err.endsWith('\n') && err.size() > 20;
}

QJsonObject find(const QList<QJsonObject>& objects, const char* key, const QJsonValue& value)
{
    for (const QJsonObject& object : objects) {
        if (object[QLatin1String(key)] == value)
            return object;
    }
    return {};
}

} // namespace

/// The program as its users see it, on the demo cluster. Each run brings a cluster of its own.
class WeirctlDemoTest : public QObject
{
    Q_OBJECT

private:
    WeirctlProgram m_weirctl;

private Q_SLOTS:
    void wrongUse_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("complaint");
        const auto row = [](const QStringList& arguments, const char* complaint) {
            QTest::newRow(arguments.join(' ').toUtf8().constData()) << arguments << QByteArray(complaint);
        };
        row({}, "No command");
        row({"--json"}, "No command");
        row({"frobnicate"}, "no command 'frobnicate'");
        row({"topics"}, "No cluster was named");
        row({"topics", "--demo", "--bootstrap", "a:1"}, "Only one of");
        row({"topics", "--bootstrap", "localhost"}, "has no port");
        row({"--demo", "topics", "extra"}, "weirctl topics");
        row({"--demo", "topic"}, "weirctl topic NAME");
        row({"--demo", "topics", "--limit", "5"}, "no option --limit");
        row({"--demo", "topics", "--timeout", "soon"}, "--timeout");
        row({"--demo", "read", "t", "--from", "yesterday"}, "newest:N");
        row({"--demo", "read", "t", "--from", "newest:0"}, "--from");
        row({"--demo", "read", "t", "--to", "stuck:billing"}, "place to begin");
        row({"--demo", "read", "t", "--to", "newest", "--follow"}, "--follow");
        row({"--demo", "read", "t", "--format", "xml"}, "--format");
        row({"--demo", "read", "t", "--format", "csv", "--json"}, "--json");
        row({"--demo", "read", "t", "--column", "value.a"}, "--format csv");
        row({"--demo", "read", "t", "--isolation", "dirty"}, "read_committed");
        row({"--demo", "read", "t", "--limit", "0"}, "--limit");
        row({"--demo", "read", "t", "--partition", "-1"}, "--partition");
        row({"--demo", "send", "t"}, "Exactly one of");
        row({"--demo", "send", "t", "--value", "x", "--null-value"}, "Exactly one of");
        row({"--demo", "event", "OrderPaid"}, "--data");
        row({"--demo", "event", "Order Paid", "--data", "{}"}, "OrderPaid");
        row({"--demo", "lag", "g", "--interval", "0"}, "--interval");
        row({"--demo", "lag"}, "lag --all");
        row({"--demo", "lag", "g", "--all"}, "lag --all");
        row({"--demo", "lag", "g", "--for", "5"}, "--for");
        row({"--demo", "lag", "g", "--check", "g lag < 5"}, "--check names its groups");
        row({"--demo", "offsets"}, "weirctl offsets GROUP");
        row({"--demo", "offsets", "g", "frobnicate"}, "delete-topic TOPIC");
        row({"--demo", "offsets", "g", "history", "7"}, "delete-topic TOPIC");
        row({"--demo", "offsets", "g", "reset"}, "--to");
        row({"--demo", "offsets", "g", "reset", "--to", "soon"}, "'soon'");
        row({"--demo", "offsets", "g", "reset", "--to", "offset:-1"}, "offset");
        row({"--demo", "offsets", "g", "reset", "--to", "file:/nowhere/at.csv"}, "/nowhere/at.csv");
        row({"--demo", "offsets", "g", "reset", "--to", "latest", "--partition", "t"}, "partition");
        row({"--demo", "offsets", "g", "reset", "--to", "latest", "--topic", "t", "--partition", "t:0"}, "Give either");
        row({"--demo", "offsets", "g", "undo", "--to", "latest"}, "belongs to reset");
        row({"--demo", "offsets", "g", "--json", "--csv"}, "Give either");
        row({"--demo", "replay", "orders-0"}, "is no place");
        row({"--demo", "replay", "orders-0@1", "--headers", "some"}, "remove-failure");
        row({"--demo", "replay", "--topic", "t", "--all", "orders-0@1"}, "Only one of places");
        row({"--demo", "replay", "--jobs", "--yes"}, "belongs to a new job");
        row({"replay", "--topic", "t"}, "No cluster was named");
        row({"replay", "--resume", "j"}, "No cluster was named");
        row({"--demo", "deadletters", "topic", "t"}, "dead-letters|retries|neither|unset");
        row({"--demo", "deadletters", "topic", "t", "dlq"}, "dead-letters, retries");
        row({"--demo", "deadletters", "a", "b"}, "deadletters records TOPIC");
        row({"--demo", "deadletters", "show", "t-0@1..2"}, "Only one");
        row({"--demo", "deadletters", "mark", "done", "t-0@1"}, "A mark is");
        row({"--demo", "deadletters", "mark", "handled", "t"}, "neither a place");
        row({"--demo", "deadletters", "groups", "--from", "oldest:1"}, "does not go with deadletters groups");
        row({"--demo", "deadletters", "t", "--note", "n"}, "does not go with deadletters records");
        row({"--demo", "deadletters", "t", "--mark", "done"}, "A mark is");
        row({"--demo", "deadletters", "t", "--mark", "open", "--from", "oldest:5"}, "--from does not go");
        row({"--demo", "deadletters", "--inflow", "0"}, "--inflow");
        row({"--demo", "demo-traffic", "--rate", "0"}, "--rate");
    }
    void wrongUse()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, complaint);
        const Outcome outcome = m_weirctl.run(arguments);
        QCOMPARE(outcome.status, 2);
        QVERIFY2(isOneSentence(outcome.err), outcome.err.constData());
        if (complaint != "OrderPaid") // that row only has to fail; the sentence is core/events' own
            QVERIFY2(outcome.err.contains(complaint), outcome.err.constData());
        QVERIFY(outcome.out.isEmpty());
    }

    void helpAndVersion()
    {
        const Outcome help = m_weirctl.run({"--help"});
        QCOMPARE(help.status, 0);
        for (const char* command : {"topics", "topic", "groups", "lag", "read", "send", "event", "deadletters",
                                    "replay", "demo-traffic"}) {
            QVERIFY2(help.out.contains(QByteArray("\n  ") + command + " "), command);
            const Outcome own = m_weirctl.run({command, "--help"});
            QCOMPARE(own.status, 0);
            QVERIFY(own.out.startsWith(QByteArray("usage: weirctl ") + command));
        }
        const Outcome version = m_weirctl.run({"--version"});
        QCOMPARE(version.status, 0);
        QVERIFY2(QRegularExpression("^weirctl \\d+\\.\\d+\\.\\d+ \\(librdkafka \\d+\\.\\d+\\.\\d+\\)\n$")
                     .match(QString::fromUtf8(version.out))
                     .hasMatch(),
                 version.out.constData());
    }

    void badEnvironment()
    {
        m_weirctl.setVariable("KAFKA__BOOTSTRAP_SERVERS", "127.0.0.1:1");
        m_weirctl.setVariable("KAFKA__AUTO_OFFSET_RESET", "newest");
        const Outcome outcome = m_weirctl.run({"topics"});
        m_weirctl.clearVariables();
        QCOMPARE(outcome.status, 2);
        QVERIFY2(outcome.err.contains("KAFKA__AUTO_OFFSET_RESET"), outcome.err.constData());
    }

    void nobodyThere()
    {
        QElapsedTimer timer;
        timer.start();
        const Outcome outcome = m_weirctl.run({"--bootstrap", "127.0.0.1:1", "--timeout", "2", "topics", "--json"});
        QCOMPARE(outcome.status, 1);
        QVERIFY(outcome.out.isEmpty());
        QVERIFY2(isOneSentence(outcome.err), outcome.err.constData());
        QVERIFY2(outcome.err.contains("refused"), outcome.err.constData());
        QVERIFY(timer.elapsed() < 8'000);
        QCOMPARE(m_weirctl.run({"--profile", "nowhere", "topics"}).status, 1);
    }

    void topics()
    {
        const Outcome outcome = m_weirctl.run({"--demo", "topics", "--json"});
        QCOMPARE(outcome.status, 0);
        QVERIFY2(outcome.err.isEmpty(), outcome.err.constData());
        const auto rows = outcome.objects();
        const QJsonObject orders = find(rows, "topic", "events.ordercreated");
        QCOMPARE(orders["partitions"].toInt(), 6);
        QVERIFY(orders["records"].toInt() > 100);
        QVERIFY(orders["retention"].isString());
        QVERIFY(!find(rows, "topic", "events.ordercreated-dlt").isEmpty());
    }

    void groupsAndLag()
    {
        const auto outcomes = m_weirctl.runTogether({{"--demo", "lag", "billing"},
                                                     {"--demo", "lag", "billing", "--json"},
                                                     {"--demo", "lag", "nobody"},
                                                     {"--demo", "groups", "--json"}});
        const Outcome& text = outcomes[0];
        QCOMPARE(text.status, 0);
        QVERIFY2(text.out.startsWith("billing: Stable, 1 member, lag "), text.out.constData());
        QVERIFY(text.out.contains("\nTOPIC"));
        const Outcome& json = outcomes[1];
        QCOMPARE(json.status, 0);
        QVERIFY(json.objects().size() >= 8);
        for (const QJsonObject& row : json.objects()) {
            QCOMPARE(row["group"].toString(), QString("billing"));
            for (const char* key : {"topic", "partition", "committed", "log_start", "end", "lag", "member", "note", "error"})
                QVERIFY2(row.contains(QLatin1String(key)), key);
            if (row["lag"].isDouble())
                QCOMPARE(row["lag"].toInteger(), row["end"].toInteger() - row["committed"].toInteger());
        }
        const Outcome& missing = outcomes[2];
        QCOMPARE(missing.status, 1);
        QVERIFY2(missing.err.contains("nobody"), missing.err.constData());
        QCOMPARE(outcomes[3].status, 0);
        QCOMPARE(outcomes[3].objects().size(), 3);
        QCOMPARE(find(outcomes[3].objects(), "group", "mailer")["state"].toString(), QString("Stable"));
    }

    void watchEndsWithASignal()
    {
        const auto process = m_weirctl.start({"--demo", "lag", "mailer", "--watch", "--interval", "0.2", "--json"});
        QByteArray out;
        const auto rounds = [&] {
            QSet<qint64> times;
            for (const QJsonObject& row : Outcome{0, out, {}}.objects())
                times << row["time"].toInteger();
            return times.size();
        };
        while (rounds() < 3 && process->waitForReadyRead(30'000))
            out += process->readAllStandardOutput();
        QVERIFY(rounds() >= 3);
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        QVERIFY(process->waitForFinished(10'000));
        QCOMPARE(process->exitStatus(), QProcess::NormalExit);
        QCOMPARE(process->exitCode(), 0);
        QVERIFY(process->readAllStandardError().isEmpty());
    }

    void readsRecords()
    {
        const auto outcomes = m_weirctl.runTogether(
            {{"--demo", "read", "events.orderpaid", "--from", "oldest:5", "--partition", "1", "--json"},
             {"--demo", "read", "nowhere"},
             {"--demo", "read", "events.orderpaid", "--partition", "99"},
             {"--demo", "read", "events.orderpaid", "--from", "newest:3"}});
        const Outcome& outcome = outcomes[0];
        QCOMPARE(outcome.status, 0);
        const auto rows = outcome.objects();
        QCOMPARE(rows.size(), 5);
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(rows[i]["offset"].toInt(), i);
            QCOMPARE(rows[i]["partition"].toInt(), 1);
            QVERIFY(rows[i]["value"].toString().startsWith("{\"event_id\""));
        }
        for (const Outcome& missing : {outcomes[1], outcomes[2]}) {
            QCOMPARE(missing.status, 1);
            QVERIFY2(isOneSentence(missing.err), missing.err.constData());
        }
        QCOMPARE(outcomes[3].status, 0);
        QCOMPARE(outcomes[3].out.count('\n'), 4); // a title line and three records
        QVERIFY2(outcomes[3].err.startsWith("weirctl: 3 records; "), outcomes[3].err.constData());
    }

    void filterThatCannotBeRead()
    {
        const Outcome outcome = m_weirctl.run({"--demo", "read", "events.orderpaid", "--filter", "ä == \x1b and >>> 5"});
        QCOMPARE(outcome.status, 2);
        QVERIFY(outcome.out.isEmpty());
        const auto lines = outcome.err.split('\n');
        QCOMPARE(lines.size(), 4);
        QVERIFY2(lines[0].startsWith("weirctl: The filter cannot be read: "), outcome.err.constData());
        QVERIFY2(lines[1].startsWith("  ä") && !lines[1].contains('\x1b'), outcome.err.constData());
        QVERIFY2(QRegularExpression("^ +\\^+$").match(QString::fromUtf8(lines[2])).hasMatch(), outcome.err.constData());
    }

    void checkThatCannotBeRead()
    {
        const Outcome outcome = m_weirctl.run({"--demo", "lag", "--check", "b\u00eflling tme_lag < 5m"});
        QCOMPARE(outcome.status, 2);
        QVERIFY(outcome.out.isEmpty());
        const auto lines = outcome.err.split('\n');
        QCOMPARE(lines.size(), 4);
        QVERIFY2(lines[0].startsWith("weirctl: The check is not understood at position 10: "), outcome.err.constData());
        QCOMPARE(QString::fromUtf8(lines[1]).indexOf("tme_lag"), lines[2].indexOf('^'));
    }

    void checksOnTheDemo()
    {
        const auto outcomes = m_weirctl.runTogether({{"--demo", "lag", "--check", "billing lag < 1M and members > 0"},
                                                     {"--demo", "lag", "--check", "* lag < 1", "--json"},
                                                     {"--demo", "lag", "--check", "nobody lag < 1"},
                                                     {"--demo", "offsets", "billing", "reset", "--to", "latest", "--execute"},
                                                     {"--demo", "lag", "--all", "--time"}});
        const QList<int> statuses{0, 1, 3, 1, 0};
        for (qsizetype i = 0; i < statuses.size(); ++i)
            QVERIFY2(outcomes[i].status == statuses[i], (outcomes[i].out + outcomes[i].err).constData());
        QVERIFY2(outcomes[0].out.startsWith("true: billing: "), outcomes[0].out.constData());
        QCOMPARE(outcomes[1].objects().first()["outcome"].toString(), QString("false"));
        QCOMPARE(outcomes[2].out.count("nobody"), 1);
        QVERIFY2(outcomes[3].err.contains("active member"), outcomes[3].err.constData());
        QCOMPARE(outcomes[4].out.count('\n'), 4);
    }

    void readsRanges()
    {
        const QStringList topic{"--demo", "read", "events.orderpaid"};
        const auto outcomes = m_weirctl.runTogether(
            {topic + QStringList{"--from", "oldest", "--to", "offset:5", "--partition", "0", "--partition", "2", "--json"},
             topic + QStringList{"--filter", "offset < 3 and partition == 1", "--to", "offset:50", "--json"},
             topic + QStringList{"--filter", "offset < 3", "--to", "offset:50", "--count"},
             topic + QStringList{"--filter", "value.event_type == \"OrderPaid\"", "--limit", "7", "--format", "csv", "--column",
                                 "value.event_type"},
             topic + QStringList{"--from", "oldest", "--to", "offset:2", "--partition", "1", "--format", "raw"}});
        for (const Outcome& outcome : outcomes)
            QVERIFY2(outcome.status == 0, outcome.err.constData());
        const auto merged = outcomes[0].objects();
        QCOMPARE(merged.size(), 10);
        for (qsizetype i = 1; i < merged.size(); ++i)
            QVERIFY(merged[i - 1]["timestamp"].toInteger() <= merged[i]["timestamp"].toInteger());
        QVERIFY2(outcomes[0].err == "weirctl: 10 records; 10 of 10 offsets read.\n", outcomes[0].err.constData());
        const auto filtered = outcomes[1].objects();
        QCOMPARE(filtered.size(), 3);
        for (int i = 0; i < 3; ++i)
            QVERIFY(filtered[i]["partition"].toInt() == 1 && filtered[i]["offset"].toInt() == i);
        QVERIFY2(outcomes[2].out.trimmed().toInt() % 3 == 0 && outcomes[2].out.trimmed().toInt() > 0, outcomes[2].out.constData());
        const QByteArray& csv = outcomes[3].out;
        QVERIFY2(csv.startsWith("\"partition\",\"offset\","), csv.constData());
        QCOMPARE(csv.count("\r\n"), 8);
        QVERIFY2(csv.split('\n').at(1).endsWith(",\"OrderPaid\"\r"), csv.constData());
        QCOMPARE(outcomes[4].out.count('\n'), 2);
        QVERIFY(outcomes[4].out.startsWith("{\"event_id\""));
    }

    void followsUntilASignal()
    {
        const auto process = m_weirctl.start({"--demo", "read", "events.orderpaid", "--follow", "--format", "ndjson"});
        QByteArray out;
        while (out.count('\n') < 2 && process->waitForReadyRead(40'000))
            out += process->readAllStandardOutput();
        QVERIFY2(out.count('\n') >= 2, process->readAllStandardError().constData());
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        QVERIFY(process->waitForFinished(10'000));
        QCOMPARE(process->exitStatus(), QProcess::NormalExit);
        QCOMPARE(process->exitCode(), 0);
        const QByteArray err = process->readAllStandardError();
        QVERIFY2(err.startsWith("weirctl: ") && err.contains(" that arrived."), err.constData());
        QVERIFY((Outcome{0, out, {}}.objects().first().contains("offset")));
    }

    void readerThatGoesAway()
    {
        // `weirctl … | head` must end without a word and without a crash.
        QProcess shell;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("XDG_STATE_HOME", m_weirctl.home());
        shell.setProcessEnvironment(environment);
        shell.start("/bin/sh", {"-c", "{ \"$0\" --demo read events.orderpaid --from newest:1000 --json; echo \"status $?\" >&2; } "
                                      "| head -c 1 >/dev/null",
                                WeirctlProgram::path()});
        QVERIFY(shell.waitForFinished(60'000));
        QCOMPARE(shell.readAllStandardError(), QByteArray("status 1\n"));
    }

    void sends()
    {
        const Outcome sent = m_weirctl.run({"--demo", "send", "events.userupdated", "--value", "-", "--key", "k", "--header",
                                            "a=1", "--header", "a", "--partition", "2", "--json"},
                                           QByteArray("bytes \0\xff\n", 9));
        QVERIFY2(sent.status == 0, sent.err.constData());
        QCOMPARE(sent.objects().first()["partition"].toInt(), 2);
        QVERIFY(sent.objects().first()["offset"].toInteger() > 0);
        const Outcome event = m_weirctl.run({"--demo", "event", "OrderPaid", "--data", "{\"n\":1}", "--key", "o-1"});
        QVERIFY2(event.status == 0, event.err.constData());
        QVERIFY2(event.out.contains("events.orderpaid-"), event.out.constData());
        const auto refusals = m_weirctl.runTogether(
            {{"--demo", "send", "nowhere", "--value", "x"},
             {"--demo", "--read-only", "send", "events.orderpaid", "--value", "x"}});
        const Outcome& nowhere = refusals[0];
        QCOMPARE(nowhere.status, 1);
        QVERIFY2(isOneSentence(nowhere.err), nowhere.err.constData());
        const Outcome& refused = refusals[1];
        QCOMPARE(refused.status, 1);
        QVERIFY2(refused.err.contains("reading only"), refused.err.constData());

        const auto trail = weir::AuditTrail::open((m_weirctl.home() + "/state/weir/activity.db").toStdString());
        QVERIFY(trail);
        const auto entries = (*trail)->newest(10).value();
        QCOMPARE(entries.size(), 3U); // what was refused changed nothing
        QVERIFY(entries[0].action == "send" && entries[0].outcome.starts_with("failed: "));
        QVERIFY(entries[1].action == "event" && entries[1].outcome.starts_with("done: events.orderpaid-"));
        QVERIFY(entries[2].action == "send" && entries[2].outcome.starts_with("done: events.userupdated-2 offset "));
        QCOMPARE(entries[2].detail, std::string("key 1 bytes, value 9 bytes, 2 headers"));
    }

    void changesNeedTheActivity()
    {
        m_weirctl.setVariable("XDG_STATE_HOME", "/proc/nowhere");
        const Outcome outcome = m_weirctl.run({"--demo", "send", "events.orderpaid", "--value", "x"});
        m_weirctl.clearVariables();
        QCOMPARE(outcome.status, 1);
        QVERIFY2(outcome.err.contains("Nothing was changed"), outcome.err.constData());
    }

    void deadLettersAndReplay()
    {
        const auto lists = m_weirctl.runTogether(
            {{"--demo", "deadletters", "--json"},
             {"--demo", "deadletters", "events.orderpaid.dlq", "--from", "oldest:5", "--json"}});
        const Outcome& topics = lists[0];
        QCOMPARE(topics.status, 0);
        const QJsonObject dlq = find(topics.objects(), "topic", "events.orderpaid.dlq");
        QCOMPARE(dlq["origin"].toString(), QString("events.orderpaid"));
        QVERIFY(dlq["records"].toInt() > 0);

        const Outcome& letters = lists[1];
        QCOMPARE(letters.status, 0);
        QVERIFY(letters.objects().size() == 5);
        for (const QJsonObject& letter : letters.objects()) {
            const QJsonObject failure = letter["failure"].toObject();
            QCOMPARE(failure["origin_topic"].toString(), QString("events.orderpaid"));
            QVERIFY(failure["message"].isString());
        }
        // The history of the demo is always the same, so that the same letter is there again.
        const QJsonObject letter = letters.objects().first();
        const QString where = QString("events.orderpaid.dlq-%1").arg(letter["partition"].toInt());
        const QString offset = QString::number(letter["offset"].toInteger());
        const QString place = where + "@" + offset;
        const auto answers = m_weirctl.runTogether({{"--demo", "replay", place, "--yes", "--json"},
                                                    {"--demo", "replay", place},
                                                    {"--demo", "replay", where + "@999999999"},
                                                    {"--demo", "deadletters", "groups", "--json"},
                                                    {"--demo", "deadletters", "show", place, "--json"},
                                                    {"--demo", "replay", "--all", "--stop-returning", "0", "--yes", "--json"}});
        const Outcome& sent = answers[0];
        QVERIFY2(sent.status == 0, sent.err.constData());
        QCOMPARE(sent.objects().first()["event"].toString(), QString("plan"));
        QCOMPARE(sent.objects().last()["event"].toString(), QString("end"));
        QCOMPARE(sent.objects().last()["committed"].toInt(), 1);
        const Outcome& dry = answers[1];
        QVERIFY2(dry.status == 0 && dry.err.contains("Nothing was sent"), dry.err.constData());
        QVERIFY2(dry.out.contains("sends 1 of 1 record\n"), dry.out.constData());
        const Outcome& gone = answers[2];
        QCOMPARE(gone.status, 1);
        QVERIFY2(gone.err.contains("gone"), gone.err.constData());
        QVERIFY2(answers[3].status == 0, answers[3].err.constData());
        qint64 failures = 0;
        for (const QJsonObject& group : answers[3].objects())
            failures += group["count"].toInteger();
        QVERIFY(failures > dlq["records"].toInt());
        QVERIFY2(answers[4].status == 0, answers[4].err.constData());
        QCOMPARE(answers[4].objects().first()["source"][QLatin1String("state")].toString(), QString("identical"));
        const Outcome& all = answers[5];
        QVERIFY2(all.status == 0, all.err.constData());
        QVERIFY(all.objects().last()["committed"].toInt() > dlq["records"].toInt());
    }

    void trafficUntilASignal()
    {
        const auto process = m_weirctl.start({"--demo", "demo-traffic", "--json"});
        QVERIFY(process->waitForReadyRead(30'000)); // the first report
        ::kill(static_cast<pid_t>(process->processId()), SIGTERM);
        QVERIFY(process->waitForFinished(10'000));
        QCOMPARE(process->exitStatus(), QProcess::NormalExit);
        const QByteArray err = process->readAllStandardError();
        QVERIFY2(process->exitCode() == 0 && err.isEmpty(), err.constData());
        const auto rows = Outcome{0, process->readAllStandardOutput(), {}}.objects();
        QVERIFY(rows.size() >= 2); // the last one comes at the end
        QVERIFY(rows.last()["sent"].toInt() > 100);
        QCOMPARE(m_weirctl.run({"--demo", "demo-traffic", "--minutes", "0.01"}).status, 0);
    }
};

QTEST_GUILESS_MAIN(WeirctlDemoTest)
#include "weirctl_demo_test.moc"
