// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/message_ids.h"
#include "core/deadletters/message_pattern.h"

#include <QTest>

#include <iterator>
#include <random>

using namespace weir;

namespace {

std::string level(std::string_view message)
{
    std::string out = "4711ab"; // what stands before stays as it is, and is no part of a word
    levelIds(message, out);
    return out.substr(6);
}

} // namespace

class DeadlettersMessageIdsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void levels_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* message, const char* expected) {
            QTest::newRow(message) << QByteArray(message) << QByteArray(expected);
        };
        row("", "");
        row("no ids at all", "no ids at all");
        row("order 48213 of 7", "order 11111 of 7");
        row("AmazonS3Exception, 12 ms", "AmazonS3Exception, 12 ms");
        row("order48213x", "order11111x");
        row("4bf92f35-77b3-4da6-a3ce-929d0e0e4736 gone", "1aa11a11-11a1-1aa1-a1aa-111a1a1a1111 gone");
        row("(4BF92F35-77b3-4da6-a3ce-929d0e0e4736)", "(1AA11A11-11a1-1aa1-a1aa-111a1a1a1111)");
        row("x-dead-1234", "x-dead-1111");
        row("12-4bf92f35-dead-4da6-a3ce-929d0e0e4736", "12-1aa11a11-dead-4da6-a3ce-111a1a1a1111");
        row("deadbeef00", "aaaaaaaa11");
        row("deadbeefs00", "deadbeefs00");
        row("0x1f 0x1234", "0x1f 0x1111");
    }
    void levels()
    {
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, expected);
        QCOMPARE(QByteArray::fromStdString(level(message.toStdString())), expected);
    }

    /// What the cache stands on.
    void patternStaysTheSame()
    {
        static constexpr const char* pieces[] = {
            "0", "7", "12", "100", "4711", "0x", "0X", "x", "a", "f", "F", "T", "Z", "dead", "beef", "DEADBEEF", "cafe1", "ms",
            "kB", "s3", "S3Exception", "order", "localhost", "java", "py", "c", "-", "--", "_", ".", ":", "/", "://", "@", "+",
            ",", " ", "  ", "\"", "'", "`", "(", ")", "=", "{", "}", "?", "&", "#", "%", "\\", "\n", "\xC3\xA9", "\xFF",
            "\xE2\x80\x9C", "\xE2\x80\x9D", "4bf92f35-77b3-4da6-a3ce-929d0e0e4736", "12345678-1234-1234-1234-123456789012",
            "deadbeef-dead-beef-dead-deadbeef0000", "10.0.0.1", "999.1.1.1", "10.0.0.1:8080", "fe80::1", "00:1a:2b:3c:4d:5e",
            "2026-11-26T17:28:24Z", "a@b.example", "https://example.org/a1b2/3?x=1234", "host-1.example.org:9092"};
        std::mt19937 random(20261126);
        for (int i = 0; i < 200'000; ++i) {
            std::string message;
            for (unsigned n = 1 + random() % 9; n > 0; --n)
                message += pieces[random() % std::size(pieces)];
            for (int changed = 0; changed < 2; ++changed) {
                if (messagePattern(level(message)) != messagePattern(message))
                    QFAIL(("\"" + message + "\" becomes " + messagePattern(message) + ", levelled " +
                           messagePattern(level(message))).c_str());
                for (char& c : message) // other digits
                    if (c >= '0' && c <= '9' && random() % 4 == 0)
                        c = static_cast<char>('0' + random() % 10);
            }
        }
    }
};

QTEST_APPLESS_MAIN(DeadlettersMessageIdsTest)
#include "deadletters_message_ids_test.moc"
