// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/replay_window_stand.h"
#include "ui/deadletters/canary_card.h"
#include "ui/deadletters/replay_result_rows.h"
#include "ui/deadletters/replays_tab.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/sparse_table.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QDialog>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;

class ReplaysTabTest : public ReplayStand
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_refuse.reset();
        prepare();
    }
    void cleanup()
    {
        m_tab.reset();
        clear();
    }
    void loadingThenEmpty();
    void journalThatCannotBeOpened();
    void listsAndSelects();
    void followsARunningJob();
    void canaryIsLookedAt();
    void cancelSaysWhatStays();
    void troubleIsToldInWords();
    void recordsWithLinks();
    void hundredThousandRecordsUnderHeartbeat();
    void interruptedIsResumed();
    void readOnlyChangesNothing();
    void closedEarly();
    void everythingIsNamed();

private:
    void makeTab()
    {
        m_tab = std::make_unique<ReplaysTab>(m_fixture->context(), m_feed);
        show(*m_tab, {1200, 780});
    }
    [[nodiscard]] StateView& state() const { return *m_tab->findChild<StateView*>(); }
    [[nodiscard]] DataTable& jobs() const { return *named<DataTable>(*m_tab, QStringLiteral("Replays")); }
    [[nodiscard]] SparseTable& records() const { return *m_tab->findChild<SparseTable*>(); }
    [[nodiscard]] bool reads(const QString& text) const { return readableText(*m_tab).contains(text); }
    void press(const QString& text) const
    {
        QVERIFY2(buttonNamed(*m_tab, text), qPrintable(text));
        QTest::mouseClick(buttonNamed(*m_tab, text), Qt::LeftButton);
    }
    /// Two of three committed in the journal.
    void settleTwo(const std::string& id)
    {
        const auto& journal = *m_feed->journal();
        QVERIFY(journal.info(id).has_value());
        auto& writable = *m_feed->journal();
        std::vector<ReplayResult> results;
        for (int i = 0; i < 2; ++i) {
            ReplayResult result;
            result.index = i;
            result.letter = {{"events.orderpaid.dlq", 0}, i};
            result.targetTopic = "events.orderpaid";
            result.targetPartition = 2;
            result.targetOffset = 500 + i;
            result.outcome = ReplayOutcome::Committed;
            result.time = nowMs();
            results.push_back(result);
        }
        ReplayBatch batch;
        batch.number = 0;
        batch.begin = 0;
        batch.end = 2;
        QVERIFY(writable.batchBegun(id, batch).has_value());
        QVERIFY(writable.settled(id, 0, ReplayBatch::State::Committed, results).has_value());
    }

    std::unique_ptr<ReplaysTab> m_tab;
};

void ReplaysTabTest::loadingThenEmpty()
{
    m_fixture->cluster->delay(Op::Ping, 200ms);
    m_feed = std::make_shared<ReplayFeed>(m_fixture->context(), files(), m_calls);
    makeTab();
    QCOMPARE(state().state(), StateView::State::Loading);
    QVERIFY(!m_tab->isSettled());
    QTRY_COMPARE(state().state(), StateView::State::Empty);
    QVERIFY(reads(QStringLiteral("Nothing was replayed yet")));
    QCOMPARE(m_tab->count(), 0);
}

void ReplaysTabTest::journalThatCannotBeOpened()
{
    m_fixture->cluster->fail(Op::Ping, deadUnreachable());
    m_feed = std::make_shared<ReplayFeed>(m_fixture->context(), files(), m_calls);
    makeTab();
    QTRY_COMPARE(state().state(), StateView::State::Failed);
    QVERIFY(reads(QStringLiteral("did not answer")));
    m_fixture->cluster->fail(Op::Ping, std::nullopt);
    press(QStringLiteral("Retry"));
    QTRY_COMPARE(state().state(), StateView::State::Empty);
}

void ReplaysTabTest::listsAndSelects()
{
    const std::string first = leaveBehind(ReplayState::Done);
    const std::string second = leaveBehind(ReplayState::Cancelled);
    makeFeed();
    makeTab();
    QSignalSpy counted(m_tab.get(), &ReplaysTab::countChanged);
    QTRY_COMPARE(jobs().model()->rowCount(), 2);
    QAbstractItemModelTester tester(jobs().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(m_tab->count(), 2);
    m_tab->select(QString::fromStdString(first));
    QCOMPARE(jobs().currentKey(), QString::fromStdString(first));
    QTRY_VERIFY(reads(QStringLiteral("job %1").arg(QString::fromStdString(first))));
    QVERIFY(!buttonNamed(*m_tab, QStringLiteral("Resume")));
    QVERIFY(buttonNamed(*m_tab, QStringLiteral("Save receipt…")));
    // A job that comes later is selected when it comes.
    const std::string third = leaveBehind(ReplayState::Paused);
    m_tab->select(QString::fromStdString(third));
    QTRY_COMPARE(jobs().currentKey(), QString::fromStdString(third));
    QVERIFY(buttonNamed(*m_tab, QStringLiteral("Resume")));
    for (int column = 0; column < jobs().model()->columnCount(); ++column)
        jobs().sortBy(column, Qt::AscendingOrder);
}

void ReplaysTabTest::followsARunningJob()
{
    makeFeed();
    makeTab();
    startJob();
    QTRY_COMPARE(m_feed->running(), 1);
    QTRY_COMPARE(cell(jobs(), 0, QStringLiteral("State")), QStringLiteral("running"));
    m_fake->become([](ReplayProgress& p) {
        p.info.counts.committed = 2;
        p.info.counts.pending = 1;
        p.perSecond = 40;
        p.returned = 1;
    });
    QTRY_COMPARE(cell(jobs(), 0, QStringLiteral("Committed")), QStringLiteral("2 of 3"));
    QCOMPARE(cell(jobs(), 0, QStringLiteral("Rate")), QStringLiteral("40 a second"));
    QVERIFY(reads(QStringLiteral("2 of 3 · 40 a second")));
    picture(*m_tab, QStringLiteral("replays-running"));
    press(QStringLiteral("Pause"));
    named<QSpinBox>(*m_tab, QStringLiteral("Records a second at most"))->setValue(25);
    press(QStringLiteral("Set rate"));
    QCOMPARE(m_fake->heard(), (std::vector<std::string>{"pause", "rate 25"}));
    m_fake->become([](ReplayProgress& p) { p.info.state = ReplayState::Paused; p.busy = false; });
    QTRY_VERIFY(buttonNamed(*m_tab, QStringLiteral("Resume")));
    press(QStringLiteral("Resume"));
    QCOMPARE(m_fake->heard().back(), std::string("resume"));
}

void ReplaysTabTest::canaryIsLookedAt()
{
    makeFeed();
    makeTab();
    ReplayOptions options;
    options.canary = 2;
    const QString id = startJob(3, options);
    QTRY_COMPARE(m_feed->running(), 1);
    settleTwo(id.toStdString());
    m_fake->become([](ReplayProgress& p) {
        p.info.state = ReplayState::Canary;
        p.busy = false;
        p.info.counts.committed = 2;
        p.info.counts.pending = 1;
    });
    QTRY_VERIFY(m_tab->findChild<CanaryCard*>()->isVisible());
    QVERIFY(reads(QStringLiteral("2 records are committed. Look at them")));
    QTRY_VERIFY(named<QPushButton>(*m_tab, QStringLiteral("Open events.orderpaid-2@500")));
    picture(*m_tab, QStringLiteral("replays-canary"));
    QTest::mouseClick(named<QPushButton>(*m_tab, QStringLiteral("Open events.orderpaid-2@500")), Qt::LeftButton);
    const auto* there = m_fixture->navigator.last<OpenRecords>();
    QVERIFY(there && there->topic == QStringLiteral("events.orderpaid") && there->partition == 2 && there->offset == 500);
    press(QStringLiteral("Go on with the last one"));
    QCOMPARE(m_fake->heard(), std::vector<std::string>{"resume"});
}

void ReplaysTabTest::cancelSaysWhatStays()
{
    makeFeed();
    makeTab();
    startJob();
    QTRY_COMPARE(m_feed->running(), 1);
    m_fake->become([](ReplayProgress& p) { p.info.counts.committed = 2; p.info.counts.pending = 1; });
    QTRY_COMPARE(cell(jobs(), 0, QStringLiteral("Committed")), QStringLiteral("2 of 3"));
    press(QStringLiteral("Cancel…"));
    QPointer<QDialog> dialog = m_tab->findChild<QDialog*>();
    QVERIFY(dialog);
    QVERIFY(readableText(*dialog).contains(QStringLiteral("2 records are committed and stay in their target.")));
    QTest::mouseClick(buttonNamed(*dialog, QStringLiteral("Keep it")), Qt::LeftButton);
    QTRY_VERIFY(!dialog);
    QVERIFY(m_fake->heard().empty());
    press(QStringLiteral("Cancel…"));
    dialog = m_tab->findChild<QDialog*>();
    QTest::mouseClick(buttonNamed(*dialog, QStringLiteral("Cancel the replay")), Qt::LeftButton);
    QCOMPARE(m_fake->heard(), std::vector<std::string>{"cancel"});
}

void ReplaysTabTest::troubleIsToldInWords()
{
    makeFeed();
    makeTab();
    startJob();
    QTRY_COMPARE(m_feed->running(), 1);
    m_fake->become([](ReplayProgress& p) { p.trouble = deadUnreachable(); p.readsStillHeld = true; });
    QTRY_VERIFY(reads(QStringLiteral("Being tried again: shop-test did not answer.")));
    QVERIFY(reads(QStringLiteral("read_committed readers")));
    m_fake->become([](ReplayProgress& p) { p.trouble.reset(); p.readsStillHeld = false; });
    QTRY_VERIFY(!reads(QStringLiteral("Being tried again")));
    QVERIFY(m_feed->journal()->setState(m_fake->progress.info.job, ReplayState::Stopped, "3 of 10 records came <b>back</b>.").has_value());
    m_fake->become([](ReplayProgress& p) {
        p.info.state = ReplayState::Stopped;
        p.info.reason = "3 of 10 records came <b>back</b>.";
        p.busy = false;
    });
    QTRY_VERIFY(reads(QStringLiteral("Stopped by itself: 3 of 10 records came <b>back</b>.")));
}

void ReplaysTabTest::recordsWithLinks()
{
    makeFeed();
    makeTab();
    const QString id = startJob();
    QTRY_COMPARE(m_feed->running(), 1);
    auto* rows = qobject_cast<ReplayResultRows*>(records().rows());
    QTRY_COMPARE(rows->end(), 3);
    QTRY_VERIFY(rows->at(2));
    QCOMPARE(rows->cell(0, 1).text, QStringLiteral("waiting"));
    settleTwo(id.toStdString());
    m_fake->become([](ReplayProgress& p) { p.info.counts.committed = 2; p.info.counts.pending = 1; });
    QTRY_COMPARE(rows->cell(0, 1).text, QStringLiteral("committed"));
    QCOMPARE(rows->cell(0, 0).text, QStringLiteral("events.orderpaid.dlq-0@0"));
    QCOMPARE(rows->cell(0, 2).text, QStringLiteral("events.orderpaid-2@500"));
    QVERIFY(!buttonNamed(*m_tab, QStringLiteral("Open it in the target"))->isEnabled());
    records().setCurrent(1);
    QTRY_VERIFY(buttonNamed(*m_tab, QStringLiteral("Open it in the target"))->isEnabled());
    press(QStringLiteral("Open it in the target"));
    QCOMPARE(m_fixture->navigator.last<OpenRecords>()->offset, 501);
    press(QStringLiteral("Open the dead letter"));
    QCOMPARE(m_fixture->navigator.last<OpenRecords>()->topic, QStringLiteral("events.orderpaid.dlq"));
    records().setCurrent(2);
    QTRY_VERIFY(!buttonNamed(*m_tab, QStringLiteral("Open it in the target"))->isEnabled());
}

void ReplaysTabTest::hundredThousandRecordsUnderHeartbeat()
{
    auto big = *plan(3);
    big.items.resize(100'000, big.items.front());
    for (std::size_t i = 0; i < big.items.size(); ++i)
        big.items[i].letterOffset = static_cast<std::int64_t>(i);
    big.counts[0] = 100'000;
    QVERIFY(ReplayJournal::open(files().journal).value()->begin(big, "many", "shop-test").has_value());
    makeFeed();
    makeTab();
    auto* rows = qobject_cast<ReplayResultRows*>(records().rows());
    QTRY_VERIFY(rows->at(0));
    QByteArray report;
    QVERIFY2(keepsMovingWhile([&] {
        records().scrollTo(60'000);
        QTest::qWait(100);
        records().scrollTo(20'000);
        QTest::qWait(100);
    }, report), report);
    records().scrollTo(99'990);
    QTRY_VERIFY(rows->at(99'999));
    QCOMPARE(rows->cell(99'999, 0).text, QStringLiteral("events.orderpaid.dlq-0@99999"));
}

void ReplaysTabTest::interruptedIsResumed()
{
    const std::string id = leaveBehind(ReplayState::Running);
    makeFeed();
    makeTab();
    QTRY_COMPARE(jobs().model()->rowCount(), 1);
    QCOMPARE(cell(jobs(), 0, QStringLiteral("State")), QStringLiteral("interrupted"));
    QVERIFY(reads(QStringLiteral("finds out what was committed")));
    picture(*m_tab, QStringLiteral("replays-interrupted"));
    m_refuse = Error{ErrorKind::AlreadyExists, "Another program has this job.", {}, 0, false};
    press(QStringLiteral("Resume"));
    QTRY_VERIFY(reads(QStringLiteral("Another program has this job.")));
    m_refuse.reset();
    press(QStringLiteral("Resume"));
    QTRY_VERIFY(m_feed->runsHere(id));
    QTRY_COMPARE(cell(jobs(), 0, QStringLiteral("State")), QStringLiteral("running"));
    QVERIFY(!reads(QStringLiteral("Another program")));
}

void ReplaysTabTest::readOnlyChangesNothing()
{
    leaveBehind(ReplayState::Canary);
    m_fixture->connection.readOnly = true;
    makeFeed();
    makeTab();
    QTRY_COMPARE(jobs().model()->rowCount(), 1);
    QTRY_VERIFY(buttonNamed(*m_tab, QStringLiteral("Cancel…")));
    QVERIFY(!buttonNamed(*m_tab, QStringLiteral("Cancel…"))->isEnabled());
    auto* card = m_tab->findChild<CanaryCard*>();
    QVERIFY(!card->findChild<QPushButton*>()->isEnabled());
}

void ReplaysTabTest::closedEarly()
{
    leaveBehind(ReplayState::Paused);
    m_fixture->cluster->delay(Op::Ping, 300ms);
    m_feed = std::make_shared<ReplayFeed>(m_fixture->context(), files(), m_calls);
    makeTab();
    m_tab.reset();
    QTRY_VERIFY(m_feed->ready());
    makeTab();
    QTRY_COMPARE(jobs().model()->rowCount(), 1);
    m_feed->saveReceipt(jobs().currentKey(), m_folder->path() + QStringLiteral("/r.ndjson"));
    m_tab.reset();
    m_feed.reset();
    QTest::qWait(50);
}

void ReplaysTabTest::everythingIsNamed()
{
    leaveBehind(ReplayState::Paused);
    makeFeed();
    makeTab();
    QTRY_COMPARE(jobs().model()->rowCount(), 1);
    QCOMPARE(unnamedControls(m_tab.get()), QStringList());
}

QTEST_MAIN(ReplaysTabTest)
#include "replays_tab_test.moc"
