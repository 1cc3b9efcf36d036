// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"
#include "tests/ui/deadletters_fixture.h"
#include "ui/deadletters/dead_letters_page.h"
#include "ui/deadletters/republish_dialog.h"
#include "ui/widgets/data_table.h"

#include <QtCore/QPointer>
#include <QtTest/QAbstractItemModelTester>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QPushButton>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;
using namespace std::chrono_literals;

/// The whole way by click: select, review, choose, confirm, see the offset; and everything that may go wrong on it.
class DeadlettersDialogTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void byteForByteToTheOrigin();
    void nothingBeforeTheConfirmation();
    void choicesChangeThePlan();
    void missingTarget();
    void noOriginKnown();
    void failureIsTold();
    void deadLetterVanished();
    void readOnlyShowsThePlanOnly();
    void productionFocusesCancel();
    void closedWhilePlanning();
    void closingWaitsForTheAnswer();
    void republishedIsMarked();
    void everythingIsNamed();

private:
    void openDialog(int row = 2);
    [[nodiscard]] QAbstractButton* confirm() const;
    [[nodiscard]] DataTable& plan() const { return *named<DataTable>(*m_dialog, QStringLiteral("Headers as they will be sent")); }
    [[nodiscard]] QComboBox& choice(const char* name) const { return *named<QComboBox>(*m_dialog, QString::fromLatin1(name)); }
    [[nodiscard]] QString fateOf(const QString& header) const;

    std::unique_ptr<PageFixture> m_fixture;
    std::unique_ptr<DeadLettersPage> m_page;
    QPointer<RepublishDialog> m_dialog;
};

void DeadlettersDialogTest::init()
{
    m_page.reset();
    m_fixture = std::make_unique<PageFixture>();
    fillDeadLetters(*m_fixture->cluster);
}

void DeadlettersDialogTest::openDialog(int row)
{
    m_page = std::make_unique<DeadLettersPage>(m_fixture->context());
    show(*m_page);
    m_page->setActive(true);
    QTRY_VERIFY(m_page->isSettled());
    auto* records = named<DataTable>(*m_page, QStringLiteral("Dead letters of the topic"));
    records->setCurrentIndex(records->model()->index(row, 0));
    QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("Republish…")), Qt::LeftButton);
    m_dialog = m_page->findChild<RepublishDialog*>();
    QVERIFY(m_dialog && m_dialog->isVisible());
}

QAbstractButton* DeadlettersDialogTest::confirm() const
{
    for (auto* button : m_dialog->findChildren<QPushButton*>()) {
        if (button->text().startsWith(QStringLiteral("Republish 1 record")) || button->text() == QStringLiteral("Sending…"))
            return button;
    }
    return nullptr;
}

QString DeadlettersDialogTest::fateOf(const QString& header) const
{
    for (int row = 0; row < plan().model()->rowCount(); ++row) {
        if (cell(plan(), row, QStringLiteral("Name")) == header)
            return cell(plan(), row, QStringLiteral("Header is"));
    }
    return QStringLiteral("(absent)");
}

void DeadlettersDialogTest::byteForByteToTheOrigin()
{
    openDialog();
    QVERIFY2(!confirm()->isEnabled(), "there is no plan yet");
    QTRY_VERIFY(confirm()->isEnabled());
    QCOMPARE(confirm()->text(), QStringLiteral("Republish 1 record to events.orderpaid"));
    QVERIFY(readableText(*m_dialog).contains(QStringLiteral("events.orderpaid, partition 2")));
    QVERIFY(readableText(*m_dialog).contains(QStringLiteral("proposed by the failure headers")));
    QCOMPARE(fateOf(QStringLiteral("traceparent")), QStringLiteral("kept"));
    QCOMPARE(fateOf(QStringLiteral("kafka_dlt-original-topic")), QStringLiteral("removed"));
    QCOMPARE(fateOf(QStringLiteral("weir-replay-count")), QStringLiteral("added"));
    picture(*m_dialog, QStringLiteral("republish"));
    QTest::mouseClick(confirm(), Qt::LeftButton);
    QTRY_VERIFY(readableText(*m_dialog).contains(QStringLiteral("Written to events.orderpaid-2 at offset 0")));
    picture(*m_dialog, QStringLiteral("republished"));
    const auto produced = m_fixture->cluster->produced();
    QCOMPARE(produced.size(), std::size_t{1});
    QCOMPARE(produced[0].topic, std::string("events.orderpaid"));
    QCOMPARE(produced[0].partition.value(), 2);
    QVERIFY(produced[0].key == OptionalBytes("ord-1"));
    QVERIFY(produced[0].value == OptionalBytes(R"({"amount":"12,90"})"));
    QCOMPARE(produced[0].headers.size(), std::size_t{4});
    QTest::mouseClick(buttonNamed(*m_dialog, QStringLiteral("Open the record")), Qt::LeftButton);
    const auto* opened = m_fixture->navigator.last<OpenRecords>();
    QVERIFY(opened);
    QCOMPARE(opened->topic, QStringLiteral("events.orderpaid"));
    QCOMPARE(opened->partition.value(), 2);
    QCOMPARE(opened->offset.value(), 0);
    QTRY_VERIFY(!m_dialog);
}

void DeadlettersDialogTest::nothingBeforeTheConfirmation()
{
    openDialog();
    QTRY_VERIFY(confirm()->isEnabled());
    QCOMPARE(m_fixture->cluster->calls(Op::Produce), 0);
    m_fixture->cluster->delay(Op::Produce, 700ms);
    Heartbeat heart;
    QTest::mouseClick(confirm(), Qt::LeftButton);
    QVERIFY(!confirm()->isEnabled());
    QTest::qWait(80);
    QVERIFY(!readableText(*m_dialog).contains(QStringLiteral("Written to")));
    QVERIFY(readableText(*m_dialog).contains(QStringLiteral("Waiting for the broker")));
    QVERIFY(!choice("Target topic").isEnabled());
    QTRY_VERIFY(readableText(*m_dialog).contains(QStringLiteral("Written to")));
    // The answers above take 700 ms; the bound leaves room for a busy machine.
    QVERIFY2(heart.longestStallMs() < 350, heart.report());
    QCOMPARE(m_fixture->cluster->calls(Op::Produce), 1);
}

void DeadlettersDialogTest::choicesChangeThePlan()
{
    openDialog();
    QTRY_VERIFY(confirm()->isEnabled());
    QAbstractItemModelTester tester(plan().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    choice("Headers").setCurrentIndex(1);
    // The old plan does not count any more from the moment of the choice.
    QVERIFY(!confirm()->isEnabled());
    QTRY_VERIFY(confirm()->isEnabled());
    QCOMPARE(fateOf(QStringLiteral("kafka_dlt-original-topic")), QStringLiteral("kept"));
    choice("Headers").setCurrentIndex(2);
    QTRY_COMPARE(fateOf(QStringLiteral("traceparent")), QStringLiteral("removed"));
    m_dialog->findChild<QCheckBox*>()->click();
    QTRY_COMPARE(fateOf(QStringLiteral("weir-replay-count")), QStringLiteral("(absent)"));
    choice("Partition").setCurrentIndex(1);
    QTRY_VERIFY(readableText(*m_dialog).contains(QStringLiteral("partition by key")));
    m_fixture->cluster->addTopic("parking", 1);
    choice("Target topic").setEditText(QStringLiteral("parking"));
    QTRY_COMPARE(confirm()->text(), QStringLiteral("Republish 1 record to parking"));
    QTest::mouseClick(confirm(), Qt::LeftButton);
    QTRY_VERIFY(readableText(*m_dialog).contains(QStringLiteral("Written to parking-0")));
    QVERIFY(m_fixture->cluster->produced()[0].headers.empty());
}

void DeadlettersDialogTest::missingTarget()
{
    openDialog();
    QTRY_VERIFY(confirm()->isEnabled());
    choice("Target topic").setEditText(QStringLiteral("no-such-topic"));
    QTRY_VERIFY(readableText(*m_dialog).contains(QStringLiteral("no-such-topic does not exist")));
    QVERIFY(!confirm()->isEnabled());
    choice("Target topic").setEditText(QString());
    QTRY_VERIFY(readableText(*m_dialog).contains(QStringLiteral("Name the topic to send to")));
    QVERIFY(!confirm()->isEnabled());
    choice("Target topic").setEditText(QStringLiteral("events.orderpaid.dlq"));
    QTRY_VERIFY(readableText(*m_dialog).contains(QStringLiteral("dead-letter topic itself")));
    QVERIFY(!confirm()->isEnabled());
}

void DeadlettersDialogTest::noOriginKnown()
{
    m_fixture->cluster->append("lonely-dlt", 0, Bytes("k"), Bytes("v"), {}, nowMs());
    m_page = std::make_unique<DeadLettersPage>(m_fixture->context());
    m_page->open(OpenDeadLetters{QStringLiteral("lonely-dlt")});
    show(*m_page);
    m_page->setActive(true);
    QTRY_VERIFY(m_page->isSettled());
    // Enter on a row leads to the same review as the button.
    auto* records = named<DataTable>(*m_page, QStringLiteral("Dead letters of the topic"));
    QTest::keyClick(records, Qt::Key_Return);
    m_dialog = m_page->findChild<RepublishDialog*>();
    QVERIFY(m_dialog);
    QTRY_VERIFY(readableText(*m_dialog).contains(QStringLiteral("no origin is known")));
    QVERIFY(!confirm()->isEnabled());
    choice("Target topic").setEditText(QStringLiteral("events.orderpaid"));
    QTRY_VERIFY(confirm()->isEnabled());
}

void DeadlettersDialogTest::failureIsTold()
{
    m_fixture->cluster->fail(Op::Produce, deadUnreachable());
    openDialog();
    QTRY_VERIFY(confirm()->isEnabled());
    QTest::mouseClick(confirm(), Qt::LeftButton);
    QTRY_VERIFY(readableText(*m_dialog).contains(QStringLiteral("shop-test did not answer")));
    QVERIFY(!readableText(*m_dialog).contains(QStringLiteral("Written to")));
    QVERIFY(readableText(*m_dialog).contains(QStringLiteral("Not confirmed by the broker")));
    QVERIFY(confirm()->isEnabled());
    QVERIFY(choice("Target topic").isEnabled());
    m_fixture->cluster->fail(Op::Produce, std::nullopt);
    QTest::mouseClick(confirm(), Qt::LeftButton);
    QTRY_VERIFY(readableText(*m_dialog).contains(QStringLiteral("Written to")));
}

void DeadlettersDialogTest::deadLetterVanished()
{
    openDialog();
    QTRY_VERIFY(confirm()->isEnabled());
    m_fixture->cluster->deleteBefore("events.orderpaid.dlq", 0, 3);
    QTest::mouseClick(confirm(), Qt::LeftButton);
    QTRY_VERIFY(readableText(*m_dialog).contains(QStringLiteral("is gone since it was reviewed")));
    QVERIFY(m_fixture->cluster->produced().empty());
}

void DeadlettersDialogTest::readOnlyShowsThePlanOnly()
{
    m_fixture->connection.readOnly = true;
    m_fixture->cluster->setReadOnly(true);
    openDialog();
    QTRY_COMPARE(fateOf(QStringLiteral("traceparent")), QStringLiteral("kept"));
    QVERIFY(!confirm()->isEnabled());
    QVERIFY(readableText(*m_dialog).contains(QStringLiteral("read-only")));
    QTest::keyClick(m_dialog, Qt::Key_Return);
    QTest::qWait(50);
    QCOMPARE(m_fixture->cluster->calls(Op::Produce), 0);
}

void DeadlettersDialogTest::productionFocusesCancel()
{
    m_fixture->connection.environment = QStringLiteral("production");
    openDialog();
    m_dialog->activateWindow();
    QTRY_VERIFY(confirm()->isEnabled());
    auto* cancel = qobject_cast<QPushButton*>(buttonNamed(*m_dialog, QStringLiteral("Cancel")));
    QVERIFY(cancel->isDefault());
    QCOMPARE(m_dialog->focusWidget(), cancel);
    picture(*m_dialog, QStringLiteral("republish-production"));
    QTest::keyClick(m_dialog, Qt::Key_Return);
    QTRY_VERIFY(!m_dialog);
    QCOMPARE(m_fixture->cluster->calls(Op::Produce), 0);
}

void DeadlettersDialogTest::closedWhilePlanning()
{
    m_fixture->cluster->delay(Op::Configs, 2s);
    openDialog();
    QTest::qWait(30);
    QElapsedTimer closing;
    closing.start();
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    QTRY_VERIFY(!m_dialog);
    QVERIFY2(closing.elapsed() < 700, "closing waits for nobody");
    m_page.reset();
    QTest::qWait(100);
}

void DeadlettersDialogTest::closingWaitsForTheAnswer()
{
    openDialog();
    QTRY_VERIFY(confirm()->isEnabled());
    m_fixture->cluster->delay(Op::Produce, 200ms);
    QTest::mouseClick(confirm(), Qt::LeftButton);
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    QVERIFY2(m_dialog && m_dialog->isVisible(), "what was sent cannot be called back; its outcome must be seen");
    QTRY_VERIFY(readableText(*m_dialog).contains(QStringLiteral("Written to")));
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    QTRY_VERIFY(!m_dialog);
}

void DeadlettersDialogTest::republishedIsMarked()
{
    openDialog();
    QTRY_VERIFY(confirm()->isEnabled());
    QTest::mouseClick(confirm(), Qt::LeftButton);
    QTRY_VERIFY(readableText(*m_dialog).contains(QStringLiteral("Written to")));
    QTest::mouseClick(buttonNamed(*m_dialog, QStringLiteral("Close")), Qt::LeftButton);
    QTRY_VERIFY(!m_dialog);
    auto* records = named<DataTable>(*m_page, QStringLiteral("Dead letters of the topic"));
    QVERIFY(cell(*records, 2, QStringLiteral("State")).startsWith(QStringLiteral("republished ")));
    QVERIFY(cell(*records, 0, QStringLiteral("State")).isEmpty());
    // A second time is possible, but never by accident.
    QTest::mouseClick(buttonNamed(*m_page, QStringLiteral("Republish…")), Qt::LeftButton);
    m_dialog = m_page->findChild<RepublishDialog*>();
    QVERIFY(readableText(*m_dialog).contains(QStringLiteral("already republished")));
}

void DeadlettersDialogTest::everythingIsNamed()
{
    openDialog();
    QTRY_VERIFY(confirm()->isEnabled());
    QCOMPARE(unnamedControls(m_dialog), QStringList());
}

QTEST_MAIN(DeadlettersDialogTest)
#include "deadletters_dialog_test.moc"
