// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/message_ids.h"

#include "core/deadletters/message_words.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>

namespace weir {
namespace {

using namespace message_words;

// The pattern asks of these characters only what kind they are, so each may stand for all of its kind. Where it keeps
// characters as they are ("AmazonS3Exception") there are at most two digits.
constexpr std::size_t shortestRun = 3;
constexpr std::size_t shortestHex = 8;

/// The first digit at or behind `at`, or the end. Eight bytes at a time: most messages have none.
std::size_t findDigit(std::string_view text, std::size_t at)
{
    constexpr std::uint64_t each = 0x0101010101010101ULL;
    for (std::uint64_t eight = 0; at + sizeof eight <= text.size(); at += sizeof eight) {
        std::memcpy(&eight, text.data() + at, sizeof eight);
        eight ^= each * '0'; // digits are 0 to 9 now
        const std::uint64_t no = (eight & each * 0xF0U) | (((eight & each * 0x0FU) + each * 6U) & each * 0x10U);
        if (((no - each) & ~no & each * 0x80U) != 0) // one of them is 0
            break;
    }
    while (at < text.size() && !isDigit(text[at]))
        ++at;
    return at;
}

void levelHex(std::span<char> id)
{
    for (char& c : id)
        if (isHex(c))
            c = isDigit(c) ? '1' : isLower(c) ? 'a' : 'A';
}

void levelNumbers(std::span<char> word)
{
    for (auto at = word.begin(); at != word.end();) {
        const auto begin = std::find_if(at, word.end(), isDigit);
        const auto end = std::find_if_not(begin, word.end(), isDigit);
        if (static_cast<std::size_t>(end - begin) >= shortestRun)
            std::fill(begin, end, '1');
        at = end;
    }
}

/// "4711", "4711ab": a number, perhaps with its unit, which the pattern keeps.
bool isNumber(std::span<const char> word)
{
    const auto unit = std::ranges::find_if_not(word, isDigit);
    return unitLength({unit, word.end()}) == static_cast<std::size_t>(word.end() - unit);
}

} // namespace

void levelIds(std::string_view message, std::string& out)
{
    const std::size_t first = out.size();
    out.append(message);
    for (std::size_t at = findDigit(out, first); at < out.size(); at = findDigit(out, at)) {
        std::size_t begin = at;
        while (begin > first && isWord(out[begin - 1]))
            --begin;
        while (at < out.size() && isWord(out[at]))
            ++at;
        // Behind a dash or comma the beginning of a UUID may be taken for the rest of a number.
        const bool isApart = begin == first || (!isChunk(out[begin - 1]) && out[begin - 1] != ',');
        const std::size_t uuid = isApart ? uuidLength(std::string_view(out).substr(begin)) : 0;
        at = std::max(at, begin + uuid);
        const std::span<char> word(out.data() + begin, at - begin);
        if (uuid > 0 || (word.size() >= shortestHex && std::ranges::all_of(word, isHex) && !isNumber(word)))
            levelHex(word);
        else
            levelNumbers(word);
    }
}

} // namespace weir
