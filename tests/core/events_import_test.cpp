// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/import_source.h"
#include "core/records/record_export.h"
#include "core/records/record_json.h"
#include "tests/support/fake_cluster.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <sstream>

#include <unistd.h>

using namespace weir;
using namespace weir::test;
using namespace std::string_literals;
using namespace std::chrono_literals;

class EventsImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasExportedComesBack();
    void jsonLines_data();
    void jsonLines();
    void csv_data();
    void csv();
    void csvMapping();
    void csvRefuses_data();
    void csvRefuses();
    void keyedLines_data();
    void keyedLines();
    void hugeLinesAreErrors();
    void aStreamThatBreaks();
    void opensFiles();
    void guesses_data();
    void guesses();
};

namespace {

std::unique_ptr<std::istream> stream(const std::string& text) { return std::make_unique<std::istringstream>(text); }

std::string shown(const OptionalBytes& bytes) { return bytes ? escapeForDisplay(*bytes) : "NULL"; }

/// "topic/partition@time key=value {header=value}; " for each record, "!sentence; " for each error.
std::string all(RecordSource& source)
{
    std::string text;
    OutgoingRecord record;
    record.key = record.value = "of the record before";
    for (int i = 0; i < 1000; ++i) {
        const auto more = source.next(record);
        if (!more) {
            text += "!" + more.error().message + "; ";
            if (source.ended())
                return text;
            continue;
        }
        if (!*more)
            return text + (source.ended() ? "" : "not ended");
        text += record.topic;
        if (record.partition)
            text += "/" + std::to_string(*record.partition);
        if (record.timestamp)
            text += "@" + std::to_string(*record.timestamp);
        text += " " + shown(record.key) + "=" + shown(record.value);
        for (const Header& header : record.headers)
            text += " {" + header.name + "=" + shown(header.value) + "}";
        text += "; ";
    }
    return text + "without end";
}

void addRow(const char* name, const std::string& text, const std::string& expected)
{
    QTest::newRow(name) << QByteArray::fromStdString(text) << QByteArray::fromStdString(expected);
}

std::string csvOf(const std::string& text, const CsvMapping& mapping)
{
    const auto source = importCsv(stream(text), mapping, {"t"});
    return source ? all(**source) : "refused: " + source.error().message;
}

} // namespace

void EventsImportTest::whatWasExportedComesBack()
{
    FakeCluster cluster;
    cluster.addTopic("t", 2);
    std::vector<OutgoingRecord> sent;
    const auto add = [&](std::int32_t partition, OptionalBytes key, OptionalBytes value, Headers headers = {}) {
        sent.push_back({"t", partition, std::move(key), std::move(value), std::move(headers), 1'700'000'000'000 + std::ssize(sent)});
    };
    add(0, std::nullopt, std::nullopt);
    add(0, "", "");
    add(0, "\0\xff\xfe"s, "\xc3\x28\0\n"s);
    add(0, "k", R"({"n":9007199254740993.10,"a":"\u0041","a":2})", {{"a", "1"}, {"a", std::nullopt}, {"", ""}, {"\xff", "\0"s}});
    add(1, "k", "a \"quote\"\r\n\\ \xe2\x80\xa8", {{"b", "x"}});
    for (const OutgoingRecord& record : sent)
        QVERIFY(cluster.append(record));
    ScanRequest scan;
    scan.topic = "t";
    scan.maxHits = 0;
    scan.range[{"t", 0}] = {0, 4, 0, 4, {}};
    scan.range[{"t", 1}] = {0, 1, 0, 1, {}};
    std::string exported;
    const auto keep = [&](std::string_view bytes) -> Result<void> {
        exported += bytes;
        return {};
    };
    const auto report = exportRecords(cluster, {ExportRange{std::move(scan)}, {}}, keep, {}, Call::within(20s));
    QVERIFY(report && report->complete());
    const auto source = importJsonLines(stream(exported), {"", true, true});
    std::vector<OutgoingRecord> read;
    for (OutgoingRecord record;;) {
        const auto more = source->next(record);
        QVERIFY2(more, more ? "" : more.error().message.c_str());
        if (!*more)
            break;
        read.push_back(record);
    }
    std::ranges::stable_sort(read, {}, &OutgoingRecord::partition);
    QCOMPARE(read.size(), sent.size());
    for (std::size_t i = 0; i < sent.size(); ++i) {
        QCOMPARE(read[i].topic, sent[i].topic);
        QCOMPARE(read[i].partition, sent[i].partition);
        QCOMPARE(read[i].timestamp, sent[i].timestamp);
        QVERIFY(read[i].key == sent[i].key && read[i].value == sent[i].value && read[i].headers == sent[i].headers);
    }
}

void EventsImportTest::jsonLines_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    addRow("nothing", "", "");
    addRow("blank lines", "\n\n  \n", "");
    addRow("by hand", R"({"topic":"t","value":"v"})", "t NULL=v; ");
    addRow("partition 0 of its own", R"({"topic":"t","partition":0,"value":"v"})", "t/0 NULL=v; ");
    addRow("partition null", R"({"topic":"t","partition":null,"value":"v"})", "t NULL=v; ");
    addRow("all", R"({"topic":"t","partition":3,"offset":9,"timestamp":5,"timestamp_type":"create_time","key":"k","value_base64":"AP8=","headers":[{"name":"h","value":null}]})",
           "t/3@5 k=\\x00\\xff {h=NULL}; ");
    addRow("bad lines do not end it", "{\"topic\":\"t\",\"value\":\"1\"}\nnonsense\n{\"topic\":\"t\",\"value\":7}\n{\"topic\":\"t\",\"value\":\"2\"}\n",
           "t NULL=1; !Line 2: This line is not a record: The text is not JSON: an unexpected character at byte 0.; !Line 3: This line is not a record: value is neither a string nor null.; t NULL=2; ");
    addRow("cut off", "{\"topic\":\"t\"}\n{\"topic\":\"t\",\"val", "t NULL=NULL; !Line 2: CUT");
    addRow("no topic", R"({"value":"v"})", "!Line 1: it names no topic, and none was chosen.; ");
    addRow("time 0", R"({"topic":"t","timestamp":0})", "!Line 1: its timestamp 0 cannot be sent: Kafka's client takes times after 1970-01-01 00:00 only.; ");
    addRow("time before", R"({"topic":"t","timestamp":-1})", "!Line 1: its timestamp -1 cannot be sent: Kafka's client takes times after 1970-01-01 00:00 only.; ");
    addRow("partition below 0", R"({"topic":"t","partition":-1})", "!Line 1: there is no partition -1.; ");
    addRow("a byte order mark and CRLF", "\xef\xbb\xbf{\"topic\":\"t\",\"value\":\"v\"}\r\n{\"topic\":\"t\"}\r\n", "t NULL=v; t NULL=NULL; ");
}

void EventsImportTest::jsonLines()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const auto source = importJsonLines(stream(text.toStdString()), {"", true, true}, text.size());
    const std::string read = all(*source);
    if (expected.endsWith("CUT")) {
        QVERIFY2(read.starts_with(expected.chopped(3).toStdString()), read.c_str());
        QVERIFY2(read.find("The file ends in the middle of this line") != std::string::npos, read.c_str());
    } else {
        QCOMPARE(read, expected.toStdString());
    }
    QCOMPARE(source->fraction(), std::optional(1.0));
    // Sent elsewhere: nothing of its own place is kept.
    const std::string line = R"({"topic":"own","partition":3,"timestamp":-5,"key":"k"})";
    QCOMPARE(all(*importJsonLines(stream(line), {"other"})), "other k=NULL; "s);
}

void EventsImportTest::csv_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected"); // of column b
    addRow("plain", "a,b\n1,2\n3,4", "t NULL=2; t NULL=4; ");
    addRow("CRLF and a mark", "\xef\xbb\xbf" "a,b\r\n1,2\r\n", "t NULL=2; ");
    addRow("quotes", "a,b\n\"1\",\"x, \"\"y\"\"\r\nz\"\n1,\"\"\n", "t NULL=x, \"y\"\\r\\nz; t NULL=; ");
    addRow("a quote inside", "a,b\n1,2\"3\"\n", "t NULL=2\"3\"; ");
    addRow("spaces are kept", "a,b\n1, 2 \n", "t NULL= 2 ; ");
    addRow("no rows", "a,b\n", "");
    addRow("blank lines", "a,b\n\n1,2\n\n", "t NULL=2; ");
    addRow("ragged", "a,b\n1\n1,2,3\n1,2\n", "!Line 2: it has 1 cells, the first line has 2.; !Line 3: it has 3 cells, the first line has 2.; t NULL=2; ");
    addRow("lines are counted inside cells", "a,b\n\"1\n\n\",2\n1\n", "t NULL=2; !Line 5: it has 1 cells, the first line has 2.; ");
    addRow("text behind a quote", "a,b\n1,\"2\"3\n1,2\n", "!Line 2 cannot be read: text follows a closing quote; a quote inside a cell is written twice.; t NULL=2; ");
    addRow("open quote", "a,b\n1,\"2\n", "!Line 2 cannot be read: a quote is opened and never closed.; ");
    addRow("lone CR", "a,b\n1,2\r3\n", "t NULL=2\\r3; ");
    addRow("bytes", "a,b\n1,\xff\n", "t NULL=\\xff; ");
}

void EventsImportTest::csv()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    CsvMapping mapping;
    mapping.value = {"b", PayloadType::Text};
    QCOMPARE(csvOf(text.toStdString(), mapping), expected.toStdString());
}

void EventsImportTest::csvMapping()
{
    CsvMapping mapping;
    mapping.separator = ';';
    mapping.nullWord = "\\N";
    mapping.key = {"id", PayloadType::Int32};
    mapping.timestamp = "at";
    mapping.headers = {{"h", {"name", PayloadType::Text}}, {"h", {"#1", PayloadType::Hex}}};
    QCOMPARE(csvOf("id;name;at\n10;José;2026-11-26T00:00:00Z\n11;\\N;1000\n\\N;x;\nab;y;\n12;z;soon\n13;z;0\n", mapping),
             "t@1795651200000 \\x00\\x00\\x00\\n={\"id\":\"10\",\"name\":\"José\",\"at\":\"2026-11-26T00:00:00Z\"} {h=José} {h=\\x10}; "
             "t@1000 \\x00\\x00\\x00\\x0b={\"id\":\"11\",\"name\":null,\"at\":\"1000\"} {h=NULL} {h=\\x11}; "
             "t NULL={\"id\":null,\"name\":\"x\",\"at\":\"\"} {h=x} {h=NULL}; "
             "!Line 5: column \"id\": \"ab\" is not a whole number from -2147483648 to 2147483647.; "
             "!Line 6: \"soon\" is no time: ISO 8601 or milliseconds since 1970 are expected.; "
             "!Line 7: its timestamp \"0\" cannot be sent: Kafka's client takes times after 1970-01-01 00:00 only.; "s);
    CsvMapping noHeader;
    noHeader.header = false;
    noHeader.key = {"#2", PayloadType::Text};
    QCOMPARE(csvOf("1,2\n3,4\n", noHeader), "t 2={\"#1\":\"1\",\"#2\":\"2\"}; t 4={\"#1\":\"3\",\"#2\":\"4\"}; "s);
    CsvMapping single;
    QCOMPARE(csvOf("a\n1\n\n", single), "t NULL={\"a\":\"1\"}; t NULL={\"a\":\"\"}; "s);
    QCOMPARE(csvOf("a\n\xff\n1\n", single), "!Line 2: column \"a\" is not UTF-8 and cannot stand in JSON.; t NULL={\"a\":\"1\"}; "s);
}

void EventsImportTest::csvRefuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected"); // asked for column b
    addRow("empty", "", "The file is empty");
    addRow("not there", "a,c\n", "There is no column \"b\"; the first line has 2");
    addRow("twice", "b,b\n", "Two columns are named \"b\"; call one by its place, #2");
    addRow("open quote", "a,\"b\n", "Line 1 cannot be read");
}

void EventsImportTest::csvRefuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    CsvMapping mapping;
    mapping.key = {"b", PayloadType::Text};
    const std::string read = csvOf(text.toStdString(), mapping);
    QVERIFY2(read.find(expected.toStdString()) != std::string::npos, read.c_str());
    QVERIFY(!importCsv(stream("a\n1\n"), {}, {}));
}

void EventsImportTest::keyedLines_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("delimiter");
    QTest::addColumn<bool>("emptyIsNull");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* text, const char* delimiter, bool emptyIsNull, const char* expected) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(delimiter) << emptyIsNull << QByteArray(expected);
    };
    row("key and value", "a:1\nb:2", ":", false, "t a=1; t b=2; ");
    row("only the first delimiter counts", "a:{\"b\":1}\n", ":", false, "t a={\"b\":1}; ");
    row("without delimiter it is a value", "a\n", ":", false, "t NULL=a; ");
    row("long delimiter", "a => b => c\n", " => ", false, "t a=b => c; ");
    row("values only", "a:1\n", "", false, "t NULL=a:1; ");
    row("empty parts", ":1\na:\n:\n", ":", false, "t =1; t a=; t =; ");
    row("empty is NULL", ":1\na:\n:\n\n", ":", true, "t NULL=1; t a=NULL; t NULL=NULL; t NULL=NULL; ");
    row("blank lines", "\na:1\n\n", ":", false, "t a=1; ");
}

void EventsImportTest::keyedLines()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, delimiter);
    QFETCH(bool, emptyIsNull);
    QFETCH(QByteArray, expected);
    const auto source = importKeyedLines(stream(text.toStdString()), {delimiter.toStdString(), emptyIsNull}, {"t"});
    QCOMPARE(all(*source), expected.toStdString());
    QVERIFY(!source->fraction());
    QVERIFY(all(*importKeyedLines(stream("a:1\n"), {}, {})).starts_with("!Line 1: no topic"));
}

void EventsImportTest::hugeLinesAreErrors()
{
    // Made while it is read, so that the test itself does not hold it.
    class HugeBuffer : public std::streambuf
    {
    public:
        HugeBuffer(std::string before, std::string after) : m_text(std::move(before)), m_after(std::move(after)) {}

    private:
        int_type underflow() override
        {
            if (m_blocks == 102)
                return traits_type::eof();
            if (m_blocks > 0)
                m_text = m_blocks == 101 ? m_after : std::string(std::size_t{1} << 20U, 'x');
            ++m_blocks;
            setg(m_text.data(), m_text.data(), m_text.data() + m_text.size());
            return traits_type::to_int_type(m_text[0]);
        }
        std::string m_text;
        std::string m_after;
        int m_blocks = 0;
    };
    HugeBuffer keyed("a:1\n", "x\nb:2\n");
    QCOMPARE(all(*importKeyedLines(std::make_unique<std::istream>(&keyed), {}, {"t"})), "t a=1; !Line 2: it is longer than 100 MiB.; t b=2; "s);
    CsvMapping mapping;
    mapping.value = {"b", PayloadType::Text};
    HugeBuffer table("a,b\n1,", "x\n1,2\n");
    const auto source = importCsv(std::make_unique<std::istream>(&table), mapping, {"t"});
    QCOMPARE(all(**source), "!Line 2 cannot be read: the row is longer than 100 MiB.; t NULL=2; "s);
}

void EventsImportTest::aStreamThatBreaks()
{
    class BrokenBuffer : public std::streambuf
    {
        int_type underflow() override
        {
            if (m_given)
                throw std::ios_base::failure("disk");
            m_given = true;
            setg(m_text.data(), m_text.data(), m_text.data() + m_text.size());
            return traits_type::to_int_type(m_text[0]);
        }
        std::string m_text = "a:1\nb:";
        bool m_given = false;
    };
    BrokenBuffer buffer;
    const auto source = importKeyedLines(std::make_unique<std::istream>(&buffer), {}, {"t"});
    OutgoingRecord record;
    QVERIFY(source->next(record));
    for (int i = 0; i < 2; ++i) { // the half line is not taken for a record
        const auto broken = source->next(record);
        QVERIFY(!broken);
        QVERIFY(broken.error().message.starts_with("The file cannot be read any further"));
    }
    QVERIFY(source->ended());
}

void EventsImportTest::opensFiles()
{
    const QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    std::ofstream(root / "a.txt") << "a:1\nb:2\n";
    auto opened = openImport(root / "a.txt");
    QVERIFY(opened);
    QCOMPARE(opened->second, std::uint64_t{8});
    const auto source = importKeyedLines(std::move(opened->first), {}, {"t"}, opened->second);
    QCOMPARE(all(*source), "t a=1; t b=2; "s);
    QCOMPARE(source->fraction(), std::optional(1.0));
    QCOMPARE(openImport(root / "none").error().kind, ErrorKind::NotFound);
    QCOMPARE(openImport(root).error().kind, ErrorKind::InvalidInput);
    if (::geteuid() != 0) {
        std::filesystem::permissions(root / "a.txt", std::filesystem::perms::none);
        QCOMPARE(openImport(root / "a.txt").error().kind, ErrorKind::NotAuthorized);
    }
}

void EventsImportTest::guesses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    addRow("nothing", "", "keyed");
    addRow("an export", R"({"topic":"t","value":"a,b"})" "\n", "json");
    addRow("half a line of JSON", R"({"topic":"t","value":"a,b)", "json");
    addRow("with a mark", "\xef\xbb\xbf{\"topic\":\"t\"}\n", "json");
    addRow("commas", "a,b\n1,2\n", "csv , a b");
    addRow("semicolons", "a;b;c\n1,5;2;3\n", "csv ; a b c");
    addRow("tabs", "a\tb\n1\t2\n", "csv \t a b");
    addRow("bars", "a|b\n", "csv | a b");
    addRow("quotes", "\"a, b\",c\n\"1\n2\",3\n", "csv , a, b c");
    addRow("the last row is cut", "a,b\n1,2\n3", "csv , a b");
    addRow("keys", "user-1:5\nuser-2:6\n", "keyed");
    addRow("keys with JSON", "user-1:{\"a\":1,\"b\":2}\nuser-2:{\"a\":1,\"b\":2}\n", "keyed");
    addRow("ragged", "a,b\n1\n", "keyed");
    addRow("one ragged row of four", "id,name\n1,a\n2,b\n3,c\n4\n", "csv , id name");
    addRow("half of the rows ragged", "id,name\n1,a\n2\n", "keyed");
    addRow("words", "one\ntwo\n", "keyed");
}

void EventsImportTest::guesses()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const ImportGuess guess = guessImport(text.toStdString());
    std::string found = guess.format == ImportFormat::JsonLines ? "json" : guess.format == ImportFormat::Csv ? "csv "s + guess.separator : "keyed";
    for (const std::string& column : guess.columns)
        found += " " + column;
    QCOMPARE(found, expected.toStdString());
}

QTEST_GUILESS_MAIN(EventsImportTest)
#include "events_import_test.moc"
