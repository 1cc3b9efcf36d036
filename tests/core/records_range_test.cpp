// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/browse_range.h"

#include <QtTest>

#include <limits>

using namespace weir;

using Spans = std::map<TopicPartition, OffsetSpan>;
using Kind = BrowseFrom::Kind;

namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

QString show(const std::vector<ReadRange>& ranges)
{
    QStringList parts;
    for (const ReadRange& range : ranges)
        parts << QString("%1:%2-%3").arg(range.partition.partition).arg(range.begin).arg(range.end);
    return parts.join(' ');
}

} // namespace

Q_DECLARE_METATYPE(BrowseFrom)

class RecordsRangeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("good");
        QTest::addColumn<BrowseFrom>("from");
        const auto good = [](const char* text, Kind kind, std::int64_t value) {
            QTest::newRow(text) << QByteArray(text) << true << BrowseFrom{kind, value};
        };
        const auto bad = [](const QByteArray& text) {
            QTest::newRow(("bad " + text.toPercentEncoding()).constData()) << text << false << BrowseFrom{};
        };
        good("newest:50", Kind::Newest, 50);
        good("newest", Kind::Newest, 50);
        good("oldest", Kind::Oldest, 50);
        good("oldest:1", Kind::Oldest, 1);
        good("offset:0", Kind::Offset, 0);
        good("offset:1877046", Kind::Offset, 1877046);
        good("offset:9223372036854775807", Kind::Offset, largest);
        good("newest:007", Kind::Newest, 7);
        for (const char* text : {"", ":", "newest:", "newest:0", "newest:-1", "newest: 5", "newest:5 ", "newest:+5",
                                 "newest:5x", "newest:0x10", "newest:1e3", "newest:99999999999999999999", "Newest:5",
                                 "offset", "offset:", "offset:-1", "offset:9223372036854775808", "latest:5", "5",
                                 "newest:5:6", "newest5"})
            bad(text);
        bad(QByteArray("newest\0:5", 9));
        bad(QByteArray("newest:5\0", 9));
        bad("\xff\xfe");
    }
    void parses()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, good);
        QFETCH(BrowseFrom, from);
        const auto parsed = parseBrowseFrom(text.toStdString());
        QCOMPARE(parsed.has_value(), good);
        if (good) {
            QVERIFY(*parsed == from);
            QVERIFY(parseBrowseFrom(toString(*parsed)).value() == *parsed);
        } else {
            QCOMPARE(parsed.error().kind, ErrorKind::InvalidInput);
            QVERIFY(parsed.error().message.find("newest:50") != std::string::npos);
        }
    }

    void plans_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<qint64>("value");
        QTest::addColumn<qint64>("limit");
        QTest::addColumn<QString>("spans"); // "start-end start-end": partitions 0, 1, …
        QTest::addColumn<QString>("ranges"); // "!words" for an error
        const auto row = [](const char* name, Kind kind, qint64 value, qint64 limit, const char* spans,
                            const char* ranges) {
            QTest::newRow(name) << kind << value << limit << QString(spans) << QString(ranges);
        };
        row("newest", Kind::Newest, 10, 500, "0-100", "0:90-100");
        row("newest, fewer there", Kind::Newest, 10, 500, "95-100", "0:95-100");
        row("newest, exactly", Kind::Newest, 10, 500, "90-100", "0:90-100");
        row("newest, limit below", Kind::Newest, 10, 3, "0-100", "0:97-100");
        row("newest of several", Kind::Newest, 10, 500, "0-100 0-0 50-55", "0:90-100 2:50-55");
        row("newest of the largest", Kind::Newest, 10, 500, "0-9223372036854775807",
            "0:9223372036854775797-9223372036854775807");
        row("newest of nothing", Kind::Newest, 10, 500, "7-7", "");
        row("newest, huge count", Kind::Newest, largest, largest, "3-9", "0:3-9");
        row("newest zero", Kind::Newest, 0, 500, "0-100", "!at least one");
        row("newest negative", Kind::Newest, -5, 500, "0-100", "!at least one");
        row("no limit", Kind::Newest, 10, 0, "0-100", "!at least one");
        row("oldest", Kind::Oldest, 10, 500, "20-100", "0:20-30");
        row("oldest, fewer there", Kind::Oldest, 10, 500, "98-100", "0:98-100");
        row("oldest of the largest", Kind::Oldest, 10, 500, "9223372036854775800-9223372036854775807",
            "0:9223372036854775800-9223372036854775807");
        row("offset", Kind::Offset, 40, 5, "20-100", "0:40-45");
        row("offset at the start", Kind::Offset, 20, 5, "20-100", "0:20-25");
        row("offset of the last", Kind::Offset, 99, 5, "20-100", "0:99-100");
        row("offset at the end", Kind::Offset, 100, 5, "20-100", "");
        row("offset past the end", Kind::Offset, 101, 5, "20-100", "!0 holds 20 to 99");
        row("offset before the start", Kind::Offset, 19, 5, "20-100", "!0 holds 20 to 99");
        row("offset in an empty one", Kind::Offset, 3, 5, "7-7", "!0 is empty and goes on at 7");
        row("offset in some", Kind::Offset, 40, 5, "20-100 0-10 0-41", "0:40-45 2:40-41");
        row("offset in none of many", Kind::Offset, 40, 5, "0-1 0-2 0-3 0-4 0-5", "!and 2 more partitions");
        row("offset negative", Kind::Offset, -1, 5, "0-100", "!not negative");
        row("offset largest", Kind::Offset, largest, 5, "0-100", "!holds 0 to 99");
    }
    void plans()
    {
        QFETCH(Kind, kind);
        QFETCH(qint64, value);
        QFETCH(qint64, limit);
        QFETCH(QString, spans);
        QFETCH(QString, ranges);
        Spans map;
        for (const QString& span : spans.split(' ')) {
            const auto numbers = span.split('-');
            map[{"t", static_cast<std::int32_t>(map.size())}] = {numbers[0].toLongLong(), numbers[1].toLongLong()};
        }
        const auto plan = planBrowse({kind, value}, map, limit);
        if (ranges.startsWith('!')) {
            QVERIFY(!plan);
            QCOMPARE(plan.error().kind, ErrorKind::InvalidInput);
            QVERIFY2(QString::fromStdString(plan.error().message).contains(ranges.mid(1)),
                     plan.error().message.c_str());
        } else {
            QVERIFY2(plan, plan ? "" : plan.error().message.c_str());
            QCOMPARE(show(*plan), ranges);
        }
    }
};

QTEST_GUILESS_MAIN(RecordsRangeTest)
#include "records_range_test.moc"
