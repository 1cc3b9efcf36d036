// SPDX-License-Identifier: GPL-3.0-or-later
// How many records of a run are due when, what is caught up, and latencies counted in buckets.
#include "core/events/latency_histogram.h"
#include "core/events/run_pace.h"
#include "core/events/run_text.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <random>

using namespace weir;
using namespace std::chrono_literals;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using Shape = RunRate::Shape;

namespace {

RunRate constant(double perSecond)
{
    RunRate rate;
    rate.perSecond = perSecond;
    return rate;
}

RunRate ramp(double from, double to, milliseconds time)
{
    RunRate rate;
    rate.shape = Shape::Ramp;
    rate.perSecond = from;
    rate.toPerSecond = to;
    rate.rampTime = time;
    return rate;
}

RunRate burst(std::uint64_t size, milliseconds every)
{
    RunRate rate;
    rate.shape = Shape::Burst;
    rate.burstSize = size;
    rate.burstEvery = every;
    return rate;
}

RunRate fastest()
{
    RunRate rate;
    rate.shape = Shape::Fastest;
    return rate;
}

constexpr auto endless = std::numeric_limits<std::uint64_t>::max();

struct DueRow {
    const char* name;
    RunRate rate;
    nanoseconds elapsed;
    std::uint64_t due;
};

} // namespace

class EventsRunPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void due();
    void neverGoesBack();
    void plans_data();
    void plans();
    void missed();
    void nextIsWhenItIsDue();
    void rateIsChanged();
    void percentiles();
    void percentilesAreClose();
    void fullBuckets();
    void texts();
};

void EventsRunPlanTest::due()
{
    const nanoseconds day = 24h;
    const std::vector<DueRow> rows{
        {"before the start", constant(10), -5s, 0},
        {"at the start", constant(10), 0ns, 0},
        {"the first at once", constant(10), 1ms, 1},
        {"just before the second", constant(10), 100ms - 1us, 1},
        {"at the second, which is not counted yet", constant(10), 100ms, 1},
        {"behind the second", constant(10), 100ms + 1us, 2},
        {"a second", constant(10), 1s, 10},
        {"a third of a second", constant(3), 1s, 3},
        {"one in ten seconds", constant(0.1), 10s, 1},
        {"decimals that miss the whole number", constant(0.1), 70s, 7},
        {"the same a day later", constant(0.1), day + 70s, 8647},
        {"0.3 for a year", constant(0.3), 365 * day, 9'460'800},
        {"a thirtieth", constant(1.0 / 30), 600 * day, 1'728'000},
        {"10,000 a second for a month", constant(10'000), 30 * day, 25'920'000'000},
        {"and a millisecond", constant(10'000), 30 * day + 1ms, 25'920'000'010},
        {"a million a second for ten years", constant(1e6), 3650 * day, 315'360'000'000'000},
        {"one in eleven days", constant(1e-6), 365 * day, 32},
        {"ramp, begin", ramp(0, 100, 60s), 0ns, 0},
        {"ramp, half of its time", ramp(0, 100, 60s), 30s, 750},
        {"ramp, all of its time", ramp(0, 100, 60s), 60s, 3000},
        {"ramp, a minute behind", ramp(0, 100, 60s), 120s, 9000},
        {"ramp, a day behind", ramp(0, 100, 60s), 60s + day, 3000 + 8'640'000},
        {"ramp of hours to many", ramp(100, 100'000, 10h), 10h, 1'801'800'000},
        {"ramp of hours, a quarter", ramp(0, 100'000, 10h), 150min, 112'500'000},
        {"ramp down", ramp(100, 20, 10s), 5s, 400},
        {"ramp down, stays there", ramp(100, 20, 10s), 20s, 800},
        {"ramp down to nothing", ramp(100, 0, 10s), 10h, 500},
        {"flat ramp", ramp(7, 7, 10s), 100s, 700},
        {"burst, at once", burst(100, 10s), 1ns, 100},
        {"burst, before the next", burst(100, 10s), 10s, 100},
        {"burst, the next", burst(100, 10s), 10s + 1ns, 200},
        {"burst, an hour", burst(100, 10s), 1h, 36'000},
        {"a very large burst does not overflow", burst(endless, 1ms), 1h, endless / 2},
        {"fastest", fastest(), 0ns, endless},
    };
    for (const DueRow& row : rows)
        QVERIFY2(recordsDue(row.rate, row.elapsed) == row.due,
                 qPrintable(QString("%1: %2").arg(row.name).arg(recordsDue(row.rate, row.elapsed))));
}

void EventsRunPlanTest::neverGoesBack()
{
    for (const RunRate& rate : {constant(0.7), constant(333.33), constant(10'000), ramp(3, 900, 7s), ramp(900, 3, 7s), burst(3, 17ms)}) {
        std::uint64_t before = 0;
        for (nanoseconds at = 0ns; at < 12s; at += 1'234'567ns) {
            const std::uint64_t now = recordsDue(rate, at);
            QVERIFY(now >= before);
            before = now;
        }
    }
}

void EventsRunPlanTest::plans_data()
{
    QTest::addColumn<RunPlan>("plan");
    QTest::addColumn<bool>("endlessSource");
    QTest::addColumn<bool>("good");
    const auto row = [](const char* name, const RunPlan& plan, bool endlessSource, bool good) {
        QTest::newRow(name) << plan << endlessSource << good;
    };
    row("ordinary", {constant(10), {}}, true, true);
    row("rate 0", {constant(0), {}}, true, false);
    row("rate below 0", {constant(-1), {}}, true, false);
    row("rate is no number", {constant(std::nan("")), {}}, true, false);
    row("rate without end", {constant(std::numeric_limits<double>::infinity()), {}}, true, false);
    row("very slow", {constant(0.001), {}}, true, true);
    row("ramp from 0", {ramp(0, 5, 1s), {}}, true, true);
    row("ramp to 0", {ramp(5, 0, 1s), {}}, true, false);
    row("ramp to 0 with an end", {ramp(5, 0, 1s), {.afterTime = 5s}}, true, true);
    row("ramp of nothing", {ramp(0, 0, 1s), {.afterTime = 5s}}, true, false);
    row("ramp without time", {ramp(1, 2, 0s), {}}, true, false);
    row("ramp in a negative time", {ramp(1, 2, -1s), {}}, true, false);
    row("empty burst", {burst(0, 1s), {}}, true, false);
    row("bursts without a pause", {burst(5, 0s), {}}, true, false);
    row("fastest without end", {fastest(), {}}, true, false);
    row("fastest, failures are no end", {fastest(), {.afterFailures = 5}}, true, false);
    row("fastest, source ends", {fastest(), {}}, false, true);
    row("fastest, number", {fastest(), {.afterEvents = 5}}, true, true);
    row("fastest, time", {fastest(), {.afterTime = 5s}}, true, true);
    row("no events", {constant(1), {.afterEvents = 0}}, true, false);
    row("no time", {constant(1), {.afterTime = 0s}}, true, false);
    row("negative time", {constant(1), {.afterTime = -1s}}, true, false);
    row("no failures", {constant(1), {.afterFailures = 0}}, true, false);
    row("no latency", {constant(1), {.slowerThan = 0us}}, true, false);
}

void EventsRunPlanTest::plans()
{
    QFETCH(RunPlan, plan);
    QFETCH(bool, endlessSource);
    QFETCH(bool, good);
    const auto checked = checkPlan(plan, endlessSource);
    QCOMPARE(checked.has_value(), good);
    if (good)
        return;
    QCOMPARE(checked.error().kind, ErrorKind::InvalidInput);
    QVERIFY2(checked.error().message.ends_with("."), checked.error().message.c_str());
}

void EventsRunPlanTest::missed()
{
    RunPace pace(constant(100));
    QCOMPARE(pace.behind(1s, 100), std::uint64_t(0));
    pace.leaveOut(1500ms, 100); // half a second's worth is caught up
    QCOMPARE(pace.leftOut(), std::uint64_t(0));
    QCOMPARE(pace.behind(1500ms, 100), std::uint64_t(50));
    QCOMPARE(pace.behind(31s, 100), std::uint64_t(3000)); // all that is missing, until it can go on
    pace.leaveOut(31s, 100);
    QCOMPARE(pace.leftOut(), std::uint64_t(2900));
    QCOMPARE(pace.behind(31s, 100), std::uint64_t(100));
    QCOMPARE(pace.due(32s), std::uint64_t(300));
    pace.leaveOut(31s, 100);
    QCOMPARE(pace.leftOut(), std::uint64_t(2900));

    RunPace slow(constant(0.1)); // less than one a second: one is caught up
    slow.leaveOut(100s, 2);
    QCOMPARE(slow.behind(100s, 2), std::uint64_t(1));
    QCOMPARE(slow.leftOut(), std::uint64_t(7));

    RunPace bursts(burst(50, 10s));
    bursts.leaveOut(25s, 50);
    QCOMPARE(bursts.behind(25s, 50), std::uint64_t(50));
    QCOMPARE(bursts.leftOut(), std::uint64_t(50));

    RunPace fast(fastest());
    fast.leaveOut(25s, 50);
    QCOMPARE(fast.behind(25s, 50), std::uint64_t(0));
    QCOMPARE(fast.due(25s), endless);
}

void EventsRunPlanTest::nextIsWhenItIsDue()
{
    const RunPace pace(constant(4));
    QCOMPARE(pace.next(1ms, 0, 100ms), nanoseconds(1ms));
    QCOMPARE(pace.next(10ms, 1, 110ms), nanoseconds(110ms)); // not before
    const auto next = pace.next(200ms, 1, 300ms);
    QVERIFY(next >= 250ms && next < 250ms + 10us);
    QVERIFY(pace.due(next) == 2);
}

void EventsRunPlanTest::rateIsChanged()
{
    RunPace pace(constant(1));
    QCOMPARE(pace.due(500ms), std::uint64_t(1));
    // Half of the pause before the second is over; of the new pause of 0.1 s half is left.
    pace.setRate(10, 500ms);
    QVERIFY(pace.changed());
    QCOMPARE(pace.due(549ms), std::uint64_t(1));
    QCOMPARE(pace.due(551ms), std::uint64_t(2));
    QCOMPARE(pace.due(651ms), std::uint64_t(3));
    QCOMPARE(pace.due(10'549ms), std::uint64_t(101));
    // Whoever drags a slider makes no records.
    RunPace dragged(constant(10));
    for (int i = 1; i <= 1000; ++i)
        dragged.setRate(i % 2 == 0 ? 10 : 20, i * 1ms);
    QVERIFY2(dragged.due(1s) >= 14 && dragged.due(1s) <= 16, qPrintable(QString::number(dragged.due(1s))));
    // And changed twice before the next record.
    RunPace twice(constant(0.001));
    twice.setRate(0.01, 1ms);
    twice.setRate(1000, 2ms);
    QVERIFY(twice.due(10ms) >= 5 && twice.due(10ms) <= 9);
    RunPace shaped(ramp(0, 10, 10s));
    shaped.setRate(500, 1s);
    QVERIFY(!shaped.changed());
}

void EventsRunPlanTest::percentiles()
{
    LatencyHistogram histogram;
    QVERIFY(!histogram.percentile(0.5));
    QCOMPARE(histogram.count(), std::uint64_t(0));
    histogram.add(7us);
    for (const double share : {-1.0, 0.0, 0.5, 1.0, 2.0, std::nan("")})
        QCOMPARE(*histogram.percentile(share), 7us);
    histogram.add(-3us);
    histogram.add(0us);
    QCOMPARE(*histogram.percentile(0), 0us);
    histogram.add(5h);
    QCOMPARE(histogram.longest(), microseconds(5h));
    QVERIFY(*histogram.percentile(1) >= 1h);
    histogram.clear();
    QCOMPARE(histogram.count(), std::uint64_t(0));
    QCOMPARE(histogram.longest(), 0us);

    for (int i = 1; i <= 100; ++i)
        histogram.add(microseconds(i < 64 ? i : 63));
    QCOMPARE(*histogram.percentile(0.5), 50us);
    QCOMPARE(*histogram.percentile(0.07), 7us);
    QCOMPARE(*histogram.percentile(0.99), 63us);
}

void EventsRunPlanTest::percentilesAreClose()
{
    std::mt19937_64 random(7);
    for (int round = 0; round < 3'000; ++round) {
        const auto value = microseconds(static_cast<std::int64_t>(std::exp(std::uniform_real_distribution(0.0, 22.0)(random))));
        LatencyHistogram histogram;
        histogram.add(1h);
        histogram.add(value);
        const auto got = *histogram.percentile(0.5);
        QVERIFY(got >= value);
        QVERIFY2(static_cast<double>(got.count()) <= static_cast<double>(value.count()) * 1.03, qPrintable(QString::number(value.count())));
    }
    LatencyHistogram one, other;
    for (int i = 0; i < 1000; ++i)
        (i % 2 == 0 ? one : other).add(microseconds(i * 10));
    one.add(other);
    QCOMPARE(one.count(), std::uint64_t(1000));
    QCOMPARE(one.longest(), 9990us);
    const auto p95 = one.percentile(0.95)->count();
    QVERIFY(p95 >= 9490 && p95 <= 9800);
}

void EventsRunPlanTest::fullBuckets()
{
    LatencyHistogram histogram;
    histogram.add(5us);
    for (int i = 0; i < 40; ++i) // doubles itself beyond what a bucket holds
        histogram.add(LatencyHistogram(histogram));
    QCOMPARE(histogram.count(), std::uint64_t(1) << 40);
    histogram.add(5us);
    histogram.add(1ms);
    QCOMPARE(*histogram.percentile(0.999), 5us);
}

void EventsRunPlanTest::texts()
{
    QCOMPARE(groupedDigits(0), std::string("0"));
    QCOMPARE(groupedDigits(999), std::string("999"));
    QCOMPARE(groupedDigits(1000), std::string("1,000"));
    QCOMPARE(groupedDigits(1'234'567), std::string("1,234,567"));
    QCOMPARE(latencyText(0us), std::string("0 µs"));
    QCOMPARE(latencyText(999us), std::string("999 µs"));
    QCOMPARE(latencyText(4'100us), std::string("4.1 ms"));
    QCOMPARE(latencyText(213'400us), std::string("213 ms"));
    QCOMPARE(latencyText(999'900us), std::string("1.0 s"));
    QCOMPARE(latencyText(2'500'000us), std::string("2.5 s"));
    QCOMPARE(latencyText(41s), std::string("41 s"));
}

QTEST_GUILESS_MAIN(EventsRunPlanTest)
#include "events_run_plan_test.moc"
