// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/demo/demo_roles.h"
#include "core/demo/demo_topics.h"

#include <optional>
#include <string>

namespace weir {

/// Why a role could not handle a record. `message` is nullopt where the exception has none (a Java
/// NullPointerException often has none; Connect then writes a NULL header value).
struct DemoFailure {
    bool retriedForEver = false; ///< the role never gives up on it, so nothing reaches a dead-letter topic
    std::string exception;
    std::string cause;
    std::optional<std::string> message;
    std::string stage;     ///< Connect's word for where: VALUE_CONVERTER, TRANSFORMATION, TASK_PUT
    std::string component; ///< Connect's class that failed
};

/// Does the role's work on a record: reads the value and finds what it cannot handle. nullopt: handled. The verdict
/// depends on the record's bytes only. Any thread.
[[nodiscard]] std::optional<DemoFailure> handleDemoRecord(DemoRole role, const Record& record);

/// The dead letter a role leaves for a failed record: key and value are the record's bytes, headers are the record's
/// followed by those of the role's framework, naming the record's true topic, partition and offset. `group` is the
/// role's consumer group, `at` the time of the failure. nullopt when the role leaves none (search-index, and everything
/// that is retried for ever) or its dead-letter topic is not usable.
///   Mailer: Spring Kafka's DeadLetterPublishingRecoverer to "<topic>-dlt" (spring-kafka 3.3: binary numbers).
///   Billing: plain text headers (events/plain_failure.h) to "<topic>.dlq".
///   WarehouseSink: Kafka Connect's context headers, decimal text, to "dlq-warehouse-sink".
[[nodiscard]] std::optional<OutgoingRecord> demoDeadLetter(DemoRole role, const Record& record,
                                                           const DemoFailure& failure, const std::string& group,
                                                           TimestampMs at, const DemoTopics& topics);

} // namespace weir
