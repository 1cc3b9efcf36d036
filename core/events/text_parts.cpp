// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/text_parts.h"

#include <algorithm>

namespace weir {
namespace {

bool startsQuote(std::string_view line, std::size_t at)
{
    if (line[at] != '\'' && line[at] != '"')
        return false;
    // An apostrophe inside a word (O'Neill) is a letter.
    return at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t' || line[at - 1] == '=';
}

/// Behind the quote that closes the one at `at`; npos when there is none.
std::size_t behindQuote(std::string_view line, std::size_t at)
{
    for (std::size_t i = at + 1; i < line.size(); ++i) {
        if (line[i] == '\\')
            ++i;
        else if (line[i] == line[at])
            return i + 1;
    }
    return std::string_view::npos;
}

/// Where the closing braces begin in the rest of a line; npos when it has none.
std::size_t closingBraces(std::string_view line)
{
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        if (startsQuote(line, i)) {
            const std::size_t behind = behindQuote(line, i);
            if (behind == std::string_view::npos)
                return line.find("}}", i); // the open quote is told of when the arguments are read
            i = behind - 1;
        } else if (line[i] == '}' && line[i + 1] == '}') {
            return i;
        }
    }
    return std::string_view::npos;
}

TextPart placeholderAt(std::string_view text, std::size_t at)
{
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at + 2, end - at - 2);
    const std::size_t closing = closingBraces(line);
    if (closing == std::string_view::npos)
        return {TextPart::Kind::Unclosed, at, end - at, line};
    return {TextPart::Kind::Placeholder, at, closing + 4, line.substr(0, closing)};
}

} // namespace

std::vector<TextPart> splitText(std::string_view text)
{
    std::vector<TextPart> parts;
    std::size_t begin = 0;
    const auto literal = [&](std::size_t end) {
        if (end > begin)
            parts.push_back({TextPart::Kind::Literal, begin, end - begin, text.substr(begin, end - begin)});
    };
    std::size_t from = 0;
    for (std::size_t at = 0; (at = text.find("{{", from)) != std::string_view::npos;) {
        std::size_t backslashes = 0;
        while (backslashes < at - begin && text[at - 1 - backslashes] == '\\')
            ++backslashes;
        if (backslashes % 2 == 1) {
            literal(at - 1);
            parts.push_back({TextPart::Kind::Braces, at - 1, 3, text.substr(at, 2)});
            begin = from = at + 2;
            continue;
        }
        literal(at);
        parts.push_back(placeholderAt(text, at));
        begin = from = at + parts.back().length;
    }
    literal(text.size());
    return parts;
}

} // namespace weir
