// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"

#include <optional>
#include <string>
#include <string_view>

namespace weir {

enum class PayloadKind { Null, Empty, Json, Text, Binary };

/// What the bytes look like. Json: a whole object, array, string, number, true, false or null.
[[nodiscard]] PayloadKind classifyPayload(OptionalBytesView payload);
/// Why bytes are not one whole JSON text, in short: "an unexpected character at byte 17"; nullopt when they are one.
[[nodiscard]] std::optional<std::string> whyNotJson(std::string_view bytes);
/// UTF-8 without the control characters that do not occur in text. JSON is text too.
[[nodiscard]] bool isPlainText(std::string_view bytes);
/// "NULL", "empty", "JSON", "text", "binary".
[[nodiscard]] std::string_view payloadKindName(PayloadKind kind);

/// JSON with line breaks and two spaces of indent. Only white space between tokens changes: numbers, escapes, the
/// order of members and duplicate keys stay byte for byte (9007199254740993 and 1.10 stay themselves).
/// InvalidInput with the byte position when it is not JSON or nests deeper than 256.
[[nodiscard]] Result<std::string> prettyJson(std::string_view json);
/// The same without any white space between tokens.
[[nodiscard]] Result<std::string> compactJson(std::string_view json);

/// Lines of "00000010  7b 22 65 76 …  |{"ev…|", 16 bytes a line, for at most `maxBytes` of the payload.
[[nodiscard]] std::string hexDump(std::string_view bytes, std::size_t maxBytes = std::size_t{64} << 10U);

} // namespace weir
