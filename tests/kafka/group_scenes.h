// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_status.h"
#include "core/kafka/cluster.h"
#include "tests/support/foreign_client.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace weir::test {

/// A real consumer on a thread of its own: reads, works on each record as long as told, commits. Its habits may be
/// changed while it runs.
class SceneConsumer
{
public:
    struct Habits {
        std::atomic<int> perSecond = 0;           ///< records at most; 0: no limit
        std::atomic<bool> commits = true;
        std::atomic<std::int64_t> commitEvery = 500; ///< milliseconds
        std::atomic<std::int64_t> poison = -1;    ///< a record it never gets past: it goes back to it and commits no more
    };
    SceneConsumer(const std::string& bootstrap, const std::string& group, const std::string& topic,
                  const std::map<std::string, std::string>& properties);
    ~SceneConsumer();

    Habits habits;
    /// The offset it reads next.
    [[nodiscard]] std::int64_t next() const { return m_next; }

private:
    void run(const std::stop_token& stop);
    void handle(const ForeignRecord& record, OffsetMap& done);

    ForeignMember m_member;
    std::atomic<std::int64_t> m_next = 0;
    std::jthread m_thread;
};

/// One group with a topic of its own.
struct Scene {
    std::string what;
    std::string topic;
    std::string group;
    /// Ok: nothing bad may ever be said about it.
    Health expected = Health::Ok;
    /// From the moment it was broken to the round that must recognise it; what the rules of health.h promise.
    std::chrono::milliseconds within{0};
    /// What else may be said on the way there.
    std::set<Health> onTheWay{};
    TimestampMs broken = 0; ///< 0: not yet
};

/// Consumer groups of every kind side by side on a real broker, all healthy at first.
class GroupScenes
{
public:
    GroupScenes(std::shared_ptr<Cluster> cluster, std::string bootstrap, std::string program);
    ~GroupScenes();
    GroupScenes(const GroupScenes&) = delete;
    GroupScenes& operator=(const GroupScenes&) = delete;

    /// Breaks all that are to be broken, the quickly done ones first.
    void breakThem();
    /// Mends what can be mended.
    void mend();

    std::vector<Scene> scenes;
    std::vector<std::string> faults;
    [[nodiscard]] Scene& scene(const std::string& what);
    [[nodiscard]] std::set<std::string> groups() const;

    /// The life of the consumer that is killed: a process of its own. Never returns.
    [[noreturn]] static void liveUntilKilled(const std::string& bootstrap, const std::string& group,
                                             const std::string& topic);

private:
    struct Child;
    /// Records a scene's topic gets: `count` every `pause`.
    struct Flow {
        std::string topic;
        int count = 4;
        std::chrono::milliseconds pause{200};
        TimestampMs next = 0;
    };

    void add(const std::string& what, Health expected, std::chrono::milliseconds within, std::set<Health> onTheWay = {},
             std::map<std::string, std::string> configs = {});
    void addHealthy();
    void addBroken();
    SceneConsumer& consume(const std::string& what, std::map<std::string, std::string> properties = {});
    void flow(const std::string& what, int count, std::chrono::milliseconds pause);
    void stopFlow(const std::string& what);
    void produce(const std::stop_token& stop);
    void comeAndGo(const std::stop_token& stop);
    void breakNow(const std::string& what, const std::function<void(Scene&)>& how);
    void rewind(Scene& scene);
    void recreate(Scene& scene);
    void loseRecords(Scene& scene);
    void check(bool good, const std::string& fault);

    const std::shared_ptr<Cluster> m_cluster;
    const std::string m_bootstrap;
    std::unique_ptr<Child> m_child;
    std::map<std::string, std::unique_ptr<SceneConsumer>> m_consumers; ///< by what
    std::mutex m_flowMutex;
    std::vector<Flow> m_flows;
    std::jthread m_producer;
    std::jthread m_guests; ///< members that come and go
};

} // namespace weir::test
