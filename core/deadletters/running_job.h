// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/batch_delivery.h"
#include "core/deadletters/replay_rate.h"
#include "core/deadletters/return_watch.h"

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

namespace weir {

/// The job behind ReplayJob: its thread takes one step after another (settle, read, send) until somebody wishes otherwise.
/// What the thread alone uses has no lock; what others see is under m_mutex.
class RunningJob final : public ReplayJob
{
public:
    struct Parts {
        Start start;
        ReplayLock lock;
        std::shared_ptr<const ReplayPlan> plan;
        ReplayJobInfo info;
        std::unique_ptr<LetterSource> source;
        bool clusterChecked = false;
    };
    explicit RunningJob(Parts parts);
    ~RunningJob() override;

    ReplayProgress progress() const override;
    void pause() override { wishFor(Wish::Pause); }
    void resume() override { wishFor(Wish::Go); }
    void cancel() override { wishFor(Wish::Cancel); }
    void setRate(double perSecond) override;
    bool waitIdle(const Call& call) const override;

private:
    enum class Wish { Go, Pause, Cancel, End };

    // --- running_job.cpp: wishes and states ---
    void wishFor(Wish wish);
    [[nodiscard]] Wish wish() const;
    void run();
    [[nodiscard]] bool waitForWork();
    void work();
    [[nodiscard]] bool step();
    void become(ReplayState state, const std::string& reason);
    void stopBy(const Error& error);
    void trouble(const Error& error);
    void noTrouble();
    void sleep(std::chrono::milliseconds time);
    void tell(bool now);
    void lookForReturns(bool now);

    // --- running_steps.cpp: what a step does ---
    [[nodiscard]] bool arrive();
    [[nodiscard]] std::optional<Error> checkCluster();
    [[nodiscard]] bool goesOn(const BatchEnd& end);
    [[nodiscard]] Result<void> readJournal();
    [[nodiscard]] bool readNext();
    [[nodiscard]] bool sendNext();
    [[nodiscard]] bool take(const ReplaySlice& slice, BatchEnd end);
    [[nodiscard]] bool refused(ReplaySlice slice, const BatchEnd& end);
    [[nodiscard]] bool stubborn(const ReplaySlice& slice, const Error& error);
    [[nodiscard]] bool skipOver(const ReplaySlice& slice);
    void apply(std::span<const ReplayResult> results, std::int64_t copies);
    void dropSlices();
    void moveOn();
    [[nodiscard]] bool limitsHold();
    [[nodiscard]] bool canaryIsDue() const;
    [[nodiscard]] std::size_t nextSize() const;
    [[nodiscard]] bool endJob(ReplayState state);
    void forgetProgress();
    [[nodiscard]] std::future<Result<ReplaySlice>> startReading(std::int64_t begin);

    const std::shared_ptr<const ReplayPlan> m_plan;
    const Start m_start;
    const ReplayLock m_lock;
    std::stop_source m_stop; ///< the object is going away
    bool m_clusterChecked;

    std::vector<ReplayOutcome> m_outcomes;
    ReplaySliceReader m_reader;
    std::unique_ptr<BatchDelivery> m_delivery;
    ReturnWatch m_watch;
    std::chrono::steady_clock::time_point m_watched{};
    std::deque<ReplaySlice> m_slices;                        ///< read, waiting to be sent
    std::optional<std::future<Result<ReplaySlice>>> m_next;  ///< being read meanwhile
    std::int64_t m_readTo = 0;                               ///< items before it are read or being read
    std::int64_t m_position = 0;                             ///< the first pending item
    std::int64_t m_number = 0;                               ///< of the next batch
    bool m_settled = false;                                  ///< what became of the last batch is known
    bool m_canaryPassed = false;
    std::size_t m_sizeLimit;                                 ///< smaller for a while after a batch that took too long
    int m_stubborn = 0;                                      ///< how often the same batch failed for no reason that passes
    std::chrono::milliseconds m_pauseTime;
    /// Counted from here after a person said go on: what was known then does not stop the job again.
    ReplayCounts m_base;
    std::int64_t m_baseReturned = 0;
    std::chrono::steady_clock::time_point m_told{};

    mutable std::mutex m_mutex;
    mutable std::condition_variable m_changed;
    Wish m_wish = Wish::Go;
    bool m_busy = true;
    bool m_held = false;
    ReplayJobInfo m_info;
    std::optional<Error> m_trouble;
    std::int64_t m_returned = 0;
    ReplayRate m_rate;
    ReplaySpeed m_speed;

    std::jthread m_thread; ///< last: it uses all of the above
};

} // namespace weir
