// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/page_stand.h"

#include "ui/records/browse_bar.h"
#include "ui/records/record_columns.h"
#include "ui/records/record_inspector.h"
#include "ui/records/records_page.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/payload_view.h"
#include "ui/widgets/segmented_tabs.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QComboBox>
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

QString shown(const RecordsPage& page, int row, int column)
{
    return page.table()->model()->index(row, column).data().toString();
}

PillCell pill(const RecordsPage& page, int row, int column)
{
    const auto mark = page.table()->model()->index(row, column).data(MarkRole).value<CellMark>();
    const auto* cell = std::get_if<PillCell>(&mark);
    return cell ? *cell : PillCell{};
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
    void loadsMore();
    void jumpsToOffset();
    void fieldsThatMakeNoSense();
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
    QAbstractItemModelTester tester(page.table()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    PageStand::show(page);
    QCOMPARE(stateOf(page)->state(), StateView::State::Empty);
    PageStand::shoot(page, QStringLiteral("records-nothing"));
    QTest::mouseClick(visibleButton(page, QStringLiteral("Show topics")), Qt::LeftButton);
    QVERIFY(stand.navigator.last<OpenTopics>());

    page.open(records(orders));
    QCOMPARE(stateOf(page)->state(), StateView::State::Loading);
    QTRY_COMPARE(page.table()->model()->rowCount(), 50);
    QCOMPARE(stateOf(page)->state(), StateView::State::Content);
    QCOMPARE(shown(page, 0, RecordColumn::Offset), QStringLiteral("300"));
    QCOMPARE(shown(page, 0, RecordColumn::EventType), QStringLiteral("OrderShipped"));
    QVERIFY(!page.table()->isColumnHidden(RecordColumn::EventType));
    QCOMPARE(page.coverage().sentence(), QStringLiteral("Showing 50 of about 1,204 · partitions 0–3 · limit reached"));
    QCOMPARE(unnamedControls(&page), QStringList());
    auto* inspector = page.findChild<RecordInspector*>();
    QTRY_VERIFY(inspector->valueView()->shownText().contains(QLatin1String("\"amount\": 9007199254740993")));
    QCOMPARE(inspector->tabs()->tabText(1), QStringLiteral("Headers 3"));
    PageStand::shoot(page, QStringLiteral("records"));
    inspector->tabs()->setCurrentIndex(1);
    PageStand::shoot(page, QStringLiteral("records-headers"));
    inspector->tabs()->setCurrentIndex(3);
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
    QTRY_COMPARE(page.table()->model()->rowCount(), 20);
    // A topic that does not exist leaves nothing of the one before.
    page.open(records("nowhere"));
    QTRY_COMPARE(stateOf(page)->state(), StateView::State::Failed);
    QCOMPARE(page.table()->model()->rowCount(), 0);
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
    QVERIFY(page.isSettled());
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
    QCOMPARE(page.table()->model()->rowCount(), 30);
    QVERIFY(page.coverage().sentence().contains(QLatin1String("1 partition could not be read")));
    PageStand::shoot(page, QStringLiteral("records-partial"));
}

void RecordsPageTest::staleStays()
{
    PageStand stand;
    addOrders(*stand.cluster, 40);
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records(orders));
    QTRY_COMPARE(page.table()->model()->rowCount(), 40);
    stand.cluster->fail(Op::Topic, unreachable());
    page.refresh();
    QTRY_VERIFY(stateOf(page)->isStale());
    QCOMPARE(page.table()->model()->rowCount(), 40);
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
    QTRY_COMPARE(page.table()->model()->rowCount(), 1);
    QTest::qWait(400);
    QCOMPARE(page.table()->model()->rowCount(), 1);
    QVERIFY(page.table()->isColumnHidden(RecordColumn::EventType));
}

void RecordsPageTest::hiddenIsAskedAgain()
{
    PageStand stand;
    addOrders(*stand.cluster, 40);
    stand.cluster->delay(Op::Read, std::chrono::milliseconds(150));
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records(orders));
    page.setActive(false);
    QTest::qWait(300);
    QCOMPARE(page.table()->model()->rowCount(), 0);
    page.setActive(true);
    QTRY_COMPARE(page.table()->model()->rowCount(), 40);
}

void RecordsPageTest::closedEarly()
{
    PageStand stand;
    addOrders(*stand.cluster, 40);
    for (const Op op : {Op::Topic, Op::Metadata, Op::Read})
        stand.cluster->delay(op, std::chrono::milliseconds(100));
    for (const int after : {0, 50, 150, 250}) {
        auto page = std::make_unique<RecordsPage>(stand.context());
        PageStand::show(*page);
        page->open(records(orders));
        QTest::qWait(after);
        QElapsedTimer closing;
        closing.start();
        page.reset();
        QVERIFY2(closing.elapsed() < 100, "closing waited for the answer");
    }
    QTest::qWait(300);
}

void RecordsPageTest::loadsMore()
{
    PageStand stand;
    addOrders(*stand.cluster, 170);
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records(orders));
    QTRY_COMPARE(page.table()->model()->rowCount(), 50);
    page.table()->selectKey(page.table()->tableModel()->keyAt(7));
    const QString chosen = page.table()->currentKey();
    QTest::mouseClick(visibleButton(page, QStringLiteral("Load older…")), Qt::LeftButton);
    QTRY_COMPARE(page.table()->model()->rowCount(), 100);
    QCOMPARE(page.table()->currentKey(), chosen);
    QTest::mouseClick(visibleButton(page, QStringLiteral("Load older…")), Qt::LeftButton);
    QTRY_COMPARE(page.table()->model()->rowCount(), 170);
    QVERIFY(!visibleButton(page, QStringLiteral("Load older…")));
    QVERIFY(page.coverage().sentence().startsWith(QLatin1String("Showing all 170")));
}

void RecordsPageTest::jumpsToOffset()
{
    PageStand stand;
    addOrders(*stand.cluster, 400);
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records(orders, 2, 60));
    QTRY_COMPARE(page.table()->currentKey(), QStringLiteral("2@60"));
    QCOMPARE(page.table()->model()->rowCount(), 40);
    QTRY_COMPARE(page.findChild<RecordInspector*>()->record()->offset, 60);
    // Outside the log: the sentence names what there is.
    page.open(records(orders, 2, 5000));
    QTRY_VERIFY(stateOf(page)->isStale() || stateOf(page)->state() == StateView::State::Failed);
    QVERIFY(page.isSettled());
}

void RecordsPageTest::fieldsThatMakeNoSense()
{
    PageStand stand;
    addOrders(*stand.cluster, 10);
    RecordsPage page(stand.context());
    PageStand::show(page);
    auto* bar = page.findChild<BrowseBar*>();
    auto* load = visibleButton(page, QStringLiteral("Load"));
    QVERIFY(!load->isEnabled());
    QCOMPARE(load->toolTip(), QStringLiteral("Choose a topic first"));
    bar->choose(QString::fromLatin1(orders), {BrowseFrom::Kind::Newest, 50}, {});
    QVERIFY(load->isEnabled());
    for (const auto& edit : page.findChildren<QLineEdit*>()) {
        if (edit->accessibleName() != QLatin1String("Number of records"))
            continue;
        edit->setText(QStringLiteral("0"));
        QVERIFY(!load->isEnabled());
        edit->setText(QStringLiteral("10001"));
        QVERIFY(!load->isEnabled());
        edit->clear();
        QVERIFY(!load->isEnabled());
        QTest::keyClicks(edit, QStringLiteral("a-7"));
        QCOMPARE(edit->text(), QStringLiteral("7"));
        QTest::keyClick(edit, Qt::Key_Return);
    }
    QTRY_COMPARE(page.table()->model()->rowCount(), 7);
}

void RecordsPageTest::uglyRecords()
{
    PageStand stand;
    addUgly(*stand.cluster);
    RecordsPage page(stand.context());
    PageStand::show(page);
    page.open(records("ugly"));
    QTRY_COMPARE(page.table()->model()->rowCount(), 6);
    page.table()->sortBy(RecordColumn::Offset, Qt::AscendingOrder);
    QCOMPARE(pill(page, 0, RecordColumn::Key).text, QStringLiteral("NULL"));
    QCOMPARE(pill(page, 0, RecordColumn::Value).text, QStringLiteral("NULL"));
    QCOMPARE(pill(page, 1, RecordColumn::Key).text, QStringLiteral("empty"));
    QCOMPARE(pill(page, 2, RecordColumn::Value).text, QString());
    QCOMPARE(shown(page, 2, RecordColumn::Key), QStringLiteral("k\\x00y"));
    QCOMPARE(shown(page, 2, RecordColumn::Value), QStringLiteral("<b>not bold</b>\\u{202e} reversed"));
    QCOMPARE(shown(page, 3, RecordColumn::Key), QStringLiteral("\\xff\\xfe"));
    QVERIFY(shown(page, 5, RecordColumn::Value).size() <= 520);
    auto* inspector = page.findChild<RecordInspector*>();
    page.table()->selectKey(QStringLiteral("0@2"));
    QTRY_COMPARE(inspector->valueView()->shownText(), QStringLiteral("<b>not bold</b>\\u{202e} reversed"));
    page.table()->selectKey(QStringLiteral("0@4"));
    QCOMPARE(inspector->tabs()->tabText(1), QStringLiteral("Headers 4"));
    inspector->tabs()->setCurrentIndex(1);
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
                 QTRY_COMPARE(page.table()->model()->rowCount(), 6);
                 page.table()->selectKey(QStringLiteral("0@5"));
                 QTRY_VERIFY(page.findChild<RecordInspector*>()->valueView()->shownText().size() >= 65536);
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
    QTRY_COMPARE(page.table()->model()->rowCount(), 6);
    page.table()->selectKey(QStringLiteral("0@4"));
    QTest::mouseClick(visibleButton(page, QStringLiteral("Send like this…")), Qt::LeftButton);
    const auto* send = stand.navigator.last<OpenSend>();
    QVERIFY(send);
    QCOMPARE(send->topic, QStringLiteral("ugly"));
    QVERIFY(send->key == Bytes("dup") && send->value == Bytes("plain"));
    const std::vector<std::pair<Bytes, OptionalBytes>> headers{
        {"h", Bytes("1")}, {"h", Bytes("2")}, {"", Bytes()}, {"null", std::nullopt}};
    QVERIFY(send->headers == headers);
    page.table()->selectKey(QStringLiteral("0@0"));
    QTest::mouseClick(visibleButton(page, QStringLiteral("Send like this…")), Qt::LeftButton);
    QVERIFY(!stand.navigator.last<OpenSend>()->key && !stand.navigator.last<OpenSend>()->value);
}

void RecordsPageTest::asTab()
{
    PageStand stand;
    stand.readOnly = true;
    addOrders(*stand.cluster, 10);
    RecordsPage page(stand.context(), RecordsPage::Place::Tab);
    PageStand::show(page);
    page.open(records(orders));
    QTRY_COMPARE(page.table()->model()->rowCount(), 10);
    QCOMPARE(page.findChild<BrowseBar*>()->topic(), QString::fromLatin1(orders));
    QCOMPARE(unnamedControls(&page), QStringList());
    auto* send = visibleButton(page, QStringLiteral("Send like this…"));
    QVERIFY(send && !send->isEnabled() && !send->toolTip().isEmpty());
}

QTEST_MAIN(RecordsPageTest)
#include "test_records_page.moc"
