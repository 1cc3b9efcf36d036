// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/event_publisher.h"
#include "tests/support/fake_cluster.h"

#include <QTest>

using namespace weir;
using namespace weir::test;
using namespace std::string_literals;

class EventsPublishTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void publishesTheEnvelope();
    void refuses_data();
    void refuses();
    void passesTheBrokersErrorOn();
    void keepsBytesApart();
};

void EventsPublishTest::publishesTheEnvelope()
{
    FakeCluster cluster;
    cluster.addTopic("events.ordercreated", 1);
    EventPublisher publisher(cluster);
    const auto done = publisher.publish("OrderCreated", R"({"n": 1.10})", "A-17", {{"trace", "x"}}, Call{});
    QVERIFY(done.has_value());
    QCOMPARE(done->topic, "events.ordercreated"s);
    QCOMPARE(done->delivery.offset, 0);

    const auto sent = cluster.produced();
    QCOMPARE(sent.size(), std::size_t{1});
    QCOMPARE(sent[0].key, OptionalBytes("A-17"));
    QVERIFY(!sent[0].partition);
    QCOMPARE(sent[0].headers, (Headers{{"trace", "x"}}));
    const auto read = decodeEnvelope(*sent[0].value);
    QVERIFY(read.has_value());
    QCOMPARE(read->eventId, done->envelope.eventId);
    QCOMPARE(read->data, R"({"n": 1.10})"s);

    QVERIFY(publisher.publish("OrderCreated", "1", std::nullopt, {}, Call{}).has_value());
    QCOMPARE(cluster.produced()[1].key, OptionalBytes());
}

void EventsPublishTest::refuses_data()
{
    QTest::addColumn<QByteArray>("topic");
    QTest::addColumn<int>("partition"); // -2: none named
    QTest::addColumn<bool>("readOnly");
    QTest::addColumn<int>("kind");
    const auto row = [](const char* name, const char* topic, int partition, bool readOnly, ErrorKind kind) {
        QTest::newRow(name) << QByteArray(topic) << partition << readOnly << static_cast<int>(kind);
    };
    row("unknown topic", "orderz", -2, false, ErrorKind::NotFound);
    row("partition too high", "orders", 2, false, ErrorKind::InvalidInput);
    row("negative partition", "orders", -1, false, ErrorKind::InvalidInput);
    row("no topic", "", -2, false, ErrorKind::InvalidInput);
    row("read-only", "orders", 0, true, ErrorKind::NotAuthorized);
}

void EventsPublishTest::refuses()
{
    QFETCH(QByteArray, topic);
    QFETCH(int, partition);
    QFETCH(bool, readOnly);
    QFETCH(int, kind);
    FakeCluster cluster;
    cluster.addTopic("orders", 2);
    cluster.setReadOnly(readOnly);
    OutgoingRecord record;
    record.topic = topic.toStdString();
    if (partition != -2)
        record.partition = partition;
    const auto result = sendRecord(cluster, record, Call{});
    QVERIFY(!result.has_value());
    QCOMPARE(static_cast<int>(result.error().kind), kind);
    QCOMPARE(cluster.calls(Op::Produce), 0);
    QCOMPARE(cluster.calls(Op::CreateTopic), 0);
    QVERIFY(cluster.produced().empty());
}

void EventsPublishTest::passesTheBrokersErrorOn()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    const Error denied{ErrorKind::NotAuthorized, "Sending to orders is not allowed.", "detail", 29, false};
    cluster.fail(Op::Produce, denied);
    const auto result = sendRecord(cluster, {"orders", {}, "k", "v", {}, {}}, Call{});
    QVERIFY(!result.has_value());
    QCOMPARE(result.error(), denied);

    const Error away{ErrorKind::Unreachable, "No broker answers.", {}, -195, true};
    cluster.fail(Op::Topic, away);
    const auto unchecked = sendRecord(cluster, {"orders", {}, "k", "v", {}, {}}, Call{});
    QVERIFY(!unchecked.has_value());
    QCOMPARE(unchecked.error(), away);
}

void EventsPublishTest::keepsBytesApart()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 2);
    const Headers headers{{"a", std::nullopt}, {"a", ""}, {"", "x"}, {"a", "\xff\0"s}};
    const OutgoingRecord record{"orders", 1, std::nullopt, "", headers, 1234};
    const auto result = sendRecord(cluster, record, Call{});
    QVERIFY(result.has_value());
    QCOMPARE(result->partition, 1);
    const auto sent = cluster.produced().at(0);
    QCOMPARE(sent.key, OptionalBytes());
    QCOMPARE(sent.value, OptionalBytes(""));
    QCOMPARE(sent.headers, headers);
    QCOMPARE(sent.timestamp, std::optional<TimestampMs>(1234));
}

QTEST_APPLESS_MAIN(EventsPublishTest)
#include "events_publish_test.moc"
