// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/placeholder_call.h"

#include "core/base/bytes.h"

#include <algorithm>

namespace weir {
namespace {

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool isNameCharacter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; }

std::unexpected<Error> wrong(std::string message) { return fail(ErrorKind::InvalidInput, std::move(message)); }

class WordReader
{
public:
    explicit WordReader(std::string_view text) : m_text(text) {}

    void skipSpace()
    {
        while (m_at < m_text.size() && isSpace(m_text[m_at]))
            ++m_at;
    }
    [[nodiscard]] bool atEnd() const { return m_at == m_text.size(); }

    std::string plainWord()
    {
        const std::size_t begin = m_at;
        while (!atEnd() && !isSpace(m_text[m_at]))
            ++m_at;
        return std::string(m_text.substr(begin, m_at - begin));
    }

    Result<PlaceholderArgument> argument()
    {
        PlaceholderArgument read;
        std::size_t equals = m_at;
        while (equals < m_text.size() && isNameCharacter(m_text[equals]))
            ++equals;
        if (equals > m_at && equals < m_text.size() && m_text[equals] == '=') {
            read.name = m_text.substr(m_at, equals - m_at);
            m_at = equals + 1;
        }
        if (atEnd() || (m_text[m_at] != '\'' && m_text[m_at] != '"')) {
            read.value = plainWord();
            return read;
        }
        read.quoted = true;
        const char quote = m_text[m_at++];
        for (;;) {
            if (atEnd())
                return wrong("A quote is opened and not closed.");
            char c = m_text[m_at++];
            if (c == quote)
                break;
            if (c == '\\' && !atEnd())
                c = m_text[m_at++];
            read.value += c;
        }
        read.suffix = plainWord();
        return read;
    }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

Result<PlaceholderCall> readCall(std::string_view inside)
{
    WordReader reader(inside);
    PlaceholderCall call;
    reader.skipSpace();
    call.name = reader.plainWord();
    if (call.name.empty())
        return wrong("There is no name between the braces, for example uuid.");
    for (reader.skipSpace(); !reader.atEnd(); reader.skipSpace()) {
        auto argument = reader.argument();
        if (!argument)
            return fail(argument.error());
        if (argument->name != "as") {
            call.arguments.push_back(std::move(*argument));
            continue;
        }
        if (!call.label.empty())
            return wrong("It has two labels.");
        if (argument->value.empty() || !std::ranges::all_of(argument->value, isNameCharacter))
            return wrong("A label (as=...) is made of the letters a-z, digits, '-' and '_'.");
        call.label = argument->value;
    }
    return call;
}

const PlaceholderArgument* CallReader::next()
{
    for (std::size_t i = 0; i < m_used.size(); ++i) {
        if (m_used[i] || !m_call.arguments[i].name.empty())
            continue;
        m_used[i] = true;
        return &m_call.arguments[i];
    }
    return nullptr;
}

std::optional<std::string> CallReader::named(std::string_view name)
{
    for (std::size_t i = 0; i < m_used.size(); ++i) {
        if (m_used[i] || m_call.arguments[i].name != name)
            continue;
        m_used[i] = true;
        return m_call.arguments[i].value + m_call.arguments[i].suffix;
    }
    return std::nullopt;
}

std::optional<std::string> CallReader::nextOrNamed(std::string_view name)
{
    if (auto value = named(name))
        return value;
    const auto* argument = next();
    return argument == nullptr ? std::nullopt : std::optional(argument->value + argument->suffix);
}

Result<void> CallReader::finish() const
{
    const auto unused = std::ranges::find(m_used, false);
    if (unused == m_used.end())
        return {};
    const auto& argument = m_call.arguments[static_cast<std::size_t>(unused - m_used.begin())];
    const std::string shown = argument.name.empty() ? argument.value : argument.name + "=" + argument.value;
    return wrong(m_call.name + " does not know what to do with \"" + escapeForDisplay(shown, 60) + "\".");
}

} // namespace weir
