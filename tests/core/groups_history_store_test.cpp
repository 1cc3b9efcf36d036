// SPDX-License-Identifier: GPL-3.0-or-later
// The lag history on disk: simulated clocks, several runs, limits, and files that are not as they should be.
#include "core/groups/history_rows.h"
#include "core/groups/history_store.h"
#include "tests/core/history_rounds.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <csignal>
#include <random>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr TimestampMs start = 1'700'000'000'000 / 3'600'000 * 3'600'000; // a full hour
const SeriesId total{"g", {}, -1};
const SeriesId partitionLine{"g", "t", 0};
GroupEvent happened(TimestampMs time, const std::string& group, std::string text, std::optional<TopicPartition> partition = std::nullopt)
{
    return {time, GroupEvent::Kind::HealthChanged, group, std::move(partition), Health::LosingData, std::move(text)};
}

} // namespace

class GroupsHistoryStoreTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    [[nodiscard]] fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }
    static std::int64_t single(const fs::path& file, const char* sql)
    {
        auto database = Database::open(file, {"", "", "", "", "", "", "", "", ""});
        if (!database)
            return -1;
        auto statement = database->prepare(sql);
        return statement && statement->step().value_or(false) ? statement->integer(0) : -1;
    }

private Q_SLOTS:
    void paths();
    void fourHours();
    void survivesARestart();
    void restartWithinABucket();
    void manyShortRuns();
    void aClockSetBack();
    void ageLimits();
    void sizeLimit();
    void severalSeries();
    void eventsAreKept();
    void twoProgramsAtOnce();
    void threads();
    void aFileThatIsNone();
    void aNewerFile();
    void noPlace();
    void aFullDisk();
    void damagedRows();
};

void GroupsHistoryStoreTest::paths()
{
    const auto name = [](const std::string& id) { return QString::fromStdString(GroupHistory::pathIn("/state/weir/lag", id).string()); };
    QCOMPARE(name("MkU3OEVBNTcwNTJENDM2Qg"), QString("/state/weir/lag/MkU3OEVBNTcwNTJENDM2Qg.db"));
    QCOMPARE(name("../a b/\xc3\xa4"), QString("/state/weir/lag/%2e%2e%2fa%20b%2f%c3%a4.db"));
    QCOMPARE(name(""), QString()); // clusters without an id must not share a file
    const QString longer = name(std::string(1'000, 'x'));
    QVERIFY(longer.size() < 200 && longer != name(std::string(1'001, 'x')));
}

void GroupsHistoryStoreTest::fourHours()
{
    GroupHistory history(path("four.db"), {});
    Rounds rounds;
    const TimestampMs end = start + 4 * 3'600'000;
    rounds.run(history, start + 123, end);
    QVERIFY(!history.storageError());
    // All of it: what is on disk, what is in memory and what is in both, without a seam.
    const auto fine = ask(history, partitionLine, start, end, 2'000);
    QCOMPARE(fine.resolution, 10'000ms);
    QVERIFY(fine.series[0].points == expected(rounds.points, 10s));
    QVERIFY(ask(history, total, start, end, 2'000).series[0].points == fine.series[0].points);
    const auto coarse = ask(history, partitionLine, start, end, 300);
    QCOMPARE(coarse.resolution, 60'000ms);
    QVERIFY(coarse.series[0].points == expected(rounds.points, 60s));
    const auto coarser = ask(history, partitionLine, start, end, 100);
    QCOMPARE(coarser.resolution, 180'000ms);
    QVERIFY(coarser.series[0].points == expected(rounds.points, 180s));
    QVERIFY(!coarser.tooOld);
    // The other measure has its own values.
    Points doubled = rounds.points;
    for (auto& point : doubled)
        if (point.second)
            *point.second *= 2;
    QVERIFY(ask(history, total, start, end, 2'000, LagMeasure::Milliseconds).series[0].points == expected(doubled, 10s));
    // The last half hour is there as it was sampled.
    const auto full = ask(history, partitionLine, end - 1'800'000, end, 2'000);
    QCOMPARE(full.resolution, 1'000ms);
    QCOMPARE(full.series[0].points, history.recent(partitionLine, LagMeasure::Records, end - 1'800'000).points);
    QVERIFY(ask(history, total, start - 1, end, 10).tooOld);
}

void GroupsHistoryStoreTest::survivesARestart()
{
    Rounds rounds;
    {
        GroupHistory history(path("restart.db"), {});
        rounds.run(history, start, start + 5'000'000);
    } // what the last minute brought is written at the end
    {
        const GroupHistory history(path("restart.db"), {});
        QVERIFY(ask(history, total, start, start + 10'000'000).series[0].points == expected(rounds.points, 10s));
        QVERIFY(ask(history, total, start, start + 10'000'000, 100).series[0].points == expected(rounds.points, 60s));
        QVERIFY(history.recent(total, LagMeasure::Records, 0).points.empty());
    }
    GroupHistory history(path("restart.db"), {});
    // A pause of 20 s and one of an hour are gaps alike: nobody looked.
    const auto before = rounds.points;
    rounds.points.clear();
    rounds.run(history, start + 8'600'000, start + 9'000'000);
    for (const auto& [most, width] : {std::pair<std::size_t, std::chrono::milliseconds>(100'000, 10s), {200, 60s}}) {
        auto wanted = expected(before, width);
        const auto after = expected(rounds.points, width);
        if (wanted.back().last) // a failed round in the last bucket has broken the line already
            wanted.push_back({after.front().time - 1, std::nullopt, 0, 0});
        wanted.insert(wanted.end(), after.begin(), after.end());
        const auto found = ask(history, total, start, start + 10'000'000, most).series[0].points;
        for (std::size_t i = 0; i < std::min(found.size(), wanted.size()); ++i)
            QCOMPARE(pointsText({found[i]}), pointsText({wanted[i]}));
        QCOMPARE(found.size(), wanted.size());
    }
    // A range of this run alone is answered from memory.
    QCOMPARE(ask(history, total, start + 8'700'000, start + 9'000'000).resolution, 1'000ms);
}

void GroupsHistoryStoreTest::restartWithinABucket()
{
    const auto file = path("bucket.db");
    {
        GroupHistory history(file, {});
        history.add(lagSample(start + 1'000, {lagGroup("g", {lagRow(0, 50)})}), {});
        history.add(lagSample(start + 2'000, {lagGroup("g", {lagRow(0, 10)})}), {});
    }
    {
        GroupHistory history(file, {});
        history.add(lagSample(start + 4'000, {lagGroup("g", {lagRow(0, 90)})}), {});
        QVERIFY(history.flush());
        history.add(lagSample(start + 5'000, {lagGroup("g", {lagRow(0, 20)})}), {});
        history.add(lagSample(start + 11'000, {lagGroup("g", {lagRow(0, 30)})}), {});
        const QString text = "%1:20/10/90 %2:- %3:30";
        const QString wanted = text.arg(start).arg(start + 9'999).arg(start + 10'000);
        QCOMPARE(pointsText(ask(history, total, start, start + 20'000).series[0].points), wanted);
        QVERIFY(history.flush()); // written again, now complete
        QVERIFY(history.flush());
        QCOMPARE(pointsText(ask(history, total, start, start + 20'000).series[0].points), wanted);
    }
    const GroupHistory history(file, {});
    QCOMPARE(pointsText(ask(history, total, start, start + 20'000).series[0].points),
             QString("%1:20/10/90 %2:- %3:30").arg(start).arg(start + 9'999).arg(start + 10'000));
}

void GroupsHistoryStoreTest::manyShortRuns()
{
    Rounds rounds;
    for (int i = 0; i < 12; ++i) {
        GroupHistory history(path("short.db"), {});
        const TimestampMs begin = start + i * 777'000;
        if (i > 0)
            rounds.points.emplace_back(begin - 1, std::nullopt);
        rounds.run(history, begin, begin + 500'000);
    }
    const GroupHistory history(path("short.db"), {});
    const auto points = ask(history, total, 0, start + 100'000'000).series[0].points;
    QVERIFY(points.size() > 500);
    // The gap between two runs may be told at another place than the last sample; the values may not differ.
    auto values = expected(rounds.points, 10s);
    auto found = points;
    std::erase_if(values, [](const HistoryPoint& point) { return !point.last; });
    std::erase_if(found, [](const HistoryPoint& point) { return !point.last; });
    QVERIFY(found == values);
    QVERIFY(std::ranges::count_if(points, [](const HistoryPoint& point) { return !point.last; }) >= 11);
    for (std::size_t i = 1; i < points.size(); ++i)
        QVERIFY(points[i - 1].time < points[i].time);
}

void GroupsHistoryStoreTest::aClockSetBack()
{
    GroupHistory history(path("clock.db"), {});
    Rounds rounds;
    rounds.run(history, start, start + 7'300'000);
    rounds.points.clear();
    const TimestampMs back = start + 3'000'000;
    rounds.run(history, back, back + 4'000'000);
    const auto points = ask(history, total, start, start + 20'000'000).series[0].points;
    for (std::size_t i = 1; i < points.size(); ++i)
        QVERIFY(points[i - 1].time < points[i].time);
    // Where both were written the newer one is the last word.
    std::size_t compared = 0;
    const auto newer = expected(rounds.points, 10s);
    for (const HistoryPoint& point : points)
        for (const HistoryPoint& other : newer)
            if (point.time == other.time && point.last && other.last) {
                QCOMPARE(point.last, other.last);
                ++compared;
            }
    QVERIFY(compared > 350);
    QVERIFY(!history.storageError());
}

void GroupsHistoryStoreTest::ageLimits()
{
    HistoryLimits limits;
    limits.tenSeconds = 2h;
    limits.oneMinute = 5h;
    const auto file = path("age.db");
    Rounds rounds;
    const TimestampMs end = start + 9 * 3'600'000;
    {
        GroupHistory history(file, limits);
        history.add(happened(start + 1'000, "g", "long ago"));
        rounds.run(history, start, end, 5'000);
        QVERIFY(history.events("g", 0, end)->empty());
        const auto all = ask(history, total, start, end, 100'000);
        QVERIFY(all.tooOld);
        QCOMPARE(all.resolution, 60'000ms); // ten seconds do not go back so far
        QVERIFY(all.series[0].points.front().time >= end - 6 * 3'600'000);
        QVERIFY(all.series[0].points.front().time <= end - 5 * 3'600'000);
        Points kept = rounds.points;
        std::erase_if(kept, [&](const auto& point) { return point.first < all.series[0].points.front().time; });
        QVERIFY(all.series[0].points == expected(kept, 60s));
        QCOMPARE(ask(history, total, end - 6'600'000, end, 100'000).resolution, 10'000ms);
    }
    QVERIFY(single(file, "SELECT count(*) FROM block WHERE id < 4611686018427387904") <= 3 * 13);
    QVERIFY(single(file, "SELECT count(*) FROM block WHERE id >= 4611686018427387904") <= 3 * 6);
}

void GroupsHistoryStoreTest::sizeLimit()
{
    HistoryLimits limits;
    limits.bytes = 150'000;
    const auto file = path("size.db");
    GroupHistory history(file, limits);
    std::mt19937 random(1);
    TimestampMs time = start;
    for (; time < start + 10 * 3'600'000; time += 10'000) {
        std::vector<PartitionLag> rows;
        for (std::int32_t p = 0; p < 12; ++p)
            rows.push_back(lagRow(p, static_cast<std::int64_t>(random() % 1'000'000)));
        history.add(lagSample(time, {lagGroup("g", std::move(rows))}, 10s), {});
        if (time % 600'000 == 0)
            QVERIFY(history.flush());
    }
    QVERIFY(history.flush());
    QVERIFY2(fs::file_size(file) <= 170'000, qPrintable(QString::number(fs::file_size(file))));
    QVERIFY(fs::file_size(file) > 75'000);
    const auto answer = ask(history, total, start, time);
    QVERIFY(answer.tooOld);
    QVERIFY(answer.series[0].points.front().time > start + 3'600'000);   // the oldest went
    QVERIFY(answer.series[0].points.back().time >= time - 10'000);       // the newest stayed
    QVERIFY(!history.storageError());
}

void GroupsHistoryStoreTest::severalSeries()
{
    const std::string ugly("a'b\"c\0d\xff;--", 11);
    const auto file = path("several.db");
    {
        GroupHistory history(file, {});
        for (TimestampMs time = start; time < start + 100'000; time += 1'000)
            history.add(lagSample(time, {lagGroup(ugly, {lagRow(0, 1, {}, "t"), lagRow(1, 2, {}, "t"), lagRow(0, 3, {}, ugly)}),
                                         lagGroup("h", {lagRow(0, 9)})}), {});
    }
    const GroupHistory history(file, {});
    const auto answer = history.read({{{ugly, "t", 1}, {"unknown", {}, -1}, {ugly, ugly, 0}, {ugly, {}, -1}, {"h", "t", -1}, {ugly, "t", -1}},
                                      LagMeasure::Records, start, start + 200'000, 100}, {});
    QVERIFY(answer);
    const std::vector<double> wanted{2, -1, 3, 6, 9, 3};
    QCOMPARE(answer->series.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        QCOMPARE(answer->series[i].points.size(), wanted[i] < 0 ? std::size_t{0} : std::size_t{10});
        for (const HistoryPoint& point : answer->series[i].points)
            QCOMPARE(point.last, std::optional(wanted[i]));
    }
}

void GroupsHistoryStoreTest::eventsAreKept()
{
    const auto file = path("events.db");
    std::vector<GroupEvent> all{happened(start, "g", "one", TopicPartition{"t", 3}), happened(start + 1, "", "the cluster"),
                                happened(start + 2, "h", "another group"), happened(start + 3, "g", "a\0b \xff ä"),
                                happened(start + 3, "g", "topic", TopicPartition{"", -1})};
    {
        GroupHistory history(file, {});
        for (const GroupEvent& each : all)
            history.add(each);
        const std::vector<GroupEvent> wanted{all[0], all[1], all[3], all[4]};
        QVERIFY(*history.events("g", 0, start * 2) == wanted); // in memory
        QVERIFY(history.flush());
        QVERIFY(*history.events("g", 0, start * 2) == wanted); // on disk
        history.add(happened(start - 5, "g", "late"));
        QCOMPARE(history.events("g", 0, start * 2)->front().text, std::string("late"));
    }
    const GroupHistory history(file, {});
    QCOMPARE(history.events("g", 0, start * 2)->size(), std::size_t{5});
    QCOMPARE(history.events("", 0, start * 2)->size(), std::size_t{1});
    const auto newest = *history.events("g", start, start + 2, 1);
    QVERIFY(newest.size() == 1 && newest[0] == all[1]);
    QVERIFY(history.events("g", start + 10, start)->empty());
}

void GroupsHistoryStoreTest::twoProgramsAtOnce()
{
    const auto file = path("two.db");
    Points points;
    {
        GroupHistory first(file, {});
        GroupHistory second(file, {});
        std::atomic<int> failed = 0;
        for (TimestampMs minute = 0; minute < 70; ++minute) {
            for (TimestampMs time = start + minute * 60'000; time < start + (minute + 1) * 60'000; time += 1'000) {
                const auto sample = lagSample(time, {lagGroup("g", {lagRow(0, time / 1'000 % 777)})});
                first.add(sample, {});
                second.add(sample, {});
                points.emplace_back(time, time / 1'000 % 777);
            }
            first.add(happened(start + minute * 60'000, "g", "seen by both"));
            second.add(happened(start + minute * 60'000 + 800, "g", "seen by both"));
            std::jthread other([&] { failed += second.flush() ? 0 : 1; });
            failed += first.flush() ? 0 : 1;
        }
        QCOMPARE(failed.load(), 0);
        // The newest bucket may have been written half by one and wholly by the other.
        QCOMPARE(ask(second, total, start, start * 2).series[0].points.size(), std::size_t{420});
    }
    const GroupHistory third(file, {});
    QVERIFY(ask(third, total, start, start * 2).series[0].points == expected(points, 10s));
    QVERIFY(ask(third, total, start, start * 2, 100).series[0].points == expected(points, 60s));
    QCOMPARE(third.events("g", 0, start * 2)->size(), std::size_t{70});
}

void GroupsHistoryStoreTest::threads()
{
    GroupHistory history(path("threads.db"), {});
    std::atomic<bool> done = false;
    std::atomic<int> bad = 0;
    std::vector<std::jthread> others;
    for (int i = 0; i < 2; ++i)
        others.emplace_back([&] {
            while (!done) {
                const auto answer = history.read({{total, partitionLine}, LagMeasure::Records, start, start * 2, 2'000}, {});
                if (!answer)
                    ++bad;
                for (const HistoryPoint& point : answer ? answer->series[0].points : std::vector<HistoryPoint>())
                    if (!point.last || *point.last != 7)
                        ++bad;
                (void)history.recent(total, LagMeasure::Records, 0);
                (void)history.events("g", 0, start * 2);
            }
        });
    others.emplace_back([&] {
        while (!done)
            if (!history.flush())
                ++bad;
    });
    for (TimestampMs second = 0; second < 8'000; ++second) {
        history.add(lagSample(start + second * 1'000, {lagGroup("g", {lagRow(0, 7)})}), {});
        if (second % 100 == 0)
            history.add(happened(start + second * 1'000, "g", "x"));
        // Hours pass in milliseconds here: what leaves memory after an hour has to be on disk by then.
        if (second % 1'000 == 0)
            QVERIFY(history.flush());
    }
    done = true;
    others.clear();
    QCOMPARE(bad.load(), 0);
    QVERIFY(history.flush());
    QCOMPARE(history.events("g", 0, start * 2)->size(), std::size_t{80});
    QCOMPARE(ask(history, total, start, start * 2).series[0].points.size(), std::size_t{800});
}

void GroupsHistoryStoreTest::aFileThatIsNone()
{
    const auto file = path("text.db");
    QFile text(QString::fromStdString(file.string()));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write(QByteArray(5'000, 'x'));
    text.close();
    GroupHistory history(file, {});
    history.add(lagSample(start, {lagGroup("g", {lagRow(0, 7)})}), {});
    history.add(happened(start, "g", "x"));
    QVERIFY(!history.flush());
    QVERIFY(history.storageError());
    QVERIFY2(history.storageError()->message.find("text.db") != std::string::npos, history.storageError()->message.c_str());
    // The history goes on in memory.
    QCOMPARE(pointsText(history.recent(total, LagMeasure::Records, 0).points), QString("%1:7").arg(start));
    QCOMPARE(ask(history, total, start, start).series[0].points.size(), std::size_t{1});
    QCOMPARE(history.events("g", 0, start)->size(), std::size_t{1});
    QCOMPARE(fs::file_size(file), std::uintmax_t{5'000}); // and the file is left alone
    QVERIFY(fs::remove(file)); // once it is away, it is written again
    QVERIFY(history.flush());
    QVERIFY(!history.storageError());
    QCOMPARE(single(file, "SELECT count(*) FROM event"), 1);
}

void GroupsHistoryStoreTest::aNewerFile()
{
    const auto file = path("newer.db");
    QVERIFY(Database::open(file, {"CREATE TABLE x (a)", "", "", "", ""}));
    GroupHistory history(file, {});
    history.add(lagSample(start, {lagGroup("g", {lagRow(0, 7)})}), {});
    const auto done = history.flush();
    QVERIFY(!done);
    QCOMPARE(done.error().kind, ErrorKind::Unsupported);
    QCOMPARE(history.storageError()->kind, ErrorKind::Unsupported);
    QCOMPARE(ask(history, total, start, start).series[0].points.size(), std::size_t{1});
}

void GroupsHistoryStoreTest::noPlace()
{
    QFile file(QString::fromStdString(path("file").string()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    GroupHistory history(path("file/below.db"), {});
    QTRY_VERIFY(history.storageError()); // told without asking for a flush
    history.add(lagSample(start, {lagGroup("g", {lagRow(0, 7)})}), {});
    QVERIFY(!history.flush());
    QCOMPARE(history.recent(total, LagMeasure::Records, 0).points.size(), std::size_t{1});
}

void GroupsHistoryStoreTest::aFullDisk()
{
    const auto file = path("full.db");
    GroupHistory history(file, {});
    QVERIFY(history.flush());
    Rounds rounds;
    rounds.run(history, start, start + 600'000);
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit tight = before;
    tight.rlim_cur = 8'192;
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &tight), 0);
    for (TimestampMs time = start + 600'000; time < start + 1'200'000; time += 1'000) {
        history.add(lagSample(time, {lagGroup("g", {lagRow(0, time % 1'001)})}), {});
        rounds.points.emplace_back(time, time % 1'001);
    }
    const bool failed = !history.flush();
    const auto error = history.storageError();
    const auto live = history.recent(total, LagMeasure::Records, start + 600'000).points.size();
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);
    QVERIFY(failed);
    QVERIFY(error);
    QCOMPARE(live, std::size_t{600});
    QVERIFY2(history.flush(), history.storageError() ? history.storageError()->message.c_str() : "");
    QVERIFY(!history.storageError());
    const GroupHistory other(file, {}); // what could not be written then is there now
    const auto points = ask(other, total, start, start + 2'000'000).series[0].points;
    QVERIFY(points == expected(rounds.points, 10s));
}

void GroupsHistoryStoreTest::damagedRows()
{
    const auto file = path("rows.db");
    {
        GroupHistory history(file, {});
        for (TimestampMs time = start; time < start + 3'000'000; time += 1'000)
            history.add(lagSample(time, {lagGroup("g", {lagRow(0, 7)})}), {});
    }
    {
        auto database = Database::open(file, {"", "", "", "", "", "", "", "", ""});
        // This raised the version; put it back.
        QVERIFY(database->execute("PRAGMA user_version=1"));
        const std::int64_t window = start / history_rows::fineWindow + 1;
        auto change = database->prepare("UPDATE block SET data = ? WHERE id >= ? AND id < ?");
        QVERIFY(change->bindBlob(1, "\x01\xff\xff").bind(2, history_rows::row(false, window, 0)).bind(3, history_rows::row(false, window + 1, 0)).step());
    }
    GroupHistory history(file, {});
    const auto points = ask(history, total, start, start + 3'000'000).series[0].points;
    QCOMPARE(points.size(), std::size_t{240}); // of 300
    // And a damaged row does not stop writing there.
    for (TimestampMs time = start + 900'000; time < start + 901'000; time += 1'000)
        history.add(lagSample(time, {lagGroup("g", {lagRow(0, 8)})}), {});
    QVERIFY(history.flush());
}

QTEST_APPLESS_MAIN(GroupsHistoryStoreTest)
#include "groups_history_store_test.moc"
