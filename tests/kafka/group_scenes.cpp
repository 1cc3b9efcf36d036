// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kafka/group_scenes.h"

#include "core/groups/health.h"
#include "tests/support/kafka_calls.h"
#include "tests/support/real_broker.h"

#include <QProcess>

#include <algorithm>

#include <csignal>
#include <sys/prctl.h>

namespace weir::test {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

namespace {

void sleepFor(milliseconds time, const std::stop_token& stop)
{
    const auto end = Clock::now() + time;
    while (!stop.stop_requested() && Clock::now() < end)
        std::this_thread::sleep_for(std::min<Clock::duration>(end - Clock::now(), 50ms));
}

/// Some rounds beside what a rule needs: the round under way, and a busy machine.
constexpr milliseconds someRounds = 6s;
constexpr milliseconds session = 6s;
/// Members and log starts are asked every tenth round.
constexpr milliseconds tenthRound = 10s;

} // namespace

SceneConsumer::SceneConsumer(const std::string& bootstrap, const std::string& group, const std::string& topic,
                             const std::map<std::string, std::string>& properties)
    : m_member(bootstrap, group, {topic}, properties),
      m_thread([this](const std::stop_token& stop) { run(stop); })
{
}

SceneConsumer::~SceneConsumer() = default;

void SceneConsumer::run(const std::stop_token& stop)
{
    OffsetMap done;
    auto lastCommit = Clock::now();
    while (!stop.stop_requested()) {
        if (const auto record = m_member.poll(100ms))
            handle(*record, done);
        if (done.empty() || !habits.commits || Clock::now() - lastCommit < milliseconds(habits.commitEvery))
            continue;
        lastCommit = Clock::now();
        (void)m_member.commit(done); // refused in the middle of a rebalance, as with any consumer
        done.clear();
    }
}

void SceneConsumer::handle(const ForeignRecord& record, OffsetMap& done)
{
    if (const std::int64_t poison = habits.poison; poison >= 0 && record.offset >= poison) {
        std::this_thread::sleep_for(200ms);
        m_member.seek(record.partition, poison);
        done[record.partition] = poison; // what a retrying consumer commits: the record it stands at
        return;
    }
    m_next = record.offset + 1;
    done[record.partition] = record.offset + 1;
    if (const int limit = habits.perSecond; limit > 0)
        std::this_thread::sleep_for(milliseconds(1000 / limit));
}

struct GroupScenes::Child {
    QProcess process;
};

void GroupScenes::liveUntilKilled(const std::string& bootstrap, const std::string& group, const std::string& topic)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); // with the test
    SceneConsumer consumer(bootstrap, group, topic, {});
    for (;;)
        std::this_thread::sleep_for(1h);
}

GroupScenes::GroupScenes(std::shared_ptr<Cluster> cluster, std::string bootstrap, std::string program)
    : m_cluster(std::move(cluster)), m_bootstrap(std::move(bootstrap)), m_child(std::make_unique<Child>())
{
    addHealthy();
    addBroken();
    const Scene& dying = scene("dies");
    m_child->process.start(QString::fromStdString(program),
                           {"--member", QString::fromStdString(m_bootstrap), QString::fromStdString(dying.group),
                            QString::fromStdString(dying.topic)});
    check(m_child->process.waitForStarted(), "the consumer that is to die did not start");
    m_producer = std::jthread([this](const std::stop_token& stop) { produce(stop); });
    m_guests = std::jthread([this](const std::stop_token& stop) { comeAndGo(stop); });
}

GroupScenes::~GroupScenes()
{
    m_guests = {};
    m_producer = {};
    std::vector<std::jthread> leaving;
    for (auto& [what, consumer] : m_consumers)
        leaving.emplace_back([&consumer] { consumer.reset(); });
    leaving.clear();
    m_child->process.kill();
    m_child->process.waitForFinished(5'000);
    const std::set<std::string> mine = groups();
    (void)m_cluster->admin().deleteGroups({mine.begin(), mine.end()}, soon());
    for (const Scene& scene : scenes)
        (void)m_cluster->admin().deleteTopic(scene.topic, soon());
}

void GroupScenes::check(bool good, const std::string& fault)
{
    if (!good)
        faults.push_back(fault);
}

Scene& GroupScenes::scene(const std::string& what)
{
    return *std::ranges::find(scenes, what, &Scene::what);
}

std::set<std::string> GroupScenes::groups() const
{
    std::set<std::string> all;
    for (const Scene& scene : scenes)
        all.insert(scene.group);
    return all;
}

void GroupScenes::add(const std::string& what, Health expected, milliseconds within, std::set<Health> onTheWay,
                      std::map<std::string, std::string> configs)
{
    Scene scene;
    scene.what = what;
    scene.topic = uniqueName("scene");
    scene.group = scene.topic + " " + what;
    scene.expected = expected;
    scene.within = within;
    scene.onTheWay = std::move(onTheWay);
    const std::int32_t partitions = what == "rebalances" ? 2 : 1;
    check(m_cluster->admin().createTopic({scene.topic, partitions, -1, std::move(configs)}, Call::within(30s)).has_value(),
          "topic of " + what);
    scenes.push_back(std::move(scene));
}

SceneConsumer& GroupScenes::consume(const std::string& what, std::map<std::string, std::string> properties)
{
    const Scene& of = scene(what);
    auto& consumer = m_consumers[what];
    consumer.reset();
    consumer = std::make_unique<SceneConsumer>(m_bootstrap, of.group, of.topic, properties);
    return *consumer;
}

void GroupScenes::flow(const std::string& what, int count, milliseconds pause)
{
    const std::lock_guard lock(m_flowMutex);
    m_flows.push_back({scene(what).topic, count, pause, 0});
}

void GroupScenes::stopFlow(const std::string& what)
{
    const std::lock_guard lock(m_flowMutex);
    std::erase_if(m_flows, [&](const Flow& flow) { return flow.topic == scene(what).topic; });
}

void GroupScenes::addHealthy()
{
    const auto steady = [&](const std::string& what, std::map<std::string, std::string> properties = {}) {
        add(what, Health::Ok, 0s);
        flow(what, 4, 200ms);
        return &consume(what, std::move(properties));
    };
    steady("steady");
    steady("commits by itself every 5 s", {{"enable.auto.commit", "true"}, {"auto.commit.interval.ms", "5000"}})
        ->habits.commits = false;
    steady("commits every 15 s")->habits.commitEvery = 15'000;
    steady("rebalances");
    steady("is restarted again and again");
    steady("new protocol", {{"group.protocol", "consumer"}})->habits.commitEvery = 5'000;

    add("bursts", Health::Ok, 0s);
    flow("bursts", 400, 10s);
    consume("bursts").habits.perSecond = 90; // busy for almost half of the time
    add("rare bursts", Health::Ok, 0s);
    flow("rare bursts", 50, 40s); // nothing to commit for longer than a stalled group may be silent
    consume("rare bursts");

    add("idle", Health::Ok, 0s);
    add("idle without members", Health::Ok, 0s);
    const std::vector records(5, outgoing(scene("idle without members").topic, 0, "x"));
    check(send(*m_cluster, records).at(4).has_value(), "records of an idle topic");
    check(commitAsForeigner(m_bootstrap, scene("idle without members").group,
                            {{{scene("idle without members").topic, 0}, 5}}).empty(), "commit of an idle group");
    std::vector idle = records;
    for (OutgoingRecord& record : idle)
        record.topic = scene("idle").topic;
    check(send(*m_cluster, idle).at(4).has_value(), "records of an idle topic");
    consume("idle");

    // The offset behind the last record is a marker: lag 1 for ever, and nothing to read.
    add("markers", Health::Ok, 0s);
    const std::vector marked(5, outgoing(scene("markers").topic, 0, "x"));
    check(ForeignTransaction(m_bootstrap, scene("markers").topic, marked).commit(), "transaction");
    check(commitAsForeigner(m_bootstrap, scene("markers").group, {{{scene("markers").topic, 0}, 5}}).empty(),
          "commit before the marker");
    consume("markers");
}

void GroupScenes::addBroken()
{
    const HealthRules rules;
    const milliseconds stalled = rules.stalledAfter + someRounds;
    const auto broken = [&](const std::string& what, Health expected, milliseconds within,
                            std::set<Health> onTheWay = {}, std::map<std::string, std::string> configs = {},
                            std::map<std::string, std::string> properties = {}) {
        add(what, expected, within, std::move(onTheWay), std::move(configs));
        flow(what, 4, 200ms);
        if (what != "dies")
            consume(what, std::move(properties));
    };
    m_consumers["dies"]; // the map itself does not change once other threads look into it
    broken("dies", Health::Stopped, session + rules.stoppedAfter + tenthRound + someRounds);
    broken("hangs", Health::Stalled, stalled);
    broken("hangs, new protocol", Health::Stalled, stalled, {}, {}, {{"group.protocol", "consumer"}});
    broken("meets poison", Health::Stalled, stalled);
    // The lag rises over six spans of the window; the first begins with the sample after the slowing down.
    broken("falls behind", Health::Growing, rules.window + rules.window / 6 + someRounds);
    broken("is rewound", Health::Rewound, someRounds);
    // Half of the retention is used up after 23 s at a quarter of the pace.
    broken("is overtaken by retention", Health::LosingData, 25s + rules.lastingFor + tenthRound + someRounds,
           {Health::Growing}, {{"retention.ms", "30000"}, {"segment.ms", "5000"}});
    broken("reads what is deleted", Health::LosingData, tenthRound + someRounds);
    broken("loses records to retention", Health::LosingData, 35s + tenthRound + someRounds, {Health::Stalled},
           {{"retention.ms", "6000"}, {"segment.ms", "3000"}});
    broken("topic made again", Health::Reset, someRounds);
}

void GroupScenes::produce(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        std::vector<OutgoingRecord> batch;
        {
            const std::lock_guard lock(m_flowMutex);
            const TimestampMs now = nowMs();
            for (Flow& flow : m_flows) {
                if (flow.next > now)
                    continue;
                flow.next = std::max(flow.next, now - 1'000) + flow.pause.count();
                for (int i = 0; i < flow.count; ++i)
                    batch.push_back(outgoing(flow.topic, flow.topic == scene("rebalances").topic ? i % 2 : 0, "x"));
            }
        }
        (void)send(*m_cluster, batch, Call::within(5s, stop));
        std::this_thread::sleep_for(100ms);
    }
}

void GroupScenes::comeAndGo(const std::stop_token& stop)
{
    const Scene crowded = scene("rebalances");
    while (!stop.stop_requested()) {
        {
            SceneConsumer guest(m_bootstrap, crowded.group, crowded.topic, {});
            sleepFor(12s, stop);
        }
        m_consumers["is restarted again and again"].reset();
        sleepFor(5s, stop);
        if (!stop.stop_requested())
            consume("is restarted again and again");
        sleepFor(13s, stop);
    }
}

void GroupScenes::breakNow(const std::string& what, const std::function<void(Scene&)>& how)
{
    Scene& one = scene(what);
    one.broken = nowMs();
    how(one);
}

void GroupScenes::breakThem()
{
    const auto consumer = [&](const Scene& one) -> SceneConsumer& { return *m_consumers.at(one.what); };
    const auto hang = [&](Scene& one) { consumer(one).habits.commits = false; };
    breakNow("dies", [&](Scene&) { m_child->process.kill(); });
    breakNow("hangs", hang);
    breakNow("hangs, new protocol", hang);
    breakNow("meets poison", [&](Scene& one) { consumer(one).habits.poison = consumer(one).next(); });
    breakNow("falls behind", [&](Scene& one) { consumer(one).habits.perSecond = 13; });
    breakNow("is overtaken by retention", [&](Scene& one) { consumer(one).habits.perSecond = 5; });
    breakNow("loses records to retention", hang);
    breakNow("reads what is deleted", [&](Scene& one) { loseRecords(one); });
    breakNow("is rewound", [&](Scene& one) { rewind(one); });
    breakNow("topic made again", [&](Scene& one) { recreate(one); });
}

void GroupScenes::loseRecords(Scene& scene)
{
    m_consumers.at(scene.what)->habits.commits = false;
    std::this_thread::sleep_for(2s);
    const auto ends = m_cluster->admin().offsets({{scene.topic, 0}}, OffsetPoint::End, soon());
    check(m_cluster->admin().deleteRecordsBefore(ends.values, soon()).complete(), "deleting records");
    scene.broken = nowMs();
}

void GroupScenes::rewind(Scene& scene)
{
    const std::int64_t reached = m_consumers.at(scene.what)->next();
    m_consumers.at(scene.what).reset();
    const auto altered = m_cluster->admin().alterCommittedOffsets(
        scene.group, {{{scene.topic, 0}, std::max<std::int64_t>(0, reached - 250)}}, Call::within(20s));
    check(altered.complete(), "altering offsets: " + (altered.complete() ? "" : altered.failures[0].error.message));
    scene.broken = nowMs();
    consume(scene.what).habits.perSecond = 22; // it takes a while until it has caught up again
}

/// The consumer's commits are deleted with the topic; then it commits the position it held on to.
void GroupScenes::recreate(Scene& scene)
{
    stopFlow(scene.what);
    const std::int64_t reached = m_consumers.at(scene.what)->next();
    m_consumers.at(scene.what).reset();
    check(m_cluster->admin().deleteTopic(scene.topic, Call::within(20s)).has_value(), "deleting a topic");
    for (int i = 0; i < 100 && m_cluster->admin().topic(scene.topic, soon()); ++i)
        std::this_thread::sleep_for(100ms);
    check(m_cluster->admin().createTopic({scene.topic, 1, -1, {}}, Call::within(20s)).has_value(), "making it again");
    check(send(*m_cluster, {outgoing(scene.topic, 0, "x")}, Call::within(20s)).at(0).has_value(), "a first record");
    const std::string failed = commitAsForeigner(m_bootstrap, scene.group, {{{scene.topic, 0}, std::max<std::int64_t>(reached, 50)}});
    check(failed.empty(), "committing the old position: " + failed);
    scene.broken = nowMs();
}

void GroupScenes::mend()
{
    consume("dies");
    for (const std::string what : {"hangs", "hangs, new protocol", "loses records to retention", "reads what is deleted"})
        m_consumers.at(what)->habits.commits = true;
    m_consumers.at("meets poison")->habits.poison = -1;
    m_consumers.at("falls behind")->habits.perSecond = 0;
    m_consumers.at("is overtaken by retention")->habits.perSecond = 0;
    m_consumers.at("is rewound")->habits.perSecond = 0;
    // What a person does with a group whose topic was made again.
    const Scene& again = scene("topic made again");
    const auto altered = m_cluster->admin().alterCommittedOffsets(again.group, {{{again.topic, 0}, 0}}, Call::within(20s));
    check(altered.complete(), "altering offsets of the group whose topic was made again");
    consume("topic made again");
}

} // namespace weir::test
