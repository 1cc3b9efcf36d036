// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/message_ids.h"

#include "core/deadletters/message_words.h"

#include <algorithm>
#include <span>

namespace weir {
namespace {

using namespace message_words;

// The pattern asks of these characters only what kind they are, so each may stand for all of its kind. Where it keeps
// characters as they are ("AmazonS3Exception") there are at most two digits.
constexpr std::size_t shortestRun = 3;
constexpr std::size_t shortestHex = 8;

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
    out.assign(message);
    for (std::size_t at = 0; at < out.size();) {
        if (!isDigit(out[at])) {
            ++at;
            continue;
        }
        std::size_t begin = at;
        while (begin > 0 && isWord(out[begin - 1]))
            --begin;
        std::size_t end = at;
        while (end < out.size() && isWord(out[end]))
            ++end;
        // Behind a dash or comma the beginning of a UUID may be taken for the rest of a number.
        const bool isApart = begin == 0 || (!isChunk(out[begin - 1]) && out[begin - 1] != ',');
        const std::size_t uuid = isApart ? uuidLength(std::string_view(out).substr(begin)) : 0;
        end = std::max(end, begin + uuid);
        const std::span<char> word(out.data() + begin, end - begin);
        if (uuid > 0 || (word.size() >= shortestHex && std::ranges::all_of(word, isHex) && !isNumber(word)))
            levelHex(word);
        else
            levelNumbers(word);
        at = end;
    }
}

} // namespace weir
