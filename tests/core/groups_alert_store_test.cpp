// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/alert_store.h"

#include <QTemporaryDir>
#include <QTest>

using namespace weir;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

Alert alertOf(const std::string& subject, TimestampMs raised, const std::string& rule = "r")
{
    return {0, rule, "The rule", subject, raised, std::nullopt, std::nullopt, true, "It hurts."};
}

Alert endedAt(Alert alert, TimestampMs when)
{
    alert.ended = when;
    alert.text += " Ended: gone.";
    return alert;
}

} // namespace

class GroupsAlertStoreTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path path() const { return m_folder->path().toStdString() + "/deep/a.alerts.db"; }
    std::unique_ptr<AlertStore> open() const
    {
        auto opened = AlertStore::open(path());
        return opened ? std::move(*opened) : nullptr;
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void rulesAreTheDefaultsUntilSaved()
    {
        const auto store = open();
        QVERIFY(store);
        QCOMPARE(store->rules().value(), defaultAlertRules());
        QVERIFY(store->saveRules({}));
        QCOMPARE(open()->rules().value().size(), std::size_t{0}); // none is a choice, too
        std::vector<AlertRule> rules = defaultAlertRules();
        rules.push_back({"own", "name with \"quotes\" and \xFF bytes", false, "shop-*\n", AlertRule::Condition::LagAbove,
                         0.1 + 0.2, 90s, 600});
        QVERIFY(store->saveRules(rules));
        QCOMPARE(open()->rules().value(), rules);
        // Ids must be unique: nothing is saved by halves.
        auto twice = rules;
        twice.push_back(rules.front());
        QVERIFY(!store->saveRules(twice));
        QCOMPARE(store->rules().value(), rules);
    }

    void actionIsOffUntilSaved()
    {
        const auto store = open();
        QCOMPARE(store->action().value(), AlertAction{});
        QVERIFY(!store->action()->runCommand && !store->action()->post && store->action()->notify);
        const AlertAction action{true, "/usr/bin/logger", {"{subject}", "", "two words"}, true, "https://example.org/x", false};
        QVERIFY(store->saveAction(action));
        QCOMPARE(open()->action().value(), action);
        QVERIFY(store->saveAction({}));
        QCOMPARE(store->action().value(), AlertAction{});
        QCOMPARE(store->rules().value(), defaultAlertRules()); // still not saved
    }

    void keptEndedAcknowledged()
    {
        const auto store = open();
        const Alert first = store->keep({alertOf("a", 1'000), true}).value();
        const Alert second = store->keep({alertOf("b", 2'000), true}).value();
        QVERIFY(first.id > 0 && second.id > first.id);
        // The same alert told twice is one.
        QCOMPARE(store->keep({alertOf("a", 1'500), true})->id, first.id);
        QCOMPARE(store->open()->size(), std::size_t{2});
        const Alert ended = store->keep({endedAt(alertOf("a", 1'000), 9'000), false}).value();
        QCOMPARE(ended.id, first.id);
        QCOMPARE(ended.ended, std::optional<TimestampMs>(9'000));
        QVERIFY(ended.text.ends_with("gone."));
        QCOMPARE(store->open()->size(), std::size_t{1});
        const Alert again = store->keep({alertOf("a", 10'000), true}).value();
        QVERIFY(again.id > second.id);
        // Open ones first, then the newest.
        const auto all = open()->newest(10).value();
        QCOMPARE(all.size(), std::size_t{3});
        QCOMPARE(all[0].id, again.id);
        QCOMPARE(all[1].id, second.id);
        QCOMPARE(all[2].id, first.id);
        QCOMPARE(open()->newest(1)->size(), std::size_t{1});
        QVERIFY(store->acknowledge(first.id, 11'000));
        QVERIFY(store->acknowledge(first.id, 12'000)); // the first time counts
        QCOMPARE(open()->newest(10)->back().acknowledged, std::optional<TimestampMs>(11'000));
        const auto unknown = store->acknowledge(999, 1);
        QVERIFY(!unknown && unknown.error().kind == ErrorKind::NotFound);
    }

    void endOfAnAlertNobodyKept()
    {
        const auto store = open();
        QVERIFY(store->keep({endedAt(alertOf("a", 1), 2), false}));
        QCOMPARE(store->newest(5)->size(), std::size_t{0});
    }

    void twoProgramsOneFile()
    {
        const auto one = open();
        const auto other = open();
        const auto a = one->keep({alertOf("a", 1), true}).value();
        const auto b = other->keep({alertOf("a", 2), true}).value();
        QCOMPARE(a.id, b.id);
        QVERIFY(other->keep({endedAt(a, 3), false}));
        QCOMPARE(one->open()->size(), std::size_t{0});
    }

    void pathsAreSafe_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("plain") << QByteArray("MkU3OEVBNTcwNTJENDM2Qk") << QByteArray("MkU3OEVBNTcwNTJENDM2Qk.alerts.db");
        QTest::newRow("slashes") << QByteArray("../../etc/passwd") << QByteArray("%2e.%2f..%2fetc%2fpasswd.alerts.db");
        QTest::newRow("empty") << QByteArray() << QByteArray("%.alerts.db");
        QTest::newRow("null and newline") << QByteArray("a\0\n", 3) << QByteArray("a%00%0a.alerts.db");
    }
    void pathsAreSafe()
    {
        QFETCH(QByteArray, id);
        QFETCH(QByteArray, name);
        const auto path = AlertStore::pathIn("/state/lag", id.toStdString());
        QCOMPARE(path.filename().string(), name.toStdString());
        QCOMPARE(path.parent_path().filename().string(), "lag"s);
        QVERIFY(AlertStore::pathIn({}, std::string(5'000, 'x')).filename().string().size() < 230);
    }

    void noFolderNoStore()
    {
        const auto refused = AlertStore::open("/proc/no/such/folder/a.db");
        QVERIFY(!refused);
        QVERIFY(!refused.error().message.empty());
    }
};

QTEST_GUILESS_MAIN(GroupsAlertStoreTest)
#include "groups_alert_store_test.moc"
