// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/lag_probe.h"

#include "core/topics/topic_list.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <unordered_map>

namespace weir {
namespace {

using Clock = std::chrono::steady_clock;

std::map<std::string, TopicRetention> readRetentions(Admin& admin, const std::vector<std::string>& topics, const Call& call)
{
    std::map<std::string, TopicRetention> found;
    for (const auto& [topic, entries] : admin.topicConfigs(topics, call).values)
        if (const auto retention = retentionFrom(entries))
            found[topic] = {retention->time, retention->bytes, retention->compacts, retention->deletes};
    return found;
}

bool sameRecord(const TimeQuestion& one, const TimeQuestion& other)
{
    // The newest is asked for again when the end has moved: the next answer serves as well.
    return one.newest == other.newest && one.partition == other.partition && (one.newest || one.offset == other.offset);
}

} // namespace

struct LagProbe::State {
    std::shared_ptr<Cluster> cluster;
    Sink sink;
    std::mutex mutex;
    std::condition_variable_any wake;
    // Guarded by the mutex.
    std::vector<TimeQuestion> waiting;
    std::vector<TimeQuestion> reading;
    std::vector<std::string> topics;
    std::unordered_map<std::string, Clock::time_point> dueAgain;
    // The thread's own.
    std::unique_ptr<Reader> reader;

    [[nodiscard]] std::vector<std::string> takeTopics();
    [[nodiscard]] std::vector<TimeAnswer> answer(const std::vector<TimeQuestion>& questions, const Call& call);
};

/// The topics whose turn it is, at most mostTopics. The mutex is held.
std::vector<std::string> LagProbe::State::takeTopics()
{
    const auto now = Clock::now();
    std::vector<std::string> due;
    for (std::string& topic : topics) {
        const auto known = dueAgain.find(topic);
        if (known != dueAgain.end() && now < known->second)
            continue;
        dueAgain[topic] = now + retry; // until it was read
        due.push_back(std::move(topic));
        if (due.size() == mostTopics)
            break;
    }
    topics.clear();
    return due;
}

std::vector<TimeAnswer> LagProbe::State::answer(const std::vector<TimeQuestion>& questions, const Call& call)
{
    if (questions.empty())
        return {};
    if (!reader) {
        auto made = cluster->newPageReader(Isolation::ReadUncommitted);
        if (!made) {
            std::vector<TimeAnswer> none;
            for (const TimeQuestion& question : questions)
                none.push_back({question, std::nullopt, std::nullopt, made.error()});
            return none;
        }
        reader = std::move(*made);
    }
    return readTimes(*reader, questions, call);
}

LagProbe::LagProbe(std::shared_ptr<Cluster> cluster, Sink sink) : m_state(new State)
{
    m_state->cluster = std::move(cluster);
    m_state->sink = std::move(sink);
    m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

LagProbe::~LagProbe() = default; // the thread is asked to stop and joined first: it is the last member

void LagProbe::ask(std::vector<TimeQuestion> questions, std::vector<std::string> topics)
{
    const std::scoped_lock lock(m_state->mutex);
    std::erase_if(questions, [&](const TimeQuestion& question) {
        return std::ranges::any_of(m_state->reading, [&](const auto& other) { return sameRecord(question, other); });
    });
    m_state->waiting = std::move(questions);
    m_state->topics = std::move(topics);
    m_state->wake.notify_all();
}

void LagProbe::run(const std::stop_token& stop)
{
    State& state = *m_state;
    while (!stop.stop_requested()) {
        std::vector<TimeQuestion> questions;
        std::vector<std::string> topics;
        {
            std::unique_lock lock(state.mutex);
            if (!state.wake.wait(lock, stop, [&] { return !state.waiting.empty() || !state.topics.empty(); }))
                return;
            questions = std::exchange(state.waiting, {});
            state.reading = questions;
            topics = state.takeTopics();
        }
        if (questions.empty() && topics.empty())
            continue;
        LagProbeAnswer answer;
        answer.times = state.answer(questions, Call::within(longestRead, stop));
        if (!topics.empty() && !stop.stop_requested())
            answer.retentions = readRetentions(state.cluster->admin(), topics, Call::within(longestRead, stop));
        if (stop.stop_requested())
            return;
        {
            const std::scoped_lock lock(state.mutex);
            for (const auto& [topic, retention] : answer.retentions)
                state.dueAgain[topic] = Clock::now() + retentionAge;
        }
        if (!answer.times.empty() || !answer.retentions.empty())
            state.sink(std::move(answer));
        const std::scoped_lock lock(state.mutex);
        state.reading.clear();
    }
}

} // namespace weir
