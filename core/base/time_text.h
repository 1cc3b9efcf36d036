// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <optional>
#include <string_view>

namespace weir {

/// A time as ISO 8601 writes it: "2026-11-23", "2026-11-23T14:07", "2026-11-23 14:07:31.208Z", "…+01:00", "…+0100".
/// Without a zone it is UTC; digits beyond milliseconds are dropped. nullopt for anything else, and for dates that the
/// calendar does not have. Any thread.
[[nodiscard]] std::optional<TimestampMs> parseUtc(std::string_view text);

/// A span of whole units: "850ms", "90s", "15m", "2h", "7d", "4w". nullopt for anything else or beyond 10,000 years.
[[nodiscard]] std::optional<std::int64_t> parseSpanMs(std::string_view text);

} // namespace weir
