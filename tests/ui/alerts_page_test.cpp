// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/groups/alerts_page.h"

#include "core/store/database.h"
#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"
#include "tests/support/page_fixture.h"
#include "ui/groups/alert_rule_dialog.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/pill_label.h"
#include "ui/widgets/segmented_tabs.h"
#include "ui/widgets/state_view.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTemporaryDir>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

Alert alertOf(const std::string& subject, std::chrono::seconds ago, const std::string& rule, const std::string& name, bool serious,
              const std::string& text)
{
    return {0, rule, name, subject, nowMs() - std::chrono::milliseconds(ago).count(), std::nullopt, std::nullopt, serious, text};
}

Error unreachable() { return {ErrorKind::Unreachable, "shop-test did not answer.", "Connection refused", -195, true}; }

/// Three groups: one far behind, one fine, one stalled with an ugly name.
std::shared_ptr<const GroupRound> aRound()
{
    auto sample = std::make_shared<LagSample>();
    sample->time = nowMs();
    Partial<std::vector<GroupLag>> groups;
    auto round = std::make_shared<GroupRound>();
    const auto add = [&](const std::string& name, std::int64_t lag, std::chrono::milliseconds behind, Health health) {
        GroupLag group;
        group.group = name;
        group.state = "Stable";
        group.lag = lag;
        groups.values.push_back(group);
        GroupStatus status;
        status.group = name;
        status.total.time.kind = TimeLag::Kind::Exact;
        status.total.time.behind = behind;
        status.total.health.health = health;
        round->groups.push_back(status);
    };
    add("shop-billing", 40'000, 20min, Health::Growing);
    add("shop-mailer", 0, 0ms, Health::Ok);
    add("audit <b>\xE2\x80\xAE", 90, 1min, Health::Stalled);
    sample->groups = std::move(groups);
    sample->topicEnds = {{"orders.DLT", 12}};
    round->sample = sample;
    return round;
}

} // namespace

class AlertsPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void waitsForTheStore();
    void clusterThatCannotBeRead();
    void rows();
    void nothingYet();
    void unreadableThenRetry();
    void filter();
    void acknowledgeOneAndAll();
    void subjectsAreLinks();
    void alertsArrive();
    void destinationBeginsARule();
    void rulesAddEditDuplicate();
    void rulesSwitchDeleteRestore();
    void badRuleIsNotSaved();
    void refusedIsTold();
    void actions();
    void actionsTypedStay();
    void notKeptIsTold();
    void modelsAreSound();
    void closedEarly();
    void everythingIsNamed();

private:
    void fillStore();
    void makePage();
    void tab(int index) { m_page->findChild<SegmentedTabs*>()->setCurrentIndex(index); }
    void type(const QString& name, const QString& text)
    {
        auto* dialog = m_page->findChild<AlertRuleDialog*>();
        QVERIFY(dialog);
        auto* edit = named<QLineEdit>(*dialog, name);
        QVERIFY(edit);
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }
    void accept(const QString& button)
    {
        auto* dialog = m_page->findChild<AlertRuleDialog*>();
        QVERIFY(dialog);
        QVERIFY(buttonNamed(*dialog, button));
        QTest::mouseClick(buttonNamed(*dialog, button), Qt::LeftButton);
    }
    void press(const QString& button)
    {
        QVERIFY2(buttonNamed(*m_page, button), qPrintable(button));
        QTest::mouseClick(buttonNamed(*m_page, button), Qt::LeftButton);
    }
    [[nodiscard]] StateView* stateOf() const { return m_page->findChild<StateView*>(QString(), Qt::FindDirectChildrenOnly); }
    [[nodiscard]] DataTable& table(const QString& name) const { return *named<DataTable>(*m_page, name); }
    [[nodiscard]] DataTable& alerts() const { return table(QStringLiteral("Alerts")); }
    [[nodiscard]] DataTable& rules() const { return table(QStringLiteral("Alert rules")); }
    [[nodiscard]] std::vector<AlertRule> stored() const { return m_store->rules().value(); }
    /// Changes the file behind the store's back.
    void sql(const std::string& text) const
    {
        auto database = Database::open(m_path, {"SELECT 1"});
        QVERIFY(database);
        QVERIFY(database->execute(text));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_path;
    std::shared_ptr<AlertStore> m_store;
    std::unique_ptr<PageFixture> m_fixture;
    std::shared_ptr<AlertFeed> m_feed;
    std::unique_ptr<AlertsPage> m_page;
};

void AlertsPageTest::init()
{
    m_page.reset();
    m_feed.reset();
    m_store.reset();
    m_fixture = std::make_unique<PageFixture>();
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->path().toStdString() + "/shop.alerts.db";
    auto opened = AlertStore::open(m_path);
    QVERIFY(opened);
    m_store = std::move(*opened);
}

void AlertsPageTest::fillStore()
{
    auto ended = alertOf("shop-mailer", 3h, "default-time-lag", "Far behind", false, "6 min 10 s behind for 2 min 00 s.");
    QVERIFY(m_store->keep({ended, true}));
    ended.ended = ended.raised + 1'250'000;
    ended.text += " Ended: caught up.";
    QVERIFY(m_store->keep({ended, false}));
    QVERIFY(m_store->keep({alertOf("orders.DLT", 9min, "default-dead-letters", "Dead letters arrive", false,
                                   "12 records arrived in the dead-letter topic orders.DLT."), true}));
    QVERIFY(m_store->keep({alertOf("audit <b>\xE2\x80\xAE", 95s, "default-stalled", "Stalled or stopped", true,
                                   "Nothing committed for 4 min 10 s while 90 records wait."), true}));
}

void AlertsPageTest::makePage()
{
    m_feed = std::make_shared<AlertFeed>([this] { return m_store; }, m_fixture->context());
    m_feed->setRound(aRound());
    m_page = std::make_unique<AlertsPage>(m_fixture->context(), m_feed);
    show(*m_page);
    m_page->setActive(true);
}

void AlertsPageTest::waitsForTheStore()
{
    fillStore();
    auto later = std::exchange(m_store, nullptr);
    m_feed = std::make_shared<AlertFeed>([this] { return m_store; }, m_fixture->context());
    QSignalSpy wanted(m_feed.get(), &AlertFeed::storeWanted);
    m_page = std::make_unique<AlertsPage>(m_fixture->context(), m_feed);
    show(*m_page);
    m_page->setActive(true);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(stateOf()->state(), StateView::State::Loading);
    QVERIFY(!m_page->isSettled());
    QVERIFY(readableText(*m_page).contains(QStringLiteral("shop-test")));
    m_store = later;
    m_feed->load();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    QVERIFY(m_page->isSettled());
    QCOMPARE(alerts().model()->rowCount(), 3);
}

void AlertsPageTest::clusterThatCannotBeRead()
{
    auto later = std::exchange(m_store, nullptr);
    makePage();
    m_feed->setFailure(unreachable());
    QCOMPARE(stateOf()->state(), StateView::State::Failed);
    QVERIFY(readableText(*m_page).contains(QStringLiteral("did not answer")));
    QSignalSpy wanted(m_feed.get(), &AlertFeed::storeWanted);
    press(QStringLiteral("Retry"));
    QCOMPARE(wanted.count(), 1);
    m_store = later;
    m_feed->setFailure(std::nullopt);
    m_feed->load();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    // Once read, a failed round is the business of the pages that show groups.
    m_feed->setFailure(unreachable());
    QVERIFY(!stateOf()->isStale());
}

void AlertsPageTest::rows()
{
    fillStore();
    m_feed = std::make_shared<AlertFeed>([this] { return m_store; }, m_fixture->context());
    m_page = std::make_unique<AlertsPage>(m_fixture->context(), m_feed);
    QSignalSpy counts(m_page.get(), &Page::countChanged);
    show(*m_page);
    m_page->setActive(true);
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    QCOMPARE(alerts().model()->rowCount(), 3);
    QCOMPARE(cell(alerts(), 0, QStringLiteral("Rule")), QStringLiteral("Stalled or stopped"));
    QCOMPARE(cell(alerts(), 0, QStringLiteral("State")), QStringLiteral("open"));
    QVERIFY(!cell(alerts(), 0, QStringLiteral("Group or topic")).contains(QChar(0x202e)));
    QVERIFY(cell(alerts(), 0, QStringLiteral("Group or topic")).contains(QStringLiteral("<b>")));
    QCOMPARE(cell(alerts(), 1, QStringLiteral("Group or topic")), QStringLiteral("orders.DLT"));
    QCOMPARE(cell(alerts(), 2, QStringLiteral("State")), QStringLiteral("ended"));
    QCOMPARE(cell(alerts(), 2, QStringLiteral("Lasts")), QStringLiteral("20 min 50 s"));
    QVERIFY(cell(alerts(), 2, QStringLiteral("What was seen")).contains(QStringLiteral("caught up")));
    QVERIFY(m_page->findChild<PillLabel*>()->text() == QStringLiteral("2 open"));
    QCOMPARE(counts.last().first().toString(), QStringLiteral("· 2"));
    picture(*m_page, QStringLiteral("alerts-list"));
}

void AlertsPageTest::nothingYet()
{
    makePage();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    QVERIFY(readableText(*m_page).contains(QStringLiteral("No alerts")));
    QVERIFY(m_page->findChild<PillLabel*>()->text() == QStringLiteral("none open"));
    picture(*m_page, QStringLiteral("alerts-none"));
    press(QStringLiteral("Show the rules"));
    QVERIFY(rules().isVisible());
    // Nobody is told anything when no rule is on.
    tab(0);
    QVERIFY(m_store->saveRules({}));
    m_page->refresh();
    QTRY_VERIFY(readableText(*m_page).contains(QStringLiteral("No rule is switched on")));
}

void AlertsPageTest::unreadableThenRetry()
{
    QVERIFY(m_store->saveRules(defaultAlertRules()));
    sql("UPDATE rule SET condition = 'moon' || condition");
    makePage();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Failed);
    QVERIFY(readableText(*m_page).contains(QStringLiteral("does not know")));
    sql("UPDATE rule SET condition = substr(condition, 5)");
    press(QStringLiteral("Retry"));
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    // A failed reading later leaves what is shown, and says so.
    sql("UPDATE rule SET condition = 'moon' || condition");
    m_page->refresh();
    QTRY_VERIFY(stateOf()->isStale());
    tab(1);
    QCOMPARE(rules().model()->rowCount(), static_cast<int>(defaultAlertRules().size()));
}

void AlertsPageTest::filter()
{
    fillStore();
    makePage();
    QTRY_COMPARE(alerts().model()->rowCount(), 3);
    QVERIFY(m_page->focusFilter());
    auto* filter = m_page->findChild<FilterEdit*>();
    QTest::keyClicks(filter, QStringLiteral("orders"));
    QTest::keyClick(filter, Qt::Key_Return);
    QCOMPARE(alerts().model()->rowCount(), 1);
    filter->selectAll();
    QTest::keyClicks(filter, QStringLiteral("no such thing"));
    QTest::keyClick(filter, Qt::Key_Return);
    QVERIFY(!alerts().isVisible());
    QVERIFY(readableText(*m_page).contains(QStringLiteral("No alert matches")));
    QTest::keyClick(filter, Qt::Key_Escape);
    QTRY_COMPARE(alerts().model()->rowCount(), 3);
    press(QStringLiteral("Open only"));
    QCOMPARE(alerts().model()->rowCount(), 2);
    press(QStringLiteral("Open only"));
    QCOMPARE(alerts().model()->rowCount(), 3);
    tab(2);
    QVERIFY(!m_page->focusFilter());
}

void AlertsPageTest::acknowledgeOneAndAll()
{
    fillStore();
    makePage();
    QTRY_COMPARE(alerts().model()->rowCount(), 3);
    QSignalSpy counts(m_page.get(), &Page::countChanged);
    alerts().setCurrentIndex(alerts().model()->index(0, 0));
    press(QStringLiteral("Acknowledge"));
    QTRY_COMPARE(m_feed->unseen(), 1);
    QCOMPARE(counts.last().first().toString(), QStringLiteral("· 1"));
    QVERIFY(m_page->findChild<PillLabel*>()->text() == QStringLiteral("2 open"));
    press(QStringLiteral("Acknowledge all"));
    QTRY_COMPARE(m_feed->unseen(), 0);
    QVERIFY(!buttonNamed(*m_page, QStringLiteral("Acknowledge all"))->isEnabled());
    for (const Alert& one : m_store->newest(10).value())
        QVERIFY2(one.acknowledged, one.subject.c_str());
}

void AlertsPageTest::subjectsAreLinks()
{
    fillStore();
    makePage();
    QTRY_COMPARE(alerts().model()->rowCount(), 3);
    const auto press = [this](int row) {
        alerts().setCurrentIndex(alerts().model()->index(row, alertSubjectColumn));
        QTest::keyClick(&alerts(), Qt::Key_Return);
    };
    press(0);
    const auto* group = m_fixture->navigator.last<OpenGroup>();
    QVERIFY(group);
    QCOMPARE(group->group, QString::fromUtf8("audit <b>\xE2\x80\xAE"));
    press(1);
    const auto* letters = m_fixture->navigator.last<OpenDeadLetters>();
    QVERIFY2(letters, "a dead-letter topic is no group");
    QCOMPARE(letters->topic.value(), QStringLiteral("orders.DLT"));
}

void AlertsPageTest::alertsArrive()
{
    fillStore();
    makePage();
    QTRY_COMPARE(alerts().model()->rowCount(), 3);
    QSignalSpy told(m_feed.get(), &AlertFeed::notificationWanted);
    AlertChange change{alertOf("shop-billing", 1s, "default-time-lag", "Far behind", false, "20 min 00 s behind."), true};
    change.alert = m_store->keep(change).value();
    m_feed->take({change});
    QCOMPARE(alerts().model()->rowCount(), 4);
    QCOMPARE(cell(alerts(), 0, QStringLiteral("Group or topic")), QStringLiteral("shop-billing"));
    QCOMPARE(told.count(), 1);
    change.began = false;
    change.alert.ended = nowMs();
    m_feed->take({change});
    QCOMPARE(alerts().model()->rowCount(), 4);
    QVERIFY2(told.count() == 1, "the end of an alert is not announced");
    QVERIFY(cell(alerts(), 0, QStringLiteral("Group or topic")) != QStringLiteral("shop-billing"));
}

void AlertsPageTest::destinationBeginsARule()
{
    makePage();
    // It comes before the rules were read.
    m_page->open(OpenAlerts{QStringLiteral("we*ird")});
    QTRY_VERIFY(m_page->findChild<AlertRuleDialog*>());
    auto* dialog = m_page->findChild<AlertRuleDialog*>();
    QCOMPARE(named<QLineEdit>(*dialog, QStringLiteral("Pattern of names"))->text(), QStringLiteral("we\\*ird"));
    QVERIFY(readableText(*dialog).contains(QStringLiteral("match no group")));
    QCOMPARE(unnamedControls(dialog), QStringList());
    accept(QStringLiteral("Add rule"));
    QTRY_COMPARE(stored().size(), defaultAlertRules().size() + 1);
    QVERIFY(matchesPattern(stored().back().pattern, "we*ird"));
    QVERIFY(!matchesPattern(stored().back().pattern, "we-are-ird"));
    QTRY_VERIFY(!m_page->findChild<AlertRuleDialog*>());
    m_page->open(OpenAlerts{});
    QVERIFY(!m_page->findChild<AlertRuleDialog*>());
}

void AlertsPageTest::rulesAddEditDuplicate()
{
    makePage();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    QSignalSpy saved(m_feed.get(), &AlertFeed::saved);
    tab(1);
    const int before = rules().model()->rowCount();
    picture(*m_page, QStringLiteral("alerts-rules"));
    press(QStringLiteral("Add rule…"));
    type(QStringLiteral("Name of the rule"), QStringLiteral("Shop is late"));
    type(QStringLiteral("Threshold"), QStringLiteral("10m"));
    type(QStringLiteral("Pattern of names"), QStringLiteral("shop-*"));
    auto* dialog = m_page->findChild<AlertRuleDialog*>();
    QVERIFY2(readableText(*dialog).contains(QStringLiteral("Would match 2 groups, 1 of them now")), qPrintable(readableText(*dialog)));
    picture(*dialog, QStringLiteral("alerts-rule"));
    accept(QStringLiteral("Add rule"));
    QTRY_COMPARE(rules().model()->rowCount(), before + 1);
    QTRY_COMPARE(saved.count(), 1);
    QCOMPARE(stored().back().threshold, 600'000.0);
    QTRY_VERIFY(!m_page->findChild<AlertRuleDialog*>());

    QVERIFY(rules().selectKey(QString::fromStdString(stored().back().id)));
    press(QStringLiteral("Edit…"));
    auto* condition = named<QComboBox>(*m_page->findChild<AlertRuleDialog*>(), QStringLiteral("Condition"));
    condition->setCurrentIndex(condition->findData(static_cast<int>(AlertRule::Condition::LagAbove)));
    type(QStringLiteral("Threshold"), QStringLiteral("20k"));
    accept(QStringLiteral("Save rule"));
    QTRY_COMPARE(stored().back().threshold, 20'000.0);
    QCOMPARE(stored().back().condition, AlertRule::Condition::LagAbove);
    QCOMPARE(rules().model()->rowCount(), before + 1);
    QTRY_VERIFY(!m_page->findChild<AlertRuleDialog*>());

    press(QStringLiteral("Duplicate"));
    accept(QStringLiteral("Add rule"));
    QTRY_COMPARE(rules().model()->rowCount(), before + 2);
    QTRY_COMPARE(static_cast<int>(stored().size()), before + 2);
    const auto all = stored();
    QVERIFY(all[all.size() - 1].id != all[all.size() - 2].id);
    QVERIFY(all.back().name.find("copy") != std::string::npos);
}

void AlertsPageTest::rulesSwitchDeleteRestore()
{
    makePage();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    tab(1);
    const auto first = defaultAlertRules().front();
    QVERIFY(rules().selectKey(QString::fromStdString(first.id)));
    const auto theFirst = [this, &first] {
        const auto all = stored();
        const auto found = std::ranges::find(all, first.id, &AlertRule::id);
        return found == all.end() ? std::optional<bool>() : std::optional(found->enabled);
    };
    press(QStringLiteral("Switch off"));
    QTRY_COMPARE(theFirst(), std::optional(false));
    QTRY_VERIFY(buttonNamed(*m_page, QStringLiteral("Switch on")));
    press(QStringLiteral("Delete"));
    QTRY_COMPARE(theFirst(), std::optional<bool>());
    QTRY_COMPARE(rules().model()->rowCount(), static_cast<int>(defaultAlertRules().size()) - 1);
    press(QStringLiteral("Undo"));
    QTRY_COMPARE(theFirst(), std::optional(false));
    QTRY_VERIFY(!buttonNamed(*m_page, QStringLiteral("Undo")));
    press(QStringLiteral("Restore the defaults"));
    QTRY_COMPARE(stored(), defaultAlertRules());
    QTRY_VERIFY(buttonNamed(*m_page, QStringLiteral("Undo")));
    press(QStringLiteral("Undo"));
    QTRY_COMPARE(theFirst(), std::optional(false));
    QVERIFY(rules().selectKey(QString::fromStdString(first.id)));
    // Quicker than the disk: the last wish is the one that is kept.
    for (int i = 0; i < 7; ++i)
        press(i % 2 == 0 ? QStringLiteral("Switch on") : QStringLiteral("Switch off"));
    QTRY_COMPARE(theFirst(), std::optional(true));
    QTest::qWait(100);
    QCOMPARE(theFirst(), std::optional(true));
}

void AlertsPageTest::badRuleIsNotSaved()
{
    makePage();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    tab(1);
    press(QStringLiteral("Add rule…"));
    auto* dialog = m_page->findChild<AlertRuleDialog*>();
    for (const auto& [field, text] : {std::pair("Threshold", "soon"), std::pair("For at least", "-3m"), std::pair("Name of the rule", "  ")}) {
        auto* edit = named<QLineEdit>(*dialog, QString::fromLatin1(field));
        const QString good = edit->text();
        type(QString::fromLatin1(field), QString::fromLatin1(text));
        QVERIFY2(!buttonNamed(*dialog, QStringLiteral("Add rule"))->isEnabled(), field);
        edit->setText(good);
        QVERIFY2(buttonNamed(*dialog, QStringLiteral("Add rule"))->isEnabled(), field);
    }
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!m_page->findChild<AlertRuleDialog*>());
    QCOMPARE(stored(), defaultAlertRules());
}

void AlertsPageTest::refusedIsTold()
{
    makePage();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    tab(1);
    sql("ALTER TABLE rule RENAME TO moon");
    QVERIFY(rules().selectKey(QString::fromStdString(defaultAlertRules().front().id)));
    press(QStringLiteral("Delete"));
    QTRY_VERIFY(readableText(*m_page).contains(QStringLiteral("no such table")));
    QVERIFY2(!readableText(*m_page).contains(QStringLiteral("was deleted")), "nothing was deleted");
    QCOMPARE(rules().model()->rowCount(), static_cast<int>(defaultAlertRules().size()));
    sql("ALTER TABLE moon RENAME TO rule");
    press(QStringLiteral("Delete"));
    QTRY_VERIFY(readableText(*m_page).contains(QStringLiteral("was deleted")));
    QTRY_VERIFY(!readableText(*m_page).contains(QStringLiteral("no such table")));
}

void AlertsPageTest::actions()
{
    makePage();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    tab(2);
    auto* command = m_page->findChild<QCheckBox*>();
    for (auto* box : m_page->findChildren<QCheckBox*>())
        if (box->text().contains(QStringLiteral("rogram")))
            command = box;
    QVERIFY2(!command->isChecked(), "off until a person switches it on");
    auto* save = buttonNamed(*m_page, QStringLiteral("Save"));
    QVERIFY(!save->isEnabled());
    command->click();
    QVERIFY2(!save->isEnabled(), "no program named");
    QTest::keyClicks(named<QLineEdit>(*m_page, QStringLiteral("Program")), QStringLiteral("/bin/echo"));
    named<QPlainTextEdit>(*m_page, QStringLiteral("Arguments, one a line"))->setPlainText(QStringLiteral("-n\n{subject}; $(date)"));
    QVERIFY(save->isEnabled());
    press(QStringLiteral("Test the program"));
    QTRY_VERIFY(readableText(*m_page).contains(QStringLiteral("Ended with status 0")));
    QVERIFY2(readableText(*m_page).contains(QStringLiteral("test-group; $(date)")), "no shell may see it");
    QVERIFY2(m_store->action().value() == AlertAction{}, "a test saves nothing");
    press(QStringLiteral("Save"));
    QTRY_VERIFY(m_store->action().value().runCommand);
    QCOMPARE(m_store->action().value().arguments, (std::vector<std::string>{"-n", "{subject}; $(date)"}));
    QTRY_VERIFY(!save->isEnabled());
    m_feed->setNotificationTrouble(QStringLiteral("There is no session bus."));
    QVERIFY(readableText(*m_page).contains(QStringLiteral("no session bus")));
    picture(*m_page, QStringLiteral("alerts-actions"));
    // Saved, it runs when an alert begins.
    AlertChange change{alertOf("shop-billing", 1s, "default-time-lag", "Far behind", false, "20 min 00 s behind."), true};
    m_feed->take({change});
    QTRY_VERIFY(readableText(*m_page).contains(QStringLiteral("shop-billing; $(date)")));
}

void AlertsPageTest::actionsTypedStay()
{
    makePage();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    tab(2);
    auto* url = named<QLineEdit>(*m_page, QStringLiteral("Address"));
    QTest::keyClicks(url, QStringLiteral("https://hooks.example.org/x"));
    m_page->refresh();
    m_feed->take({{alertOf("shop-billing", 1s, "default-time-lag", "Far behind", false, "20 min 00 s behind."), true}});
    QTest::qWait(100);
    QCOMPARE(url->text(), QStringLiteral("https://hooks.example.org/x"));
    press(QStringLiteral("Revert"));
    QVERIFY(url->text().isEmpty());
}

void AlertsPageTest::notKeptIsTold()
{
    fillStore();
    makePage();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    QVERIFY(!readableText(*m_page).contains(QStringLiteral("may be gone")));
    m_feed->setStoreTrouble(Error{ErrorKind::NotAuthorized, "Opening the database failed: Permission denied.", {}, 0, false});
    QVERIFY(readableText(*m_page).contains(QStringLiteral("may be gone when Weir ends. Opening the database failed")));
    picture(*m_page, QStringLiteral("alerts-not-kept"));
    m_feed->setStoreTrouble(std::nullopt);
    QVERIFY(!readableText(*m_page).contains(QStringLiteral("may be gone")));
}

void AlertsPageTest::modelsAreSound()
{
    fillStore();
    makePage();
    QAbstractItemModelTester list(alerts().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QAbstractItemModelTester ruleList(rules().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTRY_COMPARE(alerts().model()->rowCount(), 3);
    for (int column = 0; column < alerts().model()->columnCount(); ++column)
        alerts().sortBy(column, Qt::AscendingOrder);
    for (int column = 0; column < rules().model()->columnCount(); ++column)
        rules().sortBy(column, Qt::DescendingOrder);
    m_feed->saveRules({});
    QTRY_COMPARE(rules().model()->rowCount(), 0);
    m_feed->take({{alertOf("shop-billing", 1s, "default-time-lag", "Far behind", false, "20 min 00 s behind."), true}});
    QCOMPARE(alerts().model()->rowCount(), 4);
}

void AlertsPageTest::closedEarly()
{
    fillStore();
    makePage();
    m_feed->acknowledgeAll();
    m_feed->runner().test(AlertRunner::Kind::Command, AlertAction{false, "/bin/sleep", {"20"}, false, {}, true}, QStringLiteral("shop"));
    QElapsedTimer closing;
    closing.start();
    m_page.reset();
    m_feed.reset();
    QVERIFY2(closing.elapsed() < 700, qPrintable(QStringLiteral("closing took %1 ms").arg(closing.elapsed())));
    QTest::qWait(100);
    // A page of a feed that lives on, with a dialog open.
    makePage();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    m_page->open(OpenAlerts{QStringLiteral("shop-billing")});
    QVERIFY(m_page->findChild<AlertRuleDialog*>());
    m_page.reset();
    m_feed->take({{alertOf("shop-billing", 1s, "default-time-lag", "Far behind", false, "20 min 00 s behind."), true}});
}

void AlertsPageTest::everythingIsNamed()
{
    fillStore();
    makePage();
    QTRY_COMPARE(stateOf()->state(), StateView::State::Content);
    QCOMPARE(unnamedControls(m_page.get()), QStringList());
}

QTEST_MAIN(AlertsPageTest)
#include "alerts_page_test.moc"
