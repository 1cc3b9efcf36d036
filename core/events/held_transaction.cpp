// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/held_transaction.h"

#include "core/events/envelope.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace weir {
namespace {

using namespace std::chrono_literals;
using Clock = Deadline::Clock;

constexpr std::chrono::milliseconds shortest = 1s;
constexpr std::chrono::milliseconds longest = 15min; ///< what brokers allow unless configured
constexpr std::chrono::milliseconds sending = 30s;   ///< to write the records, before the time to decide begins
constexpr std::chrono::milliseconds committing = 30s;
constexpr std::chrono::milliseconds afterStop = 8s;  ///< what a producer that is asked to stop still waits for a commit
constexpr std::chrono::milliseconds settling = 30s;
constexpr std::chrono::milliseconds margin = 5s;     ///< to abort before the coordinator does

class RunningTransaction final : public HeldTransaction
{
public:
    explicit RunningTransaction(Start start);
    ~RunningTransaction() override;

    TransactionView view() const override;
    void commit() override;
    void abort() override;
    void settle() override;
    bool waitEnd(const Call& call) const override;

private:
    enum class Wish { None, Commit, Abort, Settle };

    void run(const std::stop_token& stop);
    TransactionReport send();
    Result<void> hold(std::span<const Delivery> deliveries);
    Result<void> abortAsked();
    void settleNow(TransactionReport& report, const std::stop_token& stop);
    void conclude(const TransactionReport& report);
    void enter(TransactionPhase phase);
    void boundCommit();

    const Start m_start;
    const std::chrono::milliseconds m_timeout; ///< of the coordinator
    TransactionalSend m_send;
    mutable std::mutex m_mutex;
    mutable std::condition_variable_any m_bell;
    TransactionView m_view;
    Wish m_wish = Wish::None;
    bool m_abortWanted = false;
    Clock::time_point m_begun;
    std::stop_source m_giveUp; ///< ends the sending, and shortens the wait for a commit
    std::jthread m_hurry;      ///< m_thread's: gives up when a commit takes too long
    std::jthread m_thread;     ///< last: it uses the others
};

std::chrono::milliseconds coordinatorTime(const HeldTransaction::Start& start)
{
    return start.end == TransactionEnd::LeaveOpen ? std::min(sending + start.openFor + margin, longest) : sending + committing;
}

RunningTransaction::RunningTransaction(Start start)
    : m_start(std::move(start)), m_timeout(coordinatorTime(m_start)),
      m_send(*m_start.cluster, {m_start.transactionalId, m_timeout}), m_begun(Clock::now())
{
    m_view.id = m_send.id();
    m_view.records = m_start.records;
    m_view.started = nowMs();
    m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

RunningTransaction::~RunningTransaction()
{
    m_thread.request_stop();
    abort();
    m_giveUp.request_stop();
}

TransactionView RunningTransaction::view() const
{
    const std::scoped_lock lock(m_mutex);
    return m_view;
}

void RunningTransaction::enter(TransactionPhase phase)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_view.phase = phase;
        if (phase != TransactionPhase::Open)
            m_view.openUntil.reset();
    }
    m_bell.notify_all();
    if (m_start.changed)
        m_start.changed();
}

void RunningTransaction::commit()
{
    const std::scoped_lock lock(m_mutex);
    if (m_view.phase == TransactionPhase::Open && m_wish == Wish::None)
        m_wish = Wish::Commit;
    m_bell.notify_all();
}

void RunningTransaction::abort()
{
    const std::scoped_lock lock(m_mutex);
    if ((m_view.phase != TransactionPhase::Open && m_view.phase != TransactionPhase::Sending) || m_wish != Wish::None)
        return;
    m_wish = Wish::Abort;
    // Only while sending: later the stop would also hurry the commit.
    if (m_view.phase == TransactionPhase::Sending) {
        m_abortWanted = true;
        m_giveUp.request_stop();
    }
    m_bell.notify_all();
}

void RunningTransaction::settle()
{
    const std::scoped_lock lock(m_mutex);
    if (m_view.phase == TransactionPhase::Unknown)
        m_wish = Wish::Settle;
    m_bell.notify_all();
}

bool RunningTransaction::waitEnd(const Call& call) const
{
    std::unique_lock lock(m_mutex);
    return m_bell.wait_for(lock, call.stop, call.deadline.remaining(), [&] { return hasEnded(m_view.phase); });
}

void RunningTransaction::run(const std::stop_token& stop)
{
    TransactionReport report = send();
    conclude(report);
    // Fenced out: whoever did that has ended it, so looking is free and tells at once.
    if (report.outcome == TransactionOutcome::Unknown && report.error && meansFenced(*report.error))
        settleNow(report, stop);
    while (report.outcome == TransactionOutcome::Unknown) {
        {
            std::unique_lock lock(m_mutex);
            if (!m_bell.wait(lock, stop, [&] { return m_wish == Wish::Settle; }))
                return;
            m_wish = Wish::None;
        }
        settleNow(report, stop);
    }
}

TransactionReport RunningTransaction::send()
{
    const TransactionSteps steps{
        {}, {}, [this](std::span<const Delivery> deliveries) -> Result<void> { return hold(deliveries); }};
    const std::chrono::milliseconds open = m_start.end == TransactionEnd::LeaveOpen ? m_start.openFor : 0ms;
    auto report = m_send.send(m_start.records, steps,
                              Call::within(sending + open + std::max(m_start.commitTime, committing), m_giveUp.get_token()));
    m_hurry = {};
    return report;
}

/// The time of the whole call counts what the sending and the holding did not use: minutes, when the commit was early.
void RunningTransaction::boundCommit()
{
    m_hurry = std::jthread([this](const std::stop_token& over) {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any bell;
        bell.wait_for(lock, over, std::max(m_start.commitTime - afterStop, 0ms), [] { return false; });
        if (!over.stop_requested())
            m_giveUp.request_stop();
    });
}

/// With every record confirmed and before the commit: here the transaction stands open.
Result<void> RunningTransaction::hold(std::span<const Delivery> deliveries)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_view.deliveries.assign(deliveries.begin(), deliveries.end());
    }
    if (m_start.end == TransactionEnd::Abort)
        return abortAsked();
    if (m_start.end == TransactionEnd::LeaveOpen) {
        const auto until = std::min(Clock::now() + m_start.openFor, m_begun + m_timeout - margin);
        std::unique_lock lock(m_mutex);
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
        m_view.openUntil = nowMs() + std::max(left, 0ms).count();
        lock.unlock();
        enter(TransactionPhase::Open);
        lock.lock();
        m_bell.wait_until(lock, until, [&] { return m_wish != Wish::None; });
        const Wish wish = std::exchange(m_wish, m_wish == Wish::Commit ? Wish::None : Wish::Abort);
        lock.unlock();
        if (wish == Wish::Abort)
            return abortAsked();
        if (wish != Wish::Commit) {
            enter(TransactionPhase::Aborting);
            return fail(ErrorKind::TimedOut, "Nobody committed it in the " + formatDuration(m_start.openFor) + " it was left open.");
        }
    } else {
        std::unique_lock lock(m_mutex);
        const bool abort = m_wish == Wish::Abort;
        lock.unlock();
        if (abort)
            return abortAsked();
    }
    enter(TransactionPhase::Committing);
    boundCommit();
    return {};
}

Result<void> RunningTransaction::abortAsked()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_abortWanted = true;
    }
    enter(TransactionPhase::Aborting);
    return fail(ErrorKind::Cancelled, "It was to be aborted.");
}

void RunningTransaction::settleNow(TransactionReport& report, const std::stop_token& stop)
{
    enter(TransactionPhase::Settling);
    report = m_send.settle(report, Call::within(settling, stop));
    conclude(report);
}

void RunningTransaction::conclude(const TransactionReport& report)
{
    TransactionPhase phase = TransactionPhase::Unknown;
    {
        const std::scoped_lock lock(m_mutex);
        m_view.error = report.error;
        if (report.outcome == TransactionOutcome::Committed) {
            phase = TransactionPhase::Committed;
            m_view.deliveries = report.deliveries;
        } else if (report.outcome == TransactionOutcome::Aborted) {
            phase = TransactionPhase::Aborted;
            // Where the cluster did not confirm the abort, readers still wait: that is told even when it was wanted.
            constexpr std::string_view givenUp = "The transaction was given up";
            if (m_abortWanted && report.error && report.error->kind == ErrorKind::Cancelled &&
                report.error->message.find(givenUp) == std::string::npos)
                m_view.error.reset();
        }
    }
    enter(phase);
}

} // namespace

bool hasEnded(TransactionPhase phase)
{
    return phase == TransactionPhase::Committed || phase == TransactionPhase::Aborted || phase == TransactionPhase::Unknown;
}

Result<std::unique_ptr<HeldTransaction>> HeldTransaction::start(Start start)
{
    if (!start.cluster)
        return fail(ErrorKind::InvalidInput, "A transaction needs a connection.");
    if (start.records.empty())
        return fail(ErrorKind::InvalidInput, "A transaction needs at least one record.");
    if (start.end == TransactionEnd::LeaveOpen && (start.openFor < shortest || start.openFor > longest))
        return fail(ErrorKind::InvalidInput, "A transaction can be left open for 1 s to 15 min, not for " +
                                                 formatDuration(start.openFor) + ".");
    if (start.cluster->readOnly())
        return fail(ErrorKind::NotAuthorized, "Nothing was sent: this connection is for reading only.");
    return std::make_unique<RunningTransaction>(std::move(start));
}

} // namespace weir
