// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/payload_format.h"
#include "ui/records/coverage_text.h"
#include "ui/records/record_row.h"

#include <QtTest/QTest>

#include <limits>

using namespace weir;
using namespace weir::ui;

namespace {

BrowseResult result(std::vector<std::pair<int, std::int64_t>> records, std::map<int, OffsetSpan> spans,
                    std::int64_t scanned, bool limit = false, bool interrupted = false)
{
    BrowseResult made;
    for (const auto& [partition, offset] : records) {
        Record record;
        record.partition = partition;
        record.offset = offset;
        made.records.push_back(record);
    }
    for (const auto& [partition, span] : spans) {
        made.spans[{"t", partition}] = span;
        made.offsetsInRange += span.end - span.logStart;
    }
    made.offsetsScanned = scanned;
    made.limitReached = limit;
    made.interrupted = interrupted;
    return made;
}

} // namespace

Q_DECLARE_METATYPE(weir::BrowseResult)

class RecordTextsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void runs_data();
    void runs();
    void coverage_data();
    void coverage();
    void times();
    void formats_data();
    void formats();
    void formatKeepsWholeCharacters();
};

void RecordTextsTest::runs_data()
{
    QTest::addColumn<std::vector<std::int32_t>>("partitions");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << std::vector<std::int32_t>{} << QString();
    QTest::newRow("one") << std::vector<std::int32_t>{7} << QStringLiteral("7");
    QTest::newRow("run") << std::vector<std::int32_t>{0, 1, 2, 3} << QStringLiteral("0–3");
    QTest::newRow("unsorted with gap") << std::vector<std::int32_t>{9, 1, 0, 3} << QStringLiteral("0–1, 3, 9");
}

void RecordTextsTest::runs()
{
    QFETCH(std::vector<std::int32_t>, partitions);
    QTEST(partitionRuns(partitions), "text");
}

void RecordTextsTest::coverage_data()
{
    using Kind = BrowseFrom::Kind;
    QTest::addColumn<BrowseRequest>("request");
    QTest::addColumn<BrowseResult>("answer");
    QTest::addColumn<int>("failed");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<bool>("more");
    const auto request = [](Kind kind, std::int64_t value, std::size_t limit) {
        BrowseRequest made;
        made.from = {kind, value};
        made.limit = limit;
        return made;
    };
    QTest::newRow("everything") << request(Kind::Newest, 50, 50) << result({{2, 12}, {2, 13}}, {{2, {12, 14}}}, 2) << 0
                                << QStringLiteral("Showing all 2 · offsets 12–13 of partition 2") << false;
    QTest::newRow("limit") << request(Kind::Newest, 2, 2) << result({{0, 99}, {1, 98}}, {{0, {0, 100}}, {1, {0, 99}}}, 4, true)
                           << 0 << QStringLiteral("Showing 2 of about 199 · partitions 0–1 · limit reached") << true;
    QTest::newRow("size limit") << request(Kind::Newest, 50, 50) << result({{0, 99}}, {{0, {0, 100}}}, 50, true) << 0
                                << QStringLiteral("Showing 1 of about 100 · offset 99 of partition 0 · size limit reached")
                                << true;
    QTest::newRow("gaps") << request(Kind::Oldest, 50, 50) << result({{0, 5}}, {{0, {0, 10}}}, 10) << 0
                          << QStringLiteral("Showing all 1 · offset 5 of partition 0 · 9 offsets hold no record "
                                            "(compaction, transactions)")
                          << false;
    QTest::newRow("interrupted") << request(Kind::Newest, 50, 50) << result({{0, 5}}, {{0, {0, 10}}}, 3, false, true) << 0
                                 << QStringLiteral("Showing 1 of about 10 · offset 5 of partition 0 · stopped before "
                                                   "everything was read")
                                 << true;
    QTest::newRow("a partition failed") << request(Kind::Newest, 50, 50) << result({{0, 5}}, {{0, {5, 6}}}, 1) << 1
                                        << QStringLiteral("Showing 1 of about 1 · offset 5 of partition 0 · 1 partition "
                                                          "could not be read")
                                        << false;
    QTest::newRow("from offset to the end") << request(Kind::Offset, 90, 50) << result({{0, 90}, {0, 99}}, {{0, {0, 100}}}, 10)
                                            << 0 << QStringLiteral("Showing 2 of about 100 · offsets 90–99 of partition 0")
                                            << false;
}

void RecordTextsTest::coverage()
{
    QFETCH(BrowseRequest, request);
    QFETCH(BrowseResult, answer);
    QFETCH(int, failed);
    const Coverage coverage = describeCoverage(request, answer, static_cast<std::size_t>(failed));
    QTEST(coverage.sentence(), "sentence");
    QTEST(coverage.more, "more");
    QCOMPARE(coverage.warn, failed > 0 || answer.interrupted);
}

void RecordTextsTest::times()
{
    const QDate today(2026, 11, 18);
    const QDateTime at(today, QTime(14, 7, 59, 799));
    QCOMPARE(recordTimeText(at.toMSecsSinceEpoch(), today), QStringLiteral("14:07:59.799"));
    QCOMPARE(recordTimeText(at.toMSecsSinceEpoch(), today.addDays(1)), QStringLiteral("11-18 14:07:59.799"));
    QCOMPARE(recordTimeText(at.toMSecsSinceEpoch(), today.addYears(1)), QStringLiteral("2026-11-18 14:07:59"));
    QCOMPARE(recordTimeText(std::nullopt, today), QStringLiteral("–"));
    for (const auto extreme : {std::numeric_limits<TimestampMs>::max(), std::numeric_limits<TimestampMs>::min()})
        QVERIFY(!recordTimeText(extreme, today).isEmpty());
}

void RecordTextsTest::formats_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<PayloadForm>("asked");
    QTest::addColumn<std::string>("text");
    QTest::addColumn<PayloadForm>("form");
    QTest::newRow("json, numbers untouched") << std::string(R"({"a":9007199254740993,"b":1.10})") << PayloadForm::Pretty
                                             << std::string("{\n  \"a\": 9007199254740993,\n  \"b\": 1.10\n}")
                                             << PayloadForm::Pretty;
    QTest::newRow("text") << std::string("line one\nline two") << PayloadForm::Pretty << std::string("line one\nline two")
                          << PayloadForm::Text;
    QTest::newRow("bidirectional in json") << std::string("[\"\xE2\x80\xAE\"]") << PayloadForm::Pretty
                                           << std::string("[\n  \"\\u{202e}\"\n]") << PayloadForm::Pretty;
    QTest::newRow("NUL and invalid bytes as text") << std::string("a\0\xff", 3) << PayloadForm::Text
                                                   << std::string("a\\x00\\xff") << PayloadForm::Text;
    QTest::newRow("json as text") << std::string("{\"a\":1}") << PayloadForm::Text << std::string("{\"a\":1}")
                                  << PayloadForm::Text;
}

void RecordTextsTest::formats()
{
    QFETCH(std::string, bytes);
    QFETCH(PayloadForm, asked);
    const PayloadText text = formatPayload(bytes, asked, 65536, {});
    QTEST(text.text, "text");
    QTEST(text.form, "form");
    QVERIFY(!text.cut);
}

void RecordTextsTest::formatKeepsWholeCharacters()
{
    const std::string euros = "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC";
    for (const std::size_t limit : {4U, 5U}) {
        const PayloadText text = formatPayload(euros, PayloadForm::Text, limit, {});
        QCOMPARE(text.text, std::string("\xE2\x82\xAC"));
        QVERIFY(text.cut);
    }
    // Binary is shown as hex when nobody asked for text.
    QCOMPARE(formatPayload(std::string("\x00\xff", 2), PayloadForm::Pretty, 100, {}).form, PayloadForm::Hex);
}

QTEST_MAIN(RecordTextsTest)
#include "test_record_texts.moc"
