// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

enum class DeadLetterKind { DeadLetter, Retry };

/// What a topic's name says: dead letters (".dlq", "-dlt", "error.…"), retries ("-retry-1000"), or nothing.
struct DeadLetterName {
    DeadLetterKind kind = DeadLetterKind::DeadLetter;
    std::string stem; ///< the name without the marker ("orders" for "orders.dlq"); empty when it names no topic

    bool operator==(const DeadLetterName&) const = default;
};
[[nodiscard]] std::optional<DeadLetterName> readDeadLetterName(std::string_view topic);

struct DeadLetterTopic {
    std::string name;
    DeadLetterKind kind = DeadLetterKind::DeadLetter;
    std::int32_t partitions = 0;
    std::optional<std::int64_t> records; ///< end minus log start; nullopt when a partition failed
    std::optional<std::string> origin;   ///< the stem, when a topic of that name exists
};

/// Topics that look like dead letters or retries by their names, sorted; with record counts.
[[nodiscard]] Result<Partial<std::vector<DeadLetterTopic>>> findDeadLetterTopics(Cluster& cluster, const Call& call);

} // namespace weir
