// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/envelope.h"
#include "core/events/json_object.h"

#include <QTest>
#include <QRegularExpression>

#include <set>

using namespace weir;
using namespace std::string_literals;

class EventsEnvelopeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void checksJson_data();
    void checksJson();
    void depthHasALimit();
    void readsMembers();
    void namesTopics_data();
    void namesTopics();
    void encodesByteForByte();
    void makesAndReadsBack_data();
    void makesAndReadsBack();
    void refusesToMake_data();
    void refusesToMake();
    void decodesForeign_data();
    void decodesForeign();
    void uuidsAreVersionFourAndDiffer();
};

void EventsEnvelopeTest::checksJson_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("valid");
    const auto row = [](const char* name, const QByteArray& text, bool valid) {
        QTest::newRow(name) << text << valid;
    };
    row("object", R"({"a":1})", true);
    row("white space around", " \t\r\n{ \"a\" : [ 1 , 2 ] } \n", true);
    row("number wider than 64 bits", "9007199254740993123456789", true);
    row("number beyond double", "1e400", true);
    row("negative zero", "-0", true);
    row("fraction and exponent", "-1.10E+05", true);
    row("string", R"("Gr\u00fc\u00DF \\ \" \/ \b\f\n\r\t")", true);
    row("lone surrogate escape is JSON text", R"("\ud800")", true);
    row("true", "true", true);
    row("null", "null", true);
    row("empty containers", R"([{},[],"",{"":null}])", true);
    row("repeated names", R"({"a":1,"a":2})", true);
    row("nothing", "", false);
    row("only space", "  ", false);
    row("two values", "1 2", false);
    row("trailing comma", "[1,]", false);
    row("trailing comma in object", R"({"a":1,})", false);
    row("only comma", "[,]", false);
    row("leading zero", "007", false);
    row("plus sign", "+1", false);
    row("bare minus", "-", false);
    row("point without digit", "1.", false);
    row("exponent without digit", "1e+", false);
    row("NaN", "NaN", false);
    row("cut word", "tru", false);
    row("long word", "trueish", false);
    row("single quotes", "{'a':1}", false);
    row("unquoted name", "{a:1}", false);
    row("open object", R"({"a":1)", false);
    row("open string", R"("abc)", false);
    row("string ends in backslash", "\"abc\\", false);
    row("short unicode escape", R"("\u12")", false);
    row("unknown escape", R"("\x41")", false);
    row("raw line break in string", "\"a\nb\"", false);
    row("NUL in string", QByteArray("\"a\0b\"", 5), false);
    row("NUL after value", QByteArray("1\0", 2), false);
    row("NUL alone", QByteArray("\0", 1), false);
    row("invalid UTF-8", "\"\xff\"", false);
    row("wrong closer", "[1}", false);
    row("comment", "1 // one", false);
}

void EventsEnvelopeTest::checksJson()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, valid);
    const auto result = checkJson(text.toStdString());
    QCOMPARE(result.has_value(), valid);
    if (!valid)
        QCOMPARE(result.error().kind, ErrorKind::InvalidInput);
}

void EventsEnvelopeTest::depthHasALimit()
{
    const auto nested = [](std::size_t n) { return std::string(n, '[') + std::string(n, ']'); };
    QVERIFY(checkJson(nested(256)).has_value());
    QVERIFY(!checkJson(nested(258)).has_value());
    // Deep enough to end a recursive reader without a limit.
    const auto deep = checkJson(nested(5'000'000));
    QVERIFY(!deep.has_value());
    QVERIFY(deep.error().message.find("256") != std::string::npos);
}

void EventsEnvelopeTest::readsMembers()
{
    const std::string text = R"({ "\u0061" : 1.10 , "b":{"c": [ 1 ]},"a" :"x"})";
    const auto members = readJsonObject(text);
    QVERIFY(members.has_value());
    QCOMPARE(members->size(), std::size_t{3});
    QCOMPARE((*members)[0].name, "a"s);
    QCOMPARE(std::string((*members)[0].value), "1.10"s);
    QCOMPARE((*members)[1].name, "b"s);
    QCOMPARE(std::string((*members)[1].value), R"({"c": [ 1 ]})"s);
    QCOMPARE((*members)[2].name, "a"s);
    QVERIFY(!readJsonObject("[1]").has_value());
    QVERIFY(!readJsonObject(R"({"a":1} x)").has_value());
    QVERIFY2(!readJsonObject(R"({"\udc00":1})").has_value(), "a name that is no text");
}

void EventsEnvelopeTest::namesTopics_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("topic"); // empty: refused
    QTest::newRow("camel case") << QByteArray("OrderCreated") << QByteArray("events.ordercreated");
    QTest::newRow("dots and dashes") << QByteArray("Order.Item_Added-V2") << QByteArray("events.order.item_added-v2");
    QTest::newRow("longest") << QByteArray(242, 'A') << QByteArray("events." + QByteArray(242, 'a'));
    QTest::newRow("too long") << QByteArray(243, 'A') << QByteArray();
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("space") << QByteArray("Order Created") << QByteArray();
    QTest::newRow("umlaut") << QByteArray("Gr\xc3\xb6\xc3\x9f" "e") << QByteArray();
    QTest::newRow("NUL") << QByteArray("a\0b", 3) << QByteArray();
    QTest::newRow("slash") << QByteArray("a/b") << QByteArray();
    // Lower case is ASCII's, in every locale: the Turkish dotless i must not come out.
    QTest::newRow("capital I") << QByteArray("ITEM") << QByteArray("events.item");
}

void EventsEnvelopeTest::namesTopics()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, topic);
    const auto result = topicForEventType(type.toStdString());
    QCOMPARE(result.has_value(), !topic.isEmpty());
    if (result)
        QCOMPARE(*result, topic.toStdString());
    else
        QCOMPARE(result.error().kind, ErrorKind::InvalidInput);
}

void EventsEnvelopeTest::encodesByteForByte()
{
    const EventEnvelope envelope{"id", "Type", "2026-11-23T14:07:31.208Z", "{ \"n\": 9007199254740993,\n\"p\":1.10 }"};
    QCOMPARE(encodeEnvelope(envelope), R"({"event_id":"id","event_type":"Type","occurred_at":"2026-11-23T14:07:31.208Z",)"
                                       "\"data\":{ \"n\": 9007199254740993,\n\"p\":1.10 }}"s);
    QCOMPARE(encodeEnvelope({"a\"b\\", "\n", "\xff", "1"}),
             "{\"event_id\":\"a\\\"b\\\\\",\"event_type\":\"\\n\",\"occurred_at\":\"\xef\xbf\xbd\",\"data\":1}"s);
}

void EventsEnvelopeTest::makesAndReadsBack_data()
{
    QTest::addColumn<QByteArray>("data");
    for (const char* data : {R"({"order_id":"A-1","total":1.10})", "18446744073709551616", "1e400", "null", "\"text\"",
                             "[ 1,\t2 ]", R"({"a":1,"a":2,"event_id":"inner"})", "{\"x\":\"\xf0\x9f\x90\x9f\"}"})
        QTest::newRow(data) << QByteArray(data);
}

void EventsEnvelopeTest::makesAndReadsBack()
{
    QFETCH(QByteArray, data);
    const auto made = makeEnvelope("OrderCreated", data.toStdString(), 1'700'000'000'123);
    QVERIFY(made.has_value());
    QCOMPARE(made->occurredAt, "2023-11-14T22:13:20.123Z"s);
    const auto read = decodeEnvelope(encodeEnvelope(*made));
    QVERIFY(read.has_value());
    QCOMPARE(read->eventId, made->eventId);
    QCOMPARE(read->eventType, "OrderCreated"s);
    QCOMPARE(read->occurredAt, made->occurredAt);
    QCOMPARE(read->data, data.toStdString());
}

void EventsEnvelopeTest::refusesToMake_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("data");
    QTest::newRow("no data") << QByteArray("A") << QByteArray();
    QTest::newRow("not JSON") << QByteArray("A") << QByteArray("hello");
    QTest::newRow("two objects would break out of the envelope") << QByteArray("A") << QByteArray(R"(1,"x":2)");
    QTest::newRow("closes the envelope") << QByteArray("A") << QByteArray("1}");
    QTest::newRow("invalid UTF-8") << QByteArray("A") << QByteArray("\"\xc3\"");
    QTest::newRow("no type") << QByteArray() << QByteArray("1");
}

void EventsEnvelopeTest::refusesToMake()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, data);
    const auto made = makeEnvelope(type.toStdString(), data.toStdString(), 0);
    QVERIFY(!made.has_value());
    QCOMPARE(made.error().kind, ErrorKind::InvalidInput);
}

void EventsEnvelopeTest::decodesForeign_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("data"); // empty: refused
    const auto row = [](const char* name, const QByteArray& value, const QByteArray& data) {
        QTest::newRow(name) << value << data;
    };
    row("other order, Python's spaces",
        R"({"event_type": "A", "data": {"x": 1.0}, "event_id": "i", "occurred_at": "t"})", R"({"x": 1.0})");
    row("further fields", R"({"event_id":"i","event_type":"A","occurred_at":"t","trace":[1],"data":2})", "2");
    row("data is null", R"({"event_id":"i","event_type":"A","occurred_at":"t","data":null})", "null");
    row("data missing", R"({"event_id":"i","event_type":"A","occurred_at":"t"})", "");
    row("data twice", R"({"event_id":"i","event_type":"A","occurred_at":"t","data":1,"data":2})", "");
    row("id is a number", R"({"event_id":7,"event_type":"A","occurred_at":"t","data":1})", "");
    row("field is no text", R"({"event_id":"\ud800","event_type":"A","occurred_at":"t","data":1})", "");
    row("time missing", R"({"event_id":"i","event_type":"A","data":1})", "");
    row("array", R"(["event_id"])", "");
    row("cut", R"({"event_id":"i","event_type":"A","occurred_at":"t","data":1)", "");
    row("empty", "", "");
    row("binary", QByteArray("\0\1\2", 3), "");
}

void EventsEnvelopeTest::decodesForeign()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, data);
    const auto read = decodeEnvelope(value.toStdString());
    QCOMPARE(read.has_value(), !data.isEmpty());
    if (read)
        QCOMPARE(read->data, data.toStdString());
    else
        QCOMPARE(read.error().kind, ErrorKind::InvalidInput);
}

void EventsEnvelopeTest::uuidsAreVersionFourAndDiffer()
{
    const QRegularExpression form("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$");
    std::set<std::string> seen;
    for (int i = 0; i < 10'000; ++i) {
        const std::string uuid = newUuid();
        QVERIFY2(form.match(QString::fromStdString(uuid)).hasMatch(), uuid.c_str());
        QVERIFY(seen.insert(uuid).second);
    }
}

QTEST_APPLESS_MAIN(EventsEnvelopeTest)
#include "events_envelope_test.moc"
