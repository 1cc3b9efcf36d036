// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// What the words of a message are, for messagePattern(). Lengths count from the beginning of the text and are 0 when it
/// does not begin so. Pure; linear in what they return or bounded.
namespace weir::message_words {

/// What a character is; several at once.
enum Kind : std::uint8_t {
    Digit = 1,
    Lower = 2,
    Upper = 4,
    Hex = 8,
    Space = 16,   ///< white space and control characters
    Joining = 32, ///< holds addresses, paths, dates and dotted names together
    Telling = 64, ///< joining, and an address may be around it
    Quote = 128,  ///< may be the first byte of a quotation mark
};
[[nodiscard]] constexpr std::array<std::uint8_t, 256> charKinds()
{
    std::array<std::uint8_t, 256> kinds{};
    for (std::size_t c = 0; c < kinds.size(); ++c) {
        const bool digit = c >= '0' && c <= '9';
        const bool lower = c >= 'a' && c <= 'z';
        const bool upper = c >= 'A' && c <= 'Z';
        const bool hex = digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        kinds[c] = static_cast<std::uint8_t>((digit ? Digit : 0) | (lower ? Lower : 0) | (upper ? Upper : 0) |
                                             (hex ? Hex : 0) | (c <= ' ' || c == 0x7F ? Space : 0));
    }
    for (const char c : std::string_view("_./-+%#~?&\\$"))
        kinds[static_cast<unsigned char>(c)] |= Joining;
    for (const char c : std::string_view(":@"))
        kinds[static_cast<unsigned char>(c)] |= Joining | Telling;
    for (const char c : std::string_view("\"'`\xe2\xc2"))
        kinds[static_cast<unsigned char>(c)] |= Quote;
    return kinds;
}
inline constexpr std::array<std::uint8_t, 256> kindTable = charKinds();
[[nodiscard]] constexpr std::uint8_t kindOf(char c) { return kindTable[static_cast<unsigned char>(c)]; }

[[nodiscard]] constexpr bool isDigit(char c) { return (kindOf(c) & Digit) != 0; }
[[nodiscard]] constexpr bool isLower(char c) { return (kindOf(c) & Lower) != 0; }
[[nodiscard]] constexpr bool isLetter(char c) { return (kindOf(c) & (Lower | Upper)) != 0; }
[[nodiscard]] constexpr bool isWord(char c) { return (kindOf(c) & (Digit | Lower | Upper)) != 0; }
[[nodiscard]] constexpr bool isHex(char c) { return (kindOf(c) & Hex) != 0; }
[[nodiscard]] constexpr bool isSpace(char c) { return (kindOf(c) & Space) != 0; }
[[nodiscard]] constexpr bool isChunk(char c) { return (kindOf(c) & (Digit | Lower | Upper | Joining)) != 0; }

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
