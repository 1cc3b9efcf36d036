// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/replay_window_stand.h"
#include "ui/deadletters/bytes_edit.h"
#include "ui/deadletters/plan_rows.h"
#include "ui/deadletters/plan_samples.h"
#include "ui/deadletters/replay_plan_dialog.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/plain_text.h"
#include "ui/widgets/segmented_tabs.h"

#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;

class ReplayPlanDialogTest : public ReplayStand
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_refuse.reset();
        prepare();
        m_planned.clear();
        m_planDelay = 0ms;
        const auto real = m_calls.plan;
        m_calls.plan = [this, real](Cluster& cluster, const LetterSelection& selection, const ReplayOptions& options,
                                    const ReplayJournal* journal, const auto& progress, const Call& call) {
            {
                const std::scoped_lock lock(m_mutex);
                m_planned.push_back(options);
            }
            for (auto left = m_planDelay.load(); left > 0ms && !call.over(); left -= 10ms)
                std::this_thread::sleep_for(10ms);
            return real(cluster, selection, options, journal, progress, call);
        };
        makeFeed();
    }
    void cleanup()
    {
        delete m_dialog;
        clear();
    }
    void showsThePlan();
    void saysWhatTheButtonDoes();
    void wantsATargetName();
    void errorAndRetry();
    void newerChoiceVoidsTheOlder();
    void stopsLooking();
    void readOnlyPlansOnly();
    void productionWantsTheName();
    void headersOnlyTargetWantsALook();
    void editsAll();
    void editsOneLetter();
    void untouchedBytesStay_data();
    void untouchedBytesStay();
    void startsTheJob();
    void whatCannotStartIsSaid();
    void manyLettersUnderHeartbeat();
    void closedEarly();
    void everythingIsNamed();

private:
    void open(int count = 3, const ReplayOptions& options = {})
    {
        m_dialog = new ReplayPlanDialog(m_fixture->context(), m_feed, letters(count), QStringLiteral("%1 letters").arg(count), options);
        ui::applyTheme(*qApp, ui::Theme::light());
        m_dialog->open();
    }
    void trust() const
    {
        auto* looked = named<QCheckBox>(*m_dialog, QStringLiteral("I have looked at the targets: only headers of the records name them"));
        if (looked->isVisible())
            looked->setChecked(true);
    }
    [[nodiscard]] QAbstractButton* button(const QString& text) const { return buttonNamed(*m_dialog, text); }
    [[nodiscard]] bool enabled(const QString& text) const { return button(text) && button(text)->isEnabled(); }
    [[nodiscard]] bool reads(const QString& text) const { return m_dialog && readableText(*m_dialog).contains(text); }
    [[nodiscard]] DataTable& rows() const { return *named<DataTable>(*m_dialog, QStringLiteral("What happens to the records")); }
    template <typename W> [[nodiscard]] W& field(const char* name) const { return *named<W>(*m_dialog, QString::fromLatin1(name)); }
    [[nodiscard]] std::size_t plans()
    {
        const std::scoped_lock lock(m_mutex);
        return m_planned.size();
    }
    [[nodiscard]] ReplayOptions lastPlan()
    {
        const std::scoped_lock lock(m_mutex);
        return m_planned.back();
    }

    QPointer<ReplayPlanDialog> m_dialog;
    std::mutex m_mutex;
    std::vector<ReplayOptions> m_planned;
    std::atomic<std::chrono::milliseconds> m_planDelay{0ms};
};

void ReplayPlanDialogTest::showsThePlan()
{
    m_fixture->cluster->deleteBefore("events.orderpaid.dlq", 0, 1);
    open();
    QVERIFY(reads(QStringLiteral("nothing is sent yet")));
    QTRY_COMPARE(rows().model()->rowCount(), 2);
    QAbstractItemModelTester tester(rows().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(cell(rows(), 0, QStringLiteral("Records")), QStringLiteral("2"));
    QCOMPARE(cell(rows(), 0, QStringLiteral("What happens")), QStringLiteral("→ events.orderpaid, same partition"));
    QCOMPARE(cell(rows(), 1, QStringLiteral("Records")), QStringLiteral("1"));
    QCOMPARE(cell(rows(), 1, QStringLiteral("State")), QStringLiteral("left out"));
    QVERIFY(reads(QStringLiteral("Headers: keep traceparent")));
    QVERIFY(reads(QStringLiteral("Exactly once · 500 in a batch · as fast as possible")));
    trust();
    QTRY_VERIFY(enabled(QStringLiteral("Replay 2 letters")));
    QVERIFY(m_fixture->cluster->produced().empty());
    picture(*m_dialog, QStringLiteral("replay-plan"));
    auto* tabs = named<SegmentedTabs>(*m_dialog, QStringLiteral("Parts of the plan"));
    tabs->setCurrentIndex(1);
    QVERIFY(field<DataTable>("What happens to the headers").model()->rowCount() >= 8);
    picture(*m_dialog, QStringLiteral("replay-plan-headers"));
    tabs->setCurrentIndex(2);
    QTRY_VERIFY(m_dialog->findChild<PlanSamples*>()->summary().contains(QStringLiteral("value byte for byte")));
    picture(*m_dialog, QStringLiteral("replay-plan-samples"));
}

void ReplayPlanDialogTest::saysWhatTheButtonDoes()
{
    open();
    QTRY_VERIFY(button(QStringLiteral("Replay 3 letters")));
    field<QSpinBox>("Canary").setValue(2);
    QTRY_VERIFY(button(QStringLiteral("Start with canary of 2")));
    auto& delivery = field<QComboBox>("Delivery");
    delivery.setCurrentIndex(1);
    QTRY_VERIFY(button(QStringLiteral("Start with canary of 2, at least once")));
    QVERIFY(reads(QStringLiteral("a record may be written twice")));
    // A canary of all of them is none.
    field<QSpinBox>("Canary").setValue(3);
    QTRY_VERIFY(button(QStringLiteral("Replay 3 letters, at least once")));
    field<QSpinBox>("Records at most").setValue(1);
    QTRY_VERIFY(button(QStringLiteral("Replay 1 letter, at least once")));
}

void ReplayPlanDialogTest::wantsATargetName()
{
    open();
    QTRY_VERIFY(button(QStringLiteral("Replay 3 letters")));
    field<QComboBox>("Target").setCurrentIndex(1);
    QTRY_VERIFY(reads(QStringLiteral("Name the topic to send to.")));
    QVERIFY(!enabled(QStringLiteral("Replay")));
    QCOMPARE(rows().model()->rowCount(), 0);
    field<QComboBox>("Target topic").setEditText(QStringLiteral("no.such.topic"));
    QTRY_VERIFY(button(QStringLiteral("Nothing to replay")));
    QVERIFY(!enabled(QStringLiteral("Nothing to replay")));
    field<QComboBox>("Target topic").setEditText(QStringLiteral("events.orderpaid"));
    QTRY_VERIFY(enabled(QStringLiteral("Replay 3 letters")));
    QCOMPARE(*lastPlan().target, std::string("events.orderpaid"));
}

void ReplayPlanDialogTest::errorAndRetry()
{
    delete m_dialog;
    bool broken = true;
    m_calls.plan = [&broken, real = ReplayFeed::realCalls().plan](Cluster& cluster, const LetterSelection& selection,
                                                                 const ReplayOptions& options, const ReplayJournal* journal,
                                                                 const auto& progress, const Call& call) {
        return broken ? Result<ReplayPlan>(fail(deadUnreachable())) : real(cluster, selection, options, journal, progress, call);
    };
    makeFeed();
    open();
    QTRY_VERIFY(reads(QStringLiteral("shop-test did not answer.")));
    QVERIFY(!enabled(QStringLiteral("Replay")));
    broken = false;
    QTest::mouseClick(button(QStringLiteral("Plan again")), Qt::LeftButton);
    QTRY_VERIFY(button(QStringLiteral("Replay 3 letters")));
    QVERIFY(!reads(QStringLiteral("did not answer")));
}

void ReplayPlanDialogTest::newerChoiceVoidsTheOlder()
{
    m_planDelay = 400ms;
    open();
    QTRY_COMPARE(plans(), std::size_t{1});
    m_planDelay = 0ms;
    field<QSpinBox>("Records at most").setValue(1);
    QVERIFY(!enabled(QStringLiteral("Replay 3 letters")));
    QTRY_VERIFY(button(QStringLiteral("Replay 1 letter")));
    QTest::qWait(500);
    QVERIFY2(button(QStringLiteral("Replay 1 letter")), "the late answer to the older question is dropped");
    QCOMPARE(plans(), std::size_t{2});
}

void ReplayPlanDialogTest::stopsLooking()
{
    m_planDelay = 20s;
    open();
    QTRY_COMPARE(plans(), std::size_t{1});
    QTest::mouseClick(button(QStringLiteral("Stop looking")), Qt::LeftButton);
    QTRY_VERIFY(reads(QStringLiteral("Looking was stopped")));
    m_planDelay = 0ms;
    QTest::mouseClick(button(QStringLiteral("Plan again")), Qt::LeftButton);
    QTRY_VERIFY(button(QStringLiteral("Replay 3 letters")));
}

void ReplayPlanDialogTest::readOnlyPlansOnly()
{
    m_fixture->connection.readOnly = true;
    open();
    QTRY_COMPARE(rows().model()->rowCount(), 1);
    QTRY_VERIFY(button(QStringLiteral("Replay 3 letters")));
    QVERIFY(!enabled(QStringLiteral("Replay 3 letters")));
    QVERIFY(reads(QStringLiteral("This connection is read-only")));
}

void ReplayPlanDialogTest::productionWantsTheName()
{
    m_fixture->connection.environment = QStringLiteral("production");
    ReplayOptions options;
    options.target = "events.orderpaid";
    open(3, options);
    QTRY_VERIFY(reads(QStringLiteral("This is production.")));
    QVERIFY(!enabled(QStringLiteral("Replay 3 letters")));
    field<QLineEdit>("Name, to confirm").setText(QStringLiteral("events.orderpai"));
    QVERIFY(!enabled(QStringLiteral("Replay 3 letters")));
    field<QLineEdit>("Name, to confirm").setText(QStringLiteral("events.orderpaid"));
    QVERIFY(enabled(QStringLiteral("Replay 3 letters")));
    picture(*m_dialog, QStringLiteral("replay-plan-production"));
}

void ReplayPlanDialogTest::headersOnlyTargetWantsALook()
{
    // Only its headers, which whoever wrote it could choose, say that it came from there.
    m_fixture->cluster->append("events.orderpaid.dlq", 0, Bytes("forged"), Bytes("{}"),
                               {{"kafka_dlt-original-topic", Bytes("payments.secret")}}, nowMs());
    m_fixture->cluster->addTopic("payments.secret", 1);
    open(4);
    QTRY_COMPARE(rows().model()->rowCount(), 2);
    const QString all = QStringLiteral("Replay 4 letters");
    QTRY_VERIFY(button(all));
    QVERIFY(!enabled(all));
    trust();
    QVERIFY(enabled(all));
}

void ReplayPlanDialogTest::editsAll()
{
    open();
    QTRY_VERIFY(button(QStringLiteral("Replay 3 letters")));
    named<SegmentedTabs>(*m_dialog, QStringLiteral("What to choose"))->setCurrentIndex(1);
    ReplayOptions options;
    delete m_dialog;
    options.edit.operations.push_back(parseFieldOperation("set value.amount = 12.90").value());
    open(3, options);
    QTRY_VERIFY(button(QStringLiteral("Replay 3 letters")));
    QCOMPARE(field<QLineEdit>("Operation 1").text(), QStringLiteral("set value.amount = 12.90"));
    field<QLineEdit>("Operation 1").setText(QStringLiteral("set value.amount ="));
    QTRY_VERIFY(!enabled(QStringLiteral("Replay")));
    QTRY_VERIFY(reads(QStringLiteral("Operation 1:")));
    picture(*m_dialog, QStringLiteral("replay-plan-edit"));
    field<QLineEdit>("Operation 1").setText(QStringLiteral("set value.amount = 7"));
    QTRY_VERIFY(button(QStringLiteral("Replay 3 letters")));
    QCOMPARE(lastPlan().edit.operations.size(), std::size_t{1});
    named<SegmentedTabs>(*m_dialog, QStringLiteral("Parts of the plan"))->setCurrentIndex(2);
    QTRY_VERIFY(m_dialog->findChild<PlanSamples*>()->summary().contains(QStringLiteral("value changes")));
    QVERIFY(field<QPlainTextEdit>("Value as it will be sent").toPlainText().contains(QStringLiteral("\"amount\": 7")));
    picture(*m_dialog, QStringLiteral("replay-plan-edited-sample"));
    QTest::mouseClick(&field<QPushButton>("Remove operation 1"), Qt::LeftButton);
    QTRY_VERIFY(lastPlan().edit.empty());
}

void ReplayPlanDialogTest::editsOneLetter()
{
    open(1);
    QTRY_VERIFY(button(QStringLiteral("Replay 1 letter")));
    named<SegmentedTabs>(*m_dialog, QStringLiteral("What to choose"))->setCurrentIndex(1);
    auto& value = field<QPlainTextEdit>("Value");
    QTRY_COMPARE(value.toPlainText(), QStringLiteral(R"({"order":"ord-0","amount":"12,90"})"));
    value.setPlainText(QStringLiteral(R"({"order":)"));
    QTRY_VERIFY(reads(QStringLiteral("It was JSON and would be broken")));
    QVERIFY(!enabled(QStringLiteral("Replay")));
    value.setPlainText(QStringLiteral(R"({"order":"ord-0","amount":12.90})"));
    QTRY_VERIFY(button(QStringLiteral("Replay 1 letter")));
    const RecordEdit edit = lastPlan().edits.at({{"events.orderpaid.dlq", 0}, 0});
    QVERIFY(edit.value && !edit.key && !edit.headers);
    picture(*m_dialog, QStringLiteral("replay-plan-letter"));
    // A header that no text field can hold can be taken away.
    const auto headers = springHeaders(100);
    QTest::mouseClick(&field<QPushButton>("Remove header 3"), Qt::LeftButton);
    QTRY_VERIFY(plans() >= 2 && lastPlan().edits.begin()->second.headers);
    Headers kept = headers;
    kept.erase(kept.begin() + 2);
    QCOMPARE(*lastPlan().edits.begin()->second.headers, kept);
}

void ReplayPlanDialogTest::untouchedBytesStay_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("text");
    QTest::newRow("text") << QByteArray("plain") << true;
    QTest::newRow("carriage return") << QByteArray("a\r\nb") << false;
    QTest::newRow("no-break space") << QByteArray("a\xc2\xa0" "b") << false;
    QTest::newRow("line separator") << QByteArray("a\xe2\x80\xa8" "b") << false;
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf{}") << false;
    QTest::newRow("NUL") << QByteArray("a\0b", 3) << false;
    QTest::newRow("no UTF-8") << QByteArray("\xff\xfe") << false;
    QTest::newRow("huge number") << QByteArray(R"({"id":18446744073709551616, "x" : 1.10})") << true;
    QTest::newRow("empty") << QByteArray("") << true;
}

void ReplayPlanDialogTest::untouchedBytesStay()
{
    QFETCH(QByteArray, bytes);
    QTEST(editableAsText(bytes.toStdString()), "text");
    BytesEdit edit(QStringLiteral("Value"), 4);
    edit.setOriginal(bytes.toStdString());
    QVERIFY(edit.replacement().has_value());
    QVERIFY2(!*edit.replacement(), "nothing was typed, nothing is replaced");
    auto* null = edit.findChild<QCheckBox*>();
    null->setChecked(true);
    QVERIFY(*edit.replacement() && !**edit.replacement());
    null->setChecked(false);
    QVERIFY(!*edit.replacement());
    edit.setOriginal(std::nullopt);
    QVERIFY(null->isChecked() && !*edit.replacement());
    null->setChecked(false);
    QVERIFY2(*edit.replacement() && **edit.replacement() == OptionalBytes(Bytes()), "empty is not NULL");
}

void ReplayPlanDialogTest::startsTheJob()
{
    open();
    QTRY_VERIFY(button(QStringLiteral("Replay 3 letters")));
    trust();
    QSignalSpy started(m_dialog, &ReplayPlanDialog::started);
    QTest::mouseClick(button(QStringLiteral("Replay 3 letters")), Qt::LeftButton);
    QTRY_COMPARE(started.count(), 1);
    QTRY_VERIFY(!m_dialog);
    QCOMPARE(m_feed->running(), 1);
    QVERIFY(m_feed->job(started.first().first().toString().toStdString()));
}

void ReplayPlanDialogTest::whatCannotStartIsSaid()
{
    m_refuse = Error{ErrorKind::AlreadyExists, "Another job has events.orderpaid.", {}, 0, false};
    open();
    QTRY_VERIFY(button(QStringLiteral("Replay 3 letters")));
    trust();
    QTest::mouseClick(button(QStringLiteral("Replay 3 letters")), Qt::LeftButton);
    QTRY_VERIFY(reads(QStringLiteral("Another job has events.orderpaid.")));
    QTest::qWait(600); // a new plan is made, and the reason stays
    QVERIFY(reads(QStringLiteral("Another job has events.orderpaid.")));
    QTRY_VERIFY(button(QStringLiteral("Replay 3 letters")));
    QVERIFY(button(QStringLiteral("Cancel"))->isEnabled());
}

void ReplayPlanDialogTest::manyLettersUnderHeartbeat()
{
    auto big = std::make_shared<ReplayPlan>(*plan(3));
    big->items.resize(1'000'000, big->items.front());
    big->counts[0] = 1'000'000;
    big->targets.front().ready = 1'000'000;
    m_calls.plan = [big](Cluster&, const LetterSelection&, const ReplayOptions& options, const ReplayJournal*, const auto& progress,
                         const Call&) -> Result<ReplayPlan> {
        for (std::int64_t looked = 0; looked < 1'000'000; ++looked)
            progress(looked);
        ReplayPlan made = *big;
        made.options = options;
        return made;
    };
    makeFeed();
    open();
    QTRY_VERIFY(button(QStringLiteral("Replay %1 letters").arg(countText(1'000'000))));
    QByteArray report;
    int canary = 5;
    QVERIFY2(keepsMovingWhile([&] {
        field<QSpinBox>("Canary").setValue(++canary);
        QTRY_VERIFY(button(QStringLiteral("Start with canary of %1").arg(canary)));
    }, report), report);
}

void ReplayPlanDialogTest::closedEarly()
{
    m_planDelay = 20s;
    open();
    QTRY_COMPARE(plans(), std::size_t{1});
    QElapsedTimer closing;
    closing.start();
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    QTRY_VERIFY(!m_dialog);
    QVERIFY(closing.elapsed() < 1000);
}

void ReplayPlanDialogTest::everythingIsNamed()
{
    open(1);
    QTRY_VERIFY(button(QStringLiteral("Replay 1 letter")));
    QCOMPARE(unnamedControls(m_dialog), QStringList());
}

QTEST_MAIN(ReplayPlanDialogTest)
#include "replay_plan_dialog_test.moc"
