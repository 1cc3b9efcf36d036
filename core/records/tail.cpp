// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/tail.h"

#include "core/records/arrival_rate.h"
#include "core/records/record_ring.h"
#include "core/records/tail_positions.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace weir {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds tick = 50ms;         ///< at most so often `changed` is called
constexpr std::chrono::milliseconds rateTick = 250ms;    ///< while the rate falls to zero
constexpr std::chrono::milliseconds partitionCheck = 3s; ///< for partitions that were added, and outages
constexpr std::chrono::milliseconds oneQuestion = 5s;

class RunningTail final : public Tail
{
public:
    RunningTail(std::shared_ptr<Cluster> cluster, TailRequest request, std::function<void()> changed)
        : m_cluster(std::move(cluster)), m_request(std::move(request)), m_changed(std::move(changed)),
          m_ring(m_request.topic, {m_request.maxRecords, m_request.maxBytes, m_request.maxRecordBytes}),
          m_teller([this](const std::stop_token& stop) { tell(stop); }),
          m_watcher([this](const std::stop_token& stop) { watch(stop); }),
          m_reader([this](const std::stop_token& stop) { read(stop); })
    {
    }
    ~RunningTail() override
    {
        m_reader.request_stop();
        m_watcher.request_stop();
        m_teller.request_stop();
        interruptRead();
    }

    TailState state() const override;
    std::optional<Record> at(std::int64_t sequence) const override;
    std::optional<std::size_t> fullSize(std::int64_t sequence) const override;
    void setPaused(bool paused) override;
    void clear() override;

private:
    void tell(const std::stop_token& stop);
    void watch(const std::stop_token& stop);
    void read(const std::stop_token& stop);
    [[nodiscard]] bool readOnce(Reader& reader, TailPositions& positions, RecordMatcher* matcher,
                                const std::stop_token& stop);
    void take(const RecordView& record, RecordMatcher* matcher);
    void publish(const TailPositions& positions);
    void end(const Error& error);
    void noteChange();
    void interruptRead();
    bool pause(const std::stop_token& stop, std::chrono::milliseconds time);

    const std::shared_ptr<Cluster> m_cluster;
    const TailRequest m_request;
    const std::function<void()> m_changed;

    mutable std::mutex m_mutex;
    std::condition_variable_any m_wake;
    RecordRing m_ring;
    TailState m_state; ///< counters and failures; the rest is filled in by state()
    std::optional<Error> m_outage;
    std::stop_source m_round; ///< ends the read that runs now
    std::size_t m_partitions = 0;
    bool m_dirty = false;
    // Last: they use the members above.
    std::jthread m_teller;
    std::jthread m_watcher;
    std::jthread m_reader;
};

TailState RunningTail::state() const
{
    const std::scoped_lock lock(m_mutex);
    TailState state = m_state;
    state.firstSequence = m_ring.first();
    state.endSequence = m_ring.end();
    state.dropped = m_ring.dropped();
    state.bytes = m_ring.bytes();
    state.fill = m_ring.fill();
    if (m_outage && std::ranges::find(state.failures, m_request.topic, &Failure::subject) == state.failures.end())
        state.failures.insert(state.failures.begin(), {m_request.topic, *m_outage});
    return state;
}

std::optional<Record> RunningTail::at(std::int64_t sequence) const
{
    const std::scoped_lock lock(m_mutex);
    return m_ring.at(sequence);
}

std::optional<std::size_t> RunningTail::fullSize(std::int64_t sequence) const
{
    const std::scoped_lock lock(m_mutex);
    return m_ring.fullSize(sequence);
}

void RunningTail::setPaused(bool paused)
{
    const std::scoped_lock lock(m_mutex);
    if (m_state.paused == paused)
        return;
    m_state.paused = paused;
    m_state.pausedAt = m_ring.end();
    noteChange();
}

void RunningTail::clear()
{
    const std::scoped_lock lock(m_mutex);
    m_ring.clear();
    noteChange();
}

/// With m_mutex held.
void RunningTail::noteChange()
{
    if (!std::exchange(m_dirty, true))
        m_wake.notify_all();
}

bool RunningTail::pause(const std::stop_token& stop, std::chrono::milliseconds time)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

void RunningTail::interruptRead()
{
    const std::scoped_lock lock(m_mutex);
    m_round.request_stop();
}

/// Calls `changed`, and lets the rate fall when nothing arrives any more.
void RunningTail::tell(const std::stop_token& stop)
{
    ArrivalRate rate(2s);
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(m_mutex);
            const auto wait = m_state.recordsPerSecond > 0 ? rateTick : partitionCheck;
            m_wake.wait_for(lock, stop, wait, [this] { return m_dirty; });
            const double before = m_state.recordsPerSecond;
            m_state.recordsPerSecond = rate.after(m_state.received, Deadline::Clock::now());
            const bool fell = m_state.recordsPerSecond < before;
            if (!std::exchange(m_dirty, false) && !fell)
                continue;
        }
        if (stop.stop_requested())
            return;
        m_changed();
        (void)pause(stop, tick);
    }
}

/// Looks whether partitions were added, and whether anybody answers: a reader that follows waits out an outage in
/// silence.
void RunningTail::watch(const std::stop_token& stop)
{
    while (pause(stop, partitionCheck)) {
        const auto topic = m_cluster->admin().topic(m_request.topic, Call::within(oneQuestion, stop));
        if (stop.stop_requested())
            return;
        const std::scoped_lock lock(m_mutex);
        const bool silent = !topic && topic.error().kind != ErrorKind::NotFound; // that is the reader's to say
        if (silent || m_outage)
            noteChange();
        m_outage = silent ? std::optional(topic.error()) : std::nullopt;
        if (topic && m_request.partitions.empty() && topic->partitions.size() != m_partitions)
            m_round.request_stop();
    }
}

void RunningTail::end(const Error& error)
{
    const std::scoped_lock lock(m_mutex);
    m_state.failures = {{m_request.topic, error}};
    m_state.running = false;
    noteChange();
}

void RunningTail::read(const std::stop_token& stop)
{
    auto reader = m_cluster->newReader(m_request.isolation);
    if (!reader)
        return end(reader.error());
    const auto matcher = m_request.filter.matchesEverything() ? nullptr : m_request.filter.matcher();
    TailPositions positions(*m_cluster, m_request.topic, m_request.partitions, m_request.isolation);
    auto rest = 100ms;
    while (!stop.stop_requested()) {
        const bool brought = readOnce(**reader, positions, matcher.get(), stop);
        rest = brought ? 100ms : std::min(2 * rest, 2000ms);
        if (!brought)
            (void)pause(stop, rest);
    }
}

/// From one look at the topic to the end of one read; false when nothing arrived and a pause is due.
bool RunningTail::readOnce(Reader& reader, TailPositions& positions, RecordMatcher* matcher,
                           const std::stop_token& stop)
{
    positions.refresh(Call::within(oneQuestion, stop));
    Call call{positions.until(), {}};
    {
        const std::scoped_lock lock(m_mutex);
        m_round = std::stop_source();
        m_partitions = positions.known();
        call.stop = m_round.get_token();
    }
    publish(positions);
    const auto ranges = positions.ranges();
    if (stop.stop_requested() || ranges.empty())
        return false;
    const std::stop_callback stopped(stop, [this] { interruptRead(); });
    const auto began = Deadline::Clock::now();
    std::int64_t seen = 0;
    const auto progress = reader.read(
        ranges,
        [&](const RecordView& record) {
            ++seen;
            take(record, matcher);
            return SinkAnswer::Continue;
        },
        call);
    positions.settle(progress, Call::within(oneQuestion, stop));
    publish(positions);
    return seen > 0 || Deadline::Clock::now() - began > 1s;
}

void RunningTail::take(const RecordView& record, RecordMatcher* matcher)
{
    const bool wanted = matcher == nullptr || matcher->matches(record);
    const std::scoped_lock lock(m_mutex);
    ++m_state.received;
    if (wanted) {
        ++m_state.matched;
        m_ring.add(record);
    }
    noteChange();
}

void RunningTail::publish(const TailPositions& positions)
{
    auto failures = positions.failures();
    const std::scoped_lock lock(m_mutex);
    if (failures == m_state.failures && m_state.missed == positions.missed())
        return;
    m_state.failures = std::move(failures);
    m_state.missed = positions.missed();
    noteChange();
}

} // namespace

std::unique_ptr<Tail> Tail::start(std::shared_ptr<Cluster> cluster, TailRequest request, std::function<void()> changed)
{
    return std::make_unique<RunningTail>(std::move(cluster), std::move(request), std::move(changed));
}

std::optional<std::size_t> Tail::fullSize(std::int64_t sequence) const
{
    const auto record = at(sequence);
    return record ? std::optional(record->size()) : std::nullopt;
}

} // namespace weir
