// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/payload_type.h"

#include <QTest>

using namespace weir;
using namespace std::string_literals;

class EventsPayloadTypeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesReadBack();
    void makesBytes_data();
    void makesBytes();
};

void EventsPayloadTypeTest::namesReadBack()
{
    for (const PayloadType type : allPayloadTypes) {
        QVERIFY(!payloadTypeName(type).empty());
        QVERIFY(payloadTypeNamed(payloadTypeName(type)) == type);
    }
    QVERIFY(!payloadTypeNamed("Text"));
    QVERIFY(!payloadTypeNamed(""));
    QVERIFY(!payloadTypeNamed("text "));
}

void EventsPayloadTypeTest::makesBytes_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("hex"); // "NULL": no bytes, "!": refused with what follows

    const auto row = [](const char* name, const char* type, const std::string& text, const char* hex) {
        QTest::newRow(name) << QByteArray(type) << QByteArray::fromStdString(text) << QByteArray(hex);
    };
    row("text", "text", "Grüße", "4772c3bcc39f65");
    row("text keeps what is no UTF-8", "text", "\xff\x00 "s, "ff0020");
    row("text of nothing is empty", "text", "", "");
    row("the word null is text", "text", "null", "6e756c6c");
    row("json as written", "json", " {\"a\": 1.10}\n", "207b2261223a20312e31307d0a");
    row("json with a wide number", "json", "9007199254740993123", "39303037313939323534373430393933313233");
    row("no json", "json", "{a:1}", "!");
    row("nothing is no json", "json", "", "!");
    row("hex", "hex", "00fF", "00ff");
    row("hex with space", "hex", "00 ff\n0A\t", "00ff0a");
    row("hex of nothing", "hex", "", "");
    row("odd hex", "hex", "0", "!not hexadecimal");
    row("no hex", "hex", "0g", "!not hexadecimal");
    row("hex with prefix", "hex", "0x00", "!not hexadecimal");
    row("base64", "base64", "AP8=", "00ff");
    row("base64 broken into lines", "base64", "AP\n8=\n", "00ff");
    row("base64 without padding", "base64", "AP8", "!not base64");
    row("no base64", "base64", "A-8=", "!not base64");
    row("int32", "int32", "1", "00000001");
    row("int32 least", "int32", "-2147483648", "80000000");
    row("int32 most", "int32", "2147483647", "7fffffff");
    row("int32 with space and sign", "int32", " +7\n", "00000007");
    row("int32 one too many", "int32", "2147483648", "!-2147483648 to 2147483647");
    row("int32 with fraction", "int32", "1.0", "!whole number");
    row("int32 of nothing", "int32", "", "!Nothing is not a whole number");
    row("int32 of a word", "int32", "one", "!\"one\" is not a whole number");
    row("int32 with two signs", "int32", "+-1", "!whole number");
    row("int32 of a sign", "int32", "-", "!whole number");
    row("int64", "int64", "-1", "ffffffffffffffff");
    row("int64 beyond double", "int64", "9007199254740993", "0020000000000001");
    row("int64 least", "int64", "-9223372036854775808", "8000000000000000");
    row("int64 one too many", "int64", "9223372036854775808", "!9223372036854775807");
    row("null whatever is written", "null", "text", "NULL");
    row("empty whatever is written", "empty", "text", "");
    row("what is shown is escaped", "int32", "\x1b[2J\xe2\x80\xae", "!\"\\x1b[2J\\u{202e}\" is not");
}

void EventsPayloadTypeTest::makesBytes()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, hex);
    const auto bytes = payloadBytes(*payloadTypeNamed(type.toStdString()), text.toStdString());
    if (hex.startsWith('!')) {
        QVERIFY(!bytes);
        QCOMPARE(bytes.error().kind, ErrorKind::InvalidInput);
        QVERIFY2(bytes.error().message.find(hex.mid(1).toStdString()) != std::string::npos, bytes.error().message.c_str());
        return;
    }
    QVERIFY2(bytes, bytes ? "" : bytes.error().message.c_str());
    QCOMPARE(bytes->has_value(), hex != "NULL");
    if (*bytes)
        QCOMPARE(QByteArray::fromStdString(toHex(**bytes)), hex);
}

QTEST_GUILESS_MAIN(EventsPayloadTypeTest)
#include "events_payload_type_test.moc"
