// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/admin.h"

#include <map>
#include <string>
#include <vector>

namespace weir {

/// The committed offsets of groups, and whose are unknown.
struct GroupCommits {
    std::map<std::string, OffsetMap> offsets;
    std::map<std::string, Error> errors;                              ///< by group
    std::map<std::string, std::map<TopicPartition, Error>> rowErrors; ///< by group and partition
};

/// Asks for the committed offsets of all groups and sorts the failures by group and partition. Blocks; any thread.
[[nodiscard]] GroupCommits readCommits(Admin& admin, const std::vector<std::string>& ids, const Call& call);

} // namespace weir
