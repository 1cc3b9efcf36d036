// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/letter_marks.h"
#include "core/kafka/cluster.h"

#include <map>
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

/// Why a topic is taken for one of dead letters or retries. A person's word wins over everything.
enum class DeadLetterSign {
    Name,
    FailureHeaders, ///< sampled records carry failure headers
    Configuration, ///< errors.deadletterqueue.group.enable=true (KIP-1191, broker 4.4)
    Word,          ///< somebody said so
};

struct DeadLetterTopic {
    std::string name;
    DeadLetterKind kind = DeadLetterKind::DeadLetter;
    std::int32_t partitions = 0;
    std::optional<std::int64_t> records; ///< end minus log start; nullopt when a partition failed
    std::optional<std::string> origin;   ///< see originByName; the first of `origins` when headers tell more
    DeadLetterSign sign = DeadLetterSign::Name;
    std::vector<std::string> origins{};  ///< topics that sampled records name, most frequent first
    std::optional<double> inflow{};      ///< new records a minute, between the last two looks
    std::optional<TimestampMs> oldest{}; ///< timestamp of the first record
    std::optional<std::int64_t> retentionMs{}; ///< nullopt: not known; -1: for ever
    std::int64_t endSum = 0;             ///< sum of end offsets, for the next look's inflow
    TimestampMs looked = 0;
};

/// Topics that look like dead letters or retries by their names, sorted; with record counts. Failures: subject is a
/// topic (its metadata could not be had) or "topic-partition". Blocks; any thread.
[[nodiscard]] Result<Partial<std::vector<DeadLetterTopic>>> findDeadLetterTopics(Cluster& cluster, const Call& call);

struct DiscoveryWishes {
    std::map<std::string, TopicWord> words{};      ///< see LetterMarks
    std::vector<CustomConvention> conventions{};
    /// Also looks into the newest records of topics whose names say nothing, at most so many topics; 0: none.
    std::size_t sampledTopics = 0;
    std::vector<DeadLetterTopic> before{};         ///< of the last look, for the inflow
};
struct Discovery {
    std::vector<DeadLetterTopic> topics;  ///< sorted by name
    std::size_t topicsNotSampled = 0;     ///< beyond `sampledTopics`, or not reached in time: their records were not looked at
};
/// All ways of finding them, with origins from sampled headers, age and retention. Blocks; any thread.
[[nodiscard]] Result<Partial<Discovery>> discoverDeadLetters(Cluster& cluster, const DiscoveryWishes& wishes,
                                                             const Call& call);

} // namespace weir
