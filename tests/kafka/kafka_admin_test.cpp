// SPDX-License-Identifier: GPL-3.0-or-later
// Questions and changes against a real broker; Kafka's own tools are the second opinion.
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QElapsedTimer>
#include <QtTest>
#include <QVersionNumber>

#include <algorithm>
#include <thread>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

class KafkaAdminTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void ping();
    void createDescribeDelete();
    void createErrors_data();
    void createErrors();
    void askingCreatesNothing();
    void configs();
    void offsetPoints();
    void offsetsAtTime();
    void deletedRecords();
    void manyPartitions();
    void groups();
    void groupOfTheNewProtocol();
    void everythingCanBeStopped();

private:
    std::string newTopic(std::int32_t partitions, std::map<std::string, std::string> configs = {});

    void sendAll(const std::vector<OutgoingRecord>& records);

    std::unique_ptr<Cluster> m_cluster;
};

void KafkaAdminTest::sendAll(const std::vector<OutgoingRecord>& records)
{
    for (const auto& result : send(*m_cluster, records))
        QVERIFY2(result, result ? "" : (result.error().message + "\n" + result.error().detail).c_str());
}

void KafkaAdminTest::initTestCase()
{
    m_cluster = open(*testBootstrap());
}

std::string KafkaAdminTest::newTopic(std::int32_t partitions, std::map<std::string, std::string> configs)
{
    const std::string name = uniqueName("admin");
    const auto created = m_cluster->admin().createTopic({name, partitions, -1, std::move(configs)}, soon());
    if (!created)
        qFatal("%s", created.error().message.c_str());
    return name;
}

void KafkaAdminTest::ping()
{
    const auto reply = m_cluster->ping(soon());
    QVERIFY2(reply, reply ? "" : reply.error().message.c_str());
    QVERIFY(!reply->clusterId.empty());
    QVERIFY(!reply->brokers.empty());
    QVERIFY(reply->controller.has_value());
    QVERIFY(reply->roundTrip > 0us && reply->roundTrip < 1s);
}

void KafkaAdminTest::createDescribeDelete()
{
    const std::string name = newTopic(3, {{"retention.ms", "3600000"}});
    // Listed at once, without anybody waiting.
    const auto all = m_cluster->admin().metadata(soon());
    QVERIFY(all && all->complete());
    QVERIFY(std::ranges::any_of(all->values.topics, [&](const TopicMetadata& topic) { return topic.name == name; }));
    QVERIFY(std::ranges::is_sorted(all->values.topics, {}, &TopicMetadata::name));
    const auto topic = m_cluster->admin().topic(name, soon());
    QVERIFY(topic);
    QCOMPARE(topic->partitions.size(), std::size_t(3));
    QVERIFY(!topic->internal);

    const std::string told = kafkaTool({"kafka-topics", "--describe", "--topic", name});
    QVERIFY2(told.find("PartitionCount: 3") != std::string::npos, told.c_str());
    for (const PartitionMetadata& partition : topic->partitions) {
        const std::string line = "Partition: " + std::to_string(partition.id) + "\tLeader: " +
                                 std::to_string(partition.leader.value_or(-1)) + "\tReplicas: " +
                                 std::to_string(partition.replicas.at(0)) + "\tIsr: " +
                                 std::to_string(partition.inSync.at(0));
        QVERIFY2(told.find(line) != std::string::npos, (line + "\n" + told).c_str());
    }

    QVERIFY(m_cluster->admin().deleteTopic(name, soon()));
    QTRY_VERIFY(!m_cluster->admin().topic(name, soon()));
    QCOMPARE(m_cluster->admin().topic(name, soon()).error().kind, ErrorKind::NotFound);
    const auto again = m_cluster->admin().deleteTopic(name, soon());
    QVERIFY(!again);
    QCOMPARE(again.error().kind, ErrorKind::NotFound);
}

void KafkaAdminTest::createErrors_data()
{
    QTest::addColumn<QString>("name"); // empty: a topic that exists
    QTest::addColumn<int>("partitions");
    QTest::addColumn<int>("replication");
    QTest::addColumn<QString>("config");
    QTest::addColumn<int>("kind");
    const auto row = [](const char* what, const char* name, int partitions, int replication, const char* config,
                        ErrorKind kind) {
        QTest::newRow(what) << name << partitions << replication << config << static_cast<int>(kind);
    };
    row("exists", "", 1, -1, "", ErrorKind::AlreadyExists);
    row("bad name", "with space", 1, -1, "", ErrorKind::InvalidInput);
    row("name too long", std::string(300, 'a').c_str(), 1, -1, "", ErrorKind::InvalidInput);
    row("dots", "..", 1, -1, "", ErrorKind::InvalidInput);
    row("too many replicas", "weir-never", 1, 99, "", ErrorKind::InvalidInput);
    row("no partitions", "weir-never", 0, -1, "", ErrorKind::InvalidInput);
    row("bad config value", "weir-never", 1, -1, "retention.ms=soon", ErrorKind::InvalidInput);
    row("unknown config", "weir-never", 1, -1, "no.such.config=1", ErrorKind::InvalidInput);
}

void KafkaAdminTest::createErrors()
{
    QFETCH(QString, name);
    QFETCH(int, partitions);
    QFETCH(int, replication);
    QFETCH(QString, config);
    QFETCH(int, kind);
    NewTopic topic{name.isEmpty() ? newTopic(1) : name.toStdString(), partitions, replication, {}};
    if (!config.isEmpty())
        topic.configs[config.section('=', 0, 0).toStdString()] = config.section('=', 1).toStdString();
    const auto created = m_cluster->admin().createTopic(topic, soon());
    QVERIFY(!created);
    QVERIFY2(static_cast<int>(created.error().kind) == kind, created.error().message.c_str());
    QVERIFY(created.error().message.find("Could not create topic " + topic.name) == 0);
}

void KafkaAdminTest::askingCreatesNothing()
{
    // The broker creates topics on request (auto.create.topics.enable is its default), so every question counts.
    const std::string name = uniqueName("never");
    QCOMPARE(m_cluster->admin().topic(name, soon()).error().kind, ErrorKind::NotFound);
    QCOMPARE(m_cluster->admin().offsets({{name, 0}}, OffsetPoint::End, soon()).failures.at(0).error.kind,
             ErrorKind::NotFound);
    QCOMPARE(m_cluster->admin().offsetsAtTime({{name, 0}}, 5, soon()).failures.at(0).error.kind, ErrorKind::NotFound);
    QCOMPARE(m_cluster->admin().topicConfigs({name}, soon()).failures.at(0).error.kind, ErrorKind::NotFound);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(send(*m_cluster, {outgoing(name, 0, "x")}).at(0).error().kind, ErrorKind::NotFound);
    const auto read = m_cluster->reader().read({{{name, 0}, 0, 5}},
                                               [](const RecordView&) { return SinkAnswer::Continue; }, soon());
    QCOMPARE(read.failures.at(0).error.kind, ErrorKind::NotFound);
    auto transactional = m_cluster->transactionalProducer(uniqueName("tx"));
    const std::vector<OutgoingRecord> records{outgoing(name, 0, "x")};
    QCOMPARE((*transactional)->sendAtomically(records, soon()).error->kind, ErrorKind::NotFound);
    QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    std::this_thread::sleep_for(300ms);
    const auto all = m_cluster->admin().metadata(soon());
    QVERIFY(std::ranges::none_of(all->values.topics, [&](const TopicMetadata& topic) { return topic.name == name; }));
}

void KafkaAdminTest::configs()
{
    const std::string name = newTopic(1, {{"cleanup.policy", "compact"}, {"retention.ms", "7200000"}});
    const std::string other = newTopic(1);
    const auto configs = m_cluster->admin().topicConfigs({name, "weir-no-such", other, ""}, soon());
    QCOMPARE(configs.values.size(), std::size_t(2));
    QCOMPARE(configs.failures.size(), std::size_t(2));
    const auto find = [&](const std::string& topic, const std::string& key) {
        const auto& entries = configs.values.at(topic);
        return *std::ranges::find(entries, key, &ConfigEntry::name);
    };
    QCOMPARE(*find(name, "cleanup.policy").value, std::string("compact"));
    QCOMPARE(find(name, "cleanup.policy").source, std::string("topic"));
    QVERIFY(!find(name, "cleanup.policy").isDefault);
    QCOMPARE(*find(name, "retention.ms").value, std::string("7200000"));
    QCOMPARE(*find(other, "cleanup.policy").value, std::string("delete"));
    QVERIFY(find(other, "cleanup.policy").isDefault);
    QCOMPARE(find(other, "cleanup.policy").source, std::string("default"));
    QVERIFY(configs.values.at(other).size() > 25);
}

void KafkaAdminTest::offsetPoints()
{
    const std::string name = newTopic(2);
    std::vector<OutgoingRecord> records;
    const TimestampMs now = nowMs();
    for (const TimestampMs age : {3000, 1000, 5000}) {
        records.push_back(outgoing(name, 0, "x"));
        records.back().timestamp = now - age;
    }
    sendAll(records);
    const std::vector<TopicPartition> both{{name, 0}, {name, 1}};
    Admin& admin = m_cluster->admin();
    const auto check = [&](OffsetPoint point, OffsetMap expected) {
        const auto offsets = admin.offsets(both, point, soon());
        QVERIFY(offsets.complete());
        QVERIFY(offsets.values == expected);
    };
    check(OffsetPoint::LogStart, {{{name, 0}, 0}, {{name, 1}, 0}});
    check(OffsetPoint::End, {{{name, 0}, 3}, {{name, 1}, 0}});
    check(OffsetPoint::LastStable, {{{name, 0}, 3}, {{name, 1}, 0}});
    // A partition without records has no largest timestamp.
    check(OffsetPoint::MaxTimestamp, {{{name, 0}, 1}});
}

void KafkaAdminTest::offsetsAtTime()
{
    const std::string name = newTopic(2);
    std::vector<OutgoingRecord> records;
    const TimestampMs base = nowMs() - 60000;
    for (int i = 0; i < 10; ++i) {
        records.push_back(outgoing(name, 0, "x"));
        records.back().timestamp = base + i * 1000;
    }
    sendAll(records);
    const auto at = [&](TimestampMs time) {
        return m_cluster->admin().offsetsAtTime({{name, 0}, {name, 1}}, time, soon()).values;
    };
    QCOMPARE(at(base).at({name, 0}), std::int64_t(0));
    QCOMPARE(at(base + 4000).at({name, 0}), std::int64_t(4));
    QCOMPARE(at(base + 4001).at({name, 0}), std::int64_t(5));
    QCOMPARE(at(base + 90000).at({name, 0}), std::int64_t(10)); // the end where there is none
    QCOMPARE(at(base).at({name, 1}), std::int64_t(0));
    // -1 to -3 are special points for the broker, not times.
    for (const TimestampMs time : {-1, -2, -3, -4000})
        QCOMPARE(at(time).at({name, 0}), std::int64_t(0));
}

void KafkaAdminTest::deletedRecords()
{
    const std::string name = newTopic(2);
    sendAll(std::vector<OutgoingRecord>(20, outgoing(name, 0, "x")));
    const auto deleted = m_cluster->admin().deleteRecordsBefore(
        {{{name, 0}, 7}, {{name, 1}, 5}, {{name, 9}, 1}, {{"weir-no-such", 0}, 1}}, soon());
    QCOMPARE(deleted.values.at({name, 0}), std::int64_t(7));
    std::vector<std::string> failed;
    for (const Failure& failure : deleted.failures)
        failed.push_back(failure.subject);
    std::ranges::sort(failed);
    QCOMPARE(failed, (std::vector<std::string>{name + "-1", name + "-9", "weir-no-such-0"}));
    QCOMPARE(m_cluster->admin().offsets({{name, 0}}, OffsetPoint::LogStart, soon()).values.at({name, 0}),
             std::int64_t(7));
    // A negative offset would mean "all of it" to the broker.
    QCOMPARE(m_cluster->admin().deleteRecordsBefore({{{name, 0}, -1}}, soon()).failures.size(), std::size_t(1));
    QCOMPARE(m_cluster->admin().offsets({{name, 0}}, OffsetPoint::LogStart, soon()).values.at({name, 0}),
             std::int64_t(7));

    int records = 0;
    const auto read = m_cluster->reader().read(
        {{{name, 0}, 3, 20}},
        [&](const RecordView&) {
            ++records;
            return SinkAnswer::Continue;
        },
        soon());
    QCOMPARE(records, 0);
    QCOMPARE(read.failures.at(0).error.kind, ErrorKind::InvalidInput);
    QCOMPARE(readAll(m_cluster->reader(), {{{name, 0}, 7, 20}}).size(), std::size_t(13));
}

void KafkaAdminTest::manyPartitions()
{
    const std::string name = newTopic(300);
    std::vector<TopicPartition> partitions;
    for (std::int32_t i = 0; i < 300; ++i)
        partitions.push_back({name, i});
    const auto ends = m_cluster->admin().offsets(partitions, OffsetPoint::End, soon());
    QVERIFY2(ends.complete(), ends.complete() ? "" : ends.failures[0].error.message.c_str());
    QCOMPARE(ends.values.size(), std::size_t(300));
    QVERIFY(m_cluster->admin().deleteTopic(name, soon()));
}

void KafkaAdminTest::groups()
{
    const std::string topic = newTopic(2);
    const std::string group = uniqueName("group");
    sendAll({outgoing(topic, 0, "x"), outgoing(topic, 0, "y")});
    auto member = m_cluster->joinGroup({group, "the-client", {topic}, OffsetReset::Earliest});
    QVERIFY(member);
    const auto records = (*member)->poll(10, Call::within(20s));
    QVERIFY2(records && !records->empty(), records ? "no records" : records.error().message.c_str());
    const auto committed = (*member)->commit({{{topic, 0}, 1}}, soon());
    QVERIFY2(committed, committed ? "" : committed.error().message.c_str());

    const auto described = m_cluster->admin().describeGroups({group, "weir-no-such-group"}, soon());
    QCOMPARE(described.values.size(), std::size_t(1));
    const GroupDescription& description = described.values[0];
    QCOMPARE(description.state, std::string("Stable"));
    QVERIFY(description.type == GroupType::Classic);
    QVERIFY(description.membersVisible);
    QCOMPARE(description.assignor, std::string("range"));
    QVERIFY(description.coordinator.has_value());
    QCOMPARE(description.members.size(), std::size_t(1));
    QCOMPARE(description.members[0].clientId, std::string("the-client"));
    QCOMPARE(description.members[0].assigned, (std::vector<TopicPartition>{{topic, 0}, {topic, 1}}));
    QCOMPARE(described.failures.size(), std::size_t(1));
    QCOMPARE(described.failures[0].subject, std::string("weir-no-such-group"));
    QCOMPARE(described.failures[0].error.kind, ErrorKind::NotFound);

    const auto offsets = m_cluster->admin().committedOffsets({group, "weir-no-such-group"}, soon());
    QVERIFY(offsets.complete());
    QVERIFY(offsets.values.at(group) == (OffsetMap{{{topic, 0}, 1}})); // no entry for the partition without a commit
    QVERIFY(offsets.values.at("weir-no-such-group").empty());

    member->reset();
    const auto listed = m_cluster->admin().groups(soon());
    QVERIFY(listed && listed->complete());
    const auto found = std::ranges::find(listed->values, group, &GroupListing::id);
    QVERIFY(found != listed->values.end());
    QCOMPARE(found->state, std::string("Empty"));
    QVERIFY(found->type == GroupType::Classic);
    QVERIFY(!found->simple);
    // The browsing handles name a group and must never turn up as one.
    QVERIFY(std::ranges::find(listed->values, "weir-browse", &GroupListing::id) == listed->values.end());
}

/// librdkafka before 2.10 is told "Dead" for such a group.
void KafkaAdminTest::groupOfTheNewProtocol()
{
    const std::string topic = newTopic(1);
    const std::string group = uniqueName("new-protocol");
    sendAll({outgoing(topic, 0, "x")});
    (void)kafkaTool({"kafka-console-consumer", "--topic", topic, "--group", group, "--from-beginning",
                     "--max-messages", "1", "--timeout-ms", "30000", "--consumer-property", "group.protocol=consumer"});
    const auto described = m_cluster->admin().describeGroups({group}, soon());
    QVERIFY2(described.complete(), described.complete() ? "" : described.failures[0].error.message.c_str());
    QCOMPARE(described.values.size(), std::size_t(1));
    QVERIFY(described.values[0].type == GroupType::Consumer);
    QCOMPARE(described.values[0].membersVisible, QVersionNumber::fromString(QString::fromStdString(clientLibraryVersion())) >= QVersionNumber(2, 10));
    QCOMPARE(described.values[0].state, std::string("Empty"));
    QCOMPARE(m_cluster->admin().committedOffsets({group}, soon()).values.at(group).at({topic, 0}), std::int64_t(1));
}

void KafkaAdminTest::everythingCanBeStopped()
{
    std::stop_source stopped;
    stopped.request_stop();
    const Call call = Call::within(10s, stopped.get_token());
    QElapsedTimer timer;
    timer.start();
    Admin& admin = m_cluster->admin();
    QCOMPARE(m_cluster->ping(call).error().kind, ErrorKind::Cancelled);
    QCOMPARE(admin.metadata(call).error().kind, ErrorKind::Cancelled);
    QCOMPARE(admin.topic("t", call).error().kind, ErrorKind::Cancelled);
    QCOMPARE(admin.groups(call).error().kind, ErrorKind::Cancelled);
    QCOMPARE(admin.createTopic({uniqueName("stopped"), 1, -1, {}}, call).error().kind, ErrorKind::Cancelled);
    QCOMPARE(admin.deleteTopic("t", call).error().kind, ErrorKind::Cancelled);
    QCOMPARE(admin.offsets({{"t", 0}}, OffsetPoint::End, call).failures.at(0).error.kind, ErrorKind::Cancelled);
    QCOMPARE(admin.topicConfigs({"t"}, call).failures.at(0).error.kind, ErrorKind::Cancelled);
    QCOMPARE(admin.describeGroups({"g"}, call).failures.at(0).error.kind, ErrorKind::Cancelled);
    QCOMPARE(admin.committedOffsets({"g"}, call).failures.at(0).error.kind, ErrorKind::Cancelled);
    QCOMPARE(admin.deleteRecordsBefore({{{"t", 0}, 1}}, call).failures.at(0).error.kind, ErrorKind::Cancelled);
    QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    KafkaAdminTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "kafka_admin_test.moc"
