// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/json_tree.h"

#include <QtTest/QTest>

using namespace weir;

namespace {

Result<JsonTree> build(std::string json, std::size_t most = JsonTree::mostNodes)
{
    return JsonTree::build(std::make_shared<const Bytes>(std::move(json)), {}, most);
}

/// Every node as "depth name=value", containers with their number of children.
QStringList lines(const JsonTree& tree)
{
    QStringList result;
    for (JsonTree::Node node = 0; node < tree.size(); ++node) {
        QString line = QStringLiteral("%1 ").arg(tree.depth(node));
        line += QString::fromStdString(std::string(tree.rawName(node)));
        line += QLatin1Char('=');
        if (tree.isContainer(node))
            line += QStringLiteral("%1%2").arg(tree.kind(node) == JsonTree::Kind::Object ? QLatin1Char('{') : QLatin1Char('[')).arg(tree.childCount(node));
        else
            line += QString::fromStdString(std::string(tree.raw(node)));
        result << line;
    }
    return result;
}

} // namespace

class RecordsTreeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void builds_data();
    void builds();
    void refuses_data();
    void refuses();
    void relations();
    void paths();
    void cut();
    void depth();
    void unescapes_data();
    void unescapes();
    void repeatedNames();
    void stopped();
};

void RecordsTreeTest::builds_data()
{
    QTest::addColumn<std::string>("json");
    QTest::addColumn<QString>("nodes");
    QTest::newRow("scalar") << std::string(" 1.10 ") << "0 =1.10";
    QTest::newRow("string") << std::string(R"("a\u0000")") << R"(0 ="a\u0000")";
    QTest::newRow("empty") << std::string("[{},[]]") << "0 =[2|1 ={0|1 =[0";
    QTest::newRow("numbers as sent") << std::string(R"({"n":[9007199254740993,1.10,1E5,-0,1e999]})")
                                     << R"(0 ={1|1 "n"=[5|2 =9007199254740993|2 =1.10|2 =1E5|2 =-0|2 =1e999)";
    QTest::newRow("duplicates as sent") << std::string(R"({"a":1,"a":"b","":null,"\u0061":true})")
                                        << R"(0 ={4|1 "a"=1|1 "a"="b"|1 ""=null|1 "\u0061"=true)";
    QTest::newRow("strings in arrays are no names") << std::string(R"({"a":["x","y"],"b":"z"})")
                                                    << R"(0 ={2|1 "a"=[2|2 ="x"|2 ="y"|1 "b"="z")";
    QTest::newRow("strings that look like names") << std::string(R"([{"a":"b"},"c",{"d":{"e":"f"}}])")
                                                  << R"(0 =[3|1 ={1|2 "a"="b"|1 ="c"|1 ={1|2 "d"={1|3 "e"="f")";
}

void RecordsTreeTest::builds()
{
    QFETCH(std::string, json);
    const auto tree = build(json);
    QVERIFY(tree);
    QTEST(lines(*tree).join(QLatin1Char('|')), "nodes");
    QVERIFY(!tree->cut());
}

void RecordsTreeTest::refuses_data()
{
    QTest::addColumn<std::string>("json");
    for (const char* json : {"", "{", "[1,]", "{\"a\"}", "1 2", "\xff", "{\"a\":\"\xff\"}", "nul"})
        QTest::newRow(QByteArray(json).toPercentEncoding().constData()) << std::string(json);
    QTest::newRow("5,000,000 deep") << std::string(5'000'000, '[');
    QTest::newRow("NUL") << std::string("{}\0", 3);
}

void RecordsTreeTest::refuses()
{
    QFETCH(std::string, json);
    const auto tree = build(json);
    QVERIFY(!tree);
    QCOMPARE(tree.error().kind, ErrorKind::InvalidInput);
}

void RecordsTreeTest::relations()
{
    const auto tree = build(R"({"a":[10,{"b":20}],"c":30})");
    QVERIFY(tree);
    QCOMPARE(tree->parent(0), 0U);
    for (JsonTree::Node node = 0; node < tree->size(); ++node) {
        for (std::size_t row = 0; row < tree->childCount(node); ++row) {
            const JsonTree::Node child = tree->child(node, row);
            QCOMPARE(tree->parent(child), node);
            QCOMPARE(tree->row(child), row);
        }
    }
    QCOMPARE(tree->raw(tree->child(0, 0)), std::string_view(R"([10,{"b":20}])"));
    QCOMPARE(tree->raw(0).size(), std::size_t{26});
}

void RecordsTreeTest::paths()
{
    const auto tree = build(R"({"data":{"items":[{"sku":"a"},{"sku":"b","odd name":1,"x.y":2,"q\"":3}]}})");
    QVERIFY(tree);
    QStringList texts;
    for (JsonTree::Node node = 0; node < tree->size(); ++node)
        texts << QString::fromStdString(tree->path(node, FieldPath::Part::Value).text());
    QCOMPARE(texts.first(), QStringLiteral("value"));
    QVERIFY(texts.contains(QStringLiteral("value.data.items[1].sku")));
    QVERIFY(texts.contains(QStringLiteral("value.data.items[1][\"odd name\"]")));
    QVERIFY(texts.contains(QStringLiteral("value.data.items[1][\"x.y\"]")));
    QVERIFY(texts.contains(QStringLiteral("value.data.items[1][\"q\\\"\"]")));
    QCOMPARE(tree->path(1, FieldPath::Part::Header, "trace id").text(), std::string("header[\"trace id\"].data"));
    QCOMPARE(tree->path(1, FieldPath::Part::Key).text(), std::string("key.data"));
}

void RecordsTreeTest::cut()
{
    std::string json = "[";
    for (int i = 0; i < 1000; ++i)
        json += "[1,2,3],";
    json += "0]";
    const auto tree = build(json, 100);
    QVERIFY(tree);
    QVERIFY(tree->cut());
    QCOMPARE(tree->size(), std::size_t{100});
    QCOMPARE(tree->raw(0), std::string_view(json));
    std::size_t children = 0;
    for (JsonTree::Node node = 0; node < tree->size(); ++node)
        children += tree->childCount(node);
    QCOMPARE(children, std::size_t{99});
    QVERIFY(!build("[1,2]", 3)->cut());
    QVERIFY(build("[1,2]", 2)->cut());
    QVERIFY(build("[1,2]", 1)->cut());
}

void RecordsTreeTest::depth()
{
    const auto tree = build(std::string(256, '[') + std::string(256, ']'));
    QVERIFY(tree);
    QCOMPARE(tree->depth(255), std::size_t{255});
    QVERIFY(!build(std::string(257, '[') + std::string(257, ']')));
}

void RecordsTreeTest::unescapes_data()
{
    QTest::addColumn<std::string>("literal");
    QTest::addColumn<std::string>("text");
    const auto row = [](const char* literal, const std::string& text) { QTest::newRow(literal) << std::string(literal) << text; };
    row(R"("")", "");
    row(R"("a\"\\\/\b\f\n\r\tz")", "a\"\\/\b\f\n\r\tz");
    row(R"("\u0041\u00e4\u20ac")", "Aä€");
    row(R"("\ud83d\ude00")", "\xF0\x9F\x98\x80");
    row(R"("\ud83d x")", "\xEF\xBF\xBD x");
    row(R"("\ude00")", "\xEF\xBF\xBD");
    row(R"("\ud83d\u0041")", "\xEF\xBF\xBD" "A");
    row(R"("\u0000")", std::string(1, '\0'));
}

void RecordsTreeTest::unescapes()
{
    QFETCH(std::string, literal);
    QTEST(JsonTree::unescapeJsonText(literal), "text");
}

void RecordsTreeTest::repeatedNames()
{
    const auto tree = build(R"({"a":1,"b":{"a":2},"a":3,"c":["a","a"]})");
    QVERIFY(tree);
    QList<bool> repeated;
    for (JsonTree::Node node = 0; node < tree->size(); ++node)
        repeated << tree->isRepeated(node);
    QCOMPARE(repeated, (QList<bool>{false, false, false, false, true, false, false, false}));
}

void RecordsTreeTest::stopped()
{
    std::stop_source stop;
    stop.request_stop();
    const auto tree = JsonTree::build(std::make_shared<const Bytes>("[1]"), stop.get_token());
    QVERIFY(!tree);
    QCOMPARE(tree.error().kind, ErrorKind::Cancelled);
}

QTEST_APPLESS_MAIN(RecordsTreeTest)
#include "records_tree_test.moc"
