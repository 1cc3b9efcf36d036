// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/lag_probe.h"
#include "tests/support/fake_cluster.h"

#include <QElapsedTimer>
#include <QTest>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

constexpr TimestampMs start = 1'700'000'000'000;

/// Collects what the probe says, on whatever thread it says it.
class Collector
{
public:
    LagProbe::Sink sink()
    {
        return [this](LagProbeAnswer answer) {
            const std::scoped_lock lock(m_mutex);
            m_times.insert(m_times.end(), answer.times.begin(), answer.times.end());
            m_retentions.merge(answer.retentions);
        };
    }
    std::vector<TimeAnswer> times() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_times;
    }
    std::map<std::string, TopicRetention> retentions() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_retentions;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<TimeAnswer> m_times;
    std::map<std::string, TopicRetention> m_retentions;
};

ConfigEntry entry(const std::string& name, const std::string& value)
{
    ConfigEntry made;
    made.name = name;
    made.value = value;
    return made;
}

std::shared_ptr<FakeCluster> clusterWithATopic()
{
    auto cluster = std::make_shared<FakeCluster>();
    FakeTopic& topic = cluster->addTopic("orders", 2);
    topic.configs = {entry("cleanup.policy", "delete"), entry("retention.ms", "3600000"), entry("retention.bytes", "-1")};
    for (int i = 0; i < 10; ++i)
        cluster->append("orders", 0, "k", "v", {}, start + i * 1000);
    return cluster;
}

} // namespace

class GroupsProbeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answers();
    void retentionOnce();
    void retentionOfManyTopics();
    void retentionThatFails();
    void newerQuestionsReplaceOlder();
    void readsNothingTwice();
    void cannotRead();
    void stopsWhileReading();
    void idles();
};

void GroupsProbeTest::answers()
{
    Collector collector;
    const auto cluster = clusterWithATopic();
    LagProbe probe(cluster, collector.sink());
    probe.ask({{{"orders", 0}, 3, 10, false}, {{"orders", 0}, 3, 10, true}}, {});
    QTRY_COMPARE(collector.times().size(), 2U);
    QCOMPARE(collector.times()[0].timestamp, std::optional<TimestampMs>(start + 3000));
    QCOMPARE(collector.times()[1].timestamp, std::optional<TimestampMs>(start + 9000));
    QVERIFY(collector.retentions().empty());
    QCOMPARE(cluster->calls(Op::Configs), 0);
}

void GroupsProbeTest::retentionOnce()
{
    Collector collector;
    const auto cluster = clusterWithATopic();
    cluster->addTopic("changes", 1).configs = {entry("cleanup.policy", "compact"), entry("retention.ms", "60000"),
                                               entry("retention.bytes", "1024")};
    LagProbe probe(cluster, collector.sink());
    probe.ask({}, {"orders", "changes"});
    QTRY_COMPARE(collector.retentions().size(), 2U);
    const auto found = collector.retentions();
    QCOMPARE(found.at("orders").time, std::optional<std::chrono::milliseconds>(1h));
    QVERIFY(!found.at("orders").bytes && found.at("orders").deletes && !found.at("orders").compacted);
    QVERIFY(found.at("changes").compacted && !found.at("changes").deletes);
    QCOMPARE(found.at("changes").bytes, std::optional<std::int64_t>(1024));
    // Named again each second: asked for no more. The question after it shows that the probe had its turn.
    probe.ask({{{"orders", 0}, 3, 10, false}}, {"orders", "changes"});
    QTRY_COMPARE(collector.times().size(), 1U);
    QCOMPARE(cluster->calls(Op::Configs), 1);
}

void GroupsProbeTest::retentionOfManyTopics()
{
    Collector collector;
    const auto cluster = clusterWithATopic();
    std::vector<std::string> names;
    for (int i = 0; i < 250; ++i) {
        names.push_back("topic-" + std::to_string(i));
        cluster->addTopic(names.back(), 1).configs = {entry("cleanup.policy", "delete"), entry("retention.ms", "1")};
    }
    LagProbe probe(cluster, collector.sink());
    for (int i = 1; i <= 3; ++i) {
        probe.ask({}, names);
        QTRY_COMPARE(collector.retentions().size(), std::min<std::size_t>(250, 100 * static_cast<std::size_t>(i)));
    }
}

void GroupsProbeTest::retentionThatFails()
{
    Collector collector;
    const auto cluster = clusterWithATopic();
    cluster->addTopic("secret", 1);
    cluster->failSubject(Op::Configs, "secret", Error{ErrorKind::NotAuthorized, "Not allowed.", {}, 29, false});
    LagProbe probe(cluster, collector.sink());
    probe.ask({}, {"secret", "orders"});
    QTRY_COMPARE(collector.retentions().size(), 1U);
    probe.ask({{{"orders", 0}, 3, 10, false}}, {"secret", "orders"}); // not again so soon
    QTRY_COMPARE(collector.times().size(), 1U);
    QCOMPARE(cluster->calls(Op::Configs), 1);
}

void GroupsProbeTest::newerQuestionsReplaceOlder()
{
    Collector collector;
    const auto cluster = clusterWithATopic();
    cluster->delay(Op::Read, 200ms);
    LagProbe probe(cluster, collector.sink());
    probe.ask({{{"orders", 0}, 0, 10, false}}, {});
    QTRY_COMPARE(cluster->calls(Op::Read), 1);
    probe.ask({{{"orders", 0}, 1, 10, false}}, {}); // never read
    probe.ask({{{"orders", 0}, 2, 10, false}}, {});
    QTRY_COMPARE(collector.times().size(), 2U);
    QCOMPARE(collector.times()[0].question.offset, 0);
    QCOMPARE(collector.times()[1].question.offset, 2);
}

void GroupsProbeTest::readsNothingTwice()
{
    Collector collector;
    const auto cluster = clusterWithATopic();
    cluster->delay(Op::Read, 200ms);
    LagProbe probe(cluster, collector.sink());
    probe.ask({{{"orders", 0}, 0, 10, false}, {{"orders", 1}, 0, 0, true}}, {});
    QTRY_COMPARE(cluster->calls(Op::Read), 1);
    probe.ask({{{"orders", 0}, 0, 12, false}, {{"orders", 0}, 5, 10, false}}, {}); // the first is on its way
    QTRY_COMPARE(collector.times().size(), 3U);
    QCOMPARE(collector.times().back().question.offset, 5);
}

void GroupsProbeTest::cannotRead()
{
    class NoReader : public FakeCluster
    {
    public:
        Result<std::unique_ptr<Reader>> newReader(Isolation) override
        {
            return weir::fail(ErrorKind::Internal, "No client can be made.");
        }
    };
    Collector collector;
    LagProbe probe(std::make_shared<NoReader>(), collector.sink());
    probe.ask({{{"orders", 0}, 0, 10, false}}, {});
    QTRY_COMPARE(collector.times().size(), 1U);
    QVERIFY(collector.times()[0].error);
}

void GroupsProbeTest::stopsWhileReading()
{
    Collector collector;
    const auto cluster = clusterWithATopic();
    cluster->delay(Op::Read, 60s);
    QElapsedTimer timer;
    {
        LagProbe probe(cluster, collector.sink());
        probe.ask({{{"orders", 0}, 0, 10, false}}, {"orders"});
        QTRY_COMPARE(cluster->calls(Op::Read), 1);
        timer.start();
    }
    QVERIFY(timer.elapsed() < 4000); // the read would end after five seconds by itself
    QVERIFY(collector.times().empty()); // what a stopped read found is not told
}

void GroupsProbeTest::idles()
{
    Collector collector;
    const auto cluster = clusterWithATopic();
    {
        LagProbe probe(cluster, collector.sink());
    }
    LagProbe probe(cluster, collector.sink());
    probe.ask({}, {});
    QTest::qWait(20);
    QCOMPARE(cluster->calls(Op::Read) + cluster->calls(Op::Configs), 0);
}

QTEST_GUILESS_MAIN(GroupsProbeTest)
#include "groups_probe_test.moc"
