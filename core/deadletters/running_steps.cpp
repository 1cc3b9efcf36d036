// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of a job: settle, read, send, and what follows from them.
#include "core/deadletters/running_job.h"

#include <algorithm>

namespace weir {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// A journal may have been carried to another machine where the same addresses lead to another cluster.
std::optional<Error> RunningJob::checkCluster()
{
    if (m_clusterChecked || m_plan->targetCluster.empty())
        return std::nullopt;
    const auto reply = m_start.target->ping(Call::within(m_start.patience.batch, m_stop.get_token()));
    if (!reply)
        return reply.error();
    if (!reply->clusterId.empty() && reply->clusterId != m_plan->targetCluster)
        return Error{ErrorKind::InvalidInput,
                     "The plan was made for another cluster (" + m_plan->targetCluster + ", this one is " +
                         reply->clusterId + "). Nothing was sent.",
                     {}, 0, false};
    m_clusterChecked = true;
    return std::nullopt;
}

/// True when the step succeeded. Otherwise the job has stopped (wish Pause), or the same is tried again after a pause.
bool RunningJob::goesOn(const BatchEnd& end)
{
    if (end.kind == BatchEnd::Kind::Settled)
        return true;
    if (end.kind == BatchEnd::Kind::Stop)
        stopBy(*end.error);
    else
        trouble(*end.error);
    return false;
}

/// What the journal knows counts, not what this object remembers: another process may have gone on with the job.
Result<void> RunningJob::readJournal()
{
    auto info = m_start.journal->info(m_plan->job);
    if (!info)
        return fail(info.error());
    {
        const std::scoped_lock lock(m_mutex);
        if (!info->ended && !m_outcomes.empty() && info->counts == m_info.counts)
            return {};
    }
    auto outcomes = m_start.journal->outcomes(m_plan->job);
    if (!outcomes)
        return fail(outcomes.error());
    dropSlices();
    m_outcomes = std::move(*outcomes);
    m_position = 0;
    const std::scoped_lock lock(m_mutex);
    m_info.counts = info->counts;
    if (info->ended)
        m_info = std::move(*info);
    return {};
}

/// Before anything is sent: is it the right cluster, what became of the last batch, where do the dead letters end. False when
/// the job comes to rest.
bool RunningJob::arrive()
{
    if (auto wrong = checkCluster())
        return goesOn(endWith(wrong->kind == ErrorKind::InvalidInput ? BatchEnd::Kind::Stop : BatchEnd::Kind::Retry, *wrong)) ||
               wrong->kind != ErrorKind::InvalidInput;
    if (const BatchEnd end = m_delivery->takeOver(); !goesOn(end))
        return end.kind != BatchEnd::Kind::Stop;
    if (auto read = readJournal(); !read) {
        stopBy(read.error());
        return false;
    }
    {
        const std::scoped_lock lock(m_mutex);
        if (m_info.ended)
            return false;
    }
    const BatchEnd end = m_delivery->settle(m_outcomes);
    apply(end.results, end.copies);
    if (!goesOn(end))
        return end.kind != BatchEnd::Kind::Stop;
    const auto last = m_start.journal->lastBatch(m_plan->job);
    if (!last) {
        stopBy(last.error());
        return false;
    }
    // An aborted batch is begun again under its number, so that waiting for brokers does not fill the journal.
    m_number = !*last ? 0 : (*last)->number + ((*last)->state == ReplayBatch::State::Aborted ? 0 : 1);
    if (m_plan->options.addWeirHeaders && !m_watch.begun()) {
        auto begun = m_watch.begin(*m_start.journal, m_plan->archive.empty() ? m_plan->topics : std::vector<std::string>(),
                                   Call::within(m_start.patience.batch, m_stop.get_token()));
        if (!begun && begun.error().kind != ErrorKind::NotAuthorized) {
            trouble(begun.error());
            return true;
        }
    }
    m_settled = true;
    {
        const std::scoped_lock lock(m_mutex);
        m_held = false;
    }
    noTrouble();
    moveOn();
    if (m_slices.empty() && !m_next)
        m_readTo = m_position;
    return true;
}

void RunningJob::moveOn()
{
    while (static_cast<std::size_t>(m_position) < m_outcomes.size() &&
           m_outcomes[static_cast<std::size_t>(m_position)] != ReplayOutcome::Pending)
        ++m_position;
}

void RunningJob::dropSlices()
{
    if (m_next)
        (void)m_next->get(); // bounded by its call
    m_next.reset();
    m_slices.clear();
    moveOn();
    m_readTo = m_position;
}

std::future<Result<ReplaySlice>> RunningJob::startReading(std::int64_t begin)
{
    // A window of several batches: asking for each would cost more than the letters.
    constexpr std::size_t window = 5'000;
    std::size_t most = 0;
    {
        const std::scoped_lock lock(m_mutex);
        most = std::max(m_rate.batch(window), m_rate.batch(m_sizeLimit));
    }
    return std::async(std::launch::async, [this, begin, most] {
        return m_reader.read(begin, most, m_outcomes, Call::within(30s, m_stop.get_token()));
    });
}

bool RunningJob::readNext()
{
    if (!m_next)
        m_next = startReading(m_readTo);
    auto slice = m_next->get();
    m_next.reset();
    if (!slice) {
        trouble(slice.error());
        return true;
    }
    noTrouble();
    m_readTo = slice->end;
    m_slices.push_back(std::move(*slice));
    // The next ones are read while these are sent. They are other items, so nothing that is decided here concerns them.
    if (static_cast<std::size_t>(m_readTo) < m_outcomes.size())
        m_next = startReading(m_readTo);
    return true;
}

std::size_t RunningJob::nextSize() const
{
    const std::scoped_lock lock(m_mutex);
    std::size_t size = m_rate.batch(m_sizeLimit);
    if (m_plan->options.canary > 0 && !m_canaryPassed)
        size = std::min(size, static_cast<std::size_t>(std::max<std::int64_t>(
                                  m_plan->options.canary - m_info.counts.committed, 1)));
    return size;
}

bool RunningJob::canaryIsDue() const
{
    const std::scoped_lock lock(m_mutex);
    return m_plan->options.canary > 0 && !m_canaryPassed && m_info.counts.committed >= m_plan->options.canary;
}

bool RunningJob::sendNext()
{
    ReplaySlice slice = m_slices.front().takeFirst(nextSize());
    if (m_slices.front().empty())
        m_slices.pop_front();
    if (slice.records.empty())
        return skipOver(slice);
    {
        const std::scoped_lock lock(m_mutex);
        m_held = m_plan->options.delivery == ReplayDelivery::Transactional;
    }
    BatchEnd end = m_delivery->send(m_number, slice);
    if (end.begun)
        apply(slice.unsent, 0);
    apply(end.results, end.copies);
    m_settled = !end.takeOver;
    if (end.kind != BatchEnd::Kind::Refused)
        return take(slice, std::move(end));
    if (end.begun)
        slice.unsent.clear();
    return refused(std::move(slice), end);
}

/// Nothing of it can be sent, so there is no transaction to commit the progress in: the journal alone has it.
bool RunningJob::skipOver(const ReplaySlice& slice)
{
    if (!slice.unsent.empty())
        if (auto kept = m_start.journal->settled(m_plan->job, m_number, ReplayBatch::State::Committed, slice.unsent); !kept) {
            stopBy(kept.error());
            return false;
        }
    apply(slice.unsent, 0);
    moveOn();
    tell(false);
    return limitsHold();
}

bool RunningJob::take(const ReplaySlice& slice, BatchEnd end)
{
    switch (end.kind) {
    case BatchEnd::Kind::Settled: {
        ++m_number;
        m_stubborn = 0;
        m_sizeLimit = std::min(m_sizeLimit * 2, static_cast<std::size_t>(std::max<std::int64_t>(m_plan->options.batch, 1)));
        noTrouble();
        {
            const auto now = Clock::now();
            const std::scoped_lock lock(m_mutex);
            m_held = false;
            m_rate.sent(slice.records.size(), now);
            m_speed.sent(static_cast<std::int64_t>(slice.records.size()), now);
        }
        moveOn();
        tell(false);
        lookForReturns(false);
        return limitsHold();
    }
    case BatchEnd::Kind::Stop:
        stopBy(*end.error);
        return false;
    case BatchEnd::Kind::Unsettled:
        m_settled = false;
        break;
    default:
        if (stubborn(slice, *end.error))
            return limitsHold();
        if (m_plan->options.delivery == ReplayDelivery::AtLeastOnce && end.begun)
            ++m_number; // that batch is closed; what it left goes into another one
        break;
    }
    if (end.error->kind == ErrorKind::TimedOut)
        m_sizeLimit = std::max<std::size_t>(slice.records.size() / 2, 1);
    dropSlices();
    trouble(*end.error);
    return true;
}

/// Errors that nobody knows as a refusal and that do not pass either: after some tries the batch is treated as refused.
bool RunningJob::stubborn(const ReplaySlice& slice, const Error& error)
{
    constexpr int tries = 6;
    const bool passes = error.retriable || error.kind == ErrorKind::Unreachable || error.kind == ErrorKind::TimedOut ||
                        error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::AuthenticationFailed ||
                        error.kind == ErrorKind::Internal || troubleOf(error) == DeliveryTrouble::Fenced;
    if (passes) {
        m_stubborn = 0;
        return false;
    }
    if (++m_stubborn < tries)
        return false;
    m_sizeLimit = std::max<std::size_t>(slice.records.size() / 2, 1);
    if (slice.records.size() > 1)
        return false;
    m_stubborn = 0;
    const std::vector<ReplayResult> failed{resultFor(slice.indexes.front(), ReplayOutcome::Failed, error.message)};
    if (auto kept = m_start.journal->settled(m_plan->job, m_number, ReplayBatch::State::Aborted, failed); !kept)
        return false;
    apply(failed, 0);
    moveOn();
    return true;
}

/// Halves it until the record that is refused stands alone.
bool RunningJob::refused(ReplaySlice slice, const BatchEnd& end)
{
    if (slice.records.size() > 1) {
        ReplaySlice first = slice.takeFirst(slice.records.size() / 2);
        m_slices.push_front(std::move(slice));
        m_slices.push_front(std::move(first));
        return true;
    }
    std::vector<ReplayResult> results = std::move(slice.unsent);
    results.push_back(resultFor(slice.indexes.front(), ReplayOutcome::Failed, end.error->message));
    if (auto kept = m_start.journal->settled(m_plan->job, m_number, ReplayBatch::State::Aborted, results); !kept) {
        stopBy(kept.error());
        return false;
    }
    apply(results, 0);
    moveOn();
    tell(false);
    return limitsHold();
}

void RunningJob::apply(std::span<const ReplayResult> results, std::int64_t copies)
{
    const std::scoped_lock lock(m_mutex);
    ReplayCounts& counts = m_info.counts;
    counts.duplicates += copies;
    for (const ReplayResult& result : results) {
        ReplayOutcome& outcome = m_outcomes[static_cast<std::size_t>(result.index)];
        if (outcome != ReplayOutcome::Pending || result.outcome == ReplayOutcome::Pending)
            continue;
        outcome = result.outcome;
        --counts.pending;
        switch (outcome) {
        case ReplayOutcome::Committed: ++counts.committed; break;
        case ReplayOutcome::Gone: ++counts.gone; break;
        case ReplayOutcome::Changed: ++counts.changed; break;
        case ReplayOutcome::Skipped: ++counts.skipped; break;
        case ReplayOutcome::Failed: ++counts.failed; break;
        case ReplayOutcome::Unknown: ++counts.unknown; break;
        case ReplayOutcome::Pending: break;
        }
    }
}

/// False when too much went wrong: the job has stopped then.
bool RunningJob::limitsHold()
{
    constexpr std::int64_t enoughToJudge = 10;
    ReplayCounts counts;
    std::int64_t returned = 0;
    {
        const std::scoped_lock lock(m_mutex);
        counts = m_info.counts;
        returned = m_returned - m_baseReturned;
    }
    const ReplayOptions& options = m_plan->options;
    std::string reason;
    const std::int64_t failed = counts.failed - m_base.failed;
    const std::int64_t committed = counts.committed - m_base.committed;
    if (options.mostFailures > 0 && failed >= options.mostFailures)
        reason = std::to_string(failed) + (failed == 1 ? " record" : " records") + " could not be sent.";
    else if (options.mostReturning > 0 && committed >= enoughToJudge &&
             static_cast<double>(returned) > options.mostReturning * static_cast<double>(committed))
        reason = std::to_string(returned) + " of " + std::to_string(committed) +
                 " records that were sent have come back as dead letters.";
    if (reason.empty())
        return true;
    become(ReplayState::Stopped, reason);
    return false;
}

bool RunningJob::endJob(ReplayState state)
{
    BatchEnd end = m_delivery->finish();
    apply({}, end.copies);
    if (end.kind == BatchEnd::Kind::Retry) {
        trouble(*end.error);
        return true;
    }
    if (state == ReplayState::Done)
        lookForReturns(true);
    become(state, {});
    if (m_start.atStep)
        m_start.atStep(ReplayStep::Finished);
    forgetProgress();
    return false;
}

/// The journal says that the job has ended, so nobody will ask the group again. Best effort.
void RunningJob::forgetProgress()
{
    if (m_plan->options.delivery != ReplayDelivery::Transactional || !progressPlace(*m_plan))
        return;
    for (int i = 0; i < 3; ++i) {
        const auto gone = m_start.target->admin().deleteGroups({replayGroup(m_plan->job)}, Call::within(3s, m_stop.get_token()));
        if (gone.complete() || gone.failures.front().error.kind == ErrorKind::NotFound || wish() == Wish::End)
            return;
        std::this_thread::sleep_for(200ms); // the end of the last transaction is still being written to it
    }
}

} // namespace weir
