// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/mark_words.h"

#include "core/base/bytes.h"

namespace weir::cli {

std::string markName(LetterMark mark)
{
    switch (mark) {
    case LetterMark::Open: return "open";
    case LetterMark::Handled: return "handled";
    case LetterMark::Ignored: return "ignored";
    }
    return "open";
}

Result<LetterMark> parseMark(std::string_view text)
{
    for (const LetterMark mark : {LetterMark::Open, LetterMark::Handled, LetterMark::Ignored})
        if (text == markName(mark))
            return mark;
    return fail(ErrorKind::InvalidInput, "A mark is open, handled or ignored, not '" + escapeForDisplay(text, 100) + "'.");
}

Result<std::optional<TopicWord>> parseTopicWord(std::string_view text)
{
    if (text == "dead-letters")
        return TopicWord::DeadLetters;
    if (text == "retries")
        return TopicWord::Retries;
    if (text == "neither")
        return TopicWord::Neither;
    if (text == "unset")
        return std::nullopt;
    return fail(ErrorKind::InvalidInput, "A topic is dead-letters, retries, neither or unset, not '" +
                                             escapeForDisplay(text, 100) + "'.");
}

bool looksLikeFailureId(std::string_view text)
{
    return text.size() == 16 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

} // namespace weir::cli
