// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/plain_convention.h"

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

template <typename Number> std::optional<std::string> digits(const std::optional<Number>& number)
{
    return number ? std::optional(std::to_string(*number)) : std::nullopt;
}

} // namespace

constinit const FailureConvention plainConvention{
    "plain", "dlq-original-topic", HopOrder::OldestFirst, false, rules, {}};

Headers plainFailureHeaders(const PlainFailure& failure)
{
    Headers headers;
    const auto add = [&](const char* name, const std::optional<std::string>& value) {
        if (value)
            headers.push_back({name, value});
    };
    add("dlq-original-topic", failure.origin.topic);
    add("dlq-original-partition", std::to_string(failure.origin.partition));
    add("dlq-original-offset", std::to_string(failure.originOffset));
    add("dlq-original-timestamp", digits(failure.originTimestamp));
    add("dlq-consumer-group", failure.consumerGroup);
    add("dlq-attempts", digits(failure.attempts));
    add("dlq-exception-class", failure.exceptionClass);
    add("dlq-exception-message", failure.exceptionMessage);
    add("dlq-exception-stacktrace", failure.stackTrace);
    add("dlq-failed-at", digits(failure.failedAt));
    return headers;
}

} // namespace weir
