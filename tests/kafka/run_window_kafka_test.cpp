// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/event_template.h"
#include "tests/support/heartbeat.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/page_fixture.h"
#include "tests/support/real_broker.h"
#include "ui/events/run_feed.h"
#include "ui/events/run_setup.h"
#include "ui/events/run_tab.h"
#include "ui/widgets/line_chart.h"

#include <QtCore/QStandardPaths>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QPushButton>

using namespace weir;
using namespace weir::ui;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

/// The same kilobyte for ever.
class Kilobytes : public RecordSource
{
public:
    explicit Kilobytes(std::string topic) : m_topic(std::move(topic)), m_value(1'000, 'x') {}
    Result<bool> next(OutgoingRecord& record) override
    {
        record.topic = m_topic;
        record.key = std::to_string(m_number++ % 500);
        record.value = m_value;
        return true;
    }
    bool ended() const override { return false; }
    std::optional<std::uint64_t> total() const override { return {}; }
    std::optional<double> fraction() const override { return {}; }

private:
    std::string m_topic;
    std::string m_value;
    std::uint64_t m_number = 0;
};

} // namespace

/// Runs in the window against a real broker: what the window says is what stands in the topic, and it keeps moving.
class RunWindowKafkaTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void windowKeepsMovingWhileTenThousandASecondAreSent();
    void rampOfATemplate();
    void cancelledInTheMiddle();

private:
    [[nodiscard]] std::uint64_t written() const;
    [[nodiscard]] const RunView& run() const { return m_feed->runs().front(); }
    [[nodiscard]] RunFeed::OpenSource kilobytes() const
    {
        return [topic = m_topic]() -> Result<std::unique_ptr<RecordSource>> { return std::make_unique<Kilobytes>(topic); };
    }
    std::shared_ptr<Cluster> m_cluster;
    std::shared_ptr<TaskPool> m_tasks;
    RecordingNavigator m_navigator;
    std::string m_topic;
    std::shared_ptr<RunFeed> m_feed;
    std::unique_ptr<RunTab> m_tab;
};

void RunWindowKafkaTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(QStringLiteral("weir-test"));
    m_cluster = releasedElsewhere(std::shared_ptr<Cluster>(open(*testBootstrap())));
    m_tasks = TaskPool::create(4);
}

void RunWindowKafkaTest::init()
{
    m_topic = uniqueName("runs");
    QVERIFY(m_cluster->admin().createTopic({m_topic, 3, 1, {}}, soon()));
    const PageContext context{m_cluster, m_tasks, m_navigator, {QStringLiteral("local"), QStringLiteral("test")}};
    m_feed = std::make_shared<RunFeed>(context, std::filesystem::path());
    m_tab = std::make_unique<RunTab>(context, m_feed);
    show(*m_tab, {1176, 760});
    m_tab->setActive(true);
}

void RunWindowKafkaTest::cleanup()
{
    m_tab.reset();
    m_feed.reset();
    (void)m_cluster->admin().deleteTopic(m_topic, soon());
}

std::uint64_t RunWindowKafkaTest::written() const
{
    std::vector<TopicPartition> partitions;
    for (std::int32_t i = 0; i < 3; ++i)
        partitions.push_back({m_topic, i});
    std::uint64_t sum = 0;
    for (const auto& [partition, end] : m_cluster->admin().offsets(partitions, OffsetPoint::End, soon()).values)
        sum += static_cast<std::uint64_t>(end);
    return sum;
}

void RunWindowKafkaTest::windowKeepsMovingWhileTenThousandASecondAreSent()
{
    constexpr std::uint64_t wanted = 30'000;
    RunPlan plan;
    plan.rate.perSecond = 10'000;
    plan.stop.afterEvents = wanted;
    QByteArray report;
    bool steady = false;
    // What our own code stalls, it stalls every time.
    for (int attempt = 1; attempt <= 4 && !steady; ++attempt) {
        QSignalSpy ended(m_feed.get(), &RunFeed::runEnded);
        m_feed->start(QStringLiteral("kilobytes"), QString::fromStdString(m_topic), kilobytes(), plan);
        QTRY_VERIFY(!m_feed->runs().empty() && m_feed->starting() == 0);
        QTest::qWait(100); // the first drawing of a chart
        Heartbeat heart;
        QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 60'000);
        steady = heart.steady();
        report = heart.report();
        QCOMPARE(run().progress.state, RunState::Done);
        QCOMPARE(run().progress.acknowledged, wanted);
        QCOMPARE(written(), wanted * static_cast<std::uint64_t>(attempt));
        qInfo("%.3f s for 3 s of plan, p99 %lld us, longest stall %d ms", static_cast<double>(run().progress.elapsed.count()) / 1e3,
              static_cast<long long>(run().progress.p99.value_or(0us).count()), heart.longestStallMs());
    }
    QVERIFY2(steady, report);
    QTRY_VERIFY(m_tab->findChildren<LineChart*>().at(0)->csv().count(QLatin1Char('\n')) >= 3);
    picture(*m_tab, QStringLiteral("run-real-steady"));
}

void RunWindowKafkaTest::rampOfATemplate()
{
    EventTemplate value;
    value.kind = EventTemplate::Kind::Raw;
    value.name = "order";
    value.topic = m_topic;
    value.key = {PayloadType::Text, "{{key of 500 user-}}"};
    value.value = {PayloadType::Json, R"({"order":"ord-{{counter from=55000}}","amount":{{decimal 5..400}}})"};
    m_tab->useTemplate(value);
    RunPlan plan;
    plan.rate = {RunRate::Shape::Ramp, 50, 400, 3s};
    plan.stop.afterTime = 5s;
    m_tab->findChild<RunSetup*>()->setPlan(plan);
    auto* start = named<QPushButton>(*m_tab, QStringLiteral("Start run"));
    QTRY_VERIFY2(start->isEnabled(), qPrintable(readableText(*m_tab)));
    QVERIFY(readableText(*m_tab).contains(QStringLiteral("from 50 to 400 a second during 3 s, then 400.")));
    QSignalSpy ended(m_feed.get(), &RunFeed::runEnded);
    start->click();
    QTRY_VERIFY(!m_feed->runs().empty());
    QTest::qWait(2'500);
    picture(*m_tab, QStringLiteral("run-real-ramp"));
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 30'000);
    QCOMPARE(run().progress.state, RunState::Done);
    QCOMPARE(run().progress.failed + run().progress.skipped, std::uint64_t{0});
    QCOMPARE(written(), run().progress.acknowledged);
    qInfo("planned 1,475, acknowledged %llu", static_cast<unsigned long long>(run().progress.acknowledged));
    picture(*m_tab, QStringLiteral("run-real-done"));
}

void RunWindowKafkaTest::cancelledInTheMiddle()
{
    RunPlan plan;
    plan.rate.shape = RunRate::Shape::Fastest;
    plan.stop.afterTime = 60s;
    QSignalSpy ended(m_feed.get(), &RunFeed::runEnded);
    m_feed->start(QStringLiteral("kilobytes"), QString::fromStdString(m_topic), kilobytes(), plan);
    QTRY_VERIFY(!m_feed->runs().empty());
    QTRY_VERIFY(run().progress.acknowledged > 1'000);
    m_feed->cancel(run().id);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 30'000);
    QCOMPARE(run().progress.state, RunState::Cancelled);
    // What it took back is not written, what was written is acknowledged.
    QCOMPARE(written(), run().progress.acknowledged + run().progress.unknown);
}

int main(int argc, char** argv)
{
    if (const auto status = exitWithoutBroker())
        return *status;
    QApplication application(argc, argv);
    RunWindowKafkaTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "run_window_kafka_test.moc"
