// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/demo_cluster.h"
#include "core/records/timeline.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <iterator>
#include <set>

using namespace weir;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

Call soon()
{
    return Call::within(10s);
}

Call stopped()
{
    std::stop_source source;
    source.request_stop();
    return Call::within(10s, source.get_token());
}

OutgoingRecord outgoing(const std::string& topic, std::int32_t partition, TimestampMs time, const Bytes& value)
{
    OutgoingRecord record;
    record.topic = topic;
    record.partition = partition;
    record.value = value;
    record.timestamp = time;
    return record;
}

/// Polls until the member has partitions; what it read on the way.
std::vector<Record> pollUntilAssigned(GroupConsumer& consumer)
{
    std::vector<Record> all;
    for (int i = 0; i < 100 && consumer.assignment().empty(); ++i) {
        auto records = consumer.poll(100, Call::within(100ms));
        if (records)
            std::ranges::move(*records, std::back_inserter(all));
    }
    return all;
}

} // namespace

class DemoClusterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void startsEmpty();
    void answersPing();
    void createsTopics_data();
    void createsTopics();
    void createsNothingWhenStopped();
    void lookingForATopicDoesNotCreateIt();
    void readsBackWhatWasSent();
    void tellsWhenARecordWasMade();
    void answersOffsets();
    void findsOffsetsByTime_data();
    void findsOffsetsByTime();
    void hasATimeline();
    void showsConfigurations();
    void refusals_data();
    void refusals();
    void groupsAndTheirMembers();
    void twoMembersShareATopic();
    void unknownGroup();
    void sendsATransaction();
    void closesSoonWithAMemberLeft();

private:
    [[nodiscard]] bool exists(const std::string& topic);
    void makeTopic(const std::string& name, std::int32_t partitions);
    void send(const std::vector<OutgoingRecord>& records);
    Admin& admin() { return m_cluster->admin(); }
    std::unique_ptr<Cluster> m_cluster;
};

void DemoClusterTest::initTestCase()
{
    auto cluster = openDemoCluster();
    QVERIFY2(cluster, cluster ? "" : cluster.error().detail.c_str());
    m_cluster = std::move(*cluster);
}

bool DemoClusterTest::exists(const std::string& topic)
{
    const auto metadata = admin().metadata(soon());
    return metadata && metadata->complete() &&
           std::ranges::find(metadata->values.topics, topic, &TopicMetadata::name) != metadata->values.topics.end();
}

void DemoClusterTest::makeTopic(const std::string& name, std::int32_t partitions)
{
    const auto made = admin().createTopic({name, partitions, -1, {}}, soon());
    QVERIFY2(made, made ? "" : made.error().message.c_str());
}

void DemoClusterTest::send(const std::vector<OutgoingRecord>& records)
{
    const auto producer = m_cluster->producer();
    QVERIFY(producer);
    for (const auto& result : (*producer)->send(records, soon()))
        QVERIFY2(result, result ? "" : result.error().message.c_str());
}

void DemoClusterTest::answersPing()
{
    const auto reply = m_cluster->ping(soon());
    QVERIFY2(reply, reply ? "" : reply.error().message.c_str());
    QCOMPARE(reply->brokers.size(), std::size_t(3));
    QVERIFY(!reply->clusterId.empty());
    QVERIFY(!reply->controller); // the mock names one that it does not have
    QVERIFY(reply->roundTrip.count() > 0);
    QVERIFY(!m_cluster->readOnly());
}

void DemoClusterTest::startsEmpty()
{
    const auto metadata = admin().metadata(soon());
    QVERIFY(metadata && metadata->complete());
    QCOMPARE(metadata->values.topics.size(), std::size_t(0));
    const auto groups = admin().groups(soon());
    QVERIFY(groups && groups->complete());
    QCOMPARE(groups->values.size(), std::size_t(0));
}

void DemoClusterTest::createsTopics_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("partitions");
    QTest::addColumn<int>("replication");
    QTest::addColumn<int>("kind"); // -1: created
    const auto row = [](const char* title, const QString& name, int partitions, int replication, int kind) {
        QTest::newRow(title) << name << partitions << replication << kind;
    };
    const int invalid = static_cast<int>(ErrorKind::InvalidInput);
    row("one partition", "events.a", 1, 1, -1);
    row("default replication", "events-b_C.9", 7, -1, -1);
    row("longest name", QString(249, 'x'), 1, 3, -1);
    row("exists", "there", 1, 1, static_cast<int>(ErrorKind::AlreadyExists));
    row("empty name", "", 1, 1, invalid);
    row("name too long", QString(250, 'x'), 1, 1, invalid);
    row("dot", ".", 1, 1, invalid);
    row("two dots", "..", 1, 1, invalid);
    row("slash", "a/b", 1, 1, invalid);
    row("umlaut", "ä", 1, 1, invalid);
    row("space", "a b", 1, 1, invalid);
    row("no partition", "a", 0, 1, invalid);
    row("negative partitions", "a", -1, 1, invalid);
    row("too many partitions", "a", 257, 1, invalid);
    row("no replica", "a", 1, 0, invalid);
    row("more replicas than brokers", "a", 1, 4, invalid);
}

void DemoClusterTest::createsTopics()
{
    QFETCH(QString, name);
    QFETCH(int, partitions);
    QFETCH(int, replication);
    QFETCH(int, kind);
    const std::string topic = name.toStdString();
    if (topic == "there")
        makeTopic(topic, 2);
    const auto made = admin().createTopic({topic, partitions, replication, {}}, soon());
    if (kind >= 0) {
        QVERIFY(!made);
        QCOMPARE(static_cast<int>(made.error().kind), kind);
        QVERIFY(QString::fromStdString(made.error().message).endsWith('.'));
        QCOMPARE(exists(topic), topic == "there");
        return;
    }
    QVERIFY2(made, made ? "" : made.error().message.c_str());
    const auto found = admin().topic(topic, soon());
    QVERIFY(found);
    QCOMPARE(found->partitions.size(), static_cast<std::size_t>(partitions));
    for (const PartitionMetadata& partition : found->partitions) {
        QVERIFY(partition.leader);
        QCOMPARE(partition.replicas.size(), static_cast<std::size_t>(replication == -1 ? 3 : replication));
    }
}

void DemoClusterTest::createsNothingWhenStopped()
{
    const auto made = admin().createTopic({"never", 1, 1, {}}, stopped());
    QVERIFY(!made && made.error().kind == ErrorKind::Cancelled);
    QVERIFY(!exists("never"));
}

void DemoClusterTest::lookingForATopicDoesNotCreateIt()
{
    const auto found = admin().topic("ghost", soon());
    QVERIFY(!found && found.error().kind == ErrorKind::NotFound);
    const auto offsets = admin().offsets({{"ghost", 0}}, OffsetPoint::End, soon());
    QCOMPARE(offsets.failures.size(), std::size_t(1));
    QVERIFY(!admin().topicConfigs({"ghost"}, soon()).complete());
    QVERIFY(!exists("ghost"));
}

void DemoClusterTest::readsBackWhatWasSent()
{
    makeTopic("bytes", 1);
    OutgoingRecord record = outgoing("bytes", 0, 1'700'000'000'123, "\0\xff value"s);
    record.key = ""s;
    record.headers = {{"a", "1"}, {"a", std::nullopt}, {"", ""}, {"a", "\xe9"}};
    OutgoingRecord tombstone;
    tombstone.topic = "bytes";
    tombstone.key = "k"s;
    send({record, tombstone});
    std::vector<Record> read;
    const auto progress = m_cluster->reader().read(
        {{{"bytes", 0}, 0, 2}},
        [&](const RecordView& view) {
            read.push_back(view.toRecord());
            return SinkAnswer::Continue;
        },
        soon());
    QVERIFY(progress.complete());
    QCOMPARE(read.size(), std::size_t(2));
    QVERIFY(read[0].key == record.key && read[0].value == record.value && read[0].headers == record.headers);
    QCOMPARE(read[0].timestamp.value_or(0), *record.timestamp);
    QVERIFY(read[1].key == "k"s && !read[1].value && read[1].headers.empty());
}

void DemoClusterTest::tellsWhenARecordWasMade()
{
    makeTopic("time", 1);
    auto dated = outgoing("time", 0, 1'700'000'000'123, "a");
    auto undated = dated;
    undated.timestamp.reset();
    const auto results = (*m_cluster->producer())->send(std::vector{dated, undated}, soon());
    QCOMPARE(results.size(), std::size_t(2));
    QVERIFY(results[0] && results[0]->timestamp == dated.timestamp); // the mock says 1234
    QVERIFY(results[1] && !results[1]->timestamp);
}

void DemoClusterTest::answersOffsets()
{
    makeTopic("o", 2);
    send({outgoing("o", 1, 1'000, "a"), outgoing("o", 1, 2'000, "b")});
    const std::vector<TopicPartition> asked = {{"o", 0}, {"o", 1}, {"o", 9}};
    const auto starts = admin().offsets(asked, OffsetPoint::LogStart, soon());
    const auto ends = admin().offsets(asked, OffsetPoint::End, soon());
    const auto stable = admin().offsets(asked, OffsetPoint::LastStable, soon());
    QCOMPARE(starts.values, (OffsetMap{{{"o", 0}, 0}, {{"o", 1}, 0}}));
    QCOMPARE(ends.values, (OffsetMap{{{"o", 0}, 0}, {{"o", 1}, 2}}));
    QCOMPARE(stable.values, ends.values);
    QCOMPARE(ends.failures.size(), std::size_t(1));
    QCOMPARE(ends.failures.front().subject, "o-9"s);
    const auto newest = admin().offsets({{"o", 0}, {"o", 1}}, OffsetPoint::MaxTimestamp, soon());
    QCOMPARE(newest.values.size(), std::size_t(0));
    QCOMPARE(newest.failures.size(), std::size_t(2));
    QCOMPARE(newest.failures[0].error.kind, ErrorKind::Unsupported);
}

void DemoClusterTest::findsOffsetsByTime_data()
{
    QTest::addColumn<qlonglong>("time");
    QTest::addColumn<QList<qlonglong>>("offsets"); // of partitions 0 (rising), 1 (unordered), 2 (empty)
    QTest::newRow("before all") << 0LL << QList<qlonglong>{0, 0, 0};
    QTest::newRow("at the first") << 1'000LL << QList<qlonglong>{0, 0, 0};
    QTest::newRow("between") << 1'001LL << QList<qlonglong>{1, 0, 0};
    QTest::newRow("exactly one") << 3'000LL << QList<qlonglong>{2, 0, 0};
    QTest::newRow("only the unordered") << 4'000LL << QList<qlonglong>{3, 0, 0};
    QTest::newRow("a late spike") << 5'001LL << QList<qlonglong>{3, 2, 0};
    QTest::newRow("after all") << 9'001LL << QList<qlonglong>{3, 3, 0};
}

void DemoClusterTest::findsOffsetsByTime()
{
    QFETCH(qlonglong, time);
    QFETCH(QList<qlonglong>, offsets);
    if (!exists("t"))
        makeTopic("t", 3);
    if (admin().offsets({{"t", 0}}, OffsetPoint::End, soon()).values.at({"t", 0}) == 0)
        send({outgoing("t", 0, 1'000, "a"), outgoing("t", 0, 2'000, "b"), outgoing("t", 0, 3'000, "c"),
              outgoing("t", 1, 5'000, "a"), outgoing("t", 1, 1'000, "b"), outgoing("t", 1, 9'000, "c")});
    const auto found = admin().offsetsAtTime({{"t", 0}, {"t", 1}, {"t", 2}, {"t", 3}}, time, soon());
    OffsetMap expected;
    for (int i = 0; i < offsets.size(); ++i)
        expected[{"t", i}] = offsets[i];
    QCOMPARE(found.values, expected);
    QCOMPARE(found.failures.size(), std::size_t(1));
    QCOMPARE(found.failures.front().subject, "t-3"s);
}

/// Its brokers cannot search by time, the demo shows a timeline all the same, and in no time.
void DemoClusterTest::hasATimeline()
{
    makeTopic("line", 2);
    std::vector<OutgoingRecord> records;
    const TimestampMs first = nowMs() - 100'000;
    for (int i = 0; i < 1000; ++i)
        records.push_back(outgoing("line", i % 2, first + i * 100, "x"));
    send(records);
    const auto timeline = readTimeline(*m_cluster, {.topic = "line"}, {}, soon());
    QVERIFY2(timeline, timeline ? "" : timeline.error().message.c_str());
    QVERIFY(timeline->complete());
    QCOMPARE(timeline->values.buckets.size(), std::size_t(96));
    QCOMPARE(timeline->values.buckets.front().begin, first);
    QCOMPARE(timeline->values.offsets, std::int64_t(1000));
    for (std::size_t i = 0; i + 2 < 96; ++i)
        QVERIFY(timeline->values.buckets[i].offsets > 5 && timeline->values.buckets[i].offsets < 20);
    send({outgoing("line", 0, nowMs(), "later")});
    QCOMPARE(readTimeline(*m_cluster, {.topic = "line"}, {}, soon())->values.offsets, std::int64_t(1001));
}

void DemoClusterTest::showsConfigurations()
{
    QVERIFY(admin().createTopic({"c", 1, -1, {{"cleanup.policy", "compact"}, {"segment.ms", "9"}}}, soon()));
    const auto configs = admin().topicConfigs({"c", "ghost"}, soon());
    QCOMPARE(configs.values.size(), std::size_t(1));
    QCOMPARE(configs.failures.size(), std::size_t(1));
    QCOMPARE(configs.failures.front().error.kind, ErrorKind::NotFound);
    std::map<std::string, ConfigEntry> byName;
    for (const ConfigEntry& entry : configs.values.at("c"))
        QVERIFY(byName.emplace(entry.name, entry).second);
    QCOMPARE(byName.at("cleanup.policy").value.value_or(""), "compact"s);
    QCOMPARE(byName.at("cleanup.policy").isDefault, false);
    QCOMPARE(byName.at("segment.ms").source, "topic"s);
    QCOMPARE(byName.at("retention.bytes").value.value_or(""), "5242880"s);
    QCOMPARE(byName.at("retention.bytes").isDefault, true);
    QCOMPARE(byName.at("retention.ms").value.value_or(""), "-1"s);
}

void DemoClusterTest::refusals_data()
{
    QTest::addColumn<int>("call");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("delete topic") << 0 << "Deleting topics is not offered by the demo cluster.";
    QTest::newRow("delete records") << 1 << "Deleting records is not offered by the demo cluster.";
    QTest::newRow("largest timestamp") << 2
                                       << "The offset of the largest timestamp is not offered by the demo cluster.";
}

void DemoClusterTest::refusals()
{
    QFETCH(int, call);
    if (!exists("r"))
        makeTopic("r", 1);
    std::optional<Error> error;
    if (call == 0)
        error = admin().deleteTopic("r", soon()).error();
    else if (call == 1)
        error = admin().deleteRecordsBefore({{{"r", 0}, 1}}, soon()).failures.at(0).error;
    else
        error = admin().offsets({{"r", 0}}, OffsetPoint::MaxTimestamp, soon()).failures.at(0).error;
    QCOMPARE(error->kind, ErrorKind::Unsupported);
    QTEST(QString::fromStdString(error->message), "sentence");
    // Not wedged, and nothing happened.
    QElapsedTimer timer;
    timer.start();
    QVERIFY(exists("r"));
    QVERIFY(timer.elapsed() < 2'000);
}

void DemoClusterTest::groupsAndTheirMembers()
{
    makeTopic("g", 2);
    send({outgoing("g", 0, 1'000, "a"), outgoing("g", 0, 2'000, "b"), outgoing("g", 1, 1'000, "c")});
    auto consumer = m_cluster->joinGroup({"team", "worker", {"g"}, OffsetReset::Earliest});
    QVERIFY2(consumer, consumer ? "" : consumer.error().message.c_str());
    QCOMPARE(admin().describeGroups({"team"}, soon()).values.at(0).state, "PreparingRebalance"s);
    auto records = pollUntilAssigned(**consumer);
    for (int i = 0; i < 50 && records.size() < 3; ++i)
        std::ranges::move(*(*consumer)->poll(10, Call::within(200ms)), std::back_inserter(records));
    QCOMPARE(records.size(), std::size_t(3));

    const auto described = admin().describeGroups({"team"}, soon());
    QVERIFY(described.complete());
    const GroupDescription& group = described.values.at(0);
    QCOMPARE(group.state, "Stable"s);
    QCOMPARE(group.members.size(), std::size_t(1));
    QCOMPARE(group.members[0].clientId, "worker"s);
    QCOMPARE(group.members[0].assigned, (std::vector<TopicPartition>{{"g", 0}, {"g", 1}}));

    QCOMPARE(admin().committedOffsets({"team"}, soon()).values.at("team"), OffsetMap{});
    QVERIFY((*consumer)->commit({{{"g", 0}, 1}}, soon()));
    const auto committed = admin().committedOffsets({"team", "nobody"}, soon());
    QVERIFY(committed.complete());
    QCOMPARE(committed.values.at("team"), (OffsetMap{{{"g", 0}, 1}}));
    QCOMPARE(committed.values.at("nobody"), OffsetMap{});

    consumer->reset();
    const auto groups = admin().groups(soon());
    QCOMPARE(groups->values.size(), std::size_t(1)); // the other tests join later
    QCOMPARE(groups->values[0].id, "team"s);
    QCOMPARE(groups->values[0].state, "Empty"s);
    QCOMPARE(groups->values[0].type, GroupType::Classic);
    QCOMPARE(admin().describeGroups({"team"}, soon()).values.at(0).members.size(), std::size_t(0));
    QCOMPARE(admin().committedOffsets({"team"}, soon()).values.at("team").size(), std::size_t(1));
}

void DemoClusterTest::twoMembersShareATopic()
{
    makeTopic("s", 4);
    auto one = m_cluster->joinGroup({"pair", "one", {"s"}, OffsetReset::Earliest});
    auto two = m_cluster->joinGroup({"pair", "two", {"s"}, OffsetReset::Earliest});
    QVERIFY(one && two);
    bool shared = false;
    for (int i = 0; i < 450 && !shared; ++i) { // the mock waits for members as long as a session, 45 s
        shared = (*one)->assignment().size() == 2 && (*two)->assignment().size() == 2;
        static_cast<void>((*one)->poll(1, Call::within(50ms)));
        static_cast<void>((*two)->poll(1, Call::within(50ms)));
    }
    const auto group = admin().describeGroups({"pair"}, soon()).values.at(0);
    QCOMPARE(group.members.size(), std::size_t(2));
    std::set<TopicPartition> all;
    std::set<std::string> ids;
    for (const GroupMember& member : group.members) {
        QCOMPARE(member.assigned.size(), std::size_t(2));
        all.insert(member.assigned.begin(), member.assigned.end());
        ids.insert(member.id);
    }
    QCOMPARE(all.size(), std::size_t(4));
    QCOMPARE(ids.size(), std::size_t(2));
}

void DemoClusterTest::unknownGroup()
{
    const auto described = admin().describeGroups({"ghost"}, soon());
    QVERIFY(described.values.empty());
    QCOMPARE(described.failures.at(0).error.kind, ErrorKind::NotFound);
    const auto committed = admin().committedOffsets({"ghost"}, stopped());
    QCOMPARE(committed.failures.size(), std::size_t(1));
}

void DemoClusterTest::sendsATransaction()
{
    makeTopic("x", 1);
    auto producer = m_cluster->transactionalProducer("demo-test");
    QVERIFY2(producer, producer ? "" : producer.error().message.c_str());
    const std::vector<OutgoingRecord> records = {outgoing("x", 0, 1'000, "a"), outgoing("x", 0, 2'000, "b")};
    const auto report = (*producer)->sendAtomically(records, soon());
    QVERIFY2(report.outcome == TransactionOutcome::Committed, report.error ? report.error->message.c_str() : "");
    QCOMPARE(report.deliveries.size(), std::size_t(2));
    QCOMPARE(report.deliveries[1].timestamp.value_or(0), 2'000LL);
}

void DemoClusterTest::closesSoonWithAMemberLeft()
{
    auto consumer = m_cluster->joinGroup({"late", "late", {"g"}, OffsetReset::Earliest});
    QVERIFY(consumer);
    pollUntilAssigned(**consumer);
    QElapsedTimer timer;
    timer.start();
    m_cluster.reset(); // the member keeps the mock alive and leaves in peace
    consumer->reset();
    QVERIFY2(timer.elapsed() < 4'000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_APPLESS_MAIN(DemoClusterTest)
#include "demo_cluster_test.moc"
