// SPDX-License-Identifier: GPL-3.0-or-later
// Kafka Streams' own dead-letter queue (KIP-1034, brokers and clients 4.2). Appended after the source's headers.
#include "core/deadletters/convention.h"

#include <array>

namespace weir {
namespace {

using enum FailureField;
using enum HeaderEncoding;

constexpr std::array rules{
    HeaderRule{"__streams.errors.topic", OriginTopic, Text},
    HeaderRule{"__streams.errors.partition", OriginPartition, Decimal},
    HeaderRule{"__streams.errors.offset", OriginOffset, Decimal},
    HeaderRule{"__streams.errors.exception", ExceptionClass, Text},
    HeaderRule{"__streams.errors.message", Message, Text},
    HeaderRule{"__streams.errors.stacktrace", StackTrace, Text},
};
constexpr std::array<std::string_view, 1> prefixes{"__streams.errors."};

} // namespace

constinit const FailureConvention streamsConvention{
    "Kafka Streams", "__streams.errors.topic", HopOrder::OldestFirst, false, rules, prefixes};

} // namespace weir
