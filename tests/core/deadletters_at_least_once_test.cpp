// SPDX-License-Identifier: GPL-3.0-or-later
// A replay without transactions: answers that never come, and what is found in the target afterwards.
#include "tests/core/replay_stand.h"

#include <QtTest/QtTest>

#include <random>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;
using Plain = FakeTransactions::PlainFate;

namespace {

/// Copies in the target beyond the first of each letter; -1: one is missing.
std::int64_t copiesBeyondTheFirst(const ReplayStand& stand)
{
    std::map<std::string, std::int64_t> seen;
    for (std::int32_t partition = 0; partition < 3; ++partition)
        (void)stand.cluster->read({{{"orders", partition}, 0, 1'000'000}},
                                  [&](const RecordView& record) {
                                      for (const Header& header : record.headers())
                                          if (header.name == replay_header::source)
                                              ++seen[*header.value];
                                      return SinkAnswer::Continue;
                                  },
                                  Call::within(10s));
    std::int64_t more = 0;
    for (const LetterPlace& place : stand.places) {
        if (!seen.contains(placeText(place)))
            return -1;
        more += seen[placeText(place)] - 1;
    }
    return more;
}

} // namespace

class DeadLettersAtLeastOnceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneAnswerIsMissing_data();
    void oneAnswerIsMissing();
    void manyAnswersAreMissing();
    void theTargetCannotBeSearched();
    void afterACrash();
};

void DeadLettersAtLeastOnceTest::oneAnswerIsMissing_data()
{
    QTest::addColumn<int>("fate");
    QTest::addColumn<int>("copies");
    QTest::addColumn<bool>("found");
    QTest::newRow("written") << static_cast<int>(Plain::Written) << 0 << false;
    QTest::newRow("certainly not written") << static_cast<int>(Plain::NotWritten) << 0 << false;
    QTest::newRow("written, nobody says so") << static_cast<int>(Plain::MaybeWritten) << 0 << true;
    QTest::newRow("not written, nobody says so") << static_cast<int>(Plain::MaybeNot) << 0 << false;
    QTest::newRow("written twice") << static_cast<int>(Plain::Twice) << 1 << true;
}

void DeadLettersAtLeastOnceTest::oneAnswerIsMissing()
{
    QFETCH(const int, fate);
    QFETCH(const int, copies);
    QFETCH(const bool, found);
    ReplayStand stand(11);
    stand.options.delivery = ReplayDelivery::AtLeastOnce;
    QCOMPARE(stand.plan(), std::string());
    stand.cluster->transactions().scriptPlain({Plain::Written, Plain::Written, Plain::Written, Plain::Written,
                                               Plain::Written, static_cast<Plain>(fate)});
    const auto progress = runToRest(stand.start());
    QCOMPARE(progress.info.state, ReplayState::Done);
    QCOMPARE(progress.info.counts.committed, std::int64_t(11));
    QCOMPARE(progress.info.counts.duplicates, std::int64_t(copies));
    QCOMPARE(copiesBeyondTheFirst(stand), std::int64_t(copies));
    const auto result = stand.journal->results("job", 5, 1);
    QVERIFY(result && result->front().targetOffset);
    QCOMPARE(result->front().reason.find("found in the target") != std::string::npos, found);
}

/// Nothing is lost, and every copy is told.
void DeadLettersAtLeastOnceTest::manyAnswersAreMissing()
{
    const auto seed = std::random_device()();
    std::mt19937 random(seed);
    for (int round = 0; round < 25; ++round) {
        ReplayStand stand(30);
        stand.options.delivery = ReplayDelivery::AtLeastOnce;
        QCOMPARE(stand.plan(), std::string());
        std::vector<Plain> fates;
        for (int i = 0; i < 60; ++i) {
            constexpr std::array all{Plain::Written, Plain::Written, Plain::Written, Plain::NotWritten,
                                     Plain::MaybeWritten, Plain::MaybeNot, Plain::Twice};
            fates.push_back(all[random() % all.size()]);
        }
        stand.cluster->transactions().scriptPlain(fates);
        const auto progress = runToRest(stand.start());
        const QByteArray who = "seed " + QByteArray::number(seed) + ", round " + QByteArray::number(round);
        QVERIFY2(progress.info.state == ReplayState::Done && progress.info.counts.committed == 30, who.constData());
        QVERIFY2(copiesBeyondTheFirst(stand) >= 0, (who + ": a letter is lost").constData());
        QVERIFY2(copiesBeyondTheFirst(stand) == progress.info.counts.duplicates, (who + ": copies are not told").constData());
    }
}

/// What was deleted meanwhile may have been the record: nobody can tell, so it is not sent again.
void DeadLettersAtLeastOnceTest::theTargetCannotBeSearched()
{
    ReplayStand stand(4);
    stand.options.delivery = ReplayDelivery::AtLeastOnce;
    QCOMPARE(stand.plan(), std::string());
    stand.cluster->transactions().scriptPlain({Plain::Written, Plain::MaybeWritten});
    auto start = stand.start();
    start.atStep = [&](ReplayStep step) {
        for (int partition = 0; step == ReplayStep::Sent && partition < 3; ++partition)
            stand.cluster->deleteBefore("orders", partition, 100);
    };
    const auto progress = runToRest(std::move(start));
    QCOMPARE(progress.info.counts.unknown, std::int64_t(1));
    QCOMPARE(progress.info.counts.committed, std::int64_t(3));
    QCOMPARE(progress.info.counts.pending, std::int64_t(0));
    const auto result = stand.journal->results("job", 1, 1);
    QVERIFY(result && result->front().outcome == ReplayOutcome::Unknown);
    QVERIFY(result->front().reason.find("deleted") != std::string::npos);
}

/// The batch was begun and sent, and the program died before it could note the answers.
void DeadLettersAtLeastOnceTest::afterACrash()
{
    ReplayStand stand(11);
    stand.options.delivery = ReplayDelivery::AtLeastOnce;
    QCOMPARE(stand.plan(), std::string());
    Freezer freezer(4); // selected, prepared, begun, sent, …
    auto start = stand.start();
    start.journal = *ReplayJournal::open(stand.journalPath);
    start.locks = std::filesystem::path(stand.folder.path().toStdString()) / "other locks";
    start.atStep = [&freezer](ReplayStep step) { freezer(step); };
    const auto frozen = ReplayJob::start(std::move(start));
    const auto whenItFails = qScopeGuard([&freezer] { freezer.letGo(); });
    QVERIFY(frozen);
    QVERIFY(freezer.waitFrozen(**frozen));
    const auto progress = runToRest(stand.start());
    QCOMPARE(progress.info.state, ReplayState::Done);
    QCOMPARE(progress.info.counts.committed, std::int64_t(11));
    QCOMPARE(copiesBeyondTheFirst(stand), progress.info.counts.duplicates);
    QCOMPARE(progress.info.counts.duplicates, std::int64_t(0));
}

QTEST_GUILESS_MAIN(DeadLettersAtLeastOnceTest)
#include "deadletters_at_least_once_test.moc"
