// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/alerts_stand.h"

using namespace weir;
using namespace weir::ui;
using namespace weir::test;
using namespace std::chrono_literals;

class AlertRulesTest : public AlertsStand
{
    Q_OBJECT
private Q_SLOTS:
    void init() { begin(); }
    void destinationBeginsARule();
    void rulesAddEditDuplicate();
    void rulesSwitchDeleteRestore();
    void badRuleIsNotSaved();
    void refusedIsTold();
    void actions();
    void actionsTypedStay();
};

void AlertRulesTest::destinationBeginsARule()
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

void AlertRulesTest::rulesAddEditDuplicate()
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

void AlertRulesTest::rulesSwitchDeleteRestore()
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

void AlertRulesTest::badRuleIsNotSaved()
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

void AlertRulesTest::refusedIsTold()
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

void AlertRulesTest::actions()
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

void AlertRulesTest::actionsTypedStay()
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

QTEST_MAIN(AlertRulesTest)
#include "alert_rules_test.moc"
