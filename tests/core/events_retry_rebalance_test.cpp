// SPDX-License-Identifier: GPL-3.0-or-later
// RetryingConsumer when the group rebalances.
#include "tests/core/consumer_stand.h"

#include <QtTest>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

class EventsRetryRebalanceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void triesOutliveARebalance();
    void aRecordThatComesAgainTooEarlyWaitsOn();
    void lostWhileItsLastTryRan();
    void aRebalanceInTheMiddleSkipsNothing();
};

void EventsRetryRebalanceTest::triesOutliveARebalance()
{
    RetryStand stand(2);
    stand.add(0, "v0");
    stand.add(0, "poison");
    stand.add(0, "v2");
    stand.failing = {"poison"};
    // In the middle of the first back-off the partition goes away, in the middle of the second the group only rebalances.
    int polls = 0;
    stand.onPoll = [&] {
        ++polls;
        if (polls == 8)
            stand.cluster.members().takeAway("billing", {"orders", 0});
        if (polls == 12)
            stand.cluster.members().giveBack("billing", {"orders", 0});
        if (polls == 40)
            stand.cluster.members().rebalance("billing");
    };
    QVERIFY(stand.runUntilSettled(3));
    QCOMPARE(stand.callTimes("poison").size(), std::size_t(3));
    const auto calls = stand.callTimes("poison");
    QVERIFY(calls[1] - calls[0] >= 2s && calls[1] - calls[0] <= 2300ms);
    QVERIFY(calls[2] - calls[1] >= 4s && calls[2] - calls[1] <= 4300ms);
    QCOMPARE(stand.cluster.produced().size(), std::size_t(1));
    QCOMPARE(stand.committed(0), std::int64_t(3));
    QVERIFY(stand.cluster.members().paused().empty());
}

void EventsRetryRebalanceTest::aRecordThatComesAgainTooEarlyWaitsOn()
{
    RetryStand stand(1);
    stand.add(0, "poison");
    stand.add(0, "v1");
    stand.failing = {"poison"};
    int polls = 0;
    stand.onPoll = [&] {
        if (++polls < 18) // a rebalance with every poll, all within the first back-off
            stand.cluster.members().rebalance("billing");
    };
    QVERIFY(stand.runUntilSettled(2));
    QCOMPARE(stand.callTimes("poison").size(), std::size_t(3));
    QVERIFY(stand.callTimes("poison")[1] - stand.callTimes("poison")[0] >= 2s);
    QCOMPARE(stand.handled(0), std::vector<std::string>{"v1"});
}

void EventsRetryRebalanceTest::lostWhileItsLastTryRan()
{
    RetryStand stand(1);
    stand.add(0, "poison");
    stand.options.maxTries = 1;
    int calls = 0;
    stand.instead = [&](const Record&) -> Handled {
        if (++calls == 1) {
            stand.cluster.members().takeAway("billing", {"orders", 0});
            return std::unexpected(HandlingError{"Poison", "It fails."});
        }
        return {};
    };
    int polls = 0;
    stand.onPoll = [&] {
        if (++polls == 6) {
            // Whoever had it meanwhile has neither handled nor committed it.
            QVERIFY(stand.cluster.produced().empty());
            stand.cluster.members().giveBack("billing", {"orders", 0});
        }
    };
    QVERIFY(stand.runUntilSettled(1));
    // It had its tries here: the letter is written without one more.
    QCOMPARE(calls, 1);
    QCOMPARE(stand.cluster.produced().size(), std::size_t(1));
    QCOMPARE(stand.committed(0), std::int64_t(1));
}

/// Between the loop's look at the generation and what it asks of the client, the group may have rebalanced.
void EventsRetryRebalanceTest::aRebalanceInTheMiddleSkipsNothing()
{
    for (int when = 1; when <= 40; ++when) {
        RetryStand stand(2);
        for (int i = 0; i < 40; ++i)
            stand.add(i % 2, (i % 5 == 1 ? "poison " : "fine ") + std::to_string(i));
        for (int i = 1; i < 40; i += 5)
            stand.failing.insert("poison " + std::to_string(i));
        stand.options.backoff = 100ms;
        int moves = 0;
        stand.cluster.members().onMove([&] {
            if (++moves == when)
                stand.cluster.members().rebalance("billing");
        });
        std::set<std::string> good;
        QVERIFY(stand.runUntil([&] {
            good.clear();
            for (std::int32_t partition : {0, 1})
                for (const std::string& value : stand.handled(partition))
                    good.insert(value);
            std::set<std::string> letters;
            for (const OutgoingRecord& letter : stand.cluster.produced())
                letters.insert(*letter.value);
            return good.size() + letters.size() == 40 && stand.committed(0) == 20 && stand.committed(1) == 20;
        }));
        QVERIFY(stand.cluster.members().paused().empty());
        QCOMPARE(stand.committed(0), std::int64_t(20));
        QCOMPARE(stand.committed(1), std::int64_t(20));
    }
}

QTEST_GUILESS_MAIN(EventsRetryRebalanceTest)
#include "events_retry_rebalance_test.moc"
