// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/base/time.h"
#include "core/events/record_source.h"
#include "core/events/run_plan.h"
#include "core/kafka/cluster.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace weir {

enum class RunState {
    Starting,
    Running,
    Paused,
    Finishing, ///< nothing more is sent, the last confirmations are waited for
    Done,      ///< a condition of the plan was met, or the source came to its end
    Cancelled,
    Stopped,   ///< ended by itself for a reason that is an error: `error` says which
};
[[nodiscard]] bool hasEnded(RunState state);

/// One second of a run.
struct RunSecond {
    TimestampMs time = 0; ///< its end
    std::uint64_t sent = 0;
    std::uint64_t acknowledged = 0;
    std::uint64_t failed = 0;
    std::optional<std::chrono::microseconds> p50{}; ///< of what was acknowledged in it; nullopt: nothing was
    std::optional<std::chrono::microseconds> p95{};
    std::optional<std::chrono::microseconds> p99{};
};

/// A kind of failure, with how often and where first.
struct RunFailure {
    Error error;
    std::uint64_t count = 0;
    std::string first; ///< "record 17, to orders-3"
};

struct RunProgress {
    RunState state = RunState::Starting;
    std::uint64_t sent = 0;         ///< handed over: acknowledged + failed + under way
    std::uint64_t acknowledged = 0;
    std::uint64_t failed = 0;       ///< certainly not written, or not known: see `unknown`
    std::uint64_t unknown = 0;      ///< of the failed: may have been written
    std::uint64_t skipped = 0;      ///< records the source could not make; counted as failures for the stop condition
    std::uint64_t bytes = 0;        ///< of keys, values and headers acknowledged
    std::optional<std::uint64_t> planned{}; ///< events in all when known
    std::optional<double> fraction{};       ///< 0 to 1 when known
    TimestampMs started = 0;
    std::chrono::milliseconds elapsed{0};   ///< pauses taken off
    double perSecond = 0;                   ///< acknowledged in the last 2 s
    std::uint64_t behind = 0;               ///< records the plan wanted by now and that could not be handed over yet
    std::optional<std::chrono::microseconds> p50{}; ///< over the whole run
    std::optional<std::chrono::microseconds> p95{};
    std::optional<std::chrono::microseconds> p99{};
    std::optional<std::chrono::microseconds> longest{};
    std::vector<RunFailure> failures{};     ///< the 20 most frequent kinds
    std::string why{};                      ///< a sentence: why it ended ("10,000 events were sent.")
    std::optional<Error> error{};
};

/// Sends the records of a source at the pace of a plan, on a thread and a producer of its own. While brokers are away it
/// waits (records time out after 30 s, or message.timeout.ms of the connection, and count as failed; the plan's rate is not
/// caught up: what was missed is `behind`, sent as fast as possible afterwards up to one second's worth, the rest is left out
/// and said). The clock of the run begins with its first record, when the cluster has been reached.
/// Methods: any thread. The destructor cancels and joins; it may take seconds.
class EventRun
{
public:
    struct Start {
        std::shared_ptr<Cluster> cluster;
        std::unique_ptr<RecordSource> source;
        RunPlan plan{};
        std::function<void()> changed{}; ///< at most 10 times a second and at the end, on the run's thread; must only post
        /// How long a record waits for its topic to be looked up while no broker answers; then it has failed.
        std::chrono::milliseconds patience{30'000};
    };
    /// InvalidInput for a bad plan, NotAuthorized on a read-only connection. Does not wait for the cluster.
    [[nodiscard]] static Result<std::unique_ptr<EventRun>> start(Start start);
    virtual ~EventRun() = default;

    [[nodiscard]] virtual RunProgress progress() const = 0;
    /// Its seconds from number `first` on, the running one left out; at most the newest 7,200 are kept.
    [[nodiscard]] virtual std::vector<RunSecond> seconds(std::uint64_t first) const = 0;
    /// Number of the first second that is still kept, and of the one behind the last.
    [[nodiscard]] virtual std::pair<std::uint64_t, std::uint64_t> secondsKept() const = 0;
    virtual void pause() = 0;
    virtual void resume() = 0;
    /// Sends nothing more, takes back what no broker was given, waits for the rest (bounded).
    virtual void cancel() = 0;
    /// Constant shape only: from now on.
    virtual void setRate(double perSecond) = 0;
    /// False when the call is over before the run has ended.
    [[nodiscard]] virtual bool waitEnd(const Call& call) const = 0;
};

/// "10,000 events acknowledged in 12.3 s (813 a second), p99 4.1 ms; 3 failed": for people and logs.
[[nodiscard]] std::string runSummary(const RunProgress& progress);

} // namespace weir
