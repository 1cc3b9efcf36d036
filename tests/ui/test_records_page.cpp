// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/records_page_fixture.h"

using namespace weir;
using namespace weir::test;
using namespace weir::ui;

class RecordsPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsRecords();
    void failures_data();
    void failures();
    void emptyTopic();
    void partial();
    void staleStays();
    void lateAnswerIsDropped();
    void hiddenIsAskedAgain();
    void closedEarly();
    void jumpsToOffset();
    void ofAGroup();
    void uglyRecords();
    void bigValueKeepsMoving();
    void sendLikeThisKeepsBytes();
    void asTab();
};

void RecordsPageTest::showsRecords()
{
    PageStand stand;
    addOrders(*stand.cluster, 1204);
    RecordsPage page(stand.context());
    PageStand::show(page);
    QCOMPARE(stateOf(page)->state(), StateView::State::Empty);
    PageStand::shoot(page, QStringLiteral("records-nothing"));
    QTest::mouseClick(visibleButton(page, QStringLiteral("Show topics")), Qt::LeftButton);
    QVERIFY(stand.navigator.last<OpenTopics>());

    page.open(records(orders));
    QCOMPARE(stateOf(page)->state(), StateView::State::Loading);
    QTRY_VERIFY(is(page, StateView::State::Content));
    QTRY_VERIFY(page.inspector()->record());
    // Newest first: the newest of all partitions by time.
    QCOMPARE(page.inspector()->record()->offset, 300);
    QCOMPARE(page.table()->rows()->end() - page.table()->rows()->begin(), 1204);
    QCOMPARE(page.foot()->text().sentence(), QStringLiteral("Up to 1,204 records · partitions 0–3 · newest first"));
    QCOMPARE(unnamedControls(&page), QStringList());
    QTRY_VERIFY(page.inspector()->valueView()->shownText().contains(QLatin1String("\"amount\": 9007199254740993")));
    QCOMPARE(page.inspector()->tabs()->tabText(1), QStringLiteral("Headers 3"));
    PageStand::shoot(page, QStringLiteral("records"));
    // To the other end by keyboard.
    QTest::keyClick(page.table(), Qt::Key_End);
    QTRY_COMPARE(page.inspector()->record() ? page.inspector()->record()->offset : -1, 0);
    page.inspector()->tabs()->setCurrentIndex(1);
    PageStand::shoot(page, QStringLiteral("records-headers"));
    page.inspector()->tabs()->setCurrentIndex(3);
    PageStand::shoot(page, QStringLiteral("records-metadata"));
}

void RecordsPageTest::failures_data()
{
    QTest::addColumn<Error>("error");
    QTest::addColumn<StateView::State>("state");
    QTest::newRow("unreachable") << unreachable() << StateView::State::Failed;
    QTest::newRow("no permission") << notAuthorized() << StateView::State::NoPermission;
}

void RecordsPageTest::failures()
{
    QFETCH(Error, error);
    QFETCH(StateView::State, state);
    PageStand stand;
    addOrders(*stand.cluster, 20);
    stand.cluster->fail(Op::Topic, error);
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records(orders));
    QTRY_COMPARE(stateOf(page)->state(), state);
    QVERIFY(visibleButton(page, QStringLiteral("Copy details")));
    stand.cluster->fail(Op::Topic, std::nullopt);
    QTest::mouseClick(visibleButton(*stateOf(page), QStringLiteral("Retry")), Qt::LeftButton);
    QTRY_COMPARE(count(page), 20);
    // A topic that does not exist leaves nothing of the one before.
    page.open(records("nowhere"));
    QTRY_COMPARE(stateOf(page)->state(), StateView::State::Failed);
    QCOMPARE(count(page), 0);
    QVERIFY(!page.inspector()->record());
}

void RecordsPageTest::emptyTopic()
{
    PageStand stand;
    stand.cluster->addTopic("empty", 2);
    stand.cluster->addTopic("gone", 1);
    stand.cluster->gap("gone", 0, 12);
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records("empty"));
    QTRY_COMPARE(stateOf(page)->state(), StateView::State::Empty);
    QTest::mouseClick(visibleButton(page, QStringLiteral("Send a record…")), Qt::LeftButton);
    QCOMPARE(stand.navigator.last<OpenSend>()->topic, QStringLiteral("empty"));
    page.open(records("gone"));
    QTRY_COMPARE(stateOf(page)->state(), StateView::State::Empty);
    QTRY_VERIFY(page.isSettled());
}

void RecordsPageTest::partial()
{
    PageStand stand;
    addOrders(*stand.cluster, 40);
    stand.cluster->failSubject(Op::Read, "events.ordercreated-2", unreachable());
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records(orders));
    QTRY_VERIFY(stateOf(page)->isPartial());
    QTRY_COMPARE(count(page), 30);
    QTRY_VERIFY(page.foot()->text().sentence().contains(QLatin1String("1 partition could not be read")));
    PageStand::shoot(page, QStringLiteral("records-partial"));
}

void RecordsPageTest::staleStays()
{
    PageStand stand;
    addOrders(*stand.cluster, 40);
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records(orders));
    QTRY_COMPARE(count(page), 40);
    stand.cluster->fail(Op::Topic, unreachable());
    page.refresh();
    QTRY_VERIFY(stateOf(page)->isStale());
    QCOMPARE(count(page), 40);
}

void RecordsPageTest::lateAnswerIsDropped()
{
    PageStand stand;
    addOrders(*stand.cluster, 40);
    stand.cluster->addTopic("quick", 1);
    stand.cluster->append("quick", 0, std::nullopt, Bytes("q"), {}, day);
    RecordsPage page(stand.context());
    PageStand::show(page);
    stand.cluster->delay(Op::Read, std::chrono::milliseconds(300));
    page.open(records(orders));
    QTest::qWait(100);
    stand.cluster->delay(Op::Read, std::chrono::milliseconds(0));
    page.open(records("quick"));
    QTRY_COMPARE(count(page), 1);
    QTest::qWait(400);
    QCOMPARE(count(page), 1);
    QCOMPARE(page.topic(), std::string("quick"));
}

void RecordsPageTest::hiddenIsAskedAgain()
{
    PageStand stand;
    addOrders(*stand.cluster, 40);
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records(orders));
    page.setActive(false);
    page.setActive(true);
    QTRY_COMPARE(count(page), 40);
    QTRY_VERIFY(page.inspector()->record());
}

void RecordsPageTest::closedEarly()
{
    PageStand stand;
    addOrders(*stand.cluster, 40);
    for (const Op op : {Op::Topic, Op::Metadata, Op::Read})
        stand.cluster->delay(op, std::chrono::milliseconds(100));
    for (const int after : {0, 50, 150, 250}) {
        for (const bool search : {false, true}) {
            auto page = std::make_unique<RecordsPage>(stand.context());
            PageStand::show(*page);
            page->open(records(orders));
            if (search)
                type(*page, "OrderPaid");
            QTest::qWait(after);
            QElapsedTimer closing;
            closing.start();
            page.reset();
            QVERIFY2(closing.elapsed() < 100, "closing waited for the answer");
        }
    }
    QTest::qWait(300);
}

void RecordsPageTest::jumpsToOffset()
{
    PageStand stand;
    addOrders(*stand.cluster, 400);
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records(orders, 2, 60));
    QTRY_COMPARE(page.inspector()->record() ? page.inspector()->record()->offset : -1, 60);
    QCOMPARE(page.inspector()->record()->partition, 2);
    // Its neighbours are there, too.
    QTest::keyClick(page.table(), Qt::Key_Up);
    QTRY_COMPARE(page.inspector()->record()->offset, 59);
    QVERIFY(page.isSettled());
}

void RecordsPageTest::ofAGroup()
{
    PageStand stand;
    addOrders(*stand.cluster, 400);
    stand.cluster->addGroup("billing");
    stand.cluster->commit("billing", {orders, 1}, 90);
    RecordsPage page(stand.context());
    PageStand::show(page);
    OpenRecords unread = records(orders, 1);
    unread.of = OpenRecords::Of::UnreadByGroup;
    unread.group = QStringLiteral("billing");
    page.open(unread);
    QTRY_COMPARE(count(page), 10);
    QCOMPARE(cell(page, 0, RecordField::Offset).text, QStringLiteral("90"));
    OpenRecords stuck = unread;
    stuck.of = OpenRecords::Of::GroupStandsOn;
    page.open(stuck);
    QTRY_COMPARE(count(page), 1);
    QTRY_COMPARE(page.inspector()->record() ? page.inspector()->record()->offset : -1, 90);
    // A group that is not there.
    unread.group = QStringLiteral("nobody");
    page.open(unread);
    QTRY_VERIFY(stateOf(page)->isStale() || is(page, StateView::State::Failed));
}

void RecordsPageTest::uglyRecords()
{
    PageStand stand;
    addUgly(*stand.cluster);
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records("ugly"));
    QTRY_COMPARE(count(page), 6);
    // Newest first.
    QCOMPARE(pill(page, 5, RecordField::Key), QStringLiteral("NULL"));
    QCOMPARE(pill(page, 5, RecordField::Value), QStringLiteral("NULL"));
    QCOMPARE(pill(page, 4, RecordField::Key), QStringLiteral("empty"));
    QCOMPARE(cell(page, 3, RecordField::Key).text, QStringLiteral("k\\x00y"));
    QCOMPARE(cell(page, 3, RecordField::Value).text, QStringLiteral("<b>not bold</b>\\u{202e} reversed"));
    QCOMPARE(cell(page, 2, RecordField::Key).text, QStringLiteral("\\xff\\xfe"));
    QVERIFY(cell(page, 0, RecordField::Value).text.size() <= 520);
    page.table()->setCurrent(rowsOf(page)[3]);
    QTRY_COMPARE(page.inspector()->valueView()->shownText(), QStringLiteral("<b>not bold</b>\\u{202e} reversed"));
    page.table()->setCurrent(rowsOf(page)[1]);
    QTRY_COMPARE(page.inspector()->tabs()->tabText(1), QStringLiteral("Headers 4"));
    page.inspector()->tabs()->setCurrentIndex(1);
    PageStand::shoot(page, QStringLiteral("records-ugly"));
}

void RecordsPageTest::bigValueKeepsMoving()
{
    PageStand stand;
    addUgly(*stand.cluster);
    RecordsPage page(stand.context());
    PageStand::show(page);
    QByteArray report;
    QVERIFY2(keepsMoving([&] {
                 page.open(records("ugly"));
                 QTRY_COMPARE(count(page), 6);
                 page.table()->setCurrent(rowsOf(page)[0]);
                 QTRY_VERIFY(page.inspector()->valueView()->shownText().size() >= 65536);
                 page.open(records("ugly", 0, 0));
                 QTest::qWait(100);
             }, report), report.constData());
}

void RecordsPageTest::sendLikeThisKeepsBytes()
{
    PageStand stand;
    addUgly(*stand.cluster);
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records("ugly"));
    QTRY_COMPARE(count(page), 6);
    page.table()->setCurrent(rowsOf(page)[1]);
    QTRY_COMPARE(page.inspector()->record() ? page.inspector()->record()->offset : -1, 4);
    QTest::mouseClick(visibleButton(page, QStringLiteral("Send like this…")), Qt::LeftButton);
    const auto* send = stand.navigator.last<OpenSend>();
    QVERIFY(send);
    QCOMPARE(send->topic, QStringLiteral("ugly"));
    QVERIFY(send->key == Bytes("dup") && send->value == Bytes("plain"));
    const std::vector<std::pair<Bytes, OptionalBytes>> headers{
        {"h", Bytes("1")}, {"h", Bytes("2")}, {"", Bytes()}, {"null", std::nullopt}};
    QVERIFY(send->headers == headers);
    page.table()->setCurrent(rowsOf(page)[5]);
    QTRY_COMPARE(page.inspector()->record()->offset, 0);
    QTest::mouseClick(visibleButton(page, QStringLiteral("Send like this…")), Qt::LeftButton);
    QVERIFY(!stand.navigator.last<OpenSend>()->key && !stand.navigator.last<OpenSend>()->value);
}

void RecordsPageTest::asTab()
{
    PageStand stand;
    stand.readOnly = true;
    addOrders(*stand.cluster, 10);
    RecordsPage page(stand.context(), RecordsPage::Place::Tab);
    const auto controls = page.takeHeaderControls();
    PageStand::show(page);
    page.open(records(orders));
    QTRY_COMPARE(count(page), 10);
    QCOMPARE(unnamedControls(&page), QStringList());
    // The buttons wait for the header of the page around it.
    QVERIFY(!visibleButton(page, QStringLiteral("Send like this…")));
    QCOMPARE(controls.size(), 4U);
    for (auto* control : controls)
        control->show();
    auto* send = visibleButton(page, QStringLiteral("Send like this…"));
    QVERIFY(send && !send->isEnabled() && !send->toolTip().isEmpty());
}

QTEST_MAIN(RecordsPageTest)
#include "test_records_page.moc"
