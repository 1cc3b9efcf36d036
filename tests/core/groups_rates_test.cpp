// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/lag_rates.h"

#include <QTest>

#include <cmath>

using namespace weir;
using namespace std::chrono_literals;
using Ahead = TimeAhead::Kind;

namespace {

constexpr TimestampMs start = 1'700'000'000'000;

/// A partition and a group that reads it, second by second.
struct Flow {
    double produced = 0;  ///< a second
    double consumed = 0;
    double begin = 0;     ///< records that wait at the start
    int commitEvery = 1;  ///< seconds
    double logStart = 0;
    double logStartMoves = 0; ///< a second
};

RateWindow after(const Flow& flow, int seconds, TimestampMs step = 1000)
{
    RateWindow window;
    double committed = 1000;
    for (int i = 0; i <= seconds; ++i) {
        const double passed = static_cast<double>(i) * static_cast<double>(step) / 1000;
        const double end = 1000 + flow.begin + flow.produced * passed;
        if (i % flow.commitEvery == 0)
            committed = std::min(end, 1000 + flow.consumed * passed);
        RateInput input{start + i * step, static_cast<std::int64_t>(committed),
                        static_cast<std::int64_t>(flow.logStart + flow.logStartMoves * passed),
                        static_cast<std::int64_t>(end), std::nullopt, {}};
        input.lag = *input.end - *input.committed;
        if (*input.lag > 0 && flow.produced > 0) {
            input.timeLag.kind = TimeLag::Kind::Exact;
            // Records came at the present speed before, too.
            input.timeLag.nextUnread = input.time - static_cast<TimestampMs>(static_cast<double>(*input.lag) / flow.produced * 1000);
        }
        window.add(input);
    }
    return window;
}

bool near(const std::optional<double>& value, double wanted, double within)
{
    return value && std::abs(*value - wanted) <= within;
}

TopicRetention keeps(std::optional<std::chrono::milliseconds> time, std::optional<std::int64_t> bytes = std::nullopt)
{
    return {time, bytes, false, true};
}

QByteArray say(const TimeAhead& time)
{
    return QByteArray::number(static_cast<int>(time.kind)) + " in " + QByteArray::number(qint64(time.in.count()));
}

} // namespace

class GroupsRatesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rates_data();
    void rates();
    void nothingTooSoon();
    void notAcrossAGap();
    void afterARewind();
    void afterARecreation();
    void theClockGoesBack();
    void overtakenByAge();
    void overtakenBySize();
    void whatNeverExpires();
    void soonerAndLater();
    void unknownRows();
};

void GroupsRatesTest::rates_data()
{
    QTest::addColumn<double>("produced");
    QTest::addColumn<double>("consumed");
    QTest::addColumn<double>("begin");
    QTest::addColumn<int>("commitEvery");
    QTest::addColumn<int>("drained");
    QTest::addColumn<double>("inSeconds");
    const auto row = [](const char* name, double produced, double consumed, double begin, int every, Ahead drained, double in = 0) {
        QTest::newRow(name) << produced << consumed << begin << every << static_cast<int>(drained) << in;
    };
    row("steady", 100, 100, 500, 1, Ahead::Never);
    row("caught up", 100, 100, 0, 1, Ahead::Now);
    row("idle", 0, 0, 0, 1, Ahead::Now);
    row("stuck", 100, 0, 500, 1, Ahead::Never);
    row("stuck on an idle topic", 0, 0, 500, 1, Ahead::Never);
    row("falls behind", 110, 100, 500, 1, Ahead::Never);
    row("catches up", 100, 200, 50'000, 1, Ahead::In, 440);
    row("catches up in steps", 100, 200, 50'000, 5, Ahead::In, 440);
    row("slowly", 100, 101, 50'000, 1, Ahead::In, 49'900);
    row("steady in steps", 100, 100, 500, 5, Ahead::Never);
    row("steady in long steps", 100, 100, 500, 10, Ahead::Never);
}

void GroupsRatesTest::rates()
{
    QFETCH(double, produced);
    QFETCH(double, consumed);
    QFETCH(double, begin);
    QFETCH(int, commitEvery);
    QFETCH(int, drained);
    QFETCH(double, inSeconds);
    for (const int seconds : {60, 63, 67, 200}) {
        const RateWindow window = after({produced, consumed, begin, commitEvery, 0, 0}, seconds);
        const double within = commitEvery > 1 ? 25 : 1;
        QVERIFY(near(window.produced(), produced, 1));
        QVERIFY(near(window.consumed(), consumed, within));
        QVERIFY(near(window.change(), produced - consumed, within));
        QCOMPARE(static_cast<int>(window.drained().kind), drained);
        if (window.drained().kind == Ahead::In) {
            const double left = inSeconds - (seconds - 60) * (consumed / std::max(1.0, consumed));
            const double found = static_cast<double>(window.drained().in.count()) / 1000;
            QVERIFY2(std::abs(found - left) < left / 5, qPrintable(QString::number(found)));
        }
    }
}

void GroupsRatesTest::nothingTooSoon()
{
    const Flow flow{100, 50, 100, 1, 0, 0};
    QVERIFY(!RateWindow().change() && RateWindow().drained().kind == Ahead::Unknown);
    for (const int seconds : {0, 1, 2, 9}) {
        const RateWindow window = after(flow, seconds);
        QVERIFY(!window.consumed() && !window.produced() && !window.change());
        QCOMPARE(window.drained().kind, Ahead::Unknown);
        QCOMPARE(window.overtaken(keeps(1h)).kind, Ahead::Unknown);
    }
    QVERIFY(after(flow, 10).change());
    QVERIFY(!after(flow, 1, 10'000).change()); // ten seconds, but two samples
    QVERIFY(after(flow, 2, 10'000).change());
}

void GroupsRatesTest::notAcrossAGap()
{
    RateWindow window = after({100, 50, 100, 1, 0, 0}, 60);
    window.add({start + 200'000, 90'000, 0, 100'000, 10'000, {}});
    QVERIFY(!window.change());
    // With rare samples a pause is none.
    RateWindow rare;
    for (int i = 0; i < 6; ++i)
        rare.add({start + i * 30'000, i * 300, 0, i * 600, i * 300, {}}, 180s);
    QVERIFY(near(rare.change(), 10, 0.1));
}

void GroupsRatesTest::afterARewind()
{
    RateWindow window = after({100, 100, 500, 1, 0, 0}, 60);
    window.add({start + 61'000, 10, 0, 7600, 7590, {}});
    QVERIFY(!window.consumed()); // not minus thousands
    QVERIFY(!window.change());
    QVERIFY(near(window.produced(), 100, 1));
    for (int i = 62; i < 80; ++i)
        window.add({start + i * 1000, 10 + (i - 61) * 200, 0, 1500 + i * 100, 1490 + i * 100 - (i - 61) * 200, {}});
    QVERIFY(near(window.consumed(), 200, 1));
    QVERIFY(near(window.change(), -100, 1));
}

void GroupsRatesTest::afterARecreation()
{
    RateWindow window = after({100, 100, 500, 1, 0, 0}, 60);
    window.add({start + 61'000, 7000, 0, 5, std::nullopt, {}});
    QVERIFY(!window.produced() && !window.consumed());
    QCOMPARE(window.drained().kind, Ahead::Unknown);
}

void GroupsRatesTest::theClockGoesBack()
{
    RateWindow window = after({100, 50, 100, 1, 0, 0}, 60);
    const auto before = window.change();
    window.add({start + 60'000, 1, 0, 2, 1, {}}); // the same moment again
    QCOMPARE(window.change(), before);
    window.add({start - 5000, 90'000, 0, 100'000, 10'000, {}});
    QVERIFY(!window.change());
}

void GroupsRatesTest::overtakenByAge()
{
    // Half as fast as needed: the next unread record ages half a second a second. 50 * 60 + 1000 wait after a minute.
    const RateWindow half = after({100, 50, 1000, 1, 0, 0}, 60);
    const TimeAhead found = half.overtaken(keeps(1h));
    QVERIFY2(found.kind == Ahead::In && std::abs(found.in.count() / 1000 - (3600 - 40) * 2) < 200, say(found));
    const RateWindow stuck = after({100, 0, 1000, 1, 0, 0}, 60);
    const TimeAhead hour = stuck.overtaken(keeps(1h));
    QVERIFY2(hour.kind == Ahead::In && std::abs(hour.in.count() / 1000 - (3600 - 70)) < 20, say(hour));
    QCOMPARE(stuck.overtaken(keeps(60s)).kind, Ahead::Now);
    QCOMPARE(after({100, 200, 50'000, 1, 0, 0}, 60).overtaken(keeps(1h)).kind, Ahead::Never);
    QCOMPARE(after({100, 100, 1000, 5, 0, 0}, 60).overtaken(keeps(1h)).kind, Ahead::Never);
    QCOMPARE(after({100, 100, 0, 1, 0, 0}, 60).overtaken(keeps(1h)).kind, Ahead::Never);
    QCOMPARE(stuck.overtaken(std::nullopt).kind, Ahead::Unknown);
}

void GroupsRatesTest::overtakenBySize()
{
    const TopicRetention limited = keeps(std::nullopt, 1 << 20);
    // The log is full: it gives up 100 a second; 1000 - 500 = 500 records lie between after 0 s, 500 + 50 * 60 - ...
    RateWindow full = after({100, 50, 1000, 1, 500, 0}, 60);
    TimeAhead found = full.overtaken(limited);
    QVERIFY2(found.kind == Ahead::In && std::abs(found.in.count() / 1000 - (500 + 3000) / 50) < 10, say(found));
    // Nothing was deleted yet: when it will be full is not known.
    QCOMPARE(after({100, 50, 1000, 1, 0, 0}, 60).overtaken(limited).kind, Ahead::Unknown);
    QCOMPARE(after({100, 100, 1000, 1, 500, 0}, 60).overtaken(limited).kind, Ahead::Never);
    // Seen to move, without a limit that is known of.
    found = after({100, 10, 2000, 1, 0, 50}, 120).overtaken(keeps(std::nullopt));
    QVERIFY2(found.kind == Ahead::Now, say(found)); // 1000 + 1200 committed, 6000 deleted
    found = after({100, 10, 2000, 1, 0, 15}, 120).overtaken(keeps(std::nullopt));
    QVERIFY2(found.kind == Ahead::In && std::abs(found.in.count() / 1000 - (2200 - 1800) / 5) < 15, say(found));
}

void GroupsRatesTest::whatNeverExpires()
{
    const RateWindow stuck = after({100, 0, 1000, 1, 0, 0}, 60);
    QCOMPARE(stuck.overtaken(keeps(std::nullopt)).kind, Ahead::Never);
    QCOMPARE(stuck.overtaken(TopicRetention{1h, 1000, true, false}).kind, Ahead::Never); // compacted only
    QCOMPARE(stuck.overtaken(TopicRetention{1h, std::nullopt, true, true}).kind, Ahead::In); // compact,delete
}

void GroupsRatesTest::soonerAndLater()
{
    const std::vector<TimeAhead> order{
        {Ahead::Now, 0ms}, {Ahead::In, 5s}, {Ahead::In, 9s}, {Ahead::Unknown, 0ms}, {Ahead::Never, 0ms}};
    for (std::size_t i = 0; i < order.size(); ++i)
        for (std::size_t j = 0; j < order.size(); ++j) {
            QVERIFY(sooner(order[i], order[j]) == order[std::min(i, j)]);
            QVERIFY(later(order[i], order[j]) == order[std::max(i, j)]);
        }
}

void GroupsRatesTest::unknownRows()
{
    RateWindow window;
    for (int i = 0; i < 60; ++i) // every second sample failed
        window.add(i % 2 == 0 ? RateInput{start + i * 1000, i * 10, 0, i * 20, i * 10, {}}
                              : RateInput{start + i * 1000, std::nullopt, std::nullopt, std::nullopt, std::nullopt, {}});
    QVERIFY(near(window.change(), 10, 0.1));
    QCOMPARE(window.drained().kind, Ahead::Unknown); // the last one is not known
    RateWindow none;
    for (int i = 0; i < 60; ++i)
        none.add({start + i * 1000, std::nullopt, 0, i * 20, std::nullopt, {}});
    QVERIFY(!none.consumed() && !none.change());
    QVERIFY(near(none.produced(), 20, 0.1));
}

QTEST_APPLESS_MAIN(GroupsRatesTest)
#include "groups_rates_test.moc"
