// SPDX-License-Identifier: GPL-3.0-or-later
// Kafka Connect's sink connectors with errors.deadletterqueue.context.headers.enable (KIP-298,
// runtime/errors/DeadLetterQueueReporter). Numbers are decimal text; a message may be a NULL header value.
#include "core/deadletters/convention.h"

#include <array>

namespace weir {
namespace {

using enum FailureField;
using enum HeaderEncoding;

constexpr std::array rules{
    HeaderRule{"__connect.errors.topic", OriginTopic, Text},
    HeaderRule{"__connect.errors.partition", OriginPartition, Decimal},
    HeaderRule{"__connect.errors.offset", OriginOffset, Decimal},
    HeaderRule{"__connect.errors.stage", Stage, Text},
    HeaderRule{"__connect.errors.exception.class.name", ExceptionClass, Text},
    HeaderRule{"__connect.errors.exception.message", Message, Text},
    HeaderRule{"__connect.errors.exception.stacktrace", StackTrace, Text},
};
constexpr std::array<std::string_view, 1> prefixes{"__connect.errors."};

} // namespace

constinit const FailureConvention connectConvention{
    "Kafka Connect", "__connect.errors.topic", HopOrder::OldestFirst, false, rules, prefixes};

} // namespace weir
