// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"

#include <optional>
#include <string>

namespace weir {

/// A failure as a consumer of one's own writes it, in any language, into the headers of a dead letter: plain UTF-8
/// text, numbers in decimal digits.
///   dlq-original-topic, dlq-original-partition, dlq-original-offset   where the failed record stands
///   dlq-original-timestamp    its timestamp, milliseconds since 1970
///   dlq-consumer-group        the group that could not handle it
///   dlq-attempts              how often it was tried
///   dlq-exception-class, dlq-exception-message, dlq-exception-stacktrace
///   dlq-failed-at             when it was given up, milliseconds since 1970
/// All are optional. A record that fails again gets further ones behind the old: the first are the origin.
struct PlainFailure {
    TopicPartition origin;
    std::int64_t originOffset = 0;
    std::optional<TimestampMs> originTimestamp;
    std::optional<std::string> consumerGroup;
    std::optional<std::int64_t> attempts;
    std::optional<std::string> exceptionClass;
    std::optional<std::string> exceptionMessage;
    std::optional<std::string> stackTrace;
    std::optional<TimestampMs> failedAt;
};

/// The headers to put behind those of the failed record. What is not known is left out. Pure; any thread.
[[nodiscard]] Headers plainFailureHeaders(const PlainFailure& failure);

} // namespace weir
