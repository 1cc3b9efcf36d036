// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_lag.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace weir {

/// What a round cost, for the status bar and the benchmark.
struct RoundCost {
    /// Protocol requests sent meanwhile by the connection's admin client, whoever asked for them; 0 where they cannot be
    /// counted (Admin::requestsSent).
    int requests = 0;
    std::chrono::milliseconds took{0};    ///< wall time
    std::chrono::microseconds cpu{0};     ///< of the sampling thread; the client library's own threads come on top
    std::size_t groups = 0;
    std::size_t partitions = 0;
};

/// One round over all groups.
struct LagSample {
    TimestampMs time = 0;                 ///< when the round began
    std::chrono::milliseconds took{0};
    Result<Partial<std::vector<GroupLag>>> groups;
    RoundCost cost{};
    std::chrono::milliseconds interval{0}; ///< in force: how soon the next round was meant to begin
    bool slowed = false;                   ///< the cluster is slow, the next round waits longer than wished
    /// End offsets, summed over partitions, of the topics in SamplerWishes::watchedTopics that could be read.
    std::map<std::string, std::int64_t> topicEnds{};
};

/// What the sampler shall do; may be changed while it runs.
struct SamplerWishes {
    std::chrono::milliseconds interval = std::chrono::seconds(1);
    /// Groups sampled by name, for users who may not list groups (or to whom the list does not show them all).
    std::vector<std::string> pinned{};
    std::set<std::string> closely{};         ///< groups on screen: their members are asked in every round
    std::vector<std::string> watchedTopics{};///< topics whose ends are wanted without a group (dead letters)
};

/// Samples the lag of all groups in the background, once per interval. In every round: the list of groups, committed
/// offsets, then end offsets. Log starts, last stable offsets and the members of groups that nobody looks at are asked
/// every tenth round or when the list says that a group changed; the answer of the earlier round stands in between.
/// When a round takes longer than half the interval, the next one waits as long as the round took, and the sample says
/// so. Failures of a round: see groupLags(); a refused list of groups is one of them (subject "list of groups") while
/// groups are pinned, and otherwise fails the round. Owns one thread; destroying it stops the round under way within about 100 ms. The sink is called on that thread.
class LagSampler
{
public:
    using Sink = std::function<void(std::shared_ptr<const LagSample>)>;

    LagSampler(std::shared_ptr<Cluster> cluster, SamplerWishes wishes, Sink sink);
    ~LagSampler();
    LagSampler(const LagSampler&) = delete;
    LagSampler& operator=(const LagSampler&) = delete;

    /// Any thread. A shorter interval is in force at once.
    void setWishes(SamplerWishes wishes);
    /// Any thread: a round begins now, or right after the one under way.
    void sampleNow();

private:
    struct State;
    void run(const std::stop_token& stop);
    void rest(std::chrono::steady_clock::time_point began, std::chrono::milliseconds took, const std::stop_token& stop);
    std::unique_ptr<State> m_state;
    std::jthread m_thread; // last: it uses the members above
};

} // namespace weir
