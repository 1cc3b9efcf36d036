// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/page_stand.h"

#include "ui/records/browse_mode.h"
#include "ui/records/filter_bar.h"
#include "ui/records/filter_input.h"
#include "ui/records/range_picker.h"
#include "ui/records/record_cells.h"
#include "ui/records/record_inspector.h"
#include "ui/records/records_foot.h"
#include "ui/records/records_page.h"
#include "ui/records/timeline_strip.h"
#include "ui/widgets/payload_view.h"
#include "ui/widgets/segmented_tabs.h"
#include "ui/widgets/sparse_table.h"

#include <QtTest/QSignalSpy>
#include <QtWidgets/QLineEdit>

using namespace weir;
using namespace weir::test;
using namespace weir::ui;

namespace {

constexpr TimestampMs day = 1'795'000'000'000; // a fixed day, so that pictures do not change
const char* const orders = "events.ordercreated";

void addOrders(FakeCluster& cluster, int records)
{
    cluster.addTopic(orders, 4);
    const char* types[] = {"OrderPaid", "PaymentFailed", "OrderCreated", "OrderShipped"};
    for (int i = 0; i < records; ++i) {
        const std::string value = R"({"event_id":"df373ad8-1c2d-4f6a-9b1e-)" + std::to_string(100000 + i)
                                  + R"(","event_type":")" + types[i % 4]
                                  + R"(","occurred_at":"2026-11-18T03:06:40.208Z","data":{"order":"ord-)"
                                  + std::to_string(55000 + i * 37) + R"(","amount":9007199254740993,"currency":null}})";
        cluster.append(orders, i % 4, "ord-" + std::to_string(10000 + i * 631 % 90000), value,
                       {{"source", Bytes("shop-7")}, {"trace", Bytes("00-4bf92f3577b34da6")}, {"retry", std::nullopt}},
                       day + i * 2137);
    }
}

/// One partition, records from worst to worse.
void addUgly(FakeCluster& cluster)
{
    cluster.addTopic("ugly", 1);
    const auto add = [&](OptionalBytes key, OptionalBytes value, Headers headers = {}) {
        cluster.append("ugly", 0, std::move(key), std::move(value), std::move(headers), day);
    };
    add(std::nullopt, std::nullopt);
    add(Bytes(), Bytes());
    add(Bytes("k\0y", 3), Bytes("<b>not bold</b>\xE2\x80\xAE reversed"));
    add(Bytes("\xff\xfe"), Bytes("\x00\x01\x02\xff", 4));
    add(Bytes("dup"), Bytes("plain"), {{"h", Bytes("1")}, {"h", Bytes("2")}, {"", Bytes()}, {"null", std::nullopt}});
    add(Bytes("big"), Bytes(900'000, 'x'));
}

OpenRecords records(const char* topic, std::optional<int> partition = {}, std::optional<qint64> offset = {})
{
    return {QString::fromLatin1(topic), partition, offset};
}

/// Positions of all rows, loading what is not loaded; empty while something is still on its way.
std::vector<qint64> rowsOf(const RecordsPage& page)
{
    std::vector<qint64> positions;
    SparseRows* rows = page.table()->rows();
    qint64 from = rows->begin();
    while (true) {
        const auto at = rows->atOrAfter(from);
        if (at.state == SparseRows::Lookup::State::None)
            return positions;
        if (at.state == SparseRows::Lookup::State::Loading)
            return {};
        positions.push_back(at.position);
        from = at.position + 1;
    }
}

int count(const RecordsPage& page)
{
    return static_cast<int>(rowsOf(page).size());
}

SparseCell cell(const RecordsPage& page, std::size_t row, RecordField field)
{
    const auto positions = rowsOf(page);
    const RecordCells cells;
    return row < positions.size() ? page.table()->rows()->cell(positions[row], cells.columnOf(field)) : SparseCell{};
}

QString pill(const RecordsPage& page, std::size_t row, RecordField field)
{
    const auto mark = cell(page, row, field).mark;
    const auto* found = std::get_if<PillCell>(&mark);
    return found ? found->text : QString();
}

void type(const RecordsPage& page, const char* filter)
{
    page.filterBar()->setText(QString::fromUtf8(filter));
    QTest::keyClick(page.filterBar()->input(), Qt::Key_Return);
}

bool is(const RecordsPage& page, StateView::State state)
{
    return stateOf(const_cast<RecordsPage&>(page))->state() == state;
}

} // namespace

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
    void searches();
    void searchFindsNothing();
    void wrongFilterIsNotSearched();
    void searchOfAFailedTopic();
    void tails();
    void filterForThisValue();
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
    QTest::mouseClick(visibleButton(page, QStringLiteral("Retry")), Qt::LeftButton);
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

void RecordsPageTest::searches()
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

void RecordsPageTest::searchFindsNothing()
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

void RecordsPageTest::wrongFilterIsNotSearched()
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

void RecordsPageTest::searchOfAFailedTopic()
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
    QTest::mouseClick(visibleButton(page, QStringLiteral("Retry")), Qt::LeftButton);
    QTRY_VERIFY(count(page) > 0);
}

void RecordsPageTest::tails()
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

void RecordsPageTest::filterForThisValue()
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
    Q_EMIT page.inspector()->followKeyWanted();
    QTRY_VERIFY(page.filterBar()->text().startsWith(QStringLiteral("key == ")));
    QTRY_COMPARE(count(page), 1);
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
