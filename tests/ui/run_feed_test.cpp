// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/run_stand.h"
#include "ui/events/run_words.h"

using namespace weir;
using namespace weir::ui;
using namespace weir::test;

class RunFeedTest : public RunStand
{
    Q_OBJECT
private Q_SLOTS:
    void init() { prepare(); }
    void cleanup() { clear(); }
    void runsToItsEnd();
    void asksForWhatIsSaid();
    void secondsAreKept();
    void progressComesSeldom();
    void whatCannotStart();
    void sourceThatCannotBeOpened();
    void whatCannotBeNotedIsNotStarted();
    void demoNotesNothing();
    void againFromANewSource();
    void oldOnesAreLetGo();
    void closingCancelsWithoutWaiting();
    void closedWhileStarting();
    void wordsForEachState_data();
    void wordsForEachState();
    void latencies_data();
    void latencies();
    void behindSchedule_data();
    void behindSchedule();
};

void RunFeedTest::runsToItsEnd()
{
    makeFeed();
    QSignalSpy started(m_feed.get(), &RunFeed::runStarted);
    QSignalSpy ended(m_feed.get(), &RunFeed::runEnded);
    const QString id = startRun();
    QCOMPARE(started.count(), 1);
    QCOMPARE(started.front().front().toString(), id);
    QCOMPARE(m_feed->starting(), 0);
    QCOMPARE(trail().front().outcome, std::string("started"));
    QCOMPARE(trail().front().action, std::string("run"));
    QCOMPARE(trail().front().target, std::string("events.ordercreated"));
    fake()->become([](RunProgress& p) {
        p.sent = 12'500;
        p.acknowledged = 12'400;
        p.failed = 3;
        p.perSecond = 813;
        p.p99 = 4'100us;
        p.fraction = 0.25;
    });
    QTRY_COMPARE(m_feed->items().front().detail, QStringLiteral("12,400 of 50,000 · 813 a second · p99 4.1 ms · 3 failed"));
    QCOMPARE(m_feed->items().front().fraction, 0.25);
    QVERIFY(m_feed->items().front().canPause && !m_feed->items().front().canResume && m_feed->items().front().canCancel);
    fake()->become([](RunProgress& p) {
        p.state = RunState::Done;
        p.acknowledged = 49'997;
        p.sent = 50'000;
    });
    QTRY_COMPARE(ended.count(), 1);
    QTRY_VERIFY2(fake()->gone.load(), "its thread is let go at its end");
    QTRY_COMPARE(trail().front().outcome, std::string("done: 49997 acknowledged, 3 failed"));
    QCOMPARE(m_feed->run(id)->progress.acknowledged, std::uint64_t{49'997}); // it stays to be looked at
    QCOMPARE(m_feed->items().front().state, QStringLiteral("done, with failures"));
    QVERIFY(!m_feed->items().front().canCancel);
    m_feed->pause(id); // nothing to pause any more
    QVERIFY(fake()->heard().empty());
}

void RunFeedTest::asksForWhatIsSaid()
{
    makeFeed();
    const QString id = startRun();
    m_feed->pause(id);
    m_feed->resume(id);
    m_feed->cancel(id);
    m_feed->cancel(QStringLiteral("no such run"));
    QCOMPARE(fake()->heard(), (std::vector<std::string>{"pause", "resume", "cancel"}));
    m_feed->open(id);
    QCOMPARE(m_fixture->navigator.last<OpenRun>()->run, id);
}

void RunFeedTest::secondsAreKept()
{
    makeFeed();
    const QString id = startRun();
    for (std::uint64_t i = 1; i <= 5; ++i)
        fake()->addSecond(busySecond(i));
    QTRY_COMPARE(m_feed->run(id)->secondsEnd, quint64{5});
    QCOMPARE(m_feed->seconds(id, 0).size(), std::size_t{5});
    QCOMPARE(m_feed->seconds(id, 3).size(), std::size_t{2});
    QCOMPARE(m_feed->seconds(id, 3).front().sent, std::uint64_t{4});
    QVERIFY(m_feed->seconds(id, 5).empty());
    QVERIFY(m_feed->seconds(QStringLiteral("none"), 0).empty());
    {
        // The engine let go of old ones while nobody read.
        const std::scoped_lock lock(fake()->mutex);
        fake()->seconds.clear();
        fake()->firstSecond = 100;
    }
    fake()->addSecond(busySecond(77));
    QTRY_COMPARE(m_feed->run(id)->secondsEnd, quint64{101});
    QCOMPARE(m_feed->seconds(id, 5).back().sent, std::uint64_t{77});
    fake()->become([](RunProgress& p) { p.state = RunState::Done; });
    QTRY_VERIFY(fake()->gone.load());
    QCOMPARE(m_feed->seconds(id, 100).size(), std::size_t{1}); // also after its thread is gone
}

void RunFeedTest::progressComesSeldom()
{
    makeFeed();
    startRun();
    QSignalSpy changed(m_feed.get(), &RunningWork::changed);
    Heartbeat heart;
    QElapsedTimer time;
    time.start();
    std::jthread busy([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            fake()->become([](RunProgress& p) { ++p.sent; });
            std::this_thread::sleep_for(200us);
        }
    });
    QTest::qWait(700);
    busy.request_stop();
    busy.join();
    QVERIFY(changed.count() >= 2);
    QVERIFY2(changed.count() <= time.elapsed() / 90 + 2, qPrintable(QString::number(changed.count())));
    QVERIFY2(heart.steady(), heart.report());
    // The last word is not lost.
    QTRY_COMPARE(m_feed->runs().front().progress.sent, fake()->progress.sent);
}

void RunFeedTest::whatCannotStart()
{
    m_refuse = Error{ErrorKind::NotAuthorized, "This connection is for reading only.", {}, 0, false};
    makeFeed();
    QSignalSpy failed(m_feed.get(), &RunFeed::startFailed);
    m_feed->start(QStringLiteral("Orders"), QStringLiteral("orders"), noSource(), {});
    QCOMPARE(m_feed->starting(), 1);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed.front().at(0).toString(), QStringLiteral("Orders"));
    QCOMPARE(failed.front().at(1).value<Error>().message, m_refuse->message);
    QCOMPARE(m_feed->starting(), 0);
    QVERIFY(m_feed->runs().empty() && m_feed->items().empty());
    QCOMPARE(trail().front().outcome, "failed: " + m_refuse->message);
}

void RunFeedTest::sourceThatCannotBeOpened()
{
    makeFeed();
    QSignalSpy failed(m_feed.get(), &RunFeed::startFailed);
    m_feed->start(QStringLiteral("Orders"), QStringLiteral("orders"),
                  []() -> Result<std::unique_ptr<RecordSource>> { return fail(ErrorKind::NotFound, "The file is gone."); }, {});
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(!fake());
    QVERIFY2(trail().empty(), "nothing was going to be sent");
}

void RunFeedTest::whatCannotBeNotedIsNotStarted()
{
    m_feed = std::make_shared<RunFeed>(m_fixture->context(), m_folder->path().toStdString(), m_calls); // a folder is no file
    QSignalSpy failed(m_feed.get(), &RunFeed::startFailed);
    m_feed->start(QStringLiteral("Orders"), QStringLiteral("orders"), noSource(), {});
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed.front().at(1).value<Error>().message.starts_with("Nothing was sent, because"));
    QVERIFY(!fake());
}

void RunFeedTest::demoNotesNothing()
{
    m_feed = std::make_shared<RunFeed>(m_fixture->context(), std::filesystem::path(), m_calls);
    startRun();
    QVERIFY(fake());
    QVERIFY(!std::filesystem::exists(trailFile()));
}

void RunFeedTest::againFromANewSource()
{
    makeFeed();
    std::atomic<int> opened = 0;
    RunPlan plan;
    plan.stop.afterEvents = 7;
    m_feed->start(QStringLiteral("Orders"), QStringLiteral("orders"), [&opened]() -> Result<std::unique_ptr<RecordSource>> {
        ++opened;
        return std::make_unique<NoSource>();
    }, plan);
    QTRY_COMPARE(m_feed->runs().size(), std::size_t{1});
    m_feed->startAgain(m_feed->runs().front().id);
    m_feed->startAgain(QStringLiteral("no such run"));
    QTRY_COMPARE(m_feed->runs().size(), std::size_t{2});
    QCOMPARE(opened.load(), 2);
    QCOMPARE(fake(1)->plan.stop.afterEvents, plan.stop.afterEvents);
    QVERIFY(m_feed->runs()[0].id != m_feed->runs()[1].id);
    QCOMPARE(m_feed->runs()[0].title, QStringLiteral("Orders"));
}

void RunFeedTest::oldOnesAreLetGo()
{
    makeFeed();
    const QString kept = startRun(QStringLiteral("still running"));
    for (std::size_t i = 1; i <= RunFeed::mostEnded + 2; ++i) {
        startRun(QStringLiteral("run %1").arg(i));
        fake(i)->become([](RunProgress& p) { p.state = RunState::Done; });
        QTRY_VERIFY(hasEnded(m_feed->runs().front().progress.state));
    }
    QCOMPARE(m_feed->runs().size(), RunFeed::mostEnded + 1);
    QCOMPARE(m_feed->runs().front().title, QStringLiteral("run 22"));
    QVERIFY2(m_feed->run(kept), "what runs is not let go for its age");
    QVERIFY(m_feed->seconds(QStringLiteral("run-2"), 0).empty());
}

void RunFeedTest::closingCancelsWithoutWaiting()
{
    m_settling = 600ms;
    makeFeed();
    startRun();
    const auto run = fake();
    run->become([](RunProgress& p) {
        p.acknowledged = 40;
        p.sent = 41;
    });
    QElapsedTimer closing;
    closing.start();
    m_feed.reset();
    QVERIFY2(closing.elapsed() < 300, qPrintable(QString::number(closing.elapsed())));
    QVERIFY(!run->gone);
    QTRY_VERIFY(run->gone.load());
    QVERIFY(std::ranges::count(run->heard(), std::string("cancel")) > 0);
    QTRY_COMPARE(trail().front().outcome, std::string("cancelled: 40 acknowledged, 1 without an answer"));
}

void RunFeedTest::closedWhileStarting()
{
    const auto inner = m_calls.startRun;
    m_calls.startRun = [inner](EventRun::Start start) {
        std::this_thread::sleep_for(300ms);
        return inner(std::move(start));
    };
    m_settling = 300ms;
    makeFeed();
    m_feed->start(QStringLiteral("Orders"), QStringLiteral("orders"), noSource(), {});
    QTest::qWait(100);
    QElapsedTimer closing;
    closing.start();
    m_feed.reset();
    QVERIFY(closing.elapsed() < 150);
    QTRY_VERIFY(fake());
    QTRY_VERIFY(fake()->gone.load());
}

void RunFeedTest::wordsForEachState_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<int>("failed");
    QTest::addColumn<QString>("word");
    QTest::addColumn<int>("tone");
    QTest::addColumn<QString>("actions");
    const auto row = [](const char* name, RunState state, int failed, const char* word, Tone tone, const char* actions) {
        QTest::newRow(name) << static_cast<int>(state) << failed << QString::fromUtf8(word) << static_cast<int>(tone)
                            << QString::fromLatin1(actions);
    };
    row("starting", RunState::Starting, 0, "starting…", Tone::Accent, "cancel");
    row("running", RunState::Running, 0, "running", Tone::Accent, "pause cancel");
    row("paused", RunState::Paused, 0, "paused", Tone::Warning, "resume cancel");
    row("finishing", RunState::Finishing, 0, "finishing…", Tone::Accent, "cancel");
    row("done", RunState::Done, 0, "done", Tone::Ok, "");
    row("done, not well", RunState::Done, 2, "done, with failures", Tone::Warning, "");
    row("cancelled", RunState::Cancelled, 2, "cancelled", Tone::Neutral, "");
    row("stopped", RunState::Stopped, 0, "stopped", Tone::Bad, "");
}

void RunFeedTest::wordsForEachState()
{
    QFETCH(int, state);
    QFETCH(int, failed);
    RunProgress progress;
    progress.state = static_cast<RunState>(state);
    progress.failed = static_cast<std::uint64_t>(failed);
    QTEST(runStateWord(progress).text, "word");
    QTEST(static_cast<int>(runStateWord(progress).tone), "tone");
    const RunActions actions = runActions(progress.state);
    QStringList can;
    if (actions.pause)
        can << QStringLiteral("pause");
    if (actions.resume)
        can << QStringLiteral("resume");
    if (actions.cancel)
        can << QStringLiteral("cancel");
    QTEST(can.join(QLatin1Char(' ')), "actions");
}

void RunFeedTest::latencies_data()
{
    QTest::addColumn<qint64>("us");
    QTest::addColumn<QString>("text");
    const auto row = [](qint64 us, const char* text) { QTest::newRow(text) << us << QString::fromUtf8(text); };
    row(0, "0 µs");
    row(813, "813 µs");
    row(999, "999 µs");
    row(1'000, "1.0 ms");
    row(4'100, "4.1 ms");
    row(41'900, "42 ms");
    row(1'200'000, "1.2 s");
    row(65'000'000, "65 s");
}

void RunFeedTest::latencies()
{
    QFETCH(qint64, us);
    QTEST(latencyText(std::chrono::microseconds(us)), "text");
    QCOMPARE(latencyText(std::nullopt), QStringLiteral("–"));
}

void RunFeedTest::behindSchedule_data()
{
    QTest::addColumn<int>("shape");
    QTest::addColumn<int>("state");
    QTest::addColumn<double>("rate");
    QTest::addColumn<int>("behind");
    QTest::addColumn<bool>("worthSaying");
    const auto row = [](const char* name, RunRate::Shape shape, RunState state, double rate, int behind, bool worth) {
        QTest::newRow(name) << static_cast<int>(shape) << static_cast<int>(state) << rate << behind << worth;
    };
    row("a few", RunRate::Shape::Constant, RunState::Running, 10, 4, false);
    row("half a second", RunRate::Shape::Constant, RunState::Running, 10, 5, true);
    row("a moment at a high rate", RunRate::Shape::Constant, RunState::Running, 10'000, 900, false);
    row("more than a moment", RunRate::Shape::Constant, RunState::Running, 10'000, 2'600, true);
    row("paused", RunRate::Shape::Constant, RunState::Paused, 10, 500, false);
    row("fastest has no schedule", RunRate::Shape::Fastest, RunState::Running, 10, 500, false);
}

void RunFeedTest::behindSchedule()
{
    QFETCH(int, shape);
    QFETCH(int, state);
    QFETCH(double, rate);
    QFETCH(int, behind);
    RunPlan plan;
    plan.rate.shape = static_cast<RunRate::Shape>(shape);
    plan.rate.perSecond = rate;
    RunProgress progress;
    progress.state = static_cast<RunState>(state);
    progress.behind = static_cast<std::uint64_t>(behind);
    QTEST(isBehind(progress, plan), "worthSaying");
    QCOMPARE(runNotice(progress, plan).startsWith(QStringLiteral("Behind schedule")), isBehind(progress, plan));
}

QTEST_MAIN(RunFeedTest)
#include "run_feed_test.moc"
