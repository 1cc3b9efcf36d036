// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/time_lag.h"
#include "tests/core/group_samples.h"

#include <QTest>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;
using Kind = TimeLag::Kind;
using Why = TimeLag::Why;

namespace {

const TopicPartition orders{"orders", 0};
constexpr TimestampMs start = 1'700'000'000'000;

TimeAnswer recordAnswer(std::int64_t asked, std::int64_t end, std::int64_t found, std::optional<TimestampMs> time)
{
    return {{orders, asked, end, false}, found, time, std::nullopt};
}

TimeAnswer newestAnswer(std::int64_t asked, std::int64_t end, std::int64_t found, std::optional<TimestampMs> time)
{
    return {{orders, asked, end, true}, found, time, std::nullopt};
}

const Error refused{ErrorKind::NotAuthorized, "Not allowed.", {}, 29, false};

/// A group "billing" with one partition, sampled once a second while the log grows.
class Log
{
public:
    TimeLagBook book;
    TimestampMs now = start;
    std::int64_t end = 0;
    std::int64_t committed = 0;
    std::int64_t logStart = 0;

    PartitionLag row() const { return rowOf(orders, committed, end, logStart); }
    void sample() { book.add(sampleOf(now, {groupOf("billing", {row()})})); }
    void grow(int seconds, std::int64_t perSecond)
    {
        for (int i = 0; i < seconds; ++i) {
            now += 1000;
            end += perSecond;
            sample();
        }
    }
    TimeLag lag() const { return book.lagOf(row(), now); }
};

qint64 ms(std::chrono::milliseconds time) { return time.count(); }

} // namespace

class GroupsTimeLagTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutReading_data();
    void withoutReading();
    void exact();
    void unreadIsUnknown();
    void gapsAreStepped();
    void onlyMarkersRemain();
    void estimates();
    void estimatesHoldTheTruth();
    void neverBeyondTheKnown();
    void newestOfAGrowingLog();
    void oldTimestamps();
    void impossibleTimestamps_data();
    void impossibleTimestamps();
    void deletedCommit();
    void recreated();
    void asksFirst();
    void asksAboutWhoIsStuck();
    void asksNobodyWhoKeepsUp();
    void failuresRest();
    void manyGroupsOnOnePartition();
    void worst();
};

void GroupsTimeLagTest::withoutReading_data()
{
    QTest::addColumn<qint64>("committed");
    QTest::addColumn<qint64>("end");
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("why");
    const auto row = [](const char* name, qint64 committed, qint64 end, Kind kind, Why why) {
        QTest::newRow(name) << committed << end << static_cast<int>(kind) << static_cast<int>(why);
    };
    row("caught up", 100, 100, Kind::CaughtUp, Why::None);
    row("empty", 0, 0, Kind::CaughtUp, Why::None);
    row("behind", 10, 100, Kind::Unknown, Why::NotYetRead);
    row("no commit", -1, 100, Kind::Unknown, Why::NoCommit);
    row("beyond the end", 101, 100, Kind::Unknown, Why::BeyondEnd);
    row("end unknown", 10, -1, Kind::Unknown, Why::NotYetRead);
}

void GroupsTimeLagTest::withoutReading()
{
    QFETCH(qint64, committed);
    QFETCH(qint64, end);
    QFETCH(int, kind);
    QFETCH(int, why);
    const auto some = [](qint64 value) { return value < 0 ? std::nullopt : std::optional<std::int64_t>(value); };
    const PartitionLag row = rowOf(orders, some(committed), some(end));
    TimeLagBook book;
    for (int i = 0; i < 2; ++i) { // before and after the first sample
        const TimeLag lag = book.lagOf(row, start);
        QCOMPARE(static_cast<int>(lag.kind), kind);
        QCOMPARE(static_cast<int>(lag.why), why);
        QCOMPARE(ms(lag.behind), 0);
        QVERIFY(!lag.nextUnread);
        book.add(sampleOf(start, {groupOf("billing", {row})}));
    }
}

void GroupsTimeLagTest::exact()
{
    Log log;
    log.end = 100;
    log.committed = 40;
    log.sample();
    log.book.add(recordAnswer(40, 100, 40, start - 70'000));
    QCOMPARE(log.lag().kind, Kind::Unknown); // the newest is not known yet
    QCOMPARE(log.lag().nextUnread, std::optional<TimestampMs>(start - 70'000));
    log.book.add(newestAnswer(40, 100, 99, start - 10'000));
    const TimeLag lag = log.lag();
    QCOMPARE(lag.kind, Kind::Exact);
    QCOMPARE(ms(lag.behind), 60'000);
    QCOMPARE(ms(lag.bound), 0);
    QCOMPARE(lag.nextUnread, std::optional<TimestampMs>(start - 70'000));
    // A newest record older than the next one (producers with different clocks) is no negative lag.
    log.book.add(newestAnswer(40, 100, 99, start - 90'000));
    QCOMPARE(ms(log.lag().behind), 0);
    QCOMPARE(log.lag().kind, Kind::Exact);
}

void GroupsTimeLagTest::unreadIsUnknown()
{
    Log log;
    log.end = 100;
    log.committed = 40;
    log.sample();
    log.book.add(recordAnswer(40, 100, 40, start));
    log.book.add(newestAnswer(40, 100, 99, start));
    log.committed = 39; // before the only records that are known
    QCOMPARE(log.lag().kind, Kind::Unknown);
    QCOMPARE(log.lag().why, Why::NotYetRead);
}

void GroupsTimeLagTest::gapsAreStepped()
{
    Log log;
    log.end = 100;
    log.committed = 40;
    log.sample();
    log.book.add(recordAnswer(40, 100, 55, start - 5000)); // 40 to 54 were compacted away
    log.book.add(newestAnswer(40, 100, 97, start));
    for (const std::int64_t place : {40, 41, 54, 55}) {
        log.committed = place;
        QCOMPARE(log.lag().kind, Kind::Exact);
        QCOMPARE(ms(log.lag().behind), 5000);
    }
    log.committed = 97;
    QCOMPARE(ms(log.lag().behind), 0);
    QCOMPARE(log.lag().kind, Kind::Exact);
    log.committed = 98; // behind the last record: nothing remains
    QCOMPARE(log.lag().kind, Kind::CaughtUp);
}

void GroupsTimeLagTest::onlyMarkersRemain()
{
    Log log;
    log.end = 100;
    log.committed = 99;
    log.sample();
    QCOMPARE(log.lag().kind, Kind::Unknown);
    log.book.add(TimeAnswer{{orders, 99, 100, false}, std::nullopt, std::nullopt, std::nullopt});
    QCOMPARE(log.lag().kind, Kind::CaughtUp);
    QVERIFY(log.book.questions({"billing"}, 10).empty());
    log.grow(1, 5); // new records come: it is behind again, and what was skipped stays skipped
    QVERIFY(log.lag().kind != Kind::CaughtUp);
    log.book.add(recordAnswer(100, 105, 100, log.now - 500));
    log.book.add(newestAnswer(100, 105, 104, log.now - 100));
    QCOMPARE(ms(log.lag().behind), 400);
    QCOMPARE(log.lag().kind, Kind::Exact);
}

void GroupsTimeLagTest::estimates()
{
    Log log;
    log.sample();
    log.grow(60, 100); // a record each 10 ms
    log.committed = log.end - 3000;
    const TimeLag lag = log.lag();
    QCOMPARE(lag.kind, Kind::Estimate);
    QVERIFY2(std::abs(ms(lag.behind) - 30'000) <= ms(lag.bound), qPrintable(QString::number(lag.behind.count())));
    QVERIFY(lag.bound <= 6s);
    QVERIFY(std::abs(*lag.nextUnread - (log.now - 30'000)) <= ms(lag.bound));
    // After a minute of rest: what is written then is not taken for older than it is.
    log.grow(60, 0);
    log.committed = log.end;
    log.grow(2, 100);
    QVERIFY2(log.lag().bound <= 3s, qPrintable(QString::number(log.lag().bound.count())));
}

/// Over a whole life of a partition with changing speed: the truth never lies outside of the bound.
void GroupsTimeLagTest::estimatesHoldTheTruth()
{
    Log log;
    std::vector<TimestampMs> written; // by offset
    std::uint32_t random = 7;
    const auto next = [&](std::uint32_t below) {
        random = random * 1664525U + 1013904223U;
        return (random >> 8U) % below;
    };
    log.sample();
    int estimates = 0;
    for (int second = 0; second < 600; ++second) {
        const std::uint32_t records = second % 50 < 10 ? 0 : next(20);
        for (std::uint32_t i = 0; i < records; ++i)
            written.push_back(log.now + 1 + static_cast<TimestampMs>(i) * 1000 / (records + 1));
        log.now += 1000;
        log.end = static_cast<std::int64_t>(written.size());
        log.committed = std::max(log.committed, log.end - 500 + static_cast<std::int64_t>(next(400)));
        log.sample();
        const TimeLag lag = log.lag();
        if (lag.kind != Kind::Estimate)
            continue;
        ++estimates;
        const TimestampMs truth = written.back() - written[static_cast<std::size_t>(log.committed)];
        QVERIFY2(std::abs(ms(lag.behind) - truth) <= ms(lag.bound),
                 qPrintable(QStringLiteral("second %1: %2 ± %3, truth %4")
                                .arg(second)
                                .arg(lag.behind.count())
                                .arg(lag.bound.count())
                                .arg(truth)));
    }
    QVERIFY(estimates > 300);
}

void GroupsTimeLagTest::neverBeyondTheKnown()
{
    Log log;
    log.end = 1000;
    log.committed = 500;
    log.sample();
    log.grow(30, 10);
    QCOMPARE(log.lag().kind, Kind::Unknown); // 500 was written before anybody looked
    log.committed = 1100;
    QCOMPARE(log.lag().kind, Kind::Estimate);
    log.committed = 500;
    log.book.add(recordAnswer(500, log.end, 500, start - 60'000));
    QVERIFY(log.lag().kind == Kind::Estimate || log.lag().kind == Kind::Exact);
    log.committed = 750; // between a record that was read and the first sample
    const TimeLag lag = log.lag();
    QCOMPARE(lag.kind, Kind::Estimate);
    QVERIFY(lag.bound >= 25s);
}

void GroupsTimeLagTest::newestOfAGrowingLog()
{
    Log log;
    log.sample();
    log.grow(20, 10);
    log.committed = 20;
    log.book.add(recordAnswer(20, log.end, 20, start + 2050));
    // The record lies between the second and the third sample, where it belongs: the clock is kept.
    QCOMPARE(log.lag().kind, Kind::Exact);
    QVERIFY(std::abs(ms(log.lag().behind) - 17'950) <= 1000);
    QVERIFY(log.lag().bound <= 1s);
    log.grow(5, 10);
    QCOMPARE(log.lag().kind, Kind::Exact);
    QVERIFY(std::abs(ms(log.lag().behind) - 22'950) <= 1000);
    log.grow(30, 0); // it rests: what was the newest stays the newest
    QCOMPARE(log.lag().kind, Kind::Exact);
    QVERIFY(std::abs(ms(log.lag().behind) - 22'950) <= 1000);
}

/// A producer that sends last week's records: when the log grew says nothing about their time.
void GroupsTimeLagTest::oldTimestamps()
{
    Log log;
    log.sample();
    log.grow(20, 10);
    log.committed = 50;
    const TimestampMs old = start - 7 * 86'400'000LL;
    log.book.add(recordAnswer(50, log.end, 50, old));
    QCOMPARE(log.lag().kind, Kind::Unknown);
    QCOMPARE(log.lag().nextUnread, std::optional<TimestampMs>(old));
    log.book.add(newestAnswer(50, log.end, log.end - 1, old + 3'600'000));
    QCOMPARE(log.lag().kind, Kind::Exact);
    QCOMPARE(ms(log.lag().behind), 3'600'000);
    log.grow(2, 10);
    QCOMPARE(log.lag().kind, Kind::Estimate); // the newest by now was not read
    QCOMPARE(ms(log.lag().behind), 3'600'000);
    log.committed = 120;                     // between two records that were read
    const TimeLag lag = log.lag();
    QCOMPARE(lag.kind, Kind::Estimate);
    QVERIFY(ms(lag.behind) > 0 && ms(lag.behind) < 3'600'000 && lag.bound >= 30min);
}

void GroupsTimeLagTest::impossibleTimestamps_data()
{
    QTest::addColumn<bool>("has");
    QTest::addColumn<qint64>("time");
    QTest::addColumn<bool>("good");
    QTest::newRow("none") << false << qint64(0) << false;
    QTest::newRow("-1") << true << qint64(-1) << false;
    QTest::newRow("the farthest") << true << std::numeric_limits<qint64>::max() << false;
    QTest::newRow("the lowest") << true << std::numeric_limits<qint64>::min() << false;
    QTest::newRow("two hours ahead") << true << qint64(start + 7'200'000) << false;
    QTest::newRow("half an hour ahead") << true << qint64(start + 1'800'000) << true;
    QTest::newRow("1970") << true << qint64(0) << true;
}

void GroupsTimeLagTest::impossibleTimestamps()
{
    QFETCH(bool, has);
    QFETCH(qint64, time);
    QFETCH(bool, good);
    const auto timestamp = has ? std::optional<TimestampMs>(time) : std::nullopt;
    for (const bool newest : {false, true}) {
        Log log;
        log.end = 100;
        log.committed = 40;
        log.sample();
        log.book.add(recordAnswer(40, 100, 40, newest ? std::optional(start) : timestamp));
        log.book.add(newestAnswer(40, 100, 99, newest ? timestamp : std::optional(start)));
        QCOMPARE(log.lag().kind, good ? Kind::Exact : Kind::Unknown);
        QCOMPARE(log.lag().why, good ? Why::None : Why::NoTimestamp);
        QVERIFY(log.book.questions({"billing"}, 10).empty()); // asking again brings nothing new
    }
}

void GroupsTimeLagTest::deletedCommit()
{
    Log log;
    log.end = 100;
    log.committed = 10;
    log.logStart = 40;
    log.sample();
    QCOMPARE(log.lag().why, Why::NotYetRead);
    const auto asked = log.book.questions({}, 10);
    QCOMPARE(asked.size(), 2U);
    QCOMPARE(asked.front().offset, 40);
    log.book.add(recordAnswer(40, 100, 40, start - 9000));
    log.book.add(newestAnswer(40, 100, 99, start));
    QCOMPARE(log.lag().kind, Kind::Exact);
    QCOMPARE(log.lag().why, Why::CommitDeleted);
    QCOMPARE(ms(log.lag().behind), 9000);
    log.logStart = 100; // all is gone
    QCOMPARE(log.lag().kind, Kind::CaughtUp);
    QCOMPARE(log.lag().why, Why::CommitDeleted);
}

void GroupsTimeLagTest::recreated()
{
    Log log;
    log.sample();
    log.grow(20, 10);
    log.committed = 50;
    QCOMPARE(log.lag().kind, Kind::Estimate);
    log.now += 1000;
    log.end = 60;
    log.sample();
    QCOMPARE(log.lag().kind, Kind::Unknown); // 50 of the new log is another record
    // The answer to a question about the old log comes late.
    log.book.add(recordAnswer(50, 200, 50, start));
    log.book.add(newestAnswer(50, 200, 199, start));
    QCOMPARE(log.lag().kind, Kind::Unknown);
}

void GroupsTimeLagTest::asksFirst()
{
    TimeLagBook book;
    QVERIFY(book.questions({}, 10).empty());
    std::vector<GroupLag> groups;
    for (int i = 0; i < 20; ++i)
        groups.push_back(groupOf("group-" + std::to_string(i), {rowOf({"t", i}, 5, 100)}));
    groups.push_back(groupOf("idle", {rowOf({"t", 50}, 100, 100), rowOf({"t", 51}, std::nullopt, 100),
                                      rowOf({"t", 52}, 200, 100)}));
    book.add(sampleOf(start, groups));
    const auto all = book.questions({}, 1000);
    QCOMPARE(all.size(), 40U); // a record and the newest each; nothing about the idle ones
    const auto few = book.questions({"group-13"}, 5);
    QCOMPARE(few.size(), 5U);
    QVERIFY(few[0].partition == (TopicPartition{"t", 13}));
    QCOMPARE(few[0].offset, 5);
    QCOMPARE(few[0].end, 100);
    QVERIFY(!few[0].newest);
    QVERIFY(few[1].partition == (TopicPartition{"t", 13}));
    QVERIFY(few[1].newest);
    QVERIFY(book.questions({}, 0).empty());
    // A failed round says nothing about anybody.
    LagSample failed = sampleOf(start + 1000, {});
    failed.groups = weir::fail(refused);
    book.add(failed);
    QVERIFY(book.questions({}, 10).empty());
}

void GroupsTimeLagTest::asksAboutWhoIsStuck()
{
    Log log;
    log.sample();
    log.grow(10, 100);
    log.committed = 500;
    log.grow(1, 100);
    QVERIFY(log.book.questions({}, 10).empty()); // a good estimate
    log.grow(3, 100);
    const auto asked = log.book.questions({}, 10);
    QCOMPARE(asked.size(), 1U);
    QCOMPARE(asked[0].offset, 500);
    QVERIFY(!asked[0].newest);
    log.book.add(recordAnswer(500, log.end, 500, start + 5000));
    QVERIFY(log.book.questions({}, 10).empty());
    QCOMPARE(log.lag().kind, Kind::Exact);
    QVERIFY(log.book.questions({"billing"}, 10).empty() || log.book.questions({"billing"}, 10)[0].newest);
}

void GroupsTimeLagTest::asksNobodyWhoKeepsUp()
{
    Log log;
    log.sample();
    for (int i = 0; i < 100; ++i) {
        log.grow(1, 100);
        log.committed = log.end - 150;
        if (i > 2)
            QVERIFY(log.book.questions({}, 10).empty());
    }
}

void GroupsTimeLagTest::failuresRest()
{
    Log log;
    log.end = 100;
    log.committed = 40;
    log.sample();
    for (const bool newest : {false, true})
        log.book.add(TimeAnswer{{orders, 40, 100, newest}, std::nullopt, std::nullopt, refused});
    QCOMPARE(log.lag().why, Why::ReadFailed);
    QVERIFY(log.book.questions({"billing"}, 10).empty());
    log.grow(10, 0);
    QVERIFY(log.book.questions({"billing"}, 10).empty());
    log.grow(10, 0);
    QCOMPARE(log.book.questions({"billing"}, 10).size(), 2U);
    log.book.add(recordAnswer(40, 100, 40, start));
    log.book.add(newestAnswer(40, 100, 99, start));
    QCOMPARE(log.lag().kind, Kind::Exact);
}

void GroupsTimeLagTest::manyGroupsOnOnePartition()
{
    TimeLagBook book;
    std::vector<GroupLag> groups;
    for (int i = 0; i < 1000; ++i)
        groups.push_back(groupOf("group-" + std::to_string(i), {rowOf(orders, i, 5000)}));
    int rounds = 0;
    for (TimestampMs now = start; rounds < 40; now += 1000, ++rounds) {
        book.add(sampleOf(now, groups));
        const auto asked = book.questions({}, 64);
        if (asked.empty())
            break;
        for (const TimeQuestion& question : asked)
            book.add(question.newest ? newestAnswer(question.offset, 5000, 4999, start)
                                     : recordAnswer(question.offset, 5000, question.offset, start - 100'000 + question.offset));
    }
    QVERIFY2(rounds < 30, qPrintable(QString::number(rounds)));
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(ms(book.lagOf(groups[static_cast<std::size_t>(i)].rows[0], start).behind), 100'000 - i);
}

void GroupsTimeLagTest::worst()
{
    TimeLag unknown;
    TimeLag caughtUp;
    caughtUp.kind = Kind::CaughtUp;
    TimeLag now;
    now.kind = Kind::Exact;
    TimeLag late = now;
    late.behind = 5s;
    const std::vector<TimeLag> order{unknown, caughtUp, now, late};
    for (std::size_t i = 0; i < order.size(); ++i)
        for (std::size_t j = 0; j < order.size(); ++j)
            QCOMPARE(worse(order[i], order[j]), i > j);
}

QTEST_APPLESS_MAIN(GroupsTimeLagTest)
#include "groups_time_lag_test.moc"
