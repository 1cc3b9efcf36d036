// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/plain_failure.h"

namespace weir {
namespace {

template <typename Number> std::optional<std::string> digits(const std::optional<Number>& number)
{
    return number ? std::optional(std::to_string(*number)) : std::nullopt;
}

} // namespace

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
