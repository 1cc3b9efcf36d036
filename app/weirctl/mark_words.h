// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/letter_marks.h"

#include <optional>
#include <string>
#include <string_view>

namespace weir::cli {

/// "open", "handled", "ignored".
[[nodiscard]] std::string markName(LetterMark mark);
/// InvalidInput names the three. Pure.
[[nodiscard]] Result<LetterMark> parseMark(std::string_view text);

/// "dead-letters", "retries", "neither", "unset" (nullopt: the word is taken back). InvalidInput names them. Pure.
[[nodiscard]] Result<std::optional<TopicWord>> parseTopicWord(std::string_view text);

/// True for text in the form of a failureId(). Pure.
[[nodiscard]] bool looksLikeFailureId(std::string_view text);

} // namespace weir::cli
