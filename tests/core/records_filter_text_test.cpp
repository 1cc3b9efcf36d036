// SPDX-License-Identifier: GPL-3.0-or-later
// The filter language as text: errors and where they are, fields, times, numbers, completion, terms.
#include "core/base/time_text.h"
#include "core/records/byte_search.h"
#include "core/records/field_path.h"
#include "core/records/filter_completion.h"
#include "core/records/filter_terms.h"
#include "core/records/json_number.h"
#include "tests/core/filter_rows.h"
#include "tests/support/filter_reference.h"

#include <QtTest>

#include <limits>
#include <random>

using namespace weir;
using test::filterNow;

namespace {

std::string plainText(const QByteArray& bytes) { return bytes.toStdString(); }

bool fits(const std::string& filter, const Record& record)
{
    const auto parsed = Filter::parse(filter, filterNow);
    return parsed && parsed->matcher()->matches(test::OwnedRecordView(record));
}

/// "begin-end: a, b, c" for the cursor at the bar.
std::string completed(std::string text)
{
    const std::size_t cursor = text.find('|');
    text.erase(cursor, 1);
    static const std::vector<std::string> paths{"value.data.amount", "value.event_type", "value.data[\"odd key\"]", "key.id"};
    static const std::vector<std::string> headers{"trace", "kafka_dlt-x"};
    const FilterCompletion completion = completeFilter(text, cursor, paths, headers);
    std::string out = std::to_string(completion.begin) + "-" + std::to_string(completion.end) + ":";
    for (const FilterCandidate& candidate : completion.candidates)
        out += " " + candidate.text;
    return out;
}

} // namespace

class RecordsFilterTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void errors_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("begin");
        QTest::addColumn<int>("end");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const QByteArray& text, int begin, int end, const char* says) {
            QTest::addRow("%s", text.left(60).toPercentEncoding(" ()[]=\"<>,").constData()) << text << begin << end << QByteArray(says);
        };
        row("value.x", 0, 7, "An operator is expected behind the field");
        row("value.x PAID", 0, 12, "An operator is expected behind the field");
        row("value.x ==", 10, 10, "A value is expected");
        row("value.x == )", 11, 12, "A value is expected");
        row("value.x = 5", 8, 9, "written ==");
        row("value.x ! 5", 8, 9, "written not");
        row("value.x == 5 5x ==", 13, 15, "This is not a field");
        row("status == PAID", 0, 6, "This is not a field");
        row("\"a\" in (b)", 0, 3, "This is not a field");
        row("== 5", 0, 2, "A field is expected before this");
        row("exists value.x", 0, 6, "exists stands behind");
        row("a and", 5, 5, "A condition is expected");
        row("and a", 0, 3, "A condition is expected before and");
        row("a or or b", 5, 7, "A condition is expected before and");
        row("not", 3, 3, "A condition is expected");
        row("()", 1, 2, "A condition is expected before this parenthesis");
        row("(a", 0, 2, "closing parenthesis is missing");
        row("a)", 1, 2, "closes nothing");
        row("\"abc", 0, 4, "closing quote");
        row("r\"abc", 0, 5, "closing quote");
        row("a \"b\\", 2, 5, "closing quote");
        row("\"a\\qb\"", 2, 4, "escape is unknown");
        row("\"\\u12\"", 1, 6, "escape is unknown");
        row("\"\\ud800\"", 1, 7, "escape is unknown");
        row("\"\\u{110000}\"", 1, 11, "escape is unknown");
        row("\"\\x4\"", 1, 5, "escape is unknown");
        row("key == hex\"0f0\"", 7, 15, "Pairs of hexadecimal digits");
        row("key == hex\"zz\"", 7, 14, "Pairs of hexadecimal digits");
        row("'a'", 0, 1, "double quotes");
        row("a [b", 2, 3, "A bracket stands behind a field");
        row(QByteArray("a \x01", 3), 2, 3, "control character");
        row(QByteArray("a \0", 3), 2, 3, "control character");
        row("\"\"", 0, 2, "cannot be empty");
        row("value contains \"\"", 15, 17, "cannot be empty");
        row("*", 1, 1, "behind the star");
        row("* value", 2, 7, "behind the star");
        row("value == *\"a\"", 9, 10, "The star belongs to the operator");
        row("value ~ *a", 8, 9, "The star belongs to the operator");
        row("value <* a", 6, 8, "Case is ignored by");
        row("value ==* 5", 10, 11, "Case can be ignored in text only");
        row("value.x < null", 10, 14, "compared with == and != only");
        row("value.x >= true", 11, 15, "compared with == and != only");
        row("value.x in 5", 11, 12, "A list in parentheses");
        row("value.x in ()", 12, 13, "A value is expected");
        row("value.x in (1", 11, 13, "parenthesis of the list is missing");
        row("value.x in (1 2)", 14, 15, "A comma or the closing");
        row("value.x in (1,)", 14, 15, "A value is expected");
        row("value.x == key", 11, 14, "compared with a value only");
        row("value.x == 12abc", 11, 16, "neither a number nor a time");
        row("value.x == -", 11, 12, "neither a number nor a time");
        row("value.x == 007", 11, 14, "neither a number nor a time");
        row("value.x == 2026-02-30", 11, 21, "neither a number nor a time");
        row("partition == a", 13, 14, "A number is expected");
        row("partition == -5m", 13, 16, "A number is expected");
        row("offset == null", 10, 14, "A number is expected");
        row("timestamp > yesterday", 12, 21, "A time is expected");
        row("timestamp > \"soon\"", 12, 18, "A time is expected");
        row("offset contains 5", 7, 15, "This field is a number");
        row("size ~ 5", 5, 6, "This field is a number");
        row("size.x == 5", 4, 6, "Only key, value and headers");
        row("header == 5", 0, 6, "header[\"name\"]");
        row("header[0] == 5", 6, 9, "header[\"name\"]");
        row("header[\"a\" == 5", 6, 11, "closing ]");
        row("value. == 5", 5, 7, "A name is expected behind the dot");
        row("value.. == 5", 5, 8, "A name is expected behind the dot");
        row("value..[0] == 5", 5, 10, "A name is expected behind the dots");
        row("value[x] == 5", 5, 7, "An index such as [0]");
        row("value[-1] == 5", 5, 7, "An index such as [0]");
        row("value[0 == 5", 5, 8, "closing ]");
        row("value[99999999999999999999] == 5", 5, 26, "index is too large");
        row("value.a/b == 5", 7, 8, "brackets and quotes");
        row("value ~ \"a(b\"", 9, 12, "no regular expression: missing )");
        row("value ~ \"a[z-b]c\"", 11, 14, "no regular expression: invalid character class range");
        row("~ \"(?<n>x)\"", 3, 6, "no regular expression");
        row("value ~ \"\\xff\"", 8, 14, "valid UTF-8");
        row("value ~ \"((a{100}){100}){100}\"", 12, 17, "no regular expression");
        row(QByteArray(101, '(') + "a" + QByteArray(101, ')'), 100, 101, "nests at most 100 levels");
        row(QByteArray("not ").repeated(101) + "a", 400, 403, "nests at most 100 levels");
        row(QByteArray(65'537, 'a'), 65'536, 65'537, "64 KB");
        row(QByteArray("~a ").repeated(51), 151, 152, "50 regular expressions");
        row("\xff\xfe ==", 0, 2, "This is not a field");
    }
    void errors()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, begin);
        QFETCH(int, end);
        QFETCH(QByteArray, says);
        const auto filter = Filter::parse(plainText(text), filterNow);
        QVERIFY(!filter.has_value());
        const QByteArray message = QByteArray::fromStdString(filter.error().message);
        QVERIFY2(message.contains(says), message.constData());
        QVERIFY(message.endsWith('.'));
        QCOMPARE(static_cast<int>(filter.error().begin), begin);
        QCOMPARE(static_cast<int>(filter.error().end), end);
    }

    void accepts()
    {
        for (const std::string& text :
             {std::string(99, '(') + "a" + std::string(99, ')'), std::string(65'536, 'a'), std::string("\xff\xfe"),
              std::string("keys value-x offset:5 sizes headers/x"), std::string("42 -15m 2026-01-01 12ab"),
              std::string("value.\xC3\xA4.b$@-_ == 1"), std::string("value ~ \"[\\\\x00-\\xC3\\xBF]\"")})
            QVERIFY2(Filter::parse(text, filterNow).has_value(), text.substr(0, 80).c_str());
        const Filter copy = Filter::parse(" a  or b ", filterNow).value();
        QCOMPARE(copy.text(), std::string(" a  or b "));
        QVERIFY(!copy.matchesEverything() && copy.root() != nullptr);
        QVERIFY(Filter().matchesEverything() && Filter().root() == nullptr && Filter().text().empty());
        QVERIFY(Filter().matcher()->matches(test::OwnedRecordView(Record{})));
        auto matcher = Filter::parse("a", filterNow).value().matcher(); // outlives the filter
        QVERIFY(!matcher->matches(test::OwnedRecordView(Record{})));
    }

    void limitsTime_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("limits");
        const auto row = [](const char* text, const QString& limits) { QTest::newRow(text) << QByteArray(text) << limits; };
        row("a", "..");
        row("timestamp > 5", "6..");
        row("timestamp >= 5 and timestamp < 9", "5..8");
        row("timestamp <= 9 timestamp <= 7 a", "..7");
        row("(a and (timestamp == 5))", "5..5");
        row("timestamp in (5, 9, 7)", "5..9");
        row("timestamp > 5 or timestamp > 7", "..");
        row("not timestamp > 5", "..");
        row("timestamp != 5", "..");
        row("timestamp > 5.5", "..");
        row("timestamp > -1s", QString("%1..").arg(filterNow - 999));
        row("value.x > 5 and partition > 5", "..");
        row("timestamp < 1970-01-01", "..-1");
        row("timestamp > 8 and timestamp < 3", "9..2");
    }
    void limitsTime()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, limits);
        const Filter filter = Filter::parse(plainText(text), filterNow).value();
        const auto show = [](std::optional<TimestampMs> time) { return time ? QString::number(*time) : QString(); };
        QCOMPARE(show(filter.notBefore()) + ".." + show(filter.notAfter()), limits);
    }

    void fields_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("canonical");
        QTest::addColumn<QByteArray>("extracted");
        const auto row = [](const char* text, const char* extracted, const char* canonical = nullptr) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(canonical != nullptr ? canonical : text)
                                << (extracted != nullptr ? QByteArray(extracted) : QByteArray());
        };
        row("key", "order-17");
        row("partition", "3");
        row("offset", "1877046");
        row("timestamp", "2025-11-24T15:59:00.000Z");
        row("header[\"trace\"]", "abc");
        row("header[\"none\"]", nullptr);
        row("header[\"meta\"].x.y", "5");
        row("header[\"h\\xff\"]", "v");
        row("value.event_type", "OrderPaid");
        row("value.big", "9007199254740993");
        row("value.data.amount", "1.10");
        row("value[\"data\"][\"amount\"]", "1.10", "value.data.amount");
        row("value.data.items[1].sku", "B-2");
        row("value.data.items[1]", "{\"sku\":\"B\\u002d2\"}");
        row("value.data.name", "Zo\xC3\xAB \"Z\"");
        row("value.data[\"odd key\"]", "x");
        row("value.data[\"a\\\"b\"]", "y");
        row("value.data.note", "null");
        row("value..sku", "A-1");
        row("value..[\"sku\"]", "A-1", "value..sku");
        row("value..[\"odd key\"]", "x");
        row("value[\"\"]", nullptr);
        row("value.gone", nullptr);
        row("key.x", nullptr);
        row("value.list", "[]");
    }
    void fields()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, canonical);
        QFETCH(QByteArray, extracted);
        const auto field = FieldPath::parse(plainText(text));
        QVERIFY(field.has_value());
        QCOMPARE(QByteArray::fromStdString(field->text()), canonical);
        QVERIFY(FieldPath::parse(field->text()).value() == *field);
        const auto found = field->extract(test::sampleOrder());
        QCOMPARE(found.has_value(), !extracted.isNull());
        QCOMPARE(QByteArray::fromStdString(found.value_or("")), QByteArray(extracted.constData()));
    }
    void oddFieldsComeBack()
    {
        std::mt19937 random(7);
        const std::vector<std::string> names{"", "a", "a b", "\"", "\\", "\n\t\x01\x7f", "\xff\xfe", "\xC3\xA4", "[0]", "..", std::string("\0x", 2), "\xE2\x80\xAE"};
        for (int i = 0; i < 2'000; ++i) {
            FieldPath field;
            field.part = static_cast<FieldPath::Part>(random() % 3);
            if (field.part == FieldPath::Part::Header)
                field.header = names[random() % names.size()];
            for (auto steps = random() % 5; steps > 0; --steps) {
                FieldPath::Step step{static_cast<FieldPath::Step::Kind>(random() % 3), {}, 0};
                if (step.kind == FieldPath::Step::Kind::Index)
                    step.index = random() % 2 == 0 ? random() % 9 : std::numeric_limits<std::size_t>::max();
                else
                    step.name = names[random() % names.size()];
                field.steps.push_back(step);
            }
            const auto back = FieldPath::parse(field.text());
            QVERIFY2(back && *back == field, field.text().c_str());
        }
        for (const char* text : {"", "x", "value ", " value", "value.x y", "value.", "header", "size.x", "value.x/y", "value[0]]"})
            QVERIFY2(!FieldPath::parse(text).has_value(), text);
    }

    void times()
    {
        QCOMPARE(parseUtc("1970-01-01").value(), 0);
        QCOMPARE(parseUtc("2025-11-24T16:00:00Z").value(), filterNow);
        QCOMPARE(parseUtc("2025-11-24 17:00+01:00").value(), filterNow);
        QCOMPARE(parseUtc("2025-11-24T12:30:00.000-0330").value(), filterNow);
        QCOMPARE(parseUtc("2025-11-24t16:00:00,5z").value(), filterNow + 500);
        QCOMPARE(parseUtc("2025-11-24T16:00:00.123987654").value(), filterNow + 123);
        QCOMPARE(parseUtc("2024-02-29").value(), 1'709'164'800'000);
        QCOMPARE(parseUtc("0000-01-01T00:00:00Z").value(), -62'167'219'200'000);
        for (const TimestampMs time : {-62'167'219'200'000LL, -1LL, 0LL, 951'782'399'999LL, 253'402'300'799'999LL})
            QCOMPARE(parseUtc(formatUtc(time)).value(), time);
        for (const char* text : {"", "2025", "2025-1-1", "2025-13-01", "2025-00-01", "2023-02-29", "1900-02-29", "2025-11-31", "2025-11-24T",
                                 "2025-11-24T1", "2025-11-24T24:00", "2025-11-24T16:60", "2025-11-24T16:00:60", "2025-11-24T16:00:00.",
                                 "2025-11-24T16:00Zx", "2025-11-24T16:00+1", "2025-11-24T16:00+24", "2025-11-24T16:00:00+01:60", " 2025-11-24",
                                 "2025-11-24 ", "2025-11-24X16:00", "-025-11-24"})
            QVERIFY2(!parseUtc(text).has_value(), text);
        QCOMPARE(parseSpanMs("850ms").value(), 850);
        QCOMPARE(parseSpanMs("4w").value(), 4LL * 604'800'000);
        QCOMPARE(parseSpanMs("0s").value(), 0);
        for (const char* text : {"", "m", "15", "-15m", "15M", "1.5h", "15 m", "99999999999999999999d", "9999999999999999d"})
            QVERIFY2(!parseSpanMs(text).has_value(), text);
    }

    void numbers()
    {
        // ascending; texts in one line are equal
        const std::vector<std::vector<std::string>> order{
            {"-1e99999999999999999999"}, {"-9223372036854775809"}, {"-9223372036854775808"}, {"-1.5", "-15e-1", "-1.50"}, {"-1e-400"},
            {"0", "-0", "0.000", "-0e9", "0e99999999999999999999"}, {"1e-400", "0.1E-399"}, {"0.1", "1e-1"}, {"1", "1.0", "10e-1", "0.1e+1"},
            {"1.1", "1.10", "110e-2"}, {"9.99"}, {"10", "1e1"}, {"9007199254740992"}, {"9007199254740993", "9007199254740993.0"},
            {"999999999999999999"}, {"1000000000000000000", "1e18"}, {"18446744073709551615"}, {"18446744073709551616"}, {"1e400"},
            {"1.0000000000000000000001e400"}, {"1e99999999999999999999"}};
        for (std::size_t i = 0; i < order.size(); ++i) {
            for (std::size_t j = 0; j < order.size(); ++j) {
                for (const std::string& a : order[i]) {
                    for (const std::string& b : order[j])
                        QVERIFY2(compareJsonNumbers(a, b) == (i <=> j), (a + " " + b).c_str());
                }
            }
        }
        for (const char* text : {"", "-", "+1", "01", ".5", "5.", "1e", "1e+", "0x1", "1 ", " 1", "NaN", "1.2.3", "--1", "1e1.5"})
            QVERIFY2(!isJsonNumber(text), text);
    }

    void searches()
    {
        std::mt19937 random(11);
        for (int i = 0; i < 20'000; ++i) {
            std::string text(random() % 200, ' ');
            for (char& c : text)
                c = "abAB"[random() % 4];
            std::string wanted(random() % 7, ' ');
            for (char& c : wanted)
                c = "abAB"[random() % 4];
            if (random() % 3 == 0 && text.size() > 20)
                wanted = text.substr(random() % 20, random() % 40);
            std::string lowText;
            std::string lowWanted;
            std::ranges::transform(text, std::back_inserter(lowText), asciiLower);
            std::ranges::transform(wanted, std::back_inserter(lowWanted), asciiLower);
            QCOMPARE(ByteSearch(wanted, false).isIn(text), text.find(wanted) != std::string::npos);
            QCOMPARE(ByteSearch(wanted, true).isIn(text), lowText.find(lowWanted) != std::string::npos);
        }
        QVERIFY(!ByteSearch("[", true).isIn("{{{{{{{{{{{{{{{{{{{{{{{{{{{"));
        QVERIFY(!ByteSearch("@@", true).isIn(std::string(50, '`')));
        QVERIFY(!ByteSearch("\xE1", true).isIn(std::string(50, '\xC1')));
    }

    void completes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* text, const char* expected) { QTest::newRow(text) << QByteArray(text) << QByteArray(expected); };
        row("|", "0-0: key value header[\" partition offset timestamp size value.data.amount value.event_type value.data[\"odd key\"] key.id "
                 "header[\"trace\"] header[\"kafka_dlt-x\"] not");
        row("va|", "0-2: value value.data.amount value.event_type value.data[\"odd key\"]");
        row("VA|", "0-2: value value.data.amount value.event_type value.data[\"odd key\"]");
        row("value.|", "0-6: value.data.amount value.event_type value.data[\"odd key\"]");
        row("amo|", "0-3: value.data.amount");
        row("tra|", "0-3: header[\"trace\"]");
        row("header[\"|", "0-8: header[\"trace\"] header[\"kafka_dlt-x\"]");
        row("header[\"tr|ax\"] == 5", "0-14: header[\"trace\"]");
        row("value.da|ta.x == 5", "0-12: value.data.amount value.data[\"odd key\"]");
        row("value.x |", "8-8: == != > >= < <= ~ contains in exists not ==* !=* ~* contains* in*");
        row("value.x =|", "8-9: == ==*");
        row("value.x !|", "8-9: != !=*");
        row("value.x con|", "8-11: contains contains*");
        row("value.x not |", "12-12: contains in exists");
        row("partition |", "10-10: == != > >= < <= in exists not");
        row("value.x == |", "11-11: true false null");
        row("value.x==|", "7-9: ==*");
        row("value.x == n|", "11-12: null");
        row("timestamp > |", "12-12: -15m -1h -24h -7d");
        row("partition in |", "13-13: (");
        row("value.x in (|", "12-12: true false null");
        row("value.x in (1 |", "14-14:");
        row("value.x == 5 |", "13-13: and or");
        row("value.x == 5 a|", "13-14: and value.data.amount");
        row("value.x == 5 and (k|", "18-19: key key.id header[\"kafka_dlt-x\"]");
        row("not off|", "4-7: offset");
        row("\"unclosed |", "0-10:");
        row("value.x == \"tr|", "11-14:");
        row("?? ' |", "5-5:");
        row("*tr|", "1-3: header[\"trace\"]");
    }
    void completes()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        QCOMPARE(QByteArray::fromStdString(completed(plainText(text))), expected);
    }
    void completionIsBounded()
    {
        std::vector<std::string> many;
        for (int i = 0; i < 1'000; ++i)
            many.push_back("value.f" + std::to_string(i));
        QCOMPARE(completeFilter("value.", 6, many, {}).candidates.size(), std::size_t{20});
        QCOMPARE(completeFilter("a", 99, {}, {}).end, std::size_t{1});
    }

    void seesFields()
    {
        SeenFields seen;
        QVERIFY(seen.empty());
        Record record = test::sampleOrder();
        record.key = R"({"id":7})";
        seen.learn(record);
        record.value = R"({"event_type":"x","id":[[1,2],{"gone":1}]})";
        seen.learn(record);
        record.value = R"({"broken":1)";
        seen.learn(record);
        const std::vector<std::string> paths = seen.paths();
        QCOMPARE(paths.front(), std::string("key.id"));
        const auto has = [&](const char* path) { return std::ranges::find(paths, path) != paths.end(); };
        for (const char* path : {"value.event_type", "value.data.items[0].sku", "value.data[\"odd key\"]", "value.list", "value.empty", "value.id[0][0]"})
            QVERIFY2(has(path), path);
        for (const char* path : {"value.broken", "value.data", "value.id[1].gone", "value.data.items[1].sku"})
            QVERIFY2(!has(path), path);
        for (const std::string& path : paths)
            QVERIFY(FieldPath::parse(path).has_value());
        QVERIFY(std::ranges::count(seen.headerNames(), "trace") == 1);
        for (int i = 0; i < 2'000; ++i) {
            record.value = "{\"n" + std::to_string(i) + "\":1}";
            record.headers = {{"h" + std::to_string(i), std::nullopt}};
            seen.learn(record);
        }
        record.value = std::string(200, '[') + std::string(200, ']');
        seen.learn(record);
        QCOMPARE(seen.paths().size(), std::size_t{500});
        QCOMPARE(seen.headerNames().size(), std::size_t{200});
    }

    void termsSayTheValue()
    {
        const Record order = test::sampleOrder();
        Record other;
        other.topic = "t";
        const auto check = [&](const std::string& term, const char* expected, bool fitsOrder, bool fitsOther) {
            QCOMPARE(term, std::string(expected));
            QCOMPARE(fits(term, order), fitsOrder);
            QCOMPARE(fits(term, other), fitsOther);
        };
        const auto field = [](const char* text) { return FieldPath::parse(text).value(); };
        check(filterTerm(field("key"), "order-17", false), "key == \"order-17\"", true, false);
        check(filterTerm(field("key"), "order-17", true), "key != \"order-17\"", false, true);
        check(filterTerm(field("key"), std::nullopt, false), "key == null", false, true);
        check(filterTerm(field("key"), "\xff", false), "key == hex\"ff\"", false, false);
        check(filterTerm(field("partition"), "3", true), "partition != 3", false, true);
        check(filterTerm(field("timestamp"), "2025-11-24T15:59:00.000Z", false), "timestamp == \"2025-11-24T15:59:00.000Z\"", true, false);
        check(filterTerm(field("timestamp"), "1763999940000", true), "not timestamp == 1763999940000", false, true);
        check(filterTerm(field("header[\"retry\"]"), "3", false), "header[\"retry\"] == \"3\"", true, false);
        check(filterTerm(field("header[\"retry\"]"), "3", true), "not header[\"retry\"] == \"3\"", false, true);
        check(filterTermForJson(field("value.data.name"), "\"Zo\\u00eb \\\"Z\\\"\"", false), "value.data.name == \"Zo\xC3\xAB \\\"Z\\\"\"", true, false);
        check(filterTermForJson(field("value.big"), "9007199254740993", true), "not value.big == 9007199254740993", false, true);
        check(filterTermForJson(field("value.data.note"), "null", false), "value.data.note == null", true, false);
        check(filterTermForJson(field("value.data.ok"), "true", true), "not value.data.ok == true", false, true);
        check(filterTermForJson(field("value.data"), "{}", true), "value.data not exists", false, true);
        QVERIFY(filterTerm(field("value"), std::string(20'000, 'x'), false).empty());
    }
    void termsAreJoined()
    {
        QCOMPARE(andTerm("", "b"), std::string("b"));
        QCOMPARE(andTerm("  ", "b"), std::string("b"));
        QCOMPARE(andTerm(" a ", "not b"), std::string("a and not b"));
        QCOMPARE(andTerm("a b", "c"), std::string("a b and c"));
        QCOMPARE(andTerm("a or b", "c"), std::string("(a or b) and c"));
        QCOMPARE(andTerm("(a or b)", "c"), std::string("((a or b)) and c"));
        QCOMPARE(andTerm("not a", "c"), std::string("not a and c"));
        QCOMPARE(andTerm("a ==", "c"), std::string("c"));
    }
};

QTEST_APPLESS_MAIN(RecordsFilterTextTest)
#include "records_filter_text_test.moc"
