// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/event_run.h"
#include "core/events/run_flight.h"
#include "core/events/run_pace.h"
#include "core/events/run_tally.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <thread>

namespace weir {

/// The thread of a run. Everything below the mark is its own; others only see `m_progress` and the seconds, and leave orders.
class RunThread final : public EventRun
{
public:
    explicit RunThread(Start start);
    ~RunThread() override;

    RunProgress progress() const override;
    std::vector<RunSecond> seconds(std::uint64_t first) const override;
    std::pair<std::uint64_t, std::uint64_t> secondsKept() const override;
    void pause() override;
    void resume() override;
    void cancel() override;
    void setRate(double perSecond) override;
    bool waitEnd(const Call& call) const override;

private:
    using Clock = std::chrono::steady_clock;
    struct Orders {
        bool pause = false;
        bool cancel = false;
        std::optional<double> rate;
    };
    /// What became of one try to hand a record over.
    enum class Step { Done, Later, Over };

    template <typename Change> void order(const Change& change);
    void run();
    void obey();
    [[nodiscard]] std::chrono::nanoseconds elapsed() const;
    void handOver();
    [[nodiscard]] std::uint64_t allowed() const;
    [[nodiscard]] Step handOverOne();
    [[nodiscard]] Step makeRecord();
    [[nodiscard]] Step refused(const Error& error, std::uint64_t ticket, bool known);
    void handedOne();
    void lookAtEnd();
    void checkLatency();
    void over(RunState state, std::string why, std::optional<Error> error = std::nullopt);
    void collect(std::chrono::milliseconds wait);
    void take(const SendOutcome& outcome);
    void closeSeconds();
    void tick(bool always = false);
    void rest();
    void finish();
    void countUnanswered();
    [[nodiscard]] std::string ending() const;
    void publish(RunState state);
    void announceEnd();

    const RunPlan m_plan;
    const std::shared_ptr<Cluster> m_cluster;
    const std::function<void()> m_changed;
    const std::chrono::milliseconds m_patience;
    mutable std::mutex m_mutex;
    mutable std::condition_variable_any m_wake;
    Orders m_orders;
    std::stop_source m_interrupt;     ///< ends a call that waits when there is an order
    std::atomic<bool> m_ordered = false;
    RunProgress m_progress;
    std::deque<RunSecond> m_seconds;
    std::uint64_t m_firstSecond = 0;

    // --- of the thread ---
    std::unique_ptr<RecordSource> m_source;
    std::unique_ptr<SendStream> m_stream;
    RunPace m_pace;
    RunTally m_tally;
    RunFlight m_flight;
    std::set<std::string, std::less<>> m_knownTopics;
    std::string m_lastTopic;
    OutgoingRecord m_record;
    bool m_haveRecord = false;
    std::optional<Clock::time_point> m_tried; ///< when the record's topic was first looked for in vain
    bool m_patienceLost = false;
    std::uint64_t m_handed = 0;               ///< taken, refused or skipped
    std::uint64_t m_troubles = 0;             ///< refused in a row for reasons that are no record's
    std::uint64_t m_skippedInRow = 0;
    bool m_blocked = false;
    bool m_paused = false;
    bool m_cancelled = false;
    bool m_withdrawn = false;
    bool m_over = false;
    RunState m_endState = RunState::Done;
    std::string m_why;
    std::optional<Error> m_error;
    std::stop_token m_token;
    std::optional<Clock::time_point> m_begun; ///< with the first record
    std::optional<Clock::time_point> m_pausedAt;
    Clock::duration m_pausedFor{0};
    Clock::time_point m_ticked;
    std::chrono::nanoseconds m_secondEnd{std::chrono::seconds(1)};
    std::jthread m_thread; // last: it uses all of the above
};

} // namespace weir
