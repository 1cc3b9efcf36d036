// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/running_job.h"

namespace weir {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

RunningJob::RunningJob(Parts parts)
    : m_plan(parts.plan), m_start(std::move(parts.start)), m_lock(std::move(parts.lock)),
      m_clusterChecked(parts.clusterChecked), m_reader(m_plan, std::move(parts.source), m_start.journal), m_watch(m_start.letters, m_plan->job),
      m_sizeLimit(static_cast<std::size_t>(std::max<std::int64_t>(m_plan->options.batch, 1))),
      m_pauseTime(m_start.patience.firstPause), m_info(std::move(parts.info))
{
    const DeliveryDesk desk{*m_plan, *m_start.journal, *m_start.target, m_start.patience, m_start.atStep, m_stop.get_token()};
    m_delivery = m_plan->options.delivery == ReplayDelivery::Transactional
                     ? makeTransactionalDelivery(desk)
                     : makeAtLeastOnceDelivery(desk);
    m_rate.set(m_plan->options.perSecond, Clock::now());
    // A canary that was being looked at, or that may not have been seen yet, is waited for again.
    m_canaryPassed = m_info.state != ReplayState::Canary && m_info.counts.committed > m_plan->options.canary;
    m_wish = m_info.state == ReplayState::Canary ? Wish::Pause : Wish::Go;
    // Until the last batch of an interrupted job is settled, its transaction may be open.
    m_held = m_info.state != ReplayState::Planned && m_plan->options.delivery == ReplayDelivery::Transactional;
    m_base = m_info.counts;
    if (m_info.state == ReplayState::Planned || m_info.state == ReplayState::Running)
        m_base = {}; // nobody has looked yet
    m_thread = std::jthread([this] { run(); });
}

RunningJob::~RunningJob()
{
    {
        std::unique_lock lock(m_mutex);
        m_wish = Wish::End;
        m_changed.notify_all();
        // Normally the batch under way is through in a moment; otherwise it is aborted.
        m_changed.wait_for(lock, 3s, [&] { return !m_busy; });
    }
    m_stop.request_stop();
    m_thread.join();
}

ReplayProgress RunningJob::progress() const
{
    const std::scoped_lock lock(m_mutex);
    ReplayProgress progress;
    progress.info = m_info;
    progress.perSecond = m_busy ? m_speed.perSecond(Clock::now()) : 0;
    progress.returned = m_returned;
    progress.busy = m_busy;
    progress.readsStillHeld = m_held;
    progress.trouble = m_trouble;
    return progress;
}

void RunningJob::wishFor(Wish wish)
{
    const std::scoped_lock lock(m_mutex);
    if (m_wish == Wish::End || m_wish == Wish::Cancel || m_info.ended)
        return;
    m_wish = wish;
    if (wish != Wish::Pause)
        m_busy = true; // so that waitIdle() waits for what this leads to
    m_changed.notify_all();
}

RunningJob::Wish RunningJob::wish() const
{
    const std::scoped_lock lock(m_mutex);
    return m_wish;
}

void RunningJob::setRate(double perSecond)
{
    const std::scoped_lock lock(m_mutex);
    m_rate.set(perSecond, Clock::now());
    m_changed.notify_all();
}

bool RunningJob::waitIdle(const Call& call) const
{
    std::unique_lock lock(m_mutex);
    while (m_busy) {
        if (call.over())
            return false;
        m_changed.wait_for(lock, std::min(call.deadline.remaining() + 1ms, 50ms));
    }
    return true;
}

void RunningJob::run()
{
    if (m_start.atStep)
        m_start.atStep(ReplayStep::Selected);
    while (waitForWork())
        work();
    dropSlices();
    {
        const std::scoped_lock lock(m_mutex);
        m_busy = false;
        m_changed.notify_all();
    }
    tell(true); // it is at rest: whoever waits to let it go can do so
}

/// False when there is nothing more to do, ever.
bool RunningJob::waitForWork()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        if (m_wish == Wish::End || m_info.ended)
            return false;
        if (m_wish != Wish::Pause)
            return true;
        if (std::exchange(m_busy, false)) {
            m_changed.notify_all();
            lock.unlock();
            tell(true);
            lock.lock();
            continue;
        }
        // Somebody looks at the canary: what comes back meanwhile is what they wait for.
        const bool watching = m_info.state == ReplayState::Canary;
        const auto wished = [&] { return m_wish != Wish::Pause || m_busy; };
        if (!watching)
            m_changed.wait(lock, wished);
        else if (!m_changed.wait_for(lock, m_start.patience.watch, wished)) {
            lock.unlock();
            lookForReturns(true);
            lock.lock();
        }
    }
}

void RunningJob::work()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_busy = true;
        if (m_info.state == ReplayState::Canary)
            m_canaryPassed = true;
        if (m_info.state == ReplayState::Stopped || m_info.state == ReplayState::Paused) {
            m_base = m_info.counts;
            m_baseReturned = m_returned;
        }
    }
    if (wish() == Wish::Go)
        become(ReplayState::Running, {});
    while (step()) {
    }
    dropSlices();
    lookForReturns(false);
}

/// One step; false when the job comes to rest.
bool RunningJob::step()
{
    const Wish now = wish();
    if (now == Wish::Pause || now == Wish::End) {
        noTrouble();
        become(ReplayState::Paused, {});
        return false;
    }
    if (!m_settled)
        return arrive();
    if (now == Wish::Cancel)
        return endJob(ReplayState::Cancelled);
    if (m_position == static_cast<std::int64_t>(m_outcomes.size()))
        return endJob(ReplayState::Done);
    if (canaryIsDue()) {
        lookForReturns(true);
        become(ReplayState::Canary, {});
        return false;
    }
    std::chrono::milliseconds pause{0};
    {
        const std::scoped_lock lock(m_mutex);
        pause = m_rate.wait(Clock::now());
    }
    if (pause.count() > 0) {
        sleep(std::min(pause, 1000ms));
        lookForReturns(false);
        return limitsHold();
    }
    if (m_slices.empty())
        return readNext();
    return sendNext();
}

void RunningJob::become(ReplayState state, const std::string& reason)
{
    std::string said = reason;
    if (auto kept = m_start.journal->setState(m_plan->job, state, reason); !kept)
        said = kept.error().message;
    {
        const std::scoped_lock lock(m_mutex);
        m_info.state = state;
        m_info.reason = said;
        if (state == ReplayState::Cancelled || state == ReplayState::Done)
            m_info.ended = nowMs();
        // Together with the state, so that a resume() by somebody who has seen it is not lost.
        if (state != ReplayState::Running && m_wish == Wish::Go)
            m_wish = Wish::Pause;
    }
    tell(true);
}

void RunningJob::stopBy(const Error& error)
{
    m_settled = false; // whatever it was, the broker is asked again before anything is sent
    noTrouble();
    become(ReplayState::Stopped, error.message);
}

void RunningJob::trouble(const Error& error)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_trouble = error;
        m_info.reason = error.message;
    }
    tell(true);
    sleep(m_pauseTime);
    m_pauseTime = std::min(m_pauseTime * 2, m_start.patience.longestPause);
}

void RunningJob::noTrouble()
{
    m_pauseTime = m_start.patience.firstPause;
    const std::scoped_lock lock(m_mutex);
    if (m_trouble)
        m_info.reason.clear();
    m_trouble.reset();
}

/// Ends early when somebody wishes something else, or another rate.
void RunningJob::sleep(std::chrono::milliseconds time)
{
    std::unique_lock lock(m_mutex);
    const Wish before = m_wish;
    const auto until = Clock::now() + time;
    while (m_wish == before && Clock::now() < until) {
        const auto wait = m_rate.wait(Clock::now());
        m_changed.wait_until(lock, until);
        if (m_rate.wait(Clock::now()) + 50ms < wait && !m_trouble)
            return;
    }
}

void RunningJob::tell(bool now)
{
    constexpr auto often = 50ms;
    if (!m_start.changed || (!now && Clock::now() < m_told + often))
        return;
    m_told = Clock::now();
    m_start.changed();
}

void RunningJob::lookForReturns(bool now)
{
    if (!m_watch.begun() || (!now && Clock::now() < m_watched + m_start.patience.watch))
        return;
    m_watch.look(Call::within(2s, m_stop.get_token()));
    m_watched = Clock::now();
    bool more = false;
    {
        const std::scoped_lock lock(m_mutex);
        more = std::exchange(m_returned, m_watch.returned()) != m_watch.returned();
    }
    if (more)
        tell(true);
}

} // namespace weir
