// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/group_words.h"
#include "ui/groups/lag_trend.h"
#include "ui/groups/member_table.h"

#include <QtTest/QTest>

#include <cmath>

using namespace weir;
using namespace weir::ui;

namespace {

PartitionLag partition(std::optional<std::int64_t> committed, std::int64_t logStart, std::int64_t end)
{
    PartitionLag row;
    row.partition = {"orders", 0};
    row.committed = committed;
    row.logStart = logStart;
    row.end = end;
    computeLag(row);
    return row;
}

std::vector<LagPoint> everySecond(TimestampMs from, const std::vector<std::optional<double>>& values)
{
    std::vector<LagPoint> points;
    for (const auto& value : values)
        points.push_back({from + static_cast<TimestampMs>(points.size()) * 1000, value});
    return points;
}

} // namespace

class GroupsWordsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void partitionNotes();
    void groupNoteCountsEveryKind();
    void members();
    void states_data();
    void states();
    void changePerMinute();
    void trendKeepsGaps();
    void assignedPartitions();
};

void GroupsWordsTest::partitionNotes()
{
    QVERIFY(partitionNote(partition(10, 0, 20)).word.isEmpty());
    QVERIFY(whyLagUnknown(partition(10, 0, 20)).isEmpty());

    const PartitionLag none = partition({}, 0, 20);
    QCOMPARE(partitionNote(none).word, QStringLiteral("no commit"));
    QVERIFY(whyLagUnknown(none).contains(QStringLiteral("committed nothing")));
    QVERIFY(!whyCommittedUnknown(none).isEmpty());

    const PartitionLag deleted = partition(1000, 5000, 9000);
    QCOMPARE(partitionNote(deleted).word, QStringLiteral("committed offset deleted"));
    QCOMPARE(partitionNote(deleted).tone, Tone::Warning);
    QVERIFY(partitionNote(deleted).sentence.contains(QStringLiteral("1,000")));
    QVERIFY(partitionNote(deleted).sentence.contains(QStringLiteral("5,000")));

    const PartitionLag beyond = partition(30, 0, 20);
    QCOMPARE(partitionNote(beyond).word, QStringLiteral("beyond end"));
    QCOMPARE(partitionNote(beyond).tone, Tone::Bad);
    QVERIFY(!whyLagUnknown(beyond).isEmpty());

    PartitionLag failed = partition({}, 0, 20);
    failed.error = Error{ErrorKind::NotAuthorized, "No permission to read orders-0.\u202e", {}, 29, false};
    QCOMPARE(partitionNote(failed).word, QStringLiteral("not read"));
    QVERIFY(partitionNote(failed).sentence.startsWith(QStringLiteral("No permission")));
    QVERIFY2(!partitionNote(failed).sentence.contains(QChar(0x202e)), "bidirectional characters are escaped");
}

void GroupsWordsTest::groupNoteCountsEveryKind()
{
    GroupLag group;
    QCOMPARE(groupNote(group).word, QStringLiteral("no commits"));
    group.rows = {partition(10, 0, 20)};
    QVERIFY(groupNote(group).word.isEmpty());
    group.rows.push_back(partition({}, 0, 20));
    QCOMPARE(groupNote(group).tone, Tone::Neutral);
    group.rows.push_back(partition(1, 5, 20));
    QCOMPARE(groupNote(group).tone, Tone::Warning);
    group.rows.push_back(partition(30, 0, 20));
    PartitionLag failed = partition({}, 0, 20);
    failed.error = Error{ErrorKind::TimedOut, "No answer.", {}, 0, true};
    group.rows.push_back(failed);
    const Note note = groupNote(group);
    QCOMPARE(note.tone, Tone::Bad);
    QCOMPARE(note.word.count(QStringLiteral("·")), 3);
    QVERIFY(note.word.startsWith(QStringLiteral("1 not read")));
    QCOMPARE(note.sentence.count(QLatin1Char('\n')), 3);
}

void GroupsWordsTest::members()
{
    PartitionLag row = partition(1, 0, 2);
    QCOMPARE(memberNote(row, true).word, QStringLiteral("nobody"));
    QCOMPARE(memberNote(row, false).word, QStringLiteral("–"));
    QVERIFY(memberNote(row, false).sentence.contains(QStringLiteral("cannot see")));
    row.member = GroupMember{"id-1", "billing-7d4c", "/10.2.1.14", std::nullopt, {}};
    QCOMPARE(memberNote(row, true).word, QStringLiteral("billing-7d4c · 10.2.1.14"));
    row.member->host.clear();
    QCOMPARE(memberNote(row, true).word, QStringLiteral("billing-7d4c"));
}

void GroupsWordsTest::states_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("word");
    QTest::addColumn<int>("tone");
    QTest::newRow("stable") << "Stable" << "Stable" << int(Tone::Ok);
    QTest::newRow("empty") << "Empty" << "Empty" << int(Tone::Neutral);
    QTest::newRow("preparing") << "PreparingRebalance" << "Preparing rebalance" << int(Tone::Warning);
    QTest::newRow("completing") << "CompletingRebalance" << "Completing rebalance" << int(Tone::Warning);
    QTest::newRow("reconciling") << "Reconciling" << "Reconciling" << int(Tone::Warning);
    QTest::newRow("dead") << "Dead" << "Dead" << int(Tone::Bad);
    QTest::newRow("nothing") << "" << "Unknown" << int(Tone::Neutral);
    QTest::newRow("new word") << "NotReady" << "NotReady" << int(Tone::Neutral);
    QTest::newRow("ugly") << "a\nb" << "a\\nb" << int(Tone::Neutral);
}

void GroupsWordsTest::states()
{
    QFETCH(QString, state);
    QFETCH(QString, word);
    QFETCH(int, tone);
    const Note note = groupState(state.toStdString());
    QCOMPARE(note.word, word);
    QCOMPARE(int(note.tone), tone);
}

void GroupsWordsTest::changePerMinute()
{
    QVERIFY(!lagChangePerMinute({}));
    std::vector<std::optional<double>> values;
    for (int i = 0; i <= 9; ++i)
        values.emplace_back(100 + i);
    QVERIFY2(!lagChangePerMinute(everySecond(0, values)), "nine seconds say too little");
    values.emplace_back(110);
    QCOMPARE(lagChangePerMinute(everySecond(0, values)).value(), 60.0);
    // Only the last minute counts.
    values.clear();
    for (int i = 0; i <= 120; ++i)
        values.emplace_back(i < 60 ? 1000 - i : 0);
    QCOMPARE(lagChangePerMinute(everySecond(0, values)).value(), 0.0);
    // A gap inside does no harm; a failed newest round leaves the change unknown.
    values[100] = std::nullopt;
    QCOMPARE(lagChangePerMinute(everySecond(0, values)).value(), 0.0);
    values.emplace_back(std::nullopt);
    QVERIFY(!lagChangePerMinute(everySecond(0, values)));
    // Falling lag.
    QCOMPARE(lagChangePerMinute({{0, 600.0}, {30'000, 300.0}}).value(), -600.0);
}

void GroupsWordsTest::trendKeepsGaps()
{
    using std::chrono::seconds;
    const auto values = trendValues({{1000, 5.0}, {2000, 6.0}, {3000, std::nullopt}, {4000, 8.0}}, 5000, seconds(5), 5,
                                    seconds(2));
    QCOMPARE(values.size(), std::size_t{5});
    QCOMPARE(values[0], 5.0);
    QCOMPARE(values[1], 6.0);
    QVERIFY(std::isnan(values[2]));
    QCOMPARE(values[3], 8.0);
    QCOMPARE(values[4], 8.0);
    const auto silent = trendValues({{1000, 5.0}}, 60'000, seconds(50), 5, seconds(2));
    QVERIFY(std::ranges::all_of(silent, [](double value) { return std::isnan(value); }));
    QVERIFY(std::ranges::all_of(trendValues({}, 1, seconds(5), 3), [](double value) { return std::isnan(value); }));
}

void GroupsWordsTest::assignedPartitions()
{
    QCOMPARE(assignedText({{"b", 2}, {"a", 10}, {"a", 9}}), QStringLiteral("a 9, 10 · b 2"));
    QCOMPARE(assignedText({}), QString());
}

QTEST_GUILESS_MAIN(GroupsWordsTest)
#include "groups_words_test.moc"
