// SPDX-License-Identifier: GPL-3.0-or-later
// Dead-letter topics of a real cluster: by names, by headers of sampled records, with the age of the oldest record.
#include "core/deadletters/dead_letter_topics.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QElapsedTimer>
#include <QTest>

#include <cmath>

using namespace weir;
using namespace weir::test;
using namespace std::string_literals;

class DeadlettersDiscoveryKafkaTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void finds();

private:
    std::string makeTopic(const std::string& name, int partitions, const std::map<std::string, std::string>& configs = {});
    void fill(const std::string& topic, int partitions, int count, const Headers& headers);

    std::unique_ptr<Cluster> m_cluster;
};

void DeadlettersDiscoveryKafkaTest::initTestCase() { m_cluster = open(*testBootstrap()); }

std::string DeadlettersDiscoveryKafkaTest::makeTopic(const std::string& name, int partitions,
                                                     const std::map<std::string, std::string>& configs)
{
    NewTopic topic{name, partitions, 1, configs};
    const auto made = m_cluster->admin().createTopic(topic, soon());
    if (!made)
        qFatal("%s", made.error().message.c_str());
    return name;
}

void DeadlettersDiscoveryKafkaTest::fill(const std::string& topic, int partitions, int count, const Headers& headers)
{
    std::vector<OutgoingRecord> records;
    for (int i = 0; i < count; ++i)
        records.push_back(outgoing(topic, i % partitions, "v" + std::to_string(i), std::nullopt, headers));
    for (const auto& sent : send(*m_cluster, records))
        QVERIFY2(sent.has_value(), sent ? "" : sent.error().message.c_str());
}

void DeadlettersDiscoveryKafkaTest::finds()
{
    const std::string orders = makeTopic(uniqueName("orders"), 3);
    const std::string dead = makeTopic(orders + ".dlq", 3, {{"retention.ms", "86400000"}});
    const std::string retry = makeTopic(orders + "-retry-1000", 1);
    const std::string hidden = makeTopic(orders + ".poison", 1);
    const std::string odd = makeTopic(uniqueName("quarantine"), 2, {{"cleanup.policy", "compact"}});
    fill(orders, 3, 300, {{"source_topic", "crm"}});
    const TimestampMs before = nowMs();
    fill(dead, 3, 300, {{"__connect.errors.topic", orders}, {"__connect.errors.exception.class.name", "E"}});
    std::vector<OutgoingRecord> keyed;
    for (int i = 0; i < 40; ++i)
        keyed.push_back(outgoing(odd, i % 2, "v", "k" + std::to_string(i),
                                 {{"topic_poisoned", i < 4 ? "first" : orders}, {"reason_poisoned", "r"}}));
    QCOMPARE(send(*m_cluster, keyed).size(), keyed.size());

    DiscoveryWishes wishes;
    wishes.sampledTopics = 1000;
    wishes.words[hidden] = TopicWord::Neither;
    QElapsedTimer timer;
    timer.start();
    const auto answer = discoverDeadLetters(*m_cluster, wishes, Call::within(std::chrono::seconds(30)));
    qInfo("discovered in %lld ms", static_cast<long long>(timer.elapsed()));
    QVERIFY2(answer.has_value(), answer ? "" : answer.error().message.c_str());
    std::map<std::string, DeadLetterTopic> found;
    for (const DeadLetterTopic& topic : answer->values.topics)
        found[topic.name] = topic;
    for (const Failure& failure : answer->failures)
        QVERIFY2(!failure.subject.starts_with(orders), failure.error.message.c_str());
    QVERIFY(!found.contains(orders) && !found.contains(hidden));
    QCOMPARE(found.at(retry).kind, DeadLetterKind::Retry);
    QCOMPARE(found.at(retry).origin, std::optional(orders));
    QCOMPARE(found.at(retry).oldest, std::optional<TimestampMs>());

    const DeadLetterTopic& letters = found.at(dead);
    QCOMPARE(letters.sign, DeadLetterSign::Name);
    QCOMPARE(letters.records, std::optional<std::int64_t>(300));
    QCOMPARE(letters.endSum, std::int64_t{300});
    QCOMPARE(letters.origins, std::vector{orders});
    QCOMPARE(letters.retentionMs, std::optional<std::int64_t>(86'400'000));
    QVERIFY(letters.oldest && *letters.oldest >= before && *letters.oldest <= nowMs());

    const DeadLetterTopic& poisoned = found.at(odd);
    QCOMPARE(poisoned.sign, DeadLetterSign::FailureHeaders);
    QCOMPARE(poisoned.origins, std::vector{orders}); // the newest records' alone
    QCOMPARE(poisoned.retentionMs, std::optional<std::int64_t>(-1));
    QVERIFY(poisoned.oldest.has_value());

    fill(dead, 3, 30, {});
    QTest::qWait(1100); // a shorter time tells nothing
    wishes.before = answer->values.topics;
    const auto again = discoverDeadLetters(*m_cluster, wishes, Call::within(std::chrono::seconds(30)));
    QVERIFY(again.has_value());
    const auto now = std::ranges::find(again->values.topics, dead, &DeadLetterTopic::name);
    QVERIFY(now != again->values.topics.end() && now->inflow.has_value());
    const double minutes = static_cast<double>(now->looked - letters.looked) / 60'000;
    QVERIFY(std::abs(*now->inflow * minutes - 30) < 0.01);
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    DeadlettersDiscoveryKafkaTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "deadletters_discovery_kafka_test.moc"
