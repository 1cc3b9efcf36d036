// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/lag_history.h"

#include <QTest>

using namespace weir;
using namespace std::chrono_literals;

namespace {

PartitionLag row(std::int32_t partition, std::optional<std::int64_t> lag, std::optional<ErrorKind> error = std::nullopt)
{
    PartitionLag row;
    row.partition = {"t", partition};
    row.lag = lag;
    if (error)
        row.error = Error{*error, "why", {}, 0, false};
    return row;
}

GroupLag group(const std::string& id, std::vector<PartitionLag> rows)
{
    GroupLag group;
    group.group = id;
    group.rows = std::move(rows);
    group.lag = totalLag(group.rows);
    return group;
}

LagSample sample(TimestampMs time, std::vector<GroupLag> groups)
{
    return {time, 20ms, Partial<std::vector<GroupLag>>{std::move(groups), {}}};
}

LagSample failedSample(TimestampMs time)
{
    return {time, 20ms, fail(ErrorKind::Unreachable, "No broker answers.")};
}

/// "1000:5 2000:- 3000:7", times in ms, "-" for a gap.
QString text(const std::vector<LagPoint>& points)
{
    QStringList parts;
    for (const LagPoint& point : points)
        parts << QString::number(point.time) + ":" + (point.lag ? QString::number(*point.lag) : QString("-"));
    return parts.join(' ');
}

} // namespace

class GroupsHistoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsLines();
    void aFailedRoundIsAGap();
    void aMissingGroupIsAGap();
    void aPassingErrorBreaksTheTotal_data();
    void aPassingErrorBreaksTheTotal();
    void unknownLagIsAGap();
    void silenceIsAGap();
    void slowRoundsAreNoSilence();
    void clockSetBack();
    void forgetsWhatIsTooOld();
    void thinsButKeepsPeaks();
};

void GroupsHistoryTest::keepsLines()
{
    LagHistory history;
    QCOMPARE(text(history.group("g")), QString());
    QVERIFY(history.partitions("g").empty());
    history.add(sample(1000, {group("g", {row(0, 5), row(1, 1)})}));
    history.add(sample(2000, {group("g", {row(0, 6), row(1, 0)}), group("h", {row(0, 9)})}));
    QCOMPARE(text(history.group("g")), QString("1000:6 2000:6"));
    QCOMPARE(text(history.group("h")), QString("2000:9"));
    const auto partitions = history.partitions("g");
    QCOMPARE(partitions.size(), std::size_t{2});
    QCOMPARE(text(partitions.at({"t", 0})), QString("1000:5 2000:6"));
    QCOMPARE(text(partitions.at({"t", 1})), QString("1000:1 2000:0"));
}

void GroupsHistoryTest::aFailedRoundIsAGap()
{
    LagHistory history;
    history.add(failedSample(500)); // nothing known yet: nothing to break
    history.add(sample(1000, {group("g", {row(0, 5)})}));
    history.add(failedSample(2000));
    history.add(failedSample(3000));
    history.add(sample(4000, {group("g", {row(0, 7)})}));
    QCOMPARE(text(history.group("g")), QString("1000:5 2000:- 4000:7"));
    QCOMPARE(text(history.partitions("g").at({"t", 0})), QString("1000:5 2000:- 4000:7"));
}

void GroupsHistoryTest::aMissingGroupIsAGap()
{
    LagHistory history;
    history.add(sample(1000, {group("g", {row(0, 5), row(1, 5)}), group("h", {row(0, 1)})}));
    history.add(sample(2000, {group("g", {row(0, 5)})}));
    history.add(sample(3000, {group("g", {row(0, 5), row(1, 4)}), group("h", {row(0, 2)})}));
    QCOMPARE(text(history.group("h")), QString("1000:1 2000:- 3000:2"));
    QCOMPARE(text(history.partitions("g").at({"t", 1})), QString("1000:5 2000:- 3000:4"));
    QCOMPARE(text(history.group("g")), QString("1000:10 2000:5 3000:9"));
}

void GroupsHistoryTest::aPassingErrorBreaksTheTotal_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("total");
    const QString gap("1000:10 2000:- 3000:10");
    const QString shown("1000:10 2000:5 3000:10");
    QTest::newRow("no leader for a moment") << static_cast<int>(ErrorKind::Broker) << gap;
    QTest::newRow("no answer in time") << static_cast<int>(ErrorKind::TimedOut) << gap;
    QTest::newRow("topic deleted for good") << static_cast<int>(ErrorKind::NotFound) << shown;
    QTest::newRow("never allowed") << static_cast<int>(ErrorKind::NotAuthorized) << shown;
}

void GroupsHistoryTest::aPassingErrorBreaksTheTotal()
{
    QFETCH(int, kind);
    QFETCH(QString, total);
    LagHistory history;
    history.add(sample(1000, {group("g", {row(0, 5), row(1, 5)})}));
    history.add(sample(2000, {group("g", {row(0, 5), row(1, {}, static_cast<ErrorKind>(kind))})}));
    history.add(sample(3000, {group("g", {row(0, 5), row(1, 5)})}));
    QCOMPARE(text(history.group("g")), total);
    QCOMPARE(text(history.partitions("g").at({"t", 1})), QString("1000:5 2000:- 3000:5"));
}

void GroupsHistoryTest::unknownLagIsAGap()
{
    LagHistory history;
    history.add(sample(1000, {group("g", {row(0, 5)})}));
    history.add(sample(2000, {group("g", {row(0, {})})}));
    history.add(sample(3000, {group("g", {})}));
    history.add(sample(4000, {group("g", {row(0, 0)})}));
    QCOMPARE(text(history.group("g")), QString("1000:5 2000:- 4000:0"));
}

void GroupsHistoryTest::silenceIsAGap()
{
    LagHistory history(60min, 10s);
    history.add(sample(1'000, {group("g", {row(0, 5)})}));
    history.add(sample(11'000, {group("g", {row(0, 6)})}));
    history.add(sample(40'000, {group("g", {row(0, 7)})})); // the lid was closed
    QCOMPARE(text(history.group("g")), QString("1000:5 11000:6 11001:- 40000:7"));
    QCOMPARE(text(history.partitions("g").at({"t", 0})), QString("1000:5 11000:6 11001:- 40000:7"));
}

void GroupsHistoryTest::slowRoundsAreNoSilence()
{
    LagHistory history(60min, 10s);
    auto slow = sample(1'000, {group("g", {row(0, 5)})});
    slow.took = 12s;
    history.add(slow);
    slow = sample(20'000, {group("g", {row(0, 6)})});
    slow.took = 12s;
    history.add(slow);
    QCOMPARE(text(history.group("g")), QString("1000:5 20000:6"));
}

void GroupsHistoryTest::clockSetBack()
{
    LagHistory history;
    for (TimestampMs time = 1000; time <= 5000; time += 1000)
        history.add(sample(time, {group("g", {row(0, time / 1000)}), group("h", {row(0, 1)})}));
    history.add(sample(2500, {group("g", {row(0, 77)})}));
    history.add(sample(3500, {group("g", {row(0, 78)})}));
    QCOMPARE(text(history.group("g")), QString("1000:1 2000:2 2500:77 3500:78"));
    QCOMPARE(text(history.group("h")), QString("1000:1 2000:1 2500:-"));
}

void GroupsHistoryTest::forgetsWhatIsTooOld()
{
    LagHistory history(10s, 100s);
    history.add(sample(1'000, {group("gone", {row(0, 1)}), group("g", {row(0, 1), row(1, 1)})}));
    for (TimestampMs time = 2'000; time <= 30'000; time += 1'000)
        history.add(sample(time, {group("g", {row(0, 2)})}));
    QVERIFY(history.group("gone").empty());
    QVERIFY(history.partitions("gone").empty());
    QCOMPARE(history.partitions("g").size(), std::size_t{1});
    const auto points = history.group("g");
    QCOMPARE(points.front().time, 20'000);
    QCOMPARE(points.size(), std::size_t{11});
}

void GroupsHistoryTest::thinsButKeepsPeaks()
{
    LagHistory history(60min);
    constexpr TimestampMs hour = 60 * 60 * 1000;
    for (TimestampMs time = 1'000; time <= hour; time += 1'000) {
        if (time == 600'000)
            history.add(failedSample(time));
        else
            history.add(sample(time, {group("g", {row(0, time == 123'000 ? 9'999 : 5)})}));
    }
    const auto points = history.group("g");
    QVERIFY2(points.size() > 600 && points.size() < 700, qPrintable(QString::number(points.size())));
    double peak = 0;
    int gaps = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        peak = std::max(peak, points[i].lag.value_or(0));
        gaps += points[i].lag ? 0 : 1;
        QVERIFY(i == 0 || points[i].time > points[i - 1].time);
    }
    QCOMPARE(peak, 9'999.0);
    QCOMPARE(gaps, 1);
}

QTEST_APPLESS_MAIN(GroupsHistoryTest)
#include "groups_history_test.moc"
