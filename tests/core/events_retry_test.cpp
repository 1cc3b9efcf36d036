// SPDX-License-Identifier: GPL-3.0-or-later
// RetryingConsumer against the fake group, with a clock that moves a tenth of a second with every poll.
#include "core/deadletters/failure_report.h"
#include "core/events/retrying_consumer.h"
#include "tests/core/consumer_stand.h"

#include <QtTest>

#include <stdexcept>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;
using namespace std::string_literals;

class EventsRetryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void backoffs_data();
    void backoffs();
    void waitsTwoFourEightSeconds();
    void orderStaysAndOthersGoOn();
    void poisonBecomesADeadLetter_data();
    void poisonBecomesADeadLetter();
    void nothingOfTheRecordChanges();
    void partitionOfTheLetter_data();
    void partitionOfTheLetter();
    void aLetterThatFailsStops_data();
    void aLetterThatFailsStops();
    void notRetriableGoesAtOnce();
    void thrownThingsAreErrors_data();
    void thrownThingsAreErrors();
    void stopDuringBackoff();
    void seekThatFailsLosesNothing();
    void memoryStaysBounded();
    void pollsWhileALetterIsSlow();
};

void EventsRetryTest::backoffs_data()
{
    QTest::addColumn<int>("tries");
    QTest::addColumn<qint64>("backoff");
    QTest::addColumn<qint64>("longest");
    QTest::addColumn<qint64>("expected");
    QTest::newRow("after the first") << 1 << qint64(1000) << qint64(300'000) << qint64(2000);
    QTest::newRow("after the second") << 2 << qint64(1000) << qint64(300'000) << qint64(4000);
    QTest::newRow("after the third") << 3 << qint64(1000) << qint64(300'000) << qint64(8000);
    QTest::newRow("below the cap") << 8 << qint64(1000) << qint64(300'000) << qint64(256'000);
    QTest::newRow("capped") << 9 << qint64(1000) << qint64(300'000) << qint64(300'000);
    QTest::newRow("capped at once") << 1 << qint64(1000) << qint64(500) << qint64(500);
    QTest::newRow("exactly the cap") << 1 << qint64(1000) << qint64(2000) << qint64(2000);
    QTest::newRow("no overflow") << 1'000'000 << qint64(1) << std::numeric_limits<qint64>::max()
                                 << std::numeric_limits<qint64>::max();
    QTest::newRow("no pause wanted") << 5 << qint64(0) << qint64(300'000) << qint64(0);
    QTest::newRow("negative") << 5 << qint64(-1000) << qint64(300'000) << qint64(0);
    QTest::newRow("no try") << 0 << qint64(1000) << qint64(300'000) << qint64(1000);
}

void EventsRetryTest::backoffs()
{
    QFETCH(int, tries);
    QFETCH(qint64, backoff);
    QFETCH(qint64, longest);
    QFETCH(qint64, expected);
    RetryOptions options;
    options.backoff = std::chrono::milliseconds(backoff);
    options.longestBackoff = std::chrono::milliseconds(longest);
    QCOMPARE(qint64(backoffAfter(tries, options).count()), expected);
}

void EventsRetryTest::waitsTwoFourEightSeconds()
{
    RetryStand stand(1);
    stand.add(0, "poison");
    stand.options.maxTries = 4;
    stand.failing = {"poison"};
    QVERIFY(stand.runUntilSettled(1));
    const auto calls = stand.callTimes("poison");
    QCOMPARE(calls.size(), std::size_t(4));
    // The clock moves by 100 ms with each poll, so a try may come that much later and never earlier.
    const std::vector<std::chrono::milliseconds> pauses{2s, 4s, 8s};
    for (std::size_t i = 0; i < pauses.size(); ++i) {
        const auto waited = calls[i + 1] - calls[i];
        QVERIFY2(waited >= pauses[i] && waited <= pauses[i] + 200ms, qPrintable(QString::number(waited.count())));
        QCOMPARE(stand.reports[i].tries, int(i) + 1);
        QVERIFY(stand.reports[i].nextIn == pauses[i]);
        QVERIFY(!stand.reports[i].deadLetter);
    }
    QCOMPARE(stand.reports.size(), std::size_t(4));
    QVERIFY(!stand.reports[3].nextIn);
    QVERIFY(stand.reports[3].deadLetter.has_value());
}

void EventsRetryTest::orderStaysAndOthersGoOn()
{
    RetryStand stand(2);
    for (const char* value : {"a0", "a1", "a2", "a3"})
        stand.add(0, value);
    for (const char* value : {"b0", "b1", "b2", "b3"})
        stand.add(1, value);
    stand.failTimes = {{"a1", 2}};
    QVERIFY(stand.runUntilSettled(8));
    QCOMPARE(stand.handled(0), (std::vector<std::string>{"a0", "a1", "a2", "a3"}));
    QCOMPARE(stand.handled(1), (std::vector<std::string>{"b0", "b1", "b2", "b3"}));
    // While a1 waited, all of the other partition was handled and committed.
    QVERIFY(stand.handledBefore("b3", "a1"));
    QVERIFY(stand.cluster.produced().empty());
    QCOMPARE(stand.committed(0), std::int64_t(4));
    QCOMPARE(stand.committed(1), std::int64_t(4));
    for (const auto& commit : stand.cluster.members().commits())
        for (const auto& [partition, offset] : commit.next)
            if (partition.partition == 0)
                QVERIFY(offset == 1 || offset >= 2);
    // Commits of one partition only go forward.
    QVERIFY(stand.commitsGoForward());
}

void EventsRetryTest::poisonBecomesADeadLetter_data()
{
    QTest::addColumn<QStringList>("values");
    QTest::addColumn<QStringList>("failing");
    const QStringList five{"v0", "v1", "v2", "v3", "v4"};
    QTest::newRow("first") << five << QStringList{"v0"};
    QTest::newRow("last") << five << QStringList{"v4"};
    QTest::newRow("the only one") << QStringList{"v0"} << QStringList{"v0"};
    QTest::newRow("two in a row") << five << QStringList{"v2", "v3"};
    QTest::newRow("all") << five << five;
    QTest::newRow("none") << five << QStringList{};
}

void EventsRetryTest::poisonBecomesADeadLetter()
{
    QFETCH(QStringList, values);
    QFETCH(QStringList, failing);
    RetryStand stand(1);
    for (const QString& value : values)
        stand.add(0, value.toStdString());
    for (const QString& value : failing)
        stand.failing.insert(value.toStdString());
    QVERIFY(stand.runUntilSettled(std::size_t(values.size())));
    std::vector<std::string> expected;
    for (const QString& value : values)
        if (!failing.contains(value))
            expected.push_back(value.toStdString());
    QCOMPARE(stand.handled(0), expected);
    const auto letters = stand.cluster.produced();
    QCOMPARE(letters.size(), std::size_t(failing.size()));
    for (std::size_t i = 0; i < letters.size(); ++i) {
        QCOMPARE(letters[i].topic, "orders.dlq"s);
        QCOMPARE(*letters[i].value, failing[qsizetype(i)].toStdString());
        QCOMPARE(stand.callTimes(*letters[i].value).size(), std::size_t(3));
    }
    QCOMPARE(stand.committed(0), std::int64_t(values.size()));
    QVERIFY(stand.commitsGoForward());
    QCOMPARE(stand.cluster.members().members("billing"), 0); // it left
}

void EventsRetryTest::nothingOfTheRecordChanges()
{
    RetryStand stand(2);
    const Headers headers{{"a", std::nullopt}, {"a", ""}, {"", "x"}, {"a", "\xff\0"s}, {"dlq-original-topic", "older"}};
    stand.cluster.append("orders", 1, "\xc3\x28\0k"s, std::nullopt, headers, 1'700'000'000'123);
    stand.cluster.append("orders", 1, std::nullopt, "", {}, std::nullopt);
    stand.failAll = true;
    const TimestampMs before = nowMs();
    QVERIFY(stand.runUntilSettled(2));
    const auto letters = stand.cluster.produced();
    QCOMPARE(letters.size(), std::size_t(2));
    QCOMPARE(letters[0].key, OptionalBytes("\xc3\x28\0k"s));
    QCOMPARE(letters[0].value, OptionalBytes());
    QCOMPARE(letters[1].key, OptionalBytes());
    QCOMPARE(letters[1].value, OptionalBytes(""));
    QVERIFY(!letters[0].timestamp);
    QCOMPARE(Headers(letters[0].headers.begin(), letters[0].headers.begin() + 5), headers);
    // What Weir reads of it is what happened.
    const FailureReport report = readFailure(letters[1].headers);
    QCOMPARE(report.convention, "plain"s);
    QCOMPARE(report.originTopic.value(), "orders"s);
    QCOMPARE(report.originPartition.value(), 1);
    QCOMPARE(report.originOffset.value(), std::int64_t(1));
    QCOMPARE(report.originTimestamp.value(), std::int64_t(1'700'000'000'001));
    QCOMPARE(report.attempts.value(), std::int64_t(3));
    QCOMPARE(report.exceptionClass.value(), "Poison"s);
    QCOMPARE(report.message.value(), "It fails."s);
    QVERIFY(!report.stackTrace);
    QCOMPARE(report.consumerGroup.value(), "billing"s);
    QVERIFY(report.undecodable.empty());
    const Header& last = letters[1].headers.back();
    QCOMPARE(last.name, "dlq-failed-at"s);
    const TimestampMs failedAt = std::stoll(*last.value);
    QVERIFY(failedAt >= before && failedAt <= nowMs());
}

void EventsRetryTest::partitionOfTheLetter_data()
{
    QTest::addColumn<int>("partitions"); // of the dead-letter topic
    QTest::addColumn<int>("expected");   // -1: the key decides
    QTest::newRow("as many") << 3 << 2;
    QTest::newRow("more") << 5 << 2;
    QTest::newRow("just too few") << 2 << -1;
    QTest::newRow("one") << 1 << -1;
}

void EventsRetryTest::partitionOfTheLetter()
{
    QFETCH(int, partitions);
    QFETCH(int, expected);
    RetryStand stand(3, 0);
    stand.cluster.addTopic("letters", partitions);
    stand.options.deadLetterTopic = [](const std::string& topic) { return topic == "orders" ? "letters"s : ""s; };
    for (const char* value : {"x", "y", "z"})
        stand.add(2, value);
    stand.failAll = true;
    QVERIFY(stand.runUntilSettled(3));
    for (const OutgoingRecord& letter : stand.cluster.produced()) {
        QCOMPARE(letter.topic, "letters"s);
        QCOMPARE(letter.partition.value_or(-1), expected);
    }
    QCOMPARE(stand.cluster.produced().size(), std::size_t(3));
    QCOMPARE(stand.cluster.calls(Op::Topic), 1);
}

void EventsRetryTest::aLetterThatFailsStops_data()
{
    QTest::addColumn<int>("trouble");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<bool>("mayBeThere");
    QTest::newRow("no such topic") << 0 << "Create it, with as many partitions as orders." << false;
    QTest::newRow("topic cannot be asked for") << 1 << "No broker can be reached." << false;
    QTest::newRow("not written") << 2 << "No broker can be reached." << false;
    QTest::newRow("no answer") << 3 << "No broker can be reached." << true;
    QTest::newRow("written, and no answer") << 4 << "No broker can be reached." << true;
    QTest::newRow("refused") << 5 << "the record is too large." << false;
}

void EventsRetryTest::aLetterThatFailsStops()
{
    QFETCH(int, trouble);
    QFETCH(QString, sentence);
    QFETCH(bool, mayBeThere);
    RetryStand stand(1, trouble == 0 ? 0 : 1);
    for (const char* value : {"v0", "v1", "v2"})
        stand.add(0, value);
    stand.failing = {"v1"};
    using Fate = FakeTransactions::PlainFate;
    if (trouble == 1)
        stand.cluster.fail(Op::Topic, brokersAway());
    if (trouble >= 2 && trouble <= 4)
        stand.cluster.transactions().scriptPlain({trouble == 2 ? Fate::NotWritten : trouble == 3 ? Fate::MaybeNot : Fate::MaybeWritten});
    if (trouble == 5)
        stand.cluster.transactions().refuse([](const OutgoingRecord&) { return std::optional(tooLarge()); });
    const auto end = stand.run({});
    QVERIFY(!end);
    const QString message = QString::fromStdString(end.error().message);
    QVERIFY2(message.startsWith("The record at offset 1 of orders-0 was given up after 3 tries"), qPrintable(message));
    QVERIFY2(message.contains("start it again") && message.contains(sentence), qPrintable(message));
    QCOMPARE(mayBeWritten(end.error()), mayBeThere);
    QCOMPARE(stand.committed(0), std::int64_t(1)); // v0, and nothing beyond
    QVERIFY(stand.handled(0) == std::vector<std::string>{"v0"});
    QVERIFY(!stand.reports.back().nextIn && !stand.reports.back().deadLetter);
    // Started again with the cause mended, everything goes on with that record.
    stand.cluster.fail(Op::Topic, std::nullopt);
    stand.cluster.transactions().refuse({});
    if (trouble == 0)
        stand.cluster.addTopic("orders.dlq", 1);
    QVERIFY(stand.runUntilSettled(3));
    QCOMPARE(stand.handled(0), (std::vector<std::string>{"v0", "v2"}));
    QCOMPARE(stand.committed(0), std::int64_t(3));
}

void EventsRetryTest::notRetriableGoesAtOnce()
{
    RetryStand stand(1);
    stand.add(0, "bad");
    stand.add(0, "good");
    stand.failing = {"bad"};
    stand.retriable = false;
    QVERIFY(stand.runUntilSettled(2));
    QCOMPARE(stand.callTimes("bad").size(), std::size_t(1));
    QCOMPARE(stand.reports.size(), std::size_t(1));
    QCOMPARE(stand.reports[0].tries, 1);
    QVERIFY(stand.cluster.members().moves().empty()); // nothing had to be paused
    const auto letter = stand.cluster.produced().at(0);
    QVERIFY(std::ranges::find(letter.headers, Header{"dlq-attempts", "1"}) != letter.headers.end());
}

void EventsRetryTest::thrownThingsAreErrors_data()
{
    QTest::addColumn<int>("what");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("message");
    QTest::newRow("std::exception") << 0 << "std::runtime_error" << "no bank";
    QTest::newRow("a number") << 1 << "int" << "The handler threw something that is no std::exception.";
    QTest::newRow("a type of its own") << 2 << "(anonymous namespace)::Declined" << "declined";
}

namespace {
struct Declined : std::exception {
    const char* what() const noexcept override { return "declined"; }
};
} // namespace

void EventsRetryTest::thrownThingsAreErrors()
{
    QFETCH(int, what);
    QFETCH(QString, type);
    QFETCH(QString, message);
    RetryStand stand(1);
    stand.add(0, "x");
    stand.instead = [what](const Record&) -> Handled {
        if (what == 0)
            throw std::runtime_error("no bank");
        if (what == 1)
            throw 7;
        throw Declined();
    };
    QVERIFY(stand.runUntilSettled(1));
    QCOMPARE(QString::fromStdString(stand.reports.at(0).error.type), type);
    QCOMPARE(QString::fromStdString(stand.reports.at(0).error.message), message);
    QCOMPARE(stand.cluster.produced().size(), std::size_t(1));
}

void EventsRetryTest::stopDuringBackoff()
{
    RetryStand stand(1);
    stand.add(0, "v0");
    stand.add(0, "poison");
    stand.failing = {"poison"};
    stand.clockStandsStill = true;
    stand.cluster.members().onPoll({});
    QElapsedTimer timer;
    std::stop_source stop;
    stand.onReport = [&](const RetryReport&) {
        timer.start();
        stop.request_stop();
    };
    QVERIFY(stand.run(stop.get_token()));
    QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(stand.committed(0), std::int64_t(1));
    QVERIFY(stand.cluster.produced().empty());
    QCOMPARE(stand.cluster.members().members("billing"), 0);
}

void EventsRetryTest::seekThatFailsLosesNothing()
{
    RetryStand stand(1);
    for (const char* value : {"v0", "poison", "v2", "v3"})
        stand.add(0, value);
    stand.failing = {"poison"};
    const Error busy{ErrorKind::TimedOut, "Could not seek.", {}, -185, true};
    stand.cluster.members().failSeeks({busy, busy, busy});
    QVERIFY(stand.runUntilSettled(4));
    QCOMPARE(stand.handled(0), (std::vector<std::string>{"v0", "v2", "v3"}));
    QCOMPARE(stand.callTimes("poison").size(), std::size_t(3));
    QCOMPARE(stand.cluster.produced().size(), std::size_t(1));
    QVERIFY(!stand.troubles.empty());
}

void EventsRetryTest::memoryStaysBounded()
{
    RetryStand stand(4);
    for (std::int32_t partition = 0; partition < 4; ++partition) {
        stand.add(partition, "poison " + std::to_string(partition));
        stand.failing.insert("poison " + std::to_string(partition));
        for (int i = 0; i < 100; ++i)
            stand.add(partition, std::to_string(partition) + " " + std::to_string(i));
    }
    stand.options.consumer.mostAtOnce = 10;
    QVERIFY(stand.runUntilSettled(404));
    using Kind = FakeMembers::Move::Kind;
    std::map<std::int32_t, std::vector<FakeMembers::Move>> moves;
    for (const FakeMembers::Move& move : stand.cluster.members().moves())
        moves[move.partition.partition].push_back(move);
    std::int64_t kept = 0;
    for (std::int32_t partition = 0; partition < 4; ++partition) {
        // Paused once, although it was tried three times: the record itself is kept.
        QCOMPARE(moves[partition].size(), std::size_t(3));
        QVERIFY(moves[partition][0].kind == Kind::Pause);
        QVERIFY(moves[partition][1].kind == Kind::Seek);
        QVERIFY(moves[partition][2].kind == Kind::Resume);
        kept += moves[partition][1].offset - 1;
        // All the same everything came in order and once.
        std::vector<std::string> expected;
        for (int i = 0; i < 100; ++i)
            expected.push_back(std::to_string(partition) + " " + std::to_string(i));
        QCOMPARE(stand.handled(partition), expected);
    }
    // All four waited at the same time: what was fetched behind them is kept only as far as there is room.
    QVERIFY2(kept >= 9 && kept <= 10, qPrintable(QString::number(kept)));
}

void EventsRetryTest::pollsWhileALetterIsSlow()
{
    RetryStand stand(1);
    stand.add(0, "poison");
    stand.options.maxTries = 1;
    stand.failing = {"poison"};
    stand.cluster.delay(Op::Produce, 1200ms);
    int before = 0;
    stand.onCall = [&] { before = stand.cluster.members().polls(); };
    int after = 0;
    stand.onReport = [&](const RetryReport&) { after = stand.cluster.members().polls(); };
    QVERIFY(stand.runUntilSettled(1));
    QVERIFY2(after - before >= 3, qPrintable(QString::number(after - before)));
}

QTEST_GUILESS_MAIN(EventsRetryTest)
#include "events_retry_test.moc"
