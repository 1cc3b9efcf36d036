// SPDX-License-Identifier: GPL-3.0-or-later
// What people do with a running replay job, and when it stops by itself.
#include "tests/core/replay_stand.h"

#include <QtTest/QtTest>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;
using Fate = FakeTransactions::Fate;

class DeadLettersJobControlTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pauseAndResume();
    void twoPlansOfTheSameLetters();
    void cancel();
    void canary();
    void canaryAfterARestart();
    void recordsComeBack();
    void rate();
    void journalBreaks();
    void destroyedInTheMiddle();
};

/// Neither plan could know of the other; the second job asks again.
void DeadLettersJobControlTest::twoPlansOfTheSameLetters()
{
    ReplayStand stand(25);
    VERIFY_EMPTY(stand.plan("first"));
    VERIFY_EMPTY(stand.plan("second"));
    QCOMPARE(stand.planned->ready(), std::int64_t(25));
    for (const char* job : {"first", "second"}) {
        const auto running = ReplayJob::start(stand.start(job));
        QVERIFY(running);
        QVERIFY((*running)->waitIdle(Call::within(20s)));
        const auto progress = (*running)->progress();
        QCOMPARE(progress.info.state, ReplayState::Done);
        const bool isFirst = std::string_view(job) == "first";
        QCOMPARE(progress.info.counts.committed, std::int64_t(isFirst ? 25 : 0));
        QCOMPARE(progress.info.counts.skipped, std::int64_t(isFirst ? 0 : 25));
    }
    VERIFY_EMPTY(stand.target());
    const auto results = stand.journal->results("second", 0, 1);
    QVERIFY(results && results->front().reason.find("job first") != std::string::npos);
}

void DeadLettersJobControlTest::pauseAndResume()
{
    ReplayStand stand(40);
    VERIFY_EMPTY(stand.plan());
    Freezer freezer(12); // in a batch
    auto start = stand.start();
    start.atStep = [&freezer](ReplayStep step) { freezer(step); };
    const auto job = started(std::move(start));
    const auto whenItFails = qScopeGuard([&freezer] { freezer.letGo(); });
    QVERIFY(freezer.waitFrozen(*job));
    job->pause();
    freezer.letGo();
    QVERIFY(job->waitIdle(Call::within(patience)));
    auto progress = job->progress();
    QCOMPARE(progress.info.state, ReplayState::Paused);
    QCOMPARE(stand.journal->info("job")->state, ReplayState::Paused);
    QVERIFY(progress.info.counts.committed > 0 && progress.info.counts.committed < 40); // the batch in flight ended
    QCOMPARE(progress.info.counts.committed % 4, std::int64_t(0));
    QVERIFY(!progress.readsStillHeld);
    job->resume();
    QVERIFY(job->waitIdle(Call::within(patience)));
    QCOMPARE(job->progress().info.state, ReplayState::Done);
    VERIFY_EMPTY(stand.target());
}

void DeadLettersJobControlTest::cancel()
{
    ReplayStand stand(40);
    VERIFY_EMPTY(stand.plan());
    stand.cluster->transactions().script({Fate::Commit, Fate::Commit, Fate::UnknownLate});
    Freezer freezer(15); // the third batch, before its commit
    auto start = stand.start();
    start.atStep = [&freezer](ReplayStep step) { freezer(step); };
    const auto job = started(std::move(start));
    const auto whenItFails = qScopeGuard([&freezer] { freezer.letGo(); });
    QVERIFY(freezer.waitFrozen(*job));
    job->cancel();
    freezer.letGo();
    QVERIFY(job->waitIdle(Call::within(patience)));
    const auto progress = job->progress();
    QCOMPARE(progress.info.state, ReplayState::Cancelled);
    QVERIFY(progress.info.ended);
    VERIFY_EMPTY(sums(progress.info.counts));
    // What was unknown was found out first.
    QCOMPARE(progress.info.counts.committed, std::int64_t(stand.cluster->produced().size()));
    QVERIFY(!stand.cluster->transactions().isOpen("weir-replay-job"));
    job->resume();
    QVERIFY(job->waitIdle(Call::within(patience)));
    QCOMPARE(job->progress().info.state, ReplayState::Cancelled);
    QVERIFY(stand.cluster->committedOffsets({"weir-replay-job"}, {}).values["weir-replay-job"].empty());
}

void DeadLettersJobControlTest::canary()
{
    ReplayStand stand(20);
    stand.options.canary = 5;
    VERIFY_EMPTY(stand.plan());
    const auto job = started(stand.start());
    QVERIFY(job->waitIdle(Call::within(patience)));
    QCOMPARE(job->progress().info.state, ReplayState::Canary);
    QCOMPARE(job->progress().info.counts.committed, std::int64_t(5));
    // One comes back while somebody looks.
    stand.cluster->append("orders.dlq", 0, "k", "v", {{Bytes(replay_header::job), "job"}});
    stand.cluster->append("orders.dlq", 0, "k", "v", {{Bytes(replay_header::job), "another"}});
    QTRY_COMPARE_WITH_TIMEOUT(job->progress().returned, std::int64_t(1), 10'000);
    job->resume();
    QVERIFY(job->waitIdle(Call::within(patience)));
    QCOMPARE(job->progress().info.state, ReplayState::Done);
    VERIFY_EMPTY(stand.target());
}

void DeadLettersJobControlTest::canaryAfterARestart()
{
    ReplayStand stand(20);
    stand.options.canary = 5;
    VERIFY_EMPTY(stand.plan());
    QCOMPARE(runToRest(stand.start()).info.state, ReplayState::Canary);
    const auto job = started(stand.start()); // waits on
    QVERIFY(job->waitIdle(Call::within(patience)));
    QCOMPARE(job->progress().info.state, ReplayState::Canary);
    QCOMPARE(job->progress().info.counts.committed, std::int64_t(5));
    job->resume();
    QVERIFY(job->waitIdle(Call::within(patience)));
    QCOMPARE(job->progress().info.state, ReplayState::Done);
    VERIFY_EMPTY(stand.target());
}

void DeadLettersJobControlTest::recordsComeBack()
{
    ReplayStand stand(40);
    stand.options.mostReturning = 0.2;
    VERIFY_EMPTY(stand.plan());
    auto start = stand.start();
    start.patience.watch = 0ms;
    int committed = 0;
    start.atStep = [&](ReplayStep step) {
        // The consumer fails again with half of them.
        if (step == ReplayStep::Settled)
            for (int i = 0; i < 4; ++i)
                if (committed++ % 2 == 0)
                    stand.cluster->append("orders.dlq", 1, "k", "v", {{Bytes(replay_header::job), "job"}});
    };
    const auto job = started(std::move(start));
    QVERIFY(job->waitIdle(Call::within(patience)));
    auto progress = job->progress();
    QCOMPARE(progress.info.state, ReplayState::Stopped);
    QVERIFY2(progress.info.reason.contains("come back"), progress.info.reason.c_str());
    QCOMPARE(progress.info.counts.committed, std::int64_t(12)); // at least ten before it judges
    QCOMPARE(progress.returned, std::int64_t(6));
    job->resume(); // somebody says: all the same
    QVERIFY(job->waitIdle(Call::within(patience)));
    QCOMPARE(job->progress().info.state, ReplayState::Stopped);
    QCOMPARE(job->progress().info.counts.committed, std::int64_t(24));
}

void DeadLettersJobControlTest::rate()
{
    ReplayStand stand(60);
    stand.options.batch = 50;
    stand.options.perSecond = 20;
    VERIFY_EMPTY(stand.plan());
    const auto began = std::chrono::steady_clock::now();
    const auto job = started(stand.start());
    QTRY_VERIFY_WITH_TIMEOUT(job->progress().info.counts.committed >= 20, 10'000);
    const auto twenty = std::chrono::steady_clock::now() - began;
    QVERIFY(twenty >= 450ms); // two batches of half a second each
    QVERIFY(stand.cluster->transactions().largestBatch() <= 10);
    job->setRate(0);
    QVERIFY(job->waitIdle(Call::within(patience)));
    QCOMPARE(job->progress().info.state, ReplayState::Done);
    VERIFY_EMPTY(stand.target());
}

/// Nothing is sent that was not written down.
void DeadLettersJobControlTest::journalBreaks()
{
    ReplayStand stand;
    VERIFY_EMPTY(stand.plan());
    auto start = stand.start();
    bool broken = false;
    start.atStep = [&](ReplayStep step) {
        if (step != ReplayStep::Sent || std::exchange(broken, true))
            return;
        // What a full disk does: the next writing fails.
        auto other = *Database::open(stand.journalPath, {""});
        (void)other.execute("CREATE TRIGGER full BEFORE UPDATE ON batches BEGIN SELECT RAISE(ABORT, 'disk is full'); END");
    };
    const auto job = started(std::move(start));
    QVERIFY(job->waitIdle(Call::within(patience)));
    const auto progress = job->progress();
    QCOMPARE(progress.info.state, ReplayState::Stopped);
    QVERIFY2(progress.info.reason.contains("disk is full"), progress.info.reason.c_str());
    QVERIFY(stand.cluster->produced().empty());
    {
        auto other = *Database::open(stand.journalPath, {""});
        QVERIFY(other.execute("DROP TRIGGER full"));
    }
    job->resume();
    QVERIFY(job->waitIdle(Call::within(patience)));
    QCOMPARE(job->progress().info.state, ReplayState::Done);
    VERIFY_EMPTY(stand.target());
}

void DeadLettersJobControlTest::destroyedInTheMiddle()
{
    ReplayStand stand(200);
    stand.options.batch = 5;
    VERIFY_EMPTY(stand.plan());
    int lives = 0;
    for (;; ++lives) {
        auto job = ReplayJob::start(stand.start());
        if (!job)
            break;
        std::this_thread::sleep_for(std::chrono::milliseconds(lives % 7));
        job->reset();
        QVERIFY(!stand.cluster->transactions().isOpen("weir-replay-job"));
        VERIFY_EMPTY(sums(stand.journal->info("job")->counts));
    }
    QCOMPARE(stand.journal->info("job")->state, ReplayState::Done);
    VERIFY_EMPTY(stand.target());
}

QTEST_GUILESS_MAIN(DeadLettersJobControlTest)
#include "deadletters_job_control_test.moc"
