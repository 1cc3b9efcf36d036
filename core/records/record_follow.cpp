// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/record_follow.h"

#include "core/records/tail_positions.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace weir {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds partitionCheck = 3s; ///< for partitions that were added, and outages
constexpr std::chrono::milliseconds oneQuestion = 5s;
constexpr std::chrono::milliseconds longestRest = 2s;

bool pause(const std::stop_token& stop, std::chrono::milliseconds time)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

class Follow
{
public:
    Follow(Cluster& cluster, const FollowRequest& request, const RecordSink& sink,
           const std::function<void(const FollowState&)>& changed, const std::stop_token& stop)
        : m_cluster(cluster), m_request(request), m_sink(sink), m_changed(changed), m_stop(stop),
          m_positions(cluster, request.topic, request.partitions, request.isolation, request.begin)
    {
    }

    void run(Reader& reader)
    {
        const std::jthread watcher([this](const std::stop_token& over) { watch(over); });
        std::chrono::milliseconds rest = 100ms;
        while (!m_ended && !m_stop.stop_requested()) {
            const bool brought = readOnce(reader);
            rest = brought ? 100ms : std::min(2 * rest, longestRest);
            if (!brought)
                (void)pause(m_stop, rest);
        }
    }

private:
    bool readOnce(Reader& reader);
    void watch(const std::stop_token& over);
    void publish();
    void tellLocked();
    void interruptRead()
    {
        const std::scoped_lock lock(m_mutex);
        m_round.request_stop();
    }

    Cluster& m_cluster;
    const FollowRequest& m_request;
    const RecordSink& m_sink;
    const std::function<void(const FollowState&)>& m_changed;
    const std::stop_token& m_stop;
    TailPositions m_positions;
    bool m_ended = false; ///< the sink said Stop

    std::mutex m_mutex;
    FollowState m_state;
    FollowState m_told;
    std::optional<Error> m_outage;
    std::size_t m_partitions = 0;
    std::stop_source m_round; ///< ends the read that runs now
};

/// From one look at the topic to the end of one read; false when nothing arrived and a pause is due.
bool Follow::readOnce(Reader& reader)
{
    m_positions.refresh(Call::within(oneQuestion, m_stop));
    Call call{m_positions.until(), {}};
    {
        const std::scoped_lock lock(m_mutex);
        m_round = std::stop_source();
        m_partitions = m_positions.known();
        call.stop = m_round.get_token();
    }
    publish();
    const auto ranges = m_positions.ranges();
    if (ranges.empty())
        return false;
    const std::stop_callback stopped(m_stop, [this] { interruptRead(); });
    const auto began = Deadline::Clock::now();
    bool seen = false;
    const auto progress = reader.read(
        ranges,
        [&](const RecordView& record) {
            seen = true;
            const SinkAnswer answer = m_sink(record);
            m_ended = answer == SinkAnswer::Stop;
            return answer;
        },
        call);
    m_positions.settle(progress, Call::within(oneQuestion, m_stop));
    publish();
    return seen || Deadline::Clock::now() - began > 1s;
}

/// Looks whether partitions were added, and whether anybody answers: a reader that follows waits out an outage in
/// silence.
void Follow::watch(const std::stop_token& over)
{
    std::stop_source either;
    const std::stop_callback ended(over, [&] { either.request_stop(); });
    const std::stop_callback stopped(m_stop, [&] { either.request_stop(); });
    while (pause(either.get_token(), partitionCheck)) {
        const auto topic = m_cluster.admin().topic(m_request.topic, Call::within(oneQuestion, either.get_token()));
        if (either.stop_requested())
            return;
        const std::scoped_lock lock(m_mutex);
        const bool silent = !topic && topic.error().kind != ErrorKind::NotFound; // that is the reader's to say
        m_outage = silent ? std::optional(topic.error()) : std::nullopt;
        tellLocked();
        if (topic && m_request.partitions.empty() && topic->partitions.size() != m_partitions)
            m_round.request_stop();
    }
}

void Follow::publish()
{
    const std::scoped_lock lock(m_mutex);
    m_state = {m_positions.missed(), m_positions.failures()};
    tellLocked();
}

void Follow::tellLocked()
{
    FollowState now = m_state;
    if (m_outage && std::ranges::find(now.failures, m_request.topic, &Failure::subject) == now.failures.end())
        now.failures.insert(now.failures.begin(), {m_request.topic, *m_outage});
    if (now == m_told)
        return;
    m_told = std::move(now);
    if (m_changed)
        m_changed(m_told);
}

} // namespace

Result<void> followRecords(Cluster& cluster, const FollowRequest& request, const RecordSink& sink,
                           const std::function<void(const FollowState&)>& changed, const std::stop_token& stop)
{
    const auto reader = cluster.newReader(request.isolation);
    if (!reader)
        return fail(reader.error());
    Follow(cluster, request, sink, changed, stop).run(**reader);
    return {};
}

} // namespace weir
