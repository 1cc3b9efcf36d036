// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/groups/group_lag.h"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace weir {

/// What the cluster said about a partition, whichever group asks.
struct PartitionFacts {
    std::optional<std::int64_t> logStart;
    std::optional<std::int64_t> lastStable;
    std::optional<std::int64_t> end;
    std::optional<Error> startError; ///< why `logStart` is unknown
    std::optional<Error> endError;   ///< why `end` is unknown

    [[nodiscard]] const std::optional<Error>& error() const { return startError ? startError : endError; }
};

/// What the cluster said about a group; null: not known.
struct GroupFacts {
    const GroupListing* listing = nullptr;
    const GroupDescription* description = nullptr;
    bool describedLast = true; ///< the description is newer than the listing
    const OffsetMap* committed = nullptr;
    const Error* commitError = nullptr;
    const std::map<TopicPartition, Error>* rowErrors = nullptr; ///< partitions whose commit could not be read
};

/// Puts the answers about one group together: a row for every partition with a commit, an error or an assigned member,
/// sorted. Pure.
[[nodiscard]] GroupLag assembleGroup(const std::string& id, const GroupFacts& group,
                                     const std::function<const PartitionFacts*(const TopicPartition&)>& partition);

} // namespace weir
