// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/groups_offset_fixture.h"

#include <QtWidgets/QScrollBar>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;
using namespace std::chrono_literals;

class GroupsOffsetGuardsTest : public OffsetDialogStand
{
    Q_OBJECT
private Q_SLOTS:
    void init() { prepare(); }
    void cleanup() { clear(); }
    void skipsOneRecord();
    void nothingToChange();
    void readOnlyShowsThePlanOnly();
    void productionWantsTheName();
    void copiesTheCommand();
    void savesAndReadsAFile();
    void closedWhilePlanning();
    void closingWaitsForTheAnswer();
    void deletesAGroup();
    void deleteIsRefusedWhileActive();
    void deletesOffsetsOfATopic();
    void deleteFails();
    void everythingIsNamed();
};

void GroupsOffsetGuardsTest::skipsOneRecord()
{
    m_fixture->cluster->gap("payments", 0, 3);
    m_fixture->cluster->append("payments", 0, "evil\u202e\nkey", "boom");
    m_fixture->cluster->append("payments", 0, "next", "v");
    open(ResetScope{{}, {{"payments", 0}}}, target(To::SkipRecord));
    QTRY_VERIFY(enabled(QStringLiteral("Skip it")));
    QCOMPARE(m_dialog->windowTitle(), QStringLiteral("Skip a record"));
    QCOMPARE(cell(rows(), 0, QStringLiteral("Committed")), QStringLiteral("1"));
    QCOMPARE(cell(rows(), 0, QStringLiteral("New offset")), QStringLiteral("5"));
    QCOMPARE(cell(rows(), 0, QStringLiteral("Records")), QStringLiteral("1 is skipped")); // three offsets have no record
    QVERIFY(reads(QStringLiteral("Skips offset 4, key evil\\u{202e}\\nkey")));
    QVERIFY2(rows().verticalScrollBar()->maximum() == 0 && rows().horizontalScrollBar()->maximum() == 0,
             "the table is as high and wide as its rows");
    picture(*m_dialog, QStringLiteral("offset-skip"));
    click(QStringLiteral("Skip it"));
    QTRY_VERIFY(reads(QStringLiteral("1 partition was changed.")));
    QCOMPARE(committed({"payments", 0}), 5);
}

void GroupsOffsetGuardsTest::nothingToChange()
{
    open(ResetScope{{}, {{"payments", 0}}}, target(To::Latest));
    QTRY_VERIFY(reads(QStringLiteral("Nothing would change")));
    QVERIFY(!enabled(QStringLiteral("Reset")));
}

void GroupsOffsetGuardsTest::readOnlyShowsThePlanOnly()
{
    m_fixture->connection.readOnly = true;
    m_fixture->cluster->setReadOnly(true);
    open();
    QTRY_COMPARE(rows().model()->rowCount(), 4);
    QVERIFY(button(QStringLiteral("Reset 4 partitions")));
    QVERIFY(!enabled(QStringLiteral("Reset 4 partitions")));
    QVERIFY(reads(QStringLiteral("This connection is read-only")));
    QTest::keyClick(m_dialog, Qt::Key_Return);
    QTest::qWait(50);
    QCOMPARE(m_fixture->cluster->calls(Op::AlterOffsets), 0);
    QVERIFY(!QFile::exists(m_state->path() + QStringLiteral("/weir/activity.db")));
}

void GroupsOffsetGuardsTest::productionWantsTheName()
{
    m_fixture->connection.environment = QStringLiteral("production");
    open();
    QTRY_COMPARE(rows().model()->rowCount(), 4);
    QVERIFY(reads(QStringLiteral("Type the name of the group to confirm.")));
    QVERIFY(!enabled(QStringLiteral("Reset 4 partitions")));
    QVERIFY(button(QStringLiteral("Cancel"))->isDefault());
    field("Name of the group, to confirm").setText(QStringLiteral("Billing"));
    QVERIFY(!enabled(QStringLiteral("Reset 4 partitions")));
    field("Name of the group, to confirm").setText(QStringLiteral("billing"));
    QVERIFY(enabled(QStringLiteral("Reset 4 partitions")));
    picture(*m_dialog, QStringLiteral("offset-reset-production"));
    click(QStringLiteral("Reset 4 partitions"));
    QTRY_VERIFY(reads(QStringLiteral("4 partitions were changed.")));
    // The way back has to be confirmed again.
    click(QStringLiteral("Undo…"));
    QTRY_VERIFY(button(QStringLiteral("Put back 4 partitions")));
    QVERIFY(!enabled(QStringLiteral("Put back 4 partitions")));
}

void GroupsOffsetGuardsTest::copiesTheCommand()
{
    m_fixture->connection.servers = QStringLiteral("broker:9092");
    open(ResetScope{{"orders"}, {}});
    QTRY_VERIFY(enabled(QStringLiteral("Reset 4 partitions")));
    click(QStringLiteral("Copy as kafka-consumer-groups command"));
    QCOMPARE(QApplication::clipboard()->text(),
             QStringLiteral("kafka-consumer-groups.sh --bootstrap-server broker:9092 --group billing --reset-offsets "
                            "--topic orders --to-earliest --execute"));
}

void GroupsOffsetGuardsTest::savesAndReadsAFile()
{
    const QString path = m_state->path() + QStringLiteral("/offsets.csv");
    QVERIFY(saveOffsets(*m_fixture->cluster, "billing", path.toStdString(), Call::within(5s)));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("orders,0,30\norders,1,55\norders,2,5000\npayments,0,1\n"));
    m_fixture->cluster->commit("billing", {"orders", 0}, 77);
    open();
    QTRY_VERIFY(enabled(QStringLiteral("Reset 4 partitions")));
    setTo(To::Offsets);
    QTRY_VERIFY(reads(QStringLiteral("Choose a file")));
    field("File of offsets").setText(path);
    QTRY_VERIFY(enabled(QStringLiteral("Reset 2 partitions"))); // partition 2 goes to its end
    QCOMPARE(cell(rows(), 0, QStringLiteral("New offset")), QStringLiteral("30"));
    field("File of offsets").setText(m_state->path() + QStringLiteral("/none.csv"));
    QTRY_VERIFY(reads(QStringLiteral("cannot be read")));
    field("File of offsets").setText(m_state->path());
    QTRY_VERIFY(reads(QStringLiteral("cannot be read")));
}

void GroupsOffsetGuardsTest::closedWhilePlanning()
{
    m_fixture->cluster->delay(Op::Metadata, 2s);
    open();
    QTest::qWait(30);
    QElapsedTimer closing;
    closing.start();
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    QTRY_VERIFY(!m_dialog);
    QVERIFY2(closing.elapsed() < 1'500, "closing waits for nobody");
    QTest::qWait(60);
}

void GroupsOffsetGuardsTest::closingWaitsForTheAnswer()
{
    open();
    QTRY_VERIFY(enabled(QStringLiteral("Reset 4 partitions")));
    m_fixture->cluster->delay(Op::AlterOffsets, 200ms);
    click(QStringLiteral("Reset 4 partitions"));
    QVERIFY(!choice("Set to").isEnabled());
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    QVERIFY2(m_dialog && m_dialog->isVisible(), "what was sent cannot be called back; its outcome must be seen");
    QTRY_VERIFY(reads(QStringLiteral("4 partitions were changed.")));
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    QTRY_VERIFY(!m_dialog);
}

void GroupsOffsetGuardsTest::deletesAGroup()
{
    openDelete({});
    QTRY_VERIFY(reads(QStringLiteral("with its committed offsets in 4 partitions")));
    QVERIFY(reads(QStringLiteral("orders-0 at 30")));
    QVERIFY(!enabled(QStringLiteral("Delete group")));
    QVERIFY(!button(QStringLiteral("Delete group"))->isDefault());
    field("Name of the group, to confirm").setText(QStringLiteral("billing"));
    QVERIFY(enabled(QStringLiteral("Delete group")));
    picture(*m_dialog, QStringLiteral("group-delete"));
    QSignalSpy deleted(static_cast<GroupDeleteDialog*>(m_dialog.data()), &GroupDeleteDialog::groupDeleted);
    click(QStringLiteral("Delete group"));
    QTRY_VERIFY(reads(QStringLiteral("Group billing was deleted.")));
    QCOMPARE(deleted.count(), 1);
    QCOMPARE(trail().at(0).action, std::string("delete group"));
    const auto kept = OffsetUndo::open(OffsetUndo::defaultPath()).value()->of("fake", "billing").value();
    QCOMPARE(kept.at(0).before.size(), 4U);
}

void GroupsOffsetGuardsTest::deleteIsRefusedWhileActive()
{
    addMembers(*m_fixture->cluster, 2);
    openDelete({});
    QTRY_VERIFY(reads(QStringLiteral("billing has 2 active members.")));
    field("Name of the group, to confirm").setText(QStringLiteral("billing"));
    QVERIFY(!enabled(QStringLiteral("Delete group")));
    m_fixture->cluster->addGroup("billing", "Empty").description.members.clear();
    click(QStringLiteral("Check again"));
    QTRY_VERIFY(enabled(QStringLiteral("Delete group")));
}

void GroupsOffsetGuardsTest::deletesOffsetsOfATopic()
{
    addMembers(*m_fixture->cluster, 1); // reads orders only
    openDelete("payments");
    QTRY_VERIFY(reads(QStringLiteral("1 partition of topic payments")));
    field("Name of the group, to confirm").setText(QStringLiteral("billing"));
    click(QStringLiteral("Delete offsets"));
    QTRY_VERIFY(reads(QStringLiteral("1 committed offset was deleted.")));
    QCOMPARE(committed({"payments", 0}), -1);
    delete m_dialog;
    openDelete("orders");
    QTRY_VERIFY(reads(QStringLiteral("3 partitions of topic orders")));
    field("Name of the group, to confirm").setText(QStringLiteral("billing"));
    click(QStringLiteral("Delete offsets"));
    QTRY_VERIFY(reads(QStringLiteral("active members that read this topic")));
    QCOMPARE(committed({"orders", 0}), 30);
}

void GroupsOffsetGuardsTest::deleteFails()
{
    m_fixture->cluster->fail(Op::Committed, Error{ErrorKind::NotAuthorized, "No permission for this consumer group.", {}, 30, false});
    openDelete({});
    QTRY_COMPARE(m_dialog->findChild<StateView*>()->state(), StateView::State::NoPermission);
    QVERIFY(!enabled(QStringLiteral("Delete group")));
    m_fixture->cluster->fail(Op::Committed, std::nullopt);
    delete m_dialog;
    m_fixture->connection.readOnly = true;
    openDelete({});
    QTRY_VERIFY(reads(QStringLiteral("This connection is read-only")));
    QVERIFY(!enabled(QStringLiteral("Delete group")));
}

void GroupsOffsetGuardsTest::everythingIsNamed()
{
    open();
    QTRY_VERIFY(enabled(QStringLiteral("Reset 4 partitions")));
    QCOMPARE(unnamedControls(m_dialog), QStringList());
    delete m_dialog;
    openDelete({});
    QTRY_VERIFY(reads(QStringLiteral("4 partitions")));
    QCOMPARE(unnamedControls(m_dialog), QStringList());
}

QTEST_MAIN(GroupsOffsetGuardsTest)
#include "groups_offset_guards_test.moc"
