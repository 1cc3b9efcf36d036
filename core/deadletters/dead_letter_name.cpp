// SPDX-License-Identifier: GPL-3.0-or-later
// Names are matched by hand: std::regex recurses per character and backtracks, and names come from the cluster.
#include "core/deadletters/dead_letter_topics.h"

#include <algorithm>
#include <array>

namespace weir {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isSeparator(char c) { return c == '.' || c == '_' || c == '-'; }

/// A name from which endings are taken away, ASCII case ignored.
class Ending
{
public:
    explicit Ending(std::string_view name) : m_rest(name) {}

    bool take(std::string_view word)
    {
        if (m_rest.size() < word.size() ||
            !std::ranges::equal(m_rest.substr(m_rest.size() - word.size()), word, {}, lower))
            return false;
        m_rest.remove_suffix(word.size());
        return true;
    }
    bool takeSeparator()
    {
        if (m_rest.empty() || !isSeparator(m_rest.back()))
            return false;
        m_rest.remove_suffix(1);
        return true;
    }
    bool takeDigits()
    {
        const auto before = m_rest.size();
        while (!m_rest.empty() && isDigit(m_rest.back()))
            m_rest.remove_suffix(1);
        return m_rest.size() != before;
    }
    [[nodiscard]] std::string_view rest() const { return m_rest; }

private:
    std::string_view m_rest;
};

using Stem = std::optional<std::string_view>;

Stem stemBeforeWords(std::string_view name, std::string_view last, std::string_view first)
{
    // "dead" and "letter" may stand together or apart: deadletter, dead-letter, dead_letter.
    Ending ending(name);
    if (!ending.take(last))
        return std::nullopt;
    ending.takeSeparator();
    if (!ending.take(first) || !ending.takeSeparator())
        return std::nullopt;
    return ending.rest();
}

Stem stemOfDeadLetterWords(std::string_view name)
{
    if (const Stem stem = stemBeforeWords(name, "letters", "dead"))
        return stem;
    if (const Stem stem = stemBeforeWords(name, "letter", "dead"))
        return stem;
    for (const std::string_view what : {"queue", "topic"}) {
        Ending ending(name);
        if (!ending.take(what))
            continue;
        ending.takeSeparator();
        if (const Stem stem = stemBeforeWords(ending.rest(), "letter", "dead"))
            return stem;
    }
    return std::nullopt;
}

Stem stemOfDeadEnding(std::string_view name)
{
    if (name == "wolverine-dead-letter-queue")
        return std::string_view(); // one for all topics
    Ending group(name); // <topic>__<group>__dlq of Uber's uForwarder
    if (group.take("__dlq"))
        return group.rest();
    for (const std::string_view word : {"dlt", "dlq", "error", "errors", "poison"}) {
        Ending ending(name);
        if (ending.take(word) && ending.takeSeparator())
            return ending.rest();
    }
    if (const Stem stem = stemOfDeadLetterWords(name))
        return stem;
    return stemBeforeWords(name, "lot", "parking");
}

Stem stemOfDeadBeginning(std::string_view name)
{
    for (const std::string_view word : {"dlq.", "dlq-", "error.", "dead-letter-topic-"})
        if (name.size() >= word.size() && std::ranges::equal(name.substr(0, word.size()), word, {}, lower))
            return name.substr(word.size());
    return std::nullopt;
}

/// Spring: <topic>-retry, -retry-<index or delay>, -retry-<delay>-<n>. Retry names are case-sensitive.
Stem stemOfSpringRetry(std::string_view name)
{
    for (int numbers = 0; numbers <= 2; ++numbers) {
        if (name.ends_with("-retry"))
            return name.substr(0, name.size() - 6);
        Ending ending(name);
        if (!ending.takeDigits() || !ending.rest().ends_with('-'))
            return std::nullopt;
        name = ending.rest().substr(0, ending.rest().size() - 1);
    }
    return std::nullopt;
}

/// SmallRye: <channel>_retry_<delay>; Uber: <topic>__<group>__retry, <topic>__<group>__<tier>__retry; Wolverine:
/// <topic>.retry.<number and unit>.
Stem stemOfRetry(std::string_view name)
{
    if (const Stem stem = stemOfSpringRetry(name))
        return stem;
    Ending delay(name);
    if (delay.takeDigits() && delay.rest().ends_with("_retry_"))
        return delay.rest().substr(0, delay.rest().size() - 7);
    if (!name.empty() && std::string_view("smh").find(name.back()) != std::string_view::npos) {
        Ending ending(name.substr(0, name.size() - 1));
        if (ending.takeDigits() && ending.rest().ends_with(".retry."))
            return ending.rest().substr(0, ending.rest().size() - 7);
    }
    if (!name.ends_with("__retry"))
        return std::nullopt;
    const std::string_view whole = name.substr(0, name.size() - 7);
    Ending tier(whole);
    if (tier.takeDigits() && tier.rest().ends_with("__"))
        return tier.rest().substr(0, tier.rest().size() - 2);
    return whole;
}

} // namespace

std::optional<DeadLetterName> readDeadLetterName(std::string_view topic)
{
    Stem stem = stemOfDeadEnding(topic);
    if (!stem)
        stem = stemOfDeadBeginning(topic);
    if (stem)
        return DeadLetterName{DeadLetterKind::DeadLetter, std::string(*stem)};
    stem = stemOfRetry(topic);
    if (stem)
        return DeadLetterName{DeadLetterKind::Retry, std::string(*stem)};
    return std::nullopt;
}

} // namespace weir
