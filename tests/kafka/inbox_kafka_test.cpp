// SPDX-License-Identifier: GPL-3.0-or-later
// The inbox against a real broker: tens of thousands of dead letters on several topics and partitions, some of them in
// transactions that were aborted, retention that overtakes, topics that are made anew.
#include "core/deadletters/inbox.h"
#include "core/deadletters/source_record.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QtTest>

#include <iostream>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

Bytes bigEndian(std::int64_t number, std::size_t size)
{
    Bytes bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        bytes[size - 1 - i] = static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i));
    return bytes;
}

Headers springHeaders(std::int64_t offset, const std::string& message)
{
    return {{"kafka_dlt-original-topic", "shipments"},
            {"kafka_dlt-original-partition", bigEndian(offset % 3, 4)},
            {"kafka_dlt-original-offset", bigEndian(offset, 8)},
            {"kafka_dlt-exception-fqcn", "org.springframework.kafka.listener.ListenerExecutionFailedException"},
            {"kafka_dlt-exception-cause-fqcn", "java.lang.IllegalStateException"},
            {"kafka_dlt-exception-message", message},
            {"kafka_dlt-exception-stacktrace", "java.lang.IllegalStateException: x\n\tat a.b.C.d(C.java:17)"}};
}

Headers plainHeaders(std::int64_t offset, const std::string& exceptionClass)
{
    return {{"dlq-original-topic", "payments"},
            {"dlq-original-partition", "0"},
            {"dlq-original-offset", std::to_string(offset)},
            {"dlq-exception-class", exceptionClass},
            {"dlq-exception-message", "refused by bank " + std::to_string(offset)}};
}

QString why(const InboxState& state)
{
    QString text = state.error ? QString::fromStdString(state.error->message) : QString();
    for (const auto& [partition, part] : state.coverage)
        if (part.error)
            text += QString::fromStdString(toString(partition) + ": " + part.error->message + "; ");
    return text;
}

std::map<std::string, std::int64_t> countsByClass(const InboxState& state)
{
    std::map<std::string, std::int64_t> counts;
    for (const FailureGroup& group : state.groups)
        counts[group.key.origin + " " + group.key.exceptionClass] += group.count;
    return counts;
}

} // namespace

class InboxKafkaTest : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<Cluster> m_cluster;

    std::string newTopic(std::int32_t partitions)
    {
        const std::string name = uniqueName("inbox") + ".dlq";
        if (const auto made = m_cluster->admin().createTopic({name, partitions, 1, {}}, Call::within(30s)); !made)
            qFatal("%s", made.error().message.c_str());
        return name;
    }
    void sendAll(const std::vector<OutgoingRecord>& records)
    {
        for (const auto& result : send(*m_cluster, records, Call::within(60s)))
            if (!result)
                qFatal("%s", result.error().message.c_str());
    }
    /// Two batches in transactions, the first of them aborted when everything was written.
    void sendAbortedAndCommitted(const std::vector<OutgoingRecord>& records)
    {
        auto producer = m_cluster->transactionalProducer(uniqueName("inbox-tx"));
        if (!producer)
            qFatal("%s", producer.error().message.c_str());
        TransactionSteps steps;
        steps.beforeCommit = [](std::span<const Delivery>) { return fail(ErrorKind::Internal, "Changed my mind."); };
        const TransactionReport aborted = (*producer)->sendAtomically(records, steps, Call::within(30s));
        if (aborted.outcome != TransactionOutcome::Aborted)
            qFatal("not aborted");
        const TransactionReport committed = (*producer)->sendAtomically(records, Call::within(30s));
        if (committed.outcome != TransactionOutcome::Committed)
            qFatal("not committed");
    }
    static std::shared_ptr<const InboxState> look(Inbox& inbox)
    {
        inbox.refresh();
        if (!QTest::qWaitFor([&] { return !inbox.state()->running; }, 60'000))
            qFatal("the inbox does not come to an end");
        return inbox.state();
    }

private Q_SLOTS:
    void init()
    {
        m_cluster = open(*testBootstrap());
        QTRY_VERIFY_WITH_TIMEOUT(m_cluster->ping(Call::within(2s)), 30000);
    }
    void cleanup() { m_cluster.reset(); }

    void countsAreExact()
    {
        const std::string spring = newTopic(3);
        const std::string plain = newTopic(4);
        const std::string empty = newTopic(2);
        std::vector<OutgoingRecord> records;
        for (int i = 0; i < 9'000; ++i)
            records.push_back(outgoing(spring, i % 3, Bytes(300, 'v'), "k", springHeaders(i, "no stock for article " + std::to_string(i))));
        for (int i = 0; i < 10'000; ++i)
            records.push_back(outgoing(plain, i % 4, Bytes(300, 'v'), "k", plainHeaders(i, i % 10 == 0 ? "Rare" : "Common")));
        sendAll(records);
        std::vector<OutgoingRecord> together;
        for (int i = 0; i < 1'000; ++i)
            together.push_back(outgoing(plain, i % 4, "v", "k", plainHeaders(i, "InTransaction")));
        sendAbortedAndCommitted(together);

        Inbox inbox(m_cluster, {}, {});
        inbox.setTopics({spring, plain, empty});
        auto state = look(inbox);
        QVERIFY2(why(*state).isEmpty(), qPrintable(why(*state)));
        const std::map<std::string, std::int64_t> expected{{"shipments java.lang.IllegalStateException", 9'000},
                                                           {"payments Rare", 1'000},
                                                           {"payments Common", 9'000},
                                                           {"payments InTransaction", 1'000}};
        QCOMPARE(countsByClass(*state), expected);
        QCOMPARE(state->letters, 20'000);
        QCOMPARE(state->groups.size(), std::size_t{4}); // numbers in messages are folded
        for (const auto& [partition, part] : state->coverage)
            QCOMPARE(part.next, part.end);
        QCOMPARE(state->coverage.size(), std::size_t{9});
        QCOMPARE(inbox.letters({}, 0, 30'000).size(), std::size_t{20'000});
        QVERIFY(state->groups.front().lastSeen && nowMs() - *state->groups.front().lastSeen < 600'000);

        // Only what is new is read, and only that.
        sendAll({outgoing(spring, 1, "v", "k", springHeaders(1, "another"))});
        state = look(inbox);
        QCOMPARE(state->letters, 20'001);
        QVERIFY2(why(*state).isEmpty(), qPrintable(why(*state)));
        QVERIFY((inbox.letters({}, 0, 1).at(0).place.partition == TopicPartition{spring, 1}));
    }

    void retention()
    {
        const std::string topic = newTopic(2);
        std::vector<OutgoingRecord> records;
        for (int i = 0; i < 1'000; ++i)
            records.push_back(outgoing(topic, i % 2, "v", "k", plainHeaders(i, "E")));
        sendAll(records);
        Inbox inbox(m_cluster, {}, {});
        inbox.setTopics({topic});
        QCOMPARE(look(inbox)->letters, 1'000);
        sendAll(records);
        const auto deleted = m_cluster->admin().deleteRecordsBefore({{{topic, 0}, 700}}, soon());
        QVERIFY(deleted.complete());
        const auto state = look(inbox);
        QVERIFY2(why(*state).isEmpty(), qPrintable(why(*state)));
        QCOMPARE(state->coverage.at({topic, 0}).lost, 200);
        QCOMPARE(state->coverage.at({topic, 0}).next, 1'000);
        QCOMPARE(state->coverage.at({topic, 1}).lost, 0);
        QCOMPARE(state->letters, 1'800);
    }

    void deletedAndMadeAnew()
    {
        const std::string topic = newTopic(2);
        const std::string other = newTopic(1);
        std::vector<OutgoingRecord> records;
        for (int i = 0; i < 100; ++i)
            records.push_back(outgoing(topic, i % 2, "v", "k", plainHeaders(i, "Old")));
        records.push_back(outgoing(other, 0, "v", "k", plainHeaders(1, "Old")));
        sendAll(records);
        Inbox inbox(m_cluster, {}, {});
        inbox.setTopics({topic, other});
        QCOMPARE(look(inbox)->letters, 101);
        QVERIFY(m_cluster->admin().deleteTopic(topic, Call::within(30s)));
        QTRY_VERIFY_WITH_TIMEOUT(!m_cluster->admin().topic(topic, soon()), 20'000);
        auto state = look(inbox);
        QCOMPARE(state->letters, 1);
        QCOMPARE(state->coverage.at({topic, 0}).error.value().kind, ErrorKind::NotFound);
        QVERIFY(m_cluster->admin().createTopic({topic, 1, 1, {}}, Call::within(30s)));
        m_cluster = open(*testBootstrap()); // a producer that never knew the old one
        sendAll({outgoing(topic, 0, "v", "k", plainHeaders(1, "New"))});
        state = look(inbox);
        QVERIFY2(why(*state).isEmpty(), qPrintable(why(*state)));
        QCOMPARE(countsByClass(*state), (std::map<std::string, std::int64_t>{{"payments Old", 1}, {"payments New", 1}}));
    }

    void openTransactionIsNamed()
    {
        const std::string topic = newTopic(1);
        sendAll({outgoing(topic, 0, "v", "k", plainHeaders(1, "E"))});
        Inbox inbox(m_cluster, {}, {});
        inbox.setTopics({topic});
        auto producer = m_cluster->transactionalProducer(uniqueName("inbox-open"));
        QVERIFY(producer);
        std::shared_ptr<const InboxState> meanwhile;
        TransactionSteps steps;
        steps.beforeCommit = [&](std::span<const Delivery>) -> Result<void> {
            meanwhile = look(inbox);
            return {};
        };
        const std::vector<OutgoingRecord> hidden{outgoing(topic, 0, "v", "k", plainHeaders(2, "Hidden"))};
        QCOMPARE((*producer)->sendAtomically(hidden, steps, Call::within(40s)).outcome, TransactionOutcome::Committed);
        QVERIFY(meanwhile);
        QCOMPARE(meanwhile->letters, 1);
        const InboxCoverage part = meanwhile->coverage.at({topic, 0});
        QVERIFY(part.error && part.error->retriable);
        QVERIFY2(part.error->message.find("transaction") != std::string::npos, part.error->message.c_str());
        QCOMPARE(part.next, 1);
        QCOMPARE(part.end, 2);
        const auto state = look(inbox);
        QCOMPARE(state->letters, 2);
        QVERIFY2(why(*state).isEmpty(), qPrintable(why(*state)));
    }

    void sources()
    {
        const std::string origin = uniqueName("origin");
        QVERIFY(m_cluster->admin().createTopic({origin, 1, 1, {}}, Call::within(30s)));
        sendAll({outgoing(origin, 0, "zero", "k"), outgoing(origin, 0, std::nullopt, ""), outgoing(origin, 0, "two", "k")});
        QVERIFY(m_cluster->admin().deleteRecordsBefore({{{origin, 0}, 1}}, soon()).complete());
        const auto find = [&](const std::string& topic, std::int64_t offset, OptionalBytes key, OptionalBytes value) {
            FailureReport failure;
            failure.originTopic = topic;
            failure.originPartition = 0;
            failure.originOffset = offset;
            return findSource(*m_cluster, {"x.dlq", 0, 0, TimestampType::None, {}, std::move(key), std::move(value), {}}, failure, soon());
        };
        using State = SourceRecord::State;
        QCOMPARE(find(origin, 0, "k", "zero").state, State::Gone);
        QCOMPARE(find(origin, 1, "", std::nullopt).state, State::Identical);
        QCOMPARE(find(origin, 1, "", "").state, State::Differs);
        QCOMPARE(find(origin, 2, "k", R"({"wrapped":"two"})").state, State::Differs);
        QCOMPARE(find(origin, 3, "k", "x").state, State::Gone);
        QCOMPARE(find(origin, std::numeric_limits<std::int64_t>::max(), "k", "x").state, State::Gone);
        const SourceRecord nowhere = find(uniqueName("nowhere"), 0, "k", "x");
        QVERIFY2(nowhere.sentence.find("does not exist") != std::string::npos, nowhere.sentence.c_str());
        QCOMPARE(nowhere.state, State::Gone);
        QVERIFY(find("__consumer_offsets", 0, "k", "x").state != State::Identical);
    }
};

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication application(argc, argv);
    InboxKafkaTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "inbox_kafka_test.moc"
