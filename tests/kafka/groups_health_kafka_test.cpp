// SPDX-License-Identifier: GPL-3.0-or-later
// Consumers that die, hang, crawl, are rewound or lose data, and as many that are well, side by side on a real broker and
// sampled once a second with the rules as they are. Each bad one is recognised in time, and no good one is ever accused.
// WEIR_LONG_TESTS=1: ten minutes instead of two, and at the end all are mended and well again.
#include "tests/kafka/group_scenes.h"
#include "tests/kafka/watched_groups.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

bool runsLong()
{
    return qEnvironmentVariableIntValue("WEIR_LONG_TESTS") == 1;
}

Health healthOf(const SeenGroup& seen)
{
    return seen.status.total.health.health;
}

/// "12.1 s stalled: Nothing committed for …", one line for every change.
QByteArray story(const std::vector<SeenGroup>& seen, TimestampMs from)
{
    QByteArray text;
    std::optional<Health> before;
    for (const SeenGroup& one : seen) {
        if (std::exchange(before, healthOf(one)) == healthOf(one))
            continue;
        text += "\n  " + QByteArray::number(static_cast<double>(one.time - from) / 1000, 'f', 1) + " s " +
                QByteArray::fromStdString(std::string(healthCode(healthOf(one)))) + ": " +
                QByteArray::fromStdString(one.status.total.health.reason) + " [" +
                QByteArray::fromStdString(one.lag.state) + ", lag " +
                (one.lag.lag ? QByteArray::number(static_cast<qlonglong>(*one.lag.lag)) : QByteArray("unknown")) + "]";
    }
    return text;
}

} // namespace

class GroupsHealthTest : public QObject
{
    Q_OBJECT

public:
    explicit GroupsHealthTest(std::string program) : m_program(std::move(program)) {}

private Q_SLOTS:
    void initTestCase();
    void brokenAreRecognised_data();
    void brokenAreRecognised();
    void healthyAreNeverAccused_data();
    void healthyAreNeverAccused();
    void mendedAreWellAgain_data();
    void mendedAreWellAgain();
    void cleanupTestCase();

private:
    void rows(bool healthy);

    const std::string m_program;
    std::shared_ptr<Cluster> m_cluster;
    std::unique_ptr<GroupScenes> m_scenes;
    std::unique_ptr<WatchedGroups> m_watched;
    milliseconds m_late{0}; ///< how much this machine lost in one pause of the sampler
    TimestampMs m_started = 0;
    TimestampMs m_mended = 0;
};

void GroupsHealthTest::initTestCase()
{
    m_cluster = open(*testBootstrap());
    m_scenes = std::make_unique<GroupScenes>(m_cluster, *testBootstrap(), m_program);
    QVERIFY2(m_scenes->faults.empty(), m_scenes->faults.empty() ? "" : m_scenes->faults[0].c_str());
    QTest::qWait(5'000); // joining, and what lies there is read
    WatchedGroups::Options options;
    TopicRetention halfAMinute; // as the topic is configured; the other one's is not told, only its loss is seen
    halfAMinute.time = 30s;
    options.retention[m_scenes->scene("is overtaken by retention").topic] = halfAMinute;
    m_started = nowMs();
    m_watched = std::make_unique<WatchedGroups>(m_cluster, m_scenes->groups(), options);
    QTest::qWait(15'000);
    m_scenes->breakThem();
    QVERIFY2(m_scenes->faults.empty(), m_scenes->faults.empty() ? "" : m_scenes->faults[0].c_str());
    milliseconds longest{0};
    for (const Scene& scene : m_scenes->scenes)
        longest = std::max(longest, scene.within);
    QTest::qWait(static_cast<int>((longest + 8s).count()));
    if (runsLong()) {
        m_mended = nowMs();
        m_scenes->mend();
        const TimestampMs left = m_started + 610'000 - nowMs();
        QTest::qWait(static_cast<int>(std::max<TimestampMs>(left, 1'000)));
    }
    m_late = std::max(m_watched->longestPause() - 3s, milliseconds(0));
    qInfo("%zu rounds in %lld s, the longest took %lld ms, the longest pause between two was %lld ms", m_watched->rounds(),
          static_cast<long long>((nowMs() - m_started) / 1000), static_cast<long long>(m_watched->longestRound().count()),
          static_cast<long long>(m_watched->longestPause().count()));
    const auto failures = m_watched->failures();
    QVERIFY2(failures.empty(), failures.empty() ? "" : failures[0].c_str());
}

void GroupsHealthTest::rows(bool healthy)
{
    QTest::addColumn<QString>("what");
    for (const Scene& scene : m_scenes->scenes)
        if ((scene.expected == Health::Ok) == healthy)
            QTest::newRow(scene.what.c_str()) << QString::fromStdString(scene.what);
}

void GroupsHealthTest::brokenAreRecognised_data()
{
    rows(false);
}

void GroupsHealthTest::brokenAreRecognised()
{
    QFETCH(QString, what);
    const Scene& scene = m_scenes->scene(what.toStdString());
    const auto seen = m_watched->of(scene.group);
    const QByteArray told = story(seen, scene.broken);
    std::optional<TimestampMs> recognised;
    std::optional<std::int64_t> reached; // committed before
    int wellBefore = 0;
    for (const SeenGroup& one : seen) {
        if (m_mended != 0 && one.time >= m_mended)
            break;
        const Health health = healthOf(one);
        if (one.time < scene.broken) {
            reached = std::max(reached, one.lag.rows.empty() ? std::nullopt : one.lag.rows[0].committed);
            QVERIFY2(health == Health::Ok || health == Health::Unknown, told.constData());
            wellBefore += health == Health::Ok ? 1 : 0;
            continue;
        }
        if (health == scene.expected) {
            recognised = recognised.value_or(one.time);
            QVERIFY2(!one.status.total.health.reason.empty() && one.status.total.health.since > 0, told.constData());
            continue;
        }
        // Recognised it stays so, only a rewound group reaches its old place.
        const bool may = !recognised ? health == Health::Ok || health == Health::Unknown || scene.onTheWay.contains(health)
                                     : scene.expected == Health::Rewound && health == Health::Ok &&
                                           one.lag.rows.at(0).committed >= reached;
        QVERIFY2(may, told.constData());
    }
    QVERIFY2(wellBefore >= 5, told.constData());
    QVERIFY2(recognised, told.constData());
    qInfo("%s: %s after %.1f s (allowed %.1f s)%s", scene.what.c_str(), std::string(healthCode(scene.expected)).c_str(),
          static_cast<double>(*recognised - scene.broken) / 1000, static_cast<double>((scene.within + m_late).count()) / 1000,
          told.constData());
    QVERIFY2(milliseconds(*recognised - scene.broken) <= scene.within + m_late, told.constData());
}

void GroupsHealthTest::healthyAreNeverAccused_data()
{
    rows(true);
}

void GroupsHealthTest::healthyAreNeverAccused()
{
    QFETCH(QString, what);
    const Scene& scene = m_scenes->scene(what.toStdString());
    const auto seen = m_watched->of(scene.group);
    const QByteArray told = story(seen, m_started);
    std::size_t well = 0;
    for (const SeenGroup& one : seen) {
        QVERIFY2(healthOf(one) == Health::Ok || healthOf(one) == Health::Unknown, told.constData());
        well += healthOf(one) == Health::Ok ? 1 : 0;
    }
    QVERIFY2(well * 10 >= m_watched->rounds() * 8, told.constData());
}

void GroupsHealthTest::mendedAreWellAgain_data()
{
    if (!runsLong())
        QSKIP("only with WEIR_LONG_TESTS=1: two clean windows take two minutes");
    rows(false);
}

void GroupsHealthTest::mendedAreWellAgain()
{
    QFETCH(QString, what);
    const auto seen = m_watched->of(m_scenes->scene(what.toStdString()).group);
    QVERIFY2(!seen.empty() && healthOf(seen.back()) == Health::Ok, story(seen, m_mended).constData());
}

void GroupsHealthTest::cleanupTestCase()
{
    m_watched.reset();
    m_scenes.reset();
}

int main(int argc, char** argv)
{
    if (argc == 5 && std::string(argv[1]) == "--member")
        GroupScenes::liveUntilKilled(argv[2], argv[3], argv[4]);
    if (const auto status = exitWithoutBroker())
        return *status;
    // The watch over one function ends the program after five minutes; here the first one is all of the run.
    qputenv("QTEST_FUNCTION_TIMEOUT", "1200000");
    QCoreApplication app(argc, argv);
    GroupsHealthTest test(QCoreApplication::applicationFilePath().toStdString());
    return QTest::qExec(&test, argc, argv);
}
#include "groups_health_kafka_test.moc"
