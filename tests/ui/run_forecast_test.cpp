// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/rate_preview.h"
#include "ui/events/run_feed.h"
#include "ui/events/run_forecast.h"
#include "ui/events/run_plan_form.h"
#include "ui/events/run_rows.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace weir;
using namespace weir::ui;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(weir::RunPlan)

namespace {

RunPlan plan(RunRate::Shape shape, RunStop stop)
{
    RunPlan plan;
    plan.rate.shape = shape;
    plan.stop = stop;
    return plan;
}

} // namespace

/// What a run's plan says, in words and lines, and the tables around it.
class RunForecastTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void planFormKeepsPlans_data();
    void planFormKeepsPlans();
    void sentences_data();
    void sentences();
    void rateLines();
    void modelsAreSound();
};

void RunForecastTest::planFormKeepsPlans_data()
{
    QTest::addColumn<int>("shape");
    for (const auto& [name, shape] : {std::pair("constant", RunRate::Shape::Constant), {"ramp", RunRate::Shape::Ramp},
                                      {"burst", RunRate::Shape::Burst}, {"fastest", RunRate::Shape::Fastest}})
        QTest::newRow(name) << static_cast<int>(shape);
}

void RunForecastTest::planFormKeepsPlans()
{
    QFETCH(int, shape);
    RunPlan wanted;
    wanted.rate = {static_cast<RunRate::Shape>(shape), 30, 4'000, 90s, 17, 250ms};
    wanted.stop = {123'456, 2h, {}, 750ms};
    RunPlanForm form;
    QSignalSpy changed(&form, &RunPlanForm::changed);
    form.setPlan(wanted);
    QCOMPARE(changed.count(), 1);
    const RunPlan got = form.plan();
    QCOMPARE(static_cast<int>(got.rate.shape), shape);
    QCOMPARE(got.rate.perSecond, 30.0);
    QCOMPARE(got.rate.toPerSecond, 4'000.0);
    QCOMPARE(got.rate.rampTime.count(), 90'000);
    QCOMPARE(got.rate.burstSize, std::uint64_t{17});
    QCOMPARE(got.rate.burstEvery.count(), 250);
    QVERIFY(got.stop.afterEvents == wanted.stop.afterEvents && got.stop.afterTime == wanted.stop.afterTime);
    QVERIFY(!got.stop.afterFailures && got.stop.slowerThan == wanted.stop.slowerThan);
}

void RunForecastTest::sentences_data()
{
    QTest::addColumn<RunPlan>("plan");
    QTest::addColumn<QStringList>("topics");
    QTest::addColumn<int>("total");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const RunPlan& plan, const QStringList& topics, int total, const char* sentence) {
        QTest::newRow(name) << plan << topics << total << QString::fromUtf8(sentence);
    };
    using enum RunRate::Shape;
    const QStringList one{QStringLiteral("orders")};
    const QStringList three{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")};
    row("events", plan(Constant, {1'000, {}, {}, {}}), one, -1, "1,000 events in 1 min 40 s to orders: 10 a second.");
    row("one event", plan(Constant, {1, {}, {}, {}}), one, -1, "1 event to orders: 10 a second.");
    row("time", plan(Constant, {{}, 10min, {}, {}}), three, -1, "About 6,000 events in 10 min to 3 topics: 10 a second.");
    row("time before events", plan(Constant, {1'000'000, 10min, {}, {}}), one, -1, "About 6,000 events in 10 min to orders: 10 a second.");
    row("events before time", plan(Constant, {100, 10min, {}, {}}), one, -1, "100 events in 9.9 s to orders: 10 a second.");
    row("ramp", plan(Ramp, {{}, 2min, {}, {}}), {QStringLiteral("a"), QStringLiteral("b")}, -1,
        "About 9,300 events in 2 min to a and b: from 10 to 100 a second during 1 min, then 100.");
    row("burst", plan(Burst, {1'000, {}, {}, {}}), one, -1, "1,000 events in 1 min 30 s to orders: 100 at once, every 10 s.");
    row("fastest", plan(Fastest, {1'000, {}, {}, {}}), one, -1, "1,000 events to orders: as fast as the brokers confirm.");
    row("fastest for a time", plan(Fastest, {{}, 5s, {}, {}}), one, -1, "During 5 s to orders: as fast as the brokers confirm.");
    row("only failures", plan(Constant, {{}, {}, 1, {}}), one, -1, "To orders: 10 a second, until it ends after 1 failure.");
    row("ends early", plan(Constant, {1'000, {}, 100, 500ms}), one, -1,
        "1,000 events in 1 min 40 s to orders: 10 a second. It ends earlier after 100 failures or when the p99 of 10 s is above 500 ms.");
    row("no topics yet", plan(Constant, {10, {}, {}, {}}), {}, -1, "10 events to topics not known yet: 10 a second.");
    row("a file", plan(Fastest, {{}, {}, 100, {}}), one, 17,
        "17 events to orders: as fast as the brokers confirm. It ends earlier after 100 failures.");
    row("a file of unknown length", plan(Constant, {}), one, 0, "All events of it to orders: 10 a second.");
    row("evil name", plan(Constant, {10, {}, {}, {}}), {QStringLiteral("a\u202eb")}, -1,
        "10 events to a\\u{202e}b: 10 a second.");
}

void RunForecastTest::sentences()
{
    QFETCH(RunPlan, plan);
    QFETCH(QStringList, topics);
    QFETCH(int, total);
    RunSubject subject{topics, total < 0, {}, QStringLiteral("1 event"), QStringLiteral("%1 events"), QStringLiteral("All events of it")};
    if (total > 0)
        subject.total = static_cast<std::uint64_t>(total);
    QTEST(planSentence(plan, subject), "sentence");
}

void RunForecastTest::rateLines()
{
    RunRate rate;
    rate.shape = RunRate::Shape::Ramp;
    auto line = rateLine(rate, 30s);
    QCOMPARE(line.size(), std::size_t{2}); // it ends in the middle of the ramp
    QCOMPARE(line.back().rate, 55.0);
    line = rateLine(rate, 2min);
    QCOMPARE(line.size(), std::size_t{3});
    QCOMPARE(line.back().rate, 100.0);
    rate.shape = RunRate::Shape::Burst;
    rate.burstEvery = 1ms;
    QVERIFY2(rateLine(rate, 24h).size() <= 603, "a day of bursts is not drawn stroke by stroke");
    rate.burstEvery = 0ms;
    QVERIFY(rateLine(rate, 1s).empty());
    rate.shape = RunRate::Shape::Fastest;
    QVERIFY(rateLine(rate, 1s).empty());
}

void RunForecastTest::modelsAreSound()
{
    TableModel<RunRow> runs(runColumns(), runRowKey);
    const QAbstractItemModelTester runsTester(&runs, QAbstractItemModelTester::FailureReportingMode::QtTest);
    TableModel<RunFailureRow> failures(runFailureColumns(), runFailureKey);
    const QAbstractItemModelTester failuresTester(&failures, QAbstractItemModelTester::FailureReportingMode::QtTest);
    std::vector<RunView> views;
    for (int i = 0; i < 4; ++i) {
        RunView view;
        view.id = QStringLiteral("run-%1").arg(i);
        view.title = QStringLiteral("Run %1").arg(i);
        views.insert(views.begin(), view);
        runs.setRows(runRows(views));
    }
    views.erase(views.begin() + 1);
    runs.setRows(runRows(views));
    QCOMPARE(runs.rowCount(), 3);
    const Error same{ErrorKind::Broker, "Evil \u202e text", {}, 7, true};
    // The same sentence twice is two rows.
    failures.setRows(runFailureRows({{same, 1, "record 1"}, {same, 12, "record 2"}}));
    QCOMPARE(failures.rowCount(), 2);
    QCOMPARE(failures.at(0).count, std::uint64_t{12});
    QVERIFY(!failures.index(0, 1).data().toString().contains(QChar(0x202e)));
    failures.setRows({});
}

QTEST_MAIN(RunForecastTest)
#include "run_forecast_test.moc"
