// SPDX-License-Identifier: GPL-3.0-or-later
// RetryingConsumer against a real broker: nothing vanishes, letters are readable, slow partitions and long back-offs hold
// nobody up. Kills and restarts are tested elsewhere.
#include "core/deadletters/failure_report.h"
#include "core/events/retrying_consumer.h"
#include "core/kafka/real_cluster.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QElapsedTimer>
#include <QtTest/QtTest>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

/// What the members of one group did, from any thread.
struct Log {
    std::mutex mutex;
    std::map<std::string, int> good;  ///< by value
    std::map<std::string, int> tried; ///< failed tries
    std::vector<RetryReport> letters;
    std::vector<Error> troubles;
    std::map<std::int32_t, std::vector<std::int64_t>> order; ///< offsets handled well, by partition

    std::size_t settled()
    {
        const std::scoped_lock lock(mutex);
        std::set<std::int64_t> places;
        for (const RetryReport& letter : letters)
            places.insert(letter.offset * 1000 + letter.partition.partition);
        return good.size() + places.size();
    }
    bool isGood(const std::string& value)
    {
        const std::scoped_lock lock(mutex);
        return good.contains(value);
    }
};

/// One member on its own thread, with a connection of its own, until it is stopped.
class Member
{
public:
    Member(const RetryOptions& options, Log& log, Consumer::Handler handler)
        : m_thread([this, options, &log, handler = std::move(handler)](const std::stop_token& stop) {
              const auto cluster = open(*testBootstrap());
              RetryingConsumer consumer(*cluster, options);
              m_end = consumer.run(
                  [&](const Record& record) {
                      Handled handled = handler(record);
                      const std::scoped_lock lock(log.mutex);
                      ++(handled ? log.good : log.tried)[record.value.value_or("NULL")];
                      if (handled)
                          log.order[record.partition].push_back(record.offset);
                      return handled;
                  },
                  {[&](const RetryReport& report) {
                       const std::scoped_lock lock(log.mutex);
                       if (report.deadLetter)
                           log.letters.push_back(report);
                   },
                   [&](const Error& error) {
                       const std::scoped_lock lock(log.mutex);
                       log.troubles.push_back(error);
                   }},
                  stop);
          })
    {
    }
    Result<void> end()
    {
        m_thread.request_stop();
        m_thread.join();
        return m_end;
    }

private:
    Result<void> m_end;
    std::jthread m_thread; // last: it uses the rest
};

RetryOptions optionsFor(const std::string& topic)
{
    RetryOptions options;
    options.consumer.group.groupId = topic + "-group";
    options.consumer.group.topics = {topic};
    options.consumer.group.sessionTimeout = 6s;
    options.consumer.commitInterval = 200ms;
    options.backoff = 5ms;
    return options;
}

std::string plan(const std::string& value)
{
    return value.substr(0, value.find(' '));
}

Handled byPlan(const Record& record)
{
    if (plan(*record.value) == "poison")
        return std::unexpected(HandlingError{"PaymentDeclined", "card of " + *record.value, "line 1\nline 2"});
    return {};
}

} // namespace

class RetryingConsumerKafkaTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void nothingVanishes();
    void membersComeAndGo();
    void aSlowPartitionStopsNoOther();
    void aLongBackoffKeepsTheMember();
    void aLetterWithoutATopicStops();

private:
    std::string newTopic(int partitions, int letterPartitions);
    void fill(const std::string& topic, const std::vector<std::pair<std::int32_t, std::string>>& values);
    OffsetMap committed(const std::string& topic);
    std::unique_ptr<Cluster> m_cluster;
};

void RetryingConsumerKafkaTest::initTestCase() { m_cluster = open(*testBootstrap()); }

std::string RetryingConsumerKafkaTest::newTopic(int partitions, int letterPartitions)
{
    const std::string name = uniqueName("retrying");
    auto made = m_cluster->admin().createTopic({name, partitions, 1, {}}, soon());
    if (made && letterPartitions > 0)
        made = m_cluster->admin().createTopic({name + ".dlq", letterPartitions, 1, {}}, soon());
    return made ? name : std::string();
}

void RetryingConsumerKafkaTest::fill(const std::string& topic, const std::vector<std::pair<std::int32_t, std::string>>& values)
{
    std::vector<OutgoingRecord> records;
    for (const auto& [partition, value] : values)
        records.push_back(outgoing(topic, partition, value, "key " + value, {{"trace", "\xff"}, {"trace", std::nullopt}}));
    for (const auto& sent : send(*m_cluster, records))
        QVERIFY2(sent, sent ? "" : sent.error().message.c_str());
}

OffsetMap RetryingConsumerKafkaTest::committed(const std::string& topic)
{
    return m_cluster->admin().committedOffsets({topic + "-group"}, soon()).values[topic + "-group"];
}

void RetryingConsumerKafkaTest::nothingVanishes()
{
    constexpr int count = 2000;
    constexpr int partitions = 4;
    const std::string topic = newTopic(partitions, partitions);
    std::vector<std::pair<std::int32_t, std::string>> values;
    for (int i = 0; i < count; ++i)
        values.emplace_back(i % partitions, ((i + i / 20) % 20 == 7 ? "poison " : "fine ") + std::to_string(i));
    fill(topic, values);
    Log log;
    Member first(optionsFor(topic), log, byPlan);
    QTRY_VERIFY_WITH_TIMEOUT(log.settled() > 100, 20000);
    Member second(optionsFor(topic), log, byPlan); // a rebalance in the middle
    QTRY_COMPARE_WITH_TIMEOUT(log.settled(), std::size_t(count), 40000);
    for (Member* member : {&first, &second}) {
        const auto end = member->end();
        QVERIFY2(end, end ? "" : end.error().message.c_str());
    }
    for (const auto& [partition, value] : values) {
        if (plan(value) == "fine")
            QVERIFY2(log.good[value] >= 1 && !log.tried.contains(value), value.c_str());
        else
            QVERIFY2(log.tried[value] >= 3 && !log.good.contains(value), value.c_str());
    }
    const auto next = committed(topic);
    for (std::int32_t i = 0; i < partitions; ++i)
        QCOMPARE(next.at({topic, i}), std::int64_t(count / partitions));
    // Every letter, as Weir reads it.
    std::vector<ReadRange> ranges;
    for (const auto& [partition, end] :
         m_cluster->admin()
             .offsets({{topic + ".dlq", 0}, {topic + ".dlq", 1}, {topic + ".dlq", 2}, {topic + ".dlq", 3}}, OffsetPoint::End, soon())
             .values)
        ranges.push_back({partition, 0, end});
    std::set<std::string> lettered;
    for (const Record& letter : readAll(m_cluster->reader(), ranges)) {
        lettered.insert(*letter.value);
        QCOMPARE(letter.key, OptionalBytes("key " + *letter.value));
        QCOMPARE(Headers(letter.headers.begin(), letter.headers.begin() + 2), (Headers{{"trace", "\xff"}, {"trace", std::nullopt}}));
        const FailureReport report = readFailure(letter.headers);
        QCOMPARE(report.convention, std::string("plain"));
        QCOMPARE(report.originTopic.value(), topic);
        QCOMPARE(report.originPartition.value(), letter.partition);
        QCOMPARE(values[std::size_t(report.originOffset.value() * partitions + letter.partition)].second, *letter.value);
        QVERIFY(report.originTimestamp.has_value());
        QCOMPARE(report.consumerGroup.value(), topic + "-group");
        QCOMPARE(report.attempts.value(), std::int64_t(3));
        QCOMPARE(report.exceptionClass.value(), std::string("PaymentDeclined"));
        QCOMPARE(report.message.value(), "card of " + *letter.value);
        QCOMPARE(report.stackTrace.value(), std::string("line 1\nline 2"));
        QVERIFY(report.undecodable.empty());
    }
    QCOMPARE(lettered.size(), std::size_t(count / 20));
    for (const Error& trouble : log.troubles)
        qInfo("trouble: %s", trouble.message.c_str());
}

/// Rebalances while partitions are being paused and resumed all the time: none may stay paused.
void RetryingConsumerKafkaTest::membersComeAndGo()
{
    constexpr int count = 800;
    const std::string topic = newTopic(4, 4);
    std::vector<std::pair<std::int32_t, std::string>> values;
    for (int i = 0; i < count; ++i)
        values.emplace_back(i % 4, (i / 4 % 2 == 0 ? "poison " : "fine ") + std::to_string(i));
    fill(topic, values);
    Log log;
    RetryOptions options = optionsFor(topic);
    options.backoff = 1ms;
    Member steady(options, log, byPlan);
    for (int round = 0; round < 2 && log.settled() < count; ++round) {
        Member guest(options, log, byPlan);
        const std::size_t before = log.settled();
        QTRY_VERIFY_WITH_TIMEOUT(log.settled() >= std::min<std::size_t>(before + 150, count), 30000);
        QVERIFY(guest.end());
    }
    QTRY_COMPARE_WITH_TIMEOUT(log.settled(), std::size_t(count), 40000);
    QVERIFY(steady.end());
    for (const Error& trouble : log.troubles)
        qInfo("trouble: %s", trouble.message.c_str());
}

void RetryingConsumerKafkaTest::aSlowPartitionStopsNoOther()
{
    const std::string topic = newTopic(2, 2);
    std::vector<std::pair<std::int32_t, std::string>> values;
    for (int i = 0; i < 100; ++i) {
        values.emplace_back(0, "slow " + std::to_string(i));
        values.emplace_back(1, "quick " + std::to_string(i));
    }
    fill(topic, values);
    Log log;
    std::atomic<int> quick = 0;
    std::atomic<int> slow = 0;
    std::atomic<int> slowWhenQuickWasDone = -1;
    Member member(optionsFor(topic), log, [&](const Record& record) -> Handled {
        if (plan(*record.value) == "slow") {
            ++slow;
            std::this_thread::sleep_for(20ms);
        } else if (++quick == 100) {
            slowWhenQuickWasDone = slow.load();
        }
        return {};
    });
    QTRY_COMPARE_WITH_TIMEOUT(log.settled(), std::size_t(200), 30000);
    QVERIFY(member.end());
    // They take turns: the quick partition never waits for more than one slow record.
    QVERIFY2(slowWhenQuickWasDone >= 0 && slowWhenQuickWasDone <= 101, qPrintable(QString::number(slowWhenQuickWasDone)));
    QVERIFY(std::ranges::is_sorted(log.order[0]) && std::ranges::is_sorted(log.order[1]));
}

void RetryingConsumerKafkaTest::aLongBackoffKeepsTheMember()
{
    const std::string topic = newTopic(2, 2);
    fill(topic, {{0, "fine 0"}, {0, "poison 1"}, {0, "fine 2"}, {1, "fine 3"}});
    Log log;
    RetryOptions options = optionsFor(topic);
    options.consumer.group.maxPollInterval = 6s; // the least the broker allows
    options.maxTries = 2;
    options.backoff = 4s; // so the pause is 8 s
    QElapsedTimer timer;
    timer.start();
    Member member(options, log, byPlan);
    QTRY_VERIFY_WITH_TIMEOUT(log.settled() >= 2, 20000);
    const auto before = m_cluster->admin().describeGroups({topic + "-group"}, soon()).values.at(0);
    QCOMPARE(before.members.size(), std::size_t(1));
    // During the back-off the other partition goes on, and the waiting record is not passed over.
    fill(topic, {{1, "fine 4"}});
    QTRY_VERIFY_WITH_TIMEOUT(log.settled() >= 3, 5000);
    QVERIFY(!log.isGood("fine 2"));
    QTRY_COMPARE_WITH_TIMEOUT(log.settled(), std::size_t(5), 30000);
    QVERIFY(timer.elapsed() >= 8000);
    const auto after = m_cluster->admin().describeGroups({topic + "-group"}, soon()).values.at(0);
    QCOMPARE(after.members.size(), std::size_t(1));
    QCOMPARE(after.members[0].id, before.members[0].id); // it never had to join again
    QVERIFY(member.end());
    QVERIFY2(log.troubles.empty(), log.troubles.empty() ? "" : log.troubles[0].message.c_str());
    QCOMPARE(log.tried["poison 1"], 2);
    QCOMPARE(log.good.size(), std::size_t(4));
    for (const auto& [value, times] : log.good)
        QCOMPARE(times, 1);
    QCOMPARE(committed(topic), (OffsetMap{{{topic, 0}, 3}, {{topic, 1}, 2}}));
}

void RetryingConsumerKafkaTest::aLetterWithoutATopicStops()
{
    const std::string topic = newTopic(1, 0);
    fill(topic, {{0, "fine 0"}, {0, "poison 1"}, {0, "fine 2"}});
    RetryingConsumer consumer(*m_cluster, optionsFor(topic));
    const auto end = consumer.run(byPlan, {}, {});
    QVERIFY(!end);
    QVERIFY2(end.error().message.find("Create it") != std::string::npos, end.error().message.c_str());
    QCOMPARE(committed(topic), (OffsetMap{{{topic, 0}, 1}}));
    QVERIFY(!m_cluster->admin().topic(topic + ".dlq", soon())); // and it was not created on the way
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication program(argc, argv);
    RetryingConsumerKafkaTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "retrying_consumer_kafka_test.moc"
