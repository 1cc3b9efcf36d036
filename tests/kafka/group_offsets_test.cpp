// SPDX-License-Identifier: GPL-3.0-or-later
// Resets against a real broker; Kafka's own kafka-consumer-groups is the second opinion.
#include "core/groups/offset_undo.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(weir::ResetTarget)

namespace {

using To = ResetTarget::To;
/// Young, or the broker's retention takes the records away under the test.
const TimestampMs firstTime = nowMs() - 3'600'000;

ResetTarget target(To to, std::int64_t number = 0)
{
    ResetTarget made;
    made.to = to;
    made.number = number;
    made.time = number;
    return made;
}

/// The new offsets in the tool's table of GROUP TOPIC PARTITION NEW-OFFSET.
OffsetMap toolOffsets(const QString& output, const std::string& group)
{
    OffsetMap offsets;
    for (const QString& line : output.split(QLatin1Char('\n'))) {
        const QStringList words = line.simplified().split(QLatin1Char(' '));
        if (words.size() == 4 && words[0].toStdString() == group)
            offsets.emplace(TopicPartition{words[1].toStdString(), words[2].toInt()}, words[3].toLongLong());
    }
    return offsets;
}

OffsetMap planned(const OffsetPlan& plan, const OffsetMap& committed)
{
    OffsetMap offsets;
    for (const OffsetChange& change : plan.changes)
        offsets.emplace(change.partition, change.after);
    for (const TopicPartition& partition : plan.unchanged)
        offsets.emplace(partition, committed.at(partition));
    return offsets;
}

} // namespace

class GroupOffsetsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void sameAsKafkasTool_data();
    void sameAsKafkasTool();
    void appliesUndoesAndSkips();
    void markersAreNoRecords();
    void activeGroupIsRefused();
    void deletesOffsetsAndGroup();
    void readOnlyIsRefused();

private:
    /// A group that nobody ever joined, committed as told.
    std::string newGroup(const OffsetMap& offsets)
    {
        const std::string group = uniqueName("reset");
        const auto done = m_cluster->admin().alterCommittedOffsets(group, offsets, soon());
        if (!done.complete() || done.values != offsets)
            qFatal("commits were not taken");
        return group;
    }
    [[nodiscard]] OffsetMap committed(const std::string& group) const
    {
        return m_cluster->admin().committedOffsets({group}, soon()).values.at(group);
    }
    std::string newTopic(int partitions)
    {
        const std::string name = uniqueName("resets");
        if (!m_cluster->admin().createTopic({name, partitions, -1, {}}, soon()))
            qFatal("no topic");
        return name;
    }
    /// Runs a command line of resetCommand() in a shell, as a dry run, with Kafka's tool in the path.
    QString dryRun(std::string command)
    {
        const QString folder = m_folder.path();
        QFile script(folder + QStringLiteral("/kafka-consumer-groups.sh"));
        if (!script.exists() && script.open(QIODevice::WriteOnly)) {
            script.write("#!/bin/sh\nexec '" WEIR_SOURCE_DIR "/packaging/kafka' tool --dir '" WEIR_BINARY_DIR "/kafka' "
                         "kafka-consumer-groups \"$@\"\n");
            script.setPermissions(QFile::ReadOwner | QFile::ExeOwner | QFile::WriteOwner);
            script.close();
        }
        const auto at = command.find("--execute");
        command.replace(at, 9, "--dry-run");
        QProcess shell;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PATH"), folder + QLatin1Char(':') + environment.value(QStringLiteral("PATH")));
        shell.setProcessEnvironment(environment);
        shell.setProcessChannelMode(QProcess::MergedChannels);
        shell.start(QStringLiteral("sh"), {QStringLiteral("-c"), QString::fromStdString(command)});
        shell.waitForFinished(120'000);
        return QString::fromUtf8(shell.readAll());
    }

    std::unique_ptr<Cluster> m_cluster;
    QTemporaryDir m_folder;
    std::string m_topic;
};

void GroupOffsetsTest::initTestCase()
{
    m_cluster = open(*testBootstrap());
    m_topic = newTopic(3);
    std::vector<OutgoingRecord> records;
    for (int i = 0; i < 40; ++i) {
        OutgoingRecord record = outgoing(m_topic, i % 2, "value", "key-" + std::to_string(i));
        record.timestamp = firstTime + i * 1'000;
        records.push_back(std::move(record));
    }
    for (const auto& result : send(*m_cluster, records))
        QVERIFY(result);
    QVERIFY(m_cluster->admin().deleteRecordsBefore({{{m_topic, 1}, 5}}, soon()).complete());
}

void GroupOffsetsTest::sameAsKafkasTool_data()
{
    QTest::addColumn<ResetTarget>("to");
    QTest::addColumn<bool>("wholeTopic");
    const auto row = [](const char* name, ResetTarget to, bool wholeTopic) {
        QTest::newRow(name) << std::move(to) << wholeTopic;
    };
    row("earliest", target(To::Earliest), true);
    row("latest", target(To::Latest), false);
    row("offset", target(To::Offset, 12), true);
    row("time", target(To::Time, firstTime + 21'000), false);
    row("shift back", target(To::ShiftBy, -4), false);
    row("skip, from a file", target(To::SkipRecord), false);
}

void GroupOffsetsTest::sameAsKafkasTool()
{
    QFETCH(ResetTarget, to);
    QFETCH(bool, wholeTopic);
    const OffsetMap before{{{m_topic, 0}, 7}, {{m_topic, 1}, 2}};
    const std::string group = newGroup(before);
    ResetScope scope;
    if (wholeTopic)
        scope.topics = {m_topic};
    const auto plan = planReset(*m_cluster, group, to, scope, soon());
    QVERIFY2(plan, plan ? "" : plan.error().message.c_str());
    QVERIFY(plan->failures.empty());
    const QString output = dryRun(resetCommand(*testBootstrap(), group, to, scope, *plan));
    QVERIFY2(toolOffsets(output, group) == planned(*plan, before), qPrintable(output));
    QCOMPARE(committed(group), before);
}

void GroupOffsetsTest::appliesUndoesAndSkips()
{
    const OffsetMap before{{{m_topic, 0}, 7}, {{m_topic, 1}, 2}};
    const std::string group = newGroup(before);
    const auto undo = OffsetUndo::open((m_folder.path() + "/offsets.db").toStdString()).value();
    ResetScope scope;
    scope.topics = {m_topic};
    const auto plan = planReset(*m_cluster, group, target(To::Latest), scope, soon());
    const auto result = applyKept(*m_cluster, *undo, *plan, "to the end", soon());
    QVERIFY2(result, result ? "" : result.error().message.c_str());
    QCOMPARE(committed(group), (OffsetMap{{{m_topic, 0}, 20}, {{m_topic, 1}, 20}, {{m_topic, 2}, 0}}));
    const auto entry = undo->of(m_cluster->ping(soon())->clusterId, group)->front();
    const auto way = planUndo(*m_cluster, entry, soon());
    QVERIFY(way);
    const auto undone = applyUndo(*m_cluster, *undo, *way, entry, soon());
    QVERIFY2(undone && undone->failures.empty(), undone ? "" : undone.error().message.c_str());
    // What retention took cannot come back; the plan says that it was moved.
    QCOMPARE(committed(group), (OffsetMap{{{m_topic, 0}, 7}, {{m_topic, 1}, 5}}));

    const auto skip = planReset(*m_cluster, group, target(To::SkipRecord), {}, soon());
    QVERIFY(skip && skip->changes.size() == 2);
    QCOMPARE(skip->changes[0].after, 8);
    QCOMPARE(skip->changes[0].skipped->key, OptionalBytes("key-14"));
    QCOMPARE(applyReset(*m_cluster, *skip, soon())->applied, (OffsetMap{{{m_topic, 0}, 8}, {{m_topic, 1}, 6}}));
}

/// Each transaction ends with a marker, which has an offset and is no record.
void GroupOffsetsTest::markersAreNoRecords()
{
    const std::string topic = newTopic(1);
    auto producer = m_cluster->transactionalProducer(uniqueName("reset-txn"));
    QVERIFY(producer);
    for (int i = 0; i < 2; ++i) {
        const std::vector<OutgoingRecord> one{outgoing(topic, 0, "v", "k" + std::to_string(i))};
        const TransactionReport report = (*producer)->sendAtomically(one, soon());
        QVERIFY(report.outcome == TransactionOutcome::Committed);
    }
    const std::string group = newGroup({{{topic, 0}, 0}});
    const auto first = planReset(*m_cluster, group, target(To::SkipRecord), {}, soon());
    QCOMPARE(first->changes.at(0).after, 2);
    QVERIFY(applyReset(*m_cluster, *first, soon()));
    const auto second = planReset(*m_cluster, group, target(To::SkipRecord), {}, soon());
    QCOMPARE(second->changes.at(0).skipped->key, OptionalBytes("k1"));
    QCOMPARE(second->changes.at(0).after, 4);
    QVERIFY(applyReset(*m_cluster, *second, soon()));
    QCOMPARE(planReset(*m_cluster, group, target(To::SkipRecord), {}, soon())->failures.size(), 1U);
}

void GroupOffsetsTest::activeGroupIsRefused()
{
    const std::string group = uniqueName("active");
    auto member = m_cluster->joinGroup({group, "the-client", {m_topic}, OffsetReset::Earliest});
    QVERIFY(member);
    const auto records = (*member)->poll(1, Call::within(20s));
    QVERIFY(records && !records->empty());
    QVERIFY((*member)->commit({{{m_topic, 0}, 3}}, soon()));
    const auto plan = planReset(*m_cluster, group, target(To::Latest), {}, soon());
    QVERIFY(plan && plan->refused);
    QVERIFY2(plan->refused->message.find("1 active member") != std::string::npos, plan->refused->message.c_str());
    QVERIFY(!applyReset(*m_cluster, *plan, soon()));
    // The broker itself says no to whoever does not ask first.
    const auto forced = m_cluster->admin().alterCommittedOffsets(group, {{{m_topic, 0}, 0}}, soon());
    QVERIFY(forced.values.empty());
    QCOMPARE(forced.failures.size(), 1U);
    QCOMPARE(forced.failures[0].subject, group);
    QCOMPARE(forced.failures[0].error.kafkaCode, 25);
    const auto forgotten = m_cluster->admin().deleteCommittedOffsets(group, {{m_topic, 0}}, soon());
    QVERIFY(forgotten.values.empty());
    QCOMPARE(forgotten.failures.at(0).error.kafkaCode, 86);
    const auto deleted = m_cluster->admin().deleteGroups({group}, soon());
    QCOMPARE(deleted.failures.at(0).error.kafkaCode, 68);
    QCOMPARE(committed(group), (OffsetMap{{{m_topic, 0}, 3}}));
    member->reset();
    QTRY_VERIFY(!planReset(*m_cluster, group, target(To::Latest), {}, soon())->refused);
}

void GroupOffsetsTest::deletesOffsetsAndGroup()
{
    const std::string group = newGroup({{{m_topic, 0}, 7}, {{m_topic, 1}, 6}});
    const auto undo = OffsetUndo::open((m_folder.path() + "/deleted.db").toStdString()).value();
    const auto forgotten = deleteOffsetsKept(*m_cluster, *undo, group, {{m_topic, 1}}, soon());
    QVERIFY2(forgotten, forgotten ? "" : forgotten.error().message.c_str());
    QCOMPARE(forgotten->applied, (OffsetMap{{{m_topic, 1}, 6}}));
    QCOMPARE(committed(group), (OffsetMap{{{m_topic, 0}, 7}}));
    const auto deleted = deleteGroupKept(*m_cluster, *undo, group, soon());
    QVERIFY2(deleted, deleted ? "" : deleted.error().message.c_str());
    QVERIFY(committed(group).empty());
    QCOMPARE(deleteGroup(*m_cluster, group, soon()).error().kind, ErrorKind::NotFound);
    const auto kept = undo->of(m_cluster->ping(soon())->clusterId, group).value();
    for (const UndoEntry& entry : kept) {
        const auto way = planUndo(*m_cluster, entry, soon());
        QVERIFY2(way, way ? "" : way.error().message.c_str());
        QVERIFY(applyUndo(*m_cluster, *undo, *way, entry, soon()));
    }
    QCOMPARE(committed(group), (OffsetMap{{{m_topic, 0}, 7}, {{m_topic, 1}, 6}}));
}

void GroupOffsetsTest::readOnlyIsRefused()
{
    const std::string group = newGroup({{{m_topic, 0}, 7}});
    ClusterOptions options;
    options.bootstrapServers = *testBootstrap();
    options.readOnly = true;
    const auto cluster = openRealCluster(options).value();
    const auto plan = planReset(*cluster, group, target(To::Latest), {}, soon());
    QVERIFY(plan && plan->changes.size() == 1);
    QCOMPARE(applyReset(*cluster, *plan, soon()).error().kind, ErrorKind::NotAuthorized);
    QCOMPARE(cluster->admin().alterCommittedOffsets(group, {{{m_topic, 0}, 1}}, soon()).failures.at(0).error.kind,
             ErrorKind::NotAuthorized);
    QVERIFY(!cluster->admin().deleteTopic(m_topic, soon()));
    QCOMPARE(committed(group), (OffsetMap{{{m_topic, 0}, 7}}));
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication application(argc, argv);
    GroupOffsetsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "group_offsets_test.moc"
