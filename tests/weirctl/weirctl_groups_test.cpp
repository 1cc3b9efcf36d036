// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/real_broker.h"
#include "tests/weirctl/weirctl_program.h"

#include "core/base/bytes.h"
#include "core/kafka/real_cluster.h"

#include <QFile>
#include <QSet>
#include <QtTest>

#include <csignal>

using namespace weir;
using namespace weir::test;

namespace {

constexpr int topicRecords = 10;
constexpr TimestampMs minute = 60'000;

QString text(const std::string& s) { return QString::fromStdString(s); }

Call soon() { return Call::within(std::chrono::seconds(20)); }

} // namespace

/// Lag, checks and offsets as scripts and people see them, on a real broker: two partitions of ten records, one
/// a minute, and a group without members that has read four of the one and all of the other.
class WeirctlGroupsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<WeirctlProgram> m_weirctl;
    std::string m_bootstrap;
    std::shared_ptr<Cluster> m_cluster;
    std::string m_topic;
    QString m_group;

    [[nodiscard]] QStringList words(const QStringList& arguments) const
    {
        return QStringList{"--bootstrap", text(m_bootstrap)} + arguments;
    }
    [[nodiscard]] Outcome weirctl(const QStringList& arguments) { return m_weirctl->run(words(arguments)); }
    [[nodiscard]] Outcome offsets(const QStringList& arguments)
    {
        return weirctl(QStringList{"offsets", m_group} + arguments);
    }
    [[nodiscard]] Outcome check(const QString& condition)
    {
        return weirctl({"lag", "--check", QString(condition).replace("G ", m_group + " ")});
    }
    [[nodiscard]] QList<qint64> committed()
    {
        QList<qint64> found{-1, -1};
        const auto all = m_cluster->admin().committedOffsets({m_group.toStdString()}, soon());
        for (const auto& [group, map] : all.values)
            for (const auto& [partition, offset] : map)
                found[partition.partition] = offset;
        return found;
    }
    [[nodiscard]] std::unique_ptr<GroupConsumer> join()
    {
        auto member = m_cluster->joinGroup({m_group.toStdString(), "weirctl-test", {m_topic}, OffsetReset::Earliest});
        if (!member)
            return nullptr;
        QElapsedTimer timer;
        timer.start();
        while ((*member)->assignment().size() < 2 && timer.elapsed() < 30'000)
            (void)(*member)->poll(100, Call::within(std::chrono::milliseconds(200)));
        return std::move(*member);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_bootstrap = *testBootstrap();
        ClusterOptions options;
        options.bootstrapServers = m_bootstrap;
        m_cluster = openRealCluster(options).value();
        m_topic = uniqueName("weirctl-groups");
        QVERIFY(m_cluster->admin().createTopic({m_topic, 2, 1, {}}, soon()));
        const TimestampMs now = nowMs();
        std::vector<OutgoingRecord> records(2 * topicRecords);
        for (std::size_t i = 0; i < records.size(); ++i) {
            records[i].topic = m_topic;
            records[i].partition = static_cast<std::int32_t>(i % 2);
            records[i].key = "key-" + std::to_string(i / 2);
            records[i].value = "v";
            records[i].timestamp = now - (topicRecords - static_cast<TimestampMs>(i / 2)) * minute;
        }
        for (const auto& sent : m_cluster->producer().value()->send(records, soon()))
            QVERIFY2(sent, sent ? "" : sent.error().message.c_str());
    }
    void init()
    {
        m_weirctl = std::make_unique<WeirctlProgram>();
        m_group = text(uniqueName("weirctl-group"));
        const auto done = m_cluster->admin().alterCommittedOffsets(
            m_group.toStdString(), {{{m_topic, 0}, 4}, {{m_topic, 1}, topicRecords}}, soon());
        QVERIFY(done.complete());
    }
    void cleanupTestCase() { m_cluster.reset(); }

    void lagInTime()
    {
        const Outcome json = weirctl({"lag", m_group, "--time", "--json"});
        QVERIFY2(json.status == 0, json.err.constData());
        const auto rows = json.objects();
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[0]["time_lag_kind"].toString(), QString("exact"));
        QCOMPARE(rows[0]["time_lag_ms"].toInteger(), 5 * minute);
        QCOMPARE(rows[1]["time_lag_kind"].toString(), QString("caught_up"));
        const Outcome people = weirctl({"lag", m_group, "--time"});
        QVERIFY2(people.out.startsWith(m_group.toUtf8() + ": Empty, 0 members, lag 6, time lag 5 min 00 s"), people.out.constData());
        for (const QByteArray& line : people.out.split('\n'))
            QVERIFY2(line.size() <= 120, line.constData());
        const Outcome all = weirctl({"lag", "--all", "--time", "--json"});
        QCOMPARE(all.status, 0);
        bool found = false;
        for (const QJsonObject& row : all.objects())
            found = found || (row["group"] == m_group && row["lag"].toInt() == 6 && row["unknown_time_lags"].toInt() == 0);
        QVERIFY2(found, all.out.constData());
    }

    void oneOfTheGroupsIsUnknown()
    {
        const Outcome outcome = weirctl({"lag", m_group, "nobody-at-all", "--summary"});
        QCOMPARE(outcome.status, 1);
        QVERIFY2(outcome.out.contains(m_group.toUtf8()) && outcome.err.contains("nobody-at-all"), outcome.err.constData());
    }

    void watches()
    {
        const auto process = m_weirctl->start(words({"lag", m_group, "--watch", "--interval", "0.2", "--time", "--json"}));
        QByteArray out;
        // Before the records were read the time is unknown, and the group is not said to have caught up.
        const auto kinds = [&] {
            QSet<QString> found;
            for (const QJsonObject& row : Outcome{0, out, {}}.objects())
                if (row["partition"].toInt() == 0)
                    found << row["time_lag_kind"].toString();
            return found;
        };
        while (!kinds().contains("exact") && !kinds().contains("estimate") && process->waitForReadyRead(30'000))
            out += process->readAllStandardOutput();
        QVERIFY(kinds().contains("unknown") && kinds().size() >= 2);
        for (const char* key : {"time", "consumed_per_second", "drained", "health", "health_reason"})
            QVERIFY2((Outcome{0, out, {}}.objects().first().contains(QLatin1String(key))), key);
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        QVERIFY(process->waitForFinished(10'000));
        QCOMPARE(process->exitCode(), 0);
    }

    void checks_data()
    {
        QTest::addColumn<QString>("condition");
        QTest::addColumn<int>("status");
        const auto row = [](const char* condition, int status) { QTest::newRow(condition) << QString(condition) << status; };
        row("G lag < 7", 0);
        row("G lag < 6", 1);
        row("G time_lag < 1h and lag <= 6", 0);
        row("G time_lag < 5m", 1);
        row("G members == 0", 0);
        row("nobody-at-all lag < 5", 3);
        row("no-such-* lag < 5", 3);
        row("G lag < ", 2);
    }
    void checks()
    {
        QFETCH(QString, condition);
        QFETCH(int, status);
        const Outcome outcome = check(condition);
        QVERIFY2(outcome.status == status, (outcome.out + outcome.err).constData());
        const char* beginning = status == 0 ? "true: " : status == 1 ? "false: " : status == 3 ? "unknown: " : "";
        QVERIFY2(outcome.out.startsWith(beginning), outcome.out.constData());
        QCOMPARE(outcome.out.count('\n'), condition.contains(" and ") ? 2 : status == 2 ? 0 : 1);
    }

    void checkOfHealth()
    {
        const Outcome outcome = weirctl({"lag", "--check", m_group + " health == ok", "--for", "3", "--interval", "0.3", "--json"});
        QCOMPARE(outcome.objects().size(), 1);
        QVERIFY2(outcome.objects().first()["outcome"].toString() == (outcome.status == 0   ? "true"
                                                                     : outcome.status == 1 ? "false"
                                                                                           : "unknown"),
                 outcome.out.constData());
    }

    void resets_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QList<qint64>>("after");
        const auto row = [](const QStringList& options, qint64 first, qint64 second) {
            QTest::newRow(options.join(' ').toUtf8().constData()) << options << QList<qint64>{first, second};
        };
        row({"--to", "earliest"}, 0, 0);
        row({"--to", "latest"}, 10, 10);
        row({"--to", "offset:3"}, 3, 3);
        row({"--to", "shift:-2"}, 2, 8);
        row({"--to", "time:-1h"}, 0, 0);
        row({"--to", "time:-10s"}, 10, 10);
        row({"--to", "earliest", "--partition", "TOPIC:1"}, 4, 0);
        row({"--to", "earliest", "--topic", "TOPIC"}, 0, 0);
        row({"--to", "skip", "--partition", "TOPIC:0"}, 5, 10);
    }
    void resets()
    {
        QFETCH(QStringList, options);
        QFETCH(QList<qint64>, after);
        options.replaceInStrings("TOPIC", text(m_topic));
        const Outcome dry = offsets(QStringList{"reset"} + options);
        QVERIFY2(dry.status == 0 && dry.err.contains("--execute changes it"), dry.err.constData());
        QCOMPARE(committed(), (QList<qint64>{4, 10}));
        const Outcome done = offsets(QStringList{"reset", "--execute", "--json"} + options);
        QVERIFY2(done.status == 0, done.err.constData());
        QCOMPARE(committed(), after);
        for (const QJsonObject& row : done.objects()) {
            QCOMPARE(row["outcome"].toString(), QString("done"));
            QCOMPARE(row["after"].toInteger() - row["before"].toInteger(), row["difference"].toInteger());
        }
        const Outcome undone = offsets({"undo", "--execute"});
        QVERIFY2(undone.status == 0 && undone.out.contains(" takes it back"), undone.err.constData());
        QCOMPARE(committed(), (QList<qint64>{4, 10}));
    }

    void resetsLikeAFileAndAGroup()
    {
        const Outcome saved = offsets({"--csv"});
        QCOMPARE(saved.out, (text(m_topic) + ",0,4\n" + text(m_topic) + ",1,10\n").toUtf8());
        QFile file(m_weirctl->home() + "/offsets.csv");
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(saved.out) > 0);
        file.close();
        QCOMPARE(offsets({"reset", "--to", "latest", "--execute"}).status, 0);
        const QString first = m_group;
        QCOMPARE(offsets({"reset", "--to", "file:" + file.fileName(), "--execute"}).status, 0);
        QCOMPARE(committed(), (QList<qint64>{4, 10}));
        m_group = text(uniqueName("weirctl-other"));
        QVERIFY(m_cluster->admin().alterCommittedOffsets(m_group.toStdString(), {{{m_topic, 0}, 0}, {{m_topic, 1}, 0}}, soon()).complete());
        QCOMPARE(offsets({"reset", "--to", "group:" + first, "--execute"}).status, 0);
        QCOMPARE(committed(), (QList<qint64>{4, 10}));
    }

    void refusedWhileActive()
    {
        const auto member = join();
        QVERIFY(member && member->assignment().size() == 2);
        const Outcome dry = offsets({"reset", "--to", "earliest"});
        QCOMPARE(dry.status, 0);
        QVERIFY2(dry.err.contains("1 active member. Stop it"), dry.err.constData());
        for (const QStringList& words : {QStringList{"reset", "--to", "earliest"}, QStringList{"delete-group"},
                                         QStringList{"delete-topic", text(m_topic)}}) {
            const Outcome outcome = offsets(words + QStringList{"--execute"});
            QCOMPARE(outcome.status, 1);
            QVERIFY2(outcome.err.contains("active member"), outcome.err.constData());
        }
        QCOMPARE(committed(), (QList<qint64>{4, 10}));
        QVERIFY(offsets({"history"}).out.startsWith("no reset is kept")); // what was refused cannot be taken back
    }

    void deletesAndBringsBack()
    {
        const Outcome dry = offsets({"delete-topic", text(m_topic)});
        QVERIFY2(dry.status == 0 && dry.out.contains("offset is deleted"), dry.err.constData());
        QCOMPARE(committed(), (QList<qint64>{4, 10}));
        const Outcome gone = offsets({"delete-topic", text(m_topic), "--execute", "--json"});
        QCOMPARE(gone.status, 0);
        QCOMPARE(gone.objects().first()["before"].toInt(), 4);
        QVERIFY(gone.objects().first()["after"].isNull());
        QCOMPARE(committed(), (QList<qint64>{-1, -1}));
        QCOMPARE(offsets({"undo", "--execute"}).status, 0);
        QCOMPARE(committed(), (QList<qint64>{4, 10}));
        const Outcome kept = offsets({"delete-group"});
        QVERIFY2(kept.status == 0 && kept.err.contains("Nothing was deleted"), kept.err.constData());
        QCOMPARE(offsets({"delete-group", "--execute"}).out, "deleted " + m_group.toUtf8() + "\n");
        QCOMPARE(committed(), (QList<qint64>{-1, -1}));
        QCOMPARE(offsets({"undo", "--execute"}).status, 0);
        QCOMPARE(committed(), (QList<qint64>{4, 10}));
        const auto history = offsets({"history", "--json"}).objects();
        QCOMPARE(history.size(), 4);
        QCOMPARE(history.first()["what"].toString(), QString("undo: deleted the group"));
        const Outcome older = offsets({"undo", QString::number(history.last()["id"].toInt()), "--execute"});
        QVERIFY2(older.status == 0 && older.out.startsWith("nothing to change"), older.out.constData());
    }

    void refusals()
    {
        QCOMPARE(weirctl({"offsets", "nobody-at-all", "reset", "--to", "latest"}).status, 1);
        QCOMPARE(offsets({"undo"}).status, 1);
        QCOMPARE(offsets({"undo", "99"}).status, 1);
        QCOMPARE(offsets({"delete-topic", "nowhere"}).status, 1);
        const Outcome reading = m_weirctl->run(words({"--read-only", "offsets", m_group, "reset", "--to", "earliest", "--execute"}));
        QCOMPARE(reading.status, 1);
        QVERIFY2(reading.err.contains("reading only"), reading.err.constData());
        QCOMPARE(committed(), (QList<qint64>{4, 10}));
    }
};

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication application(argc, argv);
    WeirctlGroupsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "weirctl_groups_test.moc"
