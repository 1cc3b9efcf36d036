// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/time.h"

#include <string>
#include <string_view>

namespace weir {

/// An event as it travels: {"event_id", "event_type", "occurred_at", "data"}, in this order.
struct EventEnvelope {
    std::string eventId;    ///< a version 4 UUID
    std::string eventType;  ///< "OrderCreated"
    std::string occurredAt; ///< ISO 8601, UTC
    std::string data;       ///< JSON text, kept as it is
};

/// A fresh envelope with a random id and the time given. InvalidInput for a type that names no topic (see below) or
/// data that is not JSON; the sentence names the byte.
[[nodiscard]] Result<EventEnvelope> makeEnvelope(std::string_view eventType, std::string_view dataJson,
                                                 TimestampMs occurredAt);
/// JSON without white space of its own; `data` goes in byte for byte, so that numbers, member order and its line
/// breaks survive.
[[nodiscard]] Bytes encodeEnvelope(const EventEnvelope& envelope);
/// InvalidInput when it is not a JSON object with the four fields, each once and the first three text. Other fields
/// are passed over. `data` is the very bytes between its colon and what follows.
[[nodiscard]] Result<EventEnvelope> decodeEnvelope(std::string_view value);

/// "events." and the type in lower case ("events.ordercreated"). InvalidInput when the type is empty or makes a name
/// Kafka does not allow ([a-zA-Z0-9._-], at most 249 characters).
[[nodiscard]] Result<std::string> topicForEventType(std::string_view eventType);

/// A random version 4 UUID, lower case.
[[nodiscard]] std::string newUuid();

} // namespace weir
