// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"

#include <optional>
#include <set>
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

/// The topic whose dead letters or retries a topic holds, as far as names tell and only if it is among `topics`:
/// the stem, or the topic in error.<topic>.<group> and <topic>__<group>__dlq. A guess: frameworks let one choose any
/// name. Pure.
[[nodiscard]] std::optional<std::string> originByName(std::string_view topic, const std::set<std::string>& topics);

struct DeadLetterTopic {
    std::string name;
    DeadLetterKind kind = DeadLetterKind::DeadLetter;
    std::int32_t partitions = 0;
    std::optional<std::int64_t> records; ///< end minus log start; nullopt when a partition failed
    std::optional<std::string> origin;   ///< see originByName
};

/// Topics that look like dead letters or retries by their names, sorted; with record counts. Failures: subject is a
/// topic (its metadata could not be had) or "topic-partition". Blocks; any thread.
[[nodiscard]] Result<Partial<std::vector<DeadLetterTopic>>> findDeadLetterTopics(Cluster& cluster, const Call& call);

} // namespace weir
