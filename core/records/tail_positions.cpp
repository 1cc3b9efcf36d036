// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/tail_positions.h"

#include <algorithm>

namespace weir {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds shortestRest = 200ms;
constexpr std::chrono::milliseconds longestRest = 4000ms;
constexpr std::chrono::milliseconds proof = 1500ms;
constexpr std::size_t mostLosses = 20;

bool isPassing(ErrorKind kind) { return kind == ErrorKind::Cancelled; }

} // namespace

TailPositions::TailPositions(Cluster& cluster, std::string topic, const std::vector<std::int32_t>& partitions,
                             Isolation isolation, std::map<std::int32_t, std::int64_t> begin)
    : m_cluster(cluster), m_topic(std::move(topic)), m_wanted(partitions.begin(), partitions.end()),
      m_isolation(isolation), m_begin(std::move(begin))
{
}

/// A reader of committed records sees those of an open transaction when it ends: they are new then, but lie before
/// the high watermark.
OffsetPoint TailPositions::endPoint() const
{
    return m_isolation == Isolation::ReadCommitted ? OffsetPoint::LastStable : OffsetPoint::End;
}

void TailPositions::refresh(const Call& call)
{
    const auto topic = m_cluster.admin().topic(m_topic, call);
    if (!topic) {
        if (isPassing(topic.error().kind))
            return;
        if (topic.error().kind == ErrorKind::NotFound)
            forget(topic.error());
        else
            m_topicError = topic.error();
        return;
    }
    m_topicError.reset();
    std::set<std::int32_t> there;
    std::vector<TopicPartition> added;
    for (const PartitionMetadata& partition : topic->partitions)
        if (m_wanted.empty() || m_wanted.contains(partition.id)) {
            there.insert(partition.id);
            if (!m_states.contains(partition.id))
                added.push_back({m_topic, partition.id});
        }
    std::erase_if(m_unplaced, [&](const auto& entry) { return !there.contains(entry.first); });
    for (const std::int32_t wanted : m_wanted)
        if (!there.contains(wanted))
            m_unplaced[wanted] = Error{ErrorKind::InvalidInput, "Topic " + m_topic + " has no partition " +
                                                                    std::to_string(wanted) + ".", {}, 0, false};
    if (!m_initial)
        m_initial = there;
    if (!added.empty())
        add(added, call);
}

void TailPositions::add(const std::vector<TopicPartition>& partitions, const Call& call)
{
    std::vector<TopicPartition> old;
    std::vector<TopicPartition> young;
    for (const TopicPartition& partition : partitions) {
        if (const auto begin = m_begin.extract(partition.partition))
            m_states[partition.partition].next = begin.mapped();
        else
            (m_initial->contains(partition.partition) ? old : young).push_back(partition);
    }
    place(old, endPoint(), call);
    place(young, OffsetPoint::LogStart, call);
}

void TailPositions::place(const std::vector<TopicPartition>& partitions, OffsetPoint point, const Call& call)
{
    if (partitions.empty())
        return;
    const auto offsets = m_cluster.admin().offsets(partitions, point, call);
    for (const auto& [partition, offset] : offsets.values) {
        m_states[partition.partition].next = offset;
        m_unplaced.erase(partition.partition);
    }
    for (const TopicPartition& partition : partitions)
        for (const Failure& failure : offsets.failures)
            if (failure.subject == toString(partition) && !isPassing(failure.error.kind))
                m_unplaced[partition.partition] = failure.error;
}

/// The topic is gone. When one of its name comes, all of that is new.
void TailPositions::forget(const Error& error)
{
    m_initial.emplace();
    m_begin.clear();
    m_states.clear();
    m_unplaced.clear();
    m_topicError = error;
}

std::vector<ReadRange> TailPositions::ranges() const
{
    std::vector<ReadRange> ranges;
    for (const auto& [partition, state] : m_states)
        if (!state.error || state.restUntil.expired())
            ranges.push_back({{m_topic, partition}, state.next, ReadRange::follow});
    return ranges;
}

Deadline TailPositions::until() const
{
    Deadline earliest = m_unplaced.empty() ? Deadline::never() : Deadline::after(longestRest);
    for (const auto& [partition, state] : m_states) {
        if (!state.error)
            continue;
        // One that is tried again proves itself by not failing for a while.
        const Deadline mine = state.restUntil.expired() ? Deadline::after(proof) : state.restUntil;
        if (mine.remaining() < earliest.remaining())
            earliest = mine;
    }
    return earliest;
}

void TailPositions::settle(const Partial<std::map<TopicPartition, ReadProgress>>& read, const Call& call)
{
    std::map<std::string, const Error*> errors;
    for (const Failure& failure : read.failures)
        errors[failure.subject] = &failure.error;
    for (const auto& [partition, progress] : read.values)
        if (const auto state = m_states.find(partition.partition); state != m_states.end())
            state->second.next = std::max(state->second.next, progress.next);
    bool gone = false;
    for (auto& [partition, state] : m_states) {
        const auto found = errors.find(toString({m_topic, partition}));
        if (found == errors.end()) {
            if (state.error && state.restUntil.expired() && read.values.contains({m_topic, partition})) {
                state.error.reset();
                state.rest = 0ms;
            }
            continue;
        }
        const Error& error = *found->second;
        if (isPassing(error.kind))
            continue;
        gone = gone || error.kind == ErrorKind::NotFound;
        if (error.kind == ErrorKind::InvalidInput)
            relocate(partition, state, error, call);
        else if (meansDamage(error))
            skipDamage(partition, state, error, call);
        else
            rest(state, error);
    }
    if (gone)
        refresh(call);
}

void TailPositions::rest(State& state, const Error& error)
{
    state.error = error;
    state.rest = std::clamp(state.rest * 2, shortestRest, longestRest);
    state.restUntil = Deadline::after(state.rest);
}

std::optional<std::int64_t> TailPositions::offset(std::int32_t partition, OffsetPoint point, State& state,
                                                  const Call& call)
{
    const TopicPartition subject{m_topic, partition};
    const auto answer = m_cluster.admin().offsets({subject}, point, call);
    if (const auto found = answer.values.find(subject); found != answer.values.end())
        return found->second;
    if (!answer.failures.empty() && !isPassing(answer.failures.front().error.kind))
        rest(state, answer.failures.front().error);
    return std::nullopt;
}

/// The next offset lies outside the log: retention was quicker, or the log is shorter than it was (unclean leader
/// change, or another topic of the same name).
void TailPositions::relocate(std::int32_t partition, State& state, const Error& error, const Call& call)
{
    const auto start = offset(partition, OffsetPoint::LogStart, state, call);
    const auto end = start ? offset(partition, endPoint(), state, call) : std::nullopt;
    if (!end)
        return;
    if (state.next < *start) {
        m_missed += *start - state.next;
        state.next = *start;
        state.error.reset();
    } else if (state.next > *end) {
        noteLoss(partition, error, "goes on at its end, offset " + std::to_string(*end));
        state.next = *end;
        state.error.reset();
    } else {
        rest(state, error);
    }
}

/// A batch nobody can decode would be fetched and refused for ever. What comes after it can be read, but where it ends
/// only the broker knows, so a tail goes on where new records arrive.
void TailPositions::skipDamage(std::int32_t partition, State& state, const Error& error, const Call& call)
{
    const auto end = offset(partition, endPoint(), state, call);
    if (!end)
        return;
    const std::int64_t skipped = std::max<std::int64_t>(*end - state.next, 0);
    noteLoss(partition, error, "passes over " + std::to_string(skipped) + " offsets, to where new records arrive");
    m_missed += skipped;
    state.next = std::max(state.next, *end);
    if (skipped == 0)
        rest(state, error);
    else
        state.error.reset();
}

void TailPositions::noteLoss(std::int32_t partition, Error error, const std::string& more)
{
    error.message += " The tail " + more + ".";
    m_losses.push_back({toString({m_topic, partition}), std::move(error)});
    if (m_losses.size() > mostLosses)
        m_losses.pop_front();
}

std::vector<Failure> TailPositions::failures() const
{
    std::vector<Failure> failures;
    if (m_topicError)
        failures.push_back({m_topic, *m_topicError});
    for (const auto& [partition, error] : m_unplaced)
        failures.push_back({toString({m_topic, partition}), error});
    for (const auto& [partition, state] : m_states)
        if (state.error)
            failures.push_back({toString({m_topic, partition}), *state.error});
    failures.insert(failures.end(), m_losses.begin(), m_losses.end());
    return failures;
}

} // namespace weir
