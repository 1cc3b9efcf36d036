// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/lag_sampler.h"

#include "core/groups/group_round.h"

#include <algorithm>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <utility>

namespace weir {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds longestRound{15};

/// A cluster that is slow is not pressed: it rests for as long as it worked.
std::chrono::milliseconds pauseAfter(std::chrono::milliseconds took, std::chrono::milliseconds interval)
{
    return std::max(took, interval - took);
}

bool isSlow(std::chrono::milliseconds took, std::chrono::milliseconds interval)
{
    return took > interval / 2;
}

std::chrono::microseconds threadTime()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) +
           std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::nanoseconds(time.tv_nsec));
}

std::size_t partitionsOf(const std::vector<GroupLag>& groups)
{
    std::size_t count = 0;
    for (const GroupLag& group : groups)
        count += group.rows.size();
    return count;
}

} // namespace

struct LagSampler::State {
    std::shared_ptr<Cluster> cluster;
    Sink sink;
    std::mutex mutex;
    std::condition_variable_any wake;
    SamplerWishes wishes;
    bool now = false;
    bool changed = false; ///< the wishes, since the waiting thread looked
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
    m_state->changed = true;
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
    GroupRoundReader reader(*m_state->cluster);
    const Admin& admin = m_state->cluster->admin();
    while (!stop.stop_requested()) {
        SamplerWishes wishes;
        {
            const std::scoped_lock lock(m_state->mutex);
            m_state->now = false;
            wishes = m_state->wishes;
        }
        const auto began = Clock::now();
        const TimestampMs time = nowMs();
        const auto requests = admin.requestsSent();
        const auto cpu = threadTime();
        auto answer = reader.read({.named = wishes.pinned, .closely = wishes.closely, .watchedTopics = wishes.watchedTopics},
                                  Call::within(longestRound, stop));
        const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
        if (stop.stop_requested())
            return; // what a stopped round found is not the truth about the cluster
        LagSample sample{.time = time, .took = took, .groups = Partial<std::vector<GroupLag>>{}};
        if (answer) {
            sample.groups = std::move(answer->groups);
            sample.topicEnds = std::move(answer->topicEnds);
            sample.cost.groups = sample.groups->values.size();
            sample.cost.partitions = partitionsOf(sample.groups->values);
        } else {
            sample.groups = fail(std::move(answer.error()));
        }
        sample.cost.took = took;
        sample.cost.cpu = threadTime() - cpu;
        sample.cost.requests = static_cast<int>(admin.requestsSent() - requests);
        {
            const std::scoped_lock lock(m_state->mutex);
            sample.interval = m_state->wishes.interval;
        }
        sample.slowed = isSlow(took, sample.interval);
        m_state->sink(std::make_shared<const LagSample>(std::move(sample)));
        rest(began, took, stop);
    }
}

void LagSampler::rest(Clock::time_point began, std::chrono::milliseconds took, const std::stop_token& stop)
{
    std::unique_lock lock(m_state->mutex);
    while (!stop.stop_requested() && !m_state->now) {
        const auto due = began + took + pauseAfter(took, m_state->wishes.interval);
        if (Clock::now() >= due)
            return;
        m_state->changed = false;
        m_state->wake.wait_until(lock, stop, due, [&] { return m_state->now || m_state->changed; });
    }
}

} // namespace weir
