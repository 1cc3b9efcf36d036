// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/run_stand.h"
#include "ui/events/confirm_run_dialog.h"
#include "ui/events/run_panel.h"
#include "ui/events/run_setup.h"
#include "ui/events/run_tab.h"
#include "ui/widgets/cancel_dialog.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/key_figure.h"
#include "ui/widgets/line_chart.h"
#include "ui/widgets/state_view.h"

#include <QtWidgets/QCheckBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;

namespace {

EventTemplate orderCreated()
{
    EventTemplate value;
    value.name = "order-created";
    value.folder = "orders";
    value.eventType = "OrderCreated";
    value.value = {PayloadType::Json, R"({"order":"ord-{{counter from=55000}}"})"};
    return value;
}

EventTemplate raw(const std::string& topic)
{
    EventTemplate value;
    value.kind = EventTemplate::Kind::Raw;
    value.topic = topic;
    value.value = {PayloadType::Text, "hello"};
    return value;
}

} // namespace

class RunTabTest : public RunStand
{
    Q_OBJECT
private Q_SLOTS:
    void init() { prepare(); }
    void cleanup()
    {
        m_tab.reset();
        clear();
    }
    void nothingYet();
    void startsWhatIsWritten();
    void mixesTemplates();
    void missingTopicIsSaid();
    void unusableTemplateIsSaid();
    void needsAnEnd();
    void topicGoneMeanwhile();
    void readOnlySaysSo();
    void productionAsksAgain();
    void startFailedIsSaid();
    void liveRun();
    void pausedAndFailing();
    void behindIsSaid();
    void cancelAsksFirst();
    void endedRunIsSummedUp();
    void earlierRunsAreListed();
    void hiddenDrawsNothing();
    void lateAnswerIsDropped();
    void closedWhileSampling();
    void keepsMoving();
    void everythingIsNamed();

private:
    void makeTab(QSize size = {1176, 690})
    {
        makeFeed();
        m_tab = std::make_unique<RunTab>(m_fixture->context(), m_feed);
        show(*m_tab, size);
        m_tab->setActive(true);
    }
    [[nodiscard]] QAbstractButton* start() const { return named<QPushButton>(*m_tab, QStringLiteral("Start run")); }
    [[nodiscard]] QString words() const { return readableText(*m_tab); }
    [[nodiscard]] QString figure(const QString& caption) const
    {
        for (const auto* one : m_tab->findChildren<KeyFigure*>()) {
            if (one->isVisible() && one->accessibleName().startsWith(caption + QLatin1Char(':')))
                return one->value();
        }
        return QStringLiteral("(none)");
    }
    [[nodiscard]] LineChart& chart(int at) const { return *m_tab->findChildren<LineChart*>().at(at); }
    std::unique_ptr<RunTab> m_tab;
};

void RunTabTest::nothingYet()
{
    makeTab();
    QCOMPARE(m_tab->findChild<StateView*>()->state(), StateView::State::Empty);
    QVERIFY(!start()->isEnabled());
    QVERIFY(words().contains(QStringLiteral("There is nothing to send yet.")));
    picture(*m_tab, QStringLiteral("run-empty"));
}

void RunTabTest::startsWhatIsWritten()
{
    makeTab();
    m_tab->useTemplate(orderCreated());
    QTRY_VERIFY(start()->isEnabled());
    QVERIFY2(words().contains(QStringLiteral("1,000 events in 1 min 40 s to events.ordercreated: 10 a second.")), qPrintable(words()));
    start()->click();
    QVERIFY2(!start()->isEnabled(), "not twice");
    QTRY_VERIFY(fake());
    QTRY_COMPARE(m_feed->runs().size(), std::size_t{1});
    QCOMPARE(m_feed->runs().front().title, QStringLiteral("order-created at 10 a second"));
    QCOMPARE(m_feed->runs().front().target, QStringLiteral("events.ordercreated"));
    QCOMPARE(fake()->plan.stop.afterEvents, std::optional<std::uint64_t>(1'000));
    QCOMPARE(fake()->plan.stop.afterFailures, std::optional<std::uint64_t>(100));
    QTRY_VERIFY(start()->isEnabled());
    QTRY_COMPARE(m_tab->findChild<StateView*>()->state(), StateView::State::Content);
    QCOMPARE(m_tab->findChild<RunPanel*>()->run(), m_feed->runs().front().id);
}

void RunTabTest::mixesTemplates()
{
    makeTab();
    m_tab->setTemplates({orderCreated(), raw("orders")}, {});
    auto* menu = named<QMenu>(*m_tab, QStringLiteral("Templates to add"));
    QCOMPARE(menu->actions().size(), 2); // the folder "orders", and the one without
    menu->actions().at(0)->menu()->actions().at(0)->trigger();
    menu->actions().at(1)->trigger();
    auto* weight = named<QSpinBox>(*m_tab, QStringLiteral("Weight of template 1"));
    weight->setValue(3);
    QTRY_VERIFY(start()->isEnabled());
    QVERIFY(words().contains(QStringLiteral("75 %")) && words().contains(QStringLiteral("25 %")));
    QVERIFY2(words().contains(QStringLiteral("to events.ordercreated and orders")) ||
                 words().contains(QStringLiteral("to orders and events.ordercreated")), qPrintable(words()));
    start()->click();
    QTRY_COMPARE(m_feed->runs().size(), std::size_t{1});
    QCOMPARE(m_feed->runs().front().title, QStringLiteral("order-created and 1 more at 10 a second"));
    named<QPushButton>(*m_tab, QStringLiteral("Remove template 2"))->click();
    QTRY_VERIFY(words().contains(QStringLiteral("to events.ordercreated:")));
    QVERIFY(!words().contains(QStringLiteral("75 %"))); // alone, its weight says nothing
}

void RunTabTest::missingTopicIsSaid()
{
    makeTab();
    m_tab->useTemplate(raw("no-such-topic"));
    QTRY_VERIFY(words().contains(QStringLiteral("The topic no-such-topic does not exist.")));
    QVERIFY(!start()->isEnabled());
    QCOMPARE(m_fixture->cluster->calls(Op::CreateTopic), 0);
    picture(*m_tab, QStringLiteral("run-missing-topic"));
    m_fixture->cluster->addTopic("no-such-topic", 1);
    buttonNamed(*m_tab, QStringLiteral("Look again"))->click();
    QTRY_VERIFY(start()->isEnabled());
    EventTemplate placed = raw("orders");
    placed.partition = 7;
    m_tab->useTemplate(placed);
    QVERIFY(!start()->isEnabled());
    QTRY_VERIFY(words().contains(QStringLiteral("The topic orders has no partition 7; it has 1, counted from 0.")));
}

void RunTabTest::unusableTemplateIsSaid()
{
    makeTab();
    EventTemplate bad = orderCreated();
    bad.value.text = R"({"a":"{{nonsense}}"})";
    m_tab->useTemplate(bad);
    QTRY_VERIFY2(words().contains(QStringLiteral("nonsense")), qPrintable(words()));
    QVERIFY(!start()->isEnabled());
}

void RunTabTest::needsAnEnd()
{
    makeTab();
    m_tab->useTemplate(orderCreated());
    QTRY_VERIFY(start()->isEnabled());
    for (const char* name : {"End after a number of events", "End after a number of failures"})
        named<QCheckBox>(*m_tab, QString::fromLatin1(name))->setChecked(false);
    QVERIFY(!start()->isEnabled());
    QVERIFY(words().contains(QStringLiteral("Say when it ends")));
    named<QCheckBox>(*m_tab, QStringLiteral("End after a time"))->setChecked(true);
    QVERIFY(start()->isEnabled());
    QVERIFY2(words().contains(QStringLiteral("About 600 events in 1 min to events.ordercreated: 10 a second.")), qPrintable(words()));
}

void RunTabTest::topicGoneMeanwhile()
{
    makeTab();
    m_tab->useTemplate(orderCreated());
    QTRY_VERIFY(start()->isEnabled());
    m_fixture->cluster->failSubject(Op::Topic, "events.ordercreated", Error{ErrorKind::NotFound, "unknown", {}, 3, false});
    start()->click();
    QTRY_VERIFY(words().contains(QStringLiteral("was not started. The topic events.ordercreated does not exist.")));
    QVERIFY(!fake());
}

void RunTabTest::readOnlySaysSo()
{
    m_fixture->connection.readOnly = true;
    makeTab();
    m_tab->useTemplate(orderCreated());
    QVERIFY(words().contains(QStringLiteral("This connection is read-only: nothing can be sent.")));
    QTest::qWait(400);
    QVERIFY(!start()->isEnabled());
    start()->click();
    QVERIFY(!fake());
}

void RunTabTest::productionAsksAgain()
{
    m_fixture->connection.environment = QStringLiteral("production");
    makeTab();
    m_tab->useTemplate(orderCreated());
    QTRY_VERIFY(start()->isEnabled());
    start()->click();
    auto* dialog = m_tab->findChild<ConfirmRunDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    QVERIFY(readableText(*dialog).contains(QStringLiteral("1,000 events in 1 min 40 s to events.ordercreated")));
    picture(*dialog, QStringLiteral("run-production"));
    dialog->reject();
    QTRY_VERIFY(!m_tab->findChild<ConfirmRunDialog*>());
    QVERIFY(!fake());
    start()->click();
    buttonNamed(*m_tab->findChild<ConfirmRunDialog*>(), QStringLiteral("Start the run"))->click();
    QTRY_VERIFY(fake());
    fake()->become([](RunProgress& p) { p.state = RunState::Done; });
    QTRY_VERIFY(buttonNamed(*m_tab, QStringLiteral("Run again")));
    QTRY_VERIFY(!m_tab->findChild<ConfirmRunDialog*>());
    buttonNamed(*m_tab, QStringLiteral("Run again"))->click();
    QVERIFY(!fake(1));
    buttonNamed(*m_tab->findChild<ConfirmRunDialog*>(), QStringLiteral("Start the run"))->click();
    QTRY_VERIFY(fake(1));
}

void RunTabTest::startFailedIsSaid()
{
    m_refuse = Error{ErrorKind::Unreachable, "No broker answers.", "Connection refused", -195, true};
    makeTab();
    m_tab->useTemplate(orderCreated());
    QTRY_VERIFY(start()->isEnabled());
    start()->click();
    QTRY_VERIFY(words().contains(QStringLiteral("\"order-created at 10 a second\" was not started. No broker answers.")));
    QTRY_VERIFY(start()->isEnabled());
    m_refuse.reset();
    start()->click();
    QTRY_VERIFY(fake());
    QTRY_VERIFY(!words().contains(QStringLiteral("was not started")));
}

void RunTabTest::liveRun()
{
    makeTab();
    m_tab->setTemplates({orderCreated(), raw("orders")}, {});
    m_tab->useTemplate(orderCreated());
    startRun();
    for (int i = 0; i < 40; ++i)
        fake()->addSecond(busySecond(static_cast<std::uint64_t>(200 + i % 7), i % 11 == 0 ? 3 : 0));
    fake()->become([](RunProgress& p) {
        p.sent = 8'120;
        p.acknowledged = 8'103;
        p.failed = 12;
        p.perSecond = 203;
        p.p50 = 2'100us;
        p.p99 = 9'800us;
        p.longest = 48'000us;
        p.elapsed = 40s;
        p.fraction = 0.162;
        p.failures = {{{ErrorKind::TimedOut, "No broker confirmed it in time.", {}, -192, true}, 12, "record 17, to orders-3"}};
    });
    QTRY_COMPARE(figure(QStringLiteral("Acknowledged")), QStringLiteral("8,103"));
    QCOMPARE(figure(QStringLiteral("p99")), QStringLiteral("9.8 ms"));
    QCOMPARE(figure(QStringLiteral("A second")), QStringLiteral("203"));
    QTRY_COMPARE(chart(0).csv().count(QLatin1Char('\n')), 41);
    QVERIFY2(chart(1).description().contains(QStringLiteral("p99: 9.8 ms")), qPrintable(chart(1).description()));
    auto* failures = named<DataTable>(*m_tab, QStringLiteral("Failures of the run"));
    QVERIFY(failures->isVisible());
    QCOMPARE(cell(*failures, 0, QStringLiteral("Records")), QStringLiteral("12"));
    QCOMPARE(cell(*failures, 0, QStringLiteral("First")), QStringLiteral("record 17, to orders-3"));
    picture(*m_tab, QStringLiteral("run-live"));
    fake()->addSecond(busySecond(5));
    QTRY_COMPARE(chart(0).csv().count(QLatin1Char('\n')), 42);
    m_tab->resize(836, 500);
    picture(*m_tab, QStringLiteral("run-live-small"));
}

void RunTabTest::pausedAndFailing()
{
    makeTab();
    startRun();
    QTRY_VERIFY(buttonNamed(*m_tab, QStringLiteral("Pause")));
    buttonNamed(*m_tab, QStringLiteral("Pause"))->click();
    fake()->become([](RunProgress& p) { p.state = RunState::Paused; });
    QTRY_VERIFY(buttonNamed(*m_tab, QStringLiteral("Resume")));
    QVERIFY(!buttonNamed(*m_tab, QStringLiteral("Pause")));
    QVERIFY(words().contains(QStringLiteral("Paused: nothing is sent.")));
    buttonNamed(*m_tab, QStringLiteral("Resume"))->click();
    QCOMPARE(fake()->heard(), (std::vector<std::string>{"pause", "resume"}));
    fake()->become([](RunProgress& p) {
        p.state = RunState::Stopped;
        p.failed = 100;
        p.error = Error{ErrorKind::Broker, "100 records failed.", {}, 0, false};
    });
    QTRY_VERIFY(words().contains(QStringLiteral("It stopped by itself: 100 records failed.")));
    QVERIFY(!buttonNamed(*m_tab, QStringLiteral("Resume")) && buttonNamed(*m_tab, QStringLiteral("Run again")));
}

void RunTabTest::behindIsSaid()
{
    makeTab();
    startRun();
    fake()->become([](RunProgress& p) { p.behind = 812; });
    QTRY_VERIFY(words().contains(QStringLiteral("Behind schedule: 812 records")));
    fake()->become([](RunProgress& p) { p.behind = 0; });
    QTRY_VERIFY(!words().contains(QStringLiteral("Behind schedule")));
}

void RunTabTest::cancelAsksFirst()
{
    makeTab();
    startRun();
    QTRY_VERIFY(buttonNamed(*m_tab, QStringLiteral("Cancel…")));
    buttonNamed(*m_tab, QStringLiteral("Cancel…"))->click();
    auto* dialog = m_tab->findChild<CancelDialog*>();
    QVERIFY(dialog);
    QVERIFY(fake()->heard().empty());
    buttonNamed(*dialog, QStringLiteral("Cancel the run"))->click();
    QCOMPARE(fake()->heard(), std::vector<std::string>{"cancel"});
}

void RunTabTest::endedRunIsSummedUp()
{
    makeTab();
    startRun();
    for (int i = 0; i < 12; ++i)
        fake()->addSecond(busySecond(813));
    {
        const std::scoped_lock lock(fake()->mutex);
        RunSecond rest = fake()->seconds.back();
        rest.time += 4;
        rest.sent = rest.acknowledged = 0;
        fake()->seconds.push_back(rest);
    }
    fake()->become([](RunProgress& p) {
        p.state = RunState::Done;
        p.sent = p.acknowledged = 10'000;
        p.elapsed = 12'300ms;
        p.p99 = 4'100us;
        p.why = "10,000 events were sent.";
    });
    QTRY_VERIFY(words().contains(QStringLiteral("10,000 events were sent.")));
    QVERIFY2(words().contains(QStringLiteral("813 a second")), qPrintable(words()));
    QCOMPARE(figure(QStringLiteral("A second")), QStringLiteral("813")); // the mean
    QCOMPARE(chart(0).csv().count(QLatin1Char('\n')), 13); // without the 4 ms at the end
    picture(*m_tab, QStringLiteral("run-done"));
    buttonNamed(*m_tab, QStringLiteral("Run again"))->click();
    QTRY_VERIFY(fake(1));
}

void RunTabTest::earlierRunsAreListed()
{
    makeTab();
    const QString first = startRun(QStringLiteral("the first"));
    fake()->addSecond(busySecond(5));
    fake()->become([](RunProgress& p) { p.state = RunState::Done; });
    const QString second = startRun(QStringLiteral("the second"));
    auto* table = named<DataTable>(*m_tab, QStringLiteral("Runs"));
    QTRY_COMPARE(table->model()->rowCount(), 2);
    QCOMPARE(cell(*table, 0, QStringLiteral("Run")), QStringLiteral("the second"));
    QTRY_COMPARE(m_tab->findChild<RunPanel*>()->run(), second);
    table->selectKey(first);
    QCOMPARE(m_tab->findChild<RunPanel*>()->run(), first);
    QCOMPARE(chart(0).csv().count(QLatin1Char('\n')), 2);
    m_tab->showRun(second);
    QCOMPARE(m_tab->findChild<RunPanel*>()->run(), second);
    QCOMPARE(chart(0).csv().count(QLatin1Char('\n')), 1); // nothing of the other's
    m_tab->showRun(QStringLiteral("no such run"));
    QCOMPARE(m_tab->findChild<RunPanel*>()->run(), second);
}

void RunTabTest::hiddenDrawsNothing()
{
    makeTab();
    startRun();
    QTRY_COMPARE(m_tab->findChild<StateView*>()->state(), StateView::State::Content);
    m_tab->setActive(false);
    fake()->addSecond(busySecond(5));
    fake()->become([](RunProgress& p) { p.acknowledged = 5; });
    QTRY_COMPARE(m_feed->runs().front().progress.acknowledged, std::uint64_t{5});
    QTest::qWait(300);
    QCOMPARE(figure(QStringLiteral("Acknowledged")), QStringLiteral("0"));
    m_tab->setActive(true);
    QCOMPARE(figure(QStringLiteral("Acknowledged")), QStringLiteral("5"));
    QCOMPARE(chart(0).csv().count(QLatin1Char('\n')), 2);
}

void RunTabTest::lateAnswerIsDropped()
{
    makeTab();
    m_fixture->cluster->delay(Op::Topic, 400ms);
    m_tab->useTemplate(raw("no-such-topic"));
    QTRY_VERIFY(m_fixture->cluster->calls(Op::Topic) > 0);
    m_fixture->cluster->delay(Op::Topic, 0ms);
    m_tab->useTemplate(raw("orders"));
    QTRY_VERIFY(start()->isEnabled());
    QTest::qWait(500);
    QVERIFY2(start()->isEnabled() && !words().contains(QStringLiteral("no-such-topic does")), "an answer about what was written before");
}

void RunTabTest::closedWhileSampling()
{
    makeTab();
    m_fixture->cluster->delay(Op::Topic, 300ms);
    m_tab->useTemplate(orderCreated());
    QTRY_VERIFY(m_fixture->cluster->calls(Op::Topic) > 0);
    QElapsedTimer closing;
    closing.start();
    m_tab.reset();
    QVERIFY(closing.elapsed() < 250);
    QTest::qWait(350);
}

void RunTabTest::keepsMoving()
{
    makeTab();
    startRun();
    for (int i = 0; i < 7'000; ++i)
        fake()->seconds.push_back({fake()->progress.started + i * 1000, 100, 100, 0, 1ms, 2ms, 3ms});
    fake()->become([](RunProgress&) {});
    QTRY_COMPARE(chart(0).csv().count(QLatin1Char('\n')), 7'001);
    QByteArray report;
    bool steady = false;
    for (int attempt = 0; attempt < 6 && !steady; ++attempt) {
        Heartbeat heart;
        QTest::qWait(20);
        heart.restart();
        for (int i = 0; i < 5; ++i) {
            fake()->addSecond(busySecond(100));
            QTest::qWait(120);
        }
        steady = heart.steady();
        report = heart.report();
    }
    QVERIFY2(steady, report);
}

void RunTabTest::everythingIsNamed()
{
    makeTab();
    m_tab->setTemplates({orderCreated(), raw("orders")}, {});
    m_tab->useTemplate(orderCreated());
    startRun();
    QTRY_COMPARE(m_tab->findChild<StateView*>()->state(), StateView::State::Content);
    QCOMPARE(unnamedControls(m_tab.get()), QStringList());
}

QTEST_MAIN(RunTabTest)
#include "run_tab_test.moc"
