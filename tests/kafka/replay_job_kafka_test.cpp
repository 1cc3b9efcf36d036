// SPDX-License-Identifier: GPL-3.0-or-later
// The replay job against a real broker: every letter once for read_committed readers, byte for byte; progress on the broker;
// an older instance is fenced; what was open when a job was left ends.
#include "core/deadletters/replay_job.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <condition_variable>
#include <set>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

constexpr int partitions = 4;

struct Topics {
    std::string target;
    std::string letters;
};

} // namespace

class ReplayJobKafkaTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void fiveThousandOnce();
    void leftOpenAndResumed();
    void atLeastOnce();

private:
    void fill(int letters);
    void makePlan(const ReplayOptions& options);
    [[nodiscard]] ReplayJob::Start start() const;
    [[nodiscard]] std::vector<Record> committed() const;
    void everyLetterOnce() const;

    std::shared_ptr<Cluster> m_cluster;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<ReplayJournal> m_journal;
    Topics m_topics;
    std::string m_job;
    std::vector<OutgoingRecord> m_sent;
    std::vector<LetterPlace> m_places;
};

void ReplayJobKafkaTest::initTestCase() { m_cluster = open(*testBootstrap()); }

void ReplayJobKafkaTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_journal = *ReplayJournal::open(std::filesystem::path(m_folder->path().toStdString()) / "replay.db");
    m_topics = {uniqueName("replayed"), uniqueName("replayed") + ".dlq"};
    for (const std::string& topic : {m_topics.target, m_topics.letters})
        QVERIFY(m_cluster->admin().createTopic({topic, partitions, 1, {}}, soon()));
    m_sent.clear();
    m_places.clear();
    m_job = uniqueName("job");
}

/// Dead letters as a sink connector leaves them, some of them as ugly as Kafka allows.
void ReplayJobKafkaTest::fill(int letters)
{
    for (int i = 0; i < letters; ++i) {
        OutgoingRecord record = outgoing(m_topics.letters, i % partitions, "value " + std::to_string(i),
                                         i % 7 == 0 ? OptionalBytes() : OptionalBytes("key " + std::to_string(i)));
        if (i % 11 == 0)
            record.value = i % 2 == 0 ? OptionalBytes() : OptionalBytes(Bytes("\xff\0\xfe", 3));
        record.headers = {{"n", std::to_string(i)}, {"", std::nullopt}, {"n", ""}};
        m_sent.push_back(record);
        record.headers.push_back({"__connect.errors.topic", m_topics.target});
        record.headers.push_back({"__connect.errors.partition", std::to_string(i % partitions)});
        record.headers.push_back({"__connect.errors.offset", std::to_string(i)});
        m_sent.back().partition = i % partitions;
        const auto sent = i % 1'000 == 999 || i + 1 == letters;
        static std::vector<OutgoingRecord> waiting;
        waiting.push_back(std::move(record));
        if (!sent)
            continue;
        for (const auto& delivery : send(*m_cluster, std::exchange(waiting, {}), Call::within(30s))) {
            QVERIFY2(delivery, delivery ? "" : delivery.error().message.c_str());
            m_places.push_back({{m_topics.letters, delivery->partition}, delivery->offset});
        }
    }
}

void ReplayJobKafkaTest::makePlan(const ReplayOptions& options)
{
    auto plan = planReplay(*m_cluster, *m_cluster, {m_places, {}}, options, m_journal.get(), {}, Call::within(30s));
    QVERIFY2(plan, plan ? "" : plan.error().message.c_str());
    plan->job = m_job;
    QCOMPARE(plan->ready(), static_cast<std::int64_t>(m_places.size()));
    QVERIFY(m_journal->begin(*plan, "test", "test"));
}

ReplayJob::Start ReplayJobKafkaTest::start() const
{
    ReplayJob::Start start;
    start.letters = m_cluster;
    start.target = m_cluster;
    start.journal = m_journal;
    start.job = m_job;
    start.locks = std::filesystem::path(m_folder->path().toStdString()) / "locks";
    return start;
}

std::vector<Record> ReplayJobKafkaTest::committed() const
{
    std::vector<ReadRange> ranges;
    for (int i = 0; i < partitions; ++i) {
        const TopicPartition partition{m_topics.target, i};
        const auto end = m_cluster->admin().offsets({partition}, OffsetPoint::End, soon());
        if (end.values.contains(partition) && end.values.at(partition) > 0)
            ranges.push_back({partition, 0, end.values.at(partition)});
    }
    auto reader = m_cluster->newReader(Isolation::ReadCommitted);
    return ranges.empty() || !reader ? std::vector<Record>() : readAll(**reader, ranges, Call::within(30s));
}

void ReplayJobKafkaTest::everyLetterOnce() const
{
    const auto records = committed();
    QCOMPARE(records.size(), m_sent.size());
    std::set<int> seen;
    std::map<std::int32_t, int> last;
    for (const Record& record : records) {
        QVERIFY(record.headers.size() >= 3 && record.headers[0].value);
        const int number = std::stoi(*record.headers[0].value);
        QVERIFY2(seen.insert(number).second, ("twice: " + std::to_string(number)).c_str());
        OutgoingRecord expected = m_sent[static_cast<std::size_t>(number)];
        QCOMPARE(record.partition, *expected.partition);
        QCOMPARE(record.key, expected.key);
        QCOMPARE(record.value, expected.value);
        QVERIFY(std::equal(expected.headers.begin(), expected.headers.end(), record.headers.begin()));
        QCOMPARE(record.headers.size(), expected.headers.size() + 4); // and Weir's own
        if (last.contains(record.partition))
            QVERIFY(last[record.partition] < number);
        last[record.partition] = number;
    }
}

void ReplayJobKafkaTest::fiveThousandOnce()
{
    fill(5'000);
    makePlan({});
    std::vector<std::int64_t> progress;
    auto begin = start();
    int settled = 0;
    begin.atStep = [&](ReplayStep step) {
        if (step != ReplayStep::Settled || ++settled % 4 != 0)
            return;
        // How far it is stands on the broker too.
        const std::string group = "weir-replay-" + m_job;
        const auto offsets = m_cluster->admin().committedOffsets({group}, soon());
        if (offsets.values.contains(group) && !offsets.values.at(group).empty())
            progress.push_back(offsets.values.at(group).begin()->second);
    };
    auto job = ReplayJob::start(std::move(begin));
    QVERIFY2(job, job ? "" : job.error().message.c_str());
    QVERIFY((*job)->waitIdle(Call::within(60s)));
    const auto end = (*job)->progress();
    QVERIFY2(end.info.state == ReplayState::Done, end.info.reason.c_str());
    QCOMPARE(end.info.counts.committed, std::int64_t(5'000));
    QTRY_COMPARE_WITH_TIMEOUT(committed().size(), std::size_t(5'000), 10'000);
    everyLetterOnce();
    QVERIFY(!progress.empty() && std::ranges::is_sorted(progress) && progress.back() <= 5'000 && progress.back() % 500 == 0);
    // Where the journal says they are.
    const auto rows = *m_journal->results(m_job, 4'990, 5);
    QCOMPARE(rows.size(), std::size_t(5));
    auto reader = m_cluster->newReader(Isolation::ReadCommitted);
    const ReplayResult& row = rows.front();
    const auto found = readAll(**reader, {{{row.targetTopic, *row.targetPartition}, *row.targetOffset, *row.targetOffset + 1}});
    QCOMPARE(found.size(), std::size_t(1));
    QVERIFY(std::ranges::find(found[0].headers, Header{Bytes(replay_header::source), placeText(row.letter)}) !=
            found[0].headers.end());
}

/// One instance stands still with its transaction open; another one takes over, and the first one is fenced when it goes on.
void ReplayJobKafkaTest::leftOpenAndResumed()
{
    for (const ReplayStep at : {ReplayStep::Sent, ReplayStep::CommitSent, ReplayStep::CommittedOnBroker, ReplayStep::BatchBegun}) {
        init();
        fill(600);
        ReplayOptions options;
        options.batch = 100;
        makePlan(options);
        std::mutex mutex;
        std::condition_variable changed;
        bool frozen = false;
        bool free = false;
        int batches = 0;
        auto first = start();
        first.journal = *ReplayJournal::open(std::filesystem::path(m_folder->path().toStdString()) / "replay.db");
        // A connection of its own, as another process has.
        first.letters = first.target = open(*testBootstrap());
        first.atStep = [&](ReplayStep step) {
            std::unique_lock lock(mutex);
            if (step != at || ++batches != 3)
                return;
            frozen = true;
            changed.notify_all();
            changed.wait(lock, [&] { return free; });
        };
        auto old = ReplayJob::start(std::move(first));
        QVERIFY2(old, old ? "" : old.error().message.c_str());
        const auto letGo = [&] {
            const std::scoped_lock lock(mutex);
            free = true;
            changed.notify_all();
        };
        const auto whenItFails = qScopeGuard(letGo);
        {
            std::unique_lock lock(mutex);
            QVERIFY(changed.wait_for(lock, 30s, [&] { return frozen; }));
        }
        auto second = start();
        second.locks /= "of another process";
        auto heir = ReplayJob::start(std::move(second));
        QVERIFY2(heir, heir ? "" : heir.error().message.c_str());
        QVERIFY((*heir)->waitIdle(Call::within(60s)));
        QVERIFY2((*heir)->progress().info.state == ReplayState::Done, (*heir)->progress().info.reason.c_str());
        QCOMPARE((*heir)->progress().info.counts.committed, std::int64_t(600));
        QTRY_COMPARE_WITH_TIMEOUT(committed().size(), std::size_t(600), 10'000);
        everyLetterOnce();
        letGo();
        (void)(*old)->waitIdle(Call::within(30s));
        old->reset();
        everyLetterOnce();
        QCOMPARE(m_journal->info(m_job)->state, ReplayState::Done);
    }
}

void ReplayJobKafkaTest::atLeastOnce()
{
    fill(1'000);
    ReplayOptions options;
    options.delivery = ReplayDelivery::AtLeastOnce;
    makePlan(options);
    auto begin = start();
    begin.patience.grace = 100ms;
    auto job = ReplayJob::start(std::move(begin));
    QVERIFY2(job, job ? "" : job.error().message.c_str());
    QVERIFY((*job)->waitIdle(Call::within(60s)));
    QVERIFY2((*job)->progress().info.state == ReplayState::Done, (*job)->progress().info.reason.c_str());
    QCOMPARE((*job)->progress().info.counts.duplicates, std::int64_t(0));
    everyLetterOnce();
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication application(argc, argv);
    ReplayJobKafkaTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "replay_job_kafka_test.moc"
