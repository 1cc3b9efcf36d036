// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What kafka-consumer-groups prints, taken apart. Group names may hold spaces, so the lines can be understood only with
/// the names in hand; topics, client ids and instance ids must have no spaces.
namespace weir::test {

/// A line of --describe. Topic and partition are "-" for a member without partitions.
struct ToolRow {
    std::optional<std::int64_t> committed;
    std::optional<std::int64_t> end;
    std::optional<std::int64_t> lag; ///< the tool's own subtraction, negative for a commit beyond the end
    std::string consumerId;          ///< "-" for nobody
    std::string host;
    std::string clientId;
};

struct ToolMember {
    std::string consumerId;
    std::string instanceId; ///< "-" where there is none, empty when the tool left the column out
    std::string host;
    std::string clientId;
    int partitions = 0;
};

struct ToolState {
    std::string state;
    std::string assignor;
    std::string coordinator; ///< "127.0.0.1:9092 (1)"
    int members = 0;
};

struct ToolGroup {
    std::map<std::pair<std::string, std::int32_t>, ToolRow> rows;
    std::vector<ToolRow> idle; ///< members without a partition
    std::vector<ToolMember> members;
    std::optional<ToolState> state;
};

struct ToolAnswer {
    std::map<std::string, ToolGroup> groups;
    std::vector<std::string> strange; ///< lines that begin with a group's name and could not be understood
};

/// `offsets`, `members`, `state`: the tool's output with nothing, --members and --state after --describe.
[[nodiscard]] ToolAnswer readToolOutput(const std::set<std::string>& groups, std::string_view offsets,
                                        std::string_view members, std::string_view state);

} // namespace weir::test
