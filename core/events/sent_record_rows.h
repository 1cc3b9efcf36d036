// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/event_template.h"
#include "core/kafka/record.h"

#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// Values with parts of any bytes as one blob, for SendHistory: each part with its length in front, NULL apart from empty.
/// The way back gives nullopt for bytes that are no such blob. Pure; any thread.
[[nodiscard]] Bytes packTemplate(const EventTemplate& value);
[[nodiscard]] std::optional<EventTemplate> unpackTemplate(std::string_view blob);
[[nodiscard]] Bytes packHeaders(const Headers& headers);
[[nodiscard]] std::optional<Headers> unpackHeaders(std::string_view blob);

} // namespace weir
