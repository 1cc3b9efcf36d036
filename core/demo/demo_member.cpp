// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/demo_member.h"

#include <utility>

namespace weir {

namespace {

constexpr std::chrono::milliseconds pollTime{200};
constexpr std::chrono::milliseconds callTime{5'000};
constexpr std::chrono::milliseconds commitEvery{1'000};
constexpr std::chrono::milliseconds stuckPause{4'000};

} // namespace

DemoMember::DemoMember(Cluster& cluster, DemoRole role, std::string group, const DemoTopics& topics,
                       OffsetMap positions, DemoPace pace, DemoBoard& board)
    : m_cluster(cluster), m_role(role), m_group(std::move(group)), m_topics(topics),
      m_positions(std::move(positions)), m_uncommitted(m_positions), m_pace(pace), m_board(board)
{
    m_board.updateGroup(m_group, [](DemoGroupStatus&) {});
}

void DemoMember::run(const std::stop_token& stop)
{
    GroupOptions options;
    options.groupId = m_group;
    options.clientId = m_group;
    for (const std::string& topic : topicsOf(m_role)) {
        if (m_topics.usable(topic))
            options.topics.push_back(topic);
    }
    if (options.topics.empty())
        return; // the missing topics are reported already
    while (!stop.stop_requested()) {
        auto consumer = m_cluster.joinGroup(options);
        Result<void> end = consumer ? consume(**consumer, stop) : fail(consumer.error());
        if (end) // asked to stop: what is handled is kept
            end = commit(**consumer, Call::within(std::chrono::milliseconds(1'000)));
        m_assigned.clear();
        m_next.clear();
        m_stuck.clear();
        m_board.updateGroup(m_group, [](DemoGroupStatus& group) { group.joined = false; });
        if (stop.stop_requested())
            return;
        if (!end)
            m_board.trouble(m_group, end.error());
        m_backOff.wait(stop);
    }
}

Result<void> DemoMember::consume(GroupConsumer& consumer, const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        const std::size_t allowed = m_pace.allowed(Deadline::Clock::now());
        if (allowed == 0 && !m_assigned.empty()) {
            waitOrStop(pollTime / 2, stop);
            continue;
        }
        auto records = consumer.poll(std::max<std::size_t>(allowed, 1), Call::within(pollTime, stop));
        if (!records && records.error().kind == ErrorKind::Cancelled)
            return {};
        if (!records)
            return fail(records.error());
        m_pace.taken(records->size());
        if (auto done = settle(consumer, *records, Call::within(callTime, stop)); !done)
            return done;
        if (auto done = handle(consumer, *records, stop); !done)
            return done;
        if (auto done = tryStuckAgain(consumer, stop); !done)
            return done;
        if (!m_commitAt.expired())
            continue;
        m_commitAt = Deadline::after(commitEvery);
        if (auto done = commit(consumer, Call::within(callTime, stop)); !done) {
            if (!done.error().retriable)
                return done;
            m_board.trouble(m_group, done.error()); // a rebalance is under way, for example: the next one may work
        }
    }
    return {};
}

Result<void> DemoMember::settle(GroupConsumer& consumer, std::vector<Record>& records, const Call& call)
{
    const auto now = consumer.assignment();
    std::set<TopicPartition> assigned(now.begin(), now.end());
    if (assigned != m_assigned) {
        const auto gone = [&](const auto& entry) { return !assigned.contains(entry.first); };
        std::erase_if(m_next, gone);
        std::erase_if(m_stuck, gone);
        m_board.updateGroup(m_group, [&](DemoGroupStatus& group) { group.joined = !assigned.empty(); });
        for (const TopicPartition& partition : assigned) {
            if (const auto first = m_uncommitted.find(partition); first != m_uncommitted.end()) {
                m_next[partition] = first->second;
                m_uncommitted.erase(first); // once: after joining again the group is further on
            }
        }
        m_assigned = std::move(assigned);
        if (auto done = commit(consumer, call); !done) // at once, so that the group has lag to look at
            return done;
    }
    return skipHandled(consumer, records, call);
}

Result<void> DemoMember::skipHandled(GroupConsumer& consumer, std::vector<Record>& records, const Call& call)
{
    // A seek right after the assignment can be undone by the client's own first look at the committed offset. So what
    // lies before the position is recognised when it comes, and only then gone past.
    std::set<TopicPartition> behind;
    std::erase_if(records, [&](const Record& record) {
        const auto position = m_positions.find({record.topic, record.partition});
        if (position == m_positions.end() || record.offset >= position->second)
            return false;
        behind.insert(position->first);
        return true;
    });
    for (const TopicPartition& partition : behind) {
        if (auto done = consumer.seek(partition, m_positions.at(partition), call); !done)
            return done;
    }
    return {};
}

Result<void> DemoMember::handle(GroupConsumer& consumer, const std::vector<Record>& records,
                                const std::stop_token& stop)
{
    std::uint64_t handled = 0;
    std::uint64_t deadLetters = 0;
    for (const Record& record : records) {
        const TopicPartition partition{record.topic, record.partition};
        if (stop.stop_requested() || m_stuck.contains(partition))
            continue;
        if (const auto failure = handleDemoRecord(m_role, record)) {
            if (failure->retriedForEver) {
                if (auto done = getStuck(consumer, record, *failure); !done)
                    return done;
                continue;
            }
            if (!sendDeadLetter(record, *failure, stop))
                break;
            ++deadLetters;
        }
        m_next[partition] = record.offset + 1;
        ++handled;
    }
    if (handled > 0)
        m_backOff.reset();
    m_board.updateGroup(m_group, [&](DemoGroupStatus& group) {
        group.handled += handled;
        group.deadLetters += deadLetters;
        const auto next = group.stuckOn ? m_next.find(*group.stuckOn) : m_next.end();
        if (next != m_next.end() && next->second > group.stuckOffset.value_or(0)) {
            group.stuckOn.reset(); // somebody moved the group past it
            group.stuckOffset.reset();
            group.stuckReason.clear();
        }
    });
    return {};
}

Result<void> DemoMember::getStuck(GroupConsumer& consumer, const Record& record, const DemoFailure& failure)
{
    const TopicPartition partition{record.topic, record.partition};
    m_stuck[partition] = {record.offset, Deadline::after(stuckPause)};
    m_board.updateGroup(m_group, [&](DemoGroupStatus& group) {
        group.stuckOn = partition;
        group.stuckOffset = record.offset;
        group.stuckReason = failure.message.value_or(failure.exception);
    });
    return consumer.pause(partition);
}

Result<void> DemoMember::tryStuckAgain(GroupConsumer& consumer, const std::stop_token& stop)
{
    for (auto stuck = m_stuck.begin(); stuck != m_stuck.end();) {
        if (!stuck->second.again.expired()) {
            ++stuck;
            continue;
        }
        if (auto done = consumer.seek(stuck->first, stuck->second.offset, Call::within(callTime, stop)); !done)
            return done;
        if (auto done = consumer.resume(stuck->first); !done)
            return done;
        stuck = m_stuck.erase(stuck);
    }
    return {};
}

Result<void> DemoMember::commit(GroupConsumer& consumer, const Call& call)
{
    if (m_next.empty())
        return {};
    auto done = consumer.commit(m_next, call);
    if (done) {
        m_next.clear();
        m_board.clear(m_group);
    }
    return done;
}

bool DemoMember::sendDeadLetter(const Record& record, const DemoFailure& failure, const std::stop_token& stop)
{
    const auto letter = demoDeadLetter(m_role, record, failure, m_group, nowMs(), m_topics);
    if (!letter)
        return true; // its topic could not be made, which is reported already
    DemoBackOff backOff;
    while (!stop.stop_requested()) {
        const auto producer = m_cluster.producer();
        const auto results = producer ? (*producer)->send({&*letter, 1}, Call::within(callTime, stop))
                                      : std::vector<Result<Delivery>>{fail(producer.error())};
        const Result<Delivery>& result = results.front();
        m_board.update([&](DemoTrafficStatus& status) { ++(result ? status.deadLetters : status.unconfirmed); });
        if (result) {
            m_board.clear(letter->topic);
            return true;
        }
        m_board.trouble(letter->topic, result.error());
        backOff.wait(stop);
    }
    return false;
}

} // namespace weir
