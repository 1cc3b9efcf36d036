// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/run_tally.h"

#include <algorithm>

namespace weir {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

namespace {

constexpr std::size_t shownKinds = 20;
constexpr std::size_t mostKinds = 500;
constexpr nanoseconds rateTime = 2s;

/// Errors that differ in numbers alone (a partition, a line, a size) are one kind.
std::string kindOf(const Error& error)
{
    std::string kind(errorKindName(error.kind));
    kind += ' ' + std::to_string(error.kafkaCode) + ' ';
    bool inNumber = false;
    for (const char c : error.message) {
        const bool digit = c >= '0' && c <= '9';
        if (!digit)
            kind += c;
        else if (!inNumber)
            kind += '#';
        inNumber = digit;
    }
    return kind;
}

} // namespace

void RunTally::acknowledged(std::chrono::microseconds latency, std::uint64_t bytes)
{
    ++m_acknowledged;
    ++m_second.acknowledged;
    m_bytes += bytes;
    m_all.add(latency);
    m_secondLatency.add(latency);
}

void RunTally::failed(const Error& error, const std::string& where)
{
    ++m_failed;
    ++m_second.failed;
    if (mayBeWritten(error))
        ++m_unknown;
    group(error, where);
}

void RunTally::skipped(const Error& error, const std::string& where)
{
    ++m_skipped;
    ++m_second.failed;
    group(error, where);
}

void RunTally::takenBack()
{
    --m_sent;
    ++m_takenBack;
}

void RunTally::group(const Error& error, const std::string& where)
{
    const std::string kind = kindOf(error);
    const auto known = m_failures.find(kind);
    if (known != m_failures.end()) {
        ++known->second.count;
        return;
    }
    // Endless kinds (each with a text of its own) must not fill the memory.
    if (m_failures.size() >= mostKinds) {
        auto& others = m_failures[{}];
        if (others.count++ == 0) {
            others.error = {error.kind, "Other failures.", {}, 0, false};
            others.first = where;
        }
        return;
    }
    m_failures.emplace(kind, RunFailure{error, 1, where});
}

RunSecond RunTally::second(TimestampMs end) const
{
    RunSecond closed = m_second;
    closed.time = end;
    closed.p50 = m_secondLatency.percentile(0.5);
    closed.p95 = m_secondLatency.percentile(0.95);
    closed.p99 = m_secondLatency.percentile(0.99);
    return closed;
}

std::vector<RunSecond> RunTally::closeSeconds(nanoseconds elapsed, TimestampMs wall)
{
    std::vector<RunSecond> closed;
    for (nanoseconds end = 1s * (m_seconds + 1); end <= elapsed; end += 1s) {
        closed.push_back(second(wall - std::chrono::duration_cast<std::chrono::milliseconds>(elapsed - end).count()));
        m_recent[m_seconds % m_recent.size()] = m_secondLatency;
        m_second = {};
        m_secondLatency.clear();
        ++m_seconds;
    }
    return closed;
}

std::optional<RunSecond> RunTally::closeLast(TimestampMs wall)
{
    if (m_second.sent == 0 && m_second.acknowledged == 0 && m_second.failed == 0)
        return std::nullopt;
    RunSecond last = second(wall);
    m_second = {};
    m_secondLatency.clear();
    return last;
}

void RunTally::sample(nanoseconds elapsed)
{
    m_samples.emplace_back(elapsed, m_acknowledged);
    while (m_samples.size() > 2 && elapsed - m_samples[1].first >= rateTime)
        m_samples.pop_front();
}

std::optional<std::chrono::microseconds> RunTally::recentP99() const
{
    if (m_seconds < m_recent.size())
        return std::nullopt;
    LatencyHistogram all;
    for (const LatencyHistogram& one : m_recent)
        all.add(one);
    return all.percentile(0.99);
}

void RunTally::fill(RunProgress& progress) const
{
    progress.sent = m_sent;
    progress.acknowledged = m_acknowledged;
    progress.failed = m_failed;
    progress.unknown = m_unknown;
    progress.skipped = m_skipped;
    progress.bytes = m_bytes;
    progress.perSecond = 0;
    if (m_samples.size() >= 2) {
        const double time = std::chrono::duration<double>(m_samples.back().first - m_samples.front().first).count();
        if (time > 0)
            progress.perSecond = static_cast<double>(m_samples.back().second - m_samples.front().second) / time;
    }
    progress.p50 = m_all.percentile(0.5);
    progress.p95 = m_all.percentile(0.95);
    progress.p99 = m_all.percentile(0.99);
    progress.longest = m_all.count() > 0 ? std::optional(m_all.longest()) : std::nullopt;
    progress.failures.clear();
    for (const auto& [kind, failure] : m_failures)
        progress.failures.push_back(failure);
    std::ranges::sort(progress.failures, [](const RunFailure& a, const RunFailure& b) {
        return a.count != b.count ? a.count > b.count : a.error.message < b.error.message;
    });
    if (progress.failures.size() > shownKinds)
        progress.failures.resize(shownKinds);
}

} // namespace weir
