// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/real_broker.h"
#include "tests/weirctl/weirctl_program.h"

#include "core/kafka/real_cluster.h"

#include <QJsonArray>
#include <QtTest>

#include <map>
#include <optional>
#include <set>

using namespace weir;
using namespace weir::test;

namespace {

QString text(const std::string& s) { return QString::fromStdString(s); }

Call soon() { return Call::within(std::chrono::seconds(20)); }

/// Offsets of one partition as kafka-consumer-groups prints them; "-" is nullopt.
struct ToolRow {
    std::optional<qint64> committed;
    std::optional<qint64> end;
    std::optional<qint64> lag;
};

std::optional<qint64> toolNumber(const QString& word)
{
    return word == "-" ? std::nullopt : std::optional(word.toLongLong());
}

std::optional<qint64> jsonNumber(const QJsonValue& value)
{
    return value.isNull() ? std::nullopt : std::optional(value.toInteger());
}

} // namespace

/// What weirctl says about a real broker, beside what Kafka's own tools say.
class WeirctlBrokerTest : public QObject
{
    Q_OBJECT

private:
    WeirctlProgram m_weirctl;
    std::string m_bootstrap;
    std::shared_ptr<Cluster> m_cluster;

    std::string makeTopic(int partitions, std::map<std::string, std::string> configs = {})
    {
        const std::string name = uniqueName("weirctl");
        const auto made = m_cluster->admin().createTopic({name, partitions, 1, std::move(configs)}, soon());
        if (!made)
            qWarning("%s", made.error().message.c_str());
        return name;
    }

    void fill(const std::string& topic, std::int32_t partition, int count)
    {
        std::vector<OutgoingRecord> records(static_cast<std::size_t>(count));
        for (OutgoingRecord& record : records) {
            record.topic = topic;
            record.partition = partition;
            record.value = "v";
        }
        const auto producer = m_cluster->producer();
        QVERIFY(producer);
        for (const auto& sent : (*producer)->send(records, soon()))
            QVERIFY2(sent, sent ? "" : sent.error().message.c_str());
    }

    /// A member that has joined and been given all partitions of its topics.
    std::unique_ptr<GroupConsumer> join(const std::string& group, const std::string& topic, std::size_t partitions)
    {
        auto member = m_cluster->joinGroup({group, "weirctl-test", {topic}, OffsetReset::Earliest});
        if (!member)
            return nullptr;
        QElapsedTimer timer;
        timer.start();
        while ((*member)->assignment().size() < partitions && timer.elapsed() < 30'000)
            (void)(*member)->poll(100, Call::within(std::chrono::milliseconds(200)));
        return std::move(*member);
    }

    [[nodiscard]] Outcome weirctl(QStringList arguments)
    {
        return m_weirctl.run(QStringList{"--bootstrap", text(m_bootstrap)} + arguments);
    }

    std::map<int, ToolRow> toolLag(const std::string& group)
    {
        const std::string out =
            kafkaTool({"kafka-consumer-groups", "--bootstrap-server", m_bootstrap, "--describe", "--group", group});
        std::map<int, ToolRow> rows;
        for (const QString& line : text(out).split('\n')) {
            const QStringList words = line.split(' ', Qt::SkipEmptyParts);
            if (words.size() >= 6 && words[0] == text(group))
                rows[words[2].toInt()] = {toolNumber(words[3]), toolNumber(words[4]), toolNumber(words[5])};
        }
        return rows;
    }

    std::map<int, QJsonObject> weirLag(const std::string& group)
    {
        const Outcome outcome = weirctl({"lag", text(group), "--json"});
        if (outcome.status != 0)
            qWarning("%s", outcome.err.constData());
        std::map<int, QJsonObject> rows;
        for (const QJsonObject& row : outcome.objects())
            rows[row["partition"].toInt()] = row;
        return rows;
    }

    /// Committed and end offsets are equal; so is the lag, except where `clamped` says why not.
    void compare(const std::map<int, QJsonObject>& weir, const std::map<int, ToolRow>& tool, std::size_t expected,
                 const std::set<int>& clamped = {})
    {
        QCOMPARE(tool.size(), expected);
        QCOMPARE(weir.size(), expected);
        for (const auto& [partition, row] : tool) {
            const QJsonObject& ours = weir.at(partition);
            QCOMPARE(jsonNumber(ours["committed"]), row.committed);
            QCOMPARE(jsonNumber(ours["end"]), row.end);
            QVERIFY(ours["error"].isNull());
            if (clamped.contains(partition)) {
                QCOMPARE(ours["lag"].toInteger(), ours["end"].toInteger() - ours["log_start"].toInteger());
                QCOMPARE(ours["note"].toString(), QString("below_log_start"));
            } else {
                QCOMPARE(jsonNumber(ours["lag"]), row.lag);
            }
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_bootstrap = *testBootstrap();
        ClusterOptions options;
        options.bootstrapServers = m_bootstrap;
        auto opened = openRealCluster(options);
        QVERIFY(opened);
        m_cluster = std::move(*opened);
    }
    void cleanupTestCase() { m_cluster.reset(); }

    void lagOfAGroupThatIsBehind()
    {
        const std::string topic = makeTopic(3);
        const std::string group = uniqueName("behind");
        for (int partition = 0; partition < 3; ++partition)
            fill(topic, partition, 10);
        const auto member = join(group, topic, 3);
        QVERIFY(member && member->assignment().size() == 3);
        QVERIFY(member->commit({{{topic, 0}, 10}, {{topic, 1}, 4}, {{topic, 2}, 0}}, soon()));
        fill(topic, 0, 5);
        const auto tool = toolLag(group);
        const auto weir = weirLag(group);
        compare(weir, tool, 3);
        QCOMPARE(weir.at(0)["lag"].toInt(), 5);
        QCOMPARE(weir.at(1)["lag"].toInt(), 6);
        QCOMPARE(weir.at(2)["lag"].toInt(), 10);
        QCOMPARE(weir.at(1)["client_id"].toString(), QString("weirctl-test"));
        QVERIFY(weir.at(1)["member"].toString().startsWith("weirctl-test-"));
        const Outcome groups = weirctl({"groups", "--json"});
        QCOMPARE(groups.status, 0);
        QVERIFY2(groups.out.contains("{\"group\":\"" + QByteArray::fromStdString(group) +
                                     "\",\"state\":\"Stable\",\"type\":\"classic\""),
                 groups.out.constData());
    }

    void lagWithoutACommit()
    {
        const std::string topic = makeTopic(3);
        const std::string group = uniqueName("uncommitted");
        for (int partition = 0; partition < 3; ++partition)
            fill(topic, partition, 7);
        const auto member = join(group, topic, 3);
        QVERIFY(member && member->assignment().size() == 3);
        QVERIFY(member->commit({{{topic, 1}, 3}}, soon()));
        // The tool prints "-" for the committed offset and the lag of an assigned partition without a commit, and a
        // number for its end; Weir's null means the same.
        const auto tool = toolLag(group);
        const auto weir = weirLag(group);
        compare(weir, tool, 3);
        QVERIFY(!tool.at(0).committed && !tool.at(0).lag && tool.at(0).end == 7);
        QVERIFY(weir.at(0)["committed"].isNull() && weir.at(0)["lag"].isNull());
        QCOMPARE(weir.at(0)["note"].toString(), QString("no_commit"));
        QCOMPARE(weir.at(1)["lag"].toInt(), 4);
    }

    void lagAfterRetention()
    {
        const std::string topic = makeTopic(2);
        const std::string group = uniqueName("deleted");
        fill(topic, 0, 20);
        fill(topic, 1, 20);
        {
            const auto member = join(group, topic, 2);
            QVERIFY(member && member->assignment().size() == 2);
            QVERIFY(member->commit({{{topic, 0}, 4}, {{topic, 1}, 16}}, soon()));
        } // leaves: the group is Empty, the commits stay
        const auto deleted = m_cluster->admin().deleteRecordsBefore({{{topic, 0}, 12}, {{topic, 1}, 12}}, soon());
        QVERIFY(deleted.complete());
        const auto tool = toolLag(group);
        const auto weir = weirLag(group);
        // Records 4 to 11 of partition 0 are gone. The tool counts them still (end - committed: 16); nobody can read
        // them any more, so Weir counts from the log start (8) and says so.
        compare(weir, tool, 2, {0});
        QCOMPARE(tool.at(0).lag.value(), 16);
        QCOMPARE(weir.at(0)["lag"].toInt(), 8);
        QCOMPARE(weir.at(0)["log_start"].toInt(), 12);
        QVERIFY(weir.at(1)["note"].isNull());
        const Outcome people = weirctl({"lag", text(group)});
        QVERIFY2(people.out.contains("committed offset was deleted"), people.out.constData());
    }

    void topicAsKafkaDescribesIt()
    {
        const std::string topic =
            makeTopic(3, {{"cleanup.policy", "compact,delete"}, {"retention.ms", "3600000"}, {"max.message.bytes", "1500000"}});
        const QString tool =
            text(kafkaTool({"kafka-topics", "--bootstrap-server", m_bootstrap, "--describe", "--topic", topic}));
        const Outcome outcome = weirctl({"topic", text(topic), "--json"});
        QVERIFY2(outcome.status == 0, outcome.err.constData());
        const QJsonObject weir = outcome.objects().first();

        std::map<int, QStringList> partitions; // leader, replicas, isr
        QMap<QString, QString> configs;
        static const QRegularExpression line("Partition: (\\d+)\\s+Leader: (\\S+)\\s+Replicas: (\\S+)\\s+Isr: (\\S+)");
        for (auto it = line.globalMatch(tool); it.hasNext();) {
            const auto match = it.next();
            partitions[match.captured(1).toInt()] = {match.captured(2), match.captured(3), match.captured(4)};
        }
        // "a=1,cleanup.policy=compact,delete,b=2": a value may hold commas, a name holds no "=".
        static const QRegularExpression list("Configs: (\\S*)");
        QString name;
        for (const QString& part : list.match(tool).captured(1).split(',')) {
            const auto equals = part.indexOf('=');
            if (equals < 0) {
                configs[name] += "," + part;
                continue;
            }
            name = part.left(equals);
            configs[name] = part.mid(equals + 1);
        }
        QCOMPARE(partitions.size(), 3U);
        QVERIFY(configs.contains("max.message.bytes"));

        const auto join = [](const QJsonArray& brokers) {
            QStringList words;
            for (const QJsonValue& broker : brokers)
                words << QString::number(broker.toInt());
            return words.join(',');
        };
        QCOMPARE(weir["partitions"].toArray().size(), 3);
        for (const QJsonValue& value : weir["partitions"].toArray()) {
            const QJsonObject partition = value.toObject();
            const QStringList ours{QString::number(partition["leader"].toInt()), join(partition["replicas"].toArray()),
                                   join(partition["in_sync"].toArray())};
            QCOMPARE(ours, partitions.at(partition["partition"].toInt()));
        }
        QMap<QString, QString> changed;
        for (const QJsonValue& value : weir["configs"].toArray()) {
            const QJsonObject entry = value.toObject();
            if (!entry["default"].toBool())
                changed[entry["name"].toString()] = entry["value"].toString();
        }
        QCOMPARE(changed, configs);
        QCOMPARE(weir["retention"].toString(), QString("compacted + 1 h"));
    }

    void offsetsAsKafkaCountsThem()
    {
        const std::string topic = makeTopic(2);
        fill(topic, 0, 9);
        QVERIFY(m_cluster->admin().deleteRecordsBefore({{{topic, 0}, 3}}, soon()).complete());
        const auto toolOffset = [&](const char* time) {
            return text(kafkaTool({"kafka-get-offsets", "--bootstrap-server", m_bootstrap, "--topic", topic, "--time", time}));
        };
        const QString starts = toolOffset("-2");
        const QString ends = toolOffset("-1");
        const Outcome outcome = weirctl({"topic", text(topic), "--json"});
        for (const QJsonValue& value : outcome.objects().first()["partitions"].toArray()) {
            const QJsonObject partition = value.toObject();
            const QString prefix = text(topic) + ":" + QString::number(partition["partition"].toInt()) + ":";
            QVERIFY(starts.contains(prefix + QString::number(partition["log_start"].toInteger()) + "\n"));
            QVERIFY(ends.contains(prefix + QString::number(partition["end"].toInteger()) + "\n"));
        }
    }

    void nothingIsCreatedByAsking()
    {
        const std::string topic = uniqueName("never-made");
        QCOMPARE(weirctl({"topic", text(topic)}).status, 1);
        QCOMPARE(weirctl({"read", text(topic)}).status, 1);
        QCOMPARE(weirctl({"send", text(topic), "--value", "x"}).status, 1);
        const std::string list = kafkaTool({"kafka-topics", "--bootstrap-server", m_bootstrap, "--list"});
        QVERIFY(list.find("weirctl-") != std::string::npos); // it did answer
        QVERIFY(list.find(topic) == std::string::npos);
    }

    void sentAndReadByKafkasOwnTools()
    {
        const std::string topic = makeTopic(4);
        const Outcome sent = weirctl({"send", text(topic), "--value", "hello", "--key", "order-42", "--header", "a=1",
                                      "--header", "a=2", "--json"});
        QVERIFY2(sent.status == 0, sent.err.constData());
        const std::string read = kafkaTool({"kafka-console-consumer", "--bootstrap-server", m_bootstrap, "--topic", topic,
                                            "--from-beginning", "--max-messages", "1", "--timeout-ms", "20000",
                                            "--formatter-property", "print.key=true", "--formatter-property",
                                            "print.headers=true", "--formatter-property", "print.partition=true"});
        const std::string partition = std::to_string(sent.objects().first()["partition"].toInt());
        QCOMPARE(text(read).trimmed(), text("Partition:" + partition + "\ta:1,a:2\torder-42\thello"));
    }

    void refusesOnAReadOnlyConnection()
    {
        const std::string topic = makeTopic(1);
        const Outcome outcome = weirctl({"--read-only", "send", text(topic), "--value", "x"});
        QCOMPARE(outcome.status, 1);
        QVERIFY2(outcome.err.contains("reading only"), outcome.err.constData());
        QVERIFY(weirctl({"read", text(topic), "--json"}).out.isEmpty());
    }

    void environmentIsEnough()
    {
        m_weirctl.setVariable("KAFKA__BOOTSTRAP_SERVERS", text(m_bootstrap));
        const Outcome outcome = m_weirctl.run({"topics", "--json"});
        m_weirctl.clearVariables();
        QVERIFY2(outcome.status == 0, outcome.err.constData());
        QVERIFY(!outcome.objects().isEmpty());
    }
};

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication application(argc, argv);
    WeirctlBrokerTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "weirctl_broker_test.moc"
