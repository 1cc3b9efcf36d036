// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/replay_window_stand.h"
#include "ui/deadletters/replay_words.h"

#include <QtCore/QFile>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;

class ReplayFeedTest : public ReplayStand
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_refuse.reset();
        prepare();
    }
    void cleanup() { clear(); }
    void opensItsFiles();
    void filesThatCannotBeOpened();
    void runsAJobToItsEnd();
    void commitsAreTold();
    void progressComesSeldom();
    void whatCannotStart();
    void closingPausesWithoutWaiting();
    void closedWhileStarting();
    void otherClustersAreLeftOut();
    void resumesWhatWasLeftBehind();
    void cancelsWhatWasLeftBehind();
    void savesAReceipt();
    void wordsForEachState_data();
    void wordsForEachState();
};

void ReplayFeedTest::opensItsFiles()
{
    m_feed = std::make_shared<ReplayFeed>(m_fixture->context(), files(), m_calls);
    QVERIFY(!m_feed->ready());
    QVERIFY(!m_feed->clusterId());
    QSignalSpy ready(m_feed.get(), &ReplayFeed::readyChanged);
    QTRY_COMPARE(ready.count(), 1);
    QVERIFY(m_feed->ready() && m_feed->journal() && m_feed->marks());
    QCOMPARE(*m_feed->clusterId(), std::string("fake"));
    QVERIFY(m_feed->jobs().empty() && m_feed->items().empty());
}

void ReplayFeedTest::filesThatCannotBeOpened()
{
    m_fixture->cluster->fail(Op::Ping, deadUnreachable());
    m_feed = std::make_shared<ReplayFeed>(m_fixture->context(), files(), m_calls);
    QTRY_VERIFY(m_feed->trouble());
    QVERIFY(!m_feed->ready());
    QSignalSpy failed(m_feed.get(), &ReplayFeed::startFailed);
    startJob();
    QCOMPARE(failed.count(), 1);
    m_fixture->cluster->fail(Op::Ping, std::nullopt);
    m_feed->retry();
    QTRY_VERIFY(m_feed->ready());
    QVERIFY(!m_feed->trouble());
}

void ReplayFeedTest::runsAJobToItsEnd()
{
    // The engine itself, in the mode the fake cluster can do.
    m_calls.startJob = ReplayFeed::realCalls().startJob;
    makeFeed();
    QSignalSpy started(m_feed.get(), &ReplayFeed::jobStarted);
    QSignalSpy ended(m_feed.get(), &ReplayFeed::jobEnded);
    QSignalSpy replayed(m_feed.get(), &ReplayFeed::replayed);
    ReplayOptions options;
    options.delivery = ReplayDelivery::AtLeastOnce;
    const QString id = startJob(3, options);
    QVERIFY(m_feed->isStarting(id.toStdString()));
    QTRY_COMPARE(started.count(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 15'000);
    QCOMPARE(m_fixture->cluster->produced().size(), std::size_t{3});
    qint64 told = 0;
    for (const auto& signal : replayed)
        told += signal.at(2).toLongLong();
    QCOMPARE(told, 3);
    QVERIFY2(!m_feed->runsHere(id.toStdString()), "let go, although a job says nothing when its thread comes to rest");
    QCOMPARE(m_feed->job(id.toStdString())->info.state, ReplayState::Done);
    QTRY_COMPARE(trail().front().outcome, std::string("done: 3 committed"));
    QCOMPARE(trail().front().action, std::string("replay"));
    QCOMPARE(trail().front().target, std::string("events.orderpaid"));
    QCOMPARE(m_feed->items().size(), std::size_t{1}); // it ended here, so it is still news
}

void ReplayFeedTest::commitsAreTold()
{
    makeFeed();
    QSignalSpy replayed(m_feed.get(), &ReplayFeed::replayed);
    startJob();
    QTRY_COMPARE(m_feed->running(), 1);
    m_fake->become([](ReplayProgress& p) { p.info.counts.committed = 2; });
    QTRY_COMPARE(replayed.count(), 1);
    QCOMPARE(replayed.first().at(1).toStringList(), QStringList{QStringLiteral("events.orderpaid")});
    QCOMPARE(replayed.first().at(2).toLongLong(), 2);
    m_fake->become([](ReplayProgress& p) { p.perSecond = 7; });
    m_fake->become([](ReplayProgress& p) { p.info.counts.committed = 3; });
    QTRY_COMPARE(replayed.count(), 2);
    QCOMPARE(replayed.last().at(2).toLongLong(), 1);
    QCOMPARE(m_feed->items().front().canPause, true);
    m_feed->pause(m_feed->items().front().id);
    m_feed->setRate(m_feed->items().front().id, 40);
    m_feed->resume(m_feed->items().front().id);
    QCOMPARE(m_fake->heard(), (std::vector<std::string>{"pause", "rate 40", "resume"}));
    m_feed->open(m_feed->items().front().id);
    QVERIFY(m_fixture->navigator.last<OpenReplay>());
}

void ReplayFeedTest::progressComesSeldom()
{
    makeFeed();
    startJob();
    QTRY_COMPARE(m_feed->running(), 1);
    QTest::qWait(300);
    QSignalSpy changed(m_feed.get(), &RunningWork::changed);
    Heartbeat heart;
    QElapsedTimer time;
    time.start();
    std::jthread busy([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            m_fake->become([](ReplayProgress& p) { ++p.returned; });
            std::this_thread::sleep_for(200us);
        }
    });
    QTest::qWait(1000);
    busy.request_stop();
    busy.join();
    QVERIFY(changed.count() >= 2);
    QVERIFY2(changed.count() <= time.elapsed() / 90 + 2, qPrintable(QString::number(changed.count())));
    QVERIFY2(heart.steady(), heart.report());
    // The last word is not lost.
    QTRY_COMPARE(m_feed->jobs().front().returned, m_fake->progress.returned);
}

void ReplayFeedTest::whatCannotStart()
{
    m_refuse = Error{ErrorKind::AlreadyExists, "Another job has events.orderpaid.", {}, 0, false};
    makeFeed();
    QSignalSpy failed(m_feed.get(), &ReplayFeed::startFailed);
    const QString id = startJob();
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(m_feed->startError(id.toStdString())->message, m_refuse->message);
    QVERIFY(!m_feed->isStarting(id.toStdString()));
    QCOMPARE(trail().front().outcome, "failed: " + m_refuse->message);
    // Its plan is kept, so it can be started when the topic is free.
    QTRY_COMPARE(m_feed->jobs().size(), std::size_t{1});
    QCOMPARE(m_feed->running(), 0);
    m_refuse.reset();
    m_feed->resume(id);
    QTRY_COMPARE(m_feed->running(), 1);
    QVERIFY(!m_feed->startError(id.toStdString()));
}

void ReplayFeedTest::closingPausesWithoutWaiting()
{
    m_fake->settling = 600ms;
    makeFeed();
    startJob();
    QTRY_COMPARE(m_feed->running(), 1);
    QElapsedTimer closing;
    closing.start();
    m_feed.reset();
    QVERIFY2(closing.elapsed() < 300, qPrintable(QString::number(closing.elapsed())));
    QVERIFY(!m_fake->gone);
    QTRY_VERIFY(m_fake->gone.load());
    QTRY_COMPARE(trail().front().outcome, std::string("paused: 0 committed, 3 not sent yet"));
}

void ReplayFeedTest::closedWhileStarting()
{
    const auto inner = m_calls.startJob;
    m_calls.startJob = [inner](ReplayJob::Start start) {
        std::this_thread::sleep_for(300ms);
        return inner(std::move(start));
    };
    m_fake->settling = 300ms;
    makeFeed();
    startJob();
    QTest::qWait(100);
    QElapsedTimer closing;
    closing.start();
    m_feed.reset();
    QVERIFY(closing.elapsed() < 150);
    QTRY_VERIFY(m_fake->gone.load());
}

void ReplayFeedTest::otherClustersAreLeftOut()
{
    leaveBehind(ReplayState::Running, "another");
    const std::string mine = leaveBehind(ReplayState::Running);
    leaveBehind(ReplayState::Done);
    makeFeed();
    QTRY_COMPARE(m_feed->jobs().size(), std::size_t{2});
    QVERIFY(m_feed->job(mine));
    QCOMPARE(m_feed->running(), 0);
    QCOMPARE(m_feed->items().size(), std::size_t{1}); // what ended before is history, not work
    QCOMPARE(m_feed->items().front().state, QStringLiteral("interrupted"));
    QVERIFY(m_feed->items().front().canResume && !m_feed->items().front().canPause);
}

void ReplayFeedTest::resumesWhatWasLeftBehind()
{
    const std::string id = leaveBehind(ReplayState::Canary);
    makeFeed();
    QTRY_COMPARE(m_feed->jobs().size(), std::size_t{1});
    QSignalSpy started(m_feed.get(), &ReplayFeed::jobStarted);
    m_feed->resume(QString::fromStdString(id));
    QTRY_COMPARE(started.count(), 1);
    QVERIFY(m_feed->runsHere(id));
    QCOMPARE(m_fake->heard(), std::vector<std::string>{"resume"}); // after a canary the engine waits for a word
    QCOMPARE(trail().front().action, std::string("resume replay"));
    m_fake->become([](ReplayProgress& p) { p.info.state = ReplayState::Stopped; p.busy = false; p.returned = 2; });
    QTRY_VERIFY(!m_feed->runsHere(id));
    QTRY_VERIFY(m_fake->gone.load());
    QCOMPARE(m_feed->job(id)->returned, 2);
}

void ReplayFeedTest::cancelsWhatWasLeftBehind()
{
    const std::string id = leaveBehind(ReplayState::Running);
    makeFeed();
    QTRY_COMPARE(m_feed->jobs().size(), std::size_t{1});
    m_feed->cancel(QString::fromStdString(id));
    QTRY_VERIFY(m_feed->runsHere(id));
    QCOMPARE(m_fake->heard(), std::vector<std::string>{"cancel"});
}

void ReplayFeedTest::savesAReceipt()
{
    const std::string id = leaveBehind(ReplayState::Done);
    makeFeed();
    QSignalSpy saved(m_feed.get(), &ReplayFeed::receiptSaved);
    const QString path = m_folder->path() + QStringLiteral("/receipt.ndjson");
    m_feed->saveReceipt(QString::fromStdString(id), path);
    QTRY_COMPARE(saved.count(), 1);
    QVERIFY(!saved.first().at(1).value<std::optional<Error>>());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().count('\n'), 4); // the job and its three records
    m_feed->saveReceipt(QStringLiteral("no such job"), m_folder->path() + QStringLiteral("/none.ndjson"));
    QTRY_COMPARE(saved.count(), 2);
    QVERIFY(saved.last().at(1).value<std::optional<Error>>());
    QVERIFY(!QFile::exists(m_folder->path() + QStringLiteral("/none.ndjson")));
}

void ReplayFeedTest::wordsForEachState_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<bool>("here");
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("actions");
    const auto row = [](const char* name, ReplayState state, bool here, const char* word, const char* actions) {
        QTest::newRow(name) << static_cast<int>(state) << here << QString::fromLatin1(word) << QString::fromLatin1(actions);
    };
    row("running", ReplayState::Running, true, "running", "pause cancel");
    row("interrupted", ReplayState::Running, false, "interrupted", "resume cancel");
    row("planned", ReplayState::Planned, false, "planned", "resume cancel");
    row("paused", ReplayState::Paused, true, "paused", "resume cancel");
    row("canary", ReplayState::Canary, true, "canary: look", "resume cancel");
    row("stopped", ReplayState::Stopped, false, "stopped", "resume cancel");
    row("cancelled", ReplayState::Cancelled, false, "cancelled", "");
    row("done", ReplayState::Done, false, "done", "");
}

void ReplayFeedTest::wordsForEachState()
{
    QFETCH(int, state);
    QFETCH(bool, here);
    ReplayProgress progress;
    progress.info.state = static_cast<ReplayState>(state);
    progress.info.counts = {10, 4, 3, 0, 0, 2, 1, 0, 0};
    QTEST(stateWord(progress.info.state, here).text, "word");
    const ReplayActions actions = actionsFor(progress, here, false);
    QStringList can;
    if (actions.pause)
        can << QStringLiteral("pause");
    if (actions.resume)
        can << QStringLiteral("resume");
    if (actions.cancel)
        can << QStringLiteral("cancel");
    QTEST(can.join(QLatin1Char(' ')), "actions");
    QCOMPARE(progressText(progress), QStringLiteral("3 of 8 · 1 failed"));
    QCOMPARE(fractionDone(progress.info.counts), 0.5);
}

QTEST_MAIN(ReplayFeedTest)
#include "replay_feed_test.moc"
