// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/convention.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace weir {

/// Values of failure headers. All pure; any thread.

/// The number, by encoding alone; `jsonToo`: a value of the wrong size may be JSON text. nullopt: it is none.
[[nodiscard]] std::optional<std::int64_t> readHeaderNumber(std::string_view value, HeaderEncoding encoding, bool jsonToo);

/// The topic's name, legal for Kafka; nullopt when the value is none.
[[nodiscard]] std::optional<std::string_view> readHeaderTopic(std::string_view value, HeaderEncoding encoding);

/// Whether a convention takes JSON text for numbers in a record that has this header (spring-kafka's mapper).
inline constexpr std::string_view springJsonTypes = "spring_json_header_types";

/// Of several hops the oldest tells this field; otherwise the newest does.
[[nodiscard]] constexpr bool oldestTells(FailureField field)
{
    return field == FailureField::OriginTopic || field == FailureField::OriginPartition ||
           field == FailureField::OriginOffset || field == FailureField::OriginTimestamp ||
           field == FailureField::ConsumerGroup;
}

} // namespace weir
