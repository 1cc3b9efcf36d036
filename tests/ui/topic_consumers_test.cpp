// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_walk.h"
#include "tests/support/page_fixture.h"
#include "ui/groups/topic_consumers_page.h"
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

Error unreachable()
{
    return {ErrorKind::Unreachable, "shop-test did not answer.", "Connection refused", -195, true};
}

/// billing reads both topics, mailer only payments, audit has no commits.
void fill(FakeCluster& cluster)
{
    cluster.addTopic("orders", 2);
    cluster.addTopic("payments", 1);
    for (int i = 0; i < 100; ++i)
        cluster.append("orders", i % 2, "k", "v");
    cluster.append("payments", 0, "k", "v");
    cluster.addGroup("billing");
    cluster.commit("billing", {"orders", 0}, 10);
    cluster.commit("billing", {"orders", 1}, 50);
    cluster.commit("billing", {"payments", 0}, 0);
    cluster.addGroup("mailer", "Empty");
    cluster.commit("mailer", {"payments", 0}, 1);
    cluster.addGroup("audit");
}

} // namespace

class TopicConsumersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void onlyThisTopic();
    void nobodyReadsIt();
    void failureThenRetry();
    void staleAndPartial();
    void filterAndOpen();
    void modelIsSound();
    void closedEarly();
    void everythingIsNamed();

private:
    void makePage(const QString& topic = QStringLiteral("orders"));
    [[nodiscard]] StateView& view() const { return *m_page->findChild<StateView*>(); }
    [[nodiscard]] DataTable& table() const { return *named<DataTable>(*m_page, QStringLiteral("Consumer groups of the topic")); }

    std::unique_ptr<PageFixture> m_fixture;
    std::shared_ptr<LagFeed> m_feed;
    std::unique_ptr<TopicConsumersPage> m_page;
};

void TopicConsumersTest::init()
{
    m_page.reset();
    m_feed.reset();
    m_fixture = std::make_unique<PageFixture>();
}

void TopicConsumersTest::makePage(const QString& topic)
{
    m_feed = std::make_shared<LagFeed>(m_fixture->cluster, quick);
    m_page = std::make_unique<TopicConsumersPage>(m_fixture->context(), m_feed, topic);
    show(*m_page);
    m_page->setActive(true);
}

void TopicConsumersTest::onlyThisTopic()
{
    fill(*m_fixture->cluster);
    m_fixture->cluster->delay(Op::Groups, 100ms);
    makePage();
    QSignalSpy counts(m_page.get(), &Page::countChanged);
    QCOMPARE(view().state(), StateView::State::Loading);
    QTRY_COMPARE(view().state(), StateView::State::Content);
    QCOMPARE(table().model()->rowCount(), 1);
    QCOMPARE(cell(table(), 0, QStringLiteral("Group")), QStringLiteral("billing"));
    // 40 on orders; the one record of payments does not count here.
    QCOMPARE(cell(table(), 0, QStringLiteral("Lag")), QStringLiteral("40"));
    QCOMPARE(counts.last().first().toString(), QStringLiteral("1"));
    picture(*m_page, QStringLiteral("topic-consumers"));
}

void TopicConsumersTest::nobodyReadsIt()
{
    fill(*m_fixture->cluster);
    m_fixture->cluster->addTopic("lonely", 1);
    makePage(QStringLiteral("lonely"));
    QTRY_COMPARE(view().state(), StateView::State::Empty);
    m_fixture->cluster->commit("billing", {"lonely", 0}, 0);
    QTRY_COMPARE(view().state(), StateView::State::Content);
}

void TopicConsumersTest::failureThenRetry()
{
    fill(*m_fixture->cluster);
    m_fixture->cluster->fail(Op::Groups, unreachable());
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Failed);
    m_fixture->cluster->fail(Op::Groups, std::nullopt);
    QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("Retry")), Qt::LeftButton);
    QTRY_COMPARE(view().state(), StateView::State::Content);
}

void TopicConsumersTest::staleAndPartial()
{
    fill(*m_fixture->cluster);
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Content);
    m_fixture->cluster->fail(Op::Groups, unreachable());
    QTRY_VERIFY(view().isStale());
    QCOMPARE(table().model()->rowCount(), 1);
    m_fixture->cluster->fail(Op::Groups, std::nullopt);
    m_fixture->cluster->failSubject(Op::Offsets, "orders-1", unreachable());
    QTRY_VERIFY(view().isPartial());
}

void TopicConsumersTest::filterAndOpen()
{
    fill(*m_fixture->cluster);
    makePage(QStringLiteral("payments"));
    QTRY_COMPARE(table().model()->rowCount(), 2);
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
}

void TopicConsumersTest::modelIsSound()
{
    fill(*m_fixture->cluster);
    makePage(QStringLiteral("payments"));
    new QAbstractItemModelTester(table().model(), QAbstractItemModelTester::FailureReportingMode::QtTest, m_page.get());
    QTRY_COMPARE(table().model()->rowCount(), 2);
    m_fixture->cluster->addGroup("third");
    m_fixture->cluster->commit("third", {"payments", 0}, 0);
    QTRY_COMPARE(table().model()->rowCount(), 3);
}

void TopicConsumersTest::closedEarly()
{
    m_fixture->cluster->delay(Op::Groups, 2s);
    makePage();
    QTest::qWait(20);
    QElapsedTimer closing;
    closing.start();
    m_page.reset();
    m_feed.reset();
    QVERIFY2(closing.elapsed() < 700, qPrintable(QStringLiteral("closing took %1 ms").arg(closing.elapsed())));
    QTest::qWait(300);
}

void TopicConsumersTest::everythingIsNamed()
{
    fill(*m_fixture->cluster);
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Content);
    QCOMPARE(unnamedControls(m_page.get()), QStringList());
}

QTEST_MAIN(TopicConsumersTest)
#include "topic_consumers_test.moc"
