// SPDX-License-Identifier: GPL-3.0-or-later
// Wolverine, .NET (DeadLetterQueueConstants, KafkaRetryNaming): text, replaced at each failure. The names of its dead
// letters are anybody's ("original-destination" is also where a parcel was to go), so they count only where Wolverine's
// pair is there; those of its retries are its own.
#include "core/deadletters/convention.h"

#include <array>

namespace weir {
namespace {

using enum FailureField;
using enum HeaderEncoding;

constexpr std::array retryRules{
    HeaderRule{"wolverine-kafka-retry-source", OriginTopic, Text},
    HeaderRule{"wolverine-kafka-retry-attempt", Attempts, Decimal},
    HeaderRule{"wolverine-kafka-retry-exception-type", ExceptionClass, Text},
    HeaderRule{"wolverine-kafka-retry-exception-message", Message, Text},
    HeaderRule{"wolverine-kafka-retry-tier", Nothing, Decimal},
    HeaderRule{"wolverine-kafka-retry-first-failed", Nothing, Decimal}, // ticks of .NET
};
constexpr std::array<std::string_view, 1> retryPrefixes{"wolverine-kafka-retry-"};

constexpr std::array deadRules{
    HeaderRule{"original-destination", OriginTopic, TopicUri},
    HeaderRule{"original-partition", OriginPartition, Decimal},
    HeaderRule{"original-offset", OriginOffset, Decimal},
    HeaderRule{"exception-type", ExceptionClass, Text},
    HeaderRule{"exception-message", Message, Text},
    HeaderRule{"exception-stack", StackTrace, Text},
    HeaderRule{"failed-at", Nothing, Decimal},
};

} // namespace

constinit const FailureConvention wolverineRetryConvention{
    "Wolverine retry", "wolverine-kafka-retry-source", HopOrder::OldestFirst, false, retryRules, retryPrefixes};
constinit const FailureConvention wolverineConvention{
    "Wolverine", "original-destination", HopOrder::OldestFirst, false, deadRules, {}, true, "exception-type"};

} // namespace weir
