// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/group_loop.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace weir {

using namespace std::chrono_literals;

namespace {

constexpr auto pollInterval = 200ms; ///< no longer without a poll, unless the handler itself takes longer
constexpr auto longestIdle = 100ms;
constexpr auto commitPatience = 2s;
constexpr auto lastCommitPatience = 5s;
constexpr auto tellAgain = 10s;
constexpr int clientIsBroken = -150; // librdkafka's fatal error
constexpr int clientIsFenced = -144;

TopicPartition placeOf(const Record& record) { return {record.topic, record.partition}; }

/// No waiting mends it.
bool endsTheLoop(const Error& error)
{
    switch (error.kind) {
    case ErrorKind::NotAuthorized:
    case ErrorKind::AuthenticationFailed:
    case ErrorKind::InvalidInput:
    case ErrorKind::Unsupported: return true;
    default: return error.kafkaCode == clientIsBroken || error.kafkaCode == clientIsFenced;
    }
}

} // namespace

GroupLoop::GroupLoop(Cluster& cluster, const ConsumerOptions& options, Clock clock, Trouble trouble, std::stop_token stop)
    : m_cluster(cluster), m_options(options), m_clock(clock ? std::move(clock) : Clock(RealClock::now)),
      m_trouble(std::move(trouble)), m_stop(std::move(stop))
{
}

GroupLoop::~GroupLoop() = default;

Result<void> GroupLoop::run(const HandOut& handOut)
{
    auto joined = m_cluster.joinGroup(m_options.group);
    if (!joined)
        return fail(joined.error());
    m_consumer = std::move(*joined);
    m_lastCommit = m_clock();
    Result<void> end;
    while (end && !m_stop.stop_requested())
        end = round(handOut);
    // Whatever ended the loop: what was handled is committed. Nothing is lost when that fails, it only comes again.
    if (auto last = commit(lastCommitPatience); !last && m_trouble)
        m_trouble(last.error());
    m_consumer.reset();
    if (!end && end.error().kind == ErrorKind::Cancelled && m_stop.stop_requested())
        return {};
    return end;
}

Result<void> GroupLoop::round(const HandOut& handOut)
{
    releaseDue();
    if (m_ended)
        return fail(*m_ended);
    if (auto polled = poll(); !polled)
        return polled;
    if (!m_queued.empty() && !m_stop.stop_requested()) {
        const Record record = next();
        const std::int32_t generation = m_generation;
        const Result<Step> step = handOut(record);
        if (!step)
            return fail(step.error());
        if (m_ended)
            return fail(*m_ended);
        // After a rebalance meanwhile the record is delivered again, here or elsewhere.
        if (generation == m_generation && *step)
            hold(record, **step);
        else if (generation == m_generation)
            settled(record);
    }
    return commitWhenDue();
}

Result<void> GroupLoop::poll()
{
    if (m_queued.empty())
        return fetch(std::max<std::size_t>(m_options.mostAtOnce, 1), idleTime());
    // One at most, and at least one was handled since the last time: what waits here does not grow.
    if (RealClock::now() - m_lastPoll >= pollInterval)
        return fetch(1, 0ms);
    return {};
}

void GroupLoop::stayInGroup()
{
    if (RealClock::now() - m_lastPoll < pollInterval)
        return;
    if (auto fetched = fetch(1, 0ms); !fetched && !m_ended)
        m_ended = fetched.error();
}

bool GroupLoop::sameGeneration() const { return m_consumer->generation() == m_generation; }

Result<void> GroupLoop::fetch(std::size_t most, std::chrono::milliseconds wait)
{
    auto records = m_consumer->poll(most, Call::within(wait, m_stop));
    m_lastPoll = RealClock::now();
    if (!records) {
        if (m_stop.stop_requested())
            return {};
        std::vector<Record> none;
        followGeneration(none);
        auto met = meet(records.error());
        if (met && wait > 0ms)
            pauseBriefly();
        return met;
    }
    followGeneration(*records);
    for (Record& record : *records)
        queue(std::move(record));
    return {};
}

/// After a rebalance delivery begins anew at the committed offsets, and positions of before may belong to others.
void GroupLoop::followGeneration(std::vector<Record>& fetched)
{
    const std::int32_t now = m_consumer->generation();
    if (now == m_generation)
        return;
    m_generation = now;
    const auto queued = std::exchange(m_queued, {});
    // The client has forgotten the pauses; one that was asked for after the rebalance would stay.
    for (const auto& [partition, held] : std::exchange(m_held, {}))
        (void)m_consumer->resume(partition);
    m_next.clear();
    m_committed.clear();
    m_uncommitted = 0;
    if (queued.empty()) {
        // Whatever lies before these was handled, in whichever generation they were fetched.
        const auto mine = m_consumer->assignment();
        std::erase_if(fetched, [&](const Record& record) { return std::ranges::find(mine, placeOf(record)) == mine.end(); });
        return;
    }
    // Fetched before or after the rebalance? Where records of before were dropped, going on behind them would skip them.
    for (const Record& record : std::exchange(fetched, {})) {
        const auto earlier = queued.find(placeOf(record));
        const std::int64_t from =
            earlier == queued.end() ? record.offset : std::min(record.offset, earlier->second.front().offset);
        if (!m_held.contains(placeOf(record)))
            pauseAt(placeOf(record), from, from);
    }
}

void GroupLoop::queue(Record record)
{
    if (const auto held = m_held.find(placeOf(record)); held != m_held.end()) {
        held->second.sought = false; // it should not have come; the client is sent back once more
        return;
    }
    m_queued[placeOf(record)].push_back(std::move(record));
}

/// One partition after the other, so that a slow one does not hold up the rest.
Record GroupLoop::next()
{
    auto at = m_queued.upper_bound(m_turn);
    if (at == m_queued.end())
        at = m_queued.begin();
    Record record = std::move(at->second.front());
    at->second.pop_front();
    m_turn = at->first;
    if (at->second.empty())
        m_queued.erase(at);
    return record;
}

void GroupLoop::settled(const Record& record)
{
    m_next[placeOf(record)] = record.offset + 1;
    ++m_uncommitted;
    if (const auto held = m_held.find(placeOf(record)); held != m_held.end())
        held->second.state = Held::State::Leaving;
}

void GroupLoop::hold(const Record& record, RealClock::time_point due)
{
    const TopicPartition partition = placeOf(record);
    std::deque<Record> kept;
    if (const auto queued = m_queued.find(partition); queued != m_queued.end()) {
        kept = std::move(queued->second);
        m_queued.erase(queued);
    }
    if (!sameGeneration()) {
        m_lastPoll = {}; // the next poll comes at once and finds out
        return;
    }
    auto held = m_held.find(partition);
    if (held == m_held.end()) {
        // What there is no room for is fetched again.
        if (kept.size() + keptRecords() > m_options.mostAtOnce)
            kept.clear();
        pauseAt(partition, kept.empty() ? record.offset + 1 : kept.back().offset + 1, record.offset);
        held = m_held.find(partition);
    }
    kept.push_front(record);
    held->second.state = Held::State::Waiting;
    held->second.due = due;
    held->second.kept = std::move(kept);
}

/// Everything before `unhandled` was handled.
GroupLoop::Held& GroupLoop::pauseAt(const TopicPartition& partition, std::int64_t resumeAt, std::int64_t unhandled)
{
    Held& held = m_held[partition];
    held.resumeAt = resumeAt;
    // Also when it cannot be paused: then what comes is dropped, and the client is sent back before it is resumed.
    (void)m_consumer->pause(partition);
    // A paused partition would go on behind what the client handed out last; said explicitly it is certain.
    seek(partition, held, unhandled);
    return held;
}

void GroupLoop::seek(const TopicPartition& partition, Held& held, std::int64_t unhandled)
{
    const auto call = [] { return Call::within(1s); };
    const auto sought = m_consumer->seek(partition, held.resumeAt, call());
    held.sought = sought.has_value();
    // A rebalance may have come in between: then the records that are here are forgotten, and the seek has moved the new
    // assignment past them. Back to where nothing is skipped, which is right whenever it arrives.
    if (held.resumeAt > unhandled && !sameGeneration()) {
        if (auto back = m_consumer->seek(partition, unhandled, call()); !back && back.error().kind != ErrorKind::NotFound)
            m_ended = back.error();
        return;
    }
    // Not this member's any more: the next poll finds out. Everything else is tried again, and nothing delivered until then.
    if (!sought && sought.error().kind != ErrorKind::NotFound && m_trouble)
        m_trouble(sought.error());
}

std::size_t GroupLoop::keptRecords() const
{
    std::size_t count = 0;
    for (const auto& [partition, held] : m_held)
        count += held.kept.empty() ? 0 : held.kept.size() - 1;
    return count;
}

void GroupLoop::releaseDue()
{
    if (m_held.empty())
        return;
    const auto now = m_clock();
    for (auto at = m_held.begin(); at != m_held.end();) {
        auto& [partition, held] = *at;
        if (held.state == Held::State::Waiting && held.due <= now) {
            m_queued[partition] = std::exchange(held.kept, {});
            held.state = Held::State::Trying; // still paused: it may fail again
        }
        if (held.state == Held::State::Leaving && !held.sought) {
            const auto handled = m_next.find(partition);
            seek(partition, held, handled == m_next.end() ? held.resumeAt : handled->second);
        }
        if (held.state == Held::State::Leaving && held.sought && m_consumer->resume(partition))
            at = m_held.erase(at);
        else
            ++at;
    }
}

std::chrono::milliseconds GroupLoop::idleTime() const
{
    std::chrono::milliseconds time = longestIdle;
    const auto now = m_clock();
    // One that is due and still here could not be released, as happens while the group rebalances.
    for (const auto& [partition, held] : m_held)
        time = std::min(time, held.state == Held::State::Waiting && held.due > now
                                  ? std::chrono::ceil<std::chrono::milliseconds>(held.due - now)
                                  : 20ms);
    return time;
}

Result<void> GroupLoop::commitWhenDue()
{
    if (m_uncommitted == 0)
        return {};
    if (m_uncommitted < m_options.commitEvery && m_clock() - m_lastCommit < m_options.commitInterval)
        return {};
    auto done = commit(commitPatience);
    return done ? done : meet(done.error());
}

Result<void> GroupLoop::commit(std::chrono::milliseconds patience)
{
    OffsetMap next;
    for (const auto& [partition, offset] : m_next)
        if (const auto known = m_committed.find(partition); known == m_committed.end() || known->second != offset)
            next[partition] = offset;
    m_uncommitted = 0;
    m_lastCommit = m_clock();
    // Positions of an earlier generation may lie before what another member has committed since.
    if (next.empty() || !sameGeneration())
        return {};
    if (auto done = m_consumer->commit(next, Call::within(patience)); !done) {
        m_uncommitted = 1; // tried again after the interval
        return done;
    }
    for (const auto& [partition, offset] : next)
        m_committed[partition] = offset;
    return {};
}

/// Told once in a while; an error that ends the loop is handed back.
Result<void> GroupLoop::meet(const Error& error)
{
    if (endsTheLoop(error))
        return fail(error);
    const auto now = RealClock::now();
    if (m_trouble && (m_told != error || now - m_toldAt > tellAgain)) {
        m_told = error;
        m_toldAt = now;
        m_trouble(error);
    }
    return {};
}

/// Errors may come without any waiting.
void GroupLoop::pauseBriefly() const
{
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never;
    never.wait_for(lock, m_stop, 50ms, [] { return false; });
}

} // namespace weir
