// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/group_consumer.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weir::test {

class FakeCluster;

/// Members of the fake cluster's consumer groups: they share the partitions of their topics, read from the committed offset,
/// and lose their positions and pauses with every rebalance, as the real client does. Joining and leaving rebalances; more
/// can be scripted. Committed offsets stand in the FakeGroup of the cluster. Thread-safe.
class FakeMembers
{
public:
    struct Commit {
        std::string group;
        std::string clientId;
        std::int32_t generation = 0;
        OffsetMap next;
        bool operator==(const Commit&) const = default;
    };
    struct Move { ///< of one partition: paused, resumed, or sought (then with the offset)
        enum class Kind { Pause, Resume, Seek } kind = Kind::Pause;
        TopicPartition partition;
        std::int64_t offset = -1;
        bool operator==(const Move&) const = default;
    };

    explicit FakeMembers(FakeCluster& cluster) : m_cluster(cluster) {}

    // --- how it behaves ---
    /// A new generation: partitions are shared anew, delivery goes on at the committed offsets, nothing is paused.
    void rebalance(const std::string& group);
    /// A member outside takes the partition (and rebalances); nobody here has it until it is given back.
    void takeAway(const std::string& group, const TopicPartition& partition);
    void giveBack(const std::string& group, const TopicPartition& partition);
    /// For the next commits, one each; then they succeed.
    void failCommits(std::vector<Error> errors);
    /// For the next polls, one each.
    void failPolls(std::vector<Error> errors);
    /// For the next seeks, one each.
    void failSeeks(std::vector<Error> errors);
    /// Joining, polling, and committing fail with it until cleared.
    void away(std::optional<Error> error);
    /// Called at the beginning of each poll, on the member's thread and without a lock: it may do anything of the above,
    /// append records, move a clock.
    void onPoll(std::function<void()> hook);
    /// The same for pauses, seeks and resumes: what a rebalance just before them does.
    void onMove(std::function<void()> hook);
    /// An empty poll returns at once instead of waiting for its deadline; for tests with a clock of their own.
    void neverWait();

    // --- what was done ---
    [[nodiscard]] std::vector<Commit> commits() const; ///< those that succeeded, in order
    [[nodiscard]] std::vector<Move> moves() const;     ///< in order, those that succeeded
    [[nodiscard]] int polls() const;
    [[nodiscard]] int commitCalls() const;
    [[nodiscard]] std::set<TopicPartition> paused() const;
    [[nodiscard]] int members(const std::string& group) const;
    [[nodiscard]] std::int32_t generation(const std::string& group) const;

    [[nodiscard]] Result<std::unique_ptr<GroupConsumer>> join(const GroupOptions& options);

private:
    friend class FakeMember;
    struct Member {
        GroupOptions options;
        std::string id;
        std::vector<TopicPartition> assigned;
        std::map<TopicPartition, std::int64_t> position;
        std::set<TopicPartition> paused;
        std::size_t turn = 0; ///< the partition that is read first, so that none starves
    };
    struct Life {
        std::int32_t generation = 0;
        std::vector<std::shared_ptr<Member>> members;
        std::set<TopicPartition> elsewhere;
    };
    void leave(const std::string& group, const std::shared_ptr<Member>& member);
    void share(const std::string& group);
    void tell(const std::string& group, const Life& life);
    [[nodiscard]] Result<std::vector<Record>> take(Member& member, std::size_t most);
    [[nodiscard]] Result<std::int64_t> start(const Member& member, const TopicPartition& partition);
    void beforeMove();
    [[nodiscard]] static std::optional<Error> next(std::deque<Error>& errors);

    FakeCluster& m_cluster;
    mutable std::recursive_mutex m_mutex; ///< before the cluster's own
    std::map<std::string, Life> m_lives;
    std::deque<Error> m_commitErrors;
    std::deque<Error> m_pollErrors;
    std::deque<Error> m_seekErrors;
    std::optional<Error> m_away;
    std::function<void()> m_hook;
    std::function<void()> m_moveHook;
    bool m_waits = true;
    int m_polls = 0;
    int m_commitCalls = 0;
    int m_joined = 0;
    std::vector<Commit> m_commits;
    std::vector<Move> m_moves;
};

} // namespace weir::test
