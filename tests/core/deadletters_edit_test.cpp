// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/record_edit.h"
#include "core/records/json_scanner.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <random>
#include <set>

using namespace weir;
using namespace std::string_literals;
using Kind = FieldOperation::Kind;

namespace {

FieldOperation parsed(const QByteArray& text)
{
    auto operation = parseFieldOperation(text.toStdString());
    if (!operation)
        qFatal("%s: %s", text.constData(), operation.error().message.c_str());
    return std::move(*operation);
}

RecordEdit editOf(const QByteArray& text) { return {{}, {}, {}, {parsed(text)}}; }

Record recordWith(OptionalBytes value, OptionalBytes key = "k", Headers headers = {})
{
    Record record;
    record.topic = "orders.dlq";
    record.offset = 7;
    record.key = std::move(key);
    record.value = std::move(value);
    record.headers = std::move(headers);
    return record;
}

bool isJson(std::string_view text)
{
    JsonScanner scanner(text);
    for (;;) {
        const auto token = scanner.next();
        if (!token || *token == JsonScanner::Token::Done)
            return token.has_value();
    }
}

/// The slow way: the same operations on nlohmann_json's tree, for texts it can hold without loss.
class Reference
{
public:
    static void apply(nlohmann::ordered_json& json, const FieldOperation& operation, bool& failed)
    {
        nlohmann::ordered_json* at = &json;
        const auto& steps = operation.path.steps;
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const bool last = i + 1 == steps.size();
            const auto& step = steps[i];
            if (step.kind == FieldPath::Step::Kind::Member) {
                const bool there = at->is_object() && at->contains(step.name);
                if (!there) {
                    failed = operation.kind == Kind::Set && !(last && at->is_object());
                    if (operation.kind == Kind::Set && !failed)
                        (*at)[step.name] = nlohmann::ordered_json::parse(*operation.to);
                    return;
                }
                if (last && operation.kind == Kind::Remove) {
                    at->erase(step.name);
                    return;
                }
                at = &(*at)[step.name];
            } else {
                if (!at->is_array() || step.index >= at->size()) {
                    failed = operation.kind == Kind::Set;
                    return;
                }
                if (last && operation.kind == Kind::Remove) {
                    at->erase(step.index);
                    return;
                }
                at = &(*at)[step.index];
            }
        }
        if (operation.kind == Kind::Replace &&
            nlohmann::json::parse(at->dump()) != nlohmann::json::parse(*operation.from))
            return;
        *at = nlohmann::ordered_json::parse(*operation.to);
    }
};

} // namespace

class DeadlettersEditTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void editsJson_data();
    void editsJson();
    void refuses_data();
    void refuses();
    void meansWhatAColumnShows();
    void editsHeaders_data();
    void editsHeaders();
    void editsWholeParts();
    void agreesWithASlowEditor();
    void readsNotation_data();
    void readsNotation();
    void refusesNotation_data();
    void refusesNotation();
    void journalKeepsEveryByte();
    void refusesForeignEdits_data();
    void refusesForeignEdits();
    void hashTellsEditsApart();
};

void DeadlettersEditTest::editsJson_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("edit");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char* before, const char* edit, const char* after) {
        QTest::newRow(edit) << QByteArray(before) << QByteArray(edit) << QByteArray(after);
    };
    // All bytes beside the place stay: white space, 64-bit numbers, 1.10, escapes, order.
    row("{ \"b\" : 18446744073709551616,\r\n\t\"a\":1.10 , \"e\":\"\\u00e4\\/\" }", "set value.a = 12.90",
        "{ \"b\" : 18446744073709551616,\r\n\t\"a\":12.90 , \"e\":\"\\u00e4\\/\" }");
    row(R"({"a":1e400,"x":[1,{"y":"z"},[]]})", R"(set value.x[1].y = {"deep": [true]})",
        R"({"a":1e400,"x":[1,{"y":{"deep": [true]}},[]]})");
    row(R"([0, 1, 2])", "set value[1] = null", R"([0, null, 2])");
    row(R"({"a":1})", "set value.a = NULL", R"({"a":null})");
    row(R"({"a":1,"a":2})", "set value.a = 3", R"({"a":3,"a":2})");
    row(R"({"\u0061":1,"b":2})", "set value.a = 9", R"({"\u0061":9,"b":2})");
    row(R"({"":1})", R"(set value[""] = 2)", R"({"":2})");
    // Missing last members are added as the object is written.
    row(R"({"a":1})", "set value.b = 2", R"({"a":1,"b":2})");
    row("{\n  \"a\": 1\n}", "set value.c = 2", "{\n  \"a\": 1,\n  \"c\": 2\n}");
    row("{}", "set value.d = 2", R"({"d":2})");
    row("{ }", "set value.e = 2", R"({"e":2 })");
    row(R"({"o":{}})", R"(set value.o["a \"b"] = "x")", R"({"o":{"a \"b":"x"}})");
    row(" 7 ", "set value[\"x\"] = 1", "!");
    // Removing takes the comma along, and every member of that name.
    row(R"({"a":1, "b":2, "c":3})", "remove value.a", R"({"b":2, "c":3})");
    row(R"({"a":1, "b":2, "c":3})", "remove value.b", R"({"a":1, "c":3})");
    row(R"({"a":1, "b":2, "c":3 })", "remove value.c", R"({"a":1, "b":2 })");
    row(R"({ "a" : 1 })", R"(remove value["a"])", R"({  })");
    row(R"({"d":1,"a":2,"d":3,"b":4,"d":5})", "remove value.d", R"({"a":2,"b":4})");
    row(R"({"d":1,"d":2})", R"(remove value["d"])", R"({})");
    row(R"([1, 2 ,3])", "remove value[0]", R"([2 ,3])");
    row(R"([1, 2 ,3])", "remove value[1]", R"([1 ,3])");
    row(R"([1, 2 ,3])", "remove value[2]", R"([1, 2])");
    row(R"([[]])", "remove value[0][0]", R"([[]])");
    row(R"({"a":{"b":1}})", "remove value.a.x.y", R"({"a":{"b":1}})");
    row(R"({"a":[1]})", "remove value.a[1]", R"({"a":[1]})");
    row(R"({"a":"text"})", "remove value.a.length", R"({"a":"text"})");
    // Replacing asks for the same value, not for the same bytes.
    row(R"({"c":"EUR"})", R"(replace value.c "EUR" with "USD")", R"({"c":"USD"})");
    row(R"({"c":"\u0045UR"})", R"(replace value["c"] "EUR" with "USD")", R"({"c":"USD"})");
    row(R"({"c":"eur"})", R"(replace  value.c "EUR" with "USD")", R"({"c":"eur"})");
    row(R"({"n":1.10})", "replace value.n 110e-2 with 2", R"({"n":2})");
    row(R"({"n":9007199254740993})", "replace value.n 9007199254740992 with 2", R"({"n":9007199254740993})");
    row(R"({"n":null})", "replace value.n NULL with 0", R"({"n":0})");
    row(R"({"o":{"x":1,"y":[true]}})", R"(replace value.o { "y" : [ true ], "x" : 1.0 } with {})", R"({"o":{}})");
    row(R"({"o":{"x":1,"x":2}})", R"(replace value.o {"x":2,"x":1} with {})", R"({"o":{"x":1,"x":2}})");
    row(R"({"o":[1,2]})", "replace value.o [2,1] with []", R"({"o":[1,2]})");
    row(R"({"o":1})", R"(replace value.o "1" with 2)", R"({"o":1})");
    row(R"({"o":1})", "replace value.missing 1 with 2", R"({"o":1})");
}

void DeadlettersEditTest::editsJson()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, edit);
    QFETCH(QByteArray, after);
    const Record record = recordWith(before.toStdString(), "untouched\xff"s, {{"h", std::nullopt}});
    const auto edited = applyEdit(record, editOf(edit));
    if (after == "!") {
        QVERIFY(!edited);
        return;
    }
    QVERIFY2(edited.has_value(), edited ? "" : edited.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(*edited->value), after);
    Record rest = *edited;
    rest.value = record.value;
    QCOMPARE(rest, record);
    // The same for a key.
    const auto key = applyEdit(recordWith("v", before.toStdString()), editOf(QByteArray(edit).replace("value", "key")));
    QVERIFY(key.has_value());
    QCOMPARE(QByteArray::fromStdString(*key->key), after);
}

void DeadlettersEditTest::refuses_data()
{
    QTest::addColumn<QByteArray>("value"); // "-": NULL
    QTest::addColumn<QByteArray>("edit");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char* name, const QByteArray& value, const char* edit, const char* words) {
        QTest::newRow(name) << value << QByteArray(edit) << QByteArray(words);
    };
    row("no JSON", "not json", "set value.a = 1", "not JSON");
    row("no JSON to remove from", "{\"a\":1", "remove value.a", "not JSON");
    row("two values", "{} {}", "set value.a = 1", "not JSON");
    row("comment", "{} // x", "set value.a = 1", "not JSON");
    row("byte order mark", "\xef\xbb\xbf{}", "set value.a = 1", "not JSON");
    row("invalid UTF-8", "{\"x\":\"\xff\"}", "set value.a = 1", "not JSON");
    row("empty", "", "set value.a = 1", "not JSON");
    row("NULL", "-", "set value.a = 1", "NULL");
    row("no object on the way", R"({"a":1})", "set value.a.b = 1", "no .a.b");
    row("no parent", R"({})", "set value.a.b = 1", "no .a ");
    row("index beyond", R"([1])", "set value[1] = 1", "no [1]");
    row("index into an object", R"({"0":1})", "set value[0] = 1", "no [0]");
    row("member of an array", R"([])", "set value.a = 1", "no .a");
    row("result nests too deeply", R"({"a":1})",
        ("set value.a = " + std::string(256, '[') + std::string(256, ']')).c_str(), "deeper");
}

void DeadlettersEditTest::refuses()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, edit);
    QFETCH(QByteArray, words);
    const OptionalBytes bytes = value == "-" ? OptionalBytes() : OptionalBytes(value.toStdString());
    const auto edited = applyEdit(recordWith(bytes), editOf(edit));
    QVERIFY(!edited.has_value());
    QCOMPARE(edited.error().kind, ErrorKind::InvalidInput);
    QVERIFY2(edited.error().message.find(words.toStdString()) != std::string::npos, edited.error().message.c_str());
    QVERIFY(edited.error().message.ends_with('.'));
    // Nothing to take away where nothing is.
    if (value == "-")
        QVERIFY(applyEdit(recordWith(bytes), editOf("remove value.a")).has_value());
}

void DeadlettersEditTest::meansWhatAColumnShows()
{
    const std::string json = R"({"a":{"x":1},"a":{"x":2},"b":[{"x":3},{"\u0078":4,"x":5}]})";
    for (const char* path : {"value.a.x", "value.b[0].x", "value.b[1].x"}) {
        auto field = FieldPath::parse(path);
        QVERIFY(field.has_value());
        const auto before = field->extractFrom(json);
        QVERIFY(before.has_value());
        const RecordEdit edit = editOf("set "s.append(path).append(" = 77").c_str());
        const auto after = applyEdit(recordWith(json), edit);
        QVERIFY(after.has_value());
        QCOMPARE(field->extract(*after), std::optional<std::string>("77"));
        QCOMPARE(after->value->size(), json.size() + 1);
        const auto gone = applyEdit(*after, editOf("remove "s.append(path).c_str()));
        QVERIFY(gone.has_value());
        QVERIFY(!field->extract(*gone));
    }
}

void DeadlettersEditTest::editsHeaders_data()
{
    QTest::addColumn<QByteArray>("edit");
    QTest::addColumn<QByteArray>("after"); // name=value, ~ for NULL
    const auto row = [](const char* edit, const char* after) { QTest::newRow(edit) << QByteArray(edit) << QByteArray(after); };
    row(R"(set header["a"] = x)", R"(a~|a=x|b=|a=2|j={"n":1.10})");
    row(R"(set header["new"] = "")", R"(a~|a=1|b=|a=2|j={"n":1.10}|new=)");
    row(R"(set header["new"] = NULL)", R"(a~|a=1|b=|a=2|j={"n":1.10}|new~)");
    row(R"(remove header["a"])", R"(b=|j={"n":1.10})");
    row(R"(remove header["none"])", R"(a~|a=1|b=|a=2|j={"n":1.10})");
    row(R"(replace header["a"] 1 with 7)", R"(a~|a=7|b=|a=2|j={"n":1.10})");
    row(R"(replace header["a"] 2 with 7)", R"(a~|a=1|b=|a=2|j={"n":1.10})");
    row(R"(replace header["b"] "" with NULL)", R"(a~|a=1|b~|a=2|j={"n":1.10})");
    row(R"(replace header["none"] NULL with 7)", R"(a~|a=1|b=|a=2|j={"n":1.10})");
    row(R"(set header["j"].n = 2)", R"(a~|a=1|b=|a=2|j={"n":2})");
    row(R"(set header["j"].m = 2)", R"(a~|a=1|b=|a=2|j={"n":1.10,"m":2})");
    row(R"(remove header["j"].n)", R"(a~|a=1|b=|a=2|j={})");
    row(R"(remove header["none"].n)", R"(a~|a=1|b=|a=2|j={"n":1.10})");
}

void DeadlettersEditTest::editsHeaders()
{
    QFETCH(QByteArray, edit);
    QFETCH(QByteArray, after);
    const Record record =
        recordWith("v", "k", {{"a", std::nullopt}, {"a", "1"}, {"b", ""}, {"a", "2"}, {"j", R"({"n":1.10})"}});
    const auto edited = applyEdit(record, editOf(edit));
    QVERIFY(edited.has_value());
    QByteArray shown;
    for (const Header& header : edited->headers) {
        shown += (shown.isEmpty() ? "" : "|") + QByteArray::fromStdString(header.name);
        shown += header.value ? "=" + QByteArray::fromStdString(*header.value) : QByteArray("~");
    }
    QCOMPARE(shown, after);
    QCOMPARE(edited->key, record.key);
    QCOMPARE(edited->value, record.value);
    QVERIFY(!applyEdit(record, editOf(R"(set header["none"].n = 1)")).has_value());
}

void DeadlettersEditTest::editsWholeParts()
{
    const Record record = recordWith("v\0"s, std::nullopt, {{"a", "1"}});
    RecordEdit edit;
    QVERIFY(edit.empty());
    QCOMPARE(*applyEdit(record, edit), record);
    edit.key = OptionalBytes("new\xff"s);
    edit.value = OptionalBytes(); // a tombstone, on purpose
    edit.headers = Headers{{"", std::nullopt}};
    edit.operations = {parsed(R"(set header["b"] = "x")")};
    const auto edited = applyEdit(record, edit);
    QVERIFY(edited.has_value());
    QCOMPARE(edited->key, OptionalBytes("new\xff"s));
    QVERIFY(!edited->value);
    QCOMPARE(edited->headers, (Headers{{"", std::nullopt}, {"b", "x"}}));
    QCOMPARE(edited->offset, record.offset);
    // Operations come behind whole replacements and one after the other.
    edit.value = OptionalBytes(R"({"a":1})");
    edit.operations = {parsed("set value.a = 2"), parsed("replace value.a 2 with 3"), parsed("set value.b = 4")};
    QCOMPARE(applyEdit(record, edit)->value, OptionalBytes(R"({"a":3,"b":4})"));
    for (const auto& [text, key] : {std::pair{"set key = NULL", OptionalBytes()}, {"set key = \"\"", OptionalBytes("")},
                                    {"replace key NULL with k", OptionalBytes("k")}, {"remove key", OptionalBytes()}})
        QCOMPARE(applyEdit(record, editOf(text))->key, key);
}

void DeadlettersEditTest::agreesWithASlowEditor()
{
    const auto seed = static_cast<unsigned>(std::random_device{}());
    std::mt19937 random(seed);
    const auto below = [&](unsigned most) { return static_cast<unsigned>(random() % most); };
    const std::vector<std::string> names{"a", "b", "c", "long name", "\xc3\xa4"};
    const std::function<nlohmann::ordered_json(unsigned)> grow = [&](unsigned depth) -> nlohmann::ordered_json {
        switch (below(depth > 3 ? 4 : 6)) {
        case 0: return static_cast<int>(below(5));
        case 1: return names[below(5)];
        case 2: return below(2) == 0;
        case 3: return nullptr;
        case 4: {
            auto array = nlohmann::ordered_json::array();
            for (unsigned i = below(4); i > 0; --i)
                array.push_back(grow(depth + 1));
            return array;
        }
        default: {
            auto object = nlohmann::ordered_json::object();
            for (unsigned i = below(4); i > 0; --i)
                object[names[below(5)]] = grow(depth + 1);
            return object;
        }
        }
    };
    for (int round = 0; round < 3'000; ++round) {
        auto json = grow(0);
        FieldOperation operation;
        operation.kind = static_cast<Kind>(below(3));
        for (unsigned i = below(3) + 1; i > 0; --i)
            operation.path.steps.push_back(below(3) == 0 ? FieldPath::Step{FieldPath::Step::Kind::Index, {}, below(3)}
                                                         : FieldPath::Step{FieldPath::Step::Kind::Member, names[below(5)], 0});
        operation.to = grow(3).dump();
        operation.from = grow(3).dump();
        const std::string before = json.dump(below(2) == 0 ? -1 : 2);
        const auto edited = applyEdit(recordWith(before), {{}, {}, {}, {operation}});
        bool failed = false;
        Reference::apply(json, operation, failed);
        const QByteArray context = QByteArray::fromStdString(toText(operation) + " on " + before) + " seed " + QByteArray::number(seed);
        QVERIFY2(edited.has_value() == !failed, context);
        if (!edited)
            continue;
        QVERIFY2(isJson(*edited->value), context);
        QVERIFY2(nlohmann::ordered_json::parse(*edited->value) == json, context);
        const auto again = parseFieldOperation(toText(operation));
        QVERIFY2(again.has_value(), context);
        if (operation.kind == Kind::Replace)
            QCOMPARE(*again, operation);
    }
}

void DeadlettersEditTest::readsNotation_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("again"); // as toText() writes it
    const auto row = [](const char* text, const char* again) { QTest::newRow(text) << QByteArray(text) << QByteArray(again); };
    row("set value.data.amount = 12.90", "set value.data.amount = 12.90");
    row("  set\tvalue.a=1  ", "set value.a = 1");
    row(R"(set header["source"] = web)", R"(set header["source"] = web)");
    row(R"(set header["source"] = two words)", R"(set header["source"] = "two words")");
    row(R"(set header["a\"b"] = "x\x00\xff")", R"(set header["a\"b"] = "x\x00\xff")");
    row("remove value.debug", "remove value.debug");
    row(R"(replace value.currency "EUR" with "USD")", R"(replace value.currency "EUR" with "USD")");
    row(R"(replace value.a {"x": " with "} with [1, 2])", R"(replace value.a {"x": " with "} with [1, 2])");
    row("replace key old with new", "replace key old with new");
    row(R"(replace key "a with b" with "NULL")", R"(replace key "a with b" with "NULL")");
    row("set key = NULL", "set key = NULL");
    row(R"(set key = "NULL")", R"(set key = "NULL")");
    row("set value.a = NULL", "set value.a = NULL");
    row("replace value.a NULL with null", "replace value.a NULL with null");
    row(R"(set value = {"a":1})", R"(set value = "{\"a\":1}")");
    row(R"(set value["odd name"][0] = true)", R"(set value["odd name"][0] = true)");
}

void DeadlettersEditTest::readsNotation()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, again);
    const auto operation = parseFieldOperation(text.toStdString());
    QVERIFY2(operation.has_value(), operation ? "" : operation.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(toText(*operation)), again);
    const auto second = parseFieldOperation(toText(*operation));
    QVERIFY(second.has_value());
    QCOMPARE(*second, *operation);
}

void DeadlettersEditTest::refusesNotation_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text :
         {"", "set", "change value = 1", "set value", "set value.a", "set value.a =", "set value.a 1", "set value.a = EUR",
          "set value.a = {\"x\":}", "set value.a = 1 2", "set header = 1", "set offset = 1", "set value..a = 1",
          "remove value.a = 1", "remove", "remove timestamp", "replace value.a 1", "replace value.a 1 by 2",
          "replace value.a with 2", "replace key a", "set key = \"open", "set key = \"a\" b", "set nothing = 1",
          "set value.a[x] = 1", "replace value.a 1 with", "SET value.a = 1"})
        QTest::newRow(text) << QByteArray(text);
}

void DeadlettersEditTest::refusesNotation()
{
    QFETCH(QByteArray, text);
    const auto operation = parseFieldOperation(text.toStdString());
    QVERIFY(!operation.has_value());
    QCOMPARE(operation.error().kind, ErrorKind::InvalidInput);
    QVERIFY(operation.error().message.ends_with('.'));
}

void DeadlettersEditTest::journalKeepsEveryByte()
{
    std::string allBytes;
    for (int i = 0; i < 256; ++i)
        allBytes += static_cast<char>(static_cast<unsigned char>(i));
    std::vector<RecordEdit> edits(6);
    edits[1].key = OptionalBytes();
    edits[1].value = OptionalBytes("");
    edits[1].headers = Headers{};
    edits[2].key = OptionalBytes(allBytes);
    edits[2].value = OptionalBytes("\xe2\x80\xae \xf0\x9f\x98\x80 \"\\\n");
    edits[2].headers = Headers{{allBytes, allBytes}, {"", ""}, {"a", std::nullopt}, {"a", std::nullopt}};
    FieldOperation odd;
    odd.path = *FieldPath::parse(R"(value["a\xff b"].c[3])");
    odd.to = " 12345678901234567890.10 ";
    odd.kind = Kind::Replace;
    odd.from = OptionalBytes(allBytes);
    edits[3].operations = {odd, parsed("remove key"), parsed(R"(set header["\x80"] = "\x00")")};
    edits[4].operations = {parsed("set value.a = 1")};
    edits[5].value = OptionalBytes();
    for (const RecordEdit& edit : edits) {
        const std::string json = toJson(edit);
        QVERIFY2(isUtf8(json), json.c_str());
        QVERIFY2(isJson(json), json.c_str());
        const auto again = parseRecordEdit(json);
        QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
        QCOMPARE(*again, edit);
        QCOMPARE(editHash(*again), editHash(edit));
    }
}

void DeadlettersEditTest::refusesForeignEdits_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const char* json : {"", "[]", "{", "{\"key\":1}", "{\"key_base64\":\"*\"}", "{\"key\":\"a\",\"key_base64\":\"\"}",
                             "{\"headers\":{}}", "{\"headers\":[1]}", "{\"headers\":[{}]}", "{\"operations\":{}}",
                             "{\"operations\":[1]}", "{\"operations\":[{\"op\":\"drop\",\"path\":\"key\"}]}",
                             "{\"operations\":[{\"op\":\"set\",\"path\":\"nothing\"}]}",
                             "{\"operations\":[{\"op\":\"set\"}]}", "{\"operations\":[{\"op\":\"set\",\"path\":1}]}"})
        QTest::newRow(json) << QByteArray(json);
    QTest::newRow("deep") << QByteArray("{\"operations\":") + QByteArray(100'000, '[');
}

void DeadlettersEditTest::refusesForeignEdits()
{
    QFETCH(QByteArray, json);
    const auto edit = parseRecordEdit(json.toStdString());
    QVERIFY(!edit.has_value());
    QCOMPARE(edit.error().kind, ErrorKind::InvalidInput);
}

void DeadlettersEditTest::hashTellsEditsApart()
{
    QVERIFY(editHash({}).empty());
    std::set<std::string> hashes;
    for (const char* text : {"set key = NULL", "set key = \"NULL\"", "set key = \"\"", "remove key", "set value = NULL",
                             "set value.a = 1", "set value.a = 1.0", "set value.a = NULL", "set value.a = null",
                             "replace value.a 1 with 2", "replace value.a 2 with 1", "set header[\"a\"] = 1"}) {
        const std::string hash = editHash(editOf(text));
        QCOMPARE(hash.size(), std::size_t{16});
        QVERIFY2(hashes.insert(hash).second, text);
        QCOMPARE(editHash(editOf(text)), hash);
    }
    RecordEdit whole;
    whole.key = OptionalBytes();
    QVERIFY(hashes.insert(editHash(whole)).second);
}

QTEST_APPLESS_MAIN(DeadlettersEditTest)
#include "deadletters_edit_test.moc"
