// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/byte_diff.h"
#include "core/records/record_diff.h"
#include "tests/support/packed.h"

#include <QtTest/QTest>

#include <random>

using namespace weir;

namespace {

Record record(OptionalBytes value)
{
    Record made;
    made.topic = "orders";
    made.timestamp = 1'764'000'000'000;
    made.key = "k";
    made.value = std::move(value);
    return made;
}

/// "field: left > right (change)" for each difference but that of the size, which follows from the others.
QString text(const RecordDiff& diff)
{
    QStringList lines;
    for (const FieldDifference& difference : diff.fields) {
        if (difference.field != "size")
            lines << QStringLiteral("%1: %2 > %3 (%4)")
                         .arg(QString::fromStdString(difference.field),
                              QString::fromStdString(difference.left.value_or("-")),
                              QString::fromStdString(difference.right.value_or("-")),
                              QString::fromStdString(std::string(fieldChangeName(difference.change))));
    }
    return lines.join(QLatin1Char('\n'));
}

/// What must hold for any two inputs.
void checkSpans(std::string_view left, std::string_view right, const ByteDiff& diff)
{
    std::size_t l = 0;
    std::size_t r = 0;
    for (std::size_t i = 0; i < diff.spans.size(); ++i) {
        const ByteSpan& span = diff.spans[i];
        QCOMPARE(span.leftBegin, l);
        QCOMPARE(span.rightBegin, r);
        QVERIFY(span.leftEnd + span.rightEnd > l + r);
        if (i > 0)
            QVERIFY(span.same != diff.spans[i - 1].same);
        if (span.same)
            QCOMPARE(left.substr(l, span.leftEnd - l), right.substr(r, span.rightEnd - r));
        l = span.leftEnd;
        r = span.rightEnd;
    }
    QCOMPARE(l, left.size());
    QCOMPARE(r, right.size());
}

/// Differing bytes in upper brackets: "ab[c|d]e".
QString marked(std::string_view left, std::string_view right, const ByteDiff& diff)
{
    QString result;
    const auto part = [](std::string_view text, std::size_t begin, std::size_t end) {
        return QString::fromStdString(std::string(text.substr(begin, end - begin)));
    };
    for (const ByteSpan& span : diff.spans) {
        const QString lefts = part(left, span.leftBegin, span.leftEnd);
        result += span.same ? lefts : QStringLiteral("[%1|%2]").arg(lefts, part(right, span.rightBegin, span.rightEnd));
    }
    return result;
}

} // namespace

class RecordsDiffTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void values_data();
    void values();
    void coordinates();
    void headers_data();
    void headers();
    void packedValues();
    void tooMany();
    void bytes_data();
    void bytes();
    void randomBytes();
    void largeBytes();
};

void RecordsDiffTest::values_data()
{
    QTest::addColumn<QByteArray>("left");
    QTest::addColumn<QByteArray>("right");
    QTest::addColumn<QString>("differences");
    const auto row = [](const char* name, const char* left, const char* right, const char* differences) {
        QTest::newRow(name) << QByteArray(left) << QByteArray(right) << QString::fromUtf8(differences);
    };
    row("same", R"({"a":1})", R"({"a":1})", "");
    row("white space and order do not count", R"({"a":1,"b":[1,2]})", "{ \"b\" : [1, 2],\n\"a\":1 }", "");
    row("changed", R"({"a":{"b":1}})", R"({"a":{"b":2}})", "value.a.b: 1 > 2 (changed)");
    row("numbers as written", R"({"a":1.10})", R"({"a":1.1})", "value.a: 1.10 > 1.1 (changed)");
    row("beyond double", "[9007199254740993]", "[9007199254740992]", "value[0]: 9007199254740993 > 9007199254740992 (changed)");
    row("added and removed", R"({"a":1,"b":2})", R"({"b":2,"c":{"d":[1, 2]}})",
        "value.a: 1 > - (removed)\nvalue.c: - > {\"d\":[1,2]} (added)");
    row("another kind", R"({"a":1})", R"({"a":"1"})", "value.a: 1 > \"1\" (changed)");
    row("null is not missing", R"({"a":null})", "{}", "value.a: null > - (removed)");
    row("same text, other escapes", R"({"a":"\u0041"})", R"({"a":"A"})", "value.a: \"\\u0041\" > \"A\" (written differently)");
    row("names with other escapes", R"({"\u0061":1})", R"({"a":1})", "");
    row("duplicates by turn", R"({"a":1,"a":2})", R"({"a":1,"a":3})", "value.a: 2 > 3 (changed)");
    row("a duplicate more", R"({"a":1})", R"({"a":1,"a":1})", "value.a: - > 1 (added)");
    row("element in front", "[2,3]", "[1,2,3]", "value[0]: - > 1 (added)");
    row("element at the end", "[1,2]", "[1,2,3]", "value[2]: - > 3 (added)");
    row("element in the middle", "[1,2,4]", "[1,4]", "value[1]: 2 > - (removed)");
    row("elements keep numbers", "[1,2,3]", "[1,9,3]", "value[1]: 2 > 9 (changed)");
    row("not JSON", "abc", "abd", "value: abc > abd (changed)");
    row("JSON and text", "[1]", "[1", "value: [1] > [1 (changed)");
    row("empty", "", "x", "value: empty > x (changed)");
    row("roots of other kinds", "[1]", R"({"a":1})", "value: [1] > {\"a\":1} (changed)");
}

void RecordsDiffTest::values()
{
    QFETCH(QByteArray, left);
    QFETCH(QByteArray, right);
    const RecordDiff diff = diffRecords(record(left.toStdString()), record(right.toStdString()));
    QTEST(text(diff), "differences");
    QCOMPARE(diff.sameValue, left == right);
    QVERIFY(diff.sameKey && diff.sameHeaders && !diff.cut);
}

void RecordsDiffTest::coordinates()
{
    Record left = record(std::nullopt);
    Record right = record("x");
    right.partition = 2;
    right.offset = 77;
    right.timestamp.reset();
    right.key.reset();
    right.topic = "orders-2";
    QCOMPARE(text(diffRecords(left, right)),
             QStringLiteral("topic: orders > orders-2 (changed)\npartition: 0 > 2 (changed)\n"
                            "timestamp: 2025-11-24T16:00:00.000Z > - (removed)\nkey: k > NULL (changed)\nvalue: NULL > x (changed)"));
    right = left;
    right.offset = 5;
    QCOMPARE(text(diffRecords(left, right)), QString());
}

void RecordsDiffTest::headers_data()
{
    QTest::addColumn<Headers>("left");
    QTest::addColumn<Headers>("right");
    QTest::addColumn<QString>("differences");
    const Headers both{{"a", "1"}, {"a", "2"}, {"b", std::nullopt}};
    QTest::newRow("same") << both << both << QString();
    QTest::newRow("second of a name") << both << Headers{{"a", "1"}, {"a", "3"}, {"b", std::nullopt}}
                                      << "header[\"a\"] #2: 2 > 3 (changed)";
    QTest::newRow("NULL and empty") << both << Headers{{"a", "1"}, {"a", "2"}, {"b", ""}} << "header[\"b\"]: NULL > empty (changed)";
    QTest::newRow("added and removed") << Headers{{"x", "1"}} << Headers{{"y", "1"}}
                                       << "header[\"x\"]: 1 > - (removed)\nheader[\"y\"]: - > 1 (added)";
    QTest::newRow("order") << Headers{{"x", "1"}, {"y", "2"}} << Headers{{"y", "2"}, {"x", "1"}}
                           << "order of headers: x, y > y, x (changed)";
    QTest::newRow("name that is no text") << Headers{{"\xff", "1"}} << Headers{} << "header[\"\\\\xff\"]: 1 > - (removed)";
}

void RecordsDiffTest::headers()
{
    QFETCH(Headers, left);
    QFETCH(Headers, right);
    Record lefts = record("v");
    Record rights = record("v");
    lefts.headers = left;
    rights.headers = right;
    const RecordDiff diff = diffRecords(lefts, rights);
    QTEST(text(diff), "differences");
    QCOMPARE(diff.sameHeaders, left == right);
}

void RecordsDiffTest::packedValues()
{
    const RecordDiff diff = diffRecords(record(test::gzipOf(R"({"a":1,"b":2})")), record(std::string("\x82\xa1" "a\x01\xa1" "b\x03")));
    QCOMPARE(text(diff), QStringLiteral("value.b: 2 > 3 (changed)"));
}

void RecordsDiffTest::tooMany()
{
    std::string left = "[0";
    std::string right = "[1";
    for (int i = 0; i < 20'000; ++i) {
        left += ",0";
        right += ",1";
    }
    const RecordDiff diff = diffRecords(record(left + "]"), record(right + "]"));
    QVERIFY(diff.cut);
    QCOMPARE(diff.fields.size(), RecordDiff::mostDifferences);
}

void RecordsDiffTest::bytes_data()
{
    QTest::addColumn<QByteArray>("left");
    QTest::addColumn<QByteArray>("right");
    QTest::addColumn<QString>("marks");
    const auto row = [](const char* name, const char* left, const char* right, const char* marks) {
        QTest::newRow(name) << QByteArray(left) << QByteArray(right) << QString::fromUtf8(marks);
    };
    row("both empty", "", "", "");
    row("same", "abc", "abc", "abc");
    row("left empty", "", "abc", "[|abc]");
    row("right empty", "abc", "", "[abc|]");
    row("one byte", "abcdefgh", "abcdXfgh", "abcd[e|X]fgh");
    row("inserted", "abcdefgh", "abcdXYefgh", "abcd[|XY]efgh");
    row("removed", "abcdXYefgh", "abcdefgh", "abcd[XY|]efgh");
    row("at both ends", "1common part2", "3common part4", "[1|3]common part[2|4]");
    row("chance matches are absorbed", "<0a1b2c>", "<9a8b7c>", "<[0a1b2|9a8b7]c>");
    row("repeated bytes", "aaaa", "aaaaaa", "aaaa[|aa]");
    row("nothing in common", "abc", "xyz", "[abc|xyz]");
}

void RecordsDiffTest::bytes()
{
    QFETCH(QByteArray, left);
    QFETCH(QByteArray, right);
    const std::string lefts = left.toStdString();
    const std::string rights = right.toStdString();
    const ByteDiff diff = diffBytes(lefts, rights);
    checkSpans(lefts, rights, diff);
    QTEST(marked(lefts, rights, diff), "marks");
    QVERIFY(!diff.coarse);
}

void RecordsDiffTest::randomBytes()
{
    std::mt19937 random(7); // NOLINT: the same every time
    const auto below = [&random](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    for (int round = 0; round < 400; ++round) {
        std::string left;
        const std::size_t size = below(round % 10 == 0 ? 20'000 : 300);
        for (std::size_t i = 0; i < size; ++i)
            left += static_cast<char>('a' + below(round % 2 == 0 ? 3 : 26));
        std::string right = left;
        for (std::size_t edit = below(6); edit > 0; --edit) {
            const std::size_t at = below(right.size() + 1);
            switch (below(3)) {
            case 0: right.erase(at, below(40)); break;
            case 1: right.insert(at, std::string(below(40), static_cast<char>('A' + below(26)))); break;
            default: std::swap(left, right); break;
            }
        }
        checkSpans(left, right, diffBytes(left, right));
        if (QTest::currentTestFailed())
            return;
    }
}

void RecordsDiffTest::largeBytes()
{
    std::mt19937 random(9); // NOLINT
    std::string left(4'000'000, '\0');
    for (char& c : left)
        c = static_cast<char>(random());
    std::string right = left;
    right.insert(1'000'000, "inserted here");
    right.erase(3'000'000, 5'000);
    right[10] = static_cast<char>(right[10] + 1);
    const ByteDiff diff = diffBytes(left, right);
    checkSpans(left, right, diff);
    QCOMPARE(diff.differences(), std::size_t{3});
    // Worst cases must end soon and honestly: nothing in common, and blocks that all are the same.
    std::string other(1'000'000, '\0');
    for (char& c : other)
        c = static_cast<char>(random());
    checkSpans(left, other, diffBytes(left, other));
    const std::string zeros(4'000'000, '0');
    const std::string odd = std::string(1'000'000, '0') + std::string(1'000'000, '1') + std::string(1'000'000, '0');
    checkSpans(zeros, odd, diffBytes(zeros, odd));
    QVERIFY(diffBytes(left, other).coarse);
}

QTEST_APPLESS_MAIN(RecordsDiffTest)
#include "records_diff_test.moc"
