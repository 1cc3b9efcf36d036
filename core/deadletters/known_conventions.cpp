// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/convention.h"

#include <array>

namespace weir {
namespace {

/// Most specific first. Broker and platform namespaces cannot be anybody's own; "x-original-topic" may be, and
/// "source_topic" often is. uForwarder's dead letters are known by their topics' names alone (readDeadLetterName): what
/// it tells stands as protobuf in the record itself.
constexpr std::array<const FailureConvention*, 15> conventions{
    &shareGroupConvention,
    &streamsConvention,
    &connectConvention,
    &springConvention,
    &springRetryConvention,
    &springCloudStreamConvention,
    &smallRyeConvention,
    &smallRyeRetryConvention,
    &plainConvention,
    &silverbackConvention,
    &karafkaConvention,
    &olderKarafkaConvention,
    &wolverineRetryConvention,
    &wolverineConvention,
    &watermillConvention,
};

} // namespace

std::span<const FailureConvention* const> failureConventions() { return conventions; }

} // namespace weir
