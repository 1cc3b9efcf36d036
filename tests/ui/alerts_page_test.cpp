// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/alerts_stand.h"

using namespace weir;
using namespace weir::ui;
using namespace weir::test;
using namespace std::chrono_literals;

class AlertsPageTest : public AlertsStand
{
    Q_OBJECT
private Q_SLOTS:
    void init() { begin(); }
    void waitsForTheStore();
    void clusterThatCannotBeRead();
    void rows();
    void nothingYet();
    void unreadableThenRetry();
    void filter();
    void acknowledgeOneAndAll();
    void subjectsAreLinks();
    void alertsArrive();
    void notKeptIsTold();
    void modelsAreSound();
    void closedEarly();
    void everythingIsNamed();
};

void AlertsPageTest::waitsForTheStore()
{
    fillStore();
    auto later = std::exchange(m_store, nullptr);
    m_feed = std::make_shared<AlertFeed>([this] { return m_store; }, m_fixture->context());
    QSignalSpy wanted(m_feed.get(), &AlertFeed::storeWanted);
    m_page = std::make_unique<AlertsPage>(m_fixture->context(), m_feed);
    show(*m_page);
    m_page->setActive(true);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(stateOf()->state(), StateView::State::Loading);
    QVERIFY(!m_page->isSettled());
    QVERIFY(readableText(*m_page).contains(QStringLiteral("shop-test")));
    m_store = later;
    m_feed->load();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    QVERIFY(m_page->isSettled());
    QCOMPARE(alerts().model()->rowCount(), 3);
}

void AlertsPageTest::clusterThatCannotBeRead()
{
    auto later = std::exchange(m_store, nullptr);
    makePage();
    m_feed->setFailure(unreachable());
    QCOMPARE(stateOf()->state(), StateView::State::Failed);
    QVERIFY(readableText(*m_page).contains(QStringLiteral("did not answer")));
    QSignalSpy wanted(m_feed.get(), &AlertFeed::storeWanted);
    press(QStringLiteral("Retry"));
    QCOMPARE(wanted.count(), 1);
    m_store = later;
    m_feed->setFailure(std::nullopt);
    m_feed->load();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    // Once read, a failed round is the business of the pages that show groups.
    m_feed->setFailure(unreachable());
    QVERIFY(!stateOf()->isStale());
}

void AlertsPageTest::rows()
{
    fillStore();
    m_feed = std::make_shared<AlertFeed>([this] { return m_store; }, m_fixture->context());
    m_page = std::make_unique<AlertsPage>(m_fixture->context(), m_feed);
    QSignalSpy counts(m_page.get(), &Page::countChanged);
    show(*m_page);
    m_page->setActive(true);
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    QCOMPARE(alerts().model()->rowCount(), 3);
    QCOMPARE(cell(alerts(), 0, QStringLiteral("Rule")), QStringLiteral("Stalled or stopped"));
    QCOMPARE(cell(alerts(), 0, QStringLiteral("State")), QStringLiteral("open"));
    QVERIFY(!cell(alerts(), 0, QStringLiteral("Group or topic")).contains(QChar(0x202e)));
    QVERIFY(cell(alerts(), 0, QStringLiteral("Group or topic")).contains(QStringLiteral("<b>")));
    QCOMPARE(cell(alerts(), 1, QStringLiteral("Group or topic")), QStringLiteral("orders.DLT"));
    QCOMPARE(cell(alerts(), 2, QStringLiteral("State")), QStringLiteral("ended"));
    QCOMPARE(cell(alerts(), 2, QStringLiteral("Lasts")), QStringLiteral("20 min 50 s"));
    QVERIFY(cell(alerts(), 2, QStringLiteral("What was seen")).contains(QStringLiteral("caught up")));
    QVERIFY(m_page->findChild<PillLabel*>()->text() == QStringLiteral("2 open"));
    QCOMPARE(counts.last().first().toString(), QStringLiteral("· 2"));
    picture(*m_page, QStringLiteral("alerts-list"));
}

void AlertsPageTest::nothingYet()
{
    makePage();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    QVERIFY(readableText(*m_page).contains(QStringLiteral("No alerts")));
    QVERIFY(m_page->findChild<PillLabel*>()->text() == QStringLiteral("none open"));
    picture(*m_page, QStringLiteral("alerts-none"));
    press(QStringLiteral("Show the rules"));
    QVERIFY(rules().isVisible());
    // Nobody is told anything when no rule is on.
    tab(0);
    QVERIFY(m_store->saveRules({}));
    m_page->refresh();
    QTRY_VERIFY(readableText(*m_page).contains(QStringLiteral("No rule is switched on")));
}

void AlertsPageTest::unreadableThenRetry()
{
    QVERIFY(m_store->saveRules(defaultAlertRules()));
    sql("UPDATE rule SET condition = 'moon' || condition");
    makePage();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Failed);
    QVERIFY(readableText(*m_page).contains(QStringLiteral("does not know")));
    sql("UPDATE rule SET condition = substr(condition, 5)");
    press(QStringLiteral("Retry"));
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    // A failed reading later leaves what is shown, and says so.
    sql("UPDATE rule SET condition = 'moon' || condition");
    m_page->refresh();
    QTRY_VERIFY(stateOf()->isStale());
    tab(1);
    QCOMPARE(rules().model()->rowCount(), static_cast<int>(defaultAlertRules().size()));
}

void AlertsPageTest::filter()
{
    fillStore();
    makePage();
    QTRY_COMPARE(alerts().model()->rowCount(), 3);
    QVERIFY(m_page->focusFilter());
    auto* filter = m_page->findChild<FilterEdit*>();
    QTest::keyClicks(filter, QStringLiteral("orders"));
    QTest::keyClick(filter, Qt::Key_Return);
    QCOMPARE(alerts().model()->rowCount(), 1);
    filter->selectAll();
    QTest::keyClicks(filter, QStringLiteral("no such thing"));
    QTest::keyClick(filter, Qt::Key_Return);
    QVERIFY(!alerts().isVisible());
    QVERIFY(readableText(*m_page).contains(QStringLiteral("No alert matches")));
    QTest::keyClick(filter, Qt::Key_Escape);
    QTRY_COMPARE(alerts().model()->rowCount(), 3);
    press(QStringLiteral("Open only"));
    QCOMPARE(alerts().model()->rowCount(), 2);
    press(QStringLiteral("Open only"));
    QCOMPARE(alerts().model()->rowCount(), 3);
    tab(2);
    QVERIFY(!m_page->focusFilter());
}

void AlertsPageTest::acknowledgeOneAndAll()
{
    fillStore();
    makePage();
    QTRY_COMPARE(alerts().model()->rowCount(), 3);
    QSignalSpy counts(m_page.get(), &Page::countChanged);
    alerts().setCurrentIndex(alerts().model()->index(0, 0));
    press(QStringLiteral("Acknowledge"));
    QTRY_COMPARE(m_feed->unseen(), 1);
    QCOMPARE(counts.last().first().toString(), QStringLiteral("· 1"));
    QVERIFY(m_page->findChild<PillLabel*>()->text() == QStringLiteral("2 open"));
    press(QStringLiteral("Acknowledge all"));
    QTRY_COMPARE(m_feed->unseen(), 0);
    QVERIFY(!buttonNamed(*m_page, QStringLiteral("Acknowledge all"))->isEnabled());
    for (const Alert& one : m_store->newest(10).value())
        QVERIFY2(one.acknowledged, one.subject.c_str());
}

void AlertsPageTest::subjectsAreLinks()
{
    fillStore();
    makePage();
    QTRY_COMPARE(alerts().model()->rowCount(), 3);
    const auto press = [this](int row) {
        alerts().setCurrentIndex(alerts().model()->index(row, alertSubjectColumn));
        QTest::keyClick(&alerts(), Qt::Key_Return);
    };
    press(0);
    const auto* group = m_fixture->navigator.last<OpenGroup>();
    QVERIFY(group);
    QCOMPARE(group->group, QString::fromUtf8("audit <b>\xE2\x80\xAE"));
    press(1);
    const auto* letters = m_fixture->navigator.last<OpenDeadLetters>();
    QVERIFY2(letters, "a dead-letter topic is no group");
    QCOMPARE(letters->topic.value(), QStringLiteral("orders.DLT"));
}

void AlertsPageTest::alertsArrive()
{
    fillStore();
    makePage();
    QTRY_COMPARE(alerts().model()->rowCount(), 3);
    QSignalSpy told(m_feed.get(), &AlertFeed::notificationWanted);
    AlertChange change{alertOf("shop-billing", 1s, "default-time-lag", "Far behind", false, "20 min 00 s behind."), true};
    change.alert = m_store->keep(change).value();
    m_feed->take({change});
    QCOMPARE(alerts().model()->rowCount(), 4);
    QCOMPARE(cell(alerts(), 0, QStringLiteral("Group or topic")), QStringLiteral("shop-billing"));
    QCOMPARE(told.count(), 1);
    change.began = false;
    change.alert.ended = nowMs();
    m_feed->take({change});
    QCOMPARE(alerts().model()->rowCount(), 4);
    QVERIFY2(told.count() == 1, "the end of an alert is not announced");
    QVERIFY(cell(alerts(), 0, QStringLiteral("Group or topic")) != QStringLiteral("shop-billing"));
}

void AlertsPageTest::notKeptIsTold()
{
    fillStore();
    makePage();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    QVERIFY(!readableText(*m_page).contains(QStringLiteral("may be gone")));
    m_feed->setStoreTrouble(Error{ErrorKind::NotAuthorized, "Opening the database failed: Permission denied.", {}, 0, false});
    QVERIFY(readableText(*m_page).contains(QStringLiteral("may be gone when Weir ends. Opening the database failed")));
    picture(*m_page, QStringLiteral("alerts-not-kept"));
    m_feed->setStoreTrouble(std::nullopt);
    QVERIFY(!readableText(*m_page).contains(QStringLiteral("may be gone")));
}

void AlertsPageTest::modelsAreSound()
{
    fillStore();
    makePage();
    QAbstractItemModelTester list(alerts().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QAbstractItemModelTester ruleList(rules().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTRY_COMPARE(alerts().model()->rowCount(), 3);
    for (int column = 0; column < alerts().model()->columnCount(); ++column)
        alerts().sortBy(column, Qt::AscendingOrder);
    for (int column = 0; column < rules().model()->columnCount(); ++column)
        rules().sortBy(column, Qt::DescendingOrder);
    m_feed->saveRules({});
    QTRY_COMPARE(rules().model()->rowCount(), 0);
    m_feed->take({{alertOf("shop-billing", 1s, "default-time-lag", "Far behind", false, "20 min 00 s behind."), true}});
    QCOMPARE(alerts().model()->rowCount(), 4);
}

void AlertsPageTest::closedEarly()
{
    fillStore();
    makePage();
    m_feed->acknowledgeAll();
    m_feed->runner().test(AlertRunner::Kind::Command, AlertAction{false, "/bin/sleep", {"20"}, false, {}, true}, QStringLiteral("shop"));
    QElapsedTimer closing;
    closing.start();
    m_page.reset();
    m_feed.reset();
    QVERIFY2(closing.elapsed() < 700, qPrintable(QStringLiteral("closing took %1 ms").arg(closing.elapsed())));
    QTest::qWait(100);
    // A page of a feed that lives on, with a dialog open.
    makePage();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    m_page->open(OpenAlerts{QStringLiteral("shop-billing")});
    QVERIFY(m_page->findChild<AlertRuleDialog*>());
    m_page.reset();
    m_feed->take({{alertOf("shop-billing", 1s, "default-time-lag", "Far behind", false, "20 min 00 s behind."), true}});
}

void AlertsPageTest::everythingIsNamed()
{
    fillStore();
    makePage();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    QCOMPARE(unnamedControls(m_page.get()), QStringList());
}

QTEST_MAIN(AlertsPageTest)
#include "alerts_page_test.moc"
