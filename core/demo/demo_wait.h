// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace weir {

/// Sleeps, and wakes at once when asked to stop.
inline void waitOrStop(std::chrono::milliseconds time, const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any condition;
    std::unique_lock lock(mutex);
    condition.wait_for(lock, stop, time, [] { return false; });
}

/// Waiting times between attempts: half a second, doubled up to eight seconds, from the start after a success.
class DemoBackOff
{
public:
    void wait(const std::stop_token& stop)
    {
        waitOrStop(m_next, stop);
        m_next = std::min(m_next * 2, std::chrono::milliseconds(8'000));
    }
    void reset() { m_next = first; }

private:
    static constexpr std::chrono::milliseconds first{500};
    std::chrono::milliseconds m_next = first;
};

} // namespace weir
