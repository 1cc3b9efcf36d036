// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/shell_words.h"

namespace weir::cli {

std::string shellWord(const std::string& text)
{
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.,:/@=";
    if (!text.empty() && text.find_first_not_of(plain) == std::string::npos)
        return text;
    std::string word = "'";
    for (const char c : text)
        word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + "'";
}

std::string commandLine(const Session& session, const std::string& rest)
{
    const auto [option, value] = session.connectionWords();
    std::string command = "weirctl ";
    if (!option.empty())
        command += option + " " + (value.empty() ? "" : shellWord(value) + " ");
    return command + rest;
}

} // namespace weir::cli
