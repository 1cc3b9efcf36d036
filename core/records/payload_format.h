// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/payload_form.h"

namespace weir {

/// What every view of a key, value or header shows: a PayloadFormatter. Pretty: JSON (also within gzip, zstd, MessagePack or
/// CBOR) indented with its numbers untouched; else as Text, or as Hex when it is binary. Text: the unpacked content with its
/// lines. Raw: the bytes as they were sent, not unpacked, line ends and tabs too as escapes. Hex: the bytes as sent, at most
/// `limit`. Control, bidirectional and invalid bytes are escaped everywhere. Pure; any thread.
[[nodiscard]] PayloadText formatPayload(std::string_view bytes, PayloadForm form, std::size_t limit, std::stop_token stop);

/// Several lines made safe to show: as escapeForDisplay(), but line ends stay line ends and tabs become spaces.
[[nodiscard]] std::string escapedLines(std::string_view bytes, const std::stop_token& stop = {});

} // namespace weir
