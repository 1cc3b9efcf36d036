// SPDX-License-Identifier: GPL-3.0-or-later
// Spring Kafka's DeadLetterPublishingRecoverer (spring-kafka, listener/DeadLetterRecordManager and support/KafkaHeaders;
// checked for 2.2 to 3.3). original-* headers are appended at each hop, exception-* headers are replaced since 2.8.
#include "core/deadletters/convention.h"

#include <array>

namespace weir {
namespace {

using enum FailureField;
using enum HeaderEncoding;

constexpr std::array rules{
    HeaderRule{"kafka_dlt-original-topic", OriginTopic, Text},
    HeaderRule{"kafka_dlt-original-partition", OriginPartition, BigEndian32},
    HeaderRule{"kafka_dlt-original-offset", OriginOffset, BigEndian64},
    HeaderRule{"kafka_dlt-original-timestamp", OriginTimestamp, BigEndian64},
    HeaderRule{"kafka_dlt-original-timestamp-type", Nothing, Text},
    HeaderRule{"kafka_dlt-original-consumer-group", ConsumerGroup, Text},
    // The exception itself is nearly always Spring's wrapper; the cause is what went wrong.
    HeaderRule{"kafka_dlt-exception-cause-fqcn", ExceptionClass, Text},
    HeaderRule{"kafka_dlt-exception-fqcn", ExceptionClass, Text},
    HeaderRule{"kafka_dlt-key-exception-fqcn", ExceptionClass, Text},
    HeaderRule{"kafka_dlt-exception-message", Message, Text},
    HeaderRule{"kafka_dlt-key-exception-message", Message, Text},
    HeaderRule{"kafka_dlt-exception-stacktrace", StackTrace, Text},
    HeaderRule{"kafka_dlt-key-exception-stacktrace", StackTrace, Text},
};
constexpr std::array<std::string_view, 2> prefixes{
    "kafka_dlt-",
    // Java-serialised exceptions (springDeserializerExceptionKey and …Value).
    "springDeserializerException",
};

} // namespace

constinit const FailureConvention springConvention{
    "Spring Kafka", "kafka_dlt-original-topic", HopOrder::OldestFirst, true, rules, prefixes};

} // namespace weir
