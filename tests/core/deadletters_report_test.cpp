// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/convention.h"
#include "core/deadletters/failure_report.h"
#include "core/events/plain_failure.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <set>

using namespace weir;
using namespace std::string_literals;

namespace {

Bytes hex(const char* digits) { return fromHex(digits).value(); }

/// What a row expects; "" in `bad` means that nothing is undecodable.
struct Expected {
    FailureReport report;
    std::string bad;
};

FailureReport report(const char* convention) { FailureReport r; r.convention = convention; return r; }

} // namespace

Q_DECLARE_METATYPE(Headers)
Q_DECLARE_METATYPE(Expected)

class DeadlettersReportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void numbers_data();
    void numbers();
    void severalSystems();
    void failureHeaders_data();
    void failureHeaders();
    void everyRuleIsAFailureHeader();
    void plainRoundTrip();
};

void DeadlettersReportTest::reads_data()
{
    QTest::addColumn<Headers>("headers");
    QTest::addColumn<Expected>("expected");
    const auto row = [](const char* name, const Headers& headers, const FailureReport& report, const char* bad = "") {
        QTest::newRow(name) << headers << Expected{report, bad};
    };

    row("no headers", {}, {});
    row("business headers only", {{"trace", "x"}, {"topic", "orders"}, {"error", "no"}}, {});

    FailureReport spring = report("Spring Kafka");
    spring.originTopic = "orders";
    spring.originPartition = 3;
    spring.originOffset = 1877046;
    spring.originTimestamp = 1'700'000'000'123;
    spring.consumerGroup = "billing";
    spring.exceptionClass = "java.lang.IllegalStateException";
    spring.message = "no price";
    spring.stackTrace = "at a\n\tat b";
    const Headers springHeaders{
        {"kafka_dlt-original-topic", "orders"},
        {"kafka_dlt-original-partition", hex("00000003")},
        {"kafka_dlt-original-offset", hex("00000000001ca436")},
        {"kafka_dlt-original-timestamp", hex("0000018bcfe5687b")},
        {"kafka_dlt-original-timestamp-type", "CreateTime"},
        {"kafka_dlt-original-consumer-group", "billing"},
        {"kafka_dlt-exception-fqcn", "org.springframework.kafka.listener.ListenerExecutionFailedException"},
        {"kafka_dlt-exception-cause-fqcn", "java.lang.IllegalStateException"},
        {"kafka_dlt-exception-message", "no price"},
        {"kafka_dlt-exception-stacktrace", "at a\n\tat b"}};
    row("Spring", springHeaders, spring);

    Headers twice = springHeaders; // failed again: original-* appended, exception-* replaced
    twice.push_back({"kafka_dlt-original-topic", "orders-dlt"});
    twice.push_back({"kafka_dlt-original-partition", hex("00000001")});
    twice.push_back({"kafka_dlt-original-offset", hex("0000000000000007")});
    row("Spring, second hop: the first is the origin", twice, spring);

    FailureReport little = report("Spring Kafka");
    little.exceptionClass = "A";
    row("Spring without its marker", {{"kafka_dlt-exception-fqcn", "A"}}, little);

    FailureReport key = report("Spring Kafka");
    key.originTopic = "orders";
    key.exceptionClass = "KeyException";
    key.message = "key is broken";
    row("Spring, key not deserialised",
        {{"kafka_dlt-original-topic", "orders"},
         {"kafka_dlt-key-exception-fqcn", "KeyException"},
         {"kafka_dlt-key-exception-message", "key is broken"}},
        key);

    FailureReport retry = report("Spring Kafka retry");
    retry.originTopic = "orders";
    retry.originPartition = 0;
    retry.originOffset = 12;
    retry.originTimestamp = 1'700'000'000'123;
    retry.consumerGroup = "billing";
    retry.attempts = 3;
    retry.message = "later";
    row("Spring retry",
        {{"kafka_original-topic", "orders"},
         {"kafka_original-partition", hex("00000000")},
         {"kafka_original-offset", hex("000000000000000c")},
         {"kafka_dlt-original-consumer-group", "billing"},
         {"kafka_exception-message", "later"},
         {"retry_topic-attempts", hex("00000003")},
         {"retry_topic-original-timestamp", hex("018bcfe5687b")},
         {"retry_topic-backoff-timestamp", hex("018bcfe5687b")}},
        retry);
    FailureReport old = report("Spring Kafka retry");
    old.originTopic = "orders";
    old.attempts = 2;
    row("Spring retry, attempts in one byte", {{"kafka_original-topic", "orders"}, {"retry_topic-attempts", hex("02")}},
        old);

    FailureReport stream = report("Spring Cloud Stream");
    stream.originTopic = "orders";
    stream.originPartition = 2;
    stream.exceptionClass = "Newest";
    row("Spring Cloud Stream, two hops: origin first, exception last",
        {{"x-original-topic", "orders"},
         {"x-original-partition", hex("00000002")},
         {"x-exception-fqcn", "Oldest"},
         {"x-original-topic", "error.orders.g"},
         {"x-original-partition", hex("00000000")},
         {"x-exception-fqcn", "Newest"}},
        stream);

    FailureReport connect = report("Kafka Connect");
    connect.originTopic = "orders";
    connect.originPartition = 2;
    connect.originOffset = 99;
    connect.stage = "VALUE_CONVERTER";
    connect.exceptionClass = "org.apache.kafka.connect.errors.DataException";
    connect.stackTrace = "trace";
    row("Kafka Connect, NULL message",
        {{"__connect.errors.topic", "orders"},
         {"__connect.errors.partition", "2"},
         {"__connect.errors.offset", "99"},
         {"__connect.errors.connector.name", "sink"},
         {"__connect.errors.task.id", "0"},
         {"__connect.errors.stage", "VALUE_CONVERTER"},
         {"__connect.errors.class.name", "org.apache.kafka.connect.json.JsonConverter"},
         {"__connect.errors.exception.class.name", "org.apache.kafka.connect.errors.DataException"},
         {"__connect.errors.exception.message", std::nullopt},
         {"__connect.errors.exception.stacktrace", "trace"}},
        connect);

    FailureReport streams = report("Kafka Streams");
    streams.originTopic = "orders";
    streams.originPartition = 0;
    streams.originOffset = 5;
    streams.exceptionClass = "E";
    streams.message = "";
    row("Kafka Streams, empty message is a message",
        {{"__streams.errors.topic", "orders"},
         {"__streams.errors.partition", "0"},
         {"__streams.errors.offset", "5"},
         {"__streams.errors.exception", "E"},
         {"__streams.errors.message", ""}},
        streams);

    FailureReport share = report("Kafka share group");
    share.originTopic = "orders";
    share.originPartition = 1;
    share.originOffset = 44;
    share.consumerGroup = "sharers";
    share.attempts = 5;
    row("share group",
        {{"__dlq.errors.topic", "orders"},
         {"__dlq.errors.partition", "1"},
         {"__dlq.errors.offset", "44"},
         {"__dlq.errors.group", "sharers"},
         {"__dlq.errors.delivery.count", "5"}},
        share);

    FailureReport rye = report("SmallRye");
    rye.originTopic = "orders";
    rye.originPartition = 3;
    rye.originOffset = 10;
    rye.exceptionClass = "Newest";
    rye.message = "new";
    row("SmallRye, two hops: the LAST is the origin, the first exception the newest",
        {{"dead-letter-reason", "new"},
         {"dead-letter-exception-class-name", "Newest"},
         {"dead-letter-topic", "dead-letter-topic-orders"},
         {"dead-letter-partition", "0"},
         {"dead-letter-offset", "1"},
         {"dead-letter-reason", "old"},
         {"dead-letter-exception-class-name", "Oldest"},
         {"dead-letter-topic", "orders"},
         {"dead-letter-partition", "3"},
         {"dead-letter-offset", "10"}},
        rye);

    FailureReport ryeRetry = report("SmallRye retry");
    ryeRetry.originTopic = "orders";
    ryeRetry.originTimestamp = 5;
    ryeRetry.attempts = 2;
    row("SmallRye retry",
        {{"delayed-retry-count", "2"}, {"delayed-retry-topic", "orders"}, {"delayed-retry-original-timestamp", "5"}},
        ryeRetry);

    FailureReport forged = report("Spring Kafka");
    row("nothing decodable",
        {{"kafka_dlt-original-topic", "\xff\xfe"},
         {"kafka_dlt-original-partition", "12345"},
         {"kafka_dlt-original-offset", ""}},
        forged,
        "kafka_dlt-original-topic: is not UTF-8 text (0xfffe)|"
        "kafka_dlt-original-partition: has 5 bytes, which is no number here (0x3132333435)|"
        "kafka_dlt-original-offset: has 0 bytes, which is no number here (0x)");

    FailureReport nulls = report("Spring Kafka");
    row("all NULL",
        {{"kafka_dlt-original-topic", std::nullopt},
         {"kafka_dlt-original-partition", std::nullopt},
         {"kafka_dlt-exception-cause-fqcn", std::nullopt},
         {"kafka_dlt-exception-fqcn", "not taken: the cause is there, and NULL"}},
        nulls);

    FailureReport nullFirst = report("Kafka Connect");
    row("first origin NULL: the second hop must not pass for the origin",
        {{"__connect.errors.topic", std::nullopt}, {"__connect.errors.topic", "second"}}, nullFirst);

    FailureReport json = report("Spring Kafka");
    json.originTopic = "orders";
    json.originPartition = 12;
    row("Spring through its header mapper: JSON text",
        {{"kafka_dlt-original-topic", "orders"},
         {"kafka_dlt-original-partition", "12"},
         {"spring_json_header_types", "{}"}},
        json);
    FailureReport noJson = report("Spring Kafka");
    noJson.originTopic = "orders";
    row("the same without the mapper's header",
        {{"kafka_dlt-original-topic", "orders"}, {"kafka_dlt-original-partition", "12"}}, noJson,
        "kafka_dlt-original-partition: has 2 bytes, which is no number here (0x3132)");
}

void DeadlettersReportTest::reads()
{
    QFETCH(Headers, headers);
    QFETCH(Expected, expected);
    FailureReport read = readFailure(headers);
    std::string bad;
    for (const std::string& why : read.undecodable)
        bad += (bad.empty() ? "" : "|") + why;
    QCOMPARE(bad, expected.bad);
    read.undecodable.clear();
    read.hops.clear(); // see deadletters_conventions_test
    QCOMPARE(read.convention, expected.report.convention);
    QCOMPARE(read.originTopic, expected.report.originTopic);
    QCOMPARE(read.originPartition, expected.report.originPartition);
    QCOMPARE(read.originOffset, expected.report.originOffset);
    QCOMPARE(read.originTimestamp, expected.report.originTimestamp);
    QCOMPARE(read.attempts, expected.report.attempts);
    QCOMPARE(read.exceptionClass, expected.report.exceptionClass);
    QCOMPARE(read.message, expected.report.message);
    QVERIFY(read == expected.report);
}

void DeadlettersReportTest::numbers_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<qint64>("number"); // -99: undecodable
    const auto row = [](const char* name, const char* header, const QByteArray& bytes, qint64 number) {
        QTest::newRow(name) << QByteArray(header) << bytes << number;
    };
    const char* binary = "kafka_dlt-original-partition";
    const char* decimal = "__connect.errors.partition";
    row("four ASCII digits are a binary number to Spring", binary, "1234", 825373492);
    row("and a decimal one to Connect", decimal, "1234", 1234);
    row("binary zero", binary, QByteArray(4, '\0'), 0);
    row("binary greatest", binary, QByteArray::fromHex("7fffffff"), 2147483647);
    row("binary negative", binary, QByteArray::fromHex("ffffffff"), -99);
    row("binary, eight bytes", binary, QByteArray(8, '\0'), -99);
    row("binary, three bytes", binary, QByteArray(3, '\0'), -99);
    row("binary bytes for Connect", decimal, QByteArray(4, '\0'), -99);
    row("decimal negative", decimal, "-1", -99);
    row("decimal beyond int32", decimal, "2147483648", -99);
    row("decimal 20 digits", decimal, "99999999999999999999", -99);
    row("decimal with plus", decimal, "+1", -99);
    row("decimal with space", decimal, " 1", -99);
    row("decimal with NUL", decimal, QByteArray("1\0", 2), -99);
    row("decimal fraction", decimal, "1.0", -99);
    row("decimal empty", decimal, "", -99);
    row("decimal hexadecimal", decimal, "0x1", -99);
    row("decimal Arabic digits", decimal, "\xd9\xa1", -99);
    row("decimal leading zeros", decimal, "007", 7);
    const char* offset = "kafka_dlt-original-offset";
    row("offset greatest", offset, QByteArray::fromHex("7fffffffffffffff"), std::numeric_limits<qint64>::max());
    row("offset negative", offset, QByteArray::fromHex("8000000000000000"), -99);
    row("offset, four bytes", offset, QByteArray(4, '\1'), -99);
    const char* attempts = "retry_topic-attempts";
    row("attempts, one byte", attempts, QByteArray::fromHex("05"), 5);
    row("attempts, nine bytes", attempts, QByteArray(9, '\0'), -99);
    row("attempts, none", attempts, "", -99);
    row("time, six bytes", "retry_topic-original-timestamp", QByteArray::fromHex("018bcfe5687b"), 1'700'000'000'123);
    row("time, sign is spread", "retry_topic-original-timestamp", QByteArray::fromHex("fe"), -2);
    row("delivery count", "__dlq.errors.delivery.count", "9223372036854775807", std::numeric_limits<qint64>::max());
    row("delivery count too big", "__dlq.errors.delivery.count", "9223372036854775808", -99);
}

void DeadlettersReportTest::numbers()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, bytes);
    QFETCH(qint64, number);
    const FailureReport read = readFailure({{header.toStdString(), bytes.toStdString()}});
    std::optional<std::int64_t> value;
    if (header.endsWith("partition"))
        value = read.originPartition;
    else if (header.endsWith("offset"))
        value = read.originOffset;
    else if (header.endsWith("timestamp"))
        value = read.originTimestamp;
    else
        value = read.attempts;
    if (number == -99) {
        QVERIFY(!value);
        QCOMPARE(read.undecodable.size(), std::size_t{1});
        QVERIFY(read.undecodable[0].starts_with(header.toStdString() + ": "));
    } else {
        QCOMPARE(value, std::optional<std::int64_t>(number));
        QVERIFY(read.undecodable.empty());
    }
}

void DeadlettersReportTest::severalSystems()
{
    const FailureReport read = readFailure({{"kafka_dlt-original-topic", "orders"},
                                            {"kafka_dlt-original-offset", fromHex("0000000000000001").value()},
                                            {"__connect.errors.topic", "orders-dlt"},
                                            {"__connect.errors.partition", "4"},
                                            {"dlq-original-topic", "x"}});
    QCOMPARE(read.convention, "Kafka Connect"s);
    QCOMPARE(read.originTopic, std::optional("orders-dlt"s));
    QCOMPARE(read.originPartition, std::optional<std::int32_t>(4));
    QCOMPARE(read.originOffset, std::optional<std::int64_t>()); // Spring's offset is another record's
    QCOMPARE(read.otherConventions, (std::vector<std::string>{"Spring Kafka", "plain"}));
}

void DeadlettersReportTest::failureHeaders_data()
{
    QTest::addColumn<bool>("failure");
    for (const char* name :
         {"kafka_dlt-original-topic", "kafka_dlt-anything", "kafka_original-offset", "kafka_exception-message",
          "retry_topic-attempts", "retry_topic-original-timestamp", "retry_topic-backoff-timestamp",
          "springDeserializerExceptionValue", "x-original-topic", "x-exception-stacktrace", "x-retries",
          "__connect.errors.task.id", "__streams.errors.topic", "__dlq.errors.message", "dead-letter-cause",
          "deserialization-failure-key-data", "delayed-retry-count", "dlq-original-topic", "dlq-failed-at"})
        QTest::newRow(name) << true;
    for (const char* name : {"", "traceparent", "ce_id", "id", "idempotency-key", "x-original-host", "kafka_", "dlq",
                             "dlq-owner", "dead-letter", "KAFKA_DLT-original-topic", "spring_json_header_types",
                             "weir-replay-id", "x-retry", "retry", "__TypeId__"})
        QTest::newRow(name[0] == '\0' ? "(empty)" : name) << false;
}

void DeadlettersReportTest::failureHeaders()
{
    QFETCH(bool, failure);
    const std::string name = QTest::currentDataTag();
    QCOMPARE(isFailureHeader(name == "(empty)" ? "" : name), failure);
}

void DeadlettersReportTest::everyRuleIsAFailureHeader()
{
    std::set<std::string_view> names;
    std::set<std::string_view> markers;
    for (const FailureConvention* convention : failureConventions()) {
        QVERIFY(names.insert(convention->name).second);
        QVERIFY(markers.insert(convention->marker).second);
        QVERIFY(!convention->rules.empty());
        for (const std::string_view name : {convention->marker, convention->beside})
            QVERIFY(name.empty() ||
                    std::ranges::find(convention->rules, name, &HeaderRule::header) != convention->rules.end());
        for (const HeaderRule& rule : convention->rules)
            QCOMPARE(isFailureHeader(rule.header), !convention->markerDecides);
        Headers headers{{std::string(convention->marker), "orders"}};
        if (!convention->beside.empty())
            headers.push_back({std::string(convention->beside), "1"});
        if (convention == &wolverineConvention)
            headers.front().value = "kafka://topic/orders";
        const FailureReport read = readFailure(headers);
        QCOMPARE(read.convention, std::string(convention->name));
        QCOMPARE(read.originTopic, std::optional("orders"s));
    }
    QCOMPARE(names.size(), std::size_t{15});
}

void DeadlettersReportTest::plainRoundTrip()
{
    const PlainFailure whole{{"orders", 3}, 77, 1'700'000'000'123, "billing", 3, "ValueError", "no \xc3\xa4", "trace", 9};
    const Headers headers = plainFailureHeaders(whole);
    QCOMPARE(headers.size(), std::size_t{10});
    QCOMPARE(headers[1], (Header{"dlq-original-partition", "3"}));
    const FailureReport read = readFailure(headers);
    QCOMPARE(read.convention, "plain"s);
    QCOMPARE(read.originTopic, std::optional("orders"s));
    QCOMPARE(read.originPartition, std::optional<std::int32_t>(3));
    QCOMPARE(read.originOffset, std::optional<std::int64_t>(77));
    QCOMPARE(read.originTimestamp, whole.originTimestamp);
    QCOMPARE(read.consumerGroup, whole.consumerGroup);
    QCOMPARE(read.attempts, whole.attempts);
    QCOMPARE(read.exceptionClass, whole.exceptionClass);
    QCOMPARE(read.message, whole.exceptionMessage);
    QCOMPARE(read.stackTrace, whole.stackTrace);
    QVERIFY(read.undecodable.empty());
    for (const Header& header : headers)
        QVERIFY(isFailureHeader(header.name));

    PlainFailure bare;
    bare.origin = {"t", 0};
    QCOMPARE(plainFailureHeaders(bare).size(), std::size_t{3});
    QCOMPARE(readFailure(plainFailureHeaders(bare)).message, std::optional<std::string>());
}

QTEST_APPLESS_MAIN(DeadlettersReportTest)
#include "deadletters_report_test.moc"
