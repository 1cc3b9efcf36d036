// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/page_stand.h"

#include "ui/topics/topic_panel.h"
#include "ui/topics/topics_model.h"
#include "ui/topics/topics_page.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_edit.h"

#include <QtGui/QClipboard>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QPlainTextEdit>

using namespace weir;
using namespace weir::test;
using namespace weir::ui;

namespace {

void addDemoTopics(FakeCluster& cluster)
{
    const std::pair<const char*, int> topics[] = {{"events.ordercreated", 12}, {"events.orderpaid", 12},
                                                  {"events.ordershipped", 12}, {"events.usercreated", 6},
                                                  {"payments.authorised", 24}, {"payments.captured", 24},
                                                  {"payments.ledger", 3},      {"events.ordercreated-dlt", 3},
                                                  {"events.orderpaid.dlq", 3}, {"standalone", 1}};
    for (const auto& [name, partitions] : topics) {
        FakeTopic& topic = cluster.addTopic(name, partitions);
        topic.configs = {{"cleanup.policy", "delete", true, false, false, "default"},
                         {"retention.ms", "604800000", true, false, false, "default"},
                         {"retention.bytes", "-1", true, false, false, "default"}};
        for (int p = 0; p < partitions; ++p) {
            cluster.gap(name, p, 61'000 + (p * 7919) % 9000);
            topic.partitions[static_cast<std::size_t>(p)].replicas = {1, 2, 3};
            topic.partitions[static_cast<std::size_t>(p)].inSync = {1, 2, 3};
            topic.partitions[static_cast<std::size_t>(p)].leader = 1 + p % 3;
        }
        cluster.append(name, 0, Bytes("ord-1"), Bytes(R"({"event_type":"PaymentAuthorised","data":{"amount":129.90}})"), {},
                       nowMs() - 210);
    }
    cluster.gap("payments.authorised", 7, 250'000);
    FakeTopic& internal = cluster.addTopic("__consumer_offsets", 50);
    internal.internal = true;
}

int rowOf(const TopicsPage& page, const char* name)
{
    return page.model()->shownRowOf(QString::fromLatin1(name)).value_or(-1);
}

QString cell(const TopicsPage& page, const char* name, int column)
{
    return page.model()->index(rowOf(page, name), column).data().toString();
}

} // namespace

class TopicsPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void groups_data();
    void groups();
    void hot_data();
    void hot();
    void namesThenDetails();
    void failures_data();
    void failures();
    void emptyCluster();
    void staleThenFreshAgain();
    void partial();
    void missingDetailsAreSaid();
    void filterAndChips();
    void treeFoldsByKeyboard();
    void newTopicsKeepSelection();
    void hiddenPagesRest();
    void closedEarly();
    void panelFollowsSelection();
    void readOnlyCannotSend();
    void uglyNewestRecord();
    void thousandsOfTopics();
};

void TopicsPageTest::groups_data()
{
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QStringList>("titles");
    const auto row = [](const char* name, const char* names, const char* titles) {
        QTest::newRow(name) << QString::fromLatin1(names).split(QLatin1Char(' '), Qt::SkipEmptyParts)
                            << QString::fromLatin1(titles).split(QLatin1Char('|'), Qt::SkipEmptyParts);
    };
    row("nothing", "", "");
    row("shared first part", "a.x a.y", "a.|a.");
    row("single is other", "a.x b.y", "other|other");
    row("dash and underscore", "a-x a-y b_x b_y", "a-|a-|b_|b_");
    row("no separator", "orders payments", "other|other");
    row("separator first or last", ".hidden .other end.", "other|other|other");
    row("dead letters stand together", "a.x a.y a.x.dlq b-dlt", "a.|a.|dead letters|dead letters");
    row("internal", "__consumer_offsets __transaction_state", "internal|internal");
    row("ugly", "a..b a. a", "other|other|other");
}

void TopicsPageTest::groups()
{
    QFETCH(QStringList, names);
    QFETCH(QStringList, titles);
    std::vector<TopicSummary> topics;
    for (const QString& name : names) {
        TopicSummary topic;
        topic.name = name.toStdString();
        topic.internal = name.startsWith(QLatin1String("__"));
        topics.push_back(topic);
    }
    QStringList got;
    for (const auto& group : groupTopics(topics))
        got << group.title;
    QCOMPARE(got, titles);
}

void TopicsPageTest::hot_data()
{
    using Records = std::vector<std::optional<std::int64_t>>;
    QTest::addColumn<Records>("records");
    QTest::addColumn<int>("hottest");
    QTest::newRow("none") << Records{} << -1;
    QTest::newRow("one partition") << Records{1000} << -1;
    QTest::newRow("even") << Records{100, 101, 99} << -1;
    QTest::newRow("twice is not more than twice") << Records{100, 200} << -1;
    QTest::newRow("more than twice") << Records{100, 201} << 1;
    QTest::newRow("few records say nothing") << Records{1, 50} << -1;
    QTest::newRow("one unknown: no judgement") << Records{100, 1000, std::nullopt} << -1;
    QTest::newRow("only one filled") << Records{0, 0, 500, 0} << 2;
}

void TopicsPageTest::hot()
{
    QFETCH(std::vector<std::optional<std::int64_t>>, records);
    QTEST(hotPartition(records), "hottest");
}

void TopicsPageTest::namesThenDetails()
{
    PageStand stand;
    addDemoTopics(*stand.cluster);
    stand.cluster->delay(Op::Offsets, std::chrono::milliseconds(150));
    TopicsPage page(stand.context());
    QAbstractItemModelTester tester(page.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy counts(&page, &Page::countChanged);
    PageStand::show(page);
    QCOMPARE(stateOf(page)->state(), StateView::State::Loading);
    QTRY_COMPARE(page.model()->rowCount(), 10); // the internal one is not shown
    QCOMPARE(cell(page, "payments.ledger", TopicColumn::Records), QStringLiteral("–"));
    QCOMPARE(counts.last().first().toString(), QStringLiteral("10"));
    QTRY_COMPARE(cell(page, "payments.ledger", TopicColumn::Records), QStringLiteral("197,758"));
    QCOMPARE(cell(page, "payments.ledger", TopicColumn::Kept), QStringLiteral("7 d"));
    const auto mark = page.model()->index(rowOf(page, "payments.authorised"), TopicColumn::Partitions)
                          .data(MarkRole).value<CellMark>();
    QCOMPARE(std::get<BarsCell>(mark).hot, 7);
    QCOMPARE(std::get<BarsCell>(mark).caption, QStringLiteral("24"));
    QVERIFY(page.isSettled());
    QCOMPARE(unnamedControls(&page), QStringList());
    page.table()->selectKey(QStringLiteral("payments.authorised"));
    QTRY_VERIFY(page.findChild<QPlainTextEdit*>()->toPlainText().contains(QLatin1String("PaymentAuthorised")));
    PageStand::shoot(page, QStringLiteral("topics-flat"));
    page.table()->sortBy(TopicColumn::Records, Qt::DescendingOrder);
    QCOMPARE(page.model()->keyAt(0), QStringLiteral("payments.authorised"));
    QCOMPARE(page.table()->currentKey(), QStringLiteral("payments.authorised"));
}

void TopicsPageTest::failures_data()
{
    QTest::addColumn<Error>("error");
    QTest::addColumn<StateView::State>("state");
    QTest::newRow("unreachable") << unreachable() << StateView::State::Failed;
    QTest::newRow("no permission") << notAuthorized() << StateView::State::NoPermission;
}

void TopicsPageTest::failures()
{
    QFETCH(Error, error);
    QFETCH(StateView::State, state);
    PageStand stand;
    addDemoTopics(*stand.cluster);
    stand.cluster->fail(Op::Metadata, error);
    TopicsPage page(stand.context());
    PageStand::show(page);
    QTRY_COMPARE(stateOf(page)->state(), state);
    QVERIFY(visibleButton(page, QStringLiteral("Copy details")));
    PageStand::shoot(page, QStringLiteral("topics-%1").arg(QLatin1String(QTest::currentDataTag())));
    stand.cluster->fail(Op::Metadata, std::nullopt);
    QTest::mouseClick(visibleButton(page, QStringLiteral("Retry")), Qt::LeftButton);
    QTRY_COMPARE(stateOf(page)->state(), StateView::State::Content);
    QCOMPARE(page.model()->rowCount(), 10);
}

void TopicsPageTest::emptyCluster()
{
    PageStand stand;
    TopicsPage page(stand.context());
    PageStand::show(page);
    QTRY_COMPARE(stateOf(page)->state(), StateView::State::Empty);
    QTest::mouseClick(visibleButton(page, QStringLiteral("Send an event…")), Qt::LeftButton);
    QVERIFY(stand.navigator.last<OpenSend>());
}

void TopicsPageTest::staleThenFreshAgain()
{
    PageStand stand;
    addDemoTopics(*stand.cluster);
    TopicsPage page(stand.context());
    PageStand::show(page);
    QTRY_COMPARE(page.model()->rowCount(), 10);
    stand.cluster->fail(Op::Metadata, unreachable());
    page.refresh();
    QTRY_VERIFY(stateOf(page)->isStale());
    QCOMPARE(page.model()->rowCount(), 10); // old values stay
    PageStand::shoot(page, QStringLiteral("topics-stale"));
    stand.cluster->fail(Op::Metadata, std::nullopt);
    page.refresh();
    QTRY_VERIFY(!stateOf(page)->isStale());
}

void TopicsPageTest::partial()
{
    PageStand stand;
    addDemoTopics(*stand.cluster);
    stand.cluster->failSubject(Op::Metadata, "payments.ledger", notAuthorized());
    TopicsPage page(stand.context());
    PageStand::show(page);
    QTRY_VERIFY(stateOf(page)->isPartial());
    QCOMPARE(page.model()->rowCount(), 9);
    QCOMPARE(rowOf(page, "payments.ledger"), -1);
}

void TopicsPageTest::missingDetailsAreSaid()
{
    PageStand stand;
    addDemoTopics(*stand.cluster);
    stand.cluster->failSubject(Op::Offsets, "payments.ledger-1", unreachable());
    stand.cluster->failSubject(Op::Configs, "payments.captured", notAuthorized());
    TopicsPage page(stand.context());
    PageStand::show(page);
    QTRY_COMPARE(cell(page, "standalone", TopicColumn::Records), QStringLiteral("61,001"));
    // Two of three partitions are no total.
    QCOMPARE(cell(page, "payments.ledger", TopicColumn::Records), QStringLiteral("–"));
    const auto toolTip = page.model()->index(rowOf(page, "payments.ledger"), TopicColumn::Records).data(Qt::ToolTipRole);
    QVERIFY(toolTip.toString().contains(QLatin1String("No broker answers")));
    QCOMPARE(cell(page, "payments.captured", TopicColumn::Kept), QStringLiteral("–"));
    QVERIFY(cell(page, "payments.captured", TopicColumn::Records) != QStringLiteral("–"));
}

void TopicsPageTest::filterAndChips()
{
    PageStand stand;
    addDemoTopics(*stand.cluster);
    TopicsPage page(stand.context());
    PageStand::show(page);
    QTRY_COMPARE(page.model()->rowCount(), 10);
    auto* filter = page.findChild<FilterEdit*>();
    QVERIFY(page.focusFilter());
    QTest::keyClicks(filter, QStringLiteral("PAY ledg"));
    QTest::keyClick(filter, Qt::Key_Return);
    QCOMPARE(page.model()->rowCount(), 1);
    QTest::keyClicks(filter, QStringLiteral("zzz"));
    QTest::keyClick(filter, Qt::Key_Return);
    QCOMPARE(page.model()->rowCount(), 0);
    PageStand::shoot(page, QStringLiteral("topics-nomatch"));
    QTest::keyClick(filter, Qt::Key_Escape);
    QCOMPARE(page.model()->rowCount(), 10);
    QTest::mouseClick(visibleButton(page, QStringLiteral("Internal")), Qt::LeftButton);
    QCOMPARE(page.model()->rowCount(), 11);

    stand.cluster->addTopic("sick", 2).partitions[1].leader.reset();
    page.refresh();
    QTRY_COMPARE(page.model()->rowCount(), 12);
    QCOMPARE(cell(page, "sick", TopicColumn::State), QStringLiteral("1 without leader"));
    QTest::mouseClick(visibleButton(page, QStringLiteral("Has problems 1")), Qt::LeftButton);
    QCOMPARE(page.model()->rowCount(), 1);
    QCOMPARE(page.model()->keyAt(0), QStringLiteral("sick"));
}

void TopicsPageTest::treeFoldsByKeyboard()
{
    PageStand stand;
    addDemoTopics(*stand.cluster);
    TopicsPage page(stand.context());
    QAbstractItemModelTester tester(page.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    PageStand::show(page);
    QTRY_COMPARE(cell(page, "payments.ledger", TopicColumn::Records), QStringLiteral("197,758"));
    page.table()->selectKey(QStringLiteral("payments.ledger"));
    QTest::mouseClick(visibleButton(page, QStringLiteral("Tree")), Qt::LeftButton);
    QCOMPARE(page.model()->rowCount(), 10 + 4);
    QCOMPARE(page.table()->currentKey(), QStringLiteral("payments.ledger"));
    QCOMPARE(page.model()->index(0, 0).data().toString(), QStringLiteral("events."));
    QCOMPARE(cell(page, "events.orderpaid", TopicColumn::Name), QStringLiteral("orderpaid"));
    const int heading = rowOf(page, "group:prefix:payments.");
    QCOMPARE(page.table()->columnSpan(heading, 0), page.model()->columnCount());
    PageStand::shoot(page, QStringLiteral("topics-tree"));

    page.table()->setFocus();
    QTest::keyClick(page.table(), Qt::Key_Left);
    QCOMPARE(page.table()->currentKey(), QStringLiteral("group:prefix:payments."));
    QTest::keyClick(page.table(), Qt::Key_Left);
    QCOMPARE(page.model()->rowCount(), 10 + 4 - 3);
    QVERIFY(page.model()->index(heading, 0).data(Qt::AccessibleTextRole).toString().endsWith(QLatin1String("folded")));
    QTest::keyClick(page.table(), Qt::Key_Right);
    QCOMPARE(page.model()->rowCount(), 10 + 4);
    QTest::keyClick(page.table(), Qt::Key_Return);
    QCOMPARE(page.model()->rowCount(), 10 + 4 - 3);
    // A filter shows its hits in folded groups too.
    page.model()->setFilter(QStringLiteral("ledger"));
    QCOMPARE(page.model()->rowCount(), 2);
    page.model()->setFilter({});
    QTest::mouseClick(visibleButton(page, QStringLiteral("Flat list")), Qt::LeftButton);
    QCOMPARE(page.model()->rowCount(), 10);
    QCOMPARE(page.table()->columnSpan(0, 0), 1);
}

void TopicsPageTest::newTopicsKeepSelection()
{
    PageStand stand;
    addDemoTopics(*stand.cluster);
    TopicsPage page(stand.context());
    QAbstractItemModelTester tester(page.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    PageStand::show(page);
    QTRY_COMPARE(page.model()->rowCount(), 10);
    page.table()->selectKey(QStringLiteral("payments.ledger"));
    stand.cluster->addTopic("aaa", 1);
    stand.cluster->addTopic("payments.zzz", 1);
    QVERIFY(stand.cluster->deleteTopic("events.orderpaid", Call()));
    page.refresh();
    QTRY_COMPARE(page.model()->rowCount(), 11);
    QCOMPARE(page.table()->currentKey(), QStringLiteral("payments.ledger"));
    QCOMPARE(page.model()->keyAt(0), QStringLiteral("aaa"));
}

void TopicsPageTest::hiddenPagesRest()
{
    PageStand stand;
    addDemoTopics(*stand.cluster);
    TopicsPage page(stand.context());
    PageStand::show(page);
    QTRY_COMPARE(page.model()->rowCount(), 10);
    stand.cluster->delay(Op::Metadata, std::chrono::milliseconds(200));
    stand.cluster->addTopic("late", 1);
    page.refresh();
    page.setActive(false);
    const int asked = stand.cluster->calls(Op::Metadata);
    QTest::qWait(500);
    QCOMPARE(page.model()->rowCount(), 10); // the late answer was dropped
    QVERIFY(stand.cluster->calls(Op::Metadata) <= asked + 1);
    page.setActive(true);
    QTRY_COMPARE(page.model()->rowCount(), 11);
}

void TopicsPageTest::closedEarly()
{
    PageStand stand;
    addDemoTopics(*stand.cluster);
    for (const Op op : {Op::Metadata, Op::Offsets, Op::Configs, Op::Read})
        stand.cluster->delay(op, std::chrono::milliseconds(120));
    for (const int after : {0, 60, 200, 320}) {
        auto page = std::make_unique<TopicsPage>(stand.context());
        PageStand::show(*page);
        QTest::qWait(after);
        QElapsedTimer closing;
        closing.start();
        page.reset();
        QVERIFY2(closing.elapsed() < 100, "closing waited for the answer");
    }
    QTest::qWait(400);
}

void TopicsPageTest::panelFollowsSelection()
{
    PageStand stand;
    addDemoTopics(*stand.cluster);
    stand.cluster->append("payments.ledger", 1, std::nullopt, std::nullopt, {}, nowMs());
    TopicsPage page(stand.context());
    PageStand::show(page);
    QTRY_COMPARE(page.model()->rowCount(), 10);
    auto* newest = page.findChild<QPlainTextEdit*>();
    page.table()->selectKey(QStringLiteral("payments.ledger"));
    QTRY_COMPARE(newest->toPlainText(), QStringLiteral("NULL (a tombstone)"));
    stand.cluster->delay(Op::Read, std::chrono::milliseconds(300));
    page.table()->selectKey(QStringLiteral("payments.captured"));
    QTest::qWait(200); // its question is on the way
    stand.cluster->delay(Op::Read, std::chrono::milliseconds(0));
    page.table()->selectKey(QStringLiteral("standalone"));
    QTRY_VERIFY(newest->toPlainText().contains(QLatin1String("PaymentAuthorised")));
    QCOMPARE(page.findChild<TopicPanel*>()->topic(), QStringLiteral("standalone"));
    QTest::mouseClick(visibleButton(page, QStringLiteral("Open records")), Qt::LeftButton);
    QCOMPARE(stand.navigator.last<OpenRecords>()->topic, QStringLiteral("standalone"));
    QTest::mouseClick(visibleButton(page, QStringLiteral("Partitions and configuration")), Qt::LeftButton);
    QCOMPARE(stand.navigator.last<OpenTopic>()->topic, QStringLiteral("standalone"));
    QTest::mouseClick(visibleButton(page, QStringLiteral("Send…")), Qt::LeftButton);
    QCOMPARE(stand.navigator.last<OpenSend>()->topic, QStringLiteral("standalone"));
    QTest::keyClick(page.table(), Qt::Key_Return);
    QCOMPARE(stand.navigator.last<OpenRecords>()->topic, QStringLiteral("standalone"));
}

void TopicsPageTest::readOnlyCannotSend()
{
    PageStand stand;
    addDemoTopics(*stand.cluster);
    stand.readOnly = true;
    TopicsPage page(stand.context());
    PageStand::show(page);
    QTRY_VERIFY(visibleButton(page, QStringLiteral("Send…")));
    QVERIFY(!visibleButton(page, QStringLiteral("Send…"))->isEnabled());
    QVERIFY(!visibleButton(page, QStringLiteral("Send…"))->toolTip().isEmpty());
}

void TopicsPageTest::uglyNewestRecord()
{
    PageStand stand;
    stand.cluster->addTopic("ugly", 1);
    Bytes ugly = "<b>bold</b>";
    ugly += '\0';
    ugly += "\xE2\x80\xAE"; // right-to-left override
    ugly += "\xff";
    ugly.append(900'000, 'x');
    stand.cluster->append("ugly", 0, std::nullopt, ugly, {}, 0);
    TopicsPage page(stand.context());
    PageStand::show(page);
    auto* newest = page.findChild<QPlainTextEdit*>();
    QTRY_VERIFY(newest->toPlainText().startsWith(QLatin1String("<b>bold</b>")));
    const QString shown = newest->toPlainText();
    QVERIFY(!shown.contains(QChar(0)) && !shown.contains(QChar(0x202E)));
    QVERIFY(shown.contains(QLatin1String("\\xff")));
    QVERIFY(shown.size() < 500);
}

void TopicsPageTest::thousandsOfTopics()
{
    PageStand stand;
    for (int i = 0; i < 5000; ++i)
        stand.cluster->addTopic("area" + std::to_string(i % 40) + ".topic" + std::to_string(i), 3);
    TopicsPage page(stand.context());
    PageStand::show(page);
    QTRY_COMPARE(page.model()->rowCount(), 5000);
    QTRY_VERIFY(stand.cluster->calls(Op::Configs) > 0);
    QTest::qWait(300);
    // Details were asked for what is on screen, not for all: a batch or two, and the side panel.
    QVERIFY2(stand.cluster->calls(Op::Configs) <= 4, QByteArray::number(stand.cluster->calls(Op::Configs)).constData());
    QByteArray report;
    QVERIFY2(keepsMoving([&] {
                 page.refresh();
                 QTest::qWait(150);
                 page.table()->scrollToBottom();
                 QTest::qWait(150);
                 page.table()->scrollToTop();
             }, report), report.constData());
    QVERIFY2(keepsMoving([&] {
                 page.model()->setFilter(QStringLiteral("topic4"));
                 QTest::qWait(50);
                 page.model()->setFilter({});
             }, report), report.constData());
    QVERIFY2(keepsMoving([&] {
                 page.model()->setGrouped(true);
                 QTest::qWait(50);
                 page.model()->setGrouped(false);
             }, report), report.constData());
}

QTEST_MAIN(TopicsPageTest)
#include "test_topics_page.moc"
