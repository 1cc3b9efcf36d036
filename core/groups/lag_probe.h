// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/time_lag.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace weir {

/// What a LagProbe found out in one go.
struct LagProbeAnswer {
    std::vector<TimeAnswer> times;
    std::map<std::string, TopicRetention> retentions; ///< by topic; those that could not be read are absent
};

/// Reads the timestamps of records and the retention of topics in the background, with a page reader of its own, so that
/// neither sampling nor the pages wait for it. Owns one thread; destroying it stops what is under way within about 100 ms.
/// The sink is called on that thread, when there is an answer.
class LagProbe
{
public:
    using Sink = std::function<void(LagProbeAnswer)>;

    /// Retention is read when a topic is first named and again after this, or after `retry` when it failed.
    static constexpr std::chrono::milliseconds retentionAge = std::chrono::minutes(5);
    static constexpr std::chrono::milliseconds retry = std::chrono::minutes(1);
    /// At most so many topics in one go: the rest comes with the next asks.
    static constexpr std::size_t mostTopics = 100;
    static constexpr std::chrono::milliseconds longestRead = std::chrono::seconds(5);

    LagProbe(std::shared_ptr<Cluster> cluster, Sink sink);
    ~LagProbe();
    LagProbe(const LagProbe&) = delete;
    LagProbe& operator=(const LagProbe&) = delete;

    /// Any thread. Replaces what still waits; what is being read is not read twice. `topics` may name all topics each time:
    /// those whose retention is known are left out here.
    void ask(std::vector<TimeQuestion> questions, std::vector<std::string> topics);

private:
    struct State;
    void run(const std::stop_token& stop);
    std::unique_ptr<State> m_state;
    std::jthread m_thread; // last: it uses the members above
};

} // namespace weir
