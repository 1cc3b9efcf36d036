// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/payload_format.h"
#include "ui/deadletters/dead_letter_topic_table.h"
#include "ui/deadletters/failure_table.h"
#include "ui/deadletters/failure_words.h"
#include "ui/deadletters/header_table.h"

#include <QtTest/QTest>

using namespace weir;
using namespace weir::ui;

class DeadlettersWordsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shortNames_data();
    void shortNames();
    void origins();
    void headerValues_data();
    void headerValues();
    void payloads();
    void counts();
    void coverage();
    void moments();
};

void DeadlettersWordsTest::shortNames_data()
{
    QTest::addColumn<QString>("full");
    QTest::addColumn<QString>("shortName");
    QTest::newRow("java") << "com.shop.orders.JsonMappingException" << "JsonMappingException";
    QTest::newRow("inner") << "com.shop.Outer$Inner" << "Inner";
    QTest::newRow("with message") << "java.io.IOException: disk full. really" << "IOException";
    QTest::newRow("php") << "App\\Failure" << "Failure";
    QTest::newRow("plain") << "KeyError" << "KeyError";
    QTest::newRow("trailing dot") << "strange." << "strange.";
    QTest::newRow("empty") << "" << "";
    QTest::newRow("markup") << "<b>x</b>" << "<b>x</b>";
    QTest::newRow("bidi") << QStringLiteral("a\u202eb") << "a\\u{202e}b";
}

void DeadlettersWordsTest::shortNames()
{
    QFETCH(QString, full);
    QFETCH(QString, shortName);
    QCOMPARE(shortClassName(full.toStdString()), shortName);
}

void DeadlettersWordsTest::origins()
{
    FailureReport report;
    QCOMPARE(originPosition(report), QStringLiteral("–"));
    QCOMPARE(originText(report), QString());
    QCOMPARE(failureTitle(report), QStringLiteral("No failure headers"));
    QCOMPARE(failureFacts(report), QString());
    report.originTopic = "events.orderpaid";
    QCOMPARE(originText(report), QStringLiteral("events.orderpaid"));
    report.originPartition = 2;
    QCOMPARE(originPosition(report), QStringLiteral("2:–"));
    report.originOffset = 1877046;
    QCOMPARE(originText(report), QStringLiteral("events.orderpaid 2:1,877,046"));
    report.originPartition.reset();
    QCOMPARE(originPosition(report), QStringLiteral("–:1,877,046"));
    report.message = "first\nsecond";
    QCOMPARE(failureTitle(report), QStringLiteral("first\\nsecond"));
    report.consumerGroup = "billing";
    report.attempts = 3;
    report.stage = "VALUE_CONVERTER";
    QCOMPARE(failureFacts(report), QStringLiteral("Group billing · 3 attempts · stage VALUE_CONVERTER"));
}

void DeadlettersWordsTest::headerValues_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("text") << QByteArray("shop-web") << "shop-web";
    QTest::newRow("empty") << QByteArray("") << "empty";
    QTest::newRow("int32") << QByteArray("\x00\x00\x00\x02", 4) << "2 (0x00000002)";
    QTest::newRow("int64") << QByteArray("\x00\x00\x00\x00\x00\x1c\xa4\x36", 8) << "1877046 (0x00000000001ca436)";
    QTest::newRow("four digits") << QByteArray("1234") << "1234";
    QTest::newRow("not UTF-8") << QByteArray("\xff\xfe") << "0xfffe";
    QTest::newRow("line end") << QByteArray("a\nb") << "a\\nb";
}

void DeadlettersWordsTest::headerValues()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    QCOMPARE(headerValueText(bytes.toStdString()), text);
    QCOMPARE(headerValueText(std::nullopt), QStringLiteral("NULL"));
}

void DeadlettersWordsTest::payloads()
{
    const auto pretty = formatPayload(R"({"a":1.10,"a":9007199254740993})", PayloadForm::Pretty, 1000, {});
    QVERIFY(pretty.json && pretty.form == PayloadForm::Pretty);
    QVERIFY(pretty.text.find("\"a\": 1.10") != std::string::npos);
    QVERIFY(pretty.text.find("9007199254740993") != std::string::npos);
    const auto text = formatPayload("a\xe2\x80\xae\r\nb\tc", PayloadForm::Pretty, 1000, {});
    QVERIFY(text.form == PayloadForm::Text);
    QCOMPARE(text.text, std::string("a\\u{202e}\\r\nb    c"));
    const auto binary = formatPayload(std::string_view("\xff\x00", 2), PayloadForm::Text, 1000, {});
    QVERIFY(binary.form == PayloadForm::Text && binary.text.find('\0') == std::string::npos);
    QVERIFY(formatPayload(std::string_view("\xff\x00", 2), PayloadForm::Pretty, 1000, {}).form == PayloadForm::Hex);
    const auto cut = formatPayload(std::string(5000, 'x'), PayloadForm::Text, 100, {});
    QVERIFY(cut.cut && cut.text.size() == 100);
}

void DeadlettersWordsTest::counts()
{
    QCOMPARE(deadLetterCount({}), QString());
    DeadLetterTopic dead{"a.dlq", DeadLetterKind::DeadLetter, 1, 1204, std::nullopt};
    DeadLetterTopic retry{"a-retry", DeadLetterKind::Retry, 1, 77, std::nullopt};
    QCOMPARE(deadLetterCount({retry}), QString());
    QCOMPARE(deadLetterCount({dead, retry}), QStringLiteral("1,204"));
    DeadLetterTopic unknown = dead;
    unknown.records.reset();
    QCOMPARE(deadLetterCount({dead, unknown}), QStringLiteral("1,204+"));
}

void DeadlettersWordsTest::coverage()
{
    FailurePage page;
    page.rows.resize(12);
    page.inRange = 12;
    QCOMPARE(coverageText(page), QStringLiteral("All 12"));
    page.inRange = 1204;
    page.limitReached = true;
    QCOMPARE(coverageText(page), QStringLiteral("The newest 12 of about 1,204"));
    page.interrupted = true;
    page.failures = {{"a.dlq-0", {}}};
    QVERIFY(coverageText(page).contains(QStringLiteral("stopped before everything was read")));
    QVERIFY(coverageText(page).endsWith(QStringLiteral("1 partition missing")));
}

void DeadlettersWordsTest::moments()
{
    QCOMPARE(momentText(std::nullopt), QStringLiteral("–"));
    QVERIFY(!momentDetails(std::nullopt).isEmpty());
    // Any 64-bit time gives a text.
    for (const TimestampMs time : {std::numeric_limits<TimestampMs>::max(), std::numeric_limits<TimestampMs>::min(), TimestampMs{0}})
        QVERIFY(!momentText(time).isEmpty() && !momentDetails(time).isEmpty());
    QVERIFY(momentText(0).startsWith(QStringLiteral("1970-01-01")));
}

QTEST_GUILESS_MAIN(DeadlettersWordsTest)
#include "deadletters_words_test.moc"
