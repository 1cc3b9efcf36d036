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

struct LagSampler::State {
    std::shared_ptr<Cluster> cluster;
    Sink sink;
    std::mutex mutex;
    std::condition_variable_any wake;
    SamplerWishes wishes;
    bool now = false;
};

LagSampler::LagSampler(std::shared_ptr<Cluster> cluster, SamplerWishes wishes, Sink sink) : m_state(new State)
{
    m_state->cluster = std::move(cluster);
    m_state->sink = std::move(sink);
    m_state->wishes = std::move(wishes);
    m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

LagSampler::~LagSampler() = default; // the thread is asked to stop and joined first: it is the last member

void LagSampler::setWishes(SamplerWishes wishes)
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->wishes = std::move(wishes);
    m_state->wake.notify_all();
}

void LagSampler::sampleNow()
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->now = true;
    m_state->wake.notify_all();
}

void LagSampler::run(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        const auto began = std::chrono::steady_clock::now();
        const TimestampMs time = nowMs();
        auto groups = groupLags(*m_state->cluster, {}, Call::within(longestRound, stop));
        const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
        if (stop.stop_requested())
            return; // what a stopped round found is not the truth about the cluster
        LagSample sample{time, took, std::move(groups)};
        {
            const std::scoped_lock lock(m_state->mutex);
            sample.interval = m_state->wishes.interval;
        }
        m_state->sink(std::make_shared<const LagSample>(std::move(sample)));
        std::unique_lock lock(m_state->mutex);
        const auto due = [&] {
            return m_state->now || std::chrono::steady_clock::now() >= began + took + pauseAfter(took, m_state->wishes.interval);
        };
        while (!stop.stop_requested() && !due()) {
            const auto pause = pauseAfter(took, m_state->wishes.interval);
            m_state->wake.wait_until(lock, stop, began + took + pause, due);
        }
        m_state->now = false;
    }
}

} // namespace weir
