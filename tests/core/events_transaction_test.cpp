// SPDX-License-Identifier: GPL-3.0-or-later
// Transactions with every outcome, and one that is held open, on the fake cluster.
#include "core/events/held_transaction.h"
#include "tests/support/fake_cluster.h"
#include "tests/support/fake_transactions.h"

#include <QtTest/QtTest>

#include <atomic>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

using Fate = FakeTransactions::Fate;
using Phase = TransactionPhase;

Call soon() { return Call::within(20s); }

std::vector<OutgoingRecord> threeRecords()
{
    return {{"orders", 0, "k", "one", {}, {}}, {"orders", 0, "k", "two", {}, {}}, {"payments", 0, "k", "three", {}, {}}};
}

} // namespace

class EventsTransactionTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void idIsMadeUpWhenNoneIsGiven();
    void commits();
    void reportsDeliveriesWhenUnknown();
    void settles_data();
    void settles();
    void settlesInAnotherProcess();
    void settlesNothingWithoutPlaces();
    void settleOfADeletedRecordStaysUnknown();
    void settleBehindAnotherOpenTransactionStaysUnknown();
    void settleOfAFencedOneDoesNotFence();
    void settleWithoutRightsStaysUnknown();
    void advice_data();
    void advice();
    void refusesBadStarts_data();
    void refusesBadStarts();
    void refusesReadOnly();
    void heldCommits();
    void heldAborts();
    void heldAbortsAtOnce();
    void heldTimesOut();
    void heldGoesAwayAborted();
    void heldTellsTheReason();
    void heldUnknownIsSettled();
    void heldFencedLooksByItself();
    void wishesAtTheWrongTimeDoNothing();

private:
    HeldTransaction::Start start(TransactionEnd end, std::chrono::milliseconds openFor = 60s);
    bool reaches(const HeldTransaction& held, Phase phase);
    std::shared_ptr<FakeCluster> m_cluster;
    std::atomic<int> m_changes = 0;
};

void EventsTransactionTest::init()
{
    m_cluster = std::make_shared<FakeCluster>();
    m_cluster->addTopic("orders", 1);
    m_cluster->addTopic("payments", 1);
    m_cluster->append("orders", 0, "before", "before");
    m_changes = 0;
}

HeldTransaction::Start EventsTransactionTest::start(TransactionEnd end, std::chrono::milliseconds openFor)
{
    return {m_cluster, threeRecords(), end, openFor, "watched", [this] { ++m_changes; }};
}

bool EventsTransactionTest::reaches(const HeldTransaction& held, Phase phase)
{
    return QTest::qWaitFor([&] { return held.view().phase == phase; }, 20000);
}

void EventsTransactionTest::idIsMadeUpWhenNoneIsGiven()
{
    TransactionalSend one(*m_cluster);
    TransactionalSend other(*m_cluster);
    QVERIFY(one.id().starts_with("weir-"));
    QVERIFY(one.id() != other.id());
    QCOMPARE(TransactionalSend(*m_cluster, "payments-7").id(), std::string("payments-7"));
}

void EventsTransactionTest::commits()
{
    TransactionalSend send(*m_cluster, "service-1");
    const auto report = send.send(threeRecords(), soon());
    QCOMPARE(report.outcome, TransactionOutcome::Committed);
    QCOMPARE(report.transactionalId, std::string("service-1"));
    QCOMPARE(report.deliveries.size(), std::size_t(3));
    QCOMPARE(report.deliveries[1].offset, std::int64_t(2));
    QCOMPARE(m_cluster->produced().size(), std::size_t(3));
    // And goes on with the same producer.
    QCOMPARE(send.send(threeRecords(), soon()).outcome, TransactionOutcome::Committed);
    QCOMPARE(m_cluster->transactions().commits(), (std::vector<std::size_t>{3, 3}));
}

void EventsTransactionTest::reportsDeliveriesWhenUnknown()
{
    m_cluster->transactions().script({Fate::UnknownAborted});
    int hooks = 0;
    const TransactionSteps steps{{}, {}, [&](std::span<const Delivery>) -> Result<void> {
                                     ++hooks;
                                     return {};
                                 }};
    TransactionalSend send(*m_cluster, "service-1");
    const auto report = send.send(threeRecords(), steps, soon());
    QCOMPARE(report.outcome, TransactionOutcome::Unknown);
    QCOMPARE(hooks, 1);
    QCOMPARE(report.deliveries.size(), std::size_t(3));
}

void EventsTransactionTest::settles_data()
{
    QTest::addColumn<int>("fate");
    QTest::addColumn<int>("outcome");
    QTest::newRow("it was committed") << int(Fate::UnknownCommitted) << int(TransactionOutcome::Committed);
    QTest::newRow("the request never came") << int(Fate::UnknownAborted) << int(TransactionOutcome::Aborted);
    QTest::newRow("the request comes late") << int(Fate::UnknownLate) << int(TransactionOutcome::Committed);
}

void EventsTransactionTest::settles()
{
    QFETCH(int, fate);
    QFETCH(int, outcome);
    m_cluster->transactions().script({Fate(fate)});
    TransactionalSend send(*m_cluster, "service-1");
    const auto unknown = send.send(threeRecords(), soon());
    QCOMPARE(unknown.outcome, TransactionOutcome::Unknown);
    // Others write behind it meanwhile; that must not be taken for it.
    m_cluster->append("orders", 0, "after", "after");
    const auto settled = send.settle(unknown, soon());
    QCOMPARE(int(settled.outcome), outcome);
    QVERIFY(!m_cluster->transactions().isOpen("service-1"));
    const bool committed = settled.outcome == TransactionOutcome::Committed;
    QCOMPARE(settled.deliveries.size(), std::size_t(committed ? 3 : 0));
    QCOMPARE(settled.error.has_value(), !committed);
    if (settled.error)
        QVERIFY(QByteArray::fromStdString(settled.error->message).endsWith("nothing of it can be read as committed."));
    // What is settled stays so, and the same object goes on.
    QCOMPARE(int(send.settle(settled, soon()).outcome), outcome);
    QCOMPARE(send.send(threeRecords(), soon()).outcome, TransactionOutcome::Committed);
}

void EventsTransactionTest::settlesInAnotherProcess()
{
    m_cluster->transactions().script({Fate::UnknownCommitted});
    TransactionReport unknown;
    {
        TransactionalSend send(*m_cluster, "service-1");
        unknown = send.send(threeRecords(), soon());
    }
    TransactionalSend heir(*m_cluster, "service-1");
    QCOMPARE(heir.settle(unknown, soon()).outcome, TransactionOutcome::Unknown); // it does not know the topics
    const std::vector<std::string> topics{"orders", "orders", "payments"};
    QCOMPARE(heir.settle(unknown, topics, soon()).outcome, TransactionOutcome::Committed);
}

void EventsTransactionTest::settlesNothingWithoutPlaces()
{
    TransactionReport unknown;
    unknown.outcome = TransactionOutcome::Unknown;
    unknown.transactionalId = "lost";
    const auto settled = TransactionalSend(*m_cluster, "lost").settle(unknown, soon());
    QCOMPARE(settled.outcome, TransactionOutcome::Unknown);
    QCOMPARE(settled.error->kind, ErrorKind::InvalidInput);
}

void EventsTransactionTest::settleOfADeletedRecordStaysUnknown()
{
    m_cluster->transactions().script({Fate::UnknownCommitted});
    TransactionalSend send(*m_cluster, "service-1");
    const auto unknown = send.send(threeRecords(), soon());
    m_cluster->deleteBefore("orders", 0, 3);
    // One partition is enough to tell.
    QCOMPARE(send.settle(unknown, soon()).outcome, TransactionOutcome::Committed);
    m_cluster->deleteBefore("payments", 0, 1);
    const auto settled = send.settle(unknown, soon());
    QCOMPARE(settled.outcome, TransactionOutcome::Unknown);
    QVERIFY(QByteArray::fromStdString(settled.error->message).contains("have been deleted since"));
    QCOMPARE(settled.deliveries.size(), std::size_t(3)); // still there to look at again
}

void EventsTransactionTest::settleBehindAnotherOpenTransactionStaysUnknown()
{
    m_cluster->transactions().script({Fate::UnknownAborted, Fate::UnknownCommitted});
    TransactionalSend other(*m_cluster, "somebody-else");
    const std::vector<OutgoingRecord> both{{"orders", 0, {}, "x", {}, {}}, {"payments", 0, {}, "x", {}, {}}};
    QCOMPARE(other.send(both, soon()).outcome, TransactionOutcome::Unknown); // stays open
    TransactionReport unknown;
    unknown.outcome = TransactionOutcome::Unknown;
    unknown.transactionalId = "mine";
    unknown.deliveries = {{0, 5, {}, {}}};
    const std::vector<std::string> topics{"orders"};
    const auto settled = TransactionalSend(*m_cluster, "mine").settle(unknown, topics, Call::within(300ms));
    QCOMPARE(settled.outcome, TransactionOutcome::Unknown);
    QVERIFY(QByteArray::fromStdString(settled.error->message).contains("holds the readers of committed records back"));
}

void EventsTransactionTest::settleOfAFencedOneDoesNotFence()
{
    TransactionalSend mine(*m_cluster, "shared");
    const auto heir = m_cluster->transactionalProducer("shared");
    const TransactionSteps steps{{}, {}, [&](std::span<const Delivery>) -> Result<void> { return (*heir)->prepare(soon()); }};
    const auto unknown = mine.send(threeRecords(), steps, soon());
    QCOMPARE(unknown.outcome, TransactionOutcome::Unknown);
    QVERIFY(meansFenced(*unknown.error));
    QCOMPARE(mine.settle(unknown, soon()).outcome, TransactionOutcome::Aborted);
    QCOMPARE((*heir)->sendAtomically(threeRecords(), soon()).outcome, TransactionOutcome::Committed);
}

void EventsTransactionTest::settleWithoutRightsStaysUnknown()
{
    m_cluster->transactions().script({Fate::UnknownAborted});
    TransactionalSend send(*m_cluster, "service-1");
    const auto unknown = send.send(threeRecords(), soon());
    m_cluster->transactions().forbid(noRightToTransactions());
    const auto settled = send.settle(unknown, soon());
    QCOMPARE(settled.outcome, TransactionOutcome::Unknown);
    QCOMPARE(settled.error->kind, ErrorKind::NotAuthorized);
    m_cluster->transactions().forbid(std::nullopt);
    QCOMPARE(send.settle(unknown, soon()).outcome, TransactionOutcome::Aborted);
}

void EventsTransactionTest::advice_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, ErrorKind kind, int code, const char* part) {
        QTest::newRow(name) << int(kind) << code << part;
    };
    row("fenced", ErrorKind::Broker, 90, "same transactional id");
    row("fenced, old", ErrorKind::Broker, 47, "same transactional id");
    row("fenced, client", ErrorKind::Broker, -144, "same transactional id");
    row("time-out", ErrorKind::Broker, 48, "longer than its time-out");
    row("id", ErrorKind::NotAuthorized, 53, "--transactional-id");
    row("topic", ErrorKind::NotAuthorized, 29, "right Write on every topic");
    row("large", ErrorKind::InvalidInput, 10, "max.message.bytes");
    row("coordinator", ErrorKind::Broker, 15, "away or moving");
    row("time too long", ErrorKind::InvalidInput, 50, "transaction.max.timeout.ms");
    row("away", ErrorKind::Unreachable, -187, "brokers can be reached");
    row("speaks for itself", ErrorKind::InvalidInput, 0, "");
    row("cancelled", ErrorKind::Cancelled, 0, "");
}

void EventsTransactionTest::advice()
{
    QFETCH(int, kind);
    QFETCH(int, code);
    QFETCH(QString, part);
    const QString advice = QString::fromStdString(transactionAdvice({ErrorKind(kind), "Why.", {}, code, false}));
    QVERIFY2(part.isEmpty() ? advice.isEmpty() : advice.contains(part), qPrintable(advice));
}

void EventsTransactionTest::refusesBadStarts_data()
{
    QTest::addColumn<int>("records");
    QTest::addColumn<int>("openForMs");
    QTest::newRow("no records") << 0 << 60'000;
    QTest::newRow("too short") << 1 << 999;
    QTest::newRow("not at all") << 1 << 0;
    QTest::newRow("negative") << 1 << -5;
    QTest::newRow("too long") << 1 << 900'001;
}

void EventsTransactionTest::refusesBadStarts()
{
    QFETCH(int, records);
    QFETCH(int, openForMs);
    auto bad = start(TransactionEnd::LeaveOpen, std::chrono::milliseconds(openForMs));
    bad.records.resize(static_cast<std::size_t>(records));
    const auto held = HeldTransaction::start(bad);
    QVERIFY(!held);
    QCOMPARE(held.error().kind, ErrorKind::InvalidInput);
}

void EventsTransactionTest::refusesReadOnly()
{
    m_cluster->setReadOnly(true);
    const auto held = HeldTransaction::start(start(TransactionEnd::Commit));
    QVERIFY(!held);
    QCOMPARE(held.error().kind, ErrorKind::NotAuthorized);
}

void EventsTransactionTest::heldCommits()
{
    auto held = HeldTransaction::start(start(TransactionEnd::LeaveOpen));
    QVERIFY(held);
    QVERIFY(reaches(**held, Phase::Open));
    const auto open = (*held)->view();
    QCOMPARE(open.id, std::string("watched"));
    QCOMPARE(open.deliveries.size(), std::size_t(3));
    QVERIFY(open.openUntil && *open.openUntil > nowMs() + 30'000 && *open.openUntil <= nowMs() + 60'000);
    QVERIFY(m_cluster->produced().empty());
    QVERIFY(!(*held)->waitEnd(Call::within(1ms)));
    (*held)->commit();
    QVERIFY((*held)->waitEnd(soon()));
    const auto end = (*held)->view();
    QCOMPARE(end.phase, Phase::Committed);
    QVERIFY(!end.error && !end.openUntil);
    QCOMPARE(end.deliveries.size(), std::size_t(3));
    QCOMPARE(m_cluster->produced().size(), std::size_t(3));
    QTRY_VERIFY(m_changes >= 3);
}

void EventsTransactionTest::heldAborts()
{
    auto held = HeldTransaction::start(start(TransactionEnd::LeaveOpen));
    QVERIFY(reaches(**held, Phase::Open));
    (*held)->abort();
    QVERIFY((*held)->waitEnd(soon()));
    QCOMPARE((*held)->view().phase, Phase::Aborted);
    QVERIFY(!(*held)->view().error); // as wanted
    QVERIFY(m_cluster->produced().empty());
    QCOMPARE(m_cluster->transactions().aborts(), 1);
}

void EventsTransactionTest::heldAbortsAtOnce()
{
    auto held = HeldTransaction::start(start(TransactionEnd::Abort));
    QVERIFY((*held)->waitEnd(soon()));
    QCOMPARE((*held)->view().phase, Phase::Aborted);
    QVERIFY(!(*held)->view().error);
    QVERIFY(m_cluster->produced().empty());
}

void EventsTransactionTest::heldTimesOut()
{
    auto held = HeldTransaction::start(start(TransactionEnd::LeaveOpen, 1s));
    QVERIFY((*held)->waitEnd(soon()));
    const auto end = (*held)->view();
    QCOMPARE(end.phase, Phase::Aborted);
    QVERIFY(end.error && end.error->kind == ErrorKind::TimedOut);
    QVERIFY(m_cluster->produced().empty());
}

void EventsTransactionTest::heldGoesAwayAborted()
{
    auto held = HeldTransaction::start(start(TransactionEnd::LeaveOpen));
    QVERIFY(reaches(**held, Phase::Open));
    held->reset();
    QCOMPARE(m_cluster->transactions().aborts(), 1);
    QVERIFY(!m_cluster->transactions().isOpen("watched"));
}

void EventsTransactionTest::heldTellsTheReason()
{
    m_cluster->transactions().refuse([](const OutgoingRecord& record) {
        return record.topic == "payments" ? std::optional(tooLarge()) : std::nullopt;
    });
    auto held = HeldTransaction::start(start(TransactionEnd::LeaveOpen));
    QVERIFY((*held)->waitEnd(soon()));
    const auto end = (*held)->view();
    QCOMPARE(end.phase, Phase::Aborted);
    QCOMPARE(end.error->kafkaCode, 10);
    QVERIFY(end.deliveries.empty());
}

void EventsTransactionTest::heldUnknownIsSettled()
{
    m_cluster->transactions().script({Fate::UnknownLate});
    auto held = HeldTransaction::start(start(TransactionEnd::Commit));
    QVERIFY((*held)->waitEnd(soon()));
    QCOMPARE((*held)->view().phase, Phase::Unknown);
    QCOMPARE((*held)->view().deliveries.size(), std::size_t(3));
    m_cluster->transactions().forbid(brokersAway());
    (*held)->settle();
    QTRY_VERIFY((*held)->view().phase == Phase::Unknown && (*held)->view().error->kind == ErrorKind::Unreachable);
    m_cluster->transactions().forbid(std::nullopt);
    (*held)->settle();
    QVERIFY(reaches(**held, Phase::Committed));
    QVERIFY(!(*held)->view().error);
}

void EventsTransactionTest::heldFencedLooksByItself()
{
    auto held = HeldTransaction::start(start(TransactionEnd::LeaveOpen));
    QVERIFY(reaches(**held, Phase::Open));
    QVERIFY((*m_cluster->transactionalProducer("watched"))->prepare(soon()));
    (*held)->commit();
    QVERIFY(reaches(**held, Phase::Aborted));
    QVERIFY(meansFenced(*(*held)->view().error));
}

void EventsTransactionTest::wishesAtTheWrongTimeDoNothing()
{
    auto held = HeldTransaction::start(start(TransactionEnd::Commit));
    QVERIFY((*held)->waitEnd(soon()));
    QCOMPARE((*held)->view().phase, Phase::Committed);
    (*held)->abort();
    (*held)->commit();
    (*held)->settle();
    QCOMPARE((*held)->view().phase, Phase::Committed);
    QCOMPARE(m_cluster->transactions().aborts(), 0);
}

QTEST_GUILESS_MAIN(EventsTransactionTest)
#include "events_transaction_test.moc"
