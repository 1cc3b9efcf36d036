// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/table_model.h"

#include <QtCore/QRandomGenerator>
#include <QtGui/QClipboard>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QHeaderView>

#include <algorithm>
#include <cmath>

using namespace weir::ui;

namespace {

struct Row {
    QString name;
    std::optional<qint64> lag;
    bool operator==(const Row&) const = default;
};

std::vector<Column<Row>> columns()
{
    return {{.id = QStringLiteral("name"), .title = QStringLiteral("Name"), .text = [](const Row& r) { return r.name; },
             .width = 0},
            {.title = QStringLiteral("Lag"),
             .text = [](const Row& r) { return countText(r.lag); },
             .width = 90,
             .alignment = Qt::AlignRight,
             .mono = true,
             .searchable = false,
             .sortKey = [](const Row& r) { return r.lag ? SortKey(*r.lag) : SortKey(); }}};
}

std::unique_ptr<TableModel<Row>> makeModel()
{
    return std::make_unique<TableModel<Row>>(columns(), [](const Row& r) { return r.name; });
}

QString shown(const TableModel<Row>& model)
{
    QStringList names;
    for (int i = 0; i < model.rowCount(); ++i)
        names << model.at(i).name;
    return names.join(u' ');
}

std::vector<Row> rowsOf(const QString& names)
{
    std::vector<Row> rows;
    for (const QString& name : names.split(u' ', Qt::SkipEmptyParts))
        rows.push_back({name, static_cast<qint64>(name.size())});
    return rows;
}

} // namespace

class TestTableModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void planOfChanges_data();
    void planOfChanges();
    void replacingRows_data();
    void replacingRows();
    void randomChangesKeepPersistentIndexes();
    void manyPiecesReset();
    void unknownSortsLast();
    void filterWords_data();
    void filterWords();
    void predicateAndFind();
    void selectionSurvives();
    void selectionSurvivesReset();
    void keyboardAndCopy();
    void tenThousandRows();
};

void TestTableModel::planOfChanges_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<int>("removals");
    QTest::addColumn<int>("insertions");
    QTest::addColumn<bool>("moved");
    QTest::newRow("same") << "a b c" << "a b c" << 0 << 0 << false;
    QTest::newRow("from nothing") << "" << "a b c" << 0 << 1 << false;
    QTest::newRow("to nothing") << "a b c" << "" << 1 << 0 << false;
    QTest::newRow("middle gone") << "a b c" << "a c" << 1 << 0 << false;
    QTest::newRow("two holes") << "a b c d e" << "a c e" << 2 << 0 << false;
    QTest::newRow("ends added") << "b" << "a b c" << 0 << 2 << false;
    QTest::newRow("reversed") << "a b c" << "c b a" << 0 << 0 << true;
    QTest::newRow("all at once") << "a b c d" << "d x a y" << 1 << 2 << true;
    QTest::newRow("nothing in common") << "a b" << "c d" << 1 << 1 << false;
}

void TestTableModel::planOfChanges()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    const auto split = [](const QString& text) { return text.split(u' ', Qt::SkipEmptyParts); };
    const auto plan = planRowChange(split(before), split(after));
    QVERIFY(plan);
    QTEST(static_cast<int>(plan->removals.size()), "removals");
    QTEST(static_cast<int>(plan->insertions.size()), "insertions");
    QTEST(!plan->moves.empty(), "moved");
    QVERIFY(!planRowChange({QStringLiteral("a"), QStringLiteral("a")}, {}));
}

void TestTableModel::replacingRows_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::newRow("grow") << "a" << "a b c";
    QTest::newRow("shrink") << "a b c d" << "b";
    QTest::newRow("reverse") << "a b c d" << "d c b a";
    QTest::newRow("shuffle and replace") << "a b c d e f" << "f x b y a z";
    QTest::newRow("empty to empty") << "" << "";
    QTest::newRow("all new") << "a b" << "c d e";
    QTest::newRow("to empty") << "a b" << "";
    QTest::newRow("repeated keys") << "a a b" << "b a a a";
}

void TestTableModel::replacingRows()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    auto model = makeModel();
    QAbstractItemModelTester tester(model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    model->setRows(rowsOf(before));
    QCOMPARE(shown(*model), before);
    model->setRows(rowsOf(after));
    QCOMPARE(shown(*model), after);
    model->setRows(rowsOf(before));
    QCOMPARE(shown(*model), before);
}

void TestTableModel::randomChangesKeepPersistentIndexes()
{
    auto model = makeModel();
    QAbstractItemModelTester tester(model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    model->sort(0);
    QRandomGenerator random(7);
    for (int round = 0; round < 200; ++round) {
        std::vector<Row> rows;
        for (int i = 0; i < 40; ++i) {
            if (random.bounded(3) != 0)
                rows.push_back({QStringLiteral("t%1").arg(i, 2, 10, QLatin1Char('0')), random.bounded(1000)});
        }
        std::shuffle(rows.begin(), rows.end(), random);
        QList<std::pair<QString, QPersistentModelIndex>> kept;
        for (int i = 0; i < model->rowCount(); ++i)
            kept << std::pair(model->keyAt(i), QPersistentModelIndex(model->index(i, 0)));
        if (random.bounded(2) == 0)
            model->sort(random.bounded(2), random.bounded(2) == 0 ? Qt::AscendingOrder : Qt::DescendingOrder);
        model->setRows(rows);
        QCOMPARE(model->rowCount(), static_cast<int>(rows.size()));
        for (const auto& [key, index] : kept) {
            const bool alive = model->shownRowOf(key).has_value();
            QCOMPARE(index.isValid(), alive);
            if (alive)
                QCOMPARE(model->keyAt(index.row()), key);
        }
    }
}

void TestTableModel::manyPiecesReset()
{
    auto model = makeModel();
    QAbstractItemModelTester tester(model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    std::vector<Row> all;
    std::vector<Row> even;
    for (int i = 0; i < 2000; ++i) {
        all.push_back({QString::number(i), i});
        if (i % 2 == 0)
            even.push_back(all.back());
    }
    model->setRows(all);
    QSignalSpy reset(model.get(), &QAbstractItemModel::modelReset);
    model->setRows(even);
    QCOMPARE(reset.count(), 1);
    QCOMPARE(model->rowCount(), 1000);
}

void TestTableModel::unknownSortsLast()
{
    auto model = makeModel();
    model->setRows({{QStringLiteral("a"), 10}, {QStringLiteral("b"), std::nullopt}, {QStringLiteral("c"), 2}});
    model->sort(1, Qt::AscendingOrder);
    QCOMPARE(shown(*model), QStringLiteral("c a b"));
    model->sort(1, Qt::DescendingOrder);
    QCOMPARE(shown(*model), QStringLiteral("a c b"));
    QCOMPARE(model->index(2, 1).data().toString(), QStringLiteral("–"));
}

void TestTableModel::filterWords_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing") << "" << "events.orderpaid events.usercreated PAYMENTS";
    QTest::newRow("part") << "order" << "events.orderpaid";
    QTest::newRow("case") << "payments" << "PAYMENTS";
    QTest::newRow("two words, any order") << "user events" << "events.usercreated";
    QTest::newRow("blanks") << "   " << "events.orderpaid events.usercreated PAYMENTS";
    QTest::newRow("no regular expression") << ".*" << "";
    QTest::newRow("not in a numeric column") << "16" << "";
}

void TestTableModel::filterWords()
{
    QFETCH(QString, filter);
    auto model = makeModel();
    QAbstractItemModelTester tester(model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    model->setRows(rowsOf(QStringLiteral("events.orderpaid events.usercreated PAYMENTS")));
    QSignalSpy told(model.get(), &TableModelBase::shownChanged);
    model->setFilter(filter);
    QTEST(shown(*model), "expected");
    QCOMPARE(told.last().at(0).toInt(), model->rowCount());
    QCOMPARE(told.last().at(1).toInt(), 3);
    model->setFilter({});
    QCOMPARE(model->rowCount(), 3);
}

void TestTableModel::predicateAndFind()
{
    auto model = makeModel();
    model->setRows(rowsOf(QStringLiteral("a bb ccc")));
    model->setPredicate([](const Row& row) { return row.lag > 1; });
    QCOMPARE(shown(*model), QStringLiteral("bb ccc"));
    QVERIFY(model->find(QStringLiteral("a")));
    QVERIFY(!model->find(QStringLiteral("zz")));
    model->setPredicate(nullptr);
    QCOMPARE(model->rowCount(), 3);
}

void TestTableModel::selectionSurvives()
{
    auto model = makeModel();
    DataTable table(model.get(), QStringLiteral("Topics"), {});
    table.resize(400, 300);
    table.show();
    model->setRows(rowsOf(QStringLiteral("a b c d")));
    QSignalSpy told(&table, &DataTable::currentKeyChanged);
    QVERIFY(table.selectKey(QStringLiteral("c")));
    QCOMPARE(told.count(), 1);
    model->setRows(rowsOf(QStringLiteral("x c y a")));
    QCOMPARE(table.currentKey(), QStringLiteral("c"));
    QCOMPARE(told.count(), 1);
    QCOMPARE(table.selectionModel()->selectedRows().size(), 1);
    QVERIFY(!table.selectKey(QStringLiteral("gone")));
    QCOMPARE(weir::test::unnamedControls(&table), QStringList());
}

void TestTableModel::selectionSurvivesReset()
{
    auto model = makeModel();
    DataTable table(model.get(), QStringLiteral("Topics"), {});
    std::vector<Row> all;
    for (int i = 0; i < 2000; ++i)
        all.push_back({QString::number(i), i});
    model->setRows(all);
    QVERIFY(table.selectKey(QStringLiteral("1000")));
    std::erase_if(all, [](const Row& row) { return *row.lag % 2 == 1; });
    QSignalSpy told(&table, &DataTable::currentKeyChanged);
    model->setRows(all);
    QCOMPARE(table.currentKey(), QStringLiteral("1000"));
    QCOMPARE(told.count(), 0);
}

void TestTableModel::keyboardAndCopy()
{
    auto model = makeModel();
    DataTable table(model.get(), QStringLiteral("Topics"), {});
    table.resize(400, 300);
    table.show();
    model->setRows({{QStringLiteral("orders"), 12345}, {QStringLiteral("users"), std::nullopt}});
    table.sortBy(0, Qt::AscendingOrder);
    table.setFocus();
    table.selectKey(QStringLiteral("orders"));
    QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("orders\t12,345"));
    QTest::keyClick(&table, Qt::Key_Down);
    QCOMPARE(table.currentKey(), QStringLiteral("users"));
    QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("users"));
    QSignalSpy activated(&table, &DataTable::rowActivated);
    QTest::keyClick(&table, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().first().toString(), QStringLiteral("users"));
    QVERIFY(table.columnWidth(0) >= 290);
    auto* header = table.horizontalHeader();
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(header->sectionViewportPosition(1) + 5, 10));
    QCOMPARE(model->sortColumn(), 1);
}

void TestTableModel::tenThousandRows()
{
    auto model = makeModel();
    DataTable table(model.get(), QStringLiteral("Topics"), {});
    table.resize(800, 600);
    table.show();
    QVERIFY(QTest::qWaitForWindowExposed(&table));
    std::vector<Row> rows;
    for (int i = 0; i < 10000; ++i)
        rows.push_back({QStringLiteral("topic-%1").arg(i), (i * 7919) % 10007});
    model->sort(0);
    weir::test::Heartbeat heart;
    QTest::qWait(10);
    model->setRows(rows);
    QTest::qWait(20);
    model->setFilter(QStringLiteral("topic-77"));
    QTest::qWait(20);
    model->setFilter({});
    QTest::qWait(20);
    QCOMPARE(model->rowCount(), 10000);
#ifdef QT_NO_DEBUG
    QVERIFY2(heart.steady(), heart.report());
#else
    QVERIFY2(heart.longestStallMs() < 10 * weir::test::Heartbeat::limitMs(), heart.report());
#endif
}

QTEST_MAIN(TestTableModel)
#include "test_table_model.moc"
