// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/payload_format.h"
#include "ui/deadletters/dead_letter_topic_table.h"
#include "ui/deadletters/failure_words.h"
#include "ui/deadletters/header_table.h"
#include "ui/deadletters/letter_choice.h"
#include "ui/deadletters/listed_letters.h"
#include "ui/deadletters/letter_words.h"

#include <QtTest/QTest>

using namespace weir;
using namespace weir::ui;

class DeadlettersWordsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shortNames_data();
    void shortNames();
    void origins();
    void headerValues_data();
    void headerValues();
    void payloads();
    void retention();
    void coverage();
    void states();
    void lists();
    void moments();
};

void DeadlettersWordsTest::shortNames_data()
{
    QTest::addColumn<QString>("full");
    QTest::addColumn<QString>("shortName");
    QTest::newRow("java") << "com.shop.orders.JsonMappingException" << "JsonMappingException";
    QTest::newRow("inner") << "com.shop.Outer$Inner" << "Inner";
    QTest::newRow("with message") << "java.io.IOException: disk full. really" << "IOException";
    QTest::newRow("php") << "App\\Failure" << "Failure";
    QTest::newRow("plain") << "KeyError" << "KeyError";
    QTest::newRow("trailing dot") << "strange." << "strange.";
    QTest::newRow("empty") << "" << "";
    QTest::newRow("markup") << "<b>x</b>" << "<b>x</b>";
    QTest::newRow("bidi") << QStringLiteral("a\u202eb") << "a\\u{202e}b";
}

void DeadlettersWordsTest::shortNames()
{
    QFETCH(QString, full);
    QFETCH(QString, shortName);
    QCOMPARE(shortClassName(full.toStdString()), shortName);
}

void DeadlettersWordsTest::origins()
{
    FailureReport report;
    QCOMPARE(originPosition(report), QStringLiteral("–"));
    QCOMPARE(originText(report), QString());
    QCOMPARE(failureTitle(report), QStringLiteral("No failure headers"));
    QCOMPARE(failureFacts(report), QString());
    report.originTopic = "events.orderpaid";
    QCOMPARE(originText(report), QStringLiteral("events.orderpaid"));
    report.originPartition = 2;
    QCOMPARE(originPosition(report), QStringLiteral("2:–"));
    report.originOffset = 1877046;
    QCOMPARE(originText(report), QStringLiteral("events.orderpaid 2:1,877,046"));
    report.originPartition.reset();
    QCOMPARE(originPosition(report), QStringLiteral("–:1,877,046"));
    report.message = "first\nsecond";
    QCOMPARE(failureTitle(report), QStringLiteral("first\\nsecond"));
    report.consumerGroup = "billing";
    report.attempts = 3;
    report.stage = "VALUE_CONVERTER";
    QCOMPARE(failureFacts(report), QStringLiteral("Group billing · 3 attempts · stage VALUE_CONVERTER"));
}

void DeadlettersWordsTest::headerValues_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("text") << QByteArray("shop-web") << "shop-web";
    QTest::newRow("empty") << QByteArray("") << "empty";
    QTest::newRow("int32") << QByteArray("\x00\x00\x00\x02", 4) << "2 (0x00000002)";
    QTest::newRow("int64") << QByteArray("\x00\x00\x00\x00\x00\x1c\xa4\x36", 8) << "1877046 (0x00000000001ca436)";
    QTest::newRow("four digits") << QByteArray("1234") << "1234";
    QTest::newRow("not UTF-8") << QByteArray("\xff\xfe") << "0xfffe";
    QTest::newRow("line end") << QByteArray("a\nb") << "a\\nb";
}

void DeadlettersWordsTest::headerValues()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    QCOMPARE(headerValueText(bytes.toStdString()), text);
    QCOMPARE(headerValueText(std::nullopt), QStringLiteral("NULL"));
}

void DeadlettersWordsTest::payloads()
{
    const auto pretty = formatPayload(R"({"a":1.10,"a":9007199254740993})", PayloadForm::Pretty, 1000, {});
    QVERIFY(pretty.json && pretty.form == PayloadForm::Pretty);
    QVERIFY(pretty.text.find("\"a\": 1.10") != std::string::npos);
    QVERIFY(pretty.text.find("9007199254740993") != std::string::npos);
    const auto text = formatPayload("a\xe2\x80\xae\r\nb\tc", PayloadForm::Pretty, 1000, {});
    QVERIFY(text.form == PayloadForm::Text);
    QCOMPARE(text.text, std::string("a\\u{202e}\\r\nb    c"));
    const auto binary = formatPayload(std::string_view("\xff\x00", 2), PayloadForm::Text, 1000, {});
    QVERIFY(binary.form == PayloadForm::Text && binary.text.find('\0') == std::string::npos);
    QVERIFY(formatPayload(std::string_view("\xff\x00", 2), PayloadForm::Pretty, 1000, {}).form == PayloadForm::Hex);
    const auto cut = formatPayload(std::string(5000, 'x'), PayloadForm::Text, 100, {});
    QVERIFY(cut.cut && cut.text.size() == 100);
}

void DeadlettersWordsTest::retention()
{
    const TimestampMs now = 1'000'000'000;
    DeadLetterTopic topic{"a.dlq", DeadLetterKind::DeadLetter, 1, 12, std::nullopt};
    QVERIFY(!retentionUsed(topic, now));
    topic.oldest = now - 90'000;
    topic.retentionMs = -1;
    QVERIFY2(!retentionUsed(topic, now), "kept for ever");
    topic.retentionMs = 100'000;
    QCOMPARE(retentionUsed(topic, now).value(), 0.9);
    QCOMPARE(retentionSentence(topic, now), QStringLiteral("The oldest letters are deleted in 10 s."));
    topic.oldest = now - 100'000;
    QCOMPARE(retentionSentence(topic, now), QStringLiteral("The oldest letters may be deleted at any moment."));
    topic.oldest = now + 5'000;
    QCOMPARE(retentionSentence(topic, now), QString());
    topic.oldest = now - 90'000;
    topic.records = 0;
    QVERIFY(!retentionUsed(topic, now));
    // A word hides a topic from what is found, but not from whoever wants to take the word back.
    const auto rows = deadLetterTopicRows({topic}, {{"other", TopicWord::Neither}, {"a.dlq", TopicWord::DeadLetters}});
    QCOMPARE(rows.size(), std::size_t{2});
    QVERIFY(rows[0].word == TopicWord::DeadLetters && rows[1].word == TopicWord::Neither);
}

void DeadlettersWordsTest::coverage()
{
    InboxState state;
    QCOMPARE(inboxCoverage(state), QStringLiteral("Nothing to look at yet"));
    state.running = true;
    state.offsetsInRange = 9'000'000;
    state.offsetsScanned = 1'204'331;
    QCOMPARE(inboxCoverage(state), QStringLiteral("Scanned 1,204,331 of 9,000,000 (13 %)"));
    state.running = false;
    state.stopped = true;
    state.lettersForgotten = 7;
    state.groupsFolded = 2;
    state.coverage[{"a.dlq", 0}] = {.begin = 0, .next = 5, .end = 5, .lost = 3, .damaged = 0, .error = {}};
    state.coverage[{"a.dlq", 1}] = {.begin = 0, .next = 0, .end = 5, .lost = 0, .damaged = 1, .error = Error{ErrorKind::NotAuthorized, "no", {}, 29, false}};
    const QString text = inboxCoverage(state);
    for (const char* part : {"stopped", "3 deleted by retention", "1 in a damaged batch", "7 counted but no longer listed", "2 further kinds"})
        QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
    QCOMPARE(inboxFailures(state).size(), std::size_t{1});
    QCOMPARE(inboxFailures(state)[0].subject, std::string("a.dlq-1"));
}

void DeadlettersWordsTest::states()
{
    const LetterPlace marked{{"a.dlq", 0}, 1};
    const LetterPlace sent{{"a.dlq", 0}, 2};
    const LetterPlace maybe{{"a.dlq", 1}, 2};
    const LetterPlace plain{{"b.dlq", 0}, 9};
    LetterStates states;
    QVERIFY(!states.anything());
    states.letters[marked] = {LetterMark::Handled, "why", 100};
    states.groups["g"] = {{LetterMark::Handled, "all", 200}, 500};
    states.addReplayed(sent, {"job-2", 300, ReplayOutcome::Committed});
    states.addReplayed({{"a.dlq", 0}, 1}, {"job-1", 300, ReplayOutcome::Committed});
    states.addReplayed(maybe, {"job-1", 300, ReplayOutcome::Unknown});
    states.addReplayed(plain, {"job-1", 300, ReplayOutcome::Failed});
    states.sortReplayed();
    using Word = LetterState::Word;
    QVERIFY2(states.of(marked, 50, "x").word == Word::Handled, "a person's word before a replay");
    QCOMPARE(states.of(marked, 50, "x").note, std::string("why"));
    QVERIFY(states.of(sent, 50, "g").word == Word::Replayed);
    QCOMPARE(states.of(sent, 50, "g").job, std::string("job-2"));
    QVERIFY(states.of(maybe, 50, "x").word == Word::MaybeReplayed);
    QVERIFY2(states.of(plain, 50, "x").word == Word::Open, "what failed was not sent");
    QVERIFY(states.of(plain, 500, "g").word == Word::Handled);
    QVERIFY2(states.of(plain, 501, "g").word == Word::Open, "it came later");
    states.groups["g"].word.mark = LetterMark::Ignored;
    QVERIFY(states.of(plain, 501, "g").word == Word::Ignored);
    QCOMPARE(letterStateText({}), QStringLiteral("open"));
    QCOMPARE(letterStateText({Word::Ignored, "n", 0, {}}), QStringLiteral("ignored · note"));
    QVERIFY(letterStateDetails({Word::Replayed, {}, 1, "job\u202e"}).contains(QStringLiteral("job")));
}

void DeadlettersWordsTest::lists()
{
    ListedLetters list;
    QVERIFY(!list.find({{"a", 0}, 1}));
    list.add({{{"a", 0}, 5}, 10, 0}, "g");
    list.add({{{"b", 0}, 5}, std::nullopt, 1}, "h");
    list.add({{{"a", 0}, 4}, 9, 0}, "g");
    QCOMPARE(list.size(), std::size_t{3});
    QVERIFY((list.place(1) == LetterPlace{{"b", 0}, 5}));
    QCOMPARE(list.group(2), std::string("g"));
    QVERIFY(!list.time(1));
    QCOMPARE(list.find({{"a", 0}, 4}).value(), std::size_t{2});
    QVERIFY(!list.find({{"b", 0}, 4}));
    QCOMPARE(list.places().size(), std::size_t{3});
}

void DeadlettersWordsTest::moments()
{
    QCOMPARE(momentText(std::nullopt), QStringLiteral("–"));
    QVERIFY(!momentDetails(std::nullopt).isEmpty());
    // Any 64-bit time gives a text.
    for (const TimestampMs time : {std::numeric_limits<TimestampMs>::max(), std::numeric_limits<TimestampMs>::min(), TimestampMs{0}})
        QVERIFY(!momentText(time).isEmpty() && !momentDetails(time).isEmpty());
    QVERIFY(momentText(0).startsWith(QStringLiteral("1970-01-01")));
}

QTEST_GUILESS_MAIN(DeadlettersWordsTest)
#include "deadletters_words_test.moc"
