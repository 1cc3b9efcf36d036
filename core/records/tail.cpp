// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/tail.h"

#include "core/records/arrival_rate.h"
#include "core/records/record_follow.h"
#include "core/records/record_ring.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace weir {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds tick = 50ms;      ///< at most so often `changed` is called
constexpr std::chrono::milliseconds rateTick = 250ms; ///< while the rate falls to zero
constexpr std::chrono::milliseconds idleTick = 3s;

class RunningTail final : public Tail
{
public:
    RunningTail(std::shared_ptr<Cluster> cluster, TailRequest request, std::function<void()> changed)
        : m_cluster(std::move(cluster)), m_request(std::move(request)), m_changed(std::move(changed)),
          m_ring(m_request.topic, {m_request.maxRecords, m_request.maxBytes, m_request.maxRecordBytes}),
          m_teller([this](const std::stop_token& stop) { tell(stop); }),
          m_reader([this](const std::stop_token& stop) { read(stop); })
    {
    }
    ~RunningTail() override
    {
        m_reader.request_stop();
        m_teller.request_stop();
    }

    TailState state() const override;
    std::optional<Record> at(std::int64_t sequence) const override;
    std::optional<std::size_t> fullSize(std::int64_t sequence) const override;
    void setPaused(bool paused) override;
    void clear() override;

private:
    void tell(const std::stop_token& stop);
    void read(const std::stop_token& stop);
    void take(const RecordView& record, RecordMatcher* matcher);
    void noteChange();
    static void pause(const std::stop_token& stop, std::chrono::milliseconds time);

    const std::shared_ptr<Cluster> m_cluster;
    const TailRequest m_request;
    const std::function<void()> m_changed;

    /// The reading thread takes the lock once a record, for less than a microsecond. Falling asleep over it would cost the
    /// window a millisecond and more, once a row; so others try for a while, and the reading thread lets them.
    [[nodiscard]] std::unique_lock<std::mutex> lock() const
    {
        ++m_wanted;
        std::unique_lock locked(m_mutex, std::defer_lock);
        for (int i = 0; i < 5000 && !locked.try_lock(); ++i) {
        }
        if (!locked)
            locked.lock();
        --m_wanted;
        return locked;
    }

    mutable std::atomic<int> m_wanted = 0;
    mutable std::mutex m_mutex; ///< guards ring and state
    std::mutex m_wakeMutex;
    std::condition_variable_any m_wake;
    RecordRing m_ring;
    TailState m_state; ///< counters and failures; the rest is filled in by state()
    std::atomic<bool> m_dirty = false;
    // Last: they use the members above.
    std::jthread m_teller;
    std::jthread m_reader;
};

TailState RunningTail::state() const
{
    const auto locked = lock();
    TailState state = m_state;
    state.firstSequence = m_ring.first();
    state.endSequence = m_ring.end();
    state.dropped = m_ring.dropped();
    state.bytes = m_ring.bytes();
    state.fill = m_ring.fill();
    return state;
}

std::optional<Record> RunningTail::at(std::int64_t sequence) const
{
    const auto locked = lock();
    return m_ring.at(sequence);
}

std::optional<std::size_t> RunningTail::fullSize(std::int64_t sequence) const
{
    const auto locked = lock();
    return m_ring.fullSize(sequence);
}

void RunningTail::setPaused(bool paused)
{
    const auto locked = lock();
    if (m_state.paused == paused)
        return;
    m_state.paused = paused;
    m_state.pausedAt = m_ring.end();
    noteChange();
}

void RunningTail::clear()
{
    const auto locked = lock();
    m_ring.clear();
    noteChange();
}

void RunningTail::noteChange()
{
    if (m_dirty.exchange(true))
        return;
    const std::scoped_lock wake(m_wakeMutex);
    m_wake.notify_all();
}

void RunningTail::pause(const std::stop_token& stop, std::chrono::milliseconds time)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
}

/// Calls `changed`, and lets the rate fall when nothing arrives any more.
void RunningTail::tell(const std::stop_token& stop)
{
    ArrivalRate rate(2s);
    (void)rate.after(0, Deadline::Clock::now());
    auto wait = idleTick;
    while (!stop.stop_requested()) {
        {
            std::unique_lock wake(m_wakeMutex);
            m_wake.wait_for(wake, stop, wait, [this] { return m_dirty.load(); });
        }
        const bool news = m_dirty.exchange(false);
        bool fell = false;
        {
            const auto locked = lock();
            const double before = std::exchange(m_state.recordsPerSecond, rate.after(m_state.received, Deadline::Clock::now()));
            fell = m_state.recordsPerSecond < before;
            wait = m_state.recordsPerSecond > 0 ? rateTick : idleTick;
        }
        if (!news && !fell)
            continue;
        if (stop.stop_requested())
            return;
        m_changed();
        pause(stop, tick);
    }
}

void RunningTail::read(const std::stop_token& stop)
{
    const auto matcher = m_request.filter.matchesEverything() ? nullptr : m_request.filter.matcher();
    const auto followed = followRecords(
        *m_cluster, {m_request.topic, m_request.partitions, m_request.isolation, {}},
        [&](const RecordView& record) {
            take(record, matcher.get());
            return SinkAnswer::Continue;
        },
        [this](const FollowState& now) {
            const auto locked = lock();
            m_state.failures = now.failures;
            m_state.missed = now.missed;
            noteChange();
        },
        stop);
    if (followed)
        return;
    const auto locked = lock();
    m_state.failures = {{m_request.topic, followed.error()}};
    m_state.running = false;
    noteChange();
}

void RunningTail::take(const RecordView& record, RecordMatcher* matcher)
{
    const bool wanted = matcher == nullptr || matcher->matches(record);
    for (int i = 0; m_wanted.load(std::memory_order_relaxed) > 0 && i < 1000; ++i)
        std::this_thread::yield();
    const std::scoped_lock locked(m_mutex);
    ++m_state.received;
    if (wanted) {
        ++m_state.matched;
        m_ring.add(record);
    }
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
