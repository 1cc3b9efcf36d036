// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/inbox_stand.h"

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

class DeadlettersInboxChangesTest : public InboxStand
{
    Q_OBJECT

private Q_SLOTS:
    void retentionOvertakes();
    void retentionWhileReading();
    void damage();
    void damageAtTheEnd();
    void madeAgain();
    void madeAgainWithAsManyRecords();
    void deleted();
    void oneFailsTheOthersGoOn();
    void offsetsOfOneFail();
    void wholeFails();
    void stopAndGoOn();
    void stopBeforeItBegins();
    void refreshWhileRunning();
    void topicsChange();
    void topicsChangeWhileRunning();
    void closedWhileRunning();
};

void DeadlettersInboxChangesTest::retentionOvertakes()
{
    fill("orders.dlq", 0, 10);
    m_cluster->deleteBefore("orders.dlq", 0, 4);
    makeInbox();
    m_inbox->setTopics({"orders.dlq"});
    auto state = look();
    QCOMPARE(state->letters, 6);
    QCOMPARE(state->coverage.at({"orders.dlq", 0}).begin, 4); // what was gone before is no loss
    QCOMPARE(state->coverage.at({"orders.dlq", 0}).lost, 0);
    fill("orders.dlq", 0, 10);
    m_cluster->deleteBefore("orders.dlq", 0, 15);
    state = look();
    const InboxCoverage part = state->coverage.at({"orders.dlq", 0});
    QCOMPARE(part.lost, 5);
    QCOMPARE(part.next, 20);
    QVERIFY(!part.error);
    QCOMPARE(state->letters, 11); // what was looked at stays counted
    QCOMPARE(untrue(*state), QString());
}

void DeadlettersInboxChangesTest::retentionWhileReading()
{
    fill("orders.dlq", 0, 10);
    fill("orders.dlq", 1, 3);
    m_cluster->delay(Op::Read, 300ms);
    makeInbox();
    m_inbox->setTopics({"orders.dlq"});
    m_inbox->refresh();
    QTRY_COMPARE(m_cluster->calls(Op::Read), 1);
    m_cluster->deleteBefore("orders.dlq", 0, 6);
    QTRY_VERIFY(!m_inbox->state()->running);
    const auto state = m_inbox->state();
    const InboxCoverage part = state->coverage.at({"orders.dlq", 0});
    QCOMPARE(part.lost, 6);
    QCOMPARE(part.next, 10);
    QVERIFY(!part.error);
    QCOMPARE(state->letters, 7);
    QCOMPARE(untrue(*state), QString());
}

void DeadlettersInboxChangesTest::damage()
{
    fill("orders.dlq", 0, 100);
    fill("orders.dlq", 1, 5);
    m_cluster->damage("orders.dlq", 0, 20, 31);
    m_cluster->damage("orders.dlq", 0, 60, 70);
    makeInbox();
    m_inbox->setTopics({"orders.dlq"});
    auto state = look();
    InboxCoverage part = state->coverage.at({"orders.dlq", 0});
    QCOMPARE(part.damaged, 21);
    QVERIFY(!part.error);
    QCOMPARE(part.next, 100);
    QCOMPARE(state->letters, 84);
    QCOMPARE(state->offsetsScanned, 84);
    QCOMPARE(untrue(*state), QString());
    fill("orders.dlq", 0, 1);
    state = look(); // what was skipped is not tried again
    QCOMPARE(state->letters, 85);
    QCOMPARE(state->coverage.at({"orders.dlq", 0}).damaged, 21);
}

void DeadlettersInboxChangesTest::damageAtTheEnd()
{
    fill("orders.dlq", 0, 10);
    m_cluster->damage("orders.dlq", 0, 9, 10);
    makeInbox();
    m_inbox->setTopics({"orders.dlq"});
    const auto state = look();
    QCOMPARE(state->coverage.at({"orders.dlq", 0}).damaged, 1);
    QCOMPARE(state->coverage.at({"orders.dlq", 0}).next, 10);
    QVERIFY(!state->coverage.at({"orders.dlq", 0}).error);
    QCOMPARE(state->letters, 9);
}

void DeadlettersInboxChangesTest::madeAgain()
{
    fill("orders.dlq", 0, 20);
    fill("orders.dlq", 1, 4, "F");
    fill("payments-dlt", 0, 3, "E", "no price", 1'600'000'000'000);
    makeInbox();
    m_inbox->setTopics({"orders.dlq", "payments-dlt"});
    QCOMPARE(look()->letters, 27);
    const auto before = m_inbox->letters({}, 0, 1);
    m_cluster->addTopic("orders.dlq", 1).partitions.assign(1, {}); // one partition only, and empty
    fill("orders.dlq", 0, 2, "G");
    const auto state = look();
    QCOMPARE(untrue(*state), QString());
    QCOMPARE(state->letters, 5);
    QCOMPARE(countOf(*state, "E"), 3);
    QCOMPARE(countOf(*state, "F"), 0);
    QCOMPARE(countOf(*state, "G"), 2);
    const FailureGroup* rest = groupIn(*state, "E");
    QCOMPARE(rest->lastSeen, std::optional<TimestampMs>(1'600'000'000'000));
    QCOMPARE(rest->example.partition.topic, std::string("payments-dlt"));
    QCOMPARE(m_inbox->letters({}, 0, 100).size(), std::size_t{5});
    QCOMPARE(state->coverage.size(), std::size_t{2});
    QVERIFY(!m_inbox->groupOf(before.at(0).group).empty()); // numbers that were given out stay good
}

void DeadlettersInboxChangesTest::madeAgainWithAsManyRecords()
{
    fill("orders.dlq", 0, 10);
    m_cluster->deleteBefore("orders.dlq", 0, 5);
    makeInbox();
    m_inbox->setTopics({"orders.dlq"});
    QCOMPARE(look()->letters, 5);
    m_cluster->addTopic("orders.dlq", 2).partitions.assign(2, {}); // begins at 0: a log's start never goes back
    fill("orders.dlq", 0, 12, "F");
    const auto state = look();
    QCOMPARE(countOf(*state, "F"), 12);
    QCOMPARE(state->letters, 12);
    QCOMPARE(state->coverage.at({"orders.dlq", 0}).begin, 0);
}

void DeadlettersInboxChangesTest::deleted()
{
    fill("orders.dlq", 0, 5);
    fill("payments-dlt", 0, 2);
    makeInbox();
    m_inbox->setTopics({"orders.dlq", "payments-dlt"});
    QCOMPARE(look()->letters, 7);
    QVERIFY(m_cluster->deleteTopic("orders.dlq", {}));
    auto state = look();
    QCOMPARE(state->letters, 2);
    QCOMPARE(m_inbox->letters({}, 0, 100).size(), std::size_t{2});
    QCOMPARE(state->coverage.at({"orders.dlq", 0}).error.value().kind, ErrorKind::NotFound);
    QVERIFY(!state->coverage.contains({"orders.dlq", 1}));
    QCOMPARE(untrue(*state), QString());
    m_cluster->addTopic("orders.dlq", 1);
    fill("orders.dlq", 0, 3);
    state = look();
    QCOMPARE(state->letters, 5);
    QVERIFY(!state->coverage.at({"orders.dlq", 0}).error);
}

void DeadlettersInboxChangesTest::oneFailsTheOthersGoOn()
{
    fill("orders.dlq", 0, 5);
    fill("orders.dlq", 1, 6);
    const Error refused{ErrorKind::NotAuthorized, "You may not read it.", {}, 29, false};
    m_cluster->failSubject(Op::Read, "orders.dlq-0", refused);
    makeInbox();
    m_inbox->setTopics({"orders.dlq"});
    auto state = look();
    QCOMPARE(state->letters, 6);
    QCOMPARE(state->coverage.at({"orders.dlq", 0}).error, std::optional(refused));
    QCOMPARE(state->coverage.at({"orders.dlq", 0}).next, 0);
    QVERIFY(!state->coverage.at({"orders.dlq", 1}).error);
    QVERIFY(!state->error);
    m_cluster->failSubject(Op::Read, "orders.dlq-0", std::nullopt);
    state = look();
    QCOMPARE(state->letters, 11);
    QVERIFY(!state->coverage.at({"orders.dlq", 0}).error);
}

void DeadlettersInboxChangesTest::offsetsOfOneFail()
{
    fill("orders.dlq", 0, 5);
    fill("orders.dlq", 1, 6);
    const Error noLeader{ErrorKind::Broker, "No leader.", {}, 5, true};
    m_cluster->failSubject(Op::Offsets, "orders.dlq-1", noLeader);
    m_cluster->failSubject(Op::Metadata, "payments-dlt", noLeader);
    makeInbox();
    m_inbox->setTopics({"orders.dlq", "payments-dlt"});
    const auto state = look();
    QCOMPARE(state->letters, 5);
    QCOMPARE(state->coverage.at({"orders.dlq", 1}).error, std::optional(noLeader));
    QCOMPARE(state->coverage.at({"payments-dlt", 0}).error, std::optional(noLeader));
    QCOMPARE(untrue(*state), QString());
}

void DeadlettersInboxChangesTest::wholeFails()
{
    fill("orders.dlq", 0, 5);
    makeInbox();
    m_inbox->setTopics({"orders.dlq"});
    QCOMPARE(look()->letters, 5);
    const Error down{ErrorKind::Unreachable, "Nobody answers.", {}, -195, true};
    m_cluster->fail(Op::Metadata, down);
    fill("orders.dlq", 0, 1);
    auto state = look();
    QCOMPARE(state->error, std::optional(down));
    QCOMPARE(state->letters, 5); // older, and still there
    m_cluster->fail(Op::Metadata, std::nullopt);
    state = look();
    QVERIFY(!state->error);
    QCOMPARE(state->letters, 6);
}

void DeadlettersInboxChangesTest::stopAndGoOn()
{
    fill("orders.dlq", 0, 5);
    m_cluster->delay(Op::Read, 60s);
    makeInbox();
    m_inbox->setTopics({"orders.dlq"});
    m_inbox->refresh();
    QVERIFY(m_inbox->state()->running);
    QTRY_COMPARE(m_cluster->calls(Op::Read), 1);
    m_inbox->stop();
    QTRY_VERIFY(!m_inbox->state()->running);
    QVERIFY(m_inbox->state()->stopped);
    QVERIFY(!m_inbox->state()->coverage.at({"orders.dlq", 0}).error); // being stopped is no failure
    QVERIFY(!m_inbox->state()->error);
    m_cluster->delay(Op::Read, 0ms);
    const auto state = look();
    QVERIFY(!state->stopped);
    QCOMPARE(state->letters, 5);
}

void DeadlettersInboxChangesTest::stopBeforeItBegins()
{
    fill("orders.dlq", 0, 5);
    m_cluster->delay(Op::Metadata, 60s);
    makeInbox();
    m_inbox->setTopics({"orders.dlq"});
    for (int i = 0; i < 20; ++i) {
        m_inbox->refresh();
        m_inbox->stop();
        QTRY_VERIFY(!m_inbox->state()->running);
        QVERIFY(m_inbox->state()->stopped);
        QVERIFY(!m_inbox->state()->error);
    }
    m_inbox->stop(); // nothing runs: nothing happens
    m_cluster->delay(Op::Metadata, 0ms);
    QCOMPARE(look()->letters, 5);
}

void DeadlettersInboxChangesTest::refreshWhileRunning()
{
    fill("orders.dlq", 0, 5);
    m_cluster->delay(Op::Read, 200ms);
    makeInbox();
    m_inbox->setTopics({"orders.dlq"});
    m_inbox->refresh();
    QTRY_COMPARE(m_cluster->calls(Op::Read), 1);
    fill("orders.dlq", 1, 3);
    m_inbox->refresh();
    m_inbox->refresh(); // once more is enough
    QTRY_VERIFY(!m_inbox->state()->running);
    QCOMPARE(m_inbox->state()->letters, 8);
    QCOMPARE(m_cluster->calls(Op::Read), 2);
}

void DeadlettersInboxChangesTest::topicsChange()
{
    fill("orders.dlq", 0, 5);
    fill("payments-dlt", 0, 3, "F");
    makeInbox();
    m_inbox->setTopics({"orders.dlq", "payments-dlt", "payments-dlt"});
    QCOMPARE(look()->letters, 8);
    const int reads = m_cluster->calls(Op::Read);
    m_inbox->setTopics({"payments-dlt"});
    QTRY_COMPARE(m_inbox->state()->letters, 3);
    QCOMPARE(m_inbox->state()->coverage.size(), std::size_t{1});
    QVERIFY(!groupIn(*m_inbox->state(), "E"));
    QCOMPARE(m_cluster->calls(Op::Read), reads); // does not start anything
    m_inbox->setTopics({"payments-dlt", "orders.dlq"});
    const auto state = look();
    QCOMPARE(state->letters, 8);
    QCOMPARE(m_inbox->letters({groupIn(*state, "E")->id}, 0, 100).size(), std::size_t{5});
    QCOMPARE(untrue(*state), QString());
}

void DeadlettersInboxChangesTest::topicsChangeWhileRunning()
{
    fill("orders.dlq", 0, 5);
    fill("payments-dlt", 0, 3, "F");
    m_cluster->delay(Op::Read, 60s);
    makeInbox();
    m_inbox->setTopics({"orders.dlq"});
    m_inbox->refresh();
    QTRY_COMPARE(m_cluster->calls(Op::Read), 1);
    m_cluster->delay(Op::Read, 0ms);
    m_inbox->setTopics({"payments-dlt"});
    QTRY_VERIFY(!m_inbox->state()->running);
    const auto state = m_inbox->state();
    QVERIFY(!state->stopped);
    QCOMPARE(state->letters, 3);
    QCOMPARE(state->coverage.size(), std::size_t{1});
}

void DeadlettersInboxChangesTest::closedWhileRunning()
{
    fill("orders.dlq", 0, 5);
    for (const Op slow : {Op::Metadata, Op::Offsets, Op::Read}) {
        m_cluster->delay(slow, 60s);
        const int calls = m_cluster->calls(slow);
        makeInbox();
        m_inbox->setTopics({"orders.dlq"});
        m_inbox->refresh();
        QTRY_VERIFY(m_cluster->calls(slow) > calls);
        QElapsedTimer timer;
        timer.start();
        m_inbox.reset();
        QVERIFY(timer.elapsed() < 5'000);
        const int changes = m_changes;
        QTest::qWait(20);
        QCOMPARE(m_changes.load(), changes); // nothing is called any more
        m_cluster->delay(slow, 0ms);
    }
}

QTEST_GUILESS_MAIN(DeadlettersInboxChangesTest)
#include "deadletters_inbox_changes_test.moc"
