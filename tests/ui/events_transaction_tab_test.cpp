// SPDX-License-Identifier: GPL-3.0-or-later
// Transactions in the window: the list, the open one with its countdown and readers, the three outcomes, and the feed behind.
#include "core/connections/audit_trail.h"
#include "tests/support/accessible_walk.h"
#include "tests/support/fake_transactions.h"
#include "tests/support/heartbeat.h"
#include "tests/support/page_fixture.h"
#include "ui/events/confirm_work_dialog.h"
#include "ui/events/transaction_feed.h"
#include "ui/events/transaction_rows.h"
#include "ui/events/transaction_tab.h"
#include "ui/events/transaction_words.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/notice_bar.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QSpinBox>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

using Fate = FakeTransactions::Fate;

OutgoingRecord recordTo(const std::string& topic, const std::string& key)
{
    return {topic, 0, key, "{\"amount\": 12}", {{"trace", "1"}}, {}};
}

} // namespace

class EventsTransactionTabTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void countdowns_data();
    void countdowns();
    void readersInWords_data();
    void readersInWords();
    void listMovesAndRemoves();
    void editsInTheComposer();
    void commits();
    void leavesOpenAndCommits();
    void leavesOpenAndAborts();
    void tellsWhyItWasAborted();
    void findsOutWhatIsUnknown();
    void startThatFailsIsSaid();
    void sameIdTwiceIsRefused();
    void readOnlySaysSo();
    void productionAsksFirst();
    void activityShowsIt();
    void closingAbortsElsewhere();
    void lateReadersAreDropped();
    void modelsAreSound();
    void everythingIsNamed();

private:
    void makeTab();
    void addThree();
    void choose(int end);
    void press(const QString& button);
    [[nodiscard]] TransactionPhase phase() const
    {
        return m_feed->transactions().empty() ? TransactionPhase::Sending : m_feed->transactions().front().phase;
    }
    [[nodiscard]] QString text() const { return readableText(*m_tab); }
    [[nodiscard]] std::vector<AuditEntry> trail() const { return *(*AuditTrail::open(m_trail))->newest(10); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_trail;
    std::unique_ptr<PageFixture> m_fixture;
    std::shared_ptr<TransactionFeed> m_feed;
    std::unique_ptr<TransactionTab> m_tab;
};

void EventsTransactionTabTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_trail = m_folder->filePath(QStringLiteral("activity.db")).toStdString();
    m_fixture = std::make_unique<PageFixture>();
    m_fixture->cluster->addTopic("orders", 1);
    m_fixture->cluster->addTopic("payments", 1);
    for (int i = 0; i < 5; ++i)
        m_fixture->cluster->append("orders", 0, "k", "before");
}

void EventsTransactionTabTest::cleanup()
{
    m_tab.reset();
    m_feed.reset();
}

void EventsTransactionTabTest::makeTab()
{
    m_feed = std::make_shared<TransactionFeed>(m_fixture->context(), m_trail);
    m_tab = std::make_unique<TransactionTab>(m_fixture->context(), m_feed);
    show(*m_tab, {1176, 720});
    m_tab->setActive(true);
}

void EventsTransactionTabTest::addThree()
{
    m_tab->add(recordTo("orders", "order-1"));
    m_tab->add(recordTo("orders", "order-2"));
    m_tab->add(recordTo("payments", "order-1"));
}

void EventsTransactionTabTest::choose(int end) { named<QComboBox>(*m_tab, QStringLiteral("When all are written"))->setCurrentIndex(end); }

void EventsTransactionTabTest::press(const QString& name)
{
    auto* button = buttonNamed(*m_tab, name);
    QVERIFY2(button && button->isEnabled(), qPrintable(name + QStringLiteral(" in\n") + text()));
    button->click();
}

void EventsTransactionTabTest::countdowns_data()
{
    QTest::addColumn<int>("ms");
    QTest::addColumn<QString>("words");
    QTest::newRow("over") << 0 << "0:00";
    QTest::newRow("negative") << -5 << "0:00";
    QTest::newRow("the last second") << 1 << "0:01";
    QTest::newRow("a minute") << 60'000 << "1:00";
    QTest::newRow("just under") << 59'001 << "1:00";
    QTest::newRow("a quarter") << 900'000 << "15:00";
}

void EventsTransactionTabTest::countdowns()
{
    QFETCH(int, ms);
    QFETCH(QString, words);
    QCOMPARE(countdownText(std::chrono::milliseconds(ms)), words);
}

void EventsTransactionTabTest::readersInWords_data()
{
    QTest::addColumn<int>("stable");
    QTest::addColumn<int>("end");
    QTest::addColumn<QString>("words");
    QTest::newRow("waits at it") << 1204 << 1207 << "orders-0: they wait at offset 1,204; 3 records are hidden.";
    QTest::newRow("one") << 1204 << 1205 << "orders-0: they wait at offset 1,204; 1 record is hidden.";
    QTest::newRow("another before") << 1000 << 1207
                                    << "orders-0: they wait at offset 1,000, at another open transaction; 207 records are hidden.";
    QTest::newRow("nothing held back") << 1207 << 1207
                                       << "orders-0: nothing is held back, they read up to the end at offset 1,207.";
}

void EventsTransactionTabTest::readersInWords()
{
    QFETCH(int, stable);
    QFETCH(int, end);
    QFETCH(QString, words);
    TransactionView view;
    view.records = {recordTo("orders", "a"), recordTo("orders", "b")};
    view.deliveries = {{0, 1205, {}, {}}, {0, 1204, {}, {}}};
    QCOMPARE(readersSentence({{"orders", 0}, stable, end}, view), words);
}

void EventsTransactionTabTest::listMovesAndRemoves()
{
    makeTab();
    QSignalSpy counted(m_tab.get(), &TransactionTab::countChanged);
    QVERIFY(text().contains(QStringLiteral("No records yet")));
    addThree();
    QCOMPARE(m_tab->count(), 3);
    QCOMPARE(counted.last().first().toInt(), 3);
    auto* table = named<DataTable>(*m_tab, QStringLiteral("Records of the transaction"));
    const auto keys = [&] { return cell(*table, 0, QStringLiteral("Topic")) + cell(*table, 2, QStringLiteral("Topic")); };
    QCOMPARE(keys(), QStringLiteral("orderspayments"));
    press(QStringLiteral("Up")); // the last one was added, so it is current
    press(QStringLiteral("Up"));
    QCOMPARE(keys(), QStringLiteral("paymentsorders"));
    QVERIFY(!buttonNamed(*m_tab, QStringLiteral("Up"))->isEnabled());
    press(QStringLiteral("Down"));
    press(QStringLiteral("Remove"));
    QCOMPARE(m_tab->count(), 2);
    QCOMPARE(keys().left(6), QStringLiteral("orders"));
    press(QStringLiteral("Remove all"));
    QCOMPARE(m_tab->count(), 0);
    QVERIFY(!buttonNamed(*m_tab, QStringLiteral("Send as one transaction"))->isEnabled());
}

void EventsTransactionTabTest::editsInTheComposer()
{
    makeTab();
    m_tab->add(recordTo("orders", "order-1"));
    press(QStringLiteral("Edit"));
    const auto* send = m_fixture->navigator.last<OpenSend>();
    QVERIFY(send);
    QCOMPARE(*send->topic, QStringLiteral("orders"));
    QCOMPARE(*send->key, Bytes("order-1"));
    QCOMPARE(send->headers.size(), std::size_t(1));
    QCOMPARE(*send->partition, 0);
    QCOMPARE(m_tab->count(), 0);
}

void EventsTransactionTabTest::commits()
{
    makeTab();
    addThree();
    press(QStringLiteral("Send as one transaction"));
    QTRY_COMPARE(phase(), TransactionPhase::Committed);
    QTRY_VERIFY(text().contains(QStringLiteral("Committed: all 3 records can be read.")));
    QVERIFY(text().contains(QStringLiteral("orders-0 from offset 5 on")));
    press(QStringLiteral("Show records"));
    QCOMPARE(*m_fixture->navigator.last<OpenRecords>()->offset, qint64(5));
    QCOMPARE(m_fixture->cluster->produced().size(), std::size_t(3));
    QVERIFY(QString::fromStdString(m_feed->transactions().front().id).startsWith(QStringLiteral("weir-")));
    QTRY_COMPARE(trail().front().outcome, std::string("committed: 3 records"));
    QCOMPARE(trail().front().action, std::string("transaction"));
    picture(*m_tab, QStringLiteral("transaction-committed"));
}

void EventsTransactionTabTest::leavesOpenAndCommits()
{
    makeTab();
    addThree();
    QVERIFY(!named<QSpinBox>(*m_tab, QStringLiteral("Open for, in seconds"))->isEnabled());
    choose(1);
    named<QLineEdit>(*m_tab, QStringLiteral("Transactional id"))->setText(QStringLiteral("checkout-7"));
    press(QStringLiteral("Send as one transaction"));
    QTRY_COMPARE(phase(), TransactionPhase::Open);
    QTRY_VERIFY2(text().contains(QStringLiteral("orders-0: they wait at offset 5; 2 records are hidden.")), qPrintable(text()));
    QVERIFY(text().contains(QStringLiteral("Aborts by itself in")));
    QVERIFY(text().contains(QStringLiteral("checkout-7")));
    QVERIFY(m_fixture->cluster->produced().empty());
    picture(*m_tab, QStringLiteral("transaction-open"));
    m_tab->resize(840, 520);
    picture(*m_tab, QStringLiteral("transaction-small"));
    press(QStringLiteral("Commit"));
    QTRY_COMPARE(phase(), TransactionPhase::Committed);
    QTRY_VERIFY(!buttonNamed(*m_tab, QStringLiteral("Abort")));
    QCOMPARE(m_fixture->cluster->produced().size(), std::size_t(3));
}

void EventsTransactionTabTest::leavesOpenAndAborts()
{
    makeTab();
    addThree();
    choose(1);
    press(QStringLiteral("Send as one transaction"));
    QTRY_COMPARE(phase(), TransactionPhase::Open);
    QTRY_VERIFY(buttonNamed(*m_tab, QStringLiteral("Abort")));
    press(QStringLiteral("Abort"));
    QTRY_VERIFY(text().contains(QStringLiteral("Aborted as you asked")));
    QVERIFY(m_fixture->cluster->produced().empty());
    QTRY_COMPARE(trail().front().outcome, std::string("aborted"));
}

void EventsTransactionTabTest::tellsWhyItWasAborted()
{
    m_fixture->cluster->transactions().forbid(noRightToTransactions());
    makeTab();
    addThree();
    press(QStringLiteral("Send as one transaction"));
    QTRY_COMPARE(phase(), TransactionPhase::Aborted);
    QTRY_VERIFY(text().contains(QStringLiteral("Could not begin a transaction: not permitted.")));
    QVERIFY(text().contains(QStringLiteral("kafka-acls")));
    picture(*m_tab, QStringLiteral("transaction-aborted"));
}

void EventsTransactionTabTest::findsOutWhatIsUnknown()
{
    m_fixture->cluster->transactions().script({Fate::UnknownLate});
    makeTab();
    addThree();
    press(QStringLiteral("Send as one transaction"));
    QTRY_COMPARE(phase(), TransactionPhase::Unknown);
    QTRY_VERIFY(text().contains(QStringLiteral("Not known whether it was committed: all 3 records or none.")));
    picture(*m_tab, QStringLiteral("transaction-unknown"));
    press(QStringLiteral("Find out"));
    QTRY_COMPARE(phase(), TransactionPhase::Committed);
    QTRY_VERIFY(text().contains(QStringLiteral("Committed: all 3 records can be read.")));
    QTRY_COMPARE(trail().front().outcome, std::string("committed: 3 records"));
}

void EventsTransactionTabTest::startThatFailsIsSaid()
{
    m_trail = "/dev/null/activity.db";
    makeTab();
    addThree();
    press(QStringLiteral("Send as one transaction"));
    QTRY_VERIFY(text().contains(QStringLiteral("could not be noted in the activity")));
    QVERIFY(m_fixture->cluster->produced().empty());
    QVERIFY(m_feed->transactions().empty());
    QVERIFY(buttonNamed(*m_tab, QStringLiteral("Send as one transaction"))->isEnabled());
}

void EventsTransactionTabTest::sameIdTwiceIsRefused()
{
    makeTab();
    QSignalSpy failed(m_feed.get(), &TransactionFeed::startFailed);
    m_feed->start({recordTo("orders", "a")}, TransactionEnd::LeaveOpen, 60s, "twice");
    QTRY_COMPARE(phase(), TransactionPhase::Open);
    m_feed->start({recordTo("orders", "b")}, TransactionEnd::Commit, 60s, "twice");
    QCOMPARE(failed.count(), 1);
    QVERIFY(text().contains(QStringLiteral("is not over yet")));
    m_feed->abort(QStringLiteral("twice"));
    QTRY_COMPARE(phase(), TransactionPhase::Aborted);
    m_feed->start({recordTo("orders", "b")}, TransactionEnd::Commit, 60s, "twice");
    QTRY_COMPARE(phase(), TransactionPhase::Committed);
    QCOMPARE(uniqueTransactions(m_feed->transactions()).size(), std::size_t(1));
}

void EventsTransactionTabTest::readOnlySaysSo()
{
    m_fixture->connection.readOnly = true;
    makeTab();
    addThree();
    QVERIFY(!buttonNamed(*m_tab, QStringLiteral("Send as one transaction"))->isEnabled());
    QVERIFY(text().contains(QStringLiteral("This connection is read-only: nothing can be sent.")));
}

void EventsTransactionTabTest::productionAsksFirst()
{
    m_fixture->connection.environment = QStringLiteral("production");
    makeTab();
    addThree();
    choose(1);
    press(QStringLiteral("Send as one transaction"));
    auto* dialog = m_tab->findChild<ConfirmWorkDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    QVERIFY(readableText(*dialog).contains(QStringLiteral("real services too")));
    picture(*dialog, QStringLiteral("transaction-confirm"));
    dialog->reject();
    QTRY_VERIFY(!m_tab->findChild<ConfirmWorkDialog*>());
    QVERIFY(m_feed->transactions().empty());
    press(QStringLiteral("Send as one transaction"));
    m_tab->findChild<ConfirmWorkDialog*>()->accept();
    QTRY_COMPARE(phase(), TransactionPhase::Open);
}

void EventsTransactionTabTest::activityShowsIt()
{
    makeTab();
    QSignalSpy changed(m_feed.get(), &RunningWork::changed);
    m_feed->start({recordTo("orders", "a"), recordTo("payments", "a")}, TransactionEnd::LeaveOpen, 60s, "seen");
    QTRY_COMPARE(phase(), TransactionPhase::Open);
    const WorkItem item = m_feed->items().front();
    QCOMPARE(item.title, QStringLiteral("Transaction of 2 records to orders, payments"));
    QCOMPARE(item.state, QStringLiteral("open"));
    QVERIFY(item.detail.startsWith(QStringLiteral("aborts by itself in")));
    QVERIFY(item.canCancel && item.canOpen && !item.canPause);
    const auto before = changed.count();
    QTRY_VERIFY(changed.count() > before); // the countdown goes on
    m_feed->open(item.id);
    QCOMPARE(m_fixture->navigator.last<OpenTransaction>()->transaction, QStringLiteral("seen"));
    m_feed->cancel(item.id);
    QTRY_COMPARE(phase(), TransactionPhase::Aborted);
    QVERIFY(!m_feed->items().front().canCancel);
}

void EventsTransactionTabTest::closingAbortsElsewhere()
{
    makeTab();
    m_feed->start({recordTo("orders", "a")}, TransactionEnd::LeaveOpen, 60s, "closed");
    QTRY_COMPARE(phase(), TransactionPhase::Open);
    Heartbeat heart;
    QTest::qWait(20);
    m_tab.reset();
    m_feed.reset();
    QTest::qWait(20);
    QVERIFY2(heart.steady(), heart.report());
    QTRY_COMPARE(m_fixture->cluster->transactions().aborts(), 1);
    QTRY_COMPARE(trail().front().outcome, std::string("aborted"));
}

void EventsTransactionTabTest::lateReadersAreDropped()
{
    makeTab();
    m_fixture->cluster->delay(Op::Offsets, 300ms);
    m_feed->start({recordTo("orders", "a")}, TransactionEnd::LeaveOpen, 60s, "slow");
    QTRY_COMPARE(phase(), TransactionPhase::Open);
    m_feed->commit(QStringLiteral("slow"));
    QTRY_COMPARE(phase(), TransactionPhase::Committed);
    QTest::qWait(500);
    QVERIFY(!text().contains(QStringLiteral("hidden")));
    QVERIFY(text().contains(QStringLiteral("orders-0 from offset 5 on")));
    // And one that fails is said.
    m_fixture->cluster->delay(Op::Offsets, 0ms);
    m_fixture->cluster->fail(Op::Offsets, brokersAway());
    m_feed->start({recordTo("payments", "a")}, TransactionEnd::LeaveOpen, 60s, "blind");
    QTRY_VERIFY(text().contains(QStringLiteral("Could not be seen: No broker can be reached.")));
}

void EventsTransactionTabTest::modelsAreSound()
{
    TableModel<TransactionView> model(transactionColumns(), transactionKey);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    TransactionView ugly;
    ugly.id = "id\n\x01\xE2\x80\xAE";
    ugly.records = {recordTo("a", "k"), recordTo("b", "k"), recordTo("c", "k")};
    ugly.phase = TransactionPhase::Aborted;
    ugly.error = Error{ErrorKind::Broker, "<b>no</b>", {}, 0, false};
    TransactionView other;
    model.setRows({ugly, other});
    model.setFilter(QStringLiteral("nothing"));
    model.setFilter({});
    model.setRows({other});
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(topicsOf(ugly.records), QStringLiteral("a, b and 1 more"));
    QVERIFY(!transactionSentence(ugly).contains(QLatin1Char('\n')));
}

void EventsTransactionTabTest::everythingIsNamed()
{
    makeTab();
    addThree();
    m_feed->start({recordTo("orders", "a")}, TransactionEnd::LeaveOpen, 60s, "walk");
    QTRY_COMPARE(phase(), TransactionPhase::Open);
    QTRY_VERIFY(buttonNamed(*m_tab, QStringLiteral("Commit")));
    QCOMPARE(unnamedControls(m_tab.get()), QStringList());
}

QTEST_MAIN(EventsTransactionTabTest)
#include "events_transaction_tab_test.moc"
