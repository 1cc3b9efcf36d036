// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/real_broker.h"

#include <atomic>
#include <cstdint>
#include <random>
#include <thread>

namespace weir::test {

/// Lets the brokers of a cluster of three go and come back, one after the other, on a thread of its own. Any thread, but
/// begin() and stop() only one.
class BrokerTrouble
{
public:
    BrokerTrouble(OwnBroker& brokers, std::uint64_t seed) : m_brokers(brokers), m_random(seed) {}
    ~BrokerTrouble() { stop(); }
    BrokerTrouble(const BrokerTrouble&) = delete;
    BrokerTrouble& operator=(const BrokerTrouble&) = delete;

    /// Hard and in good order in turns, `times` in all; six times are each broker both ways.
    void begin(int times);
    /// The one that is away comes back first.
    void stop();
    [[nodiscard]] bool over() const { return m_over; }
    [[nodiscard]] int bounces() const { return m_bounces; }
    [[nodiscard]] int failures() const { return m_failures; }

private:
    void bounce(int id, bool hard);
    bool waitUntilCaughtUp();

    OwnBroker& m_brokers;
    std::mt19937_64 m_random;
    std::atomic<bool> m_over = false;
    std::atomic<int> m_bounces = 0;
    std::atomic<int> m_failures = 0;
    std::jthread m_thread;
};

} // namespace weir::test
