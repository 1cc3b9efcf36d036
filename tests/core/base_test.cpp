// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bytes.h"
#include "core/base/call.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/time.h"

#include <QTest>

#include <limits>
#include <random>

using namespace weir;
using namespace std::string_literals;

class BaseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void utf8_data();
    void utf8();
    void base64RoundTrips();
    void base64Refuses_data();
    void base64Refuses();
    void hex();
    void escapes_data();
    void escapes();
    void escapingIsAlwaysUtf8();
    void utcTimes_data();
    void utcTimes();
    void durations_data();
    void durations();
    void deadlines();
    void everyErrorKindHasAName();
    void logReachesItsSink();
};

void BaseTest::utf8_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("valid");
    QTest::newRow("empty") << QByteArray() << true;
    QTest::newRow("ascii and NUL") << QByteArray("a\0b", 3) << true;
    QTest::newRow("two bytes") << QByteArray("\xc3\xa9") << true;
    QTest::newRow("three bytes") << QByteArray("\xe2\x82\xac") << true;
    QTest::newRow("four bytes") << QByteArray("\xf0\x9f\x98\x80") << true;
    QTest::newRow("largest code point") << QByteArray("\xf4\x8f\xbf\xbf") << true;
    QTest::newRow("beyond the largest") << QByteArray("\xf4\x90\x80\x80") << false;
    QTest::newRow("overlong slash") << QByteArray("\xc0\xaf") << false;
    QTest::newRow("overlong in three") << QByteArray("\xe0\x80\xaf") << false;
    QTest::newRow("overlong in four") << QByteArray("\xf0\x80\x80\xaf") << false;
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << false;
    QTest::newRow("lone tail") << QByteArray("\x80") << false;
    QTest::newRow("cut short") << QByteArray("a\xe2\x82") << false;
    QTest::newRow("tail missing") << QByteArray("\xe2(\xa1") << false;
    QTest::newRow("0xFF") << QByteArray("\xff") << false;
}

void BaseTest::utf8()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, valid);
    QCOMPARE(isUtf8(bytes.toStdString()), valid);
}

void BaseTest::base64RoundTrips()
{
    std::mt19937 random(7);
    for (std::size_t length = 0; length < 200; ++length) {
        std::string bytes;
        for (std::size_t i = 0; i < length; ++i)
            bytes += static_cast<char>(random() & 0xFFU);
        const std::string text = toBase64(bytes);
        QCOMPARE(QByteArray::fromStdString(text), QByteArray::fromStdString(bytes).toBase64());
        QCOMPARE(fromBase64(text), std::optional(bytes));
    }
}

void BaseTest::base64Refuses_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"a", "ab", "abc", "ab=c", "a===", "====", "ab==cdef", "YQ==YQ==", "YW\nE", "YR==", "YWJ=", "Y-Q=", " YQ="})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void BaseTest::base64Refuses()
{
    QFETCH(QString, text);
    QVERIFY(!fromBase64(text.toStdString()));
}

void BaseTest::hex()
{
    QCOMPARE(toHex("\x00\xff\x7f"s), "00ff7f"s);
    QCOMPARE(fromHex("00FF7f"), std::optional("\x00\xff\x7f"s));
    QCOMPARE(fromHex(""), std::optional(""s));
    QVERIFY(!fromHex("0"));
    QVERIFY(!fromHex("0g"));
}

void BaseTest::escapes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("most");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, const QByteArray& bytes, const char* text, int most = 512) {
        QTest::newRow(name) << bytes << most << QString::fromUtf8(text);
    };
    row("plain", "orders", "orders");
    row("umlaut stays", "\xc3\xa4", "ä");
    row("line end", "a\r\nb\tc", "a\\r\\nb\\tc");
    row("NUL and ESC", QByteArray("\0\x1b[31m", 6), "\\x00\\x1b[31m");
    row("delete", "\x7f", "\\x7f");
    row("right to left override", "a\xe2\x80\xae" "b", "a\\u{202e}b");
    row("isolate", "\xe2\x81\xa6", "\\u{2066}");
    row("zero width space", "\xe2\x80\x8b", "\\u{200b}");
    row("byte order mark", "\xef\xbb\xbf", "\\u{feff}");
    row("C1 control", "\xc2\x85", "\\u{85}");
    row("language tag", "\xf3\xa0\x80\x81", "\\u{e0001}");
    row("invalid byte", "a\xff", "a\\xff");
    row("cut", "abcdef", "abc…", 3);
    row("not cut inside a character", "ab\xe2\x82\xac" "d", "ab€…", 3);
    row("exactly fits", "abc", "abc", 3);
}

void BaseTest::escapes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, most);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(escapeForDisplay(bytes.toStdString(), static_cast<std::size_t>(most))), text);
}

void BaseTest::escapingIsAlwaysUtf8()
{
    std::mt19937 random(11);
    for (int round = 0; round < 2000; ++round) {
        std::string bytes;
        for (std::size_t i = random() % 40; i > 0; --i)
            bytes += static_cast<char>(random() & 0xFFU);
        const std::string text = escapeForDisplay(bytes, 32);
        QVERIFY(isUtf8(text));
        QVERIFY(text.find('\n') == std::string::npos);
    }
}

void BaseTest::utcTimes_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("text");
    QTest::newRow("epoch") << qint64{0} << "1970-01-01T00:00:00.000Z";
    QTest::newRow("before the epoch") << qint64{-1} << "1969-12-31T23:59:59.999Z";
    QTest::newRow("leap day") << qint64{1'709'210'096'789} << "2024-02-29T12:34:56.789Z";
    QTest::newRow("not a leap year") << qint64{-2'203'891'200'000} << "1900-03-01T00:00:00.000Z";
    QTest::newRow("year 9999") << qint64{253'402'300'799'999} << "9999-12-31T23:59:59.999Z";
    QTest::newRow("year 10000") << qint64{253'402'300'800'000} << "10000-01-01T00:00:00.000Z";
}

void BaseTest::utcTimes()
{
    QFETCH(qint64, ms);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(formatUtc(ms)), text);
    QVERIFY(!formatUtc(std::numeric_limits<qint64>::max()).empty());
    QVERIFY(!formatUtc(std::numeric_limits<qint64>::min()).empty());
}

void BaseTest::durations_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("text");
    QTest::newRow("0") << qint64{0} << "0 ms";
    QTest::newRow("ms") << qint64{999} << "999 ms";
    QTest::newRow("s") << qint64{41'999} << "41 s";
    QTest::newRow("min") << qint64{680'000} << "11 min 20 s";
    QTest::newRow("h") << qint64{11'100'000} << "3 h 05 min";
    QTest::newRow("d") << qint64{601'200'000} << "6 d 23 h";
    QTest::newRow("negative") << qint64{-1'500} << "-1 s";
}

void BaseTest::durations()
{
    QFETCH(qint64, ms);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(formatDuration(std::chrono::milliseconds(ms))), text);
    QVERIFY(!formatDuration(std::chrono::milliseconds(std::numeric_limits<qint64>::min())).empty());
}

void BaseTest::deadlines()
{
    QVERIFY(!Deadline::never().expired());
    QCOMPARE(Deadline::never().remaining(), std::chrono::milliseconds(std::chrono::hours(24)));
    const Deadline past = Deadline::after(std::chrono::milliseconds(-5));
    QVERIFY(past.expired());
    QCOMPARE(past.remaining().count(), 0);
    std::stop_source source;
    const Call call{Deadline::never(), source.get_token()};
    QVERIFY(!call.over());
    source.request_stop();
    QVERIFY(call.over());
}

void BaseTest::everyErrorKindHasAName()
{
    QSet<QByteArray> names;
    for (int kind = 0; kind <= static_cast<int>(ErrorKind::Internal); ++kind) {
        const auto name = errorKindName(static_cast<ErrorKind>(kind));
        names.insert(QByteArray(name.data(), static_cast<qsizetype>(name.size())));
    }
    QCOMPARE(names.size(), static_cast<int>(ErrorKind::Internal) + 1);
}

void BaseTest::logReachesItsSink()
{
    std::string seen;
    setLogSink([&](LogLevel, std::string_view area, std::string_view text) { seen = std::string(area) + ":" + std::string(text); });
    log(LogLevel::Info, "test", "line");
    setLogSink({});
    log(LogLevel::Info, "test", "after");
    QCOMPARE(seen, "test:line"s);
}

QTEST_APPLESS_MAIN(BaseTest)
#include "base_test.moc"
