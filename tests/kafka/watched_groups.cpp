// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kafka/watched_groups.h"

#include <algorithm>

namespace weir::test {

using namespace std::chrono_literals;

namespace {
constexpr std::size_t timesPerRound = 64;
}

WatchedGroups::WatchedGroups(std::shared_ptr<Cluster> cluster, std::set<std::string> groups, Options options)
    : m_cluster(std::move(cluster)), m_groups(std::move(groups)), m_options(std::move(options)),
      m_analysis(m_options.rules)
{
    if (auto reader = m_cluster->newPageReader(m_options.isolation))
        m_reader = std::move(*reader);
    else
        m_failures.push_back(reader.error().message);
    for (const auto& [topic, retention] : m_options.retention)
        m_analysis.setRetention(topic, retention);
    m_worker = std::jthread([this](const std::stop_token& stop) { work(stop); });
    SamplerWishes wishes;
    wishes.interval = m_options.interval;
    m_sampler = std::make_unique<LagSampler>(m_cluster, wishes, [this](std::shared_ptr<const LagSample> sample) {
        const std::lock_guard lock(m_mutex);
        m_waiting.push_back(std::move(sample));
        m_wake.notify_one();
    });
}

WatchedGroups::~WatchedGroups()
{
    m_sampler.reset();
}

void WatchedGroups::work(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        std::unique_lock lock(m_mutex);
        if (!m_wake.wait(lock, stop, [this] { return !m_waiting.empty(); }))
            return;
        const auto sample = std::move(m_waiting.front());
        m_waiting.pop_front();
        lock.unlock();
        take(*sample);
    }
}

void WatchedGroups::take(const LagSample& sample)
{
    const std::vector<GroupStatus> statuses = m_analysis.add(sample);
    std::map<std::string, SeenGroup> seen;
    std::vector<std::string> failures;
    if (!sample.groups) {
        failures.push_back("round failed: " + sample.groups.error().message);
    } else {
        const std::vector<GroupLag>& groups = sample.groups->values;
        if (statuses.size() != groups.size())
            failures.push_back("a status is missing");
        for (std::size_t i = 0; i < std::min(statuses.size(), groups.size()); ++i)
            if (m_groups.contains(groups[i].group))
                seen[groups[i].group] = {sample.time, groups[i], statuses[i], {}};
        for (const Failure& failure : sample.groups->failures)
            if (std::ranges::any_of(m_groups, [&](const auto& group) { return failure.subject.starts_with(group); }))
                failures.push_back(failure.subject + ": " + failure.error.message);
        if (m_options.readTimes && m_reader)
            read(sample, seen);
    }
    const std::lock_guard lock(m_mutex);
    m_times.push_back(sample.time);
    m_longestRound = std::max(m_longestRound, sample.took);
    std::ranges::move(failures, std::back_inserter(m_failures));
    for (auto& [group, what] : seen)
        m_seen[group].push_back(std::move(what));
}

void WatchedGroups::read(const LagSample& sample, std::map<std::string, SeenGroup>& seen)
{
    TimeLagBook& book = m_analysis.times();
    for (const TimeAnswer& answer :
         readTimes(*m_reader, book.questions(m_groups, timesPerRound), Call::within(5s)))
        book.add(answer);
    for (auto& [group, what] : seen)
        for (const PartitionLag& row : what.lag.rows)
            what.afterReading.push_back(book.lagOf(row, sample.time));
}

std::size_t WatchedGroups::rounds() const
{
    const std::lock_guard lock(m_mutex);
    return m_times.size();
}

std::vector<SeenGroup> WatchedGroups::of(const std::string& group) const
{
    const std::lock_guard lock(m_mutex);
    const auto at = m_seen.find(group);
    return at == m_seen.end() ? std::vector<SeenGroup>() : at->second;
}

std::vector<std::string> WatchedGroups::failures() const
{
    const std::lock_guard lock(m_mutex);
    return m_failures;
}

std::chrono::milliseconds WatchedGroups::longestPause() const
{
    const std::lock_guard lock(m_mutex);
    TimestampMs longest = 0;
    for (std::size_t i = 1; i < m_times.size(); ++i)
        longest = std::max(longest, m_times[i] - m_times[i - 1]);
    return std::chrono::milliseconds(longest);
}

std::chrono::milliseconds WatchedGroups::longestRound() const
{
    const std::lock_guard lock(m_mutex);
    return m_longestRound;
}

} // namespace weir::test
