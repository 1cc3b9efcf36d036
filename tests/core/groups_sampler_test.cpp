// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/lag_sampler.h"
#include "tests/support/fake_cluster.h"

#include <QTest>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

/// Collects what the sampler says, on whatever thread it says it.
class Collector
{
public:
    void take(std::shared_ptr<const LagSample> sample)
    {
        const std::scoped_lock lock(m_mutex);
        m_samples.push_back(std::move(sample));
        m_arrived.notify_all();
    }
    bool waitFor(std::size_t count, std::chrono::milliseconds most = 5s)
    {
        std::unique_lock lock(m_mutex);
        return m_arrived.wait_for(lock, most, [&] { return m_samples.size() >= count; });
    }
    std::vector<std::shared_ptr<const LagSample>> samples() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_samples;
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::vector<std::shared_ptr<const LagSample>> m_samples;
};

std::shared_ptr<FakeCluster> clusterWithAGroup()
{
    auto cluster = std::make_shared<FakeCluster>();
    cluster->addTopic("orders", 1);
    cluster->append("orders", 0, "k", "v");
    cluster->addGroup("billing");
    cluster->commit("billing", {"orders", 0}, 0);
    return cluster;
}

} // namespace

class GroupsSamplerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void samplesAgainAndAgain();
    void stopsDuringARound();
    void stopsDuringThePause();
    void aStoppedRoundIsNotTold();
    void slowClustersAreNotPressed();
    void errorsAreSamplesToo();
    void recovers();
    void costIsTold();
    void slowedIsTold();
    void aShorterIntervalIsInForceAtOnce();
    void aLongerIntervalIsInForceAtOnce();
    void sampleNowEndsThePause();
    void sampleNowDuringARound();
    void wishesReachTheNextRound();
};

void GroupsSamplerTest::samplesAgainAndAgain()
{
    Collector collector;
    const auto cluster = clusterWithAGroup();
    const TimestampMs before = nowMs();
    const LagSampler sampler(cluster, SamplerWishes{.interval = 10ms}, [&](auto sample) { collector.take(std::move(sample)); });
    QVERIFY(collector.waitFor(2));
    cluster->append("orders", 0, "k", "v");
    QTRY_VERIFY(collector.samples().back()->groups->values.at(0).lag == 2);
    const auto samples = collector.samples();
    QVERIFY(samples[0]->groups.has_value());
    QCOMPARE(samples[0]->groups->values.at(0).lag, std::optional<std::int64_t>(1));
    QVERIFY(samples[0]->time >= before);
    QVERIFY(samples[1]->time >= samples[0]->time + 9);
}

void GroupsSamplerTest::stopsDuringARound()
{
    Collector collector;
    const auto cluster = clusterWithAGroup();
    cluster->delay(Op::Committed, 10s);
    auto sampler = std::make_unique<LagSampler>(cluster, SamplerWishes{.interval = 1s}, [&](auto sample) { collector.take(std::move(sample)); });
    QTRY_VERIFY(cluster->calls(Op::Committed) > 0);
    QElapsedTimer timer;
    timer.start();
    sampler.reset();
    QVERIFY2(timer.elapsed() < 100, qPrintable(QString::number(timer.elapsed())));
}

void GroupsSamplerTest::stopsDuringThePause()
{
    Collector collector;
    auto sampler =
        std::make_unique<LagSampler>(clusterWithAGroup(), SamplerWishes{.interval = 10s}, [&](auto sample) { collector.take(std::move(sample)); });
    QVERIFY(collector.waitFor(1));
    QElapsedTimer timer;
    timer.start();
    sampler.reset();
    QVERIFY2(timer.elapsed() < 100, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(collector.samples().size(), std::size_t{1});
}

void GroupsSamplerTest::aStoppedRoundIsNotTold()
{
    Collector collector;
    const auto cluster = clusterWithAGroup();
    cluster->delay(Op::Groups, 10s);
    auto sampler = std::make_unique<LagSampler>(cluster, SamplerWishes{.interval = 1s}, [&](auto sample) { collector.take(std::move(sample)); });
    QTRY_VERIFY(cluster->calls(Op::Groups) > 0);
    sampler.reset();
    QVERIFY(collector.samples().empty());
}

void GroupsSamplerTest::slowClustersAreNotPressed()
{
    Collector collector;
    const auto cluster = clusterWithAGroup();
    cluster->delay(Op::Groups, 100ms); // a round takes longer than the whole interval
    const LagSampler sampler(cluster, SamplerWishes{.interval = 50ms}, [&](auto sample) { collector.take(std::move(sample)); });
    QVERIFY(collector.waitFor(4));
    const auto samples = collector.samples();
    for (std::size_t i = 1; i < samples.size(); ++i) {
        const auto took = samples[i - 1]->took;
        QVERIFY(took >= 100ms);
        const auto apart = samples[i]->time - samples[i - 1]->time;
        QVERIFY2(apart >= 2 * took.count() - 5, qPrintable(QString("%1 ms after a round of %2 ms").arg(apart).arg(took.count())));
    }
}

void GroupsSamplerTest::errorsAreSamplesToo()
{
    Collector collector;
    const auto cluster = clusterWithAGroup();
    const Error away{ErrorKind::Unreachable, "No broker answers.", {}, -195, true};
    cluster->fail(Op::Groups, away);
    const LagSampler sampler(cluster, SamplerWishes{.interval = 10ms}, [&](auto sample) { collector.take(std::move(sample)); });
    QVERIFY(collector.waitFor(1));
    QVERIFY(!collector.samples()[0]->groups.has_value());
    QCOMPARE(collector.samples()[0]->groups.error(), away);
}

void GroupsSamplerTest::recovers()
{
    Collector collector;
    const auto cluster = clusterWithAGroup();
    cluster->failSubject(Op::Offsets, "orders-0", Error{ErrorKind::Broker, "The leader is away.", {}, 5, true});
    const LagSampler sampler(cluster, SamplerWishes{.interval = 10ms}, [&](auto sample) { collector.take(std::move(sample)); });
    QVERIFY(collector.waitFor(1));
    QVERIFY(collector.samples()[0]->groups.has_value());
    QVERIFY(!collector.samples()[0]->groups->complete());
    QVERIFY(collector.samples()[0]->groups->values.at(0).partial);
    cluster->failSubject(Op::Offsets, "orders-0", std::nullopt);
    QTRY_VERIFY(collector.samples().back()->groups->complete());
    QVERIFY(!collector.samples().back()->groups->values.at(0).partial);
}

void GroupsSamplerTest::costIsTold()
{
    /// Counts as a real connection does, and keeps the processor busy for a while.
    class Counting : public FakeCluster
    {
    public:
        std::uint64_t requestsSent() const override { return 1000 + static_cast<std::uint64_t>(calls(Op::Groups) + calls(Op::Committed)); }
        Result<Partial<std::vector<GroupListing>>> groups(const Call& call) override
        {
            for (const auto until = Deadline::after(20ms); !until.expired();) {
            }
            return FakeCluster::groups(call);
        }
    };
    Collector collector;
    const auto cluster = std::make_shared<Counting>();
    cluster->addTopic("orders", 2);
    cluster->addGroup("billing");
    cluster->addGroup("idle");
    cluster->commit("billing", {"orders", 0}, 0);
    cluster->commit("billing", {"orders", 1}, 0);
    const LagSampler sampler(cluster, SamplerWishes{.interval = 10ms}, [&](auto sample) { collector.take(std::move(sample)); });
    QVERIFY(collector.waitFor(2));
    for (std::size_t i = 0; i < 2; ++i) {
        const auto sample = collector.samples()[i];
        QCOMPARE(sample->cost.requests, 2); // of this round alone
        QCOMPARE(sample->cost.groups, std::size_t{2});
        QCOMPARE(sample->cost.partitions, std::size_t{2});
        QCOMPARE(sample->cost.took, sample->took);
        QVERIFY(sample->cost.took >= 20ms);
        QVERIFY(sample->cost.cpu > 0us && sample->cost.cpu <= sample->took + 2ms);
    }
    cluster->delay(Op::Committed, 200ms); // waiting costs time and no processor
    QTRY_VERIFY(collector.samples().back()->took >= 200ms);
    QVERIFY(collector.samples().back()->cost.cpu < 150ms);
}

void GroupsSamplerTest::slowedIsTold()
{
    Collector collector;
    const auto cluster = clusterWithAGroup();
    const LagSampler sampler(cluster, SamplerWishes{.interval = 400ms}, [&](auto sample) { collector.take(std::move(sample)); });
    QTRY_VERIFY(!collector.samples().empty() && !collector.samples().back()->slowed);
    cluster->delay(Op::Committed, 250ms); // more than half of the interval, and less than all of it
    QTRY_VERIFY(collector.samples().back()->slowed);
    QCOMPARE(collector.samples().back()->interval, 400ms);
    cluster->delay(Op::Committed, 0ms);
    QTRY_VERIFY(!collector.samples().back()->slowed);
}

void GroupsSamplerTest::aShorterIntervalIsInForceAtOnce()
{
    Collector collector;
    LagSampler sampler(clusterWithAGroup(), SamplerWishes{.interval = 60s}, [&](auto sample) { collector.take(std::move(sample)); });
    QVERIFY(collector.waitFor(1));
    QTest::qWait(20); // it is waiting now
    sampler.setWishes({.interval = 200ms});
    QVERIFY(collector.waitFor(3));
    QCOMPARE(collector.samples().back()->interval, 200ms);
    QVERIFY(collector.samples()[1]->time >= collector.samples()[0]->time + 195); // no sooner than wished
}

void GroupsSamplerTest::aLongerIntervalIsInForceAtOnce()
{
    Collector collector;
    LagSampler sampler(clusterWithAGroup(), SamplerWishes{.interval = 1s}, [&](auto sample) { collector.take(std::move(sample)); });
    QVERIFY(collector.waitFor(1));
    sampler.setWishes({.interval = 60s});
    QVERIFY(!collector.waitFor(2, 1500ms));
}

void GroupsSamplerTest::sampleNowEndsThePause()
{
    Collector collector;
    LagSampler sampler(clusterWithAGroup(), SamplerWishes{.interval = 60s}, [&](auto sample) { collector.take(std::move(sample)); });
    QVERIFY(collector.waitFor(1));
    sampler.sampleNow();
    QVERIFY(collector.waitFor(2));
    QVERIFY(!collector.waitFor(3, 200ms)); // once
}

void GroupsSamplerTest::sampleNowDuringARound()
{
    Collector collector;
    const auto cluster = clusterWithAGroup();
    cluster->delay(Op::Committed, 200ms);
    LagSampler sampler(cluster, SamplerWishes{.interval = 60s}, [&](auto sample) { collector.take(std::move(sample)); });
    QTRY_VERIFY(cluster->calls(Op::Committed) > 0);
    sampler.sampleNow();
    QVERIFY(collector.waitFor(2));
}

void GroupsSamplerTest::wishesReachTheNextRound()
{
    Collector collector;
    const auto cluster = clusterWithAGroup();
    cluster->delay(Op::Committed, 100ms);
    LagSampler sampler(cluster, SamplerWishes{.interval = 10ms}, [&](auto sample) { collector.take(std::move(sample)); });
    QTRY_VERIFY(cluster->calls(Op::Committed) > 0); // changed while a round is under way
    sampler.setWishes({.interval = 10ms, .pinned = {"hidden"}, .watchedTopics = {"orders"}});
    QTRY_VERIFY(collector.samples().size() > 1 && collector.samples().back()->topicEnds.contains("orders"));
    QCOMPARE(collector.samples().back()->topicEnds.at("orders"), std::int64_t{1});
    QVERIFY(collector.samples().front()->topicEnds.empty());
    QCOMPARE(collector.samples().back()->groups->failures.at(0).subject, std::string("hidden"));
    cluster->fail(Op::Groups, Error{ErrorKind::NotAuthorized, "You may not list groups.", {}, 31, false});
    sampler.setWishes({.interval = 10ms, .pinned = {"billing"}});
    QTRY_COMPARE(collector.samples().back()->groups->failures.at(0).subject, std::string("list of groups"));
    QTRY_VERIFY(collector.samples().back()->groups->values.size() == 1);
    QCOMPARE(collector.samples().back()->groups->values[0].lag, std::optional<std::int64_t>(1));
    const int described = cluster->calls(Op::DescribeGroups);
    sampler.setWishes({.interval = 10ms, .pinned = {"billing"}, .closely = {"billing"}});
    QTRY_VERIFY(cluster->calls(Op::DescribeGroups) >= described + 3);
}

QTEST_GUILESS_MAIN(GroupsSamplerTest)
#include "groups_sampler_test.moc"
