// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/binary_json.h"
#include "core/records/payload_decoder.h"
#include "core/records/payload_format.h"
#include "tests/support/packed.h"

#include <nlohmann/json.hpp>

#include <QtTest/QTest>

using namespace weir;
using test::gzipOf;
using test::zstdOf;

namespace {

std::string bytesOf(const char* hex)
{
    return fromHex(hex).value();
}

std::string asBytes(const std::vector<std::uint8_t>& bytes)
{
    return {bytes.begin(), bytes.end()};
}

const std::string order = R"({"id":9007199254740993,"total":1.10,"a":1,"a":2,"note":"<b>gr\u00fcn</b>"})";

} // namespace

class RecordsDecoderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void kinds_data();
    void kinds();
    void whyNot_data();
    void whyNot();
    void messagePack_data();
    void messagePack();
    void cbor_data();
    void cbor();
    void libraryAgrees();
    void bombs_data();
    void bombs();
    void unpackingIsCapped();
    void capInsideACharacter();
    void formats_data();
    void formats();
    void stops();
};

void RecordsDecoderTest::kinds_data()
{
    QTest::addColumn<std::string>("payload");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("steps");
    QTest::addColumn<QString>("note");
    const auto row = [](const char* name, const std::string& payload, const char* kind, const char* steps, const QString& note) {
        QTest::newRow(name) << payload << QString::fromUtf8(kind) << QString::fromUtf8(steps) << note;
    };
    row("empty", "", "empty", "", {});
    row("JSON", order, "JSON", "", {});
    row("text", "hello\nworld", "text", "", "not JSON: an unexpected character at byte 0");
    row("broken JSON", R"({"a":1,"b":tru})", "text", "", "not JSON: an unexpected character at byte 11");
    row("markup is text", "<b>x</b>", "text", "", "not JSON: an unexpected character at byte 0");
    row("binary", std::string("\0\0\0\5", 4), "binary", "", "not JSON: an unexpected character at byte 0");
    const std::string zip = gzipOf(order);
    row("gzip of JSON", zip, "JSON", "gzip",
        QStringLiteral("gzip, %1 B → %2 B · JSON").arg(zip.size()).arg(order.size()));
    row("gzip of text", gzipOf("hello world"), "text", "gzip", "gzip, 31 B → 11 B · not JSON: an unexpected character at byte 0");
    row("gzip of nothing", gzipOf(""), "empty", "gzip", "gzip, 20 B → 0 B");
    row("two gzip members", gzipOf("[1,") + gzipOf("2]"), "JSON", "gzip", "gzip, 45 B → 5 B · JSON");
    row("zstd of JSON", zstdOf(order), "JSON", "zstd",
        QStringLiteral("zstd, %1 B → %2 B · JSON").arg(zstdOf(order).size()).arg(order.size()));
    row("gzip in zstd", zstdOf(gzipOf("[1]")), "JSON", "zstd,gzip", "zstd, 32 B → 23 B · gzip, 23 B → 3 B · JSON");
    row("gzip of MessagePack", gzipOf(bytesOf("81a16101")), "JSON", "gzip,MessagePack", "gzip, 24 B → 4 B · MessagePack");
    row("gzip cut off", zip.substr(0, zip.size() - 9), "binary", "", "not gzip: it ends too early");
    row("gzip damaged", zip.substr(0, 12) + "\xff\xff\xff" + zip.substr(15), "binary", "", {});
    row("gzip with a tail", zip + "tail", "binary", "", {});
    row("only magic bytes", "\x1f\x8b\x08", "binary", "", "not JSON: an unexpected character at byte 0");
    row("three layers", gzipOf(gzipOf(gzipOf("[1]"))), "binary", "gzip,gzip", {});
    row("MessagePack map", bytesOf("82a16101a162c3"), "JSON", "MessagePack", "MessagePack");
    row("CBOR map", bytesOf("a26161016162f5"), "JSON", "CBOR", "CBOR");
    row("base64 of JSON", "eyJhIjoxLCJiIjpbMSwyXX0=", "text", "",
        "not JSON: an unexpected character at byte 0 · looks like base64 of 17 bytes of JSON");
    row("a word that is base64 too", "internationalize", "text", "", "not JSON: an unexpected character at byte 0");
}

void RecordsDecoderTest::kinds()
{
    QFETCH(std::string, payload);
    QFETCH(QString, note);
    const DecodedPayload decoded = decodePayload(payload);
    QTEST(QString::fromStdString(std::string(payloadKindName(decoded.kind))), "kind");
    QStringList steps;
    for (const DecodeStep& step : decoded.steps)
        steps << QString::fromStdString(step.format);
    QTEST(steps.join(QLatin1Char(',')), "steps");
    if (!note.isEmpty() || decoded.kind == PayloadKind::Json || decoded.kind == PayloadKind::Empty)
        QCOMPARE(QString::fromStdString(decodeNote(decoded)), note);
    if (decoded.kind == PayloadKind::Json)
        QVERIFY(!whyNotJson(decoded.content(payload)));
    if (decoded.steps.size() == 1 && (decoded.steps[0].format == "gzip" || decoded.steps[0].format == "zstd") &&
        payload.size() > 60)
        QCOMPARE(decoded.unpacked, order);
}

void RecordsDecoderTest::whyNot_data()
{
    QTest::addColumn<std::string>("payload");
    QTest::addColumn<QString>("refusals");
    QTest::newRow("every refusal is kept") << std::string("\x92\x01", 2)
                                           << "JSON: an unexpected character at byte 0|MessagePack: it ends too early at byte 2|"
                                              "CBOR: it ends too early at byte 2";
    QTest::newRow("something behind it") << std::string("\x92\x01\x02\x03", 4)
                                         << "JSON: an unexpected character at byte 0|"
                                            "MessagePack: something follows the value at byte 3|CBOR: it ends too early at byte 4";
    QTest::newRow("neither map nor array") << std::string("\xff\xfe", 2)
                                           << "JSON: an unexpected character at byte 0|"
                                              "MessagePack: it is no map or array that holds something at byte 0|"
                                              "CBOR: it is no map or array that holds something at byte 0";
    QTest::newRow("text needs no more") << std::string("{") << "JSON: it ends too early at byte 1";
}

void RecordsDecoderTest::whyNot()
{
    QFETCH(std::string, payload);
    QStringList refusals;
    for (const Refusal& refusal : decodePayload(payload).refusals)
        refusals << QString::fromStdString(refusal.format + ": " + refusal.reason);
    QTEST(refusals.join(QLatin1Char('|')), "refusals");
}

void RecordsDecoderTest::messagePack_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<QString>("json"); // empty: refused
    const auto row = [](const char* name, const char* hex, const QString& json) { QTest::newRow(name) << bytesOf(hex) << json; };
    row("order and duplicates stay", "83a16201a16102a16203", R"({"b":1,"a":2,"b":3})");
    row("integers", "98" "7f" "ff" "ccff" "d080" "cfffffffffffffffff" "d38000000000000000" "d2ffffffff" "cd0100",
        "[127,-1,255,-128,18446744073709551615,-9223372036854775808,-1,256]");
    row("floats", "95" "ca3dcccccd" "cb3ff199999999999a" "ca40a00000" "cb7ff8000000000000" "caff800000",
        R"([0.1,1.1,5.0,"NaN","-Infinity"])");
    row("words", "93c0c2c3", "[null,false,true]");
    row("strings", "92a3c3a421d90122", R"(["ä!","\""])");
    row("bytes", "91c40200ff", R"([{"$binary":"AP8="}])");
    row("extension", "91d405aa", R"([{"$binary":"qg==","$type":5}])");
    row("timestamp of 4 bytes", "91d6ff6553f100", R"([{"$timestamp":"2023-11-14T22:13:20.000Z"}])");
    row("timestamp of 8 bytes", "91d7ff773594006553f100", R"([{"$timestamp":"2023-11-14T22:13:20.500Z"}])");
    row("negative extension", "91d4feaa", R"([{"$binary":"qg==","$type":-2}])");
    row("integer names", "8201a1610aa162", R"({"1":"a","10":"b"})");
    row("array 16", "dc000101", "[1]");
    row("map 32", "df00000001a16101", R"({"a":1})");
    row("bidirectional characters are escaped", "91a3e280ae", R"(["\u202e"])");
    row("empty map is no evidence", "80", {});
    row("empty array is no evidence", "90", {});
    row("scalar", "01", {});
    row("unused byte", "91c1", {});
    row("array as a name", "819001", {});
    row("not UTF-8", "91a1ff", {});
    row("claims 4 GiB", "91dbffffffff61", {});
    row("claims 4 billion elements", "ddffffffff01", {});
}

void RecordsDecoderTest::messagePack()
{
    QFETCH(std::string, bytes);
    const auto json = jsonFromBinary(bytes, BinaryJson::MessagePack, 1000);
    QTEST(json ? QString::fromStdString(*json) : QString(), "json");
    if (json)
        QVERIFY(!whyNotJson(*json));
    else
        QCOMPARE(json.error().kind, ErrorKind::InvalidInput);
}

void RecordsDecoderTest::cbor_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<QString>("json");
    const auto row = [](const char* name, const char* hex, const QString& json) { QTest::newRow(name) << bytesOf(hex) << json; };
    row("order and duplicates stay", "a3616201616102616203", R"({"b":1,"a":2,"b":3})");
    row("integers", "86" "17" "1818" "20" "1bffffffffffffffff" "3bffffffffffffffff" "397fff",
        "[23,24,-1,18446744073709551615,-18446744073709551616,-32768]");
    row("floats", "86" "f93c00" "f90001" "f97c00" "fa47c35000" "fb3ff199999999999a" "f97e00",
        R"([1.0,5.9604645e-08,"Infinity",1e+05,1.1,"NaN"])");
    row("words", "84f4f5f6f7", "[false,true,null,null]");
    row("bytes", "814200ff", R"([{"$binary":"AP8="}])");
    row("big number keeps its tag", "81c249010000000000000000", R"([{"$binary":"AQAAAAAAAAAA","$tag":2}])");
    row("date tag is left out", "81c074323032362d31312d32335431343a30373a33315a", R"(["2026-11-23T14:07:31Z"])");
    row("endless array", "9f0102ff", "[1,2]");
    row("endless map", "bf616101ff", R"({"a":1})");
    row("endless string", "817f61616162ff", R"(["ab"])");
    row("self-described", "d9d9f7a1616101", R"({"a":1})");
    row("integer names", "a2012020f4", R"({"1":-1,"-1":false})");
    row("no break", "9f01", {});
    row("break alone", "81ff", {});
    row("a name that is an array", "a18001", {});
    row("reserved size", "811c", {});
    row("string within an endless string", "817f7f6161ffff", {});
    row("empty", "a0", {});
    row("not UTF-8", "8161ff", {});
    row("claims 2^64 elements", "9bffffffffffffffff01", {});
}

void RecordsDecoderTest::cbor()
{
    QFETCH(std::string, bytes);
    const auto json = jsonFromBinary(bytes, BinaryJson::Cbor, 1000);
    QTEST(json ? QString::fromStdString(*json) : QString(), "json");
    if (json)
        QVERIFY(!whyNotJson(*json));
}

void RecordsDecoderTest::libraryAgrees()
{
    using nlohmann::json;
    const json values[] = {json::parse(R"({"a":[1,-1,255,256,65536,4294967296,-2147483649,9007199254740993],"b":{"c":null}})"),
                           json::parse(R"([true,false,null,"äöü €","",1.5,-0.25,1e300,{"x":[]},{}])"),
                           json(std::vector<int>(70'000, 7)), json{{std::string(300, 'n'), std::string(70'000, 'v')}}};
    for (const json& value : values) {
        const auto pack = jsonFromBinary(asBytes(json::to_msgpack(value)), BinaryJson::MessagePack, 1 << 20);
        const auto cbor = jsonFromBinary(asBytes(json::to_cbor(value)), BinaryJson::Cbor, 1 << 20);
        QVERIFY(pack && cbor);
        QVERIFY(json::parse(*pack) == value);
        QVERIFY(json::parse(*cbor) == value);
    }
}

void RecordsDecoderTest::bombs_data()
{
    QTest::addColumn<std::string>("payload");
    constexpr std::size_t deep = 5'000'000;
    QTest::newRow("JSON arrays") << std::string(deep, '[');
    QTest::newRow("JSON objects") << [] {
        std::string text;
        for (int i = 0; i < 1'000'000; ++i)
            text += "{\"a\":";
        return text;
    }();
    QTest::newRow("MessagePack arrays") << std::string(deep, '\x91');
    QTest::newRow("CBOR arrays") << std::string(deep, '\x9f');
    QTest::newRow("CBOR tags") << "\x81" + std::string(deep, '\xc1');
    QTest::newRow("CBOR endless strings") << "\x81" + std::string(deep, '\x7f');
    QTest::newRow("MessagePack maps") << [] {
        std::string text;
        for (int i = 0; i < 1'000'000; ++i)
            text += "\x81\xa1" "a";
        return text;
    }();
}

void RecordsDecoderTest::bombs()
{
    QFETCH(std::string, payload);
    const DecodedPayload decoded = decodePayload(payload);
    QVERIFY(decoded.kind == PayloadKind::Text || decoded.kind == PayloadKind::Binary);
    QVERIFY(decoded.steps.empty());
    const PayloadText text = formatPayload(payload, PayloadForm::Pretty, 65536, {});
    QVERIFY(text.cut && text.text.size() <= 65536);
    bool depth = false;
    for (const Refusal& refusal : decoded.refusals)
        depth = depth || refusal.reason.find("256 levels") != std::string::npos ||
                refusal.reason.find("piece of a string") != std::string::npos;
    QVERIFY(depth);
}

void RecordsDecoderTest::unpackingIsCapped()
{
    const std::string zeros(30'000'000, '0');
    DecodeLimits limits;
    limits.maxBytes = 1'000'000;
    for (const std::string& bomb : {gzipOf(zeros), zstdOf(zeros)}) {
        QVERIFY(bomb.size() < 100'000);
        const DecodedPayload decoded = decodePayload(bomb, {}, limits);
        QVERIFY(decoded.cut);
        QCOMPARE(decoded.unpacked.size(), limits.maxBytes);
        QCOMPARE(decoded.kind, PayloadKind::Text);
    }
    const PayloadText text = formatPayload(gzipOf(zeros), PayloadForm::Pretty, 100, {});
    QCOMPARE(text.warning, std::string("only the first 20.0 MiB were unpacked"));
    QVERIFY(text.cut);
}

void RecordsDecoderTest::capInsideACharacter()
{
    std::string euros;
    for (int i = 0; i < 1000; ++i)
        euros += "€";
    DecodeLimits limits;
    limits.maxBytes = 100; // 33 characters and a third
    QCOMPARE(decodePayload(gzipOf(euros), {}, limits).kind, PayloadKind::Text);
}

void RecordsDecoderTest::formats_data()
{
    QTest::addColumn<std::string>("payload");
    QTest::addColumn<PayloadForm>("form");
    QTest::addColumn<QString>("text");
    const std::string lines = "a\tb\r\n\xe2\x80\xae<b>\n";
    QTest::newRow("text keeps lines") << lines << PayloadForm::Text << "a    b\\r\n\\u{202e}<b>\n";
    QTest::newRow("raw keeps none") << lines << PayloadForm::Raw << "a\\tb\\r\\n\\u{202e}<b>\\n";
    QTest::newRow("raw is not unpacked") << gzipOf("[1]").substr(0, 3) + "\n" << PayloadForm::Raw << "\\x1f\\x8b\\x08\\n";
    QTest::newRow("text is unpacked") << gzipOf("[1]") << PayloadForm::Text << "[1]";
    QTest::newRow("pretty is unpacked") << gzipOf("[1]") << PayloadForm::Pretty << "[\n  1\n]";
    QTest::newRow("pretty of MessagePack") << bytesOf("81a161cfffffffffffffffff") << PayloadForm::Pretty
                                           << "{\n  \"a\": 18446744073709551615\n}";
    QTest::newRow("NUL and invalid bytes") << std::string("a\0\xff", 3) << PayloadForm::Text << "a\\x00\\xff";
}

void RecordsDecoderTest::formats()
{
    QFETCH(std::string, payload);
    QFETCH(PayloadForm, form);
    QTEST(QString::fromStdString(formatPayload(payload, form, 65536, {}).text), "text");
}

void RecordsDecoderTest::stops()
{
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(decodePayload(gzipOf(std::string(10'000'000, 'x')), stop.get_token()).kind, PayloadKind::Binary);
}

QTEST_APPLESS_MAIN(RecordsDecoderTest)
#include "records_decoder_test.moc"
