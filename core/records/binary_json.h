// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace weir {

enum class BinaryJson { MessagePack, Cbor };

/// The whole of `bytes`, one map or array that is not empty, as JSON text: members in the order they were sent, duplicates
/// kept, 64-bit integers exact. What JSON cannot say is written like this: byte strings {"$binary":"base64"}, MessagePack
/// extensions with "$type" beside it (its timestamps as {"$timestamp":"2026-…Z"}), tagged CBOR byte strings with "$tag";
/// other CBOR tags are left out; NaN and infinities as strings; integer names as strings.
/// InvalidInput says why not: another first byte, something behind it, a string that is not UTF-8, a name that is neither
/// string nor integer, more than 256 levels, more than `most` bytes of text. A library's reader (nlohmann's) would follow
/// nested tags and strings down until the stack ends. Pure; any thread.
[[nodiscard]] Result<std::string> jsonFromBinary(std::string_view bytes, BinaryJson format, std::size_t most);

} // namespace weir
