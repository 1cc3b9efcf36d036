// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/group_words.h"
#include "ui/groups/lag_trend.h"
#include "ui/groups/member_table.h"
#include "ui/groups/status_words.h"
#include "ui/widgets/plain_text.h"

#include <QtTest/QTest>

#include <cmath>

using namespace weir;
using namespace weir::ui;
using namespace std::chrono_literals;

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

HistoryPoint at(TimestampMs time, std::optional<double> value)
{
    return {time, value, value.value_or(0), value.value_or(0)};
}

} // namespace

Q_DECLARE_METATYPE(TimeLag)

class GroupsWordsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void partitionNotes();
    void groupNoteCountsEveryKind();
    void members();
    void states_data();
    void states();
    void timeLags_data();
    void timeLags();
    void durations_data();
    void durations();
    void ratesAndTimesAhead();
    void healthWords();
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
    QCOMPARE(groupTone(group), groupNote(group).tone);
    group.partial = true;
    QCOMPARE(groupTone(group), groupNote(group).tone);
    group.partial = false;
    group.rows = {partition(10, 0, 20)};
    QCOMPARE(groupTone(group), groupNote(group).tone);
    QVERIFY(groupNote(group).word.isEmpty());
    group.rows.push_back(partition({}, 0, 20));
    QCOMPARE(groupNote(group).tone, Tone::Neutral);
    QCOMPARE(groupTone(group), groupNote(group).tone);
    group.rows.push_back(partition(1, 5, 20));
    QCOMPARE(groupTone(group), groupNote(group).tone);
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
    QCOMPARE(groupTone(group), groupNote(group).tone);
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

void GroupsWordsTest::timeLags_data()
{
    using Kind = TimeLag::Kind;
    using Why = TimeLag::Why;
    QTest::addColumn<TimeLag>("time");
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("inSentence");
    QTest::newRow("unknown") << TimeLag{} << "–" << "not been read yet";
    QTest::newRow("no commit") << TimeLag{Kind::Unknown, Why::NoCommit, {}, {}, {}} << "–" << "Nothing is committed";
    QTest::newRow("caught up") << TimeLag{Kind::CaughtUp, Why::None, {}, {}, {}} << "0 s" << "Nothing is left";
    QTest::newRow("exact") << TimeLag{Kind::Exact, Why::None, 680s, {}, 1'000} << "11 min 20 s" << "timestamps";
    QTest::newRow("estimate") << TimeLag{Kind::Estimate, Why::None, 180s, 4s, {}} << "≈ 3 min" << "at most 4.0 s off";
    QTest::newRow("commit deleted") << TimeLag{Kind::Exact, Why::CommitDeleted, 3s, {}, 1'000} << "3.0 s" << "counts from the log start";
    QTest::newRow("waiting") << TimeLag{Kind::Exact, Why::None, 0s, {}, 40'000} << "0.0 s" << "waiting for 1 min";
}

void GroupsWordsTest::timeLags()
{
    QFETCH(TimeLag, time);
    QFETCH(QString, word);
    QFETCH(QString, inSentence);
    const Note note = timeLagNote(time, 100'000);
    QCOMPARE(note.word, word);
    QVERIFY2(note.sentence.contains(inSentence), qPrintable(note.sentence));
}

void GroupsWordsTest::durations_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << qint64{0} << "0.0 s";
    QTest::newRow("negative is nothing") << qint64{-5} << "0.0 s";
    QTest::newRow("tenths") << qint64{1'140} << "1.1 s";
    QTest::newRow("seconds") << qint64{41'400} << "41 s";
    QTest::newRow("rounds up to a minute") << qint64{59'700} << "1 min";
    QTest::newRow("minutes") << qint64{680'000} << "11 min 20 s";
    QTest::newRow("hours") << qint64{18'000'000} << "5 h";
    QTest::newRow("days") << qint64{6 * 86'400'000LL + 23 * 3'600'000LL} << "6 d 23 h";
    QTest::newRow("years are days") << qint64{400LL * 86'400'000} << "400 d";
}

void GroupsWordsTest::durations()
{
    QFETCH(qint64, ms);
    QFETCH(QString, text);
    QCOMPARE(durationText(std::chrono::milliseconds(ms)), text);
}

void GroupsWordsTest::ratesAndTimesAhead()
{
    QCOMPARE(rateText({}), QStringLiteral("–"));
    QCOMPARE(rateText(0.0), QStringLiteral("0 /s"));
    QCOMPARE(rateText(0.01), QStringLiteral("<0.1 /s"));
    QCOMPARE(rateText(0.3), QStringLiteral("0.3 /s"));
    QCOMPARE(rateText(1204.4), QStringLiteral("1,204 /s"));
    LagStatus status;
    QCOMPARE(drainNote(status).word, QStringLiteral("–"));
    status.drained = {TimeAhead::Kind::In, 250s};
    QCOMPARE(drainNote(status).word, QStringLiteral("4 min 10 s"));
    status.drained = {TimeAhead::Kind::Never, {}};
    status.health.health = Health::Ok;
    QCOMPARE(drainNote(status).word, QStringLiteral("steady"));
    status.health.health = Health::Growing;
    QCOMPARE(drainNote(status).word, QStringLiteral("never"));
    QCOMPARE(overtakeNote({TimeAhead::Kind::In, 3h}).tone, Tone::Bad);
    QCOMPARE(overtakeNote({TimeAhead::Kind::In, 72h}).tone, Tone::Neutral);
    // What never ends sorts behind every time, what is unknown behind that.
    QVERIFY(sortsBefore(aheadKey({TimeAhead::Kind::In, 72h}), aheadKey({TimeAhead::Kind::Never, {}})));
}

void GroupsWordsTest::healthWords()
{
    LagStatus status;
    QCOMPARE(healthNote(status).word, QString());
    status.health = {Health::Lagging, 1'000, "2 min behind."};
    QCOMPARE(healthNote(status).word, QStringLiteral("lagging"));
    QVERIFY(healthNote(status).sentence.contains(QStringLiteral("2 min behind.")));
    status.change = -20;
    status.drained = {TimeAhead::Kind::In, 60s};
    QCOMPARE(healthNote(status).word, QStringLiteral("catching up"));
    for (const Health health : {Health::Stalled, Health::Stopped, Health::Reset, Health::LosingData}) {
        status.health.health = health;
        QCOMPARE(healthNote(status).tone, Tone::Bad);
        QVERIFY(!healthNote(status).word.isEmpty());
    }
}

void GroupsWordsTest::trendKeepsGaps()
{
    using std::chrono::seconds;
    const auto values = trendValues({at(1000, 5.0), at(2000, 6.0), at(3000, std::nullopt), at(4000, 8.0)}, 5000, seconds(5), 5,
                                    seconds(2));
    QCOMPARE(values.size(), std::size_t{5});
    QCOMPARE(values[0], 5.0);
    QCOMPARE(values[1], 6.0);
    QVERIFY(std::isnan(values[2]));
    QCOMPARE(values[3], 8.0);
    QCOMPARE(values[4], 8.0);
    const auto silent = trendValues({at(1000, 5.0)}, 60'000, seconds(50), 5, seconds(2));
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
