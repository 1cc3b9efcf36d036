// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"

#include <string>
#include <vector>

namespace weir::test {

constexpr TimestampMs filterNow = 1'764'000'000'000; ///< 2025-11-24T16:00:00Z

/// A record with everything in it that filters can ask about, made a minute before filterNow.
Record sampleOrder();

struct FilterRow {
    Record record;
    std::string text;
    bool wanted = false;
};
/// Payloads that are odd, broken or hostile, and what a filter must say about them.
std::vector<FilterRow> uglyFilterRows();

} // namespace weir::test
