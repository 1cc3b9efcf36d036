// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kafka/timed_topic.h"

#include "tests/support/kafka_calls.h"

#include <algorithm>

namespace weir::test {

using namespace std::chrono_literals;

TimedTopic::TimedTopic(Cluster& cluster, std::string name, std::map<std::string, std::string> configs)
    : m_cluster(cluster), m_name(std::move(name))
{
    (void)m_cluster.admin().createTopic({m_name, 1, -1, std::move(configs)}, Call::within(30s));
}

bool TimedTopic::send(const std::vector<TimestampMs>& timestamps)
{
    std::vector<OutgoingRecord> batch;
    for (const TimestampMs time : timestamps) {
        batch.push_back(outgoing(m_name, 0, "record"));
        batch.back().timestamp = time;
    }
    const auto results = test::send(m_cluster, batch, Call::within(60s));
    const std::lock_guard lock(m_mutex);
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (!results[i])
            return false;
        m_records.emplace_back(results[i]->offset, results[i]->timestamp.value_or(timestamps[i]));
    }
    std::ranges::sort(m_records);
    return true;
}

bool TimedTopic::sendEvenly(TimestampMs from, std::chrono::milliseconds step, int count)
{
    std::vector<TimestampMs> timestamps;
    for (int i = 0; i < count; ++i)
        timestamps.push_back(from + i * step.count());
    return send(timestamps);
}

void TimedTopic::startLive(std::chrono::milliseconds step)
{
    m_live = std::jthread([this, step](const std::stop_token& stop) {
        for (TimestampMs next = nowMs(); !stop.stop_requested(); next += step.count()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(std::max<TimestampMs>(0, next - nowMs())));
            (void)send({nowMs()});
        }
    });
}

void TimedTopic::stopLive()
{
    m_live.request_stop();
    if (m_live.joinable())
        m_live.join();
}

std::int64_t TimedTopic::end() const
{
    const std::lock_guard lock(m_mutex);
    return m_records.empty() ? 0 : m_records.back().first + 1;
}

std::int64_t TimedTopic::offsetAt(TimestampMs time) const
{
    const std::lock_guard lock(m_mutex);
    const auto at = std::ranges::lower_bound(m_records, time, {}, [](const auto& record) { return record.second; });
    return at == m_records.end() ? m_records.back().first + 1 : at->first;
}

std::optional<std::chrono::milliseconds> TimedTopic::behind(std::int64_t committed, std::int64_t end) const
{
    const std::lock_guard lock(m_mutex);
    const auto offset = [](const auto& record) { return record.first; };
    const auto next = std::ranges::lower_bound(m_records, committed, {}, offset);
    const auto last = std::ranges::lower_bound(m_records, end, {}, offset);
    if (next >= last)
        return std::nullopt;
    return std::chrono::milliseconds(std::max<TimestampMs>(0, (last - 1)->second - next->second));
}

} // namespace weir::test
