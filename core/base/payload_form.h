// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

namespace weir {

/// The ways to look at a payload. Pretty and Text show what is inside (a gzip body unpacked), Raw and Hex the bytes as sent.
enum class PayloadForm { Pretty, Tree, Text, Raw, Hex };

/// What a formatter made of bytes. `form` says what it is in fact: Text when Pretty was asked for bytes that are no JSON.
struct PayloadText {
    std::string text; ///< UTF-8, several lines allowed; for Hex the bytes themselves
    PayloadForm form = PayloadForm::Text;
    bool json = false; ///< colour it as JSON
    bool cut = false;  ///< more can be had with a higher limit
    std::string note;  ///< how it was read: "gzip, 3.1 KiB → 40.0 KiB", "not JSON: an unexpected character at byte 17"
    std::string warning; ///< something is missing that no limit brings back: "only the first 20.0 MiB were unpacked"
};

/// Turns at most `limit` bytes into text; must be a pure function, called on any thread.
using PayloadFormatter =
    std::function<PayloadText(std::string_view bytes, PayloadForm form, std::size_t limit, std::stop_token stop)>;

} // namespace weir
