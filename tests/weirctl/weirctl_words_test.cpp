// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/arguments.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/sending.h"
#include "app/weirctl/text_table.h"

#include "core/base/bytes.h"

#include <QtTest>

#include <array>
#include <limits>

using namespace weir;
using namespace weir::cli;

namespace {

constexpr std::array<OptionSpec, 4> options{{{"limit", "N", ""},
                                             {"json", "", ""},
                                             {"header", "K=V", "", true},
                                             {"help", "", ""}}};

std::vector<std::string> tokens(const QString& line)
{
    std::vector<std::string> list;
    if (!line.isEmpty())
        for (const QString& word : line.split('|'))
            list.push_back(word.toStdString());
    return list;
}

} // namespace

class WeirctlWordsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parses_data()
    {
        QTest::addColumn<QString>("line");   // words separated by |
        QTest::addColumn<QString>("result"); // words / limit / json / headers, or "!complaint"
        const auto row = [](const char* line, const char* result) { QTest::newRow(line) << QString(line) << QString(result); };
        row("", "//n/");
        row("a|b", "a b//n/");
        row("a|--limit|5|b", "a b/5/n/");
        row("--limit=5|a", "a/5/n/");
        row("--limit=|a", "a//n/");
        row("--limit|-5", "/-5/n/");
        row("--limit|--json", "/--json/n/");
        row("--json|--json|a", "a//y/");
        row("-h|-|x", "- x//n/");
        row("--header|a=1|--header=a=2|--header|b", "//n/a=1 a=2 b");
        row("--|--limit|-x", "--limit -x//n/");
        row("a|--|--|b", "a -- b//n/");
        row("--limit", "!needs a value");
        row("--limit|1|--limit|2", "!given twice");
        row("--json=yes", "!takes no value");
        row("--lim|5", "!no option --lim");
        row("--limit5", "!no option --limit5");
        row("-l|5", "!no option -l");
        row("-json", "!no option -json");
        row("--=5", "!no option --");
    }
    void parses()
    {
        QFETCH(QString, line);
        QFETCH(QString, result);
        const auto arguments = Arguments::parse(tokens(line), options);
        if (result.startsWith('!')) {
            QVERIFY(!arguments);
            QVERIFY2(QString::fromStdString(arguments.error().message).contains(result.mid(1)),
                     arguments.error().message.c_str());
            return;
        }
        QVERIFY2(arguments, arguments ? "" : arguments.error().message.c_str());
        const auto join = [](const std::vector<std::string>& list) {
            QStringList words;
            for (const std::string& word : list)
                words << QString::fromStdString(word);
            return words.join(' ');
        };
        const QString found = join(arguments->words()) + "/" +
                              QString::fromStdString(arguments->value("limit").value_or("")) + "/" +
                              (arguments->has("json") ? "y" : "n") + "/" + join(arguments->values("header"));
        QCOMPARE(found, result);
    }

    void numbers_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("whole"); // "!" for refused
        QTest::addColumn<QString>("decimal");
        const auto row = [](const char* text, const char* whole, const char* decimal) {
            QTest::newRow(text) << QString(text) << QString(whole) << QString(decimal);
        };
        row("7", "7", "7");
        row("1", "1", "1");
        row("100", "100", "100");
        row("0", "!", "!");
        row("101", "!", "!");
        row("-5", "!", "!");
        row("2.5", "!", "2.5");
        row("", "!", "!");
        row(" 7", "!", "!");
        row("7 ", "!", "!");
        row("+7", "!", "!");
        row("1e1", "!", "!");
        row("0x10", "!", "!");
        row("nan", "!", "!");
        row("inf", "!", "!");
        row("99999999999999999999", "!", "!");
    }
    void numbers()
    {
        QFETCH(QString, text);
        QFETCH(QString, whole);
        QFETCH(QString, decimal);
        const auto arguments = Arguments::parse(tokens("--limit|" + text), options);
        QVERIFY(arguments);
        const auto number = arguments->number("limit", 1, 100);
        const auto real = arguments->decimal("limit", 1, 100);
        QCOMPARE(number ? QString::number(number->value()) : QString("!"), whole);
        QCOMPARE(real ? QString::number(real->value()) : QString("!"), decimal);
        if (!number)
            QVERIFY(number.error().message.find("--limit") != std::string::npos);
        QVERIFY(!arguments->number("missing", 1, 100).value());
    }

    void findsTheCommand_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("at");
        QTest::newRow("first") << "topics|--json" << 0;
        QTest::newRow("after a switch") << "--json|topics" << 1;
        QTest::newRow("after a value") << "--limit|topics|read" << 2;
        QTest::newRow("after an equals sign") << "--limit=5|read" << 1;
        QTest::newRow("none") << "--json|--help" << -1;
        QTest::newRow("nothing") << "" << -1;
        QTest::newRow("value at the end") << "--limit" << -1;
        QTest::newRow("unknown option") << "--what|topics" << 1;
    }
    void findsTheCommand()
    {
        QFETCH(QString, line);
        QFETCH(int, at);
        const auto found = findCommand(tokens(line), options);
        QCOMPARE(found ? static_cast<int>(*found) : -1, at);
    }

    void alignsColumns()
    {
        TextTable table({{"NAME"}, {"N", TextTable::Align::Right}, {"NOTE"}});
        QVERIFY(table.empty());
        table.addRow({"Köln", "5", "a long note that needs no padding"});
        table.addRow({"x\n\x1b[31m\xE2\x80\xAE", "1000"});
        table.addRow({"\xff", "-", ""});
        QCOMPARE(QString::fromStdString(table.text()),
                 QString("NAME                    N  NOTE\n"
                         "Köln                    5  a long note that needs no padding\n"
                         "x\\n\\x1b[31m\\u{202e}  1000\n"
                         "\\xff                    -\n"));
    }

    void tellsNullFromEmpty()
    {
        QCOMPARE(shownBytes(std::nullopt), std::string("NULL"));
        QCOMPARE(shownBytes(std::string()), std::string("(empty)"));
        QCOMPARE(shownBytes(std::string(300, 'x'), 3), std::string("xxx…"));
        QCOMPARE(shownNumber(std::nullopt), std::string("-"));
        QCOMPARE(shownNumber(std::numeric_limits<std::int64_t>::min()), std::string("-9223372036854775808"));
    }

    void writesJsonLines()
    {
        const std::string line = JsonLine()
                                     .text("a", "x\"\n")
                                     .text("b", std::nullopt)
                                     .text("c", "\xff")
                                     .number("d", std::numeric_limits<std::int64_t>::max())
                                     .number("e", std::nullopt)
                                     .flag("f", true)
                                     .raw("g", jsonArray(std::vector<int>{1, 2}, [](int i) { return std::to_string(i); }))
                                     .str();
        QCOMPARE(line, std::string("{\"a\":\"x\\\"\\n\",\"b\":null,\"c_base64\":\"/w==\",\"d\":9223372036854775807,"
                                   "\"e\":null,\"f\":true,\"g\":[1,2]}"));
        QCOMPARE(JsonLine().str(), std::string("{}"));
    }

    void readsHeaders_data()
    {
        QTest::addColumn<QString>("given");  // words separated by |
        QTest::addColumn<QString>("result"); // name:value in hexadecimal or NULL, or "!complaint"
        const auto row = [](const char* given, const char* result) { QTest::newRow(given) << QString(given) << QString(result); };
        row("a=1", "a:31");
        row("a=|b|=x|c=d=e", "a: b:NULL :78 c:643d65");
        row("a:int32=5", "a:00000005");
        row("a:int64=-1", "a:ffffffffffffffff");
        row("a:int32=-2147483648|a:int32=2147483647", "a:80000000 a:7fffffff");
        row("a:hex=00 FF|a:base64=AP8=", "a:00ff a:00ff");
        row("a:text=5|a:json={}", "a:35 a:7b7d");
        row("a:null|a:empty|a:null=x|a:empty=x", "a:NULL a: a:NULL a:");
        row("urn:x=1", "urn:x:31");
        row("urn:int32:text=7", "urn:int32:37"); // the last one counts
        row("a=b:int32=5", "a:623a696e7433323d35");
        row("null=null", "null:6e756c6c"); // a word is never NULL
        row(":int32=5", ":00000005");
        row("a:int32=2147483648", "!header a");
        row("a:int32=", "!header a");
        row("a:int32", "!has a type and no value");
        row("a:hex=0", "!header a");
        row("a:json={", "!header a");
    }
    void readsHeaders()
    {
        QFETCH(QString, given);
        QFETCH(QString, result);
        const auto headers = readHeaders(tokens(given));
        if (result.startsWith('!')) {
            QVERIFY(!headers);
            QCOMPARE(headers.error().kind, ErrorKind::InvalidInput);
            QVERIFY2(QString::fromStdString(headers.error().message).contains(result.mid(1)), headers.error().message.c_str());
            return;
        }
        QVERIFY2(headers, headers ? "" : headers.error().message.c_str());
        QStringList found;
        for (const Header& header : *headers)
            found << QString::fromStdString(header.name + ":" + (header.value ? toHex(*header.value) : "NULL"));
        QCOMPARE(found.join(' '), result);
    }

    void readsTimes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("time"); // 0: refused
        QTest::newRow("ms") << "1700000000123" << qint64(1'700'000'000'123);
        QTest::newRow("one") << "1" << qint64(1);
        QTest::newRow("iso") << "2026-11-23T14:07:31.208Z" << qint64(1'795'442'851'208);
        QTest::newRow("zone") << "2026-11-23T15:07:31.208+01:00" << qint64(1'795'442'851'208);
        QTest::newRow("before") << "-15m" << qint64(1'000'000'000'000 - 900'000);
        for (const char* bad : {"", "0", "-1", "yesterday", "15m", "2026-02-30", "1.5", "99999999999999999999"})
            QTest::newRow(bad) << bad << qint64(0);
    }
    void readsTimes()
    {
        QFETCH(QString, text);
        QFETCH(qint64, time);
        const auto read = readTime(text.toStdString(), 1'000'000'000'000, "It");
        QCOMPARE(read.has_value(), time != 0);
        if (read)
            QCOMPARE(qint64(*read), time);
    }
};

QTEST_GUILESS_MAIN(WeirctlWordsTest)
#include "weirctl_words_test.moc"
