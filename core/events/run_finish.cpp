// SPDX-License-Identifier: GPL-3.0-or-later
// How a run comes to its end, and what it tells of itself.
#include "core/events/run_text.h"
#include "core/events/run_thread.h"

#include <algorithm>
#include <utility>

namespace weir {

using namespace std::chrono_literals;

namespace {

constexpr auto lastAnswers = 45s; ///< longer than a record may take to time out
constexpr auto lastAnswersCancelled = 5s;

} // namespace

void RunThread::finish()
{
    if (m_paused)
        if (const auto since = std::exchange(m_pausedAt, std::nullopt); since && m_begun)
            m_pausedFor += Clock::now() - *since;
    m_paused = false;
    tick(true);
    auto until = Clock::now() + (m_cancelled ? lastAnswersCancelled : lastAnswers);
    if (m_cancelled || m_withdrawn) {
        m_withdrawn = true;
        m_stream->withdraw();
    }
    collect(0ms);
    while (m_stream->underWay() > 0 && Clock::now() < until) {
        collect(50ms);
        tick();
        // What was on its way to a broker that went away has come back meanwhile.
        if (m_withdrawn)
            m_stream->withdraw();
        if (!m_ordered)
            continue;
        const RunState reached = m_endState;
        obey();
        if (m_cancelled && reached != RunState::Cancelled) {
            m_endState = RunState::Cancelled;
            m_why += " Waiting for the last confirmations was cancelled.";
            m_withdrawn = true;
            m_stream->withdraw();
            until = std::min<Clock::time_point>(until, Clock::now() + lastAnswersCancelled);
        }
        m_paused = false;
        m_pausedAt.reset();
    }
    countUnanswered();
}

/// What has no answer by now will get none: its producer goes away.
void RunThread::countUnanswered()
{
    for (const std::uint64_t ticket : m_flight.tickets()) {
        m_tally.failed({ErrorKind::TimedOut,
                        "No broker had confirmed the record when the run ended. It may have been written all the same.",
                        {}, 0, false},
                       m_flight.where(ticket));
        m_flight.remove(ticket);
    }
}

/// Why it ended, with what else is to be known then.
std::string RunThread::ending() const
{
    std::string text = m_why;
    if (const auto left = m_pace.leftOut(); left > 0)
        text += " " + groupedDigits(left) + (left == 1 ? " event was" : " events were") +
                " left out: they could not be handed over when the plan wanted them, and more than a second's worth is not "
                "caught up.";
    if (const auto back = m_tally.takenBackCount(); back > 0)
        text += " " + groupedDigits(back) + (back == 1 ? " event was" : " events were") +
                " taken back before a broker was given " + (back == 1 ? "it." : "them.");
    return text;
}

void RunThread::publish(RunState state)
{
    RunProgress now;
    m_tally.fill(now);
    now.state = state;
    const auto time = elapsed();
    now.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(time);
    const RunStop& stop = m_plan.stop;
    const auto least = [&](std::uint64_t count) { now.planned = std::min(now.planned.value_or(count), count); };
    if (const auto total = m_source->total())
        least(*total);
    if (stop.afterEvents)
        least(*stop.afterEvents);
    if (stop.afterTime && m_plan.rate.shape != RunRate::Shape::Fastest && !m_pace.changed())
        least(recordsDue(m_plan.rate, *stop.afterTime));
    const auto atLeast = [&](double share) {
        now.fraction = std::clamp(std::max(now.fraction.value_or(0), share), 0.0, 1.0);
    };
    if (const auto read = m_source->fraction())
        atLeast(*read);
    if (now.planned && *now.planned > 0)
        atLeast(static_cast<double>(m_handed) / static_cast<double>(*now.planned));
    if (stop.afterTime)
        atLeast(std::chrono::duration<double>(time) / std::chrono::duration<double>(*stop.afterTime));
    if (m_begun && !m_over) {
        now.behind = m_pace.behind(time, m_handed);
        if (stop.afterEvents)
            now.behind = std::min(now.behind, *stop.afterEvents - m_handed);
    }
    if (hasEnded(state)) {
        now.perSecond = 0;
        now.why = ending();
        now.error = m_error;
    }
    const std::scoped_lock lock(m_mutex);
    now.started = m_progress.started;
    m_progress = std::move(now);
    m_wake.notify_all();
}

void RunThread::announceEnd()
{
    if (const auto last = m_tally.closeLast(nowMs())) {
        const std::scoped_lock lock(m_mutex);
        m_seconds.push_back(*last);
    }
    publish(m_endState);
    if (m_changed)
        m_changed();
}

} // namespace weir
