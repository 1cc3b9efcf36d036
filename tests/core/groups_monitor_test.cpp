// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/group_monitor.h"
#include "tests/support/fake_cluster.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <algorithm>
#include <mutex>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

/// What the sink was given. Outlives the monitor.
class Rounds
{
public:
    void take(std::shared_ptr<const GroupRound> round)
    {
        const std::scoped_lock lock(m_mutex);
        m_rounds.push_back(std::move(round));
    }
    [[nodiscard]] std::size_t count() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_rounds.size();
    }
    [[nodiscard]] std::shared_ptr<const GroupRound> last() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_rounds.empty() ? nullptr : m_rounds.back();
    }
    [[nodiscard]] bool any(const std::function<bool(const GroupRound&)>& is) const
    {
        const std::scoped_lock lock(m_mutex);
        return std::ranges::any_of(m_rounds, [&](const auto& round) { return is(*round); });
    }

private:
    mutable std::mutex m_mutex;
    std::vector<std::shared_ptr<const GroupRound>> m_rounds;
};

std::shared_ptr<FakeCluster> shop()
{
    auto cluster = std::make_shared<FakeCluster>();
    cluster->addTopic("orders", 1);
    const TimestampMs begin = nowMs() - 100'000;
    for (int i = 0; i < 100; ++i)
        cluster->append("orders", 0, "k", "v", {}, begin + i * 1'000);
    cluster->addGroup("billing");
    cluster->commit("billing", {"orders", 0}, 30);
    return cluster;
}

Error unreachable()
{
    return {ErrorKind::Unreachable, "shop-test did not answer.", "Connection refused", -195, true};
}

} // namespace

class GroupsMonitorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void roundsAreAnalysed();
    void timestampsAreReadFromTheRecords();
    void keptUnderTheClustersId();
    void nothingIsKeptWithoutAnId();
    void alertsWithoutAFolder();
    void alertsWithoutTheirFile();
    void failedRoundsAreRounds();
    void whatWasDoneIsNoted();
    void alertsAreKeptOnce();
    void changedRulesCount();
    void endsAtOnce();

private:
    std::unique_ptr<GroupMonitor> monitor(const std::shared_ptr<Cluster>& cluster, Rounds& rounds, std::filesystem::path folder = {})
    {
        GroupMonitor::Options options;
        options.wishes.interval = 20ms;
        options.folder = std::move(folder);
        return std::make_unique<GroupMonitor>(cluster, std::move(options), [&rounds](auto round) { rounds.take(std::move(round)); });
    }
    static AlertRule anyLag()
    {
        AlertRule rule;
        rule.id = "any-lag";
        rule.name = "Any lag";
        rule.condition = AlertRule::Condition::LagAbove;
        rule.threshold = 10;
        return rule;
    }
    static bool raises(const GroupRound& round)
    {
        return std::ranges::any_of(round.alerts, [](const AlertChange& change) { return change.began && change.alert.rule == "any-lag"; });
    }
};

void GroupsMonitorTest::roundsAreAnalysed()
{
    Rounds rounds;
    const auto watched = monitor(shop(), rounds);
    QTRY_VERIFY(rounds.count() > 3);
    const auto last = rounds.last();
    QVERIFY(last->sample->groups);
    QCOMPARE(last->groups.size(), last->sample->groups->values.size());
    QCOMPARE(last->groups.front().group, std::string("billing"));
    QCOMPARE(last->groups.front().partitions.size(), std::size_t{1});
    QVERIFY(watched->history());
    QTRY_VERIFY(watched->history()->recent({"billing", {}, -1}, LagMeasure::Records, 0).points.size() > 2);
    QCOMPARE(watched->history()->recent({"billing", {}, -1}, LagMeasure::Records, 0).points.back().last.value(), 70.0);
}

void GroupsMonitorTest::timestampsAreReadFromTheRecords()
{
    Rounds rounds;
    const auto watched = monitor(shop(), rounds);
    // Record 30 was written 69 s before the newest.
    QTRY_COMPARE(rounds.last() ? rounds.last()->groups.front().total.time.kind : TimeLag::Kind::Unknown, TimeLag::Kind::Exact);
    QCOMPARE(rounds.last()->groups.front().total.time.behind, 69s);
}

void GroupsMonitorTest::keptUnderTheClustersId()
{
    const QTemporaryDir folder;
    const auto cluster = shop();
    const auto id = cluster->ping({})->clusterId;
    QVERIFY(!id.empty());
    const std::filesystem::path path = folder.path().toStdString();
    {
        Rounds rounds;
        const auto watched = monitor(cluster, rounds, path);
        QTRY_VERIFY(rounds.count() > 2);
        QVERIFY(watched->alerts());
        QVERIFY(!watched->alertsError());
        QVERIFY(watched->history()->flush());
    }
    QVERIFY(std::filesystem::exists(GroupHistory::pathIn(path, id)));
    QVERIFY(std::filesystem::exists(AlertStore::pathIn(path, id)));
    QVERIFY(GroupHistory::pathIn(path, id) != AlertStore::pathIn(path, id));
}

void GroupsMonitorTest::nothingIsKeptWithoutAnId()
{
    const QTemporaryDir folder;
    const auto cluster = shop();
    cluster->fail(Op::Ping, unreachable());
    Rounds rounds;
    const auto watched = monitor(cluster, rounds, folder.path().toStdString());
    QTRY_VERIFY(rounds.count() > 2);
    QVERIFY(watched->history());
    QVERIFY2(QDir(folder.path()).isEmpty(), "two clusters without an id must not share a file");
    QVERIFY(watched->alertsError());
    // Rules and alerts of the session work all the same.
    QVERIFY(watched->alerts());
    QVERIFY(watched->alerts()->saveRules({anyLag()}));
    watched->alertsChanged();
    QTRY_VERIFY(rounds.any(raises));
    const auto open = watched->alerts()->open();
    QVERIFY(open);
    QCOMPARE(open->size(), std::size_t{1});
    QVERIFY(open->front().id > 0);
    QVERIFY(QDir(folder.path()).isEmpty());
}

void GroupsMonitorTest::alertsWithoutAFolder()
{
    Rounds rounds;
    const auto watched = monitor(shop(), rounds);
    QTRY_VERIFY(rounds.count() > 0);
    QVERIFY(watched->alerts());
    QVERIFY2(!watched->alertsError(), "nobody asked for a file, so none is missing");
    QCOMPARE(watched->alerts()->rules().value(), defaultAlertRules());
}

void GroupsMonitorTest::alertsWithoutTheirFile()
{
    const QTemporaryDir folder;
    const auto cluster = shop();
    const std::filesystem::path path = folder.path().toStdString();
    const auto file = AlertStore::pathIn(path, cluster->ping({})->clusterId);
    std::filesystem::create_directory(file); // a folder is no database
    Rounds rounds;
    const auto watched = monitor(cluster, rounds, path);
    QTRY_VERIFY(rounds.count() > 1);
    QVERIFY(watched->alerts());
    QVERIFY(watched->alertsError());
    QVERIFY(watched->alertsError()->message.find(file.string()) != std::string::npos);
    AlertAction action;
    action.notify = false;
    QVERIFY(watched->alerts()->saveAction(action));
    QCOMPARE(watched->alerts()->action().value(), action);
    QVERIFY(watched->alertsError());
}

void GroupsMonitorTest::failedRoundsAreRounds()
{
    const auto cluster = shop();
    cluster->fail(Op::Groups, unreachable());
    Rounds rounds;
    const auto watched = monitor(cluster, rounds);
    QTRY_VERIFY(rounds.count() > 1);
    QVERIFY(!rounds.last()->sample->groups);
    QVERIFY(rounds.last()->groups.empty());
    QVERIFY2(!watched->history(), "the cluster has not been seen yet");
    cluster->fail(Op::Groups, std::nullopt);
    QTRY_VERIFY(watched->history());
}

void GroupsMonitorTest::whatWasDoneIsNoted()
{
    Rounds rounds;
    const auto watched = monitor(shop(), rounds);
    QTRY_VERIFY(rounds.count() > 1);
    const GroupEvent event{nowMs(), GroupEvent::Kind::OffsetsReset, "billing", std::nullopt, Health::Unknown, "Weir moved offsets."};
    watched->note(event);
    QTRY_VERIFY(rounds.any([&](const GroupRound& round) { return std::ranges::find(round.events, event) != round.events.end(); }));
    const auto kept = watched->history()->events("billing", event.time - 1'000, event.time + 60'000);
    QVERIFY(kept);
    QCOMPARE(std::ranges::count(*kept, event), 1);
}

void GroupsMonitorTest::alertsAreKeptOnce()
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    const auto cluster = shop();
    {
        const auto store = AlertStore::open(AlertStore::pathIn(path, cluster->ping({})->clusterId));
        QVERIFY(store);
        QVERIFY((*store)->saveRules({anyLag()}));
    }
    for (int run = 0; run < 2; ++run) {
        Rounds rounds;
        const auto watched = monitor(cluster, rounds, path);
        if (run == 0)
            QTRY_VERIFY(rounds.any(raises));
        else
            QTRY_VERIFY(rounds.count() > 10);
        // The program was started anew while the alert was open: it is not raised again.
        QCOMPARE(rounds.any(raises), run == 0);
        const auto open = watched->alerts()->open();
        QVERIFY(open);
        QCOMPARE(open->size(), std::size_t{1});
        QVERIFY(open->front().id > 0);
        QCOMPARE(open->front().subject, std::string("billing"));
    }
}

void GroupsMonitorTest::changedRulesCount()
{
    const QTemporaryDir folder;
    Rounds rounds;
    const auto watched = monitor(shop(), rounds, folder.path().toStdString());
    QTRY_VERIFY(rounds.count() > 5);
    QVERIFY(!rounds.any(raises));
    QVERIFY(watched->alerts()->saveRules({anyLag()}));
    watched->alertsChanged();
    QTRY_VERIFY(rounds.any(raises));
}

void GroupsMonitorTest::endsAtOnce()
{
    const auto cluster = shop();
    cluster->delay(Op::Groups, 5s);
    Rounds rounds;
    auto watched = monitor(cluster, rounds);
    QTest::qWait(30);
    QElapsedTimer timer;
    timer.start();
    watched.reset();
    QVERIFY2(timer.elapsed() < 1'000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_GUILESS_MAIN(GroupsMonitorTest)
#include "groups_monitor_test.moc"
