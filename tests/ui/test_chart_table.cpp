// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_walk.h"
#include "ui/widgets/chart_rows.h"
#include "ui/widgets/chart_table.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/theme.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>

#include <cmath>
#include <limits>

using namespace weir::ui;

namespace {

const double nothing = std::nan("");

QString words(double value) { return std::isfinite(value) ? QStringLiteral("%1 records").arg(value) : QStringLiteral("–"); }

std::vector<ChartSeries> two()
{
    return {{QStringLiteral("billing"), {{1000, 1}, {1001, 2}, {1002, nothing}, {1003, 1204}}}, {QStringLiteral("mailer"), {{1001, 7}, {1004, 8}}}};
}

QString cell(const DataTable& table, int row, int column, int role = Qt::DisplayRole)
{
    return table.model()->index(row, column).data(role).toString();
}

} // namespace

class TestChartTable : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }
    void rowsSideBySide();
    void csvOfManyIsQuick();
    void newestFirst();
    void rowsComeAndGo();
    void otherSeriesKeepThePlace();
    void sortsByValue();
    void bounded();
    void empty();
};

void TestChartTable::rowsSideBySide()
{
    const auto all = chartRows(two(), 1001, 1003, 100);
    QCOMPARE(all.rows.size(), 3U);
    QCOMPARE(all.rows[0].seconds, 1003.0);
    QVERIFY(std::isnan(all.rows[0].values[1]));
    QCOMPARE(all.rows[2].values, std::vector<double>({2, 7}));
    const auto few = chartRows(two(), 0, 1e9, 2);
    QCOMPARE(few.rows.size(), 2U);
    QCOMPARE(few.rows[0].seconds, 1004.0);
    QCOMPARE(few.more, 3U);
    QVERIFY(chartRows({}, 0, 1e9, 5).rows.empty());
    QVERIFY(chartRows(two(), 5000, 1e9, 5).rows.empty());
    QCOMPARE(chartCsv(std::vector{ChartSeries{QStringLiteral("say \"hi\""), {{0.5, 1e15}, {1, -0.25}}}}),
             QStringLiteral("time,\"say \"\"hi\"\"\"\n1970-01-01T00:00:00.500Z,1e+15\n1970-01-01T00:00:01.000Z,-0.25\n"));
}

void TestChartTable::csvOfManyIsQuick()
{
    std::vector<ChartSeries> many;
    for (int s = 0; s < 50; ++s) {
        ChartSeries one{QString::number(s), {}};
        for (int i = 0; i < 1000; ++i)
            one.points.push_back({static_cast<double>(i + s % 2), static_cast<double>(s)});
        many.push_back(std::move(one));
    }
    QCOMPARE(chartCsv(many).count(u'\n'), 1002);
}

void TestChartTable::newestFirst()
{
    ChartTable chart(QStringLiteral("Lag as a table"));
    chart.setData(two(), 0, 1e9, words);
    const DataTable& table = *chart.table();
    QAbstractItemModelTester tester(table.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(table.model()->rowCount(), 5);
    QCOMPARE(table.model()->columnCount(), 3);
    QCOMPARE(table.model()->headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("billing"));
    QCOMPARE(cell(table, 0, 0), QStringLiteral("1 Jan 00:16:44"));
    QCOMPARE(cell(table, 1, 1), QStringLiteral("1204 records"));
    QCOMPARE(cell(table, 0, 1), QStringLiteral("–"));
    // A dash is not read out by every screen reader.
    QCOMPARE(cell(table, 0, 1, Qt::AccessibleTextRole), QStringLiteral("not known"));
    QVERIFY(chart.note().isEmpty());
    QCOMPARE(weir::test::unnamedControls(&chart), QStringList());
}

void TestChartTable::rowsComeAndGo()
{
    ChartTable chart(QStringLiteral("Lag as a table"));
    chart.setData(two(), 0, 1e9, words);
    DataTable& table = *chart.table();
    QAbstractItemModelTester tester(table.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(table.selectKey(QStringLiteral("1001000")));
    auto next = two();
    next[0].points.push_back({1005, 5});
    next[0].points.erase(next[0].points.begin());
    chart.setData(next, 0, 1e9, words);
    QCOMPARE(chart.table(), &table);
    QCOMPARE(table.model()->rowCount(), 5);
    QCOMPARE(cell(table, 0, 1), QStringLiteral("5 records"));
    QCOMPARE(table.currentKey(), QStringLiteral("1001000"));
}

void TestChartTable::otherSeriesKeepThePlace()
{
    ChartTable chart(QStringLiteral("Lag as a table"));
    chart.setData(two(), 0, 1e9, words);
    QVERIFY(chart.table()->selectKey(QStringLiteral("1001000")));
    auto other = two();
    other[1].name = QStringLiteral("search");
    chart.setData(other, 0, 1e9, words);
    QCOMPARE(chart.table()->model()->headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("search"));
    QCOMPARE(chart.table()->currentKey(), QStringLiteral("1001000"));
}

void TestChartTable::sortsByValue()
{
    ChartTable chart(QStringLiteral("Lag as a table"));
    chart.setData(two(), 0, 1e9, words);
    chart.table()->sortBy(1, Qt::AscendingOrder);
    QCOMPARE(cell(*chart.table(), 0, 1), QStringLiteral("1 records"));
    QCOMPARE(cell(*chart.table(), 4, 1), QStringLiteral("–"));
    chart.table()->sortBy(1, Qt::DescendingOrder);
    QCOMPARE(cell(*chart.table(), 0, 1), QStringLiteral("1204 records"));
}

void TestChartTable::bounded()
{
    std::vector<ChartSeries> many;
    for (int s = 0; s < 80; ++s) {
        ChartSeries one{QStringLiteral("p%1").arg(s), {}};
        for (int i = 0; i < 1500; ++i)
            one.points.push_back({1000.0 + i, 1.0 * s});
        many.push_back(std::move(one));
    }
    ChartTable chart(QStringLiteral("Lag as a table"));
    chart.setData(many, 0, 1e9, words);
    QCOMPARE(chart.table()->model()->rowCount(), 1000);
    QCOMPARE(chart.table()->model()->columnCount(), 61);
    QCOMPARE(chart.note(), QStringLiteral("Shown: the newest 1,000 of 1,500 times, 60 of 80 lines. The CSV has them all."));
}

void TestChartTable::empty()
{
    ChartTable chart(QStringLiteral("Lag as a table"));
    chart.setData({}, 0, 1e9, words);
    QCOMPARE(chart.table()->model()->rowCount(), 0);
    chart.setData(two(), 5000, 6000, words);
    QCOMPARE(chart.table()->model()->rowCount(), 0);
    QCOMPARE(chart.table()->model()->columnCount(), 3);
}

QTEST_MAIN(TestChartTable)
#include "test_chart_table.moc"
