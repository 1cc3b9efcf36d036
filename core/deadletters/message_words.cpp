// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/message_words.h"

#include <algorithm>
#include <array>

namespace weir::message_words {
namespace {

template <typename Is> std::size_t runLength(std::string_view text, Is is)
{
    return static_cast<std::size_t>(std::ranges::find_if_not(text, is) - text.begin());
}

bool endsWord(std::string_view text, std::size_t at) { return at >= text.size() || !isWord(text[at]); }

bool isMail(std::string_view text)
{
    const auto at = text.find('@');
    if (at == 0 || at == std::string_view::npos)
        return false;
    const std::string_view host = text.substr(at + 1);
    const auto dot = host.rfind('.');
    if (dot == 0 || dot == std::string_view::npos || !isLetter(host.back()))
        return false;
    return std::ranges::all_of(text.substr(0, at), [](char c) { return isWord(c) || std::string_view("._+-%").contains(c); }) &&
           std::ranges::all_of(host, [](char c) { return isWord(c) || c == '.' || c == '-'; });
}

/// IPv6 ("fe80::1", eight groups) or a hardware address (six pairs).
bool isColonAddress(std::string_view text)
{
    constexpr std::size_t longest = 45;
    if (text.size() > longest || !std::ranges::all_of(text, [](char c) { return isHex(c) || c == ':' || c == '.'; }) ||
        !std::ranges::any_of(text, isHex))
        return false;
    const auto colons = std::ranges::count(text, ':');
    return text.contains("::") || colons == 7 || (colons == 5 && text.size() == 17);
}

std::size_t portLength(std::string_view text)
{
    constexpr std::size_t mostDigits = 5;
    if (!text.starts_with(':'))
        return 0;
    const std::size_t digits = runLength(text.substr(1), isDigit);
    return digits >= 1 && digits <= mostDigits && endsWord(text, digits + 1) ? digits + 1 : 0;
}

std::size_t ipv4Length(std::string_view text)
{
    std::size_t at = 0;
    for (int group = 0; group < 4; ++group) {
        const std::size_t digits = runLength(text.substr(at), isDigit);
        if (digits < 1 || digits > 3)
            return 0;
        at += digits;
        if (group < 3 && (at >= text.size() || text[at++] != '.'))
            return 0;
    }
    if (!endsWord(text, at) || (at + 1 < text.size() && text[at] == '.' && isDigit(text[at + 1])))
        return 0;
    return at + portLength(text.substr(at));
}

/// "Main.java:42" is a place in a program.
bool isSourceFile(std::string_view ending)
{
    constexpr std::array<std::string_view, 20> endings{"java", "kt", "scala", "py",  "rb",   "go",  "js",   "ts",  "cs",   "cpp",
                                                       "cc",   "c",  "h",     "rs",  "php",  "sql", "json", "xml", "yaml", "yml"};
    return std::ranges::find(endings, ending) != endings.end();
}

std::size_t hostNameLength(std::string_view text)
{
    constexpr std::size_t longest = 253;
    const std::string_view looked = text.substr(0, longest + 1);
    const std::size_t size =
        runLength(looked, [](char c) { return isLower(c) || isDigit(c) || c == '.' || c == '-'; });
    const std::string_view name = text.substr(0, size);
    const std::size_t port = portLength(text.substr(size));
    if (size > longest || port == 0 || name.empty() || !isWord(name.back()))
        return 0;
    const auto dot = name.rfind('.');
    if (name != "localhost" && (dot == std::string_view::npos || dot == 0 || isSourceFile(name.substr(dot + 1)) ||
                                !std::ranges::any_of(name.substr(dot + 1), isLower)))
        return 0;
    return size + port;
}

/// Digits that are a word of their own, with what may stand behind them in dates: "12", "01T12", "00Z".
std::size_t groupLength(std::string_view text)
{
    std::size_t at = runLength(text, isDigit);
    if (at == 0)
        return 0;
    if (at + 1 < text.size() && text[at] == 'T' && isDigit(text[at + 1]))
        at += 1 + runLength(text.substr(at + 1), isDigit);
    if (at < text.size() && text[at] == 'Z' && endsWord(text, at + 1))
        return at + 1;
    return endsWord(text, at) || unitLength(text.substr(at)) > 0 ? at : 0;
}

} // namespace

bool isAddress(std::string_view text)
{
    const auto scheme = text.find("://");
    return (scheme != std::string_view::npos && scheme > 0) || isMail(text) || isColonAddress(text);
}

std::size_t hostLength(std::string_view text)
{
    const std::size_t numbers = ipv4Length(text);
    return numbers > 0 ? numbers : hostNameLength(text);
}

std::size_t uuidLength(std::string_view text)
{
    constexpr std::size_t size = 36;
    if (text.size() < size || !endsWord(text, size))
        return 0;
    for (std::size_t at = 0; at < size; ++at) {
        const bool dash = at == 8 || at == 13 || at == 18 || at == 23;
        if (dash ? text[at] != '-' : !isHex(text[at]))
            return 0;
    }
    return size;
}

std::size_t numberLength(std::string_view text, bool mayHaveSign)
{
    const std::size_t sign = mayHaveSign && (text.starts_with('-') || text.starts_with('+')) ? 1 : 0;
    const std::size_t first = groupLength(text.substr(sign));
    if (first == 0)
        return 0;
    std::size_t at = sign + first;
    while (at + 1 < text.size() && std::string_view(".,:-/+").contains(text[at])) {
        const std::size_t more = groupLength(text.substr(at + 1));
        if (more == 0)
            break;
        at += 1 + more;
    }
    return at;
}

std::size_t unitLength(std::string_view text)
{
    constexpr std::size_t most = 3;
    const std::size_t letters = runLength(text.substr(0, most + 1), isLetter);
    return letters <= most && endsWord(text, letters) ? letters : 0;
}

std::size_t wordLength(std::string_view text) { return runLength(text, isWord); }

void foldWord(std::string_view word, std::string& out)
{
    constexpr std::size_t shortestHex = 8;
    constexpr std::ptrdiff_t fewDigits = 2;
    constexpr std::size_t realWord = 4;
    const auto digits = std::ranges::count_if(word, isDigit);
    if (digits == 0) {
        out += word;
        return;
    }
    const std::size_t letters = runLength(word, isLetter);
    const bool isId = (word.starts_with("0x") && std::ranges::all_of(word.substr(2), isHex)) ||
                      (word.size() >= shortestHex && std::ranges::all_of(word, isHex));
    if (!isId && letters > 0 && letters + static_cast<std::size_t>(digits) == word.size() &&
        std::ranges::all_of(word.substr(letters), isDigit)) {
        out += word.substr(0, letters);
        out += "…n";
        return;
    }
    // A name with a digit in it, "AmazonS3Exception", differs from an id by having a word in it.
    std::size_t lowerRun = 0;
    std::size_t longestRun = 0;
    for (const char c : word) {
        lowerRun = isLower(c) ? lowerRun + 1 : 0;
        longestRun = std::max(longestRun, lowerRun);
    }
    if (!isId && digits <= fewDigits && longestRun >= realWord && isLetter(word.front()))
        out += word;
    else
        out += "…id";
}

} // namespace weir::message_words
