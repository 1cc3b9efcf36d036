// SPDX-License-Identifier: GPL-3.0-or-later
// Watermill, Go (its poison middleware): neither partition nor offset. Handler and subscriber are names inside the
// consuming program.
#include "core/deadletters/convention.h"

#include <array>

namespace weir {
namespace {

using enum FailureField;
using enum HeaderEncoding;

constexpr std::array rules{
    HeaderRule{"topic_poisoned", OriginTopic, Text},
    HeaderRule{"reason_poisoned", Message, Text},
    HeaderRule{"handler_poisoned", Stage, Text},
    HeaderRule{"subscriber_poisoned", Nothing, Text},
};

} // namespace

constinit const FailureConvention watermillConvention{
    "Watermill", "topic_poisoned", HopOrder::OldestFirst, false, rules, {}};

} // namespace weir
