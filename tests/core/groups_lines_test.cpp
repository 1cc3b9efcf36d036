// SPDX-License-Identifier: GPL-3.0-or-later
// The lag history in memory.
#include "tests/core/history_samples.h"

#include <QTest>

#include <atomic>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <new>
#include <random>
#include <thread>

#include <malloc.h>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

std::atomic<std::int64_t> heapBytes = 0;

const SeriesId total{"g", {}, -1};
const SeriesId topicLine{"g", "t", -1};
const SeriesId partitionLine{"g", "t", 0};

/// Of this thread: the machine may be busy with other tests.
std::int64_t cpuNanoseconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

QString recentText(const GroupHistory& history, const SeriesId& id, LagMeasure measure = LagMeasure::Records,
                   TimestampMs from = 0)
{
    return pointsText(history.recent(id, measure, from).points);
}

} // namespace

// Counts what the program really holds, beside what the history believes.
void* operator new(std::size_t size)
{
    void* memory = std::malloc(size > 0 ? size : 1);
    if (memory == nullptr)
        std::abort();
    heapBytes += static_cast<std::int64_t>(malloc_usable_size(memory)) + 8;
    return memory;
}
void operator delete(void* memory) noexcept
{
    if (memory != nullptr)
        heapBytes -= static_cast<std::int64_t>(malloc_usable_size(memory)) + 8;
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

class GroupsLinesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsLines();
    void keepsMilliseconds();
    void aFailedRoundIsAGap();
    void aMissingGroupIsAGap();
    void aPassingErrorBreaksTheTotal_data();
    void aPassingErrorBreaksTheTotal();
    void unknownLagIsAGap();
    void silenceIsAGap_data();
    void silenceIsAGap();
    void clockSetBack();
    void clockSetFarBack();
    void onlyTheLastHour();
    void statusesThatDoNotFit();
    void tiersWithoutAFile_data();
    void tiersWithoutAFile();
    void oddQuestions();
    void cancelled();
    void costsLittle_data();
    void costsLittle();
    void manyThreads();
    void csv();
};

void GroupsLinesTest::keepsLines()
{
    GroupHistory history({}, {});
    QCOMPARE(recentText(history, total), QString());
    QVERIFY(history.seriesOf("g").empty());
    history.add(lagSample(1000, {lagGroup("g", {lagRow(0, 5), lagRow(1, 1), lagRow(0, 10, {}, "u")})}), {});
    history.add(lagSample(2000, {lagGroup("g", {lagRow(0, 6), lagRow(1, 0), lagRow(0, 11, {}, "u")}), lagGroup("h", {lagRow(0, 9)})}), {});
    QCOMPARE(recentText(history, total), QString("1000:16 2000:17"));
    QCOMPARE(recentText(history, total, LagMeasure::Records, 1001), QString("2000:17"));
    QCOMPARE(recentText(history, topicLine), QString("1000:6 2000:6"));
    QCOMPARE(recentText(history, {"g", "u", -1}), QString("1000:10 2000:11"));
    QCOMPARE(recentText(history, partitionLine), QString("1000:5 2000:6"));
    QCOMPARE(recentText(history, {"h", {}, -1}), QString("2000:9"));
    QCOMPARE(recentText(history, {"h", "t", 7}), QString());
    QCOMPARE(recentText(history, {"h", "x", -1}), QString());
    const std::vector<SeriesId> expected{total, topicLine, partitionLine, {"g", "t", 1}, {"g", "u", -1}, {"g", "u", 0}};
    QVERIFY(history.seriesOf("g") == expected);
    QVERIFY(!history.storageError());
    QVERIFY(history.flush());
}

void GroupsLinesTest::keepsMilliseconds()
{
    GroupHistory history({}, {});
    const auto add = [&](TimestampMs time, std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
        history.add(lagSample(time, {lagGroup("g", {lagRow(0, 5), lagRow(1, 1)})}), {lagStatus("g", {a, b})});
    };
    add(1000, 0, 2'500);
    add(2000, 700, std::nullopt);
    add(3000, std::nullopt, std::nullopt);
    add(4000, 1, 2);
    QCOMPARE(recentText(history, total, LagMeasure::Milliseconds), QString("1000:2500 2000:700 3000:- 4000:2"));
    QCOMPARE(recentText(history, topicLine, LagMeasure::Milliseconds), QString("1000:2500 2000:700 3000:- 4000:2"));
    QCOMPARE(recentText(history, partitionLine, LagMeasure::Milliseconds), QString("1000:0 2000:700 3000:- 4000:1"));
    QCOMPARE(recentText(history, total), QString("1000:6 2000:6 3000:6 4000:6"));
}

void GroupsLinesTest::aFailedRoundIsAGap()
{
    GroupHistory history({}, {});
    history.add(failedSample(500), {}); // nothing known yet: nothing to break
    history.add(lagSample(1000, {lagGroup("g", {lagRow(0, 5)})}), {});
    history.add(failedSample(2000), {});
    history.add(failedSample(3000), {});
    QCOMPARE(recentText(history, total), QString("1000:5 2000:-"));
    history.add(lagSample(4000, {lagGroup("g", {lagRow(0, 6)})}), {});
    QCOMPARE(recentText(history, total), QString("1000:5 2000:- 4000:6"));
    QCOMPARE(recentText(history, partitionLine), QString("1000:5 2000:- 4000:6"));
}

void GroupsLinesTest::aMissingGroupIsAGap()
{
    GroupHistory history({}, {});
    history.add(lagSample(1000, {lagGroup("g", {lagRow(0, 5), lagRow(1, 2)})}), {});
    history.add(lagSample(2000, {lagGroup("h", {lagRow(0, 1)})}), {});
    history.add(lagSample(3000, {lagGroup("g", {lagRow(0, 5)})}), {});
    QCOMPARE(recentText(history, total), QString("1000:7 2000:- 3000:5"));
    QCOMPARE(recentText(history, partitionLine), QString("1000:5 2000:- 3000:5"));
    QCOMPARE(recentText(history, {"g", "t", 1}), QString("1000:2 2000:-"));
    QCOMPARE(recentText(history, {"h", {}, -1}), QString("2000:1 3000:-"));
}

void GroupsLinesTest::aPassingErrorBreaksTheTotal_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("expected");
    QTest::newRow("broker away") << static_cast<int>(ErrorKind::Unreachable) << "1000:7 2000:- 3000:7";
    QTest::newRow("timed out") << static_cast<int>(ErrorKind::TimedOut) << "1000:7 2000:- 3000:7";
    QTest::newRow("deleted topic") << static_cast<int>(ErrorKind::NotFound) << "1000:7 2000:5 3000:7";
    QTest::newRow("not allowed") << static_cast<int>(ErrorKind::NotAuthorized) << "1000:7 2000:5 3000:7";
}

void GroupsLinesTest::aPassingErrorBreaksTheTotal()
{
    QFETCH(int, kind);
    QFETCH(QString, expected);
    GroupHistory history({}, {});
    history.add(lagSample(1000, {lagGroup("g", {lagRow(0, 5), lagRow(1, 2)})}), {});
    history.add(lagSample(2000, {lagGroup("g", {lagRow(0, 5), lagRow(1, std::nullopt, static_cast<ErrorKind>(kind))})}), {});
    history.add(lagSample(3000, {lagGroup("g", {lagRow(0, 5), lagRow(1, 2)})}), {});
    QCOMPARE(recentText(history, total), expected);
    QCOMPARE(recentText(history, topicLine), expected);
    QCOMPARE(recentText(history, partitionLine), QString("1000:5 2000:5 3000:5"));
}

void GroupsLinesTest::unknownLagIsAGap()
{
    GroupHistory history({}, {});
    history.add(lagSample(1000, {lagGroup("g", {lagRow(0, std::nullopt)})}), {});
    QCOMPARE(recentText(history, total), QString()); // a line does not begin with a gap
    history.add(lagSample(2000, {lagGroup("g", {lagRow(0, 0)})}), {});
    history.add(lagSample(3000, {lagGroup("g", {lagRow(0, std::nullopt)})}), {});
    QCOMPARE(recentText(history, total), QString("2000:0 3000:-"));
}

void GroupsLinesTest::silenceIsAGap_data()
{
    QTest::addColumn<int>("interval");
    QTest::addColumn<int>("took");
    QTest::addColumn<int>("between");
    QTest::addColumn<bool>("gap");
    QTest::newRow("a second") << 1'000 << 20 << 1'000 << false;
    QTest::newRow("ten seconds") << 1'000 << 20 << 10'000 << false;
    QTest::newRow("eleven seconds") << 1'000 << 20 << 11'000 << true;
    QTest::newRow("a hidden cluster") << 30'000 << 20 << 31'000 << false;
    QTest::newRow("a hidden cluster, two missed") << 30'000 << 20 << 76'000 << true;
    QTest::newRow("a slow round") << 4'100 << 15'000 << 25'000 << false;
    QTest::newRow("a slow round and a pause") << 4'100 << 15'000 << 26'000 << true;
}

void GroupsLinesTest::silenceIsAGap()
{
    QFETCH(int, interval);
    QFETCH(int, took);
    QFETCH(int, between);
    QFETCH(bool, gap);
    GroupHistory history({}, {});
    history.add(lagSample(1000, {lagGroup("g", {lagRow(0, 5)})}, std::chrono::milliseconds(interval)), {});
    // The earlier pace counts even when the sampler was told to be quicker meanwhile.
    auto later = lagSample(1000 + between, {lagGroup("g", {lagRow(0, 6)})}, 1s);
    later.took = std::chrono::milliseconds(took);
    history.add(later, {});
    QCOMPARE(recentText(history, total), (gap ? QString("1000:5 1001:- %1:6") : QString("1000:5 %1:6")).arg(1000 + between));
}

void GroupsLinesTest::clockSetBack()
{
    GroupHistory history({}, {});
    for (const TimestampMs time : {1000, 2000, 3000, 4000})
        history.add(lagSample(time, {lagGroup("g", {lagRow(0, time / 1000)})}), {});
    history.add(lagSample(2500, {lagGroup("g", {lagRow(0, 9)})}), {});
    QCOMPARE(recentText(history, total), QString("1000:1 2000:2 2500:9"));
    history.add(lagSample(2500, {lagGroup("g", {lagRow(0, 8)})}), {}); // the same time again
    QCOMPARE(recentText(history, total), QString("1000:1 2000:2 2500:8"));
    history.add(lagSample(3500, {lagGroup("g", {lagRow(0, 7)})}), {});
    history.add(lagSample(3000, {lagGroup("g", {lagRow(0, 6)})}), {});
    QCOMPARE(recentText(history, partitionLine), QString("1000:1 2000:2 2500:8 3000:6"));
}

void GroupsLinesTest::clockSetFarBack()
{
    GroupHistory history({}, {});
    for (const TimestampMs time : {101'000, 102'000})
        history.add(lagSample(time, {lagGroup("g", {lagRow(0, 1)})}), {});
    history.add(lagSample(5'000, {lagGroup("g", {lagRow(0, 9)})}), {});
    history.add(lagSample(-5, {lagGroup("g", {lagRow(0, 9)})}), {}); // no time of this program
    QCOMPARE(recentText(history, total), QString("5000:9"));
    const auto answer = history.read({{total}, LagMeasure::Records, 0, 1'000'000, 2'000}, {});
    QCOMPARE(pointsText(answer->series.at(0).points), QString("5000:9"));
}

void GroupsLinesTest::onlyTheLastHour()
{
    GroupHistory history({}, {});
    for (TimestampMs second = 1; second <= 9'000; ++second)
        history.add(lagSample(second * 1000, {lagGroup("g", {lagRow(0, second)})}), {});
    const auto points = history.recent(total, LagMeasure::Records, 0).points;
    QCOMPARE(points.size(), std::size_t{3'601});
    QCOMPARE(points.front().last, std::optional<double>(5'400));
    QVERIFY(history.bytesInMemory() < 45'000);
    // A group that is gone is forgotten, after an hour.
    for (TimestampMs second = 9'001; second <= 12'800; ++second)
        history.add(lagSample(second * 1000, {lagGroup("h", {lagRow(0, second)})}), {});
    QVERIFY(history.seriesOf("g").empty());
    QVERIFY(history.recent(total, LagMeasure::Records, 0).points.empty());
}

void GroupsLinesTest::statusesThatDoNotFit()
{
    GroupHistory history({}, {});
    history.add(lagSample(1000, {lagGroup("g", {lagRow(0, 5), lagRow(1, 1)})}), {lagStatus("g", {7})});
    history.add(lagSample(2000, {lagGroup("g", {lagRow(0, 5), lagRow(1, 1)})}), {lagStatus("h", {7, 8})});
    QCOMPARE(recentText(history, total, LagMeasure::Milliseconds), QString());
    QCOMPARE(recentText(history, total), QString("1000:6 2000:6"));
}

void GroupsLinesTest::tiersWithoutAFile_data()
{
    QTest::addColumn<int>("mostPoints");
    QTest::addColumn<int>("resolution"); // seconds
    QTest::newRow("all") << 2'000 << 1;
    QTest::newRow("exactly all") << 601 << 1;
    QTest::newRow("ten seconds") << 600 << 10;
    QTest::newRow("minutes") << 60 << 60;
    QTest::newRow("more than a minute") << 5 << 180;
    QTest::newRow("one") << 1 << 660;
    QTest::newRow("none is one") << 0 << 660;
}

void GroupsLinesTest::tiersWithoutAFile()
{
    QFETCH(int, mostPoints);
    QFETCH(int, resolution);
    GroupHistory history({}, {});
    for (TimestampMs second = 0; second <= 600; ++second)
        history.add(lagSample(second * 1000, {lagGroup("g", {lagRow(0, second)})}), {});
    const auto answer = history.read({{total, partitionLine, {"x", {}, -1}}, LagMeasure::Records, -5, 10'000'000,
                                      static_cast<std::size_t>(mostPoints)}, {});
    QVERIFY(answer);
    QVERIFY(answer->tooOld);
    QCOMPARE(answer->series.size(), std::size_t{3});
    QVERIFY(answer->series[2].points.empty());
    QVERIFY(answer->series[0].points == answer->series[1].points);
    const auto& points = answer->series[0].points;
    QCOMPARE(static_cast<int>(answer->resolution.count() / 1'000), resolution);
    QVERIFY(points.size() <= std::max<std::size_t>(static_cast<std::size_t>(mostPoints), 1));
    QCOMPARE(points.size(), static_cast<std::size_t>(600 / resolution + 1));
    for (const HistoryPoint& point : points) {
        QCOMPARE(point.least, static_cast<double>(point.time / 1'000));
        QCOMPARE(point.most, static_cast<double>(std::min<TimestampMs>(point.time / 1'000 + resolution - 1, 600)));
        QCOMPARE(point.last, std::optional(point.most));
    }
}

void GroupsLinesTest::oddQuestions()
{
    GroupHistory history({}, {});
    constexpr auto least = std::numeric_limits<TimestampMs>::min();
    constexpr auto most = std::numeric_limits<TimestampMs>::max();
    QVERIFY(!history.read({{total}, LagMeasure::Records, least, most, 10}, {})->tooOld); // nothing there at all
    history.add(lagSample(5'000, {lagGroup("g", {lagRow(0, 1)})}), {});
    QCOMPARE(pointsText(history.read({{total}, LagMeasure::Records, least, most, 10}, {})->series.at(0).points), QString("5000:1"));
    QVERIFY(history.read({{total}, LagMeasure::Records, 9'000, 4'000, 10}, {})->series.at(0).points.empty());
    QVERIFY(history.read({{total}, LagMeasure::Records, 6'000, most, 0}, {})->series.at(0).points.empty());
    QVERIFY(history.read({{}, LagMeasure::Records, 0, most, 10}, {})->series.empty());
    QVERIFY(history.recent(total, LagMeasure::Records, most).points.empty());
    QCOMPARE(recentText(history, total, LagMeasure::Records, least), QString("5000:1"));
}

void GroupsLinesTest::cancelled()
{
    GroupHistory history({}, {});
    history.add(lagSample(5'000, {lagGroup("g", {lagRow(0, 1)})}), {});
    std::stop_source stop;
    stop.request_stop();
    const HistoryQuery query{{total}, LagMeasure::Records, 0, 10'000, 10};
    QCOMPARE(history.read(query, Call::within(1s, stop.get_token())).error().kind, ErrorKind::Cancelled);
    QCOMPARE(history.read(query, Call::within(0ms)).error().kind, ErrorKind::TimedOut);
}

void GroupsLinesTest::costsLittle_data()
{
    QTest::addColumn<int>("groups"); // of ten partitions each
    QTest::addColumn<int>("noise");
    QTest::addColumn<double>("most"); // MB for 10,000 partitions
    QTest::newRow("all stand still") << 50 << 0 << 15.0;
    QTest::newRow("all move by hundreds") << 50 << 500 << 145.0;
    if (qEnvironmentVariableIsSet("WEIR_LARGE"))
        QTest::newRow("the real size") << 1'000 << 500 << 145.0;
}

void GroupsLinesTest::costsLittle()
{
    QFETCH(int, groups);
    QFETCH(int, noise);
    QFETCH(double, most);
    std::uint64_t state = 88'172'645'463'325'252U; // xorshift: the standard's generator is slow without optimisation
    const auto jitter = [&] {
        state ^= state << 13U;
        state ^= state >> 7U;
        state ^= state << 17U;
        return noise == 0 ? 0 : static_cast<std::int64_t>(state % static_cast<std::uint64_t>(2 * noise + 1)) - noise;
    };
    std::vector<GroupLag> all;
    std::vector<GroupStatus> statuses;
    for (int i = 0; i < groups; ++i) {
        std::vector<PartitionLag> rows;
        for (std::int32_t p = 0; p < 10; ++p)
            rows.push_back(lagRow(p, 1'000'000, {}, "topic-of-group-" + std::to_string(i)));
        all.push_back(lagGroup("group-" + std::to_string(i), std::move(rows)));
        statuses.push_back(lagStatus(all.back().group, std::vector<std::optional<std::int64_t>>(10, 60'000)));
    }
    auto sample = lagSample(0, std::move(all));
    const std::int64_t before = heapBytes;
    GroupHistory history({}, {});
    std::int64_t spent = 0;
    for (int second = 0; second < 3'700; ++second) {
        sample.time = 1'700'000'000'000 + second * 1'000 + static_cast<TimestampMs>(jitter() % 7);
        for (std::size_t i = 0; i < statuses.size(); ++i) {
            GroupLag& group = sample.groups->values[i];
            group.lag = 0;
            for (std::size_t p = 0; p < group.rows.size(); ++p) {
                *group.rows[p].lag += jitter();
                *group.lag += *group.rows[p].lag;
                statuses[i].partitions[p].time.behind += std::chrono::milliseconds(jitter());
            }
            statuses[i].total.time = statuses[i].partitions[0].time;
        }
        const std::int64_t begin = cpuNanoseconds();
        history.add(sample, statuses);
        spent += cpuNanoseconds() - begin;
    }
    const double scale = 1'000.0 / groups / 1e6;
    const double held = static_cast<double>(heapBytes - before) * scale;
    const double believed = static_cast<double>(history.bytesInMemory()) * scale;
    const std::int64_t begin = cpuNanoseconds();
    for (int i = 0; i < 200; ++i)
        (void)history.recent({"group-" + std::to_string(i % groups), "topic-of-group-" + std::to_string(i % groups), i % 10},
                             LagMeasure::Records, 0);
    const std::int64_t reading = cpuNanoseconds() - begin;
    qInfo("10,000 partitions, an hour: %.1f MB held, %.1f MB believed; a round %.2f ms; 200 lines read in %.1f ms", held,
          believed, static_cast<double>(spent) / 1e6 / 3'700 * 1'000 / groups, static_cast<double>(reading) / 1e6);
    QVERIFY(held < most);
    QVERIFY(believed > held * 0.8 && believed < held * 1.25);
}

void GroupsLinesTest::manyThreads()
{
    GroupHistory history({}, {});
    std::atomic<bool> done = false;
    std::atomic<int> bad = 0;
    std::vector<std::jthread> readers;
    for (int i = 0; i < 3; ++i)
        readers.emplace_back([&] {
            while (!done) {
                TimestampMs last = -1;
                for (const HistoryPoint& point : history.recent(total, LagMeasure::Records, 0).points) {
                    // Every round had the group: a gap would be one that a reader saw too early.
                    if (!point.last || point.time <= last || *point.last != 2.0 * static_cast<double>(point.time))
                        ++bad;
                    last = point.time;
                }
                (void)history.seriesOf("g");
                (void)history.bytesInMemory();
                (void)history.read({{total}, LagMeasure::Records, 0, 1'000'000'000, 100}, {});
            }
        });
    for (TimestampMs second = 1; second <= 4'000; ++second)
        history.add(lagSample(second * 1000, {lagGroup("f", {lagRow(0, 1)}), lagGroup("g", {lagRow(0, second * 1000), lagRow(1, second * 1000)})}), {});
    done = true;
    readers.clear();
    QCOMPARE(bad.load(), 0);
}

void GroupsLinesTest::csv()
{
    HistoryAnswer answer;
    answer.series.push_back({{"=cmd|x, \"g\"", {}, -1}, {{1'000, 5.0, 1, 9}, {2'000, std::nullopt, 0, 0}}});
    answer.series.push_back({{"g", "t", -1}, {{1'000, 1e15, 1e15, 1e15}}});
    answer.series.push_back({{"g", "t", 3}, {{1'000, 0.0, 0, 0}}});
    answer.series.push_back({{"empty", "t", 3}, {}});
    QCOMPARE(QString::fromStdString(historyCsv(answer, LagMeasure::Records)),
             QString("time,group,topic,partition,lag_records,lag_least,lag_most\r\n"
                     "1970-01-01T00:00:01.000Z,\"'=cmd|x, \"\"g\"\"\",,,5,1,9\r\n"
                     "1970-01-01T00:00:02.000Z,\"'=cmd|x, \"\"g\"\"\",,,,,\r\n"
                     "1970-01-01T00:00:01.000Z,\"g\",\"t\",,1000000000000000,1000000000000000,1000000000000000\r\n"
                     "1970-01-01T00:00:01.000Z,\"g\",\"t\",3,0,0,0\r\n"));
    QCOMPARE(QString::fromStdString(historyCsv({}, LagMeasure::Milliseconds)),
             QString("time,group,topic,partition,lag_ms,lag_least,lag_most\r\n"));
}

QTEST_APPLESS_MAIN(GroupsLinesTest)
#include "groups_lines_test.moc"
