// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_walk.h"
#include "tests/ui/sparse_fixture.h"
#include "ui/widgets/sparse_table_header.h"

#include <QtCore/QSettings>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QMenu>
#include <QtWidgets/QScrollBar>

using namespace weir::ui;
using weir::test::FakeRows;
using Stand = weir::test::SparseStand;
using weir::test::twoBillion;

class TestSparseColumns : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { weir::test::PageStand stand; }
    void resizeMoveAndHide();
    void columnsComeAndGo();
    void columnKeys();
    void copies();
    void contextMenus();
    void screenReader();
    void pictures();
};

void TestSparseColumns::resizeMoveAndHide()
{
    const QString key = QStringLiteral("sparse-test");
    QSettings().clear();
    {
        Stand stand(std::make_unique<FakeRows>(0, 1000), key);
        auto* header = stand.table.header();
        QSignalSpy laidOut(header, &SparseTableHeader::layoutChanged);
        // The edge of a column, dragged.
        const QPoint edge(header->sectionViewportPosition(0) + header->sectionSize(0) - 1, 10);
        QTest::mousePress(header->viewport(), Qt::LeftButton, {}, edge);
        QMouseEvent move(QEvent::MouseMove, edge + QPoint(48, 0), header->viewport()->mapToGlobal(edge + QPoint(48, 0)),
                         Qt::NoButton, Qt::LeftButton, {});
        QCoreApplication::sendEvent(header->viewport(), &move);
        QTest::mouseRelease(header->viewport(), Qt::LeftButton, {}, edge + QPoint(48, 0));
        QCOMPARE(header->sectionSize(0), 200);
        QVERIFY(laidOut.count() > 0);
        // The elastic column takes what is left.
        QCOMPARE(header->length(), stand.table.viewport()->width());
        header->moveSection(header->visualIndex(3), 0);
        header->setColumnShown(4, false);
        QCOMPARE(header->shownColumns(), (std::vector<int>{3, 0, 1, 2, 5, 6}));
        QCOMPARE(header->length(), stand.table.viewport()->width());
        QSignalSpy clicked(&stand.table, &SparseTable::headerClicked);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(header->sectionViewportPosition(1) + 20, 10));
        QCOMPARE(clicked.last().first().toInt(), 1);
    }
    Stand again(std::make_unique<FakeRows>(0, 1000), key);
    QCOMPARE(again.table.header()->shownColumns(), (std::vector<int>{3, 0, 1, 2, 5, 6}));
    QCOMPARE(again.table.header()->sectionSize(0), 200);
    again.table.header()->restoreDefaults();
    QCOMPARE(again.table.header()->shownColumns(), (std::vector<int>{0, 1, 2, 3, 4, 5, 6}));
    QCOMPARE(again.table.header()->sectionSize(0), 152);
    // The last one cannot be hidden.
    for (int column = 0; column < 7; ++column)
        again.table.header()->setColumnShown(column, false);
    QCOMPARE(again.table.header()->shownColumns().size(), std::size_t{1});
    QSettings().clear();
}

void TestSparseColumns::columnsComeAndGo()
{
    Stand stand(0, 1000);
    auto* header = stand.table.header();
    header->resizeSection(3, 180);
    auto columns = stand.rows->shownColumns;
    columns.insert(columns.begin() + 4, {QStringLiteral("field:value.data.amount"), QStringLiteral("value.data.amount"), 90});
    stand.rows->setColumns(columns);
    QCOMPARE(header->count(), 8);
    QCOMPARE(header->sectionSize(3), 180);
    QCOMPARE(header->sectionSize(4), 90);
    columns.erase(columns.begin(), columns.begin() + 2);
    stand.rows->setColumns(columns);
    QCOMPARE(header->sectionSize(1), 180);
    stand.rows->setColumns({});
    stand.key(Qt::Key_Down);
    stand.table.copyCell();
    QCOMPARE(stand.table.currentColumn(), -1);
}

void TestSparseColumns::columnKeys()
{
    Stand stand(0, 1000);
    auto* header = stand.table.header();
    stand.key(Qt::Key_Down);
    QCOMPARE(stand.table.currentColumn(), 0);
    stand.key(Qt::Key_Right);
    QCOMPARE(stand.table.currentColumn(), 1);
    stand.key(Qt::Key_Left);
    stand.key(Qt::Key_Left);
    QCOMPARE(stand.table.currentColumn(), 0);
    stand.key(Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(header->sectionSize(0), 168);
    stand.key(Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(header->visualIndex(0), 1);
    QCOMPARE(stand.table.currentColumn(), 0);
    stand.table.resize(300, 400);
    for (int i = 0; i < 8; ++i)
        stand.key(Qt::Key_Right);
    QCOMPARE(stand.table.currentColumn(), 6);
    QVERIFY(stand.table.horizontalScrollBar()->value() > 0);
    stand.key(Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
    auto* menu = stand.table.findChild<QMenu*>();
    QVERIFY(menu);
    menu->actions()[1]->trigger();
    QVERIFY(header->isSectionHidden(header->logicalIndex(1)));
    menu->close();
}

void TestSparseColumns::copies()
{
    Stand stand(0, 100'000, 10);
    stand.table.setCurrent(20);
    stand.key(Qt::Key_Right);
    stand.key(Qt::Key_Right);
    stand.key(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("20"));
    for (const int column : {0, 3, 4, 5})
        stand.table.header()->setColumnShown(column, false);
    stand.key(Qt::Key_Down, Qt::ShiftModifier);
    QSignalSpy copied(&stand.table, &SparseTable::copied);
    stand.key(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("0\t20\t220 B\n2\t30\t230 B"));
    QCOMPARE(copied.last(), (QVariantList{qint64{2}, qint64{0}, false}));
    // The cap, said.
    Stand many(0, 50'000);
    many.key(Qt::Key_A, Qt::ControlModifier);
    QSignalSpy manyCopied(&many.table, &SparseTable::copied);
    many.table.copyRows();
    QCOMPARE(manyCopied.last(), (QVariantList{qint64{10'000}, qint64{40'000}, false}));
    QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), 9'999);
    // What is not loaded, said.
    many.rows->load(0, 10);
    many.table.copyRows();
    QCOMPARE(manyCopied.last(), (QVariantList{qint64{10}, qint64{0}, true}));
}

void TestSparseColumns::contextMenus()
{
    Stand stand(0, 1000);
    QContextMenuEvent none(QContextMenuEvent::Keyboard, QPoint(10, 10), QPoint(10, 10));
    QCoreApplication::sendEvent(stand.table.viewport(), &none);
    QVERIFY(!stand.table.findChild<QMenu*>());
    stand.click(3, {}, 2);
    stand.click(6, Qt::ShiftModifier, 2);
    QTest::mousePress(stand.table.viewport(), Qt::RightButton, {}, stand.at(4, 3));
    QCOMPARE(stand.table.selection()->first, 3);
    QSignalSpy asked(&stand.table, &SparseTable::contextMenuRequested);
    QContextMenuEvent mouse(QContextMenuEvent::Mouse, stand.at(4, 3), stand.table.viewport()->mapToGlobal(stand.at(4, 3)));
    QCoreApplication::sendEvent(stand.table.viewport(), &mouse);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.last()[1].toInt(), 3);
    QTest::mousePress(stand.table.viewport(), Qt::RightButton, {}, stand.at(9, 1));
    QCOMPARE(*stand.table.current(), 9);
    // Nobody listens: the table has a menu of its own.
    Stand alone(0, 1000);
    alone.click(3);
    QContextMenuEvent keyboard(QContextMenuEvent::Keyboard, QPoint(10, 10), QPoint(10, 10));
    QCoreApplication::sendEvent(alone.table.viewport(), &keyboard);
    auto* menu = alone.table.findChild<QMenu*>();
    QVERIFY(menu);
    QCOMPARE(menu->actions().size(), 2);
    menu->close();
}

void TestSparseColumns::screenReader()
{
    Stand stand(0, twoBillion, 10);
    stand.table.setCurrent(1'000'000'000);
    QCOMPARE(weir::test::unnamedControls(&stand.table), QStringList());
    QAccessibleInterface* root = QAccessible::queryAccessibleInterface(&stand.table);
    QVERIFY(root);
    QCOMPARE(root->role(), QAccessible::Table);
    QCOMPARE(root->text(QAccessible::Name), QStringLiteral("Records"));
    QAccessibleTableInterface* table = root->tableInterface();
    QVERIFY(table);
    QCOMPARE(table->columnCount(), 7);
    QCOMPARE(table->rowCount(), static_cast<int>(stand.positions().size()));
    QCOMPARE(table->columnDescription(2), QStringLiteral("Offset"));
    QCOMPARE(root->childCount(), 7 * (table->rowCount() + 1));
    QCOMPARE(root->child(2)->text(QAccessible::Name), QStringLiteral("Offset"));
    QCOMPARE(root->child(2)->role(), QAccessible::ColumnHeader);
    QAccessibleInterface* focus = root->focusChild();
    QVERIFY(focus);
    QCOMPARE(focus->tableCellInterface()->columnIndex(), 0);
    const int row = focus->tableCellInterface()->rowIndex();
    QAccessibleInterface* offset = table->cellAt(row, 2);
    QCOMPARE(offset->text(QAccessible::Name), QStringLiteral("1,000,000,000"));
    QVERIFY(offset->state().selected);
    QCOMPARE(root->child(root->indexOfChild(offset)), offset);
    QCOMPARE(table->selectedRows(), QList<int>{row});
    QCOMPARE(offset->rect().size(), stand.table.cellRect(1'000'000'000, 2).size());
    QCOMPARE(root->childAt(offset->rect().center().x(), offset->rect().center().y()), offset);
    QCOMPARE(offset->parent(), root);
    QVERIFY(table->selectRow(0));
    QCOMPARE(*stand.table.current(), stand.top());
    // A hidden column is not there.
    stand.table.header()->setColumnShown(0, false);
    QCOMPARE(table->columnCount(), 6);
    QCOMPARE(table->columnDescription(0), QStringLiteral("P"));
    // Far away later: the old cell says nothing wrong, and nothing dangles.
    stand.table.scrollTo(0);
    QCOMPARE(offset->text(QAccessible::Name), QString());
    QVERIFY(offset->state().invalid);
    for (qint64 place = 0; place < 4'000'000; place += 10'000) {
        stand.table.scrollTo(place);
        for (int r = 0; r < table->rowCount(); ++r)
            QVERIFY(table->cellAt(r, 1));
    }
    stand.rows->load(0, 10);
    stand.table.scrollTo(2'000'000);
    QTRY_COMPARE(table->cellAt(0, 1)->text(QAccessible::Name), QStringLiteral("loading…"));
}

void TestSparseColumns::pictures()
{
    const QString folder = qEnvironmentVariable("WEIR_TEST_SCREENSHOTS");
    if (folder.isEmpty())
        QSKIP("WEIR_TEST_SCREENSHOTS names no folder");
    for (const bool dark : {false, true}) {
        weir::test::PageStand::useTheme(dark);
        Stand stand(0, twoBillion, 1);
        stand.rows->load(0, 1'000'000'014);
        stand.table.setCurrent(1'000'000'005);
        stand.table.scrollTo(1'000'000'000);
        stand.table.setSortIndicator(2, Qt::AscendingOrder);
        stand.key(Qt::Key_Right);
        QMouseEvent move(QEvent::MouseMove, stand.at(1'000'000'009), stand.table.viewport()->mapToGlobal(stand.at(1'000'000'009)),
                         Qt::NoButton, Qt::NoButton, {});
        QCoreApplication::sendEvent(stand.table.viewport(), &move);
        QTest::qWait(50);
        stand.table.grab().save(QStringLiteral("%1/sparse%2.png").arg(folder, dark ? QStringLiteral("-dark") : QString()));
    }
    weir::test::PageStand::useTheme(false);
}

QTEST_MAIN(TestSparseColumns)
#include "test_sparse_columns.moc"
