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

QTEST_GUILESS_MAIN(GroupsSamplerTest)
#include "groups_sampler_test.moc"
