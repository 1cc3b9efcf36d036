// SPDX-License-Identifier: GPL-3.0-or-later
// Letters read again for sending, from the cluster and from an archive.
#include "core/events/plain_failure.h"
#include "core/deadletters/replay_plan.h"
#include "core/records/record_export.h"
#include "core/records/record_json.h"
#include "tests/support/fake_cluster.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace weir;
using namespace weir::test;
using namespace std::string_literals;

namespace {

Headers failureOf(std::int32_t partition, std::int64_t offset)
{
    PlainFailure failure;
    failure.origin = {"orders", partition};
    failure.originOffset = offset;
    return plainFailureHeaders(failure);
}

/// Payloads that text would lose.
std::vector<std::pair<OptionalBytes, OptionalBytes>> uglyPayloads()
{
    std::string allBytes;
    for (int i = 0; i < 256; ++i)
        allBytes += static_cast<char>(static_cast<unsigned char>(i));
    return {{std::nullopt, "no key"},
            {"", ""},
            {"tombstone", std::nullopt},
            {allBytes, allBytes},
            {"\xc0\x80", "\xed\xa0\x80"},
            {"line\nbreak\r\n", "{\n \"a\": 1.10, \"a\": 18446744073709551616 }\n"},
            {"\xe2\x80\xae \xe2\x80\xa8", "\x1b[31m \x7f \xef\xbb\xbf"},
            {"big", std::string(300'000, '\xfe')}};
}

std::shared_ptr<FakeCluster> clusterWithLetters(int rounds = 1)
{
    auto cluster = std::make_shared<FakeCluster>();
    cluster->addTopic("orders", 3);
    cluster->addTopic("orders.dlq", 2);
    std::int64_t origin = 0;
    for (int round = 0; round < rounds; ++round)
        for (const auto& [key, value] : uglyPayloads()) {
            Headers headers{{"trace", std::nullopt}, {"trace", ""}, {"", "\xff\0"s}, {"\xfe", "x"}};
            for (Header& header : failureOf(static_cast<std::int32_t>(origin % 3), origin))
                headers.push_back(std::move(header));
            cluster->append("orders.dlq", static_cast<std::int32_t>(origin % 2), key, value, headers, 1'700'000'000'000 + origin);
            ++origin;
        }
    return cluster;
}

LetterSelection everyLetter(std::int64_t count)
{
    LetterSelection selection;
    for (std::int64_t i = 0; i < count; ++i)
        selection.places.push_back({{"orders.dlq", static_cast<std::int32_t>(i % 2)}, i / 2});
    return selection;
}

std::shared_ptr<const ReplayPlan> planOf(FakeCluster& cluster, const LetterSelection& selection, ReplayOptions options = {})
{
    auto plan = planReplay(cluster, cluster, selection, options, nullptr, {}, Call{});
    if (!plan)
        qFatal("%s", plan.error().message.c_str());
    return std::make_shared<const ReplayPlan>(std::move(*plan));
}

/// Exports the letters as the program does: chosen ones, JSON lines.
std::filesystem::path exported(FakeCluster& cluster, const std::filesystem::path& folder, std::int64_t count)
{
    std::filesystem::create_directories(folder);
    ExportRequest request;
    ExportChosen chosen;
    chosen.topic = "orders.dlq";
    for (std::int64_t i = 0; i < count; ++i)
        chosen.places.push_back({static_cast<std::int32_t>(i % 2), i / 2});
    request.what = chosen;
    const auto report = exportToFile(cluster, request, folder / "letters.ndjson", {}, Call{});
    if (!report || !report->complete())
        qFatal("the export failed");
    return report->file;
}

void write(const std::filesystem::path& path, const QByteArray& bytes)
{
    QFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write");
}

QByteArray read(const std::filesystem::path& path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Record recordAt(FakeCluster& cluster, const LetterPlace& place)
{
    Record letter;
    (void)cluster.read({{place.partition, place.offset, place.offset + 1}}, [&](const RecordView& view) {
        letter = view.toRecord();
        return SinkAnswer::Stop;
    }, Call{});
    return letter;
}

} // namespace

class DeadlettersLetterSourceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QVERIFY(m_folder.isValid()); }
    void readsSlices();
    void tellsGoneFromChanged();
    void tellsWhyItCannotRead();
    void archiveIsIdentical();
    void plansFromAnArchive();
    void anArchiveOfGoneLetters();
    void repeatsInAnArchive();
    void refusesForeignFiles_data();
    void refusesForeignFiles();
    void findsAChangedArchive();
    void largeArchive();

private:
    [[nodiscard]] std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    QTemporaryDir m_folder;
};

void DeadlettersLetterSourceTest::readsSlices()
{
    const auto cluster = clusterWithLetters(10);
    ReplayOptions options;
    options.order = ReplayOrder::ByOrigin; // slices jump between partitions
    const auto plan = planOf(*cluster, everyLetter(80), options);
    QCOMPARE(plan->ready(), 80);
    auto source = openLetterSource(cluster, plan);
    QVERIFY(source.has_value());
    for (std::size_t begin = 0; begin < 80; begin += 7) {
        const auto records = (*source)->fetch(begin, begin + 7, Call{});
        QCOMPARE(records.size(), std::min<std::size_t>(7, 80 - begin));
        for (std::size_t i = 0; i < records.size(); ++i) {
            QVERIFY(records[i].has_value());
            QCOMPARE(*records[i], recordAt(*cluster, plan->placeOf(plan->items[begin + i])));
        }
    }
    QVERIFY((*source)->fetch(80, 90, Call{}).empty());
    QVERIFY((*source)->fetch(5, 5, Call{}).empty());
}

void DeadlettersLetterSourceTest::tellsGoneFromChanged()
{
    const auto cluster = clusterWithLetters(2);
    ReplayOptions options;
    options.most = 15;
    const auto plan = planOf(*cluster, everyLetter(16), options);
    cluster->deleteBefore("orders.dlq", 0, 3);
    auto source = openLetterSource(cluster, plan);
    QVERIFY(source.has_value());
    auto records = (*source)->fetch(0, 16, Call{});
    for (std::size_t i = 0; i < 16; ++i) {
        const bool fine = i >= 3 && i < 15;
        QCOMPARE(records[i].has_value(), fine);
        if (!fine)
            QCOMPARE(records[i].error().kind, ErrorKind::NotFound); // the last one is over the limit, and not read
    }
    QVERIFY(cluster->deleteTopic("orders.dlq", Call{}).has_value());
    records = (*source)->fetch(0, 16, Call{});
    for (const auto& record : records)
        QCOMPARE(record.error().kind, ErrorKind::NotFound);
    // Made again: whatever stands there now was never planned.
    cluster->addTopic("orders.dlq", 2);
    for (int i = 0; i < 16; ++i)
        cluster->append("orders.dlq", i % 2, "k", "another", {});
    records = (*source)->fetch(0, 15, Call{});
    for (const auto& record : records)
        QCOMPARE(record.error().kind, ErrorKind::InvalidInput);
}

void DeadlettersLetterSourceTest::tellsWhyItCannotRead()
{
    const auto cluster = clusterWithLetters(2);
    const auto plan = planOf(*cluster, everyLetter(16));
    auto source = openLetterSource(cluster, plan);
    QVERIFY(source.has_value());
    // Not readable is not gone: the reason must not be changed into "gone".
    cluster->failSubject(Op::Read, "orders.dlq-1", Error{ErrorKind::NotAuthorized, "Not allowed.", {}, 29, false});
    auto records = (*source)->fetch(0, 16, Call{});
    for (std::size_t i = 0; i < 16; ++i) {
        QCOMPARE(records[i].has_value(), i < 8);
        if (i >= 8)
            QCOMPARE(records[i].error().kind, ErrorKind::NotAuthorized);
    }
    records = (*source)->fetch(0, 4, Call::within(std::chrono::milliseconds(0)));
    QCOMPARE(records.size(), std::size_t{4});
    for (const auto& record : records)
        QVERIFY(!record && record.error().kind != ErrorKind::NotFound);
    cluster->failSubject(Op::Read, "orders.dlq-1", std::nullopt);
    cluster->damage("orders.dlq", 1, 2, 4);
    records = (*source)->fetch(8, 16, Call{});
    for (std::size_t i = 0; i < 8; ++i)
        QCOMPARE(records[i].has_value(), i < 2 || i >= 4);
}

void DeadlettersLetterSourceTest::archiveIsIdentical()
{
    const auto cluster = clusterWithLetters();
    const auto file = exported(*cluster, path("identical"), 8);
    const auto fromCluster = planOf(*cluster, everyLetter(8));
    const auto fromFile = planOf(*cluster, {{}, file});
    QCOMPARE(fromFile->items.size(), std::size_t{8});
    auto letters = openLetterSource(cluster, fromCluster);
    auto archive = openLetterSource(cluster, fromFile);
    QVERIFY(letters.has_value() && archive.has_value());
    const auto a = (*letters)->fetch(0, 8, Call{});
    const auto b = (*archive)->fetch(0, 8, Call{});
    for (std::size_t i = 0; i < 8; ++i) {
        QVERIFY(a[i].has_value());
        QVERIFY(b[i].has_value());
        QCOMPARE(*a[i], *b[i]); // place, time, bytes, headers
        QCOMPARE(fromFile->items[i].hash, fromCluster->items[i].hash);
        QCOMPARE(fromFile->items[i].target, fromCluster->items[i].target);
        QCOMPARE(fromFile->items[i].targetPartition, fromCluster->items[i].targetPartition);
        auto sentA = prepareReplay(*fromCluster, fromCluster->items[i], *a[i]);
        auto sentB = prepareReplay(*fromFile, fromFile->items[i], *b[i]);
        const auto withoutJob = [](Headers headers) {
            std::erase_if(headers, [](const Header& header) { return header.name == "weir-replay-job"; });
            return headers;
        };
        QCOMPARE(sentA->key, sentB->key);
        QCOMPARE(sentA->value, sentB->value);
        QCOMPARE(withoutJob(sentA->headers), withoutJob(sentB->headers));
    }
}

void DeadlettersLetterSourceTest::plansFromAnArchive()
{
    const auto cluster = clusterWithLetters(3);
    const auto file = exported(*cluster, path("planned"), 24);
    ReplayOptions options;
    options.most = 20;
    options.edit.operations = {*parseFieldOperation("set header[\"x\"] = y")};
    const int reads = cluster->calls(Op::Read);
    const auto plan = planOf(*cluster, {{}, file}, options);
    QCOMPARE(cluster->calls(Op::Read), reads); // the letters themselves are not asked for
    QCOMPARE(plan->ready(), 20);
    QCOMPARE(plan->topics, std::vector<std::string>{"orders.dlq"});
    QVERIFY(plan->archive.is_absolute());
    QVERIFY(!plan->samples.empty());
    QVERIFY(std::ranges::is_sorted(plan->items, {}, [](const ReplayItem& item) {
        return std::pair(item.letterPartition, item.letterOffset);
    }));
    QVERIFY(cluster->produced().empty());
}

void DeadlettersLetterSourceTest::anArchiveOfGoneLetters()
{
    // The use of an archive: the topic is long gone, blank lines and a missing last line break harm nobody.
    const auto cluster = clusterWithLetters();
    const auto file = exported(*cluster, path("gone"), 8);
    QByteArray text = read(file);
    text.chop(1);
    write(file, "\n  \r\n" + text.replace("}\n{", "}\n\n{"));
    QVERIFY(cluster->deleteTopic("orders.dlq", Call{}).has_value());
    const auto plan = planOf(*cluster, {{}, file});
    QCOMPARE(plan->ready(), 8);
    auto source = openLetterSource(cluster, plan);
    for (const auto& record : (*source)->fetch(0, 8, Call{}))
        QVERIFY(record.has_value());
}

void DeadlettersLetterSourceTest::repeatsInAnArchive()
{
    const auto cluster = clusterWithLetters();
    const auto file = exported(*cluster, path("repeats"), 8);
    Record other = recordAt(*cluster, {{"orders.dlq", 0}, 0});
    other.value = "another record of the same place";
    const QByteArray text = read(file);
    write(file, text + text + QByteArray::fromStdString(toJsonLine(other)) + "\n");
    const auto plan = planOf(*cluster, {{}, file});
    QCOMPARE(plan->items.size(), std::size_t{9});
    QByteArray sentences;
    for (const std::string& sentence : planSentences(*plan))
        sentences += QByteArray::fromStdString(sentence) + "\n";
    QVERIFY2(sentences.contains("8 lines repeat a record"), sentences);
    QVERIFY2(sentences.contains("second, different record"), sentences);
}

void DeadlettersLetterSourceTest::refusesForeignFiles_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("words");
    const QByteArray good = QByteArray::fromStdString(
        toJsonLine({"orders.dlq", 0, 1, TimestampType::CreateTime, 1, "k", "v", {{"dlq-original-topic", "orders"}}}) + "\n");
    const auto row = [](const char* name, const QByteArray& text, const char* words) { QTest::newRow(name) << text << QByteArray(words); };
    row("empty", "", "holds no records");
    row("blank", "\n\n  \n", "holds no records");
    row("cut off", good + good + good.left(good.size() / 2), "Line 3 ");
    row("cut off, said", good + good.left(good.size() - 2), "cut off here");
    row("cut off in the middle", good + good.left(30) + good + good, "Line 2 ");
    row("text", "hello\nworld\n", "Line 1 ");
    row("binary", QByteArray("\0\1\2\3\xff", 5), "Line 1 ");
    row("a log in JSON", "{\"level\":\"info\",\"topic\":\"x\",\"msg\":\"y\"}\n", "no \"partition\"");
    row("CSV", "\"partition\",\"offset\"\r\n\"0\",\"1\"\r\n", "Line 1 ");
    row("a JSON array", "[" + good.trimmed() + "]\n", "Line 1 ");
    row("no headers", good + "{\"topic\":\"a\",\"partition\":0,\"offset\":0,\"key\":null,\"value\":null}\n", "no \"headers\"");
    row("no value", "{\"topic\":\"a\",\"partition\":0,\"offset\":0,\"key\":null,\"headers\":[]}\n", "no \"value\"");
    row("no topic name", "{\"topic\":\"a b\",\"partition\":0,\"offset\":0,\"key\":null,\"value\":null,\"headers\":[]}\n", "where the record stood");
    row("negative offset", "{\"topic\":\"a\",\"partition\":0,\"offset\":-1,\"key\":null,\"value\":null,\"headers\":[]}\n", "where the record stood");
    row("bad base64", "{\"topic\":\"a\",\"partition\":0,\"offset\":1,\"key_base64\":\"*\",\"value\":null,\"headers\":[]}\n", "not base64");
    row("deep", QByteArray(100'000, '['), "Line 1 ");
}

void DeadlettersLetterSourceTest::refusesForeignFiles()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, words);
    FakeCluster cluster;
    cluster.addTopic("orders", 1);
    const auto file = path("foreign");
    write(file, text);
    const auto plan = planReplay(cluster, cluster, {{}, file}, {}, nullptr, {}, Call{});
    QVERIFY(!plan.has_value());
    QCOMPARE(plan.error().kind, ErrorKind::InvalidInput);
    QVERIFY2(plan.error().message.find(words.toStdString()) != std::string::npos, plan.error().message.c_str());
    QVERIFY(plan.error().message.find("foreign") != std::string::npos);
    QVERIFY(plan.error().message.ends_with('.'));
    QCOMPARE(planReplay(cluster, cluster, {{}, path("nowhere")}, {}, nullptr, {}, Call{}).error().kind, ErrorKind::NotFound);
    QCOMPARE(planReplay(cluster, cluster, {{}, m_folder.path().toStdString()}, {}, nullptr, {}, Call{}).error().kind,
             ErrorKind::InvalidInput);
}

void DeadlettersLetterSourceTest::findsAChangedArchive()
{
    const auto cluster = clusterWithLetters();
    const auto file = exported(*cluster, path("changed"), 8);
    const auto plan = planOf(*cluster, {{}, file});
    auto source = openLetterSource(cluster, plan);
    QVERIFY(source.has_value());
    QByteArray text = read(file);
    const auto place = text.indexOf("no key");
    QVERIFY(place > 0);
    write(file, QByteArray(text).replace(place, 6, "NO KEY")); // same length: only the hash tells
    source = openLetterSource(cluster, plan);
    int changed = 0;
    for (const auto& record : (*source)->fetch(0, 8, Call{}))
        if (!record) {
            ++changed;
            QCOMPARE(record.error().kind, ErrorKind::InvalidInput);
            QVERIFY(record.error().message.find("was changed") != std::string::npos);
        }
    QCOMPARE(changed, 1);
    write(file, "x" + text); // everything moved by a byte
    source = openLetterSource(cluster, plan);
    for (const auto& record : (*source)->fetch(0, 8, Call{}))
        QCOMPARE(record.error().kind, ErrorKind::InvalidInput);
    write(file, text.left(10));
    source = openLetterSource(cluster, plan);
    for (const auto& record : (*source)->fetch(0, 8, Call{}))
        QVERIFY(!record.has_value());
    QVERIFY(std::filesystem::remove(file));
    QCOMPARE(openLetterSource(cluster, plan).error().kind, ErrorKind::NotFound);
}

void DeadlettersLetterSourceTest::largeArchive()
{
    const auto cluster = std::make_shared<FakeCluster>();
    cluster->addTopic("orders", 3);
    QByteArray text;
    for (int i = 0; i < 5'000; ++i)
        text += QByteArray::fromStdString(toJsonLine({"orders.dlq", i % 2, i, TimestampType::CreateTime, i, "k" + std::to_string(i),
                                                      std::string(200, 'v'), failureOf(i % 3, i)}) + "\n");
    write(path("large"), text);
    const auto plan = planOf(*cluster, {{}, path("large")});
    QCOMPARE(plan->ready(), 5'000);
    auto source = openLetterSource(cluster, plan);
    const auto records = (*source)->fetch(0, 5'000, Call{});
    QVERIFY(std::ranges::all_of(records, [](const auto& record) { return record.has_value(); }));
}

QTEST_APPLESS_MAIN(DeadlettersLetterSourceTest)
#include "deadletters_letter_source_test.moc"
