// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/demo_domain.h"
#include "core/events/event_generator.h"
#include "core/events/json_object.h"
#include "core/events/seeded_random.h"
#include "core/events/template_folder.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <set>

#include <sys/stat.h>
#include <unistd.h>

using namespace weir;
using namespace std::string_literals;
namespace fs = std::filesystem;

/// Template files: their text, their folder, and those that are shipped.
class EventsTemplateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesForPeople();
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void randomOnesComeBack();
    void loadsAFolder();
    void savesInOneStep();
    void refusesToSave_data();
    void refusesToSave();
    void shippedOnesWork();
};

namespace {

void write(const fs::path& file, const std::string& text)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

std::string names(const std::vector<EventTemplate>& templates)
{
    std::string all;
    for (const EventTemplate& value : templates)
        all += value.folder + "|" + value.name + " ";
    return all;
}

std::string randomText(SeededRandom& random)
{
    static const std::string pieces[] = {"a",  " ",  "\n", "\r\n", "\t",  "\"", "\\",   "---", "---\n", "{{uuid}}", "=",    ":",  "#",
                                         "ä",  "\0"s, "\x7f", "\xff", "\xe2\x80\xa8", "json", "-quoted", "null", "\\u00e9", "'", "\r"};
    std::string text;
    for (std::uint64_t i = random.below(6); i > 0; --i)
        text += pieces[random.below(std::size(pieces))];
    return text;
}

EventTemplate randomTemplate(SeededRandom& random)
{
    const auto payload = [&] { return TemplatePayload{allPayloadTypes[random.below(allPayloadTypes.size())], randomText(random)}; };
    EventTemplate value;
    value.kind = random.below(2) == 0 ? EventTemplate::Kind::Event : EventTemplate::Kind::Raw;
    value.about = randomText(random);
    (value.kind == EventTemplate::Kind::Event ? value.eventType : value.topic) = randomText(random);
    if (random.below(2) == 0)
        value.partition = static_cast<std::int32_t>(random.below(5));
    value.timestamp = randomText(random);
    value.key = payload();
    value.value = payload();
    for (std::uint64_t i = random.below(4); i > 0; --i)
        value.headers.push_back({randomText(random), payload()});
    return value;
}

} // namespace

void EventsTemplateTest::writesForPeople()
{
    EventTemplate value;
    value.about = "An order";
    value.eventType = "OrderCreated";
    value.key = {PayloadType::Text, "ord-{{counter}}"};
    value.partition = 2;
    value.timestamp = "{{now -5m}}";
    value.headers = {{"source", {PayloadType::Text, "shop"}}, {"a = b", {PayloadType::Hex, "00ff"}}, {"n", {PayloadType::Null, ""}},
                     {"j", {PayloadType::Json, "\"x\""}},     {"l", {PayloadType::Json, "[1,\n2]"}}, {"q", {PayloadType::Text, "\"x\""}}};
    value.value = {PayloadType::Json, "{\n  \"a\": 1\n}"};
    QCOMPARE(templateText(value), "about: An order\nevent-type: OrderCreated\npartition: 2\ntimestamp: {{now -5m}}\n"
                                  "key: text ord-{{counter}}\nheader: source = text shop\nheader: \"a = b\" = hex 00ff\n"
                                  "header: n = null\nheader: j = json \"x\"\nheader: l = json-quoted \"[1,\\n2]\"\n"
                                  "header: q = text \"\\\"x\\\"\"\n---\n{\n  \"a\": 1\n}\n"s);
    QVERIFY(parseTemplate(templateText(value)) == value);
    EventTemplate tombstone;
    tombstone.kind = EventTemplate::Kind::Raw;
    tombstone.topic = "t";
    QCOMPARE(templateText(tombstone), "topic: t\nvalue: null\n"s);
}

void EventsTemplateTest::reads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected"); // as templateText() writes it
    const auto row = [](const char* name, const std::string& text, const std::string& expected) {
        QTest::newRow(name) << QByteArray::fromStdString(text) << QByteArray::fromStdString(expected);
    };
    row("nothing", "", "");
    row("comments and blank lines", "# one\n\nevent-type: A\n  # two\n---\n1", "event-type: A\n---\n1\n");
    row("a byte order mark", "\xef\xbb\xbf" "event-type: A\n---\n1\n", "event-type: A\n---\n1\n");
    row("CRLF", "event-type: A\r\nkey: text k\r\n---\r\n{\r\n}\r\n", "event-type: A\nkey: text k\n---\n{\r\n}\n");
    row("any order and spaces", "  key :text   k  \nevent-type:A\n---\n1\n", "event-type: A\nkey: text k\n---\n1\n");
    row("no value", "topic: t", "topic: t\n");
    row("an empty value", "topic: t\n---\n", "topic: t\n");
    row("a value that ends with lines", "topic: t\n---\na\n\n\n", "topic: t\n---\na\n\n\n");
    row("a value with the separator in it", "topic: t\n---\n---\n", "topic: t\n---\n---\n");
    row("types", "topic: t\nvalue: int32\n---\n5\n", "topic: t\nvalue: int32\n---\n5\n");
    row("a JSON string", "topic: \"a\\u00e9\\n\\ud83d\\ude00\"\n", "topic: \"aé\\n😀\"\n");
    row("a header name in quotes", "header: \"a\\\"=\" = text x\n", "header: \"a\\\"=\" = text x\n");
    row("a header value with equals signs", "header: a = text b = c\n", "header: a = text b = c\n");
    row("repeated headers", "header: a = null\nheader: a = empty\n", "header: a = null\nheader: a = empty\n");
}

void EventsTemplateTest::reads()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const auto value = parseTemplate(text.toStdString());
    QVERIFY2(value, value ? "" : value.error().message.c_str());
    QCOMPARE(templateText(*value), expected.toStdString());
}

void EventsTemplateTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* text, const char* expected) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(expected);
    };
    row("unknown name", "event-type: A\ncolour: red\n", "Line 2: \"colour\" is no name here");
    row("no colon", "event-type\n", "Line 1: There is no");
    row("JSON alone", "{\"a\":1}\n", "Line 1: ");
    row("twice", "about: a\n\nabout: b\n", "Line 3: about stands twice");
    row("no partition", "partition: x\n", "Line 1: \"x\" is no partition");
    row("negative partition", "partition: -1\n", "is no partition");
    row("no type", "key: ord-1\n", "Line 1: \"ord-1\" is no type");
    row("no type at all", "key:\n", "is no type");
    row("value in its line", "value: json {}\n", "Line 1: \"json {}\" is no type; what the value is stands below");
    row("no header", "header: a\n", "Line 1: A header is written");
    row("no header name", "header: = text x\n", "A header is written");
    row("open quote", "about: \"a\n", "Line 1: The quote is not closed");
    row("odd escape", "about: \"\\x\"\n", "an escape that JSON does not have");
    row("half a pair", "about: \"\\ud83d\"\n", "an escape that JSON does not have");
    row("more behind", "about: \"a\" b\n", "more behind the closing quote");
    row("no quote", "key: json-quoted a\n", "json-quoted is followed by");
    row("topic of an event", "event-type: A\ntopic: t\n", "Line 2: An event has no topic");
}

void EventsTemplateTest::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const auto value = parseTemplate(text.toStdString());
    QVERIFY(!value);
    QCOMPARE(value.error().kind, ErrorKind::InvalidInput);
    QVERIFY2(value.error().message.find(expected.toStdString()) != std::string::npos, value.error().message.c_str());
}

void EventsTemplateTest::randomOnesComeBack()
{
    SeededRandom random(20);
    for (int i = 0; i < 20'000; ++i) {
        const EventTemplate value = randomTemplate(random);
        const auto again = parseTemplate(templateText(value));
        if (!again || *again != value)
            QFAIL((std::to_string(i) + "\n" + templateText(value) + (again ? templateText(*again) : again.error().message)).c_str());
    }
}

void EventsTemplateTest::loadsAFolder()
{
    const QTemporaryDir folder;
    const fs::path root = fs::path(folder.path().toStdString()) / "root";
    write(root / "b.event", "topic: t\n");
    write(root / "orders/refunds/a.event", "topic: t\n");
    write(root / "orders/bad.event", "topic\n");
    write(root / "orders/new.event", "event-type: A\n---\n1\n");
    write(root / ".git/x.event", "topic: t\n");
    write(root / ".hidden.event", "topic: t\n");
    write(root / "readme.md", "text");
    write(root / ".event", "text");
    write(root.parent_path() / "outside.event", "topic: t\n");
    fs::create_directories(root / "folder.event");
    fs::create_symlink("../outside.event", root / "out.event");
    fs::create_symlink("b.event", root / "c.event");
    fs::create_directory_symlink("..", root / "up");
    QCOMPARE(::mkfifo((root / "pipe.event").c_str(), 0600), 0); // must not be waited for
    const auto found = loadTemplates(root);
    QVERIFY(found);
    QCOMPARE(names(found->values), "|b |c orders|new orders/refunds|a "s);
    QCOMPARE(found->failures.size(), std::size_t{1});
    QCOMPARE(found->failures.front().subject, "orders/bad.event"s);
    QVERIFY(found->failures.front().error.message.starts_with("Line 1: "));
    QCOMPARE(loadTemplates(root / "none").error().kind, ErrorKind::NotFound);
    QCOMPARE(loadTemplates(root / "b.event").error().kind, ErrorKind::NotFound);
}

void EventsTemplateTest::savesInOneStep()
{
    const QTemporaryDir folder;
    const fs::path root = fs::path(folder.path().toStdString()) / "root";
    EventTemplate value;
    value.name = "Ünï code";
    value.folder = "a/b";
    value.eventType = "A";
    value.value = {PayloadType::Json, "{}"};
    const auto saved = saveTemplate(root, value, false);
    QVERIFY2(saved, saved ? "" : saved.error().message.c_str());
    QVERIFY(*saved == root / "a/b/Ünï code.event");
    QVERIFY(loadTemplates(root)->values.front() == value);
    value.about = "changed";
    QCOMPARE(saveTemplate(root, value, false).error().kind, ErrorKind::AlreadyExists);
    QVERIFY(saveTemplate(root, value, true));
    QVERIFY(loadTemplates(root)->values.front() == value);
    QCOMPARE(std::distance(fs::directory_iterator(root / "a/b"), fs::directory_iterator()), 1); // nothing half-written is left
}

void EventsTemplateTest::refusesToSave_data()
{
    QTest::addColumn<QByteArray>("folder");
    QTest::addColumn<QByteArray>("name");
    const auto row = [](const char* what, const std::string& folder, const std::string& name) {
        QTest::newRow(what) << QByteArray::fromStdString(folder) << QByteArray::fromStdString(name);
    };
    row("no name", "", "");
    row("up", "..", "a");
    row("up inside", "a/../..", "b");
    row("absolute", "/tmp", "a");
    row("slash in the name", "", "a/b");
    row("empty folder between", "a//b", "c");
    row("slash at the end", "a/", "c");
    row("hidden", "", ".a");
    row("hidden folder", ".git", "a");
    row("NUL", "", "a\0b"s);
    row("line break", "", "a\nb");
    row("not UTF-8", "", "\xff");
    row("too long", "", std::string(201, 'a'));
    row("a link that leads out", "out", "a");
}

void EventsTemplateTest::refusesToSave()
{
    QFETCH(QByteArray, folder);
    QFETCH(QByteArray, name);
    const QTemporaryDir temporary;
    const fs::path root = fs::path(temporary.path().toStdString()) / "root";
    fs::create_directories(root);
    fs::create_directory_symlink("..", root / "out");
    EventTemplate value;
    value.folder = folder.toStdString();
    value.name = name.toStdString();
    const auto saved = saveTemplate(root, value, true);
    QVERIFY(!saved);
    QCOMPARE(saved.error().kind, ErrorKind::InvalidInput);
    QVERIFY(!fs::exists(root.parent_path() / "a.event"));
}

void EventsTemplateTest::shippedOnesWork()
{
    const auto& shipped = shippedTemplates();
    QVERIFY(shipped.size() >= 8);
    // None was passed over: the folder has as many, and they are the same.
    const auto files = loadTemplates(fs::path(WEIR_SOURCE_DIR) / "resources/templates");
    QVERIFY(files && files->complete());
    QVERIFY(files->values == shipped);
    std::set<std::string> topics;
    for (const NewTopic& topic : demoTopics())
        topics.insert(topic.name);
    for (const EventTemplate& value : shipped) {
        QVERIFY2(!value.about.empty() && !value.folder.empty(), value.name.c_str());
        const auto records = previewEvents({{value}}, {}, 20);
        QVERIFY2(records, records ? "" : records.error().message.c_str());
        for (const OutgoingRecord& record : *records) {
            QVERIFY2(topics.contains(record.topic), record.topic.c_str());
            if (value.kind == EventTemplate::Kind::Event)
                QVERIFY(checkJson(*record.value));
        }
    }
}

QTEST_GUILESS_MAIN(EventsTemplateTest)
#include "events_template_test.moc"
