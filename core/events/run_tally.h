// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/event_run.h"
#include "core/events/latency_histogram.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace weir {

/// Counts what becomes of the records of a run: in all, second by second, and the kinds of failure. Knows no clock; the time
/// of the run (pauses taken off) is handed in and never goes back. A value; one thread at a time.
class RunTally
{
public:
    void sent() { ++m_sent; ++m_second.sent; }
    void acknowledged(std::chrono::microseconds latency, std::uint64_t bytes);
    /// A record that was counted by sent(). `where`: "record 17, to orders-3".
    void failed(const Error& error, const std::string& where);
    /// A record the source could not make.
    void skipped(const Error& error, const std::string& where);
    /// Counted by sent(), and then no broker was given it because nobody wanted it any more.
    void takenBack();

    /// Closes the seconds that are over by `elapsed`; `wall` is the wall clock's time at `elapsed`.
    [[nodiscard]] std::vector<RunSecond> closeSeconds(std::chrono::nanoseconds elapsed, TimestampMs wall);
    /// The second that is not over, at the end of a run; nullopt when nothing happened in it.
    [[nodiscard]] std::optional<RunSecond> closeLast(TimestampMs wall);
    /// For perSecond: called every now and then.
    void sample(std::chrono::nanoseconds elapsed);

    [[nodiscard]] std::uint64_t sentCount() const { return m_sent; }
    [[nodiscard]] std::uint64_t failures() const { return m_failed + m_skipped; }
    [[nodiscard]] std::uint64_t takenBackCount() const { return m_takenBack; }
    [[nodiscard]] std::uint64_t underWay() const { return m_sent - m_acknowledged - m_failed; }
    /// Of the last ten whole seconds; nullopt before there are ten, or when nothing was acknowledged in them.
    [[nodiscard]] std::optional<std::chrono::microseconds> recentP99() const;
    /// Numbers, percentiles and failures.
    void fill(RunProgress& progress) const;

private:
    [[nodiscard]] RunSecond second(TimestampMs end) const;
    void group(const Error& error, const std::string& where);

    std::uint64_t m_sent = 0;
    std::uint64_t m_acknowledged = 0;
    std::uint64_t m_failed = 0;
    std::uint64_t m_unknown = 0;
    std::uint64_t m_skipped = 0;
    std::uint64_t m_takenBack = 0;
    std::uint64_t m_bytes = 0;
    LatencyHistogram m_all;
    RunSecond m_second;
    LatencyHistogram m_secondLatency;
    std::uint64_t m_seconds = 0; ///< closed
    std::array<LatencyHistogram, 10> m_recent; ///< of the last closed seconds, in a ring
    std::deque<std::pair<std::chrono::nanoseconds, std::uint64_t>> m_samples; ///< acknowledged by when
    std::unordered_map<std::string, RunFailure> m_failures;
};

} // namespace weir
