// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/payload_format.h"
#include "ui/records/foot_text.h"
#include "ui/records/record_row.h"

#include <QtTest/QTest>

#include <limits>

using namespace weir;
using namespace weir::ui;

namespace {

ScanState scanned(ScanEnd end, std::map<std::int32_t, ScanCoverage> partitions, std::int64_t hits = 12)
{
    ScanState state;
    state.end = end;
    state.hits = hits;
    state.elapsed = std::chrono::milliseconds(2000);
    for (const auto& [partition, coverage] : partitions) {
        state.offsetsInRange += coverage.end - coverage.begin;
        state.offsetsScanned += coverage.scanned();
        state.records += coverage.records;
    }
    state.partitions = std::move(partitions);
    return state;
}

ScanCoverage covered(std::int64_t begin, std::int64_t end, std::int64_t next)
{
    ScanCoverage coverage;
    coverage.begin = begin;
    coverage.end = end;
    coverage.next = next;
    coverage.records = next - begin;
    return coverage;
}

Error brokenBatch()
{
    return {ErrorKind::Broker, "Could not read t-1 at offset 40: bad batch.", {}, 0, false};
}

} // namespace

Q_DECLARE_METATYPE(weir::ScanState)
Q_DECLARE_METATYPE(weir::TailState)
Q_DECLARE_METATYPE(weir::ui::FootAction)

class RecordTextsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void runs_data();
    void runs();
    void searchFoot_data();
    void searchFoot();
    void searchNamesItsLosses();
    void tailFoot_data();
    void tailFoot();
    void browseFoot();
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

void RecordTextsTest::searchFoot_data()
{
    QTest::addColumn<ScanState>("state");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<std::vector<FootAction>>("actions");
    QTest::addColumn<bool>("warn");
    using A = FootAction;
    QTest::newRow("running") << scanned(ScanEnd::Running, {{0, covered(0, 7'512'908, 1'204'331)}})
                             << QStringLiteral("Scanned 1,204,331 of 7,512,908 · 12 hits · 1.1 M records/s")
                             << std::vector<A>{A::Stop, A::BackToTopic} << false;
    QTest::newRow("hit limit") << scanned(ScanEnd::HitLimit, {{0, covered(0, 2'000, 1'000)}})
                               << QStringLiteral("Scanned 1,000 of 2,000 · 12 hits · 500 records/s · stopped: 1,000 hits asked for")
                               << std::vector<A>{A::Continue, A::BackToTopic} << false;
    QTest::newRow("one hit") << scanned(ScanEnd::Finished, {{0, covered(5, 105, 105)}}, 1)
                             << QStringLiteral("Scanned 100 of 100 · 1 hit · 50 records/s · the whole range was looked at")
                             << std::vector<A>{A::BackToTopic} << false;
    QTest::newRow("stopped") << scanned(ScanEnd::Stopped, {{0, covered(0, 100, 0)}}, 0)
                             << QStringLiteral("Scanned 0 of 100 · 0 hits · stopped by you")
                             << std::vector<A>{A::Continue, A::BackToTopic} << false;
    ScanCoverage failed = covered(0, 100, 40);
    failed.error = brokenBatch();
    QTest::newRow("failed") << scanned(ScanEnd::Failed, {{0, covered(0, 100, 100)}, {1, failed}}, 3)
                            << QStringLiteral("Scanned 140 of 200 · 3 hits · 70 records/s · 1 partition could not be read")
                            << std::vector<A>{A::TryAgain, A::BackToTopic} << true;
    failed.atDamage = true;
    QTest::newRow("damaged") << scanned(ScanEnd::Failed, {{1, failed}}, 3)
                             << QStringLiteral("Scanned 40 of 100 · 3 hits · 20 records/s · 1 partition could not be read")
                             << std::vector<A>{A::SkipDamage, A::TryAgain, A::BackToTopic} << true;
}

void RecordTextsTest::searchFoot()
{
    QFETCH(ScanState, state);
    const FootText foot = describeSearch(state, {}, 1'000, state.end == ScanEnd::Running ? 1'100'000 : 0);
    QTEST(foot.sentence(), "sentence");
    QTEST(foot.actions, "actions");
    QTEST(foot.warn, "warn");
}

void RecordTextsTest::searchNamesItsLosses()
{
    ScanCoverage skipped = covered(0, 100, 100);
    skipped.damaged = {{40, 50, brokenBatch()}};
    skipped.deleted = 5;
    const FootText foot = describeSearch(scanned(ScanEnd::Finished, {{1, skipped}}, 0), {{"t-2", brokenBatch()}}, 1'000, 0);
    QVERIFY2(foot.sentence().startsWith(QStringLiteral("Scanned 85 of 100 · 0 hits")), qPrintable(foot.sentence()));
    QVERIFY(foot.sentence().contains(QStringLiteral("10 offsets in damaged batches skipped")));
    QVERIFY(foot.sentence().contains(QStringLiteral("5 deleted by retention meanwhile")));
    QVERIFY(foot.sentence().contains(QStringLiteral("1 partition could not be read")));
    QVERIFY(foot.details.contains(QStringLiteral("offsets 40–49 are damaged")));
    QVERIFY(foot.details.contains(QStringLiteral("t-2: ")));
    QVERIFY(foot.warn);
    // Many partitions are cut, and the cut is said.
    std::map<std::int32_t, ScanCoverage> many;
    for (int i = 0; i < 200; ++i)
        many[i] = covered(0, 1, 1);
    QVERIFY(describeSearch(scanned(ScanEnd::Finished, many), {}, 1, 0).details.endsWith(QStringLiteral("… and 168 more")));
}

void RecordTextsTest::tailFoot_data()
{
    QTest::addColumn<TailState>("state");
    QTest::addColumn<bool>("filtered");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<FootAction>("first");
    TailState state;
    state.received = 12'431;
    state.matched = 12'431;
    state.endSequence = 12'431;
    state.recordsPerSecond = 812;
    state.fill = 0.344;
    QTest::newRow("live") << state << false << QStringLiteral("12,431 new records · live · 812 records/s · buffer 34 % full")
                          << FootAction::Pause;
    state.matched = 7;
    state.endSequence = 7;
    QTest::newRow("filtered") << state << true
                              << QStringLiteral("7 of 12,431 new records match · live · 812 records/s · buffer 34 % full")
                              << FootAction::Pause;
    state.paused = true;
    state.pausedAt = 2;
    state.dropped = 3;
    state.fill = 1;
    QTest::newRow("paused, full") << state << false
                                  << QStringLiteral("12,431 new records · paused, 5 waiting · 812 records/s · buffer 100 % full "
                                                    "· 3 pushed out by newer ones")
                                  << FootAction::Resume;
    TailState ended;
    ended.running = false;
    ended.missed = 4;
    ended.failures = {{"t-1", brokenBatch()}};
    QTest::newRow("ended") << ended << false
                           << QStringLiteral("0 new records · ended · buffer 0 % full · 4 deleted before they were read · 1 "
                                             "partition could not be read")
                           << FootAction::Pause;
}

void RecordTextsTest::tailFoot()
{
    QFETCH(TailState, state);
    QFETCH(bool, filtered);
    const FootText foot = describeTail(state, filtered);
    QTEST(foot.sentence(), "sentence");
    QTEST(foot.actions.front(), "first");
    QCOMPARE(foot.warn, state.missed > 0);
}

void RecordTextsTest::browseFoot()
{
    ResolvedRange range;
    range[{"t", 0}] = {10, 110, 0, 110, {}};
    range[{"t", 1}] = {0, 0, 0, 0, "group billing has no committed offset here"};
    FootText foot = describeBrowse(range, {}, true);
    QCOMPARE(foot.sentence(), QStringLiteral("Up to 100 records · partitions 0–1 · newest first · group billing has no "
                                             "committed offset here"));
    QVERIFY(foot.details.contains(QStringLiteral("Partition 1: nothing in the range")));
    QVERIFY(!foot.warn);
    foot = describeBrowse(range, {{"t-2", brokenBatch()}}, false);
    QVERIFY(foot.warn && foot.sentence().endsWith(QStringLiteral("oldest first · group billing has no committed offset here "
                                                                 "· 1 partition could not be read")));
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
