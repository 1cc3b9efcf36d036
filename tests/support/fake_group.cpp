// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_group.h"

#include "tests/support/fake_cluster.h"

#include <algorithm>
#include <thread>

namespace weir::test {

using namespace std::chrono_literals;

class FakeMember final : public GroupConsumer
{
public:
    FakeMember(FakeMembers& all, std::shared_ptr<FakeMembers::Member> state) : m_all(all), m_state(std::move(state)) {}
    ~FakeMember() override { m_all.leave(group(), m_state); }

    Result<std::vector<Record>> poll(std::size_t most, const Call& call) override;
    Result<void> commit(const OffsetMap& next, const Call& call) override;
    Result<void> seek(const TopicPartition& partition, std::int64_t offset, const Call& call) override;
    Result<void> pause(const TopicPartition& partition) override;
    Result<void> resume(const TopicPartition& partition) override;
    std::vector<TopicPartition> assignment() const override
    {
        const std::scoped_lock lock(m_all.m_mutex);
        return m_state->assigned;
    }
    std::int32_t generation() const override { return m_all.generation(group()); }

private:
    [[nodiscard]] const std::string& group() const { return m_state->options.groupId; }
    [[nodiscard]] Result<void> mine(const TopicPartition& partition) const
    {
        if (std::ranges::find(m_state->assigned, partition) == m_state->assigned.end())
            return weir::fail(ErrorKind::NotFound, toString(partition) + " is not assigned to this member.");
        return {};
    }

    FakeMembers& m_all;
    std::shared_ptr<FakeMembers::Member> m_state;
};

Result<std::vector<Record>> FakeMember::poll(std::size_t most, const Call& call)
{
    std::function<void()> hook;
    {
        const std::scoped_lock lock(m_all.m_mutex);
        ++m_all.m_polls;
        hook = m_all.m_hook;
    }
    if (hook)
        hook();
    for (;;) {
        if (call.stop.stop_requested())
            return weir::fail(cancelledError("Reading as group " + group()));
        {
            const std::scoped_lock lock(m_all.m_mutex);
            if (m_all.m_away)
                return weir::fail(*m_all.m_away);
            if (auto error = FakeMembers::next(m_all.m_pollErrors))
                return weir::fail(*error);
            auto records = m_all.take(*m_state, most);
            if (!records || !records->empty() || !m_all.m_waits || call.over())
                return records;
        }
        std::this_thread::sleep_for(std::min(call.deadline.remaining(), std::chrono::milliseconds(2)));
    }
}

Result<void> FakeMember::commit(const OffsetMap& next, const Call&)
{
    const std::scoped_lock lock(m_all.m_mutex);
    ++m_all.m_commitCalls;
    if (m_all.m_away)
        return weir::fail(*m_all.m_away);
    if (auto error = FakeMembers::next(m_all.m_commitErrors))
        return weir::fail(*error);
    for (const auto& [partition, offset] : next)
        m_all.m_cluster.commit(group(), partition, offset);
    m_all.m_commits.push_back({group(), m_state->options.clientId, generation(), next});
    return {};
}

Result<void> FakeMember::seek(const TopicPartition& partition, std::int64_t offset, const Call&)
{
    m_all.beforeMove();
    const std::scoped_lock lock(m_all.m_mutex);
    if (auto error = FakeMembers::next(m_all.m_seekErrors))
        return weir::fail(*error);
    if (auto assigned = mine(partition); !assigned)
        return assigned;
    m_state->position[partition] = offset;
    m_all.m_moves.push_back({FakeMembers::Move::Kind::Seek, partition, offset});
    return {};
}

Result<void> FakeMember::pause(const TopicPartition& partition)
{
    m_all.beforeMove();
    const std::scoped_lock lock(m_all.m_mutex);
    if (auto assigned = mine(partition); !assigned)
        return assigned;
    m_state->paused.insert(partition);
    m_all.m_moves.push_back({FakeMembers::Move::Kind::Pause, partition, -1});
    return {};
}

Result<void> FakeMember::resume(const TopicPartition& partition)
{
    m_all.beforeMove();
    const std::scoped_lock lock(m_all.m_mutex);
    if (auto assigned = mine(partition); !assigned)
        return assigned;
    m_state->paused.erase(partition);
    m_all.m_moves.push_back({FakeMembers::Move::Kind::Resume, partition, -1});
    return {};
}

void FakeMembers::rebalance(const std::string& group)
{
    const std::scoped_lock lock(m_mutex);
    share(group);
}

void FakeMembers::takeAway(const std::string& group, const TopicPartition& partition)
{
    const std::scoped_lock lock(m_mutex);
    m_lives[group].elsewhere.insert(partition);
    share(group);
}

void FakeMembers::giveBack(const std::string& group, const TopicPartition& partition)
{
    const std::scoped_lock lock(m_mutex);
    m_lives[group].elsewhere.erase(partition);
    share(group);
}

void FakeMembers::failCommits(std::vector<Error> errors)
{
    const std::scoped_lock lock(m_mutex);
    m_commitErrors.assign(errors.begin(), errors.end());
}

void FakeMembers::failPolls(std::vector<Error> errors)
{
    const std::scoped_lock lock(m_mutex);
    m_pollErrors.assign(errors.begin(), errors.end());
}

void FakeMembers::failSeeks(std::vector<Error> errors)
{
    const std::scoped_lock lock(m_mutex);
    m_seekErrors.assign(errors.begin(), errors.end());
}

void FakeMembers::away(std::optional<Error> error)
{
    const std::scoped_lock lock(m_mutex);
    m_away = std::move(error);
}

void FakeMembers::onPoll(std::function<void()> hook)
{
    const std::scoped_lock lock(m_mutex);
    m_hook = std::move(hook);
}

void FakeMembers::onMove(std::function<void()> hook)
{
    const std::scoped_lock lock(m_mutex);
    m_moveHook = std::move(hook);
}

void FakeMembers::beforeMove()
{
    std::function<void()> hook;
    {
        const std::scoped_lock lock(m_mutex);
        hook = m_moveHook;
    }
    if (hook)
        hook();
}

void FakeMembers::neverWait()
{
    const std::scoped_lock lock(m_mutex);
    m_waits = false;
}

std::vector<FakeMembers::Commit> FakeMembers::commits() const
{
    const std::scoped_lock lock(m_mutex);
    return m_commits;
}

std::vector<FakeMembers::Move> FakeMembers::moves() const
{
    const std::scoped_lock lock(m_mutex);
    return m_moves;
}

int FakeMembers::polls() const
{
    const std::scoped_lock lock(m_mutex);
    return m_polls;
}

int FakeMembers::commitCalls() const
{
    const std::scoped_lock lock(m_mutex);
    return m_commitCalls;
}

std::set<TopicPartition> FakeMembers::paused() const
{
    const std::scoped_lock lock(m_mutex);
    std::set<TopicPartition> all;
    for (const auto& [group, life] : m_lives)
        for (const auto& member : life.members)
            all.insert(member->paused.begin(), member->paused.end());
    return all;
}

int FakeMembers::members(const std::string& group) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_lives.find(group);
    return found == m_lives.end() ? 0 : static_cast<int>(found->second.members.size());
}

std::int32_t FakeMembers::generation(const std::string& group) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_lives.find(group);
    return found == m_lives.end() ? -1 : found->second.generation;
}

Result<std::unique_ptr<GroupConsumer>> FakeMembers::join(const GroupOptions& options)
{
    const std::scoped_lock lock(m_mutex);
    if (m_away)
        return weir::fail(*m_away);
    if (options.groupId.empty() || options.topics.empty())
        return weir::fail(ErrorKind::InvalidInput, "Could not join: a group id and at least one topic are needed.");
    auto member = std::make_shared<Member>();
    member->options = options;
    member->id = options.clientId + "-" + std::to_string(++m_joined);
    m_lives[options.groupId].members.push_back(member);
    share(options.groupId);
    return std::make_unique<FakeMember>(*this, std::move(member));
}

void FakeMembers::leave(const std::string& group, const std::shared_ptr<Member>& member)
{
    const std::scoped_lock lock(m_mutex);
    std::erase(m_lives[group].members, member);
    share(group);
}

void FakeMembers::share(const std::string& group)
{
    Life& life = m_lives[group];
    ++life.generation;
    for (const auto& member : life.members) {
        member->assigned.clear();
        member->position.clear();
        member->paused.clear();
    }
    std::map<std::string, std::size_t> topics;
    {
        const std::scoped_lock lock(m_cluster.m_mutex);
        for (const auto& [name, topic] : m_cluster.m_topics)
            topics[name] = topic.partitions.size();
    }
    for (const auto& [name, count] : topics) {
        std::vector<std::shared_ptr<Member>> readers;
        std::ranges::copy_if(life.members, std::back_inserter(readers), [&](const auto& member) {
            return std::ranges::find(member->options.topics, name) != member->options.topics.end();
        });
        for (std::size_t i = 0; i < count && !readers.empty(); ++i)
            if (const TopicPartition partition{name, static_cast<std::int32_t>(i)}; !life.elsewhere.contains(partition))
                readers[i % readers.size()]->assigned.push_back(partition);
    }
    tell(group, life);
}

/// What DescribeGroups answers.
void FakeMembers::tell(const std::string& group, const Life& life)
{
    const std::scoped_lock lock(m_cluster.m_mutex);
    FakeGroup& known = m_cluster.m_groups[group];
    const std::string state = life.members.empty() ? "Empty" : "Stable";
    known.listing = {group, state, GroupType::Classic, false};
    known.description.id = group;
    known.description.state = state;
    known.description.type = GroupType::Classic;
    known.description.assignor = life.members.empty() ? "" : "range";
    known.description.coordinator = 1;
    known.description.members.clear();
    for (const auto& member : life.members)
        known.description.members.push_back(
            {member->id, member->options.clientId, "/127.0.0.1", std::nullopt, member->assigned});
}

Result<std::int64_t> FakeMembers::start(const Member& member, const TopicPartition& partition)
{
    const auto& committed = m_cluster.m_groups[member.options.groupId].committed;
    if (const auto found = committed.find(partition); found != committed.end())
        return found->second;
    const FakePartition* log = m_cluster.find(partition);
    if (log == nullptr)
        return 0;
    if (member.options.reset == OffsetReset::None)
        return weir::fail({ErrorKind::InvalidInput,
                           "Could not read from " + toString(partition) + ": there is no committed offset.", {}, -140, false});
    return member.options.reset == OffsetReset::Earliest ? log->logStart : log->end;
}

Result<std::vector<Record>> FakeMembers::take(Member& member, std::size_t most)
{
    const std::scoped_lock lock(m_cluster.m_mutex);
    std::vector<Record> records;
    const std::size_t count = member.assigned.size();
    for (std::size_t i = 0; i < count && records.size() < most; ++i) {
        const TopicPartition& partition = member.assigned[(member.turn + i) % count];
        const FakePartition* log = m_cluster.find(partition);
        if (log == nullptr || member.paused.contains(partition))
            continue;
        if (!member.position.contains(partition)) {
            auto begin = start(member, partition);
            if (!begin)
                return weir::fail(begin.error());
            member.position[partition] = *begin;
        }
        std::int64_t& position = member.position[partition];
        const std::int64_t end =
            member.options.isolation == Isolation::ReadCommitted ? log->lastStable.value_or(log->end) : log->end;
        for (auto record = log->records.lower_bound(position);
             record != log->records.end() && record->first < end && records.size() < most; ++record) {
            records.push_back(record->second);
            position = record->first + 1;
        }
    }
    ++member.turn;
    return records;
}

std::optional<Error> FakeMembers::next(std::deque<Error>& errors)
{
    if (errors.empty())
        return std::nullopt;
    Error error = std::move(errors.front());
    errors.pop_front();
    return error;
}

} // namespace weir::test
