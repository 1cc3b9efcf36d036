// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/records_page_fixture.h"

using namespace weir;
using namespace weir::test;
using namespace weir::ui;

class RecordsSearchTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void searches();
    void searchFindsNothing();
    void wrongFilterIsNotSearched();
    void searchOfAFailedTopic();
    void tails();
    void filterForThisValue();
};

void RecordsSearchTest::searches()
{
    PageStand stand;
    addOrders(*stand.cluster, 1204);
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records(orders));
    QTRY_VERIFY(page.inspector()->record());
    type(page, "value.event_type == \"OrderPaid\" and partition == 0");
    QCOMPARE(page.view(), RecordsPage::View::Search);
    QTRY_COMPARE(count(page), 301);
    QTRY_VERIFY2(page.foot()->text().sentence().startsWith(QStringLiteral("Scanned 1,204 of 1,204 · 301 hits")),
                 qPrintable(page.foot()->text().sentence()));
    QTRY_VERIFY(page.inspector()->record());
    QTRY_VERIFY(page.inspector()->valueView()->shownText().contains(QLatin1String("OrderPaid")));
    PageStand::shoot(page, QStringLiteral("records-search"));
    // A hit opens among its neighbours.
    QTest::keyClick(page.table(), Qt::Key_Return);
    const auto* opened = stand.navigator.last<OpenRecords>();
    QVERIFY(opened && opened->partition == 0 && opened->offset.has_value());
    // Emptying the field leads back to the topic.
    QTest::keyClick(page.filterBar()->input(), Qt::Key_Escape);
    QTRY_COMPARE(page.view(), RecordsPage::View::Browse);
    QTRY_COMPARE(page.table()->rows()->end() - page.table()->rows()->begin(), 1204);
}

void RecordsSearchTest::searchFindsNothing()
{
    PageStand stand;
    addOrders(*stand.cluster, 100);
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records(orders));
    QTRY_VERIFY(page.inspector()->record());
    type(page, "nothing-like-this");
    QTRY_VERIFY(is(page, StateView::State::Empty));
    QVERIFY(!page.inspector()->record());
    PageStand::shoot(page, QStringLiteral("records-no-hits"));
    auto* back = visibleButton(*stateOf(page), QStringLiteral("Back to the topic"));
    QVERIFY(back);
    QTest::mouseClick(back, Qt::LeftButton);
    QTRY_COMPARE(page.view(), RecordsPage::View::Browse);
    QTRY_VERIFY(is(page, StateView::State::Content));
}

void RecordsSearchTest::wrongFilterIsNotSearched()
{
    PageStand stand;
    addOrders(*stand.cluster, 10);
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records(orders));
    QTRY_VERIFY(page.inspector()->record());
    type(page, "value.amount >");
    QTest::qWait(100);
    QCOMPARE(page.view(), RecordsPage::View::Browse);
}

void RecordsSearchTest::searchOfAFailedTopic()
{
    PageStand stand;
    addOrders(*stand.cluster, 10);
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records(orders));
    QTRY_VERIFY(page.inspector()->record());
    stand.cluster->fail(Op::Topic, unreachable());
    type(page, "OrderPaid");
    QTRY_VERIFY(is(page, StateView::State::Failed));
    stand.cluster->fail(Op::Topic, std::nullopt);
    QTest::mouseClick(visibleButton(*stateOf(page), QStringLiteral("Retry")), Qt::LeftButton);
    QTRY_VERIFY(count(page) > 0);
}

void RecordsSearchTest::tails()
{
    PageStand stand;
    addOrders(*stand.cluster, 40);
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records(orders));
    QTRY_VERIFY(page.inspector()->record());
    auto* tail = visibleButton(page, QStringLiteral("Tail"));
    QTest::mouseClick(tail, Qt::LeftButton);
    QCOMPARE(page.view(), RecordsPage::View::Tail);
    QTRY_VERIFY(is(page, StateView::State::Loading));
    QTest::qWait(200); // the tail begins at the ends as they are when it asks
    QTRY_VERIFY2([&] {
        stand.cluster->append(orders, 1, Bytes("new"), Bytes("fresh"), {}, day);
        return count(page) >= 3;
    }(), "new records appear");
    QVERIFY(is(page, StateView::State::Content));
    QVERIFY(page.table()->following());
    QTest::mouseClick(visibleButton(page, QStringLiteral("Pause")), Qt::LeftButton);
    QTRY_VERIFY(visibleButton(page, QStringLiteral("Resume")));
    const int before = count(page);
    stand.cluster->append(orders, 1, Bytes("later"), Bytes("unseen"), {}, day);
    QTRY_VERIFY(page.foot()->text().sentence().contains(QStringLiteral("waiting")));
    QCOMPARE(count(page), before);
    PageStand::shoot(page, QStringLiteral("records-tail"));
    QTest::mouseClick(tail, Qt::LeftButton);
    QCOMPARE(page.view(), RecordsPage::View::Browse);
    QTRY_VERIFY(is(page, StateView::State::Content));
}

void RecordsSearchTest::filterForThisValue()
{
    PageStand stand;
    addOrders(*stand.cluster, 40);
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records(orders));
    QTRY_VERIFY(page.inspector()->record());
    Q_EMIT page.inspector()->filterWanted(QStringLiteral("value.event_type == \"OrderPaid\""), false);
    QTRY_COMPARE(page.view(), RecordsPage::View::Search);
    QTRY_COMPARE(count(page), 10);
    QTRY_VERIFY(page.inspector()->record()); // the first hit is read after it was counted
    Q_EMIT page.inspector()->followKeyWanted();
    QTRY_VERIFY(page.filterBar()->text().startsWith(QStringLiteral("key == ")));
    QTRY_COMPARE(count(page), 1);
}

QTEST_MAIN(RecordsSearchTest)
#include "test_records_search.moc"
