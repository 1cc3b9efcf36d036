// SPDX-License-Identifier: GPL-3.0-or-later
// Silverback, .NET (KafkaMovePolicyMessageEnricher): text, replaced at each move. x-failed-attempts counts on when the
// record is put back with it, so it must not be sent along. The reason reads "<exception type> in <assembly>".
#include "core/deadletters/convention.h"

#include <array>

namespace weir {
namespace {

using enum FailureField;
using enum HeaderEncoding;

constexpr std::array rules{
    HeaderRule{"x-source-topic", OriginTopic, Text},
    HeaderRule{"x-source-partition", OriginPartition, Decimal},
    HeaderRule{"x-source-offset", OriginOffset, Decimal},
    HeaderRule{"x-source-consumer-group-id", ConsumerGroup, Text},
    HeaderRule{"x-failed-attempts", Attempts, Decimal},
    HeaderRule{"x-failure-reason", Message, Text},
    HeaderRule{"x-source-timestamp", Nothing, Text}, // a date in words
};

} // namespace

constinit const FailureConvention silverbackConvention{
    "Silverback", "x-source-topic", HopOrder::OldestFirst, false, rules, {}};

} // namespace weir
