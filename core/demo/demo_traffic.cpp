// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/demo_traffic.h"

#include "core/demo/demo_board.h"
#include "core/demo/demo_history.h"
#include "core/demo/demo_member.h"
#include "core/demo/demo_wait.h"

#include <cmath>
#include <numbers>
#include <utility>

namespace weir {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds tick{200};
constexpr std::chrono::milliseconds prepareTime{15'000};
constexpr std::chrono::milliseconds historyTime{20'000};
constexpr std::chrono::milliseconds sendTime{8'000};
constexpr const char* eventsSubject = "events";
/// Of all events, the share in the topics that search-index reads; its waves are set by it.
constexpr double searchIndexShare = 0.39;

class TrafficRun
{
public:
    TrafficRun(std::shared_ptr<Cluster> cluster, DemoTrafficOptions options, DemoTraffic::Sink sink)
        : m_cluster(std::move(cluster)), m_options(std::move(options)), m_sink(std::move(sink)),
          m_domain(m_options.seed)
    {
    }

    void run(const std::stop_token& stop)
    {
        const auto end = m_options.duration ? Deadline::after(*m_options.duration) : Deadline::never();
        publish();
        if (prepare(stop, end)) {
            m_board.update([](DemoTrafficStatus& status) { status.phase = DemoTrafficStatus::Phase::Running; });
            publish();
            auto members = startMembers();
            produceUntil(end, stop);
            for (std::jthread& member : members) // all at once, then wait for each
                member.request_stop();
        }
        m_board.update([](DemoTrafficStatus& status) { status.phase = DemoTrafficStatus::Phase::Finished; });
        publish();
    }

private:
    void publish()
    {
        if (m_sink)
            m_sink(m_board.status());
    }

    /// Topics and history. False when stopped or out of time before that worked.
    bool prepare(const std::stop_token& stop, const Deadline& end)
    {
        DemoBackOff backOff;
        while (!stop.stop_requested() && !end.expired()) {
            auto topics = prepareDemoTopics(*m_cluster, Call::within(prepareTime, stop));
            auto producer = m_cluster->producer();
            if (topics && producer) {
                m_board.clear(eventsSubject);
                m_topics = std::move(*topics);
                m_producer = std::move(*producer);
                for (const Failure& failure : m_topics.failures)
                    m_board.trouble(failure.subject, failure.error);
                writeHistory(stop);
                return !stop.stop_requested();
            }
            m_board.trouble(eventsSubject, topics ? producer.error() : topics.error());
            publish();
            backOff.wait(stop);
        }
        return false;
    }

    void writeHistory(const std::stop_token& stop)
    {
        const DemoHistoryOptions options{m_options.historyRecords, m_options.historySpan, m_options.groupPrefix};
        m_history = writeDemoHistory(*m_producer, m_domain, m_topics, options, Call::within(historyTime, stop));
        m_board.update([&](DemoTrafficStatus& status) {
            status.sent += m_history.sent - m_history.deadLetters;
            status.unconfirmed += m_history.unconfirmed;
            status.deadLetters += m_history.deadLetters;
        });
        if (m_history.error)
            m_board.trouble(eventsSubject, *m_history.error);
    }

    std::vector<std::jthread> startMembers()
    {
        const double share = m_options.recordsPerSecond * searchIndexShare;
        const DemoPace waves(m_options.wavePeriod, share * 0.3, share * 5);
        std::vector<std::jthread> threads;
        for (const DemoRole role : {DemoRole::Mailer, DemoRole::SearchIndex, DemoRole::Billing}) {
            threads.emplace_back([this, role, waves](const std::stop_token& stop) {
                DemoMember member(*m_cluster, role, groupOf(role, m_options.groupPrefix), m_topics,
                                  m_history.positions(role), role == DemoRole::SearchIndex ? waves : DemoPace(),
                                  m_board);
                member.run(stop);
            });
        }
        return threads;
    }

    void produceUntil(const Deadline& end, const std::stop_token& stop)
    {
        const auto begun = Clock::now();
        auto last = begun;
        double due = m_history.poison ? 0 : 1;
        bool poisoned = m_history.poison.has_value(); // an older one may be there; one more behind it does no harm
        DemoBackOff backOff;
        while (!stop.stop_requested() && !end.expired()) {
            waitOrStop(std::min(tick, end.remaining()), stop);
            const auto now = Clock::now();
            const double second = std::chrono::duration<double>(now - begun).count();
            // Two swings of different length: a rate that looks like people.
            const double swing = 1 + 0.3 * std::sin(2 * std::numbers::pi * second / 37) +
                                 0.15 * std::sin(2 * std::numbers::pi * second / 11);
            due += m_options.recordsPerSecond * swing * std::chrono::duration<double>(now - last).count();
            last = now;
            auto events = makeEvents(static_cast<std::size_t>(due), poisoned);
            due -= std::floor(due);
            if (!events.empty() && !send(events, stop)) {
                publish();
                backOff.wait(stop);
                last = Clock::now(); // what nobody could send meanwhile did not happen
                continue;
            }
            backOff.reset();
            publish();
        }
    }

    std::vector<OutgoingRecord> makeEvents(std::size_t count, bool& poisoned)
    {
        std::vector<OutgoingRecord> events;
        const TimestampMs now = nowMs();
        for (std::size_t i = 0; i < count; ++i) {
            const auto back = static_cast<std::int64_t>(count - 1 - i) * tick.count() / static_cast<std::int64_t>(count);
            auto event = poisoned ? m_domain.next(now - back) : m_domain.poison(now - back);
            poisoned = true;
            if (m_topics.usable(event.topic))
                events.push_back(std::move(event));
        }
        return events;
    }

    /// False when a record was not confirmed.
    bool send(const std::vector<OutgoingRecord>& events, const std::stop_token& stop)
    {
        const auto results = m_producer->send(events, Call::within(sendTime, stop));
        std::uint64_t sent = 0;
        std::optional<Error> error;
        std::vector<OutgoingRecord> letters;
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (!results[i]) {
                error = results[i].error();
                continue;
            }
            ++sent;
            // The sink is no group here, so its failures are found where the events are made.
            const Record record = deliveredRecord(events[i], *results[i]);
            if (const auto failure = handleDemoRecord(DemoRole::WarehouseSink, record)) {
                auto letter = demoDeadLetter(DemoRole::WarehouseSink, record, *failure,
                                             groupOf(DemoRole::WarehouseSink, {}), nowMs(), m_topics);
                if (letter)
                    letters.push_back(std::move(*letter));
            }
        }
        const auto dead = m_producer->send(letters, Call::within(sendTime, stop));
        std::uint64_t deadLetters = 0;
        for (const auto& result : dead) {
            if (result)
                ++deadLetters;
            else
                error = result.error();
        }
        m_board.update([&](DemoTrafficStatus& status) {
            status.sent += sent;
            status.deadLetters += deadLetters;
            status.unconfirmed += results.size() - sent + dead.size() - deadLetters;
        });
        if (!error) {
            m_board.clear(eventsSubject);
            return true;
        }
        if (!stop.stop_requested())
            m_board.trouble(eventsSubject, *error);
        return false;
    }

    std::shared_ptr<Cluster> m_cluster;
    DemoTrafficOptions m_options;
    DemoTraffic::Sink m_sink;
    DemoDomain m_domain;
    DemoTopics m_topics;
    DemoHistory m_history;
    std::shared_ptr<Producer> m_producer;
    DemoBoard m_board;
};

} // namespace

Result<std::unique_ptr<DemoTraffic>> DemoTraffic::start(std::shared_ptr<Cluster> cluster, DemoTrafficOptions options,
                                                        Sink sink)
{
    const auto refuse = [](const std::string& why) {
        return fail(ErrorKind::InvalidInput, "The demo traffic was not started: " + why);
    };
    if (!(options.recordsPerSecond >= 0.1 && options.recordsPerSecond <= 2'000))
        return refuse("the rate has to be between 0.1 and 2000 records per second.");
    if (options.duration && options.duration->count() <= 0)
        return refuse("the duration has to be positive.");
    if (options.historyRecords > 100'000)
        return refuse("the history has at most 100,000 records.");
    if (options.historySpan.count() <= 0 || options.wavePeriod < std::chrono::seconds(1))
        return refuse("the history has to span some time, and the wave period at least one second.");
    if (cluster->readOnly())
        return fail(ErrorKind::NotAuthorized,
                    "The demo traffic was not started: this connection was opened for reading only.");
    std::unique_ptr<DemoTraffic> traffic(new DemoTraffic);
    auto run = std::make_unique<TrafficRun>(std::move(cluster), std::move(options), std::move(sink));
    traffic->m_thread = std::jthread([run = std::move(run), &done = traffic->m_finished](const std::stop_token& stop) {
        run->run(stop);
        done.release();
    });
    return traffic;
}

DemoTraffic::~DemoTraffic()
{
    stop();
}

void DemoTraffic::stop()
{
    m_thread.request_stop();
    if (m_thread.joinable())
        m_thread.join();
}

bool DemoTraffic::waitFor(std::chrono::milliseconds time)
{
    if (!m_finished.try_acquire_for(time))
        return false;
    m_finished.release(); // for whoever asks next
    return true;
}

} // namespace weir
