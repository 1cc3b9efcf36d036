// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/deadletters_stand.h"
#include "ui/deadletters/archive_dialog.h"
#include "ui/deadletters/convention_dialog.h"
#include "ui/deadletters/handled_tab.h"
#include "ui/deadletters/replay_plan_dialog.h"
#include "ui/widgets/notice_bar.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QInputDialog>
#include <QtWidgets/QLineEdit>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;
using namespace std::chrono_literals;

/// What a person does with dead letters: tick, mark, note, name topics and headers, archive, plan.
class DeadlettersWorkTest : public QObject, public DeadLettersStand
{
    Q_OBJECT
private Q_SLOTS:
    void init() { prepare(); }
    void nothingCanBeMarkedWithoutAFile();
    void ticking();
    void groupHandledAndOpenAgain();
    void lettersMarked();
    void ignoredStaysIgnored();
    void notes();
    void topicWords();
    void headerNames();
    void planOfWhatIsChosen();
    void archive();
    void archiveWithMissingLetters();
    void manyLettersScroll();

private:
    [[nodiscard]] QString planButton() const
    {
        for (auto* button : m_page->findChildren<QPushButton*>()) {
            if (button->isVisible() && button->accessibleName().startsWith(QStringLiteral("Plan replay")) && !panel().isAncestorOf(button))
                return button->accessibleName();
        }
        return {};
    }
};

void DeadlettersWorkTest::nothingCanBeMarkedWithoutAFile()
{
    makePage();
    QTRY_COMPARE(rows().count(), 2);
    QVERIFY(!buttonNamed(letters(), QStringLiteral("Handled"))->isEnabled());
    QVERIFY(!buttonNamed(letters(), QStringLiteral("Handled"))->toolTip().isEmpty());
    QTRY_VERIFY(buttonNamed(panel(), QStringLiteral("Edit and replay…"))); // once the letter is read
    QVERIFY(!buttonNamed(panel(), QStringLiteral("Edit and replay…"))->isEnabled());
    QTRY_VERIFY(buttonNamed(*m_page, QStringLiteral("Archive…"))->isEnabled());
}

void DeadlettersWorkTest::ticking()
{
    keepMarks();
    makePage();
    QTRY_COMPARE(rows().count(), 2);
    QTRY_COMPARE(planButton(), QStringLiteral("Plan replay of 2…"));
    SparseTable& table = letters().table();
    const QRect box = table.cellRect(-1, LetterRows::CheckColumn);
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, box.center());
    QCOMPARE(rows().checked().size(), std::size_t{1});
    QCOMPARE(planButton(), QStringLiteral("Plan replay of 1…"));
    QVERIFY(readableText(letters()).contains(QStringLiteral("1 letter ticked")));
    // A click beside the box chooses the row only.
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.cellRect(-2, LetterRows::KeyColumn).center());
    QCOMPARE(rows().checked().size(), std::size_t{1});
    table.setFocus();
    QTest::keyClick(&table, Qt::Key_Space);
    QCOMPARE(rows().checked().size(), std::size_t{2});
    QTest::keyClick(&table, Qt::Key_End, Qt::ShiftModifier);
    QTest::keyClick(&table, Qt::Key_Space);
    QVERIFY(rows().checked().empty());
    QTest::keyClick(&table, Qt::Key_Space);
    QCOMPARE(rows().checked().size(), std::size_t{2});
    groups().selectRow(1);
    QVERIFY2(rows().checked().empty(), "ticks belong to what is listed");
    click(QStringLiteral("All failures"));
    QTRY_COMPARE(rows().count(), 3);
    QTRY_COMPARE(planButton(), QStringLiteral("Plan replay of 3…"));
}

void DeadlettersWorkTest::groupHandledAndOpenAgain()
{
    keepMarks();
    makePage();
    QTRY_COMPARE(rows().count(), 2);
    QTRY_VERIFY(buttonNamed(letters(), QStringLiteral("Handled"))->isEnabled());
    click(QStringLiteral("Handled"));
    QTRY_COMPARE(groups().model()->rowCount(), 1);
    QTRY_COMPARE(tabText(DeadLettersPage::Handled), QStringLiteral("Handled 1"));
    QCOMPARE(m_page->inbox().openLetters(), 1);
    // The same failure again: that is open.
    m_fixture->cluster->append("events.orderpaid.dlq", 0, Bytes("ord-4"), Bytes("{}"), springHeaders(1877050), nowMs() + 60'000);
    m_page->inbox().goOn();
    QTRY_COMPARE(groups().model()->rowCount(), 2);
    QTRY_COMPARE(m_page->inbox().openLetters(), 2);
    m_page->findChild<SegmentedTabs*>()->setCurrentIndex(DeadLettersPage::Handled);
    QTRY_COMPARE(cell(handled(), 0, QStringLiteral("Failure or letter")), QStringLiteral("JsonMappingException"));
    QTRY_COMPARE(cell(handled(), 0, QStringLiteral("Open again")), QStringLiteral("1"));
    picture(*m_page, QStringLiteral("dead-letters-handled"));
    auto* tab = m_page->findChild<HandledTab*>();
    QTest::mouseClick(buttonNamed(*tab, QStringLiteral("Open again")), Qt::LeftButton);
    QTRY_COMPARE(handled().model()->rowCount(), 0);
    QTRY_COMPARE(m_page->inbox().openLetters(), 4);
}

void DeadlettersWorkTest::lettersMarked()
{
    keepMarks();
    makePage();
    QTRY_COMPARE(rows().count(), 2);
    rows().setChecked(-1, -1, true);
    QTRY_VERIFY(buttonNamed(letters(), QStringLiteral("Ignore"))->isEnabled());
    click(QStringLiteral("Ignore"));
    QTRY_COMPARE(letterCell(-1, LetterRows::StateColumn), QStringLiteral("ignored"));
    QCOMPARE(letterCell(-2, LetterRows::StateColumn), QStringLiteral("open"));
    QVERIFY(rows().checked().empty());
    QTRY_COMPARE(m_page->inbox().openLetters(), 2);
    QTRY_COMPARE(planButton(), QStringLiteral("Plan replay of 1…"));
    rows().setChecked(-1, -1, true);
    click(QStringLiteral("Open again"));
    QTRY_COMPARE(letterCell(-1, LetterRows::StateColumn), QStringLiteral("open"));
    QTRY_COMPARE(m_page->inbox().openLetters(), 3);
}

void DeadlettersWorkTest::ignoredStaysIgnored()
{
    keepMarks();
    makePage();
    QTRY_COMPARE(rows().count(), 2);
    QTRY_VERIFY(buttonNamed(letters(), QStringLiteral("Ignore"))->isEnabled());
    click(QStringLiteral("Ignore"));
    QTRY_COMPARE(groups().model()->rowCount(), 1);
    m_fixture->cluster->append("events.orderpaid.dlq", 0, Bytes("ord-4"), Bytes("{}"), springHeaders(1877050), nowMs() + 60'000);
    m_page->inbox().goOn();
    QTRY_COMPARE(m_page->inbox().state()->letters, 4);
    QTest::qWait(250);
    QCOMPARE(groups().model()->rowCount(), 1);
    click(QStringLiteral("Also closed"));
    QTRY_COMPARE(groups().model()->rowCount(), 2);
}

void DeadlettersWorkTest::notes()
{
    keepMarks();
    makePage();
    QTRY_COMPARE(rows().count(), 2);
    QTRY_VERIFY(buttonNamed(letters(), QStringLiteral("Note…"))->isEnabled());
    click(QStringLiteral("Note…"));
    auto* dialog = m_page->findChild<QInputDialog*>();
    QVERIFY(dialog);
    dialog->setTextValue(QStringLiteral("ask <b>billing</b>\u202e"));
    dialog->accept();
    QTRY_VERIFY(cell(groups(), 0, QStringLiteral("Failure"), SubTextRole).contains(QStringLiteral("Note: ask <b>billing</b>")));
    QVERIFY(!cell(groups(), 0, QStringLiteral("Failure"), SubTextRole).contains(QChar(0x202e)));
    QCOMPARE(m_page->inbox().openLetters(), 3);
    QTRY_COMPARE(handled().model()->rowCount(), 1);
}

void DeadlettersWorkTest::topicWords()
{
    keepMarks();
    makePage();
    QTRY_COMPARE(topics().model()->rowCount(), 3);
    QTRY_COMPARE(groups().model()->rowCount(), 2);
    m_page->findChild<SegmentedTabs*>()->setCurrentIndex(DeadLettersPage::Topics);
    QVERIFY(topics().selectKey(QStringLiteral("events.orderpaid.dlq")));
    auto* word = named<QComboBox>(*m_page, QStringLiteral("What the topic is"));
    QTRY_VERIFY(word->isEnabled());
    word->setCurrentIndex(3);
    Q_EMIT word->activated(3);
    QTRY_COMPARE(m_page->inbox().openLetters(), 0);
    QTRY_COMPARE(cell(topics(), static_cast<int>(*static_cast<TableModelBase*>(topics().model())->shownRowOf(QStringLiteral("events.orderpaid.dlq"))),
                      QStringLiteral("What")), QStringLiteral("neither"));
    QVERIFY(topics().selectKey(QStringLiteral("events.orderpaid.dlq")));
    QTRY_COMPARE(word->currentIndex(), 3);
    word->setCurrentIndex(0);
    Q_EMIT word->activated(0);
    QTRY_COMPARE(m_page->inbox().openLetters(), 3);
}

void DeadlettersWorkTest::headerNames()
{
    m_fixture->cluster->append("lonely-dlt", 0, Bytes("k"), Bytes("v"),
                               {{"x-why", Bytes("BillingFailure")}, {"x-from", Bytes("events.orderpaid")}}, nowMs() + 1000);
    keepMarks();
    makePage();
    QTRY_COMPARE(m_page->inbox().openLetters(), 4);
    CustomConvention own{"billing", {{"x-from", FailureField::OriginTopic, HeaderEncoding::Text},
                                     {"x-why", FailureField::ExceptionClass, HeaderEncoding::Text}}};
    ConventionDialog dialog({own}, nullptr);
    dialog.show();
    QCOMPARE(unnamedControls(&dialog), QStringList());
    QCOMPARE(dialog.conventions(), std::vector<CustomConvention>{own});
    auto* name = named<QLineEdit>(dialog, QStringLiteral("Name of the set"));
    name->clear();
    Q_EMIT name->textEdited({});
    QVERIFY(!buttonNamed(dialog, QStringLiteral("Save"))->isEnabled());
    picture(dialog, QStringLiteral("dead-letters-headers"));
    m_page->inbox().setConventions({own});
    QTRY_COMPARE(m_page->inbox().conventions().size(), std::size_t{1});
    const auto hasBilling = [this] {
        for (int row = 0; row < groups().model()->rowCount(); ++row) {
            if (cell(groups(), row, QStringLiteral("Failure")) == QStringLiteral("BillingFailure"))
                return true;
        }
        return false;
    };
    QTRY_VERIFY(hasBilling());
}

void DeadlettersWorkTest::planOfWhatIsChosen()
{
    keepMarks();
    makePage();
    QTRY_COMPARE(rows().count(), 2);
    QTRY_COMPARE(planButton(), QStringLiteral("Plan replay of 2…"));
    click(QStringLiteral("Plan replay of 2…"));
    QTRY_VERIFY(m_page->findChild<ReplayPlanDialog*>());
    QPointer<ReplayPlanDialog> dialog = m_page->findChild<ReplayPlanDialog*>();
    QTRY_VERIFY(readableText(*dialog).contains(QStringLiteral("2 letters, JsonMappingException")));
    dialog->reject();
    QTRY_VERIFY(!dialog);
    choose(-1);
    QTest::mouseClick(buttonNamed(panel(), QStringLiteral("Edit and replay…")), Qt::LeftButton);
    QTRY_VERIFY(m_page->findChild<ReplayPlanDialog*>());
    QVERIFY(m_fixture->cluster->produced().empty());
}

void DeadlettersWorkTest::archive()
{
    const QTemporaryDir folder;
    makePage();
    QTRY_COMPARE(rows().count(), 2);
    QTRY_VERIFY(buttonNamed(*m_page, QStringLiteral("Archive…"))->isEnabled());
    click(QStringLiteral("Archive…"));
    QTRY_VERIFY(m_page->findChild<ArchiveDialog*>());
    auto* dialog = m_page->findChild<ArchiveDialog*>();
    dialog->setFile(QStringLiteral("/no/such/folder/x.ndjson"));
    QVERIFY(!buttonNamed(*dialog, QStringLiteral("Archive"))->isEnabled());
    const QString path = folder.filePath(QStringLiteral("letters.ndjson"));
    dialog->setFile(path);
    QCOMPARE(unnamedControls(dialog), QStringList());
    QTest::mouseClick(buttonNamed(*dialog, QStringLiteral("Archive")), Qt::LeftButton);
    QTRY_VERIFY(readableText(*dialog).contains(QStringLiteral("2 letters written")));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().count('\n'), 2);
}

void DeadlettersWorkTest::archiveWithMissingLetters()
{
    const QTemporaryDir folder;
    m_fixture->cluster->deleteBefore("events.orderpaid.dlq", 0, 1);
    ArchiveDialog dialog(m_fixture->context(), {{{"events.orderpaid.dlq", 0}, 0}, {{"events.orderpaid.dlq", 0}, 2}},
                         QStringLiteral("2 letters"));
    dialog.setFile(folder.filePath(QStringLiteral("letters.ndjson")));
    dialog.show();
    QTest::mouseClick(buttonNamed(dialog, QStringLiteral("Archive")), Qt::LeftButton);
    QTRY_VERIFY(readableText(dialog).contains(QStringLiteral("1 letter written, 1 not there any more")));
    QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("letters.ndjson"))));
    QVERIFY(QFile::exists(folder.filePath(QStringLiteral("letters.ndjson.partial"))));
}

void DeadlettersWorkTest::manyLettersScroll()
{
    for (int i = 0; i < 20'000; ++i)
        m_fixture->cluster->append("events.orderpaid.dlq", 0, Bytes("many"), Bytes("{}"), springHeaders(i), nowMs() + i);
    makePage();
    QTRY_COMPARE_WITH_TIMEOUT(rows().count(), 20'002, 20'000);
    QTRY_VERIFY(m_page->isSettled());
    QTRY_VERIFY(panel().isSettled());
    SparseTable& table = letters().table();
    QByteArray report;
    bool steady = false;
    for (int attempt = 0; attempt < 6 && !steady; ++attempt) {
        Heartbeat heart;
        QTest::qWait(20);
        heart.restart();
        for (int step = 0; step < 40; ++step) {
            table.scrollTo(rows().begin() + step * 500);
            QTest::qWait(5);
        }
        steady = heart.steady();
        report = heart.report();
    }
    QVERIFY2(steady, report);
    QTRY_COMPARE(letterCell(table.shown().rows().front().position, LetterRows::KeyColumn), QStringLiteral("many"));
}

QTEST_MAIN(DeadlettersWorkTest)
#include "deadletters_work_test.moc"
