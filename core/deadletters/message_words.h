// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// What the words of a message are, for messagePattern(). Lengths count from the beginning of the text and are 0 when it
/// does not begin so. Pure; linear in what they return or bounded.
namespace weir::message_words {

[[nodiscard]] constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool isLower(char c) { return c >= 'a' && c <= 'z'; }
[[nodiscard]] constexpr bool isLetter(char c) { return isLower(c) || (c >= 'A' && c <= 'Z'); }
[[nodiscard]] constexpr bool isWord(char c) { return isDigit(c) || isLetter(c); }
[[nodiscard]] constexpr bool isHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
/// White space and control characters.
[[nodiscard]] constexpr bool isSpace(char c) { return (c >= 0 && c <= ' ') || c == '\x7f'; }
/// Characters that hold addresses, paths, dates and dotted names together.
[[nodiscard]] constexpr bool isChunk(char c)
{
    return isWord(c) || std::string_view("_.:/@-+%#~?&\\$").find(c) != std::string_view::npos;
}

/// A URL, an e-mail, IPv6 or hardware address, and nothing else.
[[nodiscard]] bool isAddress(std::string_view text);
/// An IPv4 address with or without port, or a lower-case host name with port.
[[nodiscard]] std::size_t hostLength(std::string_view text);
[[nodiscard]] std::size_t uuidLength(std::string_view text);
/// Digits, and further groups of digits behind . , : - / : dates, times, fractions, lists. `mayHaveSign`: a sign before
/// them belongs to it. 0 where the digits are a part of a word ("3fa9").
[[nodiscard]] std::size_t numberLength(std::string_view text, bool mayHaveSign);
/// Up to three letters behind a number ("ms", "kB").
[[nodiscard]] std::size_t unitLength(std::string_view text);
/// Letters and digits.
[[nodiscard]] std::size_t wordLength(std::string_view text);
/// Appends a word: as it is ("S3Exception"), its number folded ("order…n"), or "…id".
void foldWord(std::string_view word, std::string& out);

} // namespace weir::message_words
