// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/record_copy.h"
#include "core/records/record_export.h"
#include "core/records/record_import.h"
#include "core/records/record_json.h"
#include "tests/support/fake_cluster.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <limits>
#include <random>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

Call soon() { return Call::within(20s); }

std::vector<Record> uglyRecords()
{
    std::vector<Record> records;
    const auto add = [&](OptionalBytes key, OptionalBytes value, Headers headers = {}) {
        Record record{"t", 0, static_cast<std::int64_t>(records.size()), TimestampType::CreateTime, 1'700'000'000'000,
                      std::move(key), std::move(value), std::move(headers)};
        records.push_back(std::move(record));
    };
    add(std::nullopt, std::nullopt);
    add("", "");
    add(std::nullopt, "");
    add("", std::nullopt);
    add(Bytes("\0\x01\xff\xfe", 4), Bytes("\xc3\x28\0\n", 4));
    add("k", Bytes("nul \0 in text", 13));
    add("k", R"({"n":9223372036854775807,"m":-9223372036854775808,"x":1.10,"a":"\u0041","a":2})");
    add("k", "v", {{"a", "1"}, {"a", std::nullopt}, {"b", ""}, {"a", "1"}, {"", "no name"}, {"\xc3\xa4", Bytes("\0\xff", 2)}, {Bytes("\xff", 1), ""}});
    add("\xe2\x80\xae \xc2\x85 \xe2\x80\xa8 \xf0\x9f\x98\x80 \x7f \x1b[31m", "\"quotes\" \\ back\\slash \r\n\t end");
    add("big", Bytes(std::size_t(2) << 20, 'x'));
    add("[[[[", std::string(5'000, '['));
    records.push_back(records.front());
    records.back().offset = std::numeric_limits<std::int64_t>::max();
    records.back().partition = std::numeric_limits<std::int32_t>::max();
    records.back().timestamp = std::numeric_limits<std::int64_t>::min();
    records.back().timestampType = TimestampType::LogAppendTime;
    records.push_back(records.front());
    records.back().timestamp.reset();
    records.back().timestampType = TimestampType::None;
    return records;
}

ExportRequest rangeOf(FakeCluster& cluster, ExportStyle style = {})
{
    ScanRequest scan;
    scan.topic = "t";
    scan.maxHits = 0;
    for (std::int32_t partition = 0; partition < 2; ++partition) {
        const TopicPartition subject{"t", partition};
        const std::int64_t end = cluster.offsets({subject}, OffsetPoint::End, soon()).values.at(subject);
        scan.range[subject] = {0, end, 0, end, {}};
    }
    return {ExportRange{std::move(scan)}, std::move(style)};
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(cannot be read)");
}

/// As RFC 4180 says; every field of these files is quoted.
std::vector<std::vector<std::string>> parseCsv(const std::string& text)
{
    std::vector<std::vector<std::string>> rows(1);
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] != '"')
            qFatal("a cell is not quoted");
        std::string cell;
        for (++i; text[i] != '"' || text.substr(i, 2) == "\"\""; ++i) {
            cell += text[i];
            i += text[i] == '"' ? 1 : 0;
        }
        rows.back().push_back(std::move(cell));
        ++i;
        if (text[i] == ',') {
            ++i;
            continue;
        }
        if (text.substr(i, 2) != "\r\n")
            qFatal("a line does not end with CR LF");
        i += 2;
        rows.emplace_back();
    }
    rows.pop_back();
    return rows;
}

} // namespace

class RecordsExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void linesComeBackIdentical();
    void randomBytesComeBackIdentical();
    void handWrittenLines();
    void linesThatAreNone_data();
    void linesThatAreNone();
    void formatNames();
    void csvInjection_data();
    void csvInjection();
    void csvColumns();
    void rawValues();
    void rangeToFile();
    void filteredAndLimited();
    void chosenRecords();
    void replacesAFile();
    void cancelled();
    void diskFull();
    void noSuchFolder();
    void partitionThatFails();
    void progressAddsUp();
    void shellWords_data();
    void shellWords();
    void copies();

private:
    [[nodiscard]] QString path(const QString& name) const { return m_dir->filePath(name); }
    [[nodiscard]] Result<ExportReport> run(const ExportRequest& request, const QString& name,
                                           const ExportProgress& progress = {}, const Call& call = soon())
    {
        return exportToFile(m_cluster, request, path(name).toStdString(), progress, call);
    }
    [[nodiscard]] QStringList files() const { return QDir(m_dir->path()).entryList(QDir::Files); }

    FakeCluster m_cluster;
    std::unique_ptr<QTemporaryDir> m_dir;
};

void RecordsExportTest::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_cluster.addTopic("t", 0);
    m_cluster.addTopic("t", 2);
    m_cluster.failSubject(Op::Read, "t-1", std::nullopt);
    for (int i = 0; i < 6; ++i)
        m_cluster.append("t", i % 2, "k" + std::to_string(i), "{\"n\":" + std::to_string(i) + "}");
}

void RecordsExportTest::linesComeBackIdentical()
{
    for (const Record& record : uglyRecords()) {
        const std::string line = toJsonLine(record);
        QCOMPARE(line.find('\n'), std::string::npos);
        const auto back = parseJsonLine(line);
        QVERIFY2(back, back ? "" : back.error().message.c_str());
        QVERIFY2(*back == record, line.substr(0, 300).c_str());
    }
}

void RecordsExportTest::randomBytesComeBackIdentical()
{
    std::mt19937 random(7);
    const auto bytes = [&]() -> OptionalBytes {
        if (random() % 8 == 0)
            return std::nullopt;
        Bytes made(random() % 30, '\0');
        for (char& c : made)
            c = static_cast<char>(random() % 2 ? random() % 128 : random() % 256);
        return made;
    };
    for (int i = 0; i < 5000; ++i) {
        Record record{"t", 0, i, TimestampType::CreateTime, i, bytes(), bytes(), {}};
        for (unsigned h = random() % 4; h > 0; --h)
            record.headers.push_back({bytes().value_or(""), bytes()});
        QVERIFY(parseJsonLine(toJsonLine(record)).value() == record);
    }
}

void RecordsExportTest::handWrittenLines()
{
    const auto least = parseJsonLine(R"( {"value":"v","more":[{"a":{}}]} )");
    QVERIFY2(least, least ? "" : least.error().message.c_str());
    QCOMPARE(least->value, OptionalBytes("v"));
    QVERIFY(!least->key && !least->timestamp && least->headers.empty() && least->topic.empty());
    QVERIFY(parseJsonLine("{}"));
    QCOMPARE(parseJsonLine(R"({"value":"\ud83d\ude00\u0000"})")->value, OptionalBytes(Bytes("\xf0\x9f\x98\x80\0", 5)));
}

void RecordsExportTest::linesThatAreNone_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("why");
    const auto row = [](const char* line, const char* why) {
        QTest::newRow(line) << QByteArray(line) << QByteArray(why);
    };
    row("", "ends too early");
    row("null", "not a JSON object");
    row("[]", "not a JSON object");
    row("{\"value\":\"v\"", "not a record");
    row("{} {}", "not a record");
    row("{\"value\":1}", "value is neither");
    row("{\"value\":\"a\",\"value_base64\":\"YQ==\"}", "both value and");
    row("{\"value_base64\":\"a\"}", "not base64");
    row("{\"value_base64\":null}", "not a string");
    row("{\"key\":{}}", "key is neither");
    row("{\"partition\":1.5}", "partition is not a whole");
    row("{\"partition\":4294967296}", "partition is out of range");
    row("{\"offset\":9223372036854775808}", "offset is not a whole");
    row("{\"offset\":99999999999999999999999}", "offset is not a whole");
    row("{\"timestamp\":\"now\"}", "timestamp is not a whole");
    row("{\"timestamp_type\":\"mine\"}", "timestamp_type is not");
    row("{\"topic\":null}", "topic is not");
    row("{\"headers\":{}}", "headers is not an array");
    row("{\"headers\":[1]}", "a header is not an object");
    row("{\"headers\":[{\"value\":\"v\"}]}", "has no name");
    row("{\"value\":\"\\ud800\"}", "not a JSON object");
    QTest::newRow("not UTF-8") << QByteArray("{\"value\":\"\xff\"}") << QByteArray("not a record");
    QTest::newRow("deep") << "{\"x\":" + QByteArray(100'000, '[') << QByteArray("not a record");
}

void RecordsExportTest::linesThatAreNone()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, why);
    const auto parsed = parseJsonLine({line.constData(), static_cast<std::size_t>(line.size())});
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().kind, ErrorKind::InvalidInput);
    QVERIFY2(QByteArray::fromStdString(parsed.error().message).contains(why), parsed.error().message.c_str());
}

void RecordsExportTest::formatNames()
{
    QCOMPARE(parseExportFormat("ndjson").value(), ExportFormat::Ndjson);
    QCOMPARE(parseExportFormat("csv").value(), ExportFormat::Csv);
    QCOMPARE(parseExportFormat("raw").value(), ExportFormat::Raw);
    QVERIFY(parseExportFormat("xml").error().message.find("ndjson, csv or raw") != std::string::npos);
}

void RecordsExportTest::csvInjection_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("guarded");
    for (const char* bad : {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "=cmd|' /C calc'!A0", "\uFF1D1", "-"})
        QTest::newRow(bad) << QByteArray(bad) << true;
    for (const char* good : {"", "a=1", " =1", "'=1", "{\"a\":1}", "1-1", "\"=1\""})
        QTest::newRow(good) << QByteArray(good) << false;
}

void RecordsExportTest::csvInjection()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, guarded);
    const std::string text = value.toStdString();
    const auto cells = parseCsv(csvCell(text) + "\r\n");
    QCOMPARE(cells.at(0).at(0), (guarded ? "'" : "") + text);
    // The same through a whole record, as key, value, header and chosen column.
    std::string out;
    const Record record{"t", 0, 1, TimestampType::None, std::nullopt, text, text, {{text, text}}};
    RecordFormatter({ExportFormat::Csv, {FieldPath::parse("key").value()}, true}).append(out, record);
    const auto row = parseCsv(out).at(0);
    QCOMPARE(row.size(), std::size_t(9));
    for (const std::size_t at : {std::size_t(3), std::size_t(5), std::size_t(8)})
        QCOMPARE(row[at], (guarded ? "'" : "") + text);
    QVERIFY(row[7].starts_with("["));
}

void RecordsExportTest::csvColumns()
{
    const auto path = [](const char* text) { return FieldPath::parse(text).value(); };
    const RecordFormatter formatter({ExportFormat::Csv, {path("value.n"), path("header[\"trace id\"]"), path("value.missing")}, true});
    std::string out = formatter.head();
    formatter.append(out, {"t", 2, 7, TimestampType::CreateTime, 1'700'000'000'123, std::nullopt,
                           R"({"n":9007199254740993,"s":"a,\"b\"\r\n"})", {{"trace id", "x\"y"}}});
    formatter.append(out, {"t", 2, 8, TimestampType::None, std::nullopt, Bytes("\xff", 1), Bytes("a\0b", 3), {}});
    formatter.append(out, {"t", 2, 9, TimestampType::None, std::nullopt, "", std::nullopt, {}});
    const auto rows = parseCsv(out);
    QCOMPARE(rows.size(), std::size_t(4));
    const std::vector<std::string> head{"partition", "offset", "timestamp", "key", "key_encoding", "value", "value_encoding",
                                        "headers"};
    QVERIFY(std::equal(head.begin(), head.end(), rows[0].begin()));
    QCOMPARE(rows[0].size(), head.size() + 3);
    QCOMPARE(rows[0][8], std::string("value.n"));
    QCOMPARE(rows[1][2], std::string("2023-11-14T22:13:20.123Z"));
    QCOMPARE(rows[1][4], std::string("null"));
    QCOMPARE(rows[1][5], std::string(R"({"n":9007199254740993,"s":"a,\"b\"\r\n"})"));
    QCOMPARE(rows[1][6], std::string("text"));
    QCOMPARE(rows[1][8], std::string("9007199254740993"));
    QCOMPARE(rows[1][9], std::string("x\"y"));
    QCOMPARE(rows[1][10], std::string());
    QVERIFY(rows[2][3] == "/w==" && rows[2][4] == "base64" && rows[2][5] == "YQBi" && rows[2][6] == "base64");
    QVERIFY(rows[3][3].empty() && rows[3][4] == "text" && rows[3][5].empty() && rows[3][6] == "null");
}

void RecordsExportTest::rawValues()
{
    std::string lines;
    std::string together;
    for (const OptionalBytes& value : {OptionalBytes(Bytes("\0a", 2)), OptionalBytes(), OptionalBytes(""), OptionalBytes("b")}) {
        const Record record{"t", 0, 0, TimestampType::None, std::nullopt, "k", value, {}};
        RecordFormatter({ExportFormat::Raw, {}, true}).append(lines, record);
        RecordFormatter({ExportFormat::Raw, {}, false}).append(together, record);
    }
    QCOMPARE(lines, std::string("\0a\n\nb\n", 6));
    QCOMPARE(together, std::string("\0ab", 3));
}

void RecordsExportTest::rangeToFile()
{
    std::vector<Record> ugly = uglyRecords();
    for (Record& record : ugly)
        m_cluster.append("t", 1, record.key, record.value, record.headers, record.timestamp);
    const auto report = run(rangeOf(m_cluster), "out.ndjson");
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QVERIFY(report->complete());
    QCOMPARE(report->records, std::int64_t(6 + ugly.size()));
    QCOMPARE(report->coverage.offsetsScanned, report->records);
    QCOMPARE(report->file.string(), path("out.ndjson").toStdString());
    QCOMPARE(files(), QStringList{"out.ndjson"});
    const QByteArray content = contentOf(path("out.ndjson"));
    QCOMPARE(content.size(), qsizetype(report->bytes));
    std::map<std::int32_t, std::int64_t> next;
    int lines = 0;
    for (const QByteArray& line : content.split('\n')) {
        if (line.isEmpty())
            continue;
        const Record got = parseJsonLine(line.toStdString()).value();
        QCOMPARE(got.offset, next[got.partition]++);
        if (got.partition == 1 && got.offset >= 3) {
            const Record& sent = ugly.at(static_cast<std::size_t>(got.offset - 3));
            QVERIFY(got.key == sent.key && got.value == sent.value && got.headers == sent.headers);
        }
        ++lines;
    }
    QCOMPARE(lines, int(report->records));
}

void RecordsExportTest::filteredAndLimited()
{
    ExportRequest request = rangeOf(m_cluster, {ExportFormat::Raw, {}, true});
    auto& range = std::get<ExportRange>(request.what).range;
    range.filter = Filter::parse("\"4\"", nowMs()).value();
    auto report = run(request, "out");
    QVERIFY(report && report->complete());
    QCOMPARE(contentOf(path("out")), QByteArray("{\"n\":4}\n"));
    range.filter = Filter();
    range.maxHits = 2;
    report = run(request, "two");
    QVERIFY(report && report->complete());
    QCOMPARE(report->coverage.end, ScanEnd::HitLimit);
    QCOMPARE(contentOf(path("two")).count('\n'), 2);
}

void RecordsExportTest::chosenRecords()
{
    for (int i = 0; i < 2000; ++i)
        m_cluster.append("t", 0, std::nullopt, std::to_string(3 + i));
    m_cluster.gap("t", 1, 5); // offsets 3 to 7
    m_cluster.append("t", 1, std::nullopt, "after the gap"); // 8
    m_cluster.deleteBefore("t", 0, 2);
    ExportChosen chosen{"t", {{1, 8}, {0, 1999}, {0, 0}, {0, 7}, {0, 7}, {1, 5}, {0, 5000}, {0, 8}}, {}};
    const auto report = run({chosen, {ExportFormat::Raw, {}, true}}, "out");
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QCOMPARE(contentOf(path("out.partial")), QByteArray("7\n8\n1999\nafter the gap\n"));
    QCOMPARE(report->chosen, std::int64_t(7)); // one was named twice
    std::vector<ExportChosen::Place> missing = report->missing;
    std::ranges::sort(missing);
    QVERIFY((missing == std::vector<ExportChosen::Place>{{0, 0}, {0, 5000}, {1, 5}}));
    QVERIFY(!report->complete() && report->failures.empty() && !report->cancelled);
    QCOMPARE(report->records, std::int64_t(4));
    chosen.places = {{0, 7}, {1, 8}};
    QVERIFY(run({chosen, {}}, "whole")->complete());
    m_cluster.failSubject(Op::Read, "t-1", Error{ErrorKind::NotAuthorized, "No.", {}, 0, false});
    const auto half = run({chosen, {}}, "half");
    QCOMPARE(half->failures.size(), std::size_t(1));
    QCOMPARE(half->missing.size(), std::size_t(1));
    QVERIFY(!half->complete());
}

void RecordsExportTest::replacesAFile()
{
    QFile old(path("old"));
    QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
    old.close();
    QVERIFY(old.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    QVERIFY(QFile::link(path("old"), path("link")));
    QVERIFY(run(rangeOf(m_cluster), "link")->complete());
    QVERIFY(QFileInfo(path("link")).isSymLink());
    QCOMPARE(contentOf(path("old")).count('\n'), 6);
    QVERIFY(!(QFile(path("old")).permissions() & (QFile::ReadGroup | QFile::ReadOther)));
}

void RecordsExportTest::cancelled()
{
    QFile old(path("out"));
    QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
    old.close();
    std::stop_source stop;
    stop.request_stop();
    const auto report = run(rangeOf(m_cluster), "out", {}, Call::within(20s, stop.get_token()));
    QVERIFY(report && report->cancelled && !report->complete() && report->file.empty());
    QCOMPARE(contentOf(path("out")), QByteArray("old"));
    QCOMPARE(files(), QStringList{"out"}); // and nothing beside it
}

void RecordsExportTest::diskFull()
{
    for (int i = 0; i < 300; ++i)
        m_cluster.append("t", 0, "k", std::string(10'000, 'x'));
    const auto report = exportToFile(m_cluster, rangeOf(m_cluster), "/dev/full", {}, soon());
    QVERIFY(!report);
    QVERIFY2(report.error().message == "Writing /dev/full failed: No space left on device.", report.error().message.c_str());
    // A file system that is really full leaves nothing behind.
    const QString small = path("small");
    QVERIFY(QDir().mkdir(small));
    if (QProcess::execute("mount", {"-t", "tmpfs", "-o", "size=512k", "tmpfs", small}) != 0)
        QSKIP("mounting a small file system is not allowed here");
    const auto full = run(rangeOf(m_cluster), "small/out");
    const QStringList left = QDir(small).entryList(QDir::Files);
    QProcess::execute("umount", {small});
    QVERIFY(!full);
    QVERIFY2(full.error().message.find(path("small/out").toStdString()) != std::string::npos, full.error().message.c_str());
    QVERIFY2(left.isEmpty(), qPrintable(left.join(' ')));
}

void RecordsExportTest::noSuchFolder()
{
    const auto report = run(rangeOf(m_cluster), "nowhere/out");
    QVERIFY(!report);
    QVERIFY(report.error().kind == ErrorKind::NotFound && report.error().message.find("nowhere/out") != std::string::npos);
    QVERIFY(!run(rangeOf(m_cluster), "."));
    QVERIFY(files().isEmpty());
}

void RecordsExportTest::partitionThatFails()
{
    const ExportRequest request = rangeOf(m_cluster);
    m_cluster.failSubject(Op::Read, "t-1", Error{ErrorKind::NotAuthorized, "No permission for t-1.", {}, 0, false});
    const auto report = run(request, "out");
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QVERIFY(!report->complete() && !report->cancelled);
    QCOMPARE(report->records, std::int64_t(3));
    QCOMPARE(report->coverage.partitions.at(1).error->message, std::string("No permission for t-1."));
    QCOMPARE(report->coverage.partitions.at(1).notScanned(), std::int64_t(3));
    QCOMPARE(files(), QStringList{"out.partial"}); // half a file does not pose as a whole one
}

void RecordsExportTest::progressAddsUp()
{
    for (int i = 0; i < 20'000; ++i)
        m_cluster.append("t", i % 2, "k", "v");
    std::int64_t last = 0;
    const auto report = run(rangeOf(m_cluster), "out", [&](const ExportReport& now) {
        QVERIFY(now.records >= last && now.coverage.offsetsScanned <= now.coverage.offsetsInRange);
        last = now.records;
    });
    QVERIFY(report->complete());
    QCOMPARE(report->records, std::int64_t(20'006));
    QCOMPARE(report->coverage.offsetsInRange, std::int64_t(20'006));
}

void RecordsExportTest::shellWords_data()
{
    QTest::addColumn<QByteArray>("word");
    for (const char* word : {"orders", "a b", "it's", "$(rm -rf /)", "`x`", "a\nb", "", "*", "\"", "\\", "ä", "!x", "a;b", "-n",
                             "'", "''", "~", "a=b", "#c", "{a,b}"})
        QTest::newRow(word) << QByteArray(word);
}

/// A real shell takes it for exactly that word.
void RecordsExportTest::shellWords()
{
    QFETCH(QByteArray, word);
    QProcess shell;
    shell.start("/bin/sh", {"-c", QString::fromStdString("printf '%s|' " + shellWord(word.toStdString()))});
    QVERIFY(shell.waitForFinished());
    QCOMPARE(shell.readAllStandardOutput(), word + "|");
}

void RecordsExportTest::copies()
{
    const Record record{"my topic", 3, 42, TimestampType::CreateTime, 1'700'000'000'000, Bytes("k\0", 2), "a\nb\x1b",
                        {{"h", std::nullopt}, {"h", "\xe2\x80\xae"}}};
    QVERIFY(parseJsonLine(copyAsJson(record)).value() == record);
    QCOMPARE(copyAsText(record), std::string("my topic-3 offset 42, 2023-11-14T22:13:20.000Z\nkey: k\\x00\n"
                                             "header h: NULL\nheader h: \\u{202e}\n\na\nb\\x1b\n"));
    QCOMPARE(kcatCommand("a:1,b:2", {"my topic", 3}, 42),
             std::string("kcat -b a:1,b:2 -C -t 'my topic' -p 3 -o 42 -c 1 -e -q -J"));
    QCOMPARE(weirctlCommand({"--profile", "my own"}, {"my topic", 3}, 42),
             std::string("weirctl --profile 'my own' read 'my topic' --partition 3 --from offset:42 --to offset:43 "
                         "--format ndjson"));
}

QTEST_GUILESS_MAIN(RecordsExportTest)
#include "records_export_test.moc"
