// SPDX-License-Identifier: GPL-3.0-or-later
// What a run counts, with a made-up clock: totals, seconds, percentiles, kinds of failure, and its summary.
#include "core/events/run_flight.h"
#include "core/events/run_tally.h"

#include <QtTest>

using namespace weir;
using namespace std::chrono_literals;

namespace {

Error refused(const std::string& text, ErrorKind kind = ErrorKind::Broker)
{
    return {kind, text, {}, 10, false};
}

RunProgress pictureOf(const RunTally& tally)
{
    RunProgress progress;
    tally.fill(progress);
    return progress;
}

} // namespace

class EventsRunTallyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void totals();
    void seconds();
    void secondsOfAStall();
    void perSecond();
    void recentLatency();
    void kindsOfFailure();
    void endlessKinds();
    void placesAreUsedAgain();
    void summary_data();
    void summary();
};

void EventsRunTallyTest::totals()
{
    RunTally tally;
    for (int i = 0; i < 5; ++i)
        tally.sent();
    tally.acknowledged(800us, 100);
    tally.acknowledged(1200us, 50);
    tally.failed(refused("No. It was not written."), "record 3, to t");
    tally.failed(refused("Late. It may have been written all the same."), "record 4, to t");
    tally.skipped(refused("No number.", ErrorKind::InvalidInput), "record 6");
    QCOMPARE(tally.underWay(), std::uint64_t(1));
    QCOMPARE(tally.failures(), std::uint64_t(3));
    tally.takenBack();
    const RunProgress now = pictureOf(tally);
    QCOMPARE(now.sent, std::uint64_t(4));
    QCOMPARE(now.sent, now.acknowledged + now.failed + tally.underWay());
    QCOMPARE(now.acknowledged, std::uint64_t(2));
    QCOMPARE(now.failed, std::uint64_t(2));
    QCOMPARE(now.unknown, std::uint64_t(1));
    QCOMPARE(now.skipped, std::uint64_t(1));
    QCOMPARE(now.bytes, std::uint64_t(150));
    QCOMPARE(*now.longest, 1200us);
    QVERIFY(*now.p50 >= 800us && *now.p50 < 830us);
    QVERIFY(!pictureOf(RunTally()).p99);
    QVERIFY(!pictureOf(RunTally()).longest);
}

void EventsRunTallyTest::seconds()
{
    RunTally tally;
    tally.sent();
    tally.sent();
    tally.acknowledged(1ms, 1);
    QVERIFY(tally.closeSeconds(999ms, 50'999).empty());
    auto closed = tally.closeSeconds(1100ms, 51'100);
    QCOMPARE(closed.size(), std::size_t(1));
    QCOMPARE(closed[0].time, TimestampMs(51'000));
    QCOMPARE(closed[0].sent, std::uint64_t(2));
    QCOMPARE(closed[0].acknowledged, std::uint64_t(1));
    QVERIFY(closed[0].p50 && closed[0].p99);
    tally.failed(refused("No."), "record 2");
    closed = tally.closeSeconds(2s, 52'000);
    QCOMPARE(closed.size(), std::size_t(1));
    QCOMPARE(closed[0].sent, std::uint64_t(0));
    QCOMPARE(closed[0].failed, std::uint64_t(1));
    QVERIFY(!closed[0].p50);
    QVERIFY(!tally.closeLast(52'100));
    tally.sent();
    QCOMPARE(tally.closeLast(52'200)->sent, std::uint64_t(1));
}

void EventsRunTallyTest::secondsOfAStall()
{
    RunTally tally;
    tally.sent();
    const auto closed = tally.closeSeconds(4500ms, 9'500);
    QCOMPARE(closed.size(), std::size_t(4));
    QCOMPARE(closed[0].sent, std::uint64_t(1));
    for (std::size_t i = 0; i < closed.size(); ++i) {
        QCOMPARE(closed[i].time, TimestampMs(6'000 + 1'000 * static_cast<TimestampMs>(i)));
        QVERIFY(i == 0 || closed[i].sent == 0);
    }
}

void EventsRunTallyTest::perSecond()
{
    RunTally tally;
    tally.sample(0ms);
    QCOMPARE(pictureOf(tally).perSecond, 0.0);
    for (int tick = 1; tick <= 50; ++tick) {
        for (int i = 0; i < (tick <= 30 ? 10 : 20); ++i) {
            tally.sent();
            tally.acknowledged(1ms, 1);
        }
        tally.sample(tick * 100ms);
    }
    QCOMPARE(pictureOf(tally).perSecond, 200.0); // the last 2 s alone
    tally.sample(100s);
    tally.sample(103s);
    QCOMPARE(pictureOf(tally).perSecond, 0.0);
}

void EventsRunTallyTest::recentLatency()
{
    RunTally tally;
    const auto second = [&](int number, std::chrono::microseconds latency) {
        for (int i = 0; i < 100; ++i) {
            tally.sent();
            tally.acknowledged(latency, 1);
        }
        QCOMPARE(tally.closeSeconds(number * 1s, 0).size(), std::size_t(1));
    };
    second(1, 900ms); // connecting
    for (int i = 2; i <= 9; ++i)
        second(i, 1ms);
    QVERIFY(!tally.recentP99()); // not ten yet
    second(10, 1ms);
    QVERIFY(*tally.recentP99() >= 900ms);
    second(11, 1ms);
    QVERIFY(*tally.recentP99() < 1100us);
    for (int i = 12; i <= 30; ++i)
        second(i, 5ms);
    QVERIFY(*tally.recentP99() >= 5ms);
    (void)tally.closeSeconds(60s, 0);
    QVERIFY(!tally.recentP99()); // nothing was acknowledged
}

void EventsRunTallyTest::kindsOfFailure()
{
    RunTally tally;
    for (int i = 0; i < 30; ++i) {
        tally.sent();
        tally.failed(refused("Could not send to orders-" + std::to_string(i) + ": too large."), "record " + std::to_string(i + 1));
    }
    tally.skipped(refused("Line 12 has no key.", ErrorKind::InvalidInput), "record 31");
    tally.skipped(refused("Line 7 has no key.", ErrorKind::InvalidInput), "record 32");
    Error other = refused("Could not send to orders-4: too large.");
    other.kafkaCode = 18;
    tally.sent();
    tally.failed(other, "record 33");
    const auto failures = pictureOf(tally).failures;
    QCOMPARE(failures.size(), std::size_t(3));
    QCOMPARE(failures[0].count, std::uint64_t(30));
    QCOMPARE(failures[0].first, std::string("record 1"));
    QCOMPARE(failures[0].error.message, std::string("Could not send to orders-0: too large."));
    QCOMPARE(failures[1].count, std::uint64_t(2));
    QCOMPARE(failures[1].first, std::string("record 31"));
    QCOMPARE(failures[2].count, std::uint64_t(1));
}

void EventsRunTallyTest::endlessKinds()
{
    RunTally tally;
    std::uint64_t all = 0;
    for (char a = 'a'; a <= 'z'; ++a)
        for (char b = 'a'; b <= 'z'; ++b, ++all)
            tally.skipped(refused(std::string("Kind ") + a + b), "record");
    const auto failures = pictureOf(tally).failures;
    QCOMPARE(failures.size(), std::size_t(20));
    QCOMPARE(failures[0].error.message, std::string("Other failures."));
    QCOMPARE(failures[0].count, all - 500);
}

void EventsRunTallyTest::placesAreUsedAgain()
{
    RunFlight flight;
    OutgoingRecord record;
    record.topic = "orders";
    record.key = "ab";
    record.value = "cdef";
    record.headers = {{"h", "1"}, {"null", std::nullopt}};
    const auto first = flight.add(1, record);
    record.topic = "refunds";
    record.partition = 3;
    record.key.reset();
    const auto second = flight.add(2, record);
    QVERIFY(first != second);
    QCOMPARE(flight.bytes(first), std::uint64_t(12));
    QCOMPARE(flight.where(first), std::string("record 1, to orders"));
    QCOMPARE(flight.where(second), std::string("record 2, to refunds-3"));
    QCOMPARE(flight.tickets().size(), std::size_t(2));
    flight.remove(first);
    QCOMPARE(flight.add(3, record), first);
    QCOMPARE(flight.where(first), std::string("record 3, to refunds-3"));
}

void EventsRunTallyTest::summary_data()
{
    QTest::addColumn<RunProgress>("progress");
    QTest::addColumn<QString>("text");
    RunProgress run;
    run.state = RunState::Done;
    run.sent = 10'003;
    run.acknowledged = 10'000;
    run.failed = 3;
    run.elapsed = 12'300ms;
    run.p99 = 4'100us;
    QTest::newRow("ordinary") << run << "10,000 events acknowledged in 12.3 s (813 a second), p99 4.1 ms; 3 failed";
    run.unknown = 2;
    run.skipped = 1'200;
    QTest::newRow("all kinds") << run
                               << "10,000 events acknowledged in 12.3 s (813 a second), p99 4.1 ms; 3 failed (2 of them may have "
                                  "been written), 1,200 could not be made";
    run.state = RunState::Running;
    run.sent = 10'020;
    run.skipped = run.unknown = 0;
    QTest::newRow("running") << run << "10,000 events acknowledged in 12.3 s (813 a second), p99 4.1 ms; 3 failed, 17 under way";
    QTest::newRow("nothing") << RunProgress{.state = RunState::Cancelled} << "0 events acknowledged in 0.0 s";
    run = {};
    run.state = RunState::Done;
    run.sent = run.acknowledged = 1;
    run.elapsed = 5h;
    QTest::newRow("one in hours") << run << "1 event acknowledged in 5 h 00 min";
}

void EventsRunTallyTest::summary()
{
    QFETCH(RunProgress, progress);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(runSummary(progress)), text);
}

QTEST_GUILESS_MAIN(EventsRunTallyTest)
#include "events_run_tally_test.moc"
