// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

namespace weir {

struct DemoTrafficOptions {
    double recordsPerSecond = 40;                       ///< on average, 0.1 … 2000; the rate swings around it
    std::optional<std::chrono::milliseconds> duration;  ///< nullopt: until it is stopped
    std::string groupPrefix;                            ///< in front of "mailer", "search-index", "billing"
    std::uint64_t seed = 1;
    std::size_t historyRecords = 6'000;                 ///< at most 100,000; 0: none
    std::chrono::milliseconds historySpan = std::chrono::hours(6);
    std::chrono::milliseconds wavePeriod = std::chrono::seconds(90); ///< of search-index; at least one second
};

struct DemoGroupStatus {
    std::string id;
    bool joined = false; ///< has partitions assigned
    std::uint64_t handled = 0;
    std::uint64_t deadLetters = 0;
    std::optional<TopicPartition> stuckOn;
    std::optional<std::int64_t> stuckOffset;
    std::string stuckReason;
};

struct DemoTrafficStatus {
    enum class Phase { Preparing, Running, Finished };
    Phase phase = Phase::Preparing;
    std::uint64_t sent = 0;        ///< events confirmed by the broker, history included
    std::uint64_t unconfirmed = 0; ///< records that the broker did not confirm
    std::uint64_t deadLetters = 0;
    std::vector<DemoGroupStatus> groups;
    std::vector<Failure> troubles; ///< what is wrong now; subject: "events", a topic, a group
};

/// The life of a small online shop on any cluster, to have something worth looking at: makes the topics that are
/// missing, fills the empty ones with the events of the last hours, then sends events at a swinging rate and runs three
/// consumer groups as real members: `mailer` keeps up, `search-index` falls behind and recovers in waves, `billing` is
/// stuck on a record it cannot handle while its other partitions go on. What they cannot handle goes to dead-letter
/// topics with the headers of three frameworks that name the true source record (demo_failures.h).
/// Trouble (not authorised, unreachable) is reported in the status and tried again with growing pauses.
/// Owns its threads; destroying it or stop() ends them within about three seconds, not on a GUI thread.
class DemoTraffic
{
public:
    /// Called on one thread of the traffic, a few times a second and at every change of phase.
    using Sink = std::function<void(const DemoTrafficStatus&)>;

    /// InvalidInput for options out of range, NotAuthorized on a read-only connection. Returns at once.
    [[nodiscard]] static Result<std::unique_ptr<DemoTraffic>> start(std::shared_ptr<Cluster> cluster,
                                                                    DemoTrafficOptions options, Sink sink);
    ~DemoTraffic();
    DemoTraffic(const DemoTraffic&) = delete;
    DemoTraffic& operator=(const DemoTraffic&) = delete;

    /// Asks all threads to stop and waits for them. One thread; may be called twice.
    void stop();
    /// Waits up to `time` for the end (duration over, or stopped); true when it came. Any thread.
    [[nodiscard]] bool waitFor(std::chrono::milliseconds time);

private:
    DemoTraffic() = default;
    std::binary_semaphore m_finished{0};
    std::jthread m_thread; // last: it uses the member above
};

} // namespace weir
