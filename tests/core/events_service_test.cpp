// SPDX-License-Identifier: GPL-3.0-or-later
// What services use besides RetryingConsumer: JsonProducer, EventPublisher, Consumer, EventRouter.
#include "core/events/event_publisher.h"
#include "core/events/event_router.h"
#include "core/events/json_producer.h"
#include "tests/support/fake_cluster.h"
#include "tests/support/fake_group.h"

#include <QtTest>

#include <stdexcept>
#include <thread>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;
using namespace std::string_literals;

class EventsServiceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sendsJson();
    void refusesWhatIsNoJson();
    void oneBadMessageSpoilsNoOther();
    void topicsAreAskedForOnce();
    void publishesAnEnvelopeOfOnesOwn();
    void handsOutAndCommits();
    void failuresAreReportedAndPassedOver();
    void theRecordAtHandIsFinished();
    void commitsByNumber();
    void aCommitThatFailsIsTriedAgain();
    void noCommitOfAnEarlierGeneration();
    void nothingIsSkippedByARebalance();
    void troubleHeals_data();
    void troubleHeals();
    void whatNoWaitingMendsEnds_data();
    void whatNoWaitingMendsEnds();
    void pollsBetweenSlowRecords();
    void partitionsTakeTurns();
    void routes();
    void routesWhatIsNoEvent_data();
    void routesWhatIsNoEvent();

private:
    static ConsumerOptions options()
    {
        ConsumerOptions options;
        options.group.groupId = "billing";
        options.group.topics = {"orders"};
        return options;
    }
    static std::int64_t committed(FakeCluster& cluster, std::int32_t partition = 0)
    {
        const auto all = cluster.committedOffsets({"billing"}, {}).values["billing"];
        const auto found = all.find({"orders", partition});
        return found == all.end() ? -1 : found->second;
    }
    /// Consumes until `count` records were handed out.
    static Result<void> consume(FakeCluster& cluster, const ConsumerOptions& options, int count, const Consumer::Handler& handler,
                                const Consumer::Reports& reports = {})
    {
        std::stop_source stop;
        int seen = 0;
        Consumer consumer(cluster, options);
        return consumer.run(
            [&](const Record& record) {
                if (++seen == count)
                    stop.request_stop();
                return handler(record);
            },
            reports, stop.get_token());
    }
    static Handled good(const Record&) { return {}; }
};

void EventsServiceTest::sendsJson()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    JsonProducer producer(cluster);
    const auto sent = producer.send({"orders", R"({"n": 1.10,  "n": 2})", "A-1", {{"trace", "x"}}}, {});
    QVERIFY(sent);
    QCOMPARE(sent->offset, std::int64_t(0));
    QVERIFY(producer.send({"orders", "null"}, {}));
    const auto records = cluster.produced();
    QCOMPARE(records[0].value, OptionalBytes(R"({"n": 1.10,  "n": 2})")); // byte for byte
    QCOMPARE(records[0].key, OptionalBytes("A-1"));
    QCOMPARE(records[0].headers, (Headers{{"trace", "x"}}));
    QVERIFY(!records[0].partition); // the key decides
    QCOMPARE(records[1].key, OptionalBytes());
}

void EventsServiceTest::refusesWhatIsNoJson()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    JsonProducer producer(cluster);
    for (const char* text : {"", "{", "nul", "{'a':1}", "1 2", "\xff"}) {
        const auto sent = producer.send({"orders", text}, {});
        QVERIFY(!sent);
        QCOMPARE(sent.error().kind, ErrorKind::InvalidInput);
        QVERIFY2(sent.error().message.starts_with("The value for topic orders is not JSON: "), sent.error().message.c_str());
    }
    QVERIFY(cluster.produced().empty());
    QCOMPARE(producer.send({"", "1"}, {}).error().kind, ErrorKind::InvalidInput);
    QCOMPARE(producer.send({"orderz", "1"}, {}).error().kind, ErrorKind::NotFound);
    cluster.setReadOnly(true);
    QCOMPARE(producer.send({"orders", "1"}, {}).error().kind, ErrorKind::NotAuthorized);
    QCOMPARE(producer.send(JsonMessage{}, {}).error().kind, ErrorKind::InvalidInput);
}

void EventsServiceTest::oneBadMessageSpoilsNoOther()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    cluster.addTopic("bills", 1);
    JsonProducer producer(cluster);
    const std::vector<JsonMessage> messages{{"orders", "1"}, {"orders", "{"}, {"orderz", "2"}, {"bills", "3"}, {"orderz", "4"}, {"orders", "5"}};
    const auto results = producer.send(messages, {});
    QCOMPARE(results.size(), messages.size());
    const std::vector<bool> expected{true, false, false, true, false, true};
    for (std::size_t i = 0; i < results.size(); ++i)
        QCOMPARE(results[i].has_value(), bool(expected[i]));
    QCOMPARE(results[5]->offset, std::int64_t(1));
    std::vector<std::string> values;
    for (const OutgoingRecord& record : cluster.produced())
        values.push_back(*record.value);
    QCOMPARE(values, (std::vector<std::string>{"1", "3", "5"}));
    QVERIFY(producer.send(std::span<const JsonMessage>(), {}).empty());
}

void EventsServiceTest::topicsAreAskedForOnce()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    cluster.addTopic("events.paid", 1);
    JsonProducer producer(cluster);
    EventPublisher publisher(cluster);
    for (int i = 0; i < 5; ++i) {
        QVERIFY(producer.send({"orders", "1"}, {}));
        QVERIFY(publisher.publish("Paid", "{}", std::nullopt, {}, {}));
    }
    QCOMPARE(cluster.calls(Op::Topic), 2);
    QVERIFY(!producer.send({"later", "1"}, {}));
    cluster.addTopic("later", 1);
    QVERIFY(producer.send({"later", "1"}, {})); // what was missing is asked for again
    QCOMPARE(cluster.calls(Op::CreateTopic), 0);
}

void EventsServiceTest::publishesAnEnvelopeOfOnesOwn()
{
    FakeCluster cluster;
    cluster.addTopic("events.paid", 1);
    EventPublisher publisher(cluster);
    const auto envelope = makeEnvelope("Paid", R"({"n":1})", 1'700'000'000'000);
    for (int i = 0; i < 2; ++i) // as after a restart
        QCOMPARE(publisher.publish(*envelope, "A-1", {}, {})->envelope.eventId, envelope->eventId);
    for (const OutgoingRecord& record : cluster.produced())
        QCOMPARE(decodeEnvelope(*record.value)->eventId, envelope->eventId);
    EventEnvelope bad = *envelope;
    bad.eventType = "Pa id";
    QCOMPARE(publisher.publish(bad, {}, {}, {}).error().kind, ErrorKind::InvalidInput);
}

void EventsServiceTest::handsOutAndCommits()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 2);
    for (int i = 0; i < 10; ++i)
        cluster.append("orders", i % 2, std::nullopt, std::to_string(i));
    cluster.gap("orders", 0, 3);
    cluster.append("orders", 0, std::nullopt, "last");
    std::vector<std::string> values;
    QVERIFY(consume(cluster, options(), 11, [&](const Record& record) -> Handled {
        values.push_back(*record.value);
        return {};
    }));
    QCOMPARE(values.size(), std::size_t(11));
    QCOMPARE(committed(cluster, 0), std::int64_t(9));
    QCOMPARE(committed(cluster, 1), std::int64_t(5));
    QCOMPARE(cluster.members().members("billing"), 0);
    // The next run goes on behind.
    cluster.append("orders", 1, std::nullopt, "next");
    QVERIFY(consume(cluster, options(), 1, [&](const Record& record) -> Handled {
        values.push_back(*record.value);
        return {};
    }));
    QCOMPARE(values.back(), "next"s);
}

void EventsServiceTest::failuresAreReportedAndPassedOver()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    for (const char* value : {"0", "1", "2", "3"})
        cluster.append("orders", 0, std::nullopt, value);
    std::vector<HandlerFailure> failures;
    QVERIFY(consume(cluster, options(), 4,
                    [](const Record& record) -> Handled {
                        if (record.value == "1")
                            return std::unexpected(HandlingError{"Declined", "No money.", "trace"});
                        if (record.value == "3")
                            throw std::out_of_range("far");
                        return {};
                    },
                    {[&](const HandlerFailure& failure) { failures.push_back(failure); }, {}}));
    QCOMPARE(failures.size(), std::size_t(2));
    QVERIFY((failures[0].partition == TopicPartition{"orders", 0}));
    QCOMPARE(failures[0].offset, std::int64_t(1));
    QCOMPARE(failures[0].error.detail, "trace"s);
    QCOMPARE(failures[1].error.type, "std::out_of_range"s);
    QCOMPARE(failures[1].error.message, "far"s);
    QCOMPARE(committed(cluster), std::int64_t(4));
}

void EventsServiceTest::theRecordAtHandIsFinished()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    for (int i = 0; i < 100; ++i)
        cluster.append("orders", 0, std::nullopt, "x");
    int handled = 0;
    QVERIFY(consume(cluster, options(), 7, [&](const Record&) -> Handled {
        ++handled;
        return {};
    }));
    QCOMPARE(handled, 7); // not what was fetched along with it
    QCOMPARE(committed(cluster), std::int64_t(7));
    // A stop that was there before joins and leaves without touching anything.
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(Consumer(cluster, options()).run(good, {}, stop.get_token()));
    QCOMPARE(committed(cluster), std::int64_t(7));
}

void EventsServiceTest::commitsByNumber()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    for (int i = 0; i < 25; ++i)
        cluster.append("orders", 0, std::nullopt, "x");
    ConsumerOptions few = options();
    few.commitEvery = 10;
    few.commitInterval = 1h;
    QVERIFY(consume(cluster, few, 25, good));
    std::vector<std::int64_t> offsets;
    for (const auto& commit : cluster.members().commits())
        offsets.push_back(commit.next.at({"orders", 0}));
    QCOMPARE(offsets, (std::vector<std::int64_t>{10, 20, 25}));
}

void EventsServiceTest::aCommitThatFailsIsTriedAgain()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    for (int i = 0; i < 20; ++i)
        cluster.append("orders", 0, std::nullopt, "x");
    cluster.members().failCommits({{ErrorKind::Broker, "The group is rebalancing.", {}, 27, true},
                                   {ErrorKind::TimedOut, "No answer.", {}, -185, true}});
    ConsumerOptions few = options();
    few.commitEvery = 5;
    few.commitInterval = 1h;
    std::vector<Error> troubles;
    QVERIFY(consume(cluster, few, 20, good, {{}, [&](const Error& error) { troubles.push_back(error); }}));
    QCOMPARE(troubles.size(), std::size_t(2));
    QCOMPARE(committed(cluster), std::int64_t(20));
}

void EventsServiceTest::noCommitOfAnEarlierGeneration()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    for (int i = 0; i < 10; ++i)
        cluster.append("orders", 0, std::nullopt, std::to_string(i));
    ConsumerOptions few = options();
    few.commitEvery = 1;
    int calls = 0;
    QVERIFY(consume(cluster, few, 13, [&](const Record&) -> Handled {
        if (++calls == 3) {
            // While it runs, another member gets the partition, handles more, and loses it again.
            cluster.members().takeAway("billing", {"orders", 0});
            cluster.commit("billing", {"orders", 0}, 8);
            cluster.members().giveBack("billing", {"orders", 0});
        }
        if (calls == 13 - 6)
            for (int i = 0; i < 10; ++i)
                cluster.append("orders", 0, std::nullopt, "more");
        return {};
    }));
    std::int64_t last = 0;
    for (const auto& commit : cluster.members().commits()) {
        QVERIFY(commit.next.at({"orders", 0}) > last);
        last = commit.next.at({"orders", 0});
    }
}

void EventsServiceTest::nothingIsSkippedByARebalance()
{
    // Rebalances at every possible moment of a run, with commits rare: whatever was not committed comes again.
    for (int when = 1; when <= 60; ++when) {
        FakeCluster cluster;
        cluster.addTopic("orders", 2);
        for (int i = 0; i < 40; ++i)
            cluster.append("orders", i % 2, std::nullopt, std::to_string(i));
        cluster.members().neverWait();
        ConsumerOptions few = options();
        few.commitEvery = 7;
        few.commitInterval = 1h;
        few.mostAtOnce = 5;
        std::set<std::string> seen;
        std::stop_source stop;
        int calls = 0;
        const auto run = Consumer(cluster, few).run(
            [&](const Record& record) -> Handled {
                if (++calls == when)
                    cluster.members().rebalance("billing");
                seen.insert(*record.value);
                if (seen.size() == 40)
                    stop.request_stop();
                return {};
            },
            {}, stop.get_token());
        QVERIFY(run);
        QCOMPARE(seen.size(), std::size_t(40));
        QVERIFY(calls <= 40 + 20);
    }
}

void EventsServiceTest::troubleHeals_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("code");
    QTest::newRow("brokers away") << int(ErrorKind::Unreachable) << -187;
    QTest::newRow("lost the partitions") << int(ErrorKind::Broker) << -147;
    QTest::newRow("no such topic yet") << int(ErrorKind::NotFound) << 3;
    QTest::newRow("no answer") << int(ErrorKind::TimedOut) << -185;
    QTest::newRow("unknown") << int(ErrorKind::Internal) << -1;
}

void EventsServiceTest::troubleHeals()
{
    QFETCH(int, kind);
    QFETCH(int, code);
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    cluster.append("orders", 0, std::nullopt, "x");
    const Error error{static_cast<ErrorKind>(kind), "Trouble.", {}, code, true};
    cluster.members().failPolls({error, error, error});
    std::vector<Error> troubles;
    QVERIFY(consume(cluster, options(), 1, good, {{}, [&](const Error& met) { troubles.push_back(met); }}));
    QCOMPARE(troubles, std::vector<Error>{error}); // told once, not three times
    QCOMPARE(committed(cluster), std::int64_t(1));
}

void EventsServiceTest::whatNoWaitingMendsEnds_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("code");
    QTest::newRow("no right") << int(ErrorKind::NotAuthorized) << 30;
    QTest::newRow("wrong password") << int(ErrorKind::AuthenticationFailed) << -169;
    QTest::newRow("no committed offset, and none wanted") << int(ErrorKind::InvalidInput) << -140;
    QTest::newRow("too old a broker") << int(ErrorKind::Unsupported) << 35;
    QTest::newRow("the client is broken") << int(ErrorKind::Internal) << -150;
}

void EventsServiceTest::whatNoWaitingMendsEnds()
{
    QFETCH(int, kind);
    QFETCH(int, code);
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    const Error error{static_cast<ErrorKind>(kind), "It stays so.", {}, code, false};
    cluster.members().failPolls({error});
    const auto end = Consumer(cluster, options()).run(good, {}, {});
    QVERIFY(!end);
    QCOMPARE(end.error(), error);
    QCOMPARE(cluster.members().members("billing"), 0);
    // The same when joining already fails.
    cluster.setReadOnly(true);
    QCOMPARE(Consumer(cluster, options()).run(good, {}, {}).error().kind, ErrorKind::NotAuthorized);
}

void EventsServiceTest::pollsBetweenSlowRecords()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    for (int i = 0; i < 200; ++i)
        cluster.append("orders", 0, std::nullopt, "x");
    std::vector<int> polls;
    QVERIFY(consume(cluster, options(), 4, [&](const Record&) -> Handled {
        polls.push_back(cluster.members().polls());
        std::this_thread::sleep_for(250ms); // longer than the loop goes without a poll
        return {};
    }));
    for (std::size_t i = 1; i < polls.size(); ++i)
        QVERIFY(polls[i] > polls[i - 1]); // although everything was fetched at once
    QCOMPARE(committed(cluster), std::int64_t(4));
}

void EventsServiceTest::partitionsTakeTurns()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 3);
    for (int i = 0; i < 30; ++i)
        cluster.append("orders", i / 10, std::nullopt, std::to_string(i));
    std::vector<std::int32_t> order;
    std::map<std::int32_t, std::int64_t> next;
    QVERIFY(consume(cluster, options(), 30, [&](const Record& record) -> Handled {
        order.push_back(record.partition);
        if (record.offset != next[record.partition]++)
            return std::unexpected(HandlingError{});
        return {};
    }, {[](const HandlerFailure&) { qFatal("out of order"); }, {}}));
    for (std::size_t i = 3; i < order.size(); ++i)
        QCOMPARE(order[i], order[i - 3]);
}

void EventsServiceTest::routes()
{
    EventRouter router;
    std::vector<std::string> seen;
    router.on("Paid", [&](const ReceivedEvent&) -> Handled { return std::unexpected(HandlingError{"Old", "replaced"}); });
    router.on("Paid", [&](const ReceivedEvent& event) -> Handled {
        seen.push_back(event.envelope.eventType + " " + event.envelope.data + " " + event.aggregateId.value_or("-") + " " +
                       std::to_string(event.record.offset));
        return {};
    });
    router.on("Shipped", [&](const ReceivedEvent&) -> Handled { return std::unexpected(HandlingError{"Late", "no van"}); });
    const auto record = [](const char* type, OptionalBytes key) {
        return Record{"t", 0, 7, TimestampType::CreateTime, 1, std::move(key), encodeEnvelope(*makeEnvelope(type, R"({"n": 1.10})", 0)), {}};
    };
    QVERIFY(router.handle(record("Paid", "A-1")));
    QVERIFY(router.handle(record("Paid", std::nullopt)));
    QCOMPARE(seen, (std::vector<std::string>{R"(Paid {"n": 1.10} A-1 7)", R"(Paid {"n": 1.10} - 7)"}));
    QCOMPARE(router.handle(record("Shipped", "x")).error().type, "Late"s);
    QVERIFY(router.handle(record("paid", "x"))); // another type, passed over in silence
    QCOMPARE(seen.size(), std::size_t(2));
}

void EventsServiceTest::routesWhatIsNoEvent_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("null");
    QTest::addColumn<QString>("why");
    QTest::newRow("tombstone") << QByteArray() << true << "The record has no value (a tombstone), so it is no event.";
    QTest::newRow("empty") << QByteArray("") << false << "The record is no event in the envelope: ";
    QTest::newRow("text") << QByteArray("hello") << false << "The record is no event in the envelope: ";
    QTest::newRow("other JSON") << QByteArray("{\"a\":1}") << false << "The record is no event in the envelope: ";
    QTest::newRow("unknown type") << QByteArray(R"({"event_id":"1","event_type":"Unk\u202enown","occurred_at":"x","data":1})") << false
                                  << "Nobody handles events of the type \"Unk\\u{202e}nown\".";
}

void EventsServiceTest::routesWhatIsNoEvent()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, null);
    QFETCH(QString, why);
    Record record;
    if (!null)
        record.value = value.toStdString();
    EventRouter router;
    router.on("Paid", [](const ReceivedEvent&) -> Handled { return std::unexpected(HandlingError{}); });
    QVERIFY(router.handle(record));
    std::string told;
    router.otherwise([&](const Record& other, const std::string& reason) -> Handled {
        told = reason;
        return &other == &record ? std::unexpected(HandlingError{"Unknown", reason}) : Handled();
    });
    QCOMPARE(router.handle(record).error().type, "Unknown"s); // its answer counts
    QVERIFY2(QString::fromStdString(told).startsWith(why), told.c_str());
}

QTEST_GUILESS_MAIN(EventsServiceTest)
#include "events_service_test.moc"
