// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/failure_report.h"
#include "core/demo/demo_domain.h"
#include "core/demo/demo_failures.h"
#include "core/demo/demo_history.h"
#include "core/demo/demo_json.h"
#include "core/events/envelope.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace weir;
using namespace std::string_literals;

namespace {

constexpr TimestampMs start = 1'790'000'000'000;

std::vector<OutgoingRecord> makeRecords(std::uint64_t seed, int count)
{
    DemoDomain domain(seed);
    std::vector<OutgoingRecord> records;
    for (int i = 0; i < count; ++i)
        records.push_back(domain.next(start + i * 25));
    return records;
}

bool same(const OutgoingRecord& a, const OutgoingRecord& b)
{
    return a.topic == b.topic && a.partition == b.partition && a.key == b.key && a.value == b.value &&
           a.headers == b.headers && a.timestamp == b.timestamp;
}

Record stored(const std::string& topic, const OptionalBytes& value)
{
    Record record;
    record.topic = topic;
    record.partition = 3;
    record.offset = 4'294'967'298; // beyond 32 bits
    record.timestamp = start;
    record.timestampType = TimestampType::CreateTime;
    record.key = "ord-1"s;
    record.value = value;
    record.headers = {{"tag", "a"}, {"tag", std::nullopt}};
    return record;
}

std::optional<OptionalBytes> headerOf(const Headers& headers, const std::string& name)
{
    const auto found = std::ranges::find(headers, name, &Header::name);
    return found == headers.end() ? std::nullopt : std::optional<OptionalBytes>(found->value);
}

DemoTopics allTopics()
{
    DemoTopics topics;
    for (const NewTopic& topic : demoTopics())
        topics.partitions[topic.name] = topic.partitions;
    return topics;
}

const Bytes badTotal = R"({"data":{"total":"12,90","customer":{"email":"a@example.org"}}})";
const Bytes goodOrder = R"({"data":{"total":12.90,"customer":{"email":"a@example.org"}}})";
const Bytes doubleAt = R"({"data":{"total":1,"customer":{"email":"a@@example.org"}}})";
const Bytes goneUser = R"({"data":{"total":1,"customer":{"email":"a@gone.example"}}})";
const Bytes declined = R"({"data":{"amount":1.00,"settlement":"declined","payment_id":"pay-1","tax":{"country":"DE"}}})";
const Bytes noTax = R"({"data":{"amount":1.00,"settlement":"captured","tax":{"country":"XK"}}})";
const Bytes poisoned = R"({"data":{"amount":"1.299,00","settlement":"captured","tax":{"country":"DE"}}})";
const Bytes longNumber = R"({"data":{"warehouse":"x","tracking_number":"000000000000000000000000000000001"}})";
const Bytes noPlace = R"({"data":{"warehouse":null,"tracking_number":"1"}})";

} // namespace

class DemoDomainTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void topicsHaveLegalNames();
    void sameSeedSameRecords();
    void envelopesAreValid();
    void identifiersAreUnique();
    void showsTheUnusual();
    void poisonIsAlwaysTheSameKey();
    void money_data();
    void money();
    void verdicts_data();
    void verdicts();
    void springDeadLetter();
    void plainDeadLetter();
    void connectDeadLetter();
    void leavesNoDeadLetter();
    void deadLetterPartition();
};

void DemoDomainTest::topicsHaveLegalNames()
{
    std::set<std::string> names;
    for (const NewTopic& topic : demoTopics()) {
        QVERIFY(names.insert(topic.name).second);
        QVERIFY(topic.partitions >= 1);
        QCOMPARE(topic.replication, -1);
        QVERIFY(topic.configs.contains("cleanup.policy"));
    }
    for (const DemoRole role : {DemoRole::Mailer, DemoRole::SearchIndex, DemoRole::Billing, DemoRole::WarehouseSink})
        for (const std::string& topic : topicsOf(role))
            QVERIFY2(names.contains(topic), topic.c_str());
}

void DemoDomainTest::sameSeedSameRecords()
{
    const auto first = makeRecords(7, 2'000);
    QVERIFY(std::ranges::equal(first, makeRecords(7, 2'000), same));
    const auto other = makeRecords(8, 2'000);
    const auto differing = std::ranges::count_if(other, [&](const auto& record) {
        return !same(record, first[static_cast<std::size_t>(&record - other.data())]);
    });
    QCOMPARE(differing, 2'000);
}

void DemoDomainTest::envelopesAreValid()
{
    int broken = 0;
    std::map<std::string, int> topics;
    for (const OutgoingRecord& record : makeRecords(1, 6'000)) {
        ++topics[record.topic];
        QVERIFY(record.key.has_value() && !record.key->empty());
        if (!record.value)
            continue;
        const auto envelope = decodeEnvelope(*record.value);
        const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(*record.value));
        if (!envelope || !document.isObject()) {
            QCOMPARE(record.topic, std::string(demo_topic::userCreated));
            ++broken;
            continue;
        }
        QCOMPARE(topicForEventType(envelope->eventType).value_or(""), record.topic);
        QCOMPARE(envelope->occurredAt, formatUtc(*record.timestamp));
        const QJsonObject data = document.object().value("data").toObject();
        const bool user = record.topic.starts_with("events.user");
        const std::string id = user ? *record.key : data.value("order_id").toString().toStdString();
        QCOMPARE(*record.key, id);
        if (user) // digit for digit: the id does not fit a double
            QVERIFY(record.value->find("\"user_id\":" + *record.key + ",") != std::string::npos);
    }
    QVERIFY2(broken > 0 && broken < 40, qPrintable(QString::number(broken)));
    QCOMPARE(topics.size(), std::size_t(7)); // every event topic, and no dead-letter topic
}

void DemoDomainTest::identifiersAreUnique()
{
    std::set<std::string> ids;
    for (const OutgoingRecord& record : makeRecords(3, 4'000)) {
        const auto envelope = record.value ? decodeEnvelope(*record.value) : fail(ErrorKind::InvalidInput, "");
        if (!envelope)
            continue;
        QVERIFY(ids.insert(envelope->eventId).second);
        const std::string& id = envelope->eventId;
        QVERIFY2(id.size() == 36 && id[8] == '-' && id[14] == '4' && std::string("89ab").contains(id[19]) &&
                     id[23] == '-',
                 id.c_str());
    }
}

void DemoDomainTest::showsTheUnusual()
{
    std::vector<std::size_t> sizes;
    int tombstones = 0;
    int repeated = 0;
    int notUtf8 = 0;
    int wide = 0;
    for (const OutgoingRecord& record : makeRecords(5, 6'000)) {
        tombstones += record.value ? 0 : 1;
        repeated += headerOf(record.headers, "tag") ? 1 : 0;
        notUtf8 += record.value && !isUtf8(*record.value) ? 1 : 0;
        wide += record.value && record.value->find("\"invoice_number\":4611686018") != std::string::npos ? 1 : 0;
        if (!record.value)
            QCOMPARE(record.topic, std::string(demo_topic::userUpdated));
        sizes.push_back(record.value ? record.value->size() : 0);
    }
    std::ranges::sort(sizes);
    QVERIFY2(sizes[3'000] >= 250 && sizes[3'000] <= 600, qPrintable(QString::number(sizes[3'000])));
    QVERIFY2(sizes.back() > 20'000 && sizes.back() < 200'000, qPrintable(QString::number(sizes.back())));
    QVERIFY(tombstones > 5 && tombstones < 60);
    QVERIFY(repeated > 100);
    QVERIFY(notUtf8 > 0);
    QVERIFY(wide > 500);
}

void DemoDomainTest::poisonIsAlwaysTheSameKey()
{
    DemoDomain one(1);
    DemoDomain two(2);
    const auto a = one.poison(start);
    const auto b = two.poison(start + 5);
    QCOMPARE(a.key.value_or(""), b.key.value_or(""));
    QVERIFY(a.value != b.value);
    QVERIFY(decodeEnvelope(*a.value).has_value());
    const auto failure = handleDemoRecord(DemoRole::Billing, stored(a.topic, a.value));
    QVERIFY(failure && failure->retriedForEver);
    for (const OutgoingRecord& record : makeRecords(1, 6'000)) { // nothing else is poison
        const auto verdict = handleDemoRecord(DemoRole::Billing, stored(record.topic, record.value));
        QVERIFY(!verdict || !verdict->retriedForEver);
    }
}

void DemoDomainTest::money_data()
{
    QTest::addColumn<qlonglong>("cents");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << 0LL << "0.00";
    QTest::newRow("one cent") << 1LL << "0.01";
    QTest::newRow("ten cents") << 10LL << "0.10";
    QTest::newRow("trailing zero") << 12'990LL << "129.90";
    QTest::newRow("big") << 99'999'999'999'999LL << "999999999999.99";
}

void DemoDomainTest::money()
{
    QFETCH(qlonglong, cents);
    QTEST(QString::fromStdString(DemoJson::amount(cents)), "text");
}

void DemoDomainTest::verdicts_data()
{
    QTest::addColumn<int>("role");
    QTest::addColumn<QString>("topic");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("exception"); // empty: handled
    const auto row = [](const char* name, DemoRole role, const char* topic, const Bytes& value, const char* exception) {
        QTest::newRow(name) << static_cast<int>(role) << topic << QByteArray::fromStdString(value) << exception;
    };
    const char* orders = demo_topic::orderCreated;
    const char* paid = demo_topic::orderPaid;
    row("good order", DemoRole::Mailer, orders, goodOrder, "");
    row("total as text", DemoRole::Mailer, orders, badTotal, "InvalidFormatException");
    row("address", DemoRole::Mailer, orders, doubleAt, "AddressException");
    row("user gone", DemoRole::Mailer, orders, goneUser, "SendFailedException");
    row("no JSON", DemoRole::Mailer, orders, "{", "JsonParseException");
    row("empty value", DemoRole::Mailer, orders, "", "JsonParseException");
    row("no object", DemoRole::Mailer, orders, "[1]", "");
    row("data is no object", DemoRole::Mailer, orders, R"({"data":7})", "");
    row("other topic", DemoRole::Mailer, demo_topic::paymentFailed, "{", "");
    row("search takes all", DemoRole::SearchIndex, orders, "{", "");
    row("declined", DemoRole::Billing, paid, declined, "PaymentDeclined");
    row("tax", DemoRole::Billing, paid, noTax, "UnknownTaxRate");
    row("poison", DemoRole::Billing, paid, poisoned, "InvalidAmount");
    row("billing, no JSON", DemoRole::Billing, paid, "\xff", "JSONDecodeError");
    row("billing, other topic", DemoRole::Billing, demo_topic::paymentAuthorised, poisoned, "");
    row("sink, cut off", DemoRole::WarehouseSink, demo_topic::userCreated, R"({"a":)", "DataException");
    row("sink, too long", DemoRole::WarehouseSink, demo_topic::orderShipped, longNumber, "ConnectException");
    row("sink, null place", DemoRole::WarehouseSink, demo_topic::orderShipped, noPlace, "NullPointerException");
    row("sink, other topic", DemoRole::WarehouseSink, orders, "{", "");
}

void DemoDomainTest::verdicts()
{
    QFETCH(int, role);
    QFETCH(QString, topic);
    QFETCH(QByteArray, value);
    QFETCH(QString, exception);
    const auto failure =
        handleDemoRecord(static_cast<DemoRole>(role), stored(topic.toStdString(), value.toStdString()));
    QCOMPARE(failure.has_value(), !exception.isEmpty());
    if (failure)
        QVERIFY2(QString::fromStdString(failure->exception).endsWith(exception), failure->exception.c_str());
    QVERIFY(!handleDemoRecord(static_cast<DemoRole>(role), stored(topic.toStdString(), std::nullopt)));
}

void DemoDomainTest::springDeadLetter()
{
    const Record record = stored(demo_topic::orderCreated, badTotal);
    const auto failure = handleDemoRecord(DemoRole::Mailer, record);
    const auto letter = demoDeadLetter(DemoRole::Mailer, record, *failure, "mailer", start + 9, allTopics());
    QVERIFY(letter);
    QCOMPARE(letter->topic, std::string("events.ordercreated-dlt"));
    QVERIFY(letter->key == record.key && letter->value == record.value);
    QCOMPARE(letter->timestamp.value_or(0), start + 9);
    QCOMPARE(letter->partition.value_or(-1), 3);
    QVERIFY(std::equal(record.headers.begin(), record.headers.end(), letter->headers.begin()));
    const std::map<std::string, Bytes> expected = {
        {"kafka_dlt-original-topic", "events.ordercreated"},
        {"kafka_dlt-original-partition", "\0\0\0\3"s},
        {"kafka_dlt-original-offset", "\0\0\0\1\0\0\0\2"s},
        {"kafka_dlt-original-timestamp", *fromHex("000001a0c4506c00")},
        {"kafka_dlt-original-timestamp-type", "CreateTime"},
        {"kafka_dlt-original-consumer-group", "mailer"},
        {"kafka_dlt-exception-cause-fqcn", "com.fasterxml.jackson.databind.exc.InvalidFormatException"},
    };
    for (const auto& [name, value] : expected)
        QCOMPARE(toHex(headerOf(letter->headers, name).value_or(std::nullopt).value_or("missing")), toHex(value));
    QVERIFY(headerOf(letter->headers, "kafka_dlt-exception-stacktrace").value()->find("\n\tat ") != std::string::npos);
}

void DemoDomainTest::plainDeadLetter()
{
    const Record record = stored(demo_topic::orderPaid, declined);
    const auto failure = handleDemoRecord(DemoRole::Billing, record);
    const auto letter = demoDeadLetter(DemoRole::Billing, record, *failure, "x-billing", start, allTopics());
    QVERIFY(letter);
    QCOMPARE(letter->topic, std::string("events.orderpaid.dlq"));
    QVERIFY(letter->key == record.key && letter->value == record.value);
    QCOMPARE(headerOf(letter->headers, "dlq-original-topic").value().value(), std::string("events.orderpaid"));
    QCOMPARE(headerOf(letter->headers, "dlq-original-partition").value().value(), std::string("3"));
    QCOMPARE(headerOf(letter->headers, "dlq-original-offset").value().value(), std::string("4294967298"));
    QCOMPARE(headerOf(letter->headers, "dlq-consumer-group").value().value(), std::string("x-billing"));
    QCOMPARE(headerOf(letter->headers, "dlq-exception-class").value().value(), std::string("PaymentDeclined"));
    const FailureReport read = readFailure(letter->headers);
    QCOMPARE(read.originOffset, std::optional<std::int64_t>(4294967298));
    QCOMPARE(read.exceptionClass, std::optional<std::string>("PaymentDeclined"));
    QVERIFY(read.undecodable.empty());
}

void DemoDomainTest::connectDeadLetter()
{
    const Record record = stored(demo_topic::orderShipped, noPlace);
    const auto failure = handleDemoRecord(DemoRole::WarehouseSink, record);
    const auto letter = demoDeadLetter(DemoRole::WarehouseSink, record, *failure, "", start + 9, allTopics());
    QVERIFY(letter);
    QCOMPARE(letter->topic, std::string("dlq-warehouse-sink"));
    QVERIFY(letter->key == record.key && letter->value == record.value);
    QCOMPARE(letter->timestamp.value_or(0), start); // Connect keeps the record's own time
    QVERIFY(!letter->partition);
    QCOMPARE(headerOf(letter->headers, "__connect.errors.partition").value().value(), std::string("3"));
    QCOMPARE(headerOf(letter->headers, "__connect.errors.offset").value().value(), std::string("4294967298"));
    QCOMPARE(headerOf(letter->headers, "__connect.errors.stage").value().value(), std::string("TRANSFORMATION"));
    const auto message = headerOf(letter->headers, "__connect.errors.exception.message");
    QVERIFY(message.has_value() && !message->has_value()); // there, and NULL
}

void DemoDomainTest::leavesNoDeadLetter()
{
    const Record poison = stored(demo_topic::orderPaid, poisoned);
    const auto failure = handleDemoRecord(DemoRole::Billing, poison);
    QVERIFY(!demoDeadLetter(DemoRole::Billing, poison, *failure, "billing", start, allTopics()));
    const Record order = stored(demo_topic::orderCreated, badTotal);
    QVERIFY(!demoDeadLetter(DemoRole::SearchIndex, order, DemoFailure{}, "search-index", start, allTopics()));
    QVERIFY(!demoDeadLetter(DemoRole::Mailer, order, DemoFailure{}, "mailer", start, DemoTopics{}));
}

void DemoDomainTest::deadLetterPartition()
{
    auto topics = allTopics();
    topics.partitions["events.ordercreated-dlt"] = 3; // the source's partition 3 does not exist there
    const Record order = stored(demo_topic::orderCreated, badTotal);
    const auto letter = demoDeadLetter(DemoRole::Mailer, order, DemoFailure{}, "mailer", start, topics);
    QVERIFY(letter && !letter->partition);
}

QTEST_APPLESS_MAIN(DemoDomainTest)
#include "demo_domain_test.moc"
