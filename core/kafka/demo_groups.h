// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/admin.h"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// The consumer groups of a demo cluster, as far as they were joined through it: the mock cluster runs groups but
/// tells nobody about them. What is known here is what the members themselves reported after each poll.
/// All methods may be called from any thread and return at once.
class DemoGroups
{
public:
    /// Notes a new member and returns the id it is shown with (the mock's own id never leaves the client).
    [[nodiscard]] std::string join(const std::string& group, const std::string& clientId);
    void assigned(const std::string& group, const std::string& memberId, std::vector<TopicPartition> partitions);
    void leave(const std::string& group, const std::string& memberId);

    /// All groups ever joined, sorted by id. "Stable" with an assignment, "PreparingRebalance" while the first
    /// members wait for theirs, "Empty" after the last one left.
    [[nodiscard]] std::vector<GroupListing> listing() const;
    [[nodiscard]] std::optional<GroupDescription> describe(const std::string& group) const;

private:
    struct Member {
        std::string clientId;
        std::vector<TopicPartition> assigned;
    };
    using Members = std::map<std::string, Member>; ///< by member id
    [[nodiscard]] static std::string stateOf(const Members& members);

    mutable std::mutex m_mutex;
    std::map<std::string, Members> m_groups;
    std::uint64_t m_joined = 0;
};

} // namespace weir
