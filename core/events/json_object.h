// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A member of a JSON object: its name with escapes resolved, and its value as it stands in the text.
struct JsonMember {
    std::string name;
    std::string_view value; ///< a part of the text that was read, without white space around it
};

/// Whether the text is one JSON value (RFC 8259, UTF-8, at most 256 levels deep); InvalidInput names the byte that is
/// wrong. Numbers of any size are fine, because nothing is converted. Pure; any thread.
[[nodiscard]] Result<void> checkJson(std::string_view text);

/// The members of a JSON object in their order, repeated names kept. Values are slices of `text`, so that numbers,
/// escapes and white space inside them survive byte for byte. InvalidInput as above, or when it is no object.
[[nodiscard]] Result<std::vector<JsonMember>> readJsonObject(std::string_view text);

/// The text of a JSON string literal, quotes included; InvalidInput when it is something else.
[[nodiscard]] Result<std::string> readJsonString(std::string_view literal);

/// A JSON string literal, quotes included. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string writeJsonString(std::string_view text);

} // namespace weir
