// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <thread>

namespace weir::bench {

/// Passes TCP connections on to a port of this machine, and keeps every byte for half of a round trip on its way there
/// and on its way back, however many are under way: a network that is far, not narrow. Owns one thread; destroying it
/// closes all connections.
class DelayProxy
{
public:
    /// Listens on 127.0.0.1:`listens`; see `works` for whether it could.
    DelayProxy(std::uint16_t listens, std::uint16_t target, std::chrono::milliseconds roundTrip);
    ~DelayProxy();
    DelayProxy(const DelayProxy&) = delete;
    DelayProxy& operator=(const DelayProxy&) = delete;

    [[nodiscard]] bool works() const { return m_listener >= 0; }
    /// A port of 127.0.0.1 that nobody listened on a moment ago; 0 when there is none.
    [[nodiscard]] static std::uint16_t freePort();

private:
    void run(const std::stop_token& stop) const;

    const std::uint16_t m_target;
    const std::chrono::microseconds m_oneWay;
    int m_listener = -1;
    std::jthread m_thread;
};

} // namespace weir::bench
