// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// What a table of events shows of an envelope ({"event_id", "event_type", "occurred_at", "data"}); the aggregate key is
/// the key of the record. `core/events` reads and writes whole envelopes by the same rules.
struct EventFields {
    std::string id;
    std::string type;
    std::string occurredAt; ///< as it is written; see parseOccurredAt()

    bool operator==(const EventFields&) const = default;
};

/// Values above this are not looked into: parsing a megabyte takes milliseconds, and no event is that long.
constexpr std::size_t longestEventValue = std::size_t{1} << 20U;

/// The fields when the value is an envelope: one JSON object in which each of the four members stands once and the first
/// three are text; other members are passed over. nullopt for anything else. Pure; any thread.
[[nodiscard]] std::optional<EventFields> readEventFields(std::string_view value);

/// ISO 8601 date and time with "Z" or an offset ("2026-11-23T14:07:31.208Z", "2026-11-23T15:07:31+01:00"), in ms since
/// 1970, cut after the milliseconds. nullopt for other forms and for days that do not exist.
[[nodiscard]] std::optional<TimestampMs> parseOccurredAt(std::string_view text);

} // namespace weir
