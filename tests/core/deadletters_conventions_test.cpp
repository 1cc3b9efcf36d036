// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of bytes for every framework, as their sources write them; the hops that headers tell; a person's own header
// names. The scanner must agree with the report in every row.
#include "core/deadletters/convention.h"
#include "core/deadletters/failure_headers.h"
#include "core/deadletters/failure_report.h"
#include "core/deadletters/failure_scanner.h"

#include <QElapsedTimer>
#include <QTest>

using namespace weir;
using namespace std::string_literals;

namespace {

Bytes hex(const char* digits) { return fromHex(digits).value(); }

class HeadersView final : public RecordView
{
public:
    explicit HeadersView(const Headers& headers) : m_headers(headers) {}
    [[nodiscard]] Headers headers() const override { return m_headers; }

private:
    const Headers& m_headers;
};

template <typename T> std::string word(const std::optional<T>& value)
{
    if constexpr (std::is_same_v<T, std::string>)
        return value.value_or("-");
    else
        return value ? std::to_string(*value) : "-";
}

/// "topic partition offset timestamp group attempts stage exception message", "-" for what is not told.
std::string fieldsOf(const FailureReport& report)
{
    return word(report.originTopic) + " " + word(report.originPartition) + " " + word(report.originOffset) + " " +
           word(report.originTimestamp) + " " + word(report.consumerGroup) + " " + word(report.attempts) + " " +
           word(report.stage) + " " + word(report.exceptionClass) + " " + word(report.message);
}

/// "convention: topic-partition@offset group exception", oldest first, one behind the other.
std::string hopsOf(const FailureReport& report)
{
    std::string text;
    for (const FailureHop& hop : report.hops)
        text += (text.empty() ? "" : "; ") + hop.convention + ": " + word(hop.topic) + "-" + word(hop.partition) + "@" +
                word(hop.offset) + " " + word(hop.consumerGroup) + " " + word(hop.exceptionClass);
    return text;
}

QString disagreement(const Headers& headers, const std::vector<CustomConvention>& own)
{
    FailureScanner scanner(own);
    ScannedFailure scanned;
    const HeadersView view(headers);
    const FailureReport report = readFailure(headers, own);
    for (int round = 0; round < 2; ++round) { // the second with buffers in use
        scanner.read(view, scanned);
        if (scanned.convention != report.convention)
            return "convention";
        if (scanned.originTopic != report.originTopic.value_or(""))
            return "topic";
        if (scanned.exceptionClass != report.exceptionClass.value_or(""))
            return "exception";
        if (scanned.message != report.message.value_or(""))
            return "message";
        if (scanned.stage != report.stage.value_or(""))
            return "stage";
        if (scanned.attempts != report.attempts)
            return "attempts";
    }
    return {};
}

Headers operator+(Headers left, const Headers& right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

const auto null = std::nullopt;

Headers springHop(const char* topic, const char* partition, const char* offset, const char* group)
{
    Headers headers{{"kafka_dlt-original-topic", topic},
                    {"kafka_dlt-original-partition", hex(partition)},
                    {"kafka_dlt-original-offset", hex(offset)},
                    {"kafka_dlt-original-timestamp", hex("0000018bcfe5687b")},
                    {"kafka_dlt-original-timestamp-type", "CreateTime"}};
    if (group != nullptr)
        headers.push_back({"kafka_dlt-original-consumer-group", group});
    return headers;
}

Headers connectHop(const char* topic, const char* partition, const char* offset, OptionalBytes message = "m")
{
    return {{"__connect.errors.topic", topic},
            {"__connect.errors.partition", partition},
            {"__connect.errors.offset", offset},
            {"__connect.errors.connector.name", "sink"},
            {"__connect.errors.task.id", "0"},
            {"__connect.errors.stage", "VALUE_CONVERTER"},
            {"__connect.errors.class.name", "org.Converter"},
            {"__connect.errors.exception.class.name", std::string("E") + topic},
            {"__connect.errors.exception.message", std::move(message)},
            {"__connect.errors.exception.stacktrace", "at x"}};
}

Headers smallRyeHop(const char* topic, const char* partition, const char* offset)
{
    return {{"dead-letter-exception-class-name", std::string("E") + topic},
            {"dead-letter-reason", std::string("in-") + topic},
            {"dead-letter-cause", "c"},
            {"dead-letter-cause-class-name", "C"},
            {"dead-letter-topic", topic},
            {"dead-letter-partition", partition},
            {"dead-letter-offset", offset}};
}

const Headers wolverine{{"original-destination", "kafka://topic/orders"}, {"original-partition", "3"},
                        {"original-offset", "10"},       {"exception-type", "System.TimeoutException"},
                        {"exception-message", "late"},   {"exception-stack", "at y"},
                        {"failed-at", "1700000000123"}};

} // namespace

Q_DECLARE_METATYPE(Headers)

class DeadlettersConventionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void hops_data();
    void hops();
    void ownNames();
    void ownNamesAsJson_data();
    void ownNamesAsJson();
    void namesOfAnybody_data();
    void namesOfAnybody();
    void manyOwnConventions();
    void staysLinear();
};

void DeadlettersConventionsTest::reads_data()
{
    QTest::addColumn<Headers>("headers");
    QTest::addColumn<QByteArray>("convention");
    QTest::addColumn<QByteArray>("fields");
    const auto row = [](const char* name, const Headers& headers, const char* convention, const char* fields) {
        QTest::newRow(name) << headers << QByteArray(convention) << QByteArray(fields);
    };
    const char* nothing = "- - - - - - - - -";
    row("no headers", {}, "", nothing);
    row("an empty name", {{"", "x"}, {"", null}}, "", nothing);
    row("Karafka",
        {{"source_topic", "orders"}, {"source_partition", "3"}, {"source_offset", "10"},
         {"source_consumer_group", "billing"}, {"source_attempts", "2"}, {"source_trace_id", "t"}},
        "Karafka", "orders 3 10 - billing 2 - - -");
    row("Karafka, older", {{"original_topic", "orders"}, {"original_partition", "3"}, {"original_offset", "10"}},
        "Karafka (older)", "orders 3 10 - - - - - -");
    row("source_topic alone is anybody's", {{"source_topic", "orders"}, {"source_partition", "3"}}, "", nothing);
    row("source_offset alone too", {{"source_offset", "3"}}, "", nothing);
    row("Wolverine", wolverine, "Wolverine", "orders 3 10 - - - - System.TimeoutException late");
    row("Wolverine, not partitioned", {{"exception-type", "E"}, {"original-destination", "kafka://topic/a.b"}}, "Wolverine",
        "a.b - - - - - - E -");
    row("Wolverine, another kind of endpoint", {{"exception-type", "E"}, {"original-destination", "local://durable"}},
        "Wolverine", "- - - - - - - E -");
    row("a destination without an exception is a journey's", {{"original-destination", "kafka://topic/orders"}}, "",
        nothing);
    row("an exception without Wolverine's destination", {{"exception-type", "E"}, {"exception-message", "m"}}, "", nothing);
    row("Wolverine retry",
        {{"wolverine-kafka-retry-source", "orders"}, {"wolverine-kafka-retry-tier", "1"},
         {"wolverine-kafka-retry-attempt", "4"}, {"wolverine-kafka-retry-first-failed", "638000000000000000"},
         {"wolverine-kafka-retry-exception-type", "E"}, {"wolverine-kafka-retry-exception-message", "m"}},
        "Wolverine retry", "orders - - - - 4 - E m");
    row("Silverback",
        {{"x-source-topic", "orders"}, {"x-source-consumer-group-id", "g"}, {"x-source-partition", "3"},
         {"x-source-offset", "10"}, {"x-source-timestamp", "2026-11-26T10:00:00Z"},
         {"x-failure-reason", "E-in-App"}, {"x-failed-attempts", "5"}},
        "Silverback", "orders 3 10 - g 5 - - E-in-App");
    row("Watermill",
        {{"reason_poisoned", "boom"}, {"topic_poisoned", "orders"}, {"handler_poisoned", "h"}, {"subscriber_poisoned", "s"}},
        "Watermill", "orders - - - - - h - boom");
    row("share group with a topic's id", {{"__dlq.errors.topic", "Abc_-0123456789abcdefg"}, {"__dlq.errors.partition", "0"},
                                          {"__dlq.errors.offset", "7"}, {"__dlq.errors.group", "g"},
                                          {"__dlq.errors.delivery.count", "5"}, {"__dlq.errors.message", null}},
        "Kafka share group", "Abc_-0123456789abcdefg 0 7 - g 5 - - -");
    row("Streams", {{"__streams.errors.exception", "java.lang.E"}, {"__streams.errors.stacktrace", "at"},
                    {"__streams.errors.message", null}, {"__streams.errors.topic", "orders"},
                    {"__streams.errors.partition", "3"}, {"__streams.errors.offset", "10"}},
        "Kafka Streams", "orders 3 10 - - - - java.lang.E -");
    row("Connect", connectHop("orders", "3", "10"), "Kafka Connect", "orders 3 10 - - - VALUE_CONVERTER Eorders m");
    row("Connect twice: origin oldest, exception newest", connectHop("orders", "3", "10") + connectHop("b", "0", "1", null),
        "Kafka Connect", "orders 3 10 - - - VALUE_CONVERTER Eb -");
    row("Connect twice, the other way", connectHop("b", "0", "1") + connectHop("orders", "3", "10", "x"), "Kafka Connect",
        "b 0 1 - - - VALUE_CONVERTER Eorders x");
    row("SmallRye twice: the first is the newest", smallRyeHop("b", "0", "1") + smallRyeHop("orders", "3", "10"),
        "SmallRye", "orders 3 10 - - - - Eb in-b");
    row("SmallRye could not deserialise",
        {{"deserialization-failure-reason", "no"}, {"deserialization-failure-topic", "orders"},
         {"deserialization-failure-deserializer", "D"}, {"deserialization-failure-data", hex("00ff")},
         {"deserialization-failure-dlq", "true"}},
        "SmallRye", "orders - - - - - D - no");
    row("SmallRye retry",
        {{"delayed-retry-count", "2"}, {"delayed-retry-topic", "orders"}, {"delayed-retry-partition", "3"},
         {"delayed-retry-offset", "10"}, {"delayed-retry-original-timestamp", "5"},
         {"delayed-retry-first-processing-timestamp", "6"}, {"delayed-retry-exception-class-name", "E"},
         {"delayed-retry-reason", "m"}},
        "SmallRye retry", "orders 3 10 5 - 2 - E m");
    row("Spring", springHop("orders", "00000003", "000000000000000a", "billing"), "Spring Kafka",
        "orders 3 10 1700000000123 billing - - - -");
    row("Spring twice", springHop("orders", "00000003", "000000000000000a", nullptr) +
                            springHop("orders-retry", "00000000", "0000000000000001", "billing"),
        "Spring Kafka", "orders 3 10 1700000000123 billing - - - -");
    row("Spring retry, attempts of one byte",
        {{"kafka_original-topic", "orders"}, {"kafka_original-partition", hex("00000003")},
         {"kafka_original-offset", hex("000000000000000a")}, {"kafka_dlt-original-consumer-group", "g"},
         {"retry_topic-attempts", hex("04")}, {"retry_topic-original-timestamp", hex("018bcfe5687b")},
         {"kafka_exception-cause-fqcn", "E"}, {"kafka_exception-message", "m"}},
        "Spring Kafka retry", "orders 3 10 1700000000123 g 4 - E m");
    row("Spring retry, attempts of four bytes",
        {{"kafka_original-topic", "orders"}, {"retry_topic-attempts", hex("00000004")}}, "Spring Kafka retry",
        "orders - - - - 4 - - -");
    row("Spring Cloud Stream",
        {{"x-original-topic", "orders"}, {"x-original-partition", hex("00000003")},
         {"x-original-offset", hex("000000000000000a")}, {"x-exception-fqcn", "E"}, {"x-exception-message", "m"}},
        "Spring Cloud Stream", "orders 3 10 - - - - E m");
    row("plain", {{"dlq-original-topic", "orders"}, {"dlq-attempts", "3"}, {"dlq-exception-class", "E"}}, "plain",
        "orders - - - - 3 - E -");
    row("negative", connectHop("orders", "-1", "-10"), "Kafka Connect", "orders - - - - - VALUE_CONVERTER Eorders m");
    row("forged: no topic's name", connectHop("../../etc", "1", "2"), "Kafka Connect",
        "- 1 2 - - - VALUE_CONVERTER E../../etc m");
    row("forged: a topic's name of 250 characters",
        {{"dlq-original-topic", std::string(250, 'a')}, {"dlq-attempts", "99999999999999999999"}}, "plain", nothing);
    row("binary where text belongs", {{"__connect.errors.topic", hex("00000001")}, {"__connect.errors.stage", hex("ff")}},
        "Kafka Connect", nothing);
    row("the most specific decides", wolverine + connectHop("b", "0", "1"), "Kafka Connect",
        "b 0 1 - - - VALUE_CONVERTER Eb m");
    row("plain before names of anybody",
        {{"source_topic", "a"}, {"source_offset", "1"}, {"x-source-topic", "b"}, {"dlq-original-topic", "c"}}, "plain",
        "c - - - - - - - -");
    row("the marker switched off", {{"x-failure-reason", "r"}}, "Silverback", "- - - - - - - - r");
    row("by prefix alone", {{"delayed-retry-whatever", "r"}}, "SmallRye retry", nothing);
    row("a marker beats a prefix of a better one", {{"kafka_dlt-whatever", "r"}, {"topic_poisoned", "orders"}},
        "Watermill", "orders - - - - - - - -");
}

void DeadlettersConventionsTest::reads()
{
    QFETCH(Headers, headers);
    QFETCH(QByteArray, convention);
    QFETCH(QByteArray, fields);
    const FailureReport report = readFailure(headers);
    QCOMPARE(QByteArray::fromStdString(report.convention), convention);
    QCOMPARE(QByteArray::fromStdString(fieldsOf(report)), fields);
    QCOMPARE(disagreement(headers, {}), QString());
    // What a replay removes is all that tells of the failure.
    const FailureHeaders telling(headers);
    Headers kept;
    for (const Header& header : headers)
        if (!telling.contains(header.name))
            kept.push_back(header);
    QVERIFY(readFailure(kept).convention.empty());
    QCOMPARE(kept.size() == headers.size(), report.convention.empty());
}

void DeadlettersConventionsTest::hops_data()
{
    QTest::addColumn<Headers>("headers");
    QTest::addColumn<QByteArray>("hops");
    const auto row = [](const char* name, const Headers& headers, const char* hops) {
        QTest::newRow(name) << headers << QByteArray(hops);
    };
    row("none", {{"trace", "x"}}, "");
    row("none named", {{"kafka_dlt-exception-fqcn", "E"}}, "");
    row("one", connectHop("orders", "3", "10"), "Kafka Connect: orders-3@10 - Eorders");
    row("two of one framework", connectHop("orders", "3", "10") + connectHop("b", "0", "1"),
        "Kafka Connect: orders-3@10 - Eorders; Kafka Connect: b-0@1 - Eb");
    row("SmallRye turned round", smallRyeHop("b", "0", "1") + smallRyeHop("orders", "3", "10"),
        "SmallRye: orders-3@10 - Eorders; SmallRye: b-0@1 - Eb");
    row("the group of the second only",
        springHop("orders", "00000003", "000000000000000a", nullptr) +
            springHop("b", "00000000", "0000000000000001", "g"),
        "Spring Kafka: orders-3@10 - -; Spring Kafka: b-0@1 g -");
    row("the group of the first only",
        springHop("orders", "00000003", "000000000000000a", "g") +
            springHop("b", "00000000", "0000000000000001", nullptr) + Headers{{"kafka_dlt-exception-fqcn", "E"}},
        "Spring Kafka: orders-3@10 g -; Spring Kafka: b-0@1 - E");
    row("sorted by name on the way",
        {{"__connect.errors.offset", "10"}, {"__connect.errors.offset", "1"}, {"__connect.errors.partition", "3"},
         {"__connect.errors.partition", "0"}, {"__connect.errors.topic", "orders"}, {"__connect.errors.topic", "b"}},
        "Kafka Connect: orders-3@10 - -; Kafka Connect: b-0@1 - -");
    row("NULL and forged values are gaps of their own hop",
        {{"__connect.errors.topic", "orders"}, {"__connect.errors.partition", null}, {"__connect.errors.offset", "-4"},
         {"__connect.errors.topic", "\xff"}, {"__connect.errors.partition", "7"}, {"__connect.errors.offset", "8"}},
        "Kafka Connect: orders--@- - -; Kafka Connect: --7@8 - -");
    row("a hop that says nothing",
        {{"__connect.errors.topic", null}, {"__connect.errors.topic", "b"}}, "Kafka Connect: b--@- - -");
    row("Spring, then Connect",
        springHop("orders", "00000003", "000000000000000a", "g") + connectHop("orders.DLT", "0", "1"),
        "Spring Kafka: orders-3@10 g -; Kafka Connect: orders.DLT-0@1 - Eorders.DLT");
    row("Connect, then Spring",
        connectHop("orders", "3", "10") + springHop("dlq-sink", "00000000", "0000000000000001", "g"),
        "Kafka Connect: orders-3@10 - Eorders; Spring Kafka: dlq-sink-0@1 g -");
    row("Spring, then SmallRye, which puts its own in front",
        smallRyeHop("orders.DLT", "0", "1") + springHop("orders", "00000003", "000000000000000a", "g"),
        "Spring Kafka: orders-3@10 g -; SmallRye: orders.DLT-0@1 - Eorders.DLT");
    row("SmallRye, then Spring: the names tell",
        smallRyeHop("orders", "3", "10") + springHop("orders.dlq", "00000000", "0000000000000001", "g"),
        "SmallRye: orders-3@10 - Eorders; Spring Kafka: orders.dlq-0@1 g -");
    row("SmallRye behind others came later",
        connectHop("a", "0", "1") + smallRyeHop("b", "0", "2"),
        "Kafka Connect: a-0@1 - Ea; SmallRye: b-0@2 - Eb");
    row("the place of names of anybody, alone, is none", {{"source_topic", "a"}, {"dlq-original-topic", "b"}},
        "plain: b--@- - -");
}

void DeadlettersConventionsTest::hops()
{
    QFETCH(Headers, headers);
    QFETCH(QByteArray, hops);
    QCOMPARE(QByteArray::fromStdString(hopsOf(readFailure(headers))), hops);
    QCOMPARE(disagreement(headers, {}), QString());
}

void DeadlettersConventionsTest::ownNames()
{
    CustomConvention billing{"billing",
                             {{"bill-topic", FailureField::OriginTopic, HeaderEncoding::Text},
                              {"bill-at", FailureField::OriginOffset, HeaderEncoding::BigEndian64},
                              {"bill-tries", FailureField::Attempts, HeaderEncoding::Decimal},
                              {"reason", FailureField::Message, HeaderEncoding::Text}},
                             HopOrder::NewestFirst};
    CustomConvention other{"other", {{"o-topic", FailureField::OriginTopic, HeaderEncoding::Text}}, HopOrder::OldestFirst};
    const std::vector own{billing, other, CustomConvention{"empty", {}, HopOrder::OldestFirst}};

    const Headers headers = Headers{{"bill-topic", "new"}, {"bill-at", hex("0000000000000002")}, {"reason", "newest"},
                                    {"bill-topic", "old"}, {"bill-at", hex("0000000000000001")}, {"reason", "oldest"},
                                    {"bill-tries", "3"}, {"o-topic", "elsewhere"}} +
                            connectHop("orders", "3", "10");
    const FailureReport report = readFailure(headers, own);
    QCOMPARE(report.convention, "billing"s);
    QCOMPARE(fieldsOf(report), "old - 1 - - 3 - - newest"s);
    QCOMPARE(report.otherConventions, (std::vector<std::string>{"other", "Kafka Connect"}));
    QCOMPARE(report.hops.size(), std::size_t{4});
    QCOMPARE(disagreement(headers, own), QString());

    // Without its first header it is not there, whatever else is: "reason" may be anybody's.
    const Headers without{{"reason", "x"}, {"bill-tries", "3"}, {"o-topic", "t"}};
    QCOMPARE(readFailure(without, own).convention, "other"s);
    QCOMPARE(disagreement(without, own), QString());
    QCOMPARE(readFailure({{"reason", "x"}}, own).convention, ""s);
    QCOMPARE(readFailure(headers, {}).convention, "Kafka Connect"s);
    const FailureHeaders telling(headers, own);
    for (const Header& header : headers)
        QVERIFY(telling.contains(header.name));
    QVERIFY(!FailureHeaders(without, own).contains("reason"));
    QVERIFY(FailureHeaders(without, own).contains("o-topic"));

    const auto again = parseCustomConvention(toJson(billing));
    QVERIFY(again.has_value());
    QCOMPARE(*again, billing);
    const CustomConvention odd{"\xc3\xa4 \"q\"\n", {{"h \\ \t", FailureField::Nothing, HeaderEncoding::TopicUri}}, {}};
    QCOMPARE(parseCustomConvention(toJson(odd)).value(), odd);
}

void DeadlettersConventionsTest::ownNamesAsJson_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("word"); // that the error names; empty: it is right
    const auto row = [](const char* json, const char* word) { QTest::newRow(json) << QByteArray(json) << QByteArray(word); };
    row(R"({"name":"b","headers":[{"header":"t","field":"origin_topic"}]})", "");
    row(R"({"name":"b","newest_first":true,"headers":[{"header":"t","field":"attempts","encoding":"int32"}]})", "");
    row(R"({"name":"b","headers":[{"header":"t","field":"origin_topic","encoding":"topic_uri"}]})", "");
    row("", "no JSON object");
    row("[]", "no JSON object");
    row(R"({"name":"b"})", "headers");
    row(R"({"name":"b","headers":[]})", "headers");
    row(R"({"name":"b","headers":{}})", "headers");
    row(R"({"name":"b","headers":[7]})", "headers");
    row(R"({"name":"","headers":[{"header":"t","field":"stage"}]})", "name");
    row(R"({"name":7,"headers":[{"header":"t","field":"stage"}]})", "name");
    row(R"({"headers":[{"header":"t","field":"stage"}]})", "name");
    row(R"({"name":"b","headers":[{"header":"","field":"stage"}]})", "header");
    row(R"({"name":"b","headers":[{"field":"stage"}]})", "header");
    row(R"({"name":"b","headers":[{"header":"t"}]})", "field");
    row(R"({"name":"b","headers":[{"header":"t","field":"topic"}]})", "topic");
    row(R"({"name":"b","headers":[{"header":"t","field":"stage","encoding":"utf8"}]})", "utf8");
    row(R"({"name":"b","headers":[{"header":"t","field":"stage","encoding":"int32"}]})", "int32");
    row(R"({"name":"b","headers":[{"header":"t","field":"origin_offset","encoding":"text"}]})", "text");
    row(R"({"name":"b","headers":[{"header":"t","field":"stage","encoding":"topic_uri"}]})", "topic_uri");
    row(R"({"name":"b","headers":[{"header":"t","field":"stage","color":1}]})", "color");
    row(R"({"name":"b","newest_first":1,"headers":[{"header":"t","field":"stage"}]})", "newest_first");
    row(R"({"name":"b","order":1,"headers":[{"header":"t","field":"stage"}]})", "order");
}

void DeadlettersConventionsTest::ownNamesAsJson()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, word);
    const auto read = parseCustomConvention(json.toStdString());
    QCOMPARE(read.has_value(), word.isEmpty());
    if (read) {
        QCOMPARE(*parseCustomConvention(toJson(*read)), *read);
    } else {
        QCOMPARE(read.error().kind, ErrorKind::InvalidInput);
        QVERIFY2(read.error().message.contains(word.toStdString()), read.error().message.c_str());
    }
}

void DeadlettersConventionsTest::namesOfAnybody_data()
{
    QTest::addColumn<bool>("alone");
    QTest::addColumn<bool>("besideWolverine");
    for (const char* name : {"wolverine-kafka-retry-tier", "x-failure-reason", "x-failed-attempts", "x-source-topic",
                             "topic_poisoned", "reason_poisoned", "deserialization-failure-data"})
        QTest::newRow(name) << true << true;
    for (const char* name : {"exception-type", "exception-message", "exception-stack", "failed-at", "original-partition",
                             "original-offset", "original-destination"})
        QTest::newRow(name) << false << true;
    for (const char* name : {"reason", "ce_id", "id", "traceparent", "idempotency-key", "source_topic", "source_offset",
                             "original_topic", "topic", "x-source", "x-failure", "error", "exception"})
        QTest::newRow(name) << false << false;
}

void DeadlettersConventionsTest::namesOfAnybody()
{
    QFETCH(bool, alone);
    QFETCH(bool, besideWolverine);
    const std::string name = QTest::currentDataTag();
    QCOMPARE(isFailureHeader(name), alone);
    QCOMPARE(FailureHeaders({{name, "x"}}).contains(name), alone);
    QCOMPARE(FailureHeaders(wolverine + Headers{{name, "x"}}).contains(name), besideWolverine);
}

void DeadlettersConventionsTest::manyOwnConventions()
{
    std::vector<CustomConvention> own;
    for (int i = 0; i < 100; ++i)
        own.push_back({"own" + std::to_string(i), {{"h" + std::to_string(i), FailureField::OriginTopic, {}}}, {}});
    for (const Headers& headers : {Headers{{"h99", "a"}}, Headers{{"h99", "a"}, {"h3", "b"}}, Headers{{"x-exception-fqcn", "E"}},
                                   Headers{{"kafka_dlt-y", "E"}}, connectHop("a", "0", "1")})
        QCOMPARE(disagreement(headers, own), QString());
}

/// A megabyte of hostile headers must not take quadratic time.
void DeadlettersConventionsTest::staysLinear()
{
    Headers headers;
    for (int i = 0; i < 30'000; ++i) {
        headers.push_back({"exception-type", "E"});
        headers.push_back({"__connect.errors.topic", "t"});
        headers.push_back({"dead-letter-offset", "1"});
    }
    headers.push_back({"original-destination", "x"});
    QElapsedTimer timer;
    timer.start();
    const FailureReport report = readFailure(headers);
    QCOMPARE(report.hops.size(), std::size_t{30'000});
    QCOMPARE(disagreement(headers, {}), QString());
    const FailureHeaders telling(headers);
    for (const Header& header : headers)
        QVERIFY(telling.contains(header.name));
    QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_APPLESS_MAIN(DeadlettersConventionsTest)
#include "deadletters_conventions_test.moc"
