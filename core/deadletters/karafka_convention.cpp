// SPDX-License-Identifier: GPL-3.0-or-later
// Karafka Pro, Ruby (dead-letter strategies of its consumers; the free edition sends no headers). All values are text, and
// they replace those of an earlier failure. The names are anybody's: source_topic is also what replicating connectors
// write. So they count only where topic and offset are both there, which Karafka always writes.
#include "core/deadletters/convention.h"

#include <array>

namespace weir {
namespace {

using enum FailureField;
using enum HeaderEncoding;

constexpr std::array rules{
    HeaderRule{"source_topic", OriginTopic, Text},
    HeaderRule{"source_partition", OriginPartition, Decimal},
    HeaderRule{"source_offset", OriginOffset, Decimal},
    HeaderRule{"source_consumer_group", ConsumerGroup, Text},
    HeaderRule{"source_attempts", Attempts, Decimal},
    HeaderRule{"source_trace_id", Nothing, Text},
};
constexpr std::array olderRules{
    HeaderRule{"original_topic", OriginTopic, Text},
    HeaderRule{"original_partition", OriginPartition, Decimal},
    HeaderRule{"original_offset", OriginOffset, Decimal},
    HeaderRule{"original_consumer_group", ConsumerGroup, Text},
    HeaderRule{"original_attempts", Attempts, Decimal},
    HeaderRule{"original_trace_id", Nothing, Text},
};

} // namespace

constinit const FailureConvention karafkaConvention{
    "Karafka", "source_topic", HopOrder::OldestFirst, false, rules, {}, true, "source_offset"};
constinit const FailureConvention olderKarafkaConvention{
    "Karafka (older)", "original_topic", HopOrder::OldestFirst, false, olderRules, {}, true, "original_offset"};

} // namespace weir
