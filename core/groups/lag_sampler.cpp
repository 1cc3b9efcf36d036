// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/lag_sampler.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace weir {
namespace {

constexpr std::chrono::seconds longestRound{15};

std::chrono::milliseconds pauseAfter(std::chrono::milliseconds took, std::chrono::milliseconds interval)
{
    return took > interval / 2 ? std::max(took, interval - took) : interval - took;
}

} // namespace

LagSampler::LagSampler(std::shared_ptr<Cluster> cluster, std::chrono::milliseconds interval, Sink sink)
    : m_cluster(std::move(cluster)), m_interval(interval), m_sink(std::move(sink)),
      m_thread([this](const std::stop_token& stop) { run(stop); })
{
}

LagSampler::~LagSampler() = default; // the thread is asked to stop and joined first: it is the last member

void LagSampler::run(const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
        const auto began = std::chrono::steady_clock::now();
        const TimestampMs time = nowMs();
        auto groups = groupLags(*m_cluster, {}, Call::within(longestRound, stop));
        const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
        if (stop.stop_requested())
            return; // what a stopped round found is not the truth about the cluster
        m_sink(std::make_shared<const LagSample>(LagSample{time, took, std::move(groups)}));
        wake.wait_for(lock, stop, pauseAfter(took, m_interval), [] { return false; });
    }
}

} // namespace weir
