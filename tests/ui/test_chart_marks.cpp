// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_marks.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace weir::ui;

namespace {

constexpr double endless = std::numeric_limits<double>::infinity();

double textWidth(const QString& text) { return 6.0 * static_cast<double>(text.size()); }

MarkLayout place(const std::vector<ChartMark>& marks, const std::vector<ChartBand>& bands = {}, double width = 1000)
{
    return placeMarks(marks, bands, 0, 1000, width, textWidth);
}

/// Empty when no words overlap and all lie within the plot.
QString flaw(const MarkLayout& layout, double width)
{
    for (std::size_t i = 0; i < layout.labels.size(); ++i) {
        const auto& a = layout.labels[i];
        if (a.x < 0 || a.x + a.width > width + 0.001)
            return QStringLiteral("%1 leaves the plot: %2 to %3").arg(a.text).arg(a.x).arg(a.x + a.width);
        for (std::size_t j = i + 1; j < layout.labels.size(); ++j) {
            const auto& b = layout.labels[j];
            if (a.level == b.level && a.x < b.x + b.width && b.x < a.x + a.width)
                return QStringLiteral("%1 overlaps %2").arg(a.text, b.text);
        }
    }
    return {};
}

} // namespace

class TestChartMarks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void alone();
    void rightEdgeTurnsWords();
    void closeOnesAreCounted();
    void crowdsAreOneNumber();
    void bandsComeFirst();
    void worstToneWins();
    void neverOverlap_data();
    void neverOverlap();
    void words();
};

void TestChartMarks::alone()
{
    const auto layout = place({{-5, QStringLiteral("before")}, {100, QStringLiteral("rebalance")}, {1001, QStringLiteral("after")}});
    QCOMPARE(layout.lines.size(), 1U);
    QCOMPARE(layout.lines[0].x, 100.0);
    QCOMPARE(layout.labels.size(), 1U);
    QCOMPARE(layout.labels[0].text, QStringLiteral("rebalance"));
    QCOMPARE(layout.labels[0].x, 106.0);
    QCOMPARE(layout.levels, 1);
    QCOMPARE(place({}).levels, 0);
}

void TestChartMarks::rightEdgeTurnsWords()
{
    const auto layout = place({{990, QStringLiteral("rebalance")}});
    QCOMPARE(layout.labels.size(), 1U);
    QCOMPARE(layout.labels[0].x + layout.labels[0].width, 984.0);
    // In a plot narrower than the words they are cut, not moved out.
    const auto narrow = place({{500, QString(200, u'x')}}, {}, 100);
    QCOMPARE(flaw(narrow, 100), QString());
    QCOMPARE(narrow.labels.size(), 1U);
}

void TestChartMarks::closeOnesAreCounted()
{
    std::vector<ChartMark> marks;
    for (int i = 0; i < 12; ++i)
        marks.push_back({300 + i * 0.2, QStringLiteral("commit went back")});
    marks.push_back({800, QStringLiteral("rebalance")});
    const auto layout = place(marks);
    QCOMPARE(layout.lines.size(), 2U);
    QCOMPARE(layout.labels.size(), 2U);
    QCOMPARE(layout.labels[0].text, QStringLiteral("12 events"));
    QCOMPARE(layout.labels[1].text, QStringLiteral("rebalance"));
    QVERIFY(layout.labels[0].to - layout.labels[0].from < 3);
}

void TestChartMarks::crowdsAreOneNumber()
{
    std::vector<ChartMark> marks{{20, QStringLiteral("rebalance")}};
    for (int i = 0; i < 30; ++i)
        marks.push_back({300.0 + 10 * i, QStringLiteral("x")});
    const auto layout = place(marks);
    QCOMPARE(layout.lines.size(), 31U);
    QCOMPARE(layout.labels.size(), 2U);
    QCOMPARE(layout.labels[1].text, QStringLiteral("30 events"));
    QCOMPARE(layout.labels[1].to, 590.0);
    // Two that are near each other keep their words.
    QCOMPARE(place({{300, QStringLiteral("rebalance")}, {310, QStringLiteral("stalled")}}).labels.size(), 2U);
}

void TestChartMarks::bandsComeFirst()
{
    const auto layout = place({{398, QStringLiteral("rebalance")}, {402, QStringLiteral("another")}},
                              {{400, endless, Tone::Bad, QStringLiteral("partition 2 stopped")}});
    QCOMPARE(layout.labels[0].text, QStringLiteral("partition 2 stopped"));
    QCOMPARE(layout.labels[0].level, 0);
    QCOMPARE(flaw(layout, 1000), QString());
    // One that began before the left edge says so at the edge.
    const auto earlier = place({}, {{-300, 200, Tone::Bad, QStringLiteral("stopped")}});
    QCOMPARE(earlier.labels[0].x, 6.0);
    QVERIFY(place({}, {{-300, -200, Tone::Bad, QStringLiteral("over")}}).labels.empty());
}

void TestChartMarks::worstToneWins()
{
    const auto layout = place({{300, QStringLiteral("a")}, {301, QStringLiteral("b"), Tone::Bad}, {302, QStringLiteral("c"), Tone::Ok}});
    QCOMPARE(layout.labels.size(), 1U);
    QCOMPARE(layout.labels[0].tone, Tone::Bad);
    QCOMPARE(layout.lines[0].tone, Tone::Bad);
}

void TestChartMarks::neverOverlap_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<double>("step");
    QTest::addColumn<double>("width");
    for (const int count : {1, 2, 3, 10, 60, 10'000}) {
        for (const double step : {0.0, 0.05, 3.0, 17.0, 90.0}) {
            for (const double width : {3.0, 80.0, 640.0, 2'000.0})
                QTest::addRow("%d, %g s apart, %g px", count, step, width) << count << step << width;
        }
    }
}

void TestChartMarks::neverOverlap()
{
    QFETCH(int, count);
    QFETCH(double, step);
    QFETCH(double, width);
    std::vector<ChartMark> marks;
    for (int i = 0; i < count; ++i)
        marks.push_back({i * step, QString(5 + i * 37 % 60, u'm'), Tone::Neutral});
    const auto layout = place(marks, {{500, endless, Tone::Bad, QStringLiteral("partition 2 stopped committing")}}, width);
    QCOMPARE(flaw(layout, width), QString());
    QVERIFY(layout.levels <= 2);
}

void TestChartMarks::words()
{
    const std::vector<ChartMark> marks{{10, QStringLiteral("a")}, {20, QStringLiteral("b")}, {21, QStringLiteral("c")}, {500, QStringLiteral("d")}};
    QCOMPARE(markWords(marks, {}, 20, 5, 8), QStringList({QStringLiteral("00:00:20  b"), QStringLiteral("00:00:21  c")}));
    QCOMPARE(markWords(marks, {}, 20, 50, 1), QStringList({QStringLiteral("00:00:10  a"), QStringLiteral("and 2 more")}));
    const std::vector<ChartBand> bands{{-endless, 5, Tone::Bad, QStringLiteral("x")}, {22, endless, Tone::Bad, QStringLiteral("stopped")}};
    QCOMPARE(markWords({}, bands, 20, 5, 8), QStringList{QStringLiteral("00:00:22  stopped")});
    QVERIFY(markWords({}, {}, 20, 5, 8).isEmpty());
}

QTEST_GUILESS_MAIN(TestChartMarks)
#include "test_chart_marks.moc"
