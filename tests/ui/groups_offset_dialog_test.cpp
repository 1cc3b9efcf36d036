// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/groups_offset_fixture.h"

using namespace weir;
using namespace weir::ui;
using namespace weir::test;
using namespace std::chrono_literals;

class GroupsOffsetDialogTest : public OffsetDialogStand
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        qRegisterMetaType<OffsetPlan>();
        qRegisterMetaType<OffsetResult>();
    }
    void init() { prepare(); }
    void cleanup() { clear(); }
    void previewAndReset();
    void loadingThenErrorThenRetry();
    void everyTargetHasItsField();
    void incompleteFormIsNoPlan();
    void newerChoiceVoidsTheOlder();
    void activeGroupIsRefused();
    void becomesActiveMeanwhile();
    void partlyFailed();
    void refusedByTheBroker();
    void changedSince();
    void undoAfterwards();
    void undoEarlier();
    void nothingWasKept();
};

void GroupsOffsetDialogTest::previewAndReset()
{
    open();
    QTRY_VERIFY(enabled(QStringLiteral("Reset 4 partitions")));
    QAbstractItemModelTester tester(rows().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(rows().model()->rowCount(), 4);
    QCOMPARE(cell(rows(), 0, QStringLiteral("Partition")), QStringLiteral("orders-0"));
    QCOMPARE(cell(rows(), 0, QStringLiteral("Committed")), QStringLiteral("30"));
    QCOMPARE(cell(rows(), 0, QStringLiteral("New offset")), QStringLiteral("0"));
    QCOMPARE(cell(rows(), 0, QStringLiteral("Change")), QStringLiteral("-30"));
    QCOMPARE(cell(rows(), 1, QStringLiteral("New offset")), QStringLiteral("20"));
    QVERIFY(reads(QStringLiteral("4 partitions change: 166 records are read again.")));
    QVERIFY(reads(QStringLiteral("Nothing is changed yet.")));
    QCOMPARE(m_fixture->cluster->calls(Op::AlterOffsets), 0);
    picture(*m_dialog, QStringLiteral("offset-reset"));
    Heartbeat heart;
    click(QStringLiteral("Reset 4 partitions"));
    QVERIFY(!committed({"orders", 0}) || m_fixture->cluster->calls(Op::AlterOffsets) <= 1);
    QTRY_VERIFY(reads(QStringLiteral("4 partitions were changed.")));
    QVERIFY2(heart.longestStallMs() < 350, heart.report());
    QCOMPARE(committed({"orders", 0}), 0);
    QCOMPARE(committed({"orders", 1}), 20);
    QCOMPARE(cell(rows(), 0, QStringLiteral("Note")), QStringLiteral("done"));
    QVERIFY(!button(QStringLiteral("Reset 4 partitions")));
    QVERIFY(enabled(QStringLiteral("Close")));
    picture(*m_dialog, QStringLiteral("offset-reset-done"));
    QCOMPARE(m_applied->count(), 1);
    QCOMPARE(m_applied->front().at(1).value<OffsetResult>().applied.size(), 4U);
    QCOMPARE(trail().size(), 1U);
    QCOMPARE(trail()[0].action, std::string("reset offsets"));
    QCOMPARE(trail()[0].target, std::string("billing"));
    QCOMPARE(trail()[0].outcome, std::string("done: 4 partitions"));
}

void GroupsOffsetDialogTest::loadingThenErrorThenRetry()
{
    m_fixture->cluster->delay(Op::Metadata, 100ms);
    m_fixture->cluster->fail(Op::Metadata, Error{ErrorKind::Unreachable, "shop-test did not answer.", {}, -195, true});
    open();
    QCOMPARE(m_dialog->findChild<StateView*>()->state(), StateView::State::Loading);
    QVERIFY(!enabled(QStringLiteral("Reset")));
    QTRY_COMPARE(m_dialog->findChild<StateView*>()->state(), StateView::State::Failed);
    QVERIFY(reads(QStringLiteral("shop-test did not answer")));
    m_fixture->cluster->fail(Op::Metadata, std::nullopt);
    click(QStringLiteral("Retry"));
    QTRY_VERIFY(enabled(QStringLiteral("Reset 4 partitions")));
}

void GroupsOffsetDialogTest::everyTargetHasItsField()
{
    open(ResetScope{{}, {{"orders", 0}}});
    QTRY_VERIFY(enabled(QStringLiteral("Reset 1 partition")));
    setTo(To::Offset);
    QTRY_VERIFY(reads(QStringLiteral("Say to which offset")));
    field("Offset").setText(QStringLiteral("1,000"));
    QTRY_COMPARE(cell(rows(), 0, QStringLiteral("New offset")), QStringLiteral("100"));
    QCOMPARE(cell(rows(), 0, QStringLiteral("Note")), QStringLiteral("edge of the log"));
    setTo(To::ShiftBy);
    field("Shift by").setText(QStringLiteral("-10"));
    QTRY_COMPARE(cell(rows(), 0, QStringLiteral("New offset")), QStringLiteral("20"));
    setTo(To::Latest);
    QTRY_COMPARE(cell(rows(), 0, QStringLiteral("Records")), QStringLiteral("70 are skipped"));
    setTo(To::LikeGroup);
    QTRY_VERIFY(reads(QStringLiteral("Name the group")));
    QTRY_VERIFY(choice("Other group").findText(QStringLiteral("billing-old")) >= 0);
    choice("Other group").setEditText(QStringLiteral("billing"));
    QTRY_VERIFY(reads(QStringLiteral("the group itself")));
    choice("Other group").setEditText(QStringLiteral("billing-old"));
    QTRY_COMPARE(cell(rows(), 0, QStringLiteral("New offset")), QStringLiteral("99"));
    setTo(To::Time);
    choice("Usual times").setCurrentIndex(2);
    Q_EMIT choice("Usual times").activated(2);
    QTRY_COMPARE(cell(rows(), 0, QStringLiteral("New offset")), QStringLiteral("100"));
    choice("Time zone of the time").setCurrentIndex(1);
    picture(*m_dialog, QStringLiteral("offset-reset-time"));
    QVERIFY(enabled(QStringLiteral("Reset 1 partition")));
}

void GroupsOffsetDialogTest::incompleteFormIsNoPlan()
{
    open();
    QTRY_VERIFY(enabled(QStringLiteral("Reset 4 partitions")));
    choice("In").setCurrentIndex(1);
    QVERIFY(!enabled(QStringLiteral("Reset")));
    QTRY_VERIFY(reads(QStringLiteral("Name at least one topic")));
    field("Topics").setText(QStringLiteral("orders"));
    QTRY_VERIFY(enabled(QStringLiteral("Reset 4 partitions"))); // the one without a commit too
    choice("In").setCurrentIndex(2);
    field("Partitions").setText(QStringLiteral("orders"));
    QTRY_VERIFY(reads(QStringLiteral("write topic:0-3,7")));
    field("Partitions").setText(QStringLiteral("orders:0-1 nope:0"));
    QTRY_VERIFY(enabled(QStringLiteral("Reset 2 partitions")));
    QVERIFY(reads(QStringLiteral("1 cannot be reset")));
    QCOMPARE(cell(rows(), 0, QStringLiteral("Partition")), QStringLiteral("nope-0"));
    QCOMPARE(cell(rows(), 0, QStringLiteral("Note")), QStringLiteral("not reset"));
    QCOMPARE(cell(rows(), 0, QStringLiteral("New offset")), QStringLiteral("–"));
}

void GroupsOffsetDialogTest::newerChoiceVoidsTheOlder()
{
    m_fixture->cluster->delay(Op::Offsets, 150ms);
    open();
    QTest::qWait(30);
    setTo(To::Latest);
    QVERIFY(!enabled(QStringLiteral("Reset")));
    QTRY_VERIFY(enabled(QStringLiteral("Reset 3 partitions"))); // payments-0 is at the end already
    QCOMPARE(cell(rows(), 0, QStringLiteral("New offset")), QStringLiteral("100"));
}

void GroupsOffsetDialogTest::activeGroupIsRefused()
{
    addMembers(*m_fixture->cluster, 2);
    open();
    QTRY_VERIFY(reads(QStringLiteral("billing has 2 active members. Stop them, then check again.")));
    QCOMPARE(rows().model()->rowCount(), 4); // what would happen is shown all the same
    QVERIFY(!enabled(QStringLiteral("Reset 4 partitions")));
    QVERIFY(reads(QStringLiteral("Not possible while the group is active.")));
    picture(*m_dialog, QStringLiteral("offset-reset-refused"));
    m_fixture->cluster->addGroup("billing", "Empty").description.members.clear();
    click(QStringLiteral("Check again"));
    QTRY_VERIFY(enabled(QStringLiteral("Reset 4 partitions")));
    QVERIFY(!reads(QStringLiteral("active members")));
}

void GroupsOffsetDialogTest::becomesActiveMeanwhile()
{
    open();
    QTRY_VERIFY(enabled(QStringLiteral("Reset 4 partitions")));
    addMembers(*m_fixture->cluster, 1);
    click(QStringLiteral("Reset 4 partitions"));
    QTRY_VERIFY(reads(QStringLiteral("billing has 1 active member. Stop it, then check again.")));
    QCOMPARE(m_fixture->cluster->calls(Op::AlterOffsets), 0);
    QCOMPARE(committed({"orders", 0}), 30);
    QVERIFY(QString::fromStdString(trail().at(0).outcome).startsWith(QStringLiteral("failed: billing has 1")));
    click(QStringLiteral("Preview again"));
    QTRY_VERIFY(!enabled(QStringLiteral("Reset 4 partitions")) && reads(QStringLiteral("Not possible while")));
}

void GroupsOffsetDialogTest::partlyFailed()
{
    m_fixture->cluster->failSubject(Op::AlterOffsets, "orders-1", Error{ErrorKind::NotAuthorized, "Not allowed.", {}, 30, false});
    open();
    QTRY_VERIFY(enabled(QStringLiteral("Reset 4 partitions")));
    click(QStringLiteral("Reset 4 partitions"));
    QTRY_VERIFY(reads(QStringLiteral("3 partitions were changed. 1 failed and is as it was.")));
    QCOMPARE(cell(rows(), 1, QStringLiteral("Note")), QStringLiteral("failed"));
    QVERIFY(cell(rows(), 1, QStringLiteral("Note"), Qt::ToolTipRole).contains(QStringLiteral("Not allowed")));
    QCOMPARE(cell(rows(), 0, QStringLiteral("Note")), QStringLiteral("done"));
    QCOMPARE(committed({"orders", 1}), 55);
    picture(*m_dialog, QStringLiteral("offset-reset-partly"));
    m_fixture->cluster->failSubject(Op::AlterOffsets, "orders-1", std::nullopt);
    click(QStringLiteral("Preview again"));
    QTRY_VERIFY(enabled(QStringLiteral("Reset 1 partition")));
    click(QStringLiteral("Reset 1 partition"));
    QTRY_VERIFY(reads(QStringLiteral("1 partition was changed.")));
}

void GroupsOffsetDialogTest::refusedByTheBroker()
{
    m_fixture->cluster->fail(Op::AlterOffsets, Error{ErrorKind::TimedOut, "No answer came in time.", {}, -185, true});
    open();
    QTRY_VERIFY(enabled(QStringLiteral("Reset 4 partitions")));
    click(QStringLiteral("Reset 4 partitions"));
    QTRY_VERIFY(reads(QStringLiteral("0 partitions were changed. 4 failed")));
    QVERIFY(!button(QStringLiteral("Undo…")));
}

void GroupsOffsetDialogTest::changedSince()
{
    open();
    QTRY_VERIFY(enabled(QStringLiteral("Reset 4 partitions")));
    m_fixture->cluster->commit("billing", {"orders", 0}, 31);
    click(QStringLiteral("Reset 4 partitions"));
    QTRY_VERIFY(reads(QStringLiteral("1 had moved since the preview and was left alone.")));
    QCOMPARE(cell(rows(), 0, QStringLiteral("Note")), QStringLiteral("changed since"));
    QCOMPARE(committed({"orders", 0}), 31);
}

void GroupsOffsetDialogTest::undoAfterwards()
{
    open(ResetScope{{"orders"}, {}});
    QTRY_VERIFY(enabled(QStringLiteral("Reset 4 partitions")));
    click(QStringLiteral("Reset 4 partitions"));
    QTRY_VERIFY(button(QStringLiteral("Undo…")));
    QCOMPARE(committed({"orders", 3}), 0);
    click(QStringLiteral("Undo…"));
    // Beyond the end it cannot go back; that is said, and the one without a commit is forgotten again.
    QTRY_VERIFY(enabled(QStringLiteral("Put back 4 partitions")));
    QVERIFY(reads(QStringLiteral("1 offset is deleted.")));
    QCOMPARE(cell(rows(), 2, QStringLiteral("Note")), QStringLiteral("edge of the log"));
    picture(*m_dialog, QStringLiteral("offset-undo-preview"));
    click(QStringLiteral("Put back 4 partitions"));
    QTRY_VERIFY(reads(QStringLiteral("4 partitions were changed.")));
    QCOMPARE(committed({"orders", 0}), 30);
    QCOMPARE(committed({"orders", 1}), 55);
    QCOMPARE(committed({"orders", 2}), 100);
    QCOMPARE(committed({"orders", 3}), -1);
    QCOMPARE(trail().at(0).action, std::string("undo reset"));
}

void GroupsOffsetDialogTest::undoEarlier()
{
    {
        const auto undo = OffsetUndo::open(OffsetUndo::defaultPath()).value();
        for (const auto& [what, group, offset] :
             {std::tuple("to the end", "billing", 7), std::tuple("by -10", "billing", 9), std::tuple("by -1", "other", 1)}) {
            UndoEntry entry;
            entry.time = 1'700'000'000'000;
            entry.cluster = "fake";
            entry.group = group;
            entry.what = what;
            entry.before = {{{"orders", 0}, offset}};
            QVERIFY(undo->keep(entry));
        }
    }
    open();
    QTRY_VERIFY(enabled(QStringLiteral("Reset 4 partitions")));
    click(QStringLiteral("Undo earlier reset…"));
    QPointer<OffsetUndoDialog> list = m_dialog->findChild<OffsetUndoDialog*>();
    QVERIFY(list);
    auto* table = named<DataTable>(*list, QStringLiteral("Earlier resets"));
    QTRY_COMPARE(table->model()->rowCount(), 2);
    QCOMPARE(cell(*table, 0, QStringLiteral("Reset")), QStringLiteral("by -10"));
    QCOMPARE(unnamedControls(list), QStringList());
    picture(*list, QStringLiteral("offset-undo-list"));
    table->selectKey(table->tableModel()->keyAt(1));
    QTest::mouseClick(buttonNamed(*list, QStringLiteral("Preview undo")), Qt::LeftButton);
    QTRY_VERIFY(!list);
    QTRY_VERIFY(enabled(QStringLiteral("Put back 1 partition")));
    QCOMPARE(cell(rows(), 0, QStringLiteral("New offset")), QStringLiteral("7"));
    // Choosing something in the form leaves the undo again.
    setTo(To::Latest);
    QTRY_VERIFY(enabled(QStringLiteral("Reset 3 partitions")));
}

void GroupsOffsetDialogTest::nothingWasKept()
{
    open();
    QTRY_VERIFY(enabled(QStringLiteral("Reset 4 partitions")));
    click(QStringLiteral("Undo earlier reset…"));
    QTRY_VERIFY(reads(QStringLiteral("No reset is kept")));
}

QTEST_MAIN(GroupsOffsetDialogTest)
#include "groups_offset_dialog_test.moc"
