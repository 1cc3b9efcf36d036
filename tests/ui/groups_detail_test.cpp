// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_walk.h"
#include "tests/support/page_fixture.h"
#include "ui/groups/group_page.h"
#include "ui/groups/lag_chart_card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/key_figure.h"
#include "ui/widgets/line_chart.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/segmented_tabs.h"
#include "ui/widgets/state_view.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QAbstractItemModelTester>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPushButton>

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

GroupMember member(const std::string& id, const std::string& host, std::vector<TopicPartition> assigned)
{
    return {id + "-0001", id, host, std::nullopt, std::move(assigned)};
}

/// Four partitions: one with lag, one whose committed offset was deleted, one beyond the end, one without commit.
void fill(FakeCluster& cluster)
{
    cluster.addTopic("orders", 4);
    for (int i = 0; i < 400; ++i)
        cluster.append("orders", i % 4, "k", "v");
    cluster.deleteBefore("orders", 1, 60);
    FakeGroup& group = cluster.addGroup("billing");
    group.description.members = {member("billing-7d4c", "/10.2.1.14", {{"orders", 0}, {"orders", 1}}),
                                 member("billing-a91f", "/10.2.3.20", {{"orders", 3}})};
    cluster.commit("billing", {"orders", 0}, 30);
    cluster.commit("billing", {"orders", 1}, 5);
    cluster.commit("billing", {"orders", 2}, 5000);
}

} // namespace

class GroupsDetailTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void figuresAndRows();
    void unknownIsNeverZero();
    void recordAtCommittedOffset();
    void chartByPartition();
    void membersAndOffsets();
    void membersThatCannotBeSeen();
    void failedGroup();
    void vanishedGroup();
    void staleThenBack();
    void partitionThatCannotBeRead();
    void modelsAreSound();
    void closedEarly();
    void historyIsExported();
    void everythingIsNamed();

private:
    void makePage(const std::string& group = "billing");
    [[nodiscard]] StateView& view() const { return *m_page->findChild<StateView*>(); }
    [[nodiscard]] DataTable& table(const char* name) const { return *named<DataTable>(*m_page, QString::fromLatin1(name)); }
    [[nodiscard]] QString figure(const QString& caption) const
    {
        for (const auto* one : m_page->findChildren<KeyFigure*>()) {
            if (one->accessibleName().startsWith(caption + QLatin1Char(':')))
                return one->value();
        }
        return QStringLiteral("(none)");
    }

    std::unique_ptr<PageFixture> m_fixture;
    std::shared_ptr<LagFeed> m_feed;
    std::unique_ptr<GroupPage> m_page;
};

void GroupsDetailTest::init()
{
    m_page.reset();
    m_feed.reset();
    m_fixture = std::make_unique<PageFixture>();
}

void GroupsDetailTest::makePage(const std::string& group)
{
    m_feed = std::make_shared<LagFeed>(m_fixture->cluster, quick);
    m_page = std::make_unique<GroupPage>(m_fixture->context(), m_feed, group);
    show(*m_page);
    m_page->setActive(true);
}

void GroupsDetailTest::figuresAndRows()
{
    fill(*m_fixture->cluster);
    m_fixture->cluster->delay(Op::Groups, 50ms);
    makePage();
    QCOMPARE(view().state(), StateView::State::Loading);
    QTRY_COMPARE(view().state(), StateView::State::Content);
    // 70 of partition 0 and, after the log start moved up, 40 of partition 1.
    QCOMPARE(figure(QStringLiteral("Lag")), QStringLiteral("110"));
    // Rates need ten seconds; until then they are unknown, not zero.
    QCOMPARE(figure(QStringLiteral("Consumed")), QStringLiteral("–"));
    QCOMPARE(figure(QStringLiteral("Time to drain")), QStringLiteral("–"));
    const DataTable& rows = table("Partitions of the group");
    QCOMPARE(rows.model()->rowCount(), 4);
    QVERIFY2(rows.isColumnHidden(0), "one topic needs no topic column");
    QCOMPARE(cell(rows, 0, QStringLiteral("Committed")), QStringLiteral("30"));
    QCOMPARE(cell(rows, 0, QStringLiteral("End")), QStringLiteral("100"));
    QCOMPARE(cell(rows, 0, QStringLiteral("Lag")), QStringLiteral("70"));
    QCOMPARE(cell(rows, 0, QStringLiteral("Member")), QStringLiteral("billing-7d4c · 10.2.1.14"));
    QCOMPARE(cell(table("Offsets of the group"), 1, QStringLiteral("Note")), QStringLiteral("committed offset deleted"));
    QCOMPARE(cell(rows, 1, QStringLiteral("Lag")), QStringLiteral("40"));
    const auto pills = m_page->findChildren<PillLabel*>();
    QVERIFY(std::ranges::any_of(pills, [](const PillLabel* pill) { return pill->text() == QStringLiteral("Stable · classic · 2 members · range"); }));
}

void GroupsDetailTest::unknownIsNeverZero()
{
    fill(*m_fixture->cluster);
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Content);
    const DataTable& rows = table("Partitions of the group");
    QCOMPARE(cell(rows, 2, QStringLiteral("Lag")), QStringLiteral("–"));
    QCOMPARE(cell(table("Offsets of the group"), 2, QStringLiteral("Note")), QStringLiteral("beyond end"));
    QVERIFY(cell(rows, 2, QStringLiteral("Lag"), Qt::ToolTipRole).contains(QStringLiteral("5,000")));
    QCOMPARE(cell(rows, 3, QStringLiteral("Committed")), QStringLiteral("–"));
    QCOMPARE(cell(rows, 3, QStringLiteral("Lag")), QStringLiteral("–"));
    QCOMPARE(cell(table("Offsets of the group"), 3, QStringLiteral("Note")), QStringLiteral("no commit"));
    QVERIFY(!cell(rows, 3, QStringLiteral("Committed"), Qt::ToolTipRole).isEmpty());
}

void GroupsDetailTest::recordAtCommittedOffset()
{
    fill(*m_fixture->cluster);
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Content);
    DataTable& rows = table("Partitions of the group");
    QCOMPARE(cell(rows, 0, QStringLiteral("Stands on")), QStringLiteral("record"));
    // Retention deleted the record of partition 1; nothing lies at a committed offset beyond the end, or at none.
    for (const int row : {1, 2, 3})
        QCOMPARE(cell(rows, row, QStringLiteral("Stands on")), QString());
    const int columns = rows.model()->columnCount();
    const auto press = [&](int row, int column) {
        rows.setCurrentIndex(rows.model()->index(row, column));
        QTest::keyClick(&rows, Qt::Key_Return);
    };
    press(0, columns - 3);
    const auto* records = m_fixture->navigator.last<OpenRecords>();
    QVERIFY(records);
    QCOMPARE(records->topic, QStringLiteral("orders"));
    QCOMPARE(records->partition.value(), 0);
    QCOMPARE(records->of, OpenRecords::Of::GroupStandsOn);
    QCOMPARE(records->group, QStringLiteral("billing"));
    // What lies behind a deleted offset is still unread.
    press(1, columns - 2);
    records = m_fixture->navigator.last<OpenRecords>();
    QVERIFY(records);
    QCOMPARE(records->partition.value(), 1);
    QCOMPARE(records->of, OpenRecords::Of::UnreadByGroup);
}

void GroupsDetailTest::chartByPartition()
{
    fill(*m_fixture->cluster);
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Content);
    auto* chart = m_page->findChild<LineChart*>();
    QTRY_VERIFY(chart->csv().count(u'\n') > 4);
    QVERIFY(chart->csv().startsWith(QStringLiteral("time,Lag")));
    QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("Partition")), Qt::LeftButton);
    QTRY_VERIFY(chart->csv().startsWith(QStringLiteral("time,partition 0,partition 1\n")));
    QVERIFY(chart->description().contains(QStringLiteral("70")));
    // A failed round breaks the line: the newest cell is empty instead of the old number.
    m_fixture->cluster->fail(Op::Groups, unreachable());
    QTRY_VERIFY(view().isStale());
    QTRY_VERIFY(chart->csv().trimmed().section(u'\n', -1).endsWith(u','));
    picture(*m_page, QStringLiteral("group-stale"));
}

void GroupsDetailTest::membersAndOffsets()
{
    fill(*m_fixture->cluster);
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Content);
    auto* tabs = m_page->findChild<SegmentedTabs*>();
    QCOMPARE(tabs->tabText(1), QStringLiteral("Members 2"));
    tabs->setFocus();
    QTest::keyClick(tabs, Qt::Key_Right);
    DataTable& members = table("Members of the group");
    QVERIFY(members.isVisible());
    QCOMPARE(cell(members, 0, QStringLiteral("Client id")), QStringLiteral("billing-7d4c"));
    QCOMPARE(cell(members, 0, QStringLiteral("Host")), QStringLiteral("10.2.1.14"));
    QCOMPARE(cell(members, 0, QStringLiteral("Assigned")), QStringLiteral("orders 0, 1"));
    QCOMPARE(cell(members, 0, QStringLiteral("Lag")), QStringLiteral("110"));
    QCOMPARE(cell(members, 1, QStringLiteral("Lag")), QStringLiteral("–"));
    picture(*m_page, QStringLiteral("group-members"));
    QTest::keyClick(tabs, Qt::Key_Right);
    DataTable& offsets = table("Offsets of the group");
    QVERIFY(offsets.isVisible());
    QCOMPARE(cell(offsets, 1, QStringLiteral("Log start")), QStringLiteral("60"));
    picture(*m_page, QStringLiteral("group-offsets"));
}

void GroupsDetailTest::membersThatCannotBeSeen()
{
    fill(*m_fixture->cluster);
    FakeGroup& group = m_fixture->cluster->addGroup("kip848");
    group.listing.type = GroupType::Consumer;
    group.description.membersVisible = false;
    m_fixture->cluster->commit("kip848", {"orders", 0}, 10);
    makePage("kip848");
    QTRY_COMPARE(view().state(), StateView::State::Content);
    QCOMPARE(cell(table("Partitions of the group"), 0, QStringLiteral("Member")), QStringLiteral("–"));
    m_page->findChild<SegmentedTabs*>()->setCurrentIndex(1);
    QVERIFY(readableText(*m_page).contains(QStringLiteral("cannot see the members")));
}

void GroupsDetailTest::failedGroup()
{
    fill(*m_fixture->cluster);
    const Error error{ErrorKind::NotAuthorized, "No permission to read the group billing.", {}, 30, false};
    m_fixture->cluster->fail(Op::Groups, error);
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::NoPermission);
    m_fixture->cluster->fail(Op::Groups, unreachable());
    QTRY_COMPARE(view().state(), StateView::State::Failed);
    m_fixture->cluster->fail(Op::Groups, std::nullopt);
    QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("Retry")), Qt::LeftButton);
    QTRY_COMPARE(view().state(), StateView::State::Content);
}

void GroupsDetailTest::vanishedGroup()
{
    fill(*m_fixture->cluster);
    makePage("no-such-group");
    QTRY_COMPARE(view().state(), StateView::State::Empty);
    QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("All consumer groups")), Qt::LeftButton);
    QVERIFY(m_fixture->navigator.last<OpenGroups>());
}

void GroupsDetailTest::staleThenBack()
{
    fill(*m_fixture->cluster);
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Content);
    m_fixture->cluster->fail(Op::Groups, unreachable());
    QTRY_VERIFY(view().isStale());
    QCOMPARE(figure(QStringLiteral("Lag")), QStringLiteral("110"));
    m_fixture->cluster->fail(Op::Groups, std::nullopt);
    QTRY_VERIFY(!view().isStale());
}

void GroupsDetailTest::partitionThatCannotBeRead()
{
    fill(*m_fixture->cluster);
    m_fixture->cluster->failSubject(Op::Offsets, "orders-0", unreachable());
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Content);
    QTRY_VERIFY(view().isPartial());
    const DataTable& rows = table("Partitions of the group");
    QCOMPARE(cell(rows, 0, QStringLiteral("End")), QStringLiteral("–"));
    QVERIFY(cell(rows, 0, QStringLiteral("End"), Qt::ToolTipRole).contains(QStringLiteral("did not answer")));
    QCOMPARE(cell(rows, 0, QStringLiteral("Health")), QStringLiteral("not read"));
}

void GroupsDetailTest::modelsAreSound()
{
    fill(*m_fixture->cluster);
    makePage();
    for (const char* name : {"Partitions of the group", "Members of the group", "Offsets of the group", "Events of the group"})
        new QAbstractItemModelTester(table(name).model(), QAbstractItemModelTester::FailureReportingMode::QtTest, m_page.get());
    QTRY_COMPARE(view().state(), StateView::State::Content);
    m_fixture->cluster->addTopic("payments", 1);
    m_fixture->cluster->commit("billing", {"payments", 0}, 0);
    QTRY_COMPARE(table("Partitions of the group").model()->rowCount(), 5);
    QVERIFY(!table("Partitions of the group").isColumnHidden(0));
    table("Partitions of the group").sortBy(4, Qt::DescendingOrder);
    QTest::qWait(100);
}

void GroupsDetailTest::closedEarly()
{
    fill(*m_fixture->cluster);
    m_fixture->cluster->delay(Op::Offsets, 2s);
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

void GroupsDetailTest::historyIsExported()
{
    fill(*m_fixture->cluster);
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Content);
    QTRY_VERIFY(m_feed->history() && m_feed->history()->recent({"billing", {}, -1}, LagMeasure::Records, 0).points.size() > 2);
    const auto exportTo = [&](const QString& file) {
        auto* menu = named<QPushButton>(*m_page, QStringLiteral("More about this group"))->menu();
        Q_EMIT menu->aboutToShow();
        const auto actions = menu->actions();
        const auto found = std::ranges::find_if(actions, [](const QAction* one) { return one->text().startsWith(QStringLiteral("Export the lag")); });
        QVERIFY(found != actions.end());
        (*found)->trigger();
        QTRY_VERIFY(m_page->findChild<QFileDialog*>());
        auto* dialog = m_page->findChild<QFileDialog*>();
        Q_EMIT dialog->fileSelected(file);
        dialog->close();
        QTRY_VERIFY(m_page->findChild<QMessageBox*>());
    };
    const QTemporaryDir folder;
    exportTo(folder.filePath(QStringLiteral("lag.csv")));
    QFile file(folder.filePath(QStringLiteral("lag.csv")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY2(text.startsWith("time,group,topic,partition,"), text.left(200).constData());
    QVERIFY2(text.contains("\"billing\",\"orders\",0,70"), text.left(400).constData());
    delete m_page->findChild<QMessageBox*>();
    exportTo(QStringLiteral("/no/such/folder/lag.csv"));
    QVERIFY(m_page->findChild<QMessageBox*>()->text().contains(QStringLiteral("could not be written")));
}

void GroupsDetailTest::everythingIsNamed()
{
    fill(*m_fixture->cluster);
    makePage();
    QTRY_COMPARE(view().state(), StateView::State::Content);
    QCOMPARE(unnamedControls(m_page.get()), QStringList());
}

QTEST_MAIN(GroupsDetailTest)
#include "groups_detail_test.moc"
