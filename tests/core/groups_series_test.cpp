// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/history_block.h"
#include "core/groups/lag_series.h"

#include <QTest>

#include <limits>
#include <random>

using namespace weir;
using namespace std::chrono_literals;

namespace {

using Values = std::vector<std::optional<std::int64_t>>;

constexpr std::int64_t largest = (std::int64_t{1} << 61) - 1;

/// A line as lags are: stands still, climbs evenly, jitters, jumps, is missing.
Values randomLine(std::mt19937_64& random, std::size_t length)
{
    Values values;
    std::int64_t value = static_cast<std::int64_t>(random() % 1'000'000);
    while (values.size() < length) {
        const std::size_t run = random() % 300 + 1;
        const auto kind = random() % 7;
        const auto slope = static_cast<std::int64_t>(random() % 2'000) - 1'000;
        const std::int64_t noise = std::int64_t{1} << (random() % 20);
        if (kind == 4)
            value = random() % 2 == 0 ? 0 : largest;
        if (kind == 5)
            value = static_cast<std::int64_t>(random() >> (2 + random() % 62));
        for (std::size_t i = 0; i < run && values.size() < length; ++i) {
            if (kind == 1)
                value += slope;
            if (kind == 2)
                value += static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(2 * noise)) - noise;
            value = std::clamp(value, std::int64_t{0}, largest);
            values.push_back(kind == 3 || (kind == 6 && random() % 3 == 0) ? std::nullopt : std::optional(value));
        }
    }
    return values;
}

/// The buckets of plain values, the slow way: everything of a slot together, then the gaps.
std::vector<TierBucket> bruteForce(const std::vector<std::pair<TimestampMs, std::optional<std::int64_t>>>& points,
                                   std::int64_t width)
{
    std::map<std::int64_t, std::vector<std::size_t>> bySlot;
    for (std::size_t i = 0; i < points.size(); ++i)
        bySlot[points[i].first / width].push_back(i);
    std::vector<TierBucket> buckets;
    for (const auto& [slot, places] : bySlot) {
        TierBucket bucket;
        bucket.slot = slot;
        bool gapAfterValue = false;
        for (const std::size_t i : places) {
            if (!points[i].second) {
                gapAfterValue = bucket.last.has_value();
                bucket.gapAfter = bucket.gapAfter || gapAfterValue;
                continue;
            }
            if (!bucket.last) {
                bucket.least = bucket.most = *points[i].second;
                bucket.gapBefore = i == 0 || !points[i - 1].second; // a line begins after a gap
            }
            bucket.least = std::min(bucket.least, *points[i].second);
            bucket.most = std::max(bucket.most, *points[i].second);
            bucket.last = points[i].second;
        }
        const bool onlyMoreGap = !bucket.last && (places.front() == 0 || !points[places.front() - 1].second);
        if (!onlyMoreGap)
            buckets.push_back(bucket);
    }
    return buckets;
}

std::vector<TierBucket> built(const std::vector<std::pair<TimestampMs, std::optional<std::int64_t>>>& points,
                              std::chrono::milliseconds width)
{
    BucketBuilder builder(width, true);
    for (const auto& [time, value] : points)
        builder.add(time, value);
    return builder.take();
}

/// "3:5" last; "3:5/1/9" last, least, most; "|" a gap on that side; "3:-" only a gap.
QString text(const std::vector<TierBucket>& buckets)
{
    QStringList parts;
    for (const TierBucket& bucket : buckets) {
        QString part = QString::number(bucket.slot) + ":" + (bucket.last ? QString::number(*bucket.last) : QString("-"));
        if (bucket.last && (bucket.least != *bucket.last || bucket.most != *bucket.last))
            part += QString("/%1/%2").arg(bucket.least).arg(bucket.most);
        parts << (bucket.last && bucket.gapBefore ? "|" : "") + part + (bucket.last && bucket.gapAfter ? "|" : "");
    }
    return parts.join(' ');
}

QString text(const std::vector<HistoryPoint>& points)
{
    QStringList parts;
    for (const HistoryPoint& point : points)
        parts << QString::number(point.time) + ":" + (point.last ? QString::number(*point.last) : QString("-"));
    return parts.join(' ');
}

std::vector<std::pair<TimestampMs, std::optional<std::int64_t>>> samples(const QString& line)
{
    std::vector<std::pair<TimestampMs, std::optional<std::int64_t>>> points;
    for (const QString& part : line.split(' ', Qt::SkipEmptyParts)) {
        const auto pair = part.split(':');
        points.emplace_back(pair[0].toLongLong(),
                            pair[1] == "-" ? std::nullopt : std::optional<std::int64_t>(pair[1].toLongLong()));
    }
    return points;
}

} // namespace

class GroupsSeriesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bitsComeBack();
    void valuesComeBack();
    void anyPartComesBack();
    void extremeValues();
    void aTickThatIsNotNewIsIgnored();
    void dropsTheOldest();
    void startsAnewWhenAllWasDropped();
    void costsLittle_data();
    void costsLittle();
    void bucketsEqualBruteForce();
    void bucketsAreBuiltInParts();
    void buckets_data();
    void buckets();
    void merges_data();
    void merges();
    void coarserEqualsDirect();
    void points_data();
    void points();
    void blocksComeBack();
    void damagedBlocks_data();
    void damagedBlocks();
};

void GroupsSeriesTest::bitsComeBack()
{
    std::mt19937_64 random(7);
    BitWriter out;
    std::vector<std::pair<std::uint64_t, unsigned>> put;
    for (int i = 0; i < 5'000; ++i) {
        const auto count = static_cast<unsigned>(random() % 65);
        const std::uint64_t bits = random();
        out.put(bits, count);
        put.emplace_back(count == 64 ? bits : bits & ((std::uint64_t{1} << count) - 1), count);
    }
    const std::string bytes = out.bytes();
    BitReader in(bytes);
    for (const auto& [bits, count] : put)
        QCOMPARE(in.take(count), bits);
    BitReader behind(std::string_view("\xd7", 1)); // three ones, a zero, 101, and a one
    std::uint64_t number = 0;
    QVERIFY(behind.rice(3, 20, number));
    QCOMPARE(number, std::uint64_t{3 * 8 + 5});
    QCOMPARE(behind.take(64), std::uint64_t{1}); // behind the end are zeros
    QVERIFY(behind.rice(40, 20, number));
    QCOMPARE(number, std::uint64_t{0});
    BitReader ones(std::string_view("\xff\xff\xff\x01", 4));
    QVERIFY(!ones.rice(5, 20, number));
    QCOMPARE(ones.take(12), std::uint64_t{0x1f});
}

void GroupsSeriesTest::valuesComeBack()
{
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        std::mt19937_64 random(seed);
        const Values line = randomLine(random, 3'000);
        const Tick first = static_cast<Tick>(random() % 1'000);
        LagSeries series;
        Values read;
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (line[i])
                series.add(first + static_cast<Tick>(i), *line[i]);
            if (i % 997 == 0) { // reading never disturbs, and sees what is not yet in the stream
                series.read(first, first + static_cast<Tick>(i) + 1, read);
                QVERIFY2(std::equal(read.begin(), read.end(), line.begin()), qPrintable(QString::number(seed)));
            }
        }
        series.read(first, first + static_cast<Tick>(line.size()), read);
        QVERIFY2(read == line, qPrintable(QString::number(seed)));
    }
}

void GroupsSeriesTest::anyPartComesBack()
{
    std::mt19937_64 random(3);
    const Values line = randomLine(random, 2'500);
    LagSeries series;
    for (std::size_t i = 0; i < line.size(); ++i)
        if (line[i])
            series.add(static_cast<Tick>(i), *line[i]);
    Values read;
    for (int i = 0; i < 500; ++i) {
        const auto from = static_cast<Tick>(random() % 2'700);
        const auto to = static_cast<Tick>(random() % 2'700);
        series.read(from, to, read);
        QCOMPARE(read.size(), to > from ? std::size_t{to - from} : std::size_t{0});
        for (Tick tick = from; tick < to; ++tick)
            QVERIFY(read[tick - from] == (tick < line.size() ? line[tick] : std::nullopt));
    }
}

void GroupsSeriesTest::extremeValues()
{
    LagSeries series;
    const std::vector<std::int64_t> line{0, largest, 0, largest - 1, std::numeric_limits<std::int64_t>::max(),
                                         std::numeric_limits<std::int64_t>::min(), -1, 1};
    for (std::size_t i = 0; i < line.size(); ++i)
        series.add(static_cast<Tick>(i), line[i]);
    Values read;
    series.read(0, 8, read);
    QVERIFY((read == Values{0, largest, 0, largest - 1, largest, 0, 0, 1}));
}

void GroupsSeriesTest::aTickThatIsNotNewIsIgnored()
{
    LagSeries series;
    series.add(5, 50);
    series.add(5, 51);
    series.add(4, 40);
    series.add(6, 60);
    Values read;
    series.read(4, 8, read);
    QVERIFY((read == Values{std::nullopt, 50, 60, std::nullopt}));
}

void GroupsSeriesTest::dropsTheOldest()
{
    std::mt19937_64 random(11);
    LagSeries series;
    Values line;
    for (Tick tick = 0; tick < 5'000; ++tick) {
        line.push_back(static_cast<std::int64_t>(random() % 1'000));
        series.add(tick, *line.back());
        series.forgetBefore(tick < 1'000 ? 0 : tick - 1'000);
    }
    Values read;
    series.read(3'999, 5'000, read);
    QVERIFY(std::equal(read.begin(), read.end(), line.begin() + 3'999));
    series.read(0, 3'500, read);
    QVERIFY(!read[0] && !read[3'400]);
    QVERIFY2(series.bytes() < 4'000, qPrintable(QString::number(series.bytes())));
}

void GroupsSeriesTest::startsAnewWhenAllWasDropped()
{
    LagSeries series;
    for (Tick tick = 10; tick < 700; ++tick)
        series.add(tick, tick * 7 % 100);
    QCOMPARE(series.start(), Tick{10});
    series.forgetBefore(699);
    QVERIFY(!series.empty());
    series.forgetBefore(700);
    QVERIFY(series.empty());
    series.add(900, 3);
    QCOMPARE(series.start(), Tick{900});
    Values read;
    series.read(899, 902, read);
    QVERIFY((read == Values{std::nullopt, 3, std::nullopt}));
}

void GroupsSeriesTest::costsLittle_data()
{
    QTest::addColumn<int>("noise");
    QTest::addColumn<int>("slope");
    QTest::addColumn<double>("most"); // bytes a value
    QTest::newRow("stands still") << 0 << 0 << 0.06;
    QTest::newRow("climbs evenly") << 0 << 1'000 << 0.15;
    QTest::newRow("moves by tens") << 20 << 0 << 1.0;
    QTest::newRow("moves by hundreds") << 500 << 0 << 1.6;
    QTest::newRow("moves by thousands") << 5'000 << 0 << 2.1;
    QTest::newRow("moves by a million") << 1'000'000 << 0 << 3.1;
}

void GroupsSeriesTest::costsLittle()
{
    QFETCH(int, noise);
    QFETCH(int, slope);
    QFETCH(double, most);
    std::mt19937_64 random(5);
    LagSeries series;
    std::int64_t value = 123'456'789;
    for (Tick tick = 0; tick < 3'600; ++tick) {
        value += slope + (noise == 0 ? 0 : static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(2 * noise + 1)) - noise);
        series.add(tick, value);
    }
    const double each = static_cast<double>(series.bytes() - sizeof series) / 3'600;
    QVERIFY2(each < most, qPrintable(QString::number(each)));
}

void GroupsSeriesTest::bucketsEqualBruteForce()
{
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        std::mt19937_64 random(seed);
        const Values line = randomLine(random, 400);
        std::vector<std::pair<TimestampMs, std::optional<std::int64_t>>> points;
        TimestampMs time = static_cast<TimestampMs>(random() % 100'000);
        for (const auto& value : line) {
            points.emplace_back(time, value);
            time += static_cast<TimestampMs>(random() % 3'000 + 1);
        }
        QCOMPARE(text(built(points, 10s)), text(bruteForce(points, 10'000)));
        QCOMPARE(text(built(points, 60s)), text(bruteForce(points, 60'000)));
    }
}

void GroupsSeriesTest::bucketsAreBuiltInParts()
{
    // What was written in two parts, cut anywhere, equals what is built at once.
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        std::mt19937_64 random(seed);
        const Values line = randomLine(random, 120);
        std::vector<std::pair<TimestampMs, std::optional<std::int64_t>>> points;
        for (std::size_t i = 0; i < line.size(); ++i)
            points.emplace_back(static_cast<TimestampMs>(i) * 1'000, line[i]);
        const std::size_t cut = random() % 119 + 1;
        BucketBuilder first(10s, true);
        BucketBuilder second(10s, !points[cut - 1].second);
        for (std::size_t i = 0; i < points.size(); ++i)
            (i < cut ? first : second).add(points[i].first, points[i].second);
        const auto parts = pointsOf(merged(first.take(), second.take(), 0), 10s);
        const auto whole = pointsOf(built(points, 10s), 10s);
        QCOMPARE(text(parts), text(whole));
        // A part that was written before it was whole, and then again as a whole.
        BucketBuilder early(10s, true);
        for (std::size_t i = 0; i < cut; ++i)
            early.add(points[i].first, points[i].second);
        QCOMPARE(text(merged(early.take(), built(points, 10s), 1'000)), text(built(points, 10s)));
    }
}

void GroupsSeriesTest::buckets_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing") << "" << "";
    QTest::newRow("one") << "12000:5" << "|1:5";
    QTest::newRow("least, most, last") << "10000:5 11000:1 12000:9 13000:4" << "|1:4/1/9";
    QTest::newRow("a slow sampler leaves no gap") << "0:5 60000:6" << "|0:5 6:6";
    QTest::newRow("no gap first") << "1000:- 2000:- 3000:5" << "|0:5";
    QTest::newRow("a gap in the middle") << "1000:5 2000:- 3000:6 10000:7" << "|0:6/5/6| 1:7";
    QTest::newRow("a gap at the end") << "1000:5 9000:- 10000:7" << "|0:5| |1:7";
    QTest::newRow("a gap at the beginning") << "1000:5 10000:- 11000:7" << "|0:5 |1:7";
    QTest::newRow("a long gap is told once") << "1000:5 10000:- 20000:- 30000:- 40000:7" << "|0:5 1:- |4:7";
    QTest::newRow("the edges of a bucket") << "9999:1 10000:2 19999:3 20000:4" << "|0:1 1:3/2/3 2:4";
}

void GroupsSeriesTest::buckets()
{
    QFETCH(QString, line);
    QFETCH(QString, expected);
    QCOMPARE(text(built(samples(line), 10s)), expected);
}

void GroupsSeriesTest::merges_data()
{
    QTest::addColumn<QString>("earlier");
    QTest::addColumn<QString>("later");
    QTest::addColumn<int>("knownBefore");
    QTest::addColumn<QString>("expected");
    QTest::newRow("one after the other") << "0:1 10000:2" << "20000:3" << 0 << "|0:1 1:2 |2:3";
    QTest::newRow("another run in the same bucket") << "0:1 10000:2" << "13000:5 20000:3" << 0 << "|0:1 1:5/2/5| 2:3";
    QTest::newRow("the same run, now complete") << "0:1 1000:2" << "0:1 1000:2 3000:9 10000:4" << 1 << "|0:9/1/9 1:4";
    QTest::newRow("interleaved") << "0:1 20000:3" << "10000:2 30000:4" << 0 << "|0:1 |1:2 2:3 3:4";
    QTest::newRow("nothing before") << "" << "10000:2" << 0 << "|1:2";
    QTest::newRow("nothing after") << "10000:2" << "" << 0 << "|1:2";
}

void GroupsSeriesTest::merges()
{
    QFETCH(QString, earlier);
    QFETCH(QString, later);
    QFETCH(int, knownBefore);
    QFETCH(QString, expected);
    QCOMPARE(text(merged(built(samples(earlier), 10s), built(samples(later), 10s), knownBefore)), expected);
}

void GroupsSeriesTest::coarserEqualsDirect()
{
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        std::mt19937_64 random(seed);
        const Values line = randomLine(random, 600);
        std::vector<std::pair<TimestampMs, std::optional<std::int64_t>>> points;
        for (std::size_t i = 0; i < line.size(); ++i)
            points.emplace_back(static_cast<TimestampMs>(i) * 1'700, line[i]);
        // Gaps in a row are told once, so buckets of nothing but a gap may differ; what a chart shows may not.
        QCOMPARE(text(pointsOf(coarser(built(points, 10s), 6), 60s)), text(pointsOf(built(points, 60s), 60s)));
    }
}

void GroupsSeriesTest::points_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("expected");
    QTest::newRow("a line") << "0:1 10000:2 20000:3" << "0:1 10000:2 20000:3";
    QTest::newRow("a gap in the middle") << "1000:5 2000:- 3000:6 10000:7" << "0:6 9999:- 10000:7";
    QTest::newRow("a gap at the beginning") << "1000:5 10000:- 11000:7" << "0:5 9999:- 10000:7";
    QTest::newRow("a long gap") << "1000:5 20000:- 40000:7" << "0:5 20000:- 40000:7";
    QTest::newRow("a gap at the end") << "1000:5 20000:-" << "0:5 20000:-";
    QTest::newRow("never first") << "1000:- 20000:-" << "";
}

void GroupsSeriesTest::points()
{
    QFETCH(QString, line);
    QFETCH(QString, expected);
    const auto points = pointsOf(built(samples(line), 10s), 10s);
    QCOMPARE(text(points), expected);
    for (std::size_t i = 1; i < points.size(); ++i)
        QVERIFY(points[i - 1].time < points[i].time);
}

void GroupsSeriesTest::blocksComeBack()
{
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        std::mt19937_64 random(seed);
        const auto make = [&] {
            std::vector<std::pair<TimestampMs, std::optional<std::int64_t>>> points;
            const Values line = randomLine(random, random() % 400);
            for (std::size_t i = 0; i < line.size(); ++i)
                points.emplace_back(600'000'000 + static_cast<TimestampMs>(i) * 1'499, line[i]);
            return built(points, 10s);
        };
        const HistoryBlock block{make(), make()};
        const std::string bytes = encodeBlock(block, 60'000);
        const auto back = decodeBlock(bytes, 60'000, 60);
        QVERIFY2(back && *back == block, qPrintable(QString::number(seed)));
        QVERIFY(!decodeBlock(bytes + "x", 60'000, 60));
        QVERIFY(!decodeBlock(std::string_view(bytes).substr(0, bytes.size() - 1), 60'000, 60));
        if (!block.records.empty() && block.records.back().slot >= 60'010)
            QVERIFY(!decodeBlock(bytes, 60'000, 10));
    }
}

void GroupsSeriesTest::damagedBlocks_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("another format") << QByteArray("\x02\x00\x00", 3);
    QTest::newRow("more buckets than a row holds") << QByteArray("\x01\x3d", 2);
    QTest::newRow("a count without end") << QByteArray("\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12);
    QTest::newRow("a negative value") << QByteArray("\x01\x01\x04\x00", 4);
    QTest::newRow("least below zero") << QByteArray("\x01\x01\x01\x01\x00\x00", 6);
    QTest::newRow("a slot behind the row") << QByteArray("\x01\x01\x02\x00\x3c\x00", 6);
    QTest::newRow("unknown flags") << QByteArray("\x01\x01\x02\x08\x00\x00", 6);
    QTest::newRow("a gap with a value") << QByteArray("\x01\x01\x0a\x01\x00\x00", 6);
    QTest::newRow("bytes behind the end") << QByteArray("\x01\x00\x00\x00", 4);
}

void GroupsSeriesTest::damagedBlocks()
{
    QFETCH(QByteArray, bytes);
    const auto block = decodeBlock(bytes.toStdString(), 0, 60);
    QVERIFY(!block);
    QCOMPARE(block.error().kind, ErrorKind::InvalidInput);
}

QTEST_APPLESS_MAIN(GroupsSeriesTest)
#include "groups_series_test.moc"
