// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"
#include "tests/support/accessible_walk.h"
#include "tests/support/heartbeat.h"
#include "tests/support/page_fixture.h"
#include "ui/groups/alert_rule_dialog.h"
#include "ui/groups/alerts_page.h"
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

namespace weir::test {

using namespace std::chrono_literals;
using namespace weir::ui;

inline Alert alertOf(const std::string& subject, std::chrono::seconds ago, const std::string& rule, const std::string& name, bool serious,
              const std::string& text)
{
    return {0, rule, name, subject, nowMs() - std::chrono::milliseconds(ago).count(), std::nullopt, std::nullopt, serious, text};
}

inline Error unreachable() { return {ErrorKind::Unreachable, "shop-test did not answer.", "Connection refused", -195, true}; }

/// Three groups: one far behind, one fine, one stalled with an ugly name.
inline std::shared_ptr<const GroupRound> aRound()
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

/// A page of alerts over a store in a folder of its own, and what a test does with it.
class AlertsStand : public QObject
{
    Q_OBJECT
protected:
    void begin();
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

inline void AlertsStand::begin()
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

inline void AlertsStand::fillStore()
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

inline void AlertsStand::makePage()
{
    m_feed = std::make_shared<AlertFeed>([this] { return m_store; }, m_fixture->context());
    m_feed->setRound(aRound());
    m_page = std::make_unique<AlertsPage>(m_fixture->context(), m_feed);
    show(*m_page);
    m_page->setActive(true);
}

} // namespace weir::test
