// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace weir {

enum class FieldChange {
    Added,     ///< only on the right
    Removed,   ///< only on the left
    Changed,
    Rewritten, ///< the same value in another notation: "a" and "\u0061"
};
/// "added", "removed", "changed", "written differently".
[[nodiscard]] std::string_view fieldChangeName(FieldChange change);

/// One difference between two records. Both texts are as they were sent, cut at `FieldDifference::mostText` bytes and not
/// yet escaped for display; nullopt: not there on that side.
struct FieldDifference {
    static constexpr std::size_t mostText = 4096;
    std::string field; ///< in the notation of the filter language: `value.data.amount`, `header["source"]`, `key`, `timestamp`
    std::optional<std::string> left;
    std::optional<std::string> right;
    FieldChange change = FieldChange::Changed;

    bool operator==(const FieldDifference&) const = default;
};

struct RecordDiff {
    std::vector<FieldDifference> fields;
    bool cut = false;       ///< there are more differences than `mostDifferences`, or a payload was too large for all of it
    bool sameValue = false; ///< byte for byte; the same of key and headers
    bool sameKey = false;
    bool sameHeaders = false;
    static constexpr std::size_t mostDifferences = 10'000;
};

/// Compares two records field by field: topic, partition, timestamp, key, headers (in order; repeated names by their turn:
/// `header["a"]`, the second `header["a"] #2`), size, value. Values and keys that are JSON (also within gzip, MessagePack …)
/// are compared member by member; a whole object or array that is only on one side is one difference; elements of arrays are
/// aligned at both ends. The order of members and white space do not count, numbers do as they are written (1.0 is not 1).
/// Offsets are not compared. Pure; any thread.
[[nodiscard]] RecordDiff diffRecords(const Record& left, const Record& right, std::stop_token stop = {});

} // namespace weir
