// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/convention.h"

#include <array>

namespace weir {
namespace {

using enum FailureField;
using enum HeaderEncoding;

constexpr std::array rules{
    HeaderRule{"dlq-original-topic", OriginTopic, Text},
    HeaderRule{"dlq-original-partition", OriginPartition, Decimal},
    HeaderRule{"dlq-original-offset", OriginOffset, Decimal},
    HeaderRule{"dlq-original-timestamp", OriginTimestamp, Decimal},
    HeaderRule{"dlq-consumer-group", ConsumerGroup, Text},
    HeaderRule{"dlq-attempts", Attempts, Decimal},
    HeaderRule{"dlq-exception-class", ExceptionClass, Text},
    HeaderRule{"dlq-exception-message", Message, Text},
    HeaderRule{"dlq-exception-stacktrace", StackTrace, Text},
    HeaderRule{"dlq-failed-at", Nothing, Decimal},
};

} // namespace

constinit const FailureConvention plainConvention{
    "plain", "dlq-original-topic", HopOrder::OldestFirst, false, rules, {}};

} // namespace weir
