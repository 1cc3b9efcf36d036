// SPDX-License-Identifier: GPL-3.0-or-later
// SmallRye Reactive Messaging, the Kafka connector of Quarkus (fault/KafkaDeadLetterQueue, KafkaDelayedRetryTopic).
// It puts new headers before the incoming ones, so that of several the first is the newest.
#include "core/deadletters/convention.h"

#include <array>

namespace weir {
namespace {

using enum FailureField;
using enum HeaderEncoding;

constexpr std::array deadRules{
    HeaderRule{"dead-letter-topic", OriginTopic, Text},
    HeaderRule{"dead-letter-partition", OriginPartition, Decimal},
    HeaderRule{"dead-letter-offset", OriginOffset, Decimal},
    HeaderRule{"dead-letter-exception-class-name", ExceptionClass, Text},
    HeaderRule{"dead-letter-reason", Message, Text},
    HeaderRule{"dead-letter-cause", Nothing, Text},
    HeaderRule{"dead-letter-cause-class-name", Nothing, Text},
    // Of a record that could not be deserialised; the bytes that failed stand in …-data.
    HeaderRule{"deserialization-failure-topic", OriginTopic, Text},
    HeaderRule{"deserialization-failure-reason", Message, Text},
    HeaderRule{"deserialization-failure-cause", Nothing, Text},
    HeaderRule{"deserialization-failure-deserializer", Stage, Text},
};
constexpr std::array<std::string_view, 1> deadPrefixes{"deserialization-failure-"};

constexpr std::array retryRules{
    HeaderRule{"delayed-retry-topic", OriginTopic, Text},
    HeaderRule{"delayed-retry-partition", OriginPartition, Decimal},
    HeaderRule{"delayed-retry-offset", OriginOffset, Decimal},
    HeaderRule{"delayed-retry-original-timestamp", OriginTimestamp, Decimal},
    HeaderRule{"delayed-retry-count", Attempts, Decimal},
    HeaderRule{"delayed-retry-exception-class-name", ExceptionClass, Text},
    HeaderRule{"delayed-retry-reason", Message, Text},
};
constexpr std::array<std::string_view, 1> retryPrefixes{"delayed-retry-"};

} // namespace

constinit const FailureConvention smallRyeConvention{
    "SmallRye", "dead-letter-topic", HopOrder::NewestFirst, false, deadRules, deadPrefixes};
constinit const FailureConvention smallRyeRetryConvention{
    "SmallRye retry", "delayed-retry-topic", HopOrder::NewestFirst, false, retryRules, retryPrefixes};

} // namespace weir
