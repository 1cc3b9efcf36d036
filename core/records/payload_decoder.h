// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/payload_text.h"

#include <stop_token>
#include <string>
#include <vector>

namespace weir {

struct DecodeLimits {
    std::size_t maxBytes = std::size_t{20} << 20U; ///< that unpacking or translating may make of one payload
    int maxLayers = 2;                             ///< gzip within gzip
};

/// One layer that was taken off: "gzip", "zstd", "MessagePack", "CBOR".
struct DecodeStep {
    std::string format;
    std::size_t before = 0; ///< bytes
    std::size_t after = 0;
};

/// Why a payload is not what it could have been.
struct Refusal {
    std::string format; ///< "JSON"
    std::string reason; ///< "an unexpected character at byte 17"
};

/// What is inside a payload, and how that was found out. A value.
struct DecodedPayload {
    PayloadKind kind = PayloadKind::Null; ///< of content()
    std::vector<DecodeStep> steps;        ///< empty: the payload is shown as it is
    Bytes unpacked;                       ///< with steps: what they made
    bool cut = false;                     ///< `unpacked` stops at DecodeLimits::maxBytes
    std::vector<Refusal> refusals;        ///< of the innermost content, in the order tried
    std::string hint;                     ///< "looks like base64 of 312 bytes of JSON"

    /// The bytes to show for `payload`, which must be the one that was decoded.
    [[nodiscard]] std::string_view content(std::string_view payload) const { return steps.empty() ? payload : unpacked; }
};

/// Tries in order: NULL, empty, JSON, text, gzip and zstd (by their magic bytes), MessagePack and CBOR (only a whole
/// payload that is one map or array that is not empty), binary. Valid text is never taken for MessagePack or CBOR.
/// What is unpacked is looked at in the same way. MessagePack and CBOR become JSON text in the order they were sent,
/// duplicates kept; byte strings as {"$binary": base64}, NaN and infinities as strings. Neither depth, nor sizes that a
/// payload claims, nor what it unpacks to can exhaust memory. Pure; any thread; a stop ends it early as Binary.
[[nodiscard]] DecodedPayload decodePayload(OptionalBytesView payload, std::stop_token stop = {},
                                           const DecodeLimits& limits = {});

/// In one line: "gzip, 3.1 KiB → 40.0 KiB · JSON", "MessagePack", "not JSON: an unexpected character at byte 17".
/// Empty for plain JSON, NULL and empty.
[[nodiscard]] std::string decodeNote(const DecodedPayload& decoded);
/// "349 B", "12.4 KiB".
[[nodiscard]] std::string byteCountText(std::size_t bytes);

} // namespace weir
