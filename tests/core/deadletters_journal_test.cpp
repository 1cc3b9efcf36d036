// SPDX-License-Identifier: GPL-3.0-or-later
// The replay journal: what was written is there, for other processes too; files that are not as they should be.
#include "core/deadletters/replay_journal.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <thread>

using namespace weir;
using State = ReplayBatch::State;

namespace {

ReplayPlan planOf(const std::string& job, int items)
{
    ReplayPlan plan;
    plan.job = job;
    plan.cluster = "letters";
    plan.targetCluster = "target";
    plan.options.target = "orders";
    plan.options.batch = 77;
    plan.topics = {"a.dlq", "b.dlq"};
    plan.targets = {{"orders", 3, 5, true, 1'000'000, true, {"one", "two"}}, {"other", 1, 0, false, -1, false, {}}};
    plan.warnings = {"think about it"};
    plan.made = 1'700'000'000'000;
    for (int i = 0; i < items; ++i) {
        ReplayItem item;
        item.letterTopic = static_cast<std::uint32_t>(i % 2);
        item.letterPartition = i % 5;
        item.letterOffset = 1'000'000'000'000 + i;
        item.target = static_cast<std::uint32_t>(i % 3 == 2);
        item.targetPartition = i % 4 - 1;
        item.verdict = i % 10 == 9 ? ReplayVerdict::TooLarge : ReplayVerdict::Ready;
        for (std::size_t k = 0; k < item.hash.size(); ++k)
            item.hash[k] = static_cast<unsigned char>(i * 7 + static_cast<int>(k));
        ++plan.counts[static_cast<std::size_t>(item.verdict)];
        plan.items.push_back(item);
    }
    return plan;
}

ReplayResult result(std::int64_t index, ReplayOutcome outcome, std::string reason = {})
{
    ReplayResult one;
    one.index = index;
    one.outcome = outcome;
    one.reason = std::move(reason);
    if (outcome == ReplayOutcome::Committed) {
        one.targetPartition = 2;
        one.targetOffset = 500 + index;
    }
    one.time = 1'700'000'000'001 + index;
    return one;
}

} // namespace

class DeadLettersJournalTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void thePlanComesBack();
    void aBatch();
    void outcomesAreFinal();
    void states();
    void earlierJobs();
    void receipt();
    void twoProcesses();
    void manyItems();
    void damagedFiles_data();
    void damagedFiles();
    void flippedNumbers();
    void noRoom();

private:
    [[nodiscard]] std::filesystem::path path(const std::string& name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    QTemporaryDir m_folder;
};

void DeadLettersJournalTest::thePlanComesBack()
{
    const ReplayPlan plan = planOf("p", 40);
    {
        auto journal = ReplayJournal::open(path("plan.db"));
        QVERIFY2(journal, journal ? "" : journal.error().message.c_str());
        QVERIFY((*journal)->begin(plan, "title", "profile"));
        const auto twice = (*journal)->begin(plan, "title", "profile");
        QVERIFY(!twice && twice.error().kind == ErrorKind::AlreadyExists);
    }
    const auto journal = *ReplayJournal::open(path("plan.db"));
    const auto back = journal->plan("p");
    QVERIFY2(back, back ? "" : back.error().message.c_str());
    QCOMPARE(back->topics, plan.topics);
    QCOMPARE(back->cluster, plan.cluster);
    QCOMPARE(back->targetCluster, plan.targetCluster);
    QCOMPARE(back->made, plan.made);
    QCOMPARE(back->warnings, plan.warnings);
    QCOMPARE(back->counts, plan.counts);
    QCOMPARE(back->options.target, plan.options.target);
    QCOMPARE(back->options.batch, plan.options.batch);
    QCOMPARE(back->targets.size(), plan.targets.size());
    QCOMPARE(back->targets[0].warnings, plan.targets[0].warnings);
    QVERIFY(back->targets[0].compacted && back->targets[0].fromHeaders && back->targets[0].maxBytes == 1'000'000);
    QCOMPARE(back->items.size(), plan.items.size());
    for (std::size_t i = 0; i < plan.items.size(); ++i) {
        const ReplayItem& is = back->items[i];
        const ReplayItem& was = plan.items[i];
        QVERIFY(is.letterTopic == was.letterTopic && is.letterPartition == was.letterPartition &&
                is.letterOffset == was.letterOffset && is.archiveAt == was.archiveAt && is.target == was.target &&
                is.targetPartition == was.targetPartition && is.verdict == was.verdict && is.hash == was.hash);
    }
    const auto info = *journal->info("p");
    QCOMPARE(info.title, std::string("title"));
    QCOMPARE(info.profile, std::string("profile"));
    QCOMPARE(info.state, ReplayState::Planned);
    QCOMPARE(info.targets, (std::vector<std::string>{"orders", "other"}));
    QVERIFY(info.counts == (ReplayCounts{40, 36, 0, 0, 0, 4, 0, 0, 0}));
    for (const auto& missing : {journal->plan("q").has_value(), journal->info("q").has_value(),
                                journal->setState("q", ReplayState::Done, "").has_value(), journal->lastBatch("q").has_value()})
        QVERIFY(!missing);
    ReplayPlan wrong = plan;
    wrong.job = "wrong";
    wrong.items[3].target = 2;
    QVERIFY(!journal->begin(wrong, "t", "p"));
    QVERIFY(!journal->info("wrong")); // all or nothing
}

void DeadLettersJournalTest::aBatch()
{
    const auto journal = *ReplayJournal::inMemory();
    QVERIFY(journal->begin(planOf("p", 20), "t", "p"));
    QVERIFY(!*journal->lastBatch("p"));
    const std::map<TopicPartition, std::int64_t> ends{{{"orders", 0}, 17}, {{"orders", 1}, 1LL << 40}};
    const std::vector<ReplayResult> gone{result(1, ReplayOutcome::Gone, "retention")};
    QVERIFY(journal->batchBegun("p", {0, 0, 4, State::Begun, ends}, gone));
    auto last = **journal->lastBatch("p");
    QVERIFY(last.number == 0 && last.begin == 0 && last.end == 4 && last.state == State::Begun && last.targetEnds == ends);
    QVERIFY(last.begun > 0);
    QVERIFY(journal->announced("p", 0)->empty());
    const std::vector<Delivery> deliveries{{0, 17, {}, {}}, {1, (1LL << 40) + 5, {}, {}}, {2, 3, {}, {}}};
    const std::vector<std::int64_t> indexes{0, 2, 3};
    QVERIFY(journal->commitSent("p", 0, deliveries, indexes));
    QVERIFY(!journal->commitSent("p", 0, deliveries, std::vector<std::int64_t>{1}));
    QCOMPARE((*journal->lastBatch("p"))->state, State::CommitSent);
    const auto places = *journal->announced("p", 0);
    QCOMPARE(places.size(), std::size_t(3));
    QVERIFY(places[1].index == 2 && places[1].targetPartition == 1 && places[1].targetOffset == (1LL << 40) + 5);
    const std::vector<ReplayResult> results{result(0, ReplayOutcome::Committed), result(2, ReplayOutcome::Committed),
                                            result(3, ReplayOutcome::Failed, "too large")};
    QVERIFY(journal->settled("p", 0, State::Committed, results, 2));
    QCOMPARE((*journal->lastBatch("p"))->state, State::Committed);
    QVERIFY(journal->info("p")->counts == (ReplayCounts{20, 14, 2, 1, 0, 2, 1, 0, 2}));
    const auto rows = *journal->results("p", 1, 3);
    QCOMPARE(rows.size(), std::size_t(3));
    QVERIFY(rows[0].outcome == ReplayOutcome::Gone && rows[0].reason == "retention" && !rows[0].targetOffset);
    QVERIFY(rows[1].outcome == ReplayOutcome::Committed && rows[1].targetOffset == 502 && rows[1].targetPartition == 2);
    QCOMPARE(placeText(rows[1].letter), std::string("a.dlq-2@1000000000002"));
    QVERIFY(rows[1].targetTopic == "other" && rows[2].outcome == ReplayOutcome::Failed);
    const auto outcomes = *journal->outcomes("p");
    QVERIFY(outcomes[0] == ReplayOutcome::Committed && outcomes[4] == ReplayOutcome::Pending && outcomes[9] == ReplayOutcome::Skipped);
    // Aborted, and begun again under its number.
    QVERIFY(journal->batchBegun("p", {1, 4, 8}));
    QVERIFY(journal->settled("p", 1, State::Aborted, {}));
    QVERIFY(journal->batchBegun("p", {1, 4, 6}));
    QCOMPARE((*journal->lastBatch("p"))->end, std::int64_t(6));
    QCOMPARE(journal->info("p")->counts.pending, std::int64_t(14));
    QVERIFY(journal->watch("p")->empty());
    QVERIFY(journal->setWatch("p", ends));
    QCOMPARE(*journal->watch("p"), ends);
}

void DeadLettersJournalTest::outcomesAreFinal()
{
    const auto journal = *ReplayJournal::inMemory();
    QVERIFY(journal->begin(planOf("p", 5), "t", "p"));
    for (const auto outcome : {ReplayOutcome::Committed, ReplayOutcome::Failed, ReplayOutcome::Pending})
        QVERIFY(journal->settled("p", 0, State::Committed, std::vector{result(2, outcome)}));
    QVERIFY(journal->info("p")->counts == (ReplayCounts{5, 4, 1, 0, 0, 0, 0, 0, 0}));
    QCOMPARE((*journal->outcomes("p"))[2], ReplayOutcome::Committed);
}

void DeadLettersJournalTest::states()
{
    const auto journal = *ReplayJournal::inMemory();
    for (const char* job : {"a", "b", "c"})
        QVERIFY(journal->begin(planOf(job, 3), "t", "p"));
    QVERIFY(journal->setState("b", ReplayState::Stopped, "too many failures"));
    QVERIFY(!journal->info("b")->ended && journal->info("b")->reason == "too many failures");
    QVERIFY(journal->setState("b", ReplayState::Done, ""));
    QVERIFY(journal->info("b")->ended);
    QVERIFY(journal->setState("b", ReplayState::Running, "")); // it has ended: nothing changes
    QCOMPARE(journal->info("b")->state, ReplayState::Done);
    const auto jobs = *journal->jobs(2);
    QCOMPARE(jobs.size(), std::size_t(2));
    QVERIFY(jobs[0].job == "c" && jobs[1].job == "b" && jobs[1].targets.size() == 2);
}

void DeadLettersJournalTest::earlierJobs()
{
    const auto journal = *ReplayJournal::inMemory();
    QVERIFY(journal->begin(planOf("first", 12), "t", "p"));
    QVERIFY(journal->batchBegun("first", {0, 0, 3}));
    QVERIFY(journal->settled("first", 0, State::Committed,
                             std::vector{result(0, ReplayOutcome::Committed), result(1, ReplayOutcome::Gone),
                                         result(2, ReplayOutcome::Unknown)}));
    // On its way: nobody knows yet.
    QVERIFY(journal->batchBegun("first", {1, 3, 6}));
    const ReplayPlan plan = planOf("first", 12);
    std::vector<LetterPlace> places;
    for (const ReplayItem& item : plan.items)
        places.push_back(plan.placeOf(item));
    places.push_back({{"unheard of", 0}, 1});
    QCOMPARE(journal->earlier("letters", places)->size(), std::size_t(2)); // without its commit nothing of it can be there
    QVERIFY(journal->commitSent("first", 1, std::vector<Delivery>(3), std::vector<std::int64_t>{3, 4, 5}));
    const auto earlier = *journal->earlier("letters", places);
    QCOMPARE(earlier.size(), std::size_t(5));
    QVERIFY(earlier.at(places[0]).outcome == ReplayOutcome::Committed && earlier.at(places[0]).job == "first");
    QVERIFY(earlier.at(places[2]).outcome == ReplayOutcome::Unknown && earlier.at(places[4]).outcome == ReplayOutcome::Unknown);
    QVERIFY(!earlier.contains(places[1]));
    QCOMPARE(journal->earlierOf("letters", "a.dlq")->size(), std::size_t(3)); // 0, 2, 4
    QVERIFY(journal->earlierOf("another", "a.dlq")->empty());
    QVERIFY(journal->earlier("another", places)->empty());
    // The newest one counts.
    QVERIFY(journal->begin(planOf("second", 12), "t", "p"));
    ReplayResult later = result(0, ReplayOutcome::Committed);
    later.time = 1'800'000'000'000;
    QVERIFY(journal->settled("second", 0, State::Committed, std::vector{later}));
    QCOMPARE(journal->earlier("letters", places)->at(places[0]).job, std::string("second"));
}

void DeadLettersJournalTest::receipt()
{
    const auto journal = *ReplayJournal::inMemory();
    QVERIFY(journal->begin(planOf("p", 12), "a \"title\"", "p"));
    QVERIFY(journal->settled("p", 0, State::Committed,
                             std::vector{result(0, ReplayOutcome::Committed), result(1, ReplayOutcome::Failed, "line\nbreak")}));
    std::string text;
    QVERIFY(writeReceipt(*journal, "p", [&](std::string_view part) -> Result<void> {
        text += part;
        return {};
    }));
    const auto lines = QByteArray::fromStdString(text).trimmed().split('\n');
    QCOMPARE(lines.size(), 13);
    QVERIFY(lines[0].contains("\"title\":\"a \\\"title\\\"\"") && lines[0].contains("\"total\":12"));
    QVERIFY(lines[1].contains("\"letter\":\"a.dlq-0@1000000000000\",\"outcome\":\"committed\""));
    QVERIFY(lines[1].contains("\"topic\":\"orders\",\"partition\":2,\"offset\":500"));
    QVERIFY(lines[2].contains("line\\nbreak"));
    QVERIFY(lines[10].contains("\"outcome\":\"skipped\",\"verdict\":\"too_large\""));
    const auto full = writeReceipt(*journal, "p", [](std::string_view) { return fail(ErrorKind::Internal, "full"); });
    QVERIFY(!full && full.error().message == "full");
}

/// The window and weirctl: both write, neither is refused.
void DeadLettersJournalTest::twoProcesses()
{
    const auto file = path("both.db");
    const auto writer = [&](const std::string& job) {
        const auto journal = *ReplayJournal::open(file);
        bool good = journal->begin(planOf(job, 200), "t", "p").has_value();
        for (int i = 0; i < 20 && good; ++i)
            good = journal->batchBegun(job, {i, i * 5, i * 5 + 5}).has_value() &&
                   journal->settled(job, i, State::Committed, std::vector{result(i * 5, ReplayOutcome::Committed)}).has_value();
        return good;
    };
    (void)*ReplayJournal::open(file);
    bool other = false;
    {
        const std::jthread thread([&] { other = writer("one"); });
        QVERIFY(writer("two"));
    }
    QVERIFY(other);
    const auto journal = *ReplayJournal::open(file);
    QCOMPARE(journal->info("one")->counts.committed, std::int64_t(20));
    QCOMPARE(journal->info("two")->counts.committed, std::int64_t(20));
}

void DeadLettersJournalTest::manyItems()
{
    const auto journal = *ReplayJournal::open(path("many.db"));
    const ReplayPlan plan = planOf("p", 200'000);
    QElapsedTimer timer;
    timer.start();
    QVERIFY(journal->begin(plan, "t", "p"));
    const auto stored = timer.restart();
    QCOMPARE(journal->plan("p")->items.size(), plan.items.size());
    const auto loaded = timer.restart();
    QCOMPARE(journal->outcomes("p")->size(), plan.items.size());
    const auto outcomes = timer.restart();
    QVERIFY(journal->earlierOf("letters", "a.dlq")->empty());
    qInfo("200,000 items: stored in %lld ms, loaded in %lld ms, outcomes %lld ms, earlierOf %lld ms", stored, loaded,
          outcomes, timer.elapsed());
}

void DeadLettersJournalTest::damagedFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("no database") << QByteArray(10'000, 'x');
    QTest::newRow("half a header") << QByteArray("SQLite format 3\0\x10", 17);
}

void DeadLettersJournalTest::damagedFiles()
{
    QFETCH(const QByteArray, content);
    const auto file = path(std::string("damaged ") + QTest::currentDataTag());
    QFile out(QString::fromStdString(file.string()));
    QVERIFY(out.open(QIODevice::WriteOnly) && out.write(content) == content.size());
    out.close();
    const auto journal = ReplayJournal::open(file);
    QVERIFY(!journal);
    QVERIFY2(journal.error().message.contains(file.string()), journal.error().message.c_str());
    // A folder in its place.
    QVERIFY(!ReplayJournal::open(m_folder.path().toStdString()));
}

/// SQLite does not notice a changed number; the journal does, before anything is sent somewhere else.
void DeadLettersJournalTest::flippedNumbers()
{
    const auto file = path("flipped.db");
    for (const char* change : {"UPDATE items SET target = 1 WHERE item = 3", "UPDATE items SET offset = offset + 1 WHERE item = 3",
                               "UPDATE items SET verdict = 0 WHERE item = 9", "UPDATE targets SET topic = 'orderz' WHERE position = 0",
                               "DELETE FROM items WHERE item = 19", "UPDATE items SET target = 9 WHERE item = 3",
                               "UPDATE items SET hash = x'00' WHERE item = 3"}) {
        std::filesystem::remove(file);
        const auto journal = *ReplayJournal::open(file);
        QVERIFY(journal->begin(planOf("p", 20), "t", "p"));
        QVERIFY(journal->plan("p"));
        auto other = *Database::open(file, {""});
        QVERIFY(other.execute(change));
        const auto plan = journal->plan("p");
        QVERIFY2(!plan && plan.error().message.contains("not those that were written"), change);
        std::filesystem::remove(file.string() + "-wal");
        std::filesystem::remove(file.string() + "-shm");
    }
}

void DeadLettersJournalTest::noRoom()
{
    const auto file = path("small.db");
    const auto journal = *ReplayJournal::open(file);
    QVERIFY(journal->begin(planOf("p", 20), "t", "p"));
    QVERIFY(journal->batchBegun("p", {0, 0, 5}));
    auto other = *Database::open(file, {""});
    QVERIFY(other.execute("BEGIN IMMEDIATE")); // as a hung process would
    QElapsedTimer timer;
    timer.start();
    const auto busy = journal->settled("p", 0, State::Committed, std::vector{result(0, ReplayOutcome::Committed)});
    QVERIFY(!busy && busy.error().retriable && timer.elapsed() >= 4'000);
    QVERIFY(other.execute("ROLLBACK"));
    QVERIFY(journal->settled("p", 0, State::Committed, std::vector{result(0, ReplayOutcome::Committed)}));
    QCOMPARE(journal->info("p")->counts.committed, std::int64_t(1));
}

QTEST_GUILESS_MAIN(DeadLettersJournalTest)
#include "deadletters_journal_test.moc"
