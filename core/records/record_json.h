// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"

#include <string>

namespace weir {

/// One record as one line of JSON that loses nothing: topic, partition, offset, timestamp (ms or null),
/// timestamp_type, key, value, headers (array of {name, value} in order, duplicates kept). A payload that is valid
/// UTF-8 is a string; otherwise "key_base64"/"value_base64" stands in its place; NULL is null.
[[nodiscard]] std::string toJsonLine(const Record& record);
/// The headers alone, as they stand there.
[[nodiscard]] std::string headersJson(const Headers& headers);

/// A JSON string literal, quotes included, for any valid UTF-8 text.
[[nodiscard]] std::string jsonString(std::string_view utf8);

} // namespace weir
