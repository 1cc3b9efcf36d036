// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_lag.h"

#include <chrono>
#include <functional>
#include <memory>
#include <thread>

namespace weir {

/// One round over all groups.
struct LagSample {
    TimestampMs time = 0;                 ///< when the round began
    std::chrono::milliseconds took{0};
    Result<Partial<std::vector<GroupLag>>> groups;
};

/// Samples the lag of all groups in the background, once per interval. When a round takes longer than half the
/// interval, the next one waits as long as the round took (the cluster is not pressed). Owns one thread; destroying
/// it stops the round under way within about 100 ms. The sink is called on that thread.
class LagSampler
{
public:
    using Sink = std::function<void(std::shared_ptr<const LagSample>)>;

    LagSampler(std::shared_ptr<Cluster> cluster, std::chrono::milliseconds interval, Sink sink);
    ~LagSampler();
    LagSampler(const LagSampler&) = delete;
    LagSampler& operator=(const LagSampler&) = delete;

private:
    void run(const std::stop_token& stop);
    std::shared_ptr<Cluster> m_cluster;
    std::chrono::milliseconds m_interval;
    Sink m_sink;
    std::jthread m_thread; // last: it uses the members above
};

} // namespace weir
