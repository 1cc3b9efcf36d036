// SPDX-License-Identifier: GPL-3.0-or-later
// Spring Cloud Stream's Kafka binder (KafkaMessageChannelBinder). Headers are appended at each hop.
#include "core/deadletters/convention.h"

#include <array>

namespace weir {
namespace {

using enum FailureField;
using enum HeaderEncoding;

constexpr std::array rules{
    HeaderRule{"x-original-topic", OriginTopic, Text},
    HeaderRule{"x-original-partition", OriginPartition, BigEndian32},
    HeaderRule{"x-original-offset", OriginOffset, BigEndian64},
    HeaderRule{"x-original-timestamp", OriginTimestamp, BigEndian64},
    HeaderRule{"x-original-timestamp-type", Nothing, Text},
    HeaderRule{"x-exception-fqcn", ExceptionClass, Text},
    HeaderRule{"x-exception-message", Message, Text},
    HeaderRule{"x-exception-stacktrace", StackTrace, Text},
    // Counted by the re-routing sample of its documentation; left in, a replay ends in the parking lot.
    HeaderRule{"x-retries", Nothing, Text},
};

} // namespace

constinit const FailureConvention springCloudStreamConvention{
    "Spring Cloud Stream", "x-original-topic", HopOrder::OldestFirst, true, rules, {}};

} // namespace weir
