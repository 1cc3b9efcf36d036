// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"

#include <array>
#include <string_view>

namespace weir {

/// How what somebody wrote becomes the bytes of a key, a value or a header. NULL and empty are choices of their own, never a
/// word that is written.
enum class PayloadType {
    Text,   ///< UTF-8 as written
    Json,   ///< as written, after a check that it is JSON
    Hex,    ///< white space between digits is allowed
    Base64, ///< white space is allowed
    Int32,  ///< a decimal number, 4 bytes big-endian, as Java's IntegerSerializer
    Int64,  ///< a decimal number, 8 bytes big-endian, as Java's LongSerializer
    Null,
    Empty,
};
inline constexpr std::array allPayloadTypes{PayloadType::Text,  PayloadType::Json,  PayloadType::Hex,  PayloadType::Base64,
                                            PayloadType::Int32, PayloadType::Int64, PayloadType::Null, PayloadType::Empty};

/// "text", "json", "hex", "base64", "int32", "int64", "null", "empty": as written in template files and options.
[[nodiscard]] std::string_view payloadTypeName(PayloadType type);
[[nodiscard]] std::optional<PayloadType> payloadTypeNamed(std::string_view name);

/// The bytes; InvalidInput with a sentence when the text is not what the type says. For Null and Empty the text does not
/// matter. Pure; any thread.
[[nodiscard]] Result<OptionalBytes> payloadBytes(PayloadType type, std::string_view text);

} // namespace weir
