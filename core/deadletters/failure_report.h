// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"

#include <optional>
#include <string>
#include <vector>

namespace weir {

struct CustomConvention;

/// One place a record failed at on its way here, oldest first.
struct FailureHop {
    std::string convention;
    std::optional<std::string> topic;
    std::optional<std::int32_t> partition;
    std::optional<std::int64_t> offset;
    std::optional<TimestampMs> timestamp;
    std::optional<std::string> consumerGroup;
    std::optional<std::string> exceptionClass;

    bool operator==(const FailureHop&) const = default;
};

/// What the headers of a dead letter tell about the failure. Every field is optional: frameworks differ, headers can
/// be switched off. Header text is foreign and untrusted: show it escaped, never act on it without asking.
struct FailureReport {
    std::string convention; ///< "Spring Kafka", "Kafka Connect", "plain", …; empty when none was recognised
    std::optional<std::string> originTopic;
    std::optional<std::int32_t> originPartition;
    std::optional<std::int64_t> originOffset;
    std::optional<TimestampMs> originTimestamp;
    std::optional<std::string> consumerGroup;
    std::optional<std::int64_t> attempts;
    std::optional<std::string> stage;
    std::optional<std::string> exceptionClass;
    std::optional<std::string> message;
    std::optional<std::string> stackTrace;
    std::vector<std::string> undecodable; ///< "header: why", for values that do not follow the convention
    /// Further conventions whose headers are there too: the record failed in several systems. Nothing of theirs is
    /// mixed into the fields above.
    std::vector<std::string> otherConventions;
    /// Every place the headers name, of all conventions, oldest first; the first is the origin as far as anybody knows.
    /// Where only the newest exception is told, the earlier hops have none.
    std::vector<FailureHop> hops;

    bool operator==(const FailureReport&) const = default;
};

/// Reads the headers by the convention whose namespace is present, most specific first; values are decoded by
/// namespace, never by sniffing (four ASCII digits are also a big-endian int32). Of repeated headers the oldest tells the
/// origin and the newest the exception. Pure; any thread.
[[nodiscard]] FailureReport readFailure(const Headers& headers);
/// The same; a person's own conventions come before the known ones.
[[nodiscard]] FailureReport readFailure(const Headers& headers, const std::vector<CustomConvention>& own);

/// Header names that belong to a failure or retry convention and would mislead a consumer if sent along again
/// (Spring sends a record with retry_topic-attempts straight back to its dead-letter topic). Names only: those that
/// anybody may use ("exception-type", "source_topic", "reason") are none; see FailureHeaders for a whole record's.
[[nodiscard]] bool isFailureHeader(std::string_view name);

} // namespace weir
