// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/event_generator.h"
#include "core/events/placeholder.h"
#include "core/events/seeded_random.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>
#include <map>
#include <set>

using namespace weir;
using namespace std::string_literals;
namespace fs = std::filesystem;

/// Each placeholder by itself.
class EventsPlaceholderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data();
    void finds();
    void makes_data();
    void makes();
    void refuses_data();
    void refuses();
    void helpIsTrue();
    void numbersAreEven();
    void normalNumbers();
    void choicesByWeight();
    void keysAreDistinctOrSkewed();
    void readsDataFiles();
    void refusesDataFiles_data();
    void refusesDataFiles();
};

namespace {

constexpr TimestampMs noon = 1'795'694'851'208; // 2026-11-26T12:07:31.208Z

GeneratorOptions options(const fs::path& folder = {})
{
    GeneratorOptions made;
    made.dataFolder = folder;
    made.clock = [] { return noon; };
    return made;
}

EventTemplate textOf(const std::string& text)
{
    EventTemplate made;
    made.kind = EventTemplate::Kind::Raw;
    made.topic = "t";
    made.value = {PayloadType::Text, text};
    return made;
}

/// What the text becomes, `count` times; or one line with "! " and the sentence.
std::vector<std::string> made(const std::string& text, std::size_t count, const fs::path& folder = {})
{
    const auto records = previewEvents({{textOf(text)}}, options(folder), count);
    if (!records)
        return {"! " + records.error().message};
    std::vector<std::string> texts;
    for (const OutgoingRecord& record : *records)
        texts.push_back(*record.value);
    return texts;
}

void write(const fs::path& file, const std::string& text)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

} // namespace

void EventsPlaceholderTest::finds_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected"); // begin+length name[!]; ...
    const auto row = [](const char* name, const char* text, const char* expected) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(expected);
    };
    row("nothing", "", "");
    row("text", "a { b } {c}", "");
    row("one", "{{uuid}}", "0+8 uuid;");
    row("spaces inside", "{{  int   1..2  }}", "0+18 int;");
    row("two and text", "a{{uuid}}b{{now}}c", "1+8 uuid;10+7 now;");
    row("bytes are counted", "ä{{uuid}}", "2+8 uuid;");
    row("unknown", "{{nothing}}", "0+11 nothing!;");
    row("empty", "{{}}", "0+4 !;");
    row("not closed", "a{{uuid", "1+6 uuid!;");
    row("not closed on its line", "{{uuid\n}} {{now}}", "0+6 uuid!;10+7 now;");
    row("escaped", "\\{{uuid}}", "");
    row("backslash before", "\\\\{{uuid}}", "2+8 uuid;");
    row("three braces", "{{{uuid}}}", "0+9 {uuid!;");
    row("braces in quotes", "{{choice '}}' \"{{\"}}", "0+20 choice;");
    row("an open quote", "{{choice 'a}} b", "0+13 !;");
    row("an apostrophe in a word", "{{choice O'Neill}}", "0+18 choice;");
    row("a bad argument", "{{int 1..x}}", "0+12 int!;");
    row("no file is read", "{{csv no.csv id}}", "0+17 csv;");
    row("a file outside", "{{csv ../no.csv id}}", "0+20 csv!;");
    row("fields are not followed", "{{field nowhere}}", "0+17 field;");
    row("braces only", "{{{{}}}}", "0+6 {{!;");
}

void EventsPlaceholderTest::finds()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    std::string found;
    for (const PlaceholderSpan& span : findPlaceholders(text.toStdString()))
        found += std::to_string(span.begin) + "+" + std::to_string(span.length) + " " + span.name + (span.problem.empty() ? ";" : "!;");
    QCOMPARE(found, expected.toStdString());
}

void EventsPlaceholderTest::makes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("pattern");
    const auto row = [](const char* text, const char* pattern) { QTest::newRow(text) << QByteArray(text) << QByteArray(pattern); };
    row("{{uuid}}", "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    row("{{now}}", "2026-11-26T12:07:31\\.208Z");
    row("{{now -1d}}", "2026-11-25T12:07:31\\.208Z");
    row("{{now offset=+250ms format=ms}}", "1795694851458");
    row("{{now 0s format=s}}", "1795694851");
    row("{{now format=date}} {{now format=time}}", "2026-11-26 12:07:31");
    row("{{now format='%d.%m.%Y %H:%M:%S,%L %%'}}", "26\\.11\\.2026 12:07:31,208 %");
    row("{{now format=%F%T%s%Q}}", "2026-11-2612:07:3117956948511795694851208");
    row("{{now -3d..-2d format=date}}", "2026-11-2[34]");
    row("{{now -30000d}}", "1944-10-0\\dT12:07:31\\.208Z");
    row("{{int 1..1}}", "1");
    row("{{int -9223372036854775808..9223372036854775807}}", "-?\\d{1,19}");
    row("{{int -3..-3}}", "-3");
    row("{{int range=4..4}}", "4");
    row("{{decimal 1..1}}", "1\\.00");
    row("{{decimal -0.05..-0.05}}", "-0\\.05");
    row("{{decimal 0.001..0.001}}", "0\\.001");
    row("{{decimal 5..5 digits=0}}", "5");
    row("{{decimal 92233720368547758.07..92233720368547758.07}}", "92233720368547758\\.07");
    row("{{decimal -9.223372036854775808..-9.223372036854775808}}", "-9\\.223372036854775808");
    row("{{normal mean=7 sd=0 digits=1}}", "7\\.0");
    row("{{normal mean=100 sd=1000 min=0 max=10 digits=0}}", "\\d|10");
    row("{{normal mean=0 sd=1 min=1000 digits=0}}", "1000");
    row("{{choice a}}", "a");
    row("{{choice a:0 b:0.5}}", "b");
    row("{{choice 'a b':3}}", "a b");
    row("{{choice '10:30'}}", "10:30");
    row("{{choice http://x/}}", "http://x/");
    row("{{choice 'it\\'s'}}", "it's");
    row("{{choice ''}}", "");
    row("{{bool p=1}}{{bool p=0}}", "truefalse");
    row("{{bool}}", "true|false");
    row("{{name}}", "\\S.*\\S");
    row("{{first-name}} {{last-name}}", ".+ .+");
    row("{{email}}", "[a-z]+\\.[a-z]+\\d{1,2}@example\\.org");
    row("{{city}}/{{country}}/{{street}}", ".+/[A-Z]{2}/.+ \\d+");
    row("{{word}}", "[a-z]+");
    row("{{words 3}}", "[a-z]+ [a-z]+ [a-z]+");
    row("{{words 1..2}}", "[a-z]+( [a-z]+)?");
    row("{{digits 40}}", "\\d{40}");
    row("{{hex 33}}", "[0-9a-f]{33}");
    row("{{bytes 3}}", "[0-9a-f]{6}");
    row("{{key of 3 user-}}", "user-[123]");
    row("{{key of 1}}", "1");
    row("{{key of 2 'a b:' skewed=zipf}}", "a b:[12]");
    row("\\{{uuid}}", "\\{\\{uuid\\}\\}");
    row("plain", "plain");
}

void EventsPlaceholderTest::makes()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, pattern);
    const QRegularExpression whole("^(?:" + QString::fromUtf8(pattern) + ")$");
    for (const std::string& one : made(text.toStdString(), 50))
        QVERIFY2(whole.match(QString::fromStdString(one)).hasMatch(), one.c_str());
    for (const PlaceholderSpan& span : findPlaceholders(text.toStdString()))
        QCOMPARE(span.problem, std::string());
}

void EventsPlaceholderTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* text, const char* expected) { QTest::newRow(text) << QByteArray(text) << QByteArray(expected); };
    row("{{uuid 4}}", "uuid does not know what to do with \"4\"");
    row("{{Uuid}}", "no placeholder");
    row("{{now 5m}}", "An offset is written");
    row("{{now -5x}}", "An offset is written");
    row("{{now --5m}}", "An offset is written");
    row("{{now -1d..-2d}}", "empty");
    row("{{now format=odd}}", "A format is");
    row("{{now format=%Y%q}}", "%q");
    row("{{now format=%}}", "%%");
    row("{{counter from=x}}", "from is a number");
    row("{{counter from=1.5}}", "whole numbers");
    row("{{counter form=5}}", "\"form=5\"");
    row("{{int}}", "needs a range");
    row("{{int 5}}", "A range is written 1..100");
    row("{{int 1..}}", "A range is written");
    row("{{int 1..9223372036854775808}}", "64 bits");
    row("{{int 1..1.5}}", "whole numbers");
    row("{{int 2..1}}", "empty");
    row("{{int 1..2 3}}", "\"3\"");
    row("{{decimal 1..2 digits=19}}", "0 to 18");
    row("{{decimal 1..2 digits=-1}}", "0 to 18");
    row("{{decimal 1.234..2 digits=2}}", "more digits");
    row("{{decimal 1..92233720368547758.08}}", "two numbers");
    row("{{decimal 1..92233720368547758 digits=3}}", "64 bits");
    row("{{decimal 2..1}}", "empty");
    row("{{decimal a..b}}", "two numbers");
    row("{{normal sd=-1}}", "negative");
    row("{{normal min=2 max=1}}", "empty");
    row("{{normal min=0.001}}", "at most 2 digits");
    row("{{choice}}", "something to choose from");
    row("{{choice a:0 b:0}}", "All weights are 0");
    row("{{choice a:-1}}", "weight");
    row("{{choice 'a'b}}", "weight");
    row("{{choice a:9223372036854775807 b:1}}", "64 bits");
    row("{{choice 'a}}", "not closed");
    row("{{bool p=2}}", "from 0 to 1");
    row("{{bool p=x}}", "from 0 to 1");
    row("{{words}}", "words needs");
    row("{{words 0}}", "words needs");
    row("{{words 5..2}}", "words needs");
    row("{{words 100001}}", "words needs");
    row("{{hex}}", "hex 16");
    row("{{hex 0}}", "length");
    row("{{bytes 99999999999}}", "length");
    row("{{digits -1}}", "length");
    row("{{key 500}}", "key of 500");
    row("{{key of}}", "key of 500");
    row("{{key of 0 a}}", "key of 500");
    row("{{key of 5 a skewed=pareto}}", "zipf only");
    row("{{key of 1000001 a skewed=zipf}}", "at most 1000000");
    row("{{csv}}", "needs a file");
    row("{{csv a.csv}}", "needs a column");
    row("{{csv a.csv b mode=odd}}", "random or next");
    row("{{csv /etc/passwd b}}", "leads out");
    row("{{csv a/../../b.csv b}}", "leads out");
    row("{{ndjson a.ndjson a..[}}", "is no path");
    row("{{uuid as=}}", "A label");
    row("{{uuid as=A}}", "A label");
}

void EventsPlaceholderTest::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const auto texts = made(text.toStdString(), 1);
    QVERIFY2(texts.front().starts_with("! value: "), texts.front().c_str());
    QVERIFY2(texts.front().find(expected.toStdString()) != std::string::npos, texts.front().c_str());
    const auto spans = findPlaceholders(text.toStdString()); // the same is said while it is typed
    QCOMPARE(spans.size(), std::size_t{1});
    QVERIFY2(spans.front().problem.find(expected.toStdString()) != std::string::npos, spans.front().problem.c_str());
}

void EventsPlaceholderTest::helpIsTrue()
{
    QVERIFY(placeholderHelp().size() > 20);
    for (const PlaceholderHelp& line : placeholderHelp()) {
        QVERIFY(!line.meaning.empty());
        const auto spans = findPlaceholders(line.example);
        QVERIFY(!spans.empty());
        for (const PlaceholderSpan& span : spans)
            QVERIFY2(span.problem.empty(), (line.example + " " + span.problem).c_str());
        QVERIFY(spans.front().name == line.name || line.name == "as");
    }
}

void EventsPlaceholderTest::numbersAreEven()
{
    std::map<std::string, int> counts;
    for (const std::string& one : made("{{int -2..2}}", 50'000))
        ++counts[one];
    QCOMPARE(counts.size(), std::size_t{5});
    for (const auto& [number, count] : counts)
        QVERIFY2(std::abs(count - 10'000) < 400, number.c_str());
    double sum = 0;
    for (const std::string& one : made("{{decimal 10..20}}", 50'000))
        sum += std::stod(one);
    QVERIFY(std::abs(sum / 50'000 - 15) < 0.05);
    SeededRandom random(9);
    std::uint64_t ones = 0;
    for (int i = 0; i < 100'000; ++i)
        ones += random.between(INT64_MIN, INT64_MAX) < 0 ? 1U : 0U;
    QVERIFY(ones > 49'000 && ones < 51'000);
}

void EventsPlaceholderTest::normalNumbers()
{
    double sum = 0;
    double squares = 0;
    int inOne = 0;
    int inTwo = 0;
    constexpr int count = 100'000;
    SeededRandom random(5);
    for (int i = 0; i < count; ++i) {
        const double one = random.normal();
        sum += one;
        squares += one * one;
        inOne += std::abs(one) < 1 ? 1 : 0;
        inTwo += std::abs(one) < 2 ? 1 : 0;
    }
    QVERIFY(std::abs(sum / count) < 0.015);
    QVERIFY(std::abs(squares / count - 1) < 0.02);
    QVERIFY(std::abs(inOne / double(count) - 0.6827) < 0.006);
    QVERIFY(std::abs(inTwo / double(count) - 0.9545) < 0.004);
}

void EventsPlaceholderTest::choicesByWeight()
{
    std::map<std::string, int> counts;
    for (const std::string& one : made("{{choice EUR:7.5 USD:2 'Swiss francs':0.5}}", 50'000))
        ++counts[one];
    QVERIFY(std::abs(counts["EUR"] - 37'500) < 500);
    QVERIFY(std::abs(counts["USD"] - 10'000) < 400);
    QVERIFY(std::abs(counts["Swiss francs"] - 2'500) < 250);
    QVERIFY(std::ranges::count(made("{{bool p=0.1}}", 50'000), "true"s) > 4'700);
}

void EventsPlaceholderTest::keysAreDistinctOrSkewed()
{
    const auto even = made("{{key of 100 k}}", 20'000);
    QCOMPARE(std::set(even.begin(), even.end()).size(), std::size_t{100});
    std::map<std::string, double> counts;
    for (const std::string& one : made("{{key of 100 k skewed=zipf}}", 50'000))
        ++counts[one];
    const double harmonic = 5.18738; // 1 + 1/2 + ... + 1/100
    QVERIFY(std::abs(counts["k1"] - 50'000 / harmonic) < 400);
    QVERIFY(std::abs(counts["k2"] - 25'000 / harmonic) < 300);
    QVERIFY(std::abs(counts["k10"] - 5'000 / harmonic) < 150);
    QVERIFY(counts.size() > 95);
}

void EventsPlaceholderTest::readsDataFiles()
{
    const QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    write(root / "people.csv", "\xef\xbb\xbfid,name,\"full, name\"\r\n1,Anna,\"A \"\"x\"\" B\"\r\n2,José,\"two\nlines\"\r\n3,Zoë,\r\n");
    write(root / "deep/people.ndjson", "{\"id\":7,\"n\":{\"a\":\"x\\\"y\"}}\n\n{\"id\":9007199254740993,\"n\":{\"a\":null}}\n");
    using Texts = std::vector<std::string>;
    QCOMPARE(made("{{csv people.csv id mode=next}} {{csv people.csv name mode=next}}", 4, root), (Texts{"1 Anna", "2 José", "3 Zoë", "1 Anna"}));
    QCOMPARE(made("{{csv people.csv 'full, name' mode=next}}", 3, root), (Texts{"A \"x\" B", "two\nlines", ""}));
    QCOMPARE(made("{{csv people.csv #2 mode=next}}", 1, root), (Texts{"Anna"}));
    QCOMPARE(made("{{ndjson deep/people.ndjson n.a mode=next}}", 2, root), (Texts{"x\"y", "null"}));
    QCOMPARE(made("{{ndjson deep/people.ndjson n mode=next}}", 1, root), (Texts{R"({"a":"x\"y"})"}));
    QCOMPARE(made("{{ndjson deep/people.ndjson mode=next}}", 1, root), (Texts{R"({"id":7,"n":{"a":"x\"y"}})"}));
    // One row for all of a record; another one by its label.
    const std::set<std::string> whole{"1Anna", "2José", "3Zoë"};
    std::set<std::string> mixed;
    for (const std::string& one : made("{{csv people.csv id}}{{csv people.csv name}} {{csv people.csv id row=b}}", 200, root)) {
        QVERIFY(whole.contains(one.substr(0, one.find(' '))));
        mixed.insert(one);
    }
    QCOMPARE(mixed.size(), std::size_t{9});
    EventTemplate event;
    event.eventType = "A";
    event.value = {PayloadType::Json, R"({"whole":{{ndjson deep/people.ndjson n mode=next}},"in":"{{ndjson deep/people.ndjson n.a mode=next}}","cell":"{{csv people.csv 'full, name' mode=next}}"})"};
    const auto records = previewEvents({{event}}, options(root), 1);
    QVERIFY2(records, records ? "" : records.error().message.c_str());
    QVERIFY2(records->front().value->ends_with(R"("data":{"whole":{"a":"x\"y"},"in":"x\"y","cell":"A \"x\" B"}})"), records->front().value->c_str());
}

void EventsPlaceholderTest::refusesDataFiles_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* text, const char* expected) { QTest::newRow(text) << QByteArray(text) << QByteArray(expected); };
    row("{{csv none.csv id}}", "There is no file \"none.csv\"");
    row("{{csv good.csv nothing}}", "has no column \"nothing\"");
    row("{{csv good.csv #3}}", "has no column");
    row("{{csv good.csv #0}}", "has no column");
    row("{{csv ragged.csv a}}", "line 3 has 3 cells");
    row("{{csv empty.csv a}}", "no rows");
    row("{{csv latin.csv a}}", "not UTF-8");
    row("{{csv open.csv a}}", "never closed");
    row("{{csv folder a}}", "is not a file");
    row("{{csv link.csv a}}", "leads out");
    row("{{csv linked/outside.csv a}}", "leads out");
    row("{{ndjson bad.ndjson a}}", "line 2");
    row("{{ndjson bad.ndjson}}", "line 2");
    row("{{ndjson good.ndjson b}}", "its record 2 has no field \"b\"");
}

void EventsPlaceholderTest::refusesDataFiles()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const QTemporaryDir folder;
    const fs::path root = fs::path(folder.path().toStdString()) / "data";
    write(root / "good.csv", "a,b\n1,2\n");
    write(root / "ragged.csv", "a,b\n1,2\n1,2,3\n");
    write(root / "empty.csv", "a\n");
    write(root / "latin.csv", "a\n\xe9\n");
    write(root / "open.csv", "a\n\"1\n");
    write(root / "bad.ndjson", "{\"a\":1}\n{\"a\":\n");
    write(root / "good.ndjson", "{\"a\":1,\"b\":2}\n{\"a\":1}\n");
    write(root / "folder/x", "");
    write(root.parent_path() / "outside.csv", "a\nsecret\n");
    fs::create_symlink("../outside.csv", root / "link.csv");
    fs::create_directory_symlink("..", root / "linked");
    const auto texts = made(text.toStdString(), 1, root);
    QVERIFY2(texts.front().starts_with("! "), texts.front().c_str());
    QVERIFY2(texts.front().find(expected.toStdString()) != std::string::npos, texts.front().c_str());
}

QTEST_GUILESS_MAIN(EventsPlaceholderTest)
#include "events_placeholder_test.moc"
