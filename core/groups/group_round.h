// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_assembly.h"
#include "core/groups/group_lag.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace weir {

struct GroupCommits;

/// What one round is about.
struct RoundQuestion {
    std::vector<std::string> named{}; ///< groups asked by name, whether they are listed or not
    bool listed = true;               ///< all groups of the list as well; then the answer is sorted by group
    std::set<std::string> closely{};  ///< their members are asked in this round
    std::vector<std::string> watchedTopics{};
};

struct RoundAnswer {
    Partial<std::vector<GroupLag>> groups;
    /// End offsets of watched topics, summed over their partitions; a topic that could not be read whole is absent.
    std::map<std::string, std::int64_t> topicEnds;
};

/// Subject of the failure that says why the list of groups could not be had, in a round that went on without it.
inline constexpr std::string_view listingSubject = "list of groups";

/// Reads rounds of lag one after the other and remembers between them what changes slowly. In every round: the list,
/// committed offsets, then end offsets. Log starts, last stable offsets and members come with the first round that needs
/// them and then every tenth, spread over the rounds so that none is much dearer than the others; members also when the
/// list shows another state. A partition whose end went back (re-created, truncated) has its log start asked at once.
/// What fails in a way that lasts (a deleted topic, no permission) is asked ever less often, down to every tenth round;
/// its error stands in between. Failures: as groupLags(), and `listingSubject`. Not thread-safe.
class GroupRoundReader
{
public:
    static constexpr std::uint64_t slowly = 10; ///< rounds between two looks at what changes slowly

    explicit GroupRoundReader(Cluster& cluster) : m_cluster(cluster) {}

    /// Fails as a whole when the groups cannot be listed, or when the call was stopped. A list that is refused is no
    /// reason to fail while groups are named.
    [[nodiscard]] Result<RoundAnswer> read(const RoundQuestion& question, const Call& call);

private:
    struct Group {
        std::optional<GroupListing> listing;
        std::optional<GroupDescription> description;
        std::optional<Error> describeError;
        std::uint64_t describeDue = 0; ///< the round
        bool spread = false;           ///< has got its place among the next ten rounds
        bool fresh = false;            ///< described in this round, later than the list
    };
    struct Partition {
        PartitionFacts facts;
        std::uint64_t edgesDue = 0; ///< round in which log start and last stable offset are asked
        std::uint64_t askDue = 0;   ///< nothing is asked before this round: it was refused
        unsigned refusals = 0;      ///< one after the other
        bool spread = false;        ///< has got its place among the next ten rounds
        bool shrunk = false;        ///< its end went back in this round
        std::uint64_t wanted = 0;   ///< last round that had a use for it
    };
    struct Watched {
        std::optional<std::int32_t> partitions;
        std::uint64_t due = 0;
    };
    struct TopicPartitionHash {
        std::size_t operator()(const TopicPartition& partition) const noexcept
        {
            return std::hash<std::string>()(partition.topic) * 31 + static_cast<std::size_t>(partition.partition);
        }
    };
    using Slot = std::pair<const TopicPartition, Partition>;

    Result<void> list(const RoundQuestion& question, RoundAnswer& answer, const Call& call);
    void keepList(Partial<std::vector<GroupListing>>& listed);
    [[nodiscard]] std::vector<std::string> wantedGroups(const RoundQuestion& question) const;
    void describe(const std::vector<std::string>& ids, const std::set<std::string>& closely, const Call& call);
    [[nodiscard]] std::vector<std::string> dueForDescription(const std::vector<std::string>& ids,
                                                             const std::set<std::string>& closely);
    [[nodiscard]] bool looksUnknown(const std::string& id, const GroupCommits& commits) const;

    void watch(const std::vector<std::string>& topics, const Call& call);
    void wantPartitions(const std::vector<std::string>& ids, const GroupCommits& commits);
    void want(const TopicPartition& partition);
    void dropUnwanted();
    void askOffsets(const Call& call);
    void askPoint(const std::vector<Slot*>& slots, OffsetPoint point, const Call& call);
    void keepOffset(Slot& slot, OffsetPoint point, std::optional<std::int64_t> offset, const Error* error);

    [[nodiscard]] bool report(const std::string& id, const GroupCommits& commits, std::vector<Failure>& failures) const;
    void assemble(const std::vector<std::string>& ids, const GroupCommits& commits, RoundAnswer& answer) const;
    void addOffsetFailures(std::vector<Failure>& failures) const;
    void sumWatched(const std::vector<std::string>& topics, RoundAnswer& answer) const;

    Cluster& m_cluster;
    std::uint64_t m_round = 0;
    std::uint64_t m_spread = 0; ///< counts what was seen for the first time, to spread it
    std::map<std::string, Group> m_groups;
    std::optional<Error> m_listingError; ///< why the list of this round is not whole
    std::unordered_map<TopicPartition, Partition, TopicPartitionHash> m_partitions;
    std::vector<Slot*> m_sorted; ///< all of m_partitions
    bool m_sortedStale = true;
    std::map<std::string, Watched> m_watched;
};

} // namespace weir
