// SPDX-License-Identifier: GPL-3.0-or-later
// Runs on the fake cluster: pace, ends, pauses, failures of records, sources and brokers.
#include "core/events/event_run.h"
#include "tests/core/run_stand.h"
#include "tests/support/fake_transactions.h"

#include <QElapsedTimer>
#include <QtTest>

#include <algorithm>
#include <atomic>
#include <numeric>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;
using Shape = RunRate::Shape;

class EventsRunTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRecordOnce();
    void refusedBeforehand();
    void atARate();
    void slowIsOnTime();
    void forATime();
    void burst();
    void sourceEnds();
    void sourceFailsForSome();
    void sourceBreaks();
    void sourceNeverMakesAny();
    void recordsFail();
    void topicIsMissing();
    void brokersComeBack();
    void brokersStayAway();
    void loginIsRefused();
    void pauseAndResume();
    void cancelTakesBack();
    void cancelWhilePaused();
    void rateIsChanged();
    void whatWasMissedIsLeftOut();
    void endsInTheMiddle();
};

void EventsRunTest::everyRecordOnce()
{
    Stand stand;
    std::atomic<int> changes = 0;
    QElapsedTimer timer;
    timer.start();
    auto run = stand.start(stand.source(5000), fastest({.afterEvents = 4000}), [&] { ++changes; });
    const RunProgress end = waitFor(*run);
    const auto took = timer.elapsed();
    QCOMPARE(end.state, RunState::Done);
    QCOMPARE(end.why, std::string("4,000 events were sent."));
    QVERIFY(!end.error);
    QCOMPARE(end.sent, std::uint64_t(4000));
    QCOMPARE(end.acknowledged, std::uint64_t(4000));
    QCOMPARE(end.bytes, std::uint64_t(4000 * 6));
    QCOMPARE(*end.planned, std::uint64_t(4000));
    QCOMPARE(*end.fraction, 1.0);
    QCOMPARE(*end.longest, 800us);
    QVERIFY(end.started > 1'600'000'000'000);
    QCOMPARE(stand.numbers(), upTo(4000));
    const auto seconds = run->seconds(0);
    QCOMPARE(run->secondsKept(), std::pair(std::uint64_t(0), std::uint64_t(seconds.size())));
    const auto sum = std::accumulate(seconds.begin(), seconds.end(), std::uint64_t(0),
                                     [](std::uint64_t before, const RunSecond& second) { return before + second.sent; });
    QCOMPARE(sum, std::uint64_t(4000));
    QVERIFY(run->seconds(1'000'000).empty());
    // At most ten a second, and a few where the state changes.
    QVERIFY2(changes >= 1 && changes <= took / 100 + 6, qPrintable(QString::number(changes)));
    run->cancel(); // nothing happens any more
    run->pause();
    QCOMPARE(run->progress().state, RunState::Done);
}

void EventsRunTest::refusedBeforehand()
{
    Stand stand;
    auto bad = EventRun::start({stand.cluster, stand.source(std::nullopt), fastest({})});
    QCOMPARE(bad.error().kind, ErrorKind::InvalidInput);
    QVERIFY(EventRun::start({stand.cluster, stand.source(0), fastest({})})); // a source that ends
    stand.cluster->setReadOnly(true);
    auto readOnly = EventRun::start({stand.cluster, stand.source(5), fastest({})});
    QCOMPARE(readOnly.error().kind, ErrorKind::NotAuthorized);
}

void EventsRunTest::atARate()
{
    Stand stand;
    QElapsedTimer timer;
    timer.start();
    auto run = stand.start(stand.source(std::nullopt), atRate(500, {.afterEvents = 301}));
    const RunProgress end = waitFor(*run);
    // The 301st is due 600 ms after the first.
    QVERIFY2(timer.elapsed() >= 600, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(end.elapsed >= 600ms);
    QCOMPARE(end.sent, std::uint64_t(301));
    QCOMPARE(stand.numbers(), upTo(301));
}

void EventsRunTest::slowIsOnTime()
{
    Stand stand;
    auto run = stand.start(stand.source(std::nullopt), atRate(4, {}));
    QTRY_COMPARE(run->progress().sent, std::uint64_t(1)); // the first at once
    QTRY_VERIFY(stand.times().size() >= 3);
    const auto times = stand.times();
    QVERIFY2(times[1] - times[0] >= 245ms, qPrintable(QString::number((times[1] - times[0]).count())));
    QVERIFY(times[2] - times[0] >= 495ms);
    run->cancel();
    QCOMPARE(waitFor(*run).state, RunState::Cancelled);
}

void EventsRunTest::forATime()
{
    Stand stand;
    auto run = stand.start(stand.source(std::nullopt), atRate(100, {.afterTime = 300ms}));
    QTRY_VERIFY(run->progress().planned);
    const RunProgress end = waitFor(*run);
    QCOMPARE(end.state, RunState::Done);
    QCOMPARE(end.why, std::string("Its time of 300 ms was over."));
    QCOMPARE(end.sent, std::uint64_t(30));
    QCOMPARE(*end.planned, std::uint64_t(30));
}

void EventsRunTest::burst()
{
    Stand stand;
    RunPlan plan;
    plan.rate.shape = Shape::Burst;
    plan.rate.burstSize = 20;
    plan.rate.burstEvery = 200ms;
    plan.stop.afterEvents = 40;
    auto run = stand.start(stand.source(std::nullopt), plan);
    QCOMPARE(waitFor(*run).sent, std::uint64_t(40));
    const auto times = stand.times();
    QVERIFY2(times[20] - times[0] >= 195ms, qPrintable(QString::number((times[20] - times[0]).count())));
}

void EventsRunTest::sourceEnds()
{
    Stand stand;
    auto run = stand.start(stand.source(7), fastest({}));
    const RunProgress end = waitFor(*run);
    QCOMPARE(end.state, RunState::Done);
    QCOMPARE(end.why, std::string("The source has no more events."));
    QCOMPARE(stand.numbers(), upTo(7));
    auto empty = stand.start(stand.source(0), fastest({}));
    QCOMPARE(waitFor(*empty).state, RunState::Done);
    QCOMPARE(empty->progress().sent, std::uint64_t(0));
}

void EventsRunTest::sourceFailsForSome()
{
    Stand stand;
    auto source = stand.source(30);
    source->bad = [](std::uint64_t number) { return number % 10 == 4; };
    auto run = stand.start(std::move(source), fastest({}));
    const RunProgress end = waitFor(*run);
    QCOMPARE(end.state, RunState::Done);
    QCOMPARE(end.sent, std::uint64_t(27));
    QCOMPARE(end.acknowledged, std::uint64_t(27));
    QCOMPARE(end.failed, std::uint64_t(0));
    QCOMPARE(end.skipped, std::uint64_t(3));
    QCOMPARE(end.failures.size(), std::size_t(1));
    QCOMPARE(end.failures[0].count, std::uint64_t(3));
    QCOMPARE(end.failures[0].first, std::string("record 4"));

    // They count as failures where the plan ends with some.
    auto second = stand.source(30);
    second->bad = [](std::uint64_t number) { return number % 10 == 4; };
    auto stopped = stand.start(std::move(second), fastest({.afterFailures = 2}));
    QCOMPARE(waitFor(*stopped).state, RunState::Done);
    QCOMPARE(stopped->progress().skipped, std::uint64_t(2));
    QCOMPARE(stopped->progress().why, std::string("2 events failed, and the plan ends with 2."));
}

void EventsRunTest::sourceBreaks()
{
    Stand stand;
    auto source = stand.source(30);
    source->breaksAt = 11;
    auto run = stand.start(std::move(source), fastest({}));
    const RunProgress end = waitFor(*run);
    QCOMPARE(end.state, RunState::Stopped);
    QCOMPARE(end.acknowledged, std::uint64_t(10));
    QVERIFY(end.error);
    QCOMPARE(end.error->message, std::string("The file went away."));
}

void EventsRunTest::sourceNeverMakesAny()
{
    Stand stand;
    auto source = stand.source(std::nullopt);
    source->bad = [](std::uint64_t) { return true; };
    auto run = stand.start(std::move(source), fastest({.afterTime = 1h}));
    const RunProgress end = waitFor(*run);
    QCOMPARE(end.state, RunState::Stopped);
    QCOMPARE(end.skipped, std::uint64_t(1000));
    QVERIFY(end.error);
}

void EventsRunTest::recordsFail()
{
    Stand stand;
    std::vector<FakeTransactions::PlainFate> fates;
    for (int i = 1; i <= 30; ++i)
        fates.push_back(i % 3 != 0   ? FakeTransactions::PlainFate::Written
                        : i % 2 == 0 ? FakeTransactions::PlainFate::MaybeWritten
                                     : FakeTransactions::PlainFate::NotWritten);
    stand.cluster->transactions().scriptPlain(fates);
    auto run = stand.start(stand.source(30), fastest({}));
    RunProgress end = waitFor(*run);
    QCOMPARE(end.state, RunState::Done);
    QCOMPARE(end.sent, std::uint64_t(30));
    QCOMPARE(end.acknowledged, std::uint64_t(20));
    QCOMPARE(end.failed, std::uint64_t(10));
    QCOMPARE(end.unknown, std::uint64_t(5));
    QCOMPARE(end.failures.size(), std::size_t(2)); // what is written for certain is another kind than what is not
    QCOMPARE(end.failures[0].count + end.failures[1].count, std::uint64_t(10));
    QVERIFY(end.failures[0].first == "record 3, to t-0" || end.failures[1].first == "record 3, to t-0");

    stand.cluster->fail(Op::Produce, Error{ErrorKind::NotAuthorized, "No right. It was not written.", {}, 29, false});
    auto limited = stand.start(stand.source(std::nullopt), atRate(200, {.afterFailures = 5}));
    end = waitFor(*limited);
    QCOMPARE(end.state, RunState::Done);
    QVERIFY(end.failed >= 5 && end.failed < 100);
    QCOMPARE(end.unknown, std::uint64_t(0));
}

void EventsRunTest::topicIsMissing()
{
    Stand stand;
    auto source = stand.source(50);
    source->topicOf = [](std::uint64_t number) { return number % 2 == 0 ? "t" : "none"; };
    auto run = stand.start(std::move(source), fastest({}));
    const RunProgress end = waitFor(*run);
    QCOMPARE(end.state, RunState::Done);
    QCOMPARE(end.acknowledged, std::uint64_t(25));
    QCOMPARE(end.failed, std::uint64_t(25));
    QCOMPARE(end.sent, std::uint64_t(50));
    QCOMPARE(end.failures.size(), std::size_t(1));
    QCOMPARE(end.failures[0].error.kind, ErrorKind::NotFound);
    QCOMPARE(end.failures[0].first, std::string("record 1, to none-0"));
}

void EventsRunTest::brokersComeBack()
{
    Stand stand;
    stand.cluster->fail(Op::Topic, brokersAway());
    auto run = stand.start(stand.source(5), fastest({}));
    QTRY_VERIFY(stand.cluster->calls(Op::Topic) >= 3); // it asks again
    QCOMPARE(run->progress().state, RunState::Starting);
    QCOMPARE(run->progress().failed, std::uint64_t(0));
    stand.cluster->fail(Op::Topic, std::nullopt);
    QCOMPARE(waitFor(*run).acknowledged, std::uint64_t(5));
    QCOMPARE(stand.numbers(), upTo(5));
}

void EventsRunTest::brokersStayAway()
{
    Stand stand;
    stand.cluster->fail(Op::Topic, brokersAway());
    auto started = EventRun::start({stand.cluster, stand.source(std::nullopt), atRate(50, {.afterFailures = 4}), {}, 100ms});
    QVERIFY(started);
    const RunProgress end = waitFor(**started);
    QCOMPARE(end.state, RunState::Done);
    QCOMPARE(end.failed, std::uint64_t(4));
    QCOMPARE(end.acknowledged, std::uint64_t(0));
    QCOMPARE(end.failures[0].error.kind, ErrorKind::Unreachable);
}

void EventsRunTest::loginIsRefused()
{
    Stand stand;
    stand.cluster->fail(Op::Topic, Error{ErrorKind::AuthenticationFailed, "Refused the login.", {}, 58, false});
    auto run = stand.start(stand.source(std::nullopt), atRate(10, {}));
    const RunProgress end = waitFor(*run);
    QCOMPARE(end.state, RunState::Stopped);
    QVERIFY(end.error);
    QCOMPARE(end.error->kind, ErrorKind::AuthenticationFailed);
}

void EventsRunTest::pauseAndResume()
{
    Stand stand;
    auto run = stand.start(stand.source(std::nullopt), atRate(200, {.afterEvents = 60}));
    QTRY_VERIFY(run->progress().sent >= 5);
    run->pause();
    QTRY_COMPARE(run->progress().state, RunState::Paused);
    const RunProgress before = run->progress();
    QTest::qWait(400);
    QCOMPARE(run->progress().sent, before.sent);
    QCOMPARE(run->progress().elapsed, before.elapsed);
    run->resume();
    const RunProgress end = waitFor(*run);
    QCOMPARE(end.state, RunState::Done);
    QCOMPARE(stand.numbers(), upTo(60));
    // What fell into the pause is not caught up at once.
    const auto times = stand.times();
    QVERIFY(times.back() - times.front() >= 295ms + 350ms);
    QVERIFY(end.elapsed >= 295ms);
    QCOMPARE(end.why, std::string("60 events were sent."));
}

void EventsRunTest::cancelTakesBack()
{
    Stand stand;
    stand.cluster->room = 50;
    stand.cluster->answers = false;
    auto run = stand.start(stand.source(std::nullopt), fastest({.afterEvents = 1000}));
    QTRY_COMPARE(run->progress().sent, std::uint64_t(50));
    stand.cluster->onTheWire = 3; // these were given to a broker, and are answered
    run->cancel();
    const RunProgress end = waitFor(*run);
    QCOMPARE(end.state, RunState::Cancelled);
    QCOMPARE(end.sent, std::uint64_t(3));
    QCOMPARE(end.acknowledged, std::uint64_t(3));
    QCOMPARE(end.failed, std::uint64_t(0));
    QCOMPARE(end.why, std::string("It was cancelled. 47 events were taken back before a broker was given them."));
}

void EventsRunTest::cancelWhilePaused()
{
    Stand stand;
    auto run = stand.start(stand.source(std::nullopt), atRate(100, {}));
    run->pause();
    QTRY_COMPARE(run->progress().state, RunState::Paused);
    QVERIFY(!run->waitEnd(Call::within(50ms)));
    run->cancel();
    QCOMPARE(waitFor(*run).state, RunState::Cancelled);
    // And the destructor ends what nobody cancelled.
    QElapsedTimer timer;
    timer.start();
    stand.start(stand.source(std::nullopt), atRate(0.001, {})).reset();
    QVERIFY(timer.elapsed() < 3000);
}

void EventsRunTest::rateIsChanged()
{
    Stand stand;
    auto run = stand.start(stand.source(std::nullopt), atRate(0.01, {.afterEvents = 200}));
    QTRY_COMPARE(run->progress().sent, std::uint64_t(1));
    run->setRate(0);     // ignored
    run->setRate(2000);
    QCOMPARE(waitFor(*run).sent, std::uint64_t(200));
    QCOMPARE(stand.numbers(), upTo(200));
}

void EventsRunTest::whatWasMissedIsLeftOut()
{
    Stand stand;
    stand.cluster->room = 10;
    stand.cluster->answers = false;
    auto run = stand.start(stand.source(std::nullopt), atRate(400, {.afterEvents = 900}));
    QTRY_COMPARE(run->progress().sent, std::uint64_t(10));
    // Half as much again as may be caught up.
    QTRY_VERIFY(run->progress().behind >= 600);
    QCOMPARE(run->progress().sent, std::uint64_t(10));
    QCOMPARE(run->progress().failed, std::uint64_t(0));
    stand.cluster->room = 100'000;
    stand.cluster->answers = true;
    const RunProgress end = waitFor(*run);
    QCOMPARE(end.state, RunState::Done);
    QCOMPARE(end.acknowledged, std::uint64_t(900));
    QCOMPARE(stand.numbers(), upTo(900)); // left out is time, not records of the source
    QVERIFY2(end.why.find("left out") != std::string::npos, end.why.c_str());
    // 10 + 1.5 s missing; one second's worth at once; the rest again at its rate.
    QVERIFY2(end.elapsed >= 2500ms, qPrintable(QString::number(end.elapsed.count())));
}

void EventsRunTest::endsInTheMiddle()
{
    Stand stand;
    stand.cluster->delay(Op::Topic, 10s);
    QElapsedTimer timer;
    timer.start();
    auto run = stand.start(stand.source(5), fastest({}));
    QTRY_COMPARE(stand.cluster->calls(Op::Topic), 1);
    run.reset(); // while its first record waits for the broker
    QVERIFY2(timer.elapsed() < 8000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_GUILESS_MAIN(EventsRunTest)
#include "events_run_test.moc"
