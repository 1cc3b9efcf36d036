// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// What a scalar of a payload may mean, for people who look at it: one plain sentence each, mostly none. `text` is the
/// number as it is written, or the content of the string; `now` is what "ago" counts from. Known: seconds, milli-, micro- and
/// nanoseconds since 1970 (between 2001 and 2100; local time and UTC), ISO 8601 times, UUIDs (version, and the time of
/// versions 1, 6 and 7), JSON Web Tokens (header and times, never verified), base64, and integers that other tools change
/// because they read them as double ("JavaScript tools show 9007199254740992"). Never more than a few hundred bytes; what
/// it quotes from `text` is escaped for display. Pure but for the machine's time zone; any thread.
[[nodiscard]] std::vector<std::string> explainScalar(std::string_view text, bool isNumber, TimestampMs now);

/// "looks like base64 of 312 bytes of JSON" for strict base64 of something that can be recognised; else empty.
[[nodiscard]] std::string base64Hint(std::string_view text);
/// How a program shows an integer that holds every number as a double; nullopt when that is how it is written.
[[nodiscard]] std::optional<std::string> asJavaScriptShows(std::string_view integer);

} // namespace weir
