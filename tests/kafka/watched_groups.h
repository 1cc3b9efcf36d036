// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_analysis.h"
#include "core/groups/lag_sampler.h"
#include "core/kafka/cluster.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace weir::test {

/// What a round said about one group.
struct SeenGroup {
    TimestampMs time = 0; ///< when the round began
    GroupLag lag;
    GroupStatus status;              ///< with the timestamps known when the round came
    std::vector<TimeLag> afterReading; ///< by row, once the timestamps that this round lacked were read
};

/// Samples a cluster as the program does, analyses every round, reads the timestamps that are wished for, and remembers
/// what it saw of the groups named. Any thread.
class WatchedGroups
{
public:
    struct Options {
        std::chrono::milliseconds interval = std::chrono::seconds(1);
        HealthRules rules{};
        bool readTimes = true; ///< false: time lag is estimated from the rounds alone
        Isolation isolation = Isolation::ReadUncommitted;
        std::map<std::string, TopicRetention> retention{};
    };

    WatchedGroups(std::shared_ptr<Cluster> cluster, std::set<std::string> groups, Options options);
    ~WatchedGroups();
    WatchedGroups(const WatchedGroups&) = delete;
    WatchedGroups& operator=(const WatchedGroups&) = delete;

    [[nodiscard]] std::size_t rounds() const;
    [[nodiscard]] std::vector<SeenGroup> of(const std::string& group) const;
    /// Rounds that failed, and failures inside rounds that concern the groups watched.
    [[nodiscard]] std::vector<std::string> failures() const;
    /// The longest time between two rounds: how far the machine kept the pace.
    [[nodiscard]] std::chrono::milliseconds longestPause() const;
    [[nodiscard]] std::chrono::milliseconds longestRound() const;

private:
    void work(const std::stop_token& stop);
    void take(const LagSample& sample);
    void read(const LagSample& sample, std::map<std::string, SeenGroup>& seen);

    const std::shared_ptr<Cluster> m_cluster;
    const std::set<std::string> m_groups;
    const Options m_options;
    std::unique_ptr<Reader> m_reader;
    GroupAnalysis m_analysis; ///< the worker's alone

    mutable std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<std::shared_ptr<const LagSample>> m_waiting;
    std::map<std::string, std::vector<SeenGroup>> m_seen;
    std::vector<std::string> m_failures;
    std::vector<TimestampMs> m_times;
    std::chrono::milliseconds m_longestRound{0};

    std::jthread m_worker;
    std::unique_ptr<LagSampler> m_sampler;
};

} // namespace weir::test
