// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/demo_domain.h"
#include "core/demo/demo_pace.h"
#include "core/demo/demo_traffic.h"
#include "tests/support/fake_cluster.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <limits>
#include <mutex>

using namespace weir;
using namespace std::chrono_literals;

/// The demo traffic on clusters that refuse, fail and hang.
class DemoTroubleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void refusesOptions_data();
    void refusesOptions();
    void refusesAReadOnlyConnection();
    void reportsAndTriesAgain_data();
    void reportsAndTriesAgain();
    void goesOnWithoutATopic();
    void leavesFullTopicsAlone();
    void stopsWhileACallHangs();
    void endsAfterItsTime();
    void paceBuildsUpAndRecovers();

private:
    void start(DemoTrafficOptions options = {});
    [[nodiscard]] DemoTrafficStatus status() const;
    [[nodiscard]] std::optional<Error> trouble(const std::string& subject) const;

    std::shared_ptr<test::FakeCluster> m_cluster;
    std::unique_ptr<DemoTraffic> m_traffic;
    mutable std::mutex m_mutex;
    DemoTrafficStatus m_status;
};

void DemoTroubleTest::init()
{
    m_cluster = std::make_shared<test::FakeCluster>();
    m_status = {};
}

void DemoTroubleTest::cleanup()
{
    QElapsedTimer timer;
    timer.start();
    m_traffic.reset();
    QVERIFY2(timer.elapsed() < 3'000, qPrintable(QString::number(timer.elapsed())));
}

void DemoTroubleTest::start(DemoTrafficOptions options)
{
    options.historyRecords = std::min<std::size_t>(options.historyRecords, 500);
    auto traffic = DemoTraffic::start(m_cluster, options, [this](const DemoTrafficStatus& status) {
        const std::lock_guard lock(m_mutex);
        m_status = status;
    });
    QVERIFY2(traffic, traffic ? "" : traffic.error().message.c_str());
    m_traffic = std::move(*traffic);
}

DemoTrafficStatus DemoTroubleTest::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

std::optional<Error> DemoTroubleTest::trouble(const std::string& subject) const
{
    const auto now = status();
    const auto found = std::ranges::find(now.troubles, subject, &Failure::subject);
    return found == now.troubles.end() ? std::nullopt : std::optional(found->error);
}

void DemoTroubleTest::refusesOptions_data()
{
    QTest::addColumn<double>("rate");
    QTest::addColumn<int>("durationMs");
    QTest::addColumn<int>("history");
    QTest::addColumn<int>("spanMs");
    QTest::addColumn<int>("waveMs");
    QTest::newRow("rate zero") << 0.0 << 1 << 1 << 1 << 1'000;
    QTest::newRow("rate negative") << -1.0 << 1 << 1 << 1 << 1'000;
    QTest::newRow("rate too high") << 2'001.0 << 1 << 1 << 1 << 1'000;
    QTest::newRow("rate is no number") << std::numeric_limits<double>::quiet_NaN() << 1 << 1 << 1 << 1'000;
    QTest::newRow("no duration") << 1.0 << 0 << 1 << 1 << 1'000;
    QTest::newRow("negative duration") << 1.0 << -5 << 1 << 1 << 1'000;
    QTest::newRow("too much history") << 1.0 << 1 << 100'001 << 1 << 1'000;
    QTest::newRow("history in no time") << 1.0 << 1 << 1 << 0 << 1'000;
    QTest::newRow("waves too short") << 1.0 << 1 << 1 << 1 << 999;
}

void DemoTroubleTest::refusesOptions()
{
    QFETCH(double, rate);
    QFETCH(int, durationMs);
    QFETCH(int, history);
    QFETCH(int, spanMs);
    QFETCH(int, waveMs);
    DemoTrafficOptions options;
    options.recordsPerSecond = rate;
    options.duration = std::chrono::milliseconds(durationMs);
    options.historyRecords = static_cast<std::size_t>(history);
    options.historySpan = std::chrono::milliseconds(spanMs);
    options.wavePeriod = std::chrono::milliseconds(waveMs);
    const auto traffic = DemoTraffic::start(m_cluster, options, {});
    QVERIFY(!traffic);
    QCOMPARE(traffic.error().kind, ErrorKind::InvalidInput);
    QCOMPARE(m_cluster->calls(test::Op::Metadata), 0);
}

void DemoTroubleTest::refusesAReadOnlyConnection()
{
    m_cluster->setReadOnly(true);
    const auto traffic = DemoTraffic::start(m_cluster, {}, {});
    QVERIFY(!traffic);
    QCOMPARE(traffic.error().kind, ErrorKind::NotAuthorized);
}

void DemoTroubleTest::reportsAndTriesAgain_data()
{
    QTest::addColumn<int>("op");
    QTest::addColumn<int>("kind");
    QTest::newRow("unreachable") << static_cast<int>(test::Op::Metadata) << static_cast<int>(ErrorKind::Unreachable);
    QTest::newRow("no topic may be made") << static_cast<int>(test::Op::CreateTopic)
                                          << static_cast<int>(ErrorKind::NotAuthorized);
    QTest::newRow("no record may be sent") << static_cast<int>(test::Op::Produce)
                                           << static_cast<int>(ErrorKind::NotAuthorized);
    QTest::newRow("records are not confirmed") << static_cast<int>(test::Op::Produce)
                                               << static_cast<int>(ErrorKind::TimedOut);
}

void DemoTroubleTest::reportsAndTriesAgain()
{
    QFETCH(int, op);
    QFETCH(int, kind);
    const Error error{static_cast<ErrorKind>(kind), "No.", {}, 0, false};
    m_cluster->fail(static_cast<test::Op>(op), error);
    start();
    QTRY_VERIFY_WITH_TIMEOUT(trouble("events"), 5'000);
    QCOMPARE(trouble("events")->message, error.message);
    QCOMPARE(status().sent, std::uint64_t(0));
    m_cluster->fail(static_cast<test::Op>(op), std::nullopt);
    QTRY_VERIFY_WITH_TIMEOUT(!trouble("events") && status().sent > 0, 10'000);
    QVERIFY(status().phase == DemoTrafficStatus::Phase::Running);
}

void DemoTroubleTest::goesOnWithoutATopic()
{
    m_cluster->failSubject(test::Op::CreateTopic, demo_topic::orderPaid,
                           Error{ErrorKind::NotAuthorized, "Not this one.", {}, 0, false});
    start();
    QTRY_VERIFY_WITH_TIMEOUT(status().phase == DemoTrafficStatus::Phase::Running && status().sent > 100, 20'000);
    QCOMPARE(trouble(demo_topic::orderPaid).value_or(Error{}).message, std::string("Not this one."));
    for (const OutgoingRecord& record : m_cluster->produced())
        QVERIFY(record.topic != demo_topic::orderPaid);
}

void DemoTroubleTest::leavesFullTopicsAlone()
{
    for (const NewTopic& topic : demoTopics())
        m_cluster->addTopic(topic.name, topic.partitions);
    m_cluster->append(demo_topic::orderCreated, 1, "key", "somebody's record");
    start();
    QTRY_VERIFY_WITH_TIMEOUT(status().sent > 100, 5'000);
    for (const OutgoingRecord& record : m_cluster->produced()) {
        if (record.topic == demo_topic::orderCreated)
            QVERIFY(*record.timestamp > nowMs() - 60'000); // only new events, no history
    }
}

void DemoTroubleTest::stopsWhileACallHangs()
{
    m_cluster->delay(test::Op::Metadata, 60s);
    start();
    QTRY_VERIFY_WITH_TIMEOUT(m_cluster->calls(test::Op::Metadata) > 0, 2'000);
    QElapsedTimer timer;
    timer.start();
    m_traffic->stop();
    QVERIFY2(timer.elapsed() < 1'000, qPrintable(QString::number(timer.elapsed())));
}

void DemoTroubleTest::endsAfterItsTime()
{
    DemoTrafficOptions options;
    options.duration = 1s;
    start(options);
    QVERIFY(!m_traffic->waitFor(100ms));
    QVERIFY(m_traffic->waitFor(4s));
    QVERIFY(m_traffic->waitFor(0ms));
    QVERIFY(status().phase == DemoTrafficStatus::Phase::Finished);
}

void DemoTroubleTest::paceBuildsUpAndRecovers()
{
    const auto begin = std::chrono::steady_clock::time_point(1h);
    DemoPace free;
    QVERIFY(free.allowed(begin) >= 100);
    DemoPace pace(9s, 10, 100);
    std::size_t slow = 0;
    std::size_t fast = 0;
    for (auto time = 0ms; time < 9s; time += 100ms) {
        const std::size_t allowed = pace.allowed(begin + time);
        pace.taken(allowed);
        (time <= 6s ? slow : fast) += allowed;
    }
    QVERIFY2(slow >= 58 && slow <= 63, qPrintable(QString::number(slow)));
    QVERIFY2(fast >= 270 && fast <= 300, qPrintable(QString::number(fast)));
    QVERIFY(pace.allowed(begin + 1h) <= 500); // a long pause gives no flood
}

QTEST_GUILESS_MAIN(DemoTroubleTest)
#include "demo_trouble_test.moc"
