// SPDX-License-Identifier: GPL-3.0-or-later
// Play consumers in the window: the form with its presets and rules, the live view, and the feed behind.
#include "core/connections/audit_trail.h"
#include "core/events/envelope.h"
#include "tests/support/accessible_walk.h"
#include "tests/support/fake_group.h"
#include "tests/support/heartbeat.h"
#include "tests/support/page_fixture.h"
#include "ui/events/confirm_work_dialog.h"
#include "ui/events/play_feed.h"
#include "ui/events/play_rule_editor.h"
#include "ui/events/play_setup.h"
#include "ui/events/play_tab.h"
#include "ui/events/play_words.h"
#include "ui/widgets/data_table.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDoubleSpinBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QSpinBox>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;
using namespace std::chrono_literals;

class EventsPlayTabTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void presetsFillTheForm_data();
    void presetsFillTheForm();
    void rulesAreReadBack();
    void partitionsInWords();
    void runsAndStops();
    void rulesAndMembersChangeWhileItRuns();
    void asksBeforeItTakesFromOthers();
    void startThatFailsIsSaid();
    void tellsWhyItStopped();
    void readOnlySaysSo();
    void productionAsksFirst();
    void activityShowsIt();
    void closingLeavesElsewhere();
    void nothingIsDrawnWhileHidden();
    void modelsAreSound();
    void everythingIsNamed();

private:
    void makeTab();
    void setTopics(const QString& topics) { named<QLineEdit>(*m_tab, QStringLiteral("Topics"))->setText(topics); }
    void press(const QString& button);
    [[nodiscard]] QString text() const { return readableText(*m_tab); }
    [[nodiscard]] const PlayView* player() const { return m_feed->player(QStringLiteral("weir-play")); }
    [[nodiscard]] PlayOptions options() const { return m_tab->findChild<PlaySetup*>()->options(); }
    [[nodiscard]] std::vector<AuditEntry> trail() const { return *(*AuditTrail::open(m_trail))->newest(10); }
    void append(int count);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_trail;
    std::unique_ptr<PageFixture> m_fixture;
    std::shared_ptr<PlayFeed> m_feed;
    std::unique_ptr<PlayTab> m_tab;
};

void EventsPlayTabTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_trail = m_folder->filePath(QStringLiteral("activity.db")).toStdString();
    m_fixture = std::make_unique<PageFixture>();
    m_fixture->cluster->addTopic("orders", 3);
    m_fixture->cluster->addTopic("orders.dlq", 3);
}

void EventsPlayTabTest::cleanup()
{
    m_tab.reset();
    m_feed.reset();
}

void EventsPlayTabTest::makeTab()
{
    m_feed = std::make_shared<PlayFeed>(m_fixture->context(), m_trail);
    m_tab = std::make_unique<PlayTab>(m_fixture->context(), m_feed);
    show(*m_tab, {1176, 720});
    m_tab->setTopics({QStringLiteral("orders"), QStringLiteral("payments")});
    m_tab->setActive(true);
}

void EventsPlayTabTest::append(int count)
{
    for (int i = 0; i < count; ++i)
        m_fixture->cluster->append("orders", i % 3, "k", encodeEnvelope(*makeEnvelope(i % 2 ? "OrderPaid" : "OrderCreated", "{}", 0)));
}

void EventsPlayTabTest::press(const QString& name)
{
    QTRY_VERIFY2(buttonNamed(*m_tab, name), qPrintable(name)); // what was added just now is laid out a moment later
    auto* button = buttonNamed(*m_tab, name);
    QVERIFY2(button->isEnabled(), qPrintable(name + QStringLiteral(" in\n") + text()));
    button->click();
}

void EventsPlayTabTest::presetsFillTheForm_data()
{
    QTest::addColumn<int>("preset");
    for (int i = 0; i < static_cast<int>(playPresets().size()); ++i)
        QTest::newRow(qPrintable(playPresets()[static_cast<std::size_t>(i)].name)) << i;
}

void EventsPlayTabTest::presetsFillTheForm()
{
    QFETCH(int, preset);
    const PlayPreset wanted = playPresets()[static_cast<std::size_t>(preset)];
    makeTab();
    setTopics(QStringLiteral("orders"));
    press(wanted.name);
    const PlayOptions filled = options();
    QVERIFY(checkPlay(filled));
    QCOMPARE(filled.members, wanted.members);
    QCOMPARE(filled.flapEvery.count(), wanted.flapEvery.count());
    QCOMPARE(filled.rules.size(), wanted.rules.size());
    for (std::size_t i = 0; i < wanted.rules.size(); ++i) {
        QCOMPARE(int(filled.rules[i].action), int(wanted.rules[i].action));
        QCOMPARE(filled.rules[i].share, wanted.rules[i].share);
        QCOMPARE(filled.rules[i].delay.count(), wanted.rules[i].delay.count());
    }
}

void EventsPlayTabTest::rulesAreReadBack()
{
    PlayRuleEditor editor;
    show(editor, {560, 200});
    QSignalSpy changed(&editor, &PlayRuleEditor::changed);
    editor.setRules({{"OrderPaid", 0.5, PlayRule::Action::Fail, 0ms, "boom"}, {"", 1, PlayRule::Action::Delay, 1500ms, {}}});
    const auto rules = editor.rules();
    QCOMPARE(rules.size(), std::size_t(2));
    QCOMPARE(rules[0].eventType, std::string("OrderPaid"));
    QCOMPARE(rules[0].message, std::string("boom"));
    QCOMPARE(rules[1].delay.count(), 1500);
    QTRY_VERIFY(buttonNamed(editor, QStringLiteral("Remove")));
    buttonNamed(editor, QStringLiteral("Remove"))->click();
    QCOMPARE(editor.rules().size(), std::size_t(1));
    buttonNamed(editor, QStringLiteral("Add rule"))->click();
    QCOMPARE(editor.rules().size(), std::size_t(2));
    QVERIFY(changed.count() >= 3);
}

void EventsPlayTabTest::partitionsInWords()
{
    QCOMPARE(partitionsText({}), QStringLiteral("none yet"));
    QCOMPARE(partitionsText({{"orders", 0}, {"orders", 4}, {"payments", 2}}), QStringLiteral("orders-0, 4; payments-2"));
}

void EventsPlayTabTest::runsAndStops()
{
    append(60);
    makeTab();
    QVERIFY(text().contains(QStringLiteral("Name a topic.")));
    setTopics(QStringLiteral(" orders , "));
    named<QComboBox>(*m_tab, QStringLiteral("Start at"))->setCurrentIndex(1);
    named<QDoubleSpinBox>(*m_tab, QStringLiteral("Back-off"))->setValue(0);
    press(QStringLiteral("5 % poison"));
    named<QSpinBox>(*m_tab, QStringLiteral("Members"))->setValue(2);
    named<QDoubleSpinBox>(*m_tab, QStringLiteral("Share of the matching records, in percent"))->setValue(20);
    press(QStringLiteral("Start"));
    QTRY_VERIFY(player() && player()->progress.handled + player()->progress.deadLetters >= 60);
    QTRY_VERIFY(text().contains(QStringLiteral("group weir-play")));
    auto* members = named<DataTable>(*m_tab, QStringLiteral("Members"));
    QTRY_COMPARE(members->model()->rowCount(), 2);
    QCOMPARE(cell(*members, 0, QStringLiteral("Member")), QStringLiteral("weir-play-1"));
    auto* records = named<DataTable>(*m_tab, QStringLiteral("Newest records"));
    QTRY_VERIFY(records->model()->rowCount() >= 60);
    QVERIFY(!buttonNamed(*m_tab, QStringLiteral("Start"))->isEnabled());
    picture(*m_tab, QStringLiteral("play-running"));
    m_tab->resize(840, 520);
    picture(*m_tab, QStringLiteral("play-small"));
    press(QStringLiteral("Lag of the group"));
    QCOMPARE(m_fixture->navigator.last<OpenGroup>()->group, QStringLiteral("weir-play"));
    press(QStringLiteral("Dead letters"));
    QCOMPARE(*m_fixture->navigator.last<OpenDeadLetters>()->topic, QStringLiteral("orders.dlq"));
    Q_EMIT records->rowActivated(QStringLiteral("0"));
    QVERIFY(m_fixture->navigator.last<OpenRecords>());
    press(QStringLiteral("Stop"));
    QTRY_VERIFY(!player()->progress.running);
    QTRY_VERIFY(buttonNamed(*m_tab, QStringLiteral("Start"))->isEnabled());
    QTRY_VERIFY(QString::fromStdString(trail().front().outcome).startsWith(QStringLiteral("stopped: ")));
    QCOMPARE(trail().front().action, std::string("play consumer"));
}

void EventsPlayTabTest::rulesAndMembersChangeWhileItRuns()
{
    append(1);
    makeTab();
    setTopics(QStringLiteral("orders"));
    named<QComboBox>(*m_tab, QStringLiteral("Start at"))->setCurrentIndex(1);
    named<QSpinBox>(*m_tab, QStringLiteral("Tries"))->setValue(100);
    named<QDoubleSpinBox>(*m_tab, QStringLiteral("Back-off"))->setValue(0.1);
    buttonNamed(*m_tab, QStringLiteral("Add rule"))->click(); // everything fails
    press(QStringLiteral("Start"));
    QTRY_VERIFY(player() && player()->progress.failedTries >= 1);
    press(QStringLiteral("Remove"));
    QTRY_COMPARE(player()->progress.handled, std::uint64_t(1));
    named<QSpinBox>(*m_tab, QStringLiteral("Members"))->setValue(3);
    QTRY_COMPARE(player()->progress.members.size(), std::size_t(3));
}

void EventsPlayTabTest::asksBeforeItTakesFromOthers()
{
    FakeGroup& group = m_fixture->cluster->addGroup("weir-play");
    group.description.members.push_back({"id-1", "payment-service", "/10.0.0.7", {}, {{"orders", 0}}});
    makeTab();
    setTopics(QStringLiteral("orders"));
    press(QStringLiteral("Start"));
    QTRY_VERIFY(m_tab->findChild<ConfirmWorkDialog*>());
    auto* dialog = m_tab->findChild<ConfirmWorkDialog*>();
    QVERIFY(readableText(*dialog).contains(QStringLiteral("take partitions away from a real service")));
    picture(*dialog, QStringLiteral("play-others"));
    dialog->reject();
    QTRY_VERIFY(!m_tab->findChild<ConfirmWorkDialog*>());
    QVERIFY(!player());
    press(QStringLiteral("Start"));
    QTRY_VERIFY(m_tab->findChild<ConfirmWorkDialog*>());
    m_tab->findChild<ConfirmWorkDialog*>()->accept();
    QTRY_VERIFY(player() && player()->progress.running);
}

void EventsPlayTabTest::startThatFailsIsSaid()
{
    makeTab();
    setTopics(QStringLiteral("ordres"));
    press(QStringLiteral("Start"));
    QTRY_VERIFY(text().contains(QStringLiteral("It was not started.")));
    QTRY_VERIFY(buttonNamed(*m_tab, QStringLiteral("Start"))->isEnabled());
    QVERIFY(QString::fromStdString(trail().front().outcome).startsWith(QStringLiteral("failed: ")));
}

void EventsPlayTabTest::tellsWhyItStopped()
{
    m_fixture->cluster->addTopic("payments", 1);
    m_fixture->cluster->append("payments", 0, "k", "value");
    makeTab();
    setTopics(QStringLiteral("payments"));
    named<QComboBox>(*m_tab, QStringLiteral("Start at"))->setCurrentIndex(1);
    named<QSpinBox>(*m_tab, QStringLiteral("Tries"))->setValue(1);
    buttonNamed(*m_tab, QStringLiteral("Add rule"))->click();
    press(QStringLiteral("Start"));
    QTRY_VERIFY(player() && player()->progress.ended);
    QTRY_VERIFY(text().contains(QStringLiteral("It stopped by itself.")));
    QVERIFY(text().contains(QStringLiteral("payments.dlq")));
    QCOMPARE(m_feed->items().front().state, QStringLiteral("stopped by itself"));
    picture(*m_tab, QStringLiteral("play-ended"));
}

void EventsPlayTabTest::readOnlySaysSo()
{
    m_fixture->connection.readOnly = true;
    makeTab();
    setTopics(QStringLiteral("orders"));
    QVERIFY(!buttonNamed(*m_tab, QStringLiteral("Start"))->isEnabled());
    QVERIFY(text().contains(QStringLiteral("This connection is read-only: no group can be joined.")));
}

void EventsPlayTabTest::productionAsksFirst()
{
    m_fixture->connection.environment = QStringLiteral("production");
    makeTab();
    setTopics(QStringLiteral("orders"));
    press(QStringLiteral("Start"));
    auto* dialog = m_tab->findChild<ConfirmWorkDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    QVERIFY(!m_feed->isStarting());
    dialog->accept();
    QTRY_VERIFY(player());
}

void EventsPlayTabTest::activityShowsIt()
{
    makeTab();
    PlayOptions quiet;
    quiet.groupId = "seen";
    quiet.topics = {"orders"};
    m_feed->start(quiet, false);
    QTRY_COMPARE(m_feed->items().size(), std::size_t(1));
    const WorkItem item = m_feed->items().front();
    QCOMPARE(item.title, QStringLiteral("Play consumer in group seen"));
    QVERIFY(item.canCancel && item.canOpen);
    QSignalSpy failed(m_feed.get(), &PlayFeed::startFailed);
    m_feed->start(quiet, false);
    QCOMPARE(failed.count(), 1);
    m_feed->open(item.id);
    QCOMPARE(m_fixture->navigator.last<OpenPlayConsumer>()->group, QStringLiteral("seen"));
    m_feed->cancel(item.id);
    QTRY_COMPARE(m_feed->items().front().state, QStringLiteral("stopped"));
}

void EventsPlayTabTest::closingLeavesElsewhere()
{
    makeTab();
    PlayOptions quiet;
    quiet.groupId = "closed";
    quiet.topics = {"orders"};
    m_feed->start(quiet, false);
    QTRY_COMPARE(m_fixture->cluster->members().members("closed"), 1);
    Heartbeat heart;
    QTest::qWait(20);
    m_tab.reset();
    m_feed.reset();
    QTest::qWait(20);
    QVERIFY2(heart.steady(), heart.report());
    QTRY_COMPARE(m_fixture->cluster->members().members("closed"), 0);
    QTRY_VERIFY(QString::fromStdString(trail().front().outcome).startsWith(QStringLiteral("stopped")));
}

void EventsPlayTabTest::nothingIsDrawnWhileHidden()
{
    makeTab();
    m_tab->setActive(false);
    setTopics(QStringLiteral("orders"));
    press(QStringLiteral("Start"));
    QTRY_VERIFY(player());
    QVERIFY(!text().contains(QStringLiteral("group weir-play")));
    m_tab->setActive(true);
    QVERIFY(text().contains(QStringLiteral("group weir-play")));
}

void EventsPlayTabTest::modelsAreSound()
{
    TableModel<PlayedRow> model(playedColumns(), playedKey);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    std::vector<PlayedRecord> newest(3, {1, {"orders", 1}, 7, "Order\nPaid", "failed\x01", 3});
    model.setRows(playedRows(newest));
    QCOMPARE(model.index(0, 2).data().toString().contains(QLatin1Char('\n')), false);
    newest.resize(1);
    model.setRows(playedRows(newest));
    QCOMPARE(model.rowCount(), 1);
    TableModel<PlayMember> members(playMemberColumns(), playMemberKey);
    const QAbstractItemModelTester second(&members, QAbstractItemModelTester::FailureReportingMode::QtTest);
    members.setRows({{"weir-play-1", {}, TopicPartition{"orders", 0}, 12}, {"weir-play-2", {{"orders", 1}}, {}, {}}});
    QCOMPARE(members.index(0, 2).data().toString(), QStringLiteral("hangs on orders-0@12"));
    QCOMPARE(members.index(1, 2).data().toString(), QStringLiteral("consumes"));
}

void EventsPlayTabTest::everythingIsNamed()
{
    makeTab();
    buttonNamed(*m_tab, QStringLiteral("Add rule"))->click();
    QCOMPARE(unnamedControls(m_tab.get()), QStringList());
}

QTEST_MAIN(EventsPlayTabTest)
#include "events_play_tab_test.moc"
