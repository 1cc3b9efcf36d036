// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/run_thread.h"

#include "core/events/run_text.h"

#include <algorithm>
#include <utility>

namespace weir {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

namespace {

constexpr auto tickTime = 100ms;          ///< between two pictures of the progress
constexpr auto handOverTime = 20ms;       ///< until answers are collected again
constexpr auto shortestRest = 1ms;        ///< what falls due meanwhile goes together
constexpr auto roomTime = 50ms;           ///< a full queue is waited for, before answers are collected again
constexpr auto lookupTime = 3s;           ///< a topic is asked for, before it is tried again
constexpr std::uint64_t mostTroubles = 20;
constexpr std::uint64_t mostSkippedInRow = 1000;
constexpr std::size_t keptSeconds = 7200;

} // namespace

RunThread::RunThread(Start start)
    : m_plan(start.plan), m_cluster(std::move(start.cluster)), m_changed(std::move(start.changed)),
      m_patience(start.patience), m_source(std::move(start.source)), m_pace(start.plan.rate)
{
    m_progress.started = nowMs();
    m_progress.planned = m_source->total();
    m_token = m_interrupt.get_token();
    m_thread = std::jthread([this] { run(); });
}

RunThread::~RunThread()
{
    cancel();
    m_thread.join();
}

RunProgress RunThread::progress() const
{
    const std::scoped_lock lock(m_mutex);
    return m_progress;
}

std::vector<RunSecond> RunThread::seconds(std::uint64_t first) const
{
    const std::scoped_lock lock(m_mutex);
    const std::uint64_t skip = first > m_firstSecond ? std::min<std::uint64_t>(first - m_firstSecond, m_seconds.size()) : 0;
    return {m_seconds.begin() + static_cast<std::ptrdiff_t>(skip), m_seconds.end()};
}

std::pair<std::uint64_t, std::uint64_t> RunThread::secondsKept() const
{
    const std::scoped_lock lock(m_mutex);
    return {m_firstSecond, m_firstSecond + m_seconds.size()};
}

template <typename Change> void RunThread::order(const Change& change)
{
    const std::scoped_lock lock(m_mutex);
    change(m_orders);
    m_ordered = true;
    m_interrupt.request_stop();
    m_wake.notify_all();
}

void RunThread::pause()
{
    order([](Orders& orders) { orders.pause = true; });
}

void RunThread::resume()
{
    order([](Orders& orders) { orders.pause = false; });
}

void RunThread::cancel()
{
    order([](Orders& orders) { orders.cancel = true; });
}

void RunThread::setRate(double perSecond)
{
    order([&](Orders& orders) { orders.rate = perSecond; });
}

bool RunThread::waitEnd(const Call& call) const
{
    std::unique_lock lock(m_mutex);
    while (!hasEnded(m_progress.state)) {
        if (call.over())
            return false;
        m_wake.wait_for(lock, call.stop, std::min<std::chrono::milliseconds>(call.deadline.remaining(), 1s),
                        [&] { return hasEnded(m_progress.state); });
    }
    return true;
}

// --- on the thread ---

void RunThread::run()
{
    auto stream = m_cluster->newSendStream({});
    if (stream) {
        m_stream = std::move(*stream);
        while (!m_over) {
            obey();
            if (m_over)
                break;
            closeSeconds();
            if (!m_paused && !m_over)
                handOver();
            collect(0ms);
            tick();
            lookAtEnd();
            if (!m_over)
                rest();
        }
        finish();
    } else {
        over(RunState::Stopped, "The producer could not be set up.", stream.error());
    }
    announceEnd();
    m_stream.reset();
}

void RunThread::obey()
{
    if (!m_ordered)
        return;
    Orders orders;
    {
        const std::scoped_lock lock(m_mutex);
        m_ordered = false;
        orders = m_orders;
        m_orders.rate.reset();
        m_interrupt = std::stop_source();
        m_token = m_interrupt.get_token();
    }
    if (orders.rate)
        m_pace.setRate(*orders.rate, elapsed());
    if (orders.cancel) {
        m_cancelled = true;
        over(RunState::Cancelled, "It was cancelled.");
        return;
    }
    if (orders.pause == m_paused)
        return;
    m_paused = orders.pause;
    if (m_paused)
        m_pausedAt = Clock::now();
    else if (const auto since = std::exchange(m_pausedAt, std::nullopt); since && m_begun)
        m_pausedFor += Clock::now() - std::max(*since, *m_begun);
    tick(true);
}

nanoseconds RunThread::elapsed() const
{
    if (!m_begun)
        return 0ns;
    return m_pausedAt.value_or(Clock::now()) - *m_begun - m_pausedFor;
}

/// How many may have been handed over by now. The first goes as soon as it can: the clock of the run begins with it, so that
/// connecting takes nothing from its time.
std::uint64_t RunThread::allowed() const
{
    nanoseconds now = elapsed();
    if (m_plan.stop.afterTime)
        now = std::min<nanoseconds>(now, *m_plan.stop.afterTime);
    const std::uint64_t due = m_begun ? m_pace.due(now) : 1;
    return std::min(due, m_plan.stop.afterEvents.value_or(due));
}

void RunThread::handOver()
{
    if (!m_blocked)
        m_pace.leaveOut(elapsed(), m_handed);
    const auto until = Clock::now() + handOverTime;
    std::uint64_t most = allowed();
    for (unsigned tries = 1; m_handed < most && !m_over && !m_ordered; ++tries) {
        const Step step = handOverOne();
        if (step == Step::Later) {
            m_blocked = true;
            return;
        }
        if (step == Step::Done && std::exchange(m_blocked, false)) {
            m_pace.leaveOut(elapsed(), m_handed);
            most = allowed();
        }
        if (!m_begun) {
            m_begun = Clock::now();
            tick(true);
            return;
        }
        if (tries % 16 == 0 && Clock::now() >= until)
            return;
    }
}

RunThread::Step RunThread::makeRecord()
{
    auto made = m_source->next(m_record);
    if (!made) {
        const std::uint64_t number = m_handed + 1;
        m_tally.skipped(made.error(), "record " + std::to_string(number));
        handedOne();
        if (m_source->ended() || ++m_skippedInRow >= mostSkippedInRow)
            over(RunState::Stopped, m_source->ended() ? "The source cannot be read any further."
                                                      : "The source could not make any of the last " +
                                                            groupedDigits(mostSkippedInRow) + " events.",
                 made.error());
        return Step::Done;
    }
    if (!*made) {
        over(RunState::Done, "The source has no more events.");
        return Step::Over;
    }
    m_skippedInRow = 0;
    m_haveRecord = true;
    return Step::Later;
}

RunThread::Step RunThread::handOverOne()
{
    if (!m_haveRecord)
        if (const Step step = makeRecord(); step != Step::Later)
            return step;
    const bool known = m_record.topic == m_lastTopic || m_knownTopics.contains(m_record.topic);
    const std::uint64_t ticket = m_flight.add(m_handed + 1, m_record);
    const auto time = known ? std::chrono::milliseconds(roomTime) : std::chrono::milliseconds(lookupTime);
    if (const auto taken = m_stream->push(m_record, ticket, Call::within(time, m_token)); !taken)
        return refused(taken.error(), ticket, known);
    m_tally.sent();
    m_troubles = 0;
    m_patienceLost = false;
    if (!known)
        m_knownTopics.insert(m_record.topic);
    if (m_record.topic != m_lastTopic)
        m_lastTopic = m_record.topic;
    handedOne();
    return Step::Done;
}

/// A record that was not taken waits when it may be taken soon; else it has failed.
RunThread::Step RunThread::refused(const Error& error, std::uint64_t ticket, bool known)
{
    const bool away = error.kind == ErrorKind::TimedOut || error.kind == ErrorKind::Unreachable;
    if (error.kind == ErrorKind::Cancelled || (away && known)) {
        m_flight.remove(ticket);
        return Step::Later;
    }
    if (away && !m_patienceLost) {
        if (!m_tried)
            m_tried = Clock::now();
        if (Clock::now() - *m_tried < m_patience) {
            m_flight.remove(ticket);
            return Step::Later;
        }
        m_patienceLost = true; // the ones behind it fail after one try, until a broker answers
    }
    m_tally.sent();
    m_tally.failed(error, m_flight.where(ticket));
    m_flight.remove(ticket);
    handedOne();
    const bool aboutTheRecord = away || error.kind == ErrorKind::NotFound || error.kind == ErrorKind::InvalidInput ||
                                error.kind == ErrorKind::NotAuthorized;
    m_troubles = aboutTheRecord ? 0 : m_troubles + 1;
    if (error.kind == ErrorKind::AuthenticationFailed || m_troubles >= mostTroubles)
        over(RunState::Stopped, "Nothing can be sent.", error);
    return Step::Done;
}

void RunThread::handedOne()
{
    ++m_handed;
    m_haveRecord = false;
    m_tried.reset();
    const auto most = m_plan.stop.afterFailures;
    if (most && m_tally.failures() >= *most)
        lookAtEnd();
}

void RunThread::lookAtEnd()
{
    const RunStop& stop = m_plan.stop;
    if (m_over)
        return;
    if (stop.afterFailures && m_tally.failures() >= *stop.afterFailures) {
        m_withdrawn = true;
        over(RunState::Done, groupedDigits(m_tally.failures()) + " " + (m_tally.failures() == 1 ? "event" : "events") +
                                 " failed, and the plan ends with " + groupedDigits(*stop.afterFailures) + ".");
    } else if (stop.afterEvents && m_handed >= *stop.afterEvents) {
        over(RunState::Done, groupedDigits(m_handed) + (m_handed == 1 ? " event was sent." : " events were sent."));
    } else if (stop.afterTime && m_begun && elapsed() >= *stop.afterTime &&
               (m_blocked || m_plan.rate.shape == RunRate::Shape::Fastest || m_handed >= allowed())) {
        over(RunState::Done, "Its time of " + formatDuration(*stop.afterTime) + " was over.");
    }
}

/// Asked once a second.
void RunThread::checkLatency()
{
    const auto slow = m_tally.recentP99();
    if (m_over || !m_plan.stop.slowerThan || !slow || *slow <= *m_plan.stop.slowerThan)
        return;
    m_withdrawn = true;
    over(RunState::Done, "Confirmations took too long: 99 % of those of the last 10 s took up to " + latencyText(*slow) +
                             ", and the plan ends above " + latencyText(*m_plan.stop.slowerThan) + ".");
}

void RunThread::over(RunState state, std::string why, std::optional<Error> error)
{
    if (m_over)
        return;
    m_over = true;
    m_endState = state;
    m_why = std::move(why);
    m_error = std::move(error);
}

void RunThread::collect(std::chrono::milliseconds wait)
{
    m_stream->collect([this](const SendOutcome& outcome) { take(outcome); }, wait);
}

void RunThread::take(const SendOutcome& outcome)
{
    if (outcome.delivery)
        m_tally.acknowledged(outcome.delivery->latency, m_flight.bytes(outcome.ticket));
    else if (m_withdrawn && outcome.delivery.error().kind == ErrorKind::Cancelled && !mayBeWritten(outcome.delivery.error()))
        m_tally.takenBack();
    else
        m_tally.failed(outcome.delivery.error(), m_flight.where(outcome.ticket));
    m_flight.remove(outcome.ticket);
}

/// Before more is handed over: what is sent behind the end of a second does not belong to it.
void RunThread::closeSeconds()
{
    const nanoseconds at = elapsed();
    if (at < m_secondEnd)
        return;
    const auto closed = m_tally.closeSeconds(at, nowMs());
    m_secondEnd = std::chrono::floor<std::chrono::seconds>(at) + 1s;
    {
        const std::scoped_lock lock(m_mutex);
        m_seconds.insert(m_seconds.end(), closed.begin(), closed.end());
        while (m_seconds.size() > keptSeconds) {
            m_seconds.pop_front();
            ++m_firstSecond;
        }
    }
    checkLatency();
}

void RunThread::tick(bool always)
{
    const auto now = Clock::now();
    if (!always && now - m_ticked < tickTime)
        return;
    m_ticked = now;
    closeSeconds();
    m_tally.sample(elapsed());
    publish(m_over     ? RunState::Finishing
            : m_paused ? RunState::Paused
            : m_begun  ? RunState::Running
                       : RunState::Starting);
    if (m_changed)
        m_changed();
}

/// Until the next record is due, or an order comes. Answers wait meanwhile; they carry their own times.
void RunThread::rest()
{
    nanoseconds time = tickTime;
    if (m_blocked) {
        time = 20ms;
    } else if (!m_paused && m_begun) {
        if (m_plan.rate.shape == RunRate::Shape::Fastest)
            return;
        const nanoseconds now = elapsed();
        time = std::max<nanoseconds>(m_pace.next(now, m_handed, now + tickTime) - now, shortestRest);
        if (m_plan.stop.afterTime && *m_plan.stop.afterTime > now)
            time = std::min<nanoseconds>(time, *m_plan.stop.afterTime - now);
    } else if (!m_paused) {
        time = shortestRest;
    }
    std::unique_lock lock(m_mutex);
    m_wake.wait_for(lock, time, [&] { return m_ordered.load(); });
}

} // namespace weir
