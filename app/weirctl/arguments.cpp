// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/arguments.h"

#include "core/base/bytes.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace weir::cli {
namespace {

std::unexpected<Error> wrong(std::string message) { return fail(ErrorKind::InvalidInput, std::move(message)); }

const OptionSpec* findOption(std::span<const OptionSpec> options, std::string_view name)
{
    const auto found = std::ranges::find(options, name, &OptionSpec::name);
    return found == options.end() ? nullptr : &*found;
}

bool isOption(std::string_view token) { return token.size() > 1 && token.front() == '-'; }

/// "--name=value" is split; "-h" and "-V" are the only short forms.
std::pair<std::string, std::optional<std::string>> splitOption(std::string_view token)
{
    if (token == "-h")
        return {"help", std::nullopt};
    if (token == "-V")
        return {"version", std::nullopt};
    if (!token.starts_with("--"))
        return {"", std::nullopt};
    token.remove_prefix(2);
    const std::size_t equals = token.find('=');
    if (equals == std::string_view::npos)
        return {std::string(token), std::nullopt};
    return {std::string(token.substr(0, equals)), std::string(token.substr(equals + 1))};
}

std::string shown(double number)
{
    char text[32];
    std::snprintf(text, sizeof text, "%g", number);
    return text;
}

} // namespace

Result<Arguments> Arguments::parse(std::span<const std::string> tokens, std::span<const OptionSpec> options)
{
    Arguments arguments;
    bool optionsOver = false;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const std::string& token = tokens[i];
        if (optionsOver || !isOption(token)) {
            arguments.m_words.push_back(token);
            continue;
        }
        if (token == "--") {
            optionsOver = true;
            continue;
        }
        auto [name, value] = splitOption(token);
        const OptionSpec* option = findOption(options, name);
        if (name.empty() || option == nullptr)
            return wrong("There is no option " + escapeForDisplay(token.substr(0, token.find('='))) + ".");
        if (option->placeholder.empty() && value)
            return wrong("Option --" + name + " takes no value.");
        if (!option->placeholder.empty() && !value) {
            if (i + 1 == tokens.size())
                return wrong("Option --" + name + " needs a value: --" + name + " " +
                             std::string(option->placeholder) + ".");
            value = tokens[++i];
        }
        auto& values = arguments.m_values[name];
        if (!values.empty() && !option->repeatable && !option->placeholder.empty())
            return wrong("Option --" + name + " was given twice.");
        values.push_back(value.value_or(""));
    }
    return arguments;
}

std::optional<std::string> Arguments::value(std::string_view name) const
{
    const auto found = m_values.find(name);
    return found == m_values.end() ? std::nullopt : std::optional(found->second.front());
}

std::vector<std::string> Arguments::values(std::string_view name) const
{
    const auto found = m_values.find(name);
    return found == m_values.end() ? std::vector<std::string>{} : found->second;
}

Result<std::optional<std::int64_t>> Arguments::number(std::string_view name, std::int64_t least,
                                                      std::int64_t most) const
{
    const auto text = value(name);
    if (!text)
        return std::nullopt;
    const auto parsed = readWholeNumber(*text);
    if (!parsed || *parsed < least || *parsed > most)
        return wrong("Option --" + std::string(name) + " needs a whole number from " + std::to_string(least) + " to " +
                     std::to_string(most) + ", not '" + escapeForDisplay(*text, 100) + "'.");
    return *parsed;
}

Result<std::optional<double>> Arguments::decimal(std::string_view name, double least, double most) const
{
    const auto text = value(name);
    if (!text)
        return std::nullopt;
    double parsed = 0;
    const char* last = text->data() + text->size();
    const auto [end, error] = std::from_chars(text->data(), last, parsed, std::chars_format::fixed);
    if (error != std::errc{} || end != last || !std::isfinite(parsed) || parsed < least || parsed > most)
        return wrong("Option --" + std::string(name) + " needs a number from " + shown(least) + " to " + shown(most) +
                     ", not '" + escapeForDisplay(*text, 100) + "'.");
    return parsed;
}

std::optional<std::size_t> findCommand(std::span<const std::string> tokens, std::span<const OptionSpec> globals)
{
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (!isOption(tokens[i]))
            return i;
        const auto [name, value] = splitOption(tokens[i]);
        const OptionSpec* option = findOption(globals, name);
        if (option != nullptr && !option->placeholder.empty() && !value)
            ++i;
    }
    return std::nullopt;
}

std::optional<std::int64_t> readWholeNumber(std::string_view text)
{
    std::int64_t number = 0;
    const char* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number);
    return error == std::errc{} && end == last ? std::optional(number) : std::nullopt;
}

} // namespace weir::cli
