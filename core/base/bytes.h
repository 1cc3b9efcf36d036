// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// Bytes as they came from the wire. A std::string is only the container: it may hold NUL, invalid UTF-8, anything.
using Bytes = std::string;
/// NULL (nullopt) and empty are different things in Kafka and stay different.
using OptionalBytes = std::optional<Bytes>;
using OptionalBytesView = std::optional<std::string_view>;

/// True when the bytes are well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF).
[[nodiscard]] bool isUtf8(std::string_view bytes);

/// Base64 with padding (RFC 4648, section 4).
[[nodiscard]] std::string toBase64(std::string_view bytes);
/// nullopt when the text is not strictly such base64.
[[nodiscard]] std::optional<Bytes> fromBase64(std::string_view text);

/// Lower-case hexadecimal without separators, and back (nullopt for odd length or other characters).
[[nodiscard]] std::string toHex(std::string_view bytes);
[[nodiscard]] std::optional<Bytes> fromHex(std::string_view text);

/// Text that is safe to show in one line: valid UTF-8, with control characters, invalid bytes and
/// bidirectional or invisible characters (CVE-2021-42574) escaped as \n, \x1b, \u{202e}.
/// At most `maxBytes` of the input are looked at; "…" is added when that cut something off.
[[nodiscard]] std::string escapeForDisplay(std::string_view bytes, std::size_t maxBytes = 512);

} // namespace weir
