// SPDX-License-Identifier: GPL-3.0-or-later
// The replay job on a fake cluster: interrupted everywhere, with every outcome of a commit, and every record arrives once.
#include "tests/core/replay_stand.h"

#include <QtTest/QtTest>

#include <random>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;
using Fate = FakeTransactions::Fate;
using Plain = FakeTransactions::PlainFate;

class DeadLettersJobTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyRecordOnce();
    void killedAtEveryStep_data();
    void killedAtEveryStep();
    void theSameFilesNever();
    void unknownOutcomes_data();
    void unknownOutcomes();
    void theGroupIsGone_data();
    void theGroupIsGone();
    void continuedElsewhere();
    void randomTrouble();
    void refusedRecordsStandAlone();
    void tooManyFailures();
    void goneAndChanged();
    void brokersAway();
    void notPermitted();
    void anotherCluster();
    void readOnly();
    void oneJobAtATime();
};

void DeadLettersJobTest::everyRecordOnce()
{
    ReplayStand stand(25);
    VERIFY_EMPTY(stand.plan());
    QCOMPARE(stand.planned->ready(), std::int64_t(25));
    std::vector<ReplayStep> steps;
    std::atomic<int> told = 0;
    auto start = stand.start();
    start.atStep = [&](ReplayStep step) { steps.push_back(step); };
    start.changed = [&] { ++told; };
    const auto progress = runToRest(std::move(start));
    QCOMPARE(progress.info.state, ReplayState::Done);
    QVERIFY2(progress.info.reason.empty(), progress.info.reason.c_str());
    QCOMPARE(progress.info.counts.committed, std::int64_t(25));
    QVERIFY(progress.info.ended);
    QVERIFY(!progress.readsStillHeld && !progress.trouble);
    QVERIFY(told > 0);
    VERIFY_EMPTY(stand.target());
    QCOMPARE(stand.cluster->transactions().commits(), (std::vector<std::size_t>{4, 4, 4, 4, 4, 4, 1}));
    // What stands on the broker about the job is gone with it.
    QVERIFY(stand.cluster->committedOffsets({"weir-replay-job"}, {}).values["weir-replay-job"].empty());
    const std::vector<ReplayStep> batch{ReplayStep::BatchBegun, ReplayStep::Sent, ReplayStep::CommitSent,
                                        ReplayStep::CommittedOnBroker, ReplayStep::Settled};
    QCOMPARE(steps.size(), 2 + 7 * batch.size() + 1);
    QCOMPARE(steps[0], ReplayStep::Selected);
    QCOMPARE(steps[1], ReplayStep::Prepared);
    QVERIFY(std::equal(batch.begin(), batch.end(), steps.begin() + 2));
    QCOMPARE(steps.back(), ReplayStep::Finished);
    const auto info = *stand.journal->info("job");
    QCOMPARE(info.counts, progress.info.counts);
    QCOMPARE(info.state, ReplayState::Done);
    for (const ReplayResult& result : *stand.journal->results("job", 0, 100)) {
        QCOMPARE(result.outcome, ReplayOutcome::Committed);
        QVERIFY(result.targetOffset && result.targetPartition && result.time);
    }
    QVERIFY(!ReplayJob::start(stand.start())); // it has ended
}

void DeadLettersJobTest::killedAtEveryStep_data()
{
    QTest::addColumn<int>("delivery");
    QTest::addColumn<bool>("arrives");
    QTest::newRow("nothing more reaches the broker") << 0 << false;
    QTest::newRow("the commit reaches the broker") << 0 << true;
    QTest::newRow("at least once") << 1 << false;
}

void DeadLettersJobTest::killedAtEveryStep()
{
    QFETCH(const int, delivery);
    QFETCH(const bool, arrives);
    std::set<ReplayStep> seen;
    for (int kill = 0;; ++kill) {
        ReplayStand stand(11);
        stand.options.delivery = static_cast<ReplayDelivery>(delivery);
        VERIFY_EMPTY(stand.plan());
        Freezer freezer(kill);
        auto start = stand.start();
        start.atStep = [&freezer](ReplayStep step) { freezer(step); };
        start.journal = *ReplayJournal::open(stand.journalPath);
        auto frozen = started(std::move(start));
        const auto whenItFails = qScopeGuard([&freezer] { freezer.letGo(); });
        QVERIFY(frozen);
        const auto at = freezer.waitFrozen(*frozen);
        if (!at)
            break;
        seen.insert(*at);
        if (arrives && *at == ReplayStep::CommitSent)
            stand.cluster->transactions().commitArrives("weir-replay-job");
        auto again = stand.start();
        again.locks /= "of another process";
        if (*at == ReplayStep::Finished) {
            QVERIFY(!ReplayJob::start(std::move(again)));
        } else {
            const auto progress = runToRest(std::move(again));
            QVERIFY2(progress.info.state == ReplayState::Done, std::to_string(kill).c_str());
            QCOMPARE(progress.info.counts.committed, std::int64_t(11));
            VERIFY_EMPTY(sums(progress.info.counts));
            QCOMPARE(stand.journal->info("job")->counts, progress.info.counts);
        }
        const std::string said = stand.target();
        QVERIFY2(said.empty(), (said + ", killed at step " + std::to_string(kill)).c_str());
        // The frozen one wakes up: it has lost its id and must not write anything.
        freezer.letGo();
        if (delivery == 0) {
            frozen->waitIdle(Call::within(patience));
            frozen.reset();
            const std::string later = stand.target();
            QVERIFY2(later.empty(), (later + ", after the one killed at step " + std::to_string(kill) + " woke up").c_str());
            QCOMPARE(stand.journal->info("job")->counts.committed, std::int64_t(11));
            QCOMPARE(stand.journal->info("job")->state, ReplayState::Done);
        }
    }
    QVERIFY(seen.contains(ReplayStep::BatchBegun) && seen.contains(ReplayStep::Finished));
    if (delivery == 0)
        QCOMPARE(seen.size(), std::size_t(8));
}

/// As one process would be refused by the other's lock.
void DeadLettersJobTest::theSameFilesNever()
{
    ReplayStand stand;
    VERIFY_EMPTY(stand.plan());
    Freezer freezer(3);
    auto start = stand.start();
    start.atStep = [&freezer](ReplayStep step) { freezer(step); };
    auto frozen = started(std::move(start));
    const auto whenItFails = qScopeGuard([&freezer] { freezer.letGo(); });
    QVERIFY(freezer.waitFrozen(*frozen));
    const auto second = ReplayJob::start(stand.start());
    QVERIFY(!second && second.error().kind == ErrorKind::AlreadyExists);
    freezer.letGo();
    QVERIFY(frozen->waitIdle(Call::within(patience)));
    frozen.reset();
    VERIFY_EMPTY(stand.target());
}

void DeadLettersJobTest::unknownOutcomes_data()
{
    QTest::addColumn<int>("fate");
    QTest::newRow("aborted") << static_cast<int>(Fate::Abort);
    QTest::newRow("committed, no answer") << static_cast<int>(Fate::UnknownCommitted);
    QTest::newRow("never arrived") << static_cast<int>(Fate::UnknownAborted);
    QTest::newRow("arrives late") << static_cast<int>(Fate::UnknownLate);
}

void DeadLettersJobTest::unknownOutcomes()
{
    QFETCH(const int, fate);
    ReplayStand stand;
    VERIFY_EMPTY(stand.plan());
    const auto strange = static_cast<Fate>(fate);
    stand.cluster->transactions().script({strange, Fate::Commit, strange, strange, strange, Fate::Commit, strange});
    const auto progress = runToRest(stand.start());
    QCOMPARE(progress.info.state, ReplayState::Done);
    QCOMPARE(progress.info.counts.committed, std::int64_t(12));
    VERIFY_EMPTY(stand.target());
    VERIFY_EMPTY(sums(progress.info.counts));
}

void DeadLettersJobTest::theGroupIsGone_data()
{
    QTest::addColumn<int>("step");
    QTest::addColumn<bool>("deleted");
    // 2 steps before the first batch, 5 for each batch.
    QTest::newRow("in the first batch, not committed") << 4 << false;
    QTest::newRow("in the first batch, committed") << 5 << false;
    QTest::newRow("in the second batch, not committed") << 9 << false;
    QTest::newRow("in the second batch, committed") << 10 << false;
    QTest::newRow("committed, and deleted since") << 10 << true;
}

/// Offsets of groups expire after a week, and people delete groups: then the target itself is asked.
void DeadLettersJobTest::theGroupIsGone()
{
    QFETCH(const int, step);
    QFETCH(const bool, deleted);
    ReplayStand stand;
    VERIFY_EMPTY(stand.plan());
    Freezer freezer(step);
    auto start = stand.start();
    start.atStep = [&freezer](ReplayStep at) { freezer(at); };
    start.journal = *ReplayJournal::open(stand.journalPath);
    auto frozen = started(std::move(start));
    const auto whenItFails = qScopeGuard([&freezer] { freezer.letGo(); });
    QVERIFY(freezer.waitFrozen(*frozen));
    (void)stand.cluster->deleteGroups({"weir-replay-job"}, {});
    if (deleted)
        for (int partition = 0; partition < 3; ++partition)
            stand.cluster->deleteBefore("orders", partition, 1'000);
    auto again = stand.start();
    again.locks /= "of another process";
    const auto progress = runToRest(std::move(again));
    QCOMPARE(progress.info.state, ReplayState::Done);
    VERIFY_EMPTY(sums(progress.info.counts));
    QCOMPARE(progress.info.counts.unknown, std::int64_t(deleted ? 4 : 0));
    QCOMPARE(progress.info.counts.committed, std::int64_t(deleted ? 8 : 12));
    if (!deleted)
        VERIFY_EMPTY(stand.target());
    QCOMPARE(stand.cluster->produced().size(), std::size_t(12)); // whatever is known: nothing twice
}

/// An old copy of the journal, or another machine: what the broker has passed is not sent again.
void DeadLettersJobTest::continuedElsewhere()
{
    ReplayStand stand;
    VERIFY_EMPTY(stand.plan());
    stand.cluster->addGroup("weir-replay-job", "Empty");
    stand.cluster->commit("weir-replay-job", {"orders", 0}, 8);
    const auto job = started(stand.start());
    QVERIFY(job->waitIdle(Call::within(patience)));
    QCOMPARE(job->progress().info.state, ReplayState::Stopped);
    QCOMPARE(job->progress().info.counts.unknown, std::int64_t(8));
    QVERIFY(stand.cluster->produced().empty());
    job->resume();
    QVERIFY(job->waitIdle(Call::within(patience)));
    QCOMPARE(job->progress().info.state, ReplayState::Done);
    QCOMPARE(job->progress().info.counts.committed, std::int64_t(4));
    QCOMPARE(stand.cluster->produced().size(), std::size_t(4));
}

/// Random outcomes, refusals of brokers, kills; the seed of a failing run is printed.
void DeadLettersJobTest::randomTrouble()
{
    const QByteArray given = qgetenv("WEIR_TEST_SEED");
    const auto base = given.isEmpty() ? static_cast<unsigned>(nowMs()) : given.toUInt();
    for (unsigned round = 0; round < 60; ++round) {
        const unsigned seed = base + round;
        std::mt19937 random(seed);
        const auto upTo = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
        const std::string words = "seed " + std::to_string(seed);
        ReplayStand stand(20 + upTo(20));
        stand.options.batch = 1 + upTo(9);
        VERIFY_EMPTY(stand.plan());
        std::vector<Fate> fates;
        for (int i = 0; i < 30; ++i)
            fates.push_back(upTo(1) == 0 ? Fate::Commit : static_cast<Fate>(upTo(4)));
        stand.cluster->transactions().script(fates);
        std::vector<std::unique_ptr<Freezer>> freezers;
        std::vector<std::unique_ptr<ReplayJob>> frozen;
        const auto whenItFails = qScopeGuard([&freezers] {
            for (const auto& freezer : freezers)
                freezer->letGo();
        });
        for (int life = 0;; ++life) {
            auto start = stand.start();
            start.locks /= std::to_string(life);
            start.journal = *ReplayJournal::open(stand.journalPath);
            freezers.push_back(std::make_unique<Freezer>(life < 6 ? upTo(25) : 1'000'000));
            Freezer& freezer = *freezers.back();
            start.atStep = [&freezer](ReplayStep step) { freezer(step); };
            auto job = ReplayJob::start(std::move(start));
            if (!job)
                break; // it has ended
            frozen.push_back(std::move(*job));
            const auto at = freezer.waitFrozen(*frozen.back());
            if (!at)
                break;
            if (*at == ReplayStep::CommitSent && upTo(1) == 0)
                stand.cluster->transactions().commitArrives("weir-replay-job");
        }
        const auto info = *stand.journal->info("job");
        QVERIFY2(info.state == ReplayState::Done, words.c_str());
        QVERIFY2(info.counts.committed == info.counts.total, words.c_str());
        const std::string said = stand.target();
        QVERIFY2(said.empty(), (said + ", " + words).c_str());
        for (const auto& freezer : freezers)
            freezer->letGo();
        frozen.clear();
        const std::string later = stand.target();
        QVERIFY2(later.empty(), (later + ", woken up, " + words).c_str());
    }
}

void DeadLettersJobTest::refusedRecordsStandAlone()
{
    for (const auto delivery : {ReplayDelivery::Transactional, ReplayDelivery::AtLeastOnce}) {
        ReplayStand stand(32);
        stand.options.batch = 16;
        stand.options.delivery = delivery;
        VERIFY_EMPTY(stand.plan());
        stand.cluster->transactions().refuse([](const OutgoingRecord& record) -> std::optional<Error> {
            if (record.key == "key 3" || record.key == "key 30")
                return tooLarge();
            return std::nullopt;
        });
        const auto progress = runToRest(stand.start());
        QCOMPARE(progress.info.state, ReplayState::Done);
        QCOMPARE(progress.info.counts.failed, std::int64_t(2));
        QCOMPARE(progress.info.counts.committed, std::int64_t(30));
        VERIFY_EMPTY(sums(progress.info.counts));
        VERIFY_EMPTY(stand.target({3, 30}));
        int failed = 0;
        for (const ReplayResult& result : *stand.journal->results("job", 0, 100))
            if (result.outcome == ReplayOutcome::Failed) {
                ++failed;
                QVERIFY(result.reason.contains("too large"));
            }
        QCOMPARE(failed, 2);
    }
}

void DeadLettersJobTest::tooManyFailures()
{
    ReplayStand stand(32);
    stand.options.batch = 16;
    stand.options.mostFailures = 3;
    VERIFY_EMPTY(stand.plan());
    stand.cluster->transactions().refuse([](const OutgoingRecord&) -> std::optional<Error> { return tooLarge(); });
    const auto job = started(stand.start());
    QVERIFY(job->waitIdle(Call::within(patience)));
    auto progress = job->progress();
    QCOMPARE(progress.info.state, ReplayState::Stopped);
    QCOMPARE(progress.info.counts.failed, std::int64_t(3));
    QCOMPARE(stand.journal->info("job")->reason, progress.info.reason);
    QVERIFY2(progress.info.reason.contains("3 records"), progress.info.reason.c_str());
    // A person has looked: as many again are allowed.
    job->resume();
    QVERIFY(job->waitIdle(Call::within(patience)));
    QCOMPARE(job->progress().info.counts.failed, std::int64_t(6));
    stand.cluster->transactions().refuse({});
    job->resume();
    QVERIFY(job->waitIdle(Call::within(patience)));
    progress = job->progress();
    QCOMPARE(progress.info.state, ReplayState::Done);
    QCOMPARE(progress.info.counts.committed, std::int64_t(26));
    VERIFY_EMPTY(sums(progress.info.counts));
}

void DeadLettersJobTest::goneAndChanged()
{
    ReplayStand stand(12);
    VERIFY_EMPTY(stand.plan());
    // The first two of partition 0 are letters 0 and 2; partition 1 begins with 1.
    stand.cluster->deleteBefore("orders.dlq", 0, 2);
    ReplayPlan changed = *stand.planned;
    changed.job = "other";
    for (ReplayItem& item : changed.items)
        if (item.letterPartition == 1 && item.letterOffset == 0)
            item.hash[5] = static_cast<unsigned char>(item.hash[5] + 1);
    QVERIFY(stand.journal->begin(changed, "t", "p"));
    const auto progress = runToRest(stand.start("other"));
    QCOMPARE(progress.info.state, ReplayState::Done);
    QCOMPARE(progress.info.counts.gone, std::int64_t(2));
    QCOMPARE(progress.info.counts.changed, std::int64_t(1));
    QCOMPARE(progress.info.counts.committed, std::int64_t(9));
    VERIFY_EMPTY(sums(progress.info.counts));
    QCOMPARE(stand.journal->info("other")->counts, progress.info.counts);
    VERIFY_EMPTY(stand.target({0, 1, 2}));
    // A job whose letters are gone, or were put back by another, ends without a transaction.
    for (int partition = 0; partition < 2; ++partition)
        stand.cluster->deleteBefore("orders.dlq", partition, 100);
    const auto nothing = runToRest(stand.start());
    QCOMPARE(nothing.info.state, ReplayState::Done);
    QCOMPARE(nothing.info.counts.gone, std::int64_t(3));
    QCOMPARE(nothing.info.counts.skipped, std::int64_t(9)); // the other job has put them back
    VERIFY_EMPTY(stand.target({0, 1, 2}));
}

void DeadLettersJobTest::brokersAway()
{
    ReplayStand stand;
    VERIFY_EMPTY(stand.plan());
    stand.cluster->transactions().away(weir::test::brokersAway());
    const auto job = started(stand.start());
    QTRY_VERIFY_WITH_TIMEOUT(job->progress().trouble, 10'000);
    QVERIFY(job->progress().busy);
    QCOMPARE(job->progress().info.state, ReplayState::Running);
    // Pausing does not wait for them.
    job->pause();
    QVERIFY(job->waitIdle(Call::within(patience)));
    QCOMPARE(job->progress().info.state, ReplayState::Paused);
    job->resume();
    QTRY_VERIFY_WITH_TIMEOUT(job->progress().trouble, 10'000);
    stand.cluster->transactions().away(std::nullopt);
    QVERIFY(job->waitIdle(Call::within(patience)));
    QCOMPARE(job->progress().info.state, ReplayState::Done);
    QVERIFY(!job->progress().trouble);
    VERIFY_EMPTY(stand.target());
}

void DeadLettersJobTest::notPermitted()
{
    ReplayStand stand;
    VERIFY_EMPTY(stand.plan());
    stand.cluster->transactions().forbid(noRightToTransactions());
    const auto job = started(stand.start());
    QVERIFY(job->waitIdle(Call::within(patience)));
    const auto progress = job->progress();
    QCOMPARE(progress.info.state, ReplayState::Stopped);
    QVERIFY2(progress.info.reason.contains("transactional id weir-replay-job") &&
                 progress.info.reason.contains("at least once"),
             progress.info.reason.c_str());
    QVERIFY(stand.cluster->produced().empty());
    stand.cluster->transactions().forbid(std::nullopt);
    job->resume();
    QVERIFY(job->waitIdle(Call::within(patience)));
    QCOMPARE(job->progress().info.state, ReplayState::Done);
    VERIFY_EMPTY(stand.target());
}

void DeadLettersJobTest::anotherCluster()
{
    ReplayStand stand;
    VERIFY_EMPTY(stand.plan());
    ReplayPlan elsewhere = *stand.planned;
    elsewhere.job = "elsewhere";
    elsewhere.targetCluster = "another";
    QVERIFY(stand.journal->begin(elsewhere, "t", "p"));
    const auto refused = ReplayJob::start(stand.start("elsewhere"));
    QVERIFY(!refused && refused.error().kind == ErrorKind::InvalidInput);
    // When nobody answers at first it is found out before anything is sent.
    stand.cluster->fail(Op::Ping, weir::test::brokersAway());
    const auto job = started(stand.start("elsewhere"));
    QTRY_VERIFY_WITH_TIMEOUT(job->progress().trouble, 10'000);
    stand.cluster->fail(Op::Ping, std::nullopt);
    QVERIFY(job->waitIdle(Call::within(patience)));
    QCOMPARE(job->progress().info.state, ReplayState::Stopped);
    QVERIFY(stand.cluster->produced().empty());
    QVERIFY(!ReplayJob::start(stand.start("unheard of")));
}

void DeadLettersJobTest::readOnly()
{
    ReplayStand stand;
    VERIFY_EMPTY(stand.plan());
    stand.cluster->setReadOnly(true);
    const auto refused = ReplayJob::start(stand.start());
    QVERIFY(!refused && refused.error().kind == ErrorKind::NotAuthorized);
}

void DeadLettersJobTest::oneJobAtATime()
{
    const QTemporaryDir folder;
    const std::filesystem::path locks = folder.path().toStdString();
    auto first = ReplayLock::take(locks, "c", {"topic orders", "topic " + std::string(240, 'x')});
    QVERIFY2(first, first ? "" : first.error().message.c_str());
    const auto second = ReplayLock::take(locks, "c", {"topic free", "topic orders"});
    QVERIFY(!second && second.error().kind == ErrorKind::AlreadyExists && second.error().message.contains("orders"));
    QVERIFY(ReplayLock::take(locks, "c", {"topic free"})); // what the refused one had taken is free again
    QVERIFY(ReplayLock::take(locks, "another", {"topic orders"}));
    *first = ReplayLock();
    QVERIFY(ReplayLock::take(locks, "c", {"topic orders"}));
}

QTEST_GUILESS_MAIN(DeadLettersJobTest)
#include "deadletters_job_test.moc"
