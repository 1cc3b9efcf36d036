// SPDX-License-Identifier: GPL-3.0-or-later
// RetryingConsumer under everything at once: members of a group are killed, leave and come, brokers are killed and stopped.
// Every event is handled or among the dead letters, none is both, and with its id in the effect's transaction each effect
// happens once. WEIR_LONG_TESTS=1: 20,000 events, each broker killed and stopped.
#include "core/deadletters/failure_report.h"
#include "tests/kafka/effect_ledger.h"
#include "tests/kafka/retrying_members.h"
#include "tests/support/broker_trouble.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/test_run.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>

#include <iostream>
#include <map>
#include <set>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

struct Size {
    int events;
    std::int32_t partitions; ///< of each of the two topics
    std::size_t members;
    int rounds;
    int bounces;
    int kills;
    std::chrono::seconds most;
};
Size size()
{
    return longTests() ? Size{20'000, 6, 4, 60, 6, 25, 240s} : Size{3'000, 4, 3, 6, 2, 4, 120s};
}

/// 5 % never work, another 2 % at the second try.
std::string valueOf(int event)
{
    const int draw = static_cast<int>((static_cast<unsigned>(event) * 2654435761U >> 8U) % 100U);
    const char* kind = draw < 4 ? "poison " : draw < 5 ? "broken " : draw < 7 ? "flaky " : "fine ";
    return kind + std::to_string(event);
}

bool isGood(const std::string& value) { return value.starts_with("fine ") || value.starts_with("flaky "); }

using Place = std::pair<TopicPartition, std::int64_t>;

std::map<Place, Record> everythingIn(Cluster& cluster, const std::vector<TopicPartition>& partitions)
{
    const auto ends = cluster.admin().offsets(partitions, OffsetPoint::End, Call::within(30s));
    std::vector<ReadRange> ranges;
    for (const auto& [partition, end] : ends.values)
        ranges.push_back({partition, 0, end});
    std::map<Place, Record> found;
    for (Record& record : readAll(cluster.reader(), ranges, Call::within(60s))) {
        Place place{{record.topic, record.partition}, record.offset};
        found.emplace(std::move(place), std::move(record));
    }
    return found;
}

/// What is wrong with the headers of one dead letter; empty when nothing is.
std::string judgeLetter(const Record& letter, const std::map<Place, Record>& sources, const std::string& group)
{
    const FailureReport report = readFailure(letter.headers);
    const std::string value = letter.value.value_or("NULL");
    const bool poison = value.starts_with("poison ");
    if (isGood(value))
        return value + " is a dead letter";
    if (report.convention != "plain" || !report.undecodable.empty() || !report.originTopic || !report.originPartition ||
        !report.originOffset)
        return value + " does not say where it comes from";
    const auto source = sources.find({{*report.originTopic, *report.originPartition}, *report.originOffset});
    if (source == sources.end() || source->second.value != letter.value || source->second.key != letter.key)
        return value + " says that it comes from somewhere else";
    if (letter.topic != *report.originTopic + ".dlq" || letter.partition != *report.originPartition)
        return value + " stands in another partition than its event";
    if (report.originTimestamp != source->second.timestamp || report.consumerGroup != group)
        return value + " has another time or group";
    if (report.attempts != (poison ? 3 : 1))
        return value + " was tried " + std::to_string(report.attempts.value_or(-1)) + " times";
    if (report.exceptionClass != (poison ? "PaymentDeclined" : "Unreadable") ||
        report.message != (poison ? "card of " : "no sense in ") + value || report.stackTrace.has_value() != poison)
        return value + " has another failure";
    return {};
}

} // namespace

class RetryingConsumerFaultsTest : public QObject
{
    Q_OBJECT
public:
    RetryingConsumerFaultsTest(OwnBroker& brokers, std::uint64_t seed) : m_brokers(brokers), m_random(seed) {}
private Q_SLOTS:
    void nothingVanishes();

private:
    void createTopics();
    /// The next events up to this one, again and again until they are confirmed.
    void feed(int upTo);
    void trouble(RetryingMembers& members);
    [[nodiscard]] bool everythingIsCommitted();
    void judge();
    void judgeEffects(const std::map<Place, Record>& sources);
    void judgeLetters(const std::map<Place, Record>& sources);
    void complain(const std::string& sentence);
    void say(const std::string& what) const;

    OwnBroker& m_brokers;
    std::mt19937_64 m_random;
    QElapsedTimer m_timer;
    QTemporaryDir m_folder;
    std::unique_ptr<Cluster> m_cluster;
    std::string m_group;
    std::vector<std::string> m_topics;
    std::vector<TopicPartition> m_partitions;
    std::vector<TopicPartition> m_letterPartitions;
    int m_fed = 0;
    int m_fedAgain = 0;
    int m_complaints = 0;
};

void RetryingConsumerFaultsTest::say(const std::string& what) const
{
    std::cout << static_cast<double>(m_timer.elapsed()) / 1000 << " s: " << what << std::endl;
}

void RetryingConsumerFaultsTest::complain(const std::string& sentence)
{
    if (++m_complaints <= 20)
        std::cout << "WRONG: " << sentence << std::endl;
}

void RetryingConsumerFaultsTest::createTopics()
{
    m_group = uniqueName("service");
    for (const char* name : {"orders", "payments"}) {
        m_topics.push_back(uniqueName(name));
        for (const char* tail : {"", ".dlq"})
            QVERIFY(m_cluster->admin().createTopic({m_topics.back() + tail, size().partitions, 3, {}}, Call::within(30s)));
        for (std::int32_t i = 0; i < size().partitions; ++i) {
            m_partitions.push_back({m_topics.back(), i});
            m_letterPartitions.push_back({m_topics.back() + ".dlq", i});
        }
    }
}

void RetryingConsumerFaultsTest::feed(int upTo)
{
    std::vector<OutgoingRecord> records;
    for (; m_fed < std::min(upTo, size().events); ++m_fed) {
        const TopicPartition& place = m_partitions[static_cast<std::size_t>(m_fed) % m_partitions.size()];
        records.push_back(outgoing(place.topic, place.partition, valueOf(m_fed), "key " + std::to_string(m_fed)));
    }
    for (const Deadline end = Deadline::after(60s); !records.empty();) {
        QVERIFY2(!end.expired(), "the events cannot be sent");
        const auto sent = send(*m_cluster, records, Call::within(30s));
        std::vector<OutgoingRecord> again;
        for (std::size_t i = 0; i < sent.size(); ++i)
            if (!sent[i])
                again.push_back(records[i]);
        m_fedAgain += static_cast<int>(again.size());
        records = std::move(again);
    }
}

void RetryingConsumerFaultsTest::trouble(RetryingMembers& members)
{
    const Size wanted = size();
    BrokerTrouble brokers(m_brokers, m_random());
    const Deadline end = Deadline::after(wanted.most);
    members.keepUp(false);
    for (int round = 0; round < wanted.rounds || !brokers.over() || members.kills() < wanted.kills; ++round) {
        QVERIFY2(!end.expired(), "the trouble does not come to its end");
        feed(wanted.events / wanted.rounds * (round + 1));
        if (round == 1)
            brokers.begin(wanted.bounces);
        // A group whose members change faster than it can settle would get nowhere.
        if (round % 2 == 1)
            m_random() % 2 == 0 ? members.killOne() : members.sendOneAway();
        const Deadline pause = Deadline::after(std::chrono::milliseconds(300 + m_random() % 2000));
        while (!pause.expired()) {
            QTest::qWait(50);
            members.keepUp(!brokers.over() || members.kills() < wanted.kills);
        }
    }
    members.calm();
    feed(wanted.events);
    brokers.stop();
    QCOMPARE(brokers.failures(), 0);
    say(std::to_string(brokers.bounces()) + " brokers went and came back, members: " + std::to_string(members.kills()) +
        " killed, " + std::to_string(members.leaves()) + " left, " + std::to_string(members.errors()) + " gave up");
}

bool RetryingConsumerFaultsTest::everythingIsCommitted()
{
    const auto ends = m_cluster->admin().offsets(m_partitions, OffsetPoint::End, Call::within(5s));
    auto committed = m_cluster->admin().committedOffsets({m_group}, Call::within(5s));
    return ends.complete() && committed.complete() && committed.values[m_group] == ends.values;
}

void RetryingConsumerFaultsTest::judgeEffects(const std::map<Place, Record>& sources)
{
    auto ledger = EffectLedger::open(std::filesystem::path(m_folder.path().toStdString()) / "effects.db");
    QVERIFY(ledger);
    const auto effects = ledger->effects();
    QVERIFY(effects);
    std::map<std::string, int> times;
    std::map<TopicPartition, std::int64_t> last;
    for (const EffectLedger::Effect& effect : *effects) {
        ++times[effect.id];
        if (const auto source = sources.find({effect.partition, effect.offset});
            source == sources.end() || source->second.value != effect.id)
            complain("the effect of " + effect.id + " is that of another record");
        // Whoever handles an offset has those before it behind him, whatever rebalance was between.
        const auto [before, first] = last.emplace(effect.partition, effect.offset);
        if (!first && before->second >= effect.offset)
            complain(effect.id + " in " + toString(effect.partition) + " had its effect too late");
        before->second = effect.offset;
    }
    std::size_t good = 0;
    for (int event = 0; event < size().events; ++event) {
        const std::string value = valueOf(event);
        good += isGood(value) ? 1 : 0;
        if (const int is = times[value]; is != (isGood(value) ? 1 : 0))
            complain(value + " had its effect " + std::to_string(is) + " times");
    }
    say(std::to_string(effects->size()) + " effects of " + std::to_string(good) + " events; second ones stopped: " +
        std::to_string(ledger->count("stopped by the filter")) + " by the member's filter, " +
        std::to_string(ledger->count("stopped by the ledger")) + " by the ids beside the effects; died inside the handler " +
        std::to_string(ledger->count("died: handler")) + ", between effect and filter " +
        std::to_string(ledger->count("died: effect")) + ", between letter and commit " +
        std::to_string(ledger->count("died: letter")));
}

void RetryingConsumerFaultsTest::judgeLetters(const std::map<Place, Record>& sources)
{
    std::map<std::string, int> letters;
    std::size_t all = 0;
    for (const auto& [place, letter] : everythingIn(*m_cluster, m_letterPartitions)) {
        ++letters[letter.value.value_or("NULL")];
        ++all;
        if (const std::string wrong = judgeLetter(letter, sources, m_group); !wrong.empty())
            complain(wrong);
    }
    for (int event = 0; event < size().events; ++event)
        if (const std::string value = valueOf(event); !isGood(value) && !letters.contains(value))
            complain(value + " has vanished");
    say(std::to_string(letters.size()) + " events among the dead letters, " + std::to_string(all - letters.size()) +
        " of the letters are second ones");
}

void RetryingConsumerFaultsTest::judge()
{
    const auto sources = everythingIn(*m_cluster, m_partitions);
    std::set<std::string> values;
    for (const auto& [place, record] : sources)
        values.insert(record.value.value_or("NULL"));
    QCOMPARE(values.size(), static_cast<std::size_t>(size().events));
    judgeEffects(sources);
    judgeLetters(sources);
    QCOMPARE(m_complaints, 0);
}

void RetryingConsumerFaultsTest::nothingVanishes()
{
    m_timer.start();
    m_cluster = open(m_brokers.bootstrap());
    QTRY_VERIFY_WITH_TIMEOUT(m_cluster->ping(Call::within(5s)), 60000);
    createTopics();
    if (QTest::currentTestFailed())
        return;
    RetryingMembers members({m_brokers.bootstrap(), m_folder.path().toStdString(), m_group, m_topics, 1}, size().members,
                            m_random());
    trouble(members);
    if (!QTest::currentTestFailed()) {
        const Deadline end = Deadline::after(120s);
        bool done = false;
        while (!done && !end.expired()) {
            QTest::qWait(200);
            members.keepUp(false);
            done = everythingIsCommitted();
        }
        if (!done)
            QTest::qFail("not everything gets committed", __FILE__, __LINE__);
        say("everything is committed, " + std::to_string(m_fedAgain) + " events were sent again");
    }
    const bool good = members.leave();
    if (QTest::currentTestFailed() || !good)
        std::cout << "the members said:\n" << members.words().right(6000).toStdString() << std::endl;
    QVERIFY(good);
    if (!QTest::currentTestFailed())
        judge();
    say("over");
}

int main(int argc, char** argv)
{
    if (RetryingMembers::isChild(argc, argv))
        return RetryingMembers::main(argc, argv);
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    OwnBroker brokers(std::filesystem::path(WEIR_BINARY_DIR) / "kafka-retrying", {"--brokers", "3"});
    if (brokers.bootstrap().empty()) {
        std::cout << "FAIL: packaging/kafka could not start three brokers" << std::endl;
        return 1;
    }
    RetryingConsumerFaultsTest test(brokers, testSeed());
    return QTest::qExec(&test, argc, argv);
}
#include "retrying_consumer_faults_kafka_test.moc"
