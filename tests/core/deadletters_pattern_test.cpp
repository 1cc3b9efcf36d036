// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/message_pattern.h"

#include "core/base/bytes.h"

#include <QElapsedTimer>
#include <QTest>

using namespace weir;
using namespace std::string_literals;

class DeadlettersPatternTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void folds_data();
    void folds();
    void equalFailures();
    void staysShort();
    void staysLinear();
};

void DeadlettersPatternTest::folds_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("pattern");
    const auto row = [](const QByteArray& message, const char* pattern) {
        QTest::newRow(message.isEmpty() ? "(empty)" : message.left(60).toPercentEncoding(" \"'(){}[]:,.=/@").constData())
            << message << QByteArray(pattern);
    };
    row("", "");
    row("   \t\n ", "");
    row("plain words stay", "plain words stay");
    row("  runs \t of\r\n white\n\n space ", "runs of white space");
    row("nul" + QByteArray(1, '\0') + "byte", "nul byte");
    // numbers
    row("order 42 failed", "order …n failed");
    row("order 1042 failed", "order …n failed");
    row("balance -5 is negative", "balance …n is negative");
    row("(-5)", "(…n)");
    row("1,234,567.89 EUR", "…n EUR");
    row("took 30000ms, limit 5s", "took …nms, limit …ns");
    row("10MB of 2.5GiB", "…nMB of …nGiB");
    row("partition orders-3 at offset 1877", "partition orders-…n at offset …n");
    row("order42 and ORD12345", "order…n and ORD…n");
    row("order_42_failed", "order_…n_failed");
    row("line:42", "line:…n");
    row("[1, 22, 333]", "[…n, …n, …n]");
    row("[1,22,333]", "[…n]");
    row("id=42;name=x", "id=…n;name=x");
    row("50%", "…n%");
    row("2024-01-31", "…n");
    row("at 2024-01-31T12:30:45.123Z!", "at …n!");
    row("at 2024-01-31 12:30:45", "at …n …n");
    row("2024-01-31T12:30:45+02:00", "…n");
    row("code 404.", "code …n.");
    row("/var/lib/orders-3/00000042.log", "/var/lib/orders-…n.log");
    // ids
    row("user 550e8400-e29b-41d4-a716-446655440000 is gone", "user …id is gone");
    row("user 550E8400-E29B-41D4-A716-446655440000.", "user …id.");
    row("550e8400-e29b-41d4-a716-44665544000", "…id-…id-…id-a…n-…n"); // one digit short
    row("hash d41d8cd98f00b204e9800998ecf8427e", "hash …id");
    row("at 0x7fff5fbff8c0", "at …id");
    row("id 01ARZ3NDEKTSV4RRFFQ69G5FAV", "id …id");
    row("pod billing-7d9f8b6c5-x2k4p", "pod billing-…id-…id");
    row("com.foo.Bar@1b2c3d4e", "com.foo.Bar@…id");
    row("AmazonS3Exception: no", "AmazonS3Exception: no");
    row("java.util.concurrent.TimeoutException", "java.util.concurrent.TimeoutException");
    row("utf8", "utf…n");
    row("deadbeef", "deadbeef");
    row("facade", "facade");
    // quotes
    row("no user \"bob\" here", "no user \"…\" here");
    row("no user 'bob' here", "no user \"…\" here");
    row("no user `bob`", "no user \"…\"");
    row("Unrecognized field \"a \\\" b\" (class x)", "Unrecognized field \"…\" (class x)");
    row("empty \"\" too", "empty \"…\" too");
    row("can't read 'it's here'", "can't read \"…\"");
    row("don't", "don't");
    row("an \"open quote", "an \"open quote");
    row("5 o'clock", "…n o'clock");
    row("{\"id\":7,\"name\":\"x\"}", "{\"…\":…n,\"…\":\"…\"}");
    row("\xe2\x80\x9e" "bob\xe2\x80\x9c fehlt", "\"…\" fehlt");
    row("\xe2\x80\x9c" "bob\xe2\x80\x9d is missing", "\"…\" is missing");
    row("\xc2\xab" "bob\xc2\xbb manque", "\"…\" manque");
    // addresses
    row("mail to bob.smith+x@example.co.uk failed", "mail to … failed");
    row("connect to 10.0.0.12:9092 failed", "connect to … failed");
    row("connect to 10.0.0.12 failed.", "connect to … failed.");
    row("connect to /10.0.0.12:9092", "connect to /…");
    row("broker-1.example.com:9092 is away", "… is away");
    row("broker-1.example.com/10.1.2.3:9092", "broker-…n.example.com/…");
    row("localhost:9092 refused", "… refused");
    row("https://shop.example.com/orders?id=7&x=(1)", "…(…n)");
    row("see \"https://a/b\"", "see \"…\"");
    row("http://caf\xc3\xa9/\xff?x \xff", "… \xef\xbf\xbd");
    row("://caf\xc3\xa9/\xff", "://caf\xc3\xa9/\xef\xbf\xbd");
    row("http://", "http://");
    row("fe80::1 and ::1", "… and …");
    row("00:1a:2b:3c:4d:5e", "…");
    row("std::string", "std::string");
    row("at Main.java:42", "at Main.java:…n");
    row("at main.py:42", "at main.py:…n");
    row("1.2.3.4.5", "…n");
    row("version 2.8.0", "version …n");
    // other bytes
    row("Gr\xc3\xb6\xc3\x9f" "e 7", "Gr\xc3\xb6\xc3\x9f" "e …n");
    row("\xe6\x97\xa5\xe6\x9c\xac 7", "\xe6\x97\xa5\xe6\x9c\xac …n");
    row("bad \xff\xc3 bytes", "bad \xef\xbf\xbd\xef\xbf\xbd bytes");
    row("\xf0\x9f\x92\xa5", "\xf0\x9f\x92\xa5");
    row("\xf0\x9f", "\xef\xbf\xbd\xef\xbf\xbd");
}

void DeadlettersPatternTest::folds()
{
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, pattern);
    QCOMPARE(QByteArray::fromStdString(messagePattern(message.toStdString())), pattern);
}

void DeadlettersPatternTest::equalFailures()
{
    const auto message = [](int i) {
        return "Order " + std::to_string(i * 7919) + " of customer 'c" + std::to_string(i) + "' is late by " +
               std::to_string(i) + "ms at 10.0.0." + std::to_string(i % 250) + ":" + std::to_string(9000 + i);
    };
    for (int i = 1; i < 500; ++i)
        QCOMPARE(messagePattern(message(i)), messagePattern(message(0)));
    QVERIFY(messagePattern("a failed") != messagePattern("b failed"));
}

void DeadlettersPatternTest::staysShort()
{
    for (const std::string& piece : {"a"s, "word "s, "\xc3\xa4"s, "1 "s, "'q' "s, "\xff"s, "a1b2c3d4 "s, "x@y.zz "s})
        for (std::size_t lead = 0; lead < 4; ++lead) {
            std::string text(lead, 'x');
            while (text.size() < 5'000)
                text += piece;
            const std::string pattern = messagePattern(text);
            QVERIFY(pattern.size() <= 200 && !pattern.empty());
            QVERIFY(isUtf8(pattern));
        }
}

void DeadlettersPatternTest::staysLinear()
{
    for (const std::string& piece : {"a"s, "1"s, " "s, "\""s, "'"s, "'a"s, "\\\""s, "a.b"s, "1.1.1.1."s, "a@"s, "a:"s, "://"s,
                                     "550e8400-"s, "1,"s, "T1"s, "-"s, "\xe2\x80\x9e"s, "\xff"s, "0x"s, "z1"s}) {
        std::string text = piece;
        while (text.size() < 4'000'000)
            text += text;
        QElapsedTimer timer;
        timer.start();
        QVERIFY(messagePattern(text).size() <= 200);
        QVERIFY2(timer.elapsed() < 1'000, qPrintable(QString::fromStdString(piece) + QString::number(timer.elapsed())));
    }
}

QTEST_APPLESS_MAIN(DeadlettersPatternTest)
#include "deadletters_pattern_test.moc"
