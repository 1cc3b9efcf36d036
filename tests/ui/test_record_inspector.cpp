// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/packed.h"
#include "tests/ui/page_stand.h"
#include "ui/records/compare_view.h"
#include "ui/records/json_tree_model.h"
#include "ui/records/json_tree_pane.h"
#include "ui/records/record_inspector.h"
#include "ui/records/record_links.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/hex_view.h"
#include "ui/widgets/payload_view.h"
#include "ui/widgets/segmented_tabs.h"

#include <QtGui/QAction>
#include <QtGui/QClipboard>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QTreeView>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;

namespace {

const std::string order = R"({"event_id":"017f22e2-79b0-7cc3-98c4-dc0c0c07398f","event_type":"OrderPaid",)"
                          R"("occurred_at":"2026-11-23T14:07:31.208Z","data":{"order":"ord-55120","amount":9007199254740993,)"
                          R"("currency":null,"lines":[{"sku":"A-1","quantity":2},{"sku":"B-7","quantity":1}],"note":"<b>x</b>","note":"again"}})";

std::shared_ptr<const Record> record(OptionalBytes value, OptionalBytes key = "ord-55120", std::int64_t offset = 1'877'046)
{
    Record made;
    made.topic = "events.ordercreated";
    made.partition = 2;
    made.offset = offset;
    made.timestamp = 1'795'442'851'208;
    made.timestampType = TimestampType::CreateTime;
    made.key = std::move(key);
    made.value = std::move(value);
    made.headers = {{"source", "shop-1"}, {"trace", R"({"id":"4bf92f35"})"}, {"trace", std::nullopt}, {"zip", gzipOf("[1,2]")}};
    return std::make_shared<const Record>(std::move(made));
}

struct Inspecting {
    Inspecting()
    {
        inspector = std::make_unique<RecordInspector>(stand.context());
        inspector->resize(370, 640);
        inspector->show();
    }
    [[nodiscard]] JsonTreePane* tree() const
    {
        return inspector->valueView()->findChild<JsonTreePane*>();
    }
    /// The index of the value column of that path of names.
    [[nodiscard]] QModelIndex find(const QStringList& path) const
    {
        JsonTreeModel* model = tree()->model();
        QModelIndex at = model->index(0, 0);
        for (const QString& name : path) {
            QModelIndex next;
            for (int row = 0; row < model->rowCount(at) && !next.isValid(); ++row) {
                if (model->index(row, 0, at).data().toString() == name)
                    next = model->index(row, 0, at);
            }
            at = next;
        }
        return at;
    }
    void shoot(const QString& name) const
    {
        const QString folder = qEnvironmentVariable("WEIR_TEST_SCREENSHOTS");
        if (folder.isEmpty())
            return;
        for (const bool dark : {true, false}) {
            PageStand::useTheme(dark);
            QTest::qWait(120);
            inspector->grab().save(QStringLiteral("%1/%2%3.png").arg(folder, name, dark ? QStringLiteral("-dark") : QString()));
        }
    }

    PageStand stand;
    std::unique_ptr<RecordInspector> inspector;
};

} // namespace

class RecordInspectorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingThenRecord();
    void tree();
    void treeActions();
    void treeOfWhatIsNoJson();
    void treeOfPacked();
    void headers();
    void longArrays();
    void hints();
    void uglyPayloads_data();
    void uglyPayloads();
    void largeTreeKeepsMoving();
    void previousOfKey();
    void previousOfKeyThatIsNot();
    void nullKey();
    void markAndCompare();
    void closedEarly();
};

void RecordInspectorTest::nothingThenRecord()
{
    Inspecting in;
    QVERIFY(!in.inspector->valueView()->isVisible());
    in.inspector->setRecord(record(order));
    QTRY_VERIFY(in.inspector->valueView()->shownText().contains(QStringLiteral("\"amount\": 9007199254740993")));
    QCOMPARE(in.inspector->tabs()->tabText(1), QStringLiteral("Headers 4"));
    QCOMPARE(unnamedControls(in.inspector.get()), QStringList());
    in.shoot(QStringLiteral("inspector-pretty"));
    in.inspector->valueView()->setForm(PayloadForm::Hex);
    in.shoot(QStringLiteral("inspector-hex"));
    in.inspector->valueView()->setForm(PayloadForm::Raw);
    QTRY_VERIFY(in.inspector->valueView()->shownText().startsWith(QStringLiteral("{\"event_id\"")));
    in.shoot(QStringLiteral("inspector-raw"));
    in.inspector->setRecord(nullptr);
    QVERIFY(!in.inspector->valueView()->isVisible());
}

void RecordInspectorTest::tree()
{
    Inspecting in;
    QAbstractItemModelTester tester(in.tree()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    in.inspector->setRecord(record(order));
    in.inspector->valueView()->setForm(PayloadForm::Tree);
    QTRY_COMPARE(in.tree()->model()->rowCount(), 1);
    const QModelIndex amount = in.find({QStringLiteral("data"), QStringLiteral("amount")});
    QVERIFY(amount.isValid());
    QCOMPARE(amount.siblingAtColumn(1).data().toString(), QStringLiteral("9007199254740993"));
    QCOMPARE(in.find({QStringLiteral("data")}).siblingAtColumn(1).data().toString(), QStringLiteral("6 members"));
    QCOMPARE(in.find({QStringLiteral("data"), QStringLiteral("note")}).siblingAtColumn(1).data().toString(), QStringLiteral("\"<b>x</b>\""));
    // Small records are open.
    QVERIFY(in.tree()->treeView()->isExpanded(in.find({QStringLiteral("data"), QStringLiteral("lines")})));
    in.tree()->treeView()->setCurrentIndex(amount);
    in.shoot(QStringLiteral("inspector-tree"));
    // The next record is shown the same way.
    in.inspector->setRecord(record("[1]"));
    QTRY_COMPARE(in.find({QStringLiteral("[0]")}).siblingAtColumn(1).data().toString(), QStringLiteral("1"));
    in.inspector->setRecord(record(std::nullopt));
    QTRY_COMPARE(in.tree()->model()->rowCount(), 0);
}

void RecordInspectorTest::treeActions()
{
    Inspecting in;
    QSignalSpy filters(in.inspector.get(), &RecordInspector::filterWanted);
    QSignalSpy wantedColumns(in.inspector.get(), &RecordInspector::columnWanted);
    in.inspector->setRecord(record(order));
    in.inspector->valueView()->setForm(PayloadForm::Tree);
    QTRY_COMPARE(in.tree()->model()->rowCount(), 1);
    const auto actions = in.tree()->valueActions();
    for (const QAction* action : actions)
        QVERIFY(!action->isEnabled());
    in.tree()->treeView()->setCurrentIndex(in.find({QStringLiteral("data"), QStringLiteral("amount")}));
    for (QAction* action : actions) {
        QVERIFY(action->isEnabled());
        action->trigger();
        if (action->text() == QStringLiteral("Copy value"))
            QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("9007199254740993"));
        if (action->text() == QStringLiteral("Copy path"))
            QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("value.data.amount"));
    }
    QCOMPARE(filters.size(), 2);
    QVERIFY(filters[0][0].toString().contains(QStringLiteral("value.data.amount")));
    QVERIFY(filters[0][0].toString().contains(QStringLiteral("9007199254740993")));
    QCOMPARE(filters[0][1].toBool(), false);
    QCOMPARE(filters[1][1].toBool(), true);
    QCOMPARE(wantedColumns.size(), 1);
    QCOMPARE(wantedColumns[0][0].toString(), QStringLiteral("value.data.amount"));
    // Objects cannot be equal to anything.
    in.tree()->treeView()->setCurrentIndex(in.find({QStringLiteral("data")}));
    QVERIFY(actions[0]->isEnabled() && !actions[2]->isEnabled() && !actions[3]->isEnabled() && actions[4]->isEnabled());
    in.tree()->treeView()->setFocus();
    in.tree()->treeView()->setCurrentIndex(in.find({QStringLiteral("event_type")}));
    QTest::keyClick(in.tree()->treeView(), Qt::Key_C, Qt::ControlModifier);
    QTRY_COMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("OrderPaid"));
}

void RecordInspectorTest::treeOfWhatIsNoJson()
{
    Inspecting in;
    in.inspector->valueView()->setForm(PayloadForm::Tree);
    in.inspector->setRecord(record(R"({"a":tru})"));
    QTRY_VERIFY(in.tree()->message().contains(QStringLiteral("Not JSON: an unexpected character at byte 5.")));
    in.shoot(QStringLiteral("inspector-no-tree"));
    in.inspector->setRecord(record("{}"));
    QTRY_VERIFY(in.tree()->message().isEmpty());
}

void RecordInspectorTest::treeOfPacked()
{
    Inspecting in;
    in.inspector->setRecord(record(gzipOf(order)));
    QTRY_VERIFY(in.inspector->valueView()->shownText().contains(QStringLiteral("\"amount\": 9007199254740993")));
    QVERIFY(in.inspector->valueView()->note().contains(QStringLiteral("gzip, ")));
    in.inspector->valueView()->setForm(PayloadForm::Tree);
    QTRY_VERIFY(in.find({QStringLiteral("data"), QStringLiteral("amount")}).isValid());
    in.inspector->valueView()->setForm(PayloadForm::Raw);
    QTRY_VERIFY(in.inspector->valueView()->shownText().startsWith(QStringLiteral("\\x1f\\x8b")));
}

void RecordInspectorTest::headers()
{
    Inspecting in;
    QSignalSpy wantedColumns(in.inspector.get(), &RecordInspector::columnWanted);
    in.inspector->setRecord(record(order));
    in.inspector->tabs()->setCurrentIndex(1);
    auto* table = in.inspector->findChild<DataTable*>();
    PayloadView* view = in.inspector->headerView();
    QTRY_COMPARE(view->shownText(), QStringLiteral("shop-1"));
    table->selectKey(QStringLiteral("1"));
    view->setForm(PayloadForm::Tree);
    auto* tree = view->findChild<JsonTreePane*>();
    QTRY_COMPARE(tree->model()->rowCount(tree->model()->index(0, 0)), 1);
    tree->treeView()->setCurrentIndex(tree->model()->index(0, 0, tree->model()->index(0, 0)));
    tree->valueActions().last()->trigger();
    QCOMPARE(wantedColumns.value(0).value(0).toString(), QStringLiteral("header[\"trace\"].id"));
    in.shoot(QStringLiteral("inspector-headers"));
    table->selectKey(QStringLiteral("2"));
    QVERIFY(view->note().contains(QStringLiteral("NULL")));
    table->selectKey(QStringLiteral("3"));
    QTRY_COMPARE(tree->model()->rowCount(tree->model()->index(0, 0)), 2);
}

void RecordInspectorTest::longArrays()
{
    Inspecting in;
    std::string json = "[0";
    for (int i = 1; i < 12'000; ++i)
        json += "," + std::to_string(i);
    QAbstractItemModelTester tester(in.tree()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    in.inspector->valueView()->setForm(PayloadForm::Tree);
    in.inspector->setRecord(record(json + "]"));
    JsonTreeModel* model = in.tree()->model();
    QTRY_COMPARE(model->rowCount(), 1);
    const QModelIndex root = model->index(0, 0);
    QCOMPARE(model->rowCount(root), 1001);
    QVERIFY(model->index(1000, 1, root).data().toString().startsWith(QStringLiteral("11,000 more")));
    in.tree()->treeView()->setCurrentIndex(model->index(1000, 0, root));
    QTest::keyClick(in.tree()->treeView(), Qt::Key_Return);
    QCOMPARE(model->rowCount(root), 11'001);
    QVERIFY(model->showMore(model->index(11'000, 0, root)));
    QCOMPARE(model->rowCount(root), 12'000);
    QCOMPARE(model->index(11'999, 1, root).data().toString(), QStringLiteral("11999"));
    QVERIFY(!model->showMore(model->index(11'999, 0, root)));
}

void RecordInspectorTest::hints()
{
    Inspecting in;
    in.inspector->setRecord(record(order));
    in.inspector->valueView()->setForm(PayloadForm::Tree);
    QTRY_COMPARE(in.tree()->model()->rowCount(), 1);
    in.tree()->treeView()->setCurrentIndex(in.find({QStringLiteral("event_id")}));
    QVERIFY(in.tree()->hint().startsWith(QStringLiteral("UUID version 7, made 2022-02-22")));
    in.tree()->treeView()->setCurrentIndex(in.find({QStringLiteral("data"), QStringLiteral("amount")}));
    QVERIFY(in.tree()->hint().contains(QStringLiteral("JavaScript tools show 9007199254740992")));
    QVERIFY(in.find({QStringLiteral("data"), QStringLiteral("amount")}).siblingAtColumn(1).data(Qt::ToolTipRole).toString().contains(
        QStringLiteral("2^53")));
    in.tree()->treeView()->setCurrentIndex(in.find({QStringLiteral("event_type")}));
    QCOMPARE(in.tree()->hint(), QString());
}

void RecordInspectorTest::uglyPayloads_data()
{
    QTest::addColumn<std::string>("value");
    QTest::addColumn<QString>("shown"); // somewhere in the pretty text; empty: hexadecimal
    QTest::newRow("markup") << std::string("<b>bold</b><img src='file:///etc/passwd'>") << "<b>bold</b><img src='file:///etc/passwd'>";
    QTest::newRow("markup in JSON") << std::string(R"({"<i>n</i>":"<u>v</u>"})") << "\"<i>n</i>\": \"<u>v</u>\"";
    QTest::newRow("bidirectional") << std::string("{\"a\":\"\xE2\x80\xAE" "x\"}") << "\\u{202e}x";
    QTest::newRow("invalid UTF-8") << std::string("{\"a\":\"\xff\"}") << QString();
    QTest::newRow("NUL") << std::string("a\0b", 3) << QString();
    QTest::newRow("depth bomb") << std::string(5'000'000, '[') << "[[[[";
    QTest::newRow("MessagePack depth bomb") << std::string(5'000'000, '\x91') << QString();
    QTest::newRow("gzip bomb") << gzipOf(std::string(60'000'000, ' ')) << " ";
    QTest::newRow("long name") << "{\"" + std::string(100'000, 'n') + "\":1}" << "nnnn";
}

void RecordInspectorTest::uglyPayloads()
{
    QFETCH(std::string, value);
    QFETCH(QString, shown);
    Inspecting in;
    const auto ugly = record(value);
    in.inspector->setRecord(ugly);
    PayloadView* view = in.inspector->valueView();
    if (shown.isEmpty())
        QTRY_VERIFY(view->hexView()->isVisible());
    else
        QTRY_VERIFY_WITH_TIMEOUT(view->shownText().contains(shown), 20'000);
    for (const PayloadForm form : {PayloadForm::Tree, PayloadForm::Text, PayloadForm::Raw, PayloadForm::Hex}) {
        view->setForm(form);
        QTest::qWait(20);
    }
    view->setForm(PayloadForm::Tree);
    QTRY_VERIFY_WITH_TIMEOUT(in.tree()->model()->rowCount() == 1 || !in.tree()->message().isEmpty(), 20'000);
}

void RecordInspectorTest::largeTreeKeepsMoving()
{
    std::string json = "[";
    while (json.size() < 20'000'000)
        json += order + ",";
    json += "0]";
    const auto large = record(json);
    Inspecting in;
    QByteArray report;
    QVERIFY2(keepsMoving([&] {
                 in.inspector->setRecord(large);
                 in.inspector->valueView()->setForm(PayloadForm::Tree);
                 QTRY_COMPARE_WITH_TIMEOUT(in.tree()->model()->rowCount(), 1, 30'000);
                 QTest::qWait(50);
                 in.inspector->setRecord(record("[1]", "k", 1));
                 QTRY_COMPARE(in.find({QStringLiteral("[0]")}).siblingAtColumn(1).data().toString(), QStringLiteral("1"));
             }, report), report.constData());
}

void RecordInspectorTest::previousOfKey()
{
    Inspecting in;
    in.stand.cluster->addTopic("events.ordercreated", 3);
    for (int i = 0; i < 50; ++i)
        in.stand.cluster->append("events.ordercreated", 2, i % 10 == 3 ? "ord-55120" : "other", R"({"amount":1})");
    QSignalSpy follow(in.inspector.get(), &RecordInspector::followKeyWanted);
    in.inspector->setRecord(record(order, "ord-55120", 43));
    QTest::mouseClick(visibleButton(*in.inspector, QStringLiteral("Compare with previous of this key")), Qt::LeftButton);
    QTRY_VERIFY(in.inspector->links()->comparison());
    QVERIFY(in.inspector->links()->status().contains(QStringLiteral("offset 33")));
    CompareView* view = in.inspector->links()->comparison();
    QTRY_VERIFY(!view->summary().isEmpty());
    view->close();
    QTRY_VERIFY(!in.inspector->links()->comparison());
    QTest::mouseClick(visibleButton(*in.inspector, QStringLiteral("All records of this key")), Qt::LeftButton);
    QCOMPARE(follow.size(), 1);
}

void RecordInspectorTest::previousOfKeyThatIsNot()
{
    Inspecting in;
    in.stand.cluster->addTopic("events.ordercreated", 3);
    for (int i = 0; i < 50; ++i)
        in.stand.cluster->append("events.ordercreated", 2, "other", "{}");
    in.inspector->setRecord(record(order, "ord-55120", 43));
    in.inspector->links()->compareWithPrevious();
    QTRY_VERIFY(in.inspector->links()->status().startsWith(QStringLiteral("No earlier record of this key in partition 2")));
    in.stand.cluster->fail(Op::Read, unreachable());
    in.inspector->links()->compareWithPrevious();
    QTRY_COMPARE(in.inspector->links()->status(), QStringLiteral("No broker answers."));
    in.stand.cluster->fail(Op::Read, std::nullopt);
    in.stand.cluster->delay(Op::Read, std::chrono::milliseconds(5'000));
    in.inspector->links()->compareWithPrevious();
    QTRY_VERIFY(visibleButton(*in.inspector, QStringLiteral("Stop")));
    QTest::mouseClick(visibleButton(*in.inspector, QStringLiteral("Stop")), Qt::LeftButton);
    QVERIFY(in.inspector->links()->status().startsWith(QStringLiteral("Stopped.")));
    QVERIFY(!visibleButton(*in.inspector, QStringLiteral("Stop")));
    // Another record voids the search.
    in.inspector->links()->compareWithPrevious();
    in.inspector->setRecord(record("{}", "k", 3));
    QCOMPARE(in.inspector->links()->status(), QString());
    QVERIFY(!in.inspector->links()->comparison());
}

void RecordInspectorTest::nullKey()
{
    Inspecting in;
    in.inspector->setRecord(record(order, std::nullopt));
    QVERIFY(!visibleButton(*in.inspector, QStringLiteral("Compare with previous of this key"))->isEnabled());
    QVERIFY(!visibleButton(*in.inspector, QStringLiteral("All records of this key"))->isEnabled());
    in.inspector->setRecord(record(order, ""));
    QVERIFY(visibleButton(*in.inspector, QStringLiteral("All records of this key"))->isEnabled());
}

void RecordInspectorTest::markAndCompare()
{
    Inspecting in;
    in.inspector->setRecord(record(R"({"a":1})", "k", 10));
    QTest::mouseClick(visibleButton(*in.inspector, QStringLiteral("Mark to compare")), Qt::LeftButton);
    QVERIFY(!visibleButton(*in.inspector, QStringLiteral("Mark to compare")));
    in.inspector->setRecord(record(R"({"a":2})", "k", 20));
    auto* compare = visibleButton(*in.inspector, QStringLiteral("Compare with marked 2:10"));
    QVERIFY(compare);
    QTest::mouseClick(compare, Qt::LeftButton);
    QVERIFY(in.inspector->links()->comparison());
    QTRY_VERIFY(in.inspector->links()->comparison()->summary().startsWith(QStringLiteral("1 difference")));
    QTest::mouseClick(visibleButton(*in.inspector, QStringLiteral("Mark this one instead")), Qt::LeftButton);
    QVERIFY(!visibleButton(*in.inspector, QStringLiteral("Mark this one instead")));
}

void RecordInspectorTest::closedEarly()
{
    auto in = std::make_unique<Inspecting>();
    in->stand.cluster->addTopic("events.ordercreated", 3);
    in->stand.cluster->delay(Op::Offsets, std::chrono::milliseconds(300));
    in->inspector->setRecord(record(std::string(20'000'000, '['), "k", 10));
    in->inspector->valueView()->setForm(PayloadForm::Tree);
    in->inspector->links()->compareWithPrevious();
    in->inspector.reset();
    QTest::qWait(400);
}

QTEST_MAIN(RecordInspectorTest)
#include "test_record_inspector.moc"
