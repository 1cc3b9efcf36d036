// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/envelope.h"
#include "core/records/event_fields.h"
#include "core/records/event_scan.h"
#include "core/records/event_summary.h"
#include "tests/support/fake_cluster.h"

#include <QtTest>

using namespace weir;
using namespace weir::test;

namespace {

constexpr TimestampMs noon = 1'795'435'200'000; // 2026-11-23T12:00:00Z

std::string envelope(const std::string& id, const std::string& type, const std::string& at = "2026-11-23T12:00:00.000Z",
                  const std::string& data = "{}")
{
    return R"({"event_id":")" + id + R"(","event_type":")" + type + R"(","occurred_at":")" + at + R"(","data":)" + data + "}";
}

Record record(std::int64_t offset, OptionalBytes key, OptionalBytes value, std::int32_t partition = 0)
{
    Record result;
    result.topic = "events.ordercreated";
    result.partition = partition;
    result.offset = offset;
    result.key = std::move(key);
    result.value = std::move(value);
    return result;
}

} // namespace

class RecordsEventSummaryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsAsTheEnvelopeDoes_data();
    void readsAsTheEnvelopeDoes();
    void occurredAt_data();
    void occurredAt();
    void countsByType();
    void sameId();
    void sameContent();
    void boundedMemory();
    void catalogue();
    void scansARange();
    void scanThatFails();
};

void RecordsEventSummaryTest::readsAsTheEnvelopeDoes_data()
{
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char* name, const std::string& value) {
        QTest::newRow(name) << QByteArray::fromStdString(value);
    };
    row("plain", envelope("1", "OrderCreated"));
    row("spaces", "\n { \"event_id\" : \"1\", \"event_type\":\"A\" ,\"occurred_at\": \"x\", \"data\" : [1, {\"a\":2}] }\n");
    row("other order and members", R"({"x":{"event_type":"No"},"data":null,"occurred_at":"t","event_type":"B","event_id":"2","y":[[]]})");
    row("escapes", R"({"event_id":"\u0031","event_type":"\"\u00e4\n","occurred_at":"t","data":1})");
    row("type twice", R"({"event_id":"1","event_type":"A","event_type":"B","occurred_at":"t","data":1})");
    row("data twice", R"({"event_id":"1","event_type":"A","occurred_at":"t","data":1,"data":2})");
    row("type no text", R"({"event_id":"1","event_type":7,"occurred_at":"t","data":1})");
    row("type an object", R"({"event_id":"1","event_type":{"event_type":"A"},"occurred_at":"t","data":1})");
    row("no id", R"({"event_type":"A","occurred_at":"t","data":1})");
    row("no data", R"({"event_id":"1","event_type":"A","occurred_at":"t"})");
    row("only below", R"({"payload":{"event_id":"1","event_type":"A","occurred_at":"t","data":1}})");
    row("array", "[" + envelope("1", "A") + "]");
    row("cut", envelope("1", "A").substr(0, 60));
    row("followed", envelope("1", "A") + "x");
    row("text", "event_type event_id occurred_at data");
    row("empty", "");
    row("empty object", "{}");
    row("zero byte", std::string("{\"event_type\0\":1}", 17));
    row("bad utf8", envelope("\xff", "A"));
    row("deep", R"({"event_id":"1","event_type":"A","occurred_at":"t","data":)" + std::string(300, '[') + std::string(300, ']') + "}");
}

void RecordsEventSummaryTest::readsAsTheEnvelopeDoes()
{
    QFETCH(QByteArray, value);
    const std::string text = value.toStdString();
    const auto fields = readEventFields(text);
    const auto whole = decodeEnvelope(text);
    QCOMPARE(fields.has_value(), whole.has_value());
    if (fields)
        QVERIFY((*fields == EventFields{whole->eventId, whole->eventType, whole->occurredAt}));
}

void RecordsEventSummaryTest::occurredAt_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("time");
    const auto row = [](const char* text, qint64 time) { QTest::newRow(text) << QByteArray(text) << time; };
    constexpr qint64 none = -1;
    row("2026-11-23T12:00:00Z", noon);
    row("2026-11-23T12:00:00.5Z", noon + 500);
    row("2026-11-23T12:00:00.208Z", noon + 208);
    row("2026-11-23T12:00:00.208999999Z", noon + 208);
    row("2026-11-23T13:30:00+01:30", noon);
    row("2026-11-23T04:00:00-08:00", noon);
    row("2026-11-23 12:00:00z", noon);
    row("1970-01-01T00:00:00Z", 0);
    row("2024-02-29T00:00:00Z", 1'709'164'800'000);
    for (const char* text : {"", "2026-11-23", "2026-11-23T12:00:00", "2026-11-23T12:00:00.Z", "2026-11-23T12:00Z", "2025-02-29T00:00:00Z",
                             "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T12:60:00Z",
                             "2026-11-23T12:00:00+0100", "2026-11-23T12:00:00+1:00", "2026-11-23T12:00:00Z ",
                             "+026-11-23T12:00:00Z", "2026--1-23T12:00:00Z", "1795435200000", "yesterday, about twelve"})
        row(text, none);
}

void RecordsEventSummaryTest::occurredAt()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, time);
    QCOMPARE(parseOccurredAt(text.toStdString()).value_or(-1), time);
}

void RecordsEventSummaryTest::countsByType()
{
    EventCounter counter;
    counter.add(record(0, "a", envelope("1", "OrderPaid", "2026-11-23T12:00:05Z")));
    counter.add(record(1, "a", envelope("2", "OrderCreated", "2026-11-23T12:00:03Z")));
    counter.add(record(2, "b", envelope("3", "OrderCreated", "2026-11-23T12:00:01Z")));
    counter.add(record(3, "b", envelope("4", "OrderCreated", "no time")));
    counter.add(record(4, "b", std::nullopt));
    counter.add(record(5, std::nullopt, "plain text"));
    counter.add(record(6, "c", std::string(longestEventValue + 1, 'x')));
    const EventSummary summary = counter.summary();
    QCOMPARE(summary.records, 7);
    QCOMPARE(summary.events, 4);
    QCOMPARE(summary.noEnvelope, 3);
    QCOMPARE(summary.tooLong, 1);
    QCOMPARE(summary.types.size(), 2U);
    QVERIFY((summary.types[0] == EventTypeCount{"OrderCreated", 3, noon + 1'000, noon + 3'000}));
    QVERIFY((summary.types[1] == EventTypeCount{"OrderPaid", 1, noon + 5'000, noon + 5'000}));
    QVERIFY(summary.duplicates.empty());
    QCOMPARE(summary.duplicateRecords, 0);
}

void RecordsEventSummaryTest::sameId()
{
    EventCounter counter;
    counter.add(record(0, "a", envelope("1", "OrderPaid")));
    counter.add(record(1, "a", envelope("2", "OrderPaid")));
    counter.add(record(7, "a", envelope("1", "OrderPaid"), 3));
    counter.add(record(8, "a", envelope("1", "OrderPaid"), 3));
    counter.add(record(9, "other key", envelope("2", "OrderPaid")));
    const EventSummary summary = counter.summary();
    QCOMPARE(summary.duplicateRecords, 3);
    QCOMPARE(summary.duplicates.size(), 2U);
    QVERIFY((summary.duplicates[0] == DuplicateEvent{DuplicateEvent::Kind::SameId, "1", "OrderPaid", 3, {{0, 0}, {3, 7}, {3, 8}}, false}));
    QVERIFY((summary.duplicates[1] == DuplicateEvent{DuplicateEvent::Kind::SameId, "2", "OrderPaid", 2, {{0, 1}, {0, 9}}, true}));
    QCOMPARE(summary.duplicatesUnlisted, 0);
}

void RecordsEventSummaryTest::sameContent()
{
    EventCounter counter;
    counter.add(record(0, "ab", "c"));
    counter.add(record(1, "a", "bc"));
    counter.add(record(2, "ab", "c"));
    // Nothing says that two of these are the same.
    counter.add(record(3, std::nullopt, "c"));
    counter.add(record(4, std::nullopt, "c"));
    counter.add(record(5, "ab", std::nullopt));
    counter.add(record(6, "ab", std::nullopt));
    // NULL is not empty.
    counter.add(record(7, "", ""));
    counter.add(record(8, "", ""));
    const EventSummary summary = counter.summary();
    QCOMPARE(summary.duplicates.size(), 2U);
    QVERIFY((summary.duplicates[0] == DuplicateEvent{DuplicateEvent::Kind::SameContent, "ab", "", 2, {{0, 0}, {0, 2}}, false}));
    QVERIFY((summary.duplicates[1].places == std::vector<EventPlace>{{0, 7}, {0, 8}}));
    QCOMPARE(summary.duplicateRecords, 2);
}

void RecordsEventSummaryTest::boundedMemory()
{
    EventCounter counter({.remembered = 3, .types = 2, .duplicates = 1, .places = 2});
    for (int round = 0; round < 3; ++round) {
        for (int id = 0; id < 5; ++id)
            counter.add(record(round * 5 + id, "k", envelope(std::to_string(id), "Type" + std::to_string(id))));
    }
    const EventSummary summary = counter.summary();
    QCOMPARE(summary.events, 15);
    QCOMPARE(summary.types.size(), 2U);
    QCOMPARE(summary.otherTypes, 9);
    // Ids 3 and 4 did not fit, every time they came.
    QCOMPARE(summary.notRemembered, 6);
    QCOMPARE(summary.duplicates.size(), 1U);
    QCOMPARE(summary.duplicates[0].count, 3);
    QCOMPARE(summary.duplicates[0].places.size(), 2U);
    QCOMPARE(summary.duplicateRecords, 6);
    QCOMPARE(summary.duplicatesUnlisted, 4);
    // Every record is accounted for: new and remembered, repeated, or not remembered.
    QCOMPARE(3 + summary.duplicateRecords + summary.notRemembered, summary.records);
}

void RecordsEventSummaryTest::catalogue()
{
    const auto types = eventCatalogue({"orders", "events.ordercreated", "events.", "events.order.paid", "xevents.no", "EVENTS.no"});
    QCOMPARE(types, (std::set<std::string>{"ordercreated", "order.paid"}));
    QVERIFY(isKnownEventType("OrderCreated", types));
    QVERIFY(isKnownEventType("Order.PAID", types));
    QVERIFY(!isKnownEventType("OrderShipped", types));
    QVERIFY(!isKnownEventType("", types));
}

void RecordsEventSummaryTest::scansARange()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 2);
    for (int i = 0; i < 60; ++i)
        cluster.append("orders", i % 2, "k" + std::to_string(i), envelope(std::to_string(i % 50), "OrderPaid"));
    ResolvedRange range;
    range[{"orders", 0}] = {5, 30, 0, 30, {}};
    range[{"orders", 1}] = {0, 30, 0, 30, {}};
    const auto scan = scanEvents(cluster, range, Isolation::ReadUncommitted, {}, Call{});
    QVERIFY2(scan.has_value(), scan ? "" : scan.error().message.c_str());
    QVERIFY(scan->complete());
    QVERIFY(scan->values.finished);
    QCOMPARE(scan->values.offsetsInRange, 55);
    QCOMPARE(scan->values.offsetsScanned, 55);
    QCOMPARE(scan->values.summary.events, 55);
    QCOMPARE(scan->values.summary.duplicateRecords, 5);

    const auto nothing = scanEvents(cluster, {}, Isolation::ReadUncommitted, {}, Call{});
    QVERIFY(nothing && nothing->values.finished && nothing->values.offsetsInRange == 0);

    std::stop_source stop;
    stop.request_stop();
    const auto stopped = scanEvents(cluster, range, Isolation::ReadUncommitted, {}, Call{Deadline::after(std::chrono::seconds(5)), stop.get_token()});
    QVERIFY(!stopped || !stopped->values.finished);
}

void RecordsEventSummaryTest::scanThatFails()
{
    FakeCluster cluster;
    cluster.addTopic("orders", 2);
    for (int i = 0; i < 20; ++i)
        cluster.append("orders", i % 2, "k", "v" + std::to_string(i));
    cluster.failSubject(Op::Read, "orders-1", Error{ErrorKind::Broker, "This batch cannot be decompressed.", {}, 0, false});
    ResolvedRange range;
    range[{"orders", 0}] = {0, 10, 0, 10, {}};
    range[{"orders", 1}] = {0, 10, 0, 10, {}};
    const auto scan = scanEvents(cluster, range, Isolation::ReadUncommitted, {}, Call{});
    QVERIFY(scan.has_value());
    QVERIFY(!scan->values.finished);
    QCOMPARE(scan->failures.size(), 1U);
    QCOMPARE(scan->values.offsetsScanned, 10);
    QCOMPARE(scan->values.summary.noEnvelope, 10);
}

QTEST_GUILESS_MAIN(RecordsEventSummaryTest)
#include "records_event_summary_test.moc"
