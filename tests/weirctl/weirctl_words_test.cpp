// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/arguments.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/sending.h"
#include "app/weirctl/text_table.h"

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

    void readsHeaders()
    {
        const Headers headers = readHeaders({"a=1", "a=", "b", "=x", "c=d=e"});
        const Headers expected{{"a", "1"}, {"a", ""}, {"b", std::nullopt}, {"", "x"}, {"c", "d=e"}};
        QVERIFY(headers == expected);
    }
};

QTEST_GUILESS_MAIN(WeirctlWordsTest)
#include "weirctl_words_test.moc"
