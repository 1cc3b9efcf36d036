// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/top_series.h"

#include <QtTest/QTest>

#include <cmath>

using namespace weir::ui;

namespace {

const double nothing = std::nan("");

ChartSeries flat(const QString& name, double value, int from = 0, int to = 9)
{
    ChartSeries one{name, {}};
    for (int i = from; i <= to; ++i)
        one.points.push_back({static_cast<double>(i), value});
    return one;
}

std::vector<ChartSeries> letters(const std::vector<double>& values)
{
    std::vector<ChartSeries> all;
    for (std::size_t i = 0; i < values.size(); ++i)
        all.push_back(flat(QString(QChar(u'a' + static_cast<int>(i))), values[i]));
    return all;
}

QString namesOf(const SeriesChoice& choice)
{
    QStringList names;
    for (const ChartSeries& one : choice.series)
        names << one.name;
    return names.join(u' ');
}

QString valuesOf(const ChartSeries& series)
{
    QStringList values;
    for (const ChartPoint& point : series.points)
        values << (std::isnan(point.value) ? QStringLiteral("-") : QString::number(point.value));
    return values.join(u' ');
}

} // namespace

class TestTopSeries : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fewAreAllDrawn();
    void largestFirstThenSteady();
    void aQuarterMoreTakesThePlace();
    void slotsKeepColours();
    void newestOrLargest();
    void windowCounts();
    void restIsTheSum();
    void restSaysItsGaps();
    void membersComeAndGo();
    void unknownRanksLast();
    void emptyInput();
    void mostChanges();
};

void TestTopSeries::fewAreAllDrawn()
{
    TopSeries top(4);
    const auto choice = top.choose(letters({1, 5, 3}), 0, 9);
    QCOMPARE(namesOf(choice), QStringLiteral("b c a"));
    QCOMPARE(choice.inRest, 0U);
    QVERIFY(choice.note().isEmpty());
}

void TestTopSeries::largestFirstThenSteady()
{
    TopSeries top(2);
    QCOMPARE(namesOf(top.choose(letters({1, 10, 12}), 0, 9)), QStringLiteral("c b (all others)"));
    // The order between chosen ones is no reason to move.
    QCOMPARE(namesOf(top.choose(letters({1, 20, 12}), 0, 9)), QStringLiteral("c b (all others)"));
}

void TestTopSeries::aQuarterMoreTakesThePlace()
{
    TopSeries top(2);
    static_cast<void>(top.choose(letters({1, 10, 12}), 0, 9));
    QCOMPARE(namesOf(top.choose(letters({12.4, 10, 12}), 0, 9)), QStringLiteral("c b (all others)"));
    QCOMPARE(namesOf(top.choose(letters({12.6, 10, 12}), 0, 9)), QStringLiteral("c a (all others)"));
    // And back only when it is clearly less again.
    QCOMPARE(namesOf(top.choose(letters({11, 12, 12}), 0, 9)), QStringLiteral("c a (all others)"));
    QCOMPARE(namesOf(top.choose(letters({9, 12, 12}), 0, 9)), QStringLiteral("c b (all others)"));
    // From nothing to something is clear.
    TopSeries zeros(1);
    QCOMPARE(namesOf(zeros.choose(letters({0, 0}), 0, 9)), QStringLiteral("a (all others)"));
    QCOMPARE(namesOf(zeros.choose(letters({0, 1}), 0, 9)), QStringLiteral("b (all others)"));
}

void TestTopSeries::slotsKeepColours()
{
    TopSeries top(2);
    const auto before = top.choose(letters({1, 10, 12}), 0, 9);
    QCOMPARE(before.series[0].color, 0);
    QCOMPARE(before.series[1].color, 1);
    QCOMPARE(before.series[2].color, 7);
    // b leaves: c keeps its place and colour, a takes b's.
    const auto after = top.choose(letters({100, 1, 12}), 0, 9);
    QCOMPARE(namesOf(after), QStringLiteral("c a (all others)"));
    QCOMPARE(after.series[0].color, 0);
    // A series that is gone makes room.
    const auto gone = top.choose(std::vector{flat(QStringLiteral("a"), 3), flat(QStringLiteral("z"), 1)}, 0, 9);
    QCOMPARE(namesOf(gone), QStringLiteral("a z"));
}

void TestTopSeries::newestOrLargest()
{
    auto all = letters({5, 1});
    all[1].points[3].value = 100;
    TopSeries newest(1);
    QCOMPARE(namesOf(newest.choose(all, 0, 9)), QStringLiteral("a (all others)"));
    TopSeries largest(1, TopSeries::By::Largest);
    QCOMPARE(namesOf(largest.choose(all, 0, 9)), QStringLiteral("b (all others)"));
    largest.setBy(TopSeries::By::Newest);
    QCOMPARE(namesOf(largest.choose(all, 0, 9)), QStringLiteral("a (all others)"));
}

void TestTopSeries::windowCounts()
{
    auto all = letters({5, 1});
    all[1].points[3].value = 100;
    TopSeries largest(1, TopSeries::By::Largest);
    const auto choice = largest.choose(all, 5, 9);
    QCOMPARE(namesOf(choice), QStringLiteral("a (all others)"));
    QCOMPARE(choice.series[0].points.size(), 5U);
    QCOMPARE(choice.series[1].points.size(), 5U);
}

void TestTopSeries::restIsTheSum()
{
    TopSeries top(1);
    const auto choice = top.choose(letters({1, 2, 4, 100}), 0, 9);
    QCOMPARE(choice.inRest, 3U);
    QCOMPARE(valuesOf(choice.series[1]), QStringLiteral("7 7 7 7 7 7 7 7 7 7"));
    QCOMPARE(choice.note(), QStringLiteral("the 1 largest of 4; the rest is their sum"));
}

void TestTopSeries::restSaysItsGaps()
{
    TopSeries top(1);
    auto all = letters({100, 2, 4});
    all[1].points[2].value = nothing;
    all[2].points.erase(all[2].points.begin() + 5);
    const auto choice = top.choose(all, 0, 9);
    QCOMPARE(valuesOf(choice.series[1]), QStringLiteral("6 6 - 6 6 - 6 6 6 6"));
    QCOMPARE(choice.restGaps, 2U);
    QVERIFY(choice.note().endsWith(QStringLiteral("not known at 2 times")));
}

void TestTopSeries::membersComeAndGo()
{
    // A partition that did not exist yet, or no more, is not unknown.
    TopSeries top(1);
    const auto choice = top.choose(std::vector{flat(QStringLiteral("big"), 100), flat(QStringLiteral("a"), 1), flat(QStringLiteral("late"), 2, 4, 9),
                                               flat(QStringLiteral("gone"), 4, 0, 6)},
                                   0, 9);
    QCOMPARE(valuesOf(choice.series[1]), QStringLiteral("5 5 5 5 7 7 7 3 3 3"));
    QCOMPARE(choice.restGaps, 0U);
    // Nobody alive for a while.
    const auto hole = top.choose(std::vector{flat(QStringLiteral("big"), 100), flat(QStringLiteral("x"), 1, 0, 2), flat(QStringLiteral("y"), 2, 7, 9)}, 0, 9);
    QCOMPARE(valuesOf(hole.series[1]), QStringLiteral("1 1 1 2 2 2"));
}

void TestTopSeries::unknownRanksLast()
{
    auto all = letters({nothing, 0, -3});
    TopSeries top(2);
    QCOMPARE(namesOf(top.choose(all, 0, 9)), QStringLiteral("b c (all others)"));
    // A newest value that is missing does not throw the line out.
    auto gap = letters({5, 1});
    TopSeries one(1);
    static_cast<void>(one.choose(gap, 0, 9));
    gap[0].points.back().value = nothing;
    QCOMPARE(namesOf(one.choose(gap, 0, 9)), QStringLiteral("a (all others)"));
}

void TestTopSeries::emptyInput()
{
    TopSeries top(3);
    QVERIFY(top.choose({}, 0, 9).series.empty());
    const auto choice = top.choose(std::vector{ChartSeries{QStringLiteral("empty"), {}}}, 0, 9);
    QCOMPARE(namesOf(choice), QStringLiteral("empty"));
    TopSeries none(0);
    QCOMPARE(namesOf(none.choose(letters({1, 2}), 0, 9)), QStringLiteral("(all others)"));
}

void TestTopSeries::mostChanges()
{
    TopSeries top(3);
    static_cast<void>(top.choose(letters({1, 2, 3, 4}), 0, 9));
    top.setMost(1);
    QCOMPARE(namesOf(top.choose(letters({1, 2, 3, 4}), 0, 9)), QStringLiteral("d (all others)"));
    top.setMost(2);
    QCOMPARE(namesOf(top.choose(letters({1, 2, 3, 4}), 0, 9)), QStringLiteral("d c (all others)"));
}

QTEST_GUILESS_MAIN(TestTopSeries)
#include "test_top_series.moc"
