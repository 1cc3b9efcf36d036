// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/retrying_consumer.h"

#include "core/events/dead_letter_writer.h"
#include "core/events/group_loop.h"

#include <algorithm>
#include <future>
#include <map>
#include <system_error>

namespace weir {

using namespace std::chrono_literals;

namespace {

constexpr auto graceAfterStop = 5s; ///< for a dead letter that is under way

/// What is known of the records that failed, over all rebalances of one run.
class RetryRun
{
public:
    RetryRun(Cluster& cluster, const RetryOptions& options, const RetryingConsumer::Reports& reports, GroupLoop& loop,
             GroupLoop::Clock clock, std::stop_token stop)
        : m_options(options), m_reports(reports), m_loop(loop), m_clock(std::move(clock)), m_stop(std::move(stop)),
          m_letters(cluster, options)
    {
    }

    Result<GroupLoop::Step> handOut(const Record& record, const Consumer::Handler& handler);

private:
    struct Tried {
        int tries = 0;
        std::chrono::steady_clock::time_point due{};
        bool givenUp = false;
        HandlingError error{};
    };
    Result<GroupLoop::Step> giveUp(const Record& record, const Tried& tried);
    Result<Delivery> writeLetter(const Record& record, const Tried& tried);
    void report(const Record& record, const Tried& tried, std::optional<std::chrono::milliseconds> nextIn,
                std::optional<Delivery> letter) const;

    const RetryOptions& m_options;
    const RetryingConsumer::Reports& m_reports;
    GroupLoop& m_loop;
    const GroupLoop::Clock m_clock;
    const std::stop_token m_stop;
    DeadLetterWriter m_letters;
    std::map<TopicPartition, std::map<std::int64_t, Tried>> m_tried;
};

Result<GroupLoop::Step> RetryRun::handOut(const Record& record, const Consumer::Handler& handler)
{
    auto& here = m_tried[{record.topic, record.partition}];
    here.erase(here.begin(), here.lower_bound(record.offset)); // settled, here or by another member
    const auto known = here.find(record.offset);
    if (known != here.end() && known->second.due > m_clock())
        return known->second.due; // it came again with a rebalance
    if (known != here.end() && known->second.givenUp)
        return giveUp(record, known->second);
    const Handled handled = callHandler(handler, record);
    if (handled) {
        here.erase(record.offset);
        return std::nullopt;
    }
    Tried& tried = here[record.offset];
    ++tried.tries;
    tried.error = handled.error();
    tried.givenUp = !tried.error.retriable || tried.tries >= m_options.maxTries;
    tried.due = m_clock();
    if (tried.givenUp)
        return giveUp(record, tried);
    const auto pause = backoffAfter(tried.tries, m_options);
    tried.due += pause;
    report(record, tried, pause, std::nullopt);
    return tried.due;
}

Result<GroupLoop::Step> RetryRun::giveUp(const Record& record, const Tried& tried)
{
    // Another member may have the partition by now and would write a second letter.
    if (!m_loop.sameGeneration())
        return tried.due;
    auto letter = writeLetter(record, tried);
    report(record, tried, std::nullopt, letter ? std::optional(*letter) : std::nullopt);
    if (!letter)
        return fail(std::move(letter.error()));
    m_tried[{record.topic, record.partition}].erase(record.offset);
    return std::nullopt;
}

/// On a thread of its own, because the brokers may take longer to confirm than the group waits for a poll.
Result<Delivery> RetryRun::writeLetter(const Record& record, const Tried& tried)
{
    std::stop_source stop;
    const auto write = [&] {
        return m_letters.write(record, tried.error, tried.tries, Call::within(m_options.deadLetterTime, stop.get_token()));
    };
    std::future<Result<Delivery>> letter;
    try {
        letter = std::async(std::launch::async, write);
    } catch (const std::system_error&) {
        return write(); // no thread to be had
    }
    std::optional<Deadline> grace;
    while (letter.wait_for(50ms) != std::future_status::ready) {
        m_loop.stayInGroup();
        if (!m_stop.stop_requested())
            continue;
        if (!grace)
            grace = Deadline::after(graceAfterStop);
        else if (grace->expired())
            stop.request_stop();
    }
    return letter.get();
}

void RetryRun::report(const Record& record, const Tried& tried, std::optional<std::chrono::milliseconds> nextIn,
                      std::optional<Delivery> letter) const
{
    if (m_reports.tried)
        m_reports.tried({{record.topic, record.partition}, record.offset, tried.tries, tried.error, nextIn, letter});
}

} // namespace

std::chrono::milliseconds backoffAfter(int tries, const RetryOptions& options)
{
    std::chrono::milliseconds pause = std::min(options.backoff, options.longestBackoff);
    // Compared before it is doubled: no number of tries overflows.
    for (int i = 0; i < tries && pause > 0ms && pause < options.longestBackoff; ++i)
        pause = pause > options.longestBackoff / 2 ? options.longestBackoff : pause * 2;
    return std::max(pause, 0ms);
}

Result<void> RetryingConsumer::run(const Consumer::Handler& handler, const Reports& reports, const std::stop_token& stop)
{
    const GroupLoop::Clock clock = m_options.clock ? m_options.clock : GroupLoop::Clock(std::chrono::steady_clock::now);
    GroupLoop loop(m_cluster, m_options.consumer, clock, reports.trouble, stop);
    RetryRun run(m_cluster, m_options, reports, loop, clock, stop);
    return loop.run([&](const Record& record) { return run.handOut(record, handler); });
}

} // namespace weir
