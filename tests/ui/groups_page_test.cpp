// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"
#include "tests/support/page_fixture.h"
#include "ui/groups/groups_page.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/state_view.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

const LagFeed::Pace quick{40ms, 400ms};

Error noPermission()
{
    return {ErrorKind::NotAuthorized, "No permission to list the groups of shop-test.", "Group authorization failed", 30, false};
}
Error unreachable()
{
    return {ErrorKind::Unreachable, "shop-test did not answer.", "Connection refused", -195, true};
}

void fill(FakeCluster& cluster)
{
    cluster.addTopic("orders", 2);
    for (int i = 0; i < 100; ++i)
        cluster.append("orders", i % 2, "k", "v");
    cluster.addGroup("billing");
    cluster.commit("billing", {"orders", 0}, 10);
    cluster.commit("billing", {"orders", 1}, 50);
    cluster.addGroup("mailer", "Empty");
    cluster.commit("mailer", {"orders", 0}, 50);
    cluster.addGroup("audit <b>\u202e");
}

} // namespace

class GroupsPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void loadingThenRows();
    void modelIsSound();
    void noGroups();
    void failureThenRetry();
    void missingPermission();
    void staleKeepsRows();
    void partial();
    void filterAndOpen();
    void hiddenPageSamplesSlowly();
    void askedForARoundNow();
    void closedEarly();
    void everythingIsNamed();

private:
    void makePage(bool active = true);
    [[nodiscard]] StateView& view() const { return *m_page->findChild<StateView*>(); }
    [[nodiscard]] DataTable& table() const { return *m_page->findChild<DataTable*>(); }

    std::unique_ptr<PageFixture> m_fixture;
    std::shared_ptr<LagFeed> m_feed;
    std::unique_ptr<GroupsPage> m_page;
};

void GroupsPageTest::init()
{
    m_page.reset();
    m_feed.reset();
    m_fixture = std::make_unique<PageFixture>();
}

void GroupsPageTest::makePage(bool active)
{
    m_feed = std::make_shared<LagFeed>(m_fixture->cluster, quick);
    m_page = std::make_unique<GroupsPage>(m_fixture->context(), m_feed);
    show(*m_page);
    m_page->setActive(active);
}

void GroupsPageTest::loadingThenRows()
{
    fill(*m_fixture->cluster);
    m_fixture->cluster->delay(Op::Groups, 700ms);
    m_feed = std::make_shared<LagFeed>(m_fixture->cluster, quick);
    m_page = std::make_unique<GroupsPage>(m_fixture->context(), m_feed);
    QSignalSpy counts(m_page.get(), &Page::countChanged);
    show(*m_page);
    m_page->setActive(true);
    QCOMPARE(view().state(), StateView::State::Loading);
    QVERIFY(readableText(*m_page).contains(QStringLiteral("shop-test")));
    QVERIFY(!m_page->isSettled());
    Heartbeat heart;
    QTRY_COMPARE(view().state(), StateView::State::Content);
    QTest::qWait(200);
    // The answers above take 700 ms; the bound leaves room for a busy machine.
    QVERIFY2(heart.longestStallMs() < 350, heart.report());
    QVERIFY(m_page->isSettled());
    QCOMPARE(table().model()->rowCount(), 3);
    // The largest lag comes first; what is unknown comes last and is no number.
    QCOMPARE(cell(table(), 0, QStringLiteral("Group")), QStringLiteral("billing"));
    QCOMPARE(cell(table(), 0, QStringLiteral("Lag")), QStringLiteral("40"));
    QCOMPARE(cell(table(), 0, QStringLiteral("Members")), QStringLiteral("0"));
    QCOMPARE(cell(table(), 1, QStringLiteral("Lag")), QStringLiteral("0"));
    QCOMPARE(cell(table(), 1, QStringLiteral("State")), QStringLiteral("Empty"));
    QCOMPARE(cell(table(), 2, QStringLiteral("Lag")), QStringLiteral("–"));
    QVERIFY(cell(table(), 2, QStringLiteral("Lag"), Qt::ToolTipRole).contains(QStringLiteral("unknown")));
    QVERIFY(!cell(table(), 2, QStringLiteral("Group")).contains(QChar(0x202e)));
    QVERIFY(cell(table(), 2, QStringLiteral("Group")).contains(QStringLiteral("<b>")));
    QCOMPARE(counts.last().first().toString(), QStringLiteral("3"));
    picture(*m_page, QStringLiteral("groups-small"));
}

void GroupsPageTest::modelIsSound()
{
    fill(*m_fixture->cluster);
    makePage();
    QAbstractItemModelTester tester(table().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTRY_COMPARE(table().model()->rowCount(), 3);
    m_fixture->cluster->addGroup("zz-new");
    QTRY_COMPARE(table().model()->rowCount(), 4);
    table().sortBy(0, Qt::AscendingOrder);
    QCOMPARE(cell(table(), 3, QStringLiteral("Group")), QStringLiteral("zz-new"));
}

void GroupsPageTest::noGroups()
{
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Empty);
    QVERIFY(readableText(*m_page).contains(QStringLiteral("No consumer groups")));
    m_fixture->cluster->addGroup("first");
    QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("Look again")), Qt::LeftButton);
    QTRY_COMPARE(view().state(), StateView::State::Content);
}

void GroupsPageTest::failureThenRetry()
{
    fill(*m_fixture->cluster);
    m_fixture->cluster->fail(Op::Groups, unreachable());
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Failed);
    QVERIFY(readableText(*m_page).contains(QStringLiteral("did not answer")));
    QVERIFY(buttonNamed(*m_page, QStringLiteral("Copy details")));
    m_fixture->cluster->fail(Op::Groups, std::nullopt);
    QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("Retry")), Qt::LeftButton);
    QTRY_COMPARE(view().state(), StateView::State::Content);
}

void GroupsPageTest::missingPermission()
{
    m_fixture->cluster->fail(Op::Groups, noPermission());
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::NoPermission);
}

void GroupsPageTest::staleKeepsRows()
{
    fill(*m_fixture->cluster);
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Content);
    QVERIFY(!view().isStale());
    m_fixture->cluster->fail(Op::Groups, unreachable());
    QTRY_VERIFY(view().isStale());
    QCOMPARE(table().model()->rowCount(), 3);
    QVERIFY(readableText(*m_page).contains(QStringLiteral("did not answer")));
    m_fixture->cluster->fail(Op::Groups, std::nullopt);
    QTRY_VERIFY(!view().isStale());
}

void GroupsPageTest::partial()
{
    fill(*m_fixture->cluster);
    m_fixture->cluster->failSubject(Op::Offsets, "orders-1", unreachable());
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Content);
    QTRY_VERIFY(view().isPartial());
    QVERIFY(cell(table(), 0, QStringLiteral("Note")).contains(QStringLiteral("not read")));
    m_fixture->cluster->failSubject(Op::Offsets, "orders-1", std::nullopt);
    QTRY_VERIFY(!view().isPartial());
}

void GroupsPageTest::filterAndOpen()
{
    fill(*m_fixture->cluster);
    makePage();
    QTRY_COMPARE(table().model()->rowCount(), 3);
    QVERIFY(m_page->focusFilter());
    auto* filter = m_page->findChild<FilterEdit*>();
    QTest::keyClicks(filter, QStringLiteral("mail"));
    QTest::keyClick(filter, Qt::Key_Return);
    QCOMPARE(table().model()->rowCount(), 1);
    table().setCurrentIndex(table().model()->index(0, 0));
    QTest::keyClick(&table(), Qt::Key_Return);
    const auto* opened = m_fixture->navigator.last<OpenGroup>();
    QVERIFY(opened);
    QCOMPARE(opened->group, QStringLiteral("mailer"));
    QTest::keyClicks(filter, QStringLiteral("nothing like it"));
    QTest::keyClick(filter, Qt::Key_Return);
    QVERIFY(!table().isVisible());
    QVERIFY(readableText(*m_page).contains(QStringLiteral("No group matches")));
}

void GroupsPageTest::hiddenPageSamplesSlowly()
{
    fill(*m_fixture->cluster);
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Content);
    QCOMPARE(m_feed->interval(), quick.watched);
    m_page->setActive(false);
    QCOMPARE(m_feed->interval(), quick.idle);
    QTest::qWait(60);
    const int before = m_fixture->cluster->calls(Op::Groups);
    QTest::qWait(320);
    QVERIFY2(m_fixture->cluster->calls(Op::Groups) - before <= 2, "a hidden page must not keep the quick pace");
    m_page->setActive(true);
    const int again = m_fixture->cluster->calls(Op::Groups);
    QTRY_VERIFY(m_fixture->cluster->calls(Op::Groups) - again >= 4);
    // A page that is destroyed while it watches does not keep the pace up.
    m_page.reset();
    QCOMPARE(m_feed->interval(), quick.idle);
}

void GroupsPageTest::askedForARoundNow()
{
    fill(*m_fixture->cluster);
    m_feed = std::make_shared<LagFeed>(m_fixture->cluster, LagFeed::Pace{1h, 1h});
    m_page = std::make_unique<GroupsPage>(m_fixture->context(), m_feed);
    show(*m_page);
    m_page->setActive(true);
    QTRY_COMPARE(table().model()->rowCount(), 3);
    m_fixture->cluster->addGroup("seen-at-once");
    m_page->refresh();
    QTRY_COMPARE(table().model()->rowCount(), 4);
}

void GroupsPageTest::closedEarly()
{
    m_fixture->cluster->delay(Op::Groups, 2s);
    makePage();
    QTest::qWait(20);
    // The round under way takes two seconds; closing must not wait for it, and its answer finds nobody.
    QElapsedTimer closing;
    closing.start();
    m_page.reset();
    m_feed.reset();
    QVERIFY2(closing.elapsed() < 700, qPrintable(QStringLiteral("closing took %1 ms").arg(closing.elapsed())));
    QTest::qWait(300);
}

void GroupsPageTest::everythingIsNamed()
{
    fill(*m_fixture->cluster);
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Content);
    QCOMPARE(unnamedControls(m_page.get()), QStringList());
}

QTEST_MAIN(GroupsPageTest)
#include "groups_page_test.moc"
