// SPDX-License-Identifier: GPL-3.0-or-later
// Consumers that are held back on purpose: Weir's time lag beside the truth, which the test knows because it wrote every
// record.
#include "tests/kafka/timed_topic.h"
#include "tests/kafka/watched_groups.h"
#include "tests/support/foreign_client.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QtTest>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds allowed = 1s;

/// A consumer that reads its records when they are old enough: it commits where the topic was `delay` ago.
class HeldBack
{
public:
    HeldBack(const std::string& bootstrap, std::string groupName, TimedTopic& topic, milliseconds delay)
        : group(std::move(groupName)), m_member(bootstrap, group, {topic.name()}),
          m_thread([this, &topic, delay](const std::stop_token& stop) {
              while (!stop.stop_requested()) {
                  (void)m_member.poll(100ms);
                  if (!m_member.assignment().empty())
                      (void)m_member.commit({{topic.partition(), topic.offsetAt(nowMs() - delay.count())}});
              }
          })
    {
    }
    const std::string group;

private:
    ForeignMember m_member;
    std::jthread m_thread;
};

/// How far off the time lags of several rounds were, in milliseconds.
struct Precision {
    int rounds = 0;
    int exact = 0;
    long long ofExact = 0;
    long long ofEstimates = 0;
    long long widest = 0;
    std::vector<milliseconds> truths; ///< of every round

    [[nodiscard]] milliseconds usually() const
    {
        auto sorted = truths;
        std::ranges::sort(sorted);
        return sorted.empty() ? 0ms : sorted[sorted.size() / 2];
    }
};

QByteArray words(const TimeLag& lag, std::optional<milliseconds> truth)
{
    return QByteArray("kind ") + QByteArray::number(static_cast<int>(lag.kind)) + ", why " +
           QByteArray::number(static_cast<int>(lag.why)) + ", " + QByteArray::fromStdString(formatDuration(lag.behind)) +
           " ± " + QByteArray::fromStdString(formatDuration(lag.bound)) + ", the truth is " +
           QByteArray::fromStdString(truth ? formatDuration(*truth) : "none");
}

} // namespace

class GroupsTimeLagTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void heldBackWhileProducing();
    void estimatesHoldTheTruth();
    void placesOfCommits_data();
    void placesOfCommits();
    void oddTimestamps();
    void logAppendTime();
    void compacted();
    void nothingToReadIsCaughtUp();
    void unknownIsNotZero();
    void cleanupTestCase();

private:
    static void checkRound(const SeenGroup& seen, const TimedTopic& topic, Precision& precision);
    /// What is known about one row after its timestamps were read.
    TimeLag read(const std::string& group, Isolation isolation = Isolation::ReadUncommitted);
    std::string at(const TopicPartition& partition, std::int64_t offset);

    std::shared_ptr<Cluster> m_cluster;
    std::string m_bootstrap;
    std::vector<std::string> m_groups;
};

void GroupsTimeLagTest::initTestCase()
{
    m_bootstrap = *testBootstrap();
    m_cluster = open(m_bootstrap);
}

std::string GroupsTimeLagTest::at(const TopicPartition& partition, std::int64_t offset)
{
    const std::string& group = m_groups.emplace_back(uniqueName("time-lag"));
    if (const std::string failed = commitAsForeigner(m_bootstrap, group, {{partition, offset}}); !failed.empty())
        qWarning("commit: %s", failed.c_str());
    return group;
}

TimeLag GroupsTimeLagTest::read(const std::string& group, Isolation isolation)
{
    auto sampled = groupLags(*m_cluster, {group}, Call::within(20s));
    auto reader = m_cluster->newPageReader(isolation);
    if (!sampled || sampled->values.size() != 1 || sampled->values[0].rows.size() != 1 || !reader)
        return {};
    const PartitionLag row = sampled->values[0].rows[0];
    TimeLagBook book;
    const TimestampMs now = nowMs();
    book.add(LagSample{now, 10ms, std::move(*sampled)});
    const auto questions = book.questions({group}, 64);
    for (const TimeAnswer& answer : readTimes(**reader, questions, Call::within(20s)))
        book.add(answer);
    return book.lagOf(row, now);
}

void GroupsTimeLagTest::checkRound(const SeenGroup& seen, const TimedTopic& topic, Precision& precision)
{
    const PartitionLag& row = seen.lag.rows[0];
    const auto truth = topic.behind(*row.committed, *row.end);
    QVERIFY(truth && !seen.afterReading.empty());
    ++precision.rounds;
    precision.truths.push_back(*truth);
    const auto error = [&](const TimeLag& lag) { return std::chrono::abs(lag.behind - *truth); };
    for (const TimeLag* lag : {&seen.status.partitions.at(0).time, &seen.afterReading[0]}) {
        // Before anything was read nothing is claimed; an estimate has a bound that holds the truth.
        if (lag->kind == TimeLag::Kind::Exact) {
            QVERIFY2(error(*lag) <= allowed, words(*lag, truth).constData());
            precision.ofExact = std::max<long long>(precision.ofExact, error(*lag).count());
        } else if (lag->kind == TimeLag::Kind::Estimate) {
            QVERIFY2(error(*lag) <= lag->bound, words(*lag, truth).constData());
        } else {
            QVERIFY2(lag->kind == TimeLag::Kind::Unknown && precision.rounds <= 2, words(*lag, truth).constData());
        }
    }
    // Once the timestamps wished for were read, an estimate is as close as a record.
    const TimeLag& lag = seen.afterReading[0];
    precision.exact += lag.kind == TimeLag::Kind::Exact ? 1 : 0;
    if (lag.kind != TimeLag::Kind::Estimate || precision.rounds == 1)
        return;
    QVERIFY2(error(lag) <= allowed, words(lag, truth).constData());
    precision.ofEstimates = std::max<long long>(precision.ofEstimates, error(lag).count());
    precision.widest = std::max<long long>(precision.widest, lag.bound.count());
}

/// Six hours of history, then a live producer, and four consumers each of which stays a known time behind.
void GroupsTimeLagTest::heldBackWhileProducing()
{
    TimedTopic topic(*m_cluster, uniqueName("held-back"));
    const TimestampMs start = nowMs();
    QVERIFY(topic.sendEvenly(start - 21'600'000, 10s, 2'040)); // up to 20 minutes ago
    QVERIFY(topic.sendEvenly(start - 1'200'000, 250ms, 4'800));
    topic.startLive(100ms);
    std::vector<std::unique_ptr<HeldBack>> consumers;
    std::map<std::string, milliseconds> held;
    std::set<std::string> groups;
    for (const milliseconds delay : {milliseconds(2s), milliseconds(30s), milliseconds(10min), milliseconds(5h)}) {
        consumers.push_back(std::make_unique<HeldBack>(m_bootstrap, uniqueName("held-back"), topic, delay));
        held[consumers.back()->group] = delay;
        groups.insert(consumers.back()->group);
    }
    WatchedGroups watched(m_cluster, groups, {});
    for (const auto& consumer : consumers)
        QTRY_VERIFY_WITH_TIMEOUT(watched.of(consumer->group).size() >= 8, 120000);
    // They stop one after another, and whoever has stopped falls behind while the next one leaves: what is judged was seen
    // before.
    std::map<std::string, std::vector<SeenGroup>> rounds;
    for (const std::string& group : groups)
        rounds[group] = watched.of(group);
    consumers.clear();
    topic.stopLive();
    QVERIFY2(watched.failures().empty(), watched.failures().empty() ? "" : watched.failures()[0].c_str());

    for (const auto& [group, delay] : held) {
        Precision precision;
        for (const SeenGroup& seen : rounds.at(group)) {
            if (!seen.lag.rows.empty() && seen.lag.rows[0].committed)
                checkRound(seen, topic, precision);
            if (QTest::currentTestFailed())
                return;
        }
        qInfo("behind by %s: %d of %d rounds exact, at most %lld ms off; estimates at most %lld ms off, bounds up to %lld ms",
              formatDuration(precision.usually()).c_str(), precision.exact, precision.rounds, precision.ofExact,
              precision.ofEstimates, precision.widest);
        QVERIFY(precision.rounds >= 4);
        // It was held back by what was wished, give or take the pace of the records; a commit may be late now and then.
        QVERIFY2(std::chrono::abs(precision.usually() - delay) < delay / 10 + 2s,
                 (formatDuration(delay) + " wished, usually " + formatDuration(precision.usually())).c_str());
    }
}

/// Without reading a record: only the times at which the log was seen to grow.
void GroupsTimeLagTest::estimatesHoldTheTruth()
{
    TimedTopic topic(*m_cluster, uniqueName("estimated"));
    topic.startLive(50ms);
    QTRY_VERIFY(topic.end() > 10);
    HeldBack consumer(m_bootstrap, uniqueName("estimated"), topic, 4s);
    WatchedGroups::Options options;
    options.readTimes = false;
    options.interval = 500ms;
    WatchedGroups watched(m_cluster, {consumer.group}, options);
    QTRY_VERIFY_WITH_TIMEOUT(watched.of(consumer.group).size() >= 24, 120000);
    int estimates = 0;
    for (const SeenGroup& seen : watched.of(consumer.group)) {
        if (seen.lag.rows.empty() || !seen.lag.rows[0].committed)
            continue;
        const TimeLag& lag = seen.status.partitions.at(0).time;
        const auto truth = topic.behind(*seen.lag.rows[0].committed, *seen.lag.rows[0].end);
        QVERIFY2(lag.kind != TimeLag::Kind::Exact, words(lag, truth).constData());
        if (lag.kind != TimeLag::Kind::Estimate)
            continue;
        ++estimates;
        QVERIFY(truth);
        QVERIFY2(std::chrono::abs(lag.behind - *truth) <= lag.bound + 100ms, words(lag, truth).constData());
        QVERIFY2(lag.bound < 10s, words(lag, truth).constData());
    }
    QVERIFY2(estimates >= 6, QByteArray::number(estimates).constData());
}

void GroupsTimeLagTest::placesOfCommits_data()
{
    QTest::addColumn<int>("offset");
    QTest::addColumn<int>("seconds");
    QTest::newRow("start") << 0 << 999;
    QTest::newRow("middle") << 500 << 499;
    QTest::newRow("last but one") << 998 << 1;
    QTest::newRow("last") << 999 << 0;
}

/// A thousand records a second apart that came in one go, the newest an hour old.
void GroupsTimeLagTest::placesOfCommits()
{
    static std::unique_ptr<TimedTopic> topic;
    static const TimestampMs first = nowMs() - 4'600'000;
    if (!topic) {
        topic = std::make_unique<TimedTopic>(*m_cluster, uniqueName("places"));
        QVERIFY(topic->sendEvenly(first, 1s, 1'000));
    }
    QFETCH(int, offset);
    QFETCH(int, seconds);
    const TimeLag lag = read(at(topic->partition(), offset));
    QVERIFY2(lag.kind == TimeLag::Kind::Exact, words(lag, std::chrono::seconds(seconds)).constData());
    QCOMPARE(lag.behind.count(), static_cast<std::int64_t>(seconds) * 1000);
    QCOMPARE(lag.nextUnread.value_or(0), first + offset * 1000);
}

void GroupsTimeLagTest::oddTimestamps()
{
    const TimestampMs now = nowMs();
    const auto lagBehind = [&](const std::vector<TimestampMs>& timestamps) {
        TimedTopic topic(*m_cluster, uniqueName("odd-times"),
                         {{"message.timestamp.after.max.ms", "9223372036854775807"}});
        if (!topic.send(timestamps))
            qWarning("records were refused");
        return read(at(topic.partition(), 0));
    };
    // The newest record is older than the one that waits: never a negative number.
    TimeLag lag = lagBehind({now - 1'000, now - 60'000});
    QVERIFY2(lag.kind == TimeLag::Kind::Exact, words(lag, 0ms).constData());
    QCOMPARE(lag.behind.count(), std::int64_t(0));
    // A clock that runs ahead by years says nothing.
    for (const auto& timestamps : {std::vector<TimestampMs>{now + 6'000'000'000'000, now}, {now, now + 6'000'000'000'000}}) {
        lag = lagBehind(timestamps);
        QVERIFY2(lag.kind == TimeLag::Kind::Unknown && lag.why == TimeLag::Why::NoTimestamp, words(lag, {}).constData());
    }
    // 1970 is a timestamp like another.
    lag = lagBehind({1'000, now});
    QVERIFY2(lag.kind == TimeLag::Kind::Exact, words(lag, milliseconds(now - 1'000)).constData());
    QCOMPARE(lag.behind.count(), now - 1'000);
}

void GroupsTimeLagTest::logAppendTime()
{
    TimedTopic topic(*m_cluster, uniqueName("append-time"), {{"message.timestamp.type", "LogAppendTime"}});
    QVERIFY(topic.sendEvenly(1'000'000, 1h, 5)); // what the producer says does not count
    QTest::qWait(2'000);
    QVERIFY(topic.sendEvenly(1'000'000, 1h, 5));
    const auto records = readAll(m_cluster->reader(), {{topic.partition(), 0, 10}}, Call::within(20s));
    QCOMPARE(records.size(), std::size_t(10));
    QVERIFY(records[0].timestampType == TimestampType::LogAppendTime);
    const auto truth = milliseconds(*records[9].timestamp - *records[2].timestamp);
    QVERIFY(truth >= 1900ms && truth < 1min);
    const TimeLag lag = read(at(topic.partition(), 2));
    QVERIFY2(lag.kind == TimeLag::Kind::Exact && lag.behind == truth, words(lag, truth).constData());
}

/// The record at the committed offset was compacted away: the next one counts.
void GroupsTimeLagTest::compacted()
{
    TimedTopic topic(*m_cluster, uniqueName("compacted"),
                     {{"cleanup.policy", "compact"}, {"min.cleanable.dirty.ratio", "0.01"}, {"segment.ms", "200"},
                      {"min.compaction.lag.ms", "0"}, {"max.compaction.lag.ms", "500"}});
    const TimestampMs now = nowMs();
    const auto keyed = [&](const char* key, TimestampMs time) {
        OutgoingRecord record = outgoing(topic.name(), 0, "v", key);
        record.timestamp = time;
        QVERIFY(send(*m_cluster, {record})[0]);
    };
    keyed("a", now - 90'000);
    keyed("b", now - 80'000);
    keyed("b", now - 70'000);
    keyed("a", now - 60'000);
    keyed("c", now - 50'000);
    const auto offsets = [&] {
        QTest::qWait(300);
        keyed("d", now - 10'000); // a new record closes the old segment
        std::vector<std::int64_t> found;
        const auto ends = m_cluster->admin().offsets({topic.partition()}, OffsetPoint::End, soon());
        for (const Record& record :
             readAll(m_cluster->reader(), {{topic.partition(), 0, ends.values.at(topic.partition())}}))
            found.push_back(record.offset);
        return found;
    };
    bool cleaned = false;
    for (int i = 0; i < 60 && !cleaned; ++i)
        cleaned = offsets().at(0) == 2;
    if (!cleaned)
        QSKIP("the broker's cleaner did not come round");
    const TimeLag lag = read(at(topic.partition(), 0));
    QVERIFY2(lag.kind == TimeLag::Kind::Exact && lag.behind == 60s, words(lag, 60s).constData());
}

void GroupsTimeLagTest::nothingToReadIsCaughtUp()
{
    TimedTopic plain(*m_cluster, uniqueName("caught-up"));
    QVERIFY(plain.sendEvenly(nowMs() - 10'000, 1s, 5));
    TimeLag lag = read(at(plain.partition(), 5));
    QVERIFY2(lag.kind == TimeLag::Kind::CaughtUp && lag.behind == 0ms, words(lag, {}).constData());

    // Markers cannot be read: the lag never gets to 0, and yet nothing waits.
    TimedTopic marked(*m_cluster, uniqueName("markers"));
    const std::vector records(3, outgoing(marked.name(), 0, "in a transaction"));
    QVERIFY(ForeignTransaction(m_bootstrap, uniqueName("markers"), records).commit());
    lag = read(at(marked.partition(), 3));
    QVERIFY2(lag.kind == TimeLag::Kind::CaughtUp, words(lag, {}).constData());
    lag = read(at(marked.partition(), 2));
    QVERIFY2(lag.kind == TimeLag::Kind::Exact, words(lag, 0ms).constData());

    // For readers of committed records an aborted transaction is nothing either.
    TimedTopic aborted(*m_cluster, uniqueName("aborted"));
    QVERIFY(ForeignTransaction(m_bootstrap, uniqueName("aborted"), std::vector(3, outgoing(aborted.name(), 0, "x"))).abort());
    lag = read(at(aborted.partition(), 0), Isolation::ReadCommitted);
    QVERIFY2(lag.kind == TimeLag::Kind::CaughtUp, words(lag, {}).constData());
}

void GroupsTimeLagTest::unknownIsNotZero()
{
    TimedTopic topic(*m_cluster, uniqueName("unknown"));
    const TimestampMs now = nowMs();
    QVERIFY(topic.sendEvenly(now - 100'000, 1s, 100));
    TimeLag lag = read(at(topic.partition(), 1'000));
    QVERIFY2(lag.kind == TimeLag::Kind::Unknown && lag.why == TimeLag::Why::BeyondEnd, words(lag, {}).constData());

    const auto deleted = m_cluster->admin().deleteRecordsBefore({{topic.partition(), 40}}, soon());
    QVERIFY(deleted.complete());
    lag = read(at(topic.partition(), 10)); // from the log start on, and that is said
    QCOMPARE(static_cast<int>(lag.why), static_cast<int>(TimeLag::Why::CommitDeleted));
    QVERIFY2(lag.kind != TimeLag::Kind::Exact || lag.behind == 59s, words(lag, 59s).constData());

    const std::string group = uniqueName("no-commit-yet");
    ForeignMember other(m_bootstrap, group, {topic.name()});
    QVERIFY(other.waitForAssignment(1, 30s));
    lag = read(group);
    QVERIFY2(lag.kind == TimeLag::Kind::Unknown && lag.why == TimeLag::Why::NoCommit, words(lag, {}).constData());
}

/// The broker is shared with other tests: no group stays behind.
void GroupsTimeLagTest::cleanupTestCase()
{
    (void)m_cluster->admin().deleteGroups(m_groups, soon());
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QCoreApplication app(argc, argv);
    GroupsTimeLagTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "groups_time_lag_kafka_test.moc"
