// SPDX-License-Identifier: GPL-3.0-or-later
// Play consumers as the group on a real broker sees them: who they are, what they take, and how they go.
#include "core/events/play_consumer.h"
#include "core/kafka/real_cluster.h"
#include "tests/support/foreign_client.h"
#include "tests/support/real_broker.h"

#include <QtTest/QtTest>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

using Action = PlayRule::Action;

Call soon() { return Call::within(30s); }

} // namespace

class EventsPlayKafkaTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void makesDeadLettersAndCommits();
    void hangingLosesTheGroup();
    void doesNotTakeFromOthersUnasked();

private:
    PlayOptions options(const std::string& topic, std::vector<PlayRule> rules = {});
    std::string newTopic(int records);
    GroupDescription group(const std::string& id);
    std::shared_ptr<Cluster> m_cluster;
};

void EventsPlayKafkaTest::initTestCase()
{
    ClusterOptions options;
    options.bootstrapServers = *testBootstrap();
    auto cluster = openRealCluster(options);
    QVERIFY(cluster);
    m_cluster = std::move(*cluster);
}

PlayOptions EventsPlayKafkaTest::options(const std::string& topic, std::vector<PlayRule> rules)
{
    PlayOptions options;
    options.groupId = uniqueName("play");
    options.topics = {topic};
    options.reset = OffsetReset::Earliest;
    options.rules = std::move(rules);
    options.backoff = 10ms;
    return options;
}

/// Two partitions, half of the records in each; and the topic for its dead letters.
std::string EventsPlayKafkaTest::newTopic(int records)
{
    const std::string name = uniqueName("played");
    if (!m_cluster->admin().createTopic({name, 2, 1, {}}, soon()) ||
        !m_cluster->admin().createTopic({name + ".dlq", 2, 1, {}}, soon()))
        return {};
    std::vector<OutgoingRecord> all;
    for (int i = 0; i < records; ++i)
        all.push_back({name, i % 2, "k", "value " + std::to_string(i), {}, {}});
    for (const auto& sent : (*m_cluster->producer())->send(all, soon()))
        if (!sent)
            return {};
    return name;
}

GroupDescription EventsPlayKafkaTest::group(const std::string& id)
{
    const auto answer = m_cluster->admin().describeGroups({id}, soon());
    return answer.values.empty() ? GroupDescription() : answer.values.front();
}

void EventsPlayKafkaTest::makesDeadLettersAndCommits()
{
    const std::string topic = newTopic(200);
    auto poison = options(topic, {{"", 0.2, Action::Fail, 0ms, "boom"}});
    poison.members = 2;
    poison.backoff = 0ms;
    auto playing = PlayConsumer::start(m_cluster, poison, false, {}, soon());
    QVERIFY2(playing, playing ? "" : playing.error().message.c_str());
    QTRY_VERIFY_WITH_TIMEOUT((*playing)->progress().handled + (*playing)->progress().deadLetters >= 200, 40000);
    const auto described = group(poison.groupId);
    QCOMPARE(described.members.size(), std::size_t(2));
    for (const GroupMember& member : described.members)
        QVERIFY2(member.clientId.starts_with("weir-play-"), member.clientId.c_str());
    (*playing)->stop();
    QTRY_VERIFY_WITH_TIMEOUT(!(*playing)->progress().running, 20000);
    const auto progress = (*playing)->progress();
    QVERIFY2(!progress.ended, progress.ended ? progress.ended->message.c_str() : "");
    QVERIFY(progress.deadLetters > 10 && progress.deadLetters < 100);
    // They left in good order, and the group stands at the end.
    QTRY_COMPARE_WITH_TIMEOUT(group(poison.groupId).state, std::string("Empty"), 10000);
    const auto committed = m_cluster->admin().committedOffsets({poison.groupId}, soon());
    QCOMPARE(committed.values.at(poison.groupId), (OffsetMap{{{topic, 0}, 100}, {{topic, 1}, 100}}));
    const auto letters = m_cluster->admin().offsets({{topic + ".dlq", 0}, {topic + ".dlq", 1}}, OffsetPoint::End, soon());
    std::int64_t written = 0;
    for (const auto& [partition, end] : letters.values)
        written += end;
    QCOMPARE(static_cast<std::uint64_t>(written), progress.deadLetters);
}

void EventsPlayKafkaTest::hangingLosesTheGroup()
{
    auto hang = options(newTopic(2), {{"", 1, Action::Hang, 0ms, {}}});
    hang.pollInterval = 10s;
    auto playing = PlayConsumer::start(m_cluster, hang, false, {}, soon());
    QVERIFY(playing);
    QTRY_VERIFY_WITH_TIMEOUT(!(*playing)->progress().members.empty() && (*playing)->progress().members[0].hangsOn, 20000);
    QCOMPARE(group(hang.groupId).members.size(), std::size_t(1));
    QTRY_COMPARE_WITH_TIMEOUT(group(hang.groupId).members.size(), std::size_t(0), 20000);
    QElapsedTimer timer;
    timer.start();
    (*playing)->stop();
    QTRY_VERIFY_WITH_TIMEOUT(!(*playing)->progress().running, 20000);
    qInfo("stopped after %lld ms", static_cast<long long>(timer.elapsed()));
    const auto committed = m_cluster->admin().committedOffsets({hang.groupId}, soon());
    QVERIFY(!committed.values.contains(hang.groupId) || committed.values.at(hang.groupId).empty());
}

void EventsPlayKafkaTest::doesNotTakeFromOthersUnasked()
{
    const auto shared = options(newTopic(2));
    ForeignMember service(*testBootstrap(), shared.groupId, shared.topics, {{"client.id", "payment-service"}});
    QVERIFY(service.waitForAssignment(2, 20s));
    const auto refused = PlayConsumer::start(m_cluster, shared, false, {}, soon());
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::AlreadyExists);
    QVERIFY2(QByteArray::fromStdString(refused.error().message).contains("payment-service"), refused.error().message.c_str());
    auto joined = PlayConsumer::start(m_cluster, shared, true, {}, soon());
    QVERIFY(joined);
    const Deadline end = Deadline::after(30s);
    while ((*joined)->progress().members.at(0).partitions.empty() && !end.expired())
        (void)service.poll(100ms); // the service takes part in the rebalance by polling
    QCOMPARE((*joined)->progress().members.at(0).partitions.size(), std::size_t(1));
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication program(argc, argv);
    EventsPlayKafkaTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "events_play_kafka_test.moc"
