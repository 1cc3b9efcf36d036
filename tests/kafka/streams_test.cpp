// SPDX-License-Identifier: GPL-3.0-or-later
// Events, groups and dead letters against a real broker.
#include "core/deadletters/dead_letter_topics.h"
#include "core/events/plain_failure.h"
#include "core/deadletters/record_digest.h"
#include "core/deadletters/replay_plan.h"
#include "core/events/event_publisher.h"
#include "core/events/send_record.h"
#include "core/groups/group_lag.h"
#include "core/kafka/real_cluster.h"
#include "core/records/browse.h"
#include "tests/support/real_broker.h"

#include <QElapsedTimer>
#include <QTest>

#include <map>
#include <sstream>

using namespace weir;
using namespace weir::test;
using namespace std::string_literals;
using namespace std::chrono_literals;

namespace {

/// The CURRENT-OFFSET, LOG-END-OFFSET and LAG columns of kafka-consumer-groups, by partition ("-" where unknown).
std::map<TopicPartition, std::vector<std::string>> readTool(const std::string& output)
{
    std::map<TopicPartition, std::vector<std::string>> rows;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string group, topic, partition, current, end, lag;
        words >> group >> topic >> partition >> current >> end >> lag;
        if (!lag.empty() && partition.find_first_not_of("0123456789") == std::string::npos)
            rows[{topic, std::stoi(partition)}] = {current, end, lag};
    }
    return rows;
}

std::string shown(const std::optional<std::int64_t>& number) { return number ? std::to_string(*number) : "-"; }

} // namespace

class StreamsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void publishesAndReadsBack();
    void neverCreatesATopic();
    void lagEqualsKafkasOwnTool();
    void offsetsDeletedByRetention();
    void unknownGroup();
    void findsDeadLetterTopics();
    void replaysByteForByte();
    void doesNotFindWhatIsGone();

private:
    std::string makeTopic(const std::string& name, int partitions);
    void sendMany(const std::string& topic, std::int32_t partition, int count);
    static Call call() { return Call::within(30s); }
    std::shared_ptr<Cluster> m_cluster;
};

void StreamsTest::initTestCase()
{
    ClusterOptions options;
    options.bootstrapServers = *testBootstrap();
    auto cluster = openRealCluster(options);
    QVERIFY(cluster.has_value());
    m_cluster = std::move(*cluster);
}

std::string StreamsTest::makeTopic(const std::string& name, int partitions)
{
    NewTopic topic;
    topic.name = name;
    topic.partitions = partitions;
    const auto made = m_cluster->admin().createTopic(topic, call());
    if (!made)
        qWarning("%s", made.error().message.c_str());
    return name;
}

void StreamsTest::sendMany(const std::string& topic, std::int32_t partition, int count)
{
    const auto producer = m_cluster->producer();
    QVERIFY(producer.has_value());
    std::vector<OutgoingRecord> records;
    for (int i = 0; i < count; ++i)
        records.push_back({topic, partition, "k" + std::to_string(i), "value", {}, {}});
    for (const auto& result : (*producer)->send(records, call()))
        QVERIFY2(result.has_value(), result ? "" : result.error().message.c_str());
}

void StreamsTest::publishesAndReadsBack()
{
    const std::string type = uniqueName("OrderCreated");
    const std::string topic = makeTopic(topicForEventType(type).value(), 3);
    EventPublisher publisher(*m_cluster);
    const std::string data = R"({"n": 9007199254740993, "p":1.10, "a":1,"a":2})";
    const auto done = publisher.publish(type, data, "order-17", {{"trace", "x"}, {"trace", std::nullopt}}, call());
    QVERIFY2(done.has_value(), done ? "" : done.error().message.c_str());
    QCOMPARE(done->topic, topic);
    const auto record = fetchRecord(*m_cluster, {topic, done->delivery.partition}, done->delivery.offset, call());
    QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
    QCOMPARE(record->key, OptionalBytes("order-17"));
    QCOMPARE(record->headers, (Headers{{"trace", "x"}, {"trace", std::nullopt}}));
    QCOMPARE(*record->value, encodeEnvelope(done->envelope));
    const auto read = decodeEnvelope(*record->value);
    QVERIFY(read.has_value());
    QCOMPARE(read->eventId, done->envelope.eventId);
    QCOMPARE(read->data, data);
}

void StreamsTest::neverCreatesATopic()
{
    const std::string name = uniqueName("no-such-topic");
    for (int i = 0; i < 2; ++i) {
        const auto sent = sendRecord(*m_cluster, {name, {}, "k", "v", {}, {}}, call());
        QVERIFY(!sent.has_value());
        QCOMPARE(sent.error().kind, ErrorKind::NotFound);
    }
    const auto metadata = m_cluster->admin().metadata(call());
    QVERIFY(metadata.has_value());
    for (const TopicMetadata& topic : metadata->values.topics)
        QVERIFY(topic.name != name);
    const std::string topic = makeTopic(uniqueName("one"), 1);
    const auto sent = sendRecord(*m_cluster, {topic, 1, "k", "v", {}, {}}, call());
    QCOMPARE(sent.error().kind, ErrorKind::InvalidInput);
}

void StreamsTest::lagEqualsKafkasOwnTool()
{
    const std::string topic = makeTopic(uniqueName("lag"), 3);
    const std::string group = uniqueName("group");
    for (std::int32_t p = 0; p < 3; ++p)
        sendMany(topic, p, 10);
    GroupOptions options;
    options.groupId = group;
    options.topics = {topic};
    auto member = m_cluster->joinGroup(options);
    QVERIFY2(member.has_value(), member ? "" : member.error().message.c_str());
    QElapsedTimer timer;
    timer.start();
    while ((*member)->assignment().size() < 3 && timer.elapsed() < 30'000)
        (void)(*member)->poll(100, Call::within(500ms));
    QCOMPARE((*member)->assignment().size(), std::size_t{3});
    // Partition 2 stays without a commit.
    QVERIFY((*member)->commit({{{topic, 0}, 3}, {{topic, 1}, 10}}, call()).has_value());

    const auto lags = groupLags(*m_cluster, {group}, call());
    QVERIFY2(lags.has_value(), lags ? "" : lags.error().message.c_str());
    QVERIFY2(lags->complete(), lags->complete() ? "" : lags->failures[0].error.message.c_str());
    const GroupLag& lag = lags->values.at(0);
    QCOMPARE(lag.state, "Stable"s);
    QCOMPARE(lag.members.size(), std::size_t{1});
    QCOMPARE(lag.rows.size(), std::size_t{3});
    QCOMPARE(lag.lag, std::optional<std::int64_t>(7));
    QCOMPARE(lag.rows[2].note, LagNote::NoCommit);
    for (const PartitionLag& row : lag.rows) {
        QVERIFY(row.member);
        QCOMPARE(row.member->clientId, options.clientId);
    }

    const auto tool = readTool(kafkaTool({"kafka-consumer-groups", "--describe", "--group", group}));
    QCOMPARE(tool.size(), std::size_t{3});
    for (const PartitionLag& row : lag.rows) {
        const std::vector<std::string> ours{shown(row.committed), shown(row.end), shown(row.lag)};
        QCOMPARE(ours, tool.at(row.partition));
    }

    const auto all = groupLags(*m_cluster, {}, call());
    QVERIFY(all.has_value());
    QVERIFY(std::ranges::any_of(all->values, [&](const GroupLag& g) { return g.group == group && g.lag == 7; }));
}

void StreamsTest::offsetsDeletedByRetention()
{
    const std::string topic = makeTopic(uniqueName("retention"), 1);
    const std::string group = uniqueName("late");
    sendMany(topic, 0, 20);
    GroupOptions options;
    options.groupId = group;
    options.topics = {topic};
    {
        auto member = m_cluster->joinGroup(options);
        QVERIFY(member.has_value());
        QElapsedTimer timer;
        timer.start();
        while ((*member)->assignment().empty() && timer.elapsed() < 30'000)
            (void)(*member)->poll(100, Call::within(500ms));
        QVERIFY((*member)->commit({{{topic, 0}, 5}}, call()).has_value());
    }
    QVERIFY(m_cluster->admin().deleteRecordsBefore({{{topic, 0}, 12}}, call()).complete());
    const auto lags = groupLags(*m_cluster, {group}, call());
    QVERIFY(lags.has_value() && lags->complete());
    const GroupLag& lag = lags->values.at(0);
    QCOMPARE(lag.state, "Empty"s);
    const PartitionLag& row = lag.rows.at(0);
    QCOMPARE(row.committed, std::optional<std::int64_t>(5));
    QCOMPARE(row.logStart, std::optional<std::int64_t>(12));
    QCOMPARE(row.end, std::optional<std::int64_t>(20));
    QCOMPARE(row.lag, std::optional<std::int64_t>(8)); // what can still be read, not 15
    QCOMPARE(row.note, LagNote::BelowLogStart);
    QVERIFY(!row.member);

    const auto tool = readTool(kafkaTool({"kafka-consumer-groups", "--describe", "--group", group}));
    QCOMPARE(tool.at(row.partition)[0], "5"s);
    QCOMPARE(tool.at(row.partition)[1], "20"s);
    qInfo("lag after retention: ours %s, kafka-consumer-groups %s", shown(row.lag).c_str(),
          tool.at(row.partition)[2].c_str());
}

void StreamsTest::unknownGroup()
{
    const std::string group = uniqueName("nobody");
    const auto lags = groupLags(*m_cluster, {group}, call());
    QVERIFY2(lags.has_value(), lags ? "" : lags.error().message.c_str());
    QVERIFY(lags->values.empty());
    QCOMPARE(lags->failures.size(), std::size_t{1});
    QCOMPARE(lags->failures[0].subject, group);
    QCOMPARE(lags->failures[0].error.kind, ErrorKind::NotFound);
}

void StreamsTest::findsDeadLetterTopics()
{
    const std::string origin = makeTopic(uniqueName("orders"), 2);
    const std::string dead = makeTopic(origin + ".dlq", 2);
    sendMany(dead, 1, 4);
    const auto found = findDeadLetterTopics(*m_cluster, call());
    QVERIFY(found.has_value());
    const auto topic = std::ranges::find(found->values, dead, &DeadLetterTopic::name);
    QVERIFY(topic != found->values.end());
    QCOMPARE(topic->records, std::optional<std::int64_t>(4));
    QCOMPARE(topic->origin, std::optional(origin));
    QCOMPARE(topic->partitions, 2);
}

void StreamsTest::replaysByteForByte()
{
    const std::string origin = makeTopic(uniqueName("orders"), 3);
    const std::string dead = makeTopic(origin + ".dlq", 1);
    std::string all;
    for (int i = 0; i < 256; ++i)
        all += static_cast<char>(i);
    struct Letter {
        OptionalBytes key;
        OptionalBytes value;
    };
    for (const auto& [key, value] : {Letter{"k", R"({"n":9007199254740993,"p":1.10,"a":1,"a":2})"}, Letter{all, all},
                                     Letter{std::nullopt, ""}, Letter{"", std::nullopt},
                                     Letter{"big", std::string(900'000, '\xff')}}) {
        const Headers business{{"trace", "1"}, {"trace", "1"}, {"trace", ""}, {"trace", std::nullopt}, {"raw", all}};
        PlainFailure failure;
        failure.origin = {origin, 2};
        failure.originOffset = 5;
        failure.exceptionClass = "ValueError";
        OutgoingRecord letter{dead, 0, key, value, business, {}};
        for (Header& header : plainFailureHeaders(failure))
            letter.headers.push_back(std::move(header));
        const auto stored = sendRecord(*m_cluster, letter, call());
        QVERIFY2(stored.has_value(), stored ? "" : stored.error().message.c_str());
        const auto record = fetchRecord(*m_cluster, {dead, 0}, stored->offset, call());
        QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());

        const auto plan = planReplay(*m_cluster, *m_cluster, {{{{dead, 0}, stored->offset}}, {}}, {}, nullptr, {}, call());
        QVERIFY2(plan.has_value(), plan ? "" : plan.error().message.c_str());
        QCOMPARE(plan->ready(), 1);
        const auto outgoing = prepareReplay(*plan, plan->items[0], *record);
        QVERIFY2(outgoing.has_value(), outgoing ? "" : outgoing.error().message.c_str());
        const auto sent = sendRecord(*m_cluster, *outgoing, call());
        QVERIFY2(sent.has_value(), sent ? "" : sent.error().message.c_str());
        QCOMPARE(sent->partition, 2);
        const auto back = fetchRecord(*m_cluster, {origin, 2}, sent->offset, call());
        QVERIFY2(back.has_value(), back ? "" : back.error().message.c_str());
        QVERIFY(back->key == key);
        QVERIFY(back->value == value);
        QCOMPARE(back->headers.size(), business.size() + 4);
        for (std::size_t i = 0; i < business.size(); ++i)
            QVERIFY(back->headers[i] == business[i]);
        QCOMPARE(back->headers[5].name, "weir-replay-id"s);
        // The dead letter is where it was.
        QCOMPARE(recordDigest(*fetchRecord(*m_cluster, {dead, 0}, stored->offset, call())), recordDigest(*record));
    }
}

void StreamsTest::doesNotFindWhatIsGone()
{
    const std::string origin = makeTopic(uniqueName("orders"), 1);
    const std::string dead = makeTopic(origin + ".dlq", 1);
    sendMany(dead, 0, 3);
    auto made = planReplay(*m_cluster, *m_cluster, {{{{dead, 0}, 1}}, {}}, {}, nullptr, {}, call());
    QVERIFY(made.has_value());
    const auto plan = std::make_shared<const ReplayPlan>(std::move(*made));
    QCOMPARE(plan->ready(), 1);
    QVERIFY(m_cluster->admin().deleteRecordsBefore({{{dead, 0}, 2}}, call()).complete());
    const auto source = openLetterSource(m_cluster, plan);
    QVERIFY(source.has_value());
    const auto letters = (*source)->fetch(0, 1, call());
    QVERIFY(!letters[0].has_value());
    QCOMPARE(letters[0].error().kind, ErrorKind::NotFound);
    const auto ends = m_cluster->admin().offsets({{origin, 0}}, OffsetPoint::End, call());
    QCOMPARE(ends.values.at({origin, 0}), 0);
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    StreamsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "streams_test.moc"
