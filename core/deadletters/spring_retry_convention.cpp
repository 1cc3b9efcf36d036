// SPDX-License-Identifier: GPL-3.0-or-later
// Spring Kafka's non-blocking retries, @RetryableTopic (retrytopic/DeadLetterPublishingRecovererFactory): the same set
// under names without "dlt-", only the first hop kept, plus the retry's own state.
#include "core/deadletters/convention.h"

#include <array>

namespace weir {
namespace {

using enum FailureField;
using enum HeaderEncoding;

constexpr std::array rules{
    HeaderRule{"kafka_original-topic", OriginTopic, Text},
    HeaderRule{"kafka_original-partition", OriginPartition, BigEndian32},
    HeaderRule{"kafka_original-offset", OriginOffset, BigEndian64},
    HeaderRule{"kafka_original-timestamp", OriginTimestamp, BigEndian64},
    HeaderRule{"kafka_original-timestamp-type", Nothing, Text},
    HeaderRule{"kafka_dlt-original-consumer-group", ConsumerGroup, Text},
    HeaderRule{"kafka_original-consumer-group", ConsumerGroup, Text},
    HeaderRule{"kafka_exception-cause-fqcn", ExceptionClass, Text},
    HeaderRule{"kafka_exception-fqcn", ExceptionClass, Text},
    HeaderRule{"kafka_exception-message", Message, Text},
    HeaderRule{"kafka_exception-stacktrace", StackTrace, Text},
    // Four bytes today, one byte in old versions.
    HeaderRule{"retry_topic-attempts", Attempts, BigEndianVariable},
    HeaderRule{"retry_topic-original-timestamp", OriginTimestamp, BigEndianVariable},
    HeaderRule{"retry_topic-backoff-timestamp", Nothing, BigEndianVariable},
};
constexpr std::array<std::string_view, 3> prefixes{"kafka_original-", "kafka_exception-", "retry_topic-"};

} // namespace

constinit const FailureConvention springRetryConvention{
    "Spring Kafka retry", "kafka_original-topic", HopOrder::OldestFirst, true, rules, prefixes};

} // namespace weir
