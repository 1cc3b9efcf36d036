// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/records_stand.h"
#include "ui/records/event_summary_panel.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/state_view.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;

using Phase = EventSummaryPanel::Phase;

namespace {

EventScan scan()
{
    EventScan result;
    result.offsetsInRange = 1'204'331;
    result.offsetsScanned = 402'113;
    result.summary.records = 402'100;
    result.summary.events = 402'000;
    result.summary.noEnvelope = 100;
    const TimestampMs noon = QDateTime::currentDateTime().toMSecsSinceEpoch();
    result.summary.types = {{"OrderCreated", 300'000, noon - 86'400'000, noon}, {"OrderPaid", 101'990, noon - 80'000'000, noon},
                            {"Order\u202ePaid", 10, std::nullopt, std::nullopt}};
    result.summary.duplicates = {
        {DuplicateEvent::Kind::SameId, "8f1c2b7e-0d6f-4a52-b8d3-2a1f5e9611d2", "OrderPaid", 3, {{0, 1'877'046}, {2, 12}, {2, 13}}, false},
        {DuplicateEvent::Kind::SameId, "11111111-0d6f-4a52-b8d3-2a1f5e9611d2", "OrderPaid", 2, {{0, 5}, {0, 9}}, true},
        {DuplicateEvent::Kind::SameContent, "ord-1", "", 12, {{1, 1}, {1, 2}}, false}};
    result.summary.duplicateRecords = 14;
    result.summary.notRemembered = 250;
    return result;
}

} // namespace

class RecordsEventPanelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { settleWidgets(); }
    void states();
    void counts();
    void catalogue();
    void duplicates();
    void modelsAreSound();
    void looks();
};

void RecordsEventPanelTest::states()
{
    EventSummaryPanel panel;
    show(panel, {900, 500});
    auto* state = panel.findChild<StateView*>();
    QSignalSpy count(&panel, &EventSummaryPanel::countRequested);
    QSignalSpy stop(&panel, &EventSummaryPanel::stopRequested);
    QCOMPARE(state->state(), StateView::State::Empty);
    QTest::mouseClick(buttonNamed(panel, QStringLiteral("Count events")), Qt::LeftButton);
    QCOMPARE(count.size(), 1);
    panel.setLoading();
    QCOMPARE(state->state(), StateView::State::Loading);
    panel.setFailed({ErrorKind::Unreachable, "No broker answers.", {}, 0, true});
    QCOMPARE(state->state(), StateView::State::Failed);
    QTest::mouseClick(buttonNamed(panel, QStringLiteral("Retry")), Qt::LeftButton);
    QCOMPARE(count.size(), 2);
    panel.setSummary(scan(), Phase::Counting);
    QCOMPARE(state->state(), StateView::State::Content);
    QTest::mouseClick(buttonNamed(panel, QStringLiteral("Stop")), Qt::LeftButton);
    QCOMPARE(stop.size(), 1);
    panel.setSummary(scan(), Phase::Stopped);
    QVERIFY(readableText(panel).contains(QStringLiteral("Looked at 402,113 of 1,204,331 offsets")));
    QTest::mouseClick(buttonNamed(panel, QStringLiteral("Count again")), Qt::LeftButton);
    QCOMPARE(count.size(), 3);
    panel.setSummary(scan(), Phase::Finished, {{"orders-1", {ErrorKind::Broker, "This batch is damaged.", {}, 0, false}}});
    QVERIFY(state->isPartial());
    QCOMPARE(panel.findChild<PillLabel*>()->text(), QStringLiteral("incomplete"));
    EventScan whole = scan();
    whole.finished = true;
    panel.setSummary(whole, Phase::Finished);
    QVERIFY(!state->isPartial());
    QVERIFY(readableText(panel).contains(QStringLiteral("All 1,204,331 offsets looked at")));
    panel.setSummary({}, Phase::Finished);
    QCOMPARE(state->state(), StateView::State::Empty);
}

void RecordsEventPanelTest::counts()
{
    EventSummaryPanel panel;
    show(panel, {900, 500});
    panel.setSummary(scan(), Phase::Stopped);
    auto* types = named<DataTable>(panel, QStringLiteral("Event types"));
    QCOMPARE(types->model()->rowCount(), 3);
    QCOMPARE(cell(*types, 0, QStringLiteral("Event type")), QStringLiteral("OrderCreated"));
    QCOMPARE(cell(*types, 0, QStringLiteral("Events")), QStringLiteral("300,000"));
    QCOMPARE(cell(*types, 0, QStringLiteral("Share")), QStringLiteral("74.6 %"));
    QCOMPARE(cell(*types, 2, QStringLiteral("Share")), QStringLiteral("< 0.1 %"));
    QCOMPARE(cell(*types, 2, QStringLiteral("Event type")), QStringLiteral("Order\\u{202e}Paid"));
    QCOMPARE(cell(*types, 2, QStringLiteral("First occurred")), QStringLiteral("–"));
    QCOMPARE(cell(*types, 0, QStringLiteral("Catalogue")), QString());
    QVERIFY(readableText(panel).contains(QStringLiteral("100 records that are no events")));
    QVERIFY(readableText(panel).contains(QStringLiteral("250 records could not be remembered")));
}

void RecordsEventPanelTest::catalogue()
{
    EventSummaryPanel panel;
    show(panel, {900, 500});
    panel.setSummary(scan(), Phase::Stopped);
    panel.setCatalogue({"ordercreated"});
    auto* types = named<DataTable>(panel, QStringLiteral("Event types"));
    QCOMPARE(cell(*types, 0, QStringLiteral("Catalogue")), QStringLiteral("known"));
    QCOMPARE(cell(*types, 1, QStringLiteral("Catalogue")), QStringLiteral("unknown"));
    QVERIFY(readableText(panel).contains(QStringLiteral("2 unknown types")));
    QSignalSpy type(&panel, &EventSummaryPanel::typeRequested);
    types->setCurrentIndex(types->model()->index(1, 0));
    QTest::keyClick(types, Qt::Key_Return);
    QCOMPARE(type.size(), 1);
    QCOMPARE(type[0][0].toString(), QStringLiteral("OrderPaid"));
}

void RecordsEventPanelTest::duplicates()
{
    EventSummaryPanel panel;
    show(panel, {900, 500});
    panel.setSummary(scan(), Phase::Stopped);
    auto* table = named<DataTable>(panel, QStringLiteral("Records that came twice"));
    QCOMPARE(table->model()->rowCount(), 3);
    QCOMPARE(cell(*table, 0, QStringLiteral("The same")), QStringLiteral("id and content"));
    QCOMPARE(cell(*table, 1, QStringLiteral("The same")), QStringLiteral("id only"));
    QCOMPARE(cell(*table, 2, QStringLiteral("The same")), QStringLiteral("key and value"));
    QCOMPARE(cell(*table, 0, QStringLiteral("Partition@offset")), QStringLiteral("0@1,877,046, 2@12, 2@13"));
    QVERIFY(cell(*table, 2, QStringLiteral("Partition@offset")).endsWith(QStringLiteral("…")));
    QSignalSpy record(&panel, &EventSummaryPanel::recordRequested);
    table->setCurrentIndex(table->model()->index(0, 0));
    QTest::keyClick(table, Qt::Key_Return);
    QVERIFY(record.size() >= 1);
    QCOMPARE(record[0][0].toInt(), 2);
    QCOMPARE(record[0][1].toLongLong(), 12);
    EventScan clean = scan();
    clean.summary.duplicates.clear();
    clean.summary.duplicateRecords = 0;
    panel.setSummary(clean, Phase::Stopped);
    QVERIFY(!table->isVisible());
    QVERIFY(readableText(panel).contains(QStringLiteral("No record came twice")));
}

void RecordsEventPanelTest::modelsAreSound()
{
    EventSummaryPanel panel;
    show(panel, {900, 500});
    for (const char* name : {"Event types", "Records that came twice"})
        new QAbstractItemModelTester(named<DataTable>(panel, QString::fromLatin1(name))->model(), QAbstractItemModelTester::FailureReportingMode::QtTest, &panel);
    panel.setSummary(scan(), Phase::Counting);
    EventScan more = scan();
    std::swap(more.summary.types[0], more.summary.types[1]);
    more.summary.types.push_back({"New", 1, 0, 0});
    panel.setSummary(more, Phase::Counting);
    panel.setSummary({}, Phase::Stopped);
}

void RecordsEventPanelTest::looks()
{
    EventSummaryPanel panel;
    show(panel, {1190, 560});
    panel.setCatalogue({"ordercreated", "orderpaid"});
    panel.setSummary(scan(), Phase::Counting);
    QCOMPARE(unnamedControls(&panel), QStringList());
    picture(panel, QStringLiteral("events"));
}

QTEST_MAIN(RecordsEventPanelTest)
#include "records_event_panel_test.moc"
