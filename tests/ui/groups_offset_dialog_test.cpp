// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/audit_trail.h"
#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"
#include "tests/support/page_fixture.h"
#include "ui/groups/group_delete_dialog.h"
#include "ui/groups/offset_reset_dialog.h"
#include "ui/groups/offset_undo_dialog.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/state_view.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QPointer>
#include <QtCore/QTemporaryDir>
#include <QtGui/QClipboard>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

using To = ResetTarget::To;

/// orders: four partitions of 100 records, of which the first 20 of partition 1 are gone; billing is committed in all
/// but the last, beyond the end in partition 2.
void fill(FakeCluster& cluster, const std::string& state = "Empty")
{
    cluster.addTopic("orders", 4);
    cluster.addTopic("payments", 1);
    for (int i = 0; i < 400; ++i)
        cluster.append("orders", i % 4, "order-" + std::to_string(i), R"({"amount":12})");
    cluster.append("payments", 0, "p", "v");
    cluster.deleteBefore("orders", 1, 20);
    cluster.addGroup("billing", state);
    cluster.commit("billing", {"orders", 0}, 30);
    cluster.commit("billing", {"orders", 1}, 55);
    cluster.commit("billing", {"orders", 2}, 5'000);
    cluster.commit("billing", {"payments", 0}, 1);
    cluster.addGroup("billing-old", "Empty");
    cluster.commit("billing-old", {"orders", 0}, 99);
}

void addMembers(FakeCluster& cluster, int count)
{
    FakeGroup& group = cluster.addGroup("billing", "Stable");
    for (int i = 0; i < count; ++i)
        group.description.members.push_back({"m" + std::to_string(i), "c", "/10.2.1.14", std::nullopt, {{"orders", i}}});
}

ResetTarget target(To to)
{
    ResetTarget made;
    made.to = to;
    return made;
}

} // namespace

class GroupsOffsetDialogTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
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

private:
    void open(std::optional<ResetScope> scope = {}, std::optional<ResetTarget> target = {}, const std::string& group = "billing")
    {
        auto* dialog = new OffsetResetDialog(m_fixture->context(), group, std::move(scope), std::move(target));
        m_dialog = dialog;
        m_applied = std::make_unique<QSignalSpy>(dialog, &OffsetResetDialog::applied);
        ui::applyTheme(*qApp, ui::Theme::light());
        dialog->open();
    }
    void openDelete(std::optional<std::string> topic)
    {
        auto* dialog = new GroupDeleteDialog(m_fixture->context(), "billing", std::move(topic));
        m_dialog = dialog;
        ui::applyTheme(*qApp, ui::Theme::light());
        dialog->open();
    }
    [[nodiscard]] DataTable& rows() const { return *named<DataTable>(*m_dialog, QStringLiteral("Old and new offsets")); }
    [[nodiscard]] QPushButton* button(const QString& text) const
    {
        return qobject_cast<QPushButton*>(buttonNamed(*m_dialog, text));
    }
    [[nodiscard]] bool enabled(const QString& text) const { return button(text) && button(text)->isEnabled(); }
    [[nodiscard]] bool reads(const QString& text) const { return m_dialog && readableText(*m_dialog).contains(text); }
    void click(const QString& text) { QTest::mouseClick(button(text), Qt::LeftButton); }
    [[nodiscard]] QComboBox& choice(const char* name) const { return *named<QComboBox>(*m_dialog, QString::fromLatin1(name)); }
    [[nodiscard]] QLineEdit& field(const char* name) const { return *named<QLineEdit>(*m_dialog, QString::fromLatin1(name)); }
    void setTo(To to) { choice("Set to").setCurrentIndex(choice("Set to").findData(static_cast<int>(to))); }
    [[nodiscard]] std::int64_t committed(const TopicPartition& partition) const
    {
        const auto all = m_fixture->cluster->committedOffsets({"billing"}, Call::within(5s)).values.at("billing");
        const auto at = all.find(partition);
        return at == all.end() ? -1 : at->second;
    }
    [[nodiscard]] static std::vector<AuditEntry> trail()
    {
        return AuditTrail::open(AuditTrail::defaultPath()).value()->newest(10).value();
    }

    std::unique_ptr<QTemporaryDir> m_state;
    std::unique_ptr<PageFixture> m_fixture;
    QPointer<QDialog> m_dialog;
    std::unique_ptr<QSignalSpy> m_applied;
};

void GroupsOffsetDialogTest::initTestCase()
{
    qRegisterMetaType<OffsetPlan>();
    qRegisterMetaType<OffsetResult>();
}

void GroupsOffsetDialogTest::init()
{
    m_state = std::make_unique<QTemporaryDir>();
    qputenv("XDG_STATE_HOME", m_state->path().toUtf8());
    m_fixture = std::make_unique<PageFixture>();
    fill(*m_fixture->cluster);
}

void GroupsOffsetDialogTest::cleanup()
{
    m_applied.reset();
    delete m_dialog;
    m_fixture.reset();
}

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
    QVERIFY(reads(QStringLiteral("4 partitions change: 5,066 records are read again.")));
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

void GroupsOffsetDialogTest::skipsOneRecord()
{
    m_fixture->cluster->gap("payments", 0, 3);
    m_fixture->cluster->append("payments", 0, "evil\u202e\nkey", "boom");
    m_fixture->cluster->append("payments", 0, "next", "v");
    open(ResetScope{{}, {{"payments", 0}}}, target(To::SkipRecord));
    QTRY_VERIFY(enabled(QStringLiteral("Skip it")));
    QCOMPARE(m_dialog->windowTitle(), QStringLiteral("Skip a record"));
    QCOMPARE(cell(rows(), 0, QStringLiteral("Committed")), QStringLiteral("1"));
    QCOMPARE(cell(rows(), 0, QStringLiteral("New offset")), QStringLiteral("5"));
    QVERIFY(reads(QStringLiteral("Skips offset 4, key evil\\u{202e}\\nkey")));
    picture(*m_dialog, QStringLiteral("offset-skip"));
    click(QStringLiteral("Skip it"));
    QTRY_VERIFY(reads(QStringLiteral("1 partition was changed.")));
    QCOMPARE(committed({"payments", 0}), 5);
}

void GroupsOffsetDialogTest::nothingToChange()
{
    open(ResetScope{{}, {{"payments", 0}}}, target(To::Latest));
    QTRY_VERIFY(reads(QStringLiteral("Nothing would change")));
    QVERIFY(!enabled(QStringLiteral("Reset")));
}

void GroupsOffsetDialogTest::readOnlyShowsThePlanOnly()
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

void GroupsOffsetDialogTest::productionWantsTheName()
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

void GroupsOffsetDialogTest::copiesTheCommand()
{
    m_fixture->connection.servers = QStringLiteral("broker:9092");
    open(ResetScope{{"orders"}, {}});
    QTRY_VERIFY(enabled(QStringLiteral("Reset 4 partitions")));
    click(QStringLiteral("Copy as kafka-consumer-groups command"));
    QCOMPARE(QApplication::clipboard()->text(),
             QStringLiteral("kafka-consumer-groups.sh --bootstrap-server broker:9092 --group billing --reset-offsets "
                            "--topic orders --to-earliest --execute"));
}

void GroupsOffsetDialogTest::savesAndReadsAFile()
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

void GroupsOffsetDialogTest::closedWhilePlanning()
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

void GroupsOffsetDialogTest::closingWaitsForTheAnswer()
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

void GroupsOffsetDialogTest::deletesAGroup()
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

void GroupsOffsetDialogTest::deleteIsRefusedWhileActive()
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

void GroupsOffsetDialogTest::deletesOffsetsOfATopic()
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

void GroupsOffsetDialogTest::deleteFails()
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

void GroupsOffsetDialogTest::everythingIsNamed()
{
    open();
    QTRY_VERIFY(enabled(QStringLiteral("Reset 4 partitions")));
    QCOMPARE(unnamedControls(m_dialog), QStringList());
    delete m_dialog;
    openDelete({});
    QTRY_VERIFY(reads(QStringLiteral("4 partitions")));
    QCOMPARE(unnamedControls(m_dialog), QStringList());
}

QTEST_MAIN(GroupsOffsetDialogTest)
#include "groups_offset_dialog_test.moc"
