// SPDX-License-Identifier: GPL-3.0-or-later
// Share groups (KIP-1191): written by the broker. The topic may be a topic id where the broker does not know its name;
// key and value are NULL unless errors.deadletterqueue.copy.record.enable is set.
#include "core/deadletters/convention.h"

#include <array>

namespace weir {
namespace {

using enum FailureField;
using enum HeaderEncoding;

constexpr std::array rules{
    HeaderRule{"__dlq.errors.topic", OriginTopic, Text},
    HeaderRule{"__dlq.errors.partition", OriginPartition, Decimal},
    HeaderRule{"__dlq.errors.offset", OriginOffset, Decimal},
    HeaderRule{"__dlq.errors.group", ConsumerGroup, Text},
    HeaderRule{"__dlq.errors.delivery.count", Attempts, Decimal},
    HeaderRule{"__dlq.errors.message", Message, Text},
};
constexpr std::array<std::string_view, 1> prefixes{"__dlq.errors."};

} // namespace

constinit const FailureConvention shareGroupConvention{
    "Kafka share group", "__dlq.errors.topic", HopOrder::OldestFirst, false, rules, prefixes};

} // namespace weir
